from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from publish.adapters.storage.build_records import BuildRecord, BuildRecords, read_file_states
from publish.adapters.storage.cache import Cache

DIGEST = "d1"


@pytest.fixture
def built(tmp_path: Path) -> tuple[BuildRecords, Path, BuildRecord]:
    """A build of one issue that shows one picture, and another that is missing."""
    for name in ("build/a.html", "repository/shown.png"):
        path = tmp_path / name
        path.parent.mkdir()
        path.write_bytes(b"123")
    records = BuildRecords(Cache(tmp_path / "cache"), tmp_path / "repository")
    pictures = read_file_states(tmp_path / "repository", ["shown.png", "missing.png"])
    results = read_file_states(tmp_path / "build", ["a.html"])
    record = BuildRecord(DIGEST, pictures, results, ("a.md:1: mend",), "题")
    records.save(tmp_path / "build", record)
    return records, tmp_path, record


def test_find_returns_the_record_of_an_unchanged_build(built: tuple[BuildRecords, Path, BuildRecord]) -> None:
    records, folder, record = built

    found = records.find(folder / "build", DIGEST)

    assert found is not None
    assert (found.title, tuple(found.reports), found.digest) == (record.title, record.reports, DIGEST)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "build/a.html").write_bytes(b"1234"),
        lambda folder: (folder / "build/a.html").unlink(),
        lambda folder: (folder / "repository/shown.png").write_bytes(b"1234"),
        lambda folder: (folder / "repository/shown.png").unlink(),
        lambda folder: (folder / "repository/missing.png").write_bytes(b""),
    ],
    ids=["result changed", "result gone", "picture changed", "picture gone", "picture there at last"],
)
def test_find_returns_none_when_a_file_has_changed(
    built: tuple[BuildRecords, Path, BuildRecord], change: Callable[[Path], object]
) -> None:
    records, folder, _ = built

    change(folder)

    assert records.find(folder / "build", DIGEST) is None


def test_find_returns_none_for_another_digest(built: tuple[BuildRecords, Path, BuildRecord]) -> None:
    assert built[0].find(built[1] / "build", "d2") is None


def test_find_returns_none_for_another_folder(built: tuple[BuildRecords, Path, BuildRecord]) -> None:
    assert built[0].find(built[1] / "elsewhere", DIGEST) is None


def test_read_file_states_returns_none_for_an_impossible_name(tmp_path: Path) -> None:
    assert read_file_states(tmp_path, ["a\0b"]) == {"a\0b": None}
