"""Adopt a delivery without newsletter, a draft or a publication as this issue's, as a person says."""

from __future__ import annotations

from html import unescape

from publish.core.api_types import Draft, Published
from publish.core.article import ApiForm
from publish.core.delivery_record import Delivery, DeliveryState, Fingerprint
from publish.core.exceptions import UncertainError
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem
from publish.delivery.duplicate_check import find_claimable
from publish.delivery.holds import clear_overdue_hold, make_unsent
from publish.delivery.publication_outcome import describe, keep_published
from publish.delivery.readback import hash_draft
from publish.delivery.unrecorded_items import ItemQuery, find_address, search_account
from publish.newsletter.source_marker import parse_marker

_ADOPTING = (
    DeliveryState.PLANNED,
    DeliveryState.DRAFT_INTENT,
    DeliveryState.UNCERTAIN,
    DeliveryState.DRAFTED,
    DeliveryState.REMOVED,
)
"""States of a delivery that may adopt another item."""


def adopt_prior(issue: str, services: DeliveryServices, title: str = "") -> Delivery:
    """Adopt for an issue the ledger's delivery without newsletter, or else the account's item; return the delivery.

    The title is that of an issue that is sent without a mark.

    Raises:
        UncertainError: There is no such item, there are several, or it is another newsletter's.
        PublishError: The account cannot be searched.
    """
    delivery = services.ledger.find(issue)
    unowned = find_claimable(issue, delivery, services.ledger)
    if unowned is not None:
        return services.ledger.claim(unowned, delivery)
    delivery = clear_overdue_hold(delivery) or make_unsent(issue, services.clock.now())
    if delivery.state not in _ADOPTING:
        raise UncertainError(Problem("adopt-nothing", describe(delivery)))
    seen = search_account(ItemQuery(issue, title), delivery, services)
    if seen.publications:
        return _adopt_publication(seen.publications, delivery, services)
    if len(seen.drafts) > 1:
        values = {**describe(delivery), "ids": ", ".join(draft.media_id for draft in seen.drafts)}
        raise UncertainError(Problem("draft-several", values))
    if not seen.drafts:
        raise UncertainError(Problem("adopt-nothing", describe(delivery)))
    return _adopt_draft(seen.drafts[0], delivery, services, manual=not seen.complete)


def _adopt_publication(found: tuple[Published, ...], delivery: Delivery, services: DeliveryServices) -> Delivery:
    if len(found) > 1:
        addresses = ", ".join(map(find_address, found))
        raise UncertainError(Problem("release-several", describe(delivery, addresses=addresses)))
    articles = found[0].articles
    named = delivery._replace(fingerprint=delivery.fingerprint._replace(title=unescape(articles[0].title).strip()))
    return keep_published(named, tuple(article.url for article in articles), services)


def _adopt_draft(draft: Draft, delivery: Delivery, services: DeliveryServices, *, manual: bool) -> Delivery:
    """Save a draft of the platform in the ledger as it stands now, and return its delivery."""
    first = draft.articles[0]
    url = unescape(first.source_url)
    mark = parse_marker(url)
    kept = hash_draft(services.platform.get_draft(draft.media_id) or draft)
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
            form=_find_form(draft),
        )
    )


def _find_form(draft: Draft) -> ApiForm:
    """Return the form of a draft, as far as it can be seen."""
    if draft.articles[0].picture_ids:
        return ApiForm.PICTURES
    return ApiForm.PARTS if len(draft.articles) > 1 else ApiForm.WHOLE
