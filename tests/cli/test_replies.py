"""The reply of every command, on success and in every kind of failure: one object, as its schema says."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from publish.adapters.config.newsletter_identity import NOBODY
from publish.adapters.storage.secret import Secret
from publish.adapters.wechat_api.credentials import Credentials
from publish.cli import COMMANDS, main, run
from publish.cli.commands import status as status_command
from publish.cli.console import Console
from publish.cli.ledger_access import AccountLedger
from publish.contract.reply_schema import make_schema
from publish.core.exceptions import ErrorKind
from publish.core.problem import Problem
from publish.core.version import __version__
from publish.i18n.translator import Translator
from tests.cli.cli_runner import NAME, ROOT, SECRET, CliHarness
from tests.cli.commands.test_stats import publish as publish_issue
from tests.cli.commands.test_stats import write
from tests.cli.commands.test_themes import FOREIGN
from tests.contract.closed import close
from tests.sandbox.server import PERSONAL, VERIFIED

SANDBOX = ("--account", "sandbox")
SERVERS = frozenset({"mcp", "preview", "sandbox"})
"""Commands that reply and go on, or speak a protocol of their own; their own tests read what they print."""


def reply(harness: CliHarness, *words: str) -> dict[str, Any]:
    """Return the reply of a command, which is all that it prints, and as its schema says."""
    ended = harness.run(*words, "--json")
    [line] = ended.out.splitlines()
    told: dict[str, Any] = json.loads(line)
    jsonschema.validate(told, close(make_schema(told["command"])))
    assert (told["exit_code"], told["version"], told["ok"]) == (ended.code, __version__, ended.code == 0)
    return told


# --- success --------------------------------------------------------------------------------------


@pytest.fixture
def busy_newsletter(real: CliHarness) -> CliHarness:
    """Return a newsletter in which every command has something to tell."""
    real.sandbox.control.post("settings", publish_delay=0, msg_data_id=True)
    (real.folder / "README.md").write_text("# 简报\n\n<!-- archive -->\n<!-- /archive -->\n", encoding="utf-8")
    (real.folder / "foreign.css").write_text(FOREIGN, encoding="utf-8")
    real.run("ledger", "init")
    return real


SUCCESSES: dict[str, tuple[str, ...]] = {
    "init": ("init",),
    "build": ("build", NAME),
    "build all": ("build", "--all"),
    "check": ("check", NAME),
    "check --diff": ("check", NAME, "--diff"),
    "check --format": ("check", NAME, "--format", "json"),
    "new": ("new", "2020-07-01"),
    "themes": ("themes",),
    "themes new": ("themes", "new", "mine", "--like", "neural"),
    "themes import": ("themes", "import", "foreign.css", "--as", "other"),
    "themes compare": ("themes", "compare", NAME),
    "rules": ("rules",),
    "draft --dry-run": ("draft", NAME, "--dry-run"),
    "draft": ("draft", NAME),
    "status": ("status",),
    "stats": ("stats", "--offline"),
    "ledger": ("ledger", "init"),
    "doctor": ("doctor",),
    "run --dry-run": ("run", "--dry-run"),
    "run": ("run",),
    "completion": ("completion", "bash"),
    "schedule": ("schedule", "show"),
    "capabilities": ("capabilities",),
    "capabilities --online": ("capabilities", "--online"),
    "schema": ("schema", "status"),
    "skill": ("skill",),
    "help": ("--help",),
    "help of a command": ("build", "--help"),
    "version": ("--version",),
}


@pytest.mark.parametrize("words", SUCCESSES.values(), ids=SUCCESSES)
def test_reply_to_success_is_as_its_schema_says(busy_newsletter: CliHarness, words: tuple[str, ...]) -> None:
    if words[0] == "init":
        (busy_newsletter.folder / "publish.toml").unlink()

    told = reply(busy_newsletter, *words)

    assert (told["ok"], told["error"]) == (True, None), told["problems"]
    assert told["command"] == (words[0] if words[0] in COMMANDS and "--help" not in words else "help")


def test_replies_about_a_published_issue_are_as_their_schemas_say(
    harness: CliHarness,
) -> None:
    harness.sandbox.control.post("settings", msg_data_id=True, publish_delay=0)
    write(harness, publish_issue(harness), "好")

    plan = reply(harness, "release", NAME, "--dry-run", *SANDBOX)
    known = reply(harness, "release", NAME, *SANDBOX)
    told = [reply(harness, *words, *SANDBOX) for words in (("history", NAME), ("stats", NAME), ("comments", NAME))]

    assert (plan["result"]["action"], known["result"]["action"]) == ("look", "known")
    assert [next(iter(each["result"].values())) != [] for each in told] == [True] * 3


def test_every_command_has_a_reply_in_these_tests() -> None:
    tried = {words[0] for words in SUCCESSES.values()}

    assert set(COMMANDS) - tried - SERVERS - {"history", "release", "comments"} == {"account", "approve", "archive"}


def test_archive_replies_with_what_it_wrote(busy_newsletter: CliHarness) -> None:
    told = reply(busy_newsletter, "archive")

    assert told["result"]["written"] or told["problems"]


def test_account_replies_with_the_file_of_the_secret(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = iter(["wx0123456789abcdef\n", f"{SECRET}\n"])
    monkeypatch.setattr("sys.stdin", type("Pipe", (), {"readline": lambda _: next(lines), "isatty": lambda _: False})())

    told = reply(harness, "account", "add", "main")

    assert (told["result"]["name"], SECRET in json.dumps(told)) == ("main", False)


# --- failure --------------------------------------------------------------------------------------


def fail_usage(_: CliHarness) -> Iterator[tuple[str, ...]]:
    yield ("build",)
    yield ("build", "--nonsense")
    yield ("nonsense",)
    yield ("--nonsense",)
    yield ("draft",)
    yield ("schema", "nonsense")
    yield ("new", "2020-13-01")
    yield ("run", "--at", "soon")
    yield ("themes", "new")
    yield ("check", "-", "--fix")
    yield ("approve", NAME)
    yield ("release", NAME, "--dry-run", "--adopt")


def fail_problems(harness: CliHarness) -> Iterator[tuple[str, ...]]:
    harness.issue.write_text(harness.issue.read_text("utf-8").replace("本期1条", "本期3条"), encoding="utf-8")
    yield ("check", NAME)


def fail_issue(harness: CliHarness) -> Iterator[tuple[str, ...]]:
    yield ("build", "1999-01-01")
    yield ("draft", "1999-01-01", *SANDBOX)
    yield ("history", NAME, *SANDBOX)
    harness.issue.write_bytes(b"\xff\xfe\xff")
    yield ("build", NAME)
    yield ("run", "--dry-run", *SANDBOX)


def fail_theme(harness: CliHarness) -> Iterator[tuple[str, ...]]:
    yield ("build", NAME, "--theme", "nonsense")
    (harness.folder / "themes").mkdir()
    (harness.folder / "themes" / "broken.css").write_text("p { color: }", encoding="utf-8")
    yield ("build", NAME, "--theme", "broken")
    yield ("themes",)


def fail_article(_: CliHarness) -> Iterator[tuple[str, ...]]:
    yield ("draft", NAME, "--expect", "0" * 32, *SANDBOX)
    yield ("release", NAME, *SANDBOX)


def fail_settings(harness: CliHarness) -> Iterator[tuple[str, ...]]:
    yield ("init",)
    yield ("status", "--account", "nobody")
    (harness.folder / "publish.toml").write_text("nonsense = 1\n", encoding="utf-8")
    yield ("build", NAME)


def fail_output(harness: CliHarness) -> Iterator[tuple[str, ...]]:
    (harness.folder / "build").write_text("", encoding="utf-8")
    yield ("build", NAME)
    yield ("archive",)


def fail_ledger(_: CliHarness) -> Iterator[tuple[str, ...]]:
    (Path(os.environ["XDG_STATE_HOME"]) / "publish").mkdir(parents=True, exist_ok=True)
    (Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db").write_bytes(b"nonsense" * 99)
    yield ("status", *SANDBOX)


def fail_platform(harness: CliHarness) -> Iterator[tuple[str, ...]]:
    harness.sandbox.control.fail("draft/add", "errcode", code=45166)
    yield ("draft", NAME, *SANDBOX)


def fail_not_sent(_: CliHarness) -> Iterator[tuple[str, ...]]:
    os.environ["WECHAT_API"] = "http://127.0.0.1:9/cgi-bin"
    yield ("draft", NAME, *SANDBOX)


def fail_uncertain(harness: CliHarness) -> Iterator[tuple[str, ...]]:
    harness.sandbox.control.fail("draft/add", "reset", when="late", late_seconds=60)
    yield ("draft", NAME, *SANDBOX)


def fail_busy(_: CliHarness) -> Iterator[tuple[str, ...]]:
    ledger = Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db"
    account = Credentials("sandbox", VERIFIED, Secret(""), "", "")
    with AccountLedger(account, ledger, NOBODY).lock():
        yield ("draft", NAME, *SANDBOX)


FAILURES = {
    "usage": fail_usage,
    "problems": fail_problems,
    "issue": fail_issue,
    "theme": fail_theme,
    "article": fail_article,
    "settings": fail_settings,
    "output": fail_output,
    "ledger": fail_ledger,
    "platform": fail_platform,
    "not-sent": fail_not_sent,
    "uncertain": fail_uncertain,
    "busy": fail_busy,
}
ELSEWHERE = {"interrupted", "internal"}
"""Kinds that other tests of this module bring about."""
INSIDE = {"picture", "file", "fetch"}
"""Kinds that end no command: whoever asked for a file or an address tells of it as something else."""


def test_every_kind_of_failure_is_tried() -> None:
    assert set(get_args(ErrorKind)) == {*FAILURES, *ELSEWHERE, *INSIDE}


@pytest.mark.parametrize("kind", FAILURES)
def test_reply_to_failure_is_as_its_schema_says(
    harness: CliHarness, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WECHAT_API", os.environ["WECHAT_API"])  # put back afterwards
    for words in FAILURES[kind](harness):
        told = reply(harness, *words)

        assert (told["ok"], told["error"]["kind"], told["problems"] != []) == (False, kind, True), words


@pytest.mark.parametrize("asked", [["--json", "build"], ["build", "--json"], ["check", "--format=json", "--nonsense"]])
def test_words_that_cannot_be_parsed_are_still_replied_to(capsys: pytest.CaptureFixture[str], asked: list[str]) -> None:
    assert main([*asked, "--lang", "en"]) == 2

    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "usage"


def test_refusal_tells_code_rid_and_the_address_to_allow(harness: CliHarness) -> None:
    harness.sandbox.control.post("accounts", appid=VERIFIED, refusal=40164, caller="198.51.100.9")

    told = reply(harness, "draft", NAME, *SANDBOX)

    assert (told["error"]["code"], told["error"]["address"]) == (40164, "198.51.100.9")
    assert told["error"]["rid"]


def test_failure_after_the_draft_was_added_says_that_something_was_sent(harness: CliHarness) -> None:
    harness.sandbox.control.fail("draft/get", "errcode", code=45009, times=0)

    told = reply(harness, "draft", NAME, *SANDBOX)

    assert (told["error"]["kind"], told["error"]["sent"], told["error"]["retryable"]) == ("platform", "yes", False)


def test_lost_answer_leaves_open_whether_something_was_sent(harness: CliHarness) -> None:
    harness.sandbox.control.fail("draft/add", "reset", when="late", late_seconds=60)

    told = reply(harness, "draft", NAME, *SANDBOX)

    assert (told["error"]["sent"], told["error"]["retryable"]) == ("maybe", False)


def test_call_that_never_left_may_be_repeated(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_API", "http://127.0.0.1:9/cgi-bin")

    told = reply(harness, "draft", NAME, *SANDBOX)

    assert (told["error"]["sent"], told["error"]["retryable"]) == ("no", True)


def test_account_without_a_right_replies_with_the_refusal(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_APPID", PERSONAL)
    monkeypatch.setenv("WECHAT_SECRET", PERSONAL.removeprefix("wx").zfill(32))

    told = reply(harness, "capabilities", "--online", *SANDBOX)

    assert (told["ok"], told["result"]["account"]["rights"]["publishing"]) == (True, False)


def test_capabilities_tell_what_keeps_an_account_from_being_used(
    harness: CliHarness,
) -> None:
    told = reply(harness, "capabilities", "--account", "nobody")

    assert (told["result"]["account"], told["result"]["newsletter"]["issues"]) == (None, 1)
    assert [problem["id"] for problem in told["problems"]] == ["account-unknown"]
    assert not harness.calls


def break_status(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr(status_command, "load_ledger_context", fail)


def test_interruption_is_replied_to(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    break_status(monkeypatch, KeyboardInterrupt())

    told = reply(harness, "status")

    assert (told["error"]["kind"], told["exit_code"], told["result"]) == ("interrupted", 130, None)


def test_fault_of_the_program_is_replied_to(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    break_status(monkeypatch, ValueError("nobody thought of this"))

    told = reply(harness, "status")

    assert (told["error"]["kind"], told["exit_code"]) == ("internal", 1)
    with pytest.raises(ValueError, match="nobody thought"):
        harness.run("status")


def test_text_commands_no_terminal_and_can_be_read_by_any_program(
    harness: CliHarness, capsys: pytest.CaptureFixture[str]
) -> None:
    name = os.fsdecode(b"\xff\x1b[31m.md")
    (harness.folder / name).write_text("# 题\n\n文\n", encoding="utf-8")

    told = reply(harness, "check", name)

    assert told["result"]["issues"][0]["file"] == "?\x1b[31m.md"
    assert "\x1b" not in capsys.readouterr().out


# --- streams and signals --------------------------------------------------------------------------


def test_command_goes_on_where_nobody_reads_its_progress(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as broken:
        monkeypatch.setattr("sys.stderr", broken)
        ended = harness.run("draft", NAME, "--json", *SANDBOX)

    assert (json.loads(ended.out)["result"]["action"], len(harness.drafts)) == ("added", 1)


@pytest.mark.usefixtures("harness")
def test_exit_code_is_that_of_the_command_where_nobody_reads_the_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as broken:
        monkeypatch.setattr("sys.stdout", broken)
        code = main(["build", "1999-01-01", "--json"])

    assert code == 3


class FullDisk(io.StringIO):
    """An output for which there is no room."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.usefixtures("harness")
