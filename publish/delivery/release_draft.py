"""A draft's way out: handed in once, looked for where the answer was lost, never handed in twice by itself.

Whatever is about to be handed in is in the ledger before. A run that dies between there and the answer leaves
`release_intent`, a lost answer `held`: from then on every run only looks, until a person says what is to be done.
A mass send alone carries a key by which WeChat knows it again, so that within a day it is repeated without asking.
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
from publish.delivery.baseline import NOBODY
from publish.delivery.duplicate_check import explain_owner, explain_seen, hold_for
from publish.delivery.find_publication import pick_matches
from publish.delivery.overdue import UNSEEN, clear_overdue_hold
from publish.delivery.publication_outcome import (
    await_outcome,
    describe,
    find_outcome,
    keep_published,
    keep_unauthorised,
    look_once,
    mark_held,
    settle_matches,
    tell_published,
    to_state_reason,
)
from publish.delivery.readback import hash_words
from publish.delivery.unrecorded_items import ItemQuery, find_unrecorded
from publish.newsletter.labels import name_issue
from publish.wechat.api_errors import MEDIA_UNKNOWN, NOT_AUTHORISED
from publish.wechat.limits import CLIENTMSGID_CHARS, CLIENTMSGID_HOURS


class ReleaseOptions(NamedTuple):
    """What a person said may be done."""

    content: str = ""
    """Hash of what the source makes now (`Plan.content`): a draft of anything else is not handed in. Without it, one
    only looks."""
    resolution: Resolution | None = None
    """What is to become of a publication that is held or failed."""
    mass: bool = False
    """Send it to every follower."""
    anew: bool = False
    """Hand it in though the account shows a publication of it."""


_UNDECIDED = (DeliveryState.RELEASE_INTENT, DeliveryState.HELD)
_RESOLVABLE = (*_UNDECIDED, DeliveryState.FAILED)


def release_draft(issue: str, services: DeliveryServices, options: ReleaseOptions) -> ReleaseResult:
    """Bring an issue's draft out, as far as the account may; what is out already is left alone.

    Raises:
        UncertainError: It is on its way, or nobody knows; a person has to look, or to decide.
        ArticleError: There is no draft of it as it is now.
        PlatformError: WeChat refused, or it did not pass.
        NotSentError: WeChat was not reached.
        LedgerError: The ledger cannot be written; what is not in it was not sent.
    """
    delivery = clear_overdue_hold(services.ledger.find(issue))
    if delivery is None or delivery.state is DeliveryState.PLANNED:
        raise _explain_no_draft(issue, delivery, services)
    if delivery.state is DeliveryState.PUBLISHED:
        return tell_published(ReleaseAction.KNOWN, delivery)
    if options.resolution and delivery.state not in _RESOLVABLE:
        raise ArticleError(Problem("release-nothing-held", describe(delivery)))
    if delivery.state in _UNDECIDED:
        return _settle(delivery, services, options)
    if delivery.state is DeliveryState.FAILED:
        return _retry(delivery, services, options)
    if delivery.state is DeliveryState.SUBMITTED:
        return await_outcome(delivery, services)
    if delivery.state is not DeliveryState.DRAFTED:
        raise UncertainError(explain_state(delivery))
    return _hand_in(delivery, services, options)


def may_hand_in(delivery: Delivery | None, resolution: Resolution | None) -> bool:
    """Say whether a release may come to handing in a draft, and not only to looking for it."""
    delivery = clear_overdue_hold(delivery)
    if delivery is None or delivery.state is DeliveryState.DRAFTED:
        return delivery is not None
    return delivery.state in _RESOLVABLE and resolution is Resolution.REPEAT


def record_address(issue: str, address: str, services: DeliveryServices) -> ReleaseResult:
    """Put into the ledger that an issue is out, as a person says, whoever brought it there.

    Raises:
        LedgerError: The ledger cannot be written.
    """
    blank = Delivery(issue, DeliveryState.PLANNED, "", NOBODY, 0, services.clock.now())
    kept = keep_published(services.ledger.find(issue) or blank, (address,), services)
    return ReleaseResult(ReleaseAction.RECORDED, kept)


def explain_state(delivery: Delivery) -> Problem:
    """Return why a delivery stands where it does, and what to do."""
    if delivery.reason is not None:
        return Problem(delivery.reason.message, delivery.reason.values)
    return Problem(f"release-is-{delivery.state}", describe(delivery))


# --- a draft that was not handed in, as far as anybody knows ----------------------------------------


def _hand_in(delivery: Delivery, services: DeliveryServices, options: ReleaseOptions) -> ReleaseResult:
    """Hand a draft in, once it is what it should be."""
    if not delivery.content or delivery.content != options.content:
        raise ArticleError(Problem("release-changed", describe(delivery)))
    if not delivery.kept:
        raise ArticleError(Problem("release-unread", describe(delivery)))
    draft = services.platform.get_draft(delivery.media_id)
    if draft is None:
        return _explain_missing(delivery, services)
    if draft.articles and hash_words((item.title, item.content) for item in draft.articles) != delivery.kept:
        raise UncertainError(Problem("release-edited", describe(delivery)))
    shown = read_publications(services.platform)
    found = _find_out(delivery, shown, services)  # somebody may have published it by hand, and its draft be there still
    if found is not None:
        return found
    passed = _check_publications(delivery, shown, services, options)
    intent = delivery._replace(
        passed=passed,
        state=DeliveryState.RELEASE_INTENT,
        clientmsgid=_make_clientmsgid(delivery) if options.mass else "",
        released=services.clock.now(),
        reason=None,
    )
    return _submit(services.ledger.save(intent), delivery, services)


def _find_out(delivery: Delivery, shown: PublicationList, services: DeliveryServices) -> ReleaseResult | None:
    """Return what a draft has become, by the list of publications; None where it is not there."""
    if shown.refused is not None:
        if shown.refused.code != NOT_AUTHORISED:
            raise shown.refused
        return keep_unauthorised(delivery, services)  # whoever may not publish has not
    found = pick_matches(shown.publications, delivery, services.timeouts)
    return settle_matches(delivery, found, services)


def _check_publications(
    delivery: Delivery, shown: PublicationList, services: DeliveryServices, options: ReleaseOptions
) -> tuple[str, ...]:
    """Return the publications of the issue that a person said are to be passed over.

    Raises:
        UncertainError: There are others; or the ledger may not be the newest.
        LedgerError: They show that the ledger is behind.
    """
    sent = delivery.fingerprint
    wanted = ItemQuery(delivery.issue, "" if sent.marked else sent.title)
    seen = find_unrecorded(wanted, (DraftBox((), whole=True), shown), services.ledger, delivery)
    if options.anew:
        return (*delivery.passed, *seen.places)
    if seen.places:
        hold_for(explain_seen(delivery, seen), delivery, services)
    if not services.ledger.is_current:
        hold_for(Problem(UNSEEN, describe(delivery)), delivery, services)
    return delivery.passed


def adopt_released(issue: str, services: DeliveryServices) -> ReleaseResult:
    """Take for this issue's what is there of it, at a person's word; nothing is sent.

    Raises:
        UncertainError: There is nothing, or there are several, or it is another newsletter's.
        PublishError: The account cannot be looked through.
    """
    adopted = adopt_prior(issue, services)
    if adopted.state is DeliveryState.PUBLISHED:
        return tell_published(ReleaseAction.RECORDED, adopted)
    return ReleaseResult(ReleaseAction.ADOPTED, adopted)


def _explain_no_draft(issue: str, delivery: Delivery | None, services: DeliveryServices) -> PublishError:
    owner = explain_owner(issue, services.ledger) if delivery is None else None
    return UncertainError(owner) if owner else ArticleError(Problem("release-no-draft", {"issue": name_issue(issue)}))


def _explain_missing(delivery: Delivery, services: DeliveryServices) -> ReleaseResult:
    """Return that a draft which is gone was published by hand, where the list of publications tells."""
    found = look_once(delivery, services)
    if found is None or found.act is ReleaseAction.BY_HAND:
        gone = StateReason("draft-gone", describe(delivery))
        services.ledger.save(delivery._replace(state=DeliveryState.REMOVED, reason=gone))
        raise UncertainError(Problem("draft-gone", describe(delivery)))
    return found


def _submit(intent: Delivery, before: Delivery, services: DeliveryServices) -> ReleaseResult:
    """Hand in what the ledger has as about to be; a refusal leaves things as they were before."""
    services.report("release-submitting", title=intent.fingerprint.title)
    try:
        publish_id = _send(intent, services)
    except UncertainError:
        return _look(mark_held(intent, "release-lost", services), services)
    except (PlatformError, NotSentError) as error:
        return _take_refusal(error, intent, before, services)
    if not publish_id:  # a mass send that was accepted before, by an id that WeChat does not repeat
        return tell_published(ReleaseAction.RELEASED, keep_published(intent, (), services))
    submitted = intent._replace(state=DeliveryState.SUBMITTED, publish_id=publish_id, reason=None)
    return await_outcome(services.ledger.save(submitted), services)


def _send(intent: Delivery, services: DeliveryServices) -> str:
    if intent.clientmsgid:
        return services.platform.send_to_all(intent.media_id, intent.clientmsgid)
    return services.platform.submit(intent.media_id)


def _take_refusal(error: PublishError, intent: Delivery, before: Delivery, services: DeliveryServices) -> ReleaseResult:
    code = error.code if isinstance(error, PlatformError) else 0
    if code == NOT_AUTHORISED:
        return keep_unauthorised(intent, services)
    if code == MEDIA_UNKNOWN:  # gone, or on its way by another hand
        return _look(mark_held(intent, "release-busy", services), services)
    reason = before.reason if before.state is DeliveryState.HELD else to_state_reason(error.problems[0])
    services.ledger.save(before._replace(reason=reason))
    raise error


# --- one of which nobody knows whether it was -------------------------------------------------------


def _settle(delivery: Delivery, services: DeliveryServices, options: ReleaseOptions) -> ReleaseResult:
    """Find out what became of a draft that may have been handed in; where that is not told, do what a person said."""
    if delivery.state is DeliveryState.RELEASE_INTENT:
        delivery = mark_held(delivery, "release-interrupted", services)
    if options.resolution in (None, Resolution.REPEAT):
        if delivery.publish_id:
            return await_outcome(delivery, services)
        if delivery.clientmsgid and _is_remembered(delivery, services):
            return _submit(delivery, delivery, services)
    found = None if delivery.clientmsgid else find_outcome(delivery, services)
    if found is not None:
        return found
    if options.resolution is None:
        raise UncertainError(_explain_held(delivery, services))
    return _resolve(delivery, services, options)


def _look(delivery: Delivery, services: DeliveryServices) -> ReleaseResult:
    """Look once more for what may be on its way."""
    found = None if delivery.clientmsgid else find_outcome(delivery, services)
    if found is None:
        raise UncertainError(_explain_held(delivery, services))
    return found


def _explain_held(delivery: Delivery, services: DeliveryServices) -> Problem:
    there = services.platform.get_draft(delivery.media_id) is not None
    return Problem("release-held-there" if there else "release-held-gone", describe(delivery))


def _resolve(delivery: Delivery, services: DeliveryServices, options: ReleaseOptions) -> ReleaseResult:
    if options.resolution is Resolution.PUBLISHED:
        return tell_published(ReleaseAction.RECORDED, keep_published(delivery, (), services))
    if options.resolution is Resolution.ABANDON:
        return _abandon(delivery, services)
    return _repeat(delivery, services, options)


def _abandon(delivery: Delivery, services: DeliveryServices) -> ReleaseResult:
    reason = StateReason("release-abandoned", describe(delivery))
    return ReleaseResult(
        ReleaseAction.ABANDONED, services.ledger.save(delivery._replace(state=DeliveryState.FAILED, reason=reason))
    )


def _repeat(delivery: Delivery, services: DeliveryServices, options: ReleaseOptions) -> ReleaseResult:
    """Hand a draft in once more, at a person's word, if it is there and nothing can still be on its way."""
    until = (delivery.released or delivery.started) + timedelta(seconds=services.timeouts.repeat)
    if delivery.state is DeliveryState.HELD and services.clock.now() < until:
        minutes = str(int((until - services.clock.now()).total_seconds()) // 60 + 1)
        raise UncertainError(Problem("release-too-soon", describe(delivery, minutes=minutes)))
    return _hand_in(delivery, services, options)


def _retry(delivery: Delivery, services: DeliveryServices, options: ReleaseOptions) -> ReleaseResult:
    """Say why a draft did not go out, or do what a person said."""
    if options.resolution is None:
        raise UncertainError(explain_state(delivery))
    return _resolve(delivery._replace(publish_id="", addresses=()), services, options)


def _is_remembered(delivery: Delivery, services: DeliveryServices) -> bool:
    """Say whether WeChat still knows a mass send by its key."""
    since = services.clock.now() - (delivery.released or delivery.started)
    return timedelta(0) <= since < timedelta(hours=CLIENTMSGID_HOURS)


def _make_clientmsgid(delivery: Delivery) -> str:
    """Return the key of a mass send: the same for the same issue with the same content."""
    return hashlib.sha256(f"{delivery.issue}\0{delivery.content}".encode()).hexdigest()[:CLIENTMSGID_CHARS]
