from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from publish.adapters.storage.private_files import (
    hold_lock,
    load_private,
    make_private_folder,
    save_private,
)
from publish.core.exceptions import BusyError, OutputError


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_save_private_is_owner_only_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        save_private(tmp_path / "a" / "b" / "file", b"x")
    finally:
        os.umask(before)

    assert (mode_of(tmp_path / "a" / "b"), mode_of(tmp_path / "a" / "b" / "file")) == (0o700, 0o600)


def test_make_private_folder_restricts_an_open_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(mode=0o755)

    make_private_folder(tmp_path / "a")

    assert mode_of(tmp_path / "a") == 0o700


def test_load_private_returns_saved_data(tmp_path: Path) -> None:
    save_private(tmp_path / "a" / "file", b"x")

    assert load_private(tmp_path / "a" / "file") == b"x"


def test_load_private_returns_none_for_links_and_folders(tmp_path: Path) -> None:
    save_private(tmp_path / "a" / "file", b"x")
    (tmp_path / "link").symlink_to(tmp_path / "a" / "file")

    assert [load_private(tmp_path / name) for name in ("link", "a", "none")] == [None, None, None]


def test_make_private_folder_reports_a_path_that_cannot_be_created(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(OutputError) as caught:
        make_private_folder(tmp_path / "file" / "a")

    assert caught.value.problems[0].values["path"] == str(tmp_path / "file" / "a")


def test_hold_lock_refuses_a_second_holder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "lock"

    with hold_lock(path, 1), pytest.raises(BusyError), hold_lock(path, 0.05):
        pass


def test_hold_lock_can_be_held_again(tmp_path: Path) -> None:
    for _ in range(2):
        with hold_lock(tmp_path / "a" / "lock", 0.05):
            pass

    assert mode_of(tmp_path / "a" / "lock") == 0o600


def test_hold_lock_is_freed_when_its_process_ends(tmp_path: Path) -> None:
    code = f"""
import os
from pathlib import Path
from publish.adapters.storage.private_files import hold_lock
with hold_lock(Path({str(tmp_path / "a" / "lock")!r}), 1):
    os._exit(9)
"""
    subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603 - this very Python

    with hold_lock(tmp_path / "a" / "lock", 0.05):
        pass


def test_hold_lock_refuses_a_link(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OutputError), hold_lock(tmp_path / "lock", 0.05):
        pass
