from __future__ import annotations

import errno
import io
import sys

import pytest

from publish import cli


@pytest.fixture
def _on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "ON_WINDOWS", True)


@pytest.mark.usefixtures("_on_windows")
@pytest.mark.parametrize(("wanted", "encoding"), [("", "utf-8"), ("gbk", "gbk")])
def test_output_on_windows_is_utf8_unless_asked_for_otherwise(
    wanted: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if wanted:
        monkeypatch.setenv("PYTHONIOENCODING", wanted)
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding="gbk"))

    cli._open_output()

    assert (sys.stdout.encoding, sys.stdout.errors) == (encoding, "backslashreplace")


def test_output_elsewhere_keeps_its_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding="gbk"))

    cli._open_output()

    assert (sys.stdout.encoding, sys.stdout.errors) == ("gbk", "backslashreplace")


INVALID = OSError(errno.EINVAL, "Invalid argument")


def test_invalid_argument_is_no_closed_output_elsewhere() -> None:
    assert [*map(cli._is_output_closed, (BrokenPipeError(), INVALID))] == [True, False]


@pytest.mark.usefixtures("_on_windows")
def test_invalid_argument_without_a_file_is_a_closed_output_on_windows() -> None:
    of_a_file = OSError(errno.EINVAL, "Invalid argument", "con")

    assert [*map(cli._is_output_closed, (BrokenPipeError(), INVALID, of_a_file))] == [True, True, False]
