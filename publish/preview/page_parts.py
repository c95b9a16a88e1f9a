"""What every page is made of: files beside this one, a policy for its script, and data that the script reads."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache
def load_part(name: str) -> str:
    """Return a style sheet or script."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


@lru_cache
def make_policy(script: str) -> str:
    """Return a policy that allows one script only, and pictures of the web."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return f"default-src 'none'; img-src data: https:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


def write_json(payload: Mapping[str, Any]) -> str:
    """Return JSON that cannot end its script element."""
    return json.dumps(payload, ensure_ascii=False).replace("<", "\\u003c")
