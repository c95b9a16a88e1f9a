"""A ledger that was put back from a backup: whatever it has forgotten, nothing goes out a second time by itself."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import product
from typing import NamedTuple

import pytest

from publish.core.article import Article, BuiltArticle
from publish.core.delivery_record import DeliveryState, DueIssue, IssueResult
from publish.core.exceptions import LedgerError, PublishError
from publish.core.ports import Timeouts
from publish.core.settings import ScheduleSettings
from publish.delivery.draft_contents import prepare_draft_contents
from publish.delivery.planner import PlanningTime, plan_run
from publish.delivery.push_draft import PushOptions, push_draft
from publish.delivery.release_draft import ReleaseOptions, release_draft
from publish.delivery.runner import RunHooks, run_plan
from tests.delivery.scenarios import ISSUE, Scenario, make_article
from tests.fakes import MemoryLedger

STEPS = 6
"""Steps of a delivery: intent, added, read back, intent, submitted, published."""
AGES = {"at once": 0, "eleven minutes": 660, "a month": 2_592_000}
CHANGES: dict[str, Article] = {"unchanged": make_article(), "changed": make_article("新的正文")}


class Case(NamedTuple):
    """One restored ledger."""

    behind: int
    change: str
    age: str
    newsletter: str
    is_current: bool
    keeps_drafts: bool

    def __str__(self) -> str:
        delivery = "known" if self.is_current else "doubted"
        return "-".join([str(self.behind), self.change, self.age, self.newsletter or "unnamed", delivery]).replace(
            " ", "-"
        )


CASES = [
    Case(*case) for case in product(range(STEPS + 1), CHANGES, AGES, ["", "embedded-ai"], [True, False], [False, True])
]


def make_scene(case: Case) -> Scenario:
    """Return an account in which the issue is out."""
    scenario = Scenario(timeouts=Timeouts(poll_delays=(1, 2)), ledger=MemoryLedger(newsletter=case.newsletter))
    scenario.platform.keeps_drafts = case.keeps_drafts
    scenario.push()
    scenario.release()
    assert (len(scenario.ledger.saved), len(scenario.platform.publications)) == (STEPS, 1)
    return scenario


def restore(scenario: Scenario, case: Case) -> None:
    """Put the ledger back as it was some steps before."""
    saved = scenario.ledger.saved[: STEPS - case.behind]
    scenario.ledger = MemoryLedger(saved, newsletter=case.newsletter, is_current=case.is_current)
    scenario.clock.time += timedelta(seconds=AGES[case.age])


def run(scenario: Scenario, article: Article) -> list[IssueResult]:
    """Do what is due, as the schedule does; the issue is given a new time, so that it is not too late."""
    scenario.platform.calls.clear()
    now = PlanningTime(scenario.clock.now(), ScheduleSettings(action="release"))
    due = DueIssue(ISSUE, scenario.clock.now() - timedelta(hours=1))
    actions = plan_run([due], scenario.ledger.list_deliveries(), now)
    hooks = RunHooks(
        lambda issue, _: prepare_draft_contents(BuiltArticle(issue, article)), lambda *_: None, str, lambda: 0
    )
    return list(run_plan(actions, scenario.services, hooks))


def run_often(scenario: Scenario, article: Article) -> None:
    for _ in range(4):
        with suppress(LedgerError):
            run(scenario, article)
        scenario.clock.time += timedelta(minutes=11)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_run_on_a_restored_ledger_publishes_nothing_twice(case: Case) -> None:
    scenario = make_scene(case)
    restore(scenario, case)

    run_often(scenario, CHANGES[case.change])

    added = [name for name in scenario.platform.made if name != "draft-1"]
    assert (len(scenario.platform.publications), added) == (1, [])


@pytest.mark.parametrize("case", CASES[::5], ids=str)
def test_adopt_records_the_existing_publication_on_a_restored_ledger(case: Case) -> None:
    scenario = make_scene(case)
    restore(scenario, case)
    run_often(scenario, CHANGES[case.change])
    scenario.ledger.adopt()

    if scenario.state is not DeliveryState.PUBLISHED:
        with suppress(PublishError):  # it may have been handed in as far as the ledger knows: then it is found
            release_draft(ISSUE, scenario.services, ReleaseOptions())
    if scenario.state is not DeliveryState.PUBLISHED:
        push_draft(
            prepare_draft_contents(BuiltArticle(ISSUE, CHANGES[case.change])),
            scenario.services,
            PushOptions(adopt=True),
        )

    assert (scenario.state, len(scenario.platform.publications)) == (DeliveryState.PUBLISHED, 1)


@pytest.mark.parametrize("behind", range(STEPS + 1))
@pytest.mark.parametrize("change", CHANGES)
def test_mass_send_is_not_repeated_on_a_restored_ledger(behind: int, change: str) -> None:
    """No list shows it, so a ledger that may not be the newest is not believed."""
    scenario = Scenario(timeouts=Timeouts(poll_delays=(1, 2)))
    scenario.push()
    scenario.release(mass=True)
    scenario.platform.drafts.clear()
    steps = len(scenario.ledger.saved)
    scenario.ledger = MemoryLedger(scenario.ledger.saved[: max(steps - behind, 0)], is_current=False)
    scenario.platform.may_publish = False  # its lists are refused

    run_often(scenario, CHANGES[change])

    assert (len(scenario.platform.made), len(scenario.platform.sends), scenario.platform.publications) == (1, 1, [])
