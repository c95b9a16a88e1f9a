from __future__ import annotations

import pytest
from lxml import etree

from publish.core.exceptions import PictureError
from publish.core.picture import EM_PIXELS
from publish.steps.draw_formula import INK, MAX_DEPTH, MAX_TEX_CHARS, draw_formula


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
        (r"\text{ก}", "formula-letters"),
        (r"\begin{tikzcd} A \end{tikzcd}", "formula-command"),
        ("a & b", "formula-broken"),
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


def find_texts(svg: bytes) -> list[str]:
    return [element.text or "" for element in etree.fromstring(svg).iter("{*}text", "text")]


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"\text{准确率} = \frac{TP}{TP + FP}", ["准确率"]),
        (r"x_{\text{最大}}", ["最大"]),
        ("P（x） = 0.5", ["（", "）"]),
        (r"\text{若 } x > 0 \text{，则 $y$ 为正}", ["若", "，则", "为正"]),
        (r"\sqrt{乙}_1^{丙}", ["乙", "丙"]),
    ],
)
def test_formula_writes_chinese_as_text(tex: str, words: list[str]) -> None:
    formula = draw_formula(tex, display=True)

    assert (find_texts(formula.svg), formula.words) == (words, "".join(words))


def test_chinese_character_is_as_wide_as_the_text_is_high() -> None:
    one, three = (draw_formula(rf"\text{{{words}}}", display=True).width for words in ("国", "国国国"))

    assert three - one == 2 * EM_PIXELS


def test_formula_has_no_colour_but_the_ink_and_the_authors() -> None:
    svg = etree.fromstring(draw_formula(r"\overline{A} \cdot \boxed{\color{red} \frac{b}{c}}", display=True).svg)

    colours = {element.get(name) for element in svg.iter() for name in ("fill", "stroke")} - {None, "none"}
    assert colours == {INK, "red"}


@pytest.mark.parametrize(
    ("written", "same"),
    [
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", r"\begin{align*} a &= b \\ &= c \\ \end{align*}"),
        (r"\begin{alignedat}{2} a &= b & c &= d \end{alignedat}",
         r"\begin{align} a &= b & c &= d \nonumber \end{align}"),
        (r"\begin{equation} a = b \label{e} \end{equation}", "{a = b}"),
        (r"\begin{eqnarray} a &=& b \end{eqnarray}", r"\begin{align} a &= b \end{align}"),
        (r"\begin{array}{|c||c|} \hline a & b \\ \hline c & d \\ \hline \end{array}",
         r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}"),
        (r"a \\[2pt] b", r"a \\ b"),
        (r"\text{for $n$ {ok}}", r"{\text{for }n\text{ ok}}"),
        (r"\operatorname*{arg\,max}_x", r"\argmax_x"),
        (r"\tag{3} a = b", r"a = b \qquad \text{(3)}"),
        (r"\mathbb{1}", "𝟙"),
        (r"x''^2", r"x^{\prime \prime 2}"),
        (r"\R", r"\mathbb{R}"),
        (r"\not\models", "⊭"),
        (r"||x||", r"\|x\|"),
        (r"\color{black} a", "a"),
    ],
)  # fmt: skip
def test_formula_equals_another_way_to_write_it(written: str, same: str) -> None:
    one, other = (draw_formula(tex, display=True).svg for tex in (written, same))

    assert one == other


@pytest.mark.parametrize(
    ("tall", "low"),
    [
        (r"\left(\int_a^b f\right)", r"(\int_a^b f)"),
        (
            r"\left|\begin{matrix} \hat i \\ b \\ c \end{matrix}\right|",
            r"|\begin{matrix} \hat i \\ b \\ c \end{matrix}|",
        ),
        (r"\widehat{xyz}", r"\hat{xyz}"),
        (r"\begin{vmatrix} 1 \\ 2 \end{vmatrix}", r"|\begin{matrix} 1 \\ 2 \end{matrix}|"),
        (r"\begin{Vmatrix} 1 \\ 2 \end{Vmatrix}", r"\|\begin{matrix} 1 \\ 2 \end{matrix}\|"),
        (r"\left\| \frac{a}{b} \right\|", r"|| \frac{a}{b} ||"),
        (r"\begin{array}{c|c} a & b \end{array}", r"\begin{array}{cc} a & b \end{array}"),
        (r"a \mathrel{R} b \implies c", r"a R b c"),
    ],
)
def test_formula_differs_from_one_without_its_mark(tall: str, low: str) -> None:
    one, other = (draw_formula(tex, display=True).svg for tex in (tall, low))

    assert one != other


def test_parentheses_are_as_tall_as_an_integral_between_them() -> None:
    alone, between = (read_box(draw_formula(tex, display=True).svg)[3] for tex in (r"\int f", r"\left(\int f\right)"))

    parenthesis = read_box(draw_formula("(f)", display=True).svg)[3]
    assert parenthesis < alone <= between


def test_exponent_of_a_matrix_belongs_to_the_whole() -> None:
    alone, raised = (
        draw_formula(rf"\begin{{pmatrix}} 1 \\ 2 \end{{pmatrix}}{power}", display=True).width for power in ("", "^{-1}")
    )

    assert raised > alone


@pytest.mark.parametrize(
    "tex",
    [
        r"\newcommand{\R}{\mathbb{R}} \R^n",
        r"\operatorname{\alpha x} y",
        r"\begin{array}{c} a \\ b \\ \hline c \end{array}",
        r"a\phantom{\text{中}}b",
        r"\text{a",
    ],
)
def test_formula_of_a_rare_form_is_drawn(tex: str) -> None:
    assert draw_formula(tex, display=True).width
