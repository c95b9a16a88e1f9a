from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from publish.adapters.system.schedule_entry import ScheduleEntry
from publish.adapters.system.task_scheduler import (
    find_task,
    has_task_scheduler,
    install_task,
    name_task,
    remove_task,
    write_task,
)
from publish.core.exceptions import OutputError
from tests.crontab import install_schtasks

WORDS = ["-m", "publish", "run", "--config", r"C:\news letter\新 & 旧.toml"]
TABLE = ScheduleEntry(Path("news & letter"), [r"C:\Python\python.exe", *WORDS], {}, 60)
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a fake `schtasks` on the path."""
    return install_schtasks(tmp_path, monkeypatch)


def read(root: etree._Element, *path: str) -> str | None:
    return root.findtext("/".join(f"{TASK}{name}" for name in path))


def test_write_task_repeats_and_catches_up() -> None:
    text = write_task(TABLE, {"USERDOMAIN": "DESK", "USERNAME": "me"})

    root = etree.fromstring(text.encode("utf-16"))
    assert read(root, "Triggers", "TimeTrigger", "Repetition", "Interval") == "PT60M"
    assert read(root, "Settings", "StartWhenAvailable") == "true"
    assert read(root, "Settings", "MultipleInstancesPolicy") == "IgnoreNew"
    assert read(root, "Principals", "Principal", "UserId") == r"DESK\me"
    assert read(root, "Actions", "Exec", "Command") == r"C:\Python\python.exe"
    assert read(root, "Actions", "Exec", "Arguments") == rf'-m publish run --config "{WORDS[-1]}"'
    assert read(root, "Actions", "Exec", "WorkingDirectory") == "news & letter"


def test_write_task_leaves_an_unknown_user_to_the_task_scheduler() -> None:
    assert "UserId" not in write_task(TABLE, {})


def test_write_task_takes_the_python_that_opens_no_window(tmp_path: Path) -> None:
    (tmp_path / "pythonw.exe").touch()

    text = write_task(TABLE._replace(command=[str(tmp_path / "python.exe"), "-m", "publish"]), {})

    assert f"<Command>{tmp_path / 'pythonw.exe'}</Command>" in text


def test_task_is_registered_found_and_deleted(tasks: Path) -> None:
    name = name_task(TABLE)
    assert (has_task_scheduler(), find_task(TABLE)) == (True, None)

    assert [install_task(TABLE, {}), install_task(TABLE, {}), find_task(TABLE)] == [name] * 3
    assert (tasks / f"{name}.xml").read_text(encoding="utf-16") == write_task(TABLE, {})
    assert [remove_task(TABLE), remove_task(TABLE)] == [True, False]

    lines = (tasks / "calls").read_text(encoding="utf-8").splitlines()
    done = [line.split()[0] for line in lines]
    assert done == ["/Query", "/Create", "/Create", "/Query", "/Query", "/Delete", "/Query"]
    assert lines[1].endswith("task.xml /F")


def test_task_scheduler_reports_a_refusal(tasks: Path) -> None:
    install_task(TABLE, {})
    (tasks / "denied").touch()

    for refused in (lambda: install_task(TABLE, {}), lambda: remove_task(TABLE)):
        with pytest.raises(OutputError) as caught:
            refused()
        assert caught.value.problems[0].values == {"program": "schtasks", "reason": "ERROR: Access is denied.\n"}


def test_has_task_scheduler_returns_false_without_its_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not has_task_scheduler()
