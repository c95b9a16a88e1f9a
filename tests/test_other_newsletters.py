"""Newsletters whose files are named otherwise than by a date in one folder."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree, html

from publish.core.exceptions import IssueError
from publish.core.settings import NewsletterSettings
from publish.steps.parse import parse_issue
from tests.command_line import Publish, make_caller


@pytest.fixture(autouse=True)
def _shared_cache(shared_cache: None) -> None:
    """Share the cache between tests."""


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Publish:
    """Return a caller of the program in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return make_caller(capsys)


class Newsletter(NamedTuple):
    """A newsletter in miniature."""

    pattern: str
    files: dict[str, str]  # text by path
    names: list[str]  # of its issues, oldest first
    next: str | None  # path of the next one


NUMBERED = {
    f"docs/issue-{n}.md": f"# 话题 {n}\n\n这一期谈谈第 {n} 件事。\n\n见[上期](issue-{n - 1}.md)。\n"
    for n in (9, 10, 11)
}
NEWSLETTERS = {
    "numbers": Newsletter("docs/issue-{number}.md", NUMBERED, ["9", "10", "11"], "docs/issue-12.md"),
    "padded numbers": Newsletter(
        "content/HelloGitHub{number}.md",
        {f"content/HelloGitHub0{n}.md": f"# 第 {n} 期\n\n这一期谈谈第 {n} 件事。\n" for n in (1, 2)},
        ["1", "2"],
        "content/HelloGitHub03.md",
    ),
    "folders": Newsletter(
        "posts/{slug}/index.md",
        {f"posts/{name}/index.md": f"---\ntitle: {name}\n---\n\n谈谈 {name} 这件事情。\n" for name in ("a", "b")},
        ["a", "b"],
        None,
    ),
    "years": Newsletter(
        "{year}/{month}{day}.md",
        {f"{year}/0102.md": f"# 题 {year}\n\n谈谈 {year} 年的事情。\n" for year in (2023, 2024)},
        ["2023-01-02", "2024-01-02"],
        "2024/0109.md",
    ),
    "dates in years": Newsletter(
        "{year}/{date}.md",
        {f"2024/2024-01-0{n}.md": f"# 题 {n}\n\n谈谈第 {n} 件事情。\n" for n in (2, 3)},
        ["2024-01-02", "2024-01-03"],
        "2024/2024-01-09.md",
    ),
}
each_newsletter = pytest.mark.parametrize("newsletter", NEWSLETTERS.values(), ids=list(NEWSLETTERS))


def write(newsletter: Newsletter, settings: str = "") -> None:
    Path("publish.toml").write_text(
        f'[newsletter]\nname = "周刊"\n{settings}\n[issues]\npattern = "{newsletter.pattern}"\n', encoding="utf-8"
    )
    for path, text in newsletter.files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")


@each_newsletter
def test_init_finds_the_pattern_of_the_issues(publish: Publish, newsletter: Newsletter) -> None:
    write(newsletter)
    Path("publish.toml").unlink()

    assert publish("init", "--yes").code == 0

    assert tomllib.loads(Path("publish.toml").read_text(encoding="utf-8"))["issues"] == {"pattern": newsletter.pattern}
    assert publish("build", "--all", "--quiet").out.split() == [f"build/{n}/preview.html" for n in newsletter.names]


@each_newsletter
def test_build_all_gives_each_issue_a_folder_of_its_own(publish: Publish, newsletter: Newsletter) -> None:
    write(newsletter)

    result = publish("build", "--all", "--quiet")

    assert result.code == 0
    assert result.out.split() == [f"build/{name}/preview.html" for name in newsletter.names]


@each_newsletter
def test_build_finds_an_issue_by_its_name(publish: Publish, newsletter: Newsletter) -> None:
    write(newsletter)

    assert publish("build", newsletter.names[-1], "--quiet").out == f"build/{newsletter.names[-1]}/preview.html\n"


@each_newsletter
def test_check_reads_every_issue_and_no_other_file(publish: Publish, newsletter: Newsletter) -> None:
    write(newsletter)
    Path("README.md").write_text("##坏\n", encoding="utf-8")

    checked = publish("check").out

    assert all(path in checked for path in newsletter.files)
    assert "README.md" not in checked


