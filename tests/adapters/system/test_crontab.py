from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.adapters.system.crontab import find_line, has_cron, install_line, remove_line, replace_line, write_line
from publish.adapters.system.schedule_entry import ScheduleEntry
from publish.core.exceptions import OutputError
from tests.crontab import install_crontab

TABLE = ScheduleEntry(Path("/home/me/news letter"), ["/usr/bin/python3", "-m", "publish", "run"], {}, 10)
OTHERS = b"MAILTO=me\n\n# own\n5 4 * * *\techo 50\\% \xff  \n@daily true"
LINE = write_line(TABLE)


@pytest.fixture
def crontab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of a fake `crontab` on the path."""
    return install_crontab(tmp_path, monkeypatch)


# --- the line -----------------------------------------------------------------------------------


def test_write_line_contains_interval_folder_and_command() -> None:
    command = "cd '/home/me/news letter' && /usr/bin/python3 -m publish run"
    assert f"*/10 * * * * {command} # publish-schedule {TABLE.mark}" == LINE


@pytest.mark.parametrize(("minutes", "when"), [(1, "*/1"), (15, "*/15"), (60, "0")])
def test_write_line_uses_the_interval_of_the_settings(minutes: int, when: str) -> None:
    assert write_line(TABLE._replace(every_minutes=minutes)).startswith(f"{when} * * * * cd ")


def test_write_line_escapes_characters_of_cron_and_shell(tmp_path: Path) -> None:
    folder = tmp_path / "100% $HOME 'a' \"b\" `c` # d"
    folder.mkdir()
    table = TABLE._replace(folder=folder, command=["pwd", "-P"], environment={"XDG_STATE_HOME": "/a b"})

    line = write_line(table)
    done = subprocess.run(  # noqa: S602 - a shell is what is tried
        line.removeprefix("*/10 * * * * ").replace("\\%", "%"), shell=True, capture_output=True, check=True
    )

    assert done.stdout.decode() == f"{folder}\n"
    assert line.count("%") == line.count("\\%") == 1


def test_lines_of_other_newsletters_and_accounts_differ() -> None:
    others = [TABLE._replace(folder=Path("/b")), TABLE._replace(account="b"), TABLE._replace(every_minutes=5)]

    assert [other.mark == TABLE.mark for other in others] == [False, False, True]


# --- the crontab --------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [b"", b"\n", OTHERS, OTHERS + b"\n", OTHERS + b"\n\n"])
def test_replace_line_is_idempotent_and_leaves_other_lines(before: bytes) -> None:
    once = replace_line(before, LINE, TABLE.mark)

    assert replace_line(once, LINE, TABLE.mark) == once
    assert once.count(LINE.encode()) == 1
    ended = before if not before or before.endswith(b"\n") else before + b"\n"
    assert replace_line(once, None, TABLE.mark) == ended


def test_replace_line_keeps_the_position_and_removes_duplicates() -> None:
    old = write_line(TABLE._replace(every_minutes=5)).encode()
    before = b"\n".join([b"a", old, b"b", old, b"c", b""])

    assert replace_line(before, LINE, TABLE.mark) == b"\n".join([b"a", LINE.encode(), b"b", b"c", b""])
    assert replace_line(before, None, TABLE.mark) == b"a\nb\nc\n"


@given(st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line), max_size=6))
def test_replace_line_keeps_other_lines_byte_equal(lines: list[bytes]) -> None:
    before = b"".join(line + b"\n" for line in lines)

    once = replace_line(before, LINE, TABLE.mark)

    assert once == before + LINE.encode() + b"\n"
    assert replace_line(once, None, TABLE.mark) == before


def test_crontab_line_is_installed_changed_found_and_removed(crontab: Path) -> None:
    crontab.write_bytes(OTHERS + b"\n")

    install_line(TABLE)
    assert (has_cron(), find_line(TABLE)) == (True, LINE)
    assert crontab.read_bytes() == OTHERS + b"\n" + LINE.encode() + b"\n"

    assert [remove_line(TABLE), remove_line(TABLE)] == [True, False]
    assert (crontab.read_bytes(), find_line(TABLE)) == (OTHERS + b"\n", None)


def test_install_line_creates_a_crontab(crontab: Path) -> None:
    install_line(TABLE)
    install_line(TABLE)

    assert crontab.read_bytes() == LINE.encode() + b"\n"


def test_install_line_does_not_write_an_unreadable_crontab(crontab: Path) -> None:
    crontab.write_bytes(OTHERS)
    crontab.with_name("denied").touch()

    for act in (install_line, remove_line, find_line):
        with pytest.raises(OutputError) as caught:
            act(TABLE)
        assert "not allowed" in str(caught.value.problems[0].values["reason"])

    assert crontab.read_bytes() == OTHERS


def test_install_line_reports_an_unwritable_crontab(crontab: Path) -> None:
    crontab.with_name("full").touch()

    with pytest.raises(OutputError) as caught:
        install_line(TABLE)

    assert "no space" in str(caught.value.problems[0].values["reason"])


def test_install_line_reports_missing_cron(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not has_cron()
    with pytest.raises(OutputError):
        find_line(TABLE)
    assert os.environ["PATH"] == str(tmp_path)
