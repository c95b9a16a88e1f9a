from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publish.core.delivery_record import (
    ActionKind,
    Delivery,
    DeliveryState,
    DueIssue,
    Fingerprint,
    PlannedAction,
    StateReason,
)
from publish.core.problem import Problem
from publish.core.settings import ScheduleSettings
from publish.delivery import PlanningTime, find_unknown, plan_run
from publish.delivery.holds import LATE, clear_overdue_hold, is_overdue
from publish.delivery.planner import BY_HAND

ISSUE, NAME = "issues/2020-06-17", "2020-06-17"
AT = datetime(2020, 6, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
KNOWN = Delivery(
    issue=ISSUE,
    state=DeliveryState.DRAFTED,
    content="hash",
    fingerprint=Fingerprint("简报", "", "", "", marked=False),
    articles=1,
    started=AT,
    number=1,
    media_id="draft-1",
    kept="words",
)
LATE_REASON = StateReason(LATE, {"due": "2020"})
DRAFTS, RELEASES = ScheduleSettings(action="draft"), ScheduleSettings(action="release")


def kind(known: Delivery | None, after: timedelta = HOUR, schedule: ScheduleSettings = DRAFTS, **more: Any) -> str:
    """Return what is to be done so long after an issue's time."""
    agenda = plan_run([DueIssue(ISSUE, AT)], [known] if known else [], PlanningTime(AT + after, schedule, **more))
    return agenda[0].kind if agenda else "nothing"


def stand(state: DeliveryState, **more: object) -> Delivery:
    return KNOWN._replace(state=state, **more)  # type: ignore[arg-type]


# --- what is due --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "schedule", "expected"),
    [
        (-timedelta(seconds=1), DRAFTS, "nothing"),
        (timedelta(0), DRAFTS, ActionKind.DRAFT),
        (timedelta(0), RELEASES, ActionKind.RELEASE),
        (24 * HOUR, RELEASES, ActionKind.RELEASE),
        (24 * HOUR + timedelta(seconds=1), RELEASES, ActionKind.HOLD),
        (24 * HOUR + timedelta(seconds=1), DRAFTS, ActionKind.HOLD),
        (2 * HOUR, ScheduleSettings(late_hours=1), ActionKind.HOLD),
        (timedelta(days=3650), DRAFTS, ActionKind.HOLD),
    ],
)
def test_an_issue_is_due_from_its_time_until_the_grace_is_over(
    after: timedelta, schedule: ScheduleSettings, expected: str
) -> None:
    assert kind(None, after, schedule) == expected
    assert kind(stand(DeliveryState.PLANNED, media_id=""), after, schedule) == expected


def test_what_is_known_to_be_out_is_never_due() -> None:
    assert kind(None, out=frozenset({NAME})) == "nothing"


def test_a_draft_is_all_there_is_to_do_where_a_run_stops_at_it() -> None:
    assert [kind(KNOWN), kind(KNOWN, 100 * HOUR), kind(KNOWN, -HOUR)] == ["nothing", ActionKind.HOLD, "nothing"]


def test_a_draft_goes_out_where_a_run_releases() -> None:
    assert [kind(KNOWN, hours * HOUR, RELEASES) for hours in (-1, 1, 25)] == [
        "nothing",
        ActionKind.RELEASE,
        ActionKind.HOLD,
    ]


def test_a_draft_that_waits_for_a_person_is_left_to_them() -> None:
    waiting = KNOWN._replace(reason=StateReason(BY_HAND))

    assert [kind(waiting, hours * HOUR, RELEASES) for hours in (1, 25)] == ["nothing", "nothing"]


def test_a_draft_that_was_found_wrong_is_not_read_at_every_run() -> None:
    assert kind(KNOWN._replace(kept="", reason=StateReason("draft-text"))) == "nothing"


def test_a_refusal_that_may_pass_is_tried_again() -> None:
    assert kind(KNOWN._replace(reason=StateReason("api-busy")), schedule=RELEASES) == ActionKind.RELEASE


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.REMOVED, DeliveryState.PUBLISHED])
@pytest.mark.parametrize("schedule", [DRAFTS, RELEASES])
@pytest.mark.parametrize("after", [HOUR, 100 * HOUR])
def test_what_has_come_to_an_end_is_left_to_people(
    state: DeliveryState, schedule: ScheduleSettings, after: timedelta
) -> None:
    assert kind(stand(state), after, schedule) == "nothing"


# --- what is late -------------------------------------------------------------------------------


def test_what_is_held_for_its_time_is_held_once() -> None:
    held = stand(DeliveryState.HELD, reason=LATE_REASON)

    assert kind(held, 100 * HOUR, RELEASES) == "nothing"


