"""What was built from what: an issue is built again only when something it was made of has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from publish.adapters.storage.atomic_files import Stamp, file_state
from publish.adapters.storage.cache import Cache

_KIND = "built"


class BuildRecord(NamedTuple):
    """One build of one issue."""

    digest: str
    """Changes with everything but files: the text, the settings, the theme, the program."""
    pictures: Mapping[str, Stamp]
    """Files the issue shows, or tried to, by their path in the repository."""
    results: Mapping[str, Stamp]
    """Files that were written, by their path in the issue's folder."""
    reports: Sequence[str]
    """What people were told of the issue's problems."""
    title: str


class BuildRecords:
    """The last build of each issue into each folder."""

    def __init__(self, cache: Cache, repository: Path) -> None:
        self._cache = cache
        self._repository = repository

    def find(self, folder: Path, digest: str) -> BuildRecord | None:
        """Return the record of the build in a folder, if all it was made of and all it made are as they were."""
        known = self._cache.load(_KIND, os.path.abspath(folder))  # noqa: PTH100  # `Path.resolve` is slow
        if known is None:
            return None
        record = BuildRecord(**json.loads(known))
        if record.digest != digest or not _are_as_they_were(record.results, folder):
            return None
        return record if _are_as_they_were(record.pictures, self._repository) else None

    def save(self, folder: Path, record: BuildRecord) -> None:
        """Keep what was built, once it is there."""
        written = json.dumps(record._asdict(), ensure_ascii=False)
        self._cache.save(_KIND, os.path.abspath(folder), written.encode("utf-8", "surrogateescape"))  # noqa: PTH100


def read_file_states(folder: Path, names: Iterable[str]) -> dict[str, Stamp]:
    """Return the size and time of files in a folder, by their path there."""
    return {name: file_state(f"{folder}/{name}") for name in names}


def _are_as_they_were(stamps: Mapping[str, Stamp], folder: Path) -> bool:
    place = str(folder)
    return all(file_state(f"{place}/{name}") == (stamp and tuple(stamp)) for name, stamp in stamps.items())
