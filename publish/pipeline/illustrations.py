"""What shows more than letters can: colours of code, formulas, diagrams; each within a limit of time."""

from __future__ import annotations

import base64
import hashlib

from publish.core.exceptions import PictureError, TimeLimitExceededError
from publish.core.picture import Picture
from publish.core.ports import BuildServices
from publish.core.problem import Problem, Severity
from publish.wechat.picture_formats import PictureFormat, recognise_format

COLOUR_SECONDS = 1.0
"""A block of four kilobytes takes less than a fiftieth of it."""
DIAGRAM_SECONDS = 40.0
"""Of ours, beside what the programs take. They start browsers, and are waited for ten times as long; the issue's own
clock stands still meanwhile."""
MAX_DIAGRAMS = 20

_FORMULA_VERSION = 1


class IssueFigures:
    """What was drawn for one issue."""

    def __init__(self, services: BuildServices) -> None:
        self._world = services
        self.pictures: dict[str, Picture] = {}
        """By their sources."""
        self._diagrams = 0
        self._slow: Problem | None = None
        """What took too long once is not tried again in the same issue."""

    def colour_code(self, code: str, language: str) -> str | Problem:
        """Return code as HTML with spans that a theme colours."""
        if self._slow:
            return self._slow
        try:
            return self._world.within(COLOUR_SECONDS, colour_code, code, language)
        except TimeLimitExceededError as error:
            if error.busy:
                raise
            values = {"language": language, "limit": f"{COLOUR_SECONDS:g}"}
            self._slow = Problem("code-slow", values, severity=Severity.WARNING)
            return self._slow

    def draw_formula(self, tex: str, *, display: bool) -> str | Problem:
        """Return the source by which the picture of a formula is known."""
        recipe = f"formula {_FORMULA_VERSION} {display} {tex}"
        try:
            return self._keep("formula", recipe, self._world.pictures.draw(recipe, lambda: draw_formula(tex, display)))
        except PictureError as error:
            return error.problems[0]._replace(severity=Severity.WARNING)

    def draw_diagram(self, language: str, text: str) -> str | Problem:
        """Return the source by which the picture of a diagram is known."""
        self._diagrams += 1
        if self._diagrams > MAX_DIAGRAMS:
            return Problem("diagram-many", {"limit": MAX_DIAGRAMS}, severity=Severity.WARNING)

        def draw() -> Picture:
            data = self._world.within(DIAGRAM_SECONDS, self._world.diagrams.draw, language, text)
            kind = "svg+xml" if recognise_format(data) is PictureFormat.SVG else "png"
            address = f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"
            return self._world.pictures.load(address, ".")

        recipe = f"diagram {language} {self._world.diagrams.describe(language)} {text}"
        try:
            return self._keep("diagram", recipe, self._world.pictures.draw(recipe, draw))
        except PictureError as error:
            return error.problems[0]._replace(severity=Severity.WARNING)

    def _keep(self, kind: str, recipe: str, picture: Picture) -> str:
        source = f"{kind}:{hashlib.sha256(recipe.encode()).hexdigest()[:16]}"
        self.pictures[source] = picture
        return source


def colour_code(code: str, language: str) -> str:
    """Return code in colour."""
    from publish.steps.highlight import colour_code  # loads Pygments, and is needed where there is code

    return colour_code(code, language)


def draw_formula(tex: str, display: bool) -> Picture:
    """Return the picture of a formula."""
    from publish.steps.draw_formula import write_formula  # loads a font, and is needed where there are formulas
    from publish.steps.picture_processing import fit_picture
    from publish.steps.picture_processing.rasterize_svg import rasterize_svg

    formula = write_formula(tex, display=display)
    picture = fit_picture(rasterize_svg(formula.svg).png, tex)
    return picture._replace(shown=formula.width)
