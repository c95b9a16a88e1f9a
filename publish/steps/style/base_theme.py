"""The rules that every theme begins with."""

from __future__ import annotations

from pathlib import Path

BASE_CSS = (Path(__file__).parent / "base.css").read_text(encoding="utf-8")
