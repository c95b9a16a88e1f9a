"""`publish build --watch`, as a process that somebody writes beside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from publish.cli import main
from publish.cli.commands.build import watch_issues as watching
from publish.i18n.translator import Translator
from tests.cli.cli_runner import NAME, ROOT, CliHarness

OTHER = "2020-07-01"


@contextmanager
def watch(harness: CliHarness, *words: str) -> Iterator[IO[str]]:
    """Start the command, and yield its output; interrupt it afterwards."""
    command = [sys.executable, "-m", "publish", "build", "--watch", "--quiet", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(  # noqa: S603  # this very Python
        command, stdout=subprocess.PIPE, text=True, cwd=harness.folder, env=environment
    ) as process:
        assert process.stdout
        try:
            yield process.stdout
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)
        assert process.returncode == 0


def write_at_once(path: Path, text: str) -> None:
    """Write a file as editors do: nobody reads half of it."""
    begun = path.with_suffix(".part")
    begun.write_text(text, encoding="utf-8")
    begun.replace(path)


def read_reply(output: IO[str]) -> dict[str, Any]:
    reply: dict[str, Any] = json.loads(output.readline())
    return reply


def read_reply_about(output: IO[str], name: str) -> dict[str, Any]:
    """Return the next reply about an issue; others are built anew where they lead to one that changed."""
    while True:
        reply = read_reply(output)
        if name in str(reply["result"]["failed"] or reply["result"]["articles"][0]["name"]):
            return reply


def read_name(reply: dict[str, Any]) -> str:
    [article] = reply["result"]["articles"]
    return str(article["name"])


def test_change_is_built_and_replied_to_on_a_line(harness: CliHarness) -> None:
    with watch(harness, "--json") as output:
        assert read_name(read_reply(output)) == NAME
        harness.edit("这句话是新写的。")

        reply = read_reply(output)

    assert (reply["ok"], read_name(reply)) == (True, NAME)
    assert "这句话是新写的" in (harness.folder / "build" / NAME / "article.html").read_text("utf-8")


def test_new_issue_is_built_and_a_broken_one_is_told_once(harness: CliHarness) -> None:
    with watch(harness, "--json") as output:
        read_reply(output)
        broken = harness.folder / f"{OTHER}.md"
        write_at_once(broken, "---\n: [\n---\n")
        failed = read_reply_about(output, OTHER)
        harness.edit("这句话是新写的。")  # not told of the other again
        changed = read_reply_about(output, "")
        write_at_once(broken, f"# 简报 ({OTHER})\n\n正文\n")
        repaired = read_reply_about(output, OTHER)

    assert (failed["ok"], failed["error"]["kind"], failed["result"]["failed"]) == (False, "issue", [f"{OTHER}.md"])
    assert (read_name(changed), read_name(repaired)) == (NAME, OTHER)


def test_page_of_each_build_is_printed(harness: CliHarness) -> None:
    with watch(harness, NAME) as output:
        assert output.readline() == f"build/{NAME}/preview.html\n"


def test_standard_input_cannot_be_watched(harness: CliHarness) -> None:
    assert harness.run("build", "--watch", "-").code == 2


def test_settings_that_are_broken_at_the_beginning_end_it(harness: CliHarness) -> None:
    (harness.folder / "publish.toml").write_text("nonsense = 1\n", encoding="utf-8")

    assert harness.run("build", "--watch").code == 3


# --- in this process, where coverage is measured ---------------------------------------------------


def follow(monkeypatch: pytest.MonkeyPatch, *changes: Any, words: tuple[str, ...] = ()) -> None:
    """Run the command until it has heard of some changes, and is interrupted."""

    async def watch_changes(*_: object) -> Any:
        yield None
        for change in changes:
            change()
            yield None
        raise KeyboardInterrupt

    monkeypatch.setattr(watching, "watch_newsletter", watch_changes)
    assert main(["build", "--watch", "--lang", "en", *words]) == 0


def test_settings_that_are_broken_later_are_told_once(
    harness: CliHarness, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = harness.folder / "publish.toml"

    follow(
        monkeypatch,
        lambda: settings.write_text("nonsense = 1\n", encoding="utf-8"),
        lambda: harness.edit("新的一句。"),
        words=("--json", NAME, "1999-01-01"),
    )

    replies = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [reply["error"] and reply["error"]["kind"] for reply in replies] == ["issue", None, "settings"]


@pytest.mark.usefixtures("harness")
def test_unchanged_issue_is_not_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    follow(monkeypatch, lambda: None, lambda: None, words=(NAME,))

    said = capsys.readouterr()
    assert said.out == f"build/{NAME}/preview.html\n"
    assert Translator("en").translate("watch-ready") in said.err
