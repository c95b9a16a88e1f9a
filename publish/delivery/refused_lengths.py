"""Titles and digests that an account refuses as too long.

Their limits are documented one way and were measured another, so each is sent as it is. After a refusal the next
smaller form is sent, and what was refused is in the ledger, for the account, as soon as a smaller form was accepted:
a text may be refused for another reason than its length.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from publish.core.api_types import DraftArticle
from publish.core.delivery_record import LimitedField
from publish.core.exceptions import PlatformError
from publish.core.ports import Ledger
from publish.core.problem import Problem
from publish.core.text import count_bytes
from publish.delivery.draft_contents import DraftContents
from publish.wechat.api_errors import AUTHOR_TOO_LONG, DIGEST_TOO_LONG, TITLE_TOO_LONG

_FIELDS = {TITLE_TOO_LONG: "title", AUTHOR_TOO_LONG: "author", DIGEST_TOO_LONG: "digest"}
_QUOTES = 2  # characters that JSON puts round a text


def limit_lengths(contents: DraftContents, ledger: Ledger) -> DraftContents:
    """Return the contents with titles and a digest that are shorter than those that the account refused before."""
    refused_title, refused_digest = map(ledger.find_refused, (LimitedField.TITLE, LimitedField.DIGEST))
    while refused_title and contents.title_chars >= refused_title:
        shorter = contents.shorten_titles()
        if shorter is None:
            break
        contents = shorter
    while refused_digest and contents.digest_bytes >= refused_digest:
        contents = contents.shorten_digest() or contents  # without a digest, none is refused
    return contents


def shorten_refused(code: int, contents: DraftContents) -> tuple[DraftContents, LimitedField, int] | None:
    """Return shorter contents after a refusal, with the field and the length that was refused.

    None where it has another reason, or nothing shorter is left.
    """
    field, length, shorter = LimitedField.TITLE, contents.title_chars, None
    if code == TITLE_TOO_LONG:
        shorter = contents.shorten_titles()
    elif code == DIGEST_TOO_LONG:
        field, length, shorter = LimitedField.DIGEST, contents.digest_bytes, contents.shorten_digest()
    return (shorter, field, length) if shorter else None


def explain_lengths(error: PlatformError, articles: Sequence[DraftArticle]) -> Iterator[Problem]:
    """Yield the lengths of a field that was refused, in every unit that limits were measured in."""
    field = _FIELDS.get(error.code, "")
    text = max((str(getattr(article, field)) for article in articles), key=len) if field else ""
    if text:
        escaped = len(json.dumps(text)) - _QUOTES
        values = {"field": field, "chars": len(text), "bytes": count_bytes(text), "escaped": escaped, "text": text}
        yield Problem("draft-field-length", values)
