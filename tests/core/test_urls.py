from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.urls import (
    MAX_SHOWN_CHARS,
    decode_address,
    find_host,
    find_issue_date,
    identify_address,
    is_public_picture,
    is_relative,
    is_web_address,
    is_wechat_article,
    shorten_address,
    show_address,
    upgrade_address,
)

ADDRESSES = st.text(st.characters(codec="utf-8"), max_size=40).map(lambda text: f"https://{text}")


@pytest.mark.parametrize(
    "url",
    [
        "https://mp.weixin.qq.com/s/abc",
        "http://mp.weixin.qq.com/s/abc#rd",
        "https://mp.weixin.qq.com/s?__biz=a&mid=1",
        "HTTPS://MP.WEIXIN.QQ.COM/s/abc",
        "https://mp.weixin.qq.com/s",
    ],
)
def test_is_wechat_article_accepts_article_addresses(url: str) -> None:
    assert is_wechat_article(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://mp.weixin.qq.com/",
        "https://mp.weixin.qq.com/mp/appmsgalbum",
        "https://mp.weixin.qq.com/search",
        "https://mp.weixin.qq.com.evil.example/s/abc",
        "https://evil.example/mp.weixin.qq.com/s/abc",
        "https://evil.example/?https://mp.weixin.qq.com/s/abc",
        "https://mp.weixin.qq.com@evil.example/s/abc",
        "https://xmp.weixin.qq.com/s/abc",
        "https://weixin.qq.com/s/abc",
        "mp.weixin.qq.com/s/abc",
        "ftp://mp.weixin.qq.com/s/abc",
        "javascript:https://mp.weixin.qq.com/s/abc",
    ],
)
def test_is_wechat_article_refuses_other_addresses(url: str) -> None:
    assert not is_wechat_article(url)


@pytest.mark.parametrize(
    "url", ["https://a.example", "http://a.example/x", "HTTP://A.EXAMPLE", "https://1.2.3.4:8/", "https://a"]
)
def test_is_web_address_accepts_http_addresses_with_a_host(url: str) -> None:
    assert is_web_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.example",
        "//a.example",
        "ftp://a.example",
        "https://",
        "https:///x",
        "https://?",
        "https://[x",
        "mailto:a@b.example",
    ],
)
def test_is_web_address_refuses_other_texts(url: str) -> None:
    assert not is_web_address(url)


@pytest.mark.parametrize("url", ["a", "a/b.md", "../a.md", "/a", "图.png", "a?b:c", "./a:b", "www.a.example"])
def test_is_relative_accepts_paths(url: str) -> None:
    assert is_relative(url)


@pytest.mark.parametrize("url", ["", "#a", "//a.example", "https://a.example", "mailto:a", "data:,", "C:a"])
def test_is_relative_refuses_addresses_and_anchors(url: str) -> None:
    assert not is_relative(url)


@pytest.mark.parametrize(
    "url",
    [
        "2020-06-03.md",
        "../embedded-ai-report/2020-06-03.md",
        "/x/2020-06-03.md",
        "2020-06-03.md#论文",
        "2020-06-03.md?plain=1",
    ],
)
def test_find_issue_date_returns_the_date_of_a_linked_issue(url: str) -> None:
    assert find_issue_date(url) == "2020-06-03"


@pytest.mark.parametrize(
    "url", ["x2020-06-03.md", "2020-06-03.html", "2020-6-3.md", "2020-06-03", "https://a.example/2020-06-03.md", ""]
)
def test_find_issue_date_returns_none_for_other_links(url: str) -> None:
    assert find_issue_date(url) is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.zhihu.com/x", "zhihu.com"),
        ("https://GitHub.com", "github.com"),
        ("https://a@b.example:80/x", "b.example"),
        ("https://wwww.a.example", "wwww.a.example"),
        ("a.example", ""),
        ("https://[x", ""),
    ],
)
def test_find_host_returns_the_host(url: str, host: str) -> None:
    assert find_host(url) == host


