from __future__ import annotations

import fcntl
import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from publish.adapters.storage.private_files import hold_account
from publish.core.exceptions import BusyError, LedgerError
from tests.adapters.ledger.ledgers import OURS, THEIRS, held_elsewhere, put_to_sleep


def hold(ledger: Path, pipe: Connection) -> None:
    with hold_account(ledger, OURS):
        pipe.send("held")
        signal.pause()


def try_to_hold(ledger: Path, appid: str = OURS) -> str:
    try:
        with hold_account(ledger, appid):
            return "held"
    except BusyError:
        return "busy"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledger.db"


def test_a_second_run_of_an_account_leaves_at_once(ledger: Path) -> None:
    with hold_account(ledger, OURS):
        assert try_to_hold(ledger) == "busy"

    assert try_to_hold(ledger) == "held"


def test_another_account_is_free(ledger: Path) -> None:
    with hold_account(ledger, OURS):
        assert try_to_hold(ledger, THEIRS) == "held"


def test_a_ledger_is_held_by_whatever_name_it_is_called(ledger: Path, tmp_path: Path) -> None:
    with hold_account(ledger, OURS):
        ledger.touch()
        (tmp_path / "folder").symlink_to(ledger.parent)
        (tmp_path / "file.db").symlink_to(ledger)

        assert [try_to_hold(tmp_path / name) for name in ("folder/ledger.db", "file.db")] == ["busy", "busy"]


@pytest.mark.parametrize("stopped", [False, True])
def test_whoever_dies_holds_nothing_and_whoever_sleeps_still_does(ledger: Path, stopped: bool) -> None:
    with held_elsewhere(hold, ledger) as process:
        if stopped:
            put_to_sleep(process)
        while_it_lives = try_to_hold(ledger)

    assert (while_it_lives, try_to_hold(ledger)) == ("busy", "held")


def test_a_lock_is_no_place_to_write_through(ledger: Path, tmp_path: Path) -> None:
    ledger.parent.mkdir()
    (ledger.parent / f"ledger.db.{OURS}.lock").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(LedgerError, match="ledger-unwritable"), hold_account(ledger, OURS):
        pass

    assert not (tmp_path / "elsewhere").exists()


def test_a_child_does_not_inherit_the_lock(ledger: Path) -> None:
    with hold_account(ledger, OURS):
        handles = [int(name) for name in os.listdir("/proc/self/fd")]  # noqa: PTH208  # they are no paths
        ours = [handle for handle in handles if _names(handle).endswith(".lock")]

        assert [bool(fcntl.fcntl(handle, fcntl.F_GETFD) & fcntl.FD_CLOEXEC) for handle in ours] == [True]


def _names(handle: int) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{handle}")  # noqa: PTH115  # a socket's is no path
    except OSError:
        return ""
