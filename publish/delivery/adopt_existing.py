"""A person says that what is there already is this issue's: a delivery of no newsletter, a draft, or a publication."""

from __future__ import annotations

from html import unescape

from publish.core.api_types import Draft, Published
from publish.core.delivery_record import Delivery, DeliveryState, Fingerprint
from publish.core.exceptions import UncertainError
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem
from publish.delivery.account_lists import read_drafts, read_publications
from publish.delivery.baseline import NOBODY
from publish.delivery.duplicate_check import find_claimable
from publish.delivery.overdue import clear_overdue_hold
from publish.delivery.publication_outcome import describe, keep_published
from publish.delivery.readback import hash_words
from publish.delivery.unrecorded_items import ItemQuery, find_address, find_unrecorded
from publish.newsletter.source_marker import parse_marker

_ADOPTING = (
    DeliveryState.PLANNED,
    DeliveryState.DRAFT_INTENT,
    DeliveryState.UNCERTAIN,
    DeliveryState.DRAFTED,
    DeliveryState.REMOVED,
)
"""What a delivery may be of which something else is taken."""


def adopt_prior(issue: str, services: DeliveryServices, title: str = "") -> Delivery:
    """Take for this issue's what the ledger has of no newsletter, or what the account shows of it; return it so.

    Args:
        issue: Its place in the repository, without ending.
        services: The account and the ledger.
        title: Of an issue that is sent without a mark; empty for one whose mark names it.

    Raises:
        UncertainError: There is nothing, or there are several, or it is another newsletter's.
        PublishError: The account cannot be looked through.
    """
    delivery = services.ledger.find(issue)
    unowned = find_claimable(issue, delivery, services.ledger)
    if unowned is not None:
        return services.ledger.claim(unowned, delivery)
    delivery = clear_overdue_hold(delivery) or Delivery(
        issue, DeliveryState.PLANNED, "", NOBODY, 0, services.clock.now()
    )
    if delivery.state not in _ADOPTING:
        raise UncertainError(Problem("adopt-nothing", describe(delivery)))
    lists = read_drafts(services.platform), read_publications(services.platform)
    seen = find_unrecorded(ItemQuery(issue, title), lists, services.ledger, delivery)
    if seen.publications:
        return _adopt_publication(seen.publications, delivery, services)
    if len(seen.drafts) > 1:
        values = {**describe(delivery), "ids": ", ".join(draft.media_id for draft in seen.drafts)}
        raise UncertainError(Problem("draft-several", values))
    if not seen.drafts:
        raise UncertainError(Problem("adopt-nothing", describe(delivery)))
    return _adopt_draft(seen.drafts[0], delivery, services, manual=not lists[1].whole)


def _adopt_publication(found: tuple[Published, ...], delivery: Delivery, services: DeliveryServices) -> Delivery:
    if len(found) > 1:
        addresses = ", ".join(map(find_address, found))
        raise UncertainError(Problem("release-several", describe(delivery, addresses=addresses)))
    articles = found[0].articles
    named = delivery._replace(fingerprint=delivery.fingerprint._replace(title=unescape(articles[0].title).strip()))
    return keep_published(named, tuple(article.url for article in articles), services)


def _adopt_draft(draft: Draft, delivery: Delivery, services: DeliveryServices, *, manual: bool) -> Delivery:
    """Take a draft as it stands now: from then on an edit in the console shows."""
    first = draft.articles[0]
    whole = services.platform.get_draft(draft.media_id) or draft
    url = unescape(first.source_url)
    mark = parse_marker(url)
    kept = hash_words((item.title, item.content) for item in whole.articles)
    return services.ledger.save(
        delivery._replace(
            state=DeliveryState.DRAFTED,
            content=mark.content if mark else "",
            fingerprint=Fingerprint(unescape(first.title).strip(), url, first.cover_id, kept, mark is not None),
            articles=len(draft.articles),
            started=draft.updated or services.clock.now(),
            number=0 if delivery.media_id else delivery.number,
            media_id=draft.media_id,
            kept=kept,
            reason=None,
            manual=manual,
            missed=None,
        )
    )
