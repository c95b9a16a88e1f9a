from __future__ import annotations

import re
from pathlib import Path

import pytest

from publish.cli import COMMANDS, main
from publish.core.exceptions import PublishError
from publish.newsletter.labels import FRONT_MATTER_KEYS
from publish.wechat.picture_formats import PictureFormat
from tests.settings_keys import find_keys

ROOT = Path(__file__).parent.parent
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
SETTINGS = re.compile(r"^\| `([A-Za-z_.]+)` \|", re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", READMES)
def test_readme_shows_the_help_of_the_command(
    language: str,
    command: str,
    update_golden: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    readme = READMES[language].read_text("utf-8")
    block = re.compile(rf"(?<=<!-- help: {command} -->\n```\n).*?(?=```)", re.DOTALL)

    with pytest.raises(SystemExit):
        main([command, "--lang", language, "--help"])

    help_text = capsys.readouterr().out
    if update_golden:
        READMES[language].write_text(block.sub(lambda _: help_text, readme), "utf-8")
    assert block.findall(readme) == [help_text]


@pytest.mark.parametrize("language", READMES)
def test_readme_explains_every_setting_and_no_other(language: str) -> None:
    chapter = re.search(
        r"^## [^\n]*`publish\.toml`\n(.*?)^## ", READMES[language].read_text("utf-8"), re.DOTALL | re.MULTILINE
    )

    assert chapter is not None
    assert SETTINGS.findall(chapter[1]) == find_keys()


@pytest.mark.parametrize("language", READMES)
def test_readme_names_every_front_matter_key_and_theme(language: str) -> None:
    text = READMES[language].read_text("utf-8")

    keys = FRONT_MATTER_KEYS - {"license"}
    themes = {path.stem for path in (ROOT / "themes").glob("*.css")}
    assert [name for name in keys | themes if f"`{name}`" not in text] == []


@pytest.mark.parametrize("language", READMES)
def test_readme_names_every_exit_code(language: str) -> None:
    text = READMES[language].read_text("utf-8")

    listed = re.findall(r"^\| (\d+) \|", text, re.MULTILINE)
    assert listed == ["0", "1", "2", "3", "4", "5", "75", "130"]
    assert {str(error.exit_code) for error in PublishError.__subclasses__()} < set(listed)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_every_make_target_a_document_names_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    named = set(re.findall(r"`?make ([a-z]+)", (ROOT / name).read_text("utf-8")))

    assert named <= targets


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_every_file_a_document_points_to_exists(name: str) -> None:
    text = re.sub("`[^`\n]*`", "", (ROOT / name).read_text("utf-8"))

    linked = [link for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text) if not link.startswith("../")]

    assert [link for link in linked if not (ROOT / link).exists()] == []


def test_changelog_begins_with_unreleased_changes() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_explains_every_picture_format(name: str) -> None:
    table = (ROOT / name).read_text(encoding="utf-8").partition("<!-- formats -->")[2].partition("\n\n")[0]
    named = {PictureFormat.WEBP: "WebP", PictureFormat.HEIF: "HEIC"}

    assert [kind for kind in PictureFormat if named.get(kind, kind) not in table] == []


def test_contributing_names_only_files_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = {word for word in re.findall(r"`([\w./<>-]+/[\w./<>-]*)`", text) if "<" not in word}
    places = (ROOT, ROOT / "publish", ROOT / "publish" / "adapters")

    assert sorted(word for word in named if not any(_exists(place / word) for place in places)) == []


def _exists(path: Path) -> bool:
    """Return whether a file or folder exists, or the module of a dotted name such as `time_limit.run_with_timeout`."""
    return (
        path.exists()
        or path.with_suffix(".py").exists()
        or path.with_name(path.name.partition(".")[0] + ".py").exists()
    )
