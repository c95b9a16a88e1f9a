from __future__ import annotations

import os
from pathlib import Path

import pytest

from publish.adapters.storage.cache import Cache
from publish.adapters.storage.issue_folder import IssueFolder
from publish.adapters.storage.issue_index import IssueIndex
from publish.core.issue import LinkUse, OtherIssues
from publish.core.settings import NewsletterSettings

TEXT = "# 周报 ({day})\n\n## 新闻\n\n- [题](https://a.example/{n})\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "issues"
    folder.mkdir()
    for n, day in enumerate(("2020-06-03", "2020-06-17")):
        (folder / f"{day}.md").write_text(TEXT.format(day=day, n=n), encoding="utf-8")
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that are read from now on."""
    names: list[str] = []
    load = IssueFolder.load

    def watch(folder: IssueFolder, path: Path) -> bytes:
        names.append(path.stem)
        return load(folder, path)

    monkeypatch.setattr(IssueFolder, "load", watch)
    return names


def find(folder: Path, path: Path | None = None) -> OtherIssues:
    index = IssueIndex(IssueFolder(folder), Cache(folder.parent / "cache"))
    return index.find_other_issues(path)


def test_find_other_issues_returns_every_issue(folder: Path) -> None:
    assert find(folder) == OtherIssues(
        names=frozenset({"2020-06-03", "2020-06-17"}),
        titles={"2020-06-03": ("2020-06-03",), "2020-06-17": ("2020-06-17",)},
        uses={"a.example/0": LinkUse("2020-06-03", 5), "a.example/1": LinkUse("2020-06-17", 5)},
    )


def test_find_other_issues_reads_again_as_another_kind(folder: Path) -> None:
    cache = Cache(folder.parent / "cache")
    (folder / "2020-06-24.md").write_text("# 周报（2020-06-24）：端侧\n\n## 新闻\n\n甲乙丙\n", encoding="utf-8")
    IssueIndex(IssueFolder(folder), cache, NewsletterSettings(kind="digest")).find_other_issues(None)

    found = IssueIndex(IssueFolder(folder), cache, NewsletterSettings(kind="article")).find_other_issues(None)

    assert found == IssueIndex(
        IssueFolder(folder), Cache(folder.parent / "other"), NewsletterSettings(kind="article")
    ).find_other_issues(None)


def test_find_other_issues_excludes_the_issue_itself(folder: Path) -> None:
    assert find(folder, folder / "2020-06-17.md").titles == {"2020-06-03": ("2020-06-03",), "2020-06-17": ()}


def test_find_other_issues_excludes_nothing_for_a_file_elsewhere(folder: Path, tmp_path: Path) -> None:
    draft = tmp_path / "2020-06-17.md"
    draft.write_text("甲", encoding="utf-8")

    assert find(folder, draft).titles["2020-06-17"] == ("2020-06-17",)


def test_find_other_issues_excludes_nothing_for_a_missing_file(folder: Path, tmp_path: Path) -> None:
    assert find(folder, tmp_path / "2020-06-17.md") == find(folder)


def test_find_other_issues_returns_nothing_without_issues(tmp_path: Path) -> None:
    assert find(tmp_path) == OtherIssues(frozenset(), {}, {})


def test_issue_index_reads_a_file_again_only_when_changed(folder: Path, read: list[str]) -> None:
    index = IssueIndex(IssueFolder(folder), Cache(folder.parent / "cache"))
    index.find_other_issues(None)
    index.find_other_issues(folder / "2020-06-17.md")
    find(folder)
    assert read == ["2020-06-03", "2020-06-17"]

    changed = folder / "2020-06-17.md"
    changed.write_text(TEXT.format(day="2020-06-17", n=77), encoding="utf-8")

    assert find(folder).uses["a.example/77"] == LinkUse("2020-06-17", 5)
    assert read[2:] == ["2020-06-17"]


def test_issue_index_returns_equal_summaries_from_the_cache(folder: Path) -> None:
    assert find(folder) == find(folder)


@pytest.mark.parametrize("data", [b"\xff", b"", b"---\na: [\n---\n"], ids=["no text", "empty", "front matter"])
def test_issue_index_includes_unreadable_issues(folder: Path, data: bytes) -> None:
    (folder / "2020-07-02.md").write_bytes(data)

    other_issues = find(folder)

    assert "2020-07-02" in other_issues.names
    assert other_issues.titles.keys() == {"2020-06-03", "2020-06-17"}


def test_issue_index_includes_but_does_not_read_links_to_outside(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(TEXT.format(day="2020-07-02", n=9), encoding="utf-8")
    (folder / "2020-07-02.md").symlink_to("../secret")

    other_issues = find(folder)

    assert ("2020-07-02" in other_issues.names, "a.example/9" in other_issues.uses) == (True, False)


def test_issue_index_reads_a_file_that_replaces_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(TEXT.format(day="2020-07-02", n=9), encoding="utf-8")
    (folder / "2020-07-02.md").symlink_to("../elsewhere")
    find(folder)

    (tmp_path / "elsewhere").replace(folder / "2020-07-02.md")

    assert "a.example/9" in find(folder).uses


def test_issue_index_includes_a_file_removed_meanwhile(folder: Path, tmp_path: Path) -> None:
    index = IssueIndex(IssueFolder(folder), Cache(tmp_path / "cache"))
    (folder / "2020-06-17.md").unlink()

    assert index.find_other_issues(None).titles == {"2020-06-03": ("2020-06-03",)}


def test_issue_index_includes_broken_links(folder: Path) -> None:
    os.symlink("nowhere.md", folder / "2020-07-02.md")  # noqa: PTH211  # the link is what is tested

    assert "2020-07-02" in find(folder).names


def describe(folder: Path, path: Path | None) -> str:
    return IssueIndex(IssueFolder(folder), Cache(folder.parent / "cache")).describe_others(path)


@pytest.mark.parametrize(("inside", "changed"), [(True, False), (False, True)])
def test_describe_others_differs_after_a_change_that_concerns_the_issue(
    folder: Path, tmp_path: Path, inside: bool, changed: bool
) -> None:
    path = folder / "2020-06-17.md" if inside else tmp_path / "draft.md"
    path.write_text(TEXT.format(day="2020-06-17", n=1), encoding="utf-8")
    before = describe(folder, path)

    (folder / "2020-06-24.md").write_text(TEXT.format(day="2020-06-24", n=2), encoding="utf-8")

    assert (describe(folder, path) != before) is changed
