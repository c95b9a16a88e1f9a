"""A run may die at any call, before it or after it; whatever the next ones find, there is one draft."""

from __future__ import annotations

import json
import multiprocessing
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publish.adapters.ledger.open import create_ledger, open_ledger
from publish.core.article import Article, BuiltArticle
from publish.core.delivery_record import DeliveryState
from publish.core.exceptions import NotSentError, PublishError, UncertainError
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem
from publish.delivery.draft_contents import prepare_draft_contents
from publish.delivery.push_draft import PushOptions, push_draft
from tests.delivery.scenarios import (
    ISSUE,
    PICTURE,
    ProgressRecorder,
    Scenario,
    lose_answer,
    make_article,
    make_shortener,
    replace_parts,
)
from tests.fakes import MemoryPictures, refuse

APPID = "wx0000000000000001"
ADDING = ["list_drafts", "list_publications", "upload_picture", "upload_cover", "add_draft", "get_draft"]
UPDATING = ["get_draft", "upload_picture", "update_draft", "get_draft"]
POINTS = [(side, number) for side in ("before", "after") for number in range(len(ADDING))]
UPDATE_POINTS = [(side, number) for side in ("before", "after") for number in range(len(UPDATING))]
EDITED = make_article("新的正文")


def draw(article: Article, data: bytes) -> Article:
    """Return an article with another picture."""
    [part] = article.parts
    return replace_parts(
        article, part._replace(pictures=(part.pictures[0]._replace(picture=PICTURE._replace(data=data)),))
    )


OTHER = draw(EDITED, b"\x89PNG b")


class CrashError(BaseException):
    """The end of a run, which nothing on the way may take for its own."""


def arm(scenario: Scenario, side: str, number: int, end: Callable[[], None]) -> None:
    """Let a run end at its call of a number."""
    left = number

    def act(_: str) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            setattr(scenario.platform, side, lambda _: None)
            end()

    setattr(scenario.platform, side, act)


def crash() -> None:
    raise CrashError


def rerun(scenario: Scenario, article: Article, **options: bool) -> str:
    """Run again up to three times; return how it ended."""
    for _ in range(3):
        try:
            scenario.push(article, **options)
        except PublishError as error:
            ended = error.problems[0].message
        else:
            return "done"
    return ended


@pytest.mark.parametrize(("side", "number"), POINTS)
def test_crashed_push_leaves_at_most_one_draft(side: str, number: int) -> None:
    scenario = Scenario()
    arm(scenario, side, number, crash)
    with pytest.raises(CrashError):
        scenario.push()

    ended = rerun(scenario, make_article())

    lost = (side, ADDING[number]) == ("before", "add_draft")
    assert (ended, len(scenario.platform.drafts)) == (("draft-uncertain", 0) if lost else ("done", 1))


@pytest.mark.parametrize(("side", "number"), UPDATE_POINTS)
def test_crashed_update_is_completed_by_the_next_run(side: str, number: int) -> None:
    scenario = Scenario()
    scenario.push()
    arm(scenario, side, number, crash)
    with pytest.raises(CrashError):
        scenario.push(OTHER)
    assert scenario.platform.calls == UPDATING[: number + 1]

    assert rerun(scenario, OTHER) == "done"

    [draft] = scenario.platform.drafts.values()
    assert "新的正文" in draft.articles[0].content


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("place", range(3))
def test_crashed_recovery_leaves_one_draft(side: str, place: int) -> None:
    scenario = Scenario()
    arm(scenario, "after", ADDING.index("add_draft"), crash)
    with pytest.raises(CrashError):
        scenario.push()
    arm(scenario, side, min(place, 1), crash)
    with pytest.raises(CrashError):
        scenario.push()

    assert rerun(scenario, make_article()) == "done"
    assert len(scenario.platform.drafts) == 1


# --- a picture that moves -----------------------------------------------------------------------

MOVING = draw(EDITED, b"GIF89a moving")
AT_PICTURE = ADDING.index("upload_picture")
ADDING_MOVING = [*ADDING[:AT_PICTURE], "count_library", "upload_to_library", *ADDING[AT_PICTURE + 1 :]]


