"""The folder of issues: their text, their dates, their published addresses."""

from __future__ import annotations

import errno
import os
import re
from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import dropwhile
from pathlib import Path
from typing import BinaryIO

from publish.adapters.storage.atomic_files import Stamp, file_state, is_broken_link, is_file
from publish.adapters.storage.publications_file import load_publications
from publish.adapters.storage.repository_files import find_path_fault, read_repository_file
from publish.core.back_issue import BackIssue
from publish.core.exceptions import FileError, IssueError
from publish.core.problem import Problem
from publish.core.text import drop_unwritable, strip_markup
from publish.newsletter.labels import TITLE_DATE, is_impossible_date, parse_issue_date

MAX_ISSUE_BYTES = 4_000_000
MAX_LINE_CHARS = 100_000
STANDARD_INPUT = "stdin"
"""What an issue is called that comes from there."""

# Nothing at all, a file where a folder was named, a circle of links on the way, a pipe or a device.
_NO_FILE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EINVAL)
_HEAD_CHARS = 20_000
_HEAD_BYTES = 4 * _HEAD_CHARS
_NEAREST = 3
# Dots alone lead out of the output folder; the others are no text, or break a line of output.
_NO_NAME = re.compile(r"\.+|.*[\x00-\x1f\x7f\ud800-\udfff].*", re.DOTALL)


class IssueFolder:
    """The newsletter's issues, one Markdown file a date.

    Args:
        folder: Where they lie.
        root: The newsletter's folder, out of which nothing may lead; without it, the folder of the issues.
    """

    def __init__(self, folder: Path, root: Path | None = None) -> None:
        self._folder = folder
        self._root = root or folder
        self._place = os.path.abspath(folder)  # noqa: PTH100  # resolves no link
        self._names: list[str] | None = None
        self._titles: dict[str, str] = {}
        self._stamps: dict[str, Stamp] = {}
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
        if is_impossible_date(wanted):
            raise IssueError(Problem("issue-no-day", {"issue": wanted}))
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
        """Return every Markdown file of the folder that is not hidden, in the order of their names.

        A link that leads to nothing is among them: whoever loads it is told.
        """
        found = (path for path in self._folder.glob("*.md") if not path.name.startswith("."))
        return sorted(path for path in found if is_file(path) or is_broken_link(path))

    def load(self, path: Path) -> bytes:
        """Return the file of an issue; one of this folder must really lie in the newsletter's.

        Raises:
            IssueError: It is no readable file of an issue's size, or leads elsewhere.
        """
        return load_issue(path, self._root if self._holds(path) else None)

    def find_root(self, path: Path) -> Path:
        """Return the folder out of which nothing that lies beside an issue may lead."""
        return self._root if self._holds(path) else path.parent

    def _holds(self, path: Path) -> bool:
        """Say whether a file is one of this folder, however it is named; any other was named by a person."""
        folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100  # resolves no link
        if name.startswith("."):
            return False
        return folder == self._place or os.path.realpath(folder) == self._own_place

    @cached_property
    def _own_place(self) -> str | None:
        """Return where the folder really lies; None outside the newsletter's, where only its name makes it ours."""
        real, root = Path(os.path.realpath(self._folder)), Path(os.path.realpath(self._root))
        return None if find_path_fault(real, root) else str(real)

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
        stamps = (f"{name} {self._find_stamp(name)}" for name in names)
        return "\0".join([*stamps, *sorted(f"{name}\0{published[name]}" for name in named)])

    def _find_stamp(self, name: str) -> Stamp:
        if name not in self._stamps:
            self._stamps[name] = file_state(f"{self._place}/{name}.md")
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
            self._published = {name: issue.url for name, issue in load_publications(self._folder, self._root).items()}
        return self._published

    def _find_names_before(self, before: date, limit: int) -> list[str]:
        """Return the names of the issues dated before a day, newest first."""
        names = self._list_names()
        end = bisect_left(names, before.isoformat())
        return names[max(end - limit, 0) : end][::-1]

    def _list_names(self) -> list[str]:
        if self._names is None:
            self._names = sorted(path.stem for path in self._folder.glob("*.md") if parse_issue_date(path.stem))
        return self._names

    def find_title(self, name: str) -> str:
        """Return what an issue's heading adds to its date."""
        if name not in self._titles:
            self._titles[name] = _read_subtitle(self._folder / f"{name}.md", self._root)
        return self._titles[name]

    def _find_nearest(self, wanted: str) -> list[str]:
        names = self._list_names()
        day = parse_issue_date(wanted)
        if day is None:
            return names[-_NEAREST:]
        return sorted(sorted(names, key=lambda name: abs(date.fromisoformat(name) - day))[:_NEAREST])


def load_issue(path: Path, root: Path | None) -> bytes:
    """Return the file of an issue.

    Args:
        path: Its name.
        root: The folder in which it must really lie; None for one that a person has named, which may lie anywhere.

    Raises:
        IssueError: It is no readable file of an issue's size, or leads elsewhere.
    """
    if _NO_NAME.fullmatch(path.stem):
        raise IssueError(Problem("issue-name", {"path": str(path)}))
    try:
        data = read_repository_file(path, root, MAX_ISSUE_BYTES + 1)
    except FileError as error:
        raise IssueError(*error.problems) from error
    except OSError as error:
        raise IssueError(_explain_unreadable(error, path)) from error
    if len(data) > MAX_ISSUE_BYTES:
        raise IssueError(Problem("issue-large", {"limit": MAX_ISSUE_BYTES // 1_000_000}, file=path.name))
    return data


def _explain_unreadable(error: OSError, path: Path) -> Problem:
    if error.errno == errno.EISDIR:
        return Problem("issue-directory", {"path": str(path)})
    if error.errno in _NO_FILE:
        return Problem("issue-no-file", {"path": str(path)})
    return Problem("issue-unreadable", {"path": str(path), "reason": error.strerror or str(error)})


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


def _read_subtitle(path: Path, root: Path) -> str:
    """Return the subtitle in an issue's first heading; empty where there is none to be read."""
    try:
        text = read_repository_file(path, root, _HEAD_BYTES).decode("utf-8-sig", "replace")[:_HEAD_CHARS]
    except (FileError, OSError):
        return ""
    lines = drop_unwritable(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    if lines[0].rstrip() == "---":  # what follows is front matter, where # begins a comment
        lines = list(dropwhile(lambda line: line.rstrip() != "---", lines[1:]))
    heading = next((line[2:].strip() for line in lines if line.startswith("# ")), "")
    match = TITLE_DATE.match(heading)
    return strip_markup(match["subtitle"] if match else heading)
