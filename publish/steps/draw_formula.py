"""Formulas, from TeX to SVG; the only module that knows ziamath."""

from __future__ import annotations

import math
import warnings
from typing import NamedTuple

from latex2mathml.converter import convert
from lxml import etree

from publish.core.exceptions import PictureError
from publish.core.html import Tree
from publish.core.picture import EM_PIXELS
from publish.core.problem import Problem
from publish.core.text import is_wide

MAX_TEX_CHARS = 1000
MAX_DEPTH = 8
"""ziamath takes twice as long for each level: a tenth of a second for seven, minutes for sixteen."""

_INK = "#333333"
_PADDING = 2.0
_MIDDLE = 0.25 * EM_PIXELS
"""`vertical-align: middle` puts a picture's middle half an x-height above the line: a quarter of the size."""
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


class Formula(NamedTuple):
    """A formula as SVG."""

    svg: bytes
    width: int
    """In units of which `EM_PIXELS` are as much as the size of the text."""


def write_formula(tex: str, *, display: bool) -> Formula:
    """Return a formula as an SVG whose middle stands where the middle of a line of text stands.

    Args:
        tex: TeX's mathematics without the dollars.
        display: Whether it stands alone, its sums and fractions large.

    Raises:
        PictureError: It is no TeX that can be drawn.
    """
    _refuse_strange(tex)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own, about how it finds its font
        from ziamath import Math

        try:
            root = Math.fromlatex(tex, size=EM_PIXELS, inline=not display, color=_INK).svgxml()
        except Exception as error:  # whatever two libraries make of what somebody typed
            raise _find_broken(tex) from error
    x, y, width, height = map(float, root.get("viewBox", "0 0 1 1").split())
    above, below = -y + _PADDING, y + height + _PADDING
    if not display:  # as much again on the other side
        above, below = max(above, below + 2 * _MIDDLE), max(below, above - 2 * _MIDDLE)
    wide = math.ceil(width + _PADDING)
    root.set("viewBox", f"{x - (wide - width) / 2:.3f} {-above:.3f} {wide} {above + below:.3f}")
    root.set("width", str(wide))
    root.set("height", f"{above + below:.3f}")
    from xml.etree.ElementTree import tostring  # what the library writes with

    return Formula(tostring(root), wide)


def _refuse_strange(tex: str) -> None:
    if len(tex) > MAX_TEX_CHARS:
        raise PictureError(Problem("formula-long", {"limit": MAX_TEX_CHARS}))
    wide = next(filter(is_wide, tex), None)
    if wide:
        raise PictureError(Problem("formula-letters", {"char": wide}))
    try:
        tree = etree.fromstring(convert(tex))
    except Exception as error:  # its own errors have no common ancestor
        raise _find_broken(tex) from error
    if _measure_depth(tree) > MAX_DEPTH:
        raise PictureError(Problem("formula-deep", {"limit": MAX_DEPTH}))
    unknown = next((name.text for name in tree.iter(f"{_NAMESPACE}mi") if (name.text or "").startswith("\\")), None)
    if unknown:
        raise PictureError(Problem("formula-command", {"name": unknown}))


def _measure_depth(element: Tree, rows: int = -1, others: int = -1) -> int:
    """Return how deep rows nest, or roots, fractions and the like, whichever is deeper."""
    row = element.tag == f"{_NAMESPACE}mrow"
    rows, others = rows + row, others + (not row)
    return max([rows, others - 1, *(_measure_depth(child, rows, others) for child in element)])


def _find_broken(tex: str) -> PictureError:
    return PictureError(Problem("formula-broken", {"tex": tex[:60]}))
