"""What the machine offers beside us."""

from __future__ import annotations

import webbrowser


def has_browser() -> bool:
    """Say whether a page can be opened from here."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
