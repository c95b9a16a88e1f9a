"""Whatever a ledger has forgotten that was put back from a backup: never two drafts, never two publications."""

from __future__ import annotations

import pytest

from tests.release.harness import Harness
from tests.release.restored_ledgers import CASES, STEPS, Case, count_steps, try_case

EVERY = 41
"""No divisor of the grid's sides: each step, content, age, way and newsletter is tried; `make soak` tries them all."""


def test_delivery_has_the_expected_step_count(harness: Harness) -> None:
    assert count_steps(harness) == STEPS


@pytest.mark.parametrize("case", CASES[::EVERY], ids=str)
def test_restored_ledger_duplicates_nothing_and_loses_nothing(harness: Harness, case: Case) -> None:
    assert try_case(case, harness).flaws == []


@pytest.mark.parametrize("axis", range(5))
def test_cases_cover_every_step_content_age_way_and_newsletter(axis: int) -> None:
    assert {case[axis] for case in CASES[::EVERY]} == {case[axis] for case in CASES}
