from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import pytest

from publish.core.article import BuiltArticle
from publish.core.back_issue import PublishedIssue
from publish.core.delivery_record import Delivery, DeliveryState, DueIssue, IssueResult, RunOutcome
from publish.core.exceptions import ArticleError, NotSentError, OutputError, PublishError, UncertainError
from publish.core.ports import Timeouts
from publish.core.problem import Problem
from publish.core.settings import ScheduleSettings
from publish.delivery.draft_contents import DraftContents, prepare_draft_contents
from publish.delivery.planner import PlanningTime, plan_run
from publish.delivery.push_draft import push_draft
from publish.delivery.release_draft import ReleaseOptions, release_draft
from publish.delivery.runner import MAX_CLOCK_LEAD_SECONDS, RunHooks, run_plan
from tests.delivery.scenarios import Scenario, Shortener, make_article, make_shortener
from tests.delivery.test_crashes import CrashError, arm, crash
from tests.fakes import refuse

FIRST, SECOND = "issues/2020-06-03", "issues/2020-06-17"
AT = datetime(2026, 11, 21, 7, tzinfo=UTC)
OUT = "https://mp.weixin.qq.com/s/publish-1"
SUBMITTED = 8
"""Which call of a run that releases hands the draft in."""


@dataclass
class RunHarness:
    """A newsletter with a schedule: what is due, and what was written down about it."""

    scenario: Scenario = field(default_factory=lambda: Scenario(timeouts=Timeouts(poll_delays=(1, 2))))
    schedule: ScheduleSettings = field(default_factory=lambda: ScheduleSettings(action="release"))
    dues: list[DueIssue] = field(default_factory=lambda: [DueIssue(FIRST, AT)])
    recorded: dict[str, PublishedIssue] = field(default_factory=dict)
    lead: float | None = 0
    words: str = "正文"
    shorten: Shortener | None = None

    def run(self) -> list[IssueResult]:
        """Do what is due, and forget the calls of before."""
        self.scenario.platform.calls.clear()
        now = PlanningTime(self.scenario.clock.now(), self.schedule, frozenset(self.recorded))
        actions = plan_run(self.dues, self.scenario.ledger.list_deliveries(), now)
        hooks = RunHooks(self.plan, self.record, str, lambda: self.lead)
        return list(run_plan(actions, self.scenario.services, hooks))

    def record(self, publications: Mapping[str, PublishedIssue]) -> None:
        for name, publication in publications.items():
            self.recorded[PurePosixPath(name).name] = publication

    def plan(self, issue: str, _: Delivery | None) -> DraftContents:
        source = f"https://example.org/{issue}"
        article = make_article(self.words, title=f"简报 {issue}", source_url=source)
        return prepare_draft_contents(BuiltArticle(issue, article, self.shorten))

    def endings(self) -> list[RunOutcome]:
        return [result.outcome for result in self.run()]

    @property
    def articles_out(self) -> int:
        return len(self.scenario.platform.publications)


def test_run_publishes_due_issues_and_records_their_addresses() -> None:
    harness = RunHarness()

    [result] = harness.run()

    assert (result.outcome, result.reference, result.code) == (RunOutcome.PUBLISHED, OUT, 0)
    assert harness.recorded == {"2020-06-03": PublishedIssue(OUT, f"简报 {FIRST}", AT + timedelta(hours=1))}


def test_run_stops_at_the_draft_when_schedule_action_is_draft() -> None:
    harness = RunHarness(schedule=ScheduleSettings(action="draft"))

    [result] = harness.run()

    assert (result.outcome, result.reference, harness.articles_out) == (RunOutcome.DRAFTED, "draft-1", 0)
    assert harness.run() == []


def test_run_makes_no_call_when_nothing_is_due() -> None:
    harness = RunHarness(dues=[DueIssue(FIRST, AT + timedelta(days=1))])

    assert (harness.run(), harness.scenario.platform.calls) == ([], [])


def test_run_repeats_nothing_when_the_clock_is_put_back() -> None:
    harness = RunHarness()
    harness.run()

    for days in (-1, -3650, 3650, 1):
        harness.scenario.clock.time += timedelta(days=days)
        assert (harness.run(), harness.scenario.platform.calls) == ([], [])

    assert (harness.articles_out, len(harness.scenario.platform.made)) == (1, 1)


