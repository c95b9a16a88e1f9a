"""Diagrams, drawn by programs on this machine that the settings name; never by a service on the web."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from publish.core.exceptions import PictureError
from publish.core.problem import Problem
from publish.core.settings import Settings

if TYPE_CHECKING:
    import subprocess

MAX_SECONDS = 30
"""Of the processor, for each process of a program; mmdc starts a browser. How long it may take by the clock is for
whoever calls us to say."""
_MORE_SECONDS = 5
"""Then one that will not hear of the limit is killed."""
MAX_DIAGRAM_BYTES = 10_000_000

_ARGUMENTS = {
    "mermaid": (
        "--quiet", "--input", "diagram.txt", "--output", "diagram.png", "--scale", "2", "--backgroundColor", "white",
    ),
    "plantuml": ("-tpng", "-charset", "UTF-8", "-nometadata", "diagram.txt"),
}  # fmt: skip
# The signal of the limit, and how a shell reports it of what it started.
_OUT_OF_TIME = (-signal.SIGXCPU, 128 + signal.SIGXCPU)
_RESULTS = ("diagram.png", "diagram.svg")
# No secret, and no way to the web but what the program finds itself.
_ENVIRONMENT = frozenset({"HOME", "LANG", "PATH", "SYSTEMROOT", "JAVA_HOME", "PUPPETEER_EXECUTABLE_PATH", "DISPLAY"})
_SECURE = {"PLANTUML_SECURITY_PROFILE": "SANDBOX"}
"""PlantUML reads neither files nor addresses that a diagram names."""


class DiagramPrograms:
    """The programs that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self._programs = {"mermaid": settings.mermaid, "plantuml": settings.plantuml}

    def describe(self, language: str) -> str:
        """Return what changes with the program that draws a language."""
        return self._programs[language]

    def draw(self, language: str, text: str) -> bytes:
        """Return a diagram as PNG or SVG.

        Raises:
            PictureError: No program draws that language here, or it could not.
        """
        named = self._programs[language]
        if not named:
            raise PictureError(Problem("diagram-unset", {"language": language}))
        import shutil  # slow to load, and rarely needed
        from tempfile import TemporaryDirectory

        program = shutil.which(named)
        if program is None:
            raise PictureError(Problem("diagram-missing", {"language": language, "program": named}))
        with TemporaryDirectory(prefix="publish-") as folder:
            Path(folder, "diagram.txt").write_text(text, encoding="utf-8")
            self._run([program, *_ARGUMENTS[language]], Path(folder), named)
            return _find_result(Path(folder), named)

    def _run(self, command: list[str], folder: Path, named: str) -> None:
        import subprocess

        limits = f"ulimit -S -t {MAX_SECONDS}; ulimit -H -t {MAX_SECONDS + _MORE_SECONDS}"
        limited = ["/bin/sh", "-c", f'{limits}; exec "$@"', "sh", *command]
        environment = {key: value for key, value in os.environ.items() if key in _ENVIRONMENT}
        with subprocess.Popen(  # noqa: S603  # the program of the settings; the shell only limits what it may take
            limited,
            cwd=folder,
            env=environment | _SECURE | {"TMPDIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                code = process.wait()
            finally:
                _end_all(process)
        if code in _OUT_OF_TIME:
            raise PictureError(Problem("diagram-slow", {"program": named, "limit": MAX_SECONDS}))
        if code:
            raise PictureError(Problem("diagram-failed", {"program": named, "code": code}))


def _end_all(process: subprocess.Popen[bytes]) -> None:
    """End a program and the browser that it may have started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _find_result(folder: Path, named: str) -> bytes:
    found = next((folder / name for name in _RESULTS if (folder / name).is_file()), None)
    if found is None or found.stat().st_size > MAX_DIAGRAM_BYTES:
        raise PictureError(Problem("diagram-none", {"program": named}))
    return found.read_bytes()
