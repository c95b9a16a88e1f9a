"""What a rebuild leaves alone, seen in another Python that starts from nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parent.parent
RARE = {"pillow_heif", "resvg_py"}
HEAVY = RARE | {
    "premailer", "cssutils", "tinycss2", "cssselect", "PIL", "qrcode", "requests", "urllib3", "idna", "pydantic",
}  # fmt: skip