def test_run_publishes_issues_in_order_of_their_times() -> None:
    harness = RunHarness(dues=[DueIssue(SECOND, AT), DueIssue(FIRST, AT - timedelta(hours=2))])

    assert [result.issue for result in harness.run()] == [FIRST, SECOND]


# --- late ---------------------------------------------------------------------------------------


def test_overdue_issue_is_held_and_reported_once() -> None:
    harness = RunHarness(dues=[DueIssue(FIRST, AT - timedelta(days=2))])

    [result] = harness.run()

    [problem] = result.problems
    assert (result.outcome, result.code, problem.message) == (RunOutcome.HELD, 5, "run-late")
    assert problem.values == {"issue": "2020-06-03", "due": str(AT - timedelta(days=2))}
    assert (harness.run(), harness.scenario.platform.calls, harness.articles_out) == ([], [], 0)


def test_overdue_issue_is_published_on_confirmation() -> None:
    harness = RunHarness(dues=[DueIssue(FIRST, AT - timedelta(days=2))])
    harness.run()

    plan = harness.plan(FIRST, None)
    push_draft(plan, harness.scenario.services)
    released = release_draft(FIRST, harness.scenario.services, ReleaseOptions(plan.content))

    assert released.delivery.state is DeliveryState.PUBLISHED
    assert (harness.endings(), harness.articles_out) == (
        [RunOutcome.PUBLISHED],
        1,
    )  # written down, as `publish release` does
    assert harness.run() == []


def test_overdue_draft_is_held_and_can_be_released() -> None:
    harness = RunHarness(schedule=ScheduleSettings(action="draft"))
    harness.run()
    harness.schedule = ScheduleSettings(action="release")
    harness.scenario.clock.time += timedelta(days=2)

    assert harness.endings() == [RunOutcome.HELD]

    released = release_draft(FIRST, harness.scenario.services, ReleaseOptions(harness.plan(FIRST, None).content))
    assert (released.delivery.addresses, len(harness.scenario.platform.made)) == ((OUT,), 1)


def test_overdue_issue_without_draft_cannot_be_released() -> None:
    harness = RunHarness(dues=[DueIssue(FIRST, AT - timedelta(days=2))])
    harness.run()

    with pytest.raises(ArticleError) as caught:
        release_draft(FIRST, harness.scenario.services, ReleaseOptions())

    assert caught.value.problems[0].message == "release-no-draft"


def test_new_publish_time_clears_the_overdue_hold() -> None:
    harness = RunHarness(dues=[DueIssue(FIRST, AT - timedelta(days=2))])
    harness.run()
    harness.dues = [DueIssue(FIRST, AT)]

    assert harness.endings() == [RunOutcome.PUBLISHED]


# --- the clock ----------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [AT, AT - timedelta(days=2)])
def test_run_publishes_and_holds_nothing_when_the_clock_is_ahead(at: datetime) -> None:
    harness = RunHarness(dues=[DueIssue(FIRST, at)], lead=MAX_CLOCK_LEAD_SECONDS + 1)

    with pytest.raises(NotSentError) as caught:
        harness.run()

    assert caught.value.problems[0].message == "run-clock"
    assert (harness.scenario.platform.calls, harness.scenario.ledger.saved) == ([], [])


@pytest.mark.parametrize("lead", [None, MAX_CLOCK_LEAD_SECONDS, -9999])
def test_clock_behind_or_unknown_only_delays(lead: float | None) -> None:
    harness = RunHarness(lead=lead)

    assert harness.endings() == [RunOutcome.PUBLISHED]


def test_run_finishes_begun_work_whatever_the_clock() -> None:
    harness = RunHarness()
    arm(harness.scenario, "after", SUBMITTED, crash)
    with pytest.raises(CrashError):
        harness.run()
    harness.lead = 9999

    assert harness.endings() == [RunOutcome.PUBLISHED]


# --- what goes wrong ----------------------------------------------------------------------------


def fail_once(harness: RunHarness, name: str, error: Callable[[], PublishError], side: str = "before") -> None:
    broken = True

    def fail(called: str) -> None:
        nonlocal broken
        if broken and called == name:
            broken = False
            raise error()

    setattr(harness.scenario.platform, side, fail)


def unknown() -> PublishError:
    return UncertainError(Problem("issue-empty"))


