from __future__ import annotations

import os
import platform
import resource
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest
from sqlalchemy import Table, Update, column, table, update

from publish.adapters.config.newsletter_identity import Identity
from publish.adapters.ledger import machine_identity
from publish.adapters.ledger import sqlite as file
from publish.adapters.ledger.copy_detection import StepFile, describe_origin, find_step_file
from publish.adapters.ledger.open import adopt_ledger, create_ledger, open_ledger
from publish.adapters.ledger.sqlite import make_sqlite_uri
from publish.adapters.ledger.table_schema import VERSION
from publish.core.delivery_record import Delivery, DeliveryState, LimitedField, OtherArticle, UploadKind
from publish.core.exceptions import BusyError, LedgerError
from tests.adapters.ledger.ledgers import DELIVERY, OURS, THEIRS, TIME, now
from tests.fakes import FakeRegistry
from tests.unprivileged_user import NOBODY, as_nobody

ADDRESS = "https://mp.weixin.qq.com/s/a"

PRINTED_BY_MAC = """\
+-o J314sAP  <class IOPlatformExpertDevice, id 0x100000227, registered, matched, active, busy 0 (0 ms), retain 38>
    {{
      "manufacturer" = <"Apple Inc.">
      "IOPlatformUUID" = "{}"
      "IOPlatformSerialNumber" = "C02XXXXXXXXX"
    }}
"""


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
def test_new_ledger_is_readable_only_by_its_owner(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        create_ledger(tmp_path / "state" / "ledger.db", OURS, now)
    finally:
        os.umask(before)

    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "state", tmp_path / "state" / "ledger.db")]
    assert modes == [0o700, 0o600]
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["ledger.db"]


def test_open_ledger_removes_read_permission_of_others(path: Path) -> None:
    path.chmod(0o644)
    with open_ledger(path, OURS, now, writing=False):
        assert stat.S_IMODE(path.stat().st_mode) == 0o644

    with open_ledger(path, OURS, now) as ledger, ledger._connection.begin():
        ledger._connection.exec_driver_sql("UPDATE account SET used = 'now'")
        journals = [beside for beside in path.parent.iterdir() if beside != path]

        assert len(journals) == 2  # of the transaction, and of how far the ledger was
        assert {stat.S_IMODE(file.stat().st_mode) for file in (path, *journals)} == {0o600}


def test_interrupted_creation_leaves_no_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", fail)

    with pytest.raises(LedgerError, match="ledger-unwritable"):
        create_ledger(tmp_path / "ledger.db", OURS, now)

    assert list(tmp_path.iterdir()) == []


def test_save_is_on_disk_in_a_single_file(path: Path) -> None:
    with open_ledger(path, OURS, now) as ledger:
        run_inside = ledger._connection.exec_driver_sql
        modes = [run_inside(f"PRAGMA {name}").scalar_one() for name in ("journal_mode", "synchronous")]
        ledger._connection.rollback()
        ledger.save(DELIVERY)
        names = sorted(file.name for file in path.parent.iterdir())

    assert (modes, names) == (["delete", 3], ["ledger.db", f"ledger.db.{OURS}.step"])


# --- the ledger of an older program --------------------------------------------------------------


