"""An HTML5 parser changes nothing in an article that the structure rules accept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.target import Target
from publish.wechat.elements import BLOCKS, INLINES, VOID
from publish.wechat.validator import validate_html
from tests.cases import read_cases
from tests.html5 import parse_back, spell_out

PAIRS = read_cases(Path(__file__).with_name("cases"))
TAGS = sorted((BLOCKS | INLINES) - VOID)


def wrap(parts: tuple[str, list[str]]) -> str:
    tag, inside = parts
    return f"<{tag}>{''.join(inside)}</{tag}>"


LEAVES = st.sampled_from(["甲", "<br>", "<hr>", '<img alt="">', ""])
MARKUP = st.recursive(LEAVES, lambda inner: st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=3)).map(wrap))


def test_html5_parser_leaves_valid_markup_unchanged() -> None:
    assert [str(case) for case in PAIRS if parse_back(case.expected) != spell_out(case.expected)] == []


@given(MARKUP.map(lambda inside: f"<section>{inside}</section>"))
def test_html5_parser_leaves_markup_without_misplaced_elements_unchanged(html: str) -> None:
    misplaced = any(problem.rule == "W17" for problem in validate_html(html, Target.PASTE))

    assert misplaced or parse_back(html) == html


@pytest.mark.parametrize(
    "html",
    [
        "<p>甲<section>乙</section></p>",
        "<table><tr><td>甲</td></tr></table>",
        "<table>甲<tbody><tr><td></td></tr></tbody></table>",
        "<a>甲<a>乙</a></a>",
        "<section><td>甲</td></section>",
        "<section><p>甲</section>",
        "<svg><p>甲</p></svg>",
    ],
)
def test_validator_reports_markup_that_an_html5_parser_changes(html: str) -> None:
    assert parse_back(html) != html
    assert "W17" in {problem.rule for problem in validate_html(html, Target.PASTE)}
