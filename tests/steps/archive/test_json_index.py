from __future__ import annotations

import json
from typing import Any

from publish.steps.archive.json_index import index_entries
from tests.steps.archive.listing import list_issue

FULL = """\
# 周报 ({day})

## [论文](https://a.example/)

- [CVPR 2020] [**题**一 | 某源](https://a.example/1)
论文：https://a.example/2
摘要：甲 `乙`。
又一段：
  1. 丙
  2. 丁

- 没有网址
"""


def index(*issues: str) -> Any:
    return json.loads(index_entries([list_issue(day) for day in issues]))


def test_index_contains_every_entry_as_plain_text() -> None:
    entries = json.loads(index_entries([list_issue("2020-06-17", FULL)]))["entries"]

    assert entries == [
        {
            "issue": "2020-06-17",
            "section": "论文",
            "title": "题一",
            "source": "某源",
            "url": "https://a.example/1",
            "tags": ["CVPR 2020"],
            "summary": "甲 乙。\n又一段：\n丙\n丁",
        },
        {
            "issue": "2020-06-17",
            "section": "论文",
            "title": "没有网址",
            "source": None,
            "url": None,
            "tags": [],
            "summary": None,
        },
    ]


def test_index_begins_with_the_newest_issue() -> None:
    told = index("2020-06-03", "2020-06-17")

    assert [entry["issue"] for entry in told["entries"]] == ["2020-06-17", "2020-06-03"]
    assert told["issues"][0] == {
        "date": "2020-06-17", "title": "周报 (2020-06-17)", "file": "issues/2020-06-17.md", "url": None,
    }  # fmt: skip


def test_index_contains_the_published_address() -> None:
    told = json.loads(index_entries([list_issue("2020-06-17", published="https://mp.weixin.qq.com/s/a")]))

    assert told["issues"][0]["url"] == "https://mp.weixin.qq.com/s/a"
