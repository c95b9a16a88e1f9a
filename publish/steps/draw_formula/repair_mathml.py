"""Repair the MathML that latex2mathml writes, so that ziamath draws what TeX would."""

from __future__ import annotations

from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import normalize

from publish.core.text import is_wide

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

WORDS = "words"  # the element of Chinese words, which no font of formulas has

_LEAVES = frozenset({"mi", "mn", "mo", "mtext"})
_ARGUMENTS = {"msub": 2, "msup": 2, "munder": 2, "mover": 2, "mfrac": 2, "mroot": 2, "msubsup": 3, "munderover": 3}
_LARGE = frozenset("∫∬∭⨌∮∯∰∱∲∳∑∏∐⋀⋁⋂⋃⨀⨁⨂⨄⨆")
_UNSTRETCHED = frozenset("↑↓⟨⟩/")  # they grow behind \left and \right alone
_RELATIONS = (range(0x2190, 0x2200), range(0x223C, 0x2240), range(0x2241, 0x228C), range(0x228F, 0x2293),
              range(0x22A2, 0x22A4), range(0x22A6, 0x22BB), range(0x22C8, 0x22C9), range(0x22CD, 0x22CE),
              range(0x22D0, 0x22EE), range(0x27F0, 0x2980), range(0x2A7D, 0x2B00))  # fmt: skip
_OPERATIONS = (range(0x2216, 0x221A), range(0x2227, 0x222B), range(0x228C, 0x228F), range(0x2293, 0x22A2),
               range(0x22BB, 0x22BE), range(0x22C4, 0x22C8), range(0x22C9, 0x22CD), range(0x22CE, 0x22D0))  # fmt: skip
_RELATION_SPACE, _OPERATION_SPACE = "thickmathspace", "mediummathspace"
_OTHER_RELATIONS = frozenset("∝⟂≔≕")
_OTHER_OPERATIONS = frozenset("⧵")
_SPACE_BEFORE_NAMES = "0.167em"
_UNDER_AND_OVER = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
_NOT, _NEGATED = "⧸", "\u0338"
_NEGATABLE = {"⊧": "⊨"}  # signs that look alike, of which Unicode negates one
_DOUBLE_STRUCK_ZERO = 0x1D7D8
_HATS = {True: "ˆ", False: "\u0302"}  # of one letter, and as wide as what is below


def is_chinese(char: str) -> bool:
    """Return whether a character is Chinese, or a full-width mark."""
    return char >= "\u2e80" and is_wide(char)


def repair_mathml(element: Element) -> None:
    """Repair an element and all within it."""
    for child in [*element]:
        repair_mathml(child)
    if element.tag in _LEAVES:
        _repair_leaf(element)
    elif element.tag in ("mover", "munder") and len(element) == 2:
        _repair_accent(element)
    if element.tag in _ARGUMENTS:
        _join_base(element, _ARGUMENTS[element.tag])
    elif element.tag == "mtable":
        _repair_table(element)
    if element.tag in ("mrow", "mtd", "math", "mstyle"):
        _join_negated(element)
        _space_names(element)
        _space_operators(element)


def _repair_leaf(leaf: Element) -> None:
    if len(leaf):  # \mathop{…}, \mathrel{…}
        _turn_into_row(leaf)
        return
    text = unescape(leaf.text or "")
    leaf.text = text
    if any(map(is_chinese, text)):
        _split_words(leaf, text)
    elif leaf.tag == "mn" and leaf.get("mathvariant") == "double-struck":
        leaf.text = "".join(chr(_DOUBLE_STRUCK_ZERO + int(char)) if char.isdecimal() else char for char in text)
    elif leaf.tag in ("mi", "mo") and len(text) == 1:
        _repair_sign(leaf, text)


def _repair_sign(leaf: Element, text: str) -> None:
    if leaf.tag == "mi" and text == "~":
        text = "∼"
    bar = leaf.tag == "mi" and text == "‖"
    if find_spacing(text):
        leaf.tag, leaf.text = "mo", text
    if bar or text in _LARGE or (text in _UNSTRETCHED and leaf.get("fence") is None):
        leaf.attrib.setdefault("stretchy", "false")  # ziamath leaves out what stretches where it measures for \left


