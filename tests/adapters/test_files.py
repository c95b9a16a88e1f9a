from __future__ import annotations

import errno
import os
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import pytest

from publish.adapters.files import is_file, read_inside, remove_files, write_files
from publish.errors import OutputError, PictureError
from publish.model.problem import Problem
from tests.nobody import NOBODY

LIMIT = 1_000_000


@contextmanager
def disk_full_after(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def refuse(root: Path, wanted: str) -> Problem:
    with pytest.raises(PictureError) as caught:
        read_inside(root, PurePosixPath(wanted), LIMIT)
    (problem,) = caught.value.problems
    return problem


# --- writing ----------------------------------------------------------------------------------


def test_write_files_makes_the_folders_it_needs(tmp_path: Path) -> None:
    write_files({tmp_path / "a" / "b" / "c.html": b"new"})

    assert (tmp_path / "a" / "b" / "c.html").read_bytes() == b"new"


def test_write_files_lets_others_read(tmp_path: Path) -> None:
    write_files({tmp_path / "a.html": b"new"})

    assert (tmp_path / "a.html").stat().st_mode & 0o777 == 0o644


def test_write_files_leaves_a_file_to_whom_it_belongs(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"old")
    owner = NOBODY if os.geteuid() == 0 else os.geteuid()
    os.chown(path, owner, -1)

    write_files({path: b"new"})

    assert (path.read_bytes(), path.stat().st_uid) == (b"new", owner)


def test_write_files_leaves_a_file_alone_that_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"same")
    before = path.stat()

    write_files({path: b"same"})

    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_write_files_replaces_a_file_whole_for_who_is_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"the old one")

    with path.open("rb") as reader:
        write_files({path: b"new"})

        assert (reader.read(), path.read_bytes()) == (b"the old one", b"new")


def test_write_files_writes_none_where_one_cannot_be(tmp_path: Path) -> None:
    first, second = tmp_path / "a.html", tmp_path / "b.html"
    first.write_bytes(b"old")
    (second / "folder").mkdir(parents=True)

    with pytest.raises(OutputError) as caught:
        write_files({first: b"new", second: b"new"})

    assert caught.value.problems == (
        Problem("output-unwritable", {"path": str(second), "reason": os.strerror(errno.EISDIR)}),
    )
    assert first.read_bytes() == b"old"


def test_write_files_says_which_folder_is_none(tmp_path: Path) -> None:
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
def test_write_files_leaves_nothing_lying_about(tmp_path: Path, fate: str) -> None:
    files = {tmp_path / "a.html": b"new", tmp_path / "b.html": b"x" * 20_000}
    if fate == "refused":
        (tmp_path / "b.html").mkdir()

    try:
        with disk_full_after(10_000 if fate == "disk full" else 1_000_000):
            write_files(files)
    except OutputError:
        assert fate != "written"

    assert {path.name for path in tmp_path.iterdir()} <= {"a.html", "b.html"}


def test_remove_files_removes_them(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    (tmp_path / "b").touch()

    remove_files([tmp_path / "a"])

    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_remove_files_says_what_cannot_be_removed(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        remove_files([tmp_path])

    assert caught.value.problems[0].values["path"] == str(tmp_path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.toml", True), ("none", False), ("folder", False), ("x" * 5000, False)],
    ids=lambda v: str(v)[:6],
)
def test_is_file_never_fails(tmp_path: Path, name: str, expected: bool) -> None:
    (tmp_path / "a.toml").touch()
    (tmp_path / "folder").mkdir()

    assert is_file(tmp_path / name) is expected


# --- reading what an issue names ----------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["a.png", "issues/../a.png", "issues/inside.png", "x:y.png", "图 片.png"])
def test_read_inside_reads_a_file_of_the_folder(tmp_path: Path, wanted: str) -> None:
    (tmp_path / "issues").mkdir()
    for name in ("a.png", "x:y.png", "图 片.png"):
        (tmp_path / name).write_bytes(b"data")
    (tmp_path / "issues" / "inside.png").symlink_to("../a.png")

    assert read_inside(tmp_path, PurePosixPath(wanted), LIMIT) == b"data"


def test_read_inside_reads_through_a_linked_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.png").write_bytes(b"data")
    (tmp_path / "linked").symlink_to("real")

    assert read_inside(tmp_path / "linked", PurePosixPath("a.png"), LIMIT) == b"data"


@pytest.mark.parametrize(
    "wanted",
    [
        "../secret",
        "issues/../../secret",
        "linked",
        "folder/secret",
        ".env",
        ".git/config",
        "to-git",
        "issues",
        "fifo",
        "zero",
        ".",
    ],
)
def test_read_inside_refuses_what_is_no_plain_file_inside(tmp_path: Path, wanted: str) -> None:
    root = tmp_path / "repository"
    (root / "issues").mkdir(parents=True)
    (root / ".git").mkdir()
    for path in (tmp_path / "secret", root / ".env", root / ".git" / "config"):
        path.write_bytes(b"secret")
    links = {"linked": "../secret", "folder": "..", "to-git": ".git/config", "zero": "/dev/zero"}
    for name, target in links.items():
        (root / name).symlink_to(target)
    os.mkfifo(root / "fifo")

    assert refuse(root, wanted) == Problem("picture-outside", {"path": wanted})


def test_read_inside_refuses_an_absolute_path_even_of_a_file_inside(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"data")

    assert refuse(tmp_path, f"{tmp_path}/a.png").message == "picture-outside"


@pytest.mark.parametrize("wanted", ["none.png", "dangling", "loop", "a\0.png", "x" * 5000, "a.png/b"])
def test_read_inside_says_what_is_missing(tmp_path: Path, wanted: str) -> None:
    (tmp_path / "a.png").write_bytes(b"data")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")

    assert refuse(tmp_path, wanted) == Problem("picture-missing", {"path": wanted})


@pytest.mark.parametrize(("size", "fits"), [(LIMIT, True), (LIMIT + 1, False)], ids=["at the limit", "one more"])
def test_read_inside_caps_the_size(tmp_path: Path, size: int, fits: bool) -> None:
    with (tmp_path / "a.png").open("wb") as file:
        file.truncate(size)

    if fits:
        assert len(read_inside(tmp_path, PurePosixPath("a.png"), LIMIT)) == size
    else:
        assert refuse(tmp_path, "a.png") == Problem("picture-large", {"path": "a.png", "limit": 1})


def test_read_inside_closes_what_it_refuses(tmp_path: Path) -> None:
    def open_files() -> int:
        with tempfile.TemporaryFile() as lowest:
            return lowest.fileno()

    (tmp_path / "folder").mkdir()
    before = open_files()

    for _ in range(5):
        refuse(tmp_path, "folder")

    assert open_files() == before
