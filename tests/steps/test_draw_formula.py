from __future__ import annotations

import pytest
from lxml import etree

from publish.core.exceptions import PictureError
from publish.core.picture import EM_PIXELS
from publish.steps.draw_formula import MAX_DEPTH, MAX_TEX_CHARS, draw_formula


def read_box(svg: bytes) -> list[float]:
    return [float(number) for number in etree.fromstring(svg).get("viewBox", "").split()]


MATRIX = r"\begin{pmatrix}1\\2\end{pmatrix}"


@pytest.mark.parametrize("tex", ["x", r"\frac{a}{b}", r"\hat{y}_i", r"\sum_{i=1}^n i", "p", MATRIX])
def test_inline_formula_is_centred_on_the_text_line(tex: str) -> None:
    _, top, _, height = read_box(draw_formula(tex, display=False).svg)

    assert -(top + height / 2) == pytest.approx(EM_PIXELS / 4, abs=0.01)


def test_formula_width_equals_its_view_box() -> None:
    formula = draw_formula(r"\frac{a}{b}", display=True)

    assert read_box(formula.svg)[2] == formula.width


def test_formula_of_usual_depth_is_drawn() -> None:
    assert draw_formula(r"\frac{1}{\sqrt{1+\frac{x_{i}^{2}}{\left(y+\frac{a}{b}\right)}}}", display=True).width


def test_display_sum_is_taller_than_an_inline_sum() -> None:
    alone, inline = (read_box(draw_formula(r"\sum_{i=1}^n i", display=display).svg)[3] for display in (True, False))

    assert alone > inline


@pytest.mark.parametrize(
    ("tex", "message"),
    [
        (r"\frac{", "formula-broken"),
        (r"\frac{a}", "formula-broken"),
        (r"\limits", "formula-broken"),
        ("{" * 10, "formula-broken"),
        (r"\nosuch x", "formula-command"),
        (r"\text{中}", "formula-letters"),
        ("x" * (MAX_TEX_CHARS + 1), "formula-long"),
        ("{" * (MAX_DEPTH + 1) + "x" + "}" * (MAX_DEPTH + 1), "formula-deep"),
        (r"\sqrt{" * (MAX_DEPTH + 1) + "x" + "}" * (MAX_DEPTH + 1), "formula-deep"),
        (r"\left(" * 160, "formula-broken"),
    ],
)
def test_write_formula_refuses_invalid_tex(tex: str, message: str) -> None:
    with pytest.raises(PictureError) as raised:
        draw_formula(tex, display=True)

    assert [problem.message for problem in raised.value.problems] == [message]
