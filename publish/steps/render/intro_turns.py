"""Divide a 导读 into turns: what it says of each section, behind the section's name in brackets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern
from publish.newsletter.labels import SECTION_MARK

# 「新闻」 or 【论文】 at the beginning of a clause; where a sentence goes on before it, the name has to be a section's.
_TURN = lazy_pattern(
    rf"(?:(?P<new>^|(?<=[；。;]))|(?<=[，、,：:]))\s*(?P<before>其中(?:包括|有)?[，,：:]?\s*)?{SECTION_MARK.pattern}"
)


class Turn(NamedTuple):
    """What a 导读 says of one section."""

    section: str  # as it is called there; empty where no section is named
    text: str


def split_turns(line: str, sections: Collection[str]) -> list[Turn]:
    """Return the turns of a line, given the names of the issue's sections."""
    matches = [found for found in _TURN.finditer(line) if _begins_turn(found, sections)]
    return [turn for turn in _cut(line, matches) if turn.section or turn.text]


def _begins_turn(found: re.Match[str], sections: Collection[str]) -> bool:
    plain = found["new"] is not None and not found["before"]
    return plain or any(found["name"] in section or section in found["name"] for section in sections)


def _cut(line: str, matches: list[re.Match[str]]) -> Iterator[Turn]:
    """Yield the text before the first mark, and each mark with the text up to the next."""
    ends = [*(found.start() for found in matches[1:]), len(line)]
    yield Turn("", line[: matches[0].start()].strip() if matches else line)
    for found, end in zip(matches, ends, strict=False):
        yield Turn(found["name"], f"{found['before'] or ''}{line[found.end() : end]}".strip())
