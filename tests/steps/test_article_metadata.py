from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.article import ArticleMetadata
from publish.core.issue import AiUse, Issue
from publish.core.issue_file import IssueFile
from publish.core.problem import Problem, Severity
from publish.core.settings import Comments, NewsletterSettings, Settings
from publish.core.text import count_bytes, find_deceptive
from publish.newsletter.labels import parse_issue_date
from publish.steps.article_metadata import check_title, derive_metadata
from publish.steps.render import render_body
from tests.samples import TITLE, read

# An issue with deceptive characters is refused before its metadata are derived.
WORDS = st.text(max_size=200).filter(lambda text: not any(find_deceptive(text)))


def derive(*lines: str, name: str = "2020-06-17", settings: Settings | None = None) -> ArticleMetadata:
    return derive_from(read(*lines, name=name), settings or Settings())


def name_file(name: str) -> IssueFile:
    return IssueFile(PurePosixPath(f"{name}.md"), name, parse_issue_date(name))


def derive_from(issue: Issue, settings: Settings) -> ArticleMetadata:
    return derive_metadata(issue, render_body(issue).texts, settings, name_file(issue.name))


# --- title ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# 简报 (2020-06-17)", "简报 (2020-06-17)"),
        ("# 简报 (2020-06-17)：  ", "简报 (2020-06-17)"),
        ("# 简报 (2020-06-17)：甲/乙", "简报 (2020-06-17)：甲/乙"),
        (f"# 简报 (2020-06-17)：{'甲' * 16}", f"简报 (2020-06-17)：{'甲' * 16}"),
        (f"# 简报 (2020-06-17)：{'甲' * 47}", f"简报 (2020-06-17)：{'甲' * 47}"),
        (f"# 简报 (2020-06-17)：{'甲' * 50}", f"简报 (2020-06-17)：{'甲' * 47}…"),
        (f"# 简报 (2020-06-17)：**{'甲' * 20}，{'乙' * 30}**", f"简报 (2020-06-17)：{'甲' * 20}"),
        ("# [手册](https://a.example/)：**粗**", "手册：粗"),
        (f"# {'长' * 64}", "长" * 64),
        (f"# {'长' * 65}", "长" * 63 + "…"),
        (f"# {'长' * 40}。{'长' * 40}", "长" * 40 + "。"),
        (f"# {'word ' * 20}", "word " * 11 + "word…"),
        ("#", "2020-06-17"),
        ("# <br>", "2020-06-17"),
        ("文", "2020-06-17"),
    ],
)
def test_metadata_title_is_the_heading_cut_to_the_limit(heading: str, title: str) -> None:
    assert derive(heading).title == title


def test_metadata_title_is_the_file_name_without_heading() -> None:
    assert derive("文", name="长" * 80).title == "长" * 63 + "…"


def check(*lines: str, settings: Settings | None = None) -> list[Problem]:
    issue = read(*lines, name="2020-06-17")
    return check_title(issue, render_body(issue).texts, settings or Settings(), name_file("2020-06-17"))


@pytest.mark.parametrize("heading", ["简报", "长" * 32, f"**{'长' * 32}**"])
def test_check_title_accepts_the_documented_length(heading: str) -> None:
    assert check(f"# {heading}") == []


@pytest.mark.parametrize(
    ("lines", "line", "chars"),
    [
        (["", f"# {'长' * 33}"], 2, 33),
        (["", f"# {'长' * 64}"], 2, 64),
        (["---", f"title: {'长' * 40}", "---", "# 简报"], 2, 40),
    ],
    ids=["one more", "all that is taken", "of the front matter"],
)
def test_check_title_warns_above_the_documented_length(lines: list[str], line: int, chars: int) -> None:
    [problem] = check(*lines)

    assert (problem.message, problem.rule, problem.severity) == ("title-long", "N21", Severity.WARNING)
    assert (problem.line, problem.values) == (line, {"chars": chars, "limit": 32, "most": 64})


@pytest.mark.parametrize("lines", [[f"# {'长' * 65}"], ["---", f"title: {'长' * 65}", "---", "文"]])
def test_check_title_shows_the_cut_title(lines: list[str]) -> None:
    [problem] = check(*lines)

    assert (problem.message, problem.severity, problem.values["cut"]) == (
        "title-cut",
        Severity.WARNING,
        "长" * 63 + "…",
    )


def test_check_title_reports_a_long_file_name_at_line_one() -> None:
    [problem] = check("文", settings=Settings(newsletter=NewsletterSettings(name="长" * 40)))

    assert (problem.message, problem.line) == ("title-long", 1)


