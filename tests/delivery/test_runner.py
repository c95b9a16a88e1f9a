from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from publish.core.back_issue import PublishedIssue
from publish.core.delivery_record import DeliveryState, DueIssue, IssueResult, RunOutcome
from publish.core.exceptions import ArticleError, NotSentError, OutputError, PublishError, UncertainError
from publish.core.ports import Timeouts
from publish.core.problem import Problem
from publish.core.settings import ScheduleSettings
from publish.delivery import (
    DraftContents,
    PlanningTime,
    ReleaseOptions,
    RunHooks,
    plan_run,
    prepare_draft_contents,
    push_draft,
    run_plan,
)
from publish.delivery.release_draft import release_draft
from publish.delivery.runner import MAX_CLOCK_LEAD_SECONDS
from tests.delivery.scenarios import Scene, make_article
from tests.delivery.test_crashes import CrashError, arm, crash
from tests.fakes import refuse

FIRST, SECOND = "issues/2020-06-03", "issues/2020-06-17"
AT = datetime(2026, 11, 21, 7, tzinfo=UTC)
OUT = "https://mp.weixin.qq.com/s/publish-1"
SUBMITTED = 8
"""Which call of a run that releases hands the draft in."""


@dataclass
class Office:
    """A newsletter with a schedule: what is due, and what was written down about it."""

    scene: Scene = field(default_factory=lambda: Scene(timeouts=Timeouts(polls=(1, 2))))
    schedule: ScheduleSettings = field(default_factory=lambda: ScheduleSettings(action="release"))
    dues: list[DueIssue] = field(default_factory=lambda: [DueIssue(FIRST, AT)])
    recorded: dict[str, PublishedIssue] = field(default_factory=dict)
    lead: float | None = 0
    words: str = "正文"

    def run(self) -> list[IssueResult]:
        """Do what is due, and forget the calls of before."""
        self.scene.platform.calls.clear()
        now = PlanningTime(self.scene.clock.now(), self.schedule, frozenset(self.recorded))
        agenda = plan_run(self.dues, self.scene.ledger.list_deliveries(), now)
        desk = RunHooks(self.plan, self.recorded.__setitem__, str, lambda: self.lead)
        return list(run_plan(agenda, self.scene.outside, desk))

    def plan(self, issue: str) -> DraftContents:
        source = f"https://example.org/{issue}"
        return prepare_draft_contents(issue, make_article(self.words, title=f"简报 {issue}", source_url=source))

    def endings(self) -> list[RunOutcome]:
        return [result.ending for result in self.run()]

    @property
    def articles_out(self) -> int:
        return len(self.scene.platform.publications)


def test_run_publishes_due_issues_and_records_their_addresses() -> None:
    office = Office()

    [result] = office.run()

    assert (result.ending, result.place, result.code) == (RunOutcome.PUBLISHED, OUT, 0)
    assert office.recorded == {"2020-06-03": PublishedIssue(OUT, f"简报 {FIRST}", AT + timedelta(hours=1))}


def test_run_stops_at_the_draft_when_schedule_action_is_draft() -> None:
    office = Office(schedule=ScheduleSettings(action="draft"))

    [result] = office.run()

    assert (result.ending, result.place, office.articles_out) == (RunOutcome.DRAFTED, "draft-1", 0)
    assert office.run() == []


def test_run_makes_no_call_when_nothing_is_due() -> None:
    office = Office(dues=[DueIssue(FIRST, AT + timedelta(days=1))])

    assert (office.run(), office.scene.platform.calls) == ([], [])


def test_run_repeats_nothing_when_the_clock_is_put_back() -> None:
    office = Office()
    office.run()

    for days in (-1, -3650, 3650, 1):
        office.scene.clock.time += timedelta(days=days)
        assert (office.run(), office.scene.platform.calls) == ([], [])

    assert (office.articles_out, len(office.scene.platform.made)) == (1, 1)


def test_run_publishes_issues_in_order_of_their_times() -> None:
    office = Office(dues=[DueIssue(SECOND, AT), DueIssue(FIRST, AT - timedelta(hours=2))])

    assert [result.issue for result in office.run()] == [FIRST, SECOND]


# --- late ---------------------------------------------------------------------------------------


def test_overdue_issue_is_held_and_reported_once() -> None:
    office = Office(dues=[DueIssue(FIRST, AT - timedelta(days=2))])

    [result] = office.run()

    [problem] = result.problems
    assert (result.ending, result.code, problem.message) == (RunOutcome.HELD, 5, "run-late")
    assert problem.values == {"issue": "2020-06-03", "due": str(AT - timedelta(days=2))}
    assert (office.run(), office.scene.platform.calls, office.articles_out) == ([], [], 0)


def test_overdue_issue_is_published_on_confirmation() -> None:
    office = Office(dues=[DueIssue(FIRST, AT - timedelta(days=2))])
    office.run()

    plan = office.plan(FIRST)
    push_draft(plan, office.scene.outside)
    released = release_draft(FIRST, office.scene.outside, ReleaseOptions(plan.content))

    assert released.delivery.state is DeliveryState.PUBLISHED
    assert (office.endings(), office.articles_out) == (
        [RunOutcome.PUBLISHED],
        1,
    )  # written down, as `publish release` does
    assert office.run() == []


