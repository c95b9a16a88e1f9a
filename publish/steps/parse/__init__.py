"""Parse an issue in one pass over its lines; every line belongs to one node."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from publish.core.exceptions import IssueError
from publish.core.issue import (
    Archive,
    Block,
    BlockKind,
    Brief,
    Entry,
    InlineSpan,
    Intro,
    Issue,
    IssueKind,
    RemovedMark,
    Section,
    Span,
    Title,
)
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.core.settings import NewsletterSettings
from publish.core.text import drop_unwritable, find_deceptive
from publish.newsletter.front_matter.parse_front_matter import parse_front_matter
from publish.newsletter.grammar import Grammar, make_grammar
from publish.newsletter.labels import (
    CLAIM,
    DATE_KEY,
    KIND_KEY,
    KINDS,
    TITLE_DATE,
    parse_issue_date,
    parse_written_date,
)
from publish.steps.parse.blocks import (
    find_inner_definitions,
    find_main_headings,
    parse_blocks,
    parse_definitions,
    parse_footnotes,
)
from publish.steps.parse.entries import has_entries, parse_entries
from publish.steps.parse.foreign_blocks import translate_foreign
from publish.steps.parse.kind import looks_like_digest
from publish.steps.parse.preamble import parse_preamble
from publish.steps.parse.regions import find_hidden_blocks, find_open_fence, find_open_lines, find_raw_end, find_regions
from publish.steps.parse.trailer import parse_archive, parse_trailer

__all__ = ["parse_issue"]

_HEADING = lazy_pattern(r"#(?:[ \t]|$)")
_UNDERLINED = lazy_pattern(r"\n {0,3}=+[ \t]*$")
_MAX_PROBLEMS = 20
_LINKED = lazy_pattern(r"\[(?P<text>[^\]]*)\]\((?P<url>[^)\s]*)\)$")


class _Structure(NamedTuple):
    """Where the parts of an issue begin and end."""

    lines: list[str]  # without a title that stands among the sections
    title: Title | None
    above: range  # what stands before the title
    preamble: range
    sections: list[range]
    trailer: range | None
    top_level: int  # of the headings that begin sections
    is_digest: bool


@lru_cache(maxsize=1)  # a build, the linter and the index of issues ask for the same issue, one after the other
def parse_issue(text: str, name: str, newsletter: NewsletterSettings = NewsletterSettings()) -> Issue:  # noqa: B008  # a tuple
    """Parse an issue.

    Args:
        text: Its Markdown, whose lines end with line feeds.
        name: The name of its file, without suffix.
        newsletter: The kind of its issues, which front matter may replace, and their words.

    Raises:
        IssueError: The front matter is broken, or the text holds deceptive characters.
    """
    writable = drop_unwritable(text)
    if writable != text:
        _refuse_deceptive(text)
    written = writable.split("\n")
    front_matter, start = parse_front_matter(written)
    kind = KINDS.get(front_matter.values.get(KIND_KEY, "").strip().lower(), newsletter.kind)
    grammar = make_grammar(newsletter)
    structure, removed_marks, translated_lines = _translate(written, start, kind, grammar)
    lines, digest = structure.lines, structure.is_digest

    head: list[Block | Brief | Intro] = [*parse_blocks(lines, structure.above, grammar)]
    parse_head = parse_preamble if digest else parse_blocks
    head += parse_head(lines, structure.preamble, grammar)
    claimed, claim_span = _find_claim(lines, head) if digest else (None, None)
    hidden = [*find_hidden_blocks(lines)]
    sections, archive = _parse_sections(lines, structure.sections, grammar, digest=digest)
    return Issue(
        name=name,
        date=parse_issue_date(name),
        day=parse_issue_date(name) or parse_written_date(front_matter.values.get(DATE_KEY, "")),
        front_matter=front_matter,
        title=structure.title,
        intro=next((part for part in head if isinstance(part, Intro)), None),
        claimed=claimed,
        claim_span=claim_span,
        preamble=tuple(head),
        sections=tuple(sections),
        archive=archive,
        trailer=parse_trailer(lines, structure.trailer, grammar) if structure.trailer else None,
        footnotes=tuple(parse_footnotes(lines, line_wise=digest)),
        code_lines=frozenset(at + 1 for block in hidden for at in block),
        is_digest=digest,
        top_level=structure.top_level,
        removed_marks=removed_marks,
        translated_lines=translated_lines,
        inner_definitions=find_inner_definitions(lines),
        open_fence=find_open_fence(lines, hidden),
    )


def _translate(
    written: list[str], start: int, kind: IssueKind, grammar: Grammar
) -> tuple[_Structure, tuple[RemovedMark, ...], dict[int, str]]:
    """Return the parts of an issue with foreign marks translated, what was taken out, and the lines that differ."""
    structure = _find_structure(written, start, kind, grammar)
    lines, removed_marks = translate_foreign(written, start, keep_entries=structure.is_digest)
    if lines is not written:
        structure = _find_structure(lines, start, kind, grammar)
    return structure, removed_marks, _find_changed(written, lines)


def _find_structure(lines: list[str], start: int, kind: IssueKind, grammar: Grammar) -> _Structure:
    """Find the parts of an issue; several level-1 headings are its sections, a single one is its title."""
    whole = range(start, len(lines))
    open_lines = [*find_open_lines(lines, whole)]
    title = _find_first_title(lines, whole, grammar)
    headings = find_main_headings(lines, whole, open_lines)
    top_level = 1 if len(headings) > 1 and not (title and title.date) else 2
    opening, sections, trailer = find_regions(lines, start, open_lines, top_level)
    digest = kind == "digest" or (kind == "auto" and looks_like_digest(lines, title, opening, sections, grammar))
    if trailer and not digest:
        opening, sections, trailer = find_regions(lines, start, open_lines, top_level, has_trailer=False)
    closing = next((i for i, part in enumerate(sections) if _read_name(lines[part.start])[0] in grammar.trailers), None)
    if closing is not None:
        sections, trailer = sections[:closing], range(sections[closing].start, len(lines))
    if top_level == 1:
        title = None
    elif title is None and headings:
        title = _parse_title(_parse_heading(lines[headings[0].start]), Span(headings[0].start + 1, headings[0].stop))
    if title and title.span.line - 1 not in opening:
        lines = [*lines[: title.span.line - 1], *[""] * (len(headings[0])), *lines[title.span.end_line :]]
        above, preamble = range(start, start), opening
    else:
        above = range(start, title.span.line - 1 if title else start)
        preamble = range(title.span.end_line if title else start, opening.stop)
    return _Structure(lines, title, above, preamble, sections, trailer, top_level, digest)


def _parse_sections(
    lines: list[str], ranges: Sequence[range], grammar: Grammar, *, digest: bool
) -> tuple[list[Section], Archive | None]:
    """Return the sections, and the first of a newsletter that lists its back issues."""
    sections, archive = [], None
    definitions = parse_definitions(lines)
    for region in ranges:
        name, url = _read_name(lines[region.start])
        if (digest or grammar.finds_archive) and archive is None and name in grammar.archives:
            archive = parse_archive(lines, region, url, grammar)
            continue
        body = range(region.start + 1, region.stop)
        parts: list[Entry | Block]
        if digest and has_entries(lines, body, grammar):
            parts = parse_entries(lines, body, definitions, grammar)
        else:
            parts = [*parse_blocks(lines, body, grammar, line_wise=digest)]
        sections.append(
            Section(_parse_heading(lines[region.start]), tuple(parts), Span(region.start + 1, region.start + 1))
        )
    return sections, archive


def _read_name(heading: str) -> tuple[str, str | None]:
    """Return the name in the heading of a section, and the address to which all of it is linked."""
    name = _parse_heading(heading)
    link = _LINKED.match(name)
    return (link["text"], link["url"]) if link else (name, None)


def _find_changed(written: list[str], lines: list[str]) -> dict[int, str]:
    """Return the lines that differ, by their numbers."""
    if written is lines:
        return {}
    pairs = enumerate(zip(written, lines, strict=True), 1)
    return {number: line for number, (before, line) in pairs if before != line}


def _refuse_deceptive(text: str) -> None:
    problems = []
    for position in islice(find_deceptive(text), _MAX_PROBLEMS):
        from unicodedata import name  # large, and hardly ever needed

        values = {"code": f"U+{ord(position.char):04X}", "name": name(position.char, "")}
        problems.append(Problem("issue-deceptive", values, line=position.line, column=position.column))
    if problems:
        raise IssueError(*problems)


def _find_first_title(lines: list[str], region: range, grammar: Grammar) -> Title | None:
    """Return the level-1 heading that comes before all other visible text."""
    at = region.start
    while at < region.stop and (closed := find_raw_end(lines, at, region.stop) if lines[at].strip() else at + 1):
        at = closed
    if at < region.stop and _HEADING.match(lines[at]):
        return _parse_title(_parse_heading(lines[at]), Span(at + 1, at + 1), lines[at])
    underlined = parse_blocks(lines, range(at, min(at + 2, region.stop)), grammar)[:1]
    if underlined and underlined[0].kind is BlockKind.HEADING and _UNDERLINED.search(underlined[0].text):
        return _parse_title(lines[at].strip(), underlined[0].span)
    return None


def _parse_heading(line: str) -> str:
    """Return the text of a `#` heading, without the optional `#` at its end."""
    text = line.strip().lstrip("#").strip()
    bare = text.rstrip("#")
    return text if bare and not bare.endswith((" ", "\t")) else bare.strip()


def _parse_title(text: str, span: Span, heading: str | None = None) -> Title:
    """Return the title of a text; its separator has a position in a `#` heading alone."""
    match = TITLE_DATE.match(text)
    if match is None:
        return Title(text, text, "", span)
    separator = None
    if heading is not None:
        at = len(heading) - len(heading.lstrip("#").lstrip())
        separator = InlineSpan(span.line, at + match.start("separator"), at + match.end("separator"))
    return Title(text, match["name"].rstrip(), match["subtitle"], span, match["date"], separator)


def _find_claim(lines: list[str], head: Sequence[Block | Brief | Intro]) -> tuple[int | None, InlineSpan | None]:
    """Return the first announced number of entries, and where it stands; no position if it is wrapped."""
    for part in head:
        claim = CLAIM.search("\n".join(part.lines) if isinstance(part, Intro) else part.text)
        if claim:
            written = ((n, CLAIM.search(lines[n - 1])) for n in range(part.span.line, part.span.end_line + 1))
            return int(claim[1]), next((InlineSpan(n, *found.span(1)) for n, found in written if found), None)
    return None, None
