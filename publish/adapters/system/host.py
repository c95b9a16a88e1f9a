"""What the machine offers beside us."""

from __future__ import annotations

import webbrowser
from collections.abc import Mapping

_CI = ("CI", "GITHUB_ACTIONS")


def has_browser() -> bool:
    """Say whether a page can be opened from here."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def is_ci(environment: Mapping[str, str]) -> bool:
    """Say whether this is a machine of continuous integration, which is thrown away after its job."""
    return any(environment.get(name, "").lower() not in ("", "0", "false") for name in _CI)
