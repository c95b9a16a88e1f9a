from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from publish.adapters.storage.publications_file import load_publications, save_publication
from publish.core.back_issue import PublishedIssue
from publish.core.exceptions import OutputError, SettingsError

ADDRESS = "https://mp.weixin.qq.com/s/abc"
OUT = datetime(2020, 6, 17, tzinfo=UTC)


def write(folder: Path, text: str) -> None:
    (folder / "publications.json").write_text(text, encoding="utf-8")


def test_load_publications_returns_nothing_without_a_file(tmp_path: Path) -> None:
    assert load_publications(tmp_path) == {}


def test_load_publications_returns_saved_publications(tmp_path: Path) -> None:
    issue = PublishedIssue(ADDRESS, "简报", OUT)

    save_publication(tmp_path, "2020-06-17", issue)

    assert load_publications(tmp_path) == {"2020-06-17": issue}


def test_load_publications_reads_a_time_without_offset_as_utc(tmp_path: Path) -> None:
    write(tmp_path, f'{{"2020-06-17": {{"url": "{ADDRESS}", "published": "2020-06-17T00:00:00"}}}}')

    assert load_publications(tmp_path)["2020-06-17"].published == OUT


def test_load_publications_accepts_an_address_alone(tmp_path: Path) -> None:
    write(tmp_path, f'{{"2020-06-03": "{ADDRESS}", "2020-06-17": {{"url": "{ADDRESS}"}}}}')

    assert set(load_publications(tmp_path).values()) == {PublishedIssue(ADDRESS)}


def test_save_publication_sorts_issues_and_keeps_other_lines(tmp_path: Path) -> None:
    write(tmp_path, f'{{"2020-06-20": "{ADDRESS}", "2020-06-03": {{"url": "{ADDRESS}", "own": 1}}}}')

    save_publication(
        tmp_path, "2020-06-17", PublishedIssue(ADDRESS, "简报", OUT.astimezone(timezone(timedelta(hours=8))))
    )

    text = (tmp_path / "publications.json").read_text(encoding="utf-8")
    assert text.splitlines()[1:4] == [
        f'  "2020-06-03": {{"url": "{ADDRESS}", "own": 1}},',
        f'  "2020-06-17": {{"url": "{ADDRESS}", "title": "简报", "published": "2020-06-17T00:00:00+00:00"}},',
        f'  "2020-06-20": "{ADDRESS}"',
    ]
    assert json.loads(text).keys() == {"2020-06-03", "2020-06-17", "2020-06-20"}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"a": 1}', '{"a": "x"}', '{"a": {"url": 1}}', '{"a": {"url": "javascript:x"}}',
     f'{{"a": {{"url": "{ADDRESS}", "title": 1}}}}', f'{{"a": {{"url": "{ADDRESS}", "published": "soon"}}}}',
     f'{{"a": {{"url": "{ADDRESS}", "published": 20200617}}}}'],
)  # fmt: skip
def test_publications_file_with_invalid_content_is_refused_and_unchanged(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)

    with pytest.raises(SettingsError):
        load_publications(tmp_path)
    with pytest.raises(SettingsError):
        save_publication(tmp_path, "2020-06-17", PublishedIssue(ADDRESS))

    assert (tmp_path / "publications.json").read_text(encoding="utf-8") == text


# --- links --------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of issues in a repository, with a list of others outside it."""
    folder = tmp_path / "repository" / "issues"
    folder.mkdir(parents=True)
    write(tmp_path, "{}")
    return folder


def test_publications_file_outside_the_repository_is_neither_read_nor_written(tmp_path: Path, folder: Path) -> None:
    (folder / "publications.json").symlink_to(tmp_path / "publications.json")

    with pytest.raises(SettingsError) as read:
        load_publications(folder, folder.parent)
    with pytest.raises(OutputError) as written:
        save_publication(folder, "2020-06-17", PublishedIssue(ADDRESS), folder.parent)

    assert {problem.message for caught in (read, written) for problem in caught.value.problems} == {"file-outside"}
    assert (tmp_path / "publications.json").read_text(encoding="utf-8") == "{}"
    assert (folder / "publications.json").is_symlink()


def test_save_publication_refuses_a_folder_outside_the_repository(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    folder.rmdir()
    folder.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OutputError):
        save_publication(folder, "2020-06-17", PublishedIssue(ADDRESS), folder.parent)

    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_publications_file_is_read_and_written_through_a_link_in_the_repository(folder: Path) -> None:
    real = folder.parent / "data.json"
    real.write_text(f'{{"2020-06-03": "{ADDRESS}"}}', encoding="utf-8")
    (folder / "publications.json").symlink_to("../data.json")

    save_publication(folder, "2020-06-17", PublishedIssue(ADDRESS), folder.parent)

    assert load_publications(folder, folder.parent).keys() == {"2020-06-03", "2020-06-17"}
    assert ((folder / "publications.json").is_symlink(), "2020-06-17" in real.read_text(encoding="utf-8")) == (
        True,
        True,
    )


def test_load_publications_reports_a_broken_link(folder: Path) -> None:
    (folder / "publications.json").symlink_to("nowhere.json")

    with pytest.raises(SettingsError) as caught:
        load_publications(folder)

    assert [problem.message for problem in caught.value.problems] == ["link-broken"]


def test_load_publications_reports_a_path_that_is_not_a_file(folder: Path) -> None:
    os.mkfifo(folder / "publications.json")

    with pytest.raises(SettingsError) as caught:
        load_publications(folder)

    assert [problem.message for problem in caught.value.problems] == ["publications-broken"]
