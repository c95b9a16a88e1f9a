"""The folder of issues: their text, their dates, their published addresses."""

from __future__ import annotations

import errno
import os
import re
import stat
from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from itertools import dropwhile
from pathlib import Path
from typing import BinaryIO

from publish.adapters.files import is_file
from publish.adapters.publications import load_publications
from publish.errors import IssueError
from publish.facts.newsletter import TITLE_DATE, read_issue_date
from publish.facts.text import drop_unwritable, strip_markup
from publish.model.back_issue import BackIssue
from publish.model.problem import Problem

MAX_ISSUE_BYTES = 4_000_000
MAX_LINE_CHARS = 100_000
STANDARD_INPUT = "stdin"
"""What an issue is called that comes from there."""

# A link that leads nowhere, a file where a folder was named, a link to itself.
_NOTHING_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
_HEAD_CHARS = 20_000
_NEAREST = 3
# Dots alone lead out of the output folder; the others are no text, or break a line of output.
_NO_NAME = re.compile(r"\.+|.*[\x00-\x1f\x7f\ud800-\udfff].*", re.DOTALL)


class IssueFolder:
    """The newsletter's issues, one Markdown file a date."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: list[str] | None = None
        self._titles: dict[str, str] = {}
        self._stamps: dict[str, str] = {}
        self._published: Mapping[str, str] | None = None

    def find(self, wanted: str) -> Path:
        """Return the file of an issue named by date or path.

        Raises:
            IssueError: There is none.
        """
        by_name = "/" not in wanted and not wanted.endswith(".md")
        paths = [self._folder / f"{wanted}.md"] if by_name else []
        paths += [Path(wanted)] if wanted else []
        for path in paths:
            if os.path.lexists(path):  # False, too, where nobody may look
                return path
        if not by_name:
            raise IssueError(Problem("issue-no-path", {"path": wanted}))
        values = {"issue": wanted, "folder": str(self._folder), "nearest": ", ".join(self._find_nearest(wanted))}
        raise IssueError(Problem("issue-missing" if values["nearest"] else "issue-folder-empty", values))

    def find_all(self) -> list[Path]:
        """Return the files of all issues, oldest first.

        Raises:
            IssueError: There is none.
        """
        paths = self.list_all()
        if not paths:
            raise IssueError(Problem("issues-none", {"folder": str(self._folder)}))
        return paths

    def list_all(self) -> list[Path]:
        """Return the files of all issues, oldest first; none where there is none."""
        return [self._folder / f"{name}.md" for name in self._list_names()]

    def list_files(self) -> list[Path]:
        """Return every Markdown file of the folder, in the order of their names."""
        return sorted(path for path in self._folder.glob("*.md") if is_file(path))

    def forget_published(self) -> None:
        """Read the published addresses anew when they are asked for."""
        self._published = None

    def describe_others(self, before: date | None, limit: int, data: bytes) -> str:
        """Return what changes with the other issues that an issue shows.

        Args:
            before: The issue's own day; one without a day has no archive.
            limit: How many issues its archive shows.
            data: Its text: the published addresses of those that it names count, too.
        """
        names = self._find_names_before(before, limit) if before else []
        published = self.load_published()
        plain = data.replace(b"\\", b"") if published else b""  # Markdown may escape any `-` of a date
        named = [name for name in published if name in names or name.encode("utf-8", "replace") in plain]
        return "\0".join([*map(self._stamp, names), *sorted(f"{name}\0{published[name]}" for name in named)])

    def _stamp(self, name: str) -> str:
        if name not in self._stamps:
            status = os.stat(self._folder / f"{name}.md")  # noqa: PTH116  # `Path.stat` is much slower
            self._stamps[name] = f"{name} {status.st_size} {status.st_mtime_ns}"
        return self._stamps[name]

    def find_back_issues(self, before: date, limit: int) -> list[BackIssue]:
        """Return the issues dated before a day, newest first."""
        published = self.load_published()
        names = self._find_names_before(before, limit)
        return [BackIssue(date.fromisoformat(name), self.find_title(name), published.get(name)) for name in names]

    def load_published(self) -> Mapping[str, str]:
        """Return the published addresses by date.

        Raises:
            SettingsError: `publications.json` is no object of dates and addresses.
        """
        if self._published is None:
            self._published = {name: issue.url for name, issue in load_publications(self._folder).items()}
        return self._published

    def _find_names_before(self, before: date, limit: int) -> list[str]:
        """Return the names of the issues dated before a day, newest first."""
        names = self._list_names()
        end = bisect_left(names, before.isoformat())
        return names[max(end - limit, 0) : end][::-1]

    def _list_names(self) -> list[str]:
        if self._names is None:
            self._names = sorted(path.stem for path in self._folder.glob("*.md") if read_issue_date(path.stem))
        return self._names

    def find_title(self, name: str) -> str:
        """Return what an issue's heading adds to its date."""
        if name not in self._titles:
            self._titles[name] = _read_subtitle(self._folder / f"{name}.md")
        return self._titles[name]

    def _find_nearest(self, wanted: str) -> list[str]:
        names = self._list_names()
        day = read_issue_date(wanted)
        if day is None:
            return names[-_NEAREST:]
        return sorted(sorted(names, key=lambda name: abs(date.fromisoformat(name) - day))[:_NEAREST])


