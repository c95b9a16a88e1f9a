"""Scaffold the next issue: what the last ones have in common, without their news."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import NamedTuple

from publish.core.issue import Block, BlockKind, Entry, Issue, Section, Span
from publish.core.issue_file import IssueFile
from publish.core.lazy_pattern import lazy_pattern
from publish.core.settings import Settings, WordsSettings
from publish.core.text import strip_markup
from publish.newsletter.grammar import make_grammar
from publish.newsletter.labels import DATE_KEY, DIGEST_NAMES, PUBLISH_AT

_KEY = lazy_pattern(r"(?P<key>[\w-]+)(?P<mark>[ \t]*[:=][ \t]*)")
_FENCE = lazy_pattern(r"(?:---|\+\+\+)[ \t]*")
_OF_ONE_ISSUE = frozenset(
    {
        *DIGEST_NAMES, PUBLISH_AT, "aliases", "cover", "cover_focus", "draft", "id", "image", "keywords", "lastmod",
        "permalink", "slug", "source_url", "subtitle", "tags", "updated", "url",
    }
)  # fmt: skip
"""Keys of front matter that each issue has for itself."""
_DEFAULT_NAME = "简报"
_LAYOUT = "default"
_LINE_BREAK = "  "  # Markdown's hard line break; the newsletter's taglines end in one


class LastIssues(NamedTuple):
    """The issues before a new one."""

    last: Issue | None = None  # None before the first issue of a newsletter
    text: str = ""  # of the last one
    sections: tuple[str, ...] = ()  # names of the sections that most of the newest have


def scaffold_issue(new: IssueFile, day: date, before: LastIssues, settings: Settings) -> str:
    """Return the text of an issue without news; a build fills in the N of a digest's 本期N条.

    Args:
        new: The new issue, whose number stands in its title where its file has one and no date.
        day: Its date.
        before: The issues before it.
        settings: Settings with the newsletter's name and kind, for the first issue.
    """
    last = before.last
    if last.is_digest if last else settings.newsletter.kind != "article":
        return _scaffold_digest(new, day, last, before.text, settings)
    title = _write_title(new, day, last, settings)
    parts = [_renew_front_matter(before, title, day)] if last and last.front_matter.span else []
    parts += [f"# {title}"] if last is None or last.title or "title" not in last.front_matter.values else []
    return "\n\n".join([*parts, *(f"## {name}" for name in before.sections)]) + "\n"


def find_shared_sections(issues: Sequence[Issue]) -> tuple[str, ...]:
    """Return the names of the sections that most of some issues have, in the order of the last."""
    named = [dict.fromkeys(strip_markup(section.name) for section in issue.sections) for issue in issues]
    counted = Counter(name for names in named for name in names)
    return tuple(name for name in (named[-1] if named else ()) if name and counted[name] * 2 > len(issues))


def _renew_front_matter(before: LastIssues, title: str, day: date) -> str:
    """Return the last issue's front matter with a new title and date, without what is said of that issue alone."""
    span = before.last.front_matter.span if before.last else None
    kept = []
    is_kept = True
    for line in before.text.split("\n")[: span.end_line if span else 0]:
        key = _KEY.match(line)
        is_kept = key["key"].lower() not in _OF_ONE_ISSUE if key else is_kept or _FENCE.fullmatch(line) is not None
        if not is_kept:
            continue
        renewed = {"title": json.dumps(title, ensure_ascii=False), DATE_KEY: day.isoformat()}
        value = renewed.get(key["key"].lower()) if key else None
        kept.append(f"{key['key']}{key['mark']}{value}" if key and value else line)
    return "\n".join(kept)


def _scaffold_digest(new: IssueFile, day: date, last: Issue | None, text: str, settings: Settings) -> str:
    lines = text.split("\n")
    sections = last.sections if last and last.sections else ()
    grammar = make_grammar(settings.newsletter)
    names = [strip_markup(section.name) for section in sections] or list(grammar.sections)
    turns = "；".join(f"「{name}」" for name in names)
    parts = [
        _write_front_matter(last),
        f"# {_write_title(new, day, last, settings)}",
        *(_quote(lines, block.span).rstrip() + _LINE_BREAK for block in _find_preamble_blocks(last, BlockKind.TAGLINE)),
        f"> {_write_intro(settings.newsletter.words.intro, turns)}",
        *(_quote(lines, block.span) for block in _find_preamble_blocks(last, BlockKind.NOTE)),
        *(_write_section(section, lines) for section in sections),
        *(f"## {name}" for name in names if not sections),
        *_copy_trailer(last, lines),
    ]
    return "\n\n".join(parts) + "\n"


