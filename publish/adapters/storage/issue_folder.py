"""The folder of issues: find and identify their files, and list back issues with published addresses."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath

from publish.adapters.storage.atomic_files import file_state, is_broken_link, is_file
from publish.adapters.storage.issue_head import describe_issue, parse_head, read_head
from publish.adapters.storage.load_issue import load_issue
from publish.adapters.storage.publications_file import load_publications
from publish.adapters.storage.repository_files import find_path_fault, join_inside
from publish.core.back_issue import BackIssue, find_named_issues
from publish.core.exceptions import IssueError
from publish.core.issue_file import IssueFile
from publish.core.nearest import list_nearest
from publish.core.operating_system import is_path_word
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.newsletter.issue_pattern import IssuePattern
from publish.newsletter.labels import (
    DATE_KEY,
    is_impossible_date,
    parse_issue_date,
    parse_written_date,
)

_NEAREST = 3
_COMPARED = 2  # issues whose standing text is compared


class IssueFolder:
    """The newsletter's issues: the files of a pattern, or one Markdown file for each date in a folder.

    Args:
        folder: The folder of the issues.
        root: The newsletter's folder, in which all files must really lie; by default that of the issues.
        pattern: Pattern of the issues' paths in the newsletter's folder, which then says where their folder is, too.
    """

    def __init__(self, folder: Path, root: Path | None = None, pattern: str = "") -> None:
        self._root = root or folder
        self._by_date = not pattern
        self._pattern = IssuePattern(pattern or _name_by_date(folder, self._root))
        self._folder = folder if self._by_date else self._root / self._pattern.folder
        self._path = os.path.abspath(self._folder)  # noqa: PTH100  # resolves no link
        self._issues: dict[str, IssueFile] | None = None
        self._titles: dict[str, str] = {}
        self._states: dict[Path, str] = {}  # of files as they were first seen, described
        self._published: Mapping[str, str] | None = None
        self._identified: dict[PurePosixPath, IssueFile] = {}

    def find(self, wanted: str, start: Path = Path()) -> Path:
        """Return the path of an issue given by date, or by a path from the folder `start`.

        Raises:
            IssueError: It does not exist.
        """
        by_name = not is_path_word(wanted)
        paths = self._guess_paths(wanted) if by_name else []
        paths += [start / wanted] if wanted else []
        for path in paths:
            if os.path.lexists(path):  # False in an unreadable folder, too
                return path
        known = self._list_issues().get(wanted.lstrip("0") or wanted) if by_name and not self._by_date else None
        if known:
            return self._root / known.path
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
        return [*self._paths.values()]

    def map_all(self) -> dict[str, Path]:
        """Return the paths of all issues by their names, oldest first."""
        return {**self._paths}

    @cached_property
    def _paths(self) -> Mapping[str, Path]:
        return {name: self._locate(issue) for name, issue in self._list_issues().items()}

    def list_files(self) -> list[Path]:
        """Return all visible Markdown files by name, broken links included: loading one reports it.

        With a pattern these are its issues alone: other files of the folder belong to no newsletter.
        """
        if not self._by_date:
            return self.list_all()
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
        if not self._by_date:
            return self.match(path) is not None
        folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100  # resolves no link
        if name.startswith("."):
            return False
        return folder == self._path or os.path.realpath(folder) == self._real_path

    @cached_property
    def _real_path(self) -> str | None:
        """Return the folder's real path; None outside the newsletter's folder, where only the path counts."""
        real, root = Path(os.path.realpath(self._folder)), Path(os.path.realpath(self._root))
        return None if find_path_fault(real, root) else str(real)

    def has_file(self, location: PurePosixPath) -> bool:
        """Return whether a file is at a path in the newsletter's folder, and really lies in it."""
        path = join_inside(self._root, location)
        return is_file(path) and not find_path_fault(Path(os.path.realpath(path)), Path(os.path.realpath(self._root)))

    def forget_published(self) -> None:
        """Clear the cached published addresses."""
        self._published = None

    def describe_others(self, name: str, limit: int, data: bytes) -> str:
        """Return a cache key of the other issues that an issue shows or is compared with.

        Args:
            name: The issue's name.
            limit: Length of the list of back issues.
            data: The issue's text; the published addresses of the issues that it names count, too.
        """
        before = self._find_before(name, limit)
        published = self.load_published()
        named = {*find_named_issues(published, data), *(issue.name for issue in before if issue.name in published)}
        paths = dict.fromkeys([*(self._paths[issue.name] for issue in before), *self._find_neighbours(name)])
        addresses = sorted(f"{name}\0{published[name]}" for name in named)
        return "\0".join([*map(self._describe_state, paths), *addresses])

    def _describe_state(self, path: Path) -> str:
        if path not in self._states:
            self._states[path] = f"{path.relative_to(self._base)} {file_state(path)}"
        return self._states[path]

    def find_back_issues(self, name: str, limit: int) -> list[BackIssue]:
        """Return the issues before one, newest first; none before a file that is no issue."""
        published = self.load_published()
        return [
            BackIssue(issue.day, self.find_title(issue.name), published.get(issue.name), issue.number)
            for issue in self._find_before(name, limit)
        ]

    def identify(self, location: PurePosixPath) -> IssueFile:
        """Return the issue at a path in the newsletter's folder; any other file is named by its path."""
        if location not in self._identified:
            self._identified[location] = self._pattern.match(location) or self._name_by_path(location)
        return self._identified[location]

    def _name_by_path(self, location: PurePosixPath) -> IssueFile:
        beside = location.parent in (PurePosixPath(), self._find_inside())
        return IssueFile(location, location.stem if beside else location.with_suffix("").as_posix())

    def name_for_ledger(self, location: PurePosixPath) -> str:
        """Return the ledger's name of a file: its path without `.md`; of a pattern's issue its folder and name."""
        issue = None if self._by_date else self._pattern.match(location)
        named = location.with_suffix("") if location.suffix == ".md" else location
        return str(self._pattern.folder / issue.name if issue else named)

    def match(self, path: Path) -> IssueFile | None:
        """Return the issue that a file is; None if it is none."""
        relative = os.path.relpath(os.path.abspath(path), os.path.abspath(self._root))  # noqa: PTH100  # resolves no link
        return self._pattern.match(PurePosixPath(Path(relative).as_posix()))

    def next_issue(self, day: date | None = None, slug: str = "") -> PurePosixPath | None:
        """Return the path of the issue of a day, or of the number after the last; None if the pattern asks for more."""
        last = next(reversed(self._list_issues().values()), None)
        number = (last.number or 0) + 1 if last else 1
        width = len(last.fields.get("number", "")) if last else 0
        return self._pattern.write(day, f"{number:0{width}d}", slug)

    @property
    def takes_names(self) -> bool:
        """Return whether a name belongs to the path of an issue."""
        return "slug" in self._pattern.field_names

    def divide_at(self, new: IssueFile) -> tuple[list[tuple[str, Path]], list[tuple[str, Path]]]:
        """Return the names and paths of the issues before a new one, and of those after it, oldest first."""
        named = [*self.map_all().items()]
        end = bisect_left([issue.order for issue in self._list_issues().values()], new.order)
        return named[:end], named[end:]

    @property
    def folder(self) -> Path:
        """Return the folder that holds every issue."""
        return self._folder

    def _find_inside(self) -> PurePosixPath | None:
        """Return the way from the newsletter's folder to that of the issues."""
        inside = self._folder.is_relative_to(self._root)
        return PurePosixPath(self._folder.relative_to(self._root).as_posix()) if inside else None

    def _locate(self, issue: IssueFile) -> Path:
        return self._base / issue.path

    @cached_property
    def _base(self) -> Path:
        """Return the folder to which the pattern is relative."""
        return self._root if not self._by_date or self._find_inside() is not None else self._folder

    def _guess_paths(self, wanted: str) -> list[Path]:
        """Return the paths that a name may mean, without a look at the folder."""
        if self._by_date:
            return [self._folder / f"{wanted}.md"]
        day = parse_issue_date(wanted)
        written = self._pattern.write(day, wanted if wanted.isdecimal() else "", wanted)
        return [self._root / written] if written else []

    def find_repeated_lines(self, name: str) -> Set[str]:
        """Return the lines of the two issues before one, or after it where none is before."""
        lines: set[str] = set()
        for path in self._find_neighbours(name):
            lines.update(line.strip() for line in read_head(path, self._root).split("\n"))
        return lines

    def _find_neighbours(self, name: str) -> list[Path]:
        """Return the files of the two issues before one, else of the two after it; other files have their like."""
        issues = self._list_issues()
        if name in issues:
            return [self._paths[other] for other in _find_beside(name, [*issues])]
        found = (path for path in self._folder.glob("*.md") if path.name[0] != "." and path.stem not in issues)
        paths = {path.stem: path for path in sorted(found, key=lambda path: _count_up(path.stem))}
        return [paths[other] for other in _find_beside(name, [*paths])] if name in paths else []

    def load_published(self) -> Mapping[str, str]:
        """Return the published addresses by the names of issues.

        Raises:
            SettingsError: `publications.json` is invalid.
        """
        if self._published is None:
            self._published = {name: issue.url for name, issue in load_publications(self._folder, self._root).items()}
        return self._published

    def _find_before(self, name: str, limit: int) -> list[IssueFile]:
        """Return the issues before one, newest first; before a date that is no issue, too."""
        issues, day = self._ordered_issues, parse_issue_date(name)
        this = self._list_issues().get(name) or (IssueFile(PurePosixPath(), name, day) if day else None)
        if this is None or (this.day is None and this.number is None):
            return []
        end = bisect_left(issues, this.order, key=lambda issue: issue.order)
        return issues[max(end - limit, 0) : end][::-1]

    @cached_property
    def _ordered_issues(self) -> list[IssueFile]:
        """Return the issues with a date or a number, oldest first."""
        return [issue for issue in self._list_issues().values() if issue.day is not None or issue.number is not None]

    def _list_issues(self) -> dict[str, IssueFile]:
        """Return the issues by their names, oldest first; of two with one name the one with the shorter path."""
        if self._issues is None:
            base = self._base
            paths = (PurePosixPath(path.relative_to(base).as_posix()) for path in base.glob(self._pattern.glob))
            visible = (path for path in paths if not any(part.startswith(".") for part in path.parts))
            files = (path for path in visible if not (base / path).is_dir())
            found = sorted(filter(None, map(self._pattern.match, files)), key=lambda issue: len(issue.path.parts))
            named = {issue.name: self._find_day(issue) for issue in reversed(found)}
            self._issues = {issue.name: issue for issue in sorted(named.values(), key=lambda issue: issue.order)}
        return self._issues

    def _find_day(self, issue: IssueFile) -> IssueFile:
        """Return an issue whose path has neither date nor number with the date of its front matter, if any."""
        if issue.day is not None or issue.number is not None:
            return issue
        front_matter, _ = parse_head(read_head(self._base / issue.path, self._root))
        return issue._replace(day=parse_written_date(front_matter.values.get(DATE_KEY, "")))

    def find_title(self, name: str) -> str:
        """Return what a list says of an issue: the subtitle behind its date, else its title or its first entries."""
        if name not in self._titles:
            issue = self._list_issues().get(name)
            self._titles[name] = describe_issue(self._locate(issue), self._root) if issue else ""
        return self._titles[name]

    def _find_nearest(self, wanted: str) -> list[str]:
        issues = [*self._list_issues().values()]
        day = parse_issue_date(wanted)
        if day is not None:
            dated = [issue for issue in issues if issue.day]
            near = sorted(dated, key=lambda issue: abs((issue.day or day) - day))[:_NEAREST]
        elif wanted.isdecimal():
            numbered = [issue for issue in issues if issue.number is not None]
            near = sorted(numbered, key=lambda issue: abs((issue.number or 0) - int(wanted)))[:_NEAREST]
        else:
            names = list_nearest(wanted, (issue.name for issue in issues), _NEAREST)
            near = [issue for issue in issues if issue.name in names]
        return [issue.name for issue in sorted(near or issues[-_NEAREST:], key=lambda issue: issue.order)]


def open_issue_folder(repository: Path, settings: Settings) -> IssueFolder:
    """Return the issues of the newsletter whose settings these are."""
    return IssueFolder(repository / settings.newsletter.issues, repository, settings.issues.pattern)


def _name_by_date(folder: Path, root: Path) -> str:
    """Return the pattern of the files that are named after their dates."""
    inside = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else "."
    return "{date}.md" if inside == "." else f"{inside}/{{date}}.md"


def _find_beside(name: str, names: Sequence[str]) -> Sequence[str]:
    """Return the two names before one, else the two after it."""
    at = names.index(name)
    return names[max(at - _COMPARED, 0) : at] or names[at + 1 : at + 1 + _COMPARED]


def _count_up(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts `issue-9` before `issue-10`."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", name)]
