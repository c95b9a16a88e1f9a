from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath

import pytest

from publish.core.issue_file import IssueFile
from publish.core.settings import FollowSettings, NewsletterSettings, Settings, WordsSettings
from publish.lint import lint_issue
from publish.steps.parse import parse_issue
from publish.steps.scaffold import LastIssues, find_shared_sections, scaffold_issue
from tests.samples import SAMPLES

DAY = date(2020, 7, 2)
NEW = IssueFile(PurePosixPath(f"{DAY}.md"), str(DAY), DAY)
SETTINGS = Settings(
    follow=FollowSettings(qr="https://a.example/f"), newsletter=NewsletterSettings(editor="甲"), licence="CC-BY-4.0"
)
LAST = """\
---
layout: post
digest: 上一期的摘要
---

# 端侧周报 (2020-06-17)：旧副标题

**一句标语**

> 导读：本期1条。「新闻」旧事。

> 注：打不开的链接见文末

好了，先来几条：

- 旧闻；

## 新闻

> 注：本节的注

- [旧题 | 源](https://a.example/1)
摘要：旧文。

> 注：打不开的链接见文末

## [往期回顾](https://a.example/)

- [2020-06-03](2020-06-03.md)

----

![二维码](../qr.jpg)

- WeChat: 某号
"""


def scaffold(last: str = "", settings: Settings | None = None) -> str:
    issue = parse_issue(last, "2020-06-17") if last else None
    return scaffold_issue(NEW, DAY, LastIssues(issue, last), settings or Settings())


def test_scaffold_copies_the_repeated_parts_without_news() -> None:
    scaffolded = scaffold(LAST)

    assert scaffolded == (
        "---\nlayout: post\n# title:\n# digest:\n# cover:\n---\n\n# 端侧周报 (2020-07-02)\n\n**一句标语**  \n\n"
        "> 导读：本期N条。「新闻」。\n\n> 注：打不开的链接见文末\n\n## 新闻\n\n> 注：本节的注\n\n"
        "----\n\n![二维码](../qr.jpg)\n\n- WeChat: 某号\n"
    )


def test_scaffold_of_the_first_issue_uses_name_and_default_sections() -> None:
    scaffolded = scaffold(settings=Settings(newsletter=NewsletterSettings(name="端侧周报")))

    assert scaffolded.splitlines()[7:] == [
        "# 端侧周报 (2020-07-02)", "", "> 导读：本期N条。「业界新闻」；「论文」；「开源项目」；「博文」。", "",
        "## 业界新闻", "", "## 论文", "", "## 开源项目", "", "## 博文",
    ]  # fmt: skip


@pytest.mark.parametrize("last", ["", "一段话，没有标题\n"])
def test_scaffold_uses_a_default_name_without_settings(last: str) -> None:
    assert "# 简报 (2020-07-02)" in scaffold(last).splitlines()


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.md")), ids=lambda path: str(path.stem))
def test_scaffold_adds_only_the_problems_of_an_unwritten_issue(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    scaffolded = scaffold_issue(NEW, DAY, LastIssues(parse_issue(text, path.stem), text), SETTINGS)

    assert find_rules(scaffolded, "2020-07-02") - find_rules(text, path.stem) == {"N04", "N05"} - find_rules(
        text, path.stem
    )


def find_rules(text: str, name: str) -> set[str | None]:
    return {problem.rule for problem in lint_issue(parse_issue(text, name), text, SETTINGS)}


def test_closing_lines_under_a_heading_of_the_settings_are_copied_whole() -> None:
    words = WordsSettings(intro=("Intro",), trailer=("Subscribe",))
    newsletter = NewsletterSettings(kind="digest", words=words)
    closing = "## Subscribe\n\nWrite to us.\n\n- WeChat: letter\n\nWe answer.\n"
    text = f"# Letter (2020-06-17)\n\n> Intro: a\n\n## News\n\n- [a](https://a.example/)\n\n{closing}"
    issue = parse_issue(text, "2020-06-17", newsletter)

    scaffolded = scaffold_issue(NEW, DAY, LastIssues(issue, text), Settings(newsletter=newsletter))

    assert scaffolded.endswith(f"## News\n\n{closing}")
    assert "> Intro: 「News」\n" in scaffolded


# --- articles ---------------------------------------------------------------------------------

NUMBERED = IssueFile(PurePosixPath("docs/issue-13.md"), "13", number=13, fields={"number": "13"})
ARTICLE = "# 端侧周刊（第 12 期）：谈谈缓存\n\n## 本周话题\n\n甲。\n\n## 工具\n\n乙。\n"


def scaffold_article(text: str, *sections: str, new: IssueFile = NUMBERED) -> str:
    issue = parse_issue(text, "12", NewsletterSettings(kind="article"))
    return scaffold_issue(new, DAY, LastIssues(issue, text, sections), Settings())


@pytest.mark.parametrize(
    ("title", "renewed"),
    [
        ("端侧周刊（第 12 期）：谈谈缓存", "端侧周刊（第 13 期）："),
        ("《端侧周刊》第12期", "《端侧周刊》第13期"),
        ("Edge Weekly #12: on caches", "Edge Weekly #13:"),
        ("端侧周刊 第 012 期｜缓存", "端侧周刊 第 013 期｜"),
        ("谈谈缓存", "简报 第 13 期"),
        ("谈谈 120 种缓存", "简报 第 13 期"),
    ],
)
def test_title_of_a_numbered_article_has_the_new_number_without_the_old_subject(title: str, renewed: str) -> None:
    assert scaffold_article(f"# {title}\n\n甲。\n").splitlines() == [f"# {renewed}"]


def test_article_begins_with_the_sections_that_most_issues_have() -> None:
    assert scaffold_article(ARTICLE, "工具").splitlines() == ["# 端侧周刊（第 13 期）：", "", "## 工具"]


def test_front_matter_of_an_article_has_a_new_title_and_date_and_nothing_of_the_last_issue_alone() -> None:
    text = (
        "---\ntitle: 端侧周刊第 12 期\ndate: 2020-06-17 08:00\nauthor: 甲\ntags:\n  - 乙\n  - 丙\n"
        "categories:\n  - 丁\ncover: a.png\n---\n\n正文。\n"
    )

    assert scaffold_article(text) == (
        '---\ntitle: "端侧周刊第 13 期"\ndate: 2020-07-02\nauthor: 甲\ncategories:\n  - 丁\n---\n'
    )


def test_front_matter_in_toml_stays_toml() -> None:
    text = '+++\ntitle = "端侧周刊 12"\ndate = 2020-06-17\ntags = ["甲"]\n+++\n\n正文。\n'

    assert scaffold_article(text) == '+++\ntitle = "端侧周刊 13"\ndate = 2020-07-02\n+++\n'


def test_first_article_of_a_newsletter_is_its_title() -> None:
    settings = Settings(newsletter=NewsletterSettings(name="端侧周刊", kind="article"))

    assert scaffold_issue(NUMBERED, DAY, LastIssues(), settings) == "# 端侧周刊 第 13 期\n"
    assert scaffold_issue(NEW, DAY, LastIssues(), settings) == "# 端侧周刊 (2020-07-02)\n"


def test_shared_sections_are_those_of_most_issues() -> None:
    issues = [parse_issue(text, "x") for text in ("## 甲\n\n## 乙\n", "## **甲**\n\n## 丙\n", "## 丁\n\n## 甲\n")]

    assert find_shared_sections(issues) == ("甲",)
    assert find_shared_sections([]) == ()
