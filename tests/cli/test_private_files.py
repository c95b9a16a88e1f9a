"""State files are readable by their owner only, whatever the umask and earlier permissions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.cli_runner import NAME, CliHarness


@pytest.fixture(autouse=True)
def _shared_cache() -> None:
    """Replace the shared cache by one for each test."""


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def list_kept() -> list[Path]:
    """Return all files below the home folder that the program wrote."""
    homes = {Path(os.environ[name] or os.environ["HOME"]) for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")}
    return sorted({path for home in homes for path in home.rglob("*")})


def find_open() -> list[str]:
    """Return the files that others have permissions for, with the permissions."""
    kept = [path for path in list_kept() if not path.is_symlink()]
    return [f"{path} {path.stat().st_mode & 0o777:o}" for path in kept if path.stat().st_mode & 0o077]


@pytest.mark.parametrize("default", [False, True], ids=["XDG", "below HOME"])
def test_state_files_are_readable_by_their_owner_only(
    real: CliHarness, monkeypatch: pytest.MonkeyPatch, default: bool
) -> None:
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME") if default else ():
        monkeypatch.setenv(name, "")

    codes = [real.run(*words).code for words in (("ledger", "init"), ("build", NAME), ("draft", NAME), ("status",))]

    kept = {path.suffix for path in Path(os.environ["HOME"]).rglob("*")}
    assert codes == [0, 0, 0, 0]
    assert {".db", ".lock", ".json"} <= kept
    assert find_open() == []


def test_permissions_of_open_state_folders_are_restricted(real: CliHarness) -> None:
    folders = [Path(os.environ[name]) / "publish" for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME")]
    for folder in (*folders, folders[1] / "tokens"):
        folder.mkdir(parents=True, mode=0o777)

    codes = [real.run(*words).code for words in (("ledger", "init"), ("build", NAME), ("draft", NAME))]

    assert codes == [0, 0, 0]
    assert {path.stat().st_mode & 0o777 for path in (*folders, folders[1] / "tokens")} == {0o700}


def test_folder_of_a_ledger_elsewhere_keeps_its_permissions(real: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    (real.folder / "shared").mkdir(mode=0o755)
    monkeypatch.setenv("PUBLISH_LEDGER", str(real.folder / "shared" / "new" / "ledger.db"))

    assert real.run("ledger", "init").code == 0

    made = [real.folder / "shared", real.folder / "shared" / "new", real.folder / "shared" / "new" / "ledger.db"]
    assert [path.stat().st_mode & 0o777 for path in made] == [0o755, 0o700, 0o600]
