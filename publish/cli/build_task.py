"""An issue to build, and what became of it; what was built before and still holds is not built again."""

from __future__ import annotations

import hashlib
from codecs import BOM_UTF8
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.cli.build_context import BuildContext, load_data
from publish.cli.exit_codes import EXIT_DONE
from publish.core.exceptions import PublishError, ThemeError
from publish.newsletter.labels import NAMED_THEME, parse_issue_date


class BuildTask(NamedTuple):
    """An issue to build."""

    path: Path | None
    """Its file; None for standard input."""
    place: PurePosixPath
    """Where it lies in the repository."""
    data: bytes | None
    """What standard input held: it can be read only once."""


class BuildResult(NamedTuple):
    """What became of an issue, in words: it may come from another process."""

    folder: Path | None = None
    """Where the article lies; None where there is none."""
    reports: tuple[str, ...] = ()
    """Its problems, one a line."""
    said: str = ""
    code: int = EXIT_DONE


def fail_issue(error: PublishError, context: BuildContext) -> BuildResult:
    """Return the outcome of an issue that cannot be built."""
    return BuildResult(None, tuple(map(context.translator.report, error.problems)), code=error.exit_code)


def load_cached_result(task: BuildTask, context: BuildContext) -> BuildResult | None:
    """Return the outcome of an earlier build that still holds."""
    try:
        data = load_data(task.path, context) if task.data is None else task.data
        folder = context.out / task.place.stem
        record = context.records.find(folder, hash_task(data, task, context))
    except PublishError:
        return None  # told when it is built
    if record is None:
        return None
    return BuildResult(folder, tuple(record.reports), context.translator.translate("built-before", title=record.title))


def hash_task(data: bytes, task: BuildTask, context: BuildContext) -> str:
    """Return what changes with all that an article is made of, but for its pictures."""
    day = parse_issue_date(task.place.stem)
    others = context.folder.describe_others(day, context.settings.archive_limit, data)
    described = "\0".join([context.digest, str(task.place), others, _find_theme_key(data, context), ""])
    return hashlib.sha256(described.encode("utf-8", "surrogatepass") + data).hexdigest()


def _find_theme_key(data: bytes, context: BuildContext) -> str:
    """Return what changes with the theme that an issue itself names; nothing where it names none, or none there is."""
    front_matter = data.partition(b"\n---")[0] if data.lstrip(BOM_UTF8).startswith(b"---") else b""
    named = NAMED_THEME.search(front_matter.decode("utf-8", "replace"))
    try:
        return context.services.themes.load(named[1]).key if named else ""
    except ThemeError:
        return ""
