"""Drafts of an older version of this program; their hash in the ledger is of HTML that this one does not write."""

from __future__ import annotations

from html import unescape

from publish.core.api_types import Draft
from publish.core.article import ApiForm
from publish.core.delivery_record import Delivery
from publish.core.ports import DeliveryServices
from publish.core.text import count_bytes, cut_text
from publish.delivery.draft_contents import DraftContents
from publish.delivery.readback import extract_words, strip_invisible
from publish.newsletter.labels import ARCHIVE_NAME
from publish.wechat.limits import MAX_DIGEST_BYTES

_REFERENCES = "参考链接"


def is_comparable(delivery: Delivery) -> bool:
    """Return whether a delivery is of an older version, which sent its draft and read it back whole."""
    return bool(not delivery.form and delivery.media_id and delivery.content and delivery.kept)


def accept_older(delivery: Delivery, contents: DraftContents, services: DeliveryServices) -> Delivery:
    """Return the delivery of an older draft with the present hash, where the author has changed nothing since.

    Nothing is sent. An author who changed only pictures, the cover, addresses or who may comment is not noticed.
    """
    if not is_comparable(delivery) or delivery.content == contents.content or contents.post:
        return delivery
    draft = services.platform.get_draft(delivery.media_id)
    if draft is None or not (_has_same_words(draft, contents) and _has_same_metadata(draft, contents)):
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


def _has_same_metadata(draft: Draft, contents: DraftContents) -> bool:
    """Return whether a draft has an issue's author, and its digest, which only an article alone in its draft has."""
    first, metadata = draft.articles[0], contents.article.metadata
    pairs = [(first.author, metadata.author)]
    if len(draft.articles) == 1 and metadata.digest:
        pairs.append((first.digest, cut_text(metadata.digest, MAX_DIGEST_BYTES, count_bytes)))
    return all(strip_invisible(unescape(there)) == strip_invisible(wanted) for there, wanted in pairs)
