"""Records of builds: an issue is built again only if one of its sources or results has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from publish.adapters.storage.atomic_files import FileState, file_state
from publish.adapters.storage.cache import ByteCache

_KIND = "built"


class BuildRecord(NamedTuple):
    """One build of one issue."""

    digest: str  # hash of all inputs except files: text, settings, theme and program
    pictures: Mapping[str, FileState]  # states of the pictures, found or not, by path in the repository
    results: Mapping[str, FileState]  # states of the written files, by path in the output folder
    reports: Sequence[str]  # printed texts of the problems
    title: str


class BuildRecords:
    """The last build of each issue in each output folder."""

    def __init__(self, cache: ByteCache, repository: Path) -> None:
        self._cache = cache
        self._repository = repository

    def find(self, folder: Path, digest: str) -> BuildRecord | None:
        """Return the record of the build in a folder, if no source or result has changed since."""
        cached = self._cache.load(_KIND, os.path.abspath(folder))  # noqa: PTH100  # `Path.resolve` is slow
        if cached is None:
            return None
        record = BuildRecord(**json.loads(cached))
        if record.digest != digest or not _are_unchanged(record.results, folder):
            return None
        return record if _are_unchanged(record.pictures, self._repository) else None

    def save(self, folder: Path, record: BuildRecord) -> None:
        """Save the record of a finished build."""
        written = json.dumps(record._asdict(), ensure_ascii=False)
        self._cache.save(_KIND, os.path.abspath(folder), written.encode("utf-8", "surrogateescape"))  # noqa: PTH100


def read_file_states(folder: Path, names: Iterable[str]) -> dict[str, FileState]:
    """Return the states of files in a folder, by their path there."""
    return {name: file_state(f"{folder}/{name}") for name in names}


def _are_unchanged(states: Mapping[str, FileState], folder: Path) -> bool:
    path = str(folder)
    return all(file_state(f"{path}/{name}") == (state and tuple(state)) for name, state in states.items())
