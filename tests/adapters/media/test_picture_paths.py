"""Where the file of a picture is looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.adapters.media.picture_paths import find_picture_path


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


@pytest.mark.parametrize(
    ("source", "file"),
    [
        ("a.png", "issues/a.png"),
        ("img/a b.png", "issues/img/a b.png"),
        ("img/a%20b.png", "issues/img/a b.png"),
        ("img%5Ca.png", "issues/img/a.png"),
        (".%5Cimg%5Ca.png", "issues/img/a.png"),
        ("../img/a.png", "img/a.png"),
        ("/img/a.png", "img/a.png"),
        ("/img/a.png", "static/img/a.png"),
        ("/img/a.png", "source/img/a.png"),
        ("/img/a.png", "public/img/a.png"),
        ("img/a.png", "img/a.png"),
        ("a.png?raw=true#x", "issues/a.png"),
        ("a%231.png", "issues/a#1.png"),
        ("a#1.png", "issues/a#1.png"),
        ("file:{root}/img/a.png", "img/a.png"),
        ("file://{root}/img/a.png", "img/a.png"),
        ("{root}/img/a.png", "img/a.png"),
        ("vault:a.png", "issues/a.png"),
        ("vault:a.png", "a.png"),
        ("vault:a.png", "deep/attachments/a.png"),
        ("vault:attachments/a.png", "deep/attachments/a.png"),
        ("vault:UPPER.png", "deep/Upper.PNG"),
        ("vault:e%CC%81.png", "deep/\u00e9.png"),
        ("@site/static/img/a.png", "static/img/a.png"),
        ("/img/a.png", "docs/public/img/a.png"),
    ],
)
def test_find_picture_path_finds_the_file(tmp_path: Path, source: str, file: str) -> None:
    write(tmp_path, file)

    found = find_picture_path(source.format(root=tmp_path), "issues", tmp_path)

    assert (tmp_path / found).resolve() == tmp_path / file


def test_find_picture_path_prefers_the_file_beside_the_issue(tmp_path: Path) -> None:
    write(tmp_path, "a.png", "issues/a.png", "issues/deep/a.png")

    assert str(find_picture_path("vault:a.png", "issues", tmp_path)) == "issues/a.png"


def test_find_picture_path_searches_the_vault_for_the_nearest_to_its_root(tmp_path: Path) -> None:
    write(tmp_path, "x/y/a.png", "z/a.png", "z/z/a.png", "z/b.png", ".git/a.png", "build/a.png")

    assert str(find_picture_path("vault:a.png", "issues", tmp_path)) == "z/a.png"


@pytest.mark.parametrize(
    ("source", "path"), [("b.png", "issues/b.png"), ("/b.png", "b.png"), ("vault:b.png", "issues/b.png")]
)
def test_find_picture_path_names_the_likeliest_path_of_a_missing_file(tmp_path: Path, source: str, path: str) -> None:
    assert str(find_picture_path(source, "issues", tmp_path)) == path


def test_find_picture_path_searches_no_more_files_than_a_vault_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "x/1.png", "x/2.png", "y/a.png")
    monkeypatch.setattr("publish.adapters.media.picture_paths._MAX_FILES", 1)

    assert str(find_picture_path("vault:a.png", "issues", tmp_path)) == "issues/a.png"


def test_find_picture_path_finds_the_last_parts_of_a_path_alone(tmp_path: Path) -> None:
    write(tmp_path, "x/b/a.png", "y/a.png")

    assert str(find_picture_path("vault:b/a.png", "issues", tmp_path)) == "x/b/a.png"
