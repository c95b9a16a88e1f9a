"""`publish archive`: the table of back issues in a README, an Atom feed and a JSON index of all entries."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.issue_folder import IssueFolder, open_issue_folder
from publish.adapters.storage.load_issue import decode_issue
from publish.adapters.storage.repository_files import read_repository_file, resolve_repository_path
from publish.cli.build_context import load_repository_settings
from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.parser import Arguments
from publish.core.exceptions import FileError, IssueError, OutputError
from publish.core.problem import Problem, add_location
from publish.core.settings import Settings
from publish.pipeline.locate_problems import parse_issue_file
from publish.steps.archive.atom_feed import render_feed
from publish.steps.archive.json_index import IndexEntry, index_entries
from publish.steps.archive.readme_table import compare_table, find_table, put_table, render_table
from publish.steps.article_metadata import derive_metadata
from publish.steps.render import render_body

if TYPE_CHECKING:
    from publish.contract.writing_results import ArchiveResult

FEED = "feed.xml"
INDEX = "entries.json"


def write_archive(arguments: Arguments, console: Console) -> Outcome[ArchiveResult]:
    """Write table, feed and index where they differ, or report how they differ.

    If issues or README cannot be read, or a file leads out of the repository, nothing is written.
    """
    repository, _, settings, _ = load_repository_settings(arguments)
    files, problems = _render_files(repository, settings)
    changed = [path for path, data in files.items() if _load(path, repository) != data]
    if not changed:
        console.tell("archive-fresh")
    paths = [str(path) for path in changed]
    if arguments.check:
        console.report(problems)
        return Outcome({"written": [], "stale": paths}, OutputError.exit_code if changed else EXIT_DONE)
    write_files(files)
    for path in paths:
        console.print(path)
    return Outcome({"written": paths, "stale": []})


def _render_files(repository: Path, settings: Settings) -> tuple[Mapping[Path, bytes], list[Problem]]:
    """Return the files to write, and how the existing ones differ."""
    folder = open_issue_folder(repository, settings)
    readme, issue_folder = repository / settings.archive.readme, folder.folder
    issues = _read_issues(folder, settings)
    table = render_table(_set_paths(issues, PurePosixPath(os.path.relpath(issue_folder, readme.parent))))
    text = _load_readme(readme, repository)
    lines = text.split("\n")
    location = find_table(lines)
    if isinstance(location, Problem):
        raise OutputError(*add_location([location], settings.archive.readme))
    entries = _set_paths(issues, PurePosixPath())
    tables = {resolve_repository_path(readme, repository): put_table(text, location, table).encode()}
    lists = {
        resolve_repository_path(issue_folder / FEED, repository): render_feed(entries, settings),
        resolve_repository_path(issue_folder / INDEX, repository): index_entries(entries).encode(),
    }
    differences = compare_table(lines[location.start : location.end], table)
    problems = add_location(differences, settings.archive.readme, location.start)
    stale = [path for path, data in lists.items() if _load(path, repository) != data]
    problems += [Problem("archive-stale", {"path": str(path)}) for path in stale]
    return {**tables, **lists}, problems


def _read_issues(folder: IssueFolder, settings: Settings) -> list[tuple[IndexEntry, str]]:
    """Return every issue with its file name; raise IssueError if there is none, or for all that cannot be read."""
    entries, problems = [], []
    for path in folder.find_all():
        try:
            entries.append((_read_issue(path, folder, settings), path.relative_to(folder.folder).as_posix()))
        except IssueError as error:
            problems += add_location(error.problems, path.name)
    if problems:
        raise IssueError(*problems)
    return entries


def _read_issue(path: Path, folder: IssueFolder, settings: Settings) -> IndexEntry:
    file = folder.match(path) or folder.identify(PurePosixPath(path.name))
    text = decode_issue(folder.load(path), path.name)
    issue = parse_issue_file(text, PurePosixPath(path.name), file.name, settings.newsletter)
    published = folder.load_published().get(file.name, "")
    metadata = derive_metadata(issue, render_body(issue).texts, settings, file)
    return IndexEntry(file._replace(day=file.day or issue.day), issue, metadata, path.name, published)


def _set_paths(issues: Sequence[tuple[IndexEntry, str]], folder: PurePosixPath) -> list[IndexEntry]:
    """Return the issues with paths relative to the file that lists them; `folder` is the way to theirs."""
    return [entry._replace(path=quote(str(folder / name))) for entry, name in issues]


def _load_readme(path: Path, repository: Path) -> str:
    """Return a README with its line ends; raise OutputError if it is missing or unreadable."""
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
