from __future__ import annotations

from publish.adapters.storage.memory_cache import MAX_STYLES, MAX_THEMES, MemoryCache, MemoryStyleCache
from publish.core.theme import Theme


def test_cache_returns_what_was_saved_by_kind_and_recipe() -> None:
    cache = MemoryCache()
    cache.save("drawn", "a", b"1")

    assert (cache.load("drawn", "a"), cache.load("drawn", "b"), cache.load("fitted", "a")) == (b"1", None, None)


def test_cache_forgets_what_was_used_longest_ago() -> None:
    cache = MemoryCache(limit=25)
    for recipe in "abc":
        cache.save("drawn", recipe, bytes(7))
    cache.load("drawn", "a")

    cache.save("drawn", "d", bytes(7))

    assert [recipe for recipe in "abcd" if cache.load("drawn", recipe)] == ["a", "c", "d"]


def test_cache_keeps_nothing_that_is_larger_than_all_of_it() -> None:
    cache = MemoryCache(limit=5)
    cache.save("drawn", "a", bytes(7))

    assert cache.load("drawn", "a") is None


def test_styles_of_a_theme_are_one_mapping() -> None:
    styles = MemoryStyleCache()
    styles.load("theme")["p"] = "color:red"
    styles.save("theme")

    assert (styles.load("theme"), styles.load("other")) == ({"p": "color:red"}, {})


def test_styles_of_a_theme_are_forgotten_when_there_are_too_many() -> None:
    styles = MemoryStyleCache()
    styles.load("theme").update({str(number): "" for number in range(MAX_STYLES + 1)})
    styles.save("theme")

    assert styles.load("theme") == {}


def test_theme_is_computed_once() -> None:
    styles, asked = MemoryStyleCache(), []

    def compute() -> Theme:
        asked.append(1)
        return Theme("a", ())

    assert styles.get_or_compute("a", compute) is styles.get_or_compute("a", compute)
    assert asked == [1]


def test_theme_that_was_used_longest_ago_is_forgotten() -> None:
    styles, asked = MemoryStyleCache(), []

    def compute() -> Theme:
        asked.append(1)
        return Theme("a", ())

    for number in range(MAX_THEMES + 1):
        styles.get_or_compute(str(number), compute)
        styles.load(str(number))
    styles.get_or_compute("0", compute)

    assert len(asked) == MAX_THEMES + 2
