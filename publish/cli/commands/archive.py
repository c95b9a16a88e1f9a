"""`publish archive`: the table of back issues in a README, a feed and an index of all entries, from the issues."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote

from publish.adapters.config.settings_file import find_settings, load_settings
from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.cache import Cache, find_cache_folder
from publish.adapters.storage.issue_folder import IssueFolder, decode_issue
from publish.adapters.storage.repository_files import read_repository_file, resolve_repository_path
from publish.cli.build_context import find_current_folder
from publish.cli.exit_codes import EXIT_DONE
from publish.cli.parser import Arguments
from publish.core.exceptions import FileError, IssueError, OutputError
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.i18n.messages import Translator
from publish.pipeline.locate_problems import parse_issue_file
from publish.steps.archive import (
    IndexEntry,
    compare_table,
    find_table,
    index_entries,
    put_table,
    render_feed,
    render_table,
)
from publish.steps.article_metadata import derive_metadata

FEED = "feed.xml"
INDEX = "entries.json"


class _ArchiveChanges(NamedTuple):
    """What is to be written, and in what it differs from what is there."""

    files: Mapping[Path, bytes]
    problems: tuple[Problem, ...]


def write_archive(arguments: Arguments, translator: Translator) -> int:
    """Write table, feed and index, each where it differs, or say in what they differ; return the exit code.

    Raises:
        IssueError: Issues cannot be read.
        OutputError: The README has no place for the table, cannot be read or not be written, or a file leads out of the
            repository; nothing was written.
    """
    repository, settings_file = find_settings(find_current_folder(), arguments.config)
    settings = load_settings(settings_file, Cache(find_cache_folder(os.environ)))
    plan = _plan(repository, settings)
    changed = [path for path, data in plan.files.items() if _load(path, repository) != data]
    if arguments.check:
        for problem in plan.problems:
            print(translator.report(problem), file=sys.stderr)
    else:
        write_files(plan.files)
    _tell(changed, arguments, translator)
    return OutputError.exit_code if arguments.check and changed else EXIT_DONE


def _plan(repository: Path, settings: Settings) -> _ArchiveChanges:
    readme, beside_issues = repository / settings.archive_readme, repository / settings.issues
    issues = _read_issues(IssueFolder(beside_issues, repository), settings)
    folder = PurePosixPath(os.path.relpath(beside_issues, readme.parent))
    table = render_table(_place(issues, folder))
    text = _load_readme(readme, repository)
    lines = text.split("\n")
    place = find_table(lines)
    if isinstance(place, Problem):
        raise OutputError(place._replace(file=settings.archive_readme))
    beside = _place(issues, PurePosixPath())
    tables = {resolve_repository_path(readme, repository): put_table(text, place, table).encode()}
    lists = {
        resolve_repository_path(beside_issues / FEED, repository): render_feed(beside, settings),
        resolve_repository_path(beside_issues / INDEX, repository): index_entries(beside).encode(),
    }
    differences = compare_table(lines[place.start : place.end], table)
    problems = [problem._replace(file=settings.archive_readme, line=place.start) for problem in differences]
    return _ArchiveChanges({**tables, **lists}, (*problems, *_find_stale(lists, repository)))


def _find_stale(files: Mapping[Path, bytes], repository: Path) -> Iterator[Problem]:
    for path, data in files.items():
        if _load(path, repository) != data:
            yield Problem("archive-stale", {"path": str(path)})


def _read_issues(folder: IssueFolder, settings: Settings) -> list[tuple[IndexEntry, str]]:
    """Return every issue with the name of its file.

    Raises:
        IssueError: There is none, or some cannot be read; all of them are named.
    """
    listed, problems = [], []
    for path in folder.find_all():
        try:
            listed.append((_read_issue(path, folder, settings), path.name))
        except IssueError as error:
            problems += [problem._replace(file=problem.file or path.name) for problem in error.problems]
    if problems:
        raise IssueError(*problems)
    return listed


def _read_issue(path: Path, folder: IssueFolder, settings: Settings) -> IndexEntry:
    issue = parse_issue_file(decode_issue(folder.load(path), path.name), PurePosixPath(path.name))
    published = folder.load_published().get(path.stem, "")
    day = date.fromisoformat(path.stem)  # the folder lists no other names
    return IndexEntry(day, issue, derive_metadata(issue, settings), path.name, published)


def _place(issues: Sequence[tuple[IndexEntry, str]], folder: PurePosixPath) -> list[IndexEntry]:
    """Return the issues with their files named from where they are listed."""
    return [listed._replace(path=quote(str(folder / name))) for listed, name in issues]


def _load_readme(path: Path, repository: Path) -> str:
    """Return a README, its line ends as they are.

    Raises:
        OutputError: There is none, or none that can be read.
    """
    try:
        return read_repository_file(path, repository).decode()
    except FileError as error:
        raise OutputError(*error.problems) from error
    except OSError as error:
        reason = error.strerror or str(error)
    except UnicodeDecodeError:
        reason = "UTF-8"
    raise OutputError(Problem("archive-unreadable", {"path": str(path), "reason": reason}))


def _load(path: Path, repository: Path) -> bytes | None:
    try:
        return read_repository_file(path, repository)
    except OSError:
        return None


def _tell(changed: Sequence[Path], arguments: Arguments, translator: Translator) -> None:
    if arguments.json:
        key = "stale" if arguments.check else "written"
        print(json.dumps({key: [str(path) for path in changed]}, ensure_ascii=False, indent=2))
        return
    if not arguments.check:
        for path in changed:
            print(path)
    if not changed and not arguments.quiet:
        print(translator.translate("archive-fresh"), file=sys.stderr)
