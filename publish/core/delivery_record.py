"""How far an issue has come on its way into an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from publish.core.problem import Problem


class DeliveryState(StrEnum):
    """How far the delivery of an issue to an account has come."""

    PLANNED = "planned"
    """Nothing was sent, or what was sent was refused."""
    DRAFT_INTENT = "draft_intent"
    """A draft is about to be added; found so by another run, it may or may not be there."""
    DRAFTED = "drafted"
    UNCERTAIN = "uncertain"
    """A draft was sent, and nobody knows whether it is there."""
    REMOVED = "removed"
    """Somebody took the draft away, or the article after it was out."""
    RELEASE_INTENT = "release_intent"
    """A draft is about to be handed in; found so by another run, it may or may not be on its way out."""
    SUBMITTED = "submitted"
    """It was accepted, and is not out yet."""
    PUBLISHED = "published"
    HELD = "held"
    """It may be out, or on its way; it is looked for, and handed in again only at a person's word."""
    FAILED = "failed"
    """It will not go out as it is; the draft is where it was."""


class StateReason(NamedTuple):
    """Why a delivery stands where it does."""

    message: str
    """Id of a sentence in `messages`."""
    values: Mapping[str, str] = {}
    """What is put into it."""


class Fingerprint(NamedTuple):
    """By what a draft is known again in the draft box."""

    title: str
    source_url: str
    cover_id: str
    text: str
    """Hash of the words of its articles."""
    marked: bool
    """Whether the address alone names issue and content."""


class Delivery(NamedTuple):
    """One attempt to bring an issue into an account, and what came of it."""

    issue: str
    """The issue's place in the repository, without ending."""
    state: DeliveryState
    content: str
    """Hash of all that the draft is made of; empty while an update is under way."""
    fingerprint: Fingerprint
    articles: int
    """How many the draft holds."""
    started: datetime
    """When the draft was first sent, in UTC."""
    number: int = 0
    """Of the attempt, given by the ledger; 0 for one that it does not have yet."""
    media_id: str = ""
    kept: str = ""
    """Hash of the words that WeChat kept; empty until they were read back whole."""
    publish_id: str = ""
    """By which its publication is asked about; empty until the draft was accepted for publishing."""
    clientmsgid: str = ""
    """By which WeChat tells a repeated mass send from a second one; empty for a publication that is sent to nobody."""
    addresses: tuple[str, ...] = ()
    """One an article, once it is out."""
    reason: StateReason | None = None
    """Why it is held, failed, removed, or only a draft."""
    released: datetime | None = None
    """When the draft was last handed in, in UTC."""
    newsletter: str = ""
    """Whose issue it is, as the ledger gives it; empty for one of an older program, which did not ask."""
    manual: bool = False
    """Whether only a person releases it: what was sent before may be out, and nobody can tell."""
    passed: tuple[str, ...] = ()
    """Media ids and addresses of the same issue that a person said are to be passed over."""
    missed: datetime | None = None
    """When the whole draft box was first read without it, in UTC; None for a draft that is not looked for."""


class DeliveryEvent(NamedTuple):
    """One step of a delivery."""

    at: datetime
    """In UTC."""
    state: DeliveryState
    """To which it came."""
    media_id: str
    publish_id: str
    reason: StateReason | None


class UploadKind(StrEnum):
    """What an account was given beside drafts."""

    PICTURE = "picture"
    COVER = "cover"


class DraftAction(StrEnum):
    """What was done about an issue's draft."""

    ADDED = "added"
    UPDATED = "updated"
    FOUND = "found"
    """It was there already, though nobody had heard of it."""
    READ = "read"
    """It was read back, which an earlier run had no time for."""
    UNCHANGED = "unchanged"
    ADOPTED = "adopted"
    """A person said that what was found is this issue's."""


class PushResult(NamedTuple):
    """What came of pushing a draft."""

    act: DraftAction
    delivery: Delivery
    problems: tuple[Problem, ...] = ()
    """What WeChat changed of it."""


class ReleaseAction(StrEnum):
    """What was done about an issue's publication."""

    RELEASED = "released"
    """It was submitted, or had been, and is out."""
    FOUND = "found"
    """It was out already, though nobody had said so."""
    KNOWN = "known"
    """It was known to be out; nothing was done."""
    ADOPTED = "adopted"
    """A person said that what was found is this issue's; it is not out."""
    RECORDED = "recorded"
    """A person said that it is out."""
    ABANDONED = "abandoned"
    """A person said that it is not to be published."""
    BY_HAND = "by-hand"
    """The account may not publish: the draft waits for a person."""


class Resolution(StrEnum):
    """A person's word on a publication of which nobody knows what became."""

    REPEAT = "repeat"
    PUBLISHED = "published"
    ABANDON = "abandon"


class ReleaseResult(NamedTuple):
    """What came of releasing a draft."""

    act: ReleaseAction
    delivery: Delivery
    problems: tuple[Problem, ...] = ()
    """What a person should know of it."""
    to_do: tuple[Problem, ...] = ()
    """What is left to be done by hand."""


class ActionKind(StrEnum):
    """What a run is to do about an issue."""

    FINISH = "finish"
    """An earlier run began its draft."""
    LOOK = "look"
    """It was handed in; what became of it is to be found out."""
    RECORD = "record"
    """It is out, and `publications.json` does not say so."""
    DRAFT = "draft"
    RELEASE = "release"
    """Its draft, too."""
    HOLD = "hold"
    """Its time is past by too much: somebody decides."""


class DueIssue(NamedTuple):
    """An issue, and when it is to go out."""

    issue: str
    """Its place in the repository, without ending."""
    at: datetime | None
    """In UTC; None where that is not known."""
    problems: tuple[Problem, ...] = ()
    """Why it is not known."""


class PlannedAction(NamedTuple):
    """One thing that a run has to do."""

    issue: str
    kind: ActionKind
    at: datetime | None
    """When the issue was to go out, in UTC."""


class RunOutcome(StrEnum):
    """How a run left an issue."""

    DRAFTED = "drafted"
    PUBLISHED = "published"
    BY_HAND = "by-hand"
    """Its draft waits for a person: the account may not publish."""
    PENDING = "pending"
    """It was accepted, and is not out yet."""
    HELD = "held"
    FAILED = "failed"


class IssueResult(NamedTuple):
    """What came of one issue in a run."""

    issue: str
    ending: RunOutcome
    title: str = ""
    place: str = ""
    """The media id of its draft, or the address under which it is out."""
    problems: tuple[Problem, ...] = ()
    """What went wrong, or is to be known."""
    code: int = 0
    """The exit code that it deserves."""