@pytest.mark.parametrize(
    ("url", "upgraded"),
    [
        ("http://a.example", "https://a.example"),
        ("HTTP://a.example", "https://a.example"),
        ("https://a.example", "https://a.example"),
        ("a/http:", "a/http:"),
    ],
)
def test_upgrade_address_replaces_http_by_https(url: str, upgraded: str) -> None:
    assert upgrade_address(url) == upgraded


@pytest.mark.parametrize(
    "other",
    [
        "http://a.example/x",
        "https://a.example/x/",
        "HTTPS://a.example/x",
        "https://A.Example/x",
        "http://A.EXAMPLE/x//",
    ],
)
def test_identify_address_is_equal_for_other_spellings(other: str) -> None:
    assert identify_address(other) == identify_address("https://a.example/x")


@pytest.mark.parametrize(
    "other", ["https://a.example/X", "https://a.example/x?y", "https://a.example/x#y", "https://b.example/x"]
)
def test_identify_address_differs_for_other_addresses(other: str) -> None:
    assert identify_address(other) != identify_address("https://a.example/x")


def test_identify_address_ignores_case_and_scheme_of_a_bare_host() -> None:
    assert identify_address("https://A.example") == identify_address("http://a.example/")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/", "a.example"),
        ("https://a.example/x", "a.example/x"),
        ("http://a.example/x", "http://a.example/x"),
        ("HTTPS://a.example/%E4%B8%AD", "a.example/中"),
    ],
)
def test_show_address_returns_a_readable_address(url: str, shown: str) -> None:
    assert show_address(url) == shown


def test_shorten_address_keeps_a_short_address() -> None:
    path = "a" * (MAX_SHOWN_CHARS - len("a.example/"))

    assert shorten_address(f"http://a.example/{path}") == f"a.example/{path}"


def test_shorten_address_shows_only_the_host_of_a_long_address() -> None:
    assert shorten_address("http://www.a.example/" + "a" * MAX_SHOWN_CHARS) == "a.example/…"


@pytest.mark.parametrize(
    ("url", "decoded"),
    [
        ("a", "a"),
        ("%E4%B8%AD%E6%96%87", "中文"),
        ("100%", "100%"),
        ("a%2Fb%3D", "a/b="),
    ],
)
def test_decode_address_decodes_readable_characters(url: str, decoded: str) -> None:
    assert decode_address(url) == decoded


@pytest.mark.parametrize(
    "escape",
    [
        "%20",
        "%00",
        "%0A",
        "%7F",
        "%C2%A0",
        "%E2%80%8B",
        "%E2%80%AE",
        "%E3%80%80",
        "%EF%BB%BF",
        "%22",
        "%3C",
        "%3E",
        "%FF",
    ],
)
def test_decode_address_keeps_escapes_of_unreadable_characters(escape: str) -> None:
    assert decode_address(f"https://a.example/%E4%B8%AD{escape}b") == f"https://a.example/%E4%B8%AD{escape}b"


@given(ADDRESSES)
def test_shorten_address_never_fails(url: str) -> None:
    assert shorten_address(url) in (show_address(url), show_address(url).removeprefix("http://"), f"{find_host(url)}/…")


@pytest.mark.parametrize(
    "url",
    [
        "https://mmbiz.qpic.cn/a.png",
        "http://A.Example.COM./x",
        "https://图.example/a.png",
        "https://a.xn--fiqs8s/b",
    ],
)
def test_is_public_picture_accepts_hosts_of_the_web(url: str) -> None:
    assert is_public_picture(url)


@pytest.mark.parametrize(
    "url",
    [
        "a.png",
        "https://127.0.0.1/a.png",
        "https://[::1]/a.png",
        "https://2130706433/a.png",
        "https://localhost/a.png",
        "https://printer.local/a.png",
        "https://a.internal/a.png",
        "https://a.lan./a.png",
        "file:///etc/passwd",
        "ftp://a.example/b.png",
        "javascript:alert(1)",
        "data:image/png;base64,AA",
        "data:text/html;base64,AA",
    ],
)
def test_is_public_picture_refuses_private_and_invalid_addresses(url: str) -> None:
    assert not is_public_picture(url)
