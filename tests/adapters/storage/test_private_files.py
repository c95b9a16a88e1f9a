from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from publish.adapters.storage.private_files import (
    find_config_folder,
    find_state_folder,
    hold_lock,
    load_private,
    make_private_folder,
    save_private,
)
from publish.core.exceptions import BusyError, OutputError


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("environment", "state", "config"),
    [
        ({"HOME": "/home/a"}, "/home/a/.local/state/publish", "/home/a/.config/publish"),
        ({"HOME": "/home/a", "XDG_STATE_HOME": "/s", "XDG_CONFIG_HOME": "/c"}, "/s/publish", "/c/publish"),
        ({"HOME": "/home/a", "XDG_STATE_HOME": "s", "XDG_CONFIG_HOME": ""}, "/home/a/.local/state/publish", None),
        ({}, ".local/state/publish", ".config/publish"),
    ],
    ids=str,
)
def test_folders_lie_where_the_desktop_keeps_them(environment: dict[str, str], state: str, config: str | None) -> None:
    assert find_state_folder(environment) == Path(state)
    assert config is None or find_config_folder(environment) == Path(config)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_what_is_private_stays_so_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        save_private(tmp_path / "a" / "b" / "file", b"x")
    finally:
        os.umask(before)

    assert (mode_of(tmp_path / "a" / "b"), mode_of(tmp_path / "a" / "b" / "file")) == (0o700, 0o600)


def test_a_folder_that_others_may_enter_is_closed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(mode=0o755)

    make_private_folder(tmp_path / "a")

    assert mode_of(tmp_path / "a") == 0o700


def test_load_private_gives_back_what_was_saved(tmp_path: Path) -> None:
    save_private(tmp_path / "a" / "file", b"x")

    assert load_private(tmp_path / "a" / "file") == b"x"


def test_load_private_follows_no_link_and_reads_no_folder(tmp_path: Path) -> None:
    save_private(tmp_path / "a" / "file", b"x")
    (tmp_path / "link").symlink_to(tmp_path / "a" / "file")

    assert [load_private(tmp_path / name) for name in ("link", "a", "none")] == [None, None, None]


def test_a_place_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(OutputError) as caught:
        make_private_folder(tmp_path / "file" / "a")

    assert caught.value.problems[0].values["path"] == str(tmp_path / "file" / "a")


def test_a_lock_keeps_others_out(tmp_path: Path) -> None:
    path = tmp_path / "a" / "lock"

    with hold_lock(path, 1), pytest.raises(BusyError), hold_lock(path, 0.05):
        pass


def test_a_lock_can_be_held_again(tmp_path: Path) -> None:
    for _ in range(2):
        with hold_lock(tmp_path / "a" / "lock", 0.05):
            pass

    assert mode_of(tmp_path / "a" / "lock") == 0o600


def test_a_lock_ends_with_its_holder(tmp_path: Path) -> None:
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


def test_a_lock_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OutputError), hold_lock(tmp_path / "lock", 0.05):
        pass
