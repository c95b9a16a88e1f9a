from __future__ import annotations

from pathlib import Path

from tests.conftest import Golden
from tests.rule_docs import render_lint_rules

DOCS = Path(__file__).parents[2] / "docs"


def test_rules_page_matches_the_rules(update_golden: bool) -> None:
    Golden(DOCS, update=update_golden).check(Path("newsletter-rules.md"), render_lint_rules())
