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
    """Return the file that a `crontab` on the path keeps."""
    return install_crontab(tmp_path, monkeypatch)


# --- the line -----------------------------------------------------------------------------------


def test_a_line_says_when_where_and_what() -> None:
    command = "cd '/home/me/news letter' && /usr/bin/python3 -m publish run"
    assert f"*/10 * * * * {command} # publish-schedule {TABLE.mark}" == LINE


@pytest.mark.parametrize(("minutes", "when"), [(1, "*/1"), (15, "*/15"), (60, "0")])
def test_a_line_comes_as_often_as_the_settings_say(minutes: int, when: str) -> None:
    assert write_line(TABLE._replace(every_minutes=minutes)).startswith(f"{when} * * * * cd ")


def test_what_cron_or_the_shell_would_read_as_more_than_a_word_is_escaped(tmp_path: Path) -> None:
    folder = tmp_path / "100% $HOME 'a' \"b\" `c` # d"
    folder.mkdir()
    table = TABLE._replace(folder=folder, command=["pwd", "-P"], environment={"XDG_STATE_HOME": "/a b"})

    line = write_line(table)
    said = subprocess.run(  # noqa: S602 - a shell is what is tried
        line.removeprefix("*/10 * * * * ").replace("\\%", "%"), shell=True, capture_output=True, check=True
    )

    assert said.stdout.decode() == f"{folder}\n"
    assert line.count("%") == line.count("\\%") == 1


def test_another_newsletter_or_account_has_another_line() -> None:
    others = [TABLE._replace(folder=Path("/b")), TABLE._replace(account="b"), TABLE._replace(every_minutes=5)]

    assert [other.mark == TABLE.mark for other in others] == [False, False, True]


# --- the crontab --------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [b"", b"\n", OTHERS, OTHERS + b"\n", OTHERS + b"\n\n"])
def test_installing_twice_is_installing_once_and_removing_leaves_the_others(before: bytes) -> None:
    once = replace_line(before, LINE, TABLE.mark)

    assert replace_line(once, LINE, TABLE.mark) == once
    assert once.count(LINE.encode()) == 1
    ended = before if not before or before.endswith(b"\n") else before + b"\n"
    assert replace_line(once, None, TABLE.mark) == ended


def test_a_changed_line_stays_in_its_place_and_a_doubled_one_becomes_one() -> None:
    old = write_line(TABLE._replace(every_minutes=5)).encode()
    before = b"\n".join([b"a", old, b"b", old, b"c", b""])

    assert replace_line(before, LINE, TABLE.mark) == b"\n".join([b"a", LINE.encode(), b"b", b"c", b""])
    assert replace_line(before, None, TABLE.mark) == b"a\nb\nc\n"


@given(st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line), max_size=6))
def test_every_other_line_stays_to_the_byte(lines: list[bytes]) -> None:
    before = b"".join(line + b"\n" for line in lines)

    once = replace_line(before, LINE, TABLE.mark)

    assert once == before + LINE.encode() + b"\n"
    assert replace_line(once, None, TABLE.mark) == before


def test_a_crontab_is_made_changed_shown_and_cleared(crontab: Path) -> None:
    crontab.write_bytes(OTHERS + b"\n")

    install_line(TABLE)
    assert (has_cron(), find_line(TABLE)) == (True, LINE)
    assert crontab.read_bytes() == OTHERS + b"\n" + LINE.encode() + b"\n"

    assert [remove_line(TABLE), remove_line(TABLE)] == [True, False]
    assert (crontab.read_bytes(), find_line(TABLE)) == (OTHERS + b"\n", None)


def test_a_person_without_a_crontab_gets_one(crontab: Path) -> None:
    install_line(TABLE)
    install_line(TABLE)

    assert crontab.read_bytes() == LINE.encode() + b"\n"


def test_a_crontab_that_cannot_be_read_is_not_written(crontab: Path) -> None:
    crontab.write_bytes(OTHERS)
    crontab.with_name("denied").touch()

    for act in (install_line, remove_line, find_line):
        with pytest.raises(OutputError) as caught:
            act(TABLE)
        assert "not allowed" in str(caught.value.problems[0].values["reason"])

    assert crontab.read_bytes() == OTHERS


def test_a_crontab_that_cannot_be_written_is_said(crontab: Path) -> None:
    crontab.with_name("full").touch()

    with pytest.raises(OutputError) as caught:
        install_line(TABLE)

    assert "no space" in str(caught.value.problems[0].values["reason"])


def test_without_cron_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not has_cron()
    with pytest.raises(OutputError):
        find_line(TABLE)
    assert os.environ["PATH"] == str(tmp_path)
