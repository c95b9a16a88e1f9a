"""README and documentation are true: help, settings, codes, links and commands are those of the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publish.cli import COMMANDS, main
from publish.core.exceptions import PublishError
from publish.core.settings import Settings
from publish.newsletter.labels import FRONT_MATTER_KEYS
from publish.wechat.picture_formats import PictureFormat
from tests.error_docs import render_error_codes
from tests.program_calls import is_known, list_calls
from tests.settings_keys import find_keys

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
GUIDES = [ROOT / "AGENTS.md", ROOT / "CONTRIBUTING.md"]
PAGES = sorted([*READMES.values(), *GUIDES, *DOCS.rglob("*.md")])
MAX_README_LINES = 150
MAX_CONTRIBUTING_LINES = 200
MAX_AGENTS_LINES = 80

_SETTING = re.compile(r"^\| `([A-Za-z_.]+)` \|", re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`|^```.*?^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(language: str, page: str) -> str:
    return (DOCS / language / f"{page}.md").read_text("utf-8")


@pytest.mark.parametrize("language", READMES)
def test_readme_is_read_in_five_minutes(language: str) -> None:
    assert len(READMES[language].read_text("utf-8").splitlines()) <= MAX_README_LINES


def test_contributing_is_short() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()) <= MAX_CONTRIBUTING_LINES


def test_guide_for_agents_is_short_and_the_only_one() -> None:
    assert len((ROOT / "AGENTS.md").read_text("utf-8").splitlines()) < MAX_AGENTS_LINES
    assert (ROOT / "CLAUDE.md").read_text("utf-8") == "@AGENTS.md\n"


def test_both_languages_have_the_same_pages() -> None:
    english, chinese = ({page.name for page in (DOCS / language).glob("*.md")} for language in READMES)

    assert english == chinese


# --- what is made from the program ----------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", READMES)
def test_page_of_commands_shows_the_help_of_each(
    language: str,
    command: str,
    update_golden: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    path = DOCS / language / "commands.md"
    block = re.compile(rf"(?<=<!-- help: {command} -->\n```\n).*?(?=```)", re.DOTALL)

    main([command, "--lang", language, "--help"])

    help_text = capsys.readouterr().out
    if update_golden:
        path.write_text(block.sub(lambda _: help_text, path.read_text("utf-8")), "utf-8")
    assert block.findall(path.read_text("utf-8")) == [help_text]


@pytest.mark.parametrize("language", READMES)
def test_page_of_error_codes_is_current(language: str, update_golden: bool) -> None:
    path, page = DOCS / language / "troubleshooting.md", render_error_codes(language)
    if update_golden:
        path.write_text(page, "utf-8")

    assert path.read_text("utf-8") == page


@pytest.mark.parametrize("language", READMES)
def test_page_of_settings_explains_every_setting_and_no_other(language: str) -> None:
    assert _SETTING.findall(read(language, "settings")) == find_keys()


@pytest.mark.parametrize("language", READMES)
def test_page_of_settings_tells_the_default_of_the_schema(language: str) -> None:
    told = dict(re.findall(r"^\| `([A-Za-z_.]+)` \| .* \| (.*) \|$", read(language, "settings"), re.MULTILINE))
    defaults = {key: value for key, value in list_defaults(Settings()) if key in told}

    wrong = {
        key: told[key] for key, value in defaults.items() if format_default(value) not in told[key].replace('"', "")
    }

    assert len(defaults) > 60
    assert wrong == {}


def list_defaults(settings: Any, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield key and default of each setting, dotted."""
    for key, value in settings._asdict().items():
        if hasattr(value, "_asdict"):
            yield from list_defaults(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def format_default(value: object) -> str:
    """Return a default as the page writes it; empty for one that it puts in words."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int | float):
        return f"{value:g}"
    return f"`{value}`" if isinstance(value, str) and value else ""


@pytest.mark.parametrize("language", READMES)
def test_docs_name_every_front_matter_key_and_theme(language: str) -> None:
    text = read(language, "writing") + read(language, "themes")

    keys = FRONT_MATTER_KEYS - {"license"}
    themes = {path.stem for path in (ROOT / "themes").glob("*.css")}
    assert [word for word in keys | themes if f"`{word}`" not in text] == []


@pytest.mark.parametrize("language", READMES)
def test_page_of_commands_names_every_exit_code(language: str) -> None:
    listed = re.findall(r"^\| (\d+) \|", read(language, "commands"), re.MULTILINE)

    assert listed == ["0", "1", "2", "3", "4", "5", "75", "130"]
    assert {str(error.exit_code) for error in PublishError.__subclasses__()} < set(listed)


@pytest.mark.parametrize("language", READMES)
def test_page_of_pictures_explains_every_picture_format(language: str) -> None:
    table = read(language, "pictures").partition("<!-- formats -->")[2].partition("\n\n")[0]
    named = {PictureFormat.WEBP: "WebP", PictureFormat.HEIF: "HEIC"}

    assert [kind for kind in PictureFormat if named.get(kind, kind) not in table] == []


# --- links and commands ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = _LINK.findall(_CODE.sub("", page.read_text("utf-8")))
    local = [link.partition("#")[0] for link in links if "/" in link or "." in link]
    local = [link for link in local if link and not link.startswith(("https:", "http:"))]

    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_make_target_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    named = re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)

    assert set(named) <= targets


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_and_option_exists(page: Path) -> None:
    unknown = [call for call in list_calls(page.read_text("utf-8")) if not is_known(call.split())]

    assert unknown == []


def test_changelog_begins_with_unreleased_changes() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("guide", GUIDES, ids=name)
def test_guide_names_only_files_that_exist(guide: Path) -> None:
    text = guide.read_text("utf-8")
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
