"""`check-baseline.toml` beside the settings: the problems that `publish check` leaves out."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.repository_files import read_repository_file, resolve_repository_path
from publish.core.exceptions import FileError, SettingsError
from publish.core.problem import Problem
from publish.core.toml_text import quote_toml
from publish.lint.baseline import Baseline, KnownProblem

BASELINE = "check-baseline.toml"
_HEAD = """\
# Problems that `publish check` leaves out: file, rule, and the text of the line. `publish check --init` writes it anew.
# publish check 不再列出的问题：文件、规则和那一行的文字。publish check --init 重写这个文件。
"""
_FORM = '["issues/2020-06-17.md"] N25 = ["…"]'


def load_baseline(repository: Path) -> Baseline:
    """Return the known problems, none without a file; raise SettingsError if it is unreadable or invalid."""
    try:
        tables = tomllib.loads(read_repository_file(repository / BASELINE, repository).decode())
    except FileNotFoundError:
        return Counter()
    except FileError as error:
        raise SettingsError(*error.problems) from error
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(Problem("baseline-broken", {"reason": str(error)}, file=BASELINE)) from error
    try:
        return Counter(_parse(tables))
    except (AttributeError, TypeError) as error:
        raise SettingsError(Problem("baseline-broken", {"reason": _FORM}, file=BASELINE)) from error


def save_baseline(repository: Path, baseline: Baseline) -> None:
    """Replace the known problems, sorted; raise OutputError if the file cannot be written."""
    path = resolve_repository_path(repository / BASELINE, repository)
    write_files({path: "\n".join([_HEAD, *_format(baseline)]).encode()})


def _parse(tables: dict[str, Any]) -> Iterator[KnownProblem]:
    for file, rules in tables.items():
        for rule, texts in rules.items():
            if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
                raise TypeError(rule)
            yield from (KnownProblem(file, rule, text) for text in texts)


def _format(baseline: Baseline) -> Iterator[str]:
    for file, known in groupby(sorted(baseline.elements()), lambda problem: problem.file):
        yield f"[{quote_toml(file)}]"
        for rule, alike in groupby(known, lambda problem: problem.rule):
            yield f"{rule} = ["
            yield from (f"  {quote_toml(problem.text)}," for problem in alike)
            yield "]"
        yield ""
