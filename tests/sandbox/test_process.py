"""The command, in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from publish.cli import main
from publish.cli.commands.sandbox import load_content_rules
from publish.i18n.messages import LANGUAGES
from publish.sandbox.sandbox_server import open_state
from tests.sandbox.articles import add_draft
from tests.sandbox.server import VERIFIED, fetch, know_secret, run_in_thread, start_sandbox


@contextmanager
def occupy_port() -> Iterator[int]:
    """Listen somewhere."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def interrupt_command(*words: str) -> tuple[int, str, str]:
    """Start the command, press Ctrl+C once it answers, and return its exit code, stdout and stderr."""
    command = [sys.executable, "-m", "publish", "sandbox", "--port", "0", *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:  # noqa: S603 - this very Python
        assert process.stdout is not None
        said = process.stdout.readline()
        url = json.loads(said)["url"] if "--json" in words else said.strip()
        assert fetch(url).status_code == 200
        process.send_signal(signal.SIGINT)
        rest, told = process.communicate(timeout=20)
    return process.returncode, said + rest, told


def interrupt_once_it_answers(port: int) -> None:
    """Press Ctrl+C, as soon as there is somebody to mind it."""
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=Retry(connect=9, backoff_factor=0.1)))
        session.get(f"http://127.0.0.1:{port}/page.css", timeout=20)
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_says_where_it_is_and_ends_with_ctrl_c(language: str) -> None:
    code, said, told = interrupt_command("--lang", language)

    assert (code, re.fullmatch(r"http://127\.0\.0\.1:\d+\n", said) is not None) == (130, True)
    assert f"{VERIFIED}" in told
    assert f"{said.strip()}/cgi-bin" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("words", [["--quiet"], ["--json", "--quiet"]], ids=" ".join)
def test_a_quiet_command_says_where_it_is_and_that_it_was_interrupted(words: list[str]) -> None:
    code, said, told = interrupt_command(*words, "--lang", "en")

    assert (code, "http://127.0.0.1:" in said, told.count("\n")) == (130, True, 1)


def test_ctrl_c_ends_it_where_nobody_is_to_be_interrupted() -> None:
    with occupy_port() as port:
        pass
    interrupter = threading.Thread(target=interrupt_once_it_answers, args=[port])
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell starts what runs in the background
    interrupter.start()

    code = main(["sandbox", "--port", str(port)])

    interrupter.join()
    signal.signal(signal.SIGINT, before)
    assert code == 0


def test_ctrl_c_does_not_wait_for_an_answer_that_hangs() -> None:
    with start_sandbox() as sandbox:
        sandbox.control.fail("*", "hang", seconds=600)
        with pytest.raises(requests.ReadTimeout):
            fetch(f"{sandbox.api}draft/count", timeout=0.2)


def test_the_command_listens_on_this_machine_alone() -> None:
    with start_sandbox() as sandbox, socket.socket() as knock:
        port = int(sandbox.url.rpartition(":")[2])
        interface = next(iter(socket.if_nameindex()), None)
        listening = Path("/proc/net/tcp").read_text() if interface else ""

        assert knock.connect_ex(("127.0.0.1", port)) == 0
        assert f" 00000000:{port:04X} " not in listening


def test_the_json_names_every_account(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "publish", "sandbox", "--port", "0", "--json", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:  # noqa: S603
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        process.terminate()

    assert told["api"] == f"{told['url']}/cgi-bin"
    assert told["accounts"][0] == {"appid": VERIFIED, "secret": know_secret(VERIFIED), "profile": "verified"}


def test_a_file_survives_a_restart(tmp_path: Path) -> None:
    data = tmp_path / "sandbox.db"
    with start_sandbox(data=data, publish_delay=60) as sandbox:
        token = sandbox.fetch_token()
        media_id = add_draft(sandbox, token)
        sandbox.control.post("clock", stopped=True, advance=1000)
        now = sandbox.control.get("state")["now"]

    with start_sandbox(data=data) as sandbox:
        state = sandbox.control.get("state")
        read = sandbox.ask("draft/get", token, {"media_id": media_id})

    assert (state["now"], state["stopped"], state["settings"]["publish_delay"]) == (now, True, 60)
    assert read["news_item"][0]["title"] == "嵌入式简报"


@pytest.mark.parametrize("stopped", [True, False])
def test_a_clock_keeps_its_lead(tmp_path: Path, stopped: bool) -> None:
    with run_in_thread(tmp_path / "sandbox.db") as sandbox:
        now = sandbox.control.post("clock", advance=1_000_000, stopped=stopped)["now"]

    state = open_state(tmp_path / "sandbox.db", load_content_rules())
    later, still = state.now, state.clock.stopped
    state.store.close()

    assert (later == now, later - now < 1_000, still) == (stopped, True, stopped)


def test_a_killed_sandbox_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    data = tmp_path / "sandbox.db"
    command = [sys.executable, "-m", "publish", "sandbox", "--port", "0", "--quiet", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - this very Python
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        fetch(f"{url}/sandbox/drafts", "POST", json={"appid": VERIFIED, "count": 3}).raise_for_status()
        process.kill()

    with run_in_thread(data) as sandbox:
        assert len(sandbox.control.get("state")["drafts"]) == 3


# --- mistakes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_port_in_use_is_said_with_a_remedy(language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with occupy_port() as port:
        code = main(["sandbox", "--port", str(port), "--data", str(tmp_path / "a.db"), "--lang", language])

    told = capsys.readouterr()
    assert (code, told.out) == (3, "")
    assert str(port) in told.err
    assert "--port" in told.err


def test_a_port_that_cannot_be_had_is_said_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "publish.adapters.system.local_socket.LOOPBACK", "192.0.2.1"
    )  # for documents alone (RFC 5737): not ours

    assert main(["sandbox", "--port", "8799", "--lang", "en"]) == 3
    assert capsys.readouterr().err.startswith("cannot listen on port 8799: Cannot assign requested address")


@pytest.mark.parametrize("port", ["-1", "65536", "http", "²", ""])
def test_a_port_that_is_none_is_a_usage_error(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["sandbox", f"--port={port}", "--lang", "en"])

    assert (left.value.code, "0 to 65535" in capsys.readouterr().err) == (2, True)


def test_a_file_that_is_no_sandboxes_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "issue.md"
    path.write_text("# 简报\n" * 999, encoding="utf-8")

    assert main(["sandbox", "--data", str(path), "--lang", "en"]) == 3
    assert capsys.readouterr().err.startswith(f"cannot use {path}: ")


def test_a_file_without_a_name_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "--data", "", "--lang", "en"]) == 3
    assert "Is a directory" in capsys.readouterr().err
