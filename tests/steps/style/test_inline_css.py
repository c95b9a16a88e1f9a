from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from publish.core.exceptions import ArticleError
from publish.core.html import Html, Tree
from publish.core.problem import Problem
from publish.core.style_attribute import split_style
from publish.core.theme import Theme
from publish.steps.parse import parse_issue
from publish.steps.render import render_body
from publish.steps.style import MAX_DEPTH, inline_styles
from publish.steps.style.decorations import decorate
from publish.steps.style.parse_theme import parse_theme
from publish.steps.style.premailer_styles import style_page
from publish.wechat.css_properties import PROPERTIES, find_fault
from tests.articles import EVERY_SAMPLE, REPRESENTATIVES, Sample
from tests.harness.families import family
from tests.themes import read_rules

THEME = parse_theme("test", "p{margin:0}.entry p{color:#333}.entry > .meta{margin:0 1px}p.note{color:#111}")


def inline(html: str, theme: Theme = THEME, styles: dict[str, str] | None = None) -> Tree:
    return inline_styles(Html(html), theme, {} if styles is None else styles)


def style_of(tree: Tree, path: str) -> dict[str, str]:
    element = tree.find(path)
    assert element is not None
    return read(element)


def read(element: Tree) -> dict[str, str]:
    return split_style(element.get("style", ""))


# One of these fits every property.
VALUES = (
    "#333", "1px", "solid", "left", "underline", "top", "collapse", "auto", "block", "border-box", "touch", "nowrap",
    "break-all", "disc", "italic", "menlo",
)  # fmt: skip

# --- style of an element ---------------------------------------------------------------------


def test_inline_styles_gives_every_element_its_style() -> None:
    tree = inline(
        '<section class="entry"><p>甲</p><p class="meta">乙</p><section><p class="note">丙</p></section></section>'
    )

    assert style_of(tree, "p[1]") == {"margin": "0", "color": "#333"}
    assert style_of(tree, "p[2]") == {"margin": "0 1px", "color": "#333"}
    assert style_of(tree, "section/p") == {"margin": "0", "color": "#111"}


def test_inline_styles_writes_short_styles() -> None:
    theme = parse_theme("test", "p{margin: 0 8px ; color: rgba(0, 0, 0, 0.8)}")

    assert inline("<p>甲</p>", theme).get("style") == "margin:0 8px;color:rgba(0,0,0,0.8)"


def test_inline_styles_writes_no_style_without_a_matching_rule() -> None:
    tree = inline("<section><strong>甲</strong></section>")

    assert [element.get("style") for element in tree.iter()] == [None, None]


def test_inline_styles_distinguishes_one_class_from_two() -> None:
    tree = inline('<section class="entry x"><p class="note">甲</p></section>')

    assert style_of(tree, "p") == {"margin": "0", "color": "#111"}


def test_inline_styles_prefers_the_later_of_two_equal_rules() -> None:
    theme = parse_theme("test", ".entry{margin:1px}.meta{margin:2px}")

    assert read(inline('<section class="meta entry"/>', theme)) == {"margin": "2px"}


@pytest.mark.parametrize("name", sorted(PROPERTIES))
def test_inline_styles_keeps_every_property(name: str) -> None:
    value = next(value for value in VALUES if find_fault(name, value) is None)

    assert read(inline("<p/>", Theme("test", read_rules(f"p{{{name}:{value}}}")))) == {name: value}


# --- the same as premailer on the whole article -------------------------------------------------


@family("sample", EVERY_SAMPLE, REPRESENTATIVES)
def test_inline_styles_equals_premailer_on_the_whole_article(sample: Sample) -> None:
    theme = parse_theme(sample.theme.stem, sample.theme.read_text(encoding="utf-8"))
    body = render_body(parse_issue(sample.issue.read_text(encoding="utf-8"), sample.issue.stem))
    html = f'<section class="article">{body.html}<section class="references">{body.references}</section></section>'

    ours = inline_styles(Html(html), theme, {})

    theirs = etree.fromstring(f"<html><body>{html}</body></html>")
    decorate(theirs, theme.decorations)
    style_page(theirs, theme)
    assert [read(element) for element in ours.iter()] == [read(element) for element in theirs[0][0].iter()]


# --- cached styles -----------------------------------------------------------------------


def test_inline_styles_caches_each_kind_once() -> None:
    styles: dict[str, str] = {}

    inline('<section class="entry"><p>甲</p><p>乙</p><p class="meta">丙</p></section>', styles=styles)

    assert sorted(styles) == [">section.entry", ">section.entry>p", ">section.entry>p.meta"]


