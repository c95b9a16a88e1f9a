from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from publish.adapters.media import diagram_programs as diagrams
from publish.adapters.media.diagram_programs import DiagramPrograms
from publish.adapters.system import child_program
from publish.adapters.system.time_limit import run_with_timeout
from publish.core.exceptions import PictureError, TimeLimitExceededError
from publish.core.settings import MarkdownSettings, Settings
from tests.harness.leftovers import has_ended

PNG = "cp {} diagram.png"


def write_program(folder: Path, script: str) -> str:
    program = folder / "draw"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def refuse(settings: Settings) -> str:
    with pytest.raises(PictureError) as raised:
        DiagramPrograms(settings).draw("mermaid", "graph TD")
    [problem] = raised.value.problems
    return problem.message


def test_draw_passes_the_text_and_returns_the_picture(tmp_path: Path) -> None:
    program = write_program(tmp_path, "cat diagram.txt > diagram.png")

    assert DiagramPrograms(Settings(markdown=MarkdownSettings(mermaid=program))).draw("mermaid", "图") == "图".encode()


def test_draw_hides_secrets_and_standard_input_from_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WECHAT_SECRET", "fake")
    program = write_program(tmp_path, "env > diagram.svg; cat >> diagram.svg")

    output = DiagramPrograms(Settings(markdown=MarkdownSettings(plantuml=program))).draw("plantuml", "A -> B").decode()

    assert ("WECHAT_SECRET" in output, "PLANTUML_SECURITY_PROFILE=SANDBOX" in output) == (False, True)


def test_draw_reports_an_unset_program() -> None:
    assert refuse(Settings()) == "diagram-unset"


def test_draw_reports_a_missing_program() -> None:
    assert refuse(Settings(markdown=MarkdownSettings(mermaid="no-such-program"))) == "diagram-missing"


def test_draw_reports_a_failed_program(tmp_path: Path) -> None:
    assert refuse(Settings(markdown=MarkdownSettings(mermaid=write_program(tmp_path, "exit 3")))) == "diagram-failed"


def test_draw_reports_a_program_without_result(tmp_path: Path) -> None:
    assert refuse(Settings(markdown=MarkdownSettings(mermaid=write_program(tmp_path, "true")))) == "diagram-none"


def test_draw_refuses_a_too_large_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagrams, "MAX_DIAGRAM_BYTES", 3)

    assert (
        refuse(Settings(markdown=MarkdownSettings(mermaid=write_program(tmp_path, "cat diagram.txt > diagram.png"))))
        == "diagram-none"
    )


@pytest.mark.parametrize("script", ["while :; do :; done", "(while :; do :; done); exit $?"], ids=["itself", "a child"])
def test_draw_ends_a_program_above_the_cpu_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(diagrams, "MAX_SECONDS", 1)

    assert refuse(Settings(markdown=MarkdownSettings(mermaid=write_program(tmp_path, script)))) == "diagram-slow"


def test_draw_kills_a_waiting_program_and_its_children_at_the_timeout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait = subprocess.Popen.wait

    def tell_and_wait(process: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        (tmp_path / "waited-for").touch()
        return wait(process, timeout)

    monkeypatch.setattr(subprocess.Popen, "wait", tell_and_wait)
    until_waited_for = f"while [ ! -e {tmp_path}/waited-for ]; do sleep 0.01; done"
    ring = f"kill -ALRM {os.getpid()}"
    program = write_program(tmp_path, f"sleep 60 & echo $! > {tmp_path}/pid; {until_waited_for}; {ring}; wait")

    with pytest.raises(TimeLimitExceededError) as caught:
        run_with_timeout(
            40, DiagramPrograms(Settings(markdown=MarkdownSettings(mermaid=program))).draw, "mermaid", "graph TD"
        )

    assert (caught.value.busy, has_ended(int((tmp_path / "pid").read_text(encoding="utf-8")))) == (True, True)


def test_describe_returns_the_program() -> None:
    assert DiagramPrograms(Settings(markdown=MarkdownSettings(mermaid="mmdc"))).describe("mermaid") == "mmdc"


def test_draw_needs_no_shell_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagrams, "ON_WINDOWS", True)
    monkeypatch.setattr(child_program, "ON_WINDOWS", True)
    monkeypatch.setattr(diagrams, "MAX_SECONDS", 1)
    drawn = write_program(tmp_path, "cat diagram.txt > diagram.png")

    assert DiagramPrograms(Settings(markdown=MarkdownSettings(mermaid=drawn))).draw("mermaid", "图") == "图".encode()

    endless = write_program(tmp_path, "while :; do :; done")
    assert refuse(Settings(markdown=MarkdownSettings(mermaid=endless))) == "diagram-slow"
