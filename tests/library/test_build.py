"""`publish.build`, as another program calls it."""

from __future__ import annotations

import dataclasses
import json
import pickle
import shutil
from pathlib import Path, PurePath
from typing import Any, assert_type

import pytest

import publish
from publish import ArticleHtml, BuiltIssue, BuiltPicture, IssueError, OutputError, ProblemReport, SettingsError
from publish.cli import main
from tests.library.conftest import ISSUE, NAME


def read_files(folder: Path) -> dict[PurePath, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write(newsletter: Path, text: str) -> None:
    (newsletter / "issues" / f"{NAME}.md").write_text(text, encoding="utf-8")


def test_build_returns_what_the_command_writes(
    newsletter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(newsletter)
    assert main(["build", NAME, "--out", str(tmp_path / "command"), "--lang", "zh"]) == 0
    written = read_files(tmp_path / "command" / NAME)

    built = publish.build(NAME, newsletter, language="zh")

    assert built.html.encode() == written[PurePath("article.html")]
    assert built.preview_html.encode() == written[PurePath("preview.html")]
    assert built.description == json.loads(written[PurePath("article.json")])
    assert built.cover.data == written[PurePath(built.cover.name)]
    assert {PurePath("pictures", each.name): each.data for each in built.pictures}.items() <= written.items()


def test_saved_issue_has_the_files_of_the_command(
    newsletter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(newsletter)
    assert main(["build", NAME, "--out", str(tmp_path / "command"), "--lang", "en"]) == 0

    folder = publish.build(NAME, newsletter).save(tmp_path / "saved")

    assert (folder, read_files(folder)) == (tmp_path / "saved" / NAME, read_files(tmp_path / "command" / NAME))


def test_build_writes_into_the_folder_that_it_is_given(newsletter: Path, tmp_path: Path) -> None:
    built = publish.build(NAME, newsletter, out=tmp_path / "out")

    assert (tmp_path / "out" / NAME / "article.html").read_text(encoding="utf-8") == built.html


def test_built_issue_has_what_the_platform_shows(newsletter: Path) -> None:
    built = publish.build(NAME, newsletter)

    assert_type(built, BuiltIssue)
    assert_type(built.html, ArticleHtml)
    assert_type(built.pictures, tuple[BuiltPicture, ...])
    assert_type(built.problems, tuple[ProblemReport, ...])
    assert (built.name, built.title, built.author) == (NAME, "简报 (2020-06-17)", "编辑部")
    assert (built.digest, built.source_url, built.reading_minutes) == ("一则消息", "", 1)
    assert (built.cover.width, built.cover.height, built.cover.media_type) == (900, 383, "image/png")


def test_built_issue_cannot_be_changed(newsletter: Path) -> None:
    built = publish.build(NAME, newsletter)

    with pytest.raises(dataclasses.FrozenInstanceError):
        built.title = "别的"  # type: ignore[misc]  # what a person may write
    built.description.clear()
    assert built.description["name"] == NAME


def test_built_issue_can_be_pickled(newsletter: Path) -> None:
    built = publish.build(NAME, newsletter)

    assert pickle.loads(pickle.dumps(built)) == built  # noqa: S301 - of its own


@pytest.mark.parametrize("issue", [NAME, f"issues/{NAME}.md", Path("issues", f"{NAME}.md")], ids=str)
def test_issue_is_named_as_on_the_command_line_or_by_its_path(
    newsletter: Path, issue: str | Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publish.build(issue, newsletter).name == NAME
    assert publish.build(newsletter / "issues" / f"{NAME}.md", newsletter).name == NAME
    monkeypatch.chdir(newsletter)
    assert publish.build(issue).name == NAME


def test_build_finds_the_settings_above_the_folder(newsletter: Path) -> None:
    assert publish.build(f"{NAME}.md", newsletter / "issues").author == "编辑部"


def test_build_finds_no_settings_beside_the_folder(newsletter: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# 题\n\n文", encoding="utf-8")

    assert publish.build("notes.md", newsletter / "..").author == ""


def test_build_takes_another_theme_than_the_settings(newsletter: Path) -> None:
    assert publish.build(NAME, newsletter, theme="airy").html != publish.build(NAME, newsletter).html


def test_build_sees_a_change_of_issue_and_settings(newsletter: Path) -> None:
    publish.build(NAME, newsletter)
    write(newsletter, ISSUE.replace("一则消息", "两则消息"))
    settings = newsletter / "publish.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("编辑部", "别人"), encoding="utf-8")

    built = publish.build(NAME, newsletter)

    assert (built.author, "两则消息" in built.html) == ("别人", True)


def test_missing_picture_is_a_problem_and_stops_nothing(newsletter: Path) -> None:
    write(newsletter, f"{ISSUE}\n![图](nosuch.png)\n")

    built = publish.build(NAME, newsletter)

    found = [(problem.id, problem.file, problem.line) for problem in built.problems]
    assert found == [("picture-missing", f"issues/{NAME}.md", ISSUE.count("\n") + 2)]
    assert built.missing_pictures == ("nosuch.png",)


@pytest.mark.parametrize(
    ("issue", "text", "id"),
    [
        ("2020-01-01", ISSUE, "issue-missing"),
        ("nosuch/a.md", ISSUE, "issue-no-path"),
        (Path("nosuch.md"), ISSUE, "issue-no-file"),
        (Path("issues"), ISSUE, "issue-directory"),
        (NAME, " ", "issue-empty"),
        (NAME, "---\ntheme\n---\n甲", "front-matter-line"),
        (NAME, "---\naccent: blau\n---\n甲", "knob-colour"),
    ],
)
def test_build_raises_what_is_wrong_with_an_issue(newsletter: Path, issue: Any, text: str, id: str) -> None:
    write(newsletter, text)

    with pytest.raises(IssueError) as caught:
        publish.build(issue, newsletter)

    assert [report.id for report in publish.explain(caught.value)] == [id]
    assert len(caught.value.__notes__) == 1


def test_build_names_the_file_in_an_error(newsletter: Path) -> None:
    write(newsletter, "---\ntheme\n---\n甲")

    with pytest.raises(IssueError) as caught:
        publish.build(NAME, newsletter)

    assert caught.value.__notes__[0].startswith(f"issues/{NAME}.md:2: ")


def test_build_raises_every_mistake_in_the_settings(newsletter: Path) -> None:
    (newsletter / "publish.toml").write_text("licence = 1\nfit = 2\n", encoding="utf-8")

    with pytest.raises(SettingsError) as caught:
        publish.build(NAME, newsletter)

    assert [report.line for report in publish.explain(caught.value)] == [1, 2]


def test_save_raises_that_the_folder_cannot_be_written(newsletter: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(OutputError):
        publish.build(NAME, newsletter).save(tmp_path / "file")


def test_build_needs_no_settings(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "nothing", ignore_errors=True)
    (tmp_path / "notes.md").write_text("# 题\n\n文", encoding="utf-8")

    assert publish.build("notes.md", tmp_path).title == "题"
    with pytest.raises(IssueError):
        publish.build("notes.md", tmp_path / "nothing")
