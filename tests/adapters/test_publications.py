from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from publish.adapters.publications import load_publications, save_publication
from publish.errors import SettingsError
from publish.model.back_issue import PublishedIssue

ADDRESS = "https://mp.weixin.qq.com/s/abc"
OUT = datetime(2020, 6, 17, tzinfo=UTC)


def write(folder: Path, text: str) -> None:
    (folder / "publications.json").write_text(text, encoding="utf-8")


def test_without_its_file_nothing_is_out(tmp_path: Path) -> None:
    assert load_publications(tmp_path) == {}


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    issue = PublishedIssue(ADDRESS, "简报", OUT)

    save_publication(tmp_path, "2020-06-17", issue)

    assert load_publications(tmp_path) == {"2020-06-17": issue}


def test_a_time_without_offset_is_utc(tmp_path: Path) -> None:
    write(tmp_path, f'{{"2020-06-17": {{"url": "{ADDRESS}", "published": "2020-06-17T00:00:00"}}}}')

    assert load_publications(tmp_path)["2020-06-17"].published == OUT


def test_what_people_write_by_hand_is_an_address_alone(tmp_path: Path) -> None:
    write(tmp_path, f'{{"2020-06-03": "{ADDRESS}", "2020-06-17": {{"url": "{ADDRESS}"}}}}')

    assert set(load_publications(tmp_path).values()) == {PublishedIssue(ADDRESS)}


def test_saving_sorts_the_issues_and_keeps_what_others_say(tmp_path: Path) -> None:
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
def test_what_is_no_list_of_addresses_is_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)

    with pytest.raises(SettingsError):
        load_publications(tmp_path)
    with pytest.raises(SettingsError):
        save_publication(tmp_path, "2020-06-17", PublishedIssue(ADDRESS))

    assert (tmp_path / "publications.json").read_text(encoding="utf-8") == text
