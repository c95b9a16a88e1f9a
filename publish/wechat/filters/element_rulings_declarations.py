"""The declarations of any style attribute, and which of them a layer leaves."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from publish.core.filter_report import ChangeKind, Layer, Thing
from publish.wechat.filter_table import Verdict, empties_style, judge_declaration
from publish.wechat.filters.change_counter import Entry, enter

_SIGN = re.compile(r"[;()\"']")


class StyleRuling(NamedTuple):
    """What becomes of a style attribute."""

    style: str
    entries: tuple[Entry, ...]


@lru_cache(maxsize=4096)
def rule_style(layer: Layer, style: str) -> StyleRuling:
    """Say which declarations of a style attribute stay."""
    declarations = split_declarations(style)
    if any(empties_style(layer, name) for name, _ in declarations):
        lost = Verdict(ChangeKind.LOST, "W27")
        return StyleRuling("", tuple(enter(lost, Thing.DECLARATION, name) for name, _ in declarations))
    verdicts = [(name, value, judge_declaration(layer, name, value)) for name, value in declarations]
    entries = tuple(enter(verdict, Thing.DECLARATION, name) for name, _, verdict in verdicts)
    if all(entry.kind is ChangeKind.KEPT for entry in entries):
        return StyleRuling(style, entries)
    left = [f"{name}:{verdict.value or value}" for name, value, verdict in verdicts if verdict.kind != ChangeKind.LOST]
    return StyleRuling(";".join(left), entries)


def split_declarations(style: str) -> list[tuple[str, str]]:
    """Return the names, in small letters, and values; a semicolon in quotes or brackets ends nothing."""
    pieces = style.split(";") if "(" not in style else _split_at_semicolons(style)
    pairs = (piece.partition(":") for piece in pieces)
    return [(name.strip().lower(), value.strip()) for name, _, value in pairs if name.strip() and value.strip()]


def _split_at_semicolons(style: str) -> list[str]:
    pieces, start, closing = [], 0, ""
    for sign in _SIGN.finditer(style):
        if closing:
            closing = "" if sign[0] == closing else closing
        elif sign[0] == ";":
            pieces.append(style[start : sign.start()])
            start = sign.end()
        elif sign[0] != ")":
            closing = ")" if sign[0] == "(" else sign[0]
    return [*pieces, style[start:]]
