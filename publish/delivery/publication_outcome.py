"""Publication of a draft: poll its state, find it in the account's list, record it in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from html import unescape

from publish.core.api_types import DraftItem, Publication, PublicationState, Published
from publish.core.back_issue import PublishedIssue
from publish.core.delivery_record import Delivery, DeliveryState, ReleaseAction, ReleaseResult, StateReason
from publish.core.exceptions import NotSentError, PlatformError, UncertainError
from publish.core.ports import Clock, DeliveryServices, Ledger, PlatformClient, Timeouts
from publish.core.problem import Problem
from publish.delivery.account_lists import list_pages, wait_for_lists
from publish.newsletter.labels import name_issue
from publish.newsletter.source_marker import find_marker
from publish.wechat.api_errors import NOT_AUTHORISED

_POLLED = "freepublish/get"
_NEWEST_PAGES = 3  # the list is asked soon after; a small account may ask a hundred times a day
_ENDED = {
    PublicationState.NOT_ORIGINAL: (DeliveryState.FAILED, "release-not-original"),
    PublicationState.FAILED: (DeliveryState.FAILED, "release-failed"),
    PublicationState.REJECTED: (DeliveryState.FAILED, "release-rejected"),
    PublicationState.REMOVED: (DeliveryState.REMOVED, "release-removed"),
    PublicationState.BANNED: (DeliveryState.REMOVED, "release-banned"),
}
"""State and message of a publication that readers cannot see."""


def describe(delivery: Delivery, **more: str) -> dict[str, str]:
    """Return the values that every message about a delivery may name."""
    return {"title": delivery.fingerprint.title or delivery.issue, "issue": name_issue(delivery.issue), **more}


def to_state_reason(problem: Problem) -> StateReason:
    """Return a problem in the form that the ledger keeps."""
    return StateReason(problem.message, {name: str(value) for name, value in problem.values.items()})


def mark_held(delivery: Delivery, message: str, services: DeliveryServices) -> Delivery:
    """Record that the outcome of a delivery is unknown."""
    reason = StateReason(message, describe(delivery))
    if (delivery.state, delivery.reason) == (DeliveryState.HELD, reason):
        return delivery
    return services.ledger.save(delivery._replace(state=DeliveryState.HELD, reason=reason))


def keep_published(delivery: Delivery, addresses: tuple[str, ...], services: DeliveryServices) -> Delivery:
    """Record that a delivery is published."""
    return services.ledger.save(delivery._replace(state=DeliveryState.PUBLISHED, addresses=addresses, reason=None))


def keep_unauthorised(delivery: Delivery, services: DeliveryServices) -> ReleaseResult:
    """Record that the draft waits for a person, since the account may not publish."""
    to_do = Problem("release-by-hand", describe(delivery))
    waiting = delivery._replace(state=DeliveryState.DRAFTED, reason=to_state_reason(to_do), clientmsgid="")
    return ReleaseResult(ReleaseAction.BY_HAND, services.ledger.save(waiting), to_do=(to_do,))


def report_published(action: ReleaseAction, delivery: Delivery) -> ReleaseResult:
    """Return the result for a published delivery; without an address, it asks a person for one."""
    to_do = () if delivery.addresses else (Problem("release-address", describe(delivery)),)
    return ReleaseResult(action, delivery, to_do=to_do)


def list_publications(delivery: Delivery, ledger: Ledger, clock: Clock) -> dict[str, PublishedIssue]:
    """Return address, title and publish time of each article of a delivery by its name in the ledger, the issue first.

    Nothing is known of the others where addresses are missing.
    """
    events = ledger.list_events(delivery.issue)
    since = next((event.at for event in events if event.state is DeliveryState.PUBLISHED), clock.now())
    found = {delivery.issue: PublishedIssue(delivery.addresses[0], delivery.fingerprint.title, since)}
    titles = {other.name: other.title for other in delivery.others}
    for name, address in delivery.other_addresses.items():
        found[name] = PublishedIssue(address, titles[name], since)
    return found


def await_outcome(delivery: Delivery, services: DeliveryServices) -> ReleaseResult:
    """Poll a submitted draft until it is published or the pauses of `Timeouts.poll_delays` are used up.

    Raises:
        UncertainError: It is not published yet, or WeChat answered with an unknown state.
        PlatformError: It was rejected, or WeChat refused to answer.
        NotSentError: WeChat was not reached.
    """
    services.report("release-waiting", title=delivery.fingerprint.title)
    publication = _poll(delivery, services)
    passed = (services.clock.now() - delivery.released).total_seconds() if delivery.released else 0
    # A publication that outlasts this is polled once a run: a small account may ask a hundred times a day.
    for pause in services.timeouts.poll_delays if passed < sum(services.timeouts.poll_delays) else ():
        if publication.state is not PublicationState.PENDING:
            break
        services.clock.wait(pause)
        publication = _poll(delivery, services)
    return _record_outcome(delivery, publication, services)


def find_outcome(delivery: Delivery, services: DeliveryServices) -> ReleaseResult | None:
    """Look for a draft among the publications until the grace period is over; None where it is not there.

    Raises:
        UncertainError: Several publications may be the draft.
        PublishError: The list cannot be read.
    """
    services.report("release-looking", title=delivery.fingerprint.title)
    since = delivery.released or delivery.started
    looks = (find_outcome_once(delivery, services) for _ in wait_for_lists(since, services))
    return next((found for found in looks if found is not None), None)


def find_outcome_once(delivery: Delivery, services: DeliveryServices) -> ReleaseResult | None:
    """Look for a draft among the publications once; None where it is not there.

    Raises:
        UncertainError: Several publications may be the draft.
        PlatformError: It was published and deleted again, or the list cannot be read.
        NotSentError: WeChat was not reached.
    """
    try:
        found = pick_matches(_list_newest(services.platform), delivery, services.timeouts)
    except PlatformError as error:
        if error.code != NOT_AUTHORISED:
            raise
        return keep_unauthorised(delivery, services)  # an account that may not publish has not
    return settle_matches(delivery, found, services)


def settle_matches(delivery: Delivery, found: Sequence[Published], services: DeliveryServices) -> ReleaseResult | None:
    """Record the publication that a draft became; None where there is none.

    Raises:
        UncertainError: Several publications may be the draft.
        PlatformError: It was published and deleted again.
    """
    visible = [published for published in found if not published.removed]
    if len(visible) > 1:
        addresses = ", ".join(published.articles[0].url for published in visible)
        raise UncertainError(Problem("release-several", describe(delivery, addresses=addresses)))
    if not found:
        return None
    first = [*visible, *found][0]
    urls = tuple(item.url for item in first.articles)
    if visible:
        return report_published(ReleaseAction.FOUND, keep_published(delivery, urls, services))
    removed = Publication(delivery.publish_id, PublicationState.REMOVED, first.article_id, urls, ())
    return _record_outcome(delivery, removed, services)


def _poll(delivery: Delivery, services: DeliveryServices) -> Publication:
    poll = services.platform.poll_send if delivery.clientmsgid else services.platform.poll
    return poll(delivery.publish_id)


def _record_outcome(delivery: Delivery, publication: Publication, services: DeliveryServices) -> ReleaseResult:
    state = publication.state
    if state is PublicationState.PUBLISHED:
        return report_published(ReleaseAction.RELEASED, keep_published(delivery, publication.addresses, services))
    if state is PublicationState.PENDING:
        raise UncertainError(Problem("release-pending", describe(delivery)))
    if state is PublicationState.UNKNOWN:
        held = mark_held(delivery, "release-status", services)
        raise UncertainError(Problem("release-status", describe(held)))
    ended, message = _ENDED[state]
    values = describe(delivery, articles=", ".join(map(str, publication.failed)) or "?")
    reason = StateReason(message, values)
    services.ledger.save(delivery._replace(state=ended, addresses=publication.addresses, reason=reason))
    raise PlatformError(Problem(message, values), code=0, endpoint=_POLLED)


# --- publications in the account's list -------------------------------------------------------------


def find_published_address(delivery: Delivery, platform: PlatformClient) -> str:
    """Return the address under which a draft was published; empty where that is unknown."""
    if not delivery.fingerprint.marked:
        return ""
    items = (item for published in _list_newest(platform) for item in published.articles)
    try:
        return next((item.url for item in items if _has_same_mark(item, delivery)), "")
    except (PlatformError, NotSentError, UncertainError):  # the address only explains what is known already
        return ""


def pick_matches(publications: Iterable[Published], delivery: Delivery, timeouts: Timeouts) -> list[Published]:
    """Return the publications that a draft may have become; without a mark in its address, all else must agree.

    A publication older than the draft never matches, though issue and content may be the same.
    """
    return [published for published in publications if published.articles and _fits(published, delivery, timeouts)]


def _list_newest(platform: PlatformClient) -> Iterable[Published]:
    """Yield the newest publications, page by page as they are asked for."""
    for page, _ in list_pages(platform.list_publications, _NEWEST_PAGES):
        yield from page.publications


def _fits(published: Published, delivery: Delivery, timeouts: Timeouts) -> bool:
    first, sent = published.articles[0], delivery.fingerprint
    since = delivery.started - timedelta(seconds=timeouts.skew)
    if published.updated is not None and published.updated < since:
        return False
    if sent.marked:
        return _has_same_mark(first, delivery)
    return published.updated is not None and (unescape(first.title).strip(), unescape(first.source_url)) == (
        sent.title.strip(),
        sent.source_url,
    )


def _has_same_mark(item: DraftItem, delivery: Delivery) -> bool:
    return find_marker(unescape(item.source_url)) == find_marker(delivery.fingerprint.source_url)
