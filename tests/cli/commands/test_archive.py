from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from publish.cli import main
from tests.command_line import read_result
from tests.steps.archive.listing import TEXT

MARKED = "# 周报\n\n<!-- archive -->\n<!-- /archive -->\n\n末尾\n"
WRITTEN = ["README.md", "issues/feed.xml", "issues/entries.json"]


class Told(NamedTuple):
    code: int
    out: str
    err: str


Archive = Callable[..., Told]


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Archive:
    """Run `publish archive` in a newsletter of two issues, one of them published."""
    (tmp_path / "publish.toml").write_text('[newsletter]\nname = "周报"\nissues = "issues"\n', encoding="utf-8")
    (tmp_path / "issues").mkdir()
    for day in ("2020-06-03", "2020-06-17"):
        (tmp_path / "issues" / f"{day}.md").write_text(TEXT.replace("{day}", day), encoding="utf-8")
    published = {"2020-06-03": "https://mp.weixin.qq.com/s/out"}
    (tmp_path / "issues" / "publications.json").write_text(json.dumps(published), encoding="utf-8")
    (tmp_path / "README.md").write_text(MARKED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def call(*argv: str) -> Told:
        code = main(["archive", *argv, "--lang", "en"])
        return Told(code, *capsys.readouterr())

    return call


def list_files() -> set[str]:
    return {path.as_posix() for path in Path().rglob("*") if path.is_file()}


def test_archive_writes_table_feed_and_index_and_prints_their_paths(archive: Archive) -> None:
    result = archive()

    assert result == (0, "".join(f"{Path(name).absolute()}\n" for name in WRITTEN), "")
    assert Path("README.md").read_text(encoding="utf-8") == MARKED.replace(
        "<!-- archive -->\n",
        "<!-- archive -->\n\n| 2 | 0 | 2 | 0 |\n|:---:|:---:|:---:|:---:|\n"
        "| [2020-06-17](issues/2020-06-17.md) | [2020-06-03](https://mp.weixin.qq.com/s/out) |  |  |\n\n",
    )
    assert [entry["issue"] for entry in json.loads(Path(WRITTEN[2]).read_bytes())["entries"]] == [
        "2020-06-17", "2020-06-03",
    ]  # fmt: skip


def test_second_archive_writes_nothing(archive: Archive) -> None:
    archive()
    before = {name: Path(name).stat().st_ino for name in WRITTEN}

    result = archive()

    assert result == (0, "", "table, feed and index are what the issues say\n")
    assert {name: Path(name).stat().st_ino for name in WRITTEN} == before


def test_archive_check_reports_differences_and_writes_nothing(archive: Archive) -> None:
    archive()
    Path("issues/2020-06-03.md").unlink()

    result = archive("--check")

    assert result.code == 3
    assert [line.partition(" — ")[0] for line in result.err.splitlines()] == [
        "README.md:3: the table of back issues names 1 issue that has no file: 2020-06-03",
        f"{Path('issues/feed.xml').absolute()} is not what the issues say",
        f"{Path('issues/entries.json').absolute()} is not what the issues say",
    ]
    assert "2020-06-03" in Path("README.md").read_text(encoding="utf-8")


def test_archive_check_accepts_the_files_of_archive(archive: Archive) -> None:
    archive()

    assert archive("--check", "--quiet") == (0, "", "")


def test_archive_reports_missing_markers_and_writes_nothing(archive: Archive) -> None:
    Path("README.md").write_text("# 周报\n", encoding="utf-8")
    before = list_files()

    result = archive()

    assert result.code == 3
    assert "put two lines there, <!-- archive --> and below it <!-- /archive -->" in result.err
    assert list_files() == before


@pytest.mark.parametrize("data", [None, b"\xff\xfe"], ids=["none", "no text"])
def test_archive_reports_readme_when_it_cannot_be_read(archive: Archive, data: bytes | None) -> None:
    Path("README.md").unlink()
    if data is not None:
        Path("README.md").write_bytes(data)

    result = archive()

    assert result.code == 3
    assert result.err.startswith(f"cannot read {Path('README.md').absolute()}: ")


def test_archive_reports_every_unreadable_issue_and_writes_nothing(archive: Archive) -> None:
    Path("issues/2020-06-03.md").write_bytes(b"\xff")
    Path("issues/2020-06-17.md").write_text("---\nlayout default\n---\n", encoding="utf-8")
    before = list_files()

    result = archive()

    assert result.code == 3
    assert [line.split(":")[0] for line in result.err.splitlines()] == ["2020-06-03.md", "2020-06-17.md"]
    assert list_files() == before


def test_archive_table_links_are_relative_to_its_file(archive: Archive) -> None:
    Path("docs").mkdir()
    Path("docs/往期.md").write_text(MARKED, encoding="utf-8")
    with Path("publish.toml").open("a", encoding="utf-8") as file:
        file.write('[archive]\nreadme = "docs/往期.md"\n')

    archive()

    assert "[2020-06-17](../issues/2020-06-17.md)" in Path("docs/往期.md").read_text(encoding="utf-8")
    assert Path("README.md").read_text(encoding="utf-8") == MARKED


def test_archive_json_lists_the_files(archive: Archive) -> None:
    names = [str(Path(name).absolute()) for name in WRITTEN]
    assert read_result(archive("--check", "--json").out) == {"written": [], "stale": names}
    assert read_result(archive("--json").out) == {"written": names, "stale": []}


def test_archive_does_not_wait_for_a_pipe(archive: Archive) -> None:
    Path("README.md").unlink()
    os.mkfifo("README.md")

    result = archive()

    assert (result.code, "cannot read README.md" in result.err.replace(f"{Path.cwd()}/", "")) == (3, True)


def test_archive_refuses_readme_that_is_not_utf_8(archive: Archive) -> None:
    Path("README.md").write_bytes(b"\xff")

    assert archive().code == 3
