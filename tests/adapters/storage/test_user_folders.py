from __future__ import annotations

from pathlib import Path

import platformdirs
import platformdirs.windows
import pytest

from publish.adapters.storage import user_folders
from publish.adapters.storage.user_folders import find_cache_root, find_config_folder, find_state_folder

LOCAL = r"C:\Users\me\AppData\Local"


@pytest.mark.parametrize(
    ("environment", "state", "config"),
    [
        ({"HOME": "/home/a"}, "/home/a/.local/state/publish", "/home/a/.config/publish"),
        ({"HOME": "/home/a", "XDG_STATE_HOME": "/s", "XDG_CONFIG_HOME": "/c"}, "/s/publish", "/c/publish"),
        ({"HOME": "/home/a", "XDG_STATE_HOME": "s", "XDG_CONFIG_HOME": ""}, "/home/a/.local/state/publish", None),
        ({}, ".local/state/publish", ".config/publish"),
    ],
    ids=str,
)
def test_state_and_config_folders_follow_the_xdg_variables(
    environment: dict[str, str], state: str, config: str | None
) -> None:
    assert find_state_folder(environment) == Path(state)
    assert config is None or find_config_folder(environment) == Path(config)


@pytest.mark.parametrize(
    ("environment", "cache"),
    [({"HOME": "/home/a"}, "/home/a/.cache/publish"), ({"XDG_CACHE_HOME": "c"}, "c/publish"), ({}, "./.cache/publish")],
)
def test_cache_root_follows_the_xdg_variable(environment: dict[str, str], cache: str) -> None:
    assert find_cache_root(environment) == cache


def test_folders_lie_in_the_profile_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_folders, "ON_WINDOWS", True)
    monkeypatch.setattr(platformdirs, "PlatformDirs", platformdirs.windows.Windows)
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", LOCAL)
    own = Path(LOCAL, "publish")

    assert [find_state_folder({}), find_config_folder({}), Path(find_cache_root({}))] == [own, own, own / "Cache"]
    assert find_state_folder({"XDG_STATE_HOME": "/s"}) == Path("/s/publish")
    assert find_cache_root({"XDG_CACHE_HOME": "/c"}) == "/c/publish"
