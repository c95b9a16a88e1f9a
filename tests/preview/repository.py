"""A small newsletter that a test may change."""

from __future__ import annotations

from pathlib import Path

ISSUE = """\
# 简报 (2020-06-17)

> 导读：本期2条。

业界快讯：一条热身消息。

## 新闻

- [第一则消息 | 某站](https://example.org/a)
摘要：要点在此。

- [第二则消息 | 某站]()
摘要：另一个要点。

## 论文

"""
LONG = "\n\n".join(f"第{number}段：为了让文章长到可以滚动，这里写上一些字，再写上一些字。" for number in range(60))
SETTINGS = """\
theme = "neural"
licence = "CC-BY-SA-4.0"
[newsletter]
issues = "issues"
account = "某号"
source_url = "https://example.org/{date}"
"""
NAME = "2020-06-17"


def make_repository(folder: Path, text: str = ISSUE + LONG) -> Path:
    """Write a newsletter of two issues and return the file of the newer one."""
    (folder / "issues").mkdir(parents=True)
    (folder / "publish.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "issues" / "2020-06-03.md").write_text("# 简报 (2020-06-03)：上一期\n\n正文。\n", encoding="utf-8")
    issue = folder / "issues" / f"{NAME}.md"
    issue.write_text(text, encoding="utf-8")
    return issue
