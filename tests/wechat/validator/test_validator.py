from __future__ import annotations

from functools import partial

import pytest
from lxml import etree

from publish.core.html import Target, Tree
from publish.core.problem import Problem, Severity
from publish.steps.serialize import serialize_html
from publish.wechat.validator import validate_html, validate_tree
from tests.steps.transforms.markup import parse
from tests.test_linear import count_calls

TEXT = "margin:0;color:#333;font-size:16px;line-height:1.75;text-align:left"
PARAGRAPH = f'<p style="{TEXT}">甲</p>'


def find_rules(html: str, profile: Target = Target.PASTE) -> list[str | None]:
    return [problem.rule for problem in validate_html(html, profile)]


def verify_tree(tree: Tree, profile: Target) -> list[Problem]:
    return validate_tree(tree, serialize_html(tree), profile)


def find_places(html: str) -> list[str | None]:
    return [problem.element for problem in validate_html(html, Target.PASTE)]


# --- what is told ---------------------------------------------------------------------------------


def test_verify_markup_tells_rule_place_and_words() -> None:
    tree = parse(f"<section>{PARAGRAPH}<div>乙</div></section>")

    assert verify_tree(tree, Target.PASTE) == [
        Problem("wechat-w06", rule="W06", severity=Severity.ERROR, excerpt="div", element="section>div")
    ]


def test_verify_markup_tells_all_at_once() -> None:
    tree = parse(f'<section id="a">{PARAGRAPH}<div>乙</div><p style="{TEXT};position:fixed">丙</p></section>')

    assert [problem.rule for problem in verify_tree(tree, Target.PASTE)] == ["W03", "W06", "W22"]


@pytest.mark.parametrize("profile", Target)
def test_verify_markup_leaves_the_article_alone(profile: Target) -> None:
    tree = parse(f'<section class="a"> {PARAGRAPH}<ul><p>乙</p></ul></section>')
    before = etree.tostring(tree)

    verify_tree(tree, profile)

    assert etree.tostring(tree) == before


@pytest.mark.parametrize("inside", ["<div>甲</div>", "<p>甲</p>", "<!-- 甲 -->", "<ul>甲</ul>", " <h2> 甲</h2>"])
def test_a_tree_and_its_text_are_told_the_same(inside: str) -> None:
    html = f"<section>{inside}</section>"

    assert verify_tree(etree.fromstring(html), Target.PASTE) == validate_html(html, Target.PASTE)


def test_long_excerpt_is_cut() -> None:
    [problem] = validate_html(f'<section id="{"a" * 5000}">{PARAGRAPH}</section>', Target.PASTE)

    assert problem.excerpt == "a" * 60 + "…"


# --- where ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "place"),
    [
        (f'<section>{PARAGRAPH}<p id="a" style="{TEXT}">甲</p></section>', "section>p[2]"),
        (f'<section>{PARAGRAPH}<h2 id="a" style="{TEXT}">甲</h2></section>', "section>h2"),
        (f'<section><p style="{TEXT}">甲<em>乙</em><em id="a">丙</em></p></section>', "section>p>em[2]"),
        (f"<section>{PARAGRAPH}<!-- a --></section>", "section>#comment"),
        (f'<section id="a">{PARAGRAPH}</section>', "section"),
    ],
    ids=lambda value: value if len(value) < 20 else "html",
)
def test_an_element_is_named_by_its_path(html: str, place: str) -> None:
    assert find_places(html) == [place]


def test_several_roots_are_numbered() -> None:
    assert find_places(f'{PARAGRAPH}<p id="a" style="{TEXT}">甲</p>') == [None, "p[2]"]


# --- text as it is written ------------------------------------------------------------------------


@pytest.mark.parametrize("html", [f"甲{PARAGRAPH}", f"{PARAGRAPH}甲", PARAGRAPH * 2, ""])
def test_text_beside_the_root_is_a_root_too(html: str) -> None:
    assert find_rules(html) == ["W01"]


def test_white_space_round_the_root_is_nothing() -> None:
    assert find_rules(f"\n{PARAGRAPH}\n") == []


def test_nothing_is_too_deep_to_be_read() -> None:
    rules = find_rules("<section>" * 3000 + PARAGRAPH + "</section>" * 3000)

    assert {"W13", "W17"} <= set(rules)