@pytest.fixture(params=[1, 2, 3, 4, 5])
def old(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return a ledger as an earlier program left it."""
    return make_old(tmp_path, request.param)


def make_old(folder: Path, version: int) -> Path:
    path = folder / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(Path(__file__).with_name(f"ledger-{version}.sql").read_text("utf-8"))
    if version > 1:
        home = describe_origin(path)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE home SET machine = ?, place = ?", (home["machine"], home["place"]))
            connection.commit()
    if version > 2:
        find_step_file(path, OURS).write_text("4", "utf-8")
    return path


@pytest.mark.parametrize("writing", [True, False])
def test_version_2_ledger_is_read_without_newsletter(tmp_path: Path, writing: bool) -> None:
    with open_ledger(make_old(tmp_path, 2), OURS, now, newsletter=Identity("ours"), writing=writing) as ledger:
        archived, known = sorted(ledger.list_attempts())
        ours = ledger.list_deliveries()
        standing = (ledger.steps, ledger.is_current)

    assert (known.state, known.publish_id, known.addresses) == (DeliveryState.PUBLISHED, "p", (ADDRESS,))
    assert (known.newsletter, known.manual, known.passed, known.missed) == ("", False, (), None)
    assert (archived.reason is not None, ours, standing) == (True, [], (7, True))


@pytest.mark.parametrize("writing", [True, False])
def test_version_3_ledger_is_read_with_its_steps(tmp_path: Path, writing: bool) -> None:
    old = make_old(tmp_path, 3)
    with open_ledger(old, OURS, now, newsletter=Identity("ours"), writing=writing) as ledger:
        archived, drafted = ledger.list_deliveries()
        standing = (ledger.steps, ledger.is_current, ledger.find_refused(LimitedField.CONTENT))

    assert (drafted.state, drafted.articles, drafted.kept, drafted.form) == (DeliveryState.DRAFTED, 2, "k", "")
    assert (archived.reason is not None, standing) == (True, (4, True, 0))


@pytest.mark.parametrize("writing", [True, False])
def test_version_4_ledger_is_read_with_its_form_and_refusal(tmp_path: Path, writing: bool) -> None:
    with open_ledger(make_old(tmp_path, 4), OURS, now, newsletter=Identity("ours"), writing=writing) as ledger:
        _, drafted = ledger.list_deliveries()
        refused = [ledger.find_refused(field) for field in LimitedField]

    assert (drafted.form, drafted.others) == ("parts", ())
    assert dict(zip(LimitedField, refused, strict=True)) == {"bytes": 21_000, "title": 0, "digest": 0}


@pytest.mark.parametrize("writing", [True, False])
def test_version_5_ledger_is_read_without_numbers(tmp_path: Path, writing: bool) -> None:
    with open_ledger(make_old(tmp_path, 5), OURS, now, newsletter=Identity("ours"), writing=writing) as ledger:
        _, drafted = ledger.list_deliveries()
        numbers = (ledger.find_statistics([drafted.number]), ledger.list_counted())
        refused = ledger.find_refused(LimitedField.TITLE)

    assert (drafted.others, drafted.msg_data_id) == ((OtherArticle("issues/notes", "附记"),), "")
    assert (numbers, refused) == (([], {}), 64)


def test_version_3_ledger_is_written_after_its_migration(tmp_path: Path) -> None:
    with open_ledger(make_old(tmp_path, 3), OURS, now, newsletter=Identity("ours")) as ledger:
        _, drafted = ledger.list_deliveries()
        ledger.save(drafted._replace(form="older"))
        ledger.note_refusal(LimitedField.CONTENT, 21_000)

        assert (ledger.find(drafted.issue), ledger.find_refused(LimitedField.CONTENT)) == (
            drafted._replace(form="older"),
            21_000,
        )


@pytest.mark.parametrize("writing", [True, False])
def test_version_1_ledger_is_read(tmp_path: Path, writing: bool) -> None:
    with open_ledger(make_old(tmp_path, 1), OURS, now, writing=writing) as ledger:
        [known] = ledger.list_deliveries()
        events = [act.state for act in ledger.list_events(known.issue)]
        cover = ledger.find_upload(UploadKind.COVER, "d")

    assert (known.state, known.media_id, known.fingerprint.title) == (DeliveryState.DRAFTED, "m", "简报")
    assert (known.publish_id, known.addresses, known.reason, known.released) == ("", (), None, None)
    assert (events, cover) == ([DeliveryState.DRAFT_INTENT, DeliveryState.DRAFTED], "place")


def test_migrated_ledger_has_the_schema_of_a_new_one(old: Path, path: Path) -> None:
    with open_ledger(old, OURS, now):
        pass

    described = "SELECT m.name, c.name, c.type, c.[notnull] FROM sqlite_schema m JOIN pragma_table_info(m.name) c"
    tables = [set(run(ledger, f"{described} WHERE m.type = 'table'")) for ledger in (old, path)]
    assert tables[0] == tables[1]
    assert run(old, "PRAGMA user_version") == run(path, "PRAGMA user_version")


def test_interrupted_migration_leaves_the_old_ledger(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = run(old, "SELECT sql FROM sqlite_schema"), run(old, "PRAGMA user_version")

    def fail(known: Table) -> Update:
        return update(table("nothing", *map(column, known.columns.keys())))  # so that the last statements are refused

    monkeypatch.setattr("publish.adapters.ledger.sqlite.update", fail)
    with pytest.raises(LedgerError), open_ledger(old, OURS, now):
        pass
    assert (run(old, "SELECT sql FROM sqlite_schema"), run(old, "PRAGMA user_version")) == before

    monkeypatch.undo()
    with open_ledger(old, OURS, now) as ledger:
        assert ledger.list_attempts()


# --- a ledger that is not where it was made ------------------------------------------------------


def test_copied_ledger_is_refused_until_adopted(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    with pytest.raises(LedgerError, match="ledger-copied") as caught, open_ledger(copy, OURS, now):
        pass
    assert caught.value.problems[0].values["place"] == str(path)

    assert [adopt_ledger(copy, OURS).changed for _ in range(2)] == [True, False]

    with open_ledger(copy, OURS, now) as ledger:
        assert ledger.find(DELIVERY.issue) is None


def test_ledger_of_another_machine_is_refused(path: Path) -> None:
    run(path, "UPDATE home SET machine = 'another', host = 'mill'")

    with pytest.raises(LedgerError, match="ledger-copied") as caught, open_ledger(path, OURS, now):
        pass

    assert caught.value.problems[0].values["host"] == "mill"


def test_machine_without_id_is_identified_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_identity, "_MACHINE_ID", tmp_path / "none")
    create_ledger(tmp_path / "ledger.db", OURS, now)

    with open_ledger(tmp_path / "ledger.db", OURS, now):
        pass
    monkeypatch.undo()
    with pytest.raises(LedgerError, match="ledger-copied"), open_ledger(tmp_path / "ledger.db", OURS, now):
        pass


def test_machine_of_windows_is_identified_by_its_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_identity, "ON_WINDOWS", True)
    monkeypatch.setattr(machine_identity, "import_module", lambda _: FakeRegistry("1-2-3"))
    here = describe_origin(tmp_path)["machine"]
    monkeypatch.setattr(machine_identity, "import_module", lambda _: FakeRegistry("4-5-6"))
    there = describe_origin(tmp_path)["machine"]
    monkeypatch.setattr(machine_identity, "import_module", lambda _: FakeRegistry(""))
    unknown = describe_origin(tmp_path)["machine"]

    assert len({here, there, unknown}) == 3


@pytest.fixture
def ioreg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Show the program a Mac whose `ioreg` prints what is written into a file."""
    program, printed = tmp_path / "ioreg", tmp_path / "printed"
    program.write_text(
        f'#!/bin/sh\ntest "$*" = "-rd1 -c IOPlatformExpertDevice" && exec /bin/cat "{printed}"\n', "ascii"
    )
    program.chmod(0o755)
    printed.write_text(PRINTED_BY_MAC.format("564D1C6A-0000-4F3B-9F4C-2B6F4E6F0A11"), "ascii")
    monkeypatch.setattr(machine_identity, "ON_MACOS", True)
    monkeypatch.setattr(machine_identity, "_IOREG", str(program))
    machine_identity._read_mac_id.cache_clear()
    yield printed
    machine_identity._read_mac_id.cache_clear()


def rename_machine(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("platform.node", lambda: name)


@pytest.mark.usefixtures("ioreg")
def test_ledger_of_a_mac_is_opened_after_it_was_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename_machine(monkeypatch, "mill.local")
    create_ledger(tmp_path / "ledger.db", OURS, now)
    rename_machine(monkeypatch, "mill.example.org")

    with open_ledger(tmp_path / "ledger.db", OURS, now) as ledger:
        assert ledger.list_deliveries() == []


def test_ledger_of_another_mac_is_refused(tmp_path: Path, ioreg: Path) -> None:
    create_ledger(tmp_path / "ledger.db", OURS, now)
    ioreg.write_text(PRINTED_BY_MAC.format("564D1C6A-0000-4F3B-9F4C-2B6F4E6F0A12"), "ascii")
    machine_identity._read_mac_id.cache_clear()

    with pytest.raises(LedgerError, match="ledger-copied"), open_ledger(tmp_path / "ledger.db", OURS, now):
        pass


@pytest.fixture
def named(tmp_path: Path, ioreg: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a ledger that was made when a Mac was known by its name alone."""
    rename_machine(monkeypatch, "mill.local")
    printed = ioreg.read_text("ascii")
    ioreg.write_text("", "ascii")
    create_ledger(tmp_path / "ledger.db", OURS, now)
    ioreg.write_text(printed, "ascii")
    machine_identity._read_mac_id.cache_clear()
    return tmp_path / "ledger.db"


def test_ledger_of_a_mac_known_by_its_name_is_known_by_its_id_once_opened(
    named: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(named, OURS, now):
        pass
    rename_machine(monkeypatch, "mill.example.org")

    with open_ledger(named, OURS, now) as ledger:
        assert ledger.list_deliveries() == []


def test_adopted_ledger_of_a_mac_known_by_its_name_is_unchanged(named: Path) -> None:
    assert not adopt_ledger(named, OURS).changed


def test_mac_without_ioreg_is_identified_by_its_name(
    tmp_path: Path, ioreg: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_identity, "_IOREG", str(tmp_path / "none"))

    assert describe_origin(ioreg)["machine"] == machine_identity._hash(platform.node())


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (PurePosixPath("/a b/ledger?.db"), "file:///a%20b/ledger%3F.db"),
        (PureWindowsPath(r"C:\新\ledger.db"), "file:///C:/%E6%96%B0/ledger.db"),
        (PureWindowsPath(r"\\host\share\ledger.db"), "file:////host/share/ledger.db"),
    ],
)
def test_make_sqlite_uri_writes_the_paths_of_every_system(path: PurePath, address: str) -> None:
    assert make_sqlite_uri(path) == address


def test_ledger_keeps_its_origin_under_another_path(path: Path, tmp_path: Path) -> None:
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
    """Copy the database file without its WAL, which still has the rows."""
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
    "newer": (lambda path: run(path, f"PRAGMA user_version = {VERSION + 1}"), "ledger-newer"),
    "another account's": (lambda path: run(path, "UPDATE account SET appid = 'wx9'"), "ledger-account"),
    "others write it": (lambda path: path.chmod(0o666), "ledger-open"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_open_ledger_fails_for_an_invalid_file_with_its_path(path: Path, name: str) -> None:
    spoil, message = SPOILED[name]
    spoil(path)

    with pytest.raises(LedgerError) as caught, open_ledger(path, OURS, now):
        pass

    assert [problem.message for problem in caught.value.problems] == [message]
    assert caught.value.problems[0].values["path"] == str(path)


@pytest.mark.parametrize("name", [name for name in SPOILED if name not in ("missing", "another account's")])
def test_create_ledger_does_not_repair_an_invalid_ledger(path: Path, name: str) -> None:
    spoil, message = SPOILED[name]
    spoil(path)

    with pytest.raises(LedgerError, match=message):
        create_ledger(path, OURS, now)


def test_open_ledger_for_reading_creates_none(tmp_path: Path) -> None:
    with pytest.raises(LedgerError), open_ledger(tmp_path / "ledger.db", OURS, now):
        pass

    assert list(tmp_path.iterdir()) == []


def test_ledger_locked_by_another_program_is_busy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.adapters.ledger.sqlite._LOCK_SECONDS", 0.01)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")

        with pytest.raises(BusyError, match="ledger-busy"), open_ledger(path, OURS, now):
            pass


def test_open_ledger_fails_in_a_read_only_folder(path: Path) -> None:
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


def test_open_ledger_fails_on_a_full_disk(path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        with pytest.raises(LedgerError, match="ledger-unwritable"), open_ledger(path, OURS, later):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    with open_ledger(path, OURS, now) as ledger:
        assert ledger.find(DELIVERY.issue) is None


def test_open_ledger_for_reading_writes_nothing(path: Path) -> None:
    before = path.read_bytes()

    with open_ledger(path, OURS, later, writing=False) as ledger:
        ledger.find(DELIVERY.issue)

    assert path.read_bytes() == before


def test_foreign_errors_pass_an_open_ledger_unchanged(path: Path) -> None:
    with pytest.raises(ConnectionResetError), open_ledger(path, OURS, now):
        raise ConnectionResetError


def test_concurrent_migration_by_another_run_changes_nothing(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring = file._migrate

    def bring_twice(path: Path) -> None:
        bring(path)
        bring(path)

    monkeypatch.setattr(file, "_migrate", bring_twice)

    with open_ledger(old, OURS, now) as ledger:
        assert ledger.list_attempts()


# --- a ledger that was put back --------------------------------------------------------------------


def save(path: Path, *deliveries: Delivery) -> None:
    with open_ledger(path, OURS, now) as ledger:
        for delivery in deliveries:
            ledger.save(delivery)


def back_up(path: Path, *deliveries: Delivery) -> Path:
    """Save deliveries, and return a copy of the ledger as it is then."""
    save(path, *deliveries)
    return Path(shutil.copy(path, path.with_name("backup")))


@pytest.mark.parametrize("writing", [True, False])
@pytest.mark.parametrize("behind", [1, 3])
def test_restored_ledger_is_refused_until_adopted(path: Path, behind: int, writing: bool) -> None:
    backup = back_up(path)
    save(path, *[DELIVERY] * behind)
    shutil.copy(backup, path)

    with pytest.raises(LedgerError, match="ledger-behind") as caught, open_ledger(path, OURS, now, writing=writing):
        pass
    assert caught.value.problems[0].values == {"path": str(path), "count": behind}

    assert [adopt_ledger(path, OURS).changed for _ in range(2)] == [True, False]
    with open_ledger(path, OURS, now) as ledger:
        assert (ledger.steps, ledger.is_current) == (behind + 1, True)


def test_adopted_restored_ledger_leaves_unfinished_deliveries_to_a_person(path: Path) -> None:
    out = DELIVERY._replace(issue="out", state=DeliveryState.PUBLISHED)
    backup = back_up(path, DELIVERY, out)
    save(path, DELIVERY)
    shutil.copy(backup, path)

    adopt_ledger(path, OURS)

    with open_ledger(path, OURS, now) as ledger:
        assert {known.issue: known.manual for known in ledger.list_deliveries()} == {DELIVERY.issue: True, "out": False}


def test_interrupted_adoption_leaves_the_ledger_in_doubt(path: Path) -> None:
    backup = back_up(path, DELIVERY)
    save(path, DELIVERY)
    shutil.copy(backup, path)
    seen = []

    def break_off() -> None:
        with open_ledger(path, OURS, now) as ledger:
            seen.append(ledger.is_current)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adopt_ledger(path, OURS, before_trust=break_off)
    with open_ledger(path, OURS, now) as ledger:
        seen.append(ledger.is_current)

    assert adopt_ledger(path, OURS).changed
    with open_ledger(path, OURS, now) as ledger:
        assert (seen, ledger.is_current) == ([False, False], True)


def test_step_noted_from_the_account_marks_the_ledger_behind(path: Path) -> None:
    with open_ledger(path, OURS, now) as ledger:
        ledger.save(DELIVERY)
        with pytest.raises(LedgerError, match="ledger-behind"):
            ledger.note_step(9)

    with pytest.raises(LedgerError, match="ledger-behind"), open_ledger(path, OURS, now):
        pass
    adopt_ledger(path, OURS)
    with open_ledger(path, OURS, now) as ledger:
        assert ledger.steps == 10


@pytest.mark.parametrize("kept", [None, b"", b"soon", b"-"])
def test_ledger_without_step_file_is_doubted_until_adopted(path: Path, kept: bytes | None) -> None:
    save(path, DELIVERY)
    step = path.with_name(f"{path.name}.{OURS}.step")
    step.unlink() if kept is None else step.write_bytes(kept)

    seen = []
    for writing in (False, True, True, False):
        with open_ledger(path, OURS, now, writing=writing) as ledger:
            seen.append(ledger.is_current)
    adopt_ledger(path, OURS)
    with open_ledger(path, OURS, now) as ledger:
        seen.append(ledger.is_current)

    assert seen == [False, False, False, False, True]


def test_older_step_file_does_not_mark_the_ledger_behind(path: Path) -> None:
    """A run may die between a save and the note of it."""
    save(path, DELIVERY, DELIVERY)
    path.with_name(f"{path.name}.{OURS}.step").write_text("1\n", encoding="ascii")

    with open_ledger(path, OURS, now) as ledger:
        assert ledger.is_current


def test_new_ledger_in_place_of_a_lost_one_is_behind(path: Path) -> None:
    save(path, DELIVERY)
    path.unlink()
    create_ledger(path, OURS, now)

    with pytest.raises(LedgerError, match="ledger-behind"), open_ledger(path, OURS, now):
        pass


def test_open_ledger_fails_when_the_step_cannot_be_saved(path: Path) -> None:
    path.with_name(f".{path.name}.{OURS}.step.new").mkdir()

    with pytest.raises(LedgerError, match="ledger-unwritable"), open_ledger(path, OURS, now):
        pass


def test_open_ledger_during_a_save_is_not_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, DELIVERY)
    read = StepFile.read

    def read_and_save(self: StepFile) -> int | None:
        monkeypatch.undo()
        step = read(self)
        save(path, DELIVERY)
        return step

    monkeypatch.setattr(StepFile, "read", read_and_save)

    with open_ledger(path, OURS, now, writing=False) as ledger:
        assert (ledger.steps, ledger.is_current) == (2, True)


def test_adopt_ledger_without_the_account_writes_no_step(path: Path) -> None:
    copy = Path(shutil.copy(path, path.with_name("copy.db")))

    assert adopt_ledger(copy, THEIRS) == (True, 0, False)
    create_ledger(copy, THEIRS, now)
    with open_ledger(copy, THEIRS, now) as ledger:
        assert ledger.steps == 0


# --- the length that an account refused ----------------------------------------------------------


def test_shortest_refused_article_is_kept_for_its_account(path: Path) -> None:
    create_ledger(path, THEIRS, now)
    for size, kept in ((21_000, 21_000), (30_000, 21_000), (20_500, 20_500)):
        with open_ledger(path, OURS, now) as ledger:
            ledger.note_refusal(LimitedField.CONTENT, size)
        with open_ledger(path, OURS, now) as ledger:
            assert ledger.find_refused(LimitedField.CONTENT) == kept

    with open_ledger(path, THEIRS, now) as ledger:
        assert ledger.find_refused(LimitedField.CONTENT) == 0


def test_refused_length_does_not_count_as_a_step(path: Path) -> None:
    with open_ledger(path, OURS, now) as ledger:
        ledger.save(DELIVERY)
        ledger.note_refusal(LimitedField.CONTENT, 21_000)

    with open_ledger(path, OURS, now) as ledger:
        assert (ledger.steps, ledger.is_current) == (1, True)
