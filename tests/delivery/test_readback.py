from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.api_types import DraftArticle, DraftItem
from publish.core.html import Filter, StyledHtml
from publish.core.problem import Severity
from publish.delivery.readback import compare_articles, find_lost_pictures, hash_words
from publish.wechat.filters import simulate_filter

PICTURE = "https://mmbiz.qpic.cn/mmbiz_png/{}/0?wx_fmt=png"
HTML = (
    f'<section style="color:#333">正文 一<a href="https://mp.weixin.qq.com/s/a">往期</a>'
    f'<img src="{PICTURE.format("k1")}"><img src="{PICTURE.format("k2")}"></section>'
)


def compare(html: str = HTML, kept: str | None = None, *, alone: bool = True, **changes: Any) -> list[str]:
    sent = DraftArticle("标题", "作者", "摘要", StyledHtml(html), "https://a.example/?b=c&d=e", "cover")
    item = DraftItem(sent.title, sent.author, sent.digest, html if kept is None else kept, sent.source_url, "cover", "")
    return [problem.message for problem in compare_articles(sent, item._replace(**changes), alone=alone)]


def test_compare_articles_ignores_markup_rewritten_by_the_platform() -> None:
    kept = simulate_filter(HTML, Filter.STORE).html

    assert kept != HTML
    assert compare(kept=kept) == []


@pytest.mark.parametrize(
    "kept",
    [
        HTML.replace("正文 一", "正\n文&nbsp;\u200b一"),
        HTML.replace("section", "div").replace(' style="color:#333"', ""),
        HTML.replace("<img src", "<img data-src"),
        f"{HTML}<!-- 注释 --><style>p {{}}</style>",
    ],
    ids=["blanks", "markup", "lazy pictures", "what nobody sees"],
)
def test_compare_articles_ignores_invisible_characters(kept: str) -> None:
    assert compare(kept=kept) == []


@pytest.mark.parametrize("name", ["title", "author", "digest", "source_url"])
def test_compare_articles_ignores_escapes(name: str) -> None:
    sent = DraftArticle("a&b", "a&b", "a&b", StyledHtml("<p>c</p>"), "a&b", "")
    escaped: dict[str, Any] = {name: "a&amp;b"}
    kept = DraftItem("a&b", "a&b", "a&b", "<p>c</p>", "a&b", "", "")._replace(**escaped)

    assert compare_articles(sent, kept, alone=True) == []


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("正文 一", "正文 二", "draft-text"),
        ("正文 一", "", "draft-text"),
        ('href="https://mp.weixin.qq.com/s/a"', "", "draft-link"),
        (f'<img src="{PICTURE.format("k2")}">', "", "draft-pictures"),
    ],
)
def test_compare_articles_reports_each_loss(before: str, after: str, named: str) -> None:
    assert compare(kept=HTML.replace(before, after)) == [named]


def test_compare_articles_reports_losses_of_an_empty_article() -> None:
    assert compare(kept="") == ["draft-text", "draft-pictures", "draft-link"]


def test_compare_articles_quotes_the_first_difference() -> None:
    sent = DraftArticle("t", "", "", StyledHtml(f"<p>{'甲' * 50}乙丙</p>"), "", "")

    [problem] = compare_articles(sent, DraftItem("t", "", "", f"<p>{'甲' * 50}丁</p>", "", "", ""), alone=True)

    assert problem.values == {"sent": "甲甲甲甲甲甲乙丙", "kept": "甲甲甲甲甲甲丁"}
    assert problem.severity is Severity.ERROR


def test_compare_articles_ignores_the_digest_of_several_articles_or_if_none_was_sent() -> None:
    sent = DraftArticle("t", "", "", StyledHtml("<p>a</p>"), "", "")

    assert compare(digest="", alone=False) == []
    assert compare_articles(sent, DraftItem("t", "", "a", "<p>a</p>", "", "", ""), alone=True) == []


def test_find_lost_pictures_ignores_size_and_scheme() -> None:
    kept = f'<img data-src="{PICTURE.format("k1").replace("https", "http").replace("/0?", "/640?")}">'

    assert find_lost_pictures(HTML, kept) == [PICTURE.format("k2")]


def test_find_lost_pictures_returns_none_when_only_addresses_changed() -> None:
    assert find_lost_pictures(HTML, '<img src="https://a/1"><img src="https://a/2"><img alt="">') == []


@pytest.mark.parametrize(
    ("title", "html", "same"),
    [("标 题", "<div>正\n文</div>", True), ("标题二", "<p>正文</p>", False), ("标题", "<p>正文二</p>", False)],
)
def test_hash_words_depends_on_words_alone(title: str, html: str, same: bool) -> None:
    one, other = (DraftItem(*fields, "", "", "") for fields in ((title, "", "", html), ("标题", "", "", "<p>正文</p>")))

    assert (hash_words([one]) == hash_words([other])) is same


def make_post(*picture_ids: str, text: str = "一 < 二\n\n三", title: str = "题") -> DraftArticle:
    return DraftArticle(title, "", "", StyledHtml(text), "", picture_ids[0], picture_ids=picture_ids)


def keep_post(*picture_ids: str, text: str = "一 < 二\n\n三", title: str = "题") -> DraftItem:
    return DraftItem(title, "", "", text, "", "", "", picture_ids)


@pytest.mark.parametrize(
    ("kept", "messages"),
    [
        (keep_post("a", "b", "c"), []),
        (keep_post("a", "b", "c", text="一 &lt; 二 三"), []),
        (keep_post("a", "b"), ["draft-post-pictures"]),
        (keep_post("a", "c", "b"), ["draft-post-order"]),
        (keep_post("x", "y", "z"), ["draft-post-renamed"]),
        (keep_post("a", "b", "c", text="一"), ["draft-text"]),
        (keep_post("a", "b", "c", title="别的"), ["draft-title"]),
    ],
)
def test_picture_post_is_compared_by_words_and_pictures(kept: DraftItem, messages: list[str]) -> None:
    problems = compare_articles(make_post("a", "b", "c"), kept, alone=True)

    assert [problem.message for problem in problems] == messages
    assert all((each.severity is Severity.WARNING) == (each.message == "draft-post-renamed") for each in problems)


@pytest.mark.parametrize(
    ("kept", "same"),
    [
        (keep_post("x", "y"), True),
        (keep_post("x"), False),
        (keep_post("x", "y", text="一 &lt; 二三"), True),
        (keep_post("x", "y", text="二"), False),
    ],
)
def test_hash_of_a_picture_post_depends_on_words_and_number_of_pictures(kept: DraftItem, same: bool) -> None:
    assert (hash_words([make_post("a", "b")]) == hash_words([kept])) is same


@given(st.text())
def test_compare_articles_does_not_crash_on_broken_html(kept: str) -> None:
    assert all(isinstance(message, str) for message in compare(kept=kept, title=kept))
