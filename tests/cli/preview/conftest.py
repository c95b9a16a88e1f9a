"""A newsletter, and a worker of the preview set up for it in this process."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from publish.cli.parser import parse_arguments
from publish.cli.preview import issue_list
from publish.cli.preview.worker_context import set_up_preview_worker
from publish.i18n.translator import Translator
from tests.preview.repository import make_repository


@pytest.fixture(autouse=True)
def _heeded_interrupts() -> Iterator[None]:
    """Restore the handler of Ctrl+C, which a worker ignores."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A newsletter, and a worker set up for it in this process."""
    path = make_repository(tmp_path / "newsletter", "# 简报\n\n## 新闻\n\n- [一则 | 站]()\n摘要：要点。\n")
    monkeypatch.chdir(tmp_path / "newsletter")
    before = signal.getsignal(signal.SIGINT)
    set_up_preview_worker(parse_arguments(["preview"], Translator("en")))
    signal.signal(signal.SIGINT, before)  # a process that is started inherits it
    issue_list.forget_counts()
    return path
