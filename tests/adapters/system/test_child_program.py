from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from publish.adapters.system import child_program
from publish.adapters.system.child_program import ChildProgram, Resource, run_child, select_environment
from tests.harness.leftovers import has_ended

SPIN = "while True: pass"
HOARD = "a = []\nwhile True: a.append(bytearray(1_000_000)); __import__('time').sleep(0.001)"
PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {code!r}])
open("pid", "w").write(str(child.pid))
child.wait()
"""


@pytest.fixture(params=["here", "on Windows"])
def _system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_program, "ON_WINDOWS", request.param == "on Windows")


@pytest.fixture
def _on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_program, "ON_WINDOWS", True)


def make_program(code: str, folder: Path, **limits: float) -> ChildProgram:
    program = ChildProgram([sys.executable, "-c", code], dict(os.environ), folder)
    return program._replace(**limits)  # type: ignore[arg-type]


@pytest.mark.usefixtures("_system")
def test_run_child_passes_the_input_and_returns_the_output(tmp_path: Path) -> None:
    code = "import sys, time; time.sleep(0.5); sys.stdout.write(sys.stdin.read().upper()); sys.exit(3)"

    result = run_child(make_program(code, tmp_path)._replace(data=b"a" * 100_000))

    assert result == (3, b"A" * 100_000, None)


@pytest.mark.usefixtures("_system")
def test_run_child_returns_no_output_of_a_silent_program(tmp_path: Path) -> None:
    assert run_child(make_program("print(1)", tmp_path), keep_output=False) == (0, b"", None)


@pytest.mark.usefixtures("_system")
def test_run_child_kills_program_and_children_at_the_timeout(tmp_path: Path) -> None:
    program = make_program(PARENT.format(code="import time; time.sleep(600)"), tmp_path)

    with pytest.raises(subprocess.TimeoutExpired):
        run_child(program, seconds=3)

    assert has_ended(int((tmp_path / "pid").read_text(encoding="utf-8")))


@pytest.mark.usefixtures("_on_windows")
@pytest.mark.parametrize("code", [SPIN, PARENT.format(code=SPIN)], ids=["itself", "a child"])
def test_run_child_ends_a_program_above_its_cpu_time_on_windows(tmp_path: Path, code: str) -> None:
    result = run_child(make_program(code, tmp_path, cpu_seconds=0.5))

    assert (result.exceeded, result.is_out_of_time) == (Resource.TIME, True)


@pytest.mark.usefixtures("_on_windows")
def test_run_child_ends_a_program_above_its_memory_on_windows(tmp_path: Path) -> None:
    result = run_child(make_program(HOARD, tmp_path, cpu_seconds=60, memory_bytes=100_000_000))

    assert (result.exceeded, result.is_out_of_time) == (Resource.MEMORY, False)


@pytest.mark.usefixtures("_on_windows")
def test_run_child_leaves_a_program_within_its_limits_alone(tmp_path: Path) -> None:
    code = "import time; time.sleep(0.4)"

    assert run_child(make_program(code, tmp_path, cpu_seconds=60, memory_bytes=10**9)).exceeded is None


@pytest.mark.usefixtures("_on_windows")
def test_select_environment_adds_what_windows_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"SYSTEMROOT": r"C:\Windows", "WECHAT_SECRET": "canary", "LANG": "C"})

    assert select_environment({"LANG"}) == {"SYSTEMROOT": r"C:\Windows", "LANG": "C"}

    monkeypatch.setattr(child_program, "ON_WINDOWS", False)
    assert select_environment({"LANG"}) == {"LANG": "C"}
