"""Recognising a digest by what it looks like."""

from __future__ import annotations

import pytest

from publish.steps.parse import parse_issue

LINKED = "- [题 {n}](https://a.example/{n})\n"
ENTRY = "- [题 {n} | 某站](https://a.example/{n})\n"


def is_digest(text: str) -> bool:
    return parse_issue(text, "weekly").is_digest


@pytest.mark.parametrize(
    "text",
    [
        "# 周刊\n\n> 导读：甲\n\n正文\n",
        "# 周刊\n\n## 消息\n\n" + ENTRY.format(n=1),
        "# 周刊\n\n## 消息\n\n" + LINKED.format(n=1) + "摘要：甲\n",
        "# 周刊\n\n## 消息\n\n" + LINKED.format(n=1) + "链接：https://b.example/\n",
        "# 周刊\n\n## 消息\n\n" + LINKED.format(n=1) + "  摘要：甲\n",
        "# 周刊\n\n## 消息\n\n" + ENTRY.format(n=1) + LINKED.format(n=2),
        "# 周刊 (2024-01-09)\n\n## 业界新闻\n\n一段话\n",
        "# 周刊 (2024-01-09)\n\n## [往期回顾](https://a.example/)\n",
    ],
    ids=["intro", "source", "summary", "field", "indented", "half of the items", "section", "archive"],
)
def test_digest_is_recognised(text: str) -> None:
    assert is_digest(text)


@pytest.mark.parametrize(
    "text",
    [
        "# 周刊 (2024-01-09)\n\n甲\n乙\n\n## 工具\n\n" + LINKED.format(n=1),
        "# 周刊\n\n## 业界新闻\n\n一段话\n",
        "# 周刊\n\n## 消息\n\n" + ENTRY.format(n=1) + LINKED.format(n=2) + LINKED.format(n=3),
        "# 周刊\n\n## 消息\n\n- 题 | 某站\n摘要：甲\n",
        "# 周刊\n\n## 消息\n\n" + LINKED.format(n=1) + "\n摘要：甲\n",
        "# 周刊\n\n## 消息\n\n"
        + LINKED.format(n=1)
        + "地址：北京\n"
        + LINKED.format(n=2)
        + "甲：乙\n"
        + LINKED.format(n=3),
        "# 周刊\n\n## 消息\n\n- - -\n",
        "# 周刊\n\n## 活动\n\n- 2026-01-02 | 线上 | [聚会](https://a.example/)\n",
        "# 周刊\n\n## 消息\n\n- 坏的链接 ](\n",
        "# 周刊\n\n```\n## 消息\n\n" + ENTRY.format(n=1) + "```\n",
        "",
    ],
    ids=[
        "date",
        "section",
        "fewer",
        "no link",
        "blank line",
        "other fields",
        "rule",
        "events",
        "no link after all",
        "code",
        "empty",
    ],
)
def test_article_is_no_digest(text: str) -> None:
    assert not is_digest(text)
