"""Work grows with the issue and no faster; counted, not timed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath
from types import FrameType
from typing import Any

import pytest

from publish.core.html import Filter
from publish.core.settings import Settings
from publish.i18n.translator import Translator
from publish.lint import lint_body, lint_issue
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.preview.page import render_preview
from publish.steps.parse import parse_issue
from publish.steps.render import render_body
from publish.steps.render.mistune_renderer import MarkdownRenderer
from publish.wechat.filters import simulate_filter
from tests.fakes import MemoryStyles, make_services
from tests.themes import load_themes

ROOT = Path(__file__).parent.parent
THEME = load_themes()["neural"]
PLACE = PurePosixPath("issues/2020-06-17.md")
ENGLISH = Translator("en")
HEAD = "# 简报 (2020-06-17)\n\n> 导读：本期要点。\n\n"
CARDS = f"---\nkind: cards\n---\n{HEAD}"
SECTION = """\
## 第{n}节

- [标题{n} | 来源](https://a{n}.example/x)
摘要：一句话，**要点。**在此，见 [另一处](https://b{n}.example/y)。
  - 第一 `x`
  - 第二
- [题{n}](https://mp.weixin.qq.com/s/{n})
没有标记的一行。

> 引文 {n}

| 甲 | 乙 |
|---|---|
| {n} | *二* |

"""
DAMAGED = """\
<div id="a" style="--x:1"><ul> <li>一<b>二</b><ul><li>三<ol><li>四</li></ol></li></ul></li></ul></div>
<section><img src="a.png"><a href="#b"><span></span>见\n此</a> <b>重</b><!-- 注 --><form>名</form></section>
"""
FLAWED = """\
## 开源项目

- [甲/乙：题{n}｜源](http://a{n}.example//x?utm_source=a)
摘要:甲,乙，，Pytorch 的的”，见[1]。
  - 第一
另起一段，这一段一共二十多个字，没有一个字是多余的：
1.甲
2.乙

##小节{n}

-甲，见https://c{n}.example/x，<b>乙</b>
·丙
＃ 丁
"""
PLAIN = "正文**甲**，见 https://a{n}.example/ 。\n\n1. 一\n2. 二\n\n```\n码 {n}\n```\n\n"


def make_issue(count: int, part: str = SECTION, head: str = HEAD) -> str:
    return head + "".join(part.format(n=n) for n in range(count))


def count_calls(work: Callable[[], object]) -> int:
    """Return how many of our own functions were called."""
    calls = 0

    def count(footer: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event == "call" and "/publish/" in footer.f_code.co_filename

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


def build(text: str, fit: str) -> None:
    article = build_article(text, PLACE, BuildInputs(Settings(fit=fit), THEME, WORLD))  # type: ignore[arg-type]
    render_preview(article, ENGLISH)


WORLD = make_services()


# Under `strict` all of these are long enough to be shortened in every way there is.
@pytest.mark.parametrize("fit", ["off", "strict"])
@pytest.mark.parametrize(("part", "least"), [(SECTION, 32), (PLAIN, 128)], ids=["newsletter", "plain"])
def test_building_takes_linear_work(part: str, least: int, fit: str) -> None:
    build(make_issue(least, part), fit)  # what is looked up once a theme is looked up now

    one, two, four = (count_calls(partial(build, make_issue(n * least, part), fit)) for n in (1, 2, 4))

    assert four - two <= 2.02 * (two - one)


# Up to some hundreds of entries more of them are tried on the cards, and none of those beyond.
@pytest.mark.parametrize(("part", "least"), [(SECTION, 128), (PLAIN, 128)], ids=["newsletter", "plain"])
def test_drawing_cards_takes_linear_work(part: str, least: int) -> None:
    build(make_issue(least, part, CARDS), "off")  # glyphs are rendered once

    one, two, four = (count_calls(partial(build, make_issue(n * least, part, CARDS), "off")) for n in (1, 2, 4))

    assert four - two <= 2.02 * (two - one)


def test_linting_takes_linear_work() -> None:
    def check(count: int) -> None:
        text = make_issue(count) + make_issue(count, FLAWED)
        issue = parse_issue(text, PLACE.stem)
        lint_issue(issue, text)
        lint_body(issue, text, render_body(issue))

    one, two, four = (count_calls(partial(check, 32 * n)) for n in (1, 2, 4))

    assert four - two <= 2.02 * (two - one)


@pytest.mark.parametrize("layer", Filter)
def test_filter_simulation_takes_linear_work(layer: Filter) -> None:
    simulate_filter(DAMAGED, layer)  # what is ruled once for all elements alike is ruled now

    eight, sixteen, thirty_two = (count_calls(partial(simulate_filter, DAMAGED * n, layer)) for n in (8, 16, 32))

    assert thirty_two - sixteen <= 2.02 * (sixteen - eight)


def test_parsed_markdown_blocks_grow_linearly(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[MarkdownRenderer] = []

    def make(*given: Any, **named: Any) -> MarkdownRenderer:
        made.append(MarkdownRenderer(*given, **named))
        return made[-1]

    monkeypatch.setattr("publish.steps.render.MarkdownRenderer", make)
    for count in (1, 2, 4):
        render_body(parse_issue(make_issue(count), "2020-06-17"))

    one, two, four = (markdown.parsed for markdown in made)
    assert four - two == 2 * (two - one)


def test_longer_issue_has_no_more_style_keys() -> None:
    styles = [MemoryStyles(), MemoryStyles()]
    for count, known in zip((2, 20), styles, strict=True):
        build_article(make_issue(count), PLACE, BuildInputs(Settings(), THEME, make_services()._replace(styles=known)))

    assert styles[0].styles == styles[1].styles


def test_second_issue_resolves_no_style_again() -> None:
    known = MemoryStyles()
    for _ in range(2):
        build_article(make_issue(3), PLACE, BuildInputs(Settings(), THEME, make_services()._replace(styles=known)))

    assert known.saved == 1
