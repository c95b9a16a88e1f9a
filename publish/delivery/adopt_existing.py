"""Adopt a delivery without newsletter, a draft or a publication as this issue's, as a person says."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.api_types import Draft, DraftItem, Published
from publish.core.article import ApiForm
from publish.core.delivery_record import Delivery, DeliveryState, Fingerprint, OtherArticle
from publish.core.exceptions import UncertainError
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem
from publish.delivery.duplicate_check import find_claimable
from publish.delivery.holds import clear_overdue_hold, make_unsent
from publish.delivery.publication_outcome import describe, keep_published
from publish.delivery.readback import hash_draft
from publish.delivery.unrecorded_items import ItemQuery, find_address, search_account
from publish.newsletter.source_marker import find_marker, parse_marker

_ADOPTING = (
    DeliveryState.PLANNED,
    DeliveryState.DRAFT_INTENT,
    DeliveryState.UNCERTAIN,
    DeliveryState.DRAFTED,
    DeliveryState.REMOVED,
)
"""States of a delivery that may adopt another item."""


class AdoptedContents(NamedTuple):
    """What an issue becomes now, by which the item of the account is understood."""

    title: str = ""  # of an issue that is sent without a mark
    others: tuple[OtherArticle, ...] = ()  # articles that go out with it
    post_form: ApiForm | None = None  # that of a picture post


_UNKNOWN = AdoptedContents()


def adopt_prior(issue: str, services: DeliveryServices, contents: AdoptedContents = _UNKNOWN) -> Delivery:
    """Adopt for an issue the ledger's delivery without newsletter, or else the account's item; return the delivery.

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
    seen = search_account(ItemQuery(issue, contents.title), delivery, services)
    if seen.publications:
        return _adopt_publication(seen.publications, delivery, services, contents)
    if len(seen.drafts) > 1:
        values = {**describe(delivery), "ids": ", ".join(draft.media_id for draft in seen.drafts)}
        raise UncertainError(Problem("draft-several", values))
    if not seen.drafts:
        raise UncertainError(Problem("adopt-nothing", describe(delivery)))
    return _adopt_draft(seen.drafts[0], delivery._replace(manual=not seen.complete), services, contents)


def _adopt_publication(
    found: tuple[Published, ...], delivery: Delivery, services: DeliveryServices, contents: AdoptedContents
) -> Delivery:
    if len(found) > 1:
        addresses = ", ".join(map(find_address, found))
        raise UncertainError(Problem("release-several", describe(delivery, addresses=addresses)))
    articles = found[0].articles
    named = delivery._replace(
        fingerprint=delivery.fingerprint._replace(title=unescape(articles[0].title).strip()),
        articles=len(articles),
        others=_find_others(articles, delivery.issue, contents),
    )
    return keep_published(named, tuple(article.url for article in articles), services)


def _adopt_draft(draft: Draft, delivery: Delivery, services: DeliveryServices, contents: AdoptedContents) -> Delivery:
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
            others=_find_others(draft.articles, delivery.issue, contents),
            started=draft.updated or services.clock.now(),
            number=0 if delivery.media_id else delivery.number,
            media_id=draft.media_id,
            kept=kept,
            reason=None,
            missed=None,
            form=_find_form(draft, contents),
        )
    )


def _find_others(articles: Sequence[DraftItem], issue: str, contents: AdoptedContents) -> tuple[OtherArticle, ...]:
    """Return the articles behind the issue's own in an item of the account, so that none goes out once more.

    Those that go out with the issue now, where there are as many; else those that their marks name, as if their files
    lay beside the issue's.
    """
    name = PurePosixPath(issue)
    marks = [parse_marker(unescape(article.source_url)) for article in articles]
    own = find_marker(unescape(articles[0].source_url))
    behind = [
        (article, mark)
        for article, mark in zip(articles[1:], marks[1:], strict=True)
        if mark is None or find_marker(unescape(article.source_url)) != own
    ]
    if len(behind) == len(contents.others):
        return contents.others
    return tuple(
        OtherArticle(str(name.with_name(mark.name)), unescape(article.title).strip())
        for article, mark in behind
        if mark
    )


def _find_form(draft: Draft, contents: AdoptedContents) -> ApiForm:
    """Return the form of a draft, as far as it can be seen: pictures and cards look alike."""
    if draft.articles[0].picture_ids:
        return contents.post_form or ApiForm.POST
    return ApiForm.PARTS if len(draft.articles) > 1 else ApiForm.WHOLE
