"""Proposing settings by what a folder holds."""

from __future__ import annotations

import tomllib

import pytest

from publish.adapters.config.schema import validate_settings
from publish.steps.parse import parse_issue
from publish.steps.propose_settings import (
    Repository,
    find_shared,
    find_summary_label,
    needs_title_form,
    parse_remote,
    propose_id,
    propose_name,
    propose_source_url,
    read_heading,
    read_site_name,
)
from publish.steps.write_settings import ProposedSetting, write_settings

GITHUB = Repository("github.com", "owner/letters")


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (["端侧周报（第 12 期）：甲", "端侧周报（第 13 期）：乙"], "端侧周报"),
        (["《端侧周报》第12期", "《端侧周报》第13期"], "端侧周报"),
        (["端侧周报 (2026-01-02)", "端侧周报 (2026-01-09)"], "端侧周报"),
        (["Edge Weekly #12: a", "Edge Weekly #13: b", "Edge Weekly #14"], "Edge Weekly"),
        (["Edge Weekly Vol. 12", "Edge Weekly Vol. 13"], "Edge Weekly"),
        (["甲第 1 期", "谈谈乙", "谈谈丙"], ""),
        (["谈谈甲", "谈谈乙"], ""),
        (["12 条消息"], ""),
        ([], ""),
    ],
)
def test_name_is_what_most_titles_begin_with(titles: list[str], name: str) -> None:
    assert propose_name(titles) == name


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ("theme: x\ntitle: 端侧周报  # 名称\n", "端侧周报"),
        ('title = "Edge Weekly"\n', "Edge Weekly"),
        ('title = "The \\"Edge\\" Weekly"\n', 'The "Edge" Weekly'),
        ("site_name: Edge Weekly\n", "Edge Weekly"),
        ("subtitle: x\n", ""),
    ],
)
def test_name_of_a_site_is_read_from_its_settings(settings: str, name: str) -> None:
    assert read_site_name(settings) == name


def test_heading_of_a_readme_is_its_first_main_heading() -> None:
    assert read_heading("badge\n\n# **端侧**周报\n\n# 另一个\n") == "端侧周报"
    assert read_heading("端侧周报\n") == ""


@pytest.mark.parametrize(
    ("values", "shared"), [(["甲", "甲", "乙"], "甲"), (["甲", "乙"], ""), (["", "", "甲"], ""), ([], "")]
)
def test_shared_value_is_that_of_more_than_half(values: list[str], shared: str) -> None:
    assert find_shared(values) == shared


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/owner/letters.git",
        "https://github.com/owner/letters",
        "https://user:password@github.com/owner/letters.git",
        "git@github.com:owner/letters.git",
        "ssh://git@github.com/owner/letters.git",
        "ssh://git@github.com:22/owner/letters.git",
    ],
)
def test_repository_of_a_remote_holds_no_password(url: str) -> None:
    assert parse_remote(url) == GITHUB


@pytest.mark.parametrize("url", ["", "../letters", "/srv/git/letters.git", "file:///srv/letters"])
def test_remote_on_this_machine_has_no_public_repository(url: str) -> None:
    assert parse_remote(url) is None


@pytest.mark.parametrize(
    ("host", "folder", "url"),
    [
        ("github.com", "", "https://github.com/owner/letters/blob/main/{date}.md"),
        ("gitee.com", "a/b", "https://gitee.com/owner/letters/blob/main/a/b/{date}.md"),
        ("gitlab.com", "", "https://gitlab.com/owner/letters/-/blob/main/{date}.md"),
        ("git.example", "", ""),
    ],
)
def test_source_address_is_that_of_the_file_on_a_known_host(host: str, folder: str, url: str) -> None:
    assert propose_source_url(Repository(host, "owner/letters"), "main", folder, "{date}.md") == url


@pytest.mark.parametrize(("repository", "pattern"), [(None, "{date}.md"), (GITHUB, "posts/**/{slug}.md")])
def test_no_source_address_without_repository_or_for_open_patterns(repository: Repository | None, pattern: str) -> None:
    assert propose_source_url(repository, "main", "", pattern) == ""


def test_id_is_the_first_name_that_can_be_one() -> None:
    assert propose_id("", "周报", "Owner/Edge Weekly!") == "owner-edge-weekly"
    assert propose_id("ab") == ""


@pytest.mark.parametrize(
    ("pattern", "titles", "needed"),
    [
        ("issue-{number}.md", ["谈谈甲", "谈谈乙"], True),
        ("issue-{number}.md", ["第 3 期"], False),
        ("{slug}.md", ["谈谈甲"], False),
    ],
)
def test_title_needs_a_form_where_only_the_file_holds_the_number(
    pattern: str, titles: list[str], *, needed: bool
) -> None:
    assert needs_title_form(pattern, titles) is needed


def test_written_settings_are_valid_and_say_why() -> None:
    settings = [
        ProposedSetting("licence", "CC-BY-4.0", "x"),
        ProposedSetting("newsletter.name", '引号"与\\、\n换行', "x"),
        ProposedSetting("newsletter.account", "", "x", is_active=False),
        ProposedSetting("issues.pattern", "{slug}.md", "x"),
    ]

    written = write_settings(settings, ["甲", "乙", "丙", "丁"], "标题")

    assert written.startswith("# 标题\n\n# 甲\nlicence = ")
    assert '\n# 丙\n# account = ""\n' in written
    assert tomllib.loads(written) == {
        "licence": "CC-BY-4.0",
        "newsletter": {"name": '引号"与\\、换行'},
        "issues": {"pattern": "{slug}.md"},
    }
    assert validate_settings(tomllib.loads(written))[1] == []


def test_several_values_are_written_as_a_list() -> None:
    written = write_settings([ProposedSetting("a.b", ("甲", "乙"), "x")], [""], "")

    assert tomllib.loads(written) == {"a": {"b": ["甲", "乙"]}}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("- [题](u)\n推荐语：甲\n- [题](v)\n推荐语：乙\n- [题](w)\n", "推荐语"),
        ("- [题](u)\n推荐语：甲\n- [题](v)\n- [题](w)\n", ""),
        ("- [题](u)\n链接：甲\n", ""),
        ("- 题\n推荐语：甲\n", ""),
        ("推荐语：甲\n", ""),
    ],
    ids=["most", "few", "known", "no link", "no list"],
)
def test_label_of_summaries_is_that_below_most_items_with_a_link(text: str, label: str) -> None:
    assert find_summary_label([parse_issue(f"# 题\n\n## 消息\n\n{text}", "x")]) == label
