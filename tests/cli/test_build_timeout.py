"""The time limit of an issue may strike at any line of code, with the same result."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from publish.cli import main
from publish.core.exceptions import TimeLimitExceededError
from tests.cli.cli_runner import ISSUE, NAME
from tests.themes import PLAIN

MOMENTS = 40
"""Number of moments at which the limit strikes, spread over the run."""


class Clock:
    """A time limit that counts calls of functions, not seconds, and strikes once."""

    def __init__(self, limit: int = sys.maxsize) -> None:
        self.calls = 0
        self._limit = limit

    def call_within(self, seconds: float, function: Callable[..., Any], *args: Any) -> Any:
        """Call a function, and raise at the limit."""

        def count(_: FrameType, event: str, __: object) -> None:
            if event == "call":
                self.calls += 1
                if self.calls == self._limit:
                    raise TimeLimitExceededError(seconds)

        sys.setprofile(count)
        try:
            return function(*args)
        finally:
            sys.setprofile(None)


@pytest.fixture
def newsletter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A newsletter of one issue, and change into its folder."""
    files = {
        "publish.toml": 'theme = "plain"\nnewsletter.issues = "issues"\n',
        "themes/plain.css": PLAIN,
        f"issues/{NAME}.md": ISSUE.replace("要点", "要,点"),
    }
    for file, text in files.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("words", [("build", NAME), ("check", NAME, "--format", "json")], ids=["build", "check"])
def test_time_limit_is_reported_at_any_moment_and_leaves_the_next_run_intact(
    newsletter: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    def run(clock: Clock) -> tuple[int, str]:
        shutil.rmtree(newsletter / "build", ignore_errors=True)  # what has not changed is not built again
        monkeypatch.setattr("publish.library.issue_timeout.run_with_timeout", clock.call_within)
        code = main(list(words))
        return code, capsys.readouterr().out

    run(Clock())  # fills what is kept on disk and in memory
    calm = Clock()
    whole = run(calm)
    assert whole[0] == 0
    assert calm.calls > MOMENTS

    reported = 0
    for limit in range(1, calm.calls, calm.calls // MOMENTS):
        result = run(Clock(limit))
        reported += result[0] == 3
        # Python drops what is raised while it closes a generator; the real clock strikes again.
        assert result[0] == 3 or result == whole, f"time ran out at call {limit}"
        assert run(Clock()) == whole, f"time ran out before at call {limit}"
    assert reported > MOMENTS // 2
