"""Release a draft: hand it in once, look for it where the answer was lost, never hand it in twice without a person.

The intent is in the ledger before anything is handed in. A run that dies between there and the answer leaves
`release_intent`, a lost answer `held`: from then on every run only looks, until a person decides. Only a mass send
carries a key by which WeChat recognises a repetition, so within a day it is repeated without asking.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import NamedTuple

from publish.core.delivery_record import Delivery, DeliveryState, ReleaseAction, ReleaseResult, Resolution, StateReason
from publish.core.exceptions import ArticleError, NotSentError, PlatformError, PublishError, UncertainError
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem
from publish.delivery.account_lists import DraftBox, PublicationList, read_publications
from publish.delivery.adopt_existing import adopt_prior
from publish.delivery.duplicate_check import check_seen, explain_owner
from publish.delivery.holds import clear_overdue_hold, make_unsent
from publish.delivery.other_articles import find_host
from publish.delivery.publication_outcome import (
    await_outcome,
    describe,
    find_outcome,
    find_outcome_once,
    keep_published,
    keep_unauthorised,
    mark_held,
    pick_matches,
    report_published,
    settle_matches,
    to_state_reason,
)
from publish.delivery.readback import hash_draft
from publish.delivery.unrecorded_items import ItemQuery, find_unrecorded
from publish.newsletter.labels import name_issue
from publish.wechat.api_errors import MEDIA_UNKNOWN, NOT_AUTHORISED
from publish.wechat.limits import CLIENTMSGID_CHARS, CLIENTMSGID_HOURS


class ReleaseOptions(NamedTuple):
    """Confirmations given on the command line."""

    content: str = ""
    """`DraftContents.content` of the source now: a draft of other content is not handed in; empty only looks."""
    resolution: Resolution | None = None  # decision about a publication that is held or failed
    mass: bool = False  # send it to every follower
    anew: bool = False  # hand it in although the account shows a publication of it


_ONLY_LOOK = ReleaseOptions()
_UNDECIDED = (DeliveryState.RELEASE_INTENT, DeliveryState.HELD)
_RESOLVABLE = (*_UNDECIDED, DeliveryState.FAILED)


def release_draft(issue: str, services: DeliveryServices, options: ReleaseOptions) -> ReleaseResult:
    """Publish an issue's draft, as far as the account may; a published issue is left alone.

    Raises:
        UncertainError: It is being published, or its state is unknown: a person has to check or decide.
        ArticleError: There is no draft of it with its present content.
        PlatformError: WeChat refused or rejected it.
        NotSentError: WeChat was not reached.
        LedgerError: The ledger cannot be written; nothing unrecorded was sent.
    """
    delivery = clear_overdue_hold(services.ledger.find(issue))
    if delivery is None or delivery.state is DeliveryState.PLANNED:
        raise _explain_no_draft(issue, delivery, services)
    if delivery.state is DeliveryState.PUBLISHED:
        return report_published(ReleaseAction.KNOWN, delivery)
    if options.resolution and delivery.state not in _RESOLVABLE:
        raise ArticleError(Problem("release-nothing-held", describe(delivery)))
    if delivery.state in _UNDECIDED:
        return _settle(delivery, services, options)
    if delivery.state is DeliveryState.FAILED and options.resolution is not None:
        return _resolve(delivery._replace(publish_id="", addresses=()), services, options)
    if delivery.state is DeliveryState.SUBMITTED:
        return await_outcome(delivery, services)
    if delivery.state is not DeliveryState.DRAFTED:
        raise UncertainError(_explain_state(delivery))
    return _hand_in(delivery, services, options)


def may_hand_in(delivery: Delivery | None, resolution: Resolution | None) -> bool:
    """Return whether a release may hand in a draft, and not only look for it."""
    delivery = clear_overdue_hold(delivery)
    if delivery is None or delivery.state is DeliveryState.DRAFTED:
        return delivery is not None
    return delivery.state in _RESOLVABLE and resolution is Resolution.REPEAT


def record_address(issue: str, address: str, services: DeliveryServices) -> ReleaseResult:
    """Record that an issue is published, as a person says.

    Raises:
        LedgerError: The ledger cannot be written.
    """
    delivery = services.ledger.find(issue) or make_unsent(issue, services.clock.now())
    names = ", ".join(name_issue(other.name) for other in delivery.others)
    to_do = (Problem("release-other-addresses", {**describe(delivery), "names": names}),) if names else ()
    return ReleaseResult(ReleaseAction.RECORDED, keep_published(delivery, (address,), services), to_do=to_do)


def _explain_state(delivery: Delivery) -> Problem:
    """Return the reason of a delivery's state, and what to do."""
    if delivery.reason is not None:
        return Problem(delivery.reason.message, delivery.reason.values)
    return Problem(f"release-is-{delivery.state}", describe(delivery))