@each_newsletter
def test_new_begins_the_next_issue(publish: Publish, newsletter: Newsletter) -> None:
    write(newsletter)

    result = publish("new", "2024-01-09")

    if newsletter.next is None:
        assert (result.code, result.out) == (IssueError.exit_code, "")
        assert "publish new my-post" in result.err
    else:
        assert Path(newsletter.next).read_text(encoding="utf-8")


@pytest.mark.parametrize("pattern", ["posts/{slug}/index.md", "_posts/{date}-{slug}.md"])
def test_new_begins_a_post_by_its_name(publish: Publish, pattern: str) -> None:
    write(Newsletter(pattern, {}, [], None), "kind = 'article'")

    told = publish("new", "on-caches")

    assert told.code == 0
    post = Path(told.out.strip())
    assert "on-caches" in post.as_posix()
    assert post.read_text(encoding="utf-8") == "# on caches\n"
    assert publish("new", "on-caches").code == IssueError.exit_code


@pytest.mark.parametrize("name", ["a/b", "..", ".a", "-a", " ", "a\\b", "a\nb"])
def test_name_of_a_new_post_is_no_path(publish: Publish, name: str) -> None:
    write(Newsletter("posts/{slug}.md", {}, [], None))

    assert publish("new", "--", name).code == 2
    assert not Path("posts").exists()


def test_new_cannot_tell_where_stars_lead(publish: Publish) -> None:
    write(Newsletter("posts/**/{slug}.md", {}, [], None))

    told = publish("new", "on-caches")

    assert told.code == IssueError.exit_code
    assert "posts/**/{slug}.md" in told.err


@each_newsletter
def test_archive_lists_the_newest_issue_first(publish: Publish, newsletter: Newsletter) -> None:
    write(newsletter)
    Path("README.md").write_text("<!-- archive -->\n<!-- /archive -->\n", encoding="utf-8")

    assert publish("archive").code == 0

    table = Path("README.md").read_text(encoding="utf-8")
    found = [table.index(f"[{name}](") for name in reversed(newsletter.names)]
    assert found == sorted(found)


def test_wrong_number_is_answered_with_the_nearest(publish: Publish) -> None:
    write(NEWSLETTERS["numbers"])

    result = publish("build", "312")

    assert result.code == IssueError.exit_code
    assert "9, 10, 11" in result.err


def test_links_between_issues_lead_to_their_sources(publish: Publish) -> None:
    write(NEWSLETTERS["numbers"], 'source_url = "https://a.example/{number}"')

    assert publish("build", "11", "--quiet").err == ""
    assert "/10" in Path("build/11/article.html").read_text(encoding="utf-8")
    assert json.loads(Path("build/11/article.json").read_text(encoding="utf-8"))["source_url"] == "https://a.example/11"


def test_link_from_the_root_of_the_repository_leads_to_its_issue(publish: Publish) -> None:
    newsletter = NEWSLETTERS["numbers"]
    linked = {path: text.replace("](issue-", "](/docs/issue-") for path, text in newsletter.files.items()}
    write(newsletter._replace(files=linked), 'source_url = "https://a.example/{number}"')

    assert publish("build", "11", "--quiet").err == ""
    assert "/10" in Path("build/11/article.html").read_text(encoding="utf-8")


def test_back_issues_of_numbers_are_listed_newest_first(publish: Publish) -> None:
    write(NEWSLETTERS["numbers"])

    publish("build", "11", "--quiet")

    article = Path("build/11/article.html").read_text(encoding="utf-8")
    assert 0 < article.index("话题 10") < article.index("话题 9")
    assert "第 10 期" not in article


