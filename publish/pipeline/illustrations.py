"""Syntax highlighting, formulas and diagrams of one issue, each within a time limit."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

from publish.core.exceptions import PictureError, TimeLimitExceededError
from publish.core.picture import FontFamily, Picture
from publish.core.ports import BuildServices
from publish.core.problem import Problem, Severity
from publish.core.text import is_wide
from publish.wechat.picture_formats import PictureFormat, recognise_format

COLOUR_SECONDS = 1.0  # a block of four kilobytes takes less than a fiftieth of it
DIAGRAM_SECONDS = 40.0
"""CPU time of this process. The programs start browsers, and are waited for ten times as long; the issue's own time
limit does not count meanwhile."""
MAX_DIAGRAMS = 20
FORMULA_SECONDS = 2.0  # a long one takes a twentieth of it; it does not count as the issue's own time
MAX_NEW_FORMULAS = 500
"""So many are drawn in one build; those of the builds before are in the cache."""

_FORMULA_VERSION = 2
_QUOTED_CHARS = 40
_FORMULAS_REPORTED = 25  # progress is reported after so many new ones


class IssueFigures:
    """Figures of one issue."""

    def __init__(self, services: BuildServices, max_new_formulas: int = MAX_NEW_FORMULAS) -> None:
        self._services = services
        self.pictures: dict[str, Picture] = {}  # by their sources
        self._diagram_count = 0
        self._max_new_formulas = max_new_formulas
        self._formula_count = 0  # drawn for the first time
        self._slow_formula: Problem | None = None  # after one timeout no other new formula is drawn
        self._slow: Problem | None = None  # after one timeout no other code block of the issue is highlighted

    def highlight_code(self, code: str, language: str) -> str | Problem:
        """Return code as HTML with spans that a theme colours."""
        if self._slow:
            return self._slow
        try:
            return self._services.within(COLOUR_SECONDS, colour_code, code, language)
        except TimeLimitExceededError as error:
            if error.busy:
                raise
            values = {"language": language, "limit": f"{COLOUR_SECONDS:g}"}
            self._slow = Problem("code-slow", values, severity=Severity.WARNING)
            return self._slow

    def draw_formula(self, tex: str, *, display: bool) -> str | Problem:
        """Return the source of a formula's picture."""
        family = self._services.fonts.find() if any(map(is_wide, tex)) else None
        font = family.key if family else ""
        recipe = f"formula {_FORMULA_VERSION} {display} {font} {tex}"
        return self._draw("formula", recipe, lambda: self._draw_formula(tex, display, family))

    def _draw_formula(self, tex: str, display: bool, family: FontFamily | None) -> Picture:
        """Return the picture of a formula that is not in the cache."""
        if self._slow_formula:
            raise PictureError(self._slow_formula)
        if self._formula_count >= self._max_new_formulas:
            raise PictureError(Problem("formulas-many", {"limit": self._max_new_formulas}))
        try:
            picture = self._services.within(FORMULA_SECONDS, draw_formula, tex, display, family)
        except TimeLimitExceededError as error:
            if error.busy:
                raise
            self._slow_formula = Problem("formulas-slow", {"tex": tex[:_QUOTED_CHARS]})
            raise PictureError(Problem("formula-slow", {"limit": f"{FORMULA_SECONDS:g}"})) from error
        self._formula_count += 1
        if self._formula_count % _FORMULAS_REPORTED == 0:
            self._services.report("formulas-drawn", count=self._formula_count)
        return picture

    def draw_diagram(self, language: str, text: str) -> str | Problem:
        """Return the source of a diagram's picture."""
        self._diagram_count += 1
        if self._diagram_count > MAX_DIAGRAMS:
            return Problem("diagram-many", {"limit": MAX_DIAGRAMS}, severity=Severity.WARNING)
        services = self._services

        def draw() -> Picture:
            data = services.within(DIAGRAM_SECONDS, services.diagrams.draw, language, text)
            kind = "svg+xml" if recognise_format(data) is PictureFormat.SVG else "png"
            return services.pictures.load(f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}", ".")

        return self._draw("diagram", f"diagram {language} {services.diagrams.describe(language)} {text}", draw)

    def _draw(self, kind: str, recipe: str, draw: Callable[[], Picture]) -> str | Problem:
        source = f"{kind}:{hashlib.sha256(recipe.encode()).hexdigest()[:16]}"
        try:
            self.pictures[source] = self._services.pictures.draw(recipe, draw)
        except PictureError as error:
            return error.problems[0]._replace(severity=Severity.WARNING)
        return source


def colour_code(code: str, language: str) -> str:
    """Return highlighted code."""
    from publish.steps.highlight import highlight_code  # loads Pygments, and is needed where there is code

    return highlight_code(code, language)


def draw_formula(tex: str, display: bool, family: FontFamily | None) -> Picture:
    """Return the picture of a formula, its Chinese words in a font of this machine.

    Raises:
        PictureError: It cannot be drawn, no font has a character of it, or the extra that draws is missing.
    """
    from publish.steps.picture_processing import take_drawing
    from publish.steps.picture_processing.rasterize_svg import rasterize_drawing

    try:
        from publish.steps.draw_formula import draw_formula  # loads a font, and is needed where there are formulas

        formula = draw_formula(tex, display=display)
    except ImportError as error:
        raise PictureError(Problem("extra-math")) from error
    font = _find_words_font(formula.words, family) if formula.words else ("", "")
    return take_drawing(rasterize_drawing(formula.svg, *font).png)._replace(shown=formula.width)


def _find_words_font(words: str, family: FontFamily | None) -> tuple[str, str]:
    """Return path and name of the font for words; raise PictureError if there is none, or a character is missing."""
    if family is None or not family.chinese:
        raise PictureError(Problem("formula-font", {"words": words[:20]}))
    from publish.steps.cover.glyphs import REGULAR, load_glyphs  # loads pillow

    glyphs = load_glyphs(family, REGULAR)
    missing = next((char for char in words if not glyphs.can_write(char)), None)
    if missing:
        raise PictureError(Problem("formula-letters", {"char": missing}))
    return family.regular.path, glyphs.family