def test_inline_styles_reuses_cached_styles() -> None:
    styles = {">p": "color: #123456"}

    tree = inline("<p>甲</p>", styles=styles)

    assert style_of(tree, ".") == {"color": "#123456"}
    assert styles == {">p": "color: #123456"}


def test_inline_styles_adds_missing_kinds_to_the_cache() -> None:
    styles = {">section": ""}

    inline("<section><p>甲</p></section>", styles=styles)

    assert styles[">section>p"] == "margin:0"


def test_premailer_is_not_imported_when_every_kind_is_cached() -> None:
    code = """
import sys
from publish.core.theme import Theme
from publish.steps.style import inline_styles
inline_styles("<section><p>x</p></section>", Theme("t", ()), {">section": "", ">section>p": "margin:0"})
sys.exit(len({"premailer", "cssutils", "requests", "tinycss2", "cssselect"} & set(sys.modules)))
"""

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - this very Python


def test_premailer_is_imported_for_an_uncached_kind() -> None:
    code = """
import sys
from publish.core.theme import Theme
from publish.steps.style import inline_styles
inline_styles("<section/>", Theme("t", ()), {})
sys.exit("premailer" not in sys.modules)
"""

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - this very Python


# --- refused articles --------------------------------------------------------------------------


def nest(depth: int) -> str:
    return "<section>" * depth + "文" + "</section>" * depth


def test_inline_styles_accepts_an_article_of_maximum_depth() -> None:
    assert sum(1 for _ in inline(nest(MAX_DEPTH)).iter()) == MAX_DEPTH == 100


@pytest.mark.parametrize(
    ("depth", "message"), [(MAX_DEPTH + 1, "article-deep"), (300, "article-deep"), (3000, "article-broken")]
)
def test_inline_styles_refuses_a_deeper_article(depth: int, message: str) -> None:
    with pytest.raises(ArticleError) as caught:
        inline(nest(depth))

    assert [problem.message for problem in caught.value.problems] == [message]


@pytest.mark.parametrize(
    "html", ["<section><p></section>", "<p>a & b</p>", "<p/><p/>", "", "<p>\x0c</p>", "<p>&nbsp;</p>"]
)
def test_inline_styles_refuses_malformed_html(html: str) -> None:
    with pytest.raises(ArticleError) as caught:
        inline(html)

    assert caught.value.problems[0].message == "article-broken"


def test_inline_styles_refuses_lost_text() -> None:
    with pytest.raises(ArticleError) as caught:
        inline("<section>甲<![CDATA[乙]]></section>")

    assert caught.value.problems == (Problem("article-text-lost"),)


@pytest.mark.parametrize("text", ["甲\r乙\r\n丙", "&lt;p&gt; &amp;amp; &#20013;", "\u00a0 \u3000\n\t", "a > b"])
def test_inline_styles_keeps_every_text(text: str) -> None:
    tree = inline(f"<p>{text}</p>")

    assert tree.text == etree.fromstring(f"<p>{text}</p>".replace("\r", "\n")).text


def test_inline_styles_expands_no_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim")

    with pytest.raises(ArticleError):
        inline(f'<!DOCTYPE p [<!ENTITY x SYSTEM "{secret.as_uri()}">]><p>&x;</p>')


# --- premailer stays offline ------------------------------------------------------------------


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    file = tmp_path / "evil.css"
    file.write_text("p{color:#666}")
    return file


@pytest.mark.parametrize("rule", ["@import url({});", "@import '{}';"])
@pytest.mark.parametrize("place", ["theme", "page"])
@pytest.mark.parametrize("scheme", ["file", "path", "http"])
def test_style_page_follows_no_import(evil: Path, rule: str, place: str, scheme: str) -> None:
    target = {"file": evil.as_uri(), "path": str(evil), "http": "http://127.0.0.1:9/evil.css"}[scheme]
    sheet = rule.format(target)
    page = etree.fromstring(f"<html><style>{sheet if place == 'page' else ''}</style><p>文</p></html>")

    with pytest.raises(RuntimeError, match=r"evil\.css"):
        style_page(page, Theme("test", read_rules(f"{sheet if place == 'theme' else ''}p{{margin:0}}")))


@pytest.mark.parametrize("scheme", ["file", "path", "http"])
def test_style_page_opens_no_linked_sheet(evil: Path, scheme: str) -> None:
    target = {"file": evil.as_uri(), "path": str(evil), "http": "http://127.0.0.1:9/evil.css"}[scheme]
    page = etree.fromstring(f"<html><link rel='stylesheet' href='{target}'/><p>文</p></html>")

    style_page(page, THEME)

    assert style_of(page, "p") == {"margin": "0"}
