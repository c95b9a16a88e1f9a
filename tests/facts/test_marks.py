from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.facts.marks import find_mark, mark_address

CONTENT = "1a2b3c4d" + "0" * 56


@pytest.mark.parametrize(
    ("url", "marked"),
    [
        ("https://a.example/b", "https://a.example/b?issue=2020-06-17-1a2b3c4d"),
        ("https://a.example/b?c=d", "https://a.example/b?c=d&issue=2020-06-17-1a2b3c4d"),
        ("https://a.example/b#e", "https://a.example/b?issue=2020-06-17-1a2b3c4d#e"),
        ("", ""),
    ],
)
def test_an_address_is_marked_in_its_query(url: str, marked: str) -> None:
    assert mark_address(url, "2020-06-17", CONTENT) == marked


@given(st.text(min_size=1), st.sampled_from(["https://a.example/b", "https://a.example/?issue=c&d=e#f"]))
def test_a_mark_is_found_again_whatever_the_issue_is_called(name: str, url: str) -> None:
    name = name.encode(errors="replace").decode()

    marked = mark_address(url, name, CONTENT)

    assert find_mark(marked) == f"{name[:40]}-1a2b3c4d"
    assert marked.isascii()


@pytest.mark.parametrize("url", ["", "https://a.example/b", "https://[", "issue=a"])
def test_an_address_of_somebody_else_has_no_mark(url: str) -> None:
    assert find_mark(url) == ""


def test_a_mark_leads_to_the_same_page() -> None:
    url = "https://a.example/b#c"

    before, after = urlsplit(url), urlsplit(mark_address(url, "d", "e"))

    assert (before.netloc, before.path, before.fragment) == (after.netloc, after.path, after.fragment)
