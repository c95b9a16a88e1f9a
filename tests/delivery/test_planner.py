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
from publish.delivery.holds import LATE, clear_overdue_hold, is_overdue
from publish.delivery.planner import BY_HAND, PlanningTime, find_unknown, plan_ahead, plan_run

ISSUE, NAME = "issues/2020-06-17", "2020-06-17"
AT = datetime(2020, 6, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DRAFTED = Delivery(
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


def kind(delivery: Delivery | None, after: timedelta = HOUR, schedule: ScheduleSettings = DRAFTS, **more: Any) -> str:
    """Return what is to be done so long after an issue's time."""
    actions = plan_run(
        [DueIssue(ISSUE, AT)], [delivery] if delivery else [], PlanningTime(AT + after, schedule, **more)
    )
    return actions[0].kind if actions else "nothing"


def make_delivery(state: DeliveryState, **more: object) -> Delivery:
    return DRAFTED._replace(state=state, **more)  # type: ignore[arg-type]


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
def test_issue_is_due_from_its_publish_time_until_the_late_limit(
    after: timedelta, schedule: ScheduleSettings, expected: str
) -> None:
    assert kind(None, after, schedule) == expected
    assert kind(make_delivery(DeliveryState.PLANNED, media_id=""), after, schedule) == expected


def test_issue_with_recorded_address_is_never_due() -> None:
    assert kind(None, out=frozenset({NAME})) == "nothing"


def test_plan_ends_at_the_draft_when_schedule_action_is_draft() -> None:
    assert [kind(DRAFTED), kind(DRAFTED, 100 * HOUR), kind(DRAFTED, -HOUR)] == ["nothing"] * 3


def test_plan_releases_a_draft_when_schedule_action_is_release() -> None:
    assert [kind(DRAFTED, hours * HOUR, RELEASES) for hours in (-1, 1, 25)] == [
        "nothing",
        ActionKind.RELEASE,
        ActionKind.HOLD,
    ]


def test_plan_skips_a_draft_that_waits_for_a_person() -> None:
    waiting = DRAFTED._replace(reason=StateReason(BY_HAND))

    assert [kind(waiting, hours * HOUR, RELEASES) for hours in (1, 25)] == ["nothing", "nothing"]


def test_plan_does_not_read_a_defective_draft_again() -> None:
    assert kind(DRAFTED._replace(kept="", reason=StateReason("draft-text"))) == "nothing"


def test_plan_retries_after_a_temporary_refusal() -> None:
    assert kind(DRAFTED._replace(reason=StateReason("api-busy")), schedule=RELEASES) == ActionKind.RELEASE


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.REMOVED, DeliveryState.PUBLISHED])
@pytest.mark.parametrize("schedule", [DRAFTS, RELEASES])
@pytest.mark.parametrize("after", [HOUR, 100 * HOUR])
def test_plan_skips_ended_deliveries(state: DeliveryState, schedule: ScheduleSettings, after: timedelta) -> None:
    assert kind(make_delivery(state), after, schedule) == "nothing"


# --- what is late -------------------------------------------------------------------------------


def test_plan_holds_an_overdue_issue_once() -> None:
    held = make_delivery(DeliveryState.HELD, reason=LATE_REASON)

    assert kind(held, 100 * HOUR, RELEASES) == "nothing"


def test_issue_held_by_a_fast_clock_is_due_when_the_clock_is_corrected() -> None:
    held = make_delivery(DeliveryState.HELD, reason=LATE_REASON, media_id="")

    assert [kind(held, hours * HOUR) for hours in (-1, 1)] == ["nothing", ActionKind.DRAFT]


def test_clear_overdue_hold_restores_the_state_before_the_hold() -> None:
    held = make_delivery(DeliveryState.HELD, reason=LATE_REASON)

    assert clear_overdue_hold(held) == DRAFTED
    assert clear_overdue_hold(held._replace(media_id="")) == make_delivery(DeliveryState.PLANNED, media_id="")
    assert is_overdue(held)


@pytest.mark.parametrize(
    "delivery", [None, DRAFTED, make_delivery(DeliveryState.HELD, reason=StateReason("release-lost"))]
)
def test_clear_overdue_hold_leaves_other_holds(delivery: Delivery | None) -> None:
    assert clear_overdue_hold(delivery) is delivery


# --- what was begun -----------------------------------------------------------------------------

BEGUN = {
    ActionKind.FINISH: [
        make_delivery(DeliveryState.DRAFT_INTENT),
        make_delivery(DeliveryState.UNCERTAIN),
        make_delivery(DeliveryState.DRAFTED, content=""),
        make_delivery(DeliveryState.DRAFTED, kept=""),
    ],
    ActionKind.LOOK: [
        make_delivery(DeliveryState.RELEASE_INTENT),
        make_delivery(DeliveryState.SUBMITTED),
        make_delivery(DeliveryState.HELD, reason=StateReason("release-lost")),
        make_delivery(DeliveryState.HELD),
    ],
    ActionKind.RECORD: [make_delivery(DeliveryState.PUBLISHED, addresses=("https://mp.weixin.qq.com/s/a",))],
}


