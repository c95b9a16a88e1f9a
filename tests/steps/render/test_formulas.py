from __future__ import annotations

import pytest

from publish.core.problem import Problem
from publish.core.theme import MarkdownOptions, Math
from publish.steps.parse import parse_issue
from publish.steps.render import render_body
from tests.fakes import PencilIllustrator

ALPHA = "<em>α</em>"
PICTURE = '<img src="formula:11" alt="\\frac{a}{b}" class="inline-formula"/>'
MONEY = [
    "花了 $5，共 US$15。",
    "$10 和 $20",
    "US$5 与 HK$10",
    "$5 – $10, $1,000 and $2.5M",
    "A$5/B$6",
    "从 $3.5k 到 $4k$",
    "价 $ 5 $ 或 $ 5 and $ 10",
    "等级 $$ 与 $$$",
    "见 $$便宜$$",
]
NAMES = [
    "运行 $HOME 与 $PATH",
    "在 $HOME/bin:$PATH",
    "$HOME\\bin;$PATH",
    "`$\\alpha$`",
    "$a/$b",
    "$(date) 与 $(pwd)",
    "${a}_${b}",
]
CODE = [r"^\d+$|^\w+$", "$('#a_b').x('$')", "https://a.example/?a=$x_i$;b"]
ONLY_MARKED = ["从 $3.5k 到 $4k$", "$HOME\\bin;$PATH", "$a/$b", "${a}_${b}"]
"""Formulas where every pair of dollars is one."""


def render(text: str, math: Math, kind: str = "plain") -> tuple[str, list[tuple[str, int | None]]]:
    body = render_body(parse_issue(text, kind), MarkdownOptions(math), PencilIllustrator())
    return body.html, [(problem.message, problem.line) for problem in body.problems]


class LatinIllustrator(PencilIllustrator):
    """Has no font with Chinese."""

    def draw_formula(self, tex: str, *, display: bool) -> str | Problem:
        return Problem("formula-font") if not tex.isascii() else super().draw_formula(tex, display=display)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            r"$$\text{准确率} = \frac{a}{b}$$",
            '准确率 <img src="formula:27" alt="= \\frac{a}{b}" class="inline-formula"/>',
        ),
        (
            r"$$\frac{a}{b}，\quad 其中 b > 0$$",
            '<img src="formula:25" alt="\\frac{a}{b}" class="inline-formula"/>， 其中 <em>b</em> &gt; 0',
        ),
        (r"$$P（x） = 1$$", "<em>P</em>（<em>x</em>） = 1"),
        (r"$$x_{\text{最大}}$$", "<em>x</em><sub>最大</sub>"),
    ],
)
def test_words_that_no_font_has_stand_as_text_beside_the_formula(text: str, shown: str) -> None:
    body = render_body(parse_issue(f"# 题\n\n{text}", "plain"), MarkdownOptions(math=True), LatinIllustrator())

    assert (body.html, body.problems) == (f'<section class="formula">{shown}</section>', ())


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{\text{甲}}{b}",
        r"\hat{x}_{\text{甲}}",
        r"\hat\text{甲}",
        r"\frac{a}\text{甲}",
        r"\hat{x} + \text{甲}^2",
        r"\left( 甲 \right)",
        r"\begin{cases} 甲 \end{cases}",
        r"\hat x = 甲 \frac{坏}{b}",
    ],
)
def test_words_within_a_formula_that_no_font_has_are_reported(tex: str) -> None:
    body = render_body(parse_issue(f"# 题\n\n$${tex}$$", "plain"), MarkdownOptions(math=True), LatinIllustrator())

    assert [(problem.message, problem.line) for problem in body.problems] == [("formula-font", 3)]
    assert body.html.startswith("<p><code>")


@pytest.mark.parametrize("text", [*MONEY, *NAMES, *CODE])
def test_auto_leaves_money_names_and_code_as_where_formulas_are_off(text: str) -> None:
    assert render(text, "auto") == render(text, False)
    assert render(text, "auto")[1] == []


