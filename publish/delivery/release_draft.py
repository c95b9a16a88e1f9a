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


def release_draft(issue: str, outside: DeliveryServices, consent: ReleaseOptions) -> ReleaseResult:
    """Bring an issue's draft out, as far as the account may; what is out already is left alone.

    Raises:
        UncertainError: It is on its way, or nobody knows; a person has to look, or to decide.
        ArticleError: There is no draft of it as it is now.
        PlatformError: WeChat refused, or it did not pass.
        NotSentError: WeChat was not reached.
        LedgerError: The ledger cannot be written; what is not in it was not sent.
    """
    known = clear_overdue_hold(outside.ledger.find(issue))
    if known is None or known.state is DeliveryState.PLANNED:
        raise _explain_no_draft(issue, known, outside)
    if known.state is DeliveryState.PUBLISHED:
        return tell_published(ReleaseAction.KNOWN, known)
    if consent.resolution and known.state not in _RESOLVABLE:
        raise ArticleError(Problem("release-nothing-held", describe(known)))
    if known.state in _UNDECIDED:
        return _settle(known, outside, consent)
    if known.state is DeliveryState.FAILED:
        return _retry(known, outside, consent)
    if known.state is DeliveryState.SUBMITTED:
        return await_outcome(known, outside)
    if known.state is not DeliveryState.DRAFTED:
        raise UncertainError(explain_state(known))
    return _hand_in(known, outside, consent)


def may_hand_in(known: Delivery | None, resolution: Resolution | None) -> bool:
    """Say whether a release may come to handing in a draft, and not only to looking for it."""
    known = clear_overdue_hold(known)
    if known is None or known.state is DeliveryState.DRAFTED:
        return known is not None
    return known.state in _RESOLVABLE and resolution is Resolution.REPEAT


def record_address(issue: str, address: str, outside: DeliveryServices) -> ReleaseResult:
    """Put into the ledger that an issue is out, as a person says, whoever brought it there.

    Raises:
        LedgerError: The ledger cannot be written.
    """
    blank = Delivery(issue, DeliveryState.PLANNED, "", NOBODY, 0, outside.clock.now())
    kept = keep_published(outside.ledger.find(issue) or blank, (address,), outside)
    return ReleaseResult(ReleaseAction.RECORDED, kept)


def explain_state(known: Delivery) -> Problem:
    """Return why a delivery stands where it does, and what to do."""
    if known.reason is not None:
        return Problem(known.reason.message, known.reason.values)
    return Problem(f"release-is-{known.state}", describe(known))


# --- a draft that was not handed in, as far as anybody knows ----------------------------------------


def _hand_in(known: Delivery, outside: DeliveryServices, consent: ReleaseOptions) -> ReleaseResult:
    """Hand a draft in, once it is what it should be."""
    if not known.content or known.content != consent.content:
        raise ArticleError(Problem("release-changed", describe(known)))
    if not known.kept:
        raise ArticleError(Problem("release-unread", describe(known)))
    draft = outside.platform.get_draft(known.media_id)
    if draft is None:
        return _explain_missing(known, outside)
    if draft.articles and hash_words((item.title, item.content) for item in draft.articles) != known.kept:
        raise UncertainError(Problem("release-edited", describe(known)))
    shown = read_publications(outside.platform)
    found = _find_out(known, shown, outside)  # somebody may have published it by hand, and its draft be there still
    if found is not None:
        return found
    passed = _check_publications(known, shown, outside, consent)
    intent = known._replace(
        passed=passed,
        state=DeliveryState.RELEASE_INTENT,
        clientmsgid=_make_clientmsgid(known) if consent.mass else "",
        released=outside.clock.now(),
        reason=None,
    )
    return _submit(outside.ledger.save(intent), known, outside)


def _find_out(known: Delivery, shown: PublicationList, outside: DeliveryServices) -> ReleaseResult | None:
    """Return what a draft has become, by the list of publications; None where it is not there."""
    if shown.refused is not None:
        if shown.refused.code != NOT_AUTHORISED:
            raise shown.refused
        return keep_unauthorised(known, outside)  # whoever may not publish has not
    found = pick_matches(shown.publications, known, outside.patience)
    return settle_matches(known, found, outside)


def _check_publications(
    known: Delivery, shown: PublicationList, outside: DeliveryServices, consent: ReleaseOptions
) -> tuple[str, ...]:
    """Return the publications of the issue that a person said are to be passed over.

    Raises:
        UncertainError: There are others; or the ledger may not be the newest.
        LedgerError: They show that the ledger is behind.
    """
    sent = known.fingerprint
    wanted = ItemQuery(known.issue, "" if sent.marked else sent.title)
    seen = find_unrecorded(wanted, (DraftBox((), whole=True), shown), outside.ledger, known)
    if consent.anew:
        return (*known.passed, *seen.places)
    if seen.places:
        hold_for(explain_seen(known, seen), known, outside)
    if not outside.ledger.is_current:
        hold_for(Problem(UNSEEN, describe(known)), known, outside)
    return known.passed


def adopt_released(issue: str, outside: DeliveryServices) -> ReleaseResult:
    """Take for this issue's what is there of it, at a person's word; nothing is sent.

    Raises:
        UncertainError: There is nothing, or there are several, or it is another newsletter's.
        PublishError: The account cannot be looked through.
    """
    adopted = adopt_prior(issue, outside)
    if adopted.state is DeliveryState.PUBLISHED:
        return tell_published(ReleaseAction.RECORDED, adopted)
    return ReleaseResult(ReleaseAction.ADOPTED, adopted)


def _explain_no_draft(issue: str, known: Delivery | None, outside: DeliveryServices) -> PublishError:
    owner = explain_owner(issue, outside.ledger) if known is None else None
    return UncertainError(owner) if owner else ArticleError(Problem("release-no-draft", {"issue": name_issue(issue)}))


