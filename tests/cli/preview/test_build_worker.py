"""The processes that do the work of the preview."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from publish.cli.parser import Arguments, parse_arguments
from publish.cli.preview import build_worker
from publish.cli.preview.build_preview import fail_preview
from publish.cli.preview.build_worker import ProcessBuildWorker
from publish.i18n.translator import Translator
from publish.preview.live_builds import PreviewBuild, PreviewRequest
from publish.preview.versions import Version
from tests.preview.repository import NAME

REQUEST = PreviewRequest(NAME)


def parse(*words: str) -> Arguments:
    return parse_arguments(["preview", *words], Translator("en"))


def problems(built: PreviewBuild) -> str:
    return built.panels["en"]["problems"]


def die(*_: object) -> PreviewBuild:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def die_once(request: PreviewRequest) -> PreviewBuild:
    mark = Path(request.issue)
    if not mark.exists():
        mark.touch()
        die()
    return fail_preview("again", [])


def run(function: object, request: PreviewRequest, monkeypatch: pytest.MonkeyPatch) -> PreviewBuild:
    monkeypatch.setattr(build_worker, "build_preview", function)

    async def work() -> PreviewBuild:
        worker = ProcessBuildWorker(parse())
        try:
            return await worker.build(request)
        finally:
            worker.close()

    return asyncio.run(work())


def test_killed_preview_worker_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(die_once, PreviewRequest(str(tmp_path / "mark")), monkeypatch).digest == "again"


def test_concurrent_calls_share_the_replacement_of_a_killed_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_worker, "build_preview", die)

    async def work() -> list[PreviewBuild]:
        worker = ProcessBuildWorker(parse())
        try:
            return await asyncio.gather(*(worker.build(REQUEST) for _ in range(4)))
        finally:
            worker.close()

    assert all("ended abruptly" in problems(built) for built in asyncio.run(work()))


def test_issue_that_kills_two_workers_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ended abruptly, twice" in problems(run(die, REQUEST, monkeypatch))


def die_again(*_: object) -> None:
    die()


def test_version_that_kills_two_workers_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_worker, "build_version", die_again)

    async def work() -> object:
        worker = ProcessBuildWorker(parse())
        try:
            return await worker.build_version(REQUEST, Version.FITTED, "en")
        finally:
            worker.close()

    assert asyncio.run(work()) is None


@pytest.mark.usefixtures("issue")
def test_listing_saving_and_building_versions_run_in_the_worker() -> None:
    async def work() -> tuple[int, bool, bool]:
        worker = ProcessBuildWorker(parse())
        try:
            sent = await worker.build_version(REQUEST, Version.SENT, "en")
            assert not (await worker.undo(NAME, "other")).done
            assert not (await worker.write(NAME, "other", {"title": "题"})).done
            assert not (await worker.open_source(NAME, "题")).done
            assert (await worker.begin_issue()).name
            return len(await worker.list_issues()), (await worker.save(REQUEST, "other")).done, sent is not None
        finally:
            worker.close()

    assert asyncio.run(work()) == (3, False, True)
