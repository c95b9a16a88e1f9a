"""The contract of both record stores."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from publish.sandbox.api_request import FormPart, ReceivedCall
from publish.sandbox.dispatcher import DelayedCall
from publish.sandbox.models import Counter, ForcedRefresh, StoredPicture
from publish.sandbox.sqlite_store import APPLICATION_ID, SqliteStore
from publish.sandbox.store import Store, StoreError


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = Store() if request.param == "memory" else SqliteStore(tmp_path / "sandbox.db")
    yield opened
    opened.close()


def make_counter(key: str, used: int = 1, appid: str = "wx1") -> Counter:
    return Counter(appid=appid, key=key, period="ever", used=used)


def test_find_returns_the_record_of_a_kind_and_key(store: Store) -> None:
    store.save(make_counter("a"))

    assert store.find(Counter, "a") == make_counter("a")
    assert (store.find(Counter, "b"), store.find(ForcedRefresh, "a")) == (None, None)


def test_list_returns_records_in_order_of_first_saving(store: Store) -> None:
    for key in ("b", "a", "c"):
        store.save(make_counter(key))
    store.save(make_counter("b", used=2))

    assert [(record.key, record.used) for record in store.list(Counter)] == [("b", 2), ("a", 1), ("c", 1)]


def test_list_returns_records_of_an_account(store: Store) -> None:
    store.save(make_counter("a", appid="wx1"))
    store.save(make_counter("b", appid="wx2"))

    assert [record.key for record in store.list(Counter, "wx2")] == ["b"]
    assert store.list(ForcedRefresh, "wx2") == []


def test_remove_can_be_repeated(store: Store) -> None:
    store.save(make_counter("a"))
    store.remove(make_counter("a", used=9))
    store.remove(make_counter("a"))

    assert store.list(Counter) == []


def test_clear_removes_all_records(store: Store) -> None:
    store.save(make_counter("a"))
    store.clear()

    assert store.find(Counter, "a") is None


def test_failed_transaction_is_rolled_back(store: Store) -> None:
    with store.transaction():
        store.save(make_counter("a"))
    with pytest.raises(ZeroDivisionError):
        _fail(store)

    assert [record.key for record in store.list(Counter)] == ["a"]


def _fail(store: Store) -> None:
    with store.transaction():
        store.save(make_counter("b"))
        store.remove(make_counter("a"))
        raise ZeroDivisionError


def test_store_returns_bytes_unchanged(store: Store) -> None:
    data = bytes(range(256))
    picture = StoredPicture(appid="wx1", key="p", format="png", width=1, height=1, data=data)
    call = ReceivedCall(endpoint="media/uploadimg", body=data, parts=(FormPart(name="media", filename="a", data=data),))
    late = DelayedCall(appid="wx1", key="1", call=call, due=1.5)
    store.save(picture)
    store.save(late)

    assert (store.find(StoredPicture, "p"), store.find(DelayedCall, "1")) == (picture, late)


# --- the file ---------------------------------------------------------------------------------


def test_file_keeps_records_between_processes(tmp_path: Path) -> None:
    for used in (1, 2):
        store = SqliteStore(tmp_path / "sandbox.db")
        with store.transaction():
            store.save(make_counter(str(used)))
        store.close()

    store = SqliteStore(tmp_path / "sandbox.db")
    keys = [record.key for record in store.list(Counter)]
    store.close()
    assert keys == ["1", "2"]


@pytest.mark.parametrize("application_id", [0, APPLICATION_ID])
def test_database_of_another_program_is_not_changed(tmp_path: Path, application_id: int) -> None:
    path = tmp_path / "ledger.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE act (id INTEGER)")
        other.execute(f"PRAGMA application_id = {application_id}")
    other.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="sandbox-data-foreign"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_open_file_is_locked(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    first = SqliteStore(path)

    with pytest.raises(StoreError) as raised:
        SqliteStore(path)
    first.close()

    assert raised.value.values["reason"] == "database is locked"


def test_new_file_is_private(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "sandbox.db").close()

    assert (tmp_path / "sandbox.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["notes.txt", "folder", "missing/sandbox.db"])
def test_file_that_is_no_database_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("only words, and more of them than a page has room for\n" * 99)
    (tmp_path / "folder").mkdir()

    with pytest.raises(StoreError, match="sandbox-data-unreadable"):
        SqliteStore(tmp_path / name)
