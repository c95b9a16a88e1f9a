"""Diagrams, drawn by local programs that the settings name; never by a web service."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

from publish.core.exceptions import PictureError
from publish.core.problem import Problem
from publish.core.settings import Settings

MAX_SECONDS = 30
"""CPU seconds for each process of a program (mmdc starts a browser); the caller limits the time on the wall clock."""
_KILL_SECONDS = 5  # extra CPU seconds before a program that ignores the limit is killed
MAX_DIAGRAM_BYTES = 10_000_000

_ARGUMENTS = {
    "mermaid": (
        "--quiet", "--input", "diagram.txt", "--output", "diagram.png", "--scale", "2", "--backgroundColor", "white",
    ),
    "plantuml": ("-tpng", "-charset", "UTF-8", "-nometadata", "diagram.txt"),
}  # fmt: skip
# Exit by the limit's signal, and a shell's exit code for a child that it ended.
_OUT_OF_TIME = (-signal.SIGXCPU, 128 + signal.SIGXCPU)
_RESULTS = ("diagram.png", "diagram.svg")
# No secrets, no proxy.
_ENVIRONMENT = frozenset({"HOME", "LANG", "PATH", "SYSTEMROOT", "JAVA_HOME", "PUPPETEER_EXECUTABLE_PATH", "DISPLAY"})
_SECURE = {"PLANTUML_SECURITY_PROFILE": "SANDBOX"}  # PlantUML then reads no files or addresses that a diagram names


class DiagramPrograms:
    """Diagram programs of the settings, by diagram language."""

    def __init__(self, settings: Settings) -> None:
        self._programs = {"mermaid": settings.markdown.mermaid, "plantuml": settings.markdown.plantuml}

    def describe(self, language: str) -> str:
        """Return the program of a language, as part of a cache key."""
        return self._programs[language]

    def draw(self, language: str, text: str) -> bytes:
        """Return a diagram as PNG or SVG.

        Raises:
            PictureError: No program is configured or installed for that language, or it failed.
        """
        program = self._programs[language]
        if not program:
            raise PictureError(Problem("diagram-unset", {"language": language}))
        import shutil  # slow to load
        from tempfile import TemporaryDirectory

        path = shutil.which(program)
        if path is None:
            raise PictureError(Problem("diagram-missing", {"language": language, "program": program}))
        with TemporaryDirectory(prefix="publish-") as folder:
            Path(folder, "diagram.txt").write_text(text, encoding="utf-8")
            _run([path, *_ARGUMENTS[language]], Path(folder), program)
            return _load_result(Path(folder), program)


def _run(command: list[str], folder: Path, program: str) -> None:
    import subprocess

    limits = f"ulimit -S -t {MAX_SECONDS}; ulimit -H -t {MAX_SECONDS + _KILL_SECONDS}"
    limited = ["/bin/sh", "-c", f'{limits}; exec "$@"', "sh", *command]
    environment = {key: value for key, value in os.environ.items() if key in _ENVIRONMENT}
    with subprocess.Popen(  # noqa: S603  # a program of the settings; the shell only sets limits
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
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)  # with a browser that it may have started
    if code in _OUT_OF_TIME:
        raise PictureError(Problem("diagram-slow", {"program": program, "limit": MAX_SECONDS}))
    if code:
        raise PictureError(Problem("diagram-failed", {"program": program, "code": code}))


def _load_result(folder: Path, program: str) -> bytes:
    found = next((folder / name for name in _RESULTS if (folder / name).is_file()), None)
    if found is None or found.stat().st_size > MAX_DIAGRAM_BYTES:
        raise PictureError(Problem("diagram-none", {"program": program}))
    return found.read_bytes()
