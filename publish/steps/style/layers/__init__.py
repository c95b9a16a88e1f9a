"""The CSS that is laid under a theme, and over it by its options."""

from __future__ import annotations

from pathlib import Path

BASE = "base"
"""The layer that every theme begins with."""


def read_layer(name: str) -> str:
    """Return the CSS of a layer: `base`, `headings/bar`, `code/nord`, `paragraphs/indent`."""
    return (Path(__file__).parent / f"{name}.css").read_text(encoding="utf-8")
