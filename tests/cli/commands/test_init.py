"""`publish init`: settings for a folder, by what it holds."""

from __future__ import annotations

import io
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from publish.core.exceptions import SettingsError
from tests.command_line import Publish, make_caller, read_result
from tests.samples import NUMBERED_ENTRY


@pytest.fixture(autouse=True)
def _shared_cache(shared_cache: None) -> None:
    """Share the cache between tests."""


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Publish:
    """Return a caller of the program in a folder `letters`."""
    (tmp_path / "letters").mkdir()
    monkeypatch.chdir(tmp_path / "letters")
    return make_caller(capsys, "--lang", "en")


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def read_settings() -> dict[str, Any]:
    return tomllib.loads(Path("publish.toml").read_text(encoding="utf-8"))


LETTERS = {f"docs/letter-{n}.md": f"# 端侧周刊（第 {n} 期）：题 {n}\n\n谈谈第 {n} 件事。\n" for n in (8, 9, 10)}
GIT = {
    ".git/config": '[remote "origin"]\n\turl = https://user:password@github.com/Owner/letters.git\n',
    ".git/HEAD": "ref: refs/heads/main\n",
}


def test_settings_of_numbered_articles_build_every_issue(publish: Publish) -> None:
    write(LETTERS | GIT | {"assets/qr.png": "", "README.md": "https://creativecommons.org/licenses/by/4.0/\n"})

    told = publish("init", "--yes")

    assert told.code == 0
    assert read_settings() == {
        "licence": "CC-BY-4.0",
        "newsletter": {
            "id": "owner-letters",
            "name": "端侧周刊",
            "kind": "article",
            "source_url": "https://github.com/Owner/letters/blob/main/docs/letter-{number}.md",
        },
        "issues": {"pattern": "docs/letter-{number}.md"},
        "follow": {"picture": "assets/qr.png"},
    }
    assert "password" not in Path("publish.toml").read_text(encoding="utf-8") + told.out + told.err
    assert "issues.pattern = docs/letter-{number}.md\n      3 files are named like this, from 8 to 10" in told.out
    Path("assets/qr.png").unlink()
    Path("publish.toml").write_text(Path("publish.toml").read_text(encoding="utf-8").replace("picture", "# picture"))
    built = publish("build", "--all", "--quiet")
    assert (built.code, built.out.split()) == (0, [f"build/{n}/preview.html" for n in (8, 9, 10)])


def test_digests_are_recognised_by_their_entries(publish: Publish) -> None:
    text = "".join(NUMBERED_ENTRY.format(n=n) for n in range(3))
    write({f"2026-01-0{n}.md": f"---\nauthor: 甲\n---\n\n# 周刊 {n}\n\n## 消息\n\n{text}" for n in (2, 9)})

    publish("init", "--yes")

    newsletter = read_settings()["newsletter"]
    assert (newsletter["kind"], newsletter["author"], newsletter["name"]) == ("digest", "甲", "周刊")


def test_words_of_the_newsletter_are_found(publish: Publish) -> None:
    entries = "".join(f"- [题 {n}](https://a.example/{n})\n推荐语：讲了第 {n} 件事。\n" for n in range(3))
    write({f"letter-{n}.md": f"# 周刊第 {n} 期\n\n## 好物\n\n{entries}\n## 只此一期 {n}\n\n甲。\n" for n in (1, 2)})

    publish("init", "--yes")

    newsletter = read_settings()["newsletter"]
    assert newsletter["kind"] == "digest"
    assert newsletter["words"] == {"summary": "推荐语", "sections": ["好物"]}
    publish("build", "2", "--quiet")
    article = Path("build/2/article.html").read_text(encoding="utf-8")
    assert "讲了第 1 件事。" in article
    assert "推荐语" not in article


def test_titles_without_number_get_a_form(publish: Publish) -> None:
    write({f"letter-{n}.md": f"# 谈谈{word}\n\n正文。\n" for n, word in enumerate("甲乙丙", 1)})

    publish("init", "--yes")
    assert read_settings()["newsletter"]["title"] == "letters 第 {number} 期：{title}"
    publish("build", "2", "--quiet")

    assert json.loads(Path("build/2/article.json").read_text(encoding="utf-8"))["title"] == "letters 第 2 期：谈谈乙"


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"_config.yml": "title: 某站\n", "README.md": "# 别名\n"}, "某站"),
        ({"README.md": "# 别名\n"}, "别名"),
        ({}, "letters"),
    ],
)
def test_name_comes_from_the_site_the_readme_or_the_folder(publish: Publish, files: dict[str, str], name: str) -> None:
    write({"posts/a.md": "# 谈谈甲\n", "posts/b.md": "---\n: [\n---\n", **files})

    publish("init", "--yes")

    assert read_settings()["newsletter"]["name"] == name


