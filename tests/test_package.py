from __future__ import annotations

import re
import tomllib
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
READMES = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")]


@pytest.fixture(scope="module")
def names_in_wheel(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return message_from_bytes(archive.read(name), policy=default)


def files_below(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")}


@pytest.mark.parametrize("folder", ["themes", "assets", "skills"])
def test_wheel_carries_every_file_of_the_folder(names_in_wheel: set[str], folder: str) -> None:
    expected = {f"publish/{path.relative_to(ROOT).as_posix()}" for path in files_below(ROOT / folder)}

    assert expected
    assert expected - names_in_wheel == set()


def test_wheel_carries_a_theme(names_in_wheel: set[str]) -> None:
    assert any(name.startswith("publish/themes/") and name.endswith(".css") for name in names_in_wheel)


def test_wheel_carries_the_compiled_messages(names_in_wheel: set[str]) -> None:
    expected = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("publish/i18n/locale/**/*.mo")}

    assert expected
    assert expected - names_in_wheel == set()


def test_wheel_carries_every_module(names_in_wheel: set[str]) -> None:
    expected = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("publish/**/*.py")}

    assert expected - names_in_wheel == set()


def test_wheel_says_that_it_is_typed(names_in_wheel: set[str]) -> None:
    assert "publish/py.typed" in names_in_wheel


def test_wheel_installs_nothing_outside_the_package(names_in_wheel: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in names_in_wheel} == {"publish", "wechat_newsletter"}


# --- metadata -----------------------------------------------------------------------------------


def test_distribution_is_named_apart_from_its_package(metadata: Message) -> None:
    assert metadata["Name"] == "wechat-newsletter"


@pytest.mark.parametrize("field", ["Summary", "Keywords", "License-Expression", "Requires-Python", "Author"])
def test_metadata_has_the_field(metadata: Message, field: str) -> None:
    assert metadata[field]


def test_metadata_names_python_and_languages(metadata: Message) -> None:
    classifiers = metadata.get_all("Classifier")

    assert classifiers is not None
    assert {"Programming Language :: Python :: 3.11", "Natural Language :: Chinese (Simplified)"} <= set(classifiers)


def test_metadata_leads_to_the_repository_that_the_settings_name(metadata: Message) -> None:
    project = tomllib.loads((ROOT / "publish.toml").read_text(encoding="utf-8"))["newsletter"]["project"]
    addresses = [line.partition(", ")[2] for line in metadata.get_all("Project-URL") or []]

    assert [address for address in addresses if not address.startswith(project)] == []
    assert {"Homepage", "Documentation", "Changelog", "Issues"} <= {
        line.partition(",")[0] for line in metadata.get_all("Project-URL") or []
    }


def test_description_has_both_readmes_with_absolute_pictures_and_links(metadata: Message) -> None:
    description = re.sub("`[^`\n]*`", "", str(metadata.get_payload()))
    pictures = re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", description)
    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)", description)

    assert len(pictures) == sum(len(re.findall(r"!\[[^\]]*\]\(docs/", text)) for text in READMES)
    assert [picture for picture in pictures if not picture.startswith("https://")] == []
    assert [link for link in links if not link.startswith(("https://", "http://", "#", "../"))] == []


@pytest.mark.parametrize("command", ["publish", "wechat-newsletter"])
def test_wheel_brings_the_command(wheel: Path, command: str) -> None:
    with ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/entry_points.txt")]
        lines = archive.read(name).decode("utf-8").splitlines()

    assert f"{command} = publish.__main__:run_as_program" in lines
