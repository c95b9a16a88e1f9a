"""A ledger in PostgreSQL: what is refused, who may write, and that no password is told."""

from __future__ import annotations

import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import Connection as SqlConnection
from sqlalchemy import literal_column

from publish.adapters.config.newsletter_identity import Identity
from publish.adapters.ledger import postgres as server_module
from publish.adapters.ledger.location import LedgerLocation, PostgresLocation, parse_ledger_location
from publish.adapters.ledger.open import adopt_ledger, create_ledger, open_ledger
from publish.adapters.ledger.table_schema import VERSION
from publish.core.delivery_record import DeliveryState, LimitedField, OtherArticle
from publish.core.exceptions import BusyError, LedgerError, PublishError, SettingsError
from tests.adapters.ledger.ledgers import DELIVERY, OURS, THEIRS, held_elsewhere, now, put_to_sleep
from tests.postgres import PASSWORD, RunningPostgres


@pytest.fixture
def server(postgres: RunningPostgres) -> LedgerLocation:
    """Return a new ledger, with two accounts."""
    postgres.run("DROP SCHEMA IF EXISTS publish CASCADE")
    location = parse_ledger_location(postgres.address(), Path())
    for appid in (OURS, THEIRS):
        create_ledger(location, appid, now)
    return location


# --- what is refused ----------------------------------------------------------------------------

