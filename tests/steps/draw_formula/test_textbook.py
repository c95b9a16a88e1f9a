"""A hundred formulas as textbooks have them: calculus, algebra, probability, machine learning, physics, logic."""

from __future__ import annotations

import io
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

from publish.core.exceptions import PictureError
from publish.core.picture import FontFace, FontFamily
from publish.core.problem import Problem
from publish.pipeline.illustrations import draw_formula
from tests.fonts import LATIN, make_font
from tests.harness.families import family, pick_every, pick_first

LEAST_DRAWN = 97
TOLD = {r"\ce{2H2 + O2 -> 2H2O}": "formula-command"}
"""Formulas that stay code, and what is said."""


class TextbookFormula(NamedTuple):
    """A formula, and the field that it belongs to."""

    field: str
    tex: str

    def __str__(self) -> str:
        return self.tex


def read_textbook() -> list[TextbookFormula]:
    formulas, field = [], ""
    for line in Path(__file__).with_name("textbook.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            field = line.removeprefix("# ")
        elif line:
            formulas.append(TextbookFormula(field, line))
    return formulas


TEXTBOOK = read_textbook()
DRAWN = [formula for formula in TEXTBOOK if formula.tex not in TOLD]


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> FontFamily:
    letters = LATIN + "".join(char for formula in TEXTBOOK for char in formula.tex)
    face = FontFace(str(make_font(tmp_path_factory.mktemp("fonts") / "words.ttf", letters)))
    return FontFamily(face, face, chinese=True, key="words")


def try_formula(tex: str, font: FontFamily) -> Problem | None:
    try:
        draw_formula(tex, True, font)
    except PictureError as error:
        return error.problems[0]
    return None


def test_textbook_formulas_are_drawn_or_told(chinese: FontFamily) -> None:
    tried = {formula.tex: try_formula(formula.tex, chinese) for formula in TEXTBOOK}

    told = {tex: problem.message for tex, problem in tried.items() if problem}
    assert (len(TEXTBOOK), told) == (100, TOLD)
    assert len(TEXTBOOK) - len(told) >= LEAST_DRAWN


@family("formula", DRAWN, [*pick_first(DRAWN, lambda formula: formula.field), *pick_every(DRAWN, 20)])
@pytest.mark.parametrize("display", [False, True], ids=["line", "alone"])
def test_textbook_formula_lies_within_its_picture(formula: TextbookFormula, display: bool, chinese: FontFamily) -> None:
    picture = draw_formula(formula.tex, display, chinese)

    image = Image.open(io.BytesIO(picture.data))
    inner = image.getchannel("A").getbbox()
    assert inner is not None
    assert 0 < inner[0] < inner[2] < image.width
    assert 0 < inner[1] < inner[3] < image.height