def test_error_of_one_issue_does_not_stop_the_others() -> None:
    harness = RunHarness(dues=[DueIssue(FIRST, AT), DueIssue(SECOND, AT)])
    fail_once(harness, "add_draft", lambda: refuse(45166, "draft/add"))

    first, second = harness.run()

    assert (first.outcome, first.code, second.outcome) == (RunOutcome.FAILED, 4, RunOutcome.PUBLISHED)
    assert harness.endings() == [RunOutcome.PUBLISHED]


def test_unreachable_platform_ends_the_run() -> None:
    harness = RunHarness(dues=[DueIssue(FIRST, AT), DueIssue(SECOND, AT)])
    fail_once(harness, "upload_picture", lambda: NotSentError(Problem("issue-empty")))

    with pytest.raises(NotSentError):
        harness.run()

    assert harness.scenario.platform.calls == ["list_drafts", "list_publications", "upload_picture"]
    assert harness.endings() == [RunOutcome.PUBLISHED, RunOutcome.PUBLISHED]


def test_submission_with_lost_answer_is_held_and_only_searched_for() -> None:
    harness = RunHarness()
    fail_once(harness, "submit", unknown)

    ended = [harness.endings() for _ in range(3)]

    assert (ended, harness.articles_out) == ([[RunOutcome.HELD]] * 3, 0)
    assert "submit" not in harness.scenario.platform.calls


def test_submission_that_arrived_is_found_by_the_next_run() -> None:
    harness = RunHarness()
    harness.scenario.platform.publish_delay = 100
    fail_once(harness, "submit", unknown, "after")
    held = harness.endings()
    harness.scenario.clock.wait(100)

    assert (held, harness.endings(), harness.articles_out) == ([RunOutcome.HELD], [RunOutcome.PUBLISHED], 1)
    assert "2020-06-03" in harness.recorded


def test_slow_publication_is_pending_until_published() -> None:
    harness = RunHarness()
    harness.scenario.platform.publish_delay = 1000

    [pending] = harness.run()
    harness.scenario.clock.wait(1000)

    assert (pending.outcome, pending.code) == (RunOutcome.PENDING, 5)
    assert (harness.endings(), harness.scenario.platform.calls) == ([RunOutcome.PUBLISHED], ["poll"])


def test_run_of_an_unauthorised_account_leaves_the_draft_to_a_person() -> None:
    harness = RunHarness()
    harness.scenario.platform.may_publish = False

    [result] = harness.run()

    assert (result.outcome, result.reference, result.code) == (RunOutcome.BY_HAND, "draft-1", 0)
    assert [problem.message for problem in result.problems] == ["release-by-hand"]
    assert harness.run() == []


def test_defective_draft_is_reported_once_when_schedule_action_is_draft() -> None:
    harness = RunHarness(schedule=ScheduleSettings(action="draft"))
    spoil(harness)

    [result] = harness.run()

    assert (result.outcome, result.code, harness.articles_out) == (RunOutcome.FAILED, 3, 0)
    assert harness.run() == []


def test_defective_draft_is_not_released() -> None:
    harness = RunHarness()
    spoil(harness)

    assert (harness.endings(), harness.articles_out) == ([RunOutcome.FAILED], 0)


def spoil(harness: RunHarness) -> None:
    """Let WeChat keep other words than it was sent."""

    def change(name: str) -> None:
        platform = harness.scenario.platform
        if name == "add_draft":
            for media_id, draft in platform.drafts.items():
                articles = tuple(item._replace(title="别的") for item in draft.articles)
                platform.drafts[media_id] = draft._replace(articles=articles)

    harness.scenario.platform.after = change


def test_issue_that_cannot_be_built_is_reported_at_every_run() -> None:
    harness = RunHarness()
    plan = harness.plan

    def fail(issue: str, _: Delivery | None) -> DraftContents:
        raise ArticleError(Problem("picture-missing", {"path": issue}))

    harness.plan = fail  # type: ignore[method-assign]
    results = [harness.run()[0] for _ in range(2)]
    harness.plan = plan  # type: ignore[method-assign]

    assert [(result.outcome, result.code) for result in results] == [(RunOutcome.FAILED, 3)] * 2
    assert harness.endings() == [RunOutcome.PUBLISHED]


# --- a run that dies ----------------------------------------------------------------------------

