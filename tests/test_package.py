from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def names_in_wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def files_below(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")}


@pytest.mark.parametrize("folder", ["themes", "assets"])
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


def test_wheel_installs_nothing_outside_the_package(names_in_wheel: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in names_in_wheel} == {"publish"}
