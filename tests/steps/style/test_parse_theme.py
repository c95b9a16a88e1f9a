from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.exceptions import ThemeError
from publish.core.problem import Problem
from publish.core.theme import write_css
from publish.newsletter.class_names import CLASS_NAMES
from publish.steps.style.parse_theme import MAX_CSS_CHARS, parse_theme
from tests.themes import own_rules

THEMES = sorted((Path(__file__).parents[3] / "themes").glob("*.css"))
WORDS = (
    "p|.tag|:root|:hover|*|>|+|{|}|(|)|[|]|;|:|,|!important|@import|@media|--x|var(--x)|url(x)|calc(|#333|1px|red"
    "|/*|*/|'|\"|\\|\n|文|<!--"
)


def css_of(css: str) -> str:
    theme = parse_theme("test", css)
    return write_css(own_rules(theme), theme.accent)


def problems_of(css: str) -> list[Problem]:
    with pytest.raises(ThemeError) as caught:
        parse_theme("test", css)
    return list(caught.value.problems)


def messages_of(css: str) -> list[str]:
    return [problem.message for problem in problems_of(css)]


# --- parsed rules -----------------------------------------------------------------------------


def test_parse_theme_writes_rules_without_comments_and_white_space() -> None:
    css = "/* a */ .entry  .tag ,\n p > strong {\n  margin : 0   /* b */ 8px ;\n color:#333 }\n\nh2{}"

    assert css_of(css) == ".entry .tag , p > strong{margin:0 8px;color:#333}"


def test_parse_theme_writes_properties_in_lower_case() -> None:
    assert css_of("p{MARGIN:0}") == "p{margin:0}"


def test_parse_theme_keeps_the_name() -> None:
    assert parse_theme("neural", "p{margin:0}").name == "neural"


@pytest.mark.parametrize("other", ["p{margin:1px}", "strong{margin:0}", ":root{--x:1px}p{margin:var(--x)}"])
def test_parse_theme_returns_different_keys_for_different_rules(other: str) -> None:
    assert parse_theme("a", "p{margin:0}").key != parse_theme("a", other).key


def test_parse_theme_returns_the_same_key_for_the_same_rules() -> None:
    assert parse_theme("a", "p{margin:0}").key == parse_theme("a", "/* x */ :root{--x:0} p { margin: var(--x) }").key


@pytest.mark.parametrize("path", THEMES, ids=lambda path: path.stem)
def test_bundled_themes_are_valid(path: Path) -> None:
    assert parse_theme(path.stem, path.read_text(encoding="utf-8")).rules


# --- variables --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("css", "resolved"),
    [
        (":root{--x:#333}p{color:var(--x)}", "p{color:#333}"),
        ("p{color:var( --x )}:root{--x:#333}", "p{color:#333}"),
        (":root{--x:#111;--x:#333}p{color:var(--x)}", "p{color:#333}"),
        (":root{--x:1px solid}p{border:var(--x) #ccc}", "p{border:1px solid #ccc}"),
        (":root{--x:var(--y);--y:#333}p{color:var(--x)}", "p{color:#333}"),
        (":root{--x:1,2,3}p{color:rgba(var(--x),0.8)}", "p{color:rgba(1,2,3,0.8)}"),
        ("p{color:var(--x,#333)}", "p{color:#333}"),
        ("p{border:var(--x, 1px solid #ccc)}", "p{border:1px solid #ccc}"),
        ("p{color:var(--x, var(--y, #333))}", "p{color:#333}"),
        (":root{--x:#333}p{color:var(--x,#111)}", "p{color:#333}"),
        (":root{--x:#333/* ink */}p{color:var(--x)}", "p{color:#333}"),
    ],
)
def test_parse_theme_resolves_variables(css: str, resolved: str) -> None:
    assert css_of(css) == resolved


@pytest.mark.parametrize(
    ("css", "variable"),
    [
        ("p{color:var(--x)}", "--x"),
        (":root{--x:var(--y)}p{color:var(--x)}", "--y"),
        (":root{--X:#333}p{color:var(--x)}", "--x"),
        (":root{--x:var(--x)}p{color:var(--x)}", "--x"),
        (":root{--x:var(--y);--y:var(--x)}p{color:var(--x)}", "--x"),
        ("p{color:rgba(var(--x),1)}", "--x"),
        ("p{color:var()}", "var()"),
        ("p{color:var(1px)}", "1px"),
    ],
)
def test_parse_theme_reports_a_variable_without_a_value(css: str, variable: str) -> None:
    [problem] = problems_of(css)

    assert (problem.message, problem.values) == ("theme-variable", {"variable": variable})


def test_parse_theme_refuses_exponentially_growing_variables() -> None:
    doubling = "".join(f"--a{i}:var(--a{i + 1}) var(--a{i + 1});" for i in range(19))

    assert messages_of(f":root{{{doubling}--a19:1px}}p{{margin:var(--a0)}}") == ["theme-variable"]


def test_parse_theme_refuses_variables_outside_root() -> None:
    assert problems_of("p{--x:1px}") == [Problem("theme-variable-home", {"variable": "--x"}, file="test.css", line=1)]


def test_parse_theme_refuses_properties_in_root() -> None:
    assert problems_of(":root{color:#333}") == [Problem("theme-root", {"property": "color"}, file="test.css", line=1)]


