from __future__ import annotations

import subprocess
import sys

import pytest

from publish.core.settings import Settings
from publish.steps.cover import CoverText, choose_cover_text
from tests.samples import TITLE, read

NAMED = Settings(name="端侧周报", account="端侧")
ENTRIES = [
    "## 新闻",
    "- [甲](https://a.example/)",
    "- [乙](https://b.example/)",
    "## 论文",
    "- [丙](https://a.example/)",
]


def choose(*lines: str, settings: Settings = NAMED, name: str = "2020-06-17") -> CoverText:
    return choose_cover_text(read(*lines, name=name), settings)


def test_a_cover_says_the_name_the_date_and_the_subject() -> None:
    words = choose("# 端侧周报 (2020-06-17)：三星3nm流片/PyTorch更新")

    assert words == (("端侧周报", "端侧"), "2020.06.17", ("三星3nm流片/PyTorch更新",))


def test_a_cover_counts_the_entries_where_the_title_says_no_more() -> None:
    assert choose(TITLE, *ENTRIES).lines == ("本期 3 条", "新闻/论文")


def test_a_cover_counts_the_hot_news_of_an_issue_without_entries() -> None:
    assert choose(TITLE, "", "- 甲：一", "- 乙：二", "", "## 新闻", "文").lines == ("本期 2 条",)


def test_a_cover_of_an_empty_issue_has_no_line() -> None:
    assert choose(TITLE).lines == ()


def test_the_settings_name_the_newsletter_first() -> None:
    settings = Settings(name="周报", account="号", author="社")

    assert choose("# 旧名 (2020-06-17)", settings=settings).names == ("周报", "旧名", "号", "社")


def test_the_title_names_a_newsletter_that_the_settings_do_not() -> None:
    assert choose("# 旧名 (2020-06-17)：要点", settings=Settings()) == (("旧名",), "2020.06.17", ("要点",))


def test_front_matter_has_the_last_word_on_the_title() -> None:
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
def test_an_undated_title_is_the_subject_without_the_newsletters_name(title: str, line: str) -> None:
    words = choose(f"# {title}", name="article")

    assert (words.names[0], words.day, words.lines) == ("端侧周报", "", (line,))


def test_an_article_of_no_newsletter_is_named_by_its_title() -> None:
    words = choose("# 读源码", "文", settings=Settings(), name="article")

    assert words == (("读源码", "article"), "", ())


def test_a_file_without_a_title_is_named_by_its_name() -> None:
    assert choose("文", settings=Settings(), name="article").names == ("article",)


def test_words_without_end_are_cut_before_anybody_measures_them() -> None:
    words = choose(f"# {'名' * 5000} (2020-06-17)：{'题' * 5000}", settings=Settings())

    assert max(len(text) for text in (*words.names, *words.lines)) <= 80


def test_choosing_words_loads_no_pillow() -> None:
    code = "import sys, publish.steps.cover; sys.exit('PIL' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - this very Python
