"""Folders of this user for configuration, lasting data and cache.

Everywhere but on Windows they lie where the XDG Base Directory Specification says, as they always did: a ledger and
its step must be found again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from publish.core.operating_system import ON_WINDOWS

NAME = "publish"  # name of the program's own folders


def find_state_folder(environment: Mapping[str, str]) -> Path:
    """Return the program's folder for lasting data of this user."""
    return _find_folder(environment, "XDG_STATE_HOME", ".local/state")


def find_config_folder(environment: Mapping[str, str]) -> Path:
    """Return the program's folder for the user's configuration."""
    return _find_folder(environment, "XDG_CONFIG_HOME", ".config")


def find_cache_root(environment: Mapping[str, str]) -> str:
    """Return the program's cache folder of this user, for all versions."""
    configured = environment.get("XDG_CACHE_HOME")
    if not configured and ON_WINDOWS:
        return str(_find_on_windows("Cache"))
    # `Path` takes longer, and this is asked at every start.
    home = configured or os.path.join(environment.get("HOME") or ".", ".cache")  # noqa: PTH118
    return os.path.join(home, NAME)  # noqa: PTH118


def _find_folder(environment: Mapping[str, str], name: str, below_home: str) -> Path:
    configured = environment.get(name, "")
    if os.path.isabs(configured):  # noqa: PTH117  # a text, perhaps empty
        return Path(configured) / NAME
    return _find_on_windows() if ON_WINDOWS else Path(environment.get("HOME") or ".") / below_home / NAME


def _find_on_windows(*below: str) -> Path:
    """Return the program's folder in the user's profile that stays on this machine, where others may not look."""
    from platformdirs import PlatformDirs  # installed there alone

    return Path(PlatformDirs(NAME, appauthor=False).user_data_dir, *below)
