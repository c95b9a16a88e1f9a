from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from publish.core.settings import Settings
from publish.core.target import TARGETS, Target
from publish.pipeline.issue_layout import lay_out
from publish.pipeline.styled_page import BuildInputs
from tests.fakes import make_services
from tests.themes import load_themes

INDENTED_CODE = "# 题\n\n```\na:\n    b\n```\n"


@pytest.mark.parametrize(("has_filters", "spaces"), [(True, 4), (False, 0)])
def test_page_is_changed_for_wechat_where_its_target_has_filters(
    monkeypatch: pytest.MonkeyPatch, has_filters: bool, spaces: int
) -> None:
    traits = TARGETS[Target.PASTE]
    monkeypatch.setitem(TARGETS, Target.PASTE, traits if has_filters else traits._replace(filters=()))
    inputs = BuildInputs(Settings(), load_themes()["neural"], make_services())

    page = lay_out(INDENTED_CODE, PurePosixPath("a.md"), inputs).page

    assert "".join(map(str, page.make_tree().itertext())).count("\u00a0") == spaces
    assert page.html.count("\u00a0") == spaces
