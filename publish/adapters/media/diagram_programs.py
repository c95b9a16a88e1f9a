"""Diagrams, drawn by local programs that the settings name; never by a web service."""

from __future__ import annotations

from pathlib import Path

from publish.core.exceptions import PictureError
from publish.core.operating_system import ON_WINDOWS
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
_RESULTS = ("diagram.png", "diagram.svg")
# No secrets, no proxy.
_ENVIRONMENT = frozenset({"HOME", "LANG", "PATH", "JAVA_HOME", "PUPPETEER_EXECUTABLE_PATH", "DISPLAY"})
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
    # slow to load, and rarely needed
    from publish.adapters.system.child_program import ChildProgram, run_child, select_environment

    limits = f"ulimit -S -t {MAX_SECONDS}; ulimit -H -t {MAX_SECONDS + _KILL_SECONDS}"
    # The shell only sets limits; on Windows `run_child` does.
    limited = command if ON_WINDOWS else ["/bin/sh", "-c", f'{limits}; exec "$@"', "sh", *command]
    temporary = dict.fromkeys(("TEMP", "TMP", "TMPDIR"), str(folder))
    environment = select_environment(_ENVIRONMENT) | _SECURE | temporary
    done = run_child(ChildProgram(limited, environment, folder, cpu_seconds=MAX_SECONDS), keep_output=False)
    if done.is_out_of_time:
        raise PictureError(Problem("diagram-slow", {"program": program, "limit": MAX_SECONDS}))
    if done.code:
        raise PictureError(Problem("diagram-failed", {"program": program, "code": done.code}))


def _load_result(folder: Path, program: str) -> bytes:
    found = next((folder / name for name in _RESULTS if (folder / name).is_file()), None)
    if found is None or found.stat().st_size > MAX_DIAGRAM_BYTES:
        raise PictureError(Problem("diagram-none", {"program": program}))
    return found.read_bytes()
