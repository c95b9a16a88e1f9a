from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path, PurePosixPath

import pytest

from publish.adapters.storage.issue_folder import IssueFolder
from publish.core.back_issue import BackIssue
from publish.core.exceptions import IssueError, SettingsError
from publish.core.problem import Problem

ADDRESS = "https://mp.weixin.qq.com/s/abc"
needs_proc = pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that cannot be read, without /proc")


def write_issues(folder: Path, *names: str, text: str = "# 简报\n") -> IssueFolder:
    for name in names:
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return IssueFolder(folder)


def write(folder: Path, data: bytes, name: str = "2020-06-17.md") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


# --- finding the file -------------------------------------------------------------------------


def test_find_accepts_a_date(tmp_path: Path) -> None:
    assert write_issues(tmp_path, "2020-06-17").find("2020-06-17") == tmp_path / "2020-06-17.md"


def test_find_accepts_a_path(tmp_path: Path) -> None:
    path = write(tmp_path, b"# a", "notes.md")

    assert IssueFolder(tmp_path / "elsewhere").find(str(path)) == path


def test_find_accepts_the_name_of_a_draft(tmp_path: Path) -> None:
    assert write_issues(tmp_path, "draft").find("draft") == tmp_path / "draft.md"


def test_find_returns_a_broken_link(tmp_path: Path) -> None:
    (tmp_path / "2020-06-17.md").symlink_to("nowhere")

    assert IssueFolder(tmp_path).find("2020-06-17") == tmp_path / "2020-06-17.md"


@pytest.mark.parametrize(
    ("wanted", "nearest"),
    [
        ("2020-06-18", "2020-06-01, 2020-06-17, 2020-07-01"),
        ("2019-01-01", "2020-01-01, 2020-06-01, 2020-06-17"),
        ("2030-12-31", "2020-06-17, 2020-07-01, 2021-01-01"),
        ("june", "2020-06-17, 2020-07-01, 2021-01-01"),
        ("x" * 5000, "2020-06-17, 2020-07-01, 2021-01-01"),
    ],
    ids=["between", "before all", "after all", "no date", "too long for a name"],
)
def test_find_lists_the_nearest_dates_of_a_missing_issue(tmp_path: Path, wanted: str, nearest: str) -> None:
    issues = write_issues(tmp_path, "2020-01-01", "2020-06-01", "2020-06-17", "2020-07-01", "2021-01-01", "about")

    with pytest.raises(IssueError) as caught:
        issues.find(wanted)

    values = {"issue": wanted, "folder": str(tmp_path), "nearest": nearest}
    assert caught.value.problems == (Problem("issue-missing", values),)


@pytest.mark.parametrize("wanted", ["2020-13-45", "2021-02-30", "2021-02-29", "2020-00-01", "0000-01-01"])
@pytest.mark.parametrize("others", [[], ["2020-06-17"]])
def test_find_reports_an_impossible_date(tmp_path: Path, wanted: str, others: list[str]) -> None:
    issues = write_issues(tmp_path, *others)

    with pytest.raises(IssueError) as caught:
        issues.find(wanted)

    assert caught.value.problems == (Problem("issue-no-day", {"issue": wanted}),)


def test_find_returns_an_existing_file_with_an_impossible_date(tmp_path: Path) -> None:
    assert write_issues(tmp_path, "2021-02-30").find("2021-02-30") == tmp_path / "2021-02-30.md"