@pytest.mark.parametrize("number", range(len(ADDING_MOVING)))
@pytest.mark.parametrize("side", ["before", "after"])
def test_crashed_push_with_an_animation_leaves_at_most_one_draft(side: str, number: int) -> None:
    scenario = Scenario()
    arm(scenario, side, number, crash)
    with pytest.raises(CrashError):
        scenario.push(MOVING)
    assert scenario.platform.calls == ADDING_MOVING[: number + 1]

    ended = rerun(scenario, MOVING)

    lost = (side, ADDING_MOVING[number]) == ("before", "add_draft")
    assert (ended, len(scenario.platform.drafts)) == (("draft-uncertain", 0) if lost else ("done", 1))
    assert scenario.platform.library <= (2 if (side, ADDING_MOVING[number]) == ("after", "upload_to_library") else 1)


@pytest.mark.parametrize("call", ["count_library", "upload_to_library"])
@pytest.mark.parametrize(("fault", "side"), [("refused", "before"), ("not sent", "before"), ("unknown", "after")])
def test_fault_at_an_animation_upload_adds_no_second_draft(call: str, fault: str, side: str) -> None:
    scenario, broken = Scenario(), [call]

    def fail(name: str) -> None:
        if name in broken:
            broken.remove(name)
            raise FAULTS[fault]()

    setattr(scenario.platform, side, fail)

    assert rerun(scenario, MOVING) == "done"
    assert (len(scenario.platform.drafts), broken) == (1, [])
    assert scenario.platform.library == (2 if (call, side) == ("upload_to_library", "after") else 1)


# --- an article that is refused as too long, and sent again shortened -----------------------------

LONG, LONGER = make_article("长文" * 400), make_article("长文" * 400 + "。新的一段")
SHORTENING = [*ADDING[:-1], "add_draft", "get_draft"]
SHORTENING_UPDATE = ["get_draft", "update_draft", "update_draft", "get_draft"]


def list_points(calls: list[str]) -> list[tuple[str, int]]:
    """Return the points of calls of which one is refused, after which nothing happens."""
    return [("before", number) for number in range(len(calls))] + [
        ("after", number) for number in range(len(calls) - 1)
    ]


def make_strict_scenario() -> Scenario:
    """Return a scenario whose platform refuses the long article, and takes the shortened one."""
    scenario = Scenario(shorten=make_shortener())
    scenario.platform.max_bytes = 2_000
    return scenario


@pytest.mark.parametrize(("side", "number"), list_points(SHORTENING))
def test_push_that_crashes_round_a_refusal_leaves_at_most_one_draft(side: str, number: int) -> None:
    scenario = make_strict_scenario()
    arm(scenario, side, number, crash)
    with pytest.raises(CrashError):
        scenario.push(LONG)

    ended = rerun(scenario, LONG)

    lost = side == "before" and SHORTENING[number] == "add_draft"
    assert (ended, len(scenario.platform.drafts)) == (("draft-uncertain", 0) if lost else ("done", 1))


@pytest.mark.parametrize(("side", "number"), list_points(SHORTENING_UPDATE))
def test_update_that_crashes_round_a_refusal_is_completed_by_the_next_run(side: str, number: int) -> None:
    scenario = make_strict_scenario()
    scenario.push()
    arm(scenario, side, number, crash)
    with pytest.raises(CrashError):
        scenario.push(LONGER)

    assert rerun(scenario, LONGER) == "done"

    [draft] = scenario.platform.drafts.values()
    assert "短文" in draft.articles[0].content


@pytest.mark.parametrize("fault", ["refused", "expired", "not sent", "unknown"])
@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("nth", [1, 2])
def test_fault_round_a_refusal_adds_no_second_draft(fault: str, side: str, nth: int) -> None:
    scenario, broken = make_strict_scenario(), True

    def fail(name: str) -> None:
        nonlocal broken
        if broken and name == "add_draft" and scenario.calls.count("add_draft") == nth:
            broken = False
            raise FAULTS[fault]() if side == "before" else FAULTS["unknown"]()

    setattr(scenario.platform, side, fail)

    ended = rerun(scenario, LONG)

    assert len(scenario.platform.drafts) == (0 if ended == "draft-uncertain" else 1)
    assert ended == "done" or (fault, side) == ("unknown", "before")


# --- a process that is gone, with a ledger on disk ----------------------------------------------


