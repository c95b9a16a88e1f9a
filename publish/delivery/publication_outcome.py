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


def describe(delivery: Delivery, **more: str) -> dict[str, str]:
    """Return what every sentence about a delivery may name."""
    return {"title": delivery.fingerprint.title or delivery.issue, "issue": name_issue(delivery.issue), **more}


def to_state_reason(problem: Problem) -> StateReason:
    """Return a problem as the ledger keeps it."""
    return StateReason(problem.message, {name: str(value) for name, value in problem.values.items()})


def mark_held(delivery: Delivery, message: str, services: DeliveryServices, **more: str) -> Delivery:
    """Put into the ledger that nobody knows what became of a delivery."""
    reason = StateReason(message, describe(delivery, **more))
    if (delivery.state, delivery.reason) == (DeliveryState.HELD, reason):
        return delivery
    return services.ledger.save(delivery._replace(state=DeliveryState.HELD, reason=reason))


def keep_published(delivery: Delivery, addresses: tuple[str, ...], services: DeliveryServices) -> Delivery:
    """Put into the ledger that a delivery is out."""
    return services.ledger.save(
        delivery._replace(state=DeliveryState.PUBLISHED, addresses=addresses, reason=None),
    )


def keep_unauthorised(delivery: Delivery, services: DeliveryServices) -> ReleaseResult:
    """Put into the ledger that the draft waits for a person: the account may not publish."""
    to_do = Problem("release-by-hand", describe(delivery))
    waiting = delivery._replace(state=DeliveryState.DRAFTED, reason=to_state_reason(to_do), clientmsgid="")
    kept = services.ledger.save(waiting)
    return ReleaseResult(ReleaseAction.BY_HAND, kept, to_do=(to_do,))


def tell_published(act: ReleaseAction, delivery: Delivery) -> ReleaseResult:
    """Return that a delivery is out; where nobody knows its address, a person has to give it."""
    to_do = () if delivery.addresses else (Problem("release-address", describe(delivery)),)
    return ReleaseResult(act, delivery, to_do=to_do)


def describe_publication(delivery: Delivery, services: DeliveryServices) -> tuple[str, PublishedIssue]:
    """Return an issue's name, and where and since when it can be read."""
    events = services.ledger.list_events(delivery.issue)
    since = next((act.at for act in events if act.state is DeliveryState.PUBLISHED), services.clock.now())
    return PurePosixPath(delivery.issue).name, PublishedIssue(delivery.addresses[0], delivery.fingerprint.title, since)


def await_outcome(delivery: Delivery, services: DeliveryServices) -> ReleaseResult:
    """Ask about a submitted draft until it is out, or our patience is.

    Raises:
        UncertainError: It is not out yet, or WeChat said what nobody knows.
        PlatformError: It did not pass, or WeChat refused to tell.
        NotSentError: WeChat was not reached.
    """
    services.report("release-waiting", title=delivery.fingerprint.title)
    publication = _ask(delivery, services)
    passed = (services.clock.now() - delivery.released).total_seconds() if delivery.released else 0
    # What takes longer than a run waits is asked about once a run: a small account may ask a hundred times a day.
    for pause in services.timeouts.polls if passed < sum(services.timeouts.polls) else ():
        if publication.state is not PublicationState.PENDING:
            break
        services.clock.wait(pause)
        publication = _ask(delivery, services)
    return _conclude(delivery, publication, services)


def find_outcome(delivery: Delivery, services: DeliveryServices) -> ReleaseResult | None:
    """Look for a draft among the publications; None where it is not to be found, even after the grace.

    Raises:
        UncertainError: There are several that it may be.
        PublishError: The list cannot be had.
    """
    services.report("release-looking", title=delivery.fingerprint.title)
    pause, waited = services.timeouts.first, 0.0
    while True:
        found = look_once(delivery, services)
        passed = (services.clock.now() - (delivery.released or delivery.started)).total_seconds()
        left = services.timeouts.grace - max(passed, waited)
        if found is not None or left <= 0:
            return found
        pause = min(pause, left)
        services.clock.wait(pause)
        waited += pause
        pause *= 2


def look_once(delivery: Delivery, services: DeliveryServices) -> ReleaseResult | None:
    """Look for a draft among the publications, at once; None where it is not there.

    Raises:
        UncertainError: There are several that it may be.
        PlatformError: It was there, and was taken away again; or the list cannot be had.
        NotSentError: WeChat was not reached.
    """
    try:
        found = list_matches(delivery, services)
    except PlatformError as error:
        if error.code != NOT_AUTHORISED:
            raise
        return keep_unauthorised(delivery, services)  # whoever may not publish has not
    return settle_matches(delivery, found, services)


def settle_matches(delivery: Delivery, found: Sequence[Published], services: DeliveryServices) -> ReleaseResult | None:
    """Put into the ledger what a draft became, by the publications that it may be; None where there is none.

    Raises:
        UncertainError: There are several that it may be.
        PlatformError: It was there, and was taken away again.
    """
    there = [published for published in found if not published.removed]
    if len(there) > 1:
        addresses = ", ".join(published.articles[0].url for published in there)
        raise UncertainError(Problem("release-several", describe(delivery, addresses=addresses)))
    if there:
        urls = tuple(item.url for item in there[0].articles)
        return tell_published(ReleaseAction.FOUND, keep_published(delivery, urls, services))
    if found:
        urls = tuple(item.url for item in found[0].articles)
        ended = Publication(delivery.publish_id, PublicationState.REMOVED, found[0].article_id, urls, ())
        return _conclude(delivery, ended, services)
    return None


def _ask(delivery: Delivery, services: DeliveryServices) -> Publication:
    poll = services.platform.poll_send if delivery.clientmsgid else services.platform.poll
    return poll(delivery.publish_id)


def _conclude(delivery: Delivery, publication: Publication, services: DeliveryServices) -> ReleaseResult:
    state = publication.state
    if state is PublicationState.PUBLISHED:
        return tell_published(ReleaseAction.RELEASED, keep_published(delivery, publication.addresses, services))
    if state is PublicationState.PENDING:
        raise UncertainError(Problem("release-pending", describe(delivery)))
    if state is PublicationState.UNKNOWN:
        held = mark_held(delivery, "release-status", services)
        raise UncertainError(Problem("release-status", describe(held)))
    ended, message = _ENDED[state]
    values = describe(delivery, articles=", ".join(map(str, publication.failed)) or "?")
    reason = StateReason(message, values)
    services.ledger.save(delivery._replace(state=ended, addresses=publication.addresses, reason=reason))
    raise PlatformError(Problem(message, values), code=0, endpoint=POLLED)