SPOILED = {
    "missing": ("DROP SCHEMA publish CASCADE", "ledger-missing"),
    "another program's": ("DROP TABLE publish.home", "ledger-foreign"),
    "without a table": ("DROP TABLE publish.upload", "ledger-damaged"),
    "without a column": ("ALTER TABLE publish.act DROP COLUMN reason", "ledger-damaged"),
    "without a home": ("DELETE FROM publish.home", "ledger-damaged"),
    "newer": ("UPDATE publish.home SET version = version + 1", "ledger-newer"),
    "restored elsewhere": ("UPDATE publish.home SET machine = '1'", "ledger-copied"),
    "another account's": ("UPDATE publish.account SET appid = 'wx' || appid", "ledger-account"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_open_ledger_fails_for_an_invalid_server_ledger(
    postgres: RunningPostgres, server: LedgerLocation, name: str
) -> None:
    spoil, message = SPOILED[name]
    postgres.run(spoil)

    with pytest.raises(LedgerError, match=message), open_ledger(server, OURS, now):
        pass


@pytest.mark.parametrize("name", [name for name in SPOILED if name not in ("missing", "another account's")])
def test_create_ledger_does_not_repair_an_invalid_ledger(
    postgres: RunningPostgres, server: LedgerLocation, name: str
) -> None:
    spoil, message = SPOILED[name]
    postgres.run(spoil)

    with pytest.raises(LedgerError, match=message):
        create_ledger(server, OURS, now)


def test_adopt_ledger_accepts_a_ledger_restored_elsewhere(postgres: RunningPostgres, server: LedgerLocation) -> None:
    postgres.run("UPDATE publish.home SET machine = '1'")

    assert [adopt_ledger(server, OURS).changed for _ in range(2)] == [True, False]


def test_open_ledger_fails_on_a_read_only_server(postgres: RunningPostgres, server: LedgerLocation) -> None:
    postgres.run("ALTER DATABASE ledger SET default_transaction_read_only = on")
    try:
        with pytest.raises(LedgerError, match="ledger-unwritable"), open_ledger(server, OURS, now):
            pass
    finally:
        postgres.run("SET default_transaction_read_only = off", "ALTER DATABASE ledger RESET ALL")


@pytest.mark.parametrize(
    "address",
    ["mysql://localhost/ledger", "postgresql://localhost", "postgresql://localhost:99999/ledger", "postgresql://[/x"],
)
def test_parse_ledger_location_rejects_other_addresses(address: str) -> None:
    with pytest.raises(SettingsError, match="ledger-address"):
        parse_ledger_location(address, Path())


# --- the ledger of an older program ---------------------------------------------------------------


def make_old(postgres: RunningPostgres, version: int) -> LedgerLocation:
    postgres.run("DROP SCHEMA IF EXISTS publish CASCADE")
    written = Path(__file__).with_name(f"ledger-{version}-server.sql").read_text("utf-8")
    postgres.run(*filter(str.strip, written.split(";\n")))
    return parse_ledger_location(postgres.address(), Path())


@pytest.fixture
def old(postgres: RunningPostgres) -> LedgerLocation:
    """Return a ledger as the second program left it."""
    return make_old(postgres, 2)


@pytest.mark.parametrize("writing", [True, False])
def test_version_3_ledger_is_migrated_with_its_steps(
    postgres: RunningPostgres, writing: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    old = make_old(postgres, 3)
    with open_ledger(old, OURS, now, newsletter=Identity("ours"), writing=writing) as ledger:
        archived, drafted = ledger.list_deliveries()
        assert (ledger.steps, ledger.is_current, ledger.find_refused(LimitedField.CONTENT)) == (4, True, 0)

    assert (drafted.state, drafted.articles, drafted.kept, drafted.form) == (DeliveryState.DRAFTED, 2, "k", "")
    assert archived.reason is not None
    assert postgres.run("SELECT version FROM publish.home") == [(VERSION,)]
    with open_ledger(old, OURS, now, newsletter=Identity("ours")) as ledger:
        ledger.save(drafted._replace(form="older"))
        ledger.note_refusal(LimitedField.CONTENT, 21_000)
        assert (ledger.find(drafted.issue), ledger.find_refused(LimitedField.CONTENT)) == (
            drafted._replace(form="older"),
            21_000,
        )


def test_version_4_ledger_is_migrated_with_its_form_and_refusal(
    postgres: RunningPostgres, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with open_ledger(make_old(postgres, 4), OURS, now, newsletter=Identity("ours")) as ledger:
        _, drafted = ledger.list_deliveries()
        saved = ledger.save(drafted._replace(others=(OtherArticle("notes/extra", "又一篇"),)))

        assert (drafted.form, ledger.find(drafted.issue)) == ("parts", saved)
        assert [ledger.find_refused(field) for field in LimitedField] == [21_000, 0, 0]


def test_version_5_ledger_is_migrated_without_numbers(
    postgres: RunningPostgres, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with open_ledger(make_old(postgres, 5), OURS, now, newsletter=Identity("ours")) as ledger:
        _, drafted = ledger.list_deliveries()
        saved = ledger.save(drafted._replace(msg_data_id="2247490098"))

        assert (drafted.others, ledger.find(drafted.issue)) == ((OtherArticle("issues/notes", "附记"),), saved)
        assert (ledger.find_statistics([saved.number]), ledger.list_counted()) == ([], {})


@pytest.mark.parametrize("writing", [True, False])
def test_version_2_ledger_is_migrated(old: LedgerLocation, writing: bool) -> None:
    with open_ledger(old, OURS, now, newsletter=Identity("ours"), writing=writing) as ledger:
        published, archived = ledger.list_attempts()
        assert (ledger.steps, ledger.is_current, ledger.list_deliveries()) == (7, True, [])

    assert (published.publish_id, published.newsletter, archived.manual) == ("p", "", False)
    with open_ledger(old, OURS, now) as ledger:
        assert ledger.save(DELIVERY).number == 3


def test_interrupted_migration_leaves_the_old_ledger(
    postgres: RunningPostgres, old: LedgerLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publish.adapters.ledger.sqlite.make_stamp", lambda *_: literal_column("nothing.here"))
    with pytest.raises(LedgerError), open_ledger(old, OURS, now):
        pass
    postgres.run("ALTER TABLE publish.delivery ADD COLUMN manual text", "ALTER TABLE publish.delivery DROP manual")

    monkeypatch.undo()
    with open_ledger(old, OURS, now) as ledger:
        assert len(ledger.list_attempts()) == 2


def test_concurrent_migration_of_a_second_host_changes_nothing(
    old: LedgerLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring = server_module._migrate

    def bring_twice(connection: SqlConnection) -> None:
        bring(connection)
        bring(connection)

    monkeypatch.setattr(server_module, "_migrate", bring_twice)

    with open_ledger(old, OURS, now) as ledger:
        assert ledger.steps == 7


# --- a database that was put back ------------------------------------------------------------------


def save(server: LedgerLocation, times: int = 1) -> None:
    with open_ledger(server, OURS, now) as ledger:
        for _ in range(times):
            ledger.save(DELIVERY)


def put_back(postgres: RunningPostgres) -> None:
    """Write the account's row as a dump of the first step has it; whoever restores it is another writer."""
    postgres.run("UPDATE publish.account SET steps = 1")


def test_restored_database_is_behind_on_a_host_that_wrote_it(postgres: RunningPostgres, server: LedgerLocation) -> None:
    save(server, 3)
    put_back(postgres)

    with pytest.raises(LedgerError, match="ledger-behind"), open_ledger(server, OURS, now):
        pass

    assert adopt_ledger(server, OURS).changed
    with open_ledger(server, OURS, now) as ledger:
        assert (ledger.steps, ledger.is_current) == (4, True)


def test_restored_database_is_doubted_on_other_hosts(
    postgres: RunningPostgres, server: LedgerLocation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    save(server, 3)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    seen = []
    with open_ledger(server, OURS, now) as ledger:
        seen.append(ledger.is_current)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another"))
    put_back(postgres)
    for _ in range(2):
        with open_ledger(server, OURS, now) as ledger:
            seen.append(ledger.is_current)

    assert seen == [True, False, False]


def test_open_ledger_fails_when_the_step_file_cannot_be_written(
    server: LedgerLocation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))

    with pytest.raises(LedgerError, match="ledger-unwritable"), open_ledger(server, OURS, now):
        pass


# --- one writer an account -----------------------------------------------------------------------


def hold(server: LedgerLocation, pipe: Connection) -> None:
    with open_ledger(server, OURS, now):
        pipe.send("held")
        signal.pause()


def try_to_write(server: LedgerLocation, appid: str = OURS) -> str:
    try:
        with open_ledger(server, appid, now):
            return "held"
    except BusyError:
        return "busy"


def test_second_host_is_refused_and_another_account_is_free(server: LedgerLocation) -> None:
    with open_ledger(server, OURS, now):
        assert (try_to_write(server), try_to_write(server, THEIRS)) == ("busy", "held")

    assert try_to_write(server) == "held"


def test_reader_does_not_wait_for_the_lock(server: LedgerLocation) -> None:
    with open_ledger(server, OURS, now) as ledger:
        saved = ledger.save(DELIVERY)
        with open_ledger(server, OURS, now, writing=False) as other:
            assert other.find(DELIVERY.issue) == saved


@pytest.mark.parametrize("stopped", [False, True])
def test_lock_is_released_by_a_dead_process_and_kept_by_a_sleeping_one(server: LedgerLocation, stopped: bool) -> None:
    with held_elsewhere(hold, server) as process:
        if stopped:
            put_to_sleep(process)
        while_it_lives = try_to_write(server)

    assert while_it_lives == "busy"
    assert _try_until_held(server) == "held"


def _try_until_held(server: LedgerLocation) -> str:
    """Try again until the server has noticed that the other side is gone."""
    for _ in range(10_000):
        if try_to_write(server) == "held":
            return "held"
    return "busy"


def test_lost_session_saves_nothing(postgres: RunningPostgres, server: LedgerLocation) -> None:
    with open_ledger(server, OURS, now) as ledger:
        postgres.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        for _ in range(2):  # the second would be on a session that does not hold the account
            with pytest.raises(LedgerError, match="ledger-unwritable"):
                ledger.save(DELIVERY)
        assert try_to_write(server) == "held"

    with open_ledger(server, OURS, now) as ledger:
        assert ledger.find(DELIVERY.issue) is None


# --- no password is told ---------------------------------------------------------------------------

WRONG = "Canary/wrong@word"


@pytest.mark.parametrize("where", ["{user}:{password}@127.0.0.1:{port}/ledger", "127.0.0.1:{port}/ledger?{query}"])
@pytest.mark.parametrize("closed", [False, True])
def test_password_is_in_no_message_and_no_cause(postgres: RunningPostgres, where: str, closed: bool) -> None:
    word = quote(WRONG, safe="")
    written = where.format(
        user="editor", password=word, port=1 if closed else postgres.port, query=f"user=editor&password={word}"
    )
    location = parse_ledger_location(f"postgresql://{written}", Path())
    seen: list[str] = [str(location), repr(location)]

    with suppress(PublishError):
        try:
            create_ledger(location, OURS, now)
        except LedgerError as error:
            seen += [repr(error), repr(error.problems), repr(error.__cause__)]
            raise

    assert len(seen) == 5
    assert all(form not in text for text in seen for form in (WRONG, word))


def test_location_text_has_no_password(postgres: RunningPostgres) -> None:
    location = parse_ledger_location(postgres.address(), Path())

    assert isinstance(location, PostgresLocation)
    assert str(location) == f"postgresql://editor@127.0.0.1:{postgres.port}/ledger"
    assert PASSWORD not in repr(location)


def test_refused_length_leaves_the_ledger_current(server: LedgerLocation) -> None:
    save(server)
    with open_ledger(server, OURS, now) as ledger:
        ledger.note_refusal(LimitedField.CONTENT, 21_000)

    with open_ledger(server, OURS, now) as ledger:
        assert (ledger.find_refused(LimitedField.CONTENT), ledger.steps, ledger.is_current) == (21_000, 1, True)
