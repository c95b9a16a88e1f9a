"""Every rule has a pair: HTML that breaks it, HTML that obeys it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from publish.core.html import Target
from publish.core.problem import Problem, Severity
from publish.i18n.messages import Translator
from publish.wechat.validator import RULES, MarkupRule, validate_html
from tests.cases import read_cases
from tests.catalogues import ENGLISH
from tests.rule_docs import SOURCES

TEXT = "margin:0;color:#333;font-size:16px;line-height:1.75;text-align:left"
"""What `TEXT` stands for in a pair: the style of every text block."""

PAIRS = read_cases(Path(__file__).with_name("cases"))
LONG = {Target.PASTE: ["wechat-w80-paste"], Target.API: ["wechat-w80"]}


def verify(html: str, title: str = "") -> list[Problem]:
    profile = Target.API if title.endswith("(api)") else Target.PASTE
    return validate_html(html.replace("TEXT", TEXT), profile)


def write_article(chars: int, char: str = "a") -> str:
    start, end = f'<section style="{TEXT}">', "</section>"
    return f"{start}{char * (chars - len(start) - len(end))}{end}"


# --- the pairs ----------------------------------------------------------------------------------


def test_what_breaks_a_rule_is_told_of_that_rule_alone() -> None:
    found = {case: {problem.rule for problem in verify(case.input, case.title)} for case in PAIRS}

    assert {str(case): rules for case, rules in found.items() if rules != {case.file}} == {}


def test_what_obeys_a_rule_is_told_of_nothing() -> None:
    found = {str(case): verify(case.expected, case.title) for case in PAIRS}

    assert {case: problems for case, problems in found.items() if problems} == {}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.id != "W80"], ids=lambda rule: str(rule.message))
def test_every_rule_has_a_pair(rule: MarkupRule) -> None:
    told = [problem.message for case in PAIRS if case.file == rule.id for problem in verify(case.input, case.title)]

    assert rule.message in told


# --- how long it may be ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chars", "profile", "messages"),
    [
        (17_999, Target.API, []),
        (18_000, Target.API, ["wechat-w80-near"]),
        (19_999, Target.API, ["wechat-w80-near"]),
        (20_000, Target.API, ["wechat-w80"]),
        (19_999, Target.PASTE, []),
        (20_000, Target.PASTE, ["wechat-w80-paste"]),
    ],
)
def test_length_is_counted_with_its_markup(chars: int, profile: Target, messages: list[str]) -> None:
    assert [problem.message for problem in validate_html(write_article(chars), profile)] == messages


def test_length_does_not_count_pictures_that_have_yet_to_be_uploaded() -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 30_000}" alt="" data-w="9" style="max-width:100%">'

    problems = validate_html(f'<section style="{TEXT};text-align:center">甲{picture}</section>', Target.PASTE)

    assert problems == []


# --- what is known of them -------------------------------------------------------------------------


def test_no_two_rules_say_the_same() -> None:
    assert [message for message, count in Counter(rule.message for rule in RULES).items() if count > 1] == []


def test_every_sentence_about_wechat_has_a_rule() -> None:
    said = {message for message in ENGLISH if re.match(r"wechat-w\d", message)}

    assert said == {rule.message for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.message))
def test_every_rule_names_its_sources_and_when_they_were_seen(rule: MarkupRule) -> None:
    assert set(rule.source.keys.split()) <= SOURCES.keys()
    assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", rule.source.seen)
    assert rule.profiles
    assert rule.severity in (Severity.ERROR, Severity.WARNING)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.message))
def test_every_rule_says_what_is_wrong_and_what_to_do(rule: MarkupRule) -> None:
    problem = Problem(rule.message, excerpt="⟨此处⟩")

    said = [Translator(language).explain(problem) for language in ("en", "zh")]

    assert " — " in said[0]
    assert "——" in said[1]


def test_every_source_is_named_by_a_rule() -> None:
    assert {key for rule in RULES for key in rule.source.keys.split()} == SOURCES.keys()
