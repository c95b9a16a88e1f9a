from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.adapters.web.ssrf_guard import parse_url
from publish.core.exceptions import FetchError
from publish.core.problem import Problem


def refuse(url: str, base: str = "") -> Problem:
    with pytest.raises(FetchError) as caught:
        parse_url(url, base)
    return caught.value.problems[0]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://example.com", "https://example.com/"),
        ("HTTPS://Example.COM/A", "https://example.com/A"),
        ("  https://example.com/a  ", "https://example.com/a"),
        ("https://example.com/a#part", "https://example.com/a"),
        ("https://example.com./a", "https://example.com/a"),
        ("https://example.com:443/a", "https://example.com/a"),
        ("https://example.com:/a", "https://example.com/a"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://a_b.example.com/a", "https://a_b.example.com/a"),
        ("https://example.com/a?b=c&d=%20", "https://example.com/a?b=c&d=%20"),
        ("https://example.com/my picture.png?a b", "https://example.com/my%20picture.png?a%20b"),
        ("https://example.com/图.png?名=值", "https://example.com/%E5%9B%BE.png?%E5%90%8D=%E5%80%BC"),
        ("https://图片.中国/a", "https://xn--wcsw84d.xn--fiqs8s/a"),
        ("https://ｅｘａｍｐｌｅ。ｃｏｍ/a", "https://example.com/a"),
        ("https://93.184.216.34/a", "https://93.184.216.34/a"),
        ("https://[2606:2800:0220::1]/a", "https://[2606:2800:220::1]/a"),
    ],
)
def test_parse_url_normalizes_every_spelling(written: str, url: str) -> None:
    assert parse_url(written).url == url


@pytest.mark.parametrize("written", ["http://example.com/a", "http://example.com:80/a", "http://example.com:443/a"])
def test_parse_url_turns_http_into_https(written: str) -> None:
    assert parse_url(written).url == "https://example.com/a"


@pytest.mark.parametrize(
    ("relative", "url"),
    [
        ("b.png", "https://example.com/a/b.png"),
        ("../b.png", "https://example.com/b.png"),
        ("/b.png?c", "https://example.com/b.png?c"),
        ("//other.com/b", "https://other.com/b"),
        ("http://other.com/b", "https://other.com/b"),
        ("?c", "https://example.com/a/?c"),
    ],
)
def test_parse_url_resolves_relative_addresses(relative: str, url: str) -> None:
    assert parse_url(relative, "https://example.com/a/").url == url


@pytest.mark.parametrize("scheme", ["file", "ftp", "gopher", "data", "javascript", "ws", "jar", "dict", "h2"])
def test_parse_url_refuses_other_schemes(scheme: str) -> None:
    assert refuse(f"{scheme}://example.com/a").message == "fetch-scheme"


@pytest.mark.parametrize(
    "url",
    [
        "https://name:geheim@example.com/a?b#c",
        "https://geheim@example.com/a",
        "https://name:geheim/@example.com/a",
        "https://name:ge?heim@example.com/a",
        "https://name:geheim@other.com@example.com/a",
        "https://name:geheim@exa mple.com/a",
        "name:geheim@example.com/a",
        "https://name:geheim\\@example.com/a",
    ],
)
def test_parse_url_hides_passwords_in_errors(url: str) -> None:
    shown = str(refuse(url).values)

    assert ("heim" in shown, "e.com/a" in shown) == (False, True)


@pytest.mark.parametrize(
    "url", ["https://name:word@example.com/", "https://@example.com/", "https://example.com@127.0.0.1/"]
)
def test_parse_url_refuses_credentials(url: str) -> None:
    assert refuse(url).message == "fetch-credentials"


@pytest.mark.parametrize(
    "host",
    [
        "",
        "localhost",
        "intranet",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "0177.0.0.1",
        "127.0.0.0x1",
        "1.2.3.4.5",
        "256.1.1.1",
        "example.com..",
        "example..com",
        ".example.com",
        "exam ple.com",
        "exam%70le.com",
        "example.com\\",
        "example.com\t",
        "exam\nple.com",
        "exam\x00ple.com",
        "example.com:port",
        "example.com:123456",
        "[::1",
        "::1",
        "[::1]x",
        "x[::1]",
        "[::1%25eth0]",
        "[127.0.0.1]",
        "[1::2::3]",
        "exam\u200dple.com",
        "exam\u2044ple.com",
        "example。。com",
        "☃.net",
        f"{'a' * 64}.com",
        f"{'a.' * 130}com",
        "\udcff.com",
    ],
    ids=ascii,
)
def test_parse_url_refuses_ambiguous_hosts(host: str) -> None:
    assert refuse(f"https://{host}/a").message == "fetch-address"


@pytest.mark.parametrize("url", ["https:/example.com", "https:example.com", "https:///example.com", "https://", ""])
def test_parse_url_refuses_an_address_without_host(url: str) -> None:
    assert refuse(url).message in ("fetch-address", "fetch-scheme")


def test_parse_url_refuses_surrogates_in_the_path() -> None:
    assert refuse("https://example.com/\udcff").message == "fetch-address"


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("https://example.com/", "example.com"),
        ("https://example.com:8443/", "example.com:8443"),
        ("https://[2606::1]:8443/", "[2606::1]:8443"),
    ],
)
def test_parsed_url_returns_the_host_header(url: str, location: str) -> None:
    assert parse_url(url).location == location


def test_parsed_url_is_shown_decoded_without_query() -> None:
    assert parse_url("https://example.com/图.png?token=geheim").shown == "example.com/图.png"


@given(st.text())
def test_parse_url_returns_parts_or_raises_fetch_error(text: str) -> None:
    try:
        url = parse_url(f"https://{text}").url
    except FetchError:
        return

    assert url.isascii()
    assert parse_url(url).url == url


@given(st.ip_addresses())
def test_parse_url_keeps_numeric_hosts(address: object) -> None:
    host = f"[{address}]" if ":" in str(address) else str(address)

    assert ip_address(parse_url(f"https://{host}/").host) == address