def _explain_missing(known: Delivery, outside: DeliveryServices) -> ReleaseResult:
    """Return that a draft which is gone was published by hand, where the list of publications tells."""
    found = look_once(known, outside)
    if found is None or found.act is ReleaseAction.BY_HAND:
        gone = StateReason("draft-gone", describe(known))
        outside.ledger.save(known._replace(state=DeliveryState.REMOVED, reason=gone))
        raise UncertainError(Problem("draft-gone", describe(known)))
    return found


def _submit(intent: Delivery, before: Delivery, outside: DeliveryServices) -> ReleaseResult:
    """Hand in what the ledger has as about to be; a refusal leaves things as they were before."""
    outside.tell("release-submitting", title=intent.fingerprint.title)
    try:
        publish_id = _send(intent, outside)
    except UncertainError:
        return _look(mark_held(intent, "release-lost", outside), outside)
    except (PlatformError, NotSentError) as error:
        return _take_refusal(error, intent, before, outside)
    if not publish_id:  # a mass send that was accepted before, by an id that WeChat does not repeat
        return tell_published(ReleaseAction.RELEASED, keep_published(intent, (), outside))
    submitted = intent._replace(state=DeliveryState.SUBMITTED, publish_id=publish_id, reason=None)
    return await_outcome(outside.ledger.save(submitted), outside)


def _send(intent: Delivery, outside: DeliveryServices) -> str:
    if intent.clientmsgid:
        return outside.platform.send_to_all(intent.media_id, intent.clientmsgid)
    return outside.platform.submit(intent.media_id)


def _take_refusal(error: PublishError, intent: Delivery, before: Delivery, outside: DeliveryServices) -> ReleaseResult:
    code = error.code if isinstance(error, PlatformError) else 0
    if code == NOT_AUTHORISED:
        return keep_unauthorised(intent, outside)
    if code == MEDIA_UNKNOWN:  # gone, or on its way by another hand
        return _look(mark_held(intent, "release-busy", outside), outside)
    reason = before.reason if before.state is DeliveryState.HELD else to_state_reason(error.problems[0])
    outside.ledger.save(before._replace(reason=reason))
    raise error


# --- one of which nobody knows whether it was -------------------------------------------------------


def _settle(known: Delivery, outside: DeliveryServices, consent: ReleaseOptions) -> ReleaseResult:
    """Find out what became of a draft that may have been handed in; where that is not told, do what a person said."""
    if known.state is DeliveryState.RELEASE_INTENT:
        known = mark_held(known, "release-interrupted", outside)
    if consent.resolution in (None, Resolution.REPEAT):
        if known.publish_id:
            return await_outcome(known, outside)
        if known.clientmsgid and _is_remembered(known, outside):
            return _submit(known, known, outside)
    found = None if known.clientmsgid else find_outcome(known, outside)
    if found is not None:
        return found
    if consent.resolution is None:
        raise UncertainError(_explain_held(known, outside))
    return _resolve(known, outside, consent)


def _look(known: Delivery, outside: DeliveryServices) -> ReleaseResult:
    """Look once more for what may be on its way."""
    found = None if known.clientmsgid else find_outcome(known, outside)
    if found is None:
        raise UncertainError(_explain_held(known, outside))
    return found


def _explain_held(known: Delivery, outside: DeliveryServices) -> Problem:
    there = outside.platform.get_draft(known.media_id) is not None
    return Problem("release-held-there" if there else "release-held-gone", describe(known))


def _resolve(known: Delivery, outside: DeliveryServices, consent: ReleaseOptions) -> ReleaseResult:
    if consent.resolution is Resolution.PUBLISHED:
        return tell_published(ReleaseAction.RECORDED, keep_published(known, (), outside))
    if consent.resolution is Resolution.ABANDON:
        return _abandon(known, outside)
    return _repeat(known, outside, consent)


def _abandon(known: Delivery, outside: DeliveryServices) -> ReleaseResult:
    reason = StateReason("release-abandoned", describe(known))
    return ReleaseResult(
        ReleaseAction.ABANDONED, outside.ledger.save(known._replace(state=DeliveryState.FAILED, reason=reason))
    )


def _repeat(known: Delivery, outside: DeliveryServices, consent: ReleaseOptions) -> ReleaseResult:
    """Hand a draft in once more, at a person's word, if it is there and nothing can still be on its way."""
    until = (known.released or known.started) + timedelta(seconds=outside.patience.repeat)
    if known.state is DeliveryState.HELD and outside.clock.now() < until:
        minutes = str(int((until - outside.clock.now()).total_seconds()) // 60 + 1)
        raise UncertainError(Problem("release-too-soon", describe(known, minutes=minutes)))
    return _hand_in(known, outside, consent)


def _retry(known: Delivery, outside: DeliveryServices, consent: ReleaseOptions) -> ReleaseResult:
    """Say why a draft did not go out, or do what a person said."""
    if consent.resolution is None:
        raise UncertainError(explain_state(known))
    return _resolve(known._replace(publish_id="", addresses=()), outside, consent)


def _is_remembered(known: Delivery, outside: DeliveryServices) -> bool:
    """Say whether WeChat still knows a mass send by its key."""
    since = outside.clock.now() - (known.released or known.started)
    return timedelta(0) <= since < timedelta(hours=CLIENTMSGID_HOURS)


def _make_clientmsgid(known: Delivery) -> str:
    """Return the key of a mass send: the same for the same issue with the same content."""
    return hashlib.sha256(f"{known.issue}\0{known.content}".encode()).hexdigest()[:CLIENTMSGID_CHARS]