@pytest.mark.parametrize("text", [text for text in (*MONEY, *NAMES) if text not in ONLY_MARKED])
def test_money_and_names_stay_text_where_formulas_are_on(text: str) -> None:
    assert render(text, True) == render(text, False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"设$\alpha$为", f"设{ALPHA}为"),
        (r"$ \alpha $", ALPHA),
        (r"\(\alpha\)", ALPHA),
        (r"$\frac{a}{b}$", PICTURE),
        ("$E = mc^2$", "<em>E</em> = <em>mc</em><sup>2</sup>"),
        ("$x_i$ 与 $x_{12}$", "<em>x</em><sub><em>i</em></sub> 与 <em>x</em>₁₂"),
        ("$n$ 与 $f(x)$ 与 $(a+b)$", "<em>n</em> 与 <em>f</em>(<em>x</em>) 与 (<em>a</em> + <em>b</em>)"),
        (r"$\theta$s", "<em>θ</em>s"),
        (r"花了$5，公式$\alpha$好", f"花了$5，公式{ALPHA}好"),
        (r"花了 $5 与 $\alpha$ 与 $6", f"花了 $5 与 {ALPHA} 与 $6"),
        (r"**重 $\alpha$**", f"<strong>重 {ALPHA}</strong>"),
    ],
)
def test_auto_parses_what_can_only_be_a_formula(text: str, shown: str) -> None:
    assert render(text, "auto") == (f"<p>{shown}</p>", [])


@pytest.mark.parametrize("text", [r"\(注\)", r"\[1\]", r"\(a\)", r"\[甲\](乙)", r"\(", r"\\(x\\)"])
def test_auto_leaves_escaped_brackets(text: str) -> None:
    assert render(text, "auto") == render(text, False)


@pytest.mark.parametrize("math", [True, "auto"])
@pytest.mark.parametrize(
    "text",
    [
        "$$\n\\frac{a}{b}\n$$",
        "\\[\n\\frac{a}{b}\n\\]",
        "$$\\frac{a}{b}$$",
        "\\[ \\frac{a}{b} \\]",
        "$$\\frac{a}\n{b}$$",
        "$$\n\\frac{a}{b}$$",
        "$$\n\n\\frac{a}{b}\n\n$$",
    ],
)
@pytest.mark.parametrize("kind", ["plain", "newsletter"])
def test_formula_on_lines_of_its_own_stands_alone(text: str, math: Math, kind: str) -> None:
    html, problems = render(f"# 题\n\n{text}\n\n后", math, kind)

    assert '<section class="formula"><img src="formula:1' in html
    assert html.endswith("<p>后</p>")
    assert problems == []


def test_formula_between_lines_of_text_stands_alone() -> None:
    html, _ = render("甲：\n$$\n\\frac{a}{b}\n$$\n乙", "auto")

    assert html == ('<p>甲：</p><section class="formula"><img src="formula:11" alt="\\frac{a}{b}"/></section><p>乙</p>')


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一\n二 $\\alpha$ 与 $\\beta$\n三 \\(x^2\\)", [2, 3]),
        ("- 一\n- 二 $\\alpha$", [2]),
        ("> 一\n> $x^2$", [2]),
        ("|x|\n|-|\n|$\\alpha$|", [3]),
        ("一\n\n$$\nx\n$$\n\n二", [3]),
        ("一\n\n\\[\nx^2\n\\]", [3]),
        ("一\n\n$$\\alpha$$", [3]),
        ("`$\\alpha$`\n\n```\n$\\beta$\n```", []),
        ("花了 $5 与 $10", []),
    ],
)
def test_tex_is_reported_with_its_line_where_formulas_are_off(text: str, lines: list[int]) -> None:
    _, problems = render(text, False)

    assert problems == [("math-off", line) for line in lines]


def test_formula_that_cannot_be_drawn_is_reported_with_its_line() -> None:
    _, problems = render("一\n二 $\\frac{坏}{b}$ 与 $\\frac{a}{b}$\n三 $\\frac{坏}{c}$", "auto")

    assert problems == [("picture-none", 2), ("picture-none", 3)]


class NothingDrawn(PencilIllustrator):
    """Draws no formula at all."""

    def draw_formula(self, tex: str, *, display: bool) -> str | Problem:  # noqa: ARG002
        return Problem("formula-font")


@pytest.mark.parametrize("tex", [r"\hat{a} = \text{准}", r"a = \text{准} + \hat{b}"])
def test_formula_is_code_where_neither_words_nor_the_rest_can_be_shown(tex: str) -> None:
    body = render_body(parse_issue(f"# 题\n\n${tex}$", "plain"), MarkdownOptions(math=True), NothingDrawn())

    assert "<code>" in body.html
