"""The command line in a newsletter, against a sandbox on a real socket."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from publish.cli import main
from tests.command_line import read_result
from tests.sandbox.server import RunningSandbox

ROOT = Path(__file__).parents[2]
APPID, SECRET = "wx0123456789abcdef", "Canary0Canary1Canary2Canary3Cana"
SETTINGS = """\
[newsletter]
id = "briefing"
name = "简报"
author = "编辑部"
issues = "."
source_url = "https://example.org/{date}.html"
[follow]
picture = "picture.png"
[platform]
call_seconds = 1
attempts = 2
pause_seconds = 0.01
grace_seconds = 0.4
poll_seconds = 0.02
poll_longest_seconds = 0.05
polls = 5
repeat_seconds = 0.01
"""
ISSUE = """\
# 简报 (2020-06-17)

> 导读：本期1条。

## 新闻

- [一则消息 | 某站](https://mp.weixin.qq.com/s/abc)
摘要：要点在此。
"""
NAME = "2020-06-17"


class Ended(NamedTuple):
    """Exit code and output of a command."""

    code: int
    out: str
    err: str


class CliHarness:
    """Runs commands in a newsletter with a sandbox."""

    def __init__(self, folder: Path, sandbox: RunningSandbox, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.sandbox = sandbox
        self.issue = folder / f"{NAME}.md"
        self._capsys = capsys
        self.account = "sandbox"

    def run(self, *words: str) -> Ended:
        self._capsys.readouterr()
        code = main([*words, "--lang", "en"])
        return Ended(code, *self._capsys.readouterr())

    def draft(self, *words: str) -> Ended:
        return self.run("draft", NAME, "--account", self.account, *words)

    def release(self, *words: str) -> Ended:
        return self.run("release", NAME, "--account", self.account, *words)

    @property
    def state(self) -> str:
        """Return the issue's state in `publish status`."""
        [delivery] = read_result(self.run("status", "--account", self.account, "--json").out)["issues"]
        return str(delivery["state"])

    @property
    def written(self) -> dict[str, Any]:
        """Return the content of `publications.json`."""
        path = self.folder / "publications.json"
        output: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return output

    @property
    def publications(self) -> list[dict[str, Any]]:
        publications: list[dict[str, Any]] = self.sandbox.control.get("state")["publications"]
        return publications

    def edit(self, words: str = "新的要点。") -> None:
        self.issue.write_text(ISSUE.replace("要点在此。", words), encoding="utf-8")

    @property
    def calls(self) -> list[str]:
        """Return the endpoints of all calls except those for tokens."""
        return [call["endpoint"] for call in self.sandbox.control.calls() if "token" not in call["endpoint"]]

    @property
    def drafts(self) -> list[dict[str, Any]]:
        drafts: list[dict[str, Any]] = self.sandbox.control.get("state")["drafts"]
        return drafts