def test_overdue_draft_is_held_and_can_be_released() -> None:
    office = Office(schedule=ScheduleSettings(action="draft"))
    office.run()
    office.schedule = ScheduleSettings(action="release")
    office.scene.clock.time += timedelta(days=2)

    assert office.endings() == [RunOutcome.HELD]

    released = release_draft(FIRST, office.scene.outside, ReleaseOptions(office.plan(FIRST).content))
    assert (released.delivery.addresses, len(office.scene.platform.made)) == ((OUT,), 1)


def test_overdue_issue_without_draft_cannot_be_released() -> None:
    office = Office(dues=[DueIssue(FIRST, AT - timedelta(days=2))])
    office.run()

    with pytest.raises(ArticleError) as caught:
        release_draft(FIRST, office.scene.outside, ReleaseOptions())

    assert caught.value.problems[0].message == "release-no-draft"


def test_new_publish_time_clears_the_overdue_hold() -> None:
    office = Office(dues=[DueIssue(FIRST, AT - timedelta(days=2))])
    office.run()
    office.dues = [DueIssue(FIRST, AT)]

    assert office.endings() == [RunOutcome.PUBLISHED]


# --- the clock ----------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [AT, AT - timedelta(days=2)])
def test_run_publishes_and_holds_nothing_when_the_clock_is_ahead(at: datetime) -> None:
    office = Office(dues=[DueIssue(FIRST, at)], lead=MAX_CLOCK_LEAD_SECONDS + 1)

    with pytest.raises(NotSentError) as caught:
        office.run()

    assert caught.value.problems[0].message == "run-clock"
    assert (office.scene.platform.calls, office.scene.ledger.saved) == ([], [])


@pytest.mark.parametrize("lead", [None, MAX_CLOCK_LEAD_SECONDS, -9999])
def test_clock_behind_or_unknown_only_delays(lead: float | None) -> None:
    office = Office(lead=lead)

    assert office.endings() == [RunOutcome.PUBLISHED]


def test_run_finishes_begun_work_whatever_the_clock() -> None:
    office = Office()
    arm(office.scene, "after", SUBMITTED, crash)
    with pytest.raises(CrashError):
        office.run()
    office.lead = 9999

    assert office.endings() == [RunOutcome.PUBLISHED]


# --- what goes wrong ----------------------------------------------------------------------------


def fail_once(office: Office, name: str, error: Callable[[], PublishError], side: str = "before") -> None:
    broken = True

    def fail(called: str) -> None:
        nonlocal broken
        if broken and called == name:
            broken = False
            raise error()

    setattr(office.scene.platform, side, fail)


def unknown() -> PublishError:
    return UncertainError(Problem("issue-empty"))


def test_error_of_one_issue_does_not_stop_the_others() -> None:
    office = Office(dues=[DueIssue(FIRST, AT), DueIssue(SECOND, AT)])
    fail_once(office, "add_draft", lambda: refuse(45166, "draft/add"))

    first, second = office.run()

    assert (first.ending, first.code, second.ending) == (RunOutcome.FAILED, 4, RunOutcome.PUBLISHED)
    assert office.endings() == [RunOutcome.PUBLISHED]


def test_unreachable_platform_ends_the_run() -> None:
    office = Office(dues=[DueIssue(FIRST, AT), DueIssue(SECOND, AT)])
    fail_once(office, "upload_picture", lambda: NotSentError(Problem("issue-empty")))

    with pytest.raises(NotSentError):
        office.run()

    assert office.scene.platform.calls == ["list_drafts", "list_publications", "upload_picture"]
    assert office.endings() == [RunOutcome.PUBLISHED, RunOutcome.PUBLISHED]


def test_submission_with_lost_answer_is_held_and_only_searched_for() -> None:
    office = Office()
    fail_once(office, "submit", unknown)

    ended = [office.endings() for _ in range(3)]

    assert (ended, office.articles_out) == ([[RunOutcome.HELD]] * 3, 0)
    assert "submit" not in office.scene.platform.calls


def test_submission_that_arrived_is_found_by_the_next_run() -> None:
    office = Office()
    office.scene.platform.publish_delay = 100
    fail_once(office, "submit", unknown, "after")
    held = office.endings()
    office.scene.clock.wait(100)

    assert (held, office.endings(), office.articles_out) == ([RunOutcome.HELD], [RunOutcome.PUBLISHED], 1)
    assert "2020-06-03" in office.recorded


def test_slow_publication_is_pending_until_published() -> None:
    office = Office()
    office.scene.platform.publish_delay = 1000

    [pending] = office.run()
    office.scene.clock.wait(1000)

    assert (pending.ending, pending.code) == (RunOutcome.PENDING, 5)
    assert (office.endings(), office.scene.platform.calls) == ([RunOutcome.PUBLISHED], ["poll"])


