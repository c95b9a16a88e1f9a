"""The token of the preview page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from publish.adapters.storage.preview_token import load_or_make_token
from publish.adapters.storage.user_folders import find_state_folder


def test_token_is_the_same_at_every_start(tmp_path: Path) -> None:
    assert load_or_make_token(tmp_path, lambda: "first") == "first"
    assert load_or_make_token(tmp_path, lambda: "second") == "first"
    assert load_or_make_token(tmp_path / "other", lambda: "third") == "third"


def test_token_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    load_or_make_token(tmp_path, lambda: "first")
    [file] = (find_state_folder(os.environ) / "preview").glob("*.token")

    assert file.stat().st_mode & 0o077 == 0
    file.chmod(0o644)
    assert load_or_make_token(tmp_path, lambda: "second") == "second"


def test_damaged_token_is_replaced(tmp_path: Path) -> None:
    load_or_make_token(tmp_path, lambda: "first")
    [file] = (find_state_folder(os.environ) / "preview").glob("*.token")
    file.write_bytes(b"a b")

    assert load_or_make_token(tmp_path, lambda: "second") == "second"


def test_token_is_made_where_none_can_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "state").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    assert load_or_make_token(tmp_path, lambda: "first") == "first"
