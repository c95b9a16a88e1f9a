from __future__ import annotations

from publish.core.style_attribute import get_style, pop_style, set_style
from tests.steps.transforms.markup import parse, show


def test_get_style_returns_declarations_in_order() -> None:
    element = parse('<p style="margin: 0 8px; color:#333 ;; font-family: Menlo, monospace;border:">甲</p>')

    assert list(get_style(element).items()) == [
        ("margin", "0 8px"),
        ("color", "#333"),
        ("font-family", "Menlo,monospace"),
    ]


def test_get_style_returns_nothing_without_a_style() -> None:
    assert get_style(parse("<p/>")) == {}


def test_get_style_returns_a_new_mapping_each_time() -> None:
    element = parse('<p style="color:#333"/>')

    get_style(element)["color"] = "#111"

    assert get_style(element) == {"color": "#333"}


def test_set_style_writes_no_white_space() -> None:
    element = parse("<p/>")

    set_style(element, {"margin": "0", "color": "#333"})

    assert show(element) == '<p style="margin:0;color:#333"></p>'


def test_set_style_removes_the_attribute_when_empty() -> None:
    element = parse('<p style="margin:0"/>')

    set_style(element, {})

    assert show(element) == "<p></p>"


def test_pop_style_removes_the_wanted_declarations() -> None:
    element = parse('<p style="margin:0;color:#333"/>')

    taken = pop_style(element, lambda name: name == "color")

    assert taken == {"color": "#333"}
    assert show(element) == '<p style="margin:0"></p>'
