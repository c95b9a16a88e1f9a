import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.article import ArticleMetadata
from publish.core.comments import Comments
from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.core.text import count_bytes, find_deceptive
from publish.steps.article_metadata import check_title, derive_metadata
from tests.samples import TITLE, read

# An issue with characters that deceive is refused before it has a headline.
WORDS = st.text(max_size=200).filter(lambda text: not any(find_deceptive(text)))


def derive(*lines: str, name: str = "2020-06-17", settings: Settings | None = None) -> ArticleMetadata:
    return derive_metadata(read(*lines, name=name), settings or Settings())


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
def test_the_title_is_the_issue_s_heading_as_far_as_it_fits(heading: str, title: str) -> None:
    assert derive(heading).title == title


def test_a_file_without_a_heading_is_titled_by_its_name() -> None:
    assert derive("文", name="长" * 80).title == "长" * 63 + "…"


def check(*lines: str, settings: Settings | None = None) -> list[Problem]:
    return check_title(read(*lines, name="2020-06-17"), settings or Settings())


@pytest.mark.parametrize("heading", ["简报", "长" * 32, f"**{'长' * 32}**"])
def test_a_title_of_no_more_than_the_documents_say_is_no_problem(heading: str) -> None:
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
def test_a_title_longer_than_the_documents_say_is_warned_of_at_its_line(
    lines: list[str], line: int, chars: int
) -> None:
    [problem] = check(*lines)

    assert (problem.message, problem.rule, problem.severity) == ("title-long", "N21", Severity.WARNING)
    assert (problem.line, problem.values) == (line, {"chars": chars, "limit": 32, "most": 64})


@pytest.mark.parametrize("lines", [[f"# {'长' * 65}"], ["---", f"title: {'长' * 65}", "---", "文"]])
def test_a_title_longer_than_is_taken_is_said_to_be_cut_and_to_what(lines: list[str]) -> None:
    [problem] = check(*lines)

    assert (problem.message, problem.severity, problem.values["cut"]) == (
        "title-cut",
        Severity.WARNING,
        "长" * 63 + "…",
    )


def test_a_file_s_name_that_is_too_long_for_a_title_is_told_at_the_first_line() -> None:
    [problem] = check("文", settings=Settings(name="长" * 40))

    assert (problem.message, problem.line) == ("title-long", 1)


# --- author -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "author"),
    [
        (Settings(), ""),
        (Settings(account="账号"), "账号"),
        (Settings(account="账号", author="作者"), "作者"),
        (Settings(author="作" * 17), "作" * 15 + "…"),
    ],
)
def test_the_author_is_the_settings(settings: Settings, author: str) -> None:
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
def test_the_digest_is_what_the_issue_says_of_itself(lines: list[str], digest: str) -> None:
    assert derive(TITLE, "", *lines).digest == digest


def test_the_digest_is_the_first_five_entries_where_the_issue_says_nothing() -> None:
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
def test_the_digest_is_the_first_words_where_there_are_no_entries(lines: list[str], digest: str) -> None:
    assert derive(TITLE, *lines).digest == digest


def test_the_digest_is_cut_at_a_sentence() -> None:
    digest = derive(TITLE, "", f"> 导读：{'甲' * 20}。{'乙' * 15}。{'丙' * 20}").digest

    assert digest == f"{'甲' * 20}。{'乙' * 15}。"


# --- what the author overrides ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("title", "另一题", "另一题"),
        ("title", "长" * 80, "长" * 63 + "…"),
        ("author", "某人", "某人"),
        ("author", "长" * 20, "长" * 15 + "…"),
        ("digest", "另一段。", "另一段。"),
        ("digest", "长" * 41, "长" * 39 + "…"),
        ("source_url", "https://b.example/", "https://b.example/"),
    ],
)
def test_the_front_matter_comes_first(key: str, value: str, said: str) -> None:
    settings = Settings(author="作者", source_url="https://a.example/{date}")

    metadata = derive("---", f"{key}: {value}", "---", TITLE, "", "> 导读：甲", settings=settings)

    assert getattr(metadata, key) == said


def test_an_empty_value_in_the_front_matter_overrides_nothing() -> None:
    assert derive("---", "title:", "digest:", "---", TITLE, "", "> 导读：甲") == derive(TITLE, "", "> 导读：甲")


@pytest.mark.parametrize(("name", "url"), [("2020-06-17", "https://a.example/2020-06-17.md"), ("notes", "")])
def test_the_source_is_that_of_the_issue_s_date(name: str, url: str) -> None:
    settings = Settings(source_url="https://a.example/{date}.md")

    assert derive(TITLE, name=name, settings=settings).source_url == url


# --- limits -----------------------------------------------------------------------------------


@given(WORDS, WORDS)
def test_the_limits_of_the_platform_hold(heading: str, intro: str) -> None:
    metadata = derive(f"# {heading}", "", f"> 导读：{intro}", settings=Settings(author=heading))

    assert len(metadata.title) <= 32
    assert len(metadata.author) <= 16
    assert count_bytes(metadata.digest) <= 120


def test_a_source_address_that_leads_nowhere_is_not_shown() -> None:
    issue = read("---", "source_url: javascript:alert(1)", "---", TITLE)

    assert derive_metadata(issue, Settings(source_url="https://a.example/{date}")).source_url.startswith("https://a.")


@pytest.mark.parametrize(
    ("said", "comments"), [("Open", Comments.OPEN), ("粉丝", Comments.FOLLOWERS), ("all", Comments.OPEN)]
)
def test_who_may_comment_is_for_the_issue_to_say_and_else_for_the_settings(said: str, comments: Comments) -> None:
    issue = read("---", f"comments: {said}", "---", TITLE)

    assert derive_metadata(issue, Settings(comments="open")).comments is comments
