"""A run may be killed at any point; whatever the next ones find, there is one draft and one publication."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import time
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from publish.adapters.storage.publications_file import load_publications, save_publication
from publish.adapters.wechat_api.transport import Transport
from publish.core.back_issue import PublishedIssue
from publish.core.delivery_record import DeliveryState
from tests.harness.families import family, pick_every
from tests.release.harness import (
    HELD,
    Harness,
    count_points,
    deliver_and_die,
    kill_at_random,
    make_long_article,
    make_real_parts,
    spawn,
    wait_for_end,
)

POINTS = 62
"""Before and after each transaction and request; counted by `test_kill_points_cover_every_write_and_call`."""
RANDOM = 12
KILLED = -signal.SIGKILL


def was_lost(harness: Harness) -> bool:
    """Say whether the ledger was left between handing in and the answer."""
    return harness.state is DeliveryState.RELEASE_INTENT


def test_kill_points_cover_every_write_and_call(harness: Harness) -> None:
    assert count_points(harness) == POINTS


EVERY_POINT = range(1, POINTS + 1)


@family("point", EVERY_POINT, pick_every(EVERY_POINT, 3))
def test_killed_run_leaves_one_draft_and_one_publication(harness: Harness, point: int) -> None:
    assert deliver_and_die(harness, point) == KILLED
    lost = was_lost(harness)

    harness.rerun()

    drafts, publications = harness.made
    assert (drafts <= 1, publications <= 1) == (True, True)
    if harness.state is HELD:
        assert (lost, publications) == (True, 0)
    elif harness.state is DeliveryState.UNCERTAIN:
        assert drafts == 0
    else:
        assert (harness.state, drafts, publications) == (DeliveryState.PUBLISHED, 1, 1)


@pytest.fixture
def long(harness: Harness) -> Harness:
    """Return a harness whose platform refuses the whole article, and takes the shortened one."""
    harness.sandbox.control.post("settings", content_limit="documented")
    harness.article, harness.shorten = make_long_article(), make_real_parts
    return harness


LONG_POINTS = 78


def test_kill_points_of_a_refused_article_cover_every_write_and_call(long: Harness) -> None:
    assert count_points(long) == LONG_POINTS
    assert long.made == (1, 1)


EVERY_LONG_POINT = range(1, LONG_POINTS + 1)


@family("point", EVERY_LONG_POINT, pick_every(EVERY_LONG_POINT, 3))
def test_run_killed_round_a_refusal_leaves_one_draft_and_one_publication(long: Harness, point: int) -> None:
    assert deliver_and_die(long, point) == KILLED
    lost = was_lost(long)

    long.rerun()

    drafts, publications = long.made
    if long.state is HELD:
        assert (lost, drafts, publications) == (True, 1, 0)
    elif long.state is DeliveryState.UNCERTAIN:
        assert drafts == 0
    else:
        assert (long.state, drafts, publications) == (DeliveryState.PUBLISHED, 1, 1)


TWO_POINTS = list(product(range(8, POINTS, 14), range(2, 12, 4)))


@family("points", TWO_POINTS, TWO_POINTS[::4])
def test_run_killed_during_recovery_leaves_one_draft_and_one_publication(
    harness: Harness, points: tuple[int, int]
) -> None:
    first, second = points
    deliver_and_die(harness, first)
    deliver_and_die(harness, second)

    harness.rerun()

    assert max(harness.made) <= 1


@family("seed", range(RANDOM), range(3))
def test_run_killed_at_a_random_time_leaves_one_draft_and_one_publication(harness: Harness, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    for _ in range(2):
        kill_at_random(harness, chance)

    harness.rerun()

    assert max(harness.made) <= 1
    assert harness.state in (DeliveryState.PUBLISHED, HELD, DeliveryState.UNCERTAIN)


def test_intent_is_committed_before_submission(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    send = Transport.send

    def look(self: Transport, request: object) -> object:
        endpoint = request.endpoint  # type: ignore[attr-defined]
        if endpoint in ("draft/add", "freepublish/submit"):  # by a connection of its own, which sees what is committed
            with closing(sqlite3.connect(f"file:{harness.ledger}?mode=ro", uri=True)) as other:
                [(state,)] = other.execute("SELECT state FROM act ORDER BY number DESC LIMIT 1").fetchall()
            seen.append((endpoint, state, Path(f"{harness.ledger}-journal").exists()))
        return send(self, request)  # type: ignore[arg-type]

    monkeypatch.setattr(Transport, "send", look)
    assert harness.deliver().code == 0

    assert seen == [("draft/add", "draft_intent", False), ("freepublish/submit", "release_intent", False)]


# --- the file beside the issues -----------------------------------------------------------------------


@family("seed", range(6), range(2))
def test_killed_write_leaves_publications_json_intact(tmp_path: Path, seed: int) -> None:
    save_publication(tmp_path, "2020-06-03", PublishedIssue("https://mp.weixin.qq.com/s/a", "简报"))

    def write_for_ever() -> None:
        number = 0
        while True:
            number += 1
            save_publication(tmp_path, "2020-06-17", PublishedIssue(f"https://mp.weixin.qq.com/s/{number}", "x" * 9999))

    process = spawn(write_for_ever)
    time.sleep(random.Random(seed).uniform(0.02, 0.1))  # noqa: S311  # no secret
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    wait_for_end(process)

    assert "2020-06-03" in load_publications(tmp_path)
    json.loads((tmp_path / "publications.json").read_text("utf-8"))
