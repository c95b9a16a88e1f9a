"""The folder of issues: find, load and decode their files, and list back issues with published addresses."""

from __future__ import annotations

import errno
import os
import re
from bisect import bisect_left
from collections.abc import Mapping, Set
from datetime import date
from functools import cached_property
from itertools import dropwhile
from pathlib import Path
from typing import BinaryIO

from publish.adapters.storage.atomic_files import FileState, file_state, is_broken_link, is_file
from publish.adapters.storage.publications_file import load_publications
from publish.adapters.storage.repository_files import find_path_fault, read_repository_file
from publish.core.back_issue import BackIssue, find_named_issues
from publish.core.exceptions import FileError, IssueError
from publish.core.problem import Problem
from publish.core.text import drop_unwritable, strip_markup
from publish.newsletter.labels import TITLE_DATE, is_impossible_date, parse_issue_date

MAX_ISSUE_BYTES = 4_000_000
MAX_LINE_CHARS = 100_000
STANDARD_INPUT = "stdin"  # file name in messages about an issue from standard input

# Missing, a file in place of a folder, a loop of links, a pipe or a device.
_NO_FILE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EINVAL)
_HEAD_CHARS = 20_000
_HEAD_BYTES = 4 * _HEAD_CHARS
_NEAREST = 3
_COMPARED = 2  # issues whose standing text is compared
_FENCES = ("---", "+++")
# Dots alone lead out of the output folder; control characters and surrogates break output.
_BAD_NAME = re.compile(r"\.+|.*[\x00-\x1f\x7f\ud800-\udfff].*", re.DOTALL)


class IssueFolder:
    """The newsletter's issues, one Markdown file for each date.

    Args:
        folder: The folder of the issues.
        root: The newsletter's folder, in which all files must really lie; by default that of the issues.
    """

    def __init__(self, folder: Path, root: Path | None = None) -> None:
        self._folder = folder
        self._root = root or folder
        self._path = os.path.abspath(folder)  # noqa: PTH100  # resolves no link
        self._names: list[str] | None = None
        self._titles: dict[str, str] = {}
        self._states: dict[str, FileState] = {}
        self._published: Mapping[str, str] | None = None

    def find(self, wanted: str) -> Path:
        """Return the path of an issue given by date or path.

        Raises:
            IssueError: It does not exist.
        """
        by_name = "/" not in wanted and not wanted.endswith(".md")
        paths = [self._folder / f"{wanted}.md"] if by_name else []
        paths += [Path(wanted)] if wanted else []
        for path in paths:
            if os.path.lexists(path):  # False in an unreadable folder, too
                return path
        if not by_name:
            raise IssueError(Problem("issue-no-path", {"path": wanted}))
        if is_impossible_date(wanted):
            raise IssueError(Problem("issue-no-day", {"issue": wanted}))
        values = {"issue": wanted, "folder": str(self._folder), "nearest": ", ".join(self._find_nearest(wanted))}
        raise IssueError(Problem("issue-missing" if values["nearest"] else "issue-folder-empty", values))

    def find_all(self) -> list[Path]:
        """Return the paths of all issues, oldest first.

        Raises:
            IssueError: There are none.
        """
        paths = self.list_all()
        if not paths:
            raise IssueError(Problem("issues-none", {"folder": str(self._folder)}))
        return paths

    def list_all(self) -> list[Path]:
        """Return the paths of all issues, oldest first; possibly none."""
        return [self._folder / f"{name}.md" for name in self._list_names()]

    def list_files(self) -> list[Path]:
        """Return all visible Markdown files by name, broken links included: loading one reports it."""
        found = (path for path in self._folder.glob("*.md") if not path.name.startswith("."))
        return sorted(path for path in found if is_file(path) or is_broken_link(path))

    def load(self, path: Path) -> bytes:
        """Return the content of an issue; one of this folder must really lie in the newsletter's.

        Raises:
            IssueError: It is unreadable, too large, or outside the newsletter's folder.
        """
        return load_issue(path, self._root if self._contains(path) else None)

    def find_root(self, path: Path) -> Path:
        """Return the folder in which the files beside an issue must really lie."""
        return self._root if self._contains(path) else path.parent

    def _contains(self, path: Path) -> bool:
        """Return whether a file is in this folder, by path or real path; any other was named by the user."""
        folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100  # resolves no link
        if name.startswith("."):
            return False
        return folder == self._path or os.path.realpath(folder) == self._real_path

    @cached_property
    def _real_path(self) -> str | None:
        """Return the folder's real path; None outside the newsletter's folder, where only the path counts."""
        real, root = Path(os.path.realpath(self._folder)), Path(os.path.realpath(self._root))
        return None if find_path_fault(real, root) else str(real)

    def forget_published(self) -> None:
        """Clear the cached published addresses."""
        self._published = None

    def describe_others(self, name: str, before: date | None, limit: int, data: bytes) -> str:
        """Return a cache key of the other issues that an issue shows or is compared with.

        Args:
            name: The issue's name.
            before: The issue's date; one without a date has no list of back issues.
            limit: Length of that list.
            data: The issue's text; the published addresses of the issues that it names count, too.
        """
        names = self._find_names_before(before, limit) if before else []
        published = self.load_published()
        named = {*find_named_issues(published, data), *(name for name in names if name in published)}
        compared = dict.fromkeys([*names, *self._find_neighbours(name)])
        states = (f"{name} {self._find_state(name)}" for name in compared)
        return "\0".join([*states, *sorted(f"{name}\0{published[name]}" for name in named)])

    def _find_state(self, name: str) -> FileState:
        if name not in self._states:
            self._states[name] = file_state(f"{self._path}/{name}.md")
        return self._states[name]

    def find_back_issues(self, before: date, limit: int) -> list[BackIssue]:
        """Return the issues before a date, newest first."""
        published = self.load_published()
        names = self._find_names_before(before, limit)
        return [BackIssue(date.fromisoformat(name), self.find_title(name), published.get(name)) for name in names]

    def find_repeated_lines(self, name: str) -> Set[str]:
        """Return the lines of the two issues before one, or after it where none is before."""
        lines: set[str] = set()
        for other in self._find_neighbours(name):
            lines.update(line.strip() for line in _read_head(self._folder / f"{other}.md", self._root).split("\n"))
        return lines

    def _find_neighbours(self, name: str) -> list[str]:
        """Return the names of the two issues before one, else of the two after it; dated ones have dated neighbours."""
        names = self._list_names()
        if name not in names:
            others = (path.stem for path in self._folder.glob("*.md") if path.name[0] != "." and path.stem not in names)
            names = sorted(others, key=_count_up)
        if name not in names:
            return []
        at = names.index(name)
        return names[max(at - _COMPARED, 0) : at] or names[at + 1 : at + 1 + _COMPARED]

    def load_published(self) -> Mapping[str, str]:
        """Return the published addresses by date.

        Raises:
            SettingsError: `publications.json` is invalid.
        """
        if self._published is None:
            self._published = {name: issue.url for name, issue in load_publications(self._folder, self._root).items()}
        return self._published

    def _find_names_before(self, before: date, limit: int) -> list[str]:
        """Return the names of the issues before a date, newest first."""
        names = self._list_names()
        end = bisect_left(names, before.isoformat())
        return names[max(end - limit, 0) : end][::-1]

    def _list_names(self) -> list[str]:
        if self._names is None:
            self._names = sorted(path.stem for path in self._folder.glob("*.md") if parse_issue_date(path.stem))
        return self._names

    def find_title(self, name: str) -> str:
        """Return the subtitle in an issue's heading, after its date."""
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
    """Return the content of an issue.

    Args:
        path: Its path.
        root: The folder in which it must really lie; None for one named on the command line.

    Raises:
        IssueError: It is unreadable, too large, or outside the root.
    """
    if _BAD_NAME.fullmatch(path.stem):
        raise IssueError(Problem("issue-name", {"path": str(path)}))
    try:
        data = read_repository_file(path, root, MAX_ISSUE_BYTES + 1)
    except FileError as error:
        raise IssueError(*error.problems) from error
    except OSError as error:
        raise IssueError(_explain_unreadable(error, path)) from error
    return _check_size(data, path.name)