def test_run_of_an_unauthorised_account_leaves_the_draft_to_a_person() -> None:
    office = Office()
    office.scene.platform.may_publish = False

    [result] = office.run()

    assert (result.ending, result.place, result.code) == (RunOutcome.BY_HAND, "draft-1", 0)
    assert [problem.message for problem in result.problems] == ["release-by-hand"]
    assert office.run() == []


def test_defective_draft_is_reported_once_when_schedule_action_is_draft() -> None:
    office = Office(schedule=ScheduleSettings(action="draft"))
    spoil(office)

    [result] = office.run()

    assert (result.ending, result.code, office.articles_out) == (RunOutcome.FAILED, 3, 0)
    assert office.run() == []


def test_defective_draft_is_not_released() -> None:
    office = Office()
    spoil(office)

    assert (office.endings(), office.articles_out) == ([RunOutcome.FAILED], 0)


def spoil(office: Office) -> None:
    """Let WeChat keep other words than it was sent."""

    def change(name: str) -> None:
        platform = office.scene.platform
        if name == "add_draft":
            for media_id, draft in platform.drafts.items():
                articles = tuple(item._replace(title="别的") for item in draft.articles)
                platform.drafts[media_id] = draft._replace(articles=articles)

    office.scene.platform.after = change


def test_issue_that_cannot_be_built_is_reported_at_every_run() -> None:
    office = Office()
    plan = office.plan

    def fail(issue: str) -> DraftContents:
        raise ArticleError(Problem("picture-missing", {"path": issue}))

    office.plan = fail  # type: ignore[method-assign]
    results = [office.run()[0] for _ in range(2)]
    office.plan = plan  # type: ignore[method-assign]

    assert [(result.ending, result.code) for result in results] == [(RunOutcome.FAILED, 3)] * 2
    assert office.endings() == [RunOutcome.PUBLISHED]


# --- a run that dies ----------------------------------------------------------------------------

CALLS = [
    *["list_drafts", "list_publications", "upload_picture", "upload_cover", "add_draft", "get_draft"],
    *["get_draft", "list_publications", "submit", "poll"],
]


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("number", range(len(CALLS)))
def test_crashed_run_is_finished_by_later_runs(side: str, number: int) -> None:
    office = Office()
    arm(office.scene, side, number, crash)
    with pytest.raises(CrashError):
        office.run()
    assert office.scene.platform.calls == CALLS[: number + 1]

    ended = [office.endings() for _ in range(3)]

    lost = side == "before" and CALLS[number] in ("add_draft", "submit")
    assert office.articles_out == (0 if lost else 1)
    assert len(office.scene.platform.made) <= 1
    assert ended == ([[RunOutcome.HELD]] * 3 if lost else [[RunOutcome.PUBLISHED], [], []])
    assert bool(office.recorded) != lost


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("number", range(6))
def test_run_crashed_at_the_draft_is_finished_by_the_next(side: str, number: int) -> None:
    office = Office(schedule=ScheduleSettings(action="draft"))
    arm(office.scene, side, number, crash)
    with pytest.raises(CrashError):
        office.run()

    ended = [office.endings() for _ in range(2)]

    lost = (side, CALLS[number]) == ("before", "add_draft")
    assert ended == ([[RunOutcome.HELD]] * 2 if lost else [[RunOutcome.DRAFTED], []])


def test_unrecorded_address_is_recorded_by_the_next_run() -> None:
    office = Office()

    class DeadDict(dict[str, PublishedIssue]):
        def __setitem__(self, *_: object) -> None:
            raise CrashError

    office.recorded = DeadDict()
    with pytest.raises(CrashError):
        office.run()
    office.recorded = {}

    [result] = office.run()

    assert (result.ending, result.place, office.scene.platform.calls) == (RunOutcome.PUBLISHED, OUT, [])
    assert office.recorded["2020-06-03"].url == OUT


def test_published_issue_is_reported_when_its_address_cannot_be_recorded() -> None:
    office = Office()

    class FullDict(dict[str, PublishedIssue]):
        def __setitem__(self, *_: object) -> None:
            raise OutputError(Problem("file-unwritable", {"path": "publications.json", "reason": "full"}))

    office.recorded = FullDict()

    results = [office.run()[0] for _ in range(2)]

    assert [(result.ending, result.place, result.code) for result in results] == [(RunOutcome.PUBLISHED, OUT, 3)] * 2
    assert office.articles_out == 1


def test_publication_without_address_is_not_recorded() -> None:
    office = Office()
    office.run()
    [known] = office.scene.ledger.list_deliveries()
    office.scene.ledger.save(known._replace(addresses=()))
    office.recorded = {}

    assert (office.run(), office.recorded) == ([], {})


def test_published_mass_send_without_address_asks_a_person_for_it() -> None:
    office = Office()
    office.run()
    [known] = office.scene.ledger.list_deliveries()
    office.scene.ledger.save(known._replace(addresses=(), state=DeliveryState.SUBMITTED, clientmsgid="key"))
    office.scene.platform.message_id = known.publish_id

    [result] = office.run()

    assert (result.ending, result.place) == (RunOutcome.PUBLISHED, "")
    assert [problem.message for problem in result.problems] == ["release-address"]
