"""What has become of a draft that was handed in: asked about, looked for, and put into the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from publish.core.api_types import Publication, PublicationState, Published
from publish.core.back_issue import PublishedIssue
from publish.core.delivery_record import Delivery, DeliveryState, ReleaseAction, ReleaseResult, StateReason
from publish.core.exceptions import PlatformError, UncertainError
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem
from publish.delivery.find_publication import list_matches
from publish.newsletter.labels import name_issue
from publish.wechat.api_errors import NOT_AUTHORISED

POLLED = "freepublish/get"
_ENDED = {
    PublicationState.NOT_ORIGINAL: (DeliveryState.FAILED, "release-not-original"),
    PublicationState.FAILED: (DeliveryState.FAILED, "release-failed"),
    PublicationState.REJECTED: (DeliveryState.FAILED, "release-rejected"),
    PublicationState.REMOVED: (DeliveryState.REMOVED, "release-removed"),
    PublicationState.BANNED: (DeliveryState.REMOVED, "release-banned"),
}
"""How a publication ends that is not there for readers, and what people are told."""


def describe(known: Delivery, **more: str) -> dict[str, str]:
    """Return what every sentence about a delivery may name."""
    return {"title": known.fingerprint.title or known.issue, "issue": name_issue(known.issue), **more}


def to_state_reason(problem: Problem) -> StateReason:
    """Return a problem as the ledger keeps it."""
    return StateReason(problem.message, {name: str(value) for name, value in problem.values.items()})


def mark_held(known: Delivery, message: str, outside: DeliveryServices, **more: str) -> Delivery:
    """Put into the ledger that nobody knows what became of a delivery."""
    reason = StateReason(message, describe(known, **more))
    if (known.state, known.reason) == (DeliveryState.HELD, reason):
        return known
    return outside.ledger.save(known._replace(state=DeliveryState.HELD, reason=reason))


def keep_published(known: Delivery, addresses: tuple[str, ...], outside: DeliveryServices) -> Delivery:
    """Put into the ledger that a delivery is out."""
    return outside.ledger.save(
        known._replace(state=DeliveryState.PUBLISHED, addresses=addresses, reason=None),
    )


def keep_unauthorised(known: Delivery, outside: DeliveryServices) -> ReleaseResult:
    """Put into the ledger that the draft waits for a person: the account may not publish."""
    to_do = Problem("release-by-hand", describe(known))
    waiting = known._replace(state=DeliveryState.DRAFTED, reason=to_state_reason(to_do), clientmsgid="")
    kept = outside.ledger.save(waiting)
    return ReleaseResult(ReleaseAction.BY_HAND, kept, to_do=(to_do,))


def tell_published(act: ReleaseAction, known: Delivery) -> ReleaseResult:
    """Return that a delivery is out; where nobody knows its address, a person has to give it."""
    to_do = () if known.addresses else (Problem("release-address", describe(known)),)
    return ReleaseResult(act, known, to_do=to_do)


def describe_publication(known: Delivery, outside: DeliveryServices) -> tuple[str, PublishedIssue]:
    """Return an issue's name, and where and since when it can be read."""
    acts = outside.ledger.list_acts(known.issue)
    since = next((act.at for act in acts if act.state is DeliveryState.PUBLISHED), outside.clock.now())
    return PurePosixPath(known.issue).name, PublishedIssue(known.addresses[0], known.fingerprint.title, since)


def await_outcome(known: Delivery, outside: DeliveryServices) -> ReleaseResult:
    """Ask about a submitted draft until it is out, or our patience is.

    Raises:
        UncertainError: It is not out yet, or WeChat said what nobody knows.
        PlatformError: It did not pass, or WeChat refused to tell.
        NotSentError: WeChat was not reached.
    """
    outside.tell("release-waiting", title=known.fingerprint.title)
    publication = _ask(known, outside)
    passed = (outside.clock.now() - known.released).total_seconds() if known.released else 0
    # What takes longer than a run waits is asked about once a run: a small account may ask a hundred times a day.
    for pause in outside.patience.polls if passed < sum(outside.patience.polls) else ():
        if publication.state is not PublicationState.PENDING:
            break
        outside.clock.wait(pause)
        publication = _ask(known, outside)
    return _conclude(known, publication, outside)


def find_outcome(known: Delivery, outside: DeliveryServices) -> ReleaseResult | None:
    """Look for a draft among the publications; None where it is not to be found, even after the grace.

    Raises:
        UncertainError: There are several that it may be.
        PublishError: The list cannot be had.
    """
    outside.tell("release-looking", title=known.fingerprint.title)
    pause, waited = outside.patience.first, 0.0
    while True:
        found = look_once(known, outside)
        passed = (outside.clock.now() - (known.released or known.started)).total_seconds()
        left = outside.patience.grace - max(passed, waited)
        if found is not None or left <= 0:
            return found
        pause = min(pause, left)
        outside.clock.wait(pause)
        waited += pause
        pause *= 2


def look_once(known: Delivery, outside: DeliveryServices) -> ReleaseResult | None:
    """Look for a draft among the publications, at once; None where it is not there.

    Raises:
        UncertainError: There are several that it may be.
        PlatformError: It was there, and was taken away again; or the list cannot be had.
        NotSentError: WeChat was not reached.
    """
    try:
        found = list_matches(known, outside)
    except PlatformError as error:
        if error.code != NOT_AUTHORISED:
            raise
        return keep_unauthorised(known, outside)  # whoever may not publish has not
    return settle_matches(known, found, outside)


def settle_matches(known: Delivery, found: Sequence[Published], outside: DeliveryServices) -> ReleaseResult | None:
    """Put into the ledger what a draft became, by the publications that it may be; None where there is none.

    Raises:
        UncertainError: There are several that it may be.
        PlatformError: It was there, and was taken away again.
    """
    there = [published for published in found if not published.removed]
    if len(there) > 1:
        addresses = ", ".join(published.articles[0].url for published in there)
        raise UncertainError(Problem("release-several", describe(known, addresses=addresses)))
    if there:
        urls = tuple(item.url for item in there[0].articles)
        return tell_published(ReleaseAction.FOUND, keep_published(known, urls, outside))
    if found:
        urls = tuple(item.url for item in found[0].articles)
        ended = Publication(known.publish_id, PublicationState.REMOVED, found[0].article_id, urls, ())
        return _conclude(known, ended, outside)
    return None


def _ask(known: Delivery, outside: DeliveryServices) -> Publication:
    poll = outside.platform.poll_send if known.clientmsgid else outside.platform.poll
    return poll(known.publish_id)


def _conclude(known: Delivery, publication: Publication, outside: DeliveryServices) -> ReleaseResult:
    state = publication.state
    if state is PublicationState.PUBLISHED:
        return tell_published(ReleaseAction.RELEASED, keep_published(known, publication.addresses, outside))
    if state is PublicationState.PENDING:
        raise UncertainError(Problem("release-pending", describe(known)))
    if state is PublicationState.UNKNOWN:
        held = mark_held(known, "release-status", outside)
        raise UncertainError(Problem("release-status", describe(held)))
    ended, message = _ENDED[state]
    values = describe(known, articles=", ".join(map(str, publication.failed)) or "?")
    reason = StateReason(message, values)
    outside.ledger.save(known._replace(state=ended, addresses=publication.addresses, reason=reason))
    raise PlatformError(Problem(message, values), code=0, endpoint=POLLED)
