"""The delivery of an issue to an account: its states, actions and results; every time is in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from publish.core.article import SentArticle
from publish.core.exceptions import PublishError
from publish.core.problem import Problem


class DeliveryState(StrEnum):
    """The state of the delivery of an issue to an account."""

    PLANNED = "planned"  # nothing was sent, or WeChat refused it
    DRAFT_INTENT = "draft_intent"  # saved before a draft is added: a later run must look whether it exists
    DRAFTED = "drafted"
    UNCERTAIN = "uncertain"  # a draft was sent, with unknown outcome
    REMOVED = "removed"  # somebody deleted the draft, or the published article
    RELEASE_INTENT = "release_intent"  # saved before a draft is submitted: a later run must look whether it was
    SUBMITTED = "submitted"  # accepted, not published yet
    PUBLISHED = "published"
    HELD = "held"  # it may be published; it is searched for, and submitted again only after a person's confirmation
    FAILED = "failed"  # WeChat did not publish it; the draft remains


class StateReason(NamedTuple):
    """Why a delivery has its state."""

    message: str  # id of a sentence in `messages`
    values: Mapping[str, str] = {}


class Fingerprint(NamedTuple):
    """Data by which a draft is recognised in the draft box."""

    title: str
    source_url: str
    cover_id: str
    text: str  # hash of the text of its articles
    marked: bool  # whether `source_url` alone identifies issue and content


class OtherArticle(NamedTuple):
    """An article that goes out with an issue, in one draft."""

    name: str  # path of its file in the repository, without suffix
    title: str


class Delivery(NamedTuple):
    """One attempt to deliver an issue to an account."""

    issue: str  # path in the repository, without suffix
    state: DeliveryState
    content: str  # hash of what its author wrote and chose; empty during an update
    fingerprint: Fingerprint
    articles: int
    started: datetime  # when the draft was first sent
    number: int = 0  # of the attempt, assigned by the ledger; 0 before
    media_id: str = ""
    kept: str = ""  # hash of the text that WeChat kept; empty until it was read back whole
    publish_id: str = ""  # empty until the draft was accepted for publishing
    msg_data_id: str = ""  # of its message in statistics and comments; empty where WeChat did not tell
    clientmsgid: str = ""  # by which WeChat detects a repeated mass send; empty for a publication without one
    addresses: tuple[str, ...] = ()  # one for each article, once published
    reason: StateReason | None = None
    released: datetime | None = None  # when the draft was last submitted
    newsletter: str = ""  # id of the newsletter; empty in records of older versions
    manual: bool = False  # whether only a person may release it, because an earlier draft may be published
    passed: tuple[str, ...] = ()  # media ids and addresses of the same issue that a person chose to ignore
    form: str = ""  # an `ApiForm`; empty in records of older versions, whose `content` is a hash of their HTML
    others: tuple[OtherArticle, ...] = ()  # behind the issue's own article in its draft
    missed: datetime | None = None
    """When the whole draft box was first read without the draft; None where it is not searched for."""

    @property
    def other_addresses(self) -> dict[str, str]:
        """Return the address of each article behind the issue's own, by its name; empty where addresses are missing."""
        own = len(self.addresses) - len(self.others)
        if own <= 0:
            return {}
        return dict(zip((other.name for other in self.others), self.addresses[own:], strict=True))


class DeliveryEvent(NamedTuple):
    """A change of a delivery's state."""

    at: datetime
    state: DeliveryState
    media_id: str
    publish_id: str
    reason: StateReason | None


class LimitedField(StrEnum):
    """A field of an article that an account may refuse as too long, and its unit of length."""

    CONTENT = "bytes"  # bytes of UTF-8
    TITLE = "title"  # characters
    DIGEST = "digest"  # bytes of UTF-8


class UploadKind(StrEnum):
    """Kinds of uploads beside drafts."""

    PICTURE = "picture"
    COVER = "cover"  # and the pictures of picture posts: material with a media id


class DraftAction(StrEnum):
    """What was done with an issue's draft."""

    ADDED = "added"
    UPDATED = "updated"
    FOUND = "found"  # it existed already, unknown to the ledger
    READ = "read"  # it was read back, which an earlier run did not do
    UNCHANGED = "unchanged"
    ADOPTED = "adopted"  # a person confirmed that the draft found is this issue's


class PushResult(NamedTuple):
    """The result of pushing a draft."""

    action: DraftAction
    delivery: Delivery
    problems: tuple[Problem, ...] = ()  # changes that WeChat made
    sent: SentArticle | None = None  # as it was sent; None where nothing was compared
    kept: tuple[str, ...] = ()  # the HTML of each article as WeChat keeps it; empty where none was read back


class ReleaseAction(StrEnum):
    """What was done with an issue's publication."""

    RELEASED = "released"  # it was submitted, now or before, and is published
    FOUND = "found"  # it was published already, unknown to the ledger
    KNOWN = "known"  # the ledger knew it as published; nothing was done
    ADOPTED = "adopted"  # a person confirmed that the draft found is this issue's; it is not published
    RECORDED = "recorded"  # a person said that it is published
    ABANDONED = "abandoned"  # a person decided against publishing it
    BY_HAND = "by-hand"  # the account may not publish: a person has to


class Resolution(StrEnum):
    """A person's decision on a publication of unknown outcome."""

    REPEAT = "repeat"
    PUBLISHED = "published"
    ABANDON = "abandon"


class ReleaseResult(NamedTuple):
    """The result of releasing a draft."""

    action: ReleaseAction
    delivery: Delivery
    problems: tuple[Problem, ...] = ()
    to_do: tuple[Problem, ...] = ()  # what a person still has to do


class ActionKind(StrEnum):
    """What a run has to do for an issue."""

    FINISH = "finish"  # finish the draft that an earlier run began
    LOOK = "look"  # find out the state of a submitted draft
    RECORD = "record"  # add a published issue to `publications.json`
    DRAFT = "draft"
    RELEASE = "release"  # push the draft, too, and publish it
    HOLD = "hold"  # leave an issue that is too long overdue to a person


class DueIssue(NamedTuple):
    """An issue and its publish time."""

    issue: str
    at: datetime | None  # None where `problems` prevent it
    problems: tuple[Problem, ...] = ()
    others: tuple[str, ...] = ()  # names of the articles that go out with it


class PlannedAction(NamedTuple):
    """One action of a run; `at` is the issue's publish time."""

    issue: str
    kind: ActionKind
    at: datetime | None


class RunOutcome(StrEnum):
    """The outcome of a run for an issue."""

    DRAFTED = "drafted"
    PUBLISHED = "published"
    BY_HAND = "by-hand"  # a person has to publish its draft: the account may not
    PENDING = "pending"  # accepted, not published yet
    HELD = "held"
    FAILED = "failed"


class IssueResult(NamedTuple):
    """The result of a run for one issue."""

    issue: str
    outcome: RunOutcome
    title: str = ""
    reference: str = ""  # the media id of its draft, or its published address
    problems: tuple[Problem, ...] = ()
    failure: PublishError | None = None  # what a command ends with because of it

    @property
    def code(self) -> int:
        """Return the exit code."""
        return self.failure.exit_code if self.failure else 0
