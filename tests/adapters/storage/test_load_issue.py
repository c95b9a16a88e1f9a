"""Loading and decoding the files of issues."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest

from publish.adapters.storage.load_issue import (
    MAX_ISSUE_BYTES,
    MAX_LINE_CHARS,
    decode_issue,
    load_issue,
    load_issue_stream,
)
from publish.core.exceptions import IssueError
from publish.core.problem import Problem

needs_proc = pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that cannot be read, without /proc")


def load(path: Path) -> str:
    return decode_issue(load_issue(path, None), path.name)


def load_stream(stream: BytesIO) -> str:
    return decode_issue(load_issue_stream(stream), "stdin")


def refuse(path: Path) -> Problem:
    with pytest.raises(IssueError) as caught:
        load(path)
    (problem,) = caught.value.problems
    return problem


def write(folder: Path, data: bytes, name: str = "2020-06-17.md") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


# --- decoding ---------------------------------------------------------------------------------


TEXT = "# 标题\n\n正文\n\n- 一\n- 二\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\r\n", 3).encode("utf-8-sig"),
    ],
    ids=["plain", "BOM", "CRLF", "CR", "BOM and mixed"],
)
def test_load_issue_ignores_byte_order_marks_and_line_ends(tmp_path: Path, data: bytes) -> None:
    assert load(write(tmp_path, data)) == TEXT


@pytest.mark.parametrize(
    "data", [b"", b"\xef\xbb\xbf", b" \n\t\r\n", "\u3000\n".encode()], ids=["no byte", "BOM", "blank", "wide space"]
)
def test_load_issue_refuses_an_empty_file(tmp_path: Path, data: bytes) -> None:
    assert refuse(write(tmp_path, data)) == Problem("issue-empty", file="2020-06-17.md")


@pytest.mark.parametrize(
    ("data", "line", "byte"),
    [
        (b"# a\n\n\xff\n", 3, 6),
        (b"# a\r\n\r\n\xff", 3, 8),
        (b"# a\r\r\xff", 3, 6),
        (b"\xff", 1, 1),
        ("# 标题\n".encode("utf-16"), 1, 1),
        ("# a\n标题\n".encode("gbk"), 2, 5),
        (b"# a\n\xe6\xa0", 2, 5),
    ],
    ids=["LF", "CRLF", "CR", "first", "UTF-16", "GBK", "cut off"],
)
def test_load_issue_reports_the_line_of_invalid_utf_8(tmp_path: Path, data: bytes, line: int, byte: int) -> None:
    assert refuse(write(tmp_path, data)) == Problem("issue-encoding", {"byte": byte}, file="2020-06-17.md", line=line)


def test_load_issue_reports_the_line_of_a_nul(tmp_path: Path) -> None:
    assert refuse(write(tmp_path, b"# a\r\n\r\nb\0c\0\n")) == Problem("issue-nul", file="2020-06-17.md", line=3)


@pytest.mark.parametrize(
    ("size", "fits"), [(MAX_ISSUE_BYTES, True), (MAX_ISSUE_BYTES + 1, False)], ids=["at the limit", "one more"]
)
def test_load_issue_refuses_a_too_large_file(tmp_path: Path, size: int, fits: bool) -> None:
    path = write(tmp_path, b"word\n" * (size // 5) + b"x" * (size % 5))

    if fits:
        assert len(load(path)) == size
    else:
        assert refuse(path) == Problem("issue-large", {"limit": 4}, file="2020-06-17.md")


def test_load_issue_reports_every_too_long_line(tmp_path: Path) -> None:
    fits, long = "字" * MAX_LINE_CHARS, "字" * (MAX_LINE_CHARS + 1)
    path = write(tmp_path, f"{long}\n{fits}\n\n{long}".encode())

    with pytest.raises(IssueError) as caught:
        load(path)

    assert [(problem.message, problem.line) for problem in caught.value.problems] == [
        ("issue-line-long", 1),
        ("issue-line-long", 4),
    ]


def test_load_issue_refuses_a_folder(tmp_path: Path) -> None:
    assert refuse(tmp_path) == Problem("issue-directory", {"path": str(tmp_path)})


@pytest.mark.parametrize(("name", "target"), [("dangling", "nowhere"), ("loop", "loop")])
def test_load_issue_reports_the_target_of_a_broken_link(tmp_path: Path, name: str, target: str) -> None:
    (tmp_path / name).symlink_to(target)

    assert refuse(tmp_path / name) == Problem("link-broken", {"path": str(tmp_path / name), "target": target})


@pytest.mark.parametrize("name", ["fifo", "device", "none", "file/below"])
def test_load_issue_refuses_special_files(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "file").touch()
    (tmp_path / "device").symlink_to("/dev/null")

    assert refuse(tmp_path / name) == Problem("issue-no-file", {"path": str(tmp_path / name)})


@needs_proc
def test_load_issue_reports_the_reason_of_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("/proc/self/mem")

    problem = refuse(tmp_path / "a.md")

    assert problem.message == "issue-unreadable"
    assert problem.values["path"] == str(tmp_path / "a.md")


@pytest.mark.parametrize("name", ["..md", "...md", "a\nb.md", "\x1b[31m.md", "\udcff.md"], ids=ascii)
def test_load_issue_refuses_an_unusable_name(tmp_path: Path, name: str) -> None:
    assert refuse(tmp_path / name) == Problem("issue-name", {"path": str(tmp_path / name)})


@pytest.mark.parametrize("name", ["一 二.md", "a.b.md", ".hidden", "无后缀"])
def test_load_issue_accepts_any_other_name(tmp_path: Path, name: str) -> None:
    assert load(write(tmp_path, b"# a", name)) == "# a"


# --- standard input ---------------------------------------------------------------------------


def test_load_issue_stream_returns_the_same_as_load_issue() -> None:
    assert load_stream(BytesIO(b"\xef\xbb\xbf# a\r\nb\r")) == "# a\nb\n"


@pytest.mark.parametrize(
    ("data", "message"), [(b"", "issue-empty"), (b"\0", "issue-nul"), (b"x\n" * MAX_ISSUE_BYTES, "issue-large")],
    ids=["empty", "NUL", "large"],
)  # fmt: skip
def test_load_issue_stream_refuses_the_same_as_load_issue(data: bytes, message: str) -> None:
    with pytest.raises(IssueError) as caught:
        load_stream(BytesIO(data))

    (problem,) = caught.value.problems
    assert (problem.message, problem.file) == (message, "stdin")