def _check_size(data: bytes, file: str) -> bytes:
    if len(data) > MAX_ISSUE_BYTES:
        raise IssueError(Problem("issue-large", {"limit": MAX_ISSUE_BYTES // 1_000_000}, file=file))
    return data


def _explain_unreadable(error: OSError, path: Path) -> Problem:
    if error.errno == errno.EISDIR:
        return Problem("issue-directory", {"path": str(path)})
    if error.errno in _NO_FILE:
        return Problem("issue-no-file", {"path": str(path)})
    return Problem("issue-unreadable", {"path": str(path), "reason": error.strerror or str(error)})


def load_issue_stream(stream: BinaryIO) -> bytes:
    """Return an issue from standard input.

    Raises:
        IssueError: It is too large.
    """
    return _check_size(stream.read(MAX_ISSUE_BYTES + 1), STANDARD_INPUT)


def decode_issue(data: bytes, file: str) -> str:
    """Return the text of an issue, without byte-order marks and with LF line ends.

    Raises:
        IssueError: It is not UTF-8, is empty, or has NUL characters or overlong lines.
    """
    try:
        text = data.decode().lstrip("\ufeff")  # some files have several
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


def _count_up(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts `issue-9` before `issue-10`."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", name)]


def _read_head(path: Path, root: Path) -> str:
    """Return the beginning of an issue with LF line ends; nothing of an unreadable one."""
    try:
        text = read_repository_file(path, root, _HEAD_BYTES).decode("utf-8-sig", "replace")[:_HEAD_CHARS]
    except (FileError, OSError):
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_subtitle(path: Path, root: Path) -> str:
    """Return the subtitle in an issue's first heading; empty if there is none or the file is unreadable."""
    lines = drop_unwritable(_read_head(path, root)).split("\n")
    fence = lines[0].rstrip()
    if fence in _FENCES:  # front matter, where # begins a comment
        lines = list(dropwhile(lambda line: line.rstrip() != fence, lines[1:]))
    heading = next((line[2:].strip() for line in lines if line.startswith("# ")), "")
    match = TITLE_DATE.match(heading)
    return strip_markup(match["subtitle"] if match else heading)
