"""`publish new`: the next issue, begun."""

from __future__ import annotations

import json
import os
import sys
from bisect import bisect_left
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.adapters.config.settings_file import find_settings, load_settings
from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.cache import Cache, find_cache_folder
from publish.adapters.storage.issue_folder import IssueFolder, decode_issue
from publish.adapters.storage.repository_files import resolve_repository_path
from publish.cli.build_context import find_current_folder
from publish.cli.exit_codes import EXIT_DONE
from publish.cli.parser import Arguments
from publish.core.exceptions import IssueError
from publish.core.issue import Issue
from publish.core.problem import Problem
from publish.i18n.messages import Translator
from publish.pipeline.locate_problems import parse_issue_file
from publish.steps.scaffold import scaffold_issue


def begin_issue(arguments: Arguments, translator: Translator) -> int:
    """Write the beginning of an issue, never over one that is there, and return the exit code; its path goes to stdout.

    Raises:
        IssueError: There is one of that date, or none of the others can be read.
        OutputError: It cannot be written.
    """
    repository, settings_file = find_settings(find_current_folder(), arguments.config)
    settings = load_settings(settings_file, Cache(find_cache_folder(os.environ)))
    day = arguments.day or datetime.now().astimezone().date()
    folder = repository / settings.issues
    path = folder / f"{day.isoformat()}.md"
    if os.path.lexists(path):
        raise IssueError(Problem("new-there", {"path": str(path)}))
    place = resolve_repository_path(path, repository)
    last = _read_last(IssueFolder(folder, repository), day)
    for problem in last.passed_over:
        print(translator.report(problem), file=sys.stderr)
    write_files({place: scaffold_issue(day, last.issue, last.text, settings).encode()})
    _tell(path, last.path, arguments, translator)
    return EXIT_DONE


class _Last(NamedTuple):
    """The issue that another begins as; nothing where there is none."""

    path: Path | None = None
    issue: Issue | None = None
    text: str = ""
    passed_over: tuple[Problem, ...] = ()
    """What keeps nearer ones from being read."""


def _read_last(folder: IssueFolder, day: date) -> _Last:
    """Return the last issue before a day that can be read; the first one after it where there is none.

    Raises:
        IssueError: There are issues, but none that can be read.
    """
    paths = folder.list_all()
    end = bisect_left([path.stem for path in paths], day.isoformat())
    problems: list[Problem] = []
    for path in (*paths[:end][::-1], *paths[end:]):
        try:
            text = decode_issue(folder.load(path), path.name)
            return _Last(path, parse_issue_file(text, PurePosixPath(path.name)), text, tuple(problems))
        except IssueError as error:
            problems += error.problems
    if problems:
        raise IssueError(*problems)
    return _Last()


def _tell(path: Path, before: Path | None, arguments: Arguments, translator: Translator) -> None:
    if arguments.json:
        print(json.dumps({"file": str(path), "after": before.stem if before else None}, ensure_ascii=False))
        return
    print(path)
    if arguments.quiet:
        return
    if before:
        print(translator.translate("new-made", day=path.stem, last=before.stem), file=sys.stderr)
    else:
        print(translator.translate("new-made-first", day=path.stem), file=sys.stderr)
