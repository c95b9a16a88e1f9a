"""A newsletter of many issues: the next ones not out yet, one that cannot be built, the older ones published."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

NEWEST = date(2026, 12, 15)
SETTINGS = """\
theme = "neural"
licence = "CC-BY-SA-4.0"
[newsletter]
id = "many"
name = "周报"
account = "某号"
author = "编辑部"
issues = "issues"
[accounts.sandbox]
appid = "wx0000000000000001"
"""
ISSUE = """\
# 周报 ({day})：第{number}期的题目

> 导读：本期2条，说说端侧推理。

## 新闻

- [第一则消息 | 某站](https://mp.weixin.qq.com/s/{day}a)\x20\x20
摘要：要点在此，第{number}期。

- [第二则消息 | 某站](https://mp.weixin.qq.com/s/{day}b)\x20\x20
摘要：另一个要点。

{more}
"""
MORE = "\n\n".join(f"第{number}段：为了让文章长到可以滚动，这里写上一些字。" for number in range(40))


def name_issue(number: int, count: int = 60) -> str:
    """Return the name of an issue, counted from 1 for the oldest."""
    return (NEWEST - timedelta(days=7 * (count - number))).isoformat()


def make_newsletter(folder: Path, count: int = 60, *, open_issues: int = 6, broken: int = 2) -> Path:
    """Write a newsletter and return its folder; `broken` issues below the newest cannot be built."""
    issues = folder / "issues"
    issues.mkdir(parents=True)
    (folder / "publish.toml").write_text(SETTINGS, encoding="utf-8")
    names = [name_issue(number, count) for number in range(1, count + 1)]
    for number, name in enumerate(names, 1):
        head = "---\ntheme: nowhere\n---\n" if count - broken <= number < count else ""
        (issues / f"{name}.md").write_text(head + ISSUE.format(day=name, number=number, more=MORE), encoding="utf-8")
    published = {name: f"https://mp.weixin.qq.com/s/{name}" for name in names[:-open_issues]}
    (issues / "publications.json").write_text(json.dumps(published), encoding="utf-8")
    return folder
