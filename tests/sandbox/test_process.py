"""The command in a process of its own."""

from __future__ import annotations

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
from typing import get_args

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from publish.cli import main
from publish.cli.commands.sandbox import load_content_rules
from publish.cli.options import CONTENT_LIMITS
from publish.i18n.translator import LANGUAGES
from publish.sandbox.behaviour import Behaviour
from publish.sandbox.sandbox_server import open_state
from tests.command_line import read_result
from tests.sandbox.articles import add_draft
from tests.sandbox.server import VERIFIED, fetch, know_secret, run_in_thread, start_sandbox


@contextmanager
def occupy_port() -> Iterator[int]:
    """Listen on a port, and yield it."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def interrupt_command(*words: str) -> tuple[int, str, str]:
    """Interrupt the command once it answers, and return its exit code, stdout and stderr."""
    command = [sys.executable, "-m", "publish", "sandbox", "--port", "0", *words]
    pipe = subprocess.PIPE
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # the command would inherit that it is ignored
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:  # noqa: S603 - this very Python
        signal.signal(signal.SIGINT, before)
        assert process.stdout is not None
        stdout = process.stdout.readline()
        url = read_result(stdout)["url"] if "--json" in words else stdout.strip()
        assert fetch(url).status_code == 200
        process.send_signal(signal.SIGINT)
        rest, stderr = process.communicate(timeout=20)
    return process.returncode, stdout + rest, stderr


def interrupt_once_it_answers(port: int) -> None:
    """Send SIGINT to this process as soon as its sandbox answers."""
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=Retry(connect=9, backoff_factor=0.1)))
        session.get(f"http://127.0.0.1:{port}/page.css", timeout=20)
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_command_prints_its_url_and_ends_with_ctrl_c(language: str) -> None:
    code, stdout, stderr = interrupt_command("--lang", language)

    assert (code, re.fullmatch(r"http://127\.0\.0\.1:\d+\n", stdout) is not None) == (130, True)
    assert f"{VERIFIED}" in stderr
    assert f"{stdout.strip()}/cgi-bin" in stderr
    assert "Traceback" not in stderr


@pytest.mark.parametrize("words", [["--quiet"], ["--json", "--quiet"]], ids=" ".join)
def test_quiet_command_prints_its_url_and_the_interruption_only(words: list[str]) -> None:
    code, stdout, stderr = interrupt_command(*words, "--lang", "en")

    assert (code, "http://127.0.0.1:" in stdout, stderr.count("\n")) == (130, True, 1)


@pytest.mark.parametrize("words", [[], ["--quiet"], ["--json"]], ids=" ".join)
def test_ctrl_c_ends_the_command_when_sigint_was_ignored(words: list[str]) -> None:
    with occupy_port() as port:
        pass
    interrupter = threading.Thread(target=interrupt_once_it_answers, args=[port])
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell starts background jobs
    interrupter.start()

    code = main(["sandbox", "--port", str(port), *words])

    interrupter.join()
    signal.signal(signal.SIGINT, before)
    assert code == 0


def test_termination_does_not_wait_for_a_hanging_answer() -> None:
    with start_sandbox() as sandbox:
        sandbox.control.fail("*", "hang", seconds=600)
        with pytest.raises(requests.ReadTimeout):
            fetch(f"{sandbox.api}draft/count", timeout=0.2)


def test_command_listens_on_loopback_only() -> None:
    with start_sandbox() as sandbox, socket.socket() as knock:
        port = int(sandbox.url.rpartition(":")[2])
        interface = next(iter(socket.if_nameindex()), None)
        listening = Path("/proc/net/tcp").read_text() if interface else ""

        assert knock.connect_ex(("127.0.0.1", port)) == 0
        assert f" 00000000:{port:04X} " not in listening


def test_json_output_lists_every_account(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "publish", "sandbox", "--port", "0", "--json", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:  # noqa: S603
        assert process.stdout is not None
        printed = read_result(process.stdout.readline())
        process.terminate()

    assert printed["api"] == f"{printed['url']}/cgi-bin"
    assert printed["accounts"][0] == {"appid": VERIFIED, "secret": know_secret(VERIFIED), "profile": "verified"}


def test_state_file_survives_a_restart(tmp_path: Path) -> None:
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


def test_content_limit_of_the_command_is_kept_in_the_state_file(tmp_path: Path) -> None:
    data = tmp_path / "sandbox.db"
    with start_sandbox(data=data, words=["--content-limit", "documented"]) as sandbox:
        first = sandbox.control.get("settings")["content_limit"]

    with start_sandbox(data=data) as sandbox:
        assert (first, sandbox.control.get("settings")["content_limit"]) == ("documented", "documented")


def test_state_is_opened_with_the_content_limit_that_was_set_last(tmp_path: Path) -> None:
    data, rules = tmp_path / "sandbox.db", load_content_rules()
    open_state(data, rules, "documented").store.close()

    state = open_state(data, rules)

    assert state.settings.content_limit == "documented"
    state.store.close()


def test_command_offers_every_content_limit() -> None:
    assert get_args(Behaviour.model_fields["content_limit"].annotation) == CONTENT_LIMITS


@pytest.mark.parametrize("stopped", [True, False])
def test_state_file_keeps_the_clock_offset(tmp_path: Path, stopped: bool) -> None:
    with run_in_thread(tmp_path / "sandbox.db") as sandbox:
        now = sandbox.control.post("clock", advance=1_000_000, stopped=stopped)["now"]

    state = open_state(tmp_path / "sandbox.db", load_content_rules())
    later, still = state.now, state.clock.stopped
    state.store.close()

    assert (later == now, later - now < 1_000, still) == (stopped, True, stopped)


def test_killed_sandbox_keeps_answered_changes(tmp_path: Path) -> None:
    data = tmp_path / "sandbox.db"
    command = [sys.executable, "-m", "publish", "sandbox", "--port", "0", "--quiet", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - this very Python
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        fetch(f"{url}/sandbox/drafts", "POST", json={"appid": VERIFIED, "count": 3}).raise_for_status()
        process.kill()

    with run_in_thread(data) as sandbox:
        assert len(sandbox.control.get("state")["drafts"]) == 3


# --- errors -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_port_in_use_is_reported_with_a_remedy(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with occupy_port() as port:
        code = main(["sandbox", "--port", str(port), "--data", str(tmp_path / "a.db"), "--lang", language])

    output = capsys.readouterr()
    assert (code, output.out) == (3, "")
    assert str(port) in output.err
    assert "--port" in output.err


def test_unavailable_port_is_reported_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "publish.adapters.system.host.LOOPBACK", "192.0.2.1"
    )  # a documentation address (RFC 5737), never local

    assert main(["sandbox", "--port", "8799", "--lang", "en"]) == 3
    assert capsys.readouterr().err.startswith("cannot listen on port 8799: Cannot assign requested address")


@pytest.mark.parametrize("port", ["-1", "65536", "http", "²", ""])
def test_invalid_port_is_a_usage_error(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["sandbox", f"--port={port}", "--lang", "en"])

    assert (code, "0 to 65535" in capsys.readouterr().err) == (2, True)


def test_foreign_data_file_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "issue.md"
    path.write_text("# 简报\n" * 999, encoding="utf-8")

    assert main(["sandbox", "--data", str(path), "--lang", "en"]) == 3
    assert capsys.readouterr().err.startswith(f"cannot use {path}: ")


def test_empty_data_file_name_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "--data", "", "--lang", "en"]) == 3
    assert "Is a directory" in capsys.readouterr().err
