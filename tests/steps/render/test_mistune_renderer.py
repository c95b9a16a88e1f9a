from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.text import drop_unwritable
from publish.core.theme import MarkdownOptions
from publish.steps.render.mistune_renderer import MarkdownRenderer, may_hold_markup

# Text without markup, with characters that other Markdown rules use.
PLAIN = (
    st.text(st.sampled_from("中文，。“”a1 \t\u3000\u00a0!#>+-=.)(]}{$%^|\"':/\\<x;@ⅷ🎉") | st.characters(codec="utf-8"))
    .map(drop_unwritable)
    .filter(lambda text: not may_hold_markup(text))
)


@given(PLAIN)
def test_render_inline_of_text_without_markup_equals_its_parse(text: str) -> None:
    escaped, parsed = MarkdownRenderer(), MarkdownRenderer()

    fast = escaped.render_inline(f"甲{text}乙")
    forced = parsed.render_inline(f"甲{text}乙&amp;")

    assert (escaped.parsed, parsed.parsed) == (0, 1)
    assert f"{fast}&amp;" == forced


@pytest.mark.parametrize(
    "mark", ["\\*", "`a`", "*a*", "_a_", "~~a~~", "[a](b)", "<b>", "&amp;", "a\nb", "https://a.example"]
)
def test_render_inline_parses_text_that_may_hold_markup(mark: str) -> None:
    markdown = MarkdownRenderer()

    markdown.render_inline(mark)

    assert markdown.parsed == 1


def test_render_inline_resolves_link_definitions() -> None:
    markdown = MarkdownRenderer("[甲]: https://a.example/b")

    assert markdown.render_inline("[甲]") == '<a href="https://a.example/b">甲</a>'


def test_render_block_resolves_link_definitions() -> None:
    markdown = MarkdownRenderer("[甲]: https://a.example/b")

    assert markdown.render_block("- [甲]") == '<ul><li><a href="https://a.example/b">甲</a></li></ul>'


def test_render_block_always_parses() -> None:
    markdown = MarkdownRenderer()

    assert markdown.render_block("文") == "<p>文</p>"
    assert markdown.parsed == 1


def test_pop_raw_html_returns_the_authors_html_once() -> None:
    markdown = MarkdownRenderer()
    markdown.render_inline('甲<b class="x">乙</b>')

    assert markdown.pop_raw_html() == ['<b class="x">', "</b>"]
    assert markdown.pop_raw_html() == []


def test_render_inline_does_not_join_emphasis_across_an_escape() -> None:
    assert MarkdownRenderer().render_inline(r"前**“引”\***后") == r"前<strong>“引”*</strong>后"


@pytest.mark.parametrize("unit", ["**", "**“", "[", "![a](", "`a", "<a ", "~~a "])
def test_render_inline_keeps_the_text_of_a_hostile_line(unit: str) -> None:
    html = MarkdownRenderer().render_inline(unit * 5000)

    text = unescape(re.sub(r"</?(?:strong|em|code|del)>", "", html))
    assert re.sub(r"[*`~]", "", text) == re.sub(r"[*`~]", "", unit * 5000).strip()


@pytest.mark.parametrize("depth", [5, 50, 500])
def test_render_block_limits_nesting(depth: int) -> None:
    html = MarkdownRenderer().render_block("> " * depth + "- " * depth + "甲")

    assert html.count("<blockquote>") + html.count("<ul>") <= 20
    assert "甲" in html


@pytest.mark.parametrize(
    ("options", "html"),
    [
        (MarkdownOptions(), "<mark>甲</mark> x<sup>2</sup> H₂O"),
        (MarkdownOptions(highlight=False), "==甲== x<sup>2</sup> H₂O"),
        (MarkdownOptions(sup_sub=False), "<mark>甲</mark> x^2^ H~2~O"),
    ],
)
def test_switches_leave_marks_as_they_are_written(options: MarkdownOptions, html: str) -> None:
    assert MarkdownRenderer(markdown_options=options).render_inline("==甲== x^2^ H~2~O") == html


def test_line_ends_break_lines_where_the_options_ask_for_it() -> None:
    assert MarkdownRenderer(markdown_options=MarkdownOptions(breaks=True)).render_inline("甲\n乙") == "甲<br/>乙"
