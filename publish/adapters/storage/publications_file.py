"""`publications.json` beside the issues: where each of them can be read, once it is out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.repository_files import read_repository_file, resolve_repository_path
from publish.core.back_issue import PublishedIssue
from publish.core.exceptions import FileError, SettingsError
from publish.core.problem import Problem
from publish.core.urls import is_web_address

PUBLICATIONS = "publications.json"
_FORM = '{"2020-06-03": {"url": "https://…"}}'


def load_publications(folder: Path, root: Path | None = None) -> Mapping[str, PublishedIssue]:
    """Return the issues that are out, by their names.

    Args:
        folder: Where the issues lie.
        root: Out of which the file may not lead; without it, out of that folder.

    Raises:
        SettingsError: The file is not what it should be.
    """
    return {name: _read(said) for name, said in _load(folder / PUBLICATIONS, root or folder).items()}


def save_publication(folder: Path, issue: str, publication: PublishedIssue, root: Path | None = None) -> None:
    """Keep where an issue can be read; the file is replaced in one step, the others' lines stay as they are.

    Args:
        folder: Where the issues lie.
        issue: The issue's name.
        publication: Where it can be read.
        root: Out of which the file may not lead; without it, out of that folder.

    Raises:
        SettingsError: The file is not what it should be.
        OutputError: It cannot be written, or its folder leads elsewhere.
    """
    path = resolve_repository_path(folder / PUBLICATIONS, root or folder)
    issues = {**_load(path, root or folder), issue: _write(publication)}
    lines = (f"  {_dump(name)}: {_dump(issues[name])}" for name in sorted(issues))
    write_files({path: ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8", "surrogatepass")})


def _load(path: Path, root: Path) -> dict[str, Any]:
    """Return what the file says, every value of it fit to be read."""
    try:
        said = json.loads(read_repository_file(path, root).decode())
    except FileNotFoundError:
        return {}
    except FileError as error:
        raise SettingsError(*error.problems) from error
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(Problem("publications-broken", {"reason": str(error)}, file=path.name)) from error
    if not isinstance(said, dict) or not all(map(_is_publication, said.values())):
        raise SettingsError(Problem("publications-broken", {"reason": _FORM}, file=path.name))
    return said


def _is_publication(said: object) -> bool:
    if isinstance(said, str):  # as people write it
        return is_web_address(said)
    if not isinstance(said, dict):
        return False
    url, title = said.get("url"), said.get("title", "")
    return isinstance(url, str) and is_web_address(url) and isinstance(title, str) and _is_time(said.get("published"))


def _is_time(said: object) -> bool:
    if said is None:
        return True
    try:
        return isinstance(said, str) and datetime.fromisoformat(said) is not None
    except ValueError:
        return False


def _read(said: str | dict[str, Any]) -> PublishedIssue:
    if isinstance(said, str):
        return PublishedIssue(said)
    written = said.get("published")
    published = datetime.fromisoformat(written) if written else None
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    return PublishedIssue(said["url"], said.get("title", ""), published)


def _write(publication: PublishedIssue) -> dict[str, str]:
    said = {"url": publication.url, "title": publication.title}
    if publication.published is not None:
        said["published"] = publication.published.astimezone(UTC).isoformat(timespec="seconds")
    return said


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
