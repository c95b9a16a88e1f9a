"""Which message an issue became is found only where nothing else can be meant."""

from __future__ import annotations

from datetime import date

import pytest

from publish.core.delivery_record import Delivery
from publish.core.readership import CountedArticle
from publish.delivery.match_statistics import SentIssue, find_addresses, group_messages, match_messages
from tests.delivery.readership import ADDRESS, DAY, count, issue, publish

OTHER_DAY = date(2026, 11, 21)


def match(articles: list[CountedArticle], *issues: SentIssue) -> dict[int, str]:
    """Return the id of the message of each issue."""
    return {number: message.msg_data_id for number, message in match_messages(group_messages(articles), issues).items()}


@pytest.mark.parametrize(
    "delivery",
    [
        publish(msg_data_id="100", title="另一个"),
        publish(addresses=(ADDRESS,), title="另一个"),
        publish(addresses=("http://mp.weixin.qq.com/s?mid=100&amp;idx=1",), title="另一个"),
        publish(),
        publish(title=" 简报 "),
        publish(addresses=("https://mp.weixin.qq.com/s/short",)),
    ],
)
def test_match_messages_finds_an_issue_by_id_address_or_title(delivery: Delivery) -> None:
    assert match([count(), count("200", title="别的")], issue(delivery)) == {1: "100"}


def test_match_messages_finds_the_short_form_of_an_address() -> None:
    article = count(url="http://mp.weixin.qq.com/s/short?scene=1")
    delivery = publish(addresses=("https://mp.weixin.qq.com/s/short",), title="另一个")

    assert match([article], issue(delivery)) == {1: "100"}


def test_match_messages_reads_titles_as_they_are_escaped() -> None:
    assert match([count(title="A &amp; B")], issue(publish(title="A & B"))) == {1: "100"}


@pytest.mark.parametrize(
    ("articles", "delivery"),
    [
        ([count()], publish(title="简报二")),
        ([count()], publish(title="")),
        ([count(title="")], publish(title="")),
        ([count(published=OTHER_DAY)], publish()),
        ([count(position=1)], publish()),
        ([count(), count("200")], publish()),
        ([count()], publish(msg_data_id="300")),
        ([count()], publish(addresses=("https://mp.weixin.qq.com/s?__biz=B&mid=300&idx=1",))),
        ([count(), count("200")], publish(addresses=(ADDRESS, ADDRESS.replace("100", "200")))),
        ([count(title="另一个")], publish(addresses=("https://[mp.weixin.qq.com/s?mid=100",))),
    ],
    ids=[
        "another title", "no title", "no title anywhere", "another day", "not the first article", "two articles",
        "another id", "another address", "addresses of two messages", "a broken address",
    ],
)  # fmt: skip
def test_match_messages_leaves_a_doubtful_issue_alone(articles: list[CountedArticle], delivery: Delivery) -> None:
    assert match(articles, issue(delivery)) == {}


def test_match_messages_gives_one_message_to_no_two_issues() -> None:
    assert match([count()], issue(publish()), issue(publish(2))) == {}


def test_match_messages_takes_known_messages_out_before_titles_are_compared() -> None:
    articles = [count(), count("200")]

    assert match(articles, issue(publish(msg_data_id="100")), issue(publish(2))) == {1: "100", 2: "200"}


# --- addresses ----------------------------------------------------------------------------------


def test_find_addresses_returns_one_for_each_article_of_the_delivery() -> None:
    [message] = group_messages([count(position=1), count(), count(position=2)])

    assert find_addresses(message, publish(articles=2)) == (ADDRESS, ADDRESS.replace("idx=1", "idx=2"))
    assert find_addresses(message, publish(articles=0)) == (ADDRESS,)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.org/s/a",
        "javascript:alert(1)",
        "http://mp.weixin.qq.com/cgi",
        "https://mp.weixin.qq.com/s?mid=1\x1b[31m",
        "https://mp.weixin.qq.com/s/a b",
        "https://mp.weixin.qq.com/s/甲",
    ],
)
def test_find_addresses_returns_none_where_one_is_no_article(url: str) -> None:
    [message] = group_messages([count(), count(position=1, url=url)])

    assert find_addresses(message, publish(articles=2)) == ()


def test_find_addresses_returns_none_where_an_article_is_missing() -> None:
    [message] = group_messages([count()])

    assert find_addresses(message, publish(articles=2)) == ()
    assert message.published == DAY
