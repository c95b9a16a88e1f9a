from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from publish.adapters.ledger import adopt_ledger, create_ledger, file, open_ledger
from publish.errors import BusyError, LedgerError
from publish.model.delivery import DeliveryState, UploadKind
from tests.adapters.ledgers import DELIVERY, OURS, TIME, now
from tests.nobody import NOBODY, as_nobody


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


def test_a_ledger_that_others_could_read_is_closed_to_them_before_it_is_written(path: Path) -> None:
    path.chmod(0o644)
    with open_ledger(path, OURS, now, writing=False):
        assert stat.S_IMODE(path.stat().st_mode) == 0o644

    with open_ledger(path, OURS, now) as ledger, ledger._connection.begin():
        ledger._connection.exec_driver_sql("UPDATE account SET used = 'now'")
        journals = [beside for beside in path.parent.iterdir() if beside != path]

        assert [stat.S_IMODE(file.stat().st_mode) for file in (path, *journals)] == [0o600, 0o600]


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


# --- the ledger of an older program --------------------------------------------------------------


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a ledger as the first program left it."""
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(Path(__file__).with_name("ledger-1.sql").read_text("utf-8"))
    return path


@pytest.mark.parametrize("writing", [True, False])
def test_a_ledger_of_the_first_program_is_read_whole(old: Path, writing: bool) -> None:
    with open_ledger(old, OURS, now, writing=writing) as ledger:
        [known] = ledger.list_deliveries()
        acts = [act.state for act in ledger.list_acts(known.issue)]
        cover = ledger.find_upload(UploadKind.COVER, "d")

    assert (known.state, known.media_id, known.fingerprint.title) == (DeliveryState.DRAFTED, "m", "简报")
    assert (known.publish_id, known.addresses, known.reason, known.released) == ("", (), None, None)
    assert (acts, cover) == ([DeliveryState.DRAFT_INTENT, DeliveryState.DRAFTED], "place")


def test_a_ledger_that_was_brought_up_to_date_is_like_a_new_one(old: Path, path: Path) -> None:
    with open_ledger(old, OURS, now):
        pass

    described = "SELECT m.name, c.name, c.type, c.[notnull] FROM sqlite_schema m JOIN pragma_table_info(m.name) c"
    tables = [set(run(ledger, f"{described} WHERE m.type = 'table'")) for ledger in (old, path)]
    assert tables[0] == tables[1]
    assert run(old, "PRAGMA user_version") == run(path, "PRAGMA user_version")


def test_a_migration_that_breaks_off_leaves_the_old_ledger(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = run(old, "SELECT sql FROM sqlite_schema")

    def fail(_: Path) -> dict[str, str]:
        return {"machine": "m", "host": "h"}  # no place, so that the last statement is refused

    monkeypatch.setattr("publish.adapters.ledger.file.describe_home", fail)
    with pytest.raises(LedgerError), open_ledger(old, OURS, now):
        pass

    assert (run(old, "SELECT sql FROM sqlite_schema"), run(old, "PRAGMA user_version")) == (before, [(1,)])


# --- a ledger that is not where it was made ------------------------------------------------------


def test_a_copy_is_refused_until_it_is_adopted(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    with pytest.raises(LedgerError, match="ledger-copied") as caught, open_ledger(copy, OURS, now):
        pass
    assert caught.value.problems[0].values["place"] == str(path)

    assert (adopt_ledger(copy, OURS), adopt_ledger(copy, OURS)) == (True, False)

    with open_ledger(copy, OURS, now) as ledger:
        assert ledger.find(DELIVERY.issue) is None


def test_a_ledger_of_another_machine_is_refused(path: Path) -> None:
    run(path, "UPDATE home SET machine = 'another', host = 'mill'")

    with pytest.raises(LedgerError, match="ledger-copied") as caught, open_ledger(path, OURS, now):
        pass

    assert caught.value.problems[0].values["host"] == "mill"


def test_a_machine_without_an_id_goes_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.adapters.ledger.home._MACHINE_ID", tmp_path / "none")
    create_ledger(tmp_path / "ledger.db", OURS, now)

    with open_ledger(tmp_path / "ledger.db", OURS, now):
        pass
    monkeypatch.undo()
    with pytest.raises(LedgerError, match="ledger-copied"), open_ledger(tmp_path / "ledger.db", OURS, now):
        pass


def test_a_ledger_is_at_home_by_whatever_name_it_is_called(path: Path, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(path)

    with open_ledger(tmp_path / "link.db", OURS, now) as ledger:
        assert ledger.list_deliveries() == []


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


def replace_by_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


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
    "without a home": (lambda path: run(path, "DELETE FROM home"), "ledger-damaged"),
    "a link to nothing": (replace_by_link, "ledger-missing"),
    "without a column": (lambda path: run(path, "ALTER TABLE act DROP COLUMN reason"), "ledger-damaged"),
    "newer": (lambda path: run(path, "PRAGMA user_version = 3"), "ledger-newer"),
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
    monkeypatch.setattr("publish.adapters.ledger.file._LOCK_SECONDS", 0.01)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")

        with pytest.raises(BusyError, match="ledger-busy"), open_ledger(path, OURS, now):
            pass


def test_a_ledger_in_a_folder_that_cannot_be_written_is_refused_before_anything_is_sent(path: Path) -> None:
    with open_ledger(path, OURS, now):
        pass  # loads what nobody may not read
    with tempfile.TemporaryDirectory() as name:  # whoever is nobody cannot reach a test's own folder
        folder = shutil.copytree(path.parent, Path(name) / "state")
        copied = folder / path.name
        adopt_ledger(copied, OURS)
        if os.geteuid() == 0:
            for known in (folder.parent, folder, copied):
                os.chown(known, NOBODY, -1)
        folder.chmod(0o500)
        try:
            with as_nobody(), pytest.raises(LedgerError, match="ledger-unwritable"), open_ledger(copied, OURS, later):
                pass
        finally:
            folder.chmod(0o700)


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


def test_a_ledger_that_another_run_brings_up_to_date_meanwhile_is_left_alone(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring = file._bring_up_to_date

    def bring_twice(path: Path) -> None:
        bring(path)
        bring(path)

    monkeypatch.setattr(file, "_bring_up_to_date", bring_twice)

    with open_ledger(old, OURS, now) as ledger:
        assert len(ledger.list_deliveries()) == 1
