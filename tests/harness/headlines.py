"""A failure begins with a line that says what is wrong, whom it concerns, and how to run the test alone."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

CONCERNS = {
    "tests": "whoever uses or changes the program",
    "tests/adapters": "whoever runs a command: files, the network and the platform",
    "tests/adapters/ledger": "editors who publish: an issue could go out twice, or never",
    "tests/adapters/storage/test_file_lock": "editors who publish: an issue could go out twice",
    "tests/adapters/storage/test_secret": "owners of an account: a secret could be seen",
    "tests/adapters/web": "editors: an issue could reach a private address",
    "tests/adapters/wechat_api": "editors who push drafts",
    "tests/adapters/wechat_api/test_secrets": "owners of an account: a secret could be seen",
    "tests/cli": "whoever types a command",
    "tests/contract": "whoever writes a program that reads replies",
    "tests/delivery": "editors who publish: an issue could go out twice, or never",
    "tests/documents": "whoever brings Markdown that was written for another program",
    "tests/core": "whoever changes what all of the program uses",
    "tests/harness": "whoever runs the tests",
    "tests/hostile": "whoever builds an issue that somebody else wrote",
    "tests/i18n": "whoever reads a message",
    "tests/library": "whoever calls the program from Python",
    "tests/lint": "editors: what is told of their issue",
    "tests/mutation": "whoever trusts the tests",
    "tests/newsletter": "editors: what may stand in an issue",
    "tests/paste": "editors who paste an article",
    "tests/pipeline": "editors: what an issue becomes",
    "tests/preview": "editors who look at the preview",
    "tests/release": "editors who publish: an issue could go out twice, or never",
    "tests/sandbox": "whoever tries the program without an account",
    "tests/script": "readers and editors: script of an issue could run",
    "tests/steps": "readers: what an article says and how it looks",
    "tests/test_browser": "editors who copy an article",
    "tests/test_docs": "whoever reads the documentation",
    "tests/test_imports": "whoever waits for a command to start",
    "tests/test_package": "whoever installs the program",
    "tests/test_themes": "readers: whether they can read the text",
    "tests/wechat": "whoever relies on what is known of WeChat",
}
"""Whom a test concerns, by where it lies; the longest beginning of its path counts."""


def find_concern(nodeid: str) -> str:
    """Return whom a test concerns."""
    path = nodeid.partition("::")[0]
    return next((CONCERNS[start] for start in sorted(CONCERNS, key=len, reverse=True) if path.startswith(start)), "")


def write_headline(nodeid: str, message: str) -> str:
    """Return the first line of a failure."""
    wrong = next(iter(message.strip().splitlines()), "failed")
    return f"{wrong} | concerns {find_concern(nodeid)} | alone: .venv/bin/pytest '{nodeid}'"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    trace = getattr(report.longrepr, "reprtraceback", None)
    crash = getattr(report.longrepr, "reprcrash", None)
    if report.failed and trace and crash:
        entries = report.longrepr.chain[0][0].reprentries if hasattr(report.longrepr, "chain") else trace.reprentries
        entries[0].lines.insert(0, write_headline(item.nodeid, crash.message))
    return report
