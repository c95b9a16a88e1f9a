from __future__ import annotations

import re

import pytest

from publish.core.lazy_pattern import lazy_pattern


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str | bytes]:
    """Return the patterns that are compiled from now on."""
    written: list[str | bytes] = []
    compile_ = re.compile

    def note(pattern: str | bytes, flags: int = 0) -> object:
        written.append(pattern)
        return compile_(pattern, flags)

    monkeypatch.setattr(re, "compile", note)
    return written


def test_pattern_is_compiled_once_when_it_is_first_used(compiled: list[str | bytes]) -> None:
    number = lazy_pattern(r"\d+")
    assert number.pattern == r"\d+"
    assert compiled == []
    assert number.findall("1 and 23") == ["1", "23"]
    assert number.sub("n", "1 and 23") == "n and n"
    assert compiled == [r"\d+"]


def test_pattern_has_the_flags_and_groups_of_a_compiled_one() -> None:
    name = lazy_pattern(r"(?P<first>[a-z]+) (?P<last>[a-z]+)", re.IGNORECASE)
    assert name.flags & re.IGNORECASE
    assert (name.groups, dict(name.groupindex)) == (2, {"first": 1, "last": 2})
    match = name.fullmatch("Ada LOVELACE")
    assert match is not None
    assert match["last"] == "LOVELACE"


def test_pattern_of_bytes_matches_bytes() -> None:
    assert lazy_pattern(rb"\x89PNG").match(b"\x89PNG\r\n") is not None


def test_invalid_pattern_is_reported_when_it_is_used() -> None:
    broken = lazy_pattern("(")
    with pytest.raises(re.error):
        broken.search("text")


def test_pattern_has_no_other_members() -> None:
    assert not hasattr(lazy_pattern("a"), "scan")
