"""What ziamath lacks: Chinese words, lines in arrays, and rows that are measured once; the only module that imports it.

ziamath keeps a list of classes by the elements that they draw; a subclass takes the place of the one before.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import SubElement

from publish.core.picture import EM_PIXELS
from publish.steps.draw_formula.repair_mathml import WORDS

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # ziamath warns about how it finds its font
    from ziafont.fonttypes import BBox
    from ziamath import Math, operators
    from ziamath.drawable import HLine, VLine
    from ziamath.nodes import Mnode
    from ziamath.nodes.mrow import Mrow
    from ziamath.nodes.mtable import Mtable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

WORDS_FONT = "sans-serif"
_ASCENT, _DESCENT = 0.88, 0.12  # of Chinese fonts
_MARGIN = 1.0
_STRETCHED = frozenset(name for (name, _), form in operators.operators.items() if form.get("stretchy") == "true")
_ROWS = frozenset({"mrow", "math", "mtd", "mtr", "mtable"})


def draw_mathml(mathml: Element, colour: str) -> Element:
    """Return MathML as SVG; raises anything where ziamath does not know what to do."""
    mathml.attrib.pop("xmlns", None)
    mathml.set("mathcolor", colour)
    svg: Element = Math(mathml, size=EM_PIXELS, margin=_MARGIN).svgxml()
    return svg


def has_glyph(char: str) -> bool:
    """Return whether the font of formulas has a character."""
    return bool(_FONT.glyphindex(char)) or char.isspace()


_FONT = Math("<math><mi>x</mi></math>").font


class _Words(Mnode, tag=WORDS):  # type: ignore[misc,call-arg]  # ziamath has no types
    """Chinese words: every character as wide as it is high."""

    def __init__(self, element: Element, parent: Any, **kwargs: Any) -> None:
        super().__init__(element, parent, **kwargs)
        self._shown = not kwargs.get("phantom", False)
        self._words = element.text or ""
        size = self.glyphsize
        self.bbox = BBox(0, size * len(self._words), -_DESCENT * size, _ASCENT * size)

    def draw(self, x: float, y: float, svg: Element) -> tuple[float, float]:
        size = self.glyphsize
        if self._shown:
            places = " ".join(f"{x + size * index:.3f}" for index in range(len(self._words)))
            style = {"font-family": WORDS_FONT, "font-size": f"{size:.3f}", "fill": str(self.style.mathcolor)}
            SubElement(svg, "text", {"x": places, "y": f"{y:.3f}", **style}).text = self._words
        return x + self.bbox.xmax, y


class _Row(Mrow, tag="mrow"):  # type: ignore[misc,call-arg]
    """A row that is measured before it is drawn only if something in it stretches: each time doubles with the depth."""

    def _get_height_nostretch(self, line: list[Element], **kwargs: Any) -> tuple[float, float]:
        if not any(map(_may_stretch, line)):
            return 0.0, 0.0
        height: tuple[float, float] = super()._get_height_nostretch(line, **kwargs)
        return height


def _may_stretch(element: Element) -> bool:
    if element.tag in ("mo", "mi"):
        stretchy = element.get("stretchy")
        return stretchy == "true" or (stretchy is None and (element.text or "").strip() in _STRETCHED)
    return element.tag not in _ROWS and any(map(_may_stretch, element))


class _Table(Mtable, tag="mtable"):  # type: ignore[misc,call-arg]
    """A table with the lines between its columns and rows."""

    def _setup(self, **kwargs: Any) -> None:
        super()._setup(**kwargs)
        rows = self._place_rows()
        width = self.units_to_points(self.font.math.consts.fractionRuleThickness)
        box = self.bbox
        lines = [(VLine(box.ymax - box.ymin, width, self.style, **kwargs), (x, -box.ymax)) for x in self._columns(rows)]
        lines += [(HLine(box.xmax - box.xmin, width, self.style, **kwargs), (0.0, y)) for y in self._rows(rows)]
        for line, place in lines:
            self.nodes.append(line)
            self.nodexy.append(place)

    def _place_rows(self) -> list[list[tuple[Any, tuple[float, float]]]]:
        """Return the cells of each row with their places."""
        cells = iter([*zip(self.nodes, self.nodexy, strict=True)])
        return [[next(cells) for _ in row] for row in self.element]

    def _columns(self, rows: list[list[tuple[Any, tuple[float, float]]]]) -> list[float]:
        """Return where the lines between columns stand."""
        wanted = self.element.get("columnlines", "").split()
        whole = [row for row in rows if len(row) > len(wanted)]
        middles = []
        for at, line in enumerate(wanted):
            if line != "none" and whole:
                right = max(row[at][1][0] + row[at][0].bbox.xmax for row in whole)
                middles.append((right + min(row[at + 1][1][0] for row in whole)) / 2)
        return middles

    def _rows(self, rows: list[list[tuple[Any, tuple[float, float]]]]) -> list[float]:
        """Return where the lines between rows stand, downwards from the baseline."""
        wanted = self.element.get("rowlines", "").split()[: len(rows) - 1]
        middles = []
        for at, line in enumerate(wanted):
            if line != "none":
                below = max(y - node.bbox.ymin for node, (_, y) in rows[at])
                middles.append((below + min(y - node.bbox.ymax for node, (_, y) in rows[at + 1])) / 2)
        return middles
