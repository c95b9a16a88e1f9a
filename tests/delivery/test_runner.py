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


def test_what_is_due_goes_out_and_its_address_is_written_down() -> None:
    office = Office()

    [result] = office.run()

    assert (result.ending, result.place, result.code) == (RunOutcome.PUBLISHED, OUT, 0)
    assert office.recorded == {"2020-06-03": PublishedIssue(OUT, f"简报 {FIRST}", AT + timedelta(hours=1))}


def test_a_run_stops_at_the_draft_where_it_should() -> None:
    office = Office(schedule=ScheduleSettings(action="draft"))

    [result] = office.run()

    assert (result.ending, result.place, office.articles_out) == (RunOutcome.DRAFTED, "draft-1", 0)
    assert office.run() == []


def test_with_nothing_due_nothing_is_asked() -> None:
    office = Office(dues=[DueIssue(FIRST, AT + timedelta(days=1))])

    assert (office.run(), office.scene.platform.calls) == ([], [])


def test_what_is_done_is_not_done_again_though_the_clock_is_put_back() -> None:
    office = Office()
    office.run()

    for days in (-1, -3650, 3650, 1):
        office.scene.clock.time += timedelta(days=days)
        assert (office.run(), office.scene.platform.calls) == ([], [])

    assert (office.articles_out, len(office.scene.platform.made)) == (1, 1)


def test_several_issues_go_out_in_the_order_of_their_times() -> None:
    office = Office(dues=[DueIssue(SECOND, AT), DueIssue(FIRST, AT - timedelta(hours=2))])

    assert [result.issue for result in office.run()] == [FIRST, SECOND]


# --- late ---------------------------------------------------------------------------------------


def test_what_is_too_late_is_held_and_told_once() -> None:
    office = Office(dues=[DueIssue(FIRST, AT - timedelta(days=2))])

    [result] = office.run()

    [problem] = result.problems
    assert (result.ending, result.code, problem.message) == (RunOutcome.HELD, 5, "run-late")
    assert problem.values == {"issue": "2020-06-03", "due": str(AT - timedelta(days=2))}
    assert (office.run(), office.scene.platform.calls, office.articles_out) == ([], [], 0)


def test_what_is_held_for_its_time_goes_out_at_a_persons_word() -> None:
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


def test_a_draft_whose_time_is_past_is_held_with_its_draft_and_can_go_out() -> None:
    office = Office(schedule=ScheduleSettings(action="draft"))
    office.run()
    office.schedule = ScheduleSettings(action="release")
    office.scene.clock.time += timedelta(days=2)

    assert office.endings() == [RunOutcome.HELD]

    released = release_draft(FIRST, office.scene.outside, ReleaseOptions(office.plan(FIRST).content))
    assert (released.delivery.addresses, len(office.scene.platform.made)) == ((OUT,), 1)


def test_without_a_draft_what_is_held_for_its_time_cannot_be_released() -> None:
    office = Office(dues=[DueIssue(FIRST, AT - timedelta(days=2))])
    office.run()

    with pytest.raises(ArticleError) as caught:
        release_draft(FIRST, office.scene.outside, ReleaseOptions())

    assert caught.value.problems[0].message == "release-no-draft"


def test_a_new_time_wakes_what_was_held_for_the_old_one() -> None:
    office = Office(dues=[DueIssue(FIRST, AT - timedelta(days=2))])
    office.run()
    office.dues = [DueIssue(FIRST, AT)]

    assert office.endings() == [RunOutcome.PUBLISHED]


# --- the clock ----------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [AT, AT - timedelta(days=2)])
def test_a_clock_that_is_ahead_publishes_and_holds_nothing(at: datetime) -> None:
    office = Office(dues=[DueIssue(FIRST, at)], lead=MAX_CLOCK_LEAD_SECONDS + 1)

    with pytest.raises(NotSentError) as caught:
        office.run()

    assert caught.value.problems[0].message == "run-clock"
    assert (office.scene.platform.calls, office.scene.ledger.saved) == ([], [])


@pytest.mark.parametrize("lead", [None, MAX_CLOCK_LEAD_SECONDS, -9999])
def test_a_clock_that_is_behind_or_not_known_to_be_wrong_only_delays(lead: float | None) -> None:
    office = Office(lead=lead)

    assert office.endings() == [RunOutcome.PUBLISHED]


def test_what_was_begun_is_finished_whatever_the_clock_says() -> None:
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


def test_what_one_issue_ends_with_stops_no_other() -> None:
    office = Office(dues=[DueIssue(FIRST, AT), DueIssue(SECOND, AT)])
    fail_once(office, "add_draft", lambda: refuse(45166, "draft/add"))

    first, second = office.run()

    assert (first.ending, first.code, second.ending) == (RunOutcome.FAILED, 4, RunOutcome.PUBLISHED)
    assert office.endings() == [RunOutcome.PUBLISHED]


