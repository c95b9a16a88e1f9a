from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from lxml import etree

from publish.core.html import Tree
from publish.core.problem import Problem, Severity
from publish.core.target import Target
from publish.steps.serialize import serialize_html
from publish.wechat.validator import validate_closely, validate_html, validate_tree
from tests.steps.transforms.markup import parse
from tests.test_linear import count_calls

TEXT = "margin:0;color:#333;font-size:16px;line-height:1.75;text-align:left"
PARAGRAPH = f'<p style="{TEXT}">甲</p>'


def find_rules(html: str, target: Target = Target.PASTE) -> list[str | None]:
    return [problem.rule for problem in validate_html(html, target)]


def validate(tree: Tree, target: Target) -> list[Problem]:
    return validate_tree(tree, serialize_html(tree), target)


def find_paths(html: str) -> list[str | None]:
    return [problem.element for problem in validate_html(html, Target.PASTE)]


# --- problems -----------------------------------------------------------------------------------


def test_validate_tree_returns_rule_path_and_excerpt() -> None:
    tree = parse(f"<section>{PARAGRAPH}<div>乙</div></section>")

    assert validate(tree, Target.PASTE) == [
        Problem("wechat-w06", rule="W06", severity=Severity.ERROR, excerpt="div", element="section>div")
    ]


def test_validate_tree_returns_all_problems() -> None:
    tree = parse(f'<section id="a">{PARAGRAPH}<div>乙</div><p style="{TEXT};position:fixed">丙</p></section>')

    assert [problem.rule for problem in validate(tree, Target.PASTE)] == ["W03", "W06", "W22"]


@pytest.mark.parametrize("target", Target)
def test_validate_tree_does_not_modify_the_tree(target: Target) -> None:
    tree = parse(f'<section class="a"> {PARAGRAPH}<ul><p>乙</p></ul></section>')
    before = etree.tostring(tree)

    validate(tree, target)

    assert etree.tostring(tree) == before


@pytest.mark.parametrize("inside", ["<div>甲</div>", "<p>甲</p>", "<!-- 甲 -->", "<ul>甲</ul>", " <h2> 甲</h2>"])
def test_validate_tree_and_validate_html_return_the_same_problems(inside: str) -> None:
    html = f"<section>{inside}</section>"

    assert validate(etree.fromstring(html), Target.PASTE) == validate_html(html, Target.PASTE)


def test_validate_html_cuts_a_long_excerpt() -> None:
    [problem] = validate_html(f'<section id="{"a" * 5000}">{PARAGRAPH}</section>', Target.PASTE)

    assert problem.excerpt == "a" * 60 + "…"


# --- paths --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "path"),
    [
        (f'<section>{PARAGRAPH}<p id="a" style="{TEXT}">甲</p></section>', "section>p[2]"),
        (f'<section>{PARAGRAPH}<h2 id="a" style="{TEXT}">甲</h2></section>', "section>h2"),
        (f'<section><p style="{TEXT}">甲<em>乙</em><em id="a">丙</em></p></section>', "section>p>em[2]"),
        (f"<section>{PARAGRAPH}<!-- a --></section>", "section>#comment"),
        (f'<section id="a">{PARAGRAPH}</section>', "section"),
    ],
    ids=lambda value: value if len(value) < 20 else "html",
)
def test_validate_html_names_an_element_by_its_path(html: str, path: str) -> None:
    assert find_paths(html) == [path]


def test_validate_html_numbers_several_roots() -> None:
    assert find_paths(f'{PARAGRAPH}<p id="a" style="{TEXT}">甲</p>') == [None, "p[2]"]


# --- unparsed text ------------------------------------------------------------------------------


@pytest.mark.parametrize("html", [f"甲{PARAGRAPH}", f"{PARAGRAPH}甲", PARAGRAPH * 2, ""])
def test_validate_html_counts_text_beside_the_root_as_a_root(html: str) -> None:
    assert find_rules(html) == ["W01"]


def test_validate_html_ignores_white_space_round_the_root() -> None:
    assert find_rules(f"\n{PARAGRAPH}\n") == []


def test_validate_html_does_not_crash_on_deeply_nested_html() -> None:
    rules = find_rules("<section>" * 3000 + PARAGRAPH + "</section>" * 3000)

    assert {"W13", "W17"} <= set(rules)