@pytest.mark.parametrize(
    ("path", "title"),
    [("a/notes.md", "notes"), ("posts/hello/index.md", "hello"), ("docs/README.md", "docs"), ("README.md", "README")],
)
def test_metadata_title_is_the_name_of_the_file_or_of_its_folder(path: str, title: str) -> None:
    issue = read("文", name=PurePosixPath(path).stem)
    texts = render_body(issue).texts

    [problem] = check_title(issue, texts, Settings(), IssueFile(PurePosixPath(path), PurePosixPath(path).stem))

    assert (
        derive_metadata(issue, texts, Settings(), IssueFile(PurePosixPath(path), PurePosixPath(path).stem)).title
        == title
    )
    assert (problem.message, problem.values["title"], problem.line) == ("title-from-file", title, 1)


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# [题](https://a.example) **粗** :tada:", "题 粗 🎉"),
        ("# 题[^1]", "题"),
        ("# 题 {#top .x}", "题"),
        ("# 用 `<a>` 和 &amp;", "用 <a> 和 &"),
        ("# ![图](a.png) 题", "题"),
    ],
)
def test_metadata_title_is_what_readers_see(heading: str, title: str) -> None:
    assert derive(heading, "", "文", "", "[^1]: 注", name="notes").title == title


# --- author -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "author"),
    [
        (Settings(), ""),
        (Settings(newsletter=NewsletterSettings(account="账号")), "账号"),
        (Settings(newsletter=NewsletterSettings(account="账号", author="作者")), "作者"),
        (Settings(newsletter=NewsletterSettings(author="作" * 17)), "作" * 15 + "…"),
    ],
)
def test_metadata_author_comes_from_the_settings(settings: Settings, author: str) -> None:
    assert derive(TITLE, settings=settings).author == author


# --- digest -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "digest"),
    [
        (["> 导读：甲。乙。"], "甲。乙"),
        (["> 导读：本次18条。「新闻」甲；「论文」乙；【开源项目】丙。"], "甲；乙；丙"),
        (["> 导读：甲，本期3条，「论文」乙。"], "甲，乙"),
        (["> 导读：上演「抢公章」的戏"], "上演「抢公章」的戏"),
        (["> 导读：[甲](https://a.example/)的**乙**", "> 丙"], "甲的乙丙"),
        (["> 导读：", "", "甲"], "甲"),
        (["> 导读：本次3条。", "", "甲"], "甲"),
        (["> 导读：「新闻」；「论文」；", "", "甲"], "甲"),
    ],
    ids=[
        "intro",
        "promise and turns",
        "promise inside",
        "a quoted word",
        "markup",
        "empty",
        "promise only",
        "unfilled",
    ],
)
def test_metadata_digest_is_the_intro(lines: list[str], digest: str) -> None:
    assert derive(TITLE, "", *lines).digest == digest


def test_metadata_digest_is_the_first_five_titles_without_intro() -> None:
    entries = [f"- [**题{i}** | 源](https://a.example/{i})" for i in range(1, 8)]

    assert derive(TITLE, "", "> 导读：", "", "文", "", "## 新闻", *entries).digest == "题1；题2；题3；题4；题5"


@pytest.mark.parametrize(
    ("lines", "digest"),
    [
        (["**每两周一期**"], "每两周一期"),
        (["", "甲的[乙](u)", "", "丙"], "甲的乙"),
        (["https://a.example/", "", "乙"], "乙"),
        (["> 引", "", "### 节", "", "```", "码", "```", "", "文"], "文"),
        (["## 节", "", "- 项", "", "文"], "文"),
        (["- 项"], ""),
        ([], ""),
    ],
    ids=["tagline", "paragraph", "address first", "other blocks first", "in a section", "list only", "nothing"],
)
def test_metadata_digest_is_the_first_text_without_entries(lines: list[str], digest: str) -> None:
    assert derive(TITLE, *lines).digest == digest


@pytest.mark.parametrize(
    ("lines", "digest"),
    [
        (["![图](a.png)", "", "正文说了些什么。"], "正文说了些什么。"),
        (
            ["> [!note] 题", "> 提示", "", "==高亮==与`码`、:tada:、<u>线</u>、H~2~O[^1]。", "", "[^1]: 注"],
            "高亮与码、🎉、线、H₂O。",
        ),
        (["[TOC]", "", "正文说了些什么。"], "正文说了些什么。"),
        (["**论文**  ", "<https://a.example/b>  ", "一句说明。"], "论文 https://a.example/b 一句说明。"),
        (["组件 `<Loader />` 画在布上。"], "组件 <Loader /> 画在布上。"),
        (["甲", "", "第 3 期", "", "这一句说了些什么。"], "这一句说了些什么。"),
        (["{{ site.x }}", "", "正文说了些什么。"], "正文说了些什么。"),
    ],
    ids=["picture", "box", "contents", "address", "code", "short lines", "foreign mark"],
)
def test_metadata_digest_is_the_first_text_as_readers_see_it(lines: list[str], digest: str) -> None:
    assert derive("# 题", "", *lines, name="notes").digest == digest


