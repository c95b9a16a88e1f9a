"""Every rule has a pair of HTML texts: one that breaks it, one that obeys it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from publish.core.problem import Problem
from publish.core.target import Target
from publish.i18n.translator import Translator
from publish.wechat.validator import RULES, MarkupRule, validate_html
from tests.cases import read_cases
from tests.catalogues import ENGLISH
from tests.rule_docs import SOURCES

TEXT = "margin:0;color:#333;font-size:16px;line-height:1.75;text-align:left"
"""Replaces `TEXT` in a pair: the style of every text block."""

PAIRS = read_cases(Path(__file__).with_name("cases"))
LONG = {Target.PASTE: ["wechat-w80-paste"], Target.SENT: ["wechat-w80"]}


def validate(html: str, title: str = "") -> list[Problem]:
    target = Target.SENT if title.endswith("(api)") else Target.PASTE
    return validate_html(html.replace("TEXT", TEXT), target)


def write_article(chars: int, char: str = "a") -> str:
    start, end = f'<section style="{TEXT}">', "</section>"
    return f"{start}{char * (chars - len(start) - len(end))}{end}"


# --- pairs of invalid and valid markup -----------------------------------------------------------


def test_invalid_markup_violates_only_its_rule() -> None:
    found = {case: {problem.rule for problem in validate(case.input, case.title)} for case in PAIRS}

    assert {str(case): rules for case, rules in found.items() if rules != {case.file}} == {}


def test_valid_markup_produces_no_violation() -> None:
    found = {str(case): validate(case.expected, case.title) for case in PAIRS}

    assert {case: problems for case, problems in found.items() if problems} == {}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.id != "W80"], ids=lambda rule: str(rule.message))
def test_every_rule_has_invalid_markup_that_violates_it(rule: MarkupRule) -> None:
    messages = [
        problem.message for case in PAIRS if case.file == rule.id for problem in validate(case.input, case.title)
    ]

    assert rule.message in messages


@pytest.mark.parametrize(
    ("line_height", "message"),
    [("9pt", "wechat-w35"), ("0.5rem", "wechat-w35"), ("normal", "wechat-w35-tight"), ("1.5rem", None), ("auto", None)],
)
def test_line_height_is_known_in_units_that_no_article_should_have(line_height: str, message: str | None) -> None:
    problems = validate(f'<section><p style="{TEXT};line-height:{line_height}">甲</p></section>')

    assert [problem.message for problem in problems if problem.rule == "W35"] == ([message] if message else [])


def test_height_that_is_great_enough_clips_nothing() -> None:
    boxes = [f'<section style="height:{height}">甲</section>' for height in ("40px", "50%", "900px")]

    assert "wechat-w38-clipped" not in [problem.message for box in boxes for problem in validate(box)]


@pytest.mark.parametrize("style", ["width:1em;height:1em", "width:auto;height:20px", "width:40%", "width:calc(1px)"])
def test_width_of_a_picture_that_is_no_length_is_left_alone(style: str) -> None:
    problems = validate(f'<section><img src="a" alt="" data-w="500" style="max-width:100%;{style}"></section>')

    assert "wechat-w65-column" not in [problem.message for problem in problems]


def test_width_of_a_picture_is_its_attribute_where_no_other_is_known() -> None:
    shown = [f'<section><img src="a" alt="" style="max-width:100%"{width}></section>' for width in ("", ' width="500"')]

    assert [["wechat-w65-column" in {found.message for found in validate(html)}] for html in shown] == [[False], [True]]


def test_dark_mode_passes_over_hardly_visible_colours_in_a_solid_contrast() -> None:
    faint = (
        f'<section><p style="{TEXT};color:rgba(250,250,250,0.04);background-color:rgba(9,9,9,0.04)">甲</p></section>'
    )

    assert "wechat-w76-solid" not in [problem.message for problem in validate(faint)]


def test_exempt_text_has_no_solid_contrast() -> None:
    tint = "background-color:rgba(190,170,60,0.3)"
    text = f'<p style="color:#333"><span data-ignore-dm="low-contrast" style="{tint}">甲</span></p>'

    assert "wechat-w76-solid" not in [problem.message for problem in validate(text)]
    assert "wechat-w76-solid" in [problem.message for problem in validate(text.replace(" data-ignore-dm", " data-x"))]


# --- length -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chars", "target", "messages"),
    [
        (19_999, Target.SENT, []),
        (20_000, Target.SENT, ["wechat-w80-long"]),
        (599_999, Target.SENT, ["wechat-w80-long"]),
        (600_000, Target.SENT, ["wechat-w80-bytes"]),
        (19_999, Target.FITTED, []),
        (20_000, Target.FITTED, ["wechat-w80"]),
        (700_000, Target.PASTE, []),
    ],
)
def test_length_rules_count_markup(chars: int, target: Target, messages: list[str]) -> None:
    assert [problem.message for problem in validate_html(write_article(chars), target)] == messages


def test_length_rules_do_not_count_embedded_pictures() -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 30_000}" alt="" data-w="9" style="max-width:100%">'

    problems = validate_html(f'<section style="{TEXT};text-align:center">甲{picture}</section>', Target.PASTE)

    assert problems == []


# --- rules as data ----------------------------------------------------------------------------------


def test_every_rule_has_its_own_message() -> None:
    assert [message for message, count in Counter(rule.message for rule in RULES).items() if count > 1] == []


def test_every_wechat_message_has_a_rule() -> None:
    names = {message for message in ENGLISH if re.match(r"wechat-w\d", message)}

    assert names == {rule.message for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.message))
def test_every_rule_names_its_sources_and_their_date(rule: MarkupRule) -> None:
    assert set(rule.source.keys.split()) <= SOURCES.keys()
    assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", rule.source.seen)
    assert rule.targets


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.message))
def test_every_rule_message_names_fault_and_remedy(rule: MarkupRule) -> None:
    problem = Problem(rule.message, excerpt="⟨此处⟩")

    explanations = [Translator(language).explain(problem) for language in ("en", "zh")]

    assert " — " in explanations[0]
    assert "——" in explanations[1]


def test_every_source_is_used_by_a_rule() -> None:
    assert {key for rule in RULES for key in rule.source.keys.split()} == SOURCES.keys()
