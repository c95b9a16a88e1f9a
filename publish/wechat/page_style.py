"""The CSS of WeChat's page, which shows wherever an article's own styles are silent."""

from __future__ import annotations

from pathlib import Path

PAGE_STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
