from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from publish.messages import ENGLISH, LANGUAGES, Translator, choose_language
from publish.model.problem import Problem

PACKAGE = Path(__file__).parent.parent / "publish"
CATALOGUE = PACKAGE / "locale" / "zh_CN" / "LC_MESSAGES" / "publish.po"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "messages.py")

with CATALOGUE.open("rb") as file:
    CHINESE = read_po(file, locale="zh_CN")


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def literals(node: ast.AST) -> Iterator[str]:
    """Return the texts that an expression may be; for an f-string, a regular expression."""
    match node:
        case ast.Constant(value=str(text)):
            yield re.escape(text)
        case ast.IfExp(body=body, orelse=orelse):
            yield from literals(body)
            yield from literals(orelse)
        case ast.JoinedStr(values=values):
            yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in values)


def calls() -> Iterator[ast.Call]:
    """Return every call that takes a message id first."""
    takers = {"Problem", "say", "tell", "_tell", "_only", "PydanticCustomError"}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in takers:
                    yield node


def given_values(call: ast.Call) -> set[str] | None:
    """Return the names of the values a call gives; None where they are not written there."""
    names = {keyword.arg for keyword in call.keywords}
    taker = getattr(call.func, "id", "say")
    if taker in ("PydanticCustomError", "_only"):  # settings_schema adds the key later
        return None
    if taker == "Problem":
        values = next((arg for arg in call.args[1:2]), ast.Dict([], []))
        if not isinstance(values, ast.Dict) or None in values.keys:
            return None
        return {str(key.value) for key in values.keys if isinstance(key, ast.Constant)} | {"excerpt"}
    return None if None in names else {str(name) for name in names}


NAMED = sorted({pattern for call in calls() for pattern in literals(call.args[0])})
WRITTEN = {
    node.value
    for path in SOURCES
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}
CALLS = [
    pytest.param(identifier, values, id=f"{identifier} {call.lineno}")
    for call in calls()
    for identifier in literals(call.args[0])
    for values in [given_values(call)]
    if values is not None and identifier.replace("\\", "") in ENGLISH
]


# --- the catalogue ------------------------------------------------------------------------------


@pytest.mark.parametrize("identifier", ENGLISH)
def test_every_sentence_has_a_chinese_one_with_the_same_values(identifier: str) -> None:
    english = ENGLISH[identifier]

    chinese = str(CHINESE[english].string) if english in CHINESE else ""

    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert placeholders(chinese) == placeholders(english)


def test_catalogue_holds_no_sentence_that_nobody_says() -> None:
    assert [message.id for message in CHINESE if message.id and message.id not in ENGLISH.values()] == []


def test_catalogue_notes_the_id_beside_each_sentence() -> None:
    noted = {message.id: message.auto_comments for message in CHINESE if message.id}

    assert [identifier for identifier, sentence in ENGLISH.items() if identifier not in noted.get(sentence, [])] == []


def test_catalogue_has_no_sentence_in_doubt() -> None:
    assert [message.id for message in CHINESE if message.id and message.fuzzy] == []


def test_compiled_catalogue_is_fresh() -> None:
    compiled = BytesIO()
    write_mo(compiled, CHINESE)

    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run `make messages`"


def test_no_two_ids_say_the_same() -> None:
    assert len(set(ENGLISH.values())) == len(ENGLISH)


# --- who says what ------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", NAMED)
def test_every_id_in_the_source_exists(pattern: str) -> None:
    assert any(re.fullmatch(pattern, identifier) for identifier in ENGLISH)


@pytest.mark.parametrize("identifier", ENGLISH)
def test_every_id_is_used(identifier: str) -> None:
    built = any(".+" in pattern and re.fullmatch(pattern, identifier) for pattern in NAMED)

    assert identifier in WRITTEN or (built and identifier.rpartition("-")[2] in WRITTEN)


@pytest.mark.parametrize(("identifier", "values"), CALLS)
def test_every_sentence_is_given_its_values(identifier: str, values: set[str]) -> None:
    assert placeholders(ENGLISH[identifier.replace("\\", "")]) <= values


# --- sentences ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "line longer than 9 characters — break it, "), ("zh", "这一行超过 9 个字符——请分行；")],
)
def test_say_speaks_the_language(language: str, sentence: str) -> None:
    assert Translator(language).say("issue-line-long", limit=9).startswith(sentence)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("identifier", ENGLISH)
def test_say_fills_every_sentence(language: str, identifier: str) -> None:
    values = dict.fromkeys(placeholders(ENGLISH[identifier]), "⟨值⟩")

    said = Translator(language).say(identifier, **values)

    assert said.count("⟨值⟩") >= len(values)
    assert "{" not in said.replace("{date}", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_say_is_one_line_that_steers_no_terminal(language: str) -> None:
    said = Translator(language).say("built", title="a\x1b[31m\nb", entries=1, references=2, chars=3)

    assert said.isprintable()
    assert said.startswith("a [31m b")


@pytest.mark.parametrize("language", LANGUAGES)
def test_explain_shows_the_excerpt(language: str) -> None:
    problem = Problem("front-matter-line", excerpt="标题 甲")

    assert "标题 甲" in Translator(language).explain(problem)


def test_explain_shortens_what_would_drown_the_sentence() -> None:
    explained = Translator("en").explain(Problem("issue-no-path", {"path": "x" * 5000}))

    assert explained == f"no file {'x' * 200}… — check the path"


def test_explain_leaves_braces_of_an_issue_alone() -> None:
    problem = Problem("entry-no-link", {"title": "{0} {url} {{}}"})

    assert Translator("en").explain(problem) == "entry without a link: {0} {url} {{}} — add its address"


@pytest.mark.parametrize(
    ("problem", "report"),
    [
        (Problem("issue-empty"), "the file is empty"),
        (Problem("issue-empty", file="a.md"), "a.md: the file is empty"),
        (Problem("issue-empty", file="a.md", line=3), "a.md:3: the file is empty"),
        (Problem("issue-empty", rule="N01", file="a.md", line=3), "a.md:3: N01 the file is empty"),
        (Problem("issue-empty", file="a.md", element="section>p[3]"), "a.md:section>p[3]: the file is empty"),
    ],
    ids=["nowhere", "file", "line", "rule", "element"],
)
def test_report_says_where_then_what(problem: Problem, report: str) -> None:
    assert Translator("en").report(problem) == f"{report} — write the issue first"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "hostile",
    ["a\nb", "a\r\nb", "a\tb", "a\u2028b", "a\x1b[31mb", "a\x9bb", "a\0b", "a\udcffb", "a\n\n\n b"],
    ids=ascii,
)
def test_report_is_one_line_that_steers_no_terminal(language: str, hostile: str) -> None:
    problem = Problem("entry-no-link", {"title": hostile}, file=f"{hostile}.md", excerpt=hostile)

    report = Translator(language).report(problem)

    assert report.isprintable()
    assert report.encode()


# --- which language -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh"),
        ({"LANG": ""}, "zh"),
        ({"LANG": "C"}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "POSIX"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "en_GB", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, "en"),
    ],
    ids=str,
)
def test_choose_language_is_chinese_unless_the_environment_says_otherwise(
    environment: dict[str, str], language: str
) -> None:
    assert choose_language(None, environment) == language


@pytest.mark.parametrize("given", LANGUAGES)
def test_choose_language_does_as_it_is_told(given: str) -> None:
    assert choose_language(given, {"LC_ALL": "zh_CN" if given == "en" else "en_US"}) == given
