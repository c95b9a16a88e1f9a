from __future__ import annotations

from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as html_parser

from publish.core.settings import Settings
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.serialize import serialize_html
from publish.steps.style.parse_theme import parse_theme
from tests.fakes import make_services
from tests.steps.transforms.markup import find_forbidden

TAGS = (
    "a", "b", "blockquote", "br", "caption", "code", "col", "dd", "del", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "font", "form", "h1", "h2", "hr", "i", "iframe", "img", "input", "li", "math", "ol", "p",
    "pre", "script", "section", "span", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "u", "ul",
)  # fmt: skip
LOOKS = (
    "",
    "",
    " href=https://mp.weixin.qq.com/s/x",
    " class=task",
    " style=color:red",
    " start=3",
    " start=x",
    " src=a.png",
)
WORDS = (
    "文", "text", "x y", " ", "\n", "\n\n", "\t", "&amp;", "&#13;", "&lt;", "**粗**", "`c d`", "- i\n- j\n", "1. k\n",
    "3) m\n", "> q\n", "# h\n", "---\n", "| a | b |\n|---|:-:|\n| c |\n", "[l](https://a.example)", "![p](x.png)",
    "https://a.example", "    code\n", "```\nx\n\n y\n```\n", "- [ ] t\n", "\u3000", "*", "_", "<", ">", "\\",
    "<!-- c -->", "<!--",
)  # fmt: skip
HEADS = (
    "\n",
    "# 简报 (2020-06-17)\n\n## 论文\n\n- [题](https://a.example)\n摘要：",
    "# 简报 (2020-06-17)\n\n## 论文\n\n- [",
)

THEME = parse_theme(
    "test", ".article{color:#333;font-size:16px}p{margin:0 0 8px}li{font-size:15px}td,th,pre{padding:1px}"
)
WORLD = make_services()


def make_elements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def write(tag: str, look: str, inside: str, *, closed: bool) -> str:
        return f"<{tag}{look}>{inside}" + (f"</{tag}>" if closed else "")

    return st.builds(write, st.sampled_from(TAGS), st.sampled_from(LOOKS), inner, closed=st.booleans())


TEXTS = st.recursive(
    st.sampled_from(WORDS),
    lambda inner: st.one_of(make_elements(inner), st.lists(inner, max_size=5).map("".join)),
    max_leaves=20,
)


@given(st.sampled_from(HEADS), TEXTS)
def test_any_text_becomes_an_article_that_the_editor_keeps(head: str, text: str) -> None:
    path = PurePosixPath("issues/2020-06-17.md")

    article = build_article(head + text, path, BuildInputs(Settings(), THEME, WORLD)).html

    assert find_forbidden(article) == []
    assert serialize_html(html_parser.fragment_fromstring(article)) == article
