from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TypeVar

import pytest
from fontTools.ttLib import TTCollection, TTFont
from PIL import Image

from publish.adapters.system.time_limit import run_with_timeout
from publish.core.exceptions import TimeLimitExceededError
from publish.core.picture import FontFace, FontFamily, Picture
from publish.core.ports import BuildServices
from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.library.issue_timeout import MAX_BUILD_SECONDS
from publish.pipeline import build_article
from publish.pipeline.illustrations import MAX_DIAGRAMS, IssueFigures, draw_formula
from publish.pipeline.styled_page import BuildInputs
from publish.wechat.contrast import PAGE, find_luminance
from publish.wechat.dark_mode import Colour
from tests.fakes import MemoryDiagrams, MemoryFonts, make_services
from tests.fonts import find_test_typeface, make_font
from tests.themes import load_themes

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


def test_formula_reads_on_the_page_by_day_and_by_night() -> None:
    picture = draw(make_services(), r"\frac{a}{b}")

    assert isinstance(picture, Picture)
    image = Image.open(io.BytesIO(picture.data)).convert("RGBA")
    corner, line = image.getpixel((0, 0)), image.getpixel((image.width // 2, image.height // 2))
    assert isinstance(corner, tuple)
    assert isinstance(line, tuple)
    assert (corner[3], line[3]) == (0, 255)
    contrast = [find_contrast(Colour(*line[:3]), page) for page in PAGE]
    assert min(contrast) > 4


def find_contrast(one: Colour, other: Colour) -> float:
    low, high = sorted(map(find_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def test_formula_writes_chinese_in_the_font_of_the_machine() -> None:
    chinese, latin = (draw(make_services(), rf"\frac{{\text{{{words}}}}}{{b}}") for words in ("国国", "a"))

    assert isinstance(chinese, Picture)
    assert isinstance(latin, Picture)
    assert chinese.shown > latin.shown
    assert chinese != draw(make_services(), r"\frac{\text{简简}}{b}")


@pytest.mark.parametrize(
    ("typeface", "tex", "message"),
    [
        (None, r"\frac{\text{国}}{b}", "formula-font"),
        (find_test_typeface()._replace(chinese=False), r"\frac{\text{国}}{b}", "formula-font"),
        (find_test_typeface(), r"\frac{\text{龘}}{b}", "formula-letters"),
    ],
    ids=["no font", "no Chinese", "no such character"],
)
def test_formula_reports_chinese_that_no_font_has(typeface: FontFamily | None, tex: str, message: str) -> None:
    result = draw(make_services(fonts=MemoryFonts(typeface)), tex)

    assert isinstance(result, Problem)
    assert result.message == message


def test_formula_writes_words_in_the_chosen_face_of_a_collection(tmp_path: Path) -> None:
    names = ["One", "Other"]
    paths = [
        make_font(tmp_path / name, letters, family=name) for name, letters in zip(names, ("国", "中国"), strict=True)
    ]
    collection = TTCollection()
    collection.fonts = [TTFont(path) for path in paths]
    collection.save(tmp_path / "both.ttc")
    faces = [
        *(FontFace(str(path)) for path in paths),
        *(FontFace(str(tmp_path / "both.ttc"), number) for number in (0, 1)),
    ]

    one, other, *chosen = (
        draw_formula("国", True, FontFamily(face, face, chinese=True, key="")).data for face in faces
    )

    assert one != other
    assert chosen == [one, other]


def test_formula_is_drawn_again_with_another_font() -> None:
    services = make_services()
    other = services._replace(fonts=MemoryFonts(find_test_typeface()._replace(key="other")))

    assert draw(services, r"\frac{国}{b}") is not draw(other, r"\frac{国}{b}")


def test_formula_reports_its_time_limit_and_stops_the_new_ones() -> None:
    services = make_services()
    known = draw(services, r"\frac{a}{b}")
    figures = IssueFigures(services._replace(within=run_out))

    sources = [figures.draw_formula(tex, display=False) for tex in (r"\hat 1", r"\hat 2", r"\frac{a}{b}")]

    assert [*figures.pictures.values()] == [known]
    assert [source.message for source in sources if isinstance(source, Problem)] == ["formula-slow", "formulas-slow"]


def test_new_formulas_stop_at_the_maximum_number() -> None:
    services = make_services()
    known = draw(services, r"\frac{a}{b}")
    figures = IssueFigures(services, max_new_formulas=1)

    sources = [figures.draw_formula(tex, display=False) for tex in (r"\hat 1", r"\hat 2", r"\frac{a}{b}")]

    assert known in figures.pictures.values()
    assert [source.message for source in sources if isinstance(source, Problem)] == ["formulas-many"]


def test_new_formulas_report_progress() -> None:
    reports: list[tuple[str, object]] = []
    services = make_services()._replace(report=lambda message, **values: reports.append((message, values)))

    for _ in range(2):  # the second time all are known
        figures = IssueFigures(services)
        for number in range(50):
            figures.draw_formula(rf"\hat {number}", display=False)

    assert reports == [("formulas-drawn", {"count": 25}), ("formulas-drawn", {"count": 50})]


def test_article_of_200_formulas_is_built_within_the_limit_of_an_issue() -> None:
    formulas = [rf"设 $\frac{{{number}}}{{x}}$。" for number in range(200)]
    text = "---\nmath: true\n---\n# 二百个公式\n\n" + "\n\n".join(formulas)
    inputs = BuildInputs(Settings(), load_themes()["neural"], make_services())

    article = run_with_timeout(MAX_BUILD_SECONDS, build_article, text, PurePosixPath("200.md"), inputs)

    assert article.html.count('alt="\\frac{') == len(formulas)
    assert [problem for problem in article.problems if problem.severity is not Severity.INFO] == []


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


def test_formula_on_a_busy_machine_is_no_fault_of_the_formula() -> None:
    def be_busy(seconds: float, function: Callable[..., R], *args: object) -> R:  # noqa: ARG001  # a port's signature
        raise TimeLimitExceededError(seconds, busy=True)

    figures = IssueFigures(make_services()._replace(within=be_busy))

    with pytest.raises(TimeLimitExceededError):
        figures.draw_formula(r"\hat 1", display=False)