@pytest.mark.parametrize(
    "html",
    ["<p <", "<p @click='a'>甲</p>", "<1>甲", "<p \x00>", "<svg:a>", "<!-- a -- b -->", "<p>\ud800</p>", "<![if a]>"],
)
def test_validate_html_does_not_crash_on_unusual_html(html: str) -> None:
    assert isinstance(validate_html(html, Target.PASTE), list)


@pytest.mark.parametrize("text", ["甲 乙", "a b", "\u00a0", "💎", "甲：（乙）", "👨‍👩‍👧"])
def test_validate_html_accepts_plain_text(text: str) -> None:
    assert find_rules(f'<section style="{TEXT}">{text}</section>') == []


# --- nested styles ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "inside", "rules"),
    [
        ("color:#5a5a5a", "", ["W76"]),
        ("color:#555", "", []),
        ("color:#fff", "background-color:#333", []),
        ("color:#5a5a5a", "color:#333", []),
    ],
)
def test_contrast_rules_use_the_style_of_the_innermost_element(style: str, inside: str, rules: list[str]) -> None:
    html = f'<section><p style="{TEXT};{style}"><span style="{inside}">甲</span></p></section>'

    assert sorted(set(filter(None, find_rules(html)))) == rules


def test_contrast_rules_use_the_background_of_ancestors() -> None:
    white = PARAGRAPH.replace("#333", "#fff")

    assert find_rules(f'<section style="background-color:#333"><section>{white}</section></section>') == []


def test_contrast_rules_report_both_schemes() -> None:
    problems = validate_html(PARAGRAPH.replace("#333", "#777"), Target.PASTE)

    assert [problem.excerpt for problem in problems] == ["☀ 4.5:1 #777", "☾ 3.9:1 #777"]


@pytest.mark.parametrize("target", Target)
def test_block_with_all_text_properties_needs_no_styled_root(target: Target) -> None:
    assert find_rules(f"<section>{PARAGRAPH}</section>", target) == []


def test_block_may_inherit_from_the_root_only_through_the_api() -> None:
    html = f'<section style="{TEXT}"><p style="margin:0">甲</p></section>'

    assert find_rules(html, Target.SENT) == []
    assert find_rules(html) == ["W46"]


def test_width_rule_ignores_content_of_a_declared_scrolling_box() -> None:
    html = f'<section{{}} style="overflow-x:auto"><section style="width:900px">{PARAGRAPH}</section></section>'

    assert find_rules(html.format(" data-ignore-width")) == []
    assert find_rules(html.format("")) == ["W37", "W36"]


@pytest.mark.parametrize(
    ("line_height", "rules"), [("20px", ["W35"]), ("1em", ["W35"]), ("125%", ["W35"]), ("1", []), ("normal", [])]
)
def test_line_height_rule_reports_large_text_in_fixed_line_height(line_height: str, rules: list[str]) -> None:
    style = "margin:0;color:#333;font-size:16px;text-align:left"
    html = f'<h2 style="{style};line-height:{line_height}"><span style="font-size:30px">甲</span></h2>'

    assert [rule for rule in find_rules(html) if rule != "W04"] == rules


def test_computed_font_size_is_inherited_in_every_unit() -> None:
    inside = '<span style="font-size:200%">甲</span><em style="font-size:2em">乙</em>'
    html = f'<h2 style="{TEXT};line-height:30px">{inside}</h2>'

    assert find_rules(html) == ["W35", "W35"]


def test_computed_line_height_defaults_to_that_of_the_page() -> None:
    assert find_rules("<section><em>甲</em></section>") == ["W46", "W47"]


def test_validate_html_accepts_self_closing_void_elements() -> None:
    assert find_rules(f'<section style="{TEXT}">甲<br/>乙</section>') == []


# --- run time -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "<section>" + "<p><em></em>甲</p>" * 100 + "</section>",
        "<section>" + f"<ul><li>{PARAGRAPH}甲</li></ul>" * 100 + "</section>",
        "<b>" * 100 + "甲" + "</b>" * 100,
        f'<p style="{"a:b;" * 100}">甲</p>',
    ],
    ids=["violations", "lists", "unclosed", "declarations"],
)
@pytest.mark.parametrize("validate", [validate_html, validate_closely])
def test_validate_html_takes_linear_time(html: str, validate: Callable[[str, Target], list[Problem]]) -> None:
    texts = (f"<section>{html * times}</section>" for times in (1, 2))
    once, twice = (count_calls(partial(validate, text, Target.PASTE)) for text in texts)

    assert twice < once * 2.2
