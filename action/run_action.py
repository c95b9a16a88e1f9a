"""Run `publish` in a workflow: problems become annotations, files and media id outputs of the step."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

ACTIONS = ("check", "build", "draft")
EXIT_USAGE = 2
_OWN_RUNNER = "self-hosted"
_WRONG_ACTION = "action must be check, build or draft"
_NO_ISSUE = "a draft needs an issue — name it as issue"
_HOSTED = (
    "drafts are pushed from a runner of your own alone: hosted ones change their address, which the account's IP allow "
    "list must name, and forget the ledger, without which an issue is sent twice"
)


class _Result(NamedTuple):
    """Exit code of a command, and the lines of its standard output where they were captured."""

    code: int
    lines: list[str]


def main(environment: Mapping[str, str]) -> int:
    """Run what the inputs ask for, and return the exit code."""
    action, issue = environment.get("ACTION", ""), environment.get("ISSUE", "")
    misuse = _find_misuse(action, issue, environment.get("RUNNER_ENVIRONMENT", ""))
    if misuse:
        _annotate([misuse])
        return EXIT_USAGE
    code = _publish("check", "--format=github", *_name(issue)).code
    if action == "build":
        built = _publish("build", "--quiet", *(_name(issue) or ["--all"]), captured=True)
        _write_output("files", _list_files(built.lines), environment)
        code = code or built.code
    if action == "draft" and not code:
        account = [f"--account={environment['ACCOUNT']}"] if environment.get("ACCOUNT") else []
        sent = _publish("draft", "--quiet", *account, *_name(issue), captured=True)
        _write_output("media-id", [line.split()[-1] for line in sent.lines[-1:]], environment)
        code = sent.code
    return code


def _find_misuse(action: str, issue: str, runner: str) -> str:
    """Return why the inputs cannot be followed; empty where they can."""
    if action not in ACTIONS:
        return _WRONG_ACTION
    if action == "draft" and not issue:
        return _NO_ISSUE
    return _HOSTED if action == "draft" and runner != _OWN_RUNNER else ""


def _name(issue: str) -> list[str]:
    return ["--", issue] if issue else []


def _publish(command: str, *words: str, captured: bool = False) -> _Result:
    """Run a command of the program; what a captured one says of problems becomes annotations."""
    pipe = subprocess.PIPE if captured else None
    done = subprocess.run(  # the one that was installed, whatever lies in the current folder
        [Path(sys.executable).with_name("publish"), command, *words],
        stdout=pipe,
        stderr=pipe,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if not captured:
        return _Result(done.returncode, [])
    print(done.stdout, end="")
    _annotate(done.stderr.splitlines(), "error" if done.returncode else "warning")
    return _Result(done.returncode, done.stdout.splitlines())


def _annotate(messages: Iterable[str], level: str = "error") -> None:
    """Print workflow commands, in which a message is one line that cannot begin another command."""
    for message in messages:
        print(f"::{level}::{message.replace('%', '%25')}", flush=True)


def _list_files(pages: Iterable[str]) -> list[str]:
    """Return every file beside the pages that were built."""
    folders = [Path(page).parent for page in pages]
    return [str(path) for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def _write_output(name: str, lines: list[str], environment: Mapping[str, str]) -> None:
    """Write an output of the step; its end is a word that no line can be made to hold."""
    end = f"end-{uuid.uuid4()}"
    with Path(environment["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.write("\n".join([f"{name}<<{end}", *lines, end, ""]))


if __name__ == "__main__":
    sys.exit(main(os.environ))