@pytest.mark.parametrize("folder", ["empty", "none"])
def test_find_reports_a_folder_without_issues(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(IssueError) as caught:
        IssueFolder(tmp_path / folder).find("2020-06-17")

    assert caught.value.problems[0].message == "issue-folder-empty"


@pytest.mark.parametrize("wanted", ["notes.md", "./2020-06-17", "x/" * 3000])
def test_find_reports_a_missing_path(tmp_path: Path, wanted: str) -> None:
    with pytest.raises(IssueError) as caught:
        write_issues(tmp_path, "2020-06-17").find(wanted)

    assert caught.value.problems == (Problem("issue-no-path", {"path": wanted}),)


def test_find_all_returns_dated_issues_oldest_first(tmp_path: Path) -> None:
    issues = write_issues(tmp_path, "2020-06-17", "2019-12-31", "2020-02-30", "README", "2020-06-17-draft")

    assert [path.name for path in issues.find_all()] == ["2019-12-31.md", "2020-06-17.md"]


def test_find_all_reports_a_folder_without_issues(tmp_path: Path) -> None:
    with pytest.raises(IssueError) as caught:
        IssueFolder(tmp_path).find_all()

    assert caught.value.problems == (Problem("issues-none", {"folder": str(tmp_path)}),)


# --- back issues ------------------------------------------------------------------------------


def test_find_back_issues_returns_the_newest_before_the_date(tmp_path: Path) -> None:
    issues = write_issues(tmp_path, "2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01", "2020-05-01")

    back_issues = issues.find_back_issues("2020-04-01", 2)

    assert [back.date for back in back_issues] == [date(2020, 3, 1), date(2020, 2, 1)]


def test_find_back_issues_returns_published_addresses(tmp_path: Path) -> None:
    issues = write_issues(tmp_path, "2020-01-01", "2020-02-01")
    (tmp_path / "publications.json").write_text(json.dumps({"2020-01-01": ADDRESS}))

    back_issues = issues.find_back_issues("2020-03-01", 8)

    assert back_issues == [
        BackIssue(date(2020, 2, 1), "简报", None),
        BackIssue(date(2020, 1, 1), "简报", ADDRESS),
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# 简报 (2020-01-01)：端侧芯片\n", "端侧芯片"),
        ("# 简报（2020-01-01） 端侧芯片  \n", "端侧芯片"),
        ("# 简报 (2020-01-01)\n", ""),
        ("# 端侧芯片\n", "端侧芯片"),
        ("# 简报 (2020-01-01)：**端侧** [芯片](https://example.org)\n", "端侧 芯片"),
        ("\ufeff---\r\ntitle: a\r\n---\r\n\r\n# 端侧芯片\r\n# 另一个\r\n", "端侧芯片"),
        ("+++\n# 注\ntitle = 'a'\n+++\n\n# 端侧芯片\n", "端侧芯片"),
        ("正文\r\r# 端侧芯片\r", "端侧芯片"),
        ("## 不是标题\n#也不是\n", ""),
        ("字" * 30_000 + "\n# 太远了\n", ""),
        ("x" * 1000 + "# 不在行首\n", ""),
    ],
    ids=[
        "after the date",
        "fullwidth",
        "no more than the date",
        "no date",
        "markup",
        "CRLF",
        "TOML",
        "CR",
        "none",
        "far down",
        "within a line",
    ],
)
def test_find_back_issues_returns_subtitles_of_headings(tmp_path: Path, text: str, title: str) -> None:
    write(tmp_path, text.encode(), "2020-01-01.md")

    (back,) = IssueFolder(tmp_path).find_back_issues("2020-02-01", 8)

    assert back.title == title


def test_find_back_issues_names_the_first_entries_of_an_issue_without_subtitle(tmp_path: Path) -> None:
    entries = (
        "- [ICLR] [甲 **一** | 某站](https://a.example/)\n摘要：x\n- 没有链接\n- [乙](https://b.example/)\n- [丙](c)\n"
    )
    write(tmp_path, f"# 周报 (2020-01-01)\n\n## 论文\n\n{entries}".encode(), "2020-01-01.md")

    (back,) = IssueFolder(tmp_path).find_back_issues("2020-02-01", 8)

    assert back.title == "甲 一；乙"


