"""What the account repeats in every issue: the table of back issues and the trailer."""

from __future__ import annotations

import re

from publish.core.issue import Archive, Block, Contact, Span, Trailer
from publish.core.text import strip_markup
from publish.newsletter.labels import CONTACT, LICENCE_ADDRESS, NOTE_LABEL, QR_PICTURE, QR_WORD
from publish.newsletter.licences import parse_licence
from publish.steps.parse.blocks import parse_blocks
from publish.steps.parse.regions import RULE, Region, find_open_lines

_DATE = re.compile(r"\[(\d{4}-\d{2}-\d{2})\]")
_ARCHIVE_ROW = re.compile(r"[ \t]*(?:\|.*|[-*+][ \t]+\[\d{4}-\d{2}-\d{2}\].*)$")
_ONE_LINK = re.compile(r"^(?:\[[^\[\]]*\]\(([^()\s]+)\)|<([^<>\s]+)>)$")
_OWN_NOTE = re.compile(rf">\s*(?:往期回顾|{NOTE_LABEL.pattern}.*(?:原文|打不开|链接|历史消息)).*$")
_LICENCE_SENTENCE = re.compile(r"[^，,；;。]*。?")


def parse_archive(lines: list[str], region: Region, url: str | None) -> Archive:
    """Read a hand-kept list or table of back issues."""
    own = [at for at in find_open_lines(lines, region) if at == region.start or _ARCHIVE_ROW.match(lines[at])]
    dates = [found for at in own for found in _DATE.findall(lines[at])]
    return Archive(
        url=url,
        dates=tuple(dates),
        blocks=tuple(_read_others(lines, region, own)),
        spans=tuple(Span(at + 1, at + 1) for at in own),
    )


def parse_trailer(lines: list[str], region: Region) -> Trailer:
    """Read the end of an issue: QR picture, contact lines, licence, notes."""
    qr = licence_url = None
    contacts = []
    own = []
    for at in find_open_lines(lines, region):
        line = lines[at].strip()
        picture, contact, licence = QR_PICTURE.match(line), CONTACT.match(line), LICENCE_ADDRESS.search(line)
        if picture and QR_WORD.search(picture["alt"] + picture["path"]):
            qr = qr or picture["path"]
        elif licence:
            licence_url = licence_url or licence[0]
            if parse_licence(licence[0]) is None or not _LICENCE_SENTENCE.fullmatch(strip_markup(line)):
                continue  # it says more than our badge does, so its author's words stay
        elif contact:
            contacts.append(Contact(contact["label"], _ONE_LINK.sub(r"\1\2", contact["value"].strip())))
        elif not RULE.match(line) and not _OWN_NOTE.match(line):
            continue
        own.append(at)
    return Trailer(
        qr=qr,
        contacts=tuple(contacts),
        licence_url=licence_url,
        blocks=tuple(_read_others(lines, region, own)),
        spans=tuple(Span(at + 1, at + 1) for at in own),
    )


def _read_others(lines: list[str], region: Region, own: list[int]) -> list[Block]:
    """Read what stands between the lines that were recognised."""
    blocks = []
    borders = [*own, region.end]
    start = region.start
    for border in borders:
        blocks += parse_blocks(lines, Region(start, border), line_wise=True)
        start = border + 1
    return blocks
