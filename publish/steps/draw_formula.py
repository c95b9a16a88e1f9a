"""Draw TeX formulas as SVG; the only module that imports ziamath."""

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
MAX_DEPTH = 8  # each level doubles the time of ziamath: 0.1 s for seven, minutes for sixteen

_COLOUR = "#333333"
_PADDING = 2.0
_MIDDLE = 0.25 * EM_PIXELS
"""`vertical-align: middle` puts a picture's middle half an x-height, a quarter of the size, above the baseline."""
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


class Formula(NamedTuple):
    """A formula as SVG."""

    svg: bytes
    width: int  # in units of which `EM_PIXELS` are one text size


def draw_formula(tex: str, *, display: bool) -> Formula:
    """Return a formula as SVG, centred on the middle of a line of text.

    Args:
        tex: TeX without the dollars.
        display: Whether it stands alone, with large sums and fractions.

    Raises:
        PictureError: The TeX cannot be drawn.
    """
    _check_tex(tex)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ziamath warns about how it finds its font
        from ziamath import Math

        try:
            root = Math.fromlatex(tex, size=EM_PIXELS, inline=not display, color=_COLOUR).svgxml()
        except Exception as error:  # two libraries raise anything on broken TeX
            raise _make_broken_error(tex) from error
    x, y, width, height = map(float, root.get("viewBox", "0 0 1 1").split())
    above, below = -y + _PADDING, y + height + _PADDING
    if not display:  # equal space above and below the middle
        above, below = max(above, below + 2 * _MIDDLE), max(below, above - 2 * _MIDDLE)
    full_width = math.ceil(width + _PADDING)
    root.set("viewBox", f"{x - (full_width - width) / 2:.3f} {-above:.3f} {full_width} {above + below:.3f}")
    root.set("width", str(full_width))
    root.set("height", f"{above + below:.3f}")
    from xml.etree.ElementTree import tostring  # ziamath builds such elements

    return Formula(tostring(root), full_width)


def _check_tex(tex: str) -> None:
    if len(tex) > MAX_TEX_CHARS:
        raise PictureError(Problem("formula-long", {"limit": MAX_TEX_CHARS}))
    wide = next(filter(is_wide, tex), None)
    if wide:
        raise PictureError(Problem("formula-letters", {"char": wide}))
    try:
        tree = etree.fromstring(convert(tex))
    except Exception as error:  # its errors have no common base
        raise _make_broken_error(tex) from error
    if _measure_depth(tree) > MAX_DEPTH:
        raise PictureError(Problem("formula-deep", {"limit": MAX_DEPTH}))
    unknown = next((name.text for name in tree.iter(f"{_NAMESPACE}mi") if (name.text or "").startswith("\\")), None)
    if unknown:
        raise PictureError(Problem("formula-command", {"name": unknown}))


def _measure_depth(element: Tree, rows: int = -1, others: int = -1) -> int:
    """Return the depth of nested rows, or of nested roots, fractions and the like, whichever is greater."""
    row = element.tag == f"{_NAMESPACE}mrow"
    rows, others = rows + row, others + (not row)
    return max([rows, others - 1, *(_measure_depth(child, rows, others) for child in element)])


def _make_broken_error(tex: str) -> PictureError:
    return PictureError(Problem("formula-broken", {"tex": tex[:60]}))
