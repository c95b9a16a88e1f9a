"""Render an issue: Markdown to HTML with the class names of themes, and its table of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import count, groupby

from publish.core.article import Body, BodyTexts, Paragraph, SourceText
from publish.core.exceptions import TimeLimitExceededError
from publish.core.html import Html
from publish.core.issue import Block, BlockKind, Brief, Entry, Field, Footnote, Intro, Issue, Item, Items, Part, Section
from publish.core.lazy_pattern import lazy_pattern
from publish.core.picture import PictureUse
from publish.core.ports import FigureRenderer
from publish.core.problem import Problem, Severity, add_location
from publish.core.text import cut_excerpt, is_wide, strip_markup
from publish.core.theme import PLAIN_MARKDOWN_OPTIONS, MarkdownOptions
from publish.core.urls import identify_address
from publish.newsletter.labels import (
    CANONICAL_LABELS,
    CLAIM_SENTENCE,
    LABEL_ALIASES,
    PAPER_LABELS,
    PLAIN_LABELS,
)
from publish.steps.render.formulas import FORMULA_MARKS
from publish.steps.render.intro_turns import Turn, split_turns
from publish.steps.render.leftover_marks import quote_leftovers
from publish.steps.render.line_numbers import drop_typed_number
from publish.steps.render.mistune_inline_parser import MAX_EMPHASIS_MARKS, MAX_QUOTED_CHARS, find_unparsed_emphasis
from publish.steps.render.mistune_renderer import MarkdownRenderer
from publish.steps.render.plain_text import flatten_blocks, read_text
from publish.steps.render.references import RUNNING_TEXT, LinkPlace, LinkRules, References

__all__ = ["render_body"]

_LINE_TEMPLATES = {
    BlockKind.PARAGRAPH: "<p>{}</p>",
    BlockKind.SUMMARY: "<p>{}</p>",
    BlockKind.TAGLINE: '<p class="tagline">{}</p>',
    BlockKind.LEAD_IN: '<p class="lead-in">{}</p>',
    BlockKind.NOTE: '<p class="note">{}</p>',
}
MAX_READ = 12  # paragraphs, and titles of entries, that are kept as text
_MAX_VERSE_CHARS = 16
_GOES_ON = ("  ", "\\", "<br>", "<br/>", "，", "、", "；", ",")  # the line breaks already, or its sentence goes on
_READ_KINDS = (BlockKind.PARAGRAPH, BlockKind.TAGLINE)
# Footnotes behind an entry's link belong to its title.
_FOOTNOTES = lazy_pattern(r"(?:\[\^[^\]\s]{1,80}\]\s*)+")
_KNOWN_LABELS = CANONICAL_LABELS | LABEL_ALIASES.keys()
_ANCHOR = lazy_pattern(r"</?a\b[^>]*>")
_TAG_OR_REFERENCE = lazy_pattern(r'<sup class="ref">.*?</sup>|<[^>]*>')
_TOC_MARK = lazy_pattern(r"\[\[?_?toc_?\]?\]", re.IGNORECASE)
_INNER_HEADINGS = {top: lazy_pattern(rf" {{0,3}}{'#' * (top + 1)}[ \t]+(?P<text>.*?)[ \t#]*$") for top in (1, 2)}
_ITALIC_LINE = lazy_pattern(
    r"(?:<figcaption>[^<]*</figcaption>)?</figure><p><em>(?P<caption>(?:[^<]|<(?!/?(?:em|p|img)\b))*)</em></p>"
)
_PICTURE = lazy_pattern(r'<img [^>]*?src="([^"]*)"')
_HEADING = LinkPlace(heading=True)
_ONLY_LINK = lazy_pattern(r"\[(?P<text>[^\]]*)\]\((?P<url>\S+)\)$|(?P<bare>https?://\S+)$")


def render_body(
    issue: Issue,
    markdown_options: MarkdownOptions = PLAIN_MARKDOWN_OPTIONS,
    figures: FigureRenderer | None = None,
    links: LinkRules = LinkRules(),  # noqa: B008  # a tuple, never changed
) -> Body:
    """Render everything of an issue but the hand-kept archive and the trailer.

    Args:
        issue: The issue.
        markdown_options: How its Markdown is parsed and shown.
        figures: Renderer of code, formulas and diagrams; without it they stay as written.
        links: Where links to other issues lead, and which links stay.
    """
    keys = [note.key for note in issue.footnotes]
    markdown = MarkdownRenderer(_find_definitions(issue), keys, markdown_options, figures, top_level=issue.top_level)
    renderer = _IssueRenderer(issue, markdown, markdown_options, References(links))
    for note in issue.footnotes:
        renderer.add_footnote(note)
    renderer.report_removed_marks()
    parts = [renderer.render_preamble()]
    parts += [renderer.render_section(section) for section in issue.sections]
    renderer.section = ""
    parts += [renderer.render_block(block) for block in _find_closing_blocks(issue)]
    renderer.find_unused_footnotes()
    renderer.read_title()
    return Body(
        html=Html(quote_leftovers(_move_captions("".join(parts)))),
        references=Html(quote_leftovers(renderer.references.render())),
        reference_count=len(renderer.references),
        pictures=tuple(renderer.pictures),
        problems=tuple(renderer.problems),
        texts=renderer.texts._replace(paragraphs=tuple(renderer.paragraphs), entries=tuple(renderer.entry_titles)),
        reference_urls=renderer.references.urls,
        raw_html=tuple(renderer.raw_html),
        bare_addresses=tuple(renderer.bare_addresses),
    )


def _move_captions(html: str) -> str:
    """Return HTML in which an italic line right under a picture is its caption."""
    return (
        _ITALIC_LINE.sub(r"<figcaption>\g<caption></figcaption></figure>", html) if "</figure><p><em>" in html else html
    )


def _find_closing_blocks(issue: Issue) -> list[Block]:
    return [*(issue.archive.blocks if issue.archive else ()), *(issue.trailer.blocks if issue.trailer else ())]


def _find_definitions(issue: Issue) -> str:
    """Return the link definitions of the whole issue."""
    sections = (part for section in issue.sections for part in section.parts)
    parts = (*issue.preamble, *sections, *_find_closing_blocks(issue))
    whole = [p.text for p in parts if isinstance(p, Block) and p.kind is BlockKind.DEFINITION]
    return "\n".join([*whole, *issue.inner_definitions])


@dataclass(slots=True)
class _IssueRenderer:
    """The state of one issue being rendered."""

    issue: Issue
    markdown: MarkdownRenderer
    options: MarkdownOptions
    references: References
    section: str = ""
    subject: str = ""  # subject of the current entry; its bare addresses are named after it
    address: str = ""  # URL of the current entry; its fields need not repeat it
    pictures: list[PictureUse] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    raw_html: list[SourceText] = field(default_factory=list)
    bare_addresses: list[SourceText] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)  # words of the notes so far; a repeated note is left out
    texts: BodyTexts = field(default_factory=BodyTexts)
    paragraphs: list[Paragraph] = field(default_factory=list)
    entry_titles: list[str] = field(default_factory=list)

    def add_footnote(self, note: Footnote) -> None:
        html = self._convert(note.text, note.line, inline="\n\n" not in note.text)
        self.references.add_footnote(flatten_blocks(html))
        self._report_unresolved(note.line)

    def read_title(self) -> None:
        """Read the title as readers see it; no link in it is numbered."""
        if self.issue.title is None:
            return
        title, subtitle = (self._read_line(text) for text in (self.issue.title.text, self.issue.title.subtitle))
        self.texts = self.texts._replace(title=title, subtitle=subtitle)

    def _read_line(self, text: str) -> str:
        """Return a line of Markdown as readers see it."""
        return read_text(self._convert(text, self.issue.title.span.line if self.issue.title else 1, inline=True))

    def find_unused_footnotes(self) -> None:
        """Report the footnotes that the text never cites."""
        for index, note in enumerate(self.issue.footnotes):
            if index not in self.references.cited:
                self._warn("footnote-idle", note.line, key=note.key)

    def report_removed_marks(self) -> None:
        """Report the marks of other generators that have no place in an article."""
        for mark in self.issue.removed_marks:
            self._warn(mark.message, mark.line, mark=cut_excerpt(mark.text))

    def render_preamble(self) -> str:
        html = ""
        for briefs, parts in groupby(self.issue.preamble, lambda part: isinstance(part, Brief)):
            pieces = [self._render_head_part(part) for part in parts]
            html += _wrap("briefs", pieces) if briefs else "".join(pieces)
        return html

    def _render_head_part(self, part: Block | Brief | Intro) -> str:
        if isinstance(part, Block):
            return self.render_block(part)
        return self._render_brief(part) if isinstance(part, Brief) else self._render_intro(part)

    def render_section(self, section: Section) -> str:
        if self.issue.is_digest and not section.parts:
            self._warn("section-left-out", section.span.line, name=section.name)
            return ""
        heading = self._render_line(section.name, section.span.line, _HEADING)
        self.section = unescape(_TAG_OR_REFERENCE.sub("", heading))
        count = f' <span class="count">{len(section.entries)} 条</span>' if section.entries else ""
        parts = [self._render_entry(p) if isinstance(p, Entry) else self.render_block(p) for p in section.parts]
        return f'<section class="section"><h2>{heading}{count}</h2>{"".join(parts)}</section>'

    def render_block(self, block: Block) -> str:
        if block.kind in (BlockKind.DEFINITION, BlockKind.FOOTNOTE):
            return ""
        paragraph = block.kind is BlockKind.PARAGRAPH
        if paragraph and block.text.startswith("[") and _TOC_MARK.fullmatch(block.text):
            return self._render_contents()
        if block.kind is BlockKind.NOTE and self._is_repeated(block):
            return ""
        self._check_block(block)
        if block.kind is BlockKind.FORMULA and self.options.math is False:
            return self._render_printed_formula(block)
        template = _LINE_TEMPLATES.get(block.kind)
        if template is None or (paragraph and _is_block(block.text)):
            place = _HEADING if block.kind is BlockKind.HEADING else RUNNING_TEXT
            return self._finish(self._convert(block.text, block.span.line, inline=False), block.span.line, place)
        text = block.text.strip("*") if block.kind is BlockKind.TAGLINE else block.text
        html = self._render_line(text, block.span.line)
        if block.kind in _READ_KINDS and len(self.paragraphs) < MAX_READ:
            self.paragraphs.append(Paragraph(block.text, read_text(html)))
        return template.format(html) if html else ""

    def _is_repeated(self, note: Block) -> bool:
        """Return whether a note was shown before."""
        words = re.sub(r"\W", "", note.text)
        repeated = words in self.notes
        self.notes.add(words)
        return repeated

    def _check_block(self, block: Block) -> None:
        """Report a container that is never closed, and short lines that are joined."""
        if block.kind is not BlockKind.PARAGRAPH:
            return
        if block.text.startswith(":::"):
            self._warn("container-open", block.span.line)
        if "\n" in block.text and not self.options.breaks and _is_verse(block.text):
            self._warn("lines-joined", block.span.line)

    def _render_contents(self) -> str:
        """Render the names of the sections and subsections; without links, which WeChat drops inside an article."""
        lines = []
        for section in self.issue.sections:
            lines.append(f'<p class="toc-item">{self._read_heading(section.name)}</p>')
            headings = (p.text for p in section.parts if isinstance(p, Block) and p.kind is BlockKind.HEADING)
            inner = filter(None, map(_INNER_HEADINGS[self.issue.top_level].match, headings))
            lines += [f'<p class="toc-inner">{self._read_heading(heading["text"])}</p>' for heading in inner]
        return _wrap("toc", lines)

    def _read_heading(self, text: str) -> str:
        return escape(read_text(self.markdown.render_inline(text)))

    def _render_printed_formula(self, block: Block) -> str:
        before = len(self.problems)
        html = self._convert(block.text, block.span.line, inline=False)
        if len(self.problems) == before:  # nothing in it told of itself
            self._warn("math-off", block.span.line)
        return self._finish(html, block.span.line)

    def _render_intro(self, intro: Intro) -> str:
        turns: list[Turn] = []
        promise = ""
        names = [section.name for section in self.issue.sections]
        for line in intro.lines:
            claim = CLAIM_SENTENCE.search(line) if not promise else None
            if claim:
                number = claim[1] if claim[1].isdecimal() else len(self.issue.entries)
                promise = f'<p class="promise">本期 {number} 条</p>'
                line = line[: claim.start()] + line[claim.end() :]
            turns += split_turns(line, names)
        texts = [self._render_line(turn.text, intro.span.line) for turn in turns]
        self.texts = self.texts._replace(intro="".join(map(read_text, texts)))
        rendered = [promise, *(_render_turn(turn.section, text) for turn, text in zip(turns, texts, strict=True))]
        return _wrap("intro", [part for part in rendered if part])

    def _render_brief(self, brief: Brief) -> str:
        subject = f"<strong>{escape(brief.subject)}</strong>：" if brief.subject else ""
        text = self._render_line(brief.text, brief.span.line)
        return f'<p class="brief"><span class="marker">▪</span>\u00a0{subject}{text}</p>'

    def _render_entry(self, entry: Entry) -> str:
        line = entry.span.line
        self.subject, self.address = _find_subject(entry), entry.url or ""
        extra, notes = (entry.extra, "") if not _FOOTNOTES.fullmatch(entry.extra) else ("", entry.extra)
        title = self._convert(f"{entry.title}{notes}", line, inline=True)
        if len(self.entry_titles) < MAX_READ:
            self.entry_titles.append(read_text(title))
        if entry.url:
            title = f'<a href="{escape(entry.url)}">{_ANCHOR.sub("", title)}</a>'
        parts = [f'<h3 class="title">{self._finish(title, line, _HEADING)}</h3>']
        meta = [f'<span class="source">{self._render_line(entry.source, line)}</span>'] if entry.source else []
        meta += [f'<span class="tag">{escape(tag)}</span>' for tag in entry.tags]
        if meta:
            parts.append(f'<p class="meta">{" ".join(meta)}</p>')
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
        """Return a field's text; of a link to its entry's URL the text alone, or nothing if that is a mere label."""
        link = _ONLY_LINK.match(text)
        if link is None:
            return text
        address = identify_address(link["url"] or link["bare"])
        if address != identify_address(self.address):
            return text
        words = (link["text"] or "").strip()
        return "" if words in _KNOWN_LABELS or identify_address(words) == address else words

    def _render_items(self, items: Items) -> str:
        if not items.ordered:
            return f"<ul>{''.join(map(self._render_item, items.items))}</ul>"
        start = f' start="{items.start}"' if items.start != 1 else ""
        return f"<ol{start}>{''.join(map(self._render_item, items.items, count(items.start)))}</ol>"

    def _render_item(self, item: Item, number: int = 0) -> str:
        first = item.parts[0]
        if len(item.parts) == 1 and isinstance(first, Block) and first.kind in _LINE_TEMPLATES:
            text = drop_typed_number(first.text, number)
            return f"<li>{self._render_line(text, first.span.line, LinkPlace(number))}</li>"
        return f"<li>{''.join(self._render_part(part) for part in item.parts)}</li>"

    def _render_line(self, text: str, line: int, place: LinkPlace = RUNNING_TEXT) -> str:
        return self._finish(self._convert(text, line, inline=True), line, place)

    def _convert(self, text: str, line: int, *, inline: bool) -> str:
        """Return one piece of Markdown as HTML."""
        plain = self.markdown.render_plain(text) if inline else None
        return self._parse(text, line, inline=inline) if plain is None else plain

    def _parse(self, text: str, line: int, *, inline: bool) -> str:
        """Return one piece of Markdown as HTML, sanitized if the author wrote HTML, and report what is wrong in it."""
        try:
            html = self.markdown.render_inline(text) if inline else self.markdown.render_block(text)
        except TimeLimitExceededError as error:
            error.line = line
            raise
        overflows = self.markdown.pop_emphasis_overflows()
        if overflows:
            self._warn("emphasis-crowded", line, limit=MAX_EMPHASIS_MARKS)
        self.problems += add_location(self.markdown.pop_problems(), line=line)
        for note in self.markdown.pop_inline_notes():
            self.references.add_footnote(self._convert(note, line, inline=True))
        self._locate_formula_problems(text, line)
        self.bare_addresses += (SourceText(address, line) for address in self.markdown.pop_bare_addresses())
        raw = self.markdown.pop_raw_html()
        self.raw_html += (SourceText(piece, line) for piece in raw)
        if raw:
            sanitized = self._sanitize(html, raw, line, inline=inline)
            html = sanitized if sanitized is not None else escape(text) if inline else f"<p>{escape(text)}</p>"
        dead = find_unparsed_emphasis(text, html) if "**" in html and not overflows else None
        if dead:
            quoted: dict[str, object] = {"excerpt": dead.text[:MAX_QUOTED_CHARS]}
            self.problems.append(Problem("emphasis-dead", quoted, rule="N17", line=line + dead.line))
        if "<img" in html:
            self.pictures += [PictureUse(unescape(source), line) for source in _PICTURE.findall(html)]
        return html

    def _locate_formula_problems(self, text: str, line: int) -> None:
        """Record the problems of formulas with the lines where they begin, in their order in the text."""
        at = 0
        for tex, problem in self.markdown.pop_formula_problems():
            first = tex.strip().partition("\n")[0]
            found = text.find(first, at)
            at = max(found, at)
            located = problem._replace(line=line + text.count("\n", 0, max(found, 0)))
            if located not in self.problems[-1:]:  # the same of another formula in this line
                self.problems.append(located)

    def _sanitize(self, html: str, raw: list[str], line: int, *, inline: bool) -> str | None:
        from publish.steps.render.sanitize import sanitize_fragment  # loads two HTML parsers; few issues hold HTML

        sanitized = sanitize_fragment(html, raw, inline=inline)
        if sanitized is None:
            self._warn("html-deep", line)
            return None
        if sanitized.card_faults:
            self._warn("card-incomplete", line, missing=", ".join(sanitized.card_faults))
        if sanitized.removed:
            self._warn("html-removed", line, what=", ".join(sanitized.removed))
        return sanitized.html

    def _finish(self, html: str, line: int, place: LinkPlace = RUNNING_TEXT) -> str:
        """Return a piece of HTML with its links and footnotes numbered."""
        if "<a" not in html and '"ref">^' not in html:
            return html
        html = self.references.number_links(html, self.section, self.subject, place)
        self._report_unresolved(line)
        return html

    def _report_unresolved(self, line: int) -> None:
        for url in self.references.pop_unresolved():
            self._warn("link-dead", line, url=url)

    def _warn(self, message: str, line: int, **values: object) -> None:
        self.problems.append(Problem(message, values, line=line, severity=Severity.WARNING))


def _is_block(text: str) -> bool:
    """Return whether a paragraph is pictures or a display formula rather than a line of text."""
    return text.startswith("![") or any(text.startswith(mark) and text.endswith(end) for mark, end in FORMULA_MARKS)


def _is_verse(text: str) -> bool:
    """Return whether a paragraph has several short lines of Chinese, as verses and addresses have."""
    lines = text.split("\n")
    return not any(line.endswith(_GOES_ON) for line in lines[:-1]) and all(
        len(line) <= _MAX_VERSE_CHARS and "](" not in line and any(map(is_wide, line)) for line in lines
    )


def _wrap(css_class: str, parts: list[str]) -> str:
    return f'<section class="{css_class}">{"".join(parts)}</section>' if parts else ""


def _render_turn(section: str, html: str) -> str:
    name = f'<strong class="mark">{escape(section)}</strong> ' if section else ""
    return f"<p>{name}{html}</p>"


def _find_subject(entry: Entry) -> str:
    """Return the subject of an entry: the paper it names, else its title."""
    papers = (part.text for part in entry.parts if isinstance(part, Field) and part.label in PAPER_LABELS)
    return strip_markup(next((text for text in papers if "://" not in text), entry.title))
