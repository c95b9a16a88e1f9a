from __future__ import annotations

from pathlib import Path

import pytest

from publish.cli.build_context import load_build_context
from publish.cli.parser import parse_arguments
from publish.core.picture import Picture
from publish.i18n.translator import Translator


def test_public_pictures_are_loaded_through_the_guarded_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = Translator("en")
    (tmp_path / "publish.toml").touch()
    monkeypatch.chdir(tmp_path)
    context = load_build_context(parse_arguments(["build", "--all"], english), english)
    done: list[None] = []

    answers = context.services.pictures.fetch(["https://127.0.0.1/a.png"], lambda: done.append(None))

    [answer] = answers.values()
    assert not isinstance(answer, Picture)
    assert [problem.message for problem in answer] == ["fetch-inner"]
    assert len(done) == 1
