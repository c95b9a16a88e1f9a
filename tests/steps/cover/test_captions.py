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
    "- [甲](https://a.example/)",
    "- [乙](https://b.example/)",
    "## 论文",
    "- [丙](https://a.example/)",
]


def choose(*lines: str, settings: Settings = NAMED, name: str = "2020-06-17") -> CoverText:
    issue = read(*lines, name=name)
    return choose_cover_text(issue, render_body(issue).texts.title, settings)


def test_cover_text_has_name_date_and_subject() -> None:
    words = choose("# 端侧周报 (2020-06-17)：三星3nm流片/PyTorch更新")

    assert words == (("端侧周报", "端侧"), "2020.06.17", ("三星3nm流片/PyTorch更新",))


def test_cover_text_counts_entries_when_the_title_has_no_subject() -> None:
    assert choose(TITLE, *ENTRIES).lines == ("本期 3 条", "新闻/论文")


def test_cover_text_counts_briefs_when_there_are_no_entries() -> None:
    assert choose(TITLE, "", "- 甲：一", "- 乙：二", "", "## 新闻", "文").lines == ("本期 2 条",)


def test_cover_text_has_no_line_for_an_empty_issue() -> None:
    assert choose(TITLE).lines == ()


def test_cover_text_prefers_the_name_in_settings() -> None:
    settings = Settings(newsletter=NewsletterSettings(name="周报", account="号", author="社"))

    assert choose("# 旧名 (2020-06-17)", settings=settings).names == ("周报", "旧名", "号", "社")


def test_cover_text_takes_the_name_from_the_title_without_settings() -> None:
    assert choose("# 旧名 (2020-06-17)：要点", settings=Settings()) == (("旧名",), "2020.06.17", ("要点",))


def test_cover_text_prefers_the_front_matter_title() -> None:
    words = choose("---", "title: 端侧周报 (2020-06-17)：改过的题目", "---", "# 端侧周报 (2020-06-17)：题目")

    assert words.lines == ("改过的题目",)


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

    assert (words.names[0], words.day, words.lines) == ("端侧周报", "", (line,))


def test_cover_text_takes_the_title_without_a_newsletter() -> None:
    words = choose("# 读源码", "文", settings=Settings(), name="article")

    assert words == (("读源码", "article"), "", ())


def test_cover_text_takes_the_file_name_without_a_title() -> None:
    assert choose("文", settings=Settings(), name="article").names == ("article",)


def test_cover_text_cuts_very_long_text() -> None:
    words = choose(f"# {'名' * 5000} (2020-06-17)：{'题' * 5000}", settings=Settings())

    assert max(len(text) for text in (*words.names, *words.lines)) <= 80


def test_choose_cover_text_does_not_load_pillow() -> None:
    code = "import sys, publish.steps.cover; sys.exit('PIL' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - this very Python


@pytest.mark.parametrize("lines", [["---", "date: 2026-03-02 10:00:00", "---"], ["+++", "date = 2026-03-02", "+++"]])
def test_cover_text_has_the_date_of_the_front_matter_where_the_name_has_none(lines: list[str]) -> None:
    assert choose(*lines, "# 题", name="notes").day == "2026.03.02"