@pytest.mark.parametrize(
    ("expected", "delivery"), [(kind, delivery) for kind, all_ in BEGUN.items() for delivery in all_]
)
@pytest.mark.parametrize(
    ("after", "schedule"), [(-100 * HOUR, DRAFTS), (HOUR, DRAFTS), (9999 * HOUR, DRAFTS), (9999 * HOUR, RELEASES)]
)
def test_plan_finishes_begun_work_at_any_time(
    expected: ActionKind, delivery: Delivery, after: timedelta, schedule: ScheduleSettings
) -> None:
    assert kind(delivery, after, schedule) == expected


@pytest.mark.parametrize("delivery", BEGUN[ActionKind.FINISH])
def test_begun_draft_is_finished_and_released_at_its_publish_time(delivery: Delivery) -> None:
    assert kind(delivery, HOUR, RELEASES) == ActionKind.RELEASE


def test_plan_finishes_begun_work_when_the_issue_file_is_missing() -> None:
    actions = plan_run([], [make_delivery(DeliveryState.SUBMITTED)], PlanningTime(AT, DRAFTS))

    assert actions == [PlannedAction(ISSUE, ActionKind.LOOK, None)]


def test_plan_skips_a_recorded_address() -> None:
    assert kind(BEGUN[ActionKind.RECORD][0], out=frozenset({NAME})) == "nothing"


def test_plan_records_no_address_when_addresses_are_not_recorded() -> None:
    assert kind(BEGUN[ActionKind.RECORD][0], records=False) == "nothing"


def test_plan_orders_begun_work_before_due_issues_by_time() -> None:
    dues = [DueIssue(name, AT + timedelta(minutes=number)) for number, name in enumerate("dcba")]
    delivery = [make_delivery(DeliveryState.SUBMITTED, issue="a"), make_delivery(DeliveryState.UNCERTAIN, issue="b")]

    actions = plan_run([*dues, DueIssue("e", AT - 99 * HOUR)], delivery, PlanningTime(AT + HOUR, DRAFTS))

    assert [(action.issue, action.kind) for action in actions] == [
        ("b", ActionKind.FINISH),
        ("a", ActionKind.LOOK),
        ("e", ActionKind.HOLD),
        ("d", ActionKind.DRAFT),
        ("c", ActionKind.DRAFT),
    ]


# --- invalid publish times ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delivery", "out", "reported"),
    [
        (None, (), True),
        (DRAFTED, (), True),
        (make_delivery(DeliveryState.PUBLISHED), (), False),
        (None, (NAME,), False),
    ],
)
def test_find_unknown_returns_issues_with_invalid_time_until_published(
    delivery: Delivery | None, out: tuple[str, ...], reported: bool
) -> None:
    due = DueIssue(ISSUE, None, (Problem("publish-at"),))
    now = PlanningTime(AT, DRAFTS, frozenset(out))

    assert find_unknown([due, DueIssue("b", AT)], [delivery] if delivery else [], now) == [due] * reported
    assert plan_run([due], [delivery] if delivery else [], now) == []


# --- what is to come ----------------------------------------------------------------------------


def plan_from_before(dues: list[DueIssue], *deliveries: Delivery, **more: Any) -> list[tuple[str, str]]:
    """Return what is planned a day before the time of the issue."""
    now = PlanningTime(AT - timedelta(days=1), more.pop("schedule", DRAFTS), **more)
    return [(action.issue, action.kind) for action in plan_ahead(dues, deliveries, now)]


@pytest.mark.parametrize(("schedule", "expected"), [(DRAFTS, ActionKind.DRAFT), (RELEASES, ActionKind.RELEASE)])
def test_plan_ahead_tells_what_runs_will_do_when_the_time_comes(schedule: ScheduleSettings, expected: str) -> None:
    later = DueIssue("issues/2020-07-01", AT + 14 * 24 * HOUR)
    unknown = DueIssue("issues/2020-07-15", None)

    planned = plan_from_before([later, unknown, DueIssue(ISSUE, AT)], schedule=schedule)

    assert planned == [(ISSUE, expected), ("issues/2020-07-01", expected)]


def test_plan_ahead_leaves_out_what_is_done_or_goes_out_with_another_issue() -> None:
    due, other = DueIssue(ISSUE, AT, others=("issues/extra",)), DueIssue("issues/extra", AT)

    assert plan_from_before([due, other]) == [(ISSUE, ActionKind.DRAFT)]
    assert plan_from_before([due], DRAFTED) == []
    assert plan_from_before([due], out={NAME}) == []


def test_plan_ahead_holds_what_is_long_overdue() -> None:
    planned = plan_ahead([DueIssue(ISSUE, AT)], [], PlanningTime(AT + 99 * HOUR, DRAFTS))

    assert [action.kind for action in planned] == [ActionKind.HOLD]
