"""`publish new`: the next issue, begun."""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from publish.adapters.cache import Cache, find_cache_folder
from publish.adapters.files import write_files
from publish.adapters.issues import IssueFolder, decode_issue, load_issue
from publish.adapters.settings import find_settings, load_settings
from publish.cli.exits import EXIT_DONE
from publish.cli.parser import Arguments
from publish.cli.workshop import find_current_folder
from publish.errors import IssueError
from publish.facts.newsletter import read_issue_date
from publish.messages import Translator
from publish.model.issue import Issue
from publish.model.problem import Problem
from publish.pipeline.places import read_placed
from publish.steps.scaffold import scaffold_issue


def begin_issue(arguments: Arguments, translator: Translator) -> int:
    """Write the beginning of an issue, never over one that is there, and return the exit code; its path goes to stdout.

    Raises:
        IssueError: There is one of that date, or the one before it cannot be read.
        OutputError: It cannot be written.
    """
    repository, settings_file = find_settings(find_current_folder(), arguments.config)
    settings = load_settings(settings_file, Cache(find_cache_folder(os.environ)))
    day = arguments.day or datetime.now().astimezone().date()
    folder = repository / settings.issues
    path = folder / f"{day.isoformat()}.md"
    if os.path.lexists(path):
        raise IssueError(Problem("new-there", {"path": str(path)}))
    before = _find_last(IssueFolder(folder), day)
    last, text = _read(before) if before else (None, "")
    write_files({path: scaffold_issue(day, last, text, settings).encode()})
    _tell(path, before, arguments, translator)
    return EXIT_DONE


def _find_last(folder: IssueFolder, day: date) -> Path | None:
    """Return the issue that comes before a day; the next one where there is none."""
    paths = folder.list_all()
    earlier = [path for path in paths if (read_issue_date(path.stem) or day) < day]
    return earlier[-1] if earlier else paths[0] if paths else None


def _read(path: Path) -> tuple[Issue, str]:
    text = decode_issue(load_issue(path), path.name)
    return read_placed(text, PurePosixPath(path.name)), text


def _tell(path: Path, before: Path | None, arguments: Arguments, translator: Translator) -> None:
    if arguments.json:
        print(json.dumps({"file": str(path), "after": before.stem if before else None}, ensure_ascii=False))
        return
    print(path)
    if arguments.quiet:
        return
    if before:
        print(translator.say("new-made", day=path.stem, last=before.stem), file=sys.stderr)
    else:
        print(translator.say("new-made-first", day=path.stem), file=sys.stderr)
