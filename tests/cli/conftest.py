"""Fixtures for commands that send: a newsletter with a sandbox."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.cli_runner import APPID, ISSUE, ROOT, SECRET, SETTINGS, CliHarness
from tests.sandbox.server import RunningSandbox, run_in_thread


@pytest.fixture(scope="package")
def _running() -> Iterator[RunningSandbox]:
    with run_in_thread() as running:
        yield running


@pytest.fixture(autouse=True)
def _shared_cache(shared_cache: None) -> None:
    """Share the cache between tests."""


@pytest.fixture
def harness(
    _running: RunningSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CliHarness:
    _running.control.post("reset")
    monkeypatch.setenv("WECHAT_API", f"{_running.url}/cgi-bin")
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "assets" / "logo.png", tmp_path / "picture.png")
    (tmp_path / "publish.toml").write_text(SETTINGS, encoding="utf-8")
    harness = CliHarness(tmp_path, _running, capsys)
    harness.issue.write_text(ISSUE, encoding="utf-8")
    return harness


@pytest.fixture
def real(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> CliHarness:
    """Return a harness with an account that is not the sandbox's."""
    harness.sandbox.control.post("accounts", appid=APPID, name="真", secret=SECRET)
    monkeypatch.setenv("WECHAT_SECRET", SECRET)
    with (harness.folder / "publish.toml").open("a", encoding="utf-8") as file:
        file.write(f'[accounts.main]\nappid = "{APPID}"\n')
    return harness
