"""Draw TeX formulas as SVG."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from latex2mathml.commands import MATRICES
from latex2mathml.converter import convert_to_element

from publish.core.exceptions import PictureError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.picture import EM_PIXELS
from publish.core.problem import Problem
from publish.steps.draw_formula.repair_mathml import WORDS, repair_mathml
from publish.steps.draw_formula.rewrite_tex import rewrite_tex

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["MAX_DEPTH", "MAX_TEX_CHARS", "Formula", "draw_formula"]

MAX_TEX_CHARS = 1000
MAX_DEPTH = 8  # each level of \left and \right doubles the time of ziamath: 0.1 s for seven, minutes for sixteen

INK = "#7c7c7c"
"""Stands out from white and from the page of dark mode alike, 4.2:1: a picture has one colour for day and night."""
_STROKE = 0.2  # makes up for a grey ink, which makes thin lines thinner
_BLACK = "black"
_PADDING = 2.0
_MIDDLE = 0.25 * EM_PIXELS
"""`vertical-align: middle` puts a picture's middle half an x-height, a quarter of the size, above the baseline."""
_ENVIRONMENT = lazy_pattern(r"\\begin\s*(\{([A-Za-z]+\*?)\})")


class Formula(NamedTuple):
    """A formula as SVG, on no ground."""

    svg: bytes
    width: int  # in units of which `EM_PIXELS` are one text size
    words: str = ""  # its Chinese words, which the SVG holds as text


def draw_formula(tex: str, *, display: bool) -> Formula:
    """Return a formula as SVG, centred on the middle of a line of text.

    Args:
        tex: TeX without the dollars.
        display: Whether it stands alone, with large sums and fractions.

    Raises:
        PictureError: The TeX cannot be drawn.
    """
    mathml = _parse_tex(tex, display=display)
    from publish.steps.draw_formula.ziamath_nodes import draw_mathml, has_glyph  # loads the font

    missing = next((char for char in _list_chars(mathml) if not has_glyph(char)), None)
    if missing:
        raise PictureError(Problem("formula-letters", {"char": missing}))
    words = "".join(element.text or "" for element in mathml.iter(WORDS))
    try:
        root = draw_mathml(mathml, INK)
    except Exception as error:  # it raises anything where it does not know what to do
        raise _make_broken_error(tex) from error
    width = _set_box(root, display=display)
    _set_ink(root)
    from xml.etree.ElementTree import tostring  # ziamath builds such elements

    return Formula(tostring(root), width, words)


def _parse_tex(tex: str, *, display: bool) -> Element:
    """Return a formula as MathML; raise PictureError if it is too long, broken, too deep, or unknown."""
    if len(tex) > MAX_TEX_CHARS:
        raise PictureError(Problem("formula-long", {"limit": MAX_TEX_CHARS}))
    rewritten = rewrite_tex(tex)
    unknown = next((match for match in _ENVIRONMENT.finditer(rewritten) if f"\\{match[2]}" not in MATRICES), None)
    if unknown:
        raise PictureError(Problem("formula-command", {"name": rf"\begin{unknown[1]}"}))
    try:
        mathml: Element = convert_to_element(rewritten, display="block" if display else "inline")
    except Exception as error:  # its errors have no common base
        raise _make_broken_error(tex) from error
    if _measure_depth(mathml) > MAX_DEPTH:
        raise PictureError(Problem("formula-deep", {"limit": MAX_DEPTH}))
    names = [element.text or "" for element in mathml.iter() if element.tag in ("mi", "mo")]
    command = next((name for name in names if name.startswith("\\")), None)
    if command:
        raise PictureError(Problem("formula-command", {"name": command}))
    if "&" in names:  # a column outside any table
        raise _make_broken_error(tex)
    repair_mathml(mathml)
    return mathml


def _list_chars(mathml: Element) -> list[str]:
    return [char for element in mathml.iter() if element.tag != WORDS for char in element.text or ""]


def _set_box(root: Element, *, display: bool) -> int:
    """Centre the drawing in its box, and return the width of that."""
    x, y, width, height = map(float, root.get("viewBox", "0 0 1 1").split())
    above, below = -y + _PADDING, y + height + _PADDING
    if not display:  # equal space above and below the middle
        above, below = max(above, below + 2 * _MIDDLE), max(below, above - 2 * _MIDDLE)
    full_width = math.ceil(width + _PADDING)
    root.set("viewBox", f"{x - (full_width - width) / 2:.3f} {-above:.3f} {full_width} {above + below:.3f}")
    root.set("width", str(full_width))
    root.set("height", f"{above + below:.3f}")
    return full_width


def _set_ink(root: Element) -> None:
    """Draw all that has no colour of its own in the ink, also the lines that ziamath leaves black."""
    root.attrib.update({"fill": INK, "stroke": INK, "stroke-width": f"{_STROKE}"})
    for element in root.iter():
        fill = element.get("fill")
        if fill == _BLACK:
            element.set("fill", INK)
        elif fill not in (None, INK, "none"):
            element.attrib.setdefault("stroke", fill or "")


def _measure_depth(element: Element, rows: int = -1, others: int = -1) -> int:
    """Return the depth of nested rows, or of nested roots, fractions and the like, whichever is greater."""
    row = element.tag == "mrow"
    rows, others = rows + row, others + (not row)
    return max([rows, others - 1, *(_measure_depth(child, rows, others) for child in element)])


def _make_broken_error(tex: str) -> PictureError:
    return PictureError(Problem("formula-broken", {"tex": tex[:60]}))