def test_without_a_way_to_the_platform_the_others_wait_for_the_next_run() -> None:
    office = Office(dues=[DueIssue(FIRST, AT), DueIssue(SECOND, AT)])
    fail_once(office, "upload_picture", lambda: NotSentError(Problem("issue-empty")))

    with pytest.raises(NotSentError):
        office.run()

    assert office.scene.platform.calls == ["list_drafts", "list_publications", "upload_picture"]
    assert office.endings() == [RunOutcome.PUBLISHED, RunOutcome.PUBLISHED]


def test_a_submission_whose_answer_is_lost_is_held_and_only_looked_for() -> None:
    office = Office()
    fail_once(office, "submit", unknown)

    ended = [office.endings() for _ in range(3)]

    assert (ended, office.articles_out) == ([[RunOutcome.HELD]] * 3, 0)
    assert "submit" not in office.scene.platform.calls


def test_a_submission_that_arrived_is_found_again() -> None:
    office = Office()
    office.scene.platform.publish_delay = 100
    fail_once(office, "submit", unknown, "after")
    held = office.endings()
    office.scene.clock.wait(100)

    assert (held, office.endings(), office.articles_out) == ([RunOutcome.HELD], [RunOutcome.PUBLISHED], 1)
    assert "2020-06-03" in office.recorded


def test_what_takes_long_is_on_its_way_until_it_is_out() -> None:
    office = Office()
    office.scene.platform.publish_delay = 1000

    [pending] = office.run()
    office.scene.clock.wait(1000)

    assert (pending.ending, pending.code) == (RunOutcome.PENDING, 5)
    assert (office.endings(), office.scene.platform.calls) == ([RunOutcome.PUBLISHED], ["poll"])


def test_an_account_that_may_not_publish_leaves_its_draft_to_a_person() -> None:
    office = Office()
    office.scene.platform.may_publish = False

    [result] = office.run()

    assert (result.ending, result.place, result.code) == (RunOutcome.BY_HAND, "draft-1", 0)
    assert [problem.message for problem in result.problems] == ["release-by-hand"]
    assert office.run() == []


def test_what_wechat_changed_does_not_go_out_and_is_told_once_where_a_run_stops_at_the_draft() -> None:
    office = Office(schedule=ScheduleSettings(action="draft"))
    spoil(office)

    [result] = office.run()

    assert (result.ending, result.code, office.articles_out) == (RunOutcome.FAILED, 3, 0)
    assert office.run() == []


def test_what_wechat_changed_does_not_go_out_by_itself() -> None:
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


def test_an_issue_that_cannot_be_built_is_told_at_every_run_until_it_can() -> None:
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
def test_a_run_that_dies_is_finished_by_the_next_ones(side: str, number: int) -> None:
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
def test_a_run_that_dies_at_the_draft_is_finished_by_the_next(side: str, number: int) -> None:
    office = Office(schedule=ScheduleSettings(action="draft"))
    arm(office.scene, side, number, crash)
    with pytest.raises(CrashError):
        office.run()

    ended = [office.endings() for _ in range(2)]

    lost = (side, CALLS[number]) == ("before", "add_draft")
    assert ended == ([[RunOutcome.HELD]] * 2 if lost else [[RunOutcome.DRAFTED], []])


def test_an_address_that_could_not_be_written_down_is_written_by_the_next_run() -> None:
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


def test_what_is_out_is_told_so_though_its_address_cannot_be_written_down() -> None:
    office = Office()

    class FullDict(dict[str, PublishedIssue]):
        def __setitem__(self, *_: object) -> None:
            raise OutputError(Problem("file-unwritable", {"path": "publications.json", "reason": "full"}))

    office.recorded = FullDict()

    results = [office.run()[0] for _ in range(2)]

    assert [(result.ending, result.place, result.code) for result in results] == [(RunOutcome.PUBLISHED, OUT, 3)] * 2
    assert office.articles_out == 1


def test_an_issue_that_is_out_without_an_address_is_not_written_down() -> None:
    office = Office()
    office.run()
    [known] = office.scene.ledger.list_deliveries()
    office.scene.ledger.save(known._replace(addresses=()))
    office.recorded = {}

    assert (office.run(), office.recorded) == ([], {})


def test_what_a_person_said_is_out_without_an_address_ends_a_run_that_looked() -> None:
    office = Office()
    office.run()
    [known] = office.scene.ledger.list_deliveries()
    office.scene.ledger.save(known._replace(addresses=(), state=DeliveryState.SUBMITTED, clientmsgid="key"))
    office.scene.platform.message_id = known.publish_id

    [result] = office.run()

    assert (result.ending, result.place) == (RunOutcome.PUBLISHED, "")
    assert [problem.message for problem in result.problems] == ["release-address"]