def test_reply_that_cannot_be_written_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", FullDisk())

    with pytest.raises(OSError, match="No space"):
        main(["status", "--json", *SANDBOX])


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_command_that_is_ended_replies(harness: CliHarness, name: str) -> None:
    harness.sandbox.control.fail("draft/add", "hang", when="after")
    command = [sys.executable, "-m", "publish", "draft", NAME, "--json", *SANDBOX]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(  # noqa: S603  # this very Python
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        while "draft/add" not in harness.calls:
            time.sleep(0.02)
        process.send_signal(getattr(signal, name))
        out, _ = process.communicate(timeout=20)

    told = json.loads(out)
    assert (process.returncode, told["error"]["kind"], told["error"]["sent"]) == (143, "interrupted", "maybe")


def test_capabilities_are_printed_as_far_as_they_are_known(harness: CliHarness) -> None:
    harness.sandbox.control.fail("openapi/quota/get", "errcode", code=48001, times=1)

    told = harness.run("capabilities", "--online", *SANDBOX)
    unknown = harness.run("capabilities", "--account", "nobody")
    (harness.folder / "publish.toml").write_text("nonsense = 1\n", encoding="utf-8")
    broken = harness.run("capabilities")

    assert told.out.count("calls left") == 2
    assert ("account: sandbox" in told.out, "account:" in unknown.out, "theme" in broken.out) == (True, False, False)
    assert [told.code, unknown.code, broken.code] == [0, 0, 0]


def test_silent_console_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(Translator("en"), as_json=True, silent=True)

    console.say("interrupted")
    console.show_step("interrupted")
    console.report([Problem("interrupted")])

    assert (capsys.readouterr(), len(console.problems)) == (("", ""), 1)


def test_command_that_is_ended_in_this_process_replies(
    harness: CliHarness, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("SIGTERM", "SIGHUP")
    before = {name: signal.getsignal(getattr(signal, name)) for name in names}
    monkeypatch.setattr(status_command, "load_ledger_context", lambda _: os.kill(os.getpid(), signal.SIGTERM))
    monkeypatch.setattr(sys, "argv", ["publish", "status", "--json"])
    try:
        with pytest.raises(SystemExit) as left:
            run()
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)

    assert (left.value.code, json.loads(capsys.readouterr().out)["error"]["kind"]) == (143, "interrupted")
    assert not harness.calls


def test_plan_of_a_release_whose_issue_has_changed_is_refused(harness: CliHarness) -> None:
    harness.draft()
    harness.edit()

    told = reply(harness, "release", NAME, "--dry-run", *SANDBOX)

    assert (told["error"]["kind"], told["problems"][-1]["id"]) == ("article", "release-changed")


def test_other_releases_have_no_fingerprint(real: CliHarness) -> None:
    real.run("ledger", "init", "--from", "2020-01-01")

    told = reply(real, "release", NAME, "--url", "https://mp.weixin.qq.com/s/abc")

    assert (told["result"]["action"], told["result"]["fingerprint"]) == ("recorded", "")
