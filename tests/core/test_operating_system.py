from __future__ import annotations

import pytest

from publish.core import operating_system
from publish.core.operating_system import is_outside_by_form, is_path_word, is_windows_file_name


@pytest.mark.parametrize(
    "name", ["2020-06-17", "console", "com", "com10", "auxiliary.md", "新闻", "a.b", "a b", "nul-"]
)
def test_is_windows_file_name_accepts_a_name(name: str) -> None:
    assert is_windows_file_name(name)


@pytest.mark.parametrize(
    "name",
    ["con", "CON.md", "aux.", "nul.tar.gz", "com1", "LPT9.txt", "com¹", "prn .md", "a:b", "a?", "a.", "a ", "a\\b"],
)
def test_is_windows_file_name_refuses_devices_and_signs(name: str) -> None:
    assert not is_windows_file_name(name)


@pytest.mark.parametrize(("word", "windows", "other"), [
    ("2020-06-17", False, False),
    ("2020-06-17.md", True, True),
    ("issues/2020-06-17", True, True),
    (r"issues\2020-06-17", True, False),
])  # fmt: skip
def test_is_path_word_knows_backslashes_on_windows(
    word: str, windows: bool, other: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_path_word(word) is other

    monkeypatch.setattr(operating_system, "ON_WINDOWS", True)
    assert is_path_word(word) is windows


@pytest.mark.parametrize(("path", "windows", "other"), [
    ("a/b.png", False, False),
    (r"a\b.png", False, False),
    ("图:b.png", False, False),
    ("C:b.png", True, False),
    ("C:/b.png", True, True),
    ("/b.png", True, True),
    (r"\\host\share\b.png", True, True),
    ("a/../b.png", True, True),
    (r"..\b.png", True, True),
])  # fmt: skip
def test_is_outside_by_form_reads_paths_of_both_kinds(
    path: str, windows: bool, other: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_outside_by_form(path) is other

    monkeypatch.setattr(operating_system, "ON_WINDOWS", True)
    assert is_outside_by_form(path) is windows
