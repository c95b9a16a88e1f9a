"""What was built from what: an issue is built again only when something it was made of has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from publish.adapters.files import write_files

_NAME = ".record.json"

Stamp = tuple[int, int] | None
"""Size in bytes and time of change of a file; None for none."""


class Record(NamedTuple):
    """One build of one issue."""

    digest: str
    """Changes with everything but files: the text, the settings, the theme, the program."""
    pictures: Mapping[str, Stamp]
    """Files the issue shows, or tried to, by their path in the repository."""
    results: Mapping[str, Stamp]
    """Files that were written, by their path in the issue's folder."""
    reports: tuple[str, ...]
    """What people were told of the issue's problems."""
    title: str


def find_record(folder: Path, repository: Path, digest: str) -> Record | None:
    """Return the record of the build in a folder, if all it was made of and all it made are as they were."""
    try:
        with open(f"{folder}/{_NAME}", encoding="utf-8") as file:  # noqa: PTH123  # much faster, and it adds up
            record = Record(**json.load(file))
        if record.digest != digest:
            return None
        current = _are_as_they_were(record.results, folder) and _are_as_they_were(record.pictures, repository)
        return record._replace(reports=tuple(record.reports)) if current else None
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None  # none, or damaged: the same as never built


def save_record(folder: Path, record: Record) -> None:
    """Keep what was built, once it is there.

    Raises:
        OutputError: The folder cannot be written.
    """
    write_files({folder / _NAME: json.dumps(record._asdict(), ensure_ascii=False).encode()})


def read_stamps(folder: Path, names: Iterable[str]) -> dict[str, Stamp]:
    """Return the size and time of files in a folder, by their path there."""
    return {name: _read_stamp(f"{folder}/{name}") for name in names}


def _are_as_they_were(stamps: Mapping[str, Stamp], folder: Path) -> bool:
    return all(_read_stamp(f"{folder}/{name}") == (stamp and tuple(stamp)) for name, stamp in stamps.items())


def _read_stamp(path: str) -> Stamp:
    try:
        status = os.stat(path)  # noqa: PTH116  # see above
    except (OSError, ValueError):
        return None
    return status.st_size, status.st_mtime_ns
