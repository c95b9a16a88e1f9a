"""Break a text into lines of similar width by the rules of Chinese typesetting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from publish.core.text import is_wide

Measure = Callable[[str], float]


class WrappedText(NamedTuple):
    """A text broken into lines."""

    lines: list[str]
    whole: bool  # whether nothing was cut off


_NEVER_FIRST = frozenset("，。、；：！？）】」』》〉”’…·,.;:!?)]}%/|｜")
_OPENING, _CLOSING = "（【「『《〈“‘([{", "）】」』》〉”’)]}"
_NEVER_LAST = frozenset(_OPENING)
_SEPARATORS = frozenset("/|｜、；;·")  # separators of a title's parts: the best places for a line to end
_CUTS = _SEPARATORS | frozenset("：:，,。—–")  # where a text is cut that does not fit
_TRIMMED = "/|｜、；;·，, "  # removed from the end of a line
_LEAST_SHARE = 0.4  # a line that ends early at a separator still fills this much
_NARROWER = 0.95
_LEAST_LAST = 2.5  # width of the last line of a paragraph, in its size


def break_lines(text: str, width: float, max_lines: int, measure: Measure, ellipsis: str = "…") -> WrappedText:
    """Return a text in as few lines as possible, each at most `width` wide; an ellipsis replaces what does not fit."""
    pieces = _split(text, width, measure)
    lines = _fill(pieces, width, measure)
    whole = len(lines) <= max_lines
    if not whole:
        lines[max_lines - 1 :] = [cut_line("".join(lines[max_lines - 1 :]), width, measure, ellipsis)]
    elif len(lines) > 1:
        lines = _even_out(lines, pieces, width, measure)
    return WrappedText([line.strip().rstrip(_TRIMMED) for line in lines], whole)


def wrap_paragraph(text: str, width: float, measure: Measure) -> list[str]:
    """Return running text in lines as full as possible, the last of them no orphan."""
    lines: list[list[str]] = [[]]
    for piece in _split(text, width, measure):
        if lines[-1] and measure("".join([*lines[-1], piece]).strip()) > width:
            lines.append([])
        lines[-1].append(piece)
    while len(lines) > 1 and len(lines[-2]) > 1 and measure("".join(lines[-1]).strip()) < _LEAST_LAST:
        lines[-1].insert(0, lines[-2].pop())
    return ["".join(line).strip() for line in lines]


def _split(text: str, width: float, measure: Measure) -> list[str]:
    """Return the pieces between which a line may be broken."""
    pieces = [text[:1]]
    for before, char in pairwise(text):
        if _may_break(before, char) or measure(pieces[-1] + char) > width:
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


def _may_break(before: str, char: str) -> bool:
    if char.isspace() or char in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return before.isspace() or before in _SEPARATORS or is_wide(before) or is_wide(char)


def _fill(pieces: Sequence[str], width: float, measure: Measure) -> list[str]:
    """Return lines as full as possible; a line ends at a separator, if it is full enough there."""
    lines: list[list[str]] = [[]]
    for piece in pieces:
        if lines[-1] and measure("".join([*lines[-1], piece]).strip()) > width:
            end = _find_end(lines[-1], piece, width, measure)
            lines.append(lines[-1][end:])
            del lines[-2][end:]
        lines[-1].append(piece)
    return ["".join(line) for line in lines]


def _find_end(line: Sequence[str], piece: str, width: float, measure: Measure) -> int:
    """Return the number of pieces after which a line ends that has no room for another piece."""
    end = max((end for end, part in enumerate(line, 1) if part[-1:] in _SEPARATORS), default=len(line))
    fills_enough = measure("".join(line[:end])) >= width * _LEAST_SHARE
    leaves_room = measure("".join([*line[end:], piece]).strip()) <= width
    return end if fills_enough and leaves_room else len(line)


def _even_out(lines: list[str], pieces: Sequence[str], width: float, measure: Measure) -> list[str]:
    widest = max(map(measure, pieces))
    while (width := width * _NARROWER) >= widest and len(evened := _fill(pieces, width, measure)) == len(lines):
        lines = evened
    return lines


def cut_line(text: str, width: float, measure: Measure, ellipsis: str) -> str:
    """Return the beginning of a text and the ellipsis: up to a separator, else a break, else any letter that fits.

    A separator or a break counts where at least half a line is left.
    """
    fitting = takewhile(lambda end: measure(text[:end].rstrip() + ellipsis) <= width, range(len(text)))
    end = max(fitting, default=0)
    cuts = [cut for cut in range(1, end + 1) if measure(text[:cut]) >= width / 2]
    at_separators = [cut for cut in cuts if text[cut] in _CUTS]
    at_breaks = [cut for cut in cuts if text[cut].isspace() or _may_break(text[cut - 1], text[cut])]
    cut = next((found[-1] for found in (at_separators, at_breaks) if found), end)
    shown = _drop_open_bracket(text[:cut].rstrip(_TRIMMED).rstrip(_OPENING), width, measure)
    return shown.rstrip(_TRIMMED) + ellipsis


def _drop_open_bracket(text: str, width: float, measure: Measure) -> str:
    """Return a text up to a bracket that is not closed in it, where enough of a line is left."""
    opened = [
        at
        for opening, closing in zip(_OPENING, _CLOSING, strict=True)
        if (at := text.rfind(opening)) > text.rfind(closing)
    ]
    return text[: min(opened)] if opened and measure(text[: min(opened)]) >= width * _LEAST_SHARE else text
