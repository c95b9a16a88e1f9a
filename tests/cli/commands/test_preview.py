"""The command `publish preview`."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from publish.cli import main
from publish.cli.build_context import load_build_context
from publish.cli.parser import Arguments, parse_arguments
from publish.cli.watched_folders import watch_newsletter
from publish.i18n.translator import LANGUAGES, Translator
from tests.adapters.browsers import make_browser
from tests.preview.repository import make_repository
from tests.preview.server import RunningPreview, start_preview


def parse(*words: str) -> Arguments:
    return parse_arguments(["preview", *words], Translator("en"))


@pytest.fixture
def issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an issue of the newsletter in the current folder."""
    path = make_repository(tmp_path / "newsletter", "# 简报\n\n## 新闻\n\n- [一则 | 站]()\n摘要：要点。\n")
    monkeypatch.chdir(tmp_path / "newsletter")
    return path


def test_watch_accepts_a_circle_of_links(issue: Path) -> None:
    issue.unlink()
    issue.symlink_to(issue.name)
    english = Translator("en")

    watching = watch_newsletter(load_build_context(parse(), english), issue)

    asyncio.run(watching.aclose())  # type: ignore[attr-defined]  # a generator


@pytest.mark.usefixtures("issue")
@pytest.mark.parametrize(
    ("language", "end", "code"),
    [*((language, signal.SIGINT, 130) for language in LANGUAGES), ("en", signal.SIGTERM, 143)],
)
def test_preview_prints_its_url_and_ends_on_signals(language: str, end: signal.Signals, code: int) -> None:
    command = [sys.executable, "-m", "publish", "preview", "--port", "0", "--no-open", "--lang", language]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:  # noqa: S603 - this very Python
        assert process.stdout is not None
        preview = RunningPreview(process.stdout.readline().strip())
        with preview.listen() as numbers:
            assert next(numbers) == 1
            process.send_signal(end)
            output, result = process.communicate(timeout=20)

    assert (output, process.returncode) == ("", code)
    assert Translator(language).translate("preview-ready") in result
    assert "Traceback" not in result
    assert "leaked" not in result
    assert preview.token not in result


@pytest.mark.usefixtures("issue")
@pytest.mark.parametrize(("words", "told"), [(["-"], "standard input is none"), (["2019-01-01"], "nearest")])
def test_preview_refuses_standard_input_and_missing_issues(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["preview", *words, "--no-open", "--port", "0", "--lang", "en"])

    assert (code, told in capsys.readouterr().err) == (3, True)


def wait_for_preview(page: str) -> RunningPreview:
    """Return the preview at an address, once it answers."""
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=Retry(connect=9, backoff_factor=0.1)))
        session.get(page, timeout=20)
    return RunningPreview(page)


HEEDED, IGNORED = (signal.default_int_handler, 130), (signal.SIG_IGN, 0)
"""Signals and exit codes; children of a shell in the background ignore Ctrl+C."""


@pytest.mark.parametrize(
    ("words", "interrupt"),
    [(["--json"], HEEDED), (["--no-open"], HEEDED), (["--no-open", "--quiet"], IGNORED)],
    ids=str,
)
def test_preview_serves_the_page_and_opens_it(
    issue: Path,
    words: list[str],
    interrupt: tuple[Any, int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened: list[tuple[str, str]] = []
    exported: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    page = f"http://127.0.0.1:{port}/?token=known"
    monkeypatch.setattr("secrets.token_urlsafe", lambda _: "known")
    monkeypatch.setattr("webbrowser.open", lambda url: opened.append((url, read_entry(url))))
    monkeypatch.setenv("BROWSER", str(make_browser(issue.parent)))

    def look() -> None:
        preview = wait_for_preview(page)
        with preview.listen() as numbers:
            next(numbers)
            issue.write_text("# 简报\n\n新的一行。\n", encoding="utf-8")
            next(numbers)
        exported.append(preview.get("/export", params={"kind": "pdf"}).content)
        os.kill(os.getpid(), signal.SIGINT)

    signal.signal(signal.SIGINT, interrupt[0])
    looker = threading.Thread(target=look)
    looker.start()
    code = main(["preview", "--port", str(port), *words])
    looker.join()

    assert (code, exported, page in capsys.readouterr().out) == (interrupt[1], [b"%PDF-"], True)
    assert len(opened) == (0 if "--no-open" in words else 1)
    for entry, written in opened:  # the token is in an owner-only file, gone by now, and not in the browser's arguments
        assert ("known" in entry, f"0;url={page}" in written, Path(urlsplit(entry).path).exists()) == (
            False,
            True,
            False,
        )


def read_entry(url: str) -> str:
    return Path(urlsplit(url).path).read_text("utf-8")


def test_preview_opens_no_page_when_redirect_file_cannot_be_written(
    issue: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    state = issue.parent / "state"
    state.write_text("a file")
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("publish.preview.preview_server.serve", lambda _, listening: listening.close())

    code = main(["preview", "--port", "0", "--lang", "en"])

    assert (code, opened, "cannot" in capsys.readouterr().err) == (0, [], True)


def test_preview_handles_two_hundred_clients_and_a_thousand_saves(issue: Path) -> None:
    repository = issue.parent.parent
    with start_preview(repository) as preview, ExitStack() as stack:
        idle = [stack.enter_context(preview.listen()) for _ in range(200)]
        assert {next(numbers) for numbers in idle} == {1}
        for number in range(1000):
            issue.write_text(f"# 简报\n\n第{number}次保存。\n", encoding="utf-8")
            if number % 100 == 0:
                assert preview.get("/").status_code == 200
        while "第999次" not in preview.fetch_state()["payload"]["html"]:
            next(idle[0])
        settled = preview.fetch_state()["number"]
        result = [next(number for number in numbers if number == settled) for numbers in idle[1:]]

    assert result == [settled] * 199
