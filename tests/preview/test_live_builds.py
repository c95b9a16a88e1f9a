"""Snapshots follow the saved files."""

from __future__ import annotations

import asyncio
import socket

import pytest
import requests

from publish.preview.live_builds import MAX_UNWATCHED, LiveBuilds, PreviewRequest, Snapshot, StreamEvent
from tests.preview.server import ISSUE, TIMEOUT_SECONDS, FakeBuildWorker, read_text, run_in_thread

REQUEST = PreviewRequest(ISSUE)


def test_stream_sends_number_of_each_snapshot() -> None:
    with run_in_thread() as thread, thread.preview.listen() as numbers:
        first = next(numbers)
        thread.save("乙")
        second = next(numbers)

        assert (first, second) == (1, 2)
        assert read_text(thread.preview.fetch_state()["payload"]) == "乙"


def test_concurrent_requests_share_one_build() -> None:
    worker = FakeBuildWorker()
    builds = LiveBuilds(worker)
    worker.gate.clear()

    async def look_twice() -> tuple[Snapshot, Snapshot]:
        asyncio.get_running_loop().call_later(0.01, worker.gate.set)
        return await asyncio.gather(builds.get(REQUEST), builds.get(REQUEST))

    first, second = asyncio.run(look_twice())

    assert first is second
    assert worker.builds == [REQUEST]


def test_unchanged_build_keeps_its_number() -> None:
    builds = LiveBuilds(FakeBuildWorker())

    async def look_before_and_after() -> tuple[Snapshot, Snapshot]:
        before = await builds.get(REQUEST)
        builds.note_change()
        return before, await builds.get(REQUEST)

    before, after = asyncio.run(look_before_and_after())

    assert after == before._replace(revision=before.revision + 1)


def test_stream_sends_nothing_when_a_save_changes_nothing() -> None:
    with run_in_thread() as thread, thread.preview.listen() as numbers:
        next(numbers)
        thread.save("甲")
        thread.save("乙")

        assert next(numbers) == 2


def test_state_of_broken_issue_keeps_last_article_and_shows_problems() -> None:
    with run_in_thread() as thread, thread.preview.listen() as numbers:
        next(numbers)
        thread.worker.broken = True
        thread.save("乙")
        next(numbers)
        state = thread.preview.fetch_state()

    assert (state["stale"], read_text(state["payload"])) == (True, "甲")
    assert state["panels"]["problems"] == "broken in zh"


def test_state_of_issue_that_was_never_built_has_problems_only() -> None:
    with run_in_thread(FakeBuildWorker(broken=True)) as thread:
        state = thread.preview.fetch_state()

    assert (state["stale"], state["payload"], state["panels"]) == (True, {}, {"problems": "broken in zh"})


def test_two_clients_can_watch_two_issues() -> None:
    with run_in_thread() as thread, thread.preview.listen() as one, thread.preview.listen(issue="2020-06-03") as other:
        assert {next(one), next(other)} == {1, 2}
        thread.save("乙")
        assert {next(one), next(other)} == {3, 4}


def test_server_shuts_down_with_an_open_stream() -> None:
    with run_in_thread() as thread, thread.preview.listen() as numbers:
        next(numbers)
        thread.close()

        assert list(numbers) == []


def test_shutdown_during_a_build_logs_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    worker = FakeBuildWorker()
    worker.gate.clear()
    with run_in_thread(worker) as thread, thread.preview.listen():
        thread.close()

    assert [record for record in caplog.records if record.exc_info] == []


async def settle() -> None:
    """Let all ready tasks run."""
    for _ in range(50):
        await asyncio.sleep(0)


def test_saves_during_a_build_are_built_once() -> None:
    worker = FakeBuildWorker()

    async def work() -> None:
        builds = LiveBuilds(worker)
        running = asyncio.create_task(builds.run())
        watching = builds.watch(REQUEST, 60)
        assert await anext(watching) == 1
        worker.gate.clear()
        for number in range(1000):
            worker.text = f"第{number}次"
            builds.note_change()
            await asyncio.sleep(0)
        worker.gate.set()
        while read_text((await builds.get(REQUEST)).views["zh"].payload) != "第999次":
            await anext(watching)
        await watching.aclose()
        running.cancel()

    asyncio.run(work())

    assert len(worker.builds) <= 4


