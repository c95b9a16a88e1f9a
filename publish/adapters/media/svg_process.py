"""Rasterize an SVG in a child process with limits of time and memory."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryFile

from publish.adapters.system.child_program import ChildProgram, run_child, select_environment
from publish.core.exceptions import PictureError
from publish.core.operating_system import ON_WINDOWS
from publish.core.picture import Picture, PictureChange
from publish.core.problem import Problem

MAX_SECONDS = 10  # CPU seconds; the caller limits the time on the wall clock
MAX_MEMORY_BYTES = 250_000_000
_MAX_STDERR_BYTES = 100_000
_MISSING_MESSAGES = (b"were found", b"No match for")
"""resvg: "No fonts with a 你/U+4F60 character were found.", and the same of a whole font."""

# On Linux; fonts of macOS and Windows are known by name.
_SYSTEM_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")

# No secrets; HOME and XDG_DATA_HOME lead to the user's fonts.
_ENVIRONMENT = frozenset({"HOME", "LANG", "PATH", "XDG_DATA_HOME", "PYTHONPATH", "PYTHONPYCACHEPREFIX"})


def rasterize_in_process(data: bytes, name: str) -> Picture:
    """Return an SVG as a PNG that is not yet fitted to WeChat's limits.

    Raises:
        PictureError: It is broken, refused, or takes too much time or memory.
    """
    # -P: nothing is imported from the working directory
    command = [sys.executable, "-P", "-m", __name__, str(MAX_SECONDS)]
    with TemporaryFile() as stderr:
        program = ChildProgram(
            command,
            select_environment(_ENVIRONMENT),
            data=data,
            errors=stderr,
            cpu_seconds=MAX_SECONDS,
            memory_bytes=MAX_MEMORY_BYTES,
        )
        done = run_child(program)
        stderr.seek(0)
        messages = stderr.read(_MAX_STDERR_BYTES)
    if done.is_out_of_time:
        raise PictureError(Problem("picture-slow", {"path": name, "limit": f"{MAX_SECONDS:g}"}))
    head, _, png = done.output.partition(b"\n")
    if done.code or not head:
        raise PictureError(Problem("picture-heavy", {"path": name}))
    result = json.loads(head)
    if "message" in result:
        raise PictureError(Problem(result["message"], {**result["values"], "path": name}))
    missing = any(message in messages for message in _MISSING_MESSAGES)
    return Picture("", png, 0, 0, result["shown"], (PictureChange.GLYPHS_MISSING,) if missing else ())


def limit_cpu(seconds: int) -> None:  # pragma: no cover  # of another process: its test runs it there
    """End this process after so much CPU time, or after what a stricter limit of the system leaves."""
    import resource  # Windows has none: there `run_child` limits

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or hard > seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # the hard limit kills


def limit_memory() -> None:  # pragma: no cover  # of another process: its test runs it there
    """Limit memory and output of this process; font files are mapped, and do not count.

    On Linux all memory of the process's own counts. On macOS what is mapped does not, and that is nearly all of it:
    there the time limit and the bounds of `rasterize_svg` remain.
    """
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_STDERR_BYTES, _MAX_STDERR_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def find_font_folders(environment: Mapping[str, str]) -> list[str]:
    """Return the folders of the user's fonts; resvg skips them if fontconfig's configuration names them by `~`."""
    home = Path(environment.get("HOME") or Path.home())
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    local = environment.get("LOCALAPPDATA")
    on_windows = [Path(local, "Microsoft", "Windows", "Fonts")] if local else []
    folders = [data / "fonts", home / ".fonts", home / "Library" / "Fonts", *on_windows]
    return [str(folder) for folder in folders if folder.is_dir()]


def find_family(folders: Iterable[str]) -> str:
    """Return the name of the first readable font; empty if there is none."""
    from PIL import ImageFont

    for path in (path for folder in folders for path in sorted(Path(folder).rglob("*.[ot]t[cf]"))):
        with contextlib.suppress(OSError):
            return ImageFont.truetype(path).getname()[0] or ""
    return ""


def encode_result(data: bytes) -> bytes:
    """Return the child's output for an SVG: a line of JSON, then the PNG unless there is a problem."""
    from publish.steps.picture_processing.rasterize_svg import rasterize_svg

    try:
        folders = find_font_folders(os.environ)
        drawing = rasterize_svg(data, folders, find_family([*folders, *_SYSTEM_FONTS]))
    except PictureError as error:
        [problem] = error.problems
        return json.dumps({"message": problem.message, "values": dict(problem.values)}).encode() + b"\n"
    return json.dumps({"shown": drawing.shown}).encode() + b"\n" + drawing.png


if __name__ == "__main__":
    if not ON_WINDOWS:
        limit_cpu(int(sys.argv[1]))
        with contextlib.suppress(OSError, ValueError):  # not every system can
            limit_memory()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # resvg writes its messages to either
        output.write(encode_result(sys.stdin.buffer.read()))