def test_metadata_digest_skips_what_other_issues_say_too() -> None:
    issue = read("# 题", "", "这里记录每周值得分享的科技内容，", "每周五发布。", "", "本周的话题是缓存。", name="notes")
    repeated = {"这里记录每周值得分享的科技内容，", "每周五发布。"}
    texts = render_body(issue).texts

    metadata = derive_metadata(issue, texts, Settings(), name_file("notes"), lambda: repeated)

    assert metadata.digest == "本周的话题是缓存。"


def test_metadata_digest_is_cut_at_a_sentence() -> None:
    digest = derive(TITLE, "", f"> 导读：{'甲' * 70}。{'乙' * 45}。{'丙' * 20}").digest

    assert digest == f"{'甲' * 70}。{'乙' * 45}。"


# --- front matter ----------- ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("title", "另一题", "另一题"),
        ("title", "长" * 80, "长" * 63 + "…"),
        ("author", "某人", "某人"),
        ("author", "长" * 20, "长" * 15 + "…"),
        ("digest", "另一段。", "另一段。"),
        ("digest", "长" * 129, "长" * 127 + "…"),
        ("source_url", "https://b.example/", "https://b.example/"),
    ],
)
def test_metadata_prefers_the_front_matter(key: str, value: str, expected: str) -> None:
    settings = Settings(newsletter=NewsletterSettings(author="作者", source_url="https://a.example/{date}"))

    metadata = derive("---", f"{key}: {value}", "---", TITLE, "", "> 导读：甲", settings=settings)

    assert getattr(metadata, key) == expected


def test_metadata_ignores_empty_front_matter_values() -> None:
    assert derive("---", "title:", "digest:", "---", TITLE, "", "> 导读：甲") == derive(TITLE, "", "> 导读：甲")


@pytest.mark.parametrize(("name", "url"), [("2020-06-17", "https://a.example/2020-06-17.md"), ("notes", "")])
def test_metadata_source_url_holds_the_date_of_the_issue(name: str, url: str) -> None:
    settings = Settings(newsletter=NewsletterSettings(source_url="https://a.example/{date}.md"))

    assert derive(TITLE, name=name, settings=settings).source_url == url


# --- limits -----------------------------------------------------------------------------------


@given(WORDS, WORDS)
def test_metadata_stays_within_the_platform_limits(heading: str, intro: str) -> None:
    metadata = derive(
        f"# {heading}", "", f"> 导读：{intro}", settings=Settings(newsletter=NewsletterSettings(author=heading))
    )

    assert len(metadata.title) <= 32
    assert len(metadata.author) <= 16
    assert count_bytes(metadata.digest) <= 120


def test_metadata_ignores_a_source_url_that_is_no_web_address() -> None:
    issue = read("---", "source_url: javascript:alert(1)", "---", TITLE)

    settings = Settings(newsletter=NewsletterSettings(source_url="https://a.example/{date}"))

    assert derive_from(issue, settings).source_url.startswith("https://a.")


@pytest.mark.parametrize(
    ("value", "comments"), [("Open", Comments.OPEN), ("粉丝", Comments.FOLLOWERS), ("all", Comments.OPEN)]
)
def test_metadata_comments_prefer_the_front_matter(value: str, comments: Comments) -> None:
    issue = read("---", f"comments: {value}", "---", TITLE)

    assert derive_from(issue, Settings(newsletter=NewsletterSettings(comments="open"))).comments is comments


@pytest.mark.parametrize(
    ("written", "default", "notice"),
    [
        ("text", "none", "本文文字由 AI 生成"),
        ("图片", "none", "本文图片由 AI 生成"),
        ("Both", "none", "本文文字与图片由 AI 生成"),
        ("none", "both", ""),
        ("", "pictures", "本文图片由 AI 生成"),
        ("nosuch", "text", "本文文字由 AI 生成"),
        ("", "none", ""),
    ],
)
def test_metadata_declares_what_a_machine_made(written: str, default: AiUse, notice: str) -> None:
    issue = read("---", f"ai: {written}", "---", TITLE)

    assert derive_from(issue, Settings(newsletter=NewsletterSettings(ai=default))).ai_notice == notice
