from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.exceptions import ThemeError
from publish.core.html import Html
from publish.core.style_attribute import split_style
from publish.steps.style import inline_styles
from publish.steps.style.import_theme import ImportedTheme, import_theme
from publish.steps.style.import_theme.foreign_selectors import map_selector
from publish.steps.style.import_theme.foreign_values import convert
from publish.steps.style.parse_theme import parse_theme

MDNICE = """
/* Sea, by A. Writer, licence: CC BY 4.0 */
#nice { padding: 20px; color: #4a4a4a; font-family: Optima }
#nice h1 { font-size: 30px }
#nice h2 { border-bottom: 2px solid #ef7060; margin: 30px 0 15px }
#nice h2 .content { display: inline-block; background: #ef7060; color: #fff; padding: 3px 10px }
#nice h2:after { content: ""; border-left: 20px solid transparent }
#nice h2 .prefix { display: none }
#nice h3::before { content: "◆ "; color: #ef7060 }
#nice blockquote { background: #fff5e3; border-left-color: rgb(239, 112, 96) }
#nice p code, #nice li code { color: #ef7060; background: rgba(27,31,35,.05) }
#nice table tr:nth-child(2n) { background: #f8f8f8 }
#nice a:hover { color: red }
#nice strong { color: #999 !important; box-shadow: 0 1px 2px #000 }
#nice .imageflow-img { width: 100% }
@media print { #nice p { color: #000 } }
"""


def style(css: str, html: str, tag: str) -> dict[str, str]:
    """Return the style of an element of an article in a theme."""
    root = inline_styles(Html(f'<section class="article">{html}</section>'), parse_theme("x", css), {})
    return split_style(next(root.iter(tag)).get("style", ""))


def list_dropped(theme: ImportedTheme) -> set[tuple[str, str]]:
    return {(one.text, one.reason.removeprefix("import-")) for one in theme.dropped}


@pytest.fixture(scope="module")
def sea() -> ImportedTheme:
    return import_theme("sea", MDNICE, "sea.css")


def test_imported_theme_is_a_theme_in_which_all_text_can_be_read(sea: ImportedTheme) -> None:
    assert parse_theme("sea", sea.css).problems == ()
    assert sea.format == "mdnice"


def test_imported_theme_names_its_source_author_and_licence(sea: ImportedTheme) -> None:
    assert sea.css.startswith("/* sea: imported from sea.css (mdnice). */\n")
    assert "/* Sea, by A. Writer, licence: CC BY 4.0 */" in sea.css


def test_box_inside_a_heading_becomes_the_look_of_the_heading(sea: ImportedTheme) -> None:
    h2 = style(sea.css, "<h2>甲</h2>", "h2")

    assert h2["padding"] == "3px 10px"
    assert h2["margin"] == "30px 0 15px"
    assert h2.get("display") is None
    assert h2["border-bottom"] == "2px solid #ef7060"


def test_white_text_keeps_its_colour_on_a_ground_made_darker(sea: ImportedTheme) -> None:
    h2 = style(sea.css, "<h2>甲</h2>", "h2")
    ground = h2["background-color"]

    assert h2["color"] == "#fff"
    assert ground != "#ef7060"
    assert any(repair.after == ground for repair in sea.repairs)


def test_ground_that_would_glare_at_night_is_made_paler(sea: ImportedTheme) -> None:
    assert [(one.before, one.after) for one in sea.repairs if one.path == ""] == [("#fff5e3", "#fffaf0")]


def test_text_of_a_pseudo_element_is_kept_and_a_shape_is_named(sea: ImportedTheme) -> None:
    root = inline_styles(Html("<section><h3>甲</h3></section>"), parse_theme("sea", sea.css), {})

    assert "".join(map(str, root[0].itertext())) == "◆ 甲"
    assert ("h2::after", "shape") in list_dropped(sea)


def test_what_is_left_out_is_named_with_its_line_and_reason(sea: ImportedTheme) -> None:
    assert list_dropped(sea) == {
        ("font-family: Optima", "font"),
        ("#nice h1", "title"),
        ("h2::after", "shape"),
        ("#nice table tr:nth-child(2n)", "state"),
        ("#nice a:hover", "state"),
        ("box-shadow: 0 1px 2px #000", "property"),
        ("#nice .imageflow-img", "element"),
        ("@media", "at-rule"),
    }
    assert {one.line for one in sea.dropped if one.text == "#nice h1"} == {4}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("#nice", ".article"),
        ("#wemd h2 .content", "h2"),
        ("#wenyan h2 span", "h2"),
        ("#write > p", "p"),
        ("#nice li section", "li"),
        ("#nice table tr th", "th"),
        ("pre code", "pre code"),
        (".codespan", "code"),
        (":not(pre) > code", "code"),
        ("#wenyan .footnote", ".reference"),
        ("#wenyan #footnotes p", ".reference"),
        ("blockquote p", "blockquote p"),
        (".markdown-alert-tip", ".tip"),
        ("b", "strong"),
        ("#nice .hljs-keyword", ".code-keyword"),
        ("#nice ol li p", "ol li"),
    ],
)
def test_map_selector_finds_what_a_selector_means_here(theirs: str, ours: str) -> None:
    assert map_selector(theirs).selector == ours


