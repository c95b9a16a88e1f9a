from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from publish.core.exceptions import TimeLimitExceededError
from publish.core.picture import Picture
from publish.core.ports import BuildServices
from publish.core.problem import Problem
from publish.pipeline.illustrations import MAX_DIAGRAMS, IssueFigures
from tests.fakes import MemoryDiagrams, make_services

R = TypeVar("R")
PNG = b"\x89PNG"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def run_out(seconds: float, function: Callable[..., R], *args: object) -> R:  # noqa: ARG001  # a port's signature
    raise TimeLimitExceededError(seconds)


def draw(services: BuildServices, tex: str) -> Picture | Problem:
    illustrations = IssueFigures(services)
    source = illustrations.draw_formula(tex, display=False)
    return source if isinstance(source, Problem) else illustrations.pictures[source]


def test_colour_code_returns_highlighted_html() -> None:
    assert IssueFigures(make_services()).highlight_code("1", "python") == '<span class="code-number">1</span>'


def test_colour_code_reports_a_timeout() -> None:
    result = IssueFigures(make_services()._replace(within=run_out)).highlight_code("1", "python")

    assert isinstance(result, Problem)
    assert result.message == "code-slow"


def test_colour_code_raises_a_timeout_of_a_busy_machine() -> None:
    def run_out_of_patience(seconds: float, function: Callable[..., R], *args: object) -> R:  # noqa: ARG001  # a port's signature
        raise TimeLimitExceededError(seconds, busy=True)

    with pytest.raises(TimeLimitExceededError):
        IssueFigures(make_services()._replace(within=run_out_of_patience)).highlight_code("1", "python")


def test_draw_formula_draws_three_pixels_for_each_shown_one() -> None:
    picture = draw(make_services(), r"\frac{a}{b}")

    assert isinstance(picture, Picture)
    assert picture.width == 3 * picture.shown


def test_draw_formula_draws_equal_formulas_once() -> None:
    services = make_services()

    assert draw(services, r"\frac{a}{b}") is draw(services, r"\frac{a}{b}")


def test_draw_formula_reports_invalid_tex() -> None:
    result = draw(make_services(), r"\frac{")

    assert isinstance(result, Problem)
    assert result.message == "formula-broken"


def test_colour_code_skips_all_code_after_a_timeout() -> None:
    illustrations = IssueFigures(make_services()._replace(within=run_out))

    assert illustrations.highlight_code("1", "python") is illustrations.highlight_code("2", "c")


def test_draw_diagram_stops_at_the_maximum_number() -> None:
    illustrations = IssueFigures(make_services())

    result = [illustrations.draw_diagram("mermaid", str(number)) for number in range(MAX_DIAGRAMS + 1)]

    assert [problem.message for problem in result[-2:] if isinstance(problem, Problem)] == [
        "diagram-unset",
        "diagram-many",
    ]


def test_draw_diagram_processes_its_picture_like_any_other() -> None:
    picture = Picture("a.png", PNG, 8, 8)
    addresses = {"data:image/png;base64,iVBORw==": picture}
    illustrations = IssueFigures(make_services(pictures=addresses, diagrams=MemoryDiagrams({"A": PNG})))

    source = illustrations.draw_diagram("mermaid", "A")

    assert illustrations.pictures == {source: picture}


def test_draw_diagram_draws_equal_diagrams_once() -> None:
    address = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="
    programs = MemoryDiagrams({"A": SVG})
    services = make_services(pictures={address: Picture("a.png", PNG, 8, 8)}, diagrams=programs)

    for _ in range(2):
        IssueFigures(services).draw_diagram("plantuml", "A")

    assert programs.drawn == ["A"]


def test_draw_diagram_reports_missing_program() -> None:
    result = IssueFigures(make_services()).draw_diagram("mermaid", "A")

    assert isinstance(result, Problem)
    assert result.message == "diagram-unset"