def test_back_issues_of_posts_are_listed_by_the_dates_of_their_front_matter(publish: Publish) -> None:
    dates = {"apple": "2024-03-01", "bread": "2024-01-01 08:00", "chair": "2024-02-01", "door": "soon", "egg": ": ["}
    posts = {f"posts/{name}.md": f"---\ndate: {day}\n---\n\n# 谈谈 {name}\n\n正文。\n" for name, day in dates.items()}
    write(Newsletter("posts/{slug}.md", posts, [], None))

    publish("build", "apple", "--quiet")

    article = Path("build/apple/article.html").read_text(encoding="utf-8")
    assert 0 < article.index("2024-02-01") < article.index("2024-01-01")
    assert "谈谈 door" not in article
    assert publish("build", "door", "--quiet").code == 0
    assert "谈谈 bread" not in Path("build/door/article.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("heading", "title"),
    [("# 话题", "周刊 第 11 期：话题"), ("没有标题的一段话。", "周刊 第 11 期"), ("# 第 11 期 话题", "第 11 期 话题")],
)
def test_title_has_the_form_of_the_newsletter(publish: Publish, heading: str, title: str) -> None:
    newsletter = Newsletter("docs/{number}.md", {"docs/11.md": f"{heading}\n\n正文\n"}, ["11"], None)
    write(newsletter, 'title = "周刊 第 {number} 期：{title}"')

    assert publish("build", "11", "--quiet").err == ""
    assert json.loads(Path("build/11/article.json").read_text(encoding="utf-8"))["title"] == title


def test_files_of_one_name_have_folders_of_their_own_without_a_pattern(publish: Publish) -> None:
    for path in ("posts/a/index.md", "posts/b/index.md"):
        Path(path).parent.mkdir(parents=True)
        Path(path).write_text("# 题\n\n正文\n", encoding="utf-8")

    result = publish("build", "posts/a/index.md", "posts/b/index.md", "--quiet")

    assert result.out.split() == ["build/posts/a/index/preview.html", "build/posts/b/index/preview.html"]


def test_first_issue_of_a_number_has_it_in_its_title(publish: Publish) -> None:
    write(Newsletter("docs/{number}.md", {}, [], None))

    assert publish("new").code == 0
    assert "# 周刊 第 1 期" in Path("docs/1.md").read_text(encoding="utf-8")


WEEKLY = """# 前端周报（2024-01-09）

大家好，这是本周的
内容。

## 工具

- [某工具](https://a.example/tool)

  一句话说明
  它做什么。

- 没有链接的一项

## 往期回顾

下周再整理。
"""
DIGEST_RULES = {"N04", "N14", "N16", "N18", "N30", "N39", "N40"}
ARTICLE_TEXT = ["大家好，这是本周的内容。", "一句话说明它做什么。", "下周再整理。"]


