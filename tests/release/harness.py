"""One issue, a sandbox in its own process, and a ledger on disk: what is delivered, killed, and delivered again."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from publish.adapters.config.newsletter_identity import NOBODY, Identity
from publish.adapters.ledger.copy_detection import StepFile
from publish.adapters.ledger.location import LedgerLocation
from publish.adapters.ledger.open import create_ledger, open_ledger
from publish.adapters.ledger.sql_ledger import SqlLedger
from publish.adapters.storage.private_files import hold_account
from publish.adapters.wechat_api.client import open_client
from publish.adapters.wechat_api.transport import Transport
from publish.core.article import ApiForm, Article, BuiltArticle, SentArticle
from publish.core.delivery_record import Delivery, DeliveryState
from publish.core.exceptions import PublishError
from publish.core.picture import PlacedPicture
from publish.core.picture_post import PicturePost, SentKind
from publish.core.ports import DeliveryServices, Timeouts
from publish.core.problem import Problem
from publish.core.settings import RetryPolicy
from publish.delivery.draft_contents import prepare_draft_contents
from publish.delivery.push_draft import push_draft
from publish.delivery.release_draft import ReleaseOptions, release_draft
from tests.adapters.wechat_api.harness import PICTURE, make_account
from tests.delivery.scenarios import ISSUE, make_article, replace_parts
from tests.fakes import MemoryPictures
from tests.sandbox.server import VERIFIED, RunningSandbox

POLICY = RetryPolicy(5, 10, 10, attempts=2, pause_seconds=0.01, too_often_seconds=0.01, lock_seconds=20)
IMPATIENT = POLICY._replace(call_seconds=0.4, upload_seconds=0.4)
"""For calls that never answer; on a busy machine even a good answer may come too late."""
PATIENCE = Timeouts(
    grace=0.4, search_delay=0.05, ready_delays=(0.05, 0.1, 0.2), poll_delays=(0.02, 0.05, 0.1, 0.2), repeat=0
)
HELD = DeliveryState.HELD


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


def make_real_article() -> Article:
    """Return an article whose pictures are some."""
    return _make_real("正文")


def make_long_article() -> Article:
    """Return an article over the documented length, whose pictures are some."""
    return _make_real("长文" * 10_000)


def make_real_parts(form: ApiForm) -> SentArticle:
    """Return the long article in a shorter form."""
    texts = ("短文",) if form is ApiForm.FITTED else ("上", "下")
    return SentArticle(form, tuple(_make_real(text).parts[0] for text in texts))


def _make_real(text: str) -> Article:
    article = make_article(text)
    placed = tuple(each._replace(picture=PICTURE) for each in article.parts[0].pictures)
    return replace_parts(article, article.parts[0]._replace(pictures=placed))._replace(cover=PICTURE)


def make_real_post() -> Article:
    """Return an article that is sent as a picture post of two pictures."""
    others = [PICTURE._replace(name=f"{number}.png", data=PICTURE.data + bytes([number])) for number in (1, 2)]
    pictures = tuple(PlacedPicture("", picture) for picture in others)
    article = make_real_article()
    return article._replace(post=PicturePost(SentKind.PICTURES, article.metadata.title, "正文", pictures))


def make_others() -> tuple[BuiltArticle, ...]:
    """Return two articles that go out with an issue."""
    texts = {"notes/a": "第二篇", "notes/b": "第三篇"}
    return tuple(BuiltArticle(name, _make_real(text)) for name, text in texts.items())


class Run(NamedTuple):
    """Result of one run."""

    code: int
    problems: tuple[Problem, ...] = ()


@dataclass
class Harness:
    """Sandbox, folder and ledger in which deliveries are tested."""

    sandbox: RunningSandbox
    folder: Path
    ledger: LedgerLocation
    policy: RetryPolicy = POLICY
    timeouts: Timeouts = PATIENCE
    newsletter: Identity = NOBODY
    article: Article = field(default_factory=make_real_article)
    shorten: Callable[[ApiForm], SentArticle] | None = None
    others: tuple[BuiltArticle, ...] = ()

    def prepare(self) -> None:
        """Make a ledger, with nothing in it."""
        create_ledger(self.ledger, VERIFIED, SystemClock().now)

    def deliver(self) -> Run:
        """Deliver the issue in this process as far as possible."""
        contents = prepare_draft_contents(BuiltArticle(ISSUE, self.article, self.shorten), *self.others)
        try:
            with hold_account(self.folder / "lock", VERIFIED), self.open() as ledger:
                services = self.make_services(ledger)
                push_draft(contents, services)
                release_draft(ISSUE, services, ReleaseOptions(contents.content))
        except PublishError as error:
            return Run(error.exit_code, error.problems)
        return Run(0)

    def rerun(self, times: int = 3) -> Run:
        """Deliver until it succeeds, at most so many times."""
        for _ in range(times):
            ended = self.deliver_if_open()
            if ended.code == 0:
                break
        return ended

    def deliver_if_open(self) -> Run:
        """Deliver as a scheduled run does: a submitted draft is only searched for."""
        delivery = self.delivery
        if delivery is None or delivery.state not in (
            DeliveryState.RELEASE_INTENT,
            DeliveryState.SUBMITTED,
            DeliveryState.HELD,
            DeliveryState.PUBLISHED,
        ):
            return self.deliver()
        try:
            with hold_account(self.folder / "lock", VERIFIED), self.open() as ledger:
                release_draft(ISSUE, self.make_services(ledger), ReleaseOptions())
        except PublishError as error:
            return Run(error.exit_code, error.problems)
        return Run(0)

    def open(self, *, writing: bool = True) -> AbstractContextManager[SqlLedger]:
        """Open the newsletter's part of the ledger."""
        return open_ledger(self.ledger, VERIFIED, now, newsletter=self.newsletter, writing=writing)

    def make_services(self, ledger: SqlLedger) -> DeliveryServices:
        platform = open_client(make_account(self.sandbox), self.policy, self.folder)
        return DeliveryServices(platform, ledger, MemoryPictures(), SystemClock(), _ignore_progress, self.timeouts)

    @property
    def delivery(self) -> Delivery | None:
        """Return what the ledger has of the issue."""
        with self.open(writing=False) as ledger:
            return ledger.find(ISSUE)

    @property
    def state(self) -> DeliveryState | None:
        delivery = self.delivery
        return delivery.state if delivery else None

    @property
    def made(self) -> tuple[int, int]:
        """Return how many drafts were ever added, and how many publications begun: what WeChat carried out."""
        added = [call for call in self.sandbox.control.calls("draft/add") if call["acted"] and not call["errcode"]]
        jobs: list[Any] = self.sandbox.control.get("state")["publications"]
        return len(added), len(jobs)

    @property
    def published(self) -> list[int]:
        """Return how many articles each publication has."""
        jobs: list[Any] = self.sandbox.control.get("state")["publications"]
        return [len(job["articles"]) for job in jobs]


