"""Proposing the pattern of a newsletter's issues by the paths of its files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

import pytest

from publish.newsletter.propose_pattern import propose_pattern

NAMES = ("apple", "bread", "chair", "door")


def propose(*paths: str) -> str | None:
    """Return the pattern proposed for these paths."""
    proposal = propose_pattern(map(PurePosixPath, paths))
    return proposal.pattern if proposal else None


def number(form: str, numbers: Iterable[int] = range(1, 13)) -> list[str]:
    """Return the paths of a form with these numbers."""
    return [form.format(n=n) for n in numbers]


FOLDERS = {
    "docs/issue-{number}.md": [*number("docs/issue-{n}.md"), "README.md", "docs/about.md"],
    "content/Letter{number}.md": [*number("content/Letter{n:02d}.md"), *number("content/en/Letter{n:02d}.md")],
    "notes/{date}.md": number("notes/2026-01-{n:02d}.md"),
    "{date}.md": number("2026-01-{n:02d}.md"),
    "{year}/{date}.md": number("2026/2026-01-{n:02d}.md"),
    "{year}/{month}{day}.md": [*number("2025/01{n:02d}.md"), *number("2026/01{n:02d}.md")],
    "{year}/{month}-{day}.md": number("2026/01-{n:02d}.md"),
    "{year}/{month}/{day}.md": number("2026/01/{n:02d}.md"),
    "{year}-{month}/{slug}.md": [f"2026-0{n}/{name}.md" for n in (1, 2) for name in NAMES],
    "{year}{month}{day}.md": number("202601{n:02d}.md"),
    "{year}/{number}.md": [*number("2025/{n}.md"), *number("2026/{n}.md")],
    "posts/{slug}/index.md": [f"posts/{name}/index.md" for name in NAMES],
    "_posts/{date}-{slug}.md": [f"_posts/2026-01-0{n}-{name}.md" for n, name in enumerate(NAMES, 1)],
    "content/post/{date}-{slug}/index.md": [
        *(f"content/post/2026-01-0{n}-{name}/index.md" for n, name in enumerate(NAMES, 1)),
        "content/_index.md",
    ],
    "docs/{date}-weekly.md": number("docs/2026-01-{n:02d}-weekly.md"),
    "docs/{date}-{slug}.md": [*number("docs/2026-01-{n:02d}-weekly.md"), "docs/2026-02-01-special.md"],
    "weekly/week-{number}-{slug}.md": [f"weekly/week-{n}-{name}.md" for n, name in enumerate(NAMES, 1)],
    "第{number}期：{slug}.md": [f"第{n}期：{name}.md" for n, name in enumerate(NAMES, 1)],
    "posts/**/{slug}.md": [f"posts/{part}/{part}-{name}.md" for part in ("a", "b") for name in NAMES],
    "posts/**/*.md": [f"posts/{part}/{name}.md" for part in ("a", "b") for name in NAMES],
    "letters/{number}/README.md": number("letters/{n}/README.md"),
    "issue-{number}.md": ["issue-1.md"],
    "{slug}.md": ["top-10.md"],
    "[x]-{number}.md": number("[x]-{n}.md"),
    "{number}.md": [*number("{n}.md", range(403, 407)), *number("{n}.en.md", range(1, 9))],
    "source/_posts/{slug}.md": [
        *(f"source/_posts/{n}-{name}.md" for n in range(9) for name in NAMES),
        "source/about/x.md",
    ],
    "a?b?/{slug}.md": ["a{b}/apple.md", "a{b}/bread.md"],
}


@pytest.mark.parametrize(("pattern", "paths"), FOLDERS.items(), ids=FOLDERS)
def test_pattern_is_that_of_most_issues(pattern: str, paths: list[str]) -> None:
    assert propose(*paths) == pattern
    assert propose(*reversed(paths)) == pattern


@pytest.mark.parametrize("paths", [[], ["README.md", "docs/CHANGELOG.md", "LICENSE.md"], ["a.txt"], ["src/README.md"]])
def test_no_pattern_without_a_file_that_may_be_an_issue(paths: list[str]) -> None:
    assert propose(*paths) is None


def test_issues_are_listed_oldest_first() -> None:
    proposal = propose_pattern(map(PurePosixPath, number("docs/issue-{n}.md", (10, 9, 100))))

    assert proposal is not None
    assert [issue.number for issue in proposal.issues] == [9, 10, 100]


def test_pattern_by_date_is_not_proposed_where_two_files_have_one_day() -> None:
    same_day = [f"_posts/2026-01-01-{name}.md" for name in NAMES]

    assert propose(*same_day) == "_posts/{slug}.md"


def test_translations_are_no_issues_of_their_own() -> None:
    translated = number("docs/2026-01-{n:02d}.md", range(1, 10))

    assert propose(*translated, *number("docs/ja/2026-01-{n:02d}.md", range(1, 14))) == "docs/{date}.md"
