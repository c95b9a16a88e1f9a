"""Pictures of every theme for docs/: `make gallery` (Chromium and a Chinese font are needed)."""

from __future__ import annotations

ORDER = ("neural", "gazette", "sunday", "compact", "airy", "poster", "magazine", "prose", "syntax", "weekly")
"""The first is the one that all began with."""
WALL = "#d0d5dd"
