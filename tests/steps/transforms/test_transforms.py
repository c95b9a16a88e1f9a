from __future__ import annotations

from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from lxml import html as html_parser

from publish.core.html import StyledHtml
from publish.core.settings import Settings
from publish.core.theme import Theme
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.serialize import serialize_html
from publish.steps.transforms import apply_transforms
from publish.steps.transforms.inherited_styles import strip_attributes
from tests.fakes import make_services
from tests.samples import CORPUS
from tests.steps.transforms.markup import find_forbidden, parse, show
from tests.themes import load_themes

ROOT = Path(__file__).parents[3]
ISSUES = [*sorted((ROOT / "embedded-ai-report").glob("*.md")), *sorted(CORPUS.glob("*/*.md"))]
WORLD = make_services()
TEXT_BLOCKS = ("p", "h2", "h3", "h4", "h5", "h6")
REQUIRED = {"color", "font-size", "line-height", "text-align"}

EVERYTHING = """
# 标题

段落 **粗** *斜* ~~删~~ `a  b`
第二行 https://a.example/b [文](https://mp.weixin.qq.com/s/abc)

## 列表

- 甲

  续
  - 乙
    - 丙
- [x] 丁

3. 甲
   ```
   a

     b
   ```
4. 乙

1. 甲 <br> 乙
2. 丙

## 其余

> 引文
>
> - 甲

| 甲 | 乙 |
|:-:|---|
| `a | b` | **粗** c

![图](https://mmbiz.qpic.cn/a.png)

---

<details><summary>摘要</summary><dl><dt>甲</dt><dd>乙<ul>丙<li>丁<p>戊</p>己</ul></dl></details>

<figure><img src="a.png"><figcaption>甲</figcaption>乙</figure>

H<sub>2</sub>O <kbd>a</kbd> <kbd>b</kbd>
"""


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_themes()["neural"]


@cache
def build(text: str, name: str, theme: Theme) -> StyledHtml:
    return build_article(text, PurePosixPath(f"issues/{name}.md"), BuildInputs(Settings(), theme, WORLD)).html


def transform(before: str) -> str:
    tree = apply_transforms(parse(f"<section>{before}</section>"), {})
    strip_attributes(tree)
    return show(tree).removeprefix("<section>").removesuffix("</section>")


# --- all transforms together -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '<ul style="list-style-type:disc"><li class="task" style="color:#333">\n☑␣甲\n</li></ul>',
            '<ul style="list-style-type:none;padding:0;margin:0"><li style="color:#333">'
            '<section style="margin:0;color:#333">☑␣甲</section></li></ul>',
        ),
        (
            "<ul><li><p>甲</p><ol><li>乙</li></ol></li></ul>",
            '<ul style="margin:0"><li><section style="margin:0">甲<section><section style="margin:0">'
            '<section style="display:inline-block;vertical-align:top;margin:0">1.␣</section>'
            '<section style="display:inline-block;vertical-align:top;width:88%;margin:0">乙</section>'
            "</section></section></section></li></ul>",
        ),
        (
            '<ol start="3"><li><p>甲</p><p>乙</p></li></ol>',
            '<section><section style="margin:0">'
            '<section style="display:inline-block;vertical-align:top;margin:0">3.␣</section>'
            '<section style="display:inline-block;vertical-align:top;width:88%"><p style="margin:0">甲</p>'
            '<p style="margin:0">乙</p></section></section></section>',
        ),
        (
            '<table style="margin:0 0 16px"><tr><td style="padding:1px;text-align:right">甲</td></tr></table>',
            '<section data-ignore-width="" style="margin:0 0 16px;overflow-x:auto;-webkit-overflow-scrolling:touch">'
            '<table><tbody><tr><td style="padding:1px"><section style="margin:0;text-align:right">甲</section>'
            "</td></tr></tbody></table></section>",
        ),
        (
            "<pre><code>a b\n\n\tc</code></pre>",
            '<section><p style="margin:0">a b</p><p style="margin:0">␣</p><p style="margin:0">␣␣␣␣c</p></section>',
        ),
        (
            '<figure><img src="https://a.example/b"/><figcaption>甲</figcaption></figure>',
            '<section><img src="https://a.example/b" alt="" style="max-width:100%;height:auto"></section>'
            '<p style="margin:0">甲</p>',
        ),
        (
            '<blockquote style="color:#555"><p>甲\n乙</p></blockquote>',
            '<blockquote style="margin:0"><p style="color:#555;margin:0">甲乙</p></blockquote>',
        ),
        (
            '<p class="x" id="y">a <a href="https://mp.weixin.qq.com/s/x">b</a><sup class="ref">[1]</sup></p>',
            '<p style="margin:0">a <a href="https://mp.weixin.qq.com/s/x" target="_blank" data-linktype="2">b</a>'
            "<sup>[1]</sup></p>",
        ),
    ],
    ids=["tasks", "inner list", "drawn list", "table", "code", "figure", "quotation", "link"],
)
def test_apply_transforms_writes_the_editors_markup(before: str, after: str) -> None:
    assert transform(before) == after


def test_apply_transforms_returns_its_argument() -> None:
    tree = parse("<section/>")

    assert apply_transforms(tree, {}) is tree


# --- whole issues -----------------------------------------------------------------------------------


def issues() -> list[object]:
    real = [
        pytest.param(path.read_text(encoding="utf-8"), path.stem, id=f"{path.parent.name}/{path.stem}")
        for path in ISSUES
    ]
    return [*real, pytest.param(EVERYTHING, "plain", id="everything")]


@pytest.mark.parametrize(("text", "name"), issues())
def test_transformed_issue_contains_nothing_that_the_editor_would_change(text: str, name: str, theme: Theme) -> None:
    assert find_forbidden(build(text, name, theme)) == []


@pytest.mark.parametrize(("text", "name"), issues())
def test_transformed_issue_has_text_styles_on_every_text_block(text: str, name: str, theme: Theme) -> None:
    root = html_parser.fragment_fromstring(build(text, name, theme))

    styles = [element.get("style", "") for element in root.iter(*TEXT_BLOCKS) if "".join(element.itertext()).strip()]
    properties = [{declaration.partition(":")[0] for declaration in style.split(";")} for style in styles]
    assert properties
    assert [
        names for names in properties if not names >= REQUIRED or not any(name.startswith("margin") for name in names)
    ] == []


@pytest.mark.parametrize(("text", "name"), issues())
def test_transformed_issue_is_unchanged_when_it_is_parsed(text: str, name: str, theme: Theme) -> None:
    article = build(text, name, theme)

    assert serialize_html(html_parser.fragment_fromstring(article)) == article


@pytest.mark.parametrize(("text", "name"), issues())
def test_transformed_issue_is_unchanged_when_it_is_transformed_again(text: str, name: str, theme: Theme) -> None:
    article = build(text, name, theme)

    again = apply_transforms(html_parser.fragment_fromstring(article), {})

    assert serialize_html(again) == article


def test_find_forbidden_finds_each_violation() -> None:
    article = (
        '<section id="a"><div>x</div> <p>a\nb</p><ul><li>x</li></ul><td><section>x</section></td>'
        '<p style="position:fixed;color:red;margin:-1px"><a href="#x">x</a></p>'
        "<section><p>x</p>y</section><script></script></section>"
    )

    faults = {fault.partition(":")[0] for fault in find_forbidden(article)}

    assert {
        "element div",
        "element script",
        "attribute id",
        "link to #x",
        "a line end",
        "text behind a block",
    } <= faults
    assert {"white space beside a block", "declaration 'position", "declaration 'margin", "td in section"} <= faults
