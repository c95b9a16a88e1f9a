from __future__ import annotations

from pathlib import Path

import pytest

from publish.steps.check.page import render_rules
from tests.conftest import Golden

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_says_what_the_rules_say(pytestconfig: pytest.Config) -> None:
    Golden(DOCS, update=pytestconfig.getoption("--update-golden")).check(Path("newsletter-rules.md"), render_rules())
