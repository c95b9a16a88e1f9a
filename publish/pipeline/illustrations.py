"""Syntax highlighting, formulas and diagrams of one issue, each within a time limit."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

from publish.core.exceptions import PictureError, TimeLimitExceededError
from publish.core.picture import Picture
from publish.core.ports import BuildServices
from publish.core.problem import Problem, Severity
from publish.wechat.picture_formats import PictureFormat, recognise_format

COLOUR_SECONDS = 1.0  # a block of four kilobytes takes less than a fiftieth of it
DIAGRAM_SECONDS = 40.0
"""CPU time of this process. The programs start browsers, and are waited for ten times as long; the issue's own time
limit does not count meanwhile."""
MAX_DIAGRAMS = 20

_FORMULA_VERSION = 1


class IssueFigures:
    """Figures of one issue."""

    def __init__(self, services: BuildServices) -> None:
        self._services = services
        self.pictures: dict[str, Picture] = {}  # by their sources
        self._diagram_count = 0
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
        return self._draw("formula", f"formula {_FORMULA_VERSION} {display} {tex}", lambda: draw_formula(tex, display))

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


def draw_formula(tex: str, display: bool) -> Picture:
    """Return the picture of a formula."""
    from publish.steps.draw_formula import draw_formula  # loads a font, and is needed where there are formulas
    from publish.steps.picture_processing import fit_picture
    from publish.steps.picture_processing.rasterize_svg import rasterize_svg

    formula = draw_formula(tex, display=display)
    picture = fit_picture(rasterize_svg(formula.svg).png, tex)
    return picture._replace(shown=formula.width)
