"""What shows more than letters can: colours of code, formulas, diagrams; each within a limit of time."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace

from publish.errors import OverdueError, PictureError
from publish.facts.pictures import PictureFormat, recognise_format
from publish.model import Picture, Problem, Severity
from publish.ports import World

COLOUR_SECONDS = 1.0
"""A block of four kilobytes takes a fiftieth of it."""
FORMULA_SECONDS = 2.0
"""A long formula takes a hundredth of it; the first one loads the font."""

_FORMULA_VERSION = 1


class Illustrations:
    """What was drawn for one issue."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.pictures: dict[str, Picture] = {}
        """By their sources."""

    def colour_code(self, code: str, language: str) -> str | Problem:
        """Return code as HTML with spans that a theme colours."""
        try:
            return self._world.within(COLOUR_SECONDS, colour_code, code, language)
        except OverdueError:
            values = {"language": language, "limit": f"{COLOUR_SECONDS:g}"}
            return Problem("code-slow", values, severity=Severity.WARNING)

    def draw_formula(self, tex: str, *, display: bool) -> str | Problem:
        """Return the source by which the picture of a formula is known."""

        def draw() -> Picture:
            try:
                return self._world.within(FORMULA_SECONDS, draw_formula, tex, display)
            except OverdueError as error:
                raise PictureError(Problem("formula-slow", {"limit": f"{FORMULA_SECONDS:g}"})) from error

        recipe = f"formula {_FORMULA_VERSION} {display} {tex}"
        try:
            return self._keep("formula", recipe, self._world.pictures.draw(recipe, draw))
        except PictureError as error:
            return replace(error.problems[0], severity=Severity.WARNING)

    def draw_diagram(self, language: str, text: str) -> str | Problem:
        """Return the source by which the picture of a diagram is known."""

        def draw() -> Picture:
            data = self._world.diagrams.draw(language, text)
            kind = "svg+xml" if recognise_format(data) is PictureFormat.SVG else "png"
            address = f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"
            return self._world.pictures.load(address, ".")

        recipe = f"diagram {language} {self._world.diagrams.describe(language)} {text}"
        try:
            return self._keep("diagram", recipe, self._world.pictures.draw(recipe, draw))
        except PictureError as error:
            return replace(error.problems[0], severity=Severity.WARNING)

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
    from publish.steps.formula import write_formula  # loads a font, and is needed where there are formulas
    from publish.steps.picture import fit_picture
    from publish.steps.picture.svg import draw_svg

    formula = write_formula(tex, display=display)
    picture = fit_picture(draw_svg(formula.svg).png, tex)
    return picture._replace(shown=formula.width)