@pytest.mark.parametrize(
    ("theirs", "reason"),
    [
        ("h1", "title"),
        ("#nice h2 .prefix", "empty"),
        ("a:hover", "state"),
        ("p + p", "state"),
        ("li[data-x]", "state"),
        (".sidebar", "element"),
        ("#toc", "element"),
        ("table tr", "element"),
    ],
)
def test_map_selector_tells_why_a_selector_means_nothing(theirs: str, reason: str) -> None:
    assert (map_selector(theirs).selector, map_selector(theirs).reason) == ("", reason)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("background", "#ABC", "background-color: #aabbcc"),
        ("background", "none", "background-color: transparent"),
        ("background", "red no-repeat", "background-color: #ff0000"),
        ("color", "hsl(0 0% 20%)", "color: #333333"),
        ("color", "#000", "color: #191919"),
        ("color", "var(--x)", "color: #112233"),
        ("color", "var(--nosuch, #445566)", "color: #445566"),
        ("color", "hsl(var(--foreground))", "color: #333333"),
        ("border", "1px solid #eee", "border: 1px solid rgba(0,0,0,0.07)"),
        ("border-left", "2px solid darkred", "border-left: 2px solid #8b0000"),
        ("margin", "1rem auto 12pt", "margin: 16px auto 16px"),
        ("font-size", "calc(var(--md-font-size) * 1.25)", "font-size: 20px"),
        ("font-size", "calc(10px + (4px * 2))", "font-size: 18px"),
        ("text-align", "start", "text-align: left"),
        ("text-decoration", "underline wavy red", "text-decoration: underline"),
        ("font-weight", "bolder", "font-weight: 700"),
        ("font-family", "Optima", None),
        ("margin", "-4px 0", None),
        ("font-size", "5vw", None),
        ("font-size", "calc(1em + 2px)", None),
        ("font-size", "calc(1px / 0)", None),
        ("font-size", "calc(1px ** 2)", None),
        ("font-size", f"calc({'9' * 400}px)", None),
        ("color", "var(--many)", None),
        ("color", "var(--to)", None),
        ("background", "linear-gradient(red, blue)", None),
        ("background", "url(a.png)", None),
        ("display", "flex", None),
        ("position", "absolute", None),
        ("transition", "all 1s", None),
        ("--x", "1px", None),
        ("color", "currentColor", None),
        ("color", "var(--loop)", None),
    ],
)
def test_convert_writes_what_wechat_keeps(name: str, value: str, kept: str | None) -> None:
    converted = convert(
        name,
        value,
        {
            "--x": "#123",
            "--loop": "var(--loop)",
            "--to": "var(--fro)",
            "--fro": "var(--to)",
            "--many": "var(--many) " * 99,
        },
        is_code=False,
    )

    assert (f"{converted.name}: {converted.value}" if converted.name else None) == kept


def test_convert_gives_code_the_font_that_wechat_has() -> None:
    assert convert("font-family", "Fira Code", {}, is_code=True).value == "Menlo,Consolas,monospace"


def test_text_of_a_pseudo_element_keeps_what_can_be_printed() -> None:
    css = "h3::before{content:'\\1 a\\22 \\5c b" + "x" * 60 + "'}"

    assert f'content: "ab{"x" * 38}";' in import_theme("x", css, "x.css").css


def test_rules_of_which_nothing_can_be_kept_are_left_out() -> None:
    css = "#nice{--c:#123} p{position:absolute} p{color} h3::before{color:red} h4{color:var(--c)}"

    theme = import_theme("x", css, "x.css")

    assert (theme.taken, list_dropped(theme)) == (1, {("position: absolute", "property"), ("h3::before", "shape")})


@pytest.mark.parametrize("css", ["", "not css", "@import 'a.css';", ".sidebar { color: red }", "h1 { color: red }"])
def test_sheet_that_styles_nothing_of_an_article_is_refused(css: str) -> None:
    with pytest.raises(ThemeError) as caught:
        import_theme("x", css, "x.css")

    assert [problem.message for problem in caught.value.problems] == ["import-nothing"]


def test_sheet_that_nests_too_deep_is_refused() -> None:
    with pytest.raises(ThemeError) as caught:
        import_theme("x", f"p{{margin:{'(' * 5000}}}", "x.css")

    assert [problem.message for problem in caught.value.problems] == ["theme-syntax"]


def test_element_that_holds_no_text_gets_no_decoration() -> None:
    theme = import_theme("x", "p{color:#333} hr::after{content:'·'}", "*/x.css")

    assert list_dropped(theme) == {("hr::after", "shape")}
    assert theme.css.startswith("/* x: imported from  /x.css (CSS). */")


def test_sheet_that_is_too_long_is_refused() -> None:
    with pytest.raises(ThemeError) as caught:
        import_theme("x", "p{margin:0}" * 20_000, "x.css")

    assert [problem.message for problem in caught.value.problems] == ["theme-long"]


COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(ink=COLOURS, ground=COLOURS, link=COLOURS, code=COLOURS)
def test_imported_theme_can_be_read_whatever_its_colours(ink: str, ground: str, link: str, code: str) -> None:
    css = (
        f"#nice{{color:{ink}}} #nice h2{{background:{ground};color:{code}}} #nice a{{color:{link}}}"
        f"#nice blockquote{{background:{link};color:{ink}}} #nice pre code{{background:{code};color:{ground}}}"
        f"#nice th{{background:{code}}}"
    )

    assert parse_theme("x", import_theme("x", css, "x.css").css).problems == ()
