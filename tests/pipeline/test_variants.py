from __future__ import annotations

from copy import deepcopy
from pathlib import PurePosixPath

import pytest

from publish.core.html import Tree
from publish.core.settings import FollowSettings, NewsletterSettings, Settings
from publish.pipeline.styled_page import build_styled_page
from publish.pipeline.variants import build_api_variants, measure_long
from publish.steps.parse import parse_issue
from publish.wechat.limits import MANY_CONTENT_CHARS
from tests.fakes import make_services
from tests.samples import SAMPLES
from tests.themes import load_themes

THEMES = [load_themes()[name] for name in ("neural", "poster")]
SETTINGS = Settings(
    newsletter=NewsletterSettings(account="NeuralTalk"),
    follow=FollowSettings(qr="https://a.example/"),
    licence="CC-BY-SA-4.0",
)
ENTRY = "- [一则消息 {n} | 某站](https://a.example/{n})\n摘要：要点在此，另有几句。\n\n"
# From one that fits as it is, past the least that is told of, to one that has to be cut in two.
ISSUES = [
    *(path.read_text("utf-8") for path in sorted(SAMPLES.glob("*.md"))[:2]),
    *("# 简报 (2020-06-17)\n\n## 新闻\n\n" + "".join(ENTRY.format(n=n) for n in range(count)) for count in (9, 90)),
    *(
        "".join(
            f"## 第{part}节\n\n" + "".join(ENTRY.format(n=n) for n in range(part * 50, part * 50 + 50))
            for part in range(parts)
        )
        for parts in (3, 4, 5, 8)
    ),
]


@pytest.fixture(params=[(text, theme) for text in ISSUES for theme in THEMES], scope="module")
def tree(request: pytest.FixtureRequest) -> Tree:
    text, theme = request.param
    path = PurePosixPath("2020-06-17.md")
    return build_styled_page(parse_issue(text, path.stem), path, SETTINGS, theme, make_services()).tree


def test_measure_long_returns_api_length_above_the_comfortable_one(tree: Tree) -> None:
    chars = sum(len(part.html) for part in build_api_variants(deepcopy(tree)))

    assert measure_long(tree) == (chars if chars > MANY_CONTENT_CHARS else 0)


def test_measure_long_does_not_change_the_tree(tree: Tree) -> None:
    before = deepcopy(tree)

    measure_long(tree)

    assert [(one.tag, one.attrib, one.text, one.tail) for one in tree.iter()] == [
        (one.tag, one.attrib, one.text, one.tail) for one in before.iter()
    ]
