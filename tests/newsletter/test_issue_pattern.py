"""Patterns of the paths of issues."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath

import pytest

from publish.core.issue_file import IssueFile, fill_address
from publish.newsletter.issue_pattern import IssuePattern, find_pattern_fault


@pytest.mark.parametrize(
    ("pattern", "path", "name", "day", "number"),
    [
        ("weekly/{date}.md", "weekly/2024-01-09.md", "2024-01-09", date(2024, 1, 9), None),
        ("docs/issue-{number}.md", "docs/issue-312.md", "312", None, 312),
        ("content/HelloGitHub{number}.md", "content/HelloGitHub09.md", "9", None, 9),
        ("{year}/{number}.md", "2024/12.md", "2024-12", None, 12),
        ("posts/{slug}/index.md", "posts/hello/index.md", "hello", None, None),
        ("{year}/{date}.md", "2024/2024-01-09.md", "2024-01-09", date(2024, 1, 9), None),
        ("{year}/{month}{day}.md", "2024/0109.md", "2024-01-09", date(2024, 1, 9), None),
        ("{year}-{month}-{day}-{slug}.md", "2024-1-9-a-b.md", "2024-01-09", date(2024, 1, 9), None),
        ("_posts/**/{date}-{slug}.md", "_posts/a/b/2024-01-09-x.md", "2024-01-09", date(2024, 1, 9), None),
        ("weekly/*/{number}*.md", "weekly/x/12 foo.md", "12", None, 12),
        ("notes/**/*.md", "notes/a/b.md", "notes-a-b", None, None),
        ("{year}/{year}-{number}.md", "2024/2024-7.md", "2024-7", None, 7),
    ],
)
def test_match_reads_what_a_path_says(pattern: str, path: str, name: str, day: date | None, number: int | None) -> None:
    issue = IssuePattern(pattern).match(PurePosixPath(path))

    assert issue is not None
    assert issue[1:4] == (name, day, number)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("docs/issue-{number}.md", "docs/issue-x.md"),
        ("docs/issue-{number}.md", "other/issue-1.md"),
        ("{date}.md", "2024-02-30.md"),
        ("{year}/{month}{day}.md", "2024/1301.md"),
        ("{year}/{date}.md", "2024/a/2024-01-09.md"),
        ("posts/{slug}/index.md", "posts/a/b/index.md"),
        ("{year}/{year}-{number}.md", "2024/2023-7.md"),
    ],
)
def test_match_finds_no_issue_in_any_other_path(pattern: str, path: str) -> None:
    assert IssuePattern(pattern).match(PurePosixPath(path)) is None


@pytest.mark.parametrize(
    ("pattern", "folder", "glob"),
    [
        ("docs/issue-{number}.md", "docs", "docs/issue-*.md"),
        ("{year}/{month}{day}.md", ".", "*/*.md"),
        ("posts/{slug}/index.md", "posts", "posts/*/index.md"),
        ("a/b/**/{date}-{slug}.md", "a/b", "a/b/**/*-*.md"),
    ],
)
def test_pattern_has_a_folder_and_a_glob(pattern: str, folder: str, glob: str) -> None:
    assert (str(IssuePattern(pattern).folder), IssuePattern(pattern).glob) == (folder, glob)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("docs/issue-{number}.md", "docs/issue-007.md"),
        ("{year}/{month}{day}.md", "2024/0109.md"),
        ("weekly/{date}.md", "weekly/2024-01-09.md"),
        ("posts/{slug}/index.md", None),
        ("weekly/*/{number}.md", None),
    ],
)
def test_write_fills_the_fields_of_a_pattern(pattern: str, path: str | None) -> None:
    written = IssuePattern(pattern).write(date(2024, 1, 9), "007")

    assert written == (PurePosixPath(path) if path else None)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("docs/{numer}.md", "setting-pattern-field"),
        ("docs/{number}.txt", "setting-pattern-suffix"),
        ("/docs/{number}.md", "setting-pattern-outside"),
        ("../{number}.md", "setting-pattern-outside"),
        (".git/{number}.md", "setting-pattern-outside"),
        ("docs/a.md", "setting-pattern-single"),
    ],
)
def test_find_pattern_fault_says_what_is_wrong(pattern: str, message: str) -> None:
    fault = find_pattern_fault(pattern)

    assert fault is not None
    assert fault.message == message


@pytest.mark.parametrize("pattern", ["{date}.md", "a/{year}/{slug}.md", "notes/**/*.md"])
def test_find_pattern_fault_accepts_patterns(pattern: str) -> None:
    assert find_pattern_fault(pattern) is None


@pytest.mark.parametrize(
    ("template", "address"),
    [
        ("https://a.example/{number}", "https://a.example/12"),
        ("https://a.example/{year}/{slug}.html", "https://a.example/2024/x.html"),
        ("https://a.example/{date}", ""),
        ("https://a.example/", "https://a.example/"),
        ("", ""),
    ],
)
def test_fill_address_puts_the_fields_in_their_places(template: str, address: str) -> None:
    issue = IssueFile(PurePosixPath("2024/12-x.md"), "2024-12", None, 12, {"year": "2024", "slug": "x"})

    assert fill_address(template, issue) == address


@pytest.mark.parametrize("name", ["README", "readme.en", "CHANGELOG", "LICENSE", "CONTRIBUTING", "README_zh-CN"])
def test_files_about_the_repository_are_no_issues(name: str) -> None:
    assert IssuePattern("{slug}.md").match(PurePosixPath(f"{name}.md")) is None
    assert IssuePattern("{slug}/README.md").match(PurePosixPath("apple/README.md")) is not None


def test_page_of_a_folder_is_no_issue() -> None:
    assert IssuePattern("posts/**/*.md").match(PurePosixPath("posts/a/_index.md")) is None
    assert IssuePattern("posts/**/*.md").match(PurePosixPath("posts/a/b.md")) is not None


def test_glob_takes_brackets_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "[x]-1.md").touch()
    (tmp_path / "x-1.md").touch()

    assert [path.name for path in tmp_path.glob(IssuePattern("[x]-{number}.md").glob)] == ["[x]-1.md"]