@pytest.mark.parametrize(
    "html",
    ["<p <", "<p @click='a'>甲</p>", "<1>甲", "<p \x00>", "<svg:a>", "<!-- a -- b -->", "<p>\ud800</p>", "<![if a]>"],
)
def test_nothing_is_too_odd_to_be_read(html: str) -> None:
    assert isinstance(validate_html(html, Target.PASTE), list)


@pytest.mark.parametrize("text", ["甲 乙", "a b", "\u00a0", "💎", "甲：（乙）", "👨‍👩‍👧"])
def test_plain_text_is_nothing_to_tell_of(text: str) -> None:
    assert find_rules(f'<section style="{TEXT}">{text}</section>') == []


# --- what stands in what --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "inside", "rules"),
    [
        ("color:#5a5a5a", "", ["W76"]),
        ("color:#555", "", []),
        ("color:#fff", "background-color:#333", []),
        ("color:#5a5a5a", "color:#333", []),
    ],
)
def test_contrast_is_that_of_the_element_the_text_stands_in(style: str, inside: str, rules: list[str]) -> None:
    html = f'<section><p style="{TEXT};{style}"><span style="{inside}">甲</span></p></section>'

    assert sorted(set(filter(None, find_rules(html)))) == rules


def test_background_counts_behind_all_that_stands_on_it() -> None:
    white = PARAGRAPH.replace("#333", "#fff")

    assert find_rules(f'<section style="background-color:#333"><section>{white}</section></section>') == []


def test_contrast_of_both_schemes_is_told() -> None:
    problems = validate_html(PARAGRAPH.replace("#333", "#777"), Target.PASTE)

    assert [problem.excerpt for problem in problems] == ["☀ 4.5:1 #777", "☾ 3.9:1 #777"]


@pytest.mark.parametrize("profile", Target)
def test_what_a_block_says_itself_needs_no_root(profile: Target) -> None:
    assert find_rules(f"<section>{PARAGRAPH}</section>", profile) == []


def test_through_the_api_a_block_may_leave_its_text_to_the_root() -> None:
    html = f'<section style="{TEXT}"><p style="margin:0">甲</p></section>'

    assert find_rules(html, Target.API) == []
    assert find_rules(html) == ["W46"]


def test_width_of_what_scrolls_is_its_own() -> None:
    html = f'<section{{}} style="overflow-x:auto"><section style="width:900px">{PARAGRAPH}</section></section>'

    assert find_rules(html.format(" data-ignore-width")) == []
    assert find_rules(html.format("")) == ["W37", "W36"]


@pytest.mark.parametrize(
    ("line_height", "rules"), [("20px", ["W35"]), ("1em", ["W35"]), ("125%", ["W35"]), ("1", []), ("normal", [])]
)
def test_large_text_in_lines_of_a_length_overlaps(line_height: str, rules: list[str]) -> None:
    style = "margin:0;color:#333;font-size:16px;text-align:left"
    html = f'<h2 style="{style};line-height:{line_height}"><span style="font-size:30px">甲</span></h2>'

    assert [rule for rule in find_rules(html) if rule != "W04"] == rules


def test_size_of_text_is_handed_down_in_every_unit() -> None:
    inside = '<span style="font-size:200%">甲</span><em style="font-size:2em">乙</em>'
    html = f'<h2 style="{TEXT};line-height:30px">{inside}</h2>'

    assert find_rules(html) == ["W35", "W35"]


def test_page_gives_lines_of_its_own() -> None:
    assert find_rules("<section><em>甲</em></section>") == ["W46", "W47"]


def test_void_element_may_close_itself() -> None:
    assert find_rules(f'<section style="{TEXT}">甲<br/>乙</section>') == []


# --- how long it takes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "<section>" + "<p><em></em>甲</p>" * 100 + "</section>",
        "<section>" + f"<ul><li>{PARAGRAPH}甲</li></ul>" * 100 + "</section>",
        "<b>" * 100 + "甲" + "</b>" * 100,
        f'<p style="{"a:b;" * 100}">甲</p>',
    ],
    ids=["faults", "lists", "unclosed", "declarations"],
)
def test_twice_as_much_is_twice_the_work(html: str) -> None:
    once, twice = (count_calls(partial(validate_html, part, Target.PASTE)) for part in (html, html * 2))

    assert twice < once * 2.2
