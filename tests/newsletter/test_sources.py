from __future__ import annotations

import pytest

from publish.newsletter.sources import drop_session, drop_tracking, find_tracking, parse_parameters

LONG = "https://mp.weixin.qq.com/s?__biz=a==&mid=1&idx=1&sn=b"


def test_parameters_are_read_in_order_with_those_that_are_empty() -> None:
    assert parse_parameters("https://a.example/?b=1&a=&b=2") == [("b", "1"), ("a", ""), ("b", "2")]


def test_what_is_no_address_has_no_parameters() -> None:
    assert parse_parameters("https://[a?b=1") == []


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://a.example/?utm_source=b&id=1", ["utm_source"]),
        ("https://a.example/?from=timeline&isappinstalled=0", ["from", "isappinstalled"]),
        ("https://a.example/?from=2020", []),
        ("https://a.example/?scene=25#wechat_redirect", ["scene", "#wechat_redirect"]),
        ("https://a.example/", []),
    ],
)
def test_what_follows_people_is_named(url: str, names: list[str]) -> None:
    assert find_tracking(url) == names


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://a.example/?utm_source=b", "https://a.example/"),
        ("https://a.example/?id=%E4%B8%80&utm_source=b#c", "https://a.example/?id=%E4%B8%80#c"),
        ("https://a.example/s?scene=25#wechat_redirect", "https://a.example/s"),
    ],
)
def test_what_follows_people_is_dropped_and_nothing_else(url: str, clean: str) -> None:
    assert drop_tracking(url) == clean


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        (f"{LONG}&chksm=c&token=1&lang=zh_CN#rd", LONG),
        ("https://mp.weixin.qq.com/s/abc?token=1&poc=2", "https://mp.weixin.qq.com/s/abc?poc=2"),
    ],
)
def test_a_session_is_dropped_from_an_address_of_wechat(url: str, clean: str) -> None:
    assert drop_session(url) == clean
