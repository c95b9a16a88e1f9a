from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import combinations, product
from pathlib import Path

import pytest
from lxml import etree

from publish.core.article import Article
from publish.core.html import Tree
from publish.core.picture import Picture
from publish.core.settings import FollowSettings, NewsletterSettings, Settings
from publish.core.style_attribute import split_style
from publish.steps.style.parse_theme import parse_theme
from publish.steps.style.premailer_styles import resolve_styles
from publish.wechat.contrast import ENOUGH
from tests.fakes import make_services
from tests.harness.families import family
from tests.samples import SAMPLES
from tests.themes import THEMES, build, find_faintest

ISSUES = sorted(SAMPLES.glob("*.md"))
SETTINGS = Settings(
    newsletter=NewsletterSettings(account="NeuralTalk", source_url="https://a.example/{date}.md"),
    follow=FollowSettings(qr="https://a.example/"),
    licence="CC-BY-SA-4.0",
)
LINK = "[微信](https://mp.weixin.qq.com/s/a) [别处](https://a.example/b) `code` **重** *斜* ~~删~~"
# Everything that can stand in everything.
ALL = "\n\n".join(
    [
        "# 简报 (2020-06-17)：端侧",
        "> 导读：本期1条。「新闻」一则 `code` **重**；「论文」[微信](https://mp.weixin.qq.com/s/a)。",
        "热点：\n\n- 甲公司：发布[新品](https://mp.weixin.qq.com/s/b) `code`",
        f"## 新闻 {LINK}",
        f"- [ICLR2020] [题 `code` **重** | 源](https://mp.weixin.qq.com/s/c)\n标题：Paper {LINK}\n摘要：{LINK}",
        f"### 三 {LINK}",
        f"#### 四 {LINK}",
        f"> {LINK}\n>\n> - 项 {LINK}\n>\n> ```\n> int a;\n> ```",
        f"1. 项 {LINK}\n\n   > 引 {LINK}\n",
        "- [x] 完\n- [ ] 未",
        "```c\nint main(void);\n```",
        f"| 甲 {LINK} | 乙 |\n|---|:-:|\n| {LINK} | 二 |",
        "<mark>标</mark> <kbd>键</kbd> <u>线</u> <sub>下</sub>",
        "<details><summary>概</summary>\n\n<dl><dt>词</dt><dd>义</dd></dl>\n\n</details>",
        "<figure><img src='https://a.example/a.png'><figcaption>图 <mark>标</mark></figcaption></figure>",
        "注：打不开请点阅读原文",
    ]
)
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in ISSUES} | {"all": ALL}
CHARACTER = {
    "h2": ">section.article>section.section>h2",
    "entry title": ">section.article>section.section>section.entry>h3.title",
    "intro": ">section.article>section.intro",
}
every_theme = pytest.mark.parametrize("theme", THEMES, ids=lambda path: path.stem)


LOOKS = list(product((path.stem for path in THEMES), TEXTS))
REPRESENTATIVES = [(path.stem, "all") for path in THEMES]
REPRESENTATIVES += [(THEMES[number % len(THEMES)].stem, path.stem) for number, path in enumerate(ISSUES)]


@cache
def build_text(theme: str, name: str) -> Article:
    """Build a text in a theme, once for all tests here."""
    services = make_services(pictures={"../wechat_qrcode.jpg": Picture("a.jpg", b"\xff\xd8\xff", 1, 1)})
    return build(next(path for path in THEMES if path.stem == theme), TEXTS[name], SETTINGS, services)


@family("look", LOOKS, REPRESENTATIVES, "-".join)
def test_every_text_has_enough_contrast_in_light_and_dark_mode(look: tuple[str, str]) -> None:
    faintest = find_faintest(build_text(*look))

    assert min(faintest.contrast) >= ENOUGH, faintest


def test_kitchen_sink_has_every_kind_of_text() -> None:
    article = build_text(THEMES[0].stem, "all").html

    tags = "blockquote|code|em|h2|h3|h4|li|sup|table|td|th|ul"
    assert set(re.findall(rf"<({tags})\b", article)) == set(tags.split("|"))
    assert "图" in article
    assert "概" in article


@pytest.mark.parametrize("part", CHARACTER)
def test_themes_differ_in_more_than_colour(part: str) -> None:
    kind = CHARACTER[part]
    looks = {}
    for path in THEMES:
        theme = parse_theme(path.stem, path.read_text(encoding="utf-8"))
        style = split_style(resolve_styles([kind], theme)[kind])
        looks[path.stem] = {name: value for name, value in style.items() if "color" not in name}

    same = [(one, other) for one, other in combinations(looks, 2) if looks[one] == looks[other]]

    assert same == []


@every_theme
def test_theme_begins_with_a_description(theme: Path) -> None:
    english, chinese, empty, *_ = theme.read_text(encoding="utf-8").splitlines()

    assert re.fullmatch(rf"/\* {theme.stem}: [ -~]+\. \*/", english)
    assert re.fullmatch(rf"/\* {theme.stem}: [\u3000-\u9fff\uff0c\uff1b]+。 \*/", chinese)
    assert empty == ""


@family("name", TEXTS, ["all"])
def test_compact_makes_the_shortest_article(name: str) -> None:
    lengths = {path.stem: len(build_text(path.stem, name).html) for path in THEMES}

    assert Counter(lengths).most_common()[-1][0] == "compact"


@every_theme
def test_no_text_is_too_small(theme: Path) -> None:
    article = build_text(theme.stem, "all")

    assert min(float(size) for size in re.findall(r"font-size:([\d.]+)px", article.html)) >= 12


@every_theme
def test_theme_gives_marked_words_in_a_link_the_colour_of_the_link(theme: Path) -> None:
    link = "[词 **重** *斜* ~~删~~ ***重斜***](https://mp.weixin.qq.com/s/{})"
    text = "\n\n".join(
        [
            "# 简报 (2020-06-17)",
            f"> 导读：{link.format('a')}",
            f"- 甲公司：{link.format('b')}",
            f"## 新闻 {link.format('c')}",
            f"- {link.format('d')}\n标题：{link.format('e')}\n摘要：{link.format('f')}",
            f"> {link.format('g')}\n>\n> - {link.format('h')}",
            f"| {link.format('i')} |\n|---|\n| {link.format('j')} |",
            f"::: tip\n{link.format('k')}\n:::",
            f"::: quote 谁\n{link.format('l')}\n:::",
        ]
    )

    article = etree.fromstring(build(theme, text, SETTINGS, make_services()).html, etree.HTMLParser(encoding="utf-8"))

    links = article.findall(".//a")
    colours = [
        (_read_colour(link), {_read_colour(part) for part in link.iter("strong", "em", "del")}) for link in links
    ]
    assert len(links) == 12
    assert [(link, marked) for link, marked in colours if marked - {link, ""}] == []


def _read_colour(element: Tree) -> str:
    """Return the colour that an element sets; empty where it has that of what it stands in."""
    return split_style(element.get("style", "")).get("color", "")
