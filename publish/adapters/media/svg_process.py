"""Draw an SVG in a process of its own: one that needs too much ends that process, and not ours."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryFile

from publish.core.exceptions import PictureError
from publish.core.picture import Picture, PictureChange
from publish.core.problem import Problem

MAX_SECONDS = 10.0
"""Of the processor; how long it may take by the clock is for whoever calls us to say."""
MAX_MEMORY_BYTES = 250_000_000
_MAX_SAID_BYTES = 100_000
_GLYPH_MISSING = b"were found"
"""resvg: No fonts with a 你/U+4F60 character were found."""
_FONT_MISSING = b"No match for"

_SYSTEM_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")
"""Of systems that promise no font; those of macOS and Windows are known by name."""

# A secret has no business there; the drawing needs the fonts of the system and of the person.
_ENVIRONMENT = frozenset({"HOME", "LANG", "PATH", "SYSTEMROOT", "XDG_DATA_HOME", "PYTHONPATH", "PYTHONPYCACHEPREFIX"})


def rasterize_in_process(data: bytes, name: str) -> Picture:
    """Draw an SVG as a PNG that is yet to be fitted.

    Raises:
        PictureError: It is broken, refused, or takes too long or too much memory.
    """
    # -P: nothing is imported from the folder one is in
    command = [sys.executable, "-P", "-m", __name__, str(MAX_SECONDS)]
    environment = {key: value for key, value in os.environ.items() if key in _ENVIRONMENT}
    with TemporaryFile() as said:
        done = subprocess.run(  # noqa: S603  # this very Python, no shell
            command, input=data, stdout=subprocess.PIPE, stderr=said, env=environment, check=False
        )
        said.seek(0)
        complaints = said.read(_MAX_SAID_BYTES)
    if done.returncode == -signal.SIGPROF:
        raise PictureError(Problem("picture-slow", {"path": name, "limit": f"{MAX_SECONDS:g}"}))
    head, _, png = done.stdout.partition(b"\n")
    if done.returncode or not head:
        raise PictureError(Problem("picture-heavy", {"path": name}))
    answer = json.loads(head)
    if "message" in answer:
        raise PictureError(Problem(answer["message"], {**answer["values"], "path": name}))
    missing = _GLYPH_MISSING in complaints or _FONT_MISSING in complaints
    changes = (PictureChange.GLYPHS_MISSING,) if missing else ()
    return Picture("", png, 0, 0, answer["shown"], changes)


def limit_time(seconds: float) -> None:  # pragma: no cover  # of another process: its test runs it there
    """End this process when it has worked for so long; nobody is there who could handle it otherwise."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def limit_memory() -> None:  # pragma: no cover  # of another process: its test runs it there
    """Take no more memory than one picture is worth; files of fonts are read, not taken."""
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_SAID_BYTES, _MAX_SAID_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def find_font_folders(environment: Mapping[str, str]) -> list[str]:
    """Return the folders of the person's own fonts; resvg passes over them where fontconfig names them by `~`."""
    home = Path(environment.get("HOME") or Path.home())
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    return [str(folder) for folder in (data / "fonts", home / ".fonts", home / "Library" / "Fonts") if folder.is_dir()]


def find_family(folders: Iterable[str]) -> str:
    """Return the name of some font that is there; nothing where there is none."""
    from PIL import ImageFont

    for path in (path for folder in folders for path in sorted(Path(folder).rglob("*.[ot]t[cf]"))):
        with contextlib.suppress(OSError):
            return ImageFont.truetype(path).getname()[0] or ""
    return ""


def answer(data: bytes) -> bytes:
    """Return what the drawing process says: a line of JSON, and the PNG where there is one."""
    from publish.steps.picture_processing.rasterize_svg import rasterize_svg

    try:
        folders = find_font_folders(os.environ)
        drawing = rasterize_svg(data, folders, find_family([*folders, *_SYSTEM_FONTS]))
    except PictureError as error:
        [problem] = error.problems
        return json.dumps({"message": problem.message, "values": dict(problem.values)}).encode() + b"\n"
    return json.dumps({"shown": drawing.shown}).encode() + b"\n" + drawing.png


if __name__ == "__main__":
    limit_time(float(sys.argv[1]))
    with contextlib.suppress(ImportError, OSError, ValueError):  # not every system can
        limit_memory()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as said:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # resvg complains on either
        said.write(answer(sys.stdin.buffer.read()))
