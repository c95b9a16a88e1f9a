"""A build of one issue, its result, and the cached result of an earlier build."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.cli.build_context import BuildContext, load_data, relative_path
from publish.core.exceptions import PublishError, ThemeError
from publish.newsletter.labels import NAMED_THEME

_HEAD_BYTES = 80_000  # enough for any front matter
_MAX_THEMES = 20


class BuildTask(NamedTuple):
    """An issue to build."""

    path: Path | None  # none for standard input
    location: PurePosixPath  # path in the repository
    data: bytes | None  # its bytes, where they were read already


class BuildResult(NamedTuple):
    """Result of a build; it may come from another process."""

    issue: str  # as it was asked for
    folder: Path | None = None  # folder of the article; None if the build failed
    reports: tuple[str, ...] = ()  # problems of the article, one a line
    summary: str = ""
    failure: PublishError | None = None


def load_cached_result(task: BuildTask, context: BuildContext) -> BuildResult | None:
    """Return the result of an earlier build, if nothing has changed since."""
    try:
        data = load_data(task.path, context) if task.data is None else task.data
        folder = find_build_folder(task.location, context)
        record = context.records.find(folder, hash_task(data, task, context))
    except PublishError:
        return None  # reported by the build
    if record is None:
        return None
    return BuildResult(
        str(task.location),
        folder,
        tuple(record.reports),
        context.translator.translate("built-before", title=record.title),
    )


def name_for_ledger(task: BuildTask, context: BuildContext) -> str:
    """Return the ledger's name of a file; of one outside the newsletter its path, for others may share its name."""
    if task.path is not None:
        real = Path(os.path.realpath(task.path))
        if not (real.is_relative_to(context.repository) or _is_inside(task.path, context)):
            return str(real.with_suffix("") if real.suffix == ".md" else real)
    return context.folder.name_for_ledger(task.location)


def find_file(name: str, context: BuildContext) -> Path:
    """Return the file that a name in the ledger stands for."""
    for path in context.folder.list_files():
        if context.folder.name_for_ledger(relative_path(path, context)) == name:  # a link may lead elsewhere
            return path
    plain = context.repository / name  # with a suffix that is none of Markdown's
    return plain if plain.is_file() else context.repository / f"{name}.md"


def _is_inside(path: Path, context: BuildContext) -> bool:
    """Return whether a path is in the newsletter's folder, wherever links lead from it."""
    return Path(os.path.abspath(path)).is_relative_to(context.repository)  # noqa: PTH100  # resolves no link


def find_build_folder(location: PurePosixPath, context: BuildContext) -> Path:
    """Return the folder of an issue's article: no two issues share one."""
    return context.out / context.folder.identify(location).name


def hash_task(data: bytes, task: BuildTask, context: BuildContext) -> str:
    """Return a hash of everything that an article is made of, except its pictures."""
    name = context.folder.identify(task.location).name
    others = context.folder.describe_others(name, context.settings.archive.limit, data)
    compared = context.issue_index.describe_others(task.path)
    parts = "\0".join([context.digest, str(task.location), others, compared, _find_theme_keys(data, context), ""])
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass") + data).hexdigest()


def _find_theme_keys(data: bytes, context: BuildContext) -> str:
    """Return the keys of the themes that an issue may name, in any syntax; those that cannot be loaded have none."""
    head = data[:_HEAD_BYTES].decode("utf-8", "replace")
    keys = []
    for name in sorted(set(NAMED_THEME.findall(head)))[:_MAX_THEMES]:
        with suppress(ThemeError):
            keys.append(context.services.themes.load(name).key)
    return " ".join(keys)
