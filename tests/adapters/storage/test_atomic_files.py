from __future__ import annotations

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from publish.adapters.storage.atomic_files import (
    file_state,
    find_leftovers,
    is_broken_link,
    is_file,
    remove_files,
    write_files,
)
from publish.core.exceptions import OutputError
from publish.core.problem import Problem
from tests.unprivileged_user import NOBODY


@contextmanager
def disk_full_after(size: int) -> Iterator[None]:
    """Limit the size of files, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# --- writing ----------------------------------------------------------------------------------


def test_write_files_creates_missing_folders(tmp_path: Path) -> None:
    write_files({tmp_path / "a" / "b" / "c.html": b"new"})

    assert (tmp_path / "a" / "b" / "c.html").read_bytes() == b"new"


def test_write_files_makes_files_readable_by_others(tmp_path: Path) -> None:
    write_files({tmp_path / "a.html": b"new"})

    assert (tmp_path / "a.html").stat().st_mode & 0o777 == 0o644


def test_write_files_keeps_the_owner(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"old")
    owner = NOBODY if os.geteuid() == 0 else os.geteuid()
    os.chown(path, owner, -1)

    write_files({path: b"new"})

    assert (path.read_bytes(), path.stat().st_uid) == (b"new", owner)


def test_write_files_does_not_touch_an_equal_file(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"same")
    before = path.stat()

    write_files({path: b"same"})

    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_write_files_writes_content_in_pieces(tmp_path: Path) -> None:
    write_files({tmp_path / "a": lambda: iter([b"1", b"23", b"456"])})

    assert (tmp_path / "a").read_bytes() == b"123456"


@pytest.mark.parametrize(
    ("pieces", "alone"), [([b"12", b"34"], True), ([b"12", b"3"], False), ([b"12", b"345"], False)]
)
def test_write_files_does_not_touch_a_file_with_equal_pieces(tmp_path: Path, pieces: list[bytes], alone: bool) -> None:
    (tmp_path / "a").write_bytes(b"1234")
    before = (tmp_path / "a").stat().st_ino

    write_files({tmp_path / "a": lambda: pieces})

    assert (tmp_path / "a").read_bytes() == b"".join(pieces)
    assert ((tmp_path / "a").stat().st_ino == before) == alone


def test_write_files_replaces_a_file_atomically_for_readers(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"the old one")

    with path.open("rb") as reader:
        write_files({path: b"new"})

        assert (reader.read(), path.read_bytes()) == (b"the old one", b"new")


def test_write_files_writes_nothing_when_one_file_cannot_be_written(tmp_path: Path) -> None:
    first, second = tmp_path / "a.html", tmp_path / "b.html"
    first.write_bytes(b"old")
    (second / "folder").mkdir(parents=True)

    with pytest.raises(OutputError) as caught:
        write_files({first: b"new", second: b"new"})

    assert caught.value.problems == (
        Problem("file-unwritable", {"path": str(second), "reason": os.strerror(errno.EISDIR)}),
    )
    assert first.read_bytes() == b"old"


def test_write_files_reports_a_path_that_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "build").write_bytes(b"a file")

    with pytest.raises(OutputError) as caught:
        write_files({tmp_path / "build" / "a.html": b"new"})

    assert caught.value.problems[0].values["path"] == str(tmp_path / "build" / "a.html")
    assert (tmp_path / "build").read_bytes() == b"a file"


def test_write_files_keeps_the_old_file_when_the_disk_is_full(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"old")

    with pytest.raises(OutputError), disk_full_after(10_000):
        write_files({path: b"x" * 20_000})

    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("fate", ["written", "refused", "disk full"])
def test_write_files_leaves_no_temporary_files(tmp_path: Path, fate: str) -> None:
    files = {tmp_path / "a.html": b"new", tmp_path / "b.html": b"x" * 20_000}
    if fate == "refused":
        (tmp_path / "b.html").mkdir()

    try:
        with disk_full_after(10_000 if fate == "disk full" else 1_000_000):
            write_files(files)
    except OutputError:
        assert fate != "written"

    assert {path.name for path in tmp_path.iterdir()} <= {"a.html", "b.html"}


def test_remove_files_removes_files(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    (tmp_path / "b").touch()

    remove_files([tmp_path / "a"])

    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_remove_files_reports_a_file_that_cannot_be_removed(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        remove_files([tmp_path])

    assert caught.value.problems[0].values["path"] == str(tmp_path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.toml", True), ("none", False), ("folder", False), ("x" * 5000, False)],
    ids=lambda v: str(v)[:6],
)
def test_is_file_never_raises(tmp_path: Path, name: str, expected: bool) -> None:
    (tmp_path / "a.toml").touch()
    (tmp_path / "folder").mkdir()

    assert is_file(tmp_path / name) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("dangling", True), ("loop", True), ("sound", False), ("a.toml", False), ("none", False), ("x" * 5000, False)],
    ids=lambda v: str(v)[:8],
)
def test_is_broken_link_never_raises(tmp_path: Path, name: str, expected: bool) -> None:
    (tmp_path / "a.toml").touch()
    for link, target in {"dangling": "nowhere", "loop": "loop", "sound": "a.toml"}.items():
        (tmp_path / link).symlink_to(target)

    assert is_broken_link(tmp_path / name) is expected


# --- file states --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["none", "dangling", "loop", "a\0b", "x" * 5000], ids=lambda v: repr(v)[:10])
def test_file_state_returns_none_for_a_missing_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")

    assert file_state(tmp_path / name) is None


def test_file_state_changes_with_the_target_of_a_link(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "link").symlink_to("a")
    before = file_state(tmp_path / "link")

    (tmp_path / "a").write_bytes(b"12")

    assert before != file_state(tmp_path / "link") is not None


def test_file_state_changes_when_a_file_replaces_a_link(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "link").symlink_to("a")
    before = file_state(tmp_path / "link")

    (tmp_path / "a").replace(tmp_path / "link")

    assert before != file_state(tmp_path / "link") is not None


# --- temporary files of killed runs -------------------------------------------------------------


def test_find_leftovers_returns_old_files_only(tmp_path: Path) -> None:
    for name in (".publish.1.old", ".publish.1.new", "other"):
        (tmp_path / name).touch()
    (tmp_path / ".publish.1.folder").mkdir()
    (tmp_path / ".publish.1.link").symlink_to("other")
    for path in tmp_path.iterdir():
        if path.name != ".publish.1.new":
            os.utime(path, (0, 0), follow_symlinks=False)

    assert find_leftovers(tmp_path) == [tmp_path / ".publish.1.old"]


def test_find_leftovers_skips_files_removed_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = [tmp_path / ".publish.1.gone"]
    monkeypatch.setattr(Path, "glob", lambda *_: gone)

    assert find_leftovers(tmp_path) == []
