"""Numbers that authors type before their lines, and the numbers of list items: none of them is shown twice."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from publish.core.lazy_pattern import lazy_pattern

_NUMBERING = r"(?:[（(【](?P<enclosed>\d{1,3})[）)】]|(?P<plain>\d{1,3})(?:[、）)]|[.．](?!\d))|(?P<circled>[①-⑳]))\s*"
_TYPED = lazy_pattern(_NUMBERING)
_LEAD = lazy_pattern(
    rf"(?P<at>^(?:<(?:p|h\d)>)?|<(?:p|h\d|li|br ?/?)\b[^>]*>(?:<p>)?|\n)\s*(?:<(?:strong|em)>)*(?:{_NUMBERING})?"
    r"(?:<(?:strong|em)>)*$"
)
_MAX_LEAD_CHARS = 80
_START = lazy_pattern(r'start="(\d+)"')
LIST_TAG = r"</?[ou]l\b[^>]*>|<li\b[^>]*>(?:<p>)?"
_LIST_TAG = lazy_pattern(LIST_TAG)


def drop_typed_number(text: str, number: int) -> str:
    """Return the HTML of a list item without a number at its beginning that repeats the item's own."""
    typed = _TYPED.match(text)
    return text[typed.end() :] if typed and _read_number(typed) == number else text


def drop_numbering(text: str) -> str:
    """Return a text without a number at its beginning, unless nothing else is in it."""
    typed = _TYPED.match(text)
    return (text[typed.end() :] if typed else "") or text


def drop_typed_numbers(items: str, start: int) -> str:
    """Return the items of an ordered list as HTML, without typed numbers that repeat their own."""
    if _TYPED.search(items) is None:
        return items
    pieces, written, open_lists = [], 0, ItemNumbers([start - 1])
    for tag in _LIST_TAG.finditer(items):
        open_lists.follow(tag[0], tag.end())
        typed = _TYPED.match(items, tag.end()) if tag[0].startswith("<li") and len(open_lists.numbers) == 1 else None
        if typed and _read_number(typed) == open_lists.numbers[0]:
            pieces.append(items[written : typed.start()])
            written = typed.end()
    return "".join([*pieces, items[written:]])


@dataclass(slots=True)
class ItemNumbers:
    """The numbers of the list items that are open at a place in HTML."""

    numbers: list[int | None] = field(default_factory=list)  # of the last item of each open list; None where bulleted
    begin: int = -1  # where the text of the last item begins

    def follow(self, tag: str, end: int) -> None:
        """Follow the tag of a list or item that ends at a place."""
        if tag.startswith("<li"):
            self.begin = end
            if self.numbers and self.numbers[-1] is not None:
                self.numbers[-1] += 1
        elif tag.startswith("</"):
            del self.numbers[-1:]
        elif tag.startswith("<ul"):
            self.numbers.append(None)
        else:
            start = _START.search(tag)
            self.numbers.append((int(start[1]) if start else 1) - 1)

    def find_line_number(self, html: str, place: int) -> int | None:
        """Return the number that a line of HTML begins with, typed or its item's; None if no line begins at a place.

        Between the number and the place stand no words.
        """
        lead = _LEAD.search(html, max(0, place - _MAX_LEAD_CHARS), place)
        if lead is None:
            return None
        number = _read_number(lead)
        if number is None and self.numbers and lead.end("at") == max(self.begin, 0):
            return self.numbers[-1]
        return number


def find_typed_number(text: str) -> int | None:
    """Return the number that a text begins with; None without one."""
    typed = _TYPED.match(text)
    return _read_number(typed) if typed else None


def _read_number(typed: re.Match[str]) -> int | None:
    """Return the number that a match of the numbering holds."""
    if typed["circled"]:
        return int(unicodedata.numeric(typed["circled"]))
    digits = typed["enclosed"] or typed["plain"]
    return int(digits) if digits else None
