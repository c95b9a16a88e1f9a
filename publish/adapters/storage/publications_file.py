"""`publications.json` beside the issues: the address of each published issue."""

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
    """Return the published issues by name.

    Args:
        folder: The folder of the issues.
        root: The folder in which the file must really lie; by default that of the issues.

    Raises:
        SettingsError: The file is unreadable or invalid.
    """
    return _load(folder / PUBLICATIONS, root or folder)[1]


def save_publication(folder: Path, issue: str, publication: PublishedIssue, root: Path | None = None) -> None:
    """Add or replace the publication of an issue; the file is replaced atomically, other lines stay unchanged.

    Args:
        folder: The folder of the issues.
        issue: The issue's name.
        publication: Its address, title and time.
        root: The folder in which the file must really lie; by default that of the issues.

    Raises:
        SettingsError: The file is unreadable or invalid.
        OutputError: It cannot be written, or lies outside the root.
    """
    path = resolve_repository_path(folder / PUBLICATIONS, root or folder)
    issues = {**_load(path, root or folder)[0], issue: _format(publication)}
    lines = (f"  {_dump(name)}: {_dump(issues[name])}" for name in sorted(issues))
    write_files({path: ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8", "surrogatepass")})


def _load(path: Path, root: Path) -> tuple[dict[str, Any], dict[str, PublishedIssue]]:
    """Return the entries of the file, as written and parsed."""
    try:
        entries = json.loads(read_repository_file(path, root).decode())
    except FileNotFoundError:
        return {}, {}
    except FileError as error:
        raise SettingsError(*error.problems) from error
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(Problem("publications-broken", {"reason": str(error)}, file=path.name)) from error
    try:
        return entries, {name: _parse(entry) for name, entry in entries.items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SettingsError(Problem("publications-broken", {"reason": _FORM}, file=path.name)) from error


def _parse(entry: Any) -> PublishedIssue:
    """Return a publication; a text is an address alone, as people write it."""
    fields = {"url": entry} if isinstance(entry, str) else entry
    url, title, published = fields["url"], fields.get("title", ""), fields.get("published")
    if not isinstance(url, str) or not is_web_address(url) or not isinstance(title, str):
        raise ValueError(entry)
    time = None if published is None else datetime.fromisoformat(published)
    return PublishedIssue(url, title, time if time is None or time.tzinfo else time.replace(tzinfo=UTC))


def _format(publication: PublishedIssue) -> dict[str, str]:
    fields = {"url": publication.url, "title": publication.title}
    if publication.published is not None:
        fields["published"] = publication.published.astimezone(UTC).isoformat(timespec="seconds")
    return fields


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
