"""Render an issue: Markdown pieces to HTML with the class names that themes know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from publish.core.article import Body
from publish.core.exceptions import TimeLimitExceededError
from publish.core.html import Html
from publish.core.issue import Block, BlockKind, Brief, Entry, Field, Footnote, Intro, Issue, Item, Items, Part, Section
from publish.core.markdown_options import PLAIN_MANNER, MarkdownOptions
from publish.core.picture import PictureUse
from publish.core.ports import FigureRenderer
from publish.core.problem import Problem, Severity
from publish.core.text import strip_markup
from publish.core.urls import identify_address
from publish.newsletter.labels import (
    CANONICAL_LABELS,
    CLAIM_SENTENCE,
    LABEL_ALIASES,
    PAPER_LABELS,
    PLAIN_LABELS,
    SECTION_MARK,
)
from publish.steps.render.mistune_parsers import MAX_EMPHASIS_MARKS, MAX_QUOTED_CHARS, has_unparsed_emphasis
from publish.steps.render.mistune_renderer import MarkdownRenderer
from publish.steps.render.references import References
from publish.steps.render.table_of_contents import asks_for_contents, render_contents

__all__ = ["render_body"]

_LINE_KINDS = {
    BlockKind.PARAGRAPH: "<p>{}</p>",
    BlockKind.SUMMARY: "<p>{}</p>",
    BlockKind.TAGLINE: '<p class="tagline">{}</p>',
    BlockKind.LEAD_IN: '<p class="lead-in">{}</p>',
    BlockKind.NOTE: '<p class="note">{}</p>',
}
# 「新闻」, 【论文】: where the 导读 turns to the next section.
_TURN = re.compile(r"(?:(?<=[；。;])|^)\s*(?=[「【][^「」【】]{2,8}[」】])")
# Behind an entry's link they belong to its title.
_FOOTNOTES = re.compile(r"(?:\[\^[^\]\s]{1,80}\]\s*)+")
_KNOWN_LABELS = CANONICAL_LABELS | LABEL_ALIASES.keys()
_ANCHOR = re.compile(r"</?a\b[^>]*>")
_NOT_TEXT = re.compile(r'<sup class="ref">.*?</sup>|<[^>]*>')
_PICTURE = re.compile(r'<img [^>]*?src="([^"]*)"')
_ADDRESS_ONLY = re.compile(r"\[(?P<words>[^\]]*)\]\((?P<linked>\S+)\)$|(?P<bare>https?://\S+)$")


def render_body(
    issue: Issue,
    markdown_options: MarkdownOptions = PLAIN_MANNER,
    illustrator: FigureRenderer | None = None,
    *,
    source_url: str = "",
    published: Mapping[str, str] | None = None,
) -> Body:
    """Render everything the author wrote but the hand-kept archive and the trailer.

    Args:
        issue: The issue.
        markdown_options: How its Markdown is read and shown.
        illustrator: Who colours its code and draws its formulas and diagrams; without one they stay as written.
        source_url: Address of an issue's source, with `{date}`; relative links to issues lead there.
        published: Published addresses by date; they are preferred.
    """
    keys = [note.key for note in issue.footnotes]
    markdown = MarkdownRenderer(_find_definitions(issue), keys, markdown_options, illustrator)
    page = _IssueRenderer(issue, markdown, markdown_options.math, References(source_url, published or {}))
    for note in issue.footnotes:
        page.read_footnote(note)
    parts = [page.render_preamble(issue)]
    parts += [page.render_section(section) for section in issue.sections]
    extra = [*(issue.archive.blocks if issue.archive else ()), *(issue.trailer.blocks if issue.trailer else ())]
    page.section = ""
    parts += [page.render_block(block) for block in extra]
    page.find_idle_footnotes()
    return Body(
        html=Html("".join(parts)),
        references=Html(page.references.render()),
        reference_count=len(page.references),
        pictures=tuple(page.pictures),
        problems=tuple(page.problems),
    )


def _find_definitions(issue: Issue) -> str:
    """Return the link definitions of the whole issue; each piece may use them."""
    parts = [
        *issue.preamble,
        *(part for section in issue.sections for part in section.parts),
        *(issue.archive.blocks if issue.archive else ()),
        *(issue.trailer.blocks if issue.trailer else ()),
    ]
    return "\n".join(p.text for p in parts if isinstance(p, Block) and p.kind is BlockKind.DEFINITION)


@dataclass(slots=True)
class _IssueRenderer:
    """One issue being rendered."""

    issue: Issue
    markdown: MarkdownRenderer
    math: bool
    references: References
    section: str = ""
    subject: str = ""
    """What the entry at hand is about; names its bare addresses."""
    address: str = ""
    """Where the entry at hand leads; its fields need not say it again."""
    pictures: list[PictureUse] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)

    def read_footnote(self, note: Footnote) -> None:
        """Make ready what is said at the foot."""
        self.references.add_footnote(self._convert(note.text, note.line, inline=True))
        self._report_dead(note.line)

    def find_idle_footnotes(self) -> None:
        """Report the footnotes that no reader will see."""
        for place, note in enumerate(self.issue.footnotes):
            if place not in self.references.cited:
                values = {"key": note.key}
                self.problems.append(Problem("footnote-idle", values, line=note.line, severity=Severity.WARNING))

    def render_preamble(self, issue: Issue) -> str:
        parts = []
        briefs: list[str] = []
        for part in issue.preamble:
            if isinstance(part, Brief):
                briefs.append(self._render_brief(part))
                continue
            parts.append(_wrap("briefs", briefs))
            briefs = []
            parts.append(self._render_intro(part, issue) if isinstance(part, Intro) else self.render_block(part))
        return "".join([*parts, _wrap("briefs", briefs)])

    def render_section(self, section: Section) -> str:
        heading = self._render_line(section.name, section.span.line)
        self.section = unescape(_NOT_TEXT.sub("", heading))
        count = f'<span class="count">{len(section.entries)} 条</span>' if section.entries else ""
        parts = [self._render_entry(p) if isinstance(p, Entry) else self.render_block(p) for p in section.parts]
        return f'<section class="section"><h2>{heading}{count}</h2>{"".join(parts)}</section>'

    def render_block(self, block: Block) -> str:
        if block.kind in (BlockKind.DEFINITION, BlockKind.FOOTNOTE):
            return ""
        if asks_for_contents(block):
            return render_contents(self.issue)
        if block.kind is BlockKind.PARAGRAPH and block.text.startswith(":::"):
            self.problems.append(Problem("container-open", line=block.span.line, severity=Severity.WARNING))
        if block.kind is BlockKind.NOTE:
            said = re.sub(r"\W", "", block.text)
            if said in self.notes:
                return ""
            self.notes.add(said)
        if block.kind is BlockKind.FORMULA and not self.math:
            self.problems.append(Problem("math-off", line=block.span.line, severity=Severity.WARNING))
        shape = _LINE_KINDS.get(block.kind)
        if shape is None or (block.kind is BlockKind.PARAGRAPH and _is_block(block.text)):
            return self._render_piece(block.text, block.span.line, inline=False)
        text = block.text.strip("*") if block.kind is BlockKind.TAGLINE else block.text
        html = self._render_line(text, block.span.line)
        return shape.format(html) if html else ""

    def _render_intro(self, intro: Intro, issue: Issue) -> str:
        lines = []
        promise = ""
        for line in intro.lines:
            claim = CLAIM_SENTENCE.search(line) if not promise else None
            if claim:
                number = claim[1] if claim[1].isdecimal() else len(issue.entries)
                promise = f'<p class="promise">本期 {number} 条</p>'
                line = line[: claim.start()] + line[claim.end() :]  # the rest of the line
            lines += [turn.strip() for turn in _TURN.split(line) if turn.strip()]
        rendered = [promise, *(self._render_turn(line, intro.span.line) for line in lines)]
        return _wrap("intro", [part for part in rendered if part])

    def _render_turn(self, text: str, line: int) -> str:
        mark = SECTION_MARK.match(text)
        if mark is None:
            return f"<p>{self._render_line(text, line)}</p>"
        rest = self._render_line(text[mark.end() :], line)
        return f'<p><strong class="mark">{escape(mark["name"])}</strong>{rest}</p>'

    def _render_brief(self, brief: Brief) -> str:
        subject = f"<strong>{escape(brief.subject)}</strong>：" if brief.subject else ""
        text = self._render_line(brief.text, brief.span.line)
        return f'<p class="brief"><span class="marker">▪</span>\u00a0{subject}{text}</p>'

    def _render_entry(self, entry: Entry) -> str:
        line = entry.span.line
        self.subject, self.address = _find_subject(entry), entry.url or ""
        extra, notes = (entry.extra, "") if not _FOOTNOTES.fullmatch(entry.extra) else ("", entry.extra)
        title = self._convert(f"{entry.title}{notes}", line, inline=True)
        if entry.url:
            title = f'<a href="{escape(entry.url)}">{_ANCHOR.sub("", title)}</a>'
        parts = [f'<h3 class="title">{self._finish(title, line)}</h3>']
        about = [f'<span class="source">{self._render_line(entry.source, line)}</span>'] if entry.source else []
        about += [f'<span class="tag">{escape(tag)}</span>' for tag in entry.tags]
        if about:
            parts.append(f'<p class="meta">{"".join(about)}</p>')
        if extra:
            parts.append(f'<p class="field">{self._render_line(extra, line)}</p>')
        parts += [self._render_part(part) for part in entry.parts]
        self.subject = self.address = ""
        return f'<section class="entry">{"".join(parts)}</section>'

    def _render_part(self, part: Part) -> str:
        if isinstance(part, Field):
            return self._render_field(part)
        if isinstance(part, Items):
            return self._render_items(part)
        return self.render_block(part)

    def _render_field(self, field_: Field) -> str:
        text = self._drop_own_address(field_.text)
        if not text:
            return ""
        subject = self.subject
        if field_.label not in PLAIN_LABELS:
            self.subject = f"{field_.label} · {subject}"
        value = self._render_line(text, field_.span.line)
        self.subject = subject
        return f'<p class="field"><span class="label">{escape(field_.label)}：</span>{value}</p>'

    def _drop_own_address(self, text: str) -> str:
        """Return what a field says; of a link to its entry's own address the words alone, unless they only name it."""
        alone = _ADDRESS_ONLY.match(text)
        if alone is None:
            return text
        address = identify_address(alone["linked"] or alone["bare"])
        if address != identify_address(self.address):
            return text
        words = (alone["words"] or "").strip()
        return "" if words in _KNOWN_LABELS or identify_address(words) == address else words

    def _render_items(self, items: Items) -> str:
        tag = "ol" if items.ordered else "ul"
        start = f' start="{items.start}"' if items.ordered and items.start != 1 else ""
        return f"<{tag}{start}>{''.join(self._render_item(item) for item in items.items)}</{tag}>"

    def _render_item(self, item: Item) -> str:
        first = item.parts[0]
        if len(item.parts) == 1 and isinstance(first, Block) and first.kind in _LINE_KINDS:
            return f"<li>{self._render_line(first.text, first.span.line)}</li>"
        return f"<li>{''.join(self._render_part(part) for part in item.parts)}</li>"

    def _render_line(self, text: str, line: int) -> str:
        return self._render_piece(text, line, inline=True)

    def _render_piece(self, text: str, line: int, *, inline: bool) -> str:
        """Render one piece of Markdown and number its links."""
        return self._finish(self._convert(text, line, inline=inline), line)

    def _convert(self, text: str, line: int, *, inline: bool) -> str:
        """Turn one piece of Markdown into HTML; clean it when its author wrote HTML."""
        try:
            html = self.markdown.render_inline(text) if inline else self.markdown.render_block(text)
        except TimeLimitExceededError as error:
            error.line = line
            raise
        overflows = self.markdown.pop_emphasis_overflows()
        if overflows:
            values = {"limit": MAX_EMPHASIS_MARKS}
            self.problems.append(Problem("emphasis-crowded", values, line=line, severity=Severity.WARNING))
        self.problems += [problem._replace(line=line) for problem in self.markdown.pop_problems()]
        raw = self.markdown.pop_raw_html()
        if raw:
            sanitized = self._clean(html, raw, line, inline=inline)
            html = sanitized if sanitized is not None else escape(text) if inline else f"<p>{escape(text)}</p>"
        if "**" in html and not overflows and has_unparsed_emphasis(text, html):
            quoted: dict[str, object] = {"excerpt": text[:MAX_QUOTED_CHARS]}
            self.problems.append(Problem("emphasis-dead", quoted, rule="N17", line=line))
        if "<img" in html:
            self.pictures += [PictureUse(unescape(source), line) for source in _PICTURE.findall(html)]
        return html

    def _clean(self, html: str, raw: list[str], line: int, *, inline: bool) -> str | None:
        from publish.steps.render.sanitize import sanitize_fragment  # loads two HTML parsers; few issues hold HTML

        sanitized = sanitize_fragment(html, raw, inline=inline)
        if sanitized is None:
            self.problems.append(Problem("html-deep", {}, line=line, severity=Severity.WARNING))
            return None
        if sanitized.removed:
            what = ", ".join(sanitized.removed)
            self.problems.append(Problem("html-removed", {"what": what}, line=line, severity=Severity.WARNING))
        return sanitized.html

    def _finish(self, html: str, line: int) -> str:
        if "<a" not in html and '"ref">^' not in html:
            return html
        html = self.references.number_links(html, self.section, self.subject)
        self._report_dead(line)
        return html

    def _report_dead(self, line: int) -> None:
        for url in self.references.pop_unresolved():
            self.problems.append(Problem("link-dead", {"url": url}, line=line, severity=Severity.WARNING))


def _is_block(text: str) -> bool:
    """Say whether a paragraph is more than a line of text: pictures, a formula on a line of its own."""
    return text.startswith("![") or (text.startswith("$$") and text.endswith("$$"))


def _wrap(hook: str, parts: list[str]) -> str:
    return f'<section class="{hook}">{"".join(parts)}</section>' if parts else ""


def _find_subject(entry: Entry) -> str:
    """Return what an entry is about: the paper it names, else its own title."""
    named = (part.text for part in entry.parts if isinstance(part, Field) and part.label in PAPER_LABELS)
    return strip_markup(next((text for text in named if "://" not in text), entry.title))