def test_find_back_issues_does_not_read_files_outside(tmp_path: Path) -> None:
    (tmp_path / "issues").mkdir()
    write(tmp_path, b"# secret", "secret")
    (tmp_path / "issues" / "2020-01-01.md").symlink_to("../secret")

    (back,) = IssueFolder(tmp_path / "issues").find_back_issues("2020-02-01", 8)

    assert back.title == ""


def test_find_back_issues_returns_an_empty_title_without_a_heading(tmp_path: Path) -> None:
    (tmp_path / "2020-01-01.md").mkdir()
    (tmp_path / "2020-01-02.md").symlink_to("nowhere")
    os.mkfifo(tmp_path / "2020-01-03.md")
    write(tmp_path, "# 标题".encode("gbk"), "2020-01-04.md")

    back_issues = IssueFolder(tmp_path).find_back_issues("2020-02-01", 8)

    assert [back.title.isascii() for back in back_issues] == [False, True, True]


@needs_proc
def test_find_back_issues_returns_an_empty_title_for_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "2020-01-01.md").symlink_to("/proc/self/mem")

    (back,) = IssueFolder(tmp_path).find_back_issues("2020-02-01", 8)

    assert back.title == ""


def test_find_back_issues_reads_each_title_once(tmp_path: Path) -> None:
    issues = write_issues(tmp_path, "2020-01-01", text="# 先\n")
    issues.find_back_issues("2020-02-01", 8)
    write_issues(tmp_path, "2020-01-01", text="# 后\n")

    (back,) = issues.find_back_issues("2020-03-01", 8)

    assert back.title == "先"


@pytest.mark.parametrize("changed", ["a", "b"])
def test_describe_others_tells_issues_of_one_file_name_apart(tmp_path: Path, changed: str) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.md").write_text("# 甲\n", encoding="utf-8")
    before = IssueFolder(tmp_path, pattern="{slug}/index.md").describe_others("c", 8, b"")

    (tmp_path / changed / "index.md").write_text("# 乙丙\n", encoding="utf-8")

    assert IssueFolder(tmp_path, pattern="{slug}/index.md").describe_others("c", 8, b"") != before


def test_describe_others_accepts_missing_files_and_broken_links(tmp_path: Path) -> None:
    issues = write_issues(tmp_path, "2020-01-01", "2020-01-02", "2020-01-03")
    issues.list_all()
    (tmp_path / "2020-01-01.md").unlink()
    for name, target in (("2020-01-02.md", "nowhere"), ("2020-01-03.md", "2020-01-03.md")):
        (tmp_path / name).unlink()
        (tmp_path / name).symlink_to(target)

    described = issues.describe_others("2020-02-01", 8, b"")

    assert described.split("\0") == ["2020-01-03.md None", "2020-01-02.md None", "2020-01-01.md None"]


@pytest.mark.parametrize(
    ("names", "name", "lines"),
    [
        (("2020-01-01", "2020-01-02", "2020-01-03"), "2020-01-03", {"2020-01-01", "2020-01-02"}),
        (("2020-01-01", "2020-01-02", "2020-01-03"), "2020-01-01", {"2020-01-02", "2020-01-03"}),
        (("issue-9", "issue-10", "issue-11"), "issue-11", {"issue-9", "issue-10"}),
        (("issue-9", "issue-10"), "issue-9", {"issue-10"}),
        (("issue-9", "2020-01-01"), "issue-9", set()),
        (("issue-9",), "elsewhere", set()),
    ],
)
def test_find_repeated_lines_reads_the_two_issues_beside_one(
    tmp_path: Path, names: tuple[str, ...], name: str, lines: set[str]
) -> None:
    issues = IssueFolder(tmp_path)
    for other in names:
        (tmp_path / f"{other}.md").write_text(f"{other}\n")

    assert issues.find_repeated_lines(name) - {""} == lines


# --- issues of the folder and other files -------------------------------------------------------