def build_page(publish: Publish, tmp_path: Path, text: str, settings: str) -> etree._Element:
    (tmp_path / "publish.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "weekly.md").write_text(text, encoding="utf-8")
    assert publish("build", "weekly.md", "--out", "out").code == 0
    return html.fromstring(next((tmp_path / "out").rglob("article.html")).read_text(encoding="utf-8"))


def find_rules(publish: Publish, file: str = "weekly.md") -> set[str]:
    """Return the rules that the check names."""
    found = json.loads(publish("check", file, "--json").out)
    return {problem["rule"] for problem in found["problems"]}


@pytest.mark.parametrize(
    ("settings", "head"),
    [
        ("[newsletter]\nkind = 'article'\n", ""),
        ("", "---\nkind: article\n---\n"),
        ("[newsletter]\nkind = 'digest'\n", "---\nkind: Article\n---\n"),
    ],
    ids=["settings", "front matter", "front matter over settings"],
)
def test_an_article_keeps_its_lists_and_paragraphs(publish: Publish, tmp_path: Path, settings: str, head: str) -> None:
    page = build_page(publish, tmp_path, head + WEEKLY, settings)

    text = str(page.xpath("string()"))
    assert all(line in text for line in ARTICLE_TEXT)
    assert len(page.findall(".//li")) == 2
    assert not DIGEST_RULES & find_rules(publish)


FOREIGN = """---
title: 每周拾贝（第 9 期）
date: 2024-01-09
tags: [周刊]
---

这里记录每周读到的好文章。

![封面](https://a.example/cover.png)

## 本周话题：小团队怎样做测试

有人说：

> “测试是写给后来的人看的。

> 后来的人，常常就是自己。”

我一开始受不了这种说法，后来为了了解原因，体验体验了一个月……

## 工具

1、[某工具](http://a.example/tool)

一个命令行工具，装上就能用<br>也支持 Windows。（[@某读者](https://a.example/reader) 投稿）

![截图](https://a.example/tool.png)

2、[另一个工具](https://a.example/other) | 开源 | 免费

## 往期

- [第 8 期](https://a.example/8)
- [第 7 期](https://a.example/7)
"""


@pytest.mark.parametrize("name", ["2024-01-09", "issue-9"])
def test_check_of_another_newsletter_is_short_and_stops_nothing(publish: Publish, name: str) -> None:
    Path(f"{name}.md").write_text(FOREIGN, encoding="utf-8")
    Path("publish.toml").touch()

    result = publish("check", f"{name}.md", "--quiet", "--lang", "en")

    assert result.code == 0
    assert [line.partition(" — ")[0].partition(": ")[2] for line in result.out.splitlines()] == [
        "warning W20 no data-w says how wide a picture really is: WeChat's editor may size it otherwise",
        "warning N28 2 pictures of this issue lie on the web, the first at a.example: a draft uploads them; pasted, "
        "WeChat's editor fetches them and drops what it cannot reach",
        "warning N25 the address of a.example is not encrypted",
        "not shown here, hints: 1",
    ]


def test_picture_of_the_web_is_a_hint_where_drafts_upload_it(publish: Publish) -> None:
    Path("a.md").write_text("# 甲\n\n![图](https://a.example/a.png)\n", encoding="utf-8")
    Path("publish.toml").write_text("[accounts.main]\nappid = 'wx0000000000000001'\n", encoding="utf-8")

    problems = json.loads(publish("check", "a.md", "--json").out)["problems"]

    assert [problem["severity"] for problem in problems if problem["rule"] == "N28"] == ["info"]


def test_labels_in_another_language_are_not_asked_for_chinese(publish: Publish, tmp_path: Path) -> None:
    text = "# Letter\n\n## News\n\n- [On caches | A Site](https://a.example/)\nSummary: It explains three layers.\n"
    build_page(publish, tmp_path, text, "[newsletter]\nkind = 'digest'\nwords.summary = 'Summary'\n")

    assert not {"N31", "N51"} & find_rules(publish)


def test_only_dated_digests_are_asked_for_an_intro(publish: Publish, tmp_path: Path) -> None:
    text, settings = "# 端侧推理\n\n谈谈这件事情。\n", "[newsletter]\nkind = 'digest'\nissues = '.'\n"
    build_page(publish, tmp_path, text, settings)
    (tmp_path / "2026-01-02.md").write_text(text, encoding="utf-8")

    assert not {"N04", "N16"} & find_rules(publish)
    assert find_rules(publish, "2026-01-02.md") >= {"N04", "N16"}


def test_a_digest_reads_entries_whatever_its_title_is() -> None:
    text = (
        "# 端侧推理\n\n## 新闻\n\n- [某工具](https://a.example/tool)  \n链接：https://a.example/tool\n摘要：一句话。\n"
    )

    assert len(parse_issue(text, "weekly", NewsletterSettings(kind="digest")).entries) == 1
    assert not parse_issue(text, "weekly", NewsletterSettings(kind="article")).entries


def test_kinds_of_other_programs_are_passed_over() -> None:
    assert parse_issue("---\nkind: page\n---\n甲\n", "weekly", NewsletterSettings(kind="digest")).is_digest


def test_only_a_digest_ends_with_the_lines_of_its_account() -> None:
    text = "# 端侧推理\n\n## 感谢\n\n谢谢大家。\n\n---\n\n- 公众号：某周刊\n- 编辑：甲\n- 项目：https://a.example/project\n"

    assert parse_issue(text, "weekly", NewsletterSettings(kind="digest")).trailer
    assert parse_issue(text, "weekly").trailer is None
    assert parse_issue(text, "weekly", NewsletterSettings(kind="article")).trailer is None