def test_hundred_concurrent_requests_cause_one_build() -> None:
    worker = FakeBuildWorker()

    async def work() -> set[int]:
        builds = LiveBuilds(worker)
        return {snapshot.number for snapshot in await asyncio.gather(*(builds.get(REQUEST) for _ in range(100)))}

    assert (asyncio.run(work()), len(worker.builds)) == ({1}, 1)


def test_watch_yields_none_after_each_timeout() -> None:
    async def work() -> list[int | StreamEvent | None]:
        watching = LiveBuilds(FakeBuildWorker()).watch(REQUEST, 0.01)
        heard = [await anext(watching) for _ in range(3)]
        await watching.aclose()
        return heard

    assert asyncio.run(work()) == [1, None, None]


def test_closed_watchers_cause_no_builds() -> None:
    worker = FakeBuildWorker()

    async def work() -> None:
        builds = LiveBuilds(worker)
        running = asyncio.create_task(builds.run())
        first, second = builds.watch(REQUEST, 60), builds.watch(REQUEST, 60)
        await anext(first)
        await anext(second)
        await first.aclose()
        await second.aclose()
        builds.note_change()
        await settle()
        running.cancel()

    asyncio.run(work())

    assert len(worker.builds) == 1


def test_unwatched_snapshots_are_dropped_above_the_limit() -> None:
    worker = FakeBuildWorker()

    async def work() -> None:
        builds = LiveBuilds(worker)
        for number in [*range(MAX_UNWATCHED + 1), MAX_UNWATCHED, 0]:
            await builds.get(PreviewRequest(str(number)))

    asyncio.run(work())

    assert [request.issue for request in worker.builds[-2:]] == [str(MAX_UNWATCHED), "0"]


def test_slow_client_does_not_block_other_requests() -> None:
    with run_in_thread() as thread:
        dripping = [socket.create_connection(("127.0.0.1", thread.preview.port)) for _ in range(50)]
        for wire in dripping:
            wire.sendall(b"GET / HT")

        assert thread.preview.fetch_state()["number"] == 1
        for wire in dripping:
            wire.close()


def test_stream_tells_of_every_change_of_files_and_of_the_ledger() -> None:
    async def work() -> list[object]:
        builds = LiveBuilds(FakeBuildWorker())
        watching = builds.watch(REQUEST, 60)
        heard: list[object] = [await anext(watching)]
        builds.note_change()
        builds.note_delivery()
        heard.append(await anext(watching))
        builds.note_delivery()
        heard.append(await anext(watching))
        await watching.aclose()
        return heard

    assert asyncio.run(work()) == [1, StreamEvent.LISTED, StreamEvent.LISTED]


def test_stream_tells_of_a_build_that_takes_long_and_of_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.preview.live_builds.WORKING_SECONDS", 0.01)
    worker = FakeBuildWorker()

    async def work() -> list[object]:
        builds = LiveBuilds(worker)
        running = asyncio.create_task(builds.run())
        watching = builds.watch(REQUEST, 60)
        await anext(watching)
        worker.gate.clear()
        builds.note_change()
        heard: list[object] = [await anext(watching), await anext(watching)]
        worker.gate.set()
        heard.append(await anext(watching))
        await watching.aclose()
        running.cancel()
        return heard

    assert asyncio.run(work()) == [StreamEvent.LISTED, StreamEvent.WORKING, 1]


def test_delivery_reaches_the_page_as_an_event() -> None:
    with run_in_thread() as thread, requests.Session() as session:
        url, asked = f"{thread.preview.url}/stream", {"token": thread.preview.token}
        with session.get(url, params=asked, stream=True, timeout=TIMEOUT_SECONDS) as answer:
            lines = (line.decode() for line in answer.iter_lines(1))
            while not next(lines).startswith("data:"):
                pass
            thread.deliver()

            assert next(line for line in lines if line.startswith("event:")) == "event: listed"


def test_idle_stream_is_written_to_so_that_a_lost_client_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.preview.app.PING_SECONDS", 0.01)
    with run_in_thread() as thread, requests.Session() as session:
        url, asked = f"{thread.preview.url}/stream", {"token": thread.preview.token}
        with session.get(url, params=asked, stream=True, timeout=TIMEOUT_SECONDS) as answer:
            lines = (line.decode() for line in answer.iter_lines(1))

            assert next(line for line in lines if line.startswith(":")) == ": still here"