@pytest.fixture
def linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> IssueFolder:
    """A repository with links to outside in its folder of issues."""
    for folder in ("repository/issues", "repository/drafts", "repository/.hidden"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("outside.md", "repository/drafts/own.md", "repository/.hidden/h.md"):
        write(tmp_path, f"# {file}".encode(), file)
    links = {"2020-06-01": "../../outside.md", "2020-06-02": "../drafts/own.md", "2020-06-03": "../.hidden/h.md"}
    for name, target in links.items():
        (tmp_path / "repository" / "issues" / f"{name}.md").symlink_to(target)
    (tmp_path / "repository" / "issues" / ".typed.md").symlink_to("../../outside.md")
    (tmp_path / "repository" / "drafts" / "typed.md").symlink_to("../../outside.md")
    (tmp_path / "repository" / "alias").symlink_to("issues")
    (tmp_path / "clone").symlink_to("repository")
    monkeypatch.chdir(tmp_path / "repository")
    return IssueFolder(tmp_path / "repository" / "issues", tmp_path / "repository")


@pytest.mark.parametrize(
    "named", ["{folder}", "issues", "./issues", "drafts/../issues", "issues/../issues", "alias", "../clone/issues"]
)
@pytest.mark.parametrize(("name", "message"), [("2020-06-01", "file-outside"), ("2020-06-03", "file-hidden")])
def test_load_refuses_an_issue_outside_the_repository_by_any_path(
    linked: IssueFolder, named: str, name: str, message: str
) -> None:
    folder = named.format(folder=Path.cwd() / "issues")

    with pytest.raises(IssueError) as caught:
        linked.load(Path(folder, f"{name}.md"))

    assert [problem.message for problem in caught.value.problems] == [message]


@pytest.mark.parametrize(
    "path", ["issues/2020-06-02.md", "../outside.md", "issues/.typed.md", "drafts/typed.md", ".hidden/h.md"]
)
def test_load_accepts_links_within_the_repository_and_user_given_files(linked: IssueFolder, path: str) -> None:
    assert linked.load(Path(path)).startswith(b"# ")


def test_load_refuses_issues_of_a_folder_outside_the_repository(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "repository").mkdir()
    write(tmp_path / "elsewhere", b"# a")
    (tmp_path / "repository" / "issues").symlink_to("../elsewhere")
    folder = IssueFolder(tmp_path / "repository" / "issues", tmp_path / "repository")

    [path] = folder.list_all()
    with pytest.raises(IssueError) as caught:
        folder.load(path)

    values = {
        "path": "issues/2020-06-17.md",
        "target": str(tmp_path / "elsewhere" / "2020-06-17.md"),
        "root": str(tmp_path / "repository"),
    }
    assert caught.value.problems == (Problem("file-outside", values),)
    assert folder.load(tmp_path / "elsewhere" / "2020-06-17.md") == b"# a"


def test_find_root_returns_the_repository_or_the_parent_folder(linked: IssueFolder, tmp_path: Path) -> None:
    assert linked.find_root(Path("issues/2020-06-02.md")) == tmp_path / "repository"
    assert linked.find_root(tmp_path / "notes" / "a.md") == tmp_path / "notes"


def test_list_files_returns_visible_files_and_broken_links(tmp_path: Path) -> None:
    issues = write_issues(tmp_path, "2020-06-17", "notes", ".hidden")
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "fifo.md")
    for name, target in {"2020-06-18": "nowhere", "loop": "loop.md", ".#2020-06-17": "somebody@host.1"}.items():
        (tmp_path / f"{name}.md").symlink_to(target)

    assert [path.stem for path in issues.list_files()] == ["2020-06-17", "2020-06-18", "loop", "notes"]


# --- published addresses ----------------------------------------------------------------------


def test_load_published_returns_nothing_without_a_file(tmp_path: Path) -> None:
    assert IssueFolder(tmp_path).load_published() == {}


