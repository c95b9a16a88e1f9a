from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from publish.adapters.storage import file_access
from publish.adapters.storage.file_access import (
    NEW_FILE,
    READING,
    can_others_read,
    can_others_write,
    is_open_to_others,
    keep_owner,
    open_without_link,
    publish_file,
    replace_file,
    set_mode,
)


@pytest.fixture
def _on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_access, "ON_WINDOWS", True)


@pytest.mark.parametrize("flag", [getattr(os, "O_NOFOLLOW", 0), 0])
def test_open_without_link_refuses_a_link_also_where_the_system_cannot(
    tmp_path: Path, flag: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_access, "_NO_FOLLOW", flag)
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "a")

    os.close(open_without_link(tmp_path / "a", READING))
    with pytest.raises(OSError, match="symbolic links"):
        open_without_link(tmp_path / "link", READING)


def test_open_without_link_makes_files_for_their_owner_alone(tmp_path: Path) -> None:
    os.close(open_without_link(tmp_path / "a", NEW_FILE))

    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        open_without_link(tmp_path / "a", NEW_FILE)


def test_permission_bits_tell_who_may_use_a_file() -> None:
    modes = (0o600, 0o640, 0o602, 0o610)

    assert [*map(is_open_to_others, modes)] == [False, True, True, True]
    assert [*map(can_others_read, modes)] == [False, True, False, False]
    assert [*map(can_others_write, modes)] == [False, False, True, False]


@pytest.mark.usefixtures("_on_windows")
def test_permission_bits_say_nothing_on_windows(tmp_path: Path) -> None:
    (tmp_path / "a").touch(mode=0o600)
    with (tmp_path / "a").open("rb") as file:
        set_mode(file.fileno(), 0o644)
        keep_owner(tmp_path / "a", file.fileno())

    assert (is_open_to_others(0o666), can_others_read(0o666), can_others_write(0o666)) == (False, False, False)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


class BusyFile(type(Path())):  # type: ignore[misc]
    """A file that others have open for a number of attempts to replace it."""

    attempts = 0

    def replace(self, target: object) -> object:
        self.attempts -= 1
        if self.attempts >= 0:
            raise PermissionError(13, "used by another process")
        return super().replace(target)


def make_busy(folder: Path, attempts: int) -> BusyFile:
    staged = BusyFile(folder / "staged")
    staged.attempts = attempts
    staged.write_bytes(b"new")
    (folder / "a").write_bytes(b"old")
    return staged


@pytest.mark.usefixtures("_on_windows")
def test_replace_file_waits_on_windows_while_somebody_reads(tmp_path: Path) -> None:
    replace_file(make_busy(tmp_path, 3), tmp_path / "a")

    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.usefixtures("_on_windows")
def test_replace_file_gives_up_after_a_while_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_access, "_REPLACE_SECONDS", 0.05)

    with pytest.raises(PermissionError):
        replace_file(make_busy(tmp_path, 1000), tmp_path / "a")


def test_replace_file_does_not_wait_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(PermissionError):
        replace_file(make_busy(tmp_path, 1), tmp_path / "a")


def test_publish_file_never_replaces_a_file(tmp_path: Path) -> None:
    (tmp_path / "staged").write_bytes(b"new")

    publish_file(tmp_path / "staged", tmp_path / "a")
    with pytest.raises(FileExistsError):
        publish_file(tmp_path / "staged", tmp_path / "a")

    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.usefixtures("_on_windows")
def test_publish_file_renames_on_windows(tmp_path: Path) -> None:
    (tmp_path / "staged").write_bytes(b"new")

    publish_file(tmp_path / "staged", tmp_path / "a")

    assert [path.name for path in tmp_path.iterdir()] == ["a"]
