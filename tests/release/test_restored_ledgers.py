"""Whatever a ledger has forgotten that was put back from a backup: never two drafts, never two publications."""

from __future__ import annotations

import pytest

from tests.release.harness import Bench
from tests.release.restored_ledgers import CASES, STEPS, Case, count_steps, try_case

EVERY = 41
"""No divisor of the grid's sides: each step, content, age, way and newsletter is tried; `make soak` tries them all."""


def test_a_delivery_has_as_many_steps(bench: Bench) -> None:
    assert count_steps(bench) == STEPS


@pytest.mark.parametrize("case", CASES[::EVERY], ids=str)
def test_a_ledger_that_is_behind_doubles_nothing_and_loses_nothing(bench: Bench, case: Case) -> None:
    assert try_case(case, bench).flaws == []


@pytest.mark.parametrize("axis", range(5))
def test_every_step_content_age_way_and_newsletter_is_among_those_tried(axis: int) -> None:
    assert {case[axis] for case in CASES[::EVERY]} == {case[axis] for case in CASES}
