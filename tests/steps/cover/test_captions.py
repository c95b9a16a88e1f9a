from __future__ import annotations

import subprocess
import sys

import pytest

from publish.core.settings import NewsletterSettings, Settings
from publish.steps.cover import CoverText, choose_cover_text
from publish.steps.render import render_body
from tests.samples import TITLE, read

NAMED = Settings(newsletter=NewsletterSettings(name="端侧周报", account="端侧"))
ENTRIES = [
    "## 新闻",
    "- [读 **甲**](https://a.example/)",
    "- [乙](https://b.example/)",
    "## 论文",
    "- [丙](https://a.example/)",
]


def choose(*lines: str, settings: Settings = NAMED, name: str = "2020-06-17", number: int | None = None) -> CoverText:
    issue = read(*lines, name=name)
    return choose_cover_text(issue, render_body(issue).texts, settings, number)


def test_cover_text_has_name_date_and_subject() -> None:
    words = choose("# 端侧周报 (2020-06-17)：三星3nm流片/PyTorch更新")

    assert words == (("端侧周报", "端侧"), ("2020.06.17",), "三星3nm流片/PyTorch更新", ())


def test_cover_text_has_the_titles_of_the_first_three_entries() -> None:
    words = choose(f"{TITLE}：要点", *ENTRIES, "- 不是链接", "- [丁](https://d.example/)")

    assert (words.subject, words.highlights) == ("要点", ("读 甲", "乙", "丙"))


def test_cover_text_has_news_where_there_are_no_entries() -> None:
    assert choose(TITLE, "", "- 甲：一", "- 乙：**二**", "", "## 新闻", "文").highlights == ("甲", "乙")


@pytest.mark.parametrize(
    ("front_matter", "highlight"),
    [
        (["tags: [缓存, 数据库]", "categories: 后端"], "缓存 · 数据库 · 后端"),
        (["tags:", "  - '#甲'", "  - 乙", "  - 丙", "  - 丁", "  - 戊"], "甲 · 乙 · 丙 · 丁"),
        (["tags: 甲，乙、丙", "tags: 丁"], "甲 · 乙 · 丙"),
    ],
    ids=["tags and categories", "no more than four", "one line, and a second one"],
)
def test_cover_text_of_an_article_has_its_tags(front_matter: list[str], highlight: str) -> None:
    words = choose("---", *front_matter, "---", "# 读源码", "## 起因", "文", name="article")

    assert (words.subject, words.highlights) == ("读源码", (highlight,))


def test_cover_text_of_an_article_without_tags_has_its_headings() -> None:
    words = choose("# 读源码", "## 起因", "文", "## **读**[源码](https://a.example)", "文", "## 读源码", name="article")

    assert words.highlights == ("起因",)


def test_cover_text_has_the_number_of_the_issue_with_a_replacement_without_chinese() -> None:
    assert choose(TITLE, number=12).marks == ("2020.06.17 · 第 12 期", "2020.06.17 · No. 12")
    assert choose("# 题", name="issue-12", number=12).marks == ("第 12 期", "No. 12")


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("端侧周报第12期：芯片", "芯片"),
        ("端侧周报 #012 芯片", "芯片"),
        ("端侧周报（第 12 期）", ""),
        ("第123期", "第123期"),
    ],
)
def test_cover_text_shows_the_number_once(title: str, subject: str) -> None:
    assert choose(f"# {title}", name="issue-12", number=12).subject == subject


def test_cover_text_has_no_line_for_an_empty_issue() -> None:
    assert choose(TITLE).highlights == ()


def test_cover_text_prefers_the_name_in_settings() -> None:
    settings = Settings(newsletter=NewsletterSettings(name="周报", account="号", author="社"))

    assert choose("# 旧名 (2020-06-17)", settings=settings).names == ("周报", "旧名", "号", "社")


def test_cover_text_takes_the_name_from_the_title_without_settings() -> None:
    assert choose("# 旧名 (2020-06-17)：要点", settings=Settings()) == (("旧名",), ("2020.06.17",), "要点", ())


def test_cover_text_prefers_the_front_matter_title() -> None:
    words = choose("---", "title: 端侧周报 (2020-06-17)：改过的题目", "---", "# 端侧周报 (2020-06-17)：题目")

    assert words.subject == "改过的题目"


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("端侧周报第12期：芯片", "第12期：芯片"),
        ("端侧周报 | 芯片", "芯片"),
        ("读 **TNN** 的[源码](https://a.example/)", "读 TNN 的源码"),
    ],
)
def test_cover_text_takes_an_undated_title_as_subject(title: str, line: str) -> None:
    words = choose(f"# {title}", name="article")

    assert (words.names[0], words.marks, words.subject) == ("端侧周报", (), line)


def test_cover_text_takes_the_title_without_a_newsletter() -> None:
    words = choose("# 读源码", "文", settings=Settings(), name="article")

    assert words == (("读源码", "article"), (), "", ())


def test_cover_text_takes_the_file_name_without_a_title() -> None:
    assert choose("文", settings=Settings(), name="article").names == ("article",)


def test_cover_text_cuts_very_long_text() -> None:
    lines = ["## 论文", f"- [{'甲' * 5000}](https://a.example/)"]
    words = choose(f"# {'名' * 5000} (2020-06-17)：{'题' * 5000}", *lines, settings=Settings())

    assert {len(text) for text in (*words.names, words.subject, *words.highlights)} == {80}


def test_choose_cover_text_does_not_load_pillow() -> None:
    code = "import sys, publish.steps.cover; sys.exit('PIL' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - this very Python


@pytest.mark.parametrize("lines", [["---", "date: 2026-03-02 10:00:00", "---"], ["+++", "date = 2026-03-02", "+++"]])
def test_cover_text_has_the_date_of_the_front_matter_where_the_name_has_none(lines: list[str]) -> None:
    assert choose(*lines, "# 题", name="notes").marks == ("2026.03.02",)
