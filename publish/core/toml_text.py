"""Strings of TOML."""

from __future__ import annotations

import json


def quote_toml(text: str) -> str:
    """Return a text as a string of TOML, which has the escapes of JSON, and one character more that needs one."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