def spawn(act: Callable[[], Any]) -> multiprocessing.process.BaseProcess:
    """Begin something in a process of its own."""
    process = multiprocessing.get_context("fork").Process(target=act)
    process.start()
    return process


def wait_for_end(process: multiprocessing.process.BaseProcess) -> int:
    process.join()
    code = process.exitcode
    process.close()
    assert code is not None
    return code


def kill_at_random(harness: Harness, chance: random.Random) -> None:
    """Kill a run at a moment that nobody chose."""
    process = spawn(harness.deliver_if_open)
    time.sleep(chance.uniform(0, 0.25))
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    wait_for_end(process)


# --- points at which a run may be killed --------------------------------------------------------------


def count_points(harness: Harness) -> int:
    """Return at how many points a delivery can be killed: before and after each transaction and each request."""
    with closing(_Counter()) as counter:
        assert harness.deliver().code == 0
        return counter.points


def deliver_and_die(harness: Harness, point: int) -> int:
    """Deliver in a process of its own that kills itself at a point; return its exit code."""

    def act() -> None:
        with closing(_Counter(point)):
            harness.deliver_if_open()

    return wait_for_end(spawn(act))


class _Counter:
    """Counts the points; kills the process at one of them."""

    def __init__(self, fatal: int = 0) -> None:
        self.points = 0
        self._fatal = fatal
        self._patch = pytest.MonkeyPatch()
        self._watch(Transport, "send")
        for name in ("save", "save_upload", "find", "find_upload", "touch", "note_refusal"):
            self._watch(SqlLedger, name)
        self._watch(StepFile, "write")

    def close(self) -> None:
        self._patch.undo()

    def _watch(self, kind: type, name: str) -> None:
        inner = getattr(kind, name)

        def watched(*words: Any, **named: Any) -> Any:
            self._pass()
            result = inner(*words, **named)
            self._pass()
            return result

        self._patch.setattr(kind, name, watched)

    def _pass(self) -> None:
        self.points += 1
        if self.points == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def now() -> datetime:
    return SystemClock().now()


def _ignore_progress(message: str, **values: object) -> None:
    assert message
    assert values
