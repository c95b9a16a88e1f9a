"""Results of the commands that deliver issues to an account, and tell what became of them."""

from __future__ import annotations

from typing import Literal, NotRequired

from publish.contract.json_object import JsonObject
from publish.contract.reply_types import ProblemJson
from publish.core.article import ApiForm
from publish.core.delivery_record import ActionKind, DeliveryState, ReleaseAction, RunOutcome
from publish.core.settings import Comments


class DraftPartJson(JsonObject):
    """An article of a draft."""

    title: str
    chars: int
    pictures: int


class DraftResult(JsonObject):
    """Result of `publish draft`: what was sent, or with `--dry-run` what would be."""

    action: str
    """What was done: added, updated, found, read, unchanged or adopted; of a dry run, what would be done."""
    dry_run: bool
    fingerprint: str
    """Of all that would be sent, and where; `--expect` takes it, and sends nothing else."""
    issue: str
    """Name of the issue in the ledger: its path, without suffix."""
    account: str
    media_id: str
    """Id of the draft in the account's draft box; empty where there is none yet."""
    title: str
    author: str
    digest: str
    source_url: str
    comments: Comments
    others: list[str]
    """Issues and files that go out with it."""
    form: ApiForm
    articles: list[DraftPartJson]
    uploads: list[str]
    """Pictures that a push would upload; empty unless it is a dry run."""
    published: Literal[False]
    """A draft is seen by nobody until it is released."""


class ReleaseResultJson(JsonObject):
    """Result of `publish release`: what was done, or with `--dry-run` what would be."""

    action: ReleaseAction | Literal["release", "look"]
    """What was done; of a dry run, whether the draft would be released, or only looked for."""
    dry_run: bool
    fingerprint: str
    """Of the draft as it would be released, and to whom; `--expect` takes it, and releases nothing else."""
    mass: bool
    """Whether every follower gets a message."""
    issue: str
    account: str
    title: str
    state: DeliveryState
    media_id: str
    publish_id: str
    addresses: list[str]
    published: bool
    """Whether readers can see it; false after `by-hand` too, where a person still has to publish it."""
    to_do: list[ProblemJson]
    """What a person still has to do."""


class ApprovalResult(JsonObject):
    """Result of `publish approve`."""

    fingerprint: str
    approved: bool


class IssueStatusJson(JsonObject):
    """How far an issue has come."""

    issue: str
    state: DeliveryState
    title: NotRequired[str]
    media_id: NotRequired[str]
    publish_id: NotRequired[str]
    addresses: NotRequired[list[str]]
    started: NotRequired[str]
    released: NotRequired[str | None]
    reason: NotRequired[str | None]
    """Id of the message that says why it has this state."""
    message: NotRequired[str]
    host: NotRequired[str]
    """The issue with which it goes out."""


class StatusResult(JsonObject):
    """Result of `publish status`."""

    issues: list[IssueStatusJson]


class EventJson(JsonObject):
    """A change of a delivery's state."""

    at: str
    state: DeliveryState
    media_id: str
    publish_id: str
    reason: str | None
    message: str


class HistoryResult(JsonObject):
    """Result of `publish history`."""

    events: list[EventJson]


class DayJson(JsonObject):
    """What an article came to from its publication to the end of a day, in China."""

    day: str
    reads: int
    shares: int
    likes: int
    recommendations: int
    comments: int
    favourites: int
    follows: int
    finish_rate: float | None
    sources: dict[str, int]


class ArticleReadersJson(JsonObject):
    """The readers of one article of a message."""

    number: int
    title: str
    days: list[DayJson]


class IssueReadersJson(JsonObject):
    """The readers of a published issue."""

    issue: str
    title: str
    published: str | None
    addresses: list[str]
    through: str | None
    """The last day whose numbers are known for good."""
    final: bool
    articles: list[ArticleReadersJson]


class StatsResult(JsonObject):
    """Result of `publish stats`."""

    issues: list[IssueReadersJson]


class CommentJson(JsonObject):
    """A comment of a reader."""

    article: int
    id: str
    author: str
    text: str
    at: str | None
    chosen: bool
    reply: str


class CommentsResult(JsonObject):
    """Result of `publish comments`."""

    comments: list[CommentJson]


class PlannedActionJson(JsonObject):
    """What a run would do for an issue."""

    issue: str
    action: ActionKind
    at: str | None


class RunIssueJson(JsonObject):
    """What a run did for an issue."""

    issue: str
    outcome: RunOutcome
    title: str
    reference: str
    """Media id of its draft, or its published address."""
    problems: list[ProblemJson]


class RunResult(JsonObject):
    """Result of `publish run`."""

    dry_run: bool
    plan: list[PlannedActionJson]
    """Of a dry run."""
    issues: list[RunIssueJson]


class LedgerResult(JsonObject):
    """Result of `publish ledger`."""

    ledger: str
    account: str
    recorded: list[str]
    """Past issues that were recorded as published."""


class AccountResult(JsonObject):
    """Result of `publish account add`."""

    name: str
    file: str
    """The file in which the secret lies, which its owner alone can read."""


class ScheduleResult(JsonObject):
    """Result of `publish schedule`."""

    act: Literal["install", "remove", "show"]
    entries: list[str]
    """What starts `publish run`: a line of the crontab, or the path of a unit, an agent or a task."""
    removed: bool


class DoctorCheckJson(JsonObject):
    """Result of one check of settings, account or platform."""

    check: str
    state: Literal["ok", "note", "wrong"]
    message: str
    address: NotRequired[str]
    """The IP address from which the platform sees calls come."""


class DoctorResult(JsonObject):
    """Result of `publish doctor`."""

    checks: list[DoctorCheckJson]
    call: dict[str, str]
    """With `--rid`, what the platform logged of the call."""