def now() -> datetime:
    return datetime(2026, 11, 21, 8, tzinfo=UTC)


def run_and_die(ledger: Path, box: Path, side: str, number: int) -> None:
    """Push a draft in a process of its own, and leave it without a word at a call."""
    scenario = Scenario()

    def die() -> None:
        box.write_text(json.dumps(list(scenario.platform.drafts)), encoding="utf-8")
        os._exit(9)

    arm(scenario, side, number, die)
    with open_ledger(ledger, APPID, now) as opened:
        services = DeliveryServices(
            scenario.platform, opened, MemoryPictures(), scenario.clock, ProgressRecorder(), scenario.timeouts
        )
        push_draft(prepare_draft_contents(BuiltArticle(ISSUE, make_article())), services, PushOptions())


@pytest.mark.parametrize(("side", "number"), POINTS)
def test_killed_process_leaves_its_progress_in_the_ledger(tmp_path: Path, side: str, number: int) -> None:
    ledger, box = tmp_path / "ledger.db", tmp_path / "box.json"
    create_ledger(ledger, APPID, now)
    process = multiprocessing.get_context("fork").Process(target=run_and_die, args=(ledger, box, side, number))
    process.start()
    process.join()
    assert process.exitcode == 9

    with open_ledger(ledger, APPID, now) as opened:
        delivery = opened.find(ISSUE)

    there = json.loads(box.read_text(encoding="utf-8"))
    states = {None: [], DeliveryState.DRAFT_INTENT: [], DeliveryState.DRAFTED: ["draft-1"]}
    if (side, number) == ("after", ADDING.index("add_draft")):
        states[DeliveryState.DRAFT_INTENT] = ["draft-1"]
    assert there == states[delivery.state if delivery else None]


def test_intent_is_committed_before_the_draft_is_sent(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.db"
    create_ledger(ledger, APPID, now)
    scenario, seen = Scenario(), []

    def look(name: str) -> None:
        if name == "add_draft":  # by a connection of its own, which sees what is committed and nothing else
            with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as other:
                seen.extend(other.execute("SELECT state, content FROM act").fetchall())
            other.close()
            seen.append((tmp_path / "ledger.db-journal").exists())

    scenario.platform.before = look
    with open_ledger(ledger, APPID, now) as opened:
        services = DeliveryServices(
            scenario.platform, opened, MemoryPictures(), scenario.clock, ProgressRecorder(), scenario.timeouts
        )
        plan = prepare_draft_contents(BuiltArticle(ISSUE, make_article()))
        push_draft(plan, services)

    assert seen == [("draft_intent", plan.content), False]


# --- every fault at every call ------------------------------------------------------------------

FAULTS: dict[str, Callable[[], PublishError]] = {
    "refused": lambda: refuse(45009, "any"),
    "expired": lambda: refuse(40001, "any"),
    "not sent": lambda: NotSentError(Problem("issue-empty")),
    "unknown": lambda: UncertainError(Problem("issue-empty")),
}


@pytest.mark.parametrize("call", [*ADDING, "list_drafts"])
@pytest.mark.parametrize(
    ("fault", "side"),
    [("refused", "before"), ("expired", "before"), ("not sent", "before"), ("unknown", "before"), ("unknown", "after")],
)
@pytest.mark.parametrize("lag", [0, 4, 200])
def test_fault_at_any_call_adds_no_second_draft(call: str, fault: str, side: str, lag: float) -> None:
    scenario = Scenario()
    scenario.platform.list_lag = lag
    broken = True

    def fail(name: str) -> None:
        nonlocal broken
        if broken and name == call:
            broken = False
            raise FAULTS[fault]()

    def lose(name: str) -> None:
        if broken and call == "list_drafts":  # the box is only looked through for a draft whose answer was lost
            lose_answer(name)
        if side == "after":
            fail(name)

    scenario.platform.after = lose
    if side == "before":
        scenario.platform.before = fail

    ended = rerun(scenario, make_article())
    scenario.clock.wait(lag)
    scenario.platform.before = scenario.platform.after = lambda _: None
    ended = rerun(scenario, make_article())

    assert len(scenario.platform.drafts) == (0 if ended == "draft-uncertain" else 1)
    assert ended == "done" or (call, fault, side) == ("add_draft", "unknown", "before")
