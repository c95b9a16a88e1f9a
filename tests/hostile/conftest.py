"""A repository of a newsletter, and the command run in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from publish.cli import main
from tests.themes import PLAIN

SETTINGS = 'theme = "plain"\nnewsletter.issues = "issues"\n'


class Told(NamedTuple):
    """What the command answered."""

    code: int
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


Build = Callable[[str | Path], Told]


@pytest.fixture
def newsletter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a newsletter without issues, with us in it."""
    root = tmp_path / "newsletter"
    for file, text in {"publish.toml": SETTINGS, "themes/plain.css": PLAIN}.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    (root / "issues").mkdir()
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def build(newsletter: Path, capsys: pytest.CaptureFixture[str]) -> Build:
    """Build an issue by path, in English; what is written lies in `build`."""

    def call(issue: str | Path) -> Told:
        code = main(["build", str(issue), "--lang", "en", "--quiet"])
        return Told(code, capsys.readouterr().err)

    assert newsletter == Path.cwd()
    return call
