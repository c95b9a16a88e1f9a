from __future__ import annotations

from pathlib import Path

import pytest

from publish.cli.rule_docs import render_rules
from tests.conftest import Golden

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_says_what_the_rules_say(pytestconfig: pytest.Config) -> None:
    Golden(DOCS, update=pytestconfig.getoption("--update-golden")).check(Path("newsletter-rules.md"), render_rules())
