from __future__ import annotations

import pytest

from publish.wechat.css_properties import INHERITED, LETTER_FORMS, PROPERTIES, find_fault


@pytest.mark.parametrize(
    "declaration",
    [
        "color:#333", "color:#1f4e79", "color:#ABCDEF", "color:rgb(1,2,3)", "color:rgba(0, 0, 0, 0.12)",
        "color:RGBA(0,0,0,.1)",
        "background-color:transparent", "border-top-color:#333", "font-size:16px", "font-size:1.25em", "font-size:90%",
        "font-weight:600", "font-weight:bold", "font-style:italic", "font-family:Menlo, Consolas, monospace",
        "line-height:1.75", "letter-spacing:.4px", "text-indent:2em", "text-align:justify", "text-decoration:none",
        "vertical-align:super", "margin:0 auto", "margin:32px 0 16px", "margin-left:4%", "padding:1px 2px 3px 4px",
        "border:0", "border:1px solid #ccc", "border:1px dashed rgba(0,0,0,.1)", "border-left:2px double #1f4e79",
        "border-style:dotted none", "border-width:1px", "border-color:#111 #222", "border-radius:3px 4px",
        "border-collapse:collapse", "border-spacing:0", "table-layout:auto", "width:100%", "width:176px",
        "max-width:100%", "height:auto", "display:inline-block", "box-sizing:border-box", "overflow-x:auto",
        "-webkit-overflow-scrolling:touch", "white-space:nowrap", "word-break:break-all", "overflow-wrap:break-word",
        "list-style-type:square",
    ],
)  # fmt: skip
def test_find_fault_returns_none_for_kept_declarations(declaration: str) -> None:
    name, _, value = declaration.partition(":")

    assert find_fault(name, value) is None


@pytest.mark.parametrize(
    "name",
    [
        "position", "top", "z-index", "float", "clear", "background", "background-image", "transform", "animation",
        "transition", "filter", "opacity", "box-shadow", "text-shadow", "cursor", "gap", "flex", "grid", "content",
        "font", "min-width", "margin-inline", "text-decoration-thickness", "text-underline-offset", "colour", "--x",
        "COLOR",
    ],
)  # fmt: skip
def test_find_fault_refuses_unknown_properties(name: str) -> None:
    assert find_fault(name, "0") == "theme-property"


@pytest.mark.parametrize(
    "value",
    [
        "url(a.png)",
        "calc(1px + 2px)",
        "var(--x)",
        "min(1px,2px)",
        "env(x)",
        "attr(x)",
        "hsl(1,2%,3%)",
        "URL(x)",
        "rgb(url(x))",
    ],
)
@pytest.mark.parametrize("name", ["margin", "background-color", "border"])
def test_find_fault_refuses_functions_except_rgb(name: str, value: str) -> None:
    assert find_fault(name, value) == "theme-function"


@pytest.mark.parametrize("value", ["1rem", "2vw", "3vh", "10pt", "1ch", "0.5cm", "1px 2REM", "-1rem", ".5vmin"])
def test_find_fault_refuses_units_except_px_em_and_percent(value: str) -> None:
    assert find_fault("margin", value) == "theme-unit"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("color", "red"),
        ("color", "#33"),
        ("color", "#3333"),
        ("color", "#33333333"),
        ("color", "#ggg"),
        ("color", "currentColor"),
        ("color", "inherit"),
        ("color", "transparent"),
        ("color", "rgb(10%,20%,30%)"),
        ("color", "rgb()"),
        ("background-color", "none"),
        ("border-color", "transparent"),
        ("border", "1px solid #cccc"),
        ("margin", "#333"),
        ("font-size", "#333"),
    ],
)
def test_find_fault_refuses_colours_that_are_not_numeric(name: str, value: str) -> None:
    assert find_fault(name, value) == "theme-colour"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("margin", ""),
        ("margin", "-1px"),
        ("margin", "0 -1px"),
        ("margin", "-.5em"),
        ("margin", "1px/2px"),
        ("margin", "none"),
        ("border", "1px solid red"),
        ("border", "1px groove #ccc"),
        ("border-collapse", "separate"),
        ("display", "flex"),
        ("display", "inline-flex"),
        ("display", "grid"),
        ("display", "none"),
        ("text-align", "start"),
        ("text-align", "end"),
        ("white-space", "pre"),
        ("white-space", "pre-wrap"),
        ("font-family", "Arial"),
        ("font-family", '"PingFang SC"'),
        ("font-family", "'a;b'"),
        ("font-size", "large"),
        ("line-height", "inherit"),
        ("font-weight", "bolder"),
        ("height", "fit-content"),
        ("overflow-x", "scroll"),
        ("width", "auto;position"),
    ],
)
def test_find_fault_refuses_other_values(name: str, value: str) -> None:
    assert find_fault(name, value) == "theme-value"


def test_text_properties_are_kept_properties() -> None:
    assert {*INHERITED, *LETTER_FORMS} <= PROPERTIES