CALLS = [
    *["list_drafts", "list_publications", "upload_picture", "upload_cover", "add_draft", "get_draft"],
    *["get_draft", "list_publications", "submit", "poll"],
]


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("number", range(len(CALLS)))
def test_crashed_run_is_finished_by_later_runs(side: str, number: int) -> None:
    harness = RunHarness()
    arm(harness.scenario, side, number, crash)
    with pytest.raises(CrashError):
        harness.run()
    assert harness.scenario.platform.calls == CALLS[: number + 1]

    ended = [harness.endings() for _ in range(3)]

    lost = side == "before" and CALLS[number] in ("add_draft", "submit")
    assert harness.articles_out == (0 if lost else 1)
    assert len(harness.scenario.platform.made) <= 1
    assert ended == ([[RunOutcome.HELD]] * 3 if lost else [[RunOutcome.PUBLISHED], [], []])
    assert bool(harness.recorded) != lost


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("number", range(6))
def test_run_crashed_at_the_draft_is_finished_by_the_next(side: str, number: int) -> None:
    harness = RunHarness(schedule=ScheduleSettings(action="draft"))
    arm(harness.scenario, side, number, crash)
    with pytest.raises(CrashError):
        harness.run()

    ended = [harness.endings() for _ in range(2)]

    lost = (side, CALLS[number]) == ("before", "add_draft")
    assert ended == ([[RunOutcome.HELD]] * 2 if lost else [[RunOutcome.DRAFTED], []])


def test_unrecorded_address_is_recorded_by_the_next_run() -> None:
    harness = RunHarness()

    class DeadDict(dict[str, PublishedIssue]):
        def __setitem__(self, *_: object) -> None:
            raise CrashError

    harness.recorded = DeadDict()
    with pytest.raises(CrashError):
        harness.run()
    harness.recorded = {}

    [result] = harness.run()

    assert (result.outcome, result.reference, harness.scenario.platform.calls) == (RunOutcome.PUBLISHED, OUT, [])
    assert harness.recorded["2020-06-03"].url == OUT


def test_published_issue_is_reported_when_its_address_cannot_be_recorded() -> None:
    harness = RunHarness()

    class FullDict(dict[str, PublishedIssue]):
        def __setitem__(self, *_: object) -> None:
            raise OutputError(Problem("file-unwritable", {"path": "publications.json", "reason": "full"}))

    harness.recorded = FullDict()

    results = [harness.run()[0] for _ in range(2)]

    assert [(result.outcome, result.reference, result.code) for result in results] == [
        (RunOutcome.PUBLISHED, OUT, 3)
    ] * 2
    assert harness.articles_out == 1


def test_publication_without_address_is_not_recorded() -> None:
    harness = RunHarness()
    harness.run()
    [delivery] = harness.scenario.ledger.list_deliveries()
    harness.scenario.ledger.save(delivery._replace(addresses=()))
    harness.recorded = {}

    assert (harness.run(), harness.recorded) == ([], {})


def test_published_mass_send_without_address_asks_a_person_for_it() -> None:
    harness = RunHarness()
    harness.run()
    [delivery] = harness.scenario.ledger.list_deliveries()
    harness.scenario.ledger.save(delivery._replace(addresses=(), state=DeliveryState.SUBMITTED, clientmsgid="key"))
    harness.scenario.platform.message_id = delivery.publish_id

    [result] = harness.run()

    assert (result.outcome, result.reference) == (RunOutcome.PUBLISHED, "")
    assert [problem.message for problem in result.problems] == ["release-address"]


def test_run_tells_in_what_form_it_published_an_issue() -> None:
    harness = RunHarness(words="长文" * 400)
    harness.scenario.platform.max_bytes = 2_000
    harness.shorten = make_shortener()

    [result] = harness.run()

    assert (result.outcome, [problem.message for problem in result.problems]) == (
        RunOutcome.PUBLISHED,
        ["draft-fitted-refused"],
    )


def test_run_holds_an_update_that_would_need_two_articles() -> None:
    harness = RunHarness(schedule=ScheduleSettings(action="draft"))
    harness.run()
    harness.words, harness.schedule = "长文" * 400, ScheduleSettings(action="release")
    harness.shorten, harness.scenario.platform.max_bytes = make_shortener("短文" * 200), 1_000

    [result] = harness.run()

    assert (result.outcome, result.problems[0].message, harness.articles_out) == (RunOutcome.HELD, "draft-parts", 0)