def test_load_published_returns_addresses_by_date(tmp_path: Path) -> None:
    (tmp_path / "publications.json").write_text(json.dumps({"2020-06-03": ADDRESS}))

    assert IssueFolder(tmp_path).load_published() == {"2020-06-03": ADDRESS}


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b'{"2020-06-03": 1}', b'{"2020-06-03": null}', b"\xff", b"[" * 100_000],
    ids=["empty", "cut off", "list", "null", "number", "no address", "not UTF-8", "deep"],
)
def test_load_published_refuses_invalid_content(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "publications.json").write_bytes(data)

    with pytest.raises(SettingsError) as caught:
        IssueFolder(tmp_path).load_published()

    (problem,) = caught.value.problems
    assert (problem.message, problem.file) == ("publications-broken", "publications.json")


# --- issues of a pattern ----------------------------------------------------------------------


def test_issue_of_a_pattern_is_named_by_its_fields_in_the_ledger(tmp_path: Path) -> None:
    issues = IssueFolder(tmp_path, tmp_path, "posts/{slug}/index.md")

    assert issues.name_for_ledger(PurePosixPath("posts/a/index.md")) == "posts/a"
    assert issues.name_for_ledger(PurePosixPath("notes/b.md")) == "notes/b"


def test_files_of_a_pattern_are_its_issues_alone(tmp_path: Path) -> None:
    for name in ("1.md", "2.md", "notes.md"):
        (tmp_path / name).write_text("# 题\n")

    assert [path.name for path in IssueFolder(tmp_path, tmp_path, "{number}.md").list_files()] == ["1.md", "2.md"]


def test_issue_of_a_pattern_may_link_out_of_no_repository(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("秘密")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "1.md").symlink_to("../secret.txt")
    issues = IssueFolder(tmp_path / "root", tmp_path / "root", "{number}.md")

    with pytest.raises(IssueError):
        issues.load(tmp_path / "root" / "1.md")


@pytest.mark.parametrize("wanted", ["7", "007"])
def test_find_knows_a_number_with_and_without_zeros(tmp_path: Path, wanted: str) -> None:
    (tmp_path / "issue-007.md").write_text("# 题\n")

    assert IssueFolder(tmp_path, tmp_path, "issue-{number}.md").find(wanted) == tmp_path / "issue-007.md"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: 甲\n---\n\n正文\n", "甲"),
        ("+++\ntitle = '甲'\n+++\n\n正文\n", "甲"),
        ("---\ntitle：坏\n---\n\n# 乙\n", "乙"),
        ("# 乙 **丙**\n", "乙 丙"),
        ("---\ntitle: 甲\n---\n\n# 简报 (2020-01-01)：副题\n", "副题"),
    ],
)
def test_find_title_reads_the_front_matter_or_the_heading(tmp_path: Path, text: str, title: str) -> None:
    (tmp_path / "1.md").write_text(text)

    assert IssueFolder(tmp_path, tmp_path, "{number}.md").find_title("1") == title


def test_folder_with_the_name_of_an_issue_is_none(tmp_path: Path) -> None:
    write(tmp_path, b"# a", "a.md")
    (tmp_path / "b.md").mkdir()

    assert [path.name for path in IssueFolder(tmp_path, tmp_path, "{slug}.md").list_all()] == ["a.md"]


def test_file_of_the_repository_is_there_only_inside_it(tmp_path: Path) -> None:
    root = tmp_path / "newsletter"
    (root / ".private").mkdir(parents=True)
    (root / "notes").mkdir()
    for path in (tmp_path / "secret.md", root / ".private" / "a.md", root / "notes" / "a.md"):
        path.write_text("# 题\n", encoding="utf-8")
    (root / "notes" / "link.md").symlink_to(tmp_path / "secret.md")
    (root / "issues").mkdir()
    inside = ["notes/a.md", "issues/../notes/a.md"]
    names = [*inside, "notes", "notes/b.md", "../secret.md", ".private/a.md", "notes/link.md"]

    there = [name for name in names if IssueFolder(root / "issues", root).has_file(PurePosixPath(name))]

    assert there == inside
