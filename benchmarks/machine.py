"""What the results were measured on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("mistune", "premailer", "cssutils", "lxml", "nh3", "tinycss2", "pillow", "qrcode")


def describe_machine(now: str) -> str:
    """Return when, on what and with which versions."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return "\n".join([
        f"- measured {now}",
        f"- {_find_processor()}, {os.cpu_count()} CPUs, {platform.system()} {platform.machine()}",
        f"- {platform.python_implementation()} {platform.python_version()}; {libraries}",
        "",
    ])  # fmt: skip


def _find_processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "unknown processor")
