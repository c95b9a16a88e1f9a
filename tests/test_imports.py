"""What a rebuild leaves alone, seen in another Python that starts from nothing."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
RARE = {"pillow_heif", "resvg_py"}
HEAVY = RARE | {
    "premailer", "cssutils", "tinycss2", "cssselect", "PIL", "qrcode", "requests", "urllib3", "idna", "pydantic",
}  # fmt: skip
