"""What the account shows of an issue that the ledger does not know of: drafts and publications that name it.

A ledger may have been put back from a backup, or another one may have been used. Whatever names the issue, with any
content and of any age, may be what was sent then: a person says what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from html import unescape
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from publish.core.api_types import Draft, DraftItem, Published
from publish.core.delivery_record import Delivery, DeliveryState
from publish.core.ports import Ledger
from publish.delivery.account_lists import DraftBox, PublicationList
from publish.newsletter.source_marker import find_fingerprint, name_owner, names_issue, parse_marker

_ENDED = (DeliveryState.PUBLISHED, DeliveryState.REMOVED)
_VOLATILE = frozenset({"chksm", "scene"})
"""Parameters of an article's address that differ from list to list."""


class UnrecordedItems(NamedTuple):
    """What names an issue, and belongs to no attempt that the ledger knows."""

    drafts: tuple[Draft, ...] = ()
    publications: tuple[Published, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """Return media ids and addresses."""
        return (*(draft.media_id for draft in self.drafts), *map(find_address, self.publications))


class ItemQuery(NamedTuple):
    """By what an issue is known in the account."""

    issue: str
    """Its place in the repository, without ending."""
    title: str = ""
    """Of an issue that was sent without a mark; empty for one whose mark names it."""


def find_unrecorded(
    wanted: ItemQuery, lists: tuple[DraftBox, PublicationList], ledger: Ledger, delivery: Delivery | None
) -> UnrecordedItems:
    """Return what names an issue, and is not known.

    Args:
        wanted: The issue.
        lists: What the account shows.
        ledger: What is known.
        delivery: The attempt that is under way, of which nobody knows yet what became.

    Raises:
        LedgerError: The account shows that the ledger is behind.
    """
    box, shown = lists
    _check_steps([*box.drafts, *shown.publications], ledger)
    attempts = ledger.list_attempts()
    passed = set(delivery.passed) if delivery else set()
    others = [attempt for attempt in attempts if delivery is None or attempt.number != delivery.number]
    is_meant = _make_judge(wanted, ledger.newsletter, attempts)
    media_ids = {attempt.media_id for attempt in attempts} | passed
    return UnrecordedItems(
        tuple(draft for draft in box.drafts if draft.media_id not in media_ids and is_meant(draft.articles)),
        tuple(
            published
            for published in shown.publications
            if is_meant(published.articles)
            and find_address(published) not in passed
            and not _is_known(published, others)
        ),
    )


def describe_unrecorded(found: UnrecordedItems) -> dict[str, str]:
    """Return where and since when each of them is, for a sentence."""
    return {
        "drafts": ", ".join(_describe(draft.media_id, draft.updated) for draft in found.drafts),
        "addresses": ", ".join(_describe(find_address(each), each.updated) for each in found.publications),
    }


def find_address(published: Published) -> str:
    """Return where a publication can be read; its id where the list does not say."""
    return next((article.url for article in published.articles if article.url), published.article_id)


def _make_judge(
    wanted: ItemQuery, newsletter: str, attempts: Sequence[Delivery]
) -> Callable[[Iterable[DraftItem]], bool]:
    """Return what says whether one of several articles names an issue, and is no other newsletter's."""
    name, title = PurePosixPath(wanted.issue).name, wanted.title.strip()
    theirs = {
        find_fingerprint(attempt.fingerprint.source_url)
        for attempt in attempts
        if attempt.newsletter not in ("", newsletter) and attempt.fingerprint.marked
    }

    def is_meant(articles: Iterable[DraftItem]) -> bool:
        for article in articles:
            url = unescape(article.source_url)
            mark = parse_marker(url)
            if mark and names_issue(mark, name, newsletter) and find_fingerprint(url) not in theirs:
                return True
            if not mark and title and unescape(article.title).strip() == title:
                return True
        return False

    return is_meant


def _check_steps(listed: Iterable[Draft | Published], ledger: Ledger) -> None:
    """Raise LedgerError where something of this newsletter was made at a step that the ledger has not come to."""
    ours = name_owner(ledger.newsletter)
    if not ours:
        return
    marks = (parse_marker(unescape(article.source_url)) for each in listed for article in each.articles)
    last = max((mark.step for mark in marks if mark and mark.owner == ours), default=0)
    if last > ledger.steps:
        ledger.note_step(last)


def _is_known(published: Published, attempts: Iterable[Delivery]) -> bool:
    """Return whether an attempt is known to have come to a publication: by its address, or by a mark of its own."""
    addresses = {_normalise(article.url) for article in published.articles if article.url}
    marks = {find_fingerprint(unescape(article.source_url)) for article in published.articles}
    for attempt in attempts:
        if addresses & set(map(_normalise, attempt.addresses)):
            return True
        own = attempt.fingerprint.source_url
        mark = parse_marker(own)
        if attempt.state in _ENDED and mark and mark.step and find_fingerprint(own) in marks:
            return True
    return False


def _normalise(address: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return what is the same in every address of an article."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", address, ()
    said = tuple(pair for pair in parse_qsl(parts.query) if pair[0] not in _VOLATILE)
    return parts.netloc, parts.path, said


def _describe(place: str, moment: datetime | None) -> str:
    return f"{place} ({moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC)" if moment else place
