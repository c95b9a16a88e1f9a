"""Parse the parts that repeat in every issue: the list of back issues and the trailer."""

from __future__ import annotations

from publish.core.issue import Archive, Block, BlockKind, Contact, InlineSpan, Span, Trailer
from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import strip_markup
from publish.newsletter.grammar import Grammar
from publish.newsletter.labels import CONTACT, LICENCE_ADDRESS, NOTE_LABEL, QR_PICTURE, QR_WORD
from publish.newsletter.licences import parse_licence
from publish.steps.parse.blocks import parse_blocks
from publish.steps.parse.regions import RULE, find_open_lines

_DATE = lazy_pattern(r"\[(\d{4}-\d{2}-\d{2})\]")
_ARCHIVE_ROW = lazy_pattern(r"[ \t]*(?:\|.*|(?:[-*+]|\d+[.)])[ \t]+(?:[^\[\]]{0,40})\[[^\]]+\]\(.*)$")
_ONE_LINK = lazy_pattern(r"^(?:\[[^\[\]]*\]\(([^()\s]+)\)|<([^<>\s]+)>)$")
_REPEATED_NOTE = lazy_pattern(rf">\s*(?:往期回顾|{NOTE_LABEL.pattern}.*(?:原文|打不开|链接|历史消息)).*$")
_LICENCE_SENTENCE = lazy_pattern(r"[^，,；;。]*。?")


def parse_archive(lines: list[str], region: range, url: str | None, grammar: Grammar) -> Archive:
    """Parse a hand-kept list or table of back issues."""
    rows = [at for at in find_open_lines(lines, region) if at == region.start or _ARCHIVE_ROW.match(lines[at])]
    dates = [(at, date) for at in rows for date in _DATE.finditer(lines[at])]
    return Archive(
        url=url,
        dates=tuple(date[1] for _, date in dates),
        date_spans=tuple(InlineSpan(at + 1, *date.span()) for at, date in dates),
        blocks=_parse_between(lines, region, rows, grammar),
        spans=tuple(Span(at + 1, at + 1) for at in rows),
    )


def parse_trailer(lines: list[str], region: range, grammar: Grammar) -> Trailer:
    """Parse the end of an issue: QR picture, contact lines, licence, notes; its first line is a rule or a heading."""
    qr = licence_url = licence_line = None
    contacts = []
    recognised = []
    for at in find_open_lines(lines, region):
        line = lines[at].strip()
        picture, contact, licence = QR_PICTURE.match(line), CONTACT.match(line), LICENCE_ADDRESS.search(line)
        if picture and QR_WORD.search(picture["alt"] + picture["path"]):
            qr = qr or picture["path"]
        elif licence:
            licence_url = licence_url or licence[0]
            if parse_licence(licence[0]) is None or not _LICENCE_SENTENCE.fullmatch(strip_markup(line)):
                continue  # it says more than the badge, so the author's words stay
            licence_line = at + 1
        elif contact:
            contacts.append(Contact(contact["label"], _ONE_LINK.sub(r"\1\2", contact["value"].strip())))
        elif not RULE.match(line) and not _REPEATED_NOTE.match(line):
            continue
        recognised.append(at)
    blocks = _parse_between(lines, region, recognised, grammar)
    if [block.kind for block in blocks] == [BlockKind.HEADING]:  # there is nothing left to head
        recognised = [region.start, *recognised]
        blocks = ()
    return Trailer(
        qr=qr,
        contacts=tuple(contacts),
        licence_url=licence_url,
        licence_line=licence_line,
        blocks=blocks,
        spans=tuple(Span(at + 1, at + 1) for at in recognised),
    )


def _parse_between(lines: list[str], region: range, recognised: list[int], grammar: Grammar) -> tuple[Block, ...]:
    """Return the blocks between the recognised lines."""
    starts = [region.start, *(at + 1 for at in recognised)]
    gaps = zip(starts, [*recognised, region.stop], strict=True)
    return tuple(block for gap in gaps for block in parse_blocks(lines, range(*gap), grammar, line_wise=True))
