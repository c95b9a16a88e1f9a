"""What `publish` exports: all of it documented, typed, and loaded only when it is asked for."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest

import publish
from publish import (
    ArticleError,
    ArticleHtml,
    BuiltIssue,
    IssueError,
    OutputError,
    ProblemReport,
    PublishError,
    SettingsError,
    ThemeChoices,
    ThemeError,
)
from publish.core.theme import ThemeOptions
from tests.conftest import Golden

ROOT = Path(publish.__file__).parents[1]


def list_loaded(code: str) -> set[str]:
    """Return the modules that a fresh Python has loaded after some code."""
    script = (
        f"import sys, json\nbefore = set(sys.modules)\n{code}\nprint(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("name", publish.__all__)
def test_every_export_is_there(name: str) -> None:
    assert getattr(publish, name)
    assert name in dir(publish)


def test_name_that_is_not_exported_is_missing() -> None:
    with pytest.raises(AttributeError, match="nosuch"):
        _ = publish.nosuch  # type: ignore[attr-defined]  # what a person may write


def test_signatures_are_unchanged(golden: Golden) -> None:
    functions = [
        f"{name}{inspect.signature(getattr(publish, name))}" for name in ("build", "check", "explain", "render")
    ]
    fields = [
        f"{kind.__name__}: {' '.join(name for name in get_type_hints(kind) if not name.startswith('_'))}"
        for kind in (ArticleHtml, BuiltIssue, publish.BuiltPicture, ProblemReport, ThemeChoices)
    ]

    golden.check(Path("interfaces", "library.txt"), "\n".join([*sorted(publish.__all__), *functions, *fields]))


def test_choices_of_a_theme_are_the_theme_options() -> None:
    assert tuple(ThemeChoices.__annotations__) == ThemeOptions._fields


@pytest.mark.parametrize("error", [ArticleError, IssueError, OutputError, SettingsError, ThemeError])
def test_every_error_is_a_publish_error(error: type[Exception]) -> None:
    assert issubclass(error, PublishError)


@pytest.mark.parametrize("name", ["build", "check", "render"])
def test_function_says_what_it_takes_and_raises(name: str) -> None:
    documented = inspect.getdoc(getattr(publish, name)) or ""
    parameters = inspect.signature(getattr(publish, name)).parameters

    assert [parameter for parameter in parameters if f"{parameter}: " not in documented] == []
    assert "Raises:" in documented


def test_import_loads_the_version_alone() -> None:
    assert {name for name in list_loaded("import publish") if name.startswith("publish")} == {
        "publish",
        "publish.core",
        "publish.core.version",
    }


def test_looking_at_the_functions_loads_no_step() -> None:
    loaded = list_loaded("import publish\npublish.render, publish.build, publish.check, publish.BuiltIssue")

    assert {
        name for name in loaded if name.startswith(("publish.steps", "publish.pipeline", "lxml", "mistune"))
    } == set()
