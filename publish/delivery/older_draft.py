"""Drafts of an older version of this program; their hash in the ledger is of HTML that this one does not write."""

from __future__ import annotations

from html import unescape

from publish.core.api_types import Draft
from publish.core.article import ApiForm
from publish.core.delivery_record import Delivery
from publish.core.ports import DeliveryServices
from publish.delivery.draft_contents import DraftContents
from publish.delivery.readback import extract_words
from publish.newsletter.labels import ARCHIVE_NAME

_REFERENCES = "参考链接"


def is_comparable(delivery: Delivery) -> bool:
    """Return whether a delivery is of an older version, which sent its draft and read it back whole."""
    return bool(not delivery.form and delivery.media_id and delivery.content and delivery.kept)


def accept_older(delivery: Delivery, contents: DraftContents, services: DeliveryServices) -> Delivery:
    """Return the delivery of an older draft with the present hash, where the author has changed nothing since.

    Nothing is sent. An author who changed only pictures, the cover or addresses of links is not noticed.
    """
    if not is_comparable(delivery) or delivery.content == contents.content:
        return delivery
    draft = services.platform.get_draft(delivery.media_id)
    if draft is None or not _has_same_words(draft, contents):
        return delivery
    return services.ledger.save(delivery._replace(content=contents.content, form=ApiForm.OLDER))


def _has_same_words(draft: Draft, contents: DraftContents) -> bool:
    """Return whether a draft has the words of an issue, up to its references or else its back issues.

    Older versions dropped names there from a long article; all that stands before is the author's own text.
    """
    title = unescape(draft.articles[0].title).strip() if draft.articles else ""
    if not title or title != contents.follow(title).titles[0].strip():
        return False
    heading = _REFERENCES if contents.article.counts.references else ARCHIVE_NAME
    words = extract_words(contents.article.html, heading)
    there = "".join(extract_words(item.content) for item in draft.articles)
    return there.startswith(words) if words.endswith(heading) else there == words
