from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.newsletter.source_marker import (
    SourceMarker,
    add_marker,
    find_marker,
    make_marker,
    may_belong_to_issue,
    parse_marker,
)

CONTENT = "1a2b3c4d" + "0" * 56
OWNER = make_marker("a", CONTENT, 1, "embedded-ai").owner


@pytest.mark.parametrize(
    ("url", "marked"),
    [
        ("https://a.example/b", f"https://a.example/b?issue=2020-06-17-1a2b3c4d.17.{OWNER}"),
        ("https://a.example/b?c=d", f"https://a.example/b?c=d&issue=2020-06-17-1a2b3c4d.17.{OWNER}"),
        ("https://a.example/b#e", f"https://a.example/b?issue=2020-06-17-1a2b3c4d.17.{OWNER}#e"),
        ("", ""),
    ],
)
def test_add_fingerprint_adds_a_query_parameter(url: str, marked: str) -> None:
    assert add_marker(url, make_marker("2020-06-17", CONTENT, 17, "embedded-ai")) == marked


@given(st.text(min_size=1), st.sampled_from(["https://a.example/b", "https://a.example/?issue=c&d=e#f"]))
def test_parse_marker_restores_the_marker_for_any_issue_name(name: str, url: str) -> None:
    name = name.encode(errors="replace").decode()

    marked = add_marker(url, make_marker(name, CONTENT, 3, "embedded-ai"))

    marker = parse_marker(marked)
    assert marker == make_marker(name, CONTENT, 3, "embedded-ai")
    assert may_belong_to_issue(marker, name, "embedded-ai")
    assert marked.isascii()


@pytest.mark.parametrize("url", ["", "https://a.example/b", "https://[", "issue=a"])
def test_parse_marker_returns_none_for_other_addresses(url: str) -> None:
    assert (find_marker(url), parse_marker(url)) == ("", None)


def test_add_fingerprint_keeps_host_path_and_fragment() -> None:
    url = "https://a.example/b#c"

    before, after = urlsplit(url), urlsplit(add_marker(url, make_marker("d", "e", 1, "")))

    assert (before.netloc, before.path, before.fragment) == (after.netloc, after.path, after.fragment)


# --- ownership ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("2020-06-17-b3b9dfbb", SourceMarker("2020-06-17", "b3b9dfbb")),
        ("2020-06-17-b3b9dfbb.17", SourceMarker("2020-06-17", "b3b9dfbb", 17)),
        ("2020-06-17-b3b9dfbb.17.4f2a91c0", SourceMarker("2020-06-17", "b3b9dfbb", 17, "4f2a91c0")),
        ("a-0badf00d.12-cccccccc", SourceMarker("a-0badf00d.12", "cccccccc")),
        ("特刊 一-cccccccc", SourceMarker("特刊 一", "cccccccc")),
    ],
)
def test_parse_marker_reads_the_formats_of_all_versions(text: str, marker: SourceMarker) -> None:
    url = add_marker("https://a.example/b", marker)

    assert (find_marker(url), str(marker), parse_marker(url)) == (text, text, marker)


@pytest.mark.parametrize("text", ["42", "2020-06-17", "2020-06-17-B3B9DFBB", "-b3b9dfbb", "a-b3b9dfbb.x"])
def test_parse_marker_returns_none_for_other_parameters(text: str) -> None:
    assert parse_marker(f"https://a.example/b?issue={text}") is None


@pytest.mark.parametrize(
    ("marker", "newsletter", "expected"),
    [
        (make_marker("a", CONTENT, 1, "ours"), "ours", True),
        (make_marker("a", CONTENT, 1, "theirs"), "ours", False),
        (make_marker("b", CONTENT, 1, "ours"), "ours", False),
        (make_marker("a", CONTENT, 1, ""), "ours", True),
        (make_marker("a", CONTENT, 1, "@folder"), "ours", True),
        (make_marker("a", CONTENT, 1, "ours"), "@folder", True),
        (SourceMarker("a", CONTENT[:8]), "ours", True),
    ],
    ids=["ours", "theirs", "another issue", "no newsletter", "a folder", "a folder asks", "an older version"],
)
def test_names_issue_accepts_the_same_or_an_unknown_newsletter(
    marker: SourceMarker, newsletter: str, expected: bool
) -> None:
    assert may_belong_to_issue(marker, "a", newsletter) is expected


def test_names_issue_distinguishes_long_names_with_the_same_prefix() -> None:
    first, second = "n" * 50 + "1", "n" * 50 + "2"
    marker = make_marker(first, CONTENT, 1, "ours")

    assert (may_belong_to_issue(marker, first, "ours"), may_belong_to_issue(marker, second, "ours")) == (True, False)
    assert may_belong_to_issue(
        SourceMarker("n" * 40, CONTENT[:8]), second, "ours"
    )  # older versions cut both to the same name