def test_no_source_address_is_written_for_an_unknown_host(publish: Publish) -> None:
    write(LETTERS | GIT | {".git/config": '[remote "origin"]\n\turl = https://git.example/owner/letters.git\n'})

    publish("init", "--yes")

    assert "source_url" not in read_settings()["newsletter"]


def test_empty_folder_begins_a_newsletter_that_builds(publish: Publish) -> None:
    told = publish("init", "--yes")

    [issue] = Path("issues").glob("*.md")
    assert str(issue) in told.out
    built = publish("build", "--all", "--quiet")
    assert (built.code, built.out) == (0, f"build/{issue.stem}/preview.html\n")
    assert "错误" not in publish("check").out
    assert publish("check", "--json").code == 0


def test_same_folder_name_gives_no_two_newsletters_one_id(publish: Publish) -> None:
    publish("init", "--yes")
    first = read_settings()["newsletter"]["id"]
    Path("publish.toml").unlink()
    publish("init", "--yes")

    assert first.startswith("letters-")
    assert read_settings()["newsletter"]["id"] != first


@pytest.mark.parametrize("place", ["publish.toml", "../publish.toml"])
def test_settings_that_are_there_are_not_overwritten(publish: Publish, place: str) -> None:
    write(LETTERS | {place: 'theme = "airy"\n'})

    told = publish("init", "--yes")

    assert (told.code, told.out) == (SettingsError.exit_code, "")
    assert "publish.toml" in told.err
    assert Path(place).read_text(encoding="utf-8") == 'theme = "airy"\n'
    assert [path.name for path in Path().iterdir() if path.name == "publish.toml"] == ["publish.toml"][
        : place[0] != "."
    ]


def test_broken_link_in_place_of_the_settings_is_not_overwritten(publish: Publish) -> None:
    Path("publish.toml").symlink_to("nowhere")

    assert publish("init", "--yes").code == SettingsError.exit_code
    assert Path("publish.toml").is_symlink()


class Terminal(io.StringIO):
    """A terminal at which somebody answers."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("answer", "written"), [("\n", True), ("Y\n", True), ("是\n", True), ("n\n", False), ("", False)]
)
def test_person_at_a_terminal_is_asked(
    publish: Publish, monkeypatch: pytest.MonkeyPatch, answer: str, *, written: bool
) -> None:
    write(LETTERS)
    monkeypatch.setattr(sys, "stdin", Terminal(answer))

    told = publish("init")

    assert told.code == 0
    assert "Write publish.toml?" in told.err
    assert Path("publish.toml").exists() is written
    assert ("nothing was written" in told.err) is not written


@pytest.mark.parametrize("stream", [None, io.StringIO("y\n")], ids=["none", "pipe"])
def test_nothing_is_written_unasked_without_a_terminal(
    publish: Publish, monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None
) -> None:
    monkeypatch.setattr(sys, "stdin", stream)

    told = publish("init")

    assert "newsletter.kind" in told.out
    assert "publish init --yes" in told.err
    assert not Path("publish.toml").exists()
    assert publish("init", "--yes", "--quiet").err == ""
    assert Path("publish.toml").exists()


def test_json_names_files_settings_and_what_to_build(publish: Publish) -> None:
    write(LETTERS)

    rehearsed, told = read_result(publish("init", "--json").out), read_result(publish("init", "--json", "--yes").out)

    assert (rehearsed.pop("written"), told.pop("written")) == (False, True)
    assert told["files"] == [str(Path.cwd() / "publish.toml")]
    assert told["settings"]["issues.pattern"] == "docs/letter-{number}.md"
    assert told["next"] == rehearsed["next"] == "10"


def test_files_that_are_no_issues_are_counted_and_named(publish: Publish) -> None:
    write(LETTERS | {"docs/special.md": "# 特刊\n", "README.md": "# 周刊\n"})

    assert "2 more (README.md, docs/special.md)" in publish("init", "--yes").out


def test_markdown_with_another_suffix_begins_no_newsletter(publish: Publish) -> None:
    write({f"letter-{n}.markdown": "# 题\n" for n in (1, 2)})

    told = publish("init", "--yes")

    assert told.code == SettingsError.exit_code
    assert "2 files end otherwise than in .md, as letter-1.markdown does" in told.err
    assert not Path("publish.toml").exists()


def test_newest_post_is_that_of_the_latest_date(publish: Publish) -> None:
    dates = {"apple": "2026-03-01", "bread": "2026-01-01"}
    write({f"posts/{name}.md": f"---\ndate: {day}\n---\n\n# 谈谈 {name}\n" for name, day in dates.items()})

    assert "publish build apple" in publish("init", "--yes").err


def test_site_comes_before_what_titles_of_posts_happen_to_begin_with(publish: Publish) -> None:
    write(
        {f"posts/{name}.md": f"# 杂谈 {n}\n" for n, name in enumerate(("apple", "bread"))}
        | {"_config.yml": "title: 某站\n"}
    )

    publish("init", "--yes")

    assert read_settings()["newsletter"]["name"] == "某站"
