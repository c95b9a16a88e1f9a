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


def test_hold_account_refuses_a_second_run(ledger: Path) -> None:
    with hold_account(ledger, OURS):
        assert try_to_hold(ledger) == "busy"

    assert try_to_hold(ledger) == "held"


def test_hold_account_allows_another_account(ledger: Path) -> None:
    with hold_account(ledger, OURS):
        assert try_to_hold(ledger, THEIRS) == "held"


def test_hold_account_resolves_links_to_the_ledger(ledger: Path, tmp_path: Path) -> None:
    with hold_account(ledger, OURS):
        ledger.touch()
        (tmp_path / "folder").symlink_to(ledger.parent)
        (tmp_path / "file.db").symlink_to(ledger)

        assert [try_to_hold(tmp_path / name) for name in ("folder/ledger.db", "file.db")] == ["busy", "busy"]


@pytest.mark.parametrize("stopped", [False, True])
def test_hold_account_is_freed_by_a_dead_process_but_not_by_a_stopped_one(ledger: Path, stopped: bool) -> None:
    with held_elsewhere(hold, ledger) as process:
        if stopped:
            put_to_sleep(process)
        while_it_lives = try_to_hold(ledger)

    assert (while_it_lives, try_to_hold(ledger)) == ("busy", "held")


def test_hold_account_follows_no_link(ledger: Path, tmp_path: Path) -> None:
    ledger.parent.mkdir()
    (ledger.parent / f"ledger.db.{OURS}.lock").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(LedgerError, match="ledger-unwritable"), hold_account(ledger, OURS):
        pass

    assert not (tmp_path / "elsewhere").exists()


def test_hold_account_is_not_inherited_by_children(ledger: Path) -> None:
    with hold_account(ledger, OURS):
        handles = [int(name) for name in os.listdir("/proc/self/fd")]  # noqa: PTH208  # they are no paths
        ours = [handle for handle in handles if _names(handle).endswith(".lock")]

        assert [bool(fcntl.fcntl(handle, fcntl.F_GETFD) & fcntl.FD_CLOEXEC) for handle in ours] == [True]


def _names(handle: int) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{handle}")  # noqa: PTH115  # a socket's is no path
    except OSError:
        return ""
