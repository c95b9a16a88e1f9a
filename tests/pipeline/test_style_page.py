"""The table writes what the tree's way writes, for every document, theme and option that we can think of."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.exceptions import ArticleError, IssueError
from publish.core.html import Html, StyledHtml
from publish.core.picture import Picture
from publish.core.settings import Settings
from publish.core.theme import Theme
from publish.newsletter.theme_options import OPTION_VALUES
from publish.pipeline.issue_layout import lay_out
from publish.pipeline.style_page import PageStyles, write_page
from publish.pipeline.styled_page import BuildInputs, StyledPage
from publish.steps.theme_table import MAX_DEPTH
from tests.articles import ISSUES, SETTINGS, make_sample_world
from tests.commonmark import list_examples
from tests.fakes import MemoryStyles, make_services
from tests.harness.families import family, pick_every
from tests.samples import KITCHEN_SINK
from tests.themes import load_themes

THEMES = load_themes()
PICTURES = {
    "a.png": Picture("a-1.png", b"", 300, 200),
    "frame:qr": Picture("qr-1.png", b"", 444, 444, 160),
}
STYLES = {name: PageStyles(theme, MemoryStyles(), PICTURES, filtered=True) for name, theme in THEMES.items()}


class Case(NamedTuple):
    """A document in a theme with its options."""

    theme: str
    options: tuple[str, ...]
    document: str

    def __str__(self) -> str:
        return "-".join((self.theme, *self.options, self.document))


DOCUMENTS = {f"{path.parent.name}/{path.name}": path for path in (*ISSUES, KITCHEN_SINK)}
CHOICES = [list(values) for values in OPTION_VALUES.values()]
OPTIONS = [tuple(values[number % len(values)] for values in CHOICES) for number in range(max(map(len, CHOICES)))]
"""Every value of every option, not all with all."""
CASES = [Case(*each) for each in product(THEMES, OPTIONS, DOCUMENTS)]


def lay_out_page(text: str, name: str, theme: Theme, chosen: Settings = SETTINGS) -> StyledPage:
    return lay_out(text, PurePosixPath("issues", name), BuildInputs(chosen, theme, make_sample_world())).page


def read_options(options: tuple[str, ...]) -> dict[str, Any]:
    named = dict(zip(OPTION_VALUES, options, strict=True))
    return {key: value == "yes" if key in ("indent", "justify") else value for key, value in named.items()}


@family("case", CASES, pick_every(CASES, 41))
def test_table_writes_issues_as_the_tree_does(case: Case) -> None:
    path, chosen = DOCUMENTS[case.document], SETTINGS._replace(**read_options(case.options))

    for _ in range(2):  # while the table is being made, and with it
        page = lay_out_page(path.read_text(encoding="utf-8"), path.name, THEMES[case.theme], chosen)

        assert page.html == page.styles.write_tree(page.markup)


@pytest.mark.parametrize("theme", pick_every(THEMES, 5))
def test_table_writes_commonmark_examples_as_the_tree_does(theme: str) -> None:
    services = make_services()
    for number, markdown in list_examples():
        inputs = BuildInputs(Settings(), THEMES[theme], services)
        try:
            page = lay_out(f"\n{markdown}", PurePosixPath("notes.md"), inputs).page
        except IssueError:
            continue  # an empty document

        assert page.html == page.styles.write_tree(page.markup), number


WORDS = st.sampled_from([
    "甲", "a", "b c", " ", "  ", " 乙", "丙 ", "\u00a0", "\u3000", "\n", "\t", "\u200b", "\u2028", "\x85", "😀",
    "\ue000", "\ue001", "&amp;", "&lt;", "&gt;", "&quot;", "&#x27;", "&#160;", "&amp;quot;", "'", '"', "*", "<br/>",
])  # fmt: skip
NAMES = ["span", "strong", "em", "sup", "code", "b", "i", "u", "s", "del", "mark", "sub", "a", "kbd", "font", "small"]
OPENINGS = ["<{}>", '<{} class="label">', '<{} class="marker">', '<{} title="x&gt;y">', '<{} style="color:red">']
LINKS = [
    "https://a.example/?b=1&amp;c=(d)", "https://mp.weixin.qq.com/s/x#y", "https://a.example/文", "a.md",
    "javascript:a", "https://a.example/ b", "https://a.example/&lt;&quot;",
]  # fmt: skip
LINKED = [f'<a class="link" href="{link}">' for link in LINKS]


def write(way: Callable[[], StyledHtml]) -> str:
    """Return what a way writes, or why it refuses."""
    try:
        return way()
    except ArticleError as error:
        return repr(error.problems)


def wrap(opening: str, content: str) -> str:
    ends = {"<li><p>": "</p></li>", MARKED: "</p>"}
    return f"{opening}{content}{ends.get(opening, f'</{opening[1:].partition(chr(32))[0].rstrip(chr(62))}>')}"


INLINE_TAGS = st.builds(str.format, st.sampled_from(OPENINGS), st.sampled_from(NAMES)) | st.sampled_from(LINKED)
INLINES = st.recursive(
    WORDS | st.just('<img src="a.png" alt="图"/>'),
    lambda inner: st.builds(wrap, INLINE_TAGS, st.lists(inner, max_size=3).map("".join)),
    max_leaves=6,
)
TEXTS = st.lists(INLINES, max_size=5).map("".join)
BLOCK_TAGS = st.sampled_from([
    "<p>", "<p>", '<p class="brief">', '<p class="meta">', "<h2>", '<h3 class="title">', "<section>", "<blockquote>",
    '<section class="entry">', '<section class="qr">', "<li>", '<li class="task">', "<td>", "<div>", "<pre>", "<h1>",
])  # fmt: skip
GROUP_TAGS = st.sampled_from([
    "<section>", '<section class="entry">', "<blockquote>", "<ul>", "<ol>", '<ol start="3">', "<li>", "<figure>",
    "<table>", "<tr>", "<tbody>", "<div>", "<p>", "<dl>", "<dd>", '<section class="references">',
])  # fmt: skip
FRAME = '<section class="qr"><img src="frame:qr" alt="码"/></section>'
MARKED = '<p class="brief"><span class="marker">▪</span>\u00a0'
ITEMS = st.builds(wrap, st.sampled_from(["<li>", "<li><p>"]), TEXTS)
LISTS = st.builds(wrap, st.sampled_from(["<ul>", "<ol>"]), st.lists(ITEMS, max_size=3).map("".join))
OTHERS = st.sampled_from(["<hr/>", FRAME, "<p>甲</p>", " ", "<p/>"])
PIECES = st.builds(wrap, BLOCK_TAGS | st.just(MARKED), TEXTS) | LISTS | OTHERS
BLOCKS = st.recursive(
    PIECES, lambda inner: st.builds(wrap, GROUP_TAGS, st.lists(inner | TEXTS, max_size=4).map("".join)), max_leaves=8
)
ARTICLES = st.lists(BLOCKS, max_size=4).map(lambda blocks: Html(wrap('<section class="article">', "".join(blocks))))


@given(markup=ARTICLES, theme=st.sampled_from([*STYLES]))
def test_table_writes_any_markup_as_the_tree_does(markup: Html, theme: str) -> None:
    styles = STYLES[theme]

    assert write(lambda: write_page(markup, styles)) == write(lambda: styles.write_tree(markup))


BROKEN = [
    "", "甲", "<section>", "<section></p></section>", "<section><p>甲</section></p>", "<section><p>甲</p></section>乙",
    "<section><p>甲 < 乙</p></section>", "<section><p>甲]]></p></section>", "<section><p>&nbsp;</p></section>",
    "<section><p>甲<b>乙</p></b></section>", "<section><li><p>甲</p></section>", "<section><p>甲</p", "<section/>",
    "<section><p title='a'>甲</p></section>", "<section><p>a & b</p></section>", "<section><br></section>",
    f"{'<section>' * 101}<p>甲</p>{'</section>' * 101}",
]  # fmt: skip


@pytest.mark.parametrize("markup", BROKEN)
def test_broken_markup_is_left_to_the_tree(markup: str) -> None:
    styles = STYLES["neural"]

    assert write(lambda: write_page(Html(markup), styles)) == write(lambda: styles.write_tree(Html(markup)))


@pytest.mark.parametrize("depth", [MAX_DEPTH - 2, MAX_DEPTH + 2])
def test_deep_nesting_is_written_as_the_tree_does(depth: int) -> None:
    markup = Html(f"{'<section>' * depth}<p>甲</p>{'</section>' * depth}")

    assert write_page(markup, STYLES["neural"]) == STYLES["neural"].write_tree(markup)