# --- a draft that was not handed in -----------------------------------------------------------------


def _hand_in(delivery: Delivery, services: DeliveryServices, options: ReleaseOptions) -> ReleaseResult:
    """Check a draft and hand it in."""
    if not delivery.content or delivery.content != options.content:
        raise ArticleError(Problem("release-changed", describe(delivery)))
    if not delivery.kept:
        raise ArticleError(Problem("release-unread", describe(delivery)))
    draft = services.platform.get_draft(delivery.media_id)
    if draft is None:
        return _settle_missing(delivery, services)
    if draft.articles and hash_draft(draft) != delivery.kept:
        raise UncertainError(Problem("release-edited", describe(delivery)))
    listed = read_publications(services.platform)
    found = _find_published(delivery, listed, services)  # a draft that was published by hand may still be there
    if found is not None:
        return found
    passed = _check_publications(delivery, listed, services, options)
    intent = delivery._replace(
        passed=passed,
        state=DeliveryState.RELEASE_INTENT,
        msg_data_id="",  # an earlier submission may have had one
        clientmsgid=_make_clientmsgid(delivery) if options.mass else "",
        released=services.clock.now(),
        reason=None,
    )
    return _submit(services.ledger.save(intent), delivery, services)


def _find_published(delivery: Delivery, listed: PublicationList, services: DeliveryServices) -> ReleaseResult | None:
    """Return the result for a draft that is in the list of publications; None where it is not there."""
    if listed.refusal is not None:
        if listed.refusal.code != NOT_AUTHORISED:
            raise listed.refusal
        return keep_unauthorised(delivery, services)  # an account that may not publish has not
    found = pick_matches(listed.publications, delivery, services.timeouts)
    return settle_matches(delivery, found, services)


def _check_publications(
    delivery: Delivery, listed: PublicationList, services: DeliveryServices, options: ReleaseOptions
) -> tuple[str, ...]:
    """Return the publications to ignore; raise UncertainError for others, LedgerError for a ledger that is behind."""
    sent = delivery.fingerprint
    query = ItemQuery(delivery.issue, "" if sent.marked else sent.title)
    seen = find_unrecorded(query, (DraftBox((), complete=True), listed), services.ledger, delivery)
    if options.anew:
        return (*delivery.passed, *seen.ids)
    check_seen(seen, delivery, services)
    return delivery.passed


def adopt_released(issue: str, services: DeliveryServices) -> ReleaseResult:
    """Adopt the existing item as this issue's, at a person's word; nothing is sent.

    Raises:
        UncertainError: There is no such item, there are several, or it is another newsletter's.
        PublishError: The account cannot be searched.
    """
    adopted = adopt_prior(issue, services)
    if adopted.state is DeliveryState.PUBLISHED:
        return report_published(ReleaseAction.RECORDED, adopted)
    return ReleaseResult(ReleaseAction.ADOPTED, adopted)


def _explain_no_draft(issue: str, delivery: Delivery | None, services: DeliveryServices) -> PublishError:
    host = find_host(issue, services.ledger.list_deliveries())
    if host is not None:
        return UncertainError(Problem("draft-sent-with", {**describe(host), "name": name_issue(issue)}))
    owner = explain_owner(issue, services.ledger) if delivery is None else None
    return UncertainError(owner) if owner else ArticleError(Problem("release-no-draft", {"issue": name_issue(issue)}))


def _settle_missing(delivery: Delivery, services: DeliveryServices) -> ReleaseResult:
    """Return the result for a missing draft that was published by hand, or raise UncertainError."""
    found = find_outcome_once(delivery, services)
    if found is None or found.action is ReleaseAction.BY_HAND:
        gone = StateReason("draft-gone", describe(delivery))
        services.ledger.save(delivery._replace(state=DeliveryState.REMOVED, reason=gone))
        raise UncertainError(Problem("draft-gone", describe(delivery)))
    return found


