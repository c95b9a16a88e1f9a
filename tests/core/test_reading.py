"""How long an article takes to read."""

from __future__ import annotations

import pytest

from publish.core.reading import Reading, measure_reading


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", 0),
        ("<p>缓存，很快。</p>", 4),
        ("<p>On caches: a <b>fast</b> one</p>", 5),
        ("<p>GPT-4 很好</p><p>かな</p>", 6),
        ('<img alt="甲乙" src="a.png"/>', 0),
        ("<p>甲</p><p>乙</p>", 2),
        ("——……", 0),
    ],
)
def test_words_are_characters_of_chinese_and_words_of_other_languages(html: str, words: int) -> None:
    assert measure_reading(html).words == words


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (400, 1), (401, 2)])
def test_minutes_are_rounded_up(words: int, minutes: int) -> None:
    assert measure_reading("甲" * words) == Reading(words, minutes)
