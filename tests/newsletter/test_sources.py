from __future__ import annotations

import pytest

from publish.newsletter.sources import drop_session, drop_tracking, find_tracking, parse_parameters

LONG = "https://mp.weixin.qq.com/s?__biz=a==&mid=1&idx=1&sn=b"


def test_parse_parameters_keeps_order_and_empty_values() -> None:
    assert parse_parameters("https://a.example/?b=1&a=&b=2") == [("b", "1"), ("a", ""), ("b", "2")]


def test_parse_parameters_returns_nothing_for_an_invalid_address() -> None:
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
def test_find_tracking_returns_the_names_of_tracking_parameters(url: str, names: list[str]) -> None:
    assert find_tracking(url) == names


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/?utm_source=b", "https://a.example/"),
        ("https://a.example/?id=%E4%B8%80&utm_source=b#c", "https://a.example/?id=%E4%B8%80#c"),
        ("https://a.example/s?scene=25#wechat_redirect", "https://a.example/s"),
    ],
)
def test_drop_tracking_removes_only_tracking_parameters(url: str, expected: str) -> None:
    assert drop_tracking(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{LONG}&chksm=c&token=1&lang=zh_CN#rd", LONG),
        ("https://mp.weixin.qq.com/s/abc?token=1&poc=2", "https://mp.weixin.qq.com/s/abc?poc=2"),
    ],
)
def test_drop_session_removes_the_session_from_wechat_addresses(url: str, expected: str) -> None:
    assert drop_session(url) == expected