def load_issue(path: Path) -> bytes:
    """Return the file of an issue.

    Raises:
        IssueError: It is no readable file of an issue's size.
    """
    try:
        if _NO_NAME.fullmatch(path.stem):
            raise IssueError(Problem("issue-name", {"path": str(path)}))
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            _refuse_unfit(os.fstat(handle), path)
            with open(handle, "rb", buffering=0, closefd=False) as file:  # already open
                return file.readall()
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno in _NOTHING_THERE:
            raise IssueError(Problem("issue-no-file", {"path": str(path)})) from error
        values = {"path": str(path), "reason": error.strerror or str(error)}
        raise IssueError(Problem("issue-unreadable", values)) from error


def _refuse_unfit(status: os.stat_result, path: Path) -> None:
    """Refuse what was opened where it cannot be an issue."""
    if stat.S_ISDIR(status.st_mode):
        raise IssueError(Problem("issue-directory", {"path": str(path)}))
    if not stat.S_ISREG(status.st_mode):
        raise IssueError(Problem("issue-no-file", {"path": str(path)}))
    if status.st_size > MAX_ISSUE_BYTES:
        raise IssueError(Problem("issue-large", {"limit": MAX_ISSUE_BYTES // 1_000_000}, file=path.name))


def load_issue_stream(stream: BinaryIO) -> bytes:
    """Return an issue that another program hands over.

    Raises:
        IssueError: It is larger than an issue.
    """
    data = stream.read(MAX_ISSUE_BYTES + 1)
    if len(data) > MAX_ISSUE_BYTES:
        raise IssueError(Problem("issue-large", {"limit": MAX_ISSUE_BYTES // 1_000_000}, file=STANDARD_INPUT))
    return data


def decode_issue(data: bytes, file: str) -> str:
    """Return the text of an issue, without byte-order mark and with plain line ends.

    Raises:
        IssueError: It is no UTF-8 text, is empty, or holds lines that no issue has.
    """
    try:
        text = data.decode().lstrip("\ufeff")  # one for each program that put its own before another's
    except UnicodeDecodeError as error:
        line = len((data[: error.start] + b"x").splitlines())
        raise IssueError(Problem("issue-encoding", {"byte": error.start + 1}, file=file, line=line)) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise IssueError(Problem("issue-empty", file=file))
    if "\0" in text:
        raise IssueError(Problem("issue-nul", file=file, line=text.count("\n", 0, text.index("\0")) + 1))
    long = [
        Problem("issue-line-long", {"limit": MAX_LINE_CHARS}, file=file, line=number)
        for number, line in enumerate(text.split("\n"), 1)
        if len(line) > MAX_LINE_CHARS
    ]
    if long:
        raise IssueError(*long)
    return text


def _read_subtitle(path: Path) -> str:
    """Return the subtitle in an issue's first heading; empty where there is none to be read."""
    if not is_file(path):
        return ""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            lines = drop_unwritable(file.read(_HEAD_CHARS)).split("\n")
    except OSError:
        return ""
    if lines[0].rstrip() == "---":  # what follows is front matter, where # begins a comment
        lines = list(dropwhile(lambda line: line.rstrip() != "---", lines[1:]))
    heading = next((line[2:].strip() for line in lines if line.startswith("# ")), "")
    match = TITLE_DATE.match(heading)
    return strip_markup(match["subtitle"] if match else heading)
