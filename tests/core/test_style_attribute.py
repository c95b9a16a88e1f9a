from __future__ import annotations

from publish.core.style_attribute import get_style, pop_style, set_style
from tests.steps.transforms.markup import parse, show


def test_read_style_returns_declarations_in_order() -> None:
    element = parse('<p style="margin: 0 8px; color:#333 ;; font-family: Menlo, monospace;border:">甲</p>')

    assert list(get_style(element).items()) == [
        ("margin", "0 8px"),
        ("color", "#333"),
        ("font-family", "Menlo,monospace"),
    ]


def test_read_style_of_an_element_without_style_is_empty() -> None:
    assert get_style(parse("<p/>")) == {}


def test_read_style_gives_each_caller_a_mapping_of_its_own() -> None:
    element = parse('<p style="color:#333"/>')

    get_style(element)["color"] = "#111"

    assert get_style(element) == {"color": "#333"}


def test_write_style_writes_it_short() -> None:
    element = parse("<p/>")

    set_style(element, {"margin": "0", "color": "#333"})

    assert show(element) == '<p style="margin:0;color:#333"></p>'


def test_write_style_of_nothing_leaves_no_attribute() -> None:
    element = parse('<p style="margin:0"/>')

    set_style(element, {})

    assert show(element) == "<p></p>"


def test_take_style_parts_the_wanted_from_the_rest() -> None:
    element = parse('<p style="margin:0;color:#333"/>')

    taken = pop_style(element, lambda name: name == "color")

    assert taken == {"color": "#333"}
    assert show(element) == '<p style="margin:0"></p>'
