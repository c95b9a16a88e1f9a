from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.mofile import write_mo

from publish.core.problem import Problem
from publish.i18n.translator import LANGUAGES, Translator, choose_language
from publish.newsletter.issue_pattern import FIELD_NAMES
from tests.catalogues import ENGLISH, find_catalogue, read_catalogue, read_sentences

PACKAGE = Path(__file__).parents[2] / "publish"
SOURCES = sorted(PACKAGE.rglob("*.py"))


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


@cache
def read_source() -> tuple[list[ast.Call], set[str]]:
    """Return every call in the source that takes a message id first, and every text that is written there."""
    takers = {
        "Problem",
        "translate",
        "report",
        "_report",
        "print_message",
        "tell",
        "say",
        "show_step",
        "confirm",
        "_only",
        "PydanticCustomError",
        "StoreError",
    }
    calls, texts = [], set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.Call) and node.args:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in takers:
                    calls.append(node)
    return calls, texts


@cache
def find_named() -> list[str]:
    """Return a pattern for every id that a call names."""
    calls, _ = read_source()
    return sorted({pattern for call in calls for pattern in literals(call.args[0])})


def given_values(call: ast.Call) -> set[str] | None:
    """Return the names of the values a call gives; None where they are not written there."""
    names = {keyword.arg for keyword in call.keywords}
    taker = getattr(call.func, "id", "translate")
    if taker in ("PydanticCustomError", "_only"):  # settings_schema adds the key later
        return None
    if taker == "Problem":
        values = next((arg for arg in call.args[1:2]), ast.Dict([], []))
        if not isinstance(values, ast.Dict) or None in values.keys:
            return None
        return {str(key.value) for key in values.keys if isinstance(key, ast.Constant)} | {"excerpt"}
    return None if None in names else {str(name) for name in names}


def find_given() -> Iterator[tuple[str, str, set[str]]]:
    """Yield each call whose values can be read: where it is, the sentence, and the names of the values."""
    calls, _ = read_source()
    for call in calls:
        values = given_values(call)
        for identifier in literals(call.args[0]):
            if values is not None and identifier.replace("\\", "") in ENGLISH:
                yield f"{identifier} (line {call.lineno})", ENGLISH[identifier.replace("\\", "")], values


# --- the catalogues -----------------------------------------------------------------------------


def test_catalogues_hold_the_same_ids_in_the_same_order() -> None:
    first, *others = (list(read_sentences(language)) for language in LANGUAGES)

    assert [other for other in others if other != first] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_uses_the_same_values(language: str) -> None:
    sentences = read_sentences(language)

    assert [key for key, text in sentences.items() if placeholders(text) != placeholders(ENGLISH[key])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_written_in_its_language(language: str) -> None:
    sentences = read_sentences(language)

    chinese = [key for key, text in sentences.items() if re.search(r"[\u4e00-\u9fff]", text)]
    assert all(sentences.values())
    assert (set(chinese) == set(sentences)) is (language == "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_no_sentence_in_doubt(language: str) -> None:
    assert [message.id for message in read_catalogue(language) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_fresh(language: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(language))

    assert find_catalogue(language).with_suffix(".mo").read_bytes() == compiled.getvalue(), "run `make messages`"


def test_no_two_ids_have_the_same_english_sentence() -> None:
    assert len(set(ENGLISH.values())) == len(ENGLISH)


# --- who says what ------------------------------------------------------------------------------


def is_used(identifier: str) -> bool:
    """Return whether the source names an id, whole or put together from parts."""
    _, texts = read_source()
    built = any(".+" in pattern and re.fullmatch(pattern, identifier) for pattern in find_named())
    return identifier in texts or (built and identifier.rpartition("-")[2] in texts)


def test_every_id_in_the_source_exists() -> None:
    assert [
        pattern for pattern in find_named() if not any(re.fullmatch(pattern, identifier) for identifier in ENGLISH)
    ] == []


def test_every_id_is_used() -> None:
    assert [identifier for identifier in ENGLISH if not is_used(identifier)] == []


def test_every_sentence_is_given_its_values() -> None:
    given = list(find_given())

    assert len(given) > 200
    assert [place for place, sentence, values in given if not placeholders(sentence) <= values] == []


# --- sentences ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "line longer than 9 characters — break it, "), ("zh", "这一行超过 9 个字符——请分行；")],
)
def test_translate_returns_the_sentence_of_the_language(language: str, sentence: str) -> None:
    assert Translator(language).translate("issue-line-long", limit=9).startswith(sentence)


FIELD = re.compile("|".join(rf"\{{{name}\}}" for name in (*FIELD_NAMES, "⟨值⟩")))  # of the paths of issues


def is_filled(language: str, identifier: str) -> bool:
    """Return whether every value of a sentence is said, and no brace is left."""
    values = dict.fromkeys(placeholders(ENGLISH[identifier]), "⟨值⟩")
    said = Translator(language).translate(identifier, **values)
    return said.count("⟨值⟩") >= len(values) and "{" not in FIELD.sub("", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translate_fills_in_every_value(language: str) -> None:
    assert [identifier for identifier in ENGLISH if not is_filled(language, identifier)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translate_returns_one_line_without_control_characters(language: str) -> None:
    said = Translator(language).translate("built", title="a\x1b[31m\nb", entries=1, references=2, chars=3)

    assert said.isprintable()
    assert said.startswith("a [31m b")


@pytest.mark.parametrize("language", LANGUAGES)
def test_explain_shows_the_excerpt(language: str) -> None:
    problem = Problem("front-matter-line", excerpt="标题 甲")

    assert "标题 甲" in Translator(language).explain(problem)


def test_explain_shortens_long_values() -> None:
    explained = Translator("en").explain(Problem("issue-no-path", {"path": "x" * 5000}))

    assert explained == f"no file {'x' * 200}… — check the path"


def test_explain_keeps_braces_of_an_issue() -> None:
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
def test_report_begins_with_the_location(problem: Problem, report: str) -> None:
    assert Translator("en").report(problem) == f"{report} — write the issue first"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "hostile",
    ["a\nb", "a\r\nb", "a\tb", "a\u2028b", "a\x1b[31mb", "a\x9bb", "a\0b", "a\udcffb", "a\n\n\n b"],
    ids=ascii,
)
def test_report_returns_one_line_without_control_characters(language: str, hostile: str) -> None:
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
def test_choose_language_returns_chinese_by_default(environment: dict[str, str], language: str) -> None:
    assert choose_language(None, environment) == language


@pytest.mark.parametrize("given", LANGUAGES)
def test_choose_language_prefers_the_given_language(given: str) -> None:
    assert choose_language(given, {"LC_ALL": "zh_CN" if given == "en" else "en_US"}) == given
