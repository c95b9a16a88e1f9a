from __future__ import annotations

from publish.core.nearest import find_nearest, list_nearest

WORDS = ("build", "check", "draft", "drafts")


def test_nearest_word_is_found() -> None:
    assert find_nearest("biuld", WORDS) == "build"


def test_nothing_is_near_a_strange_word() -> None:
    assert find_nearest("xyz", WORDS) == ""
    assert list_nearest("xyz", WORDS, 3) == []


def test_nearest_words_are_listed_with_the_most_alike_first() -> None:
    assert list_nearest("draft", WORDS, 3) == ["draft", "drafts"]


def test_cutoff_decides_what_is_near() -> None:
    assert find_nearest("chuck", WORDS, cutoff=0.8) == "check"
    assert find_nearest("chuck", WORDS, cutoff=0.9) == ""
