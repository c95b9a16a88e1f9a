"""The issues to measure with, and a place to do it; what every row is given."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, cycle, islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.theme import make_our_theme, make_their_theme
from publish.steps.parse import parse_issue

ROOT = Path(__file__).parent.parent
FOLDER = "embedded-ai-report"
"""Where the issues of a newsletter lie in its repository."""
_REAL_ISSUES = ROOT.parent / "shared" / "corpus" / "issues"
ISSUES = _REAL_ISSUES if _REAL_ISSUES.is_dir() else ROOT / FOLDER
"""Real issues, of real lengths; where they are not at hand, the short samples."""
THEME = "bench"

_FIRST_DAY = date(2001, 1, 1)
_DESTINATION = re.compile(r"(?<=\]\()https?://[^\s()#]+")


class Source(NamedTuple):
    """One issue as it lies on disk."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured; less of it is enough to see that the rows work."""

    rounds: int = 15
    """Samples in process."""
    starts: int = 11
    """Samples of a process."""
    batches: int = 3
    """Samples of a long process."""
    archive: tuple[int, ...] = (40, 1000)
    """How many issues are built at once."""
    naive_archive: int = 40
    """How many of them the naive script is asked for, too."""
    rules: tuple[int, ...] = (35, 72, 140, 280, 560)
    repeats: tuple[int, ...] = (1, 4, 16, 64)
    photograph: tuple[int, int] = (4000, 3000)
    """Pixels."""
    album: int = 68
    """How many photographs stand in one issue."""
    growth: tuple[int, int] = (100, 1000)
    """How many issues are built by one command, to see what each adds to its memory."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """What every row is given."""

    issues: tuple[Source, ...]
    scratch: Path
    """An empty folder."""
    effort: Effort = Effort()

    @property
    def longest(self) -> Source:
        """Return the issue that stands for one issue."""
        return max(self.issues, key=lambda source: len(source.text))

    def make_repository(self, name: str, issues: Sequence[Source], *, theme: str | None = None) -> Path:
        """Write a repository of these issues, with the project's own settings and our bench theme."""
        repository = self.scratch / name
        (repository / "themes").mkdir(parents=True)
        (repository / FOLDER).mkdir()
        shutil.copy(ROOT / "publish.toml", repository)
        shutil.copytree(ROOT / "assets", repository / "assets")
        (repository / "themes" / f"{THEME}.css").write_text(theme or make_our_theme(), encoding="utf-8")
        (repository / "naive.css").write_text(make_their_theme(), encoding="utf-8")
        for source in issues:
            _write_source(repository, source)
        return repository


def load_sources(folder: Path) -> tuple[Source, ...]:
    """Return the issues of a folder, oldest first."""
    return tuple(Source(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.md")))


_changes = count(1000)


def change_text(source: Source) -> Source:
    """Return an issue with another number in nearly every paragraph, which no text before had.

    Titles stay, and with them the cover.
    """
    return source._replace(text=source.text.replace("。", f"{next(_changes)}。"))


def write_changed(repository: Path, sources: Sequence[Source]) -> None:
    """Replace issues of a repository by texts that no build has seen."""
    for source in sources:
        _write_source(repository, change_text(source))


def _write_source(repository: Path, source: Source) -> None:
    (repository / FOLDER / f"{source.name}.md").write_text(source.text, encoding="utf-8")


def make_archive(issues: Sequence[Source], count: int) -> list[Source]:
    """Return as many issues as wanted, copies of these, each with a date of its own."""
    copies = islice(cycle(issues), count)
    return [_redate(source, _FIRST_DAY + timedelta(days=day)) for day, source in enumerate(copies)]


def lengthen(source: Source, times: int) -> Source:
    """Return an issue whose sections stand in it several times, every copy with addresses of its own.

    What follows the sections stays once, at the end: further up it would be read as something else.
    """
    lines = source.text.split("\n")
    issue = parse_issue(source.text, source.name)
    start = issue.sections[0].span.line - 1
    ends = [span.line - 1 for part in (issue.archive, issue.trailer) if part for span in part.spans]
    end = min((line for line in ends if line > start), default=len(lines))
    sections = "\n".join(lines[start:end])
    copies = [_DESTINATION.sub(rf"\g<0>#copy-{copy}", sections) for copy in range(times)]
    return Source(source.name, "\n".join([*lines[:start], *copies, *lines[end:]]))


def _redate(source: Source, day: date) -> Source:
    return Source(day.isoformat(), source.text.replace(source.name, day.isoformat()))
