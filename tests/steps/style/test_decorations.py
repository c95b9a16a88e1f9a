from __future__ import annotations

import pytest

from publish.core.exceptions import ThemeError
from publish.core.html import Html
from publish.core.style_attribute import split_style
from publish.core.theme import Theme, ThemeOptions
from publish.steps.style import inline_styles
from publish.steps.style.apply_options import apply_options
from publish.steps.style.contrast_check import find_low_contrast
from publish.steps.style.parse_theme import parse_theme
from tests.themes import load_themes

ARTICLE = Html(
    '<section class="article"><section class="section"><h2>甲</h2><p>文</p></section>'
    '<section class="section"><h2>乙</h2>'
    '<table class="gallery"><tbody><tr><td>丙</td></tr></tbody></table></section></section>'
)


def decorate(css: str) -> list[str]:
    """Return the texts of the headings and paragraphs of an article in a theme."""
    root = inline_styles(ARTICLE, parse_theme("test", css), {})
    return ["".join(map(str, element.itertext())) for element in root.iter("h2", "p")]


def refuse(css: str) -> list[str]:
    with pytest.raises(ThemeError) as caught:
        parse_theme("test", css)
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("css", "texts"),
    [
        ("h2::before{content:'§ '}", ["§ 甲", "文", "§ 乙"]),
        ("h2::before{content:'§\u3000'}", ["§\u3000甲", "文", "§\u3000乙"]),
        ("h2::before{content:'<b>&'}", ["<b>&甲", "文", "<b>&乙"]),
        ('h2:after{content:" ¶"}', ["甲 ¶", "文", "乙 ¶"]),
        ("h2::before, p::before{content:'> '}", ["> 甲", "> 文", "> 乙"]),
        ("h2::before{content:counter(section) '. '}", ["1. 甲", "文", "2. 乙"]),
        ("h2::before{content:'第' counter(n, cjk-ideographic) '节 '}", ["第一节 甲", "文", "第二节 乙"]),
        ("h2::before{content:counter(n, decimal-leading-zero)}", ["01甲", "文", "02乙"]),
        ("h2::before{content:counter(n, upper-roman)}", ["I甲", "文", "II乙"]),
        (".section > h2::before{content:'a'} h2::before{content:'b'}", ["a甲", "文", "a乙"]),
        ("h2::before{content:'a'} h2::before{content:'b'}", ["b甲", "文", "b乙"]),
        ("h2::before{content:'a'} .section h2::before{content:none}", ["甲", "文", "乙"]),
        ("h2::before{content:''}", ["甲", "文", "乙"]),
        ("h2::before{color:#333}", ["甲", "文", "乙"]),
        ("h2::before{content:'a'} h2::after{content:'z'}", ["a甲z", "文", "a乙z"]),
        (".section::before{content:'a'}", ["甲", "文", "乙"]),
        (".gallery::before{content:'a'}", ["甲", "文", "乙"]),
    ],
)
def test_theme_adds_text_before_and_after_elements(css: str, texts: list[str]) -> None:
    assert decorate(css) == texts


@pytest.mark.parametrize(
    ("number", "numerals", "text"),
    [(10, "cjk-ideographic", "十"), (21, "cjk-ideographic", "二十一"), (99, "upper-roman", "XCIX")],
)
def test_numbers_are_written_in_their_numerals(number: int, numerals: str, text: str) -> None:
    html = Html(f"<section>{'<p>文</p>' * number}</section>")
    theme = parse_theme("test", f"p::before{{content:counter(n, {numerals})}}")

    last = inline_styles(html, theme, {})[-1]

    assert last[0].text == text


def test_numbers_from_100_on_are_written_in_digits() -> None:
    theme = parse_theme("test", "p::before{content:counter(n, cjk-ideographic)}")

    assert inline_styles(Html(f"<section>{'<p>文</p>' * 100}</section>"), theme, {})[-1][0].text == "100"


def test_rules_of_a_pseudo_element_style_its_text() -> None:
    theme = parse_theme("test", "h2::before{content:'a';color:#333}\nh2::before{font-size:20px}")
    root = inline_styles(ARTICLE, theme, {})

    span = next(root.iter("span"))
    assert split_style(span.get("style", "")) == {"color": "#333", "font-size": "20px"}
    assert (span.text, span.tail) == ("a", "甲")


@pytest.mark.parametrize(
    ("css", "problem"),
    [
        ("h2::before, p{content:'a'}", "theme-pseudo"),
        ("h2::before, p::after{content:'a'}", "theme-pseudo"),
        ("ul::before{content:'a'}", "theme-undecorated"),
        ("h2::before, .section > img::before{content:'a'}", "theme-undecorated"),
        ("h2::before{content:url(a.png)}", "theme-content"),
        ("h2::before{content:attr(title)}", "theme-content"),
        ("h2::before{content:counter(n, thai)}", "theme-content"),
        ("h2::before{content:counter()}", "theme-content"),
        ("h2::before{content:'\\1'}", "theme-content"),
        ("h2::before{content:'\\202e x'}", "theme-content"),
        (f"h2::before{{content:'{'x' * 41}'}}", "theme-content"),
        (".nosuch::before{content:'a'}", "theme-class"),
        ("h2:hover::before{content:'a'}", "theme-kind"),
        ("h2::before{content:'a';position:absolute}", "theme-property"),
        ("h2{content:'a'}", "theme-property"),
    ],
)
def test_parse_theme_refuses_pseudo_elements_that_cannot_be_written(css: str, problem: str) -> None:
    assert refuse(css) == [problem]


def test_illegible_text_of_a_pseudo_element_is_refused() -> None:
    assert refuse("h2::before{content:'a';color:#eee}") == ["theme-illegible"]


@pytest.mark.parametrize("theme", load_themes().values(), ids=list(load_themes()))
def test_headings_of_another_style_have_its_decorations(theme: Theme) -> None:
    numbered = apply_options(theme, ThemeOptions(headings="numbered"))

    assert find_low_contrast(numbered) == []
    texts = ["".join(map(str, h2.itertext())) for h2 in inline_styles(ARTICLE, numbered, {}).iter("h2")]
    assert [
        text.endswith(name) and number in text for text, name, number in zip(texts, "甲乙", ("01", "02"), strict=True)
    ] == [True, True]


def test_style_of_headings_that_makes_text_illegible_is_refused() -> None:
    theme = parse_theme("test", ":root{--accent:#ffd}hr{border:1px solid var(--accent)}")

    with pytest.raises(ThemeError) as caught:
        apply_options(theme, ThemeOptions(headings="block"))

    assert [problem.message for problem in caught.value.problems] == ["knob-illegible"]


def test_layer_over_a_theme_without_an_accent_has_the_colour_of_text() -> None:
    theme = apply_options(parse_theme("test", "p{color:#333}"), ThemeOptions(headings="bar"))

    assert "4px solid #333" in next(inline_styles(ARTICLE, theme, {}).iter("h2")).get("style", "")
