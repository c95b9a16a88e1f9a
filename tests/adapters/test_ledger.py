from __future__ import annotations

import os
import resource
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publish.adapters.ledger import create_ledger, open_ledger
from publish.errors import BusyError, LedgerError
from publish.model import Delivery, DeliveryState, Fingerprint, UploadKind

OURS, THEIRS = "wx0000000000000001", "wx0000000000000002"
TIME = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
DELIVERY = Delivery(
    issue="issues/2020-06-17",
    state=DeliveryState.DRAFT_INTENT,
    content="c" * 64,
    fingerprint=Fingerprint("简报", "https://example.org/?issue=a", "cover", "t" * 64, marked=True),
    articles=2,
    started=TIME,
)


def now() -> datetime:
    return TIME


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create_ledger(tmp_path / "ledger.db", OURS, now)
    return tmp_path / "ledger.db"


def later() -> datetime:
    return TIME + timedelta(days=1)


def run(path: Path, *statements: str) -> list[object]:
    """Run SQL as somebody else would, and return what the last statement found."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            found = connection.execute(statement).fetchall()
        connection.commit()
    return found


# --- what it keeps ------------------------------------------------------------------------------


def test_an_attempt_comes_back_as_it_was_saved(path: Path) -> None:
    with open_ledger(path, OURS, now) as ledger:
        saved = ledger.save(DELIVERY)

    with open_ledger(path, OURS, now) as ledger:
        assert ledger.find(DELIVERY.issue) == saved == replace(DELIVERY, number=1)


def test_the_last_attempt_of_an_issue_is_the_one_that_counts(path: Path) -> None:
    with open_ledger(path, OURS, now) as ledger:
        ledger.save(replace(DELIVERY, state=DeliveryState.REMOVED))
        second = ledger.save(replace(DELIVERY, started=TIME + timedelta(days=1)))
        ledger.save(replace(DELIVERY, issue="another"))

        assert ledger.find(DELIVERY.issue) == second


def test_every_step_of_an_attempt_is_kept(path: Path) -> None:
    with open_ledger(path, OURS, now) as ledger:
        saved = ledger.save(DELIVERY)
        ledger.save(replace(saved, state=DeliveryState.DRAFTED, media_id="m"))

    acts = run(path, "SELECT delivery, at, state, media_id FROM act ORDER BY number")
    at = "2026-11-21T08:30:00+00:00"
    assert acts == [(1, at, "draft_intent", ""), (1, at, "drafted", "m")]


def test_two_attempts_cannot_own_one_draft(path: Path) -> None:
    with open_ledger(path, OURS, now) as ledger:
        ledger.save(replace(DELIVERY, media_id="m"))

        with pytest.raises(LedgerError):
            ledger.save(replace(DELIVERY, media_id="m"))

        assert ledger.list_media_ids() == {"m"}


def test_accounts_do_not_see_each_other(path: Path) -> None:
    create_ledger(path, THEIRS, now)
    with open_ledger(path, OURS, now) as ledger:
        ledger.save(replace(DELIVERY, media_id="m"))
        ledger.save_upload(UploadKind.COVER, "d", "p")

    with open_ledger(path, THEIRS, now) as ledger:
        seen = (ledger.find(DELIVERY.issue), ledger.list_media_ids(), ledger.find_upload(UploadKind.COVER, "d"))

    assert seen == (None, set(), None)


def test_an_upload_is_known_by_kind_and_bytes_until_it_is_forgotten(path: Path) -> None:
    with open_ledger(path, OURS, now) as ledger:
        ledger.save_upload(UploadKind.PICTURE, "d", "old")
        ledger.save_upload(UploadKind.PICTURE, "d", "new")
        before = (ledger.find_upload(UploadKind.PICTURE, "d"), ledger.find_upload(UploadKind.COVER, "d"))
        ledger.forget_upload(UploadKind.COVER, "new")
        kept = ledger.find_upload(UploadKind.PICTURE, "d")
        ledger.forget_upload(UploadKind.PICTURE, "new")

        assert (before, kept, ledger.find_upload(UploadKind.PICTURE, "d")) == (("new", None), "new", None)


# --- how it is made -----------------------------------------------------------------------------


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_a_new_ledger_is_its_owner_s_alone(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        create_ledger(tmp_path / "state" / "ledger.db", OURS, now)
    finally:
        os.umask(before)

    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "state", tmp_path / "state" / "ledger.db")]
    assert modes == [0o700, 0o600]
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["ledger.db"]


def test_making_a_ledger_again_changes_nothing(path: Path) -> None:
    with open_ledger(path, OURS, now) as ledger:
        ledger.save(DELIVERY)

    assert create_ledger(path, OURS, now) is False
    with open_ledger(path, OURS, now) as ledger:
        assert ledger.find(DELIVERY.issue) is not None


def test_a_ledger_that_was_broken_off_in_the_making_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", fail)

    with pytest.raises(LedgerError, match="ledger-unwritable"):
        create_ledger(tmp_path / "ledger.db", OURS, now)

    assert list(tmp_path.iterdir()) == []


def test_what_is_saved_is_on_disk_and_in_one_file(path: Path) -> None:
    with open_ledger(path, OURS, now) as ledger:
        run_inside = ledger._connection.exec_driver_sql
        modes = [run_inside(f"PRAGMA {name}").scalar_one() for name in ("journal_mode", "synchronous")]
        ledger._connection.rollback()
        ledger.save(DELIVERY)
        names = [file.name for file in path.parent.iterdir()]

    assert (modes, names) == (["delete", 3], ["ledger.db"])


# --- what is refused ----------------------------------------------------------------------------


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def overwrite(path: Path, start: int, length: int = 4096) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xa5" * length)


def copy_without_wal(path: Path) -> None:
    """Leave what a copy of a file alone is while its rows are still in the WAL beside it."""
    new = path.with_name("new.db")
    connection = sqlite3.connect(new)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE delivery (number)")
    path.write_bytes(new.read_bytes())
    connection.close()


def use_elsewhere(path: Path) -> None:
    path.unlink()
    run(path, "CREATE TABLE notes (text)")


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "ledger-missing"),
    "empty": (lambda path: os.truncate(path, 0), "ledger-empty"),
    "a folder": (replace_by_folder, "ledger-no-file"),
    "truncated": (truncate, "ledger-damaged"),
    "cut within a page": (lambda path: os.truncate(path, 5000), "ledger-damaged"),
    "garbage for a header": (lambda path: overwrite(path, 0, 100), "ledger-damaged"),
    "garbage for a page": (lambda path: overwrite(path, 4096), "ledger-damaged"),
    "no database": (lambda path: path.write_bytes(b"notes\n" * 999), "ledger-damaged"),
    "another program's": (use_elsewhere, "ledger-foreign"),
    "copied without its WAL": (copy_without_wal, "ledger-foreign"),
    "without a table": (lambda path: run(path, "DROP TABLE upload"), "ledger-damaged"),
    "newer": (lambda path: run(path, "PRAGMA user_version = 2"), "ledger-newer"),
    "another account's": (lambda path: run(path, "UPDATE account SET appid = 'wx9'"), "ledger-account"),
    "others write it": (lambda path: path.chmod(0o666), "ledger-open"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_ledger_that_cannot_be_believed_is_refused_with_its_path(path: Path, name: str) -> None:
    spoil, message = SPOILED[name]
    spoil(path)

    with pytest.raises(LedgerError) as caught, open_ledger(path, OURS, now):
        pass

    assert [problem.message for problem in caught.value.problems] == [message]
    assert caught.value.problems[0].values["path"] == str(path)


@pytest.mark.parametrize("name", [name for name in SPOILED if name not in ("missing", "another account's")])
def test_making_a_ledger_repairs_nothing(path: Path, name: str) -> None:
    spoil, message = SPOILED[name]
    spoil(path)

    with pytest.raises(LedgerError, match=message):
        create_ledger(path, OURS, now)


def test_looking_into_a_ledger_makes_none(tmp_path: Path) -> None:
    with pytest.raises(LedgerError), open_ledger(tmp_path / "ledger.db", OURS, now):
        pass

    assert list(tmp_path.iterdir()) == []


def test_a_ledger_that_another_program_writes_is_busy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.adapters.ledger._LOCK_SECONDS", 0.01)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")

        with pytest.raises(BusyError, match="ledger-busy"), open_ledger(path, OURS, now):
            pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_ledger_in_a_folder_that_cannot_be_written_is_refused_before_anything_is_sent(path: Path) -> None:
    path.parent.chmod(0o500)
    try:
        with pytest.raises(LedgerError, match="ledger-unwritable"), open_ledger(path, OURS, now):
            pass
    finally:
        path.parent.chmod(0o700)


def test_a_disk_that_is_full_shows_before_anything_is_sent(path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        with pytest.raises(LedgerError, match="ledger-unwritable"), open_ledger(path, OURS, later):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    with open_ledger(path, OURS, now) as ledger:
        assert ledger.find(DELIVERY.issue) is None


def test_looking_alone_writes_nothing(path: Path) -> None:
    before = path.read_bytes()

    with open_ledger(path, OURS, later, writing=False) as ledger:
        ledger.find(DELIVERY.issue)

    assert path.read_bytes() == before


def test_what_goes_wrong_while_a_ledger_is_open_is_not_its_fault(path: Path) -> None:
    with pytest.raises(ConnectionResetError), open_ledger(path, OURS, now):
        raise ConnectionResetError
