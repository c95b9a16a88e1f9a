"""The first line of a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.headlines import CONCERNS, find_concern, write_headline

TESTS = Path(__file__).parents[1]


def test_failure_begins_with_what_is_wrong_and_how_to_run_it_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_sum():\n    assert 1 + 1 == 3\n")

    shown = [line for line in pytester.runpytest("-p", "tests.harness.headlines").outlines if line]

    first = shown[next(number for number, line in enumerate(shown) if "test_sum ___" in line) + 1]
    assert first.startswith("assert (1 + 1) == 3 | concerns ")
    assert first.endswith("::test_sum'")


def test_headline_names_whom_a_failure_concerns() -> None:
    metadata = write_headline(
        "tests/adapters/storage/test_file_lock.py::test_a", "AssertionError: held twice\nassert False"
    )

    assert metadata == (
        "AssertionError: held twice | concerns editors who publish: an issue could go out twice"
        " | alone: .venv/bin/pytest 'tests/adapters/storage/test_file_lock.py::test_a'"
    )


def test_every_test_folder_has_a_concern() -> None:
    folders = {path.parent.relative_to(TESTS.parent) for path in TESTS.rglob("test_*.py")}
    depth = 2

    assert {str(Path(*folder.parts[:depth])) for folder in folders} <= set(CONCERNS)
    assert find_concern("tests/lint/test_rules.py::test_a") == CONCERNS["tests/lint"]