def _write_intro(words: Sequence[str], turns: str) -> str:
    """Return the beginning of an intro; the sentence that a build fills in is written in our words alone."""
    return f"{words[0]}：本期N条。{turns}。" if tuple(words) == WordsSettings().intro else f"{words[0]}: {turns}"


def write_first_issue(name: str, day: str, words: Mapping[str, str]) -> str:
    """Return the text of a newsletter's first issue, with an example of each part: its words by the part's name."""
    entry = f"- [{words['entry']}](https://example.com/){_LINE_BREAK}\n摘要：{words['summary']}"
    return "\n\n".join([f"# {name} ({day})", f"> 导读：{words['intro']}", f"## {words['section']}", entry]) + "\n"


def _write_front_matter(last: Issue | None) -> str:
    """Return front matter with the layout, and other useful keys as comments."""
    layout = (last.front_matter.values.get("layout") if last else None) or _LAYOUT
    return "\n".join(["---", f"layout: {layout}", "# title:", "# digest:", "# cover:", "---"])


def _write_title(new: IssueFile, day: date, last: Issue | None, settings: Settings) -> str:
    """Return the title: a post's name, that of the last with the new number, or name and date."""
    if new.fields.get("slug"):
        return re.sub(r"[-_]+", " ", new.fields["slug"]).strip()
    if new.number is None or new.day is not None:
        return f"{_find_name(last, settings)} ({day.isoformat()})"
    title = read_title(last)
    old = (last.name if last else "").rpartition("-")[2].lstrip("0")
    numbered = (
        re.search(rf"(?<!\d)0*{re.escape(old)}(?!\d)(?:[ \t]*期)?[）)】」》\]]*[ \t]*[：:|｜]?", title) if old else None
    )
    if numbered is None:
        return f"{settings.newsletter.name or _DEFAULT_NAME} 第 {new.number} 期"
    return title[: numbered.start()] + numbered[0].replace(old, str(new.number), 1)


def read_title(issue: Issue | None) -> str:
    """Return an issue's title as it is read; empty without."""
    if issue is None:
        return ""
    return strip_markup(issue.title.text if issue.title else issue.front_matter.values.get("title", ""))


def _find_name(last: Issue | None, settings: Settings) -> str:
    name = last.title.name.strip() if last and last.title and last.title.date else ""
    return name or settings.newsletter.name or _DEFAULT_NAME


def _find_preamble_blocks(last: Issue | None, kind: BlockKind) -> Iterator[Block]:
    parts = last.preamble if last else ()
    return (part for part in parts if isinstance(part, Block) and part.kind is kind)


def _write_section(section: Section, lines: list[str]) -> str:
    """Return a section's heading and the notes above its first entry."""
    opening = takewhile(lambda part: not isinstance(part, Entry), section.parts)
    notes = (part for part in opening if isinstance(part, Block) and part.kind is BlockKind.NOTE)
    return "\n\n".join([_quote(lines, section.span).rstrip(), *(_quote(lines, note.span) for note in notes)])


def _copy_trailer(last: Issue | None, lines: list[str]) -> Iterable[str]:
    """Return the last issue's trailer, if it has one; under a heading the author's own words belong to it."""
    trailer = last.trailer if last else None
    if trailer is None:
        return []
    is_headed = any(block.kind is BlockKind.HEADING for block in trailer.blocks[:1])
    spans = sorted([*trailer.spans, *(block.span for block in trailer.blocks if is_headed)])
    return [_quote(lines, Span(spans[0].line, spans[-1].end_line)).strip("\n")] if spans else []


def _quote(lines: list[str], span: Span) -> str:
    return "\n".join(lines[span.line - 1 : span.end_line])
