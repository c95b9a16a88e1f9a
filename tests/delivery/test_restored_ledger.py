"""A ledger that was put back from a backup: whatever it has forgotten, nothing goes out a second time by itself."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import product
from typing import NamedTuple

import pytest

from publish.core.article import Article
from publish.core.delivery_record import DeliveryState, DueIssue, IssueResult
from publish.core.exceptions import LedgerError, PublishError
from publish.core.ports import Timeouts
from publish.core.settings import ScheduleSettings
from publish.delivery import (
    PlanningTime,
    ReleaseOptions,
    RunHooks,
    plan_run,
    prepare_draft_contents,
    push_draft,
    release_draft,
    run_plan,
)
from publish.delivery.push_draft import PushOptions
from tests.delivery.scenarios import ISSUE, Scene, make_article
from tests.fakes import MemoryLedger

STEPS = 6
"""Of a delivery that goes out: intent, added, read back, intent, submitted, out."""
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
        known = "known" if self.is_current else "doubted"
        return "-".join([str(self.behind), self.change, self.age, self.newsletter or "unnamed", known]).replace(
            " ", "-"
        )


CASES = [
    Case(*case) for case in product(range(STEPS + 1), CHANGES, AGES, ["", "embedded-ai"], [True, False], [False, True])
]


def make_scene(case: Case) -> Scene:
    """Return an account in which the issue is out."""
    scene = Scene(timeouts=Timeouts(polls=(1, 2)), ledger=MemoryLedger(newsletter=case.newsletter))
    scene.platform.keeps_drafts = case.keeps_drafts
    scene.push()
    scene.release()
    assert (len(scene.ledger.saved), len(scene.platform.publications)) == (STEPS, 1)
    return scene


def restore(scene: Scene, case: Case) -> None:
    """Put the ledger back as it was some steps before."""
    saved = scene.ledger.saved[: STEPS - case.behind]
    scene.ledger = MemoryLedger(saved, newsletter=case.newsletter, is_current=case.is_current)
    scene.clock.time += timedelta(seconds=AGES[case.age])


def run(scene: Scene, article: Article) -> list[IssueResult]:
    """Do what is due, as the schedule does; the issue is given a new time, so that it is not too late."""
    scene.platform.calls.clear()
    now = PlanningTime(scene.clock.now(), ScheduleSettings(action="release"))
    due = DueIssue(ISSUE, scene.clock.now() - timedelta(hours=1))
    chores = plan_run([due], scene.ledger.list_deliveries(), now)
    desk = RunHooks(lambda issue: prepare_draft_contents(issue, article), lambda *_: None, str, lambda: 0)
    return list(run_plan(chores, scene.outside, desk))


def run_often(scene: Scene, article: Article) -> None:
    for _ in range(4):
        with suppress(LedgerError):
            run(scene, article)
        scene.clock.time += timedelta(minutes=11)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_run_on_a_restored_ledger_publishes_nothing_twice(case: Case) -> None:
    scene = make_scene(case)
    restore(scene, case)

    run_often(scene, CHANGES[case.change])

    added = [name for name in scene.platform.made if name != "draft-1"]
    assert (len(scene.platform.publications), added) == (1, [])


@pytest.mark.parametrize("case", CASES[::5], ids=str)
def test_adopt_records_the_existing_publication_on_a_restored_ledger(case: Case) -> None:
    scene = make_scene(case)
    restore(scene, case)
    run_often(scene, CHANGES[case.change])
    scene.ledger.adopt()

    if scene.state is not DeliveryState.PUBLISHED:
        with suppress(PublishError):  # it may have been handed in as far as the ledger knows: then it is found
            release_draft(ISSUE, scene.outside, ReleaseOptions())
    if scene.state is not DeliveryState.PUBLISHED:
        push_draft(prepare_draft_contents(ISSUE, CHANGES[case.change]), scene.outside, PushOptions(adopt=True))

    assert (scene.state, len(scene.platform.publications)) == (DeliveryState.PUBLISHED, 1)


@pytest.mark.parametrize("behind", range(STEPS + 1))
@pytest.mark.parametrize("change", CHANGES)
def test_mass_send_is_not_repeated_on_a_restored_ledger(behind: int, change: str) -> None:
    """No list shows it, so a ledger that may not be the newest is not believed."""
    scene = Scene(timeouts=Timeouts(polls=(1, 2)))
    scene.push()
    scene.release(mass=True)
    scene.platform.drafts.clear()
    steps = len(scene.ledger.saved)
    scene.ledger = MemoryLedger(scene.ledger.saved[: max(steps - behind, 0)], is_current=False)
    scene.platform.may_publish = False  # its lists are refused

    run_often(scene, CHANGES[change])

    assert (len(scene.platform.made), len(scene.platform.sends), scene.platform.publications) == (1, 1, [])
