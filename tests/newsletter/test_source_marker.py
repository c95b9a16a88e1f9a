from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.newsletter.source_marker import (
    SourceMarker,
    add_fingerprint,
    find_fingerprint,
    make_marker,
    names_issue,
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
def test_an_address_is_marked_in_its_query(url: str, marked: str) -> None:
    assert add_fingerprint(url, make_marker("2020-06-17", CONTENT, 17, "embedded-ai")) == marked


@given(st.text(min_size=1), st.sampled_from(["https://a.example/b", "https://a.example/?issue=c&d=e#f"]))
def test_a_mark_is_found_again_whatever_the_issue_is_called(name: str, url: str) -> None:
    name = name.encode(errors="replace").decode()

    marked = add_fingerprint(url, make_marker(name, CONTENT, 3, "embedded-ai"))

    mark = parse_marker(marked)
    assert mark == make_marker(name, CONTENT, 3, "embedded-ai")
    assert names_issue(mark, name, "embedded-ai")
    assert marked.isascii()


@pytest.mark.parametrize("url", ["", "https://a.example/b", "https://[", "issue=a"])
def test_an_address_of_somebody_else_has_no_mark(url: str) -> None:
    assert (find_fingerprint(url), parse_marker(url)) == ("", None)


def test_a_mark_leads_to_the_same_page() -> None:
    url = "https://a.example/b#c"

    before, after = urlsplit(url), urlsplit(add_fingerprint(url, make_marker("d", "e", 1, "")))

    assert (before.netloc, before.path, before.fragment) == (after.netloc, after.path, after.fragment)


# --- whose it is --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        ("2020-06-17-b3b9dfbb", SourceMarker("2020-06-17", "b3b9dfbb")),
        ("2020-06-17-b3b9dfbb.17", SourceMarker("2020-06-17", "b3b9dfbb", 17)),
        ("2020-06-17-b3b9dfbb.17.4f2a91c0", SourceMarker("2020-06-17", "b3b9dfbb", 17, "4f2a91c0")),
        ("a-0badf00d.12-cccccccc", SourceMarker("a-0badf00d.12", "cccccccc")),
        ("特刊 一-cccccccc", SourceMarker("特刊 一", "cccccccc")),
    ],
)
def test_a_mark_of_every_program_is_read_as_it_was_written(written: str, mark: SourceMarker) -> None:
    url = add_fingerprint("https://a.example/b", mark)

    assert (find_fingerprint(url), str(mark), parse_marker(url)) == (written, written, mark)


@pytest.mark.parametrize("written", ["42", "2020-06-17", "2020-06-17-B3B9DFBB", "-b3b9dfbb", "a-b3b9dfbb.x"])
def test_a_parameter_of_somebody_else_is_no_mark(written: str) -> None:
    assert parse_marker(f"https://a.example/b?issue={written}") is None


@pytest.mark.parametrize(
    ("mark", "newsletter", "named"),
    [
        (make_marker("a", CONTENT, 1, "ours"), "ours", True),
        (make_marker("a", CONTENT, 1, "theirs"), "ours", False),
        (make_marker("b", CONTENT, 1, "ours"), "ours", False),
        (make_marker("a", CONTENT, 1, ""), "ours", True),
        (make_marker("a", CONTENT, 1, "@folder"), "ours", True),
        (make_marker("a", CONTENT, 1, "ours"), "@folder", True),
        (SourceMarker("a", CONTENT[:8]), "ours", True),
    ],
    ids=["ours", "theirs", "another issue's", "nobody's", "a folder's", "anybody's", "an older program's"],
)
def test_a_mark_names_an_issue_of_its_newsletter_or_of_any(mark: SourceMarker, newsletter: str, named: bool) -> None:
    assert names_issue(mark, "a", newsletter) is named


def test_long_names_that_begin_alike_have_marks_that_differ() -> None:
    first, second = "n" * 50 + "1", "n" * 50 + "2"
    mark = make_marker(first, CONTENT, 1, "ours")

    assert (names_issue(mark, first, "ours"), names_issue(mark, second, "ours")) == (True, False)
    assert names_issue(SourceMarker("n" * 40, CONTENT[:8]), second, "ours")  # an older program cut them to the same
