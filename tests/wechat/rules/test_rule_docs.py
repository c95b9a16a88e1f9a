from __future__ import annotations

from pathlib import Path

from publish.wechat.validator import RULES
from tests.conftest import Golden
from tests.rule_docs import render_markup_rules

DOCS = Path(__file__).parents[3] / "docs"


def test_rule_docs_are_current(update_golden: bool) -> None:
    Golden(DOCS, update=update_golden).check(Path("wechat-rules.md"), render_markup_rules())


def test_rule_docs_have_a_row_for_every_rule() -> None:
    assert [line.split(" | ")[0] for line in render_markup_rules().splitlines() if line.startswith("| W")] == [
        f"| {rule.id}" for rule in RULES
    ]