def _submit(intent: Delivery, before: Delivery, services: DeliveryServices) -> ReleaseResult:
    """Hand in a draft whose intent is recorded; a refusal restores the delivery before it."""
    services.report("release-submitting", title=intent.fingerprint.title)
    try:
        if intent.clientmsgid:
            sent = services.platform.send_to_all(intent.media_id, intent.clientmsgid)
        else:
            sent = services.platform.submit(intent.media_id)
    except UncertainError:
        return _look(mark_held(intent, "release-lost", services), services, _ONLY_LOOK)
    except (PlatformError, NotSentError) as error:
        return _handle_refusal(error, intent, before, services)
    intent = intent._replace(msg_data_id=sent.msg_data_id)
    if not sent.id:  # a mass send that was accepted before: WeChat does not repeat its id
        return report_published(ReleaseAction.RELEASED, keep_published(intent, (), services))
    submitted = intent._replace(state=DeliveryState.SUBMITTED, publish_id=sent.id, reason=None)
    return await_outcome(services.ledger.save(submitted), services)


def _handle_refusal(
    error: PublishError, intent: Delivery, before: Delivery, services: DeliveryServices
) -> ReleaseResult:
    code = error.code if isinstance(error, PlatformError) else 0
    if code == NOT_AUTHORISED:
        return keep_unauthorised(intent, services)
    if code == MEDIA_UNKNOWN:  # deleted, or handed in by a person
        return _look(mark_held(intent, "release-busy", services), services, _ONLY_LOOK)
    reason = before.reason if before.state is DeliveryState.HELD else to_state_reason(error.problems[0])
    services.ledger.save(before._replace(reason=reason))
    raise error


# --- a draft that may have been handed in -----------------------------------------------------------


def _settle(delivery: Delivery, services: DeliveryServices, options: ReleaseOptions) -> ReleaseResult:
    """Poll or repeat a submission whose id or key is known; otherwise look for the draft."""
    if delivery.state is DeliveryState.RELEASE_INTENT:
        delivery = mark_held(delivery, "release-interrupted", services)
    if options.resolution in (None, Resolution.REPEAT):
        if delivery.publish_id:
            return await_outcome(delivery, services)
        if delivery.clientmsgid and _has_valid_key(delivery, services):
            return _submit(delivery, delivery, services)
    return _look(delivery, services, options)


def _look(delivery: Delivery, services: DeliveryServices, options: ReleaseOptions) -> ReleaseResult:
    """Look for a draft that may have been handed in; where it is not found, follow the person's decision."""
    found = None if delivery.clientmsgid else find_outcome(delivery, services)
    if found is not None:
        return found
    if options.resolution is not None:
        return _resolve(delivery, services, options)
    there = services.platform.get_draft(delivery.media_id) is not None
    raise UncertainError(Problem("release-held-there" if there else "release-held-gone", describe(delivery)))


def _resolve(delivery: Delivery, services: DeliveryServices, options: ReleaseOptions) -> ReleaseResult:
    if options.resolution is Resolution.PUBLISHED:
        return report_published(ReleaseAction.RECORDED, keep_published(delivery, (), services))
    if options.resolution is Resolution.ABANDON:
        reason = StateReason("release-abandoned", describe(delivery))
        abandoned = services.ledger.save(delivery._replace(state=DeliveryState.FAILED, reason=reason))
        return ReleaseResult(ReleaseAction.ABANDONED, abandoned)
    return _repeat(delivery, services, options)


def _repeat(delivery: Delivery, services: DeliveryServices, options: ReleaseOptions) -> ReleaseResult:
    """Hand a draft in again, at a person's word, once no earlier submission can still arrive."""
    until = (delivery.released or delivery.started) + timedelta(seconds=services.timeouts.repeat)
    if delivery.state is DeliveryState.HELD and services.clock.now() < until:
        minutes = str(int((until - services.clock.now()).total_seconds()) // 60 + 1)
        raise UncertainError(Problem("release-too-soon", describe(delivery, minutes=minutes)))
    return _hand_in(delivery, services, options)


def _has_valid_key(delivery: Delivery, services: DeliveryServices) -> bool:
    """Return whether WeChat still recognises the key of a mass send."""
    since = services.clock.now() - (delivery.released or delivery.started)
    return timedelta(0) <= since < timedelta(hours=CLIENTMSGID_HOURS)


def _make_clientmsgid(delivery: Delivery) -> str:
    """Return the key of a mass send, the same for the same issue and content."""
    return hashlib.sha256(f"{delivery.issue}\0{delivery.content}".encode()).hexdigest()[:CLIENTMSGID_CHARS]