def test_what_was_held_by_a_clock_that_was_ahead_goes_its_way_when_that_is_mended() -> None:
    held = stand(DeliveryState.HELD, reason=LATE_REASON, media_id="")

    assert [kind(held, hours * HOUR) for hours in (-1, 1)] == ["nothing", ActionKind.DRAFT]


def test_what_is_held_for_its_time_wakes_as_what_it_was() -> None:
    held = stand(DeliveryState.HELD, reason=LATE_REASON)

    assert clear_overdue_hold(held) == KNOWN
    assert clear_overdue_hold(held._replace(media_id="")) == stand(DeliveryState.PLANNED, media_id="")
    assert is_overdue(held)


@pytest.mark.parametrize("known", [None, KNOWN, stand(DeliveryState.HELD, reason=StateReason("release-lost"))])
def test_nothing_else_is_woken(known: Delivery | None) -> None:
    assert clear_overdue_hold(known) is known


# --- what was begun -----------------------------------------------------------------------------

BEGUN = {
    ActionKind.FINISH: [
        stand(DeliveryState.DRAFT_INTENT),
        stand(DeliveryState.UNCERTAIN),
        stand(DeliveryState.DRAFTED, content=""),
        stand(DeliveryState.DRAFTED, kept=""),
    ],
    ActionKind.LOOK: [
        stand(DeliveryState.RELEASE_INTENT),
        stand(DeliveryState.SUBMITTED),
        stand(DeliveryState.HELD, reason=StateReason("release-lost")),
        stand(DeliveryState.HELD),
    ],
    ActionKind.RECORD: [stand(DeliveryState.PUBLISHED, addresses=("https://mp.weixin.qq.com/s/a",))],
}


@pytest.mark.parametrize(("expected", "known"), [(kind, known) for kind, all_ in BEGUN.items() for known in all_])
@pytest.mark.parametrize(
    ("after", "schedule"), [(-100 * HOUR, DRAFTS), (HOUR, DRAFTS), (9999 * HOUR, DRAFTS), (9999 * HOUR, RELEASES)]
)
def test_what_was_begun_is_finished_whatever_the_time(
    expected: ActionKind, known: Delivery, after: timedelta, schedule: ScheduleSettings
) -> None:
    assert kind(known, after, schedule) == expected


@pytest.mark.parametrize("known", BEGUN[ActionKind.FINISH])
def test_a_draft_that_was_begun_is_finished_and_goes_out_in_its_time(known: Delivery) -> None:
    assert kind(known, HOUR, RELEASES) == ActionKind.RELEASE


def test_what_was_begun_is_finished_though_its_file_is_gone() -> None:
    agenda = plan_run([], [stand(DeliveryState.SUBMITTED)], PlanningTime(AT, DRAFTS))

    assert agenda == [PlannedAction(ISSUE, ActionKind.LOOK, None)]


def test_an_address_that_is_written_down_is_not_written_again() -> None:
    assert kind(BEGUN[ActionKind.RECORD][0], out=frozenset({NAME})) == "nothing"


def test_an_address_that_is_never_written_down_is_no_duty() -> None:
    assert kind(BEGUN[ActionKind.RECORD][0], records=False) == "nothing"


def test_what_was_begun_comes_before_what_is_due_and_that_in_the_order_of_its_time() -> None:
    dues = [DueIssue(name, AT + timedelta(minutes=number)) for number, name in enumerate("dcba")]
    known = [stand(DeliveryState.SUBMITTED, issue="a"), stand(DeliveryState.UNCERTAIN, issue="b")]

    agenda = plan_run([*dues, DueIssue("e", AT - 99 * HOUR)], known, PlanningTime(AT + HOUR, DRAFTS))

    assert [(action.issue, action.kind) for action in agenda] == [
        ("b", ActionKind.FINISH),
        ("a", ActionKind.LOOK),
        ("e", ActionKind.HOLD),
        ("d", ActionKind.DRAFT),
        ("c", ActionKind.DRAFT),
    ]


# --- what nobody can tell -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "out", "told"),
    [
        (None, (), True),
        (KNOWN, (), True),
        (stand(DeliveryState.PUBLISHED), (), False),
        (None, (NAME,), False),
    ],
)
def test_a_time_that_cannot_be_read_is_told_until_the_issue_is_out(
    known: Delivery | None, out: tuple[str, ...], told: bool
) -> None:
    due = DueIssue(ISSUE, None, (Problem("publish-at"),))
    now = PlanningTime(AT, DRAFTS, frozenset(out))

    assert find_unknown([due, DueIssue("b", AT)], [known] if known else [], now) == [due] * told
    assert plan_run([due], [known] if known else [], now) == []