def _turn_into_row(leaf: Element) -> None:
    children = [*leaf]
    before, after = (leaf.get(side) for side in ("lspace", "rspace"))
    make = leaf.makeelement
    spaced = [
        *([make("mspace", {"width": before})] if before else []),
        *children,
        *([make("mspace", {"width": after})] if after else []),
    ]
    leaf.clear()
    leaf.tag = "mrow"
    leaf.extend(spaced)


def _split_words(leaf: Element, text: str) -> None:
    """Turn text with Chinese words into a row in which they stand alone."""
    kept = dict(leaf.attrib)
    make = leaf.makeelement
    pieces: list[Element] = []
    for char in text:
        tag = WORDS if is_chinese(char) else leaf.tag
        if not pieces or pieces[-1].tag != tag:
            pieces.append(make(tag, {} if tag == WORDS else kept))
        pieces[-1].text = (pieces[-1].text or "") + char
    leaf.clear()
    if len(pieces) == 1:
        leaf.tag, leaf.text = WORDS, text
    else:
        leaf.tag = "mrow"
        leaf.extend(pieces)


def _repair_accent(element: Element) -> None:
    accent = element[1]
    if accent.text == "^":
        accent.text = _HATS[element.get("accent") == "true"]
        accent.set("stretchy", "false" if element.get("accent") == "true" else "true")
    elif accent.text in ("~", "∼"):
        accent.text = "~" if accent.get("stretchy") == "false" else "\u0303"


def _join_base(element: Element, count: int) -> None:
    """Join what latex2mathml spreads before an exponent: the fences of a matrix, and the matrix."""
    extra = len(element) - count
    if extra > 0:
        base = element.makeelement("mrow", {})
        base.extend([*element][: extra + 1])
        for child in base:
            element.remove(child)
        element.insert(0, base)


def _repair_table(table: Element) -> None:
    if table.get("columnspacing", "").startswith("0em 2em"):
        table.set("columnspacing", "0em 1em")


def _join_negated(row: Element) -> None:
    """Join a sign and the stroke through it that stands before it."""
    for stroke, sign in pairwise([*row]):
        joined = normalize("NFC", f"{_NEGATABLE.get(sign.text or '', sign.text)}{_NEGATED}")
        if stroke.tag == "mpadded" and "".join(stroke.itertext()) == _NOT and len(joined) == 1:
            row.remove(stroke)
            sign.text = joined


def _space_names(row: Element) -> None:
    """Put space between a name with something below it, as max, and what stands beside it."""
    for before, after in pairwise([*row]):
        space = row.makeelement("mspace", {"width": _SPACE_BEFORE_NAMES})
        named = _is_name(after) and before.tag not in ("mo", "mspace")
        if named or (_is_name(before) and after.tag not in ("mo", "mspace", "mrow")):
            row.insert([*row].index(after), space)


def _is_name(element: Element) -> bool:
    """Return whether an element is a name with something below or above it."""
    base = element[0] if element.tag in _UNDER_AND_OVER and len(element) else None
    return base is not None and base.tag in ("mi", "mo") and len(base.text or "") > 1


def _space_operators(row: Element) -> None:
    """Give signs between two others the space that ziamath's list of operators lacks."""
    for child in [*row][1:-1]:
        space = find_spacing(child.text or "") if child.tag == "mo" else None
        if space:
            child.attrib.setdefault("lspace", space)
            child.attrib.setdefault("rspace", space)


def find_spacing(text: str) -> str | None:
    """Return the space around a relation or an operation; None for anything else."""
    if len(text) != 1 or text < "\u2190":
        return None
    code = ord(text)
    if text in _OTHER_RELATIONS or any(code in codes for codes in _RELATIONS):
        return _RELATION_SPACE
    return _OPERATION_SPACE if text in _OTHER_OPERATIONS or any(code in codes for codes in _OPERATIONS) else None
