from __future__ import annotations

from pathlib import Path

import pytest

from publish.adapters.storage.issue_writer import hash_content, replace_issue
from publish.core.exceptions import IssueError, OutputError

BEFORE = "# 题\n".encode()


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    path = tmp_path / "2020-06-17.md"
    path.write_bytes(BEFORE)
    path.chmod(0o640)
    return path


def test_replace_issue_keeps_the_mode(issue: Path) -> None:
    replace_issue(issue, hash_content(BEFORE), b"new")

    assert (issue.read_bytes(), issue.stat().st_mode & 0o777) == (b"new", 0o640)
    assert [path.name for path in issue.parent.iterdir()] == [issue.name]


def test_replace_issue_refuses_an_issue_changed_meanwhile(issue: Path) -> None:
    with pytest.raises(IssueError) as caught:
        replace_issue(issue, hash_content(b"older"), b"new")

    assert [problem.message for problem in caught.value.problems] == ["issue-changed"]
    assert issue.read_bytes() == BEFORE


def test_replace_issue_keeps_a_link(issue: Path) -> None:
    link = issue.with_name("link.md")
    link.symlink_to(issue)

    replace_issue(link, hash_content(BEFORE), b"new")

    assert (link.is_symlink(), issue.read_bytes()) == (True, b"new")


def test_replace_issue_leaves_an_unwritable_issue_unchanged(issue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("publish.adapters.storage.atomic_files.os.fsync", refuse)

    with pytest.raises(OutputError):
        replace_issue(issue, hash_content(BEFORE), b"new")

    assert issue.read_bytes() == BEFORE
