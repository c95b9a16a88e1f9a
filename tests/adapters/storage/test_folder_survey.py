"""Looking through a folder that may become a newsletter."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from publish.adapters.storage.folder_survey import Remote, survey_folder

CONFIG = '[core]\n\tbare = false\n[remote "origin"]\n\turl = https://github.com/owner/letters.git\n'


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def test_markdown_of_hidden_folders_and_of_programs_is_passed_over(tmp_path: Path) -> None:
    names = [
        "b.md",
        "a/c.md",
        ".hidden/d.md",
        "a/.e.md",
        "node_modules/x/f.md",
        "themes/g.md",
        "a/h.txt",
        "Templates/i.md",
    ]
    write(tmp_path, dict.fromkeys(names, ""))

    assert survey_folder(tmp_path).markdown == (PurePosixPath("b.md"), PurePosixPath("a/c.md"))


def test_markdown_with_another_suffix_is_found_apart(tmp_path: Path) -> None:
    write(tmp_path, {"a.markdown": "", "b.MD": "", "c.md": "", "d.mdx": ""})

    survey = survey_folder(tmp_path)

    assert (survey.markdown, survey.misnamed) == (
        (PurePosixPath("c.md"),),
        (PurePosixPath("a.markdown"), PurePosixPath("b.MD")),
    )


def test_deep_folders_and_unwritable_names_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {"/".join("abcdefgh") + "/i.md": "", "/".join("abcdefghi") + "/j.md": "", "a\nb.md": ""})

    assert survey_folder(tmp_path).markdown == (PurePosixPath(*"abcdefgh", "i.md"),)


def test_a_very_large_folder_is_looked_at_no_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.adapters.storage.folder_survey._MAX_FILES", 3)
    write(tmp_path, {f"{folder}/{n}.md": "" for folder in "abc" for n in range(2)})

    assert len(survey_folder(tmp_path).markdown) == 3


@pytest.mark.parametrize(
    "name", ["qr.png", "QRCode.jpg", "wechat-qr.png", "wechat_qrcode.jpeg", "公众号二维码.png", "qr-code-small.webp"]
)
def test_qr_picture_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    write(tmp_path, {f"assets/{name}": "", "a/b/qr.png": "", "logo.png": "", "square.png": "", "qr.md": ""})

    assert survey_folder(tmp_path).qr_pictures == (PurePosixPath("assets", name), PurePosixPath("a/b/qr.png"))


def test_settings_of_the_site_and_readme_are_read(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": "", "mkdocs.yml": "site_name: 甲\r\n", "README.md": "\ufeff# 乙\n"})

    survey = survey_folder(tmp_path)

    assert (survey.site_settings, survey.readme) == ("site_name: 甲\n", "# 乙\n")


def test_link_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"outside.md": "# 甲\n", "in/a.md": ""})
    (tmp_path / "in" / "README.md").symlink_to(tmp_path / "outside.md")

    assert survey_folder(tmp_path / "in").readme == ""


@pytest.mark.parametrize(
    ("files", "branch"),
    [
        ({"HEAD": "ref: refs/heads/draft\n", "refs/remotes/origin/HEAD": "ref: refs/remotes/origin/main\n"}, "main"),
        ({"HEAD": "ref: refs/heads/draft\n"}, "draft"),
    ],
    ids=["branch of the remote", "current branch"],
)
def test_remote_of_the_repository_around_a_folder_is_found(tmp_path: Path, files: dict[str, str], branch: str) -> None:
    write(tmp_path, {".git/config": CONFIG, **{f".git/{name}": text for name, text in files.items()}, "a/b/c.md": ""})

    assert survey_folder(tmp_path).remote == Remote("https://github.com/owner/letters.git", branch, "")
    assert survey_folder(tmp_path / "a" / "b").remote == Remote("https://github.com/owner/letters.git", branch, "a/b")


@pytest.mark.parametrize(
    "files",
    [
        {".git/config": CONFIG, ".git/HEAD": "3f2a\n"},
        {".git/config": "[core]\n", ".git/HEAD": "ref: refs/heads/main\n"},
        {".git/config": "url = x\n", ".git/HEAD": "ref: refs/heads/main\n"},
        {".git/x": ""},
    ],
    ids=["no branch", "no remote", "broken", "empty"],
)
def test_no_remote_where_git_names_none(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, files)

    assert survey_folder(tmp_path).remote is None
