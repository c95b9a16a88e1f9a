"""Programs that take a Chromium's command line and do what a test wants."""

from __future__ import annotations

import sys
from pathlib import Path

_PROGRAM = """\
#!{python}
import json, os, sys, time
options = dict(word.partition("=")[::2] for word in sys.argv[1:])
with open({log!r}, "a") as log:
    log.write(json.dumps([sys.argv[1:], sorted(os.environ)]) + "\\n")
{work}
"""
_WORK = """\
for key, data in (("--print-to-pdf", b"%PDF-"), ("--screenshot", b"\\x89PNG")):
    if key in options:
        open(options[key], "wb").write(data)
if "--dump-dom" in options:
    print("<title>{title}</title>")
"""


def make_browser(folder: Path, *, title: str = "height:1234", work: str = "") -> Path:
    """Write a fake browser that logs its calls, and return its path."""
    path = folder / "chromium-of-the-test"
    log = str(path.with_suffix(".log"))
    work = work or _WORK.format(title=title)
    path.write_text(_PROGRAM.format(python=sys.executable, log=log, work=work), encoding="utf-8")
    path.chmod(0o755)
    return path