# --- rules that cannot be inlined -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("selector", "what"),
    [
        ("a:hover", "a:hover"),
        ("p::first-line", "::first-line"),
        ("p:first-child", "p:first-child"),
        ("li:nth-child(2n)", "li:nth-child(2n)"),
        ("p:not(.a)", "p:not(.a)"),
        ("p:is(.a)", "p:is(.a)"),
        ("p:has(a)", "p:has(a)"),
        ("h2 + p", "+"),
        ("h2 ~ p", "~"),
        ("h2 + p .a", "+"),
        ("#x", "*#x"),
        ("a[href]", "a[href]"),
        ("*", "*"),
        (".a *", "*"),
        ("* > .a", "*"),
        ("*.a", "*"),
        ("svg|p", "svg|p"),
        ("H2", "H2"),
        ("body", "body"),
        ("html p", "html"),
        (".a\\:b", "\\"),
        ("p, a:hover", "a:hover"),
        (":root, p", ":root"),
    ],
)
def test_parse_theme_reports_unsupported_parts_of_a_selector(selector: str, what: str) -> None:
    [problem] = problems_of(f"\n{selector}{{margin:0}}")

    assert problem.message == "theme-kind"
    assert (problem.values["selector"], problem.line) == (selector, 2)
    assert what in str(problem.values["what"])


@pytest.mark.parametrize(
    ("selector", "hook", "nearest"),
    [
        (".enty", "enty", "entry"),
        ("section.section > .tittle a", "tittle", "title"),
        ("p, .follow .quer", "quer", "qr"),
        (".Entry", "Entry", "entry"),
        (".\u6807\u9898", "\u6807\u9898", ", ".join(CLASS_NAMES)),
    ],
)
def test_parse_theme_suggests_a_similar_class_name(selector: str, hook: str, nearest: str) -> None:
    problem = Problem("theme-class", {"hook": hook, "nearest": nearest}, file="test.css", line=2)

    assert problems_of(f"\n{selector}{{margin:0}}") == [problem]


def test_parse_theme_reports_an_unknown_class_once_per_rule() -> None:
    problems = problems_of(".tags, p .tags{margin:0}\n.tags{margin:0}")

    assert [problem.line for problem in problems] == [1, 2]


@pytest.mark.parametrize("selector", ["p..a", "p,", "", "> p", "p[", "!"])
def test_parse_theme_reports_an_invalid_selector(selector: str) -> None:
    assert messages_of(f"{selector}{{margin:0}}")[0] in ("theme-selector", "theme-syntax")


def test_parse_theme_refuses_a_very_long_selector() -> None:
    assert messages_of("a " * 5000 + "{margin:0}") == ["theme-kind"]


@pytest.mark.parametrize(
    "rule",
    [
        "@import 'a.css';",
        "@import url(a.css);",
        "@media print{p{margin:0}}",
        "@font-face{}",
        "@charset 'x';",
        "@layer a;",
    ],
)
def test_parse_theme_refuses_every_at_rule(rule: str) -> None:
    name = re.match(r"@[a-z-]+", rule)
    assert name

    assert problems_of(rule) == [Problem("theme-at-rule", {"rule": name[0]}, file="test.css", line=1)]


@pytest.mark.parametrize("css", ["p{a{margin:0}}", "p{&:hover{margin:0}}", "p{@media print{margin:0}}"])
def test_parse_theme_refuses_nested_rules(css: str) -> None:
    assert messages_of(css) == ["theme-nested"]


@pytest.mark.parametrize("css", ["}", "p", "p{margin}", "p{mar gin:0}", "p{:0}", ":root{--x}"])
def test_parse_theme_refuses_invalid_css(css: str) -> None:
    assert messages_of(css) == ["theme-syntax"]


@pytest.mark.parametrize("bracket", ["(", "[", "rgba("])
def test_parse_theme_refuses_deeply_nested_brackets(bracket: str) -> None:
    assert messages_of("p{color:" + bracket * 5000) == ["theme-syntax"]


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        ("position:fixed", "theme-property"),
        ("background:#fff", "theme-property"),
        ("background-image:url(x)", "theme-property"),
        ("colour:#333", "theme-property"),
        ("margin:url(x)", "theme-function"),
        ("width:calc(1px + 2px)", "theme-function"),
        ("margin:1rem", "theme-unit"),
        ("color:red", "theme-colour"),
        ("margin:-1px", "theme-value"),
        ("display:flex", "theme-value"),
        ("margin:", "theme-value"),
        ("color:#333!important", "theme-important"),
    ],
)
def test_parse_theme_reports_a_declaration_that_would_be_filtered(declaration: str, message: str) -> None:
    [problem] = problems_of(f"p{{margin:0;\n{declaration};padding:0}}")

    assert (problem.message, problem.file, problem.line) == (message, "test.css", 2)
    assert (problem.excerpt or "").replace(": ", ":").strip() == declaration.removesuffix("!important")


def test_parse_theme_reports_all_problems_in_order() -> None:
    css = "p{position:fixed;\nfloat:left}\n:root{color:#333}\na:hover{\ncolor:red}\n@import 'x';\np{color:var(--x)}"

    assert [(problem.line, problem.message) for problem in problems_of(css)] == [
        (1, "theme-property"),
        (2, "theme-property"),
        (3, "theme-root"),
        (4, "theme-kind"),
        (5, "theme-colour"),
        (6, "theme-at-rule"),
        (7, "theme-variable"),
    ]


def test_parse_theme_refuses_a_very_long_file() -> None:
    css = "p{margin:0}" * (MAX_CSS_CHARS // 10)

    assert problems_of(css) == [Problem("theme-long", {"theme": "test", "limit": MAX_CSS_CHARS}, file="test.css")]


@given(st.lists(st.sampled_from([*WORDS.split("|"), "|", " "]), max_size=30).map("".join))
def test_parse_theme_parses_or_refuses_any_text(css: str) -> None:
    try:
        read = css_of(css)
    except ThemeError:
        read = ""

    assert not re.search(r"[@!*]|url|var|calc|hover", read)
