"""Drafts and publications of the account that name an issue and belong to no attempt in the ledger.

A ledger may have been put back from a backup, or another one may have been used. Any item that names the issue, with
any content and of any age, may have been sent then, so a person decides.
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
from publish.core.ports import DeliveryServices, Ledger
from publish.delivery.account_lists import DraftBox, PublicationList, read_drafts, read_publications
from publish.newsletter.source_marker import find_marker, hash_newsletter, may_belong_to_issue, parse_marker

_ENDED = (DeliveryState.PUBLISHED, DeliveryState.REMOVED)
_VOLATILE = frozenset({"chksm", "scene"})  # parameters of an article's address that differ from list to list


class UnrecordedItems(NamedTuple):
    """Items that name an issue and belong to no attempt in the ledger."""

    drafts: tuple[Draft, ...] = ()
    publications: tuple[Published, ...] = ()
    complete: bool = True  # whether the list of publications was read to its end

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the media ids of the drafts and the addresses of the publications."""
        return (*(draft.media_id for draft in self.drafts), *map(find_address, self.publications))


class ItemQuery(NamedTuple):
    """Issue whose items are searched for in the account."""

    issue: str  # path in the repository, without suffix
    title: str = ""  # title of an issue that was sent without a mark; empty where its mark names it


def search_account(query: ItemQuery, delivery: Delivery | None, services: DeliveryServices) -> UnrecordedItems:
    """Return the unrecorded items of an issue, after reading the draft box and the list of publications.

    Raises:
        LedgerError: The account shows that the ledger is behind.
    """
    lists = read_drafts(services.platform), read_publications(services.platform)
    return find_unrecorded(query, lists, services.ledger, delivery)


def find_unrecorded(
    query: ItemQuery, lists: tuple[DraftBox, PublicationList], ledger: Ledger, delivery: Delivery | None
) -> UnrecordedItems:
    """Return the unrecorded items of an issue; a publication of the given delivery counts as one.

    Raises:
        LedgerError: The account shows that the ledger is behind.
    """
    box, publications = lists
    _check_steps([*box.drafts, *publications.publications], ledger)
    attempts = ledger.list_attempts()
    passed = set(delivery.passed) if delivery else set()
    others = [attempt for attempt in attempts if delivery is None or attempt.number != delivery.number]
    matches = _make_matcher(query, ledger.newsletter, attempts)
    media_ids = {attempt.media_id for attempt in attempts} | passed
    return UnrecordedItems(
        tuple(draft for draft in box.drafts if draft.media_id not in media_ids and matches(draft.articles)),
        tuple(
            published
            for published in publications.publications
            if matches(published.articles)
            and find_address(published) not in passed
            and not _is_recorded(published, others)
        ),
        publications.complete,
    )


def describe_unrecorded(found: UnrecordedItems) -> dict[str, str]:
    """Return id or address and time of each item, as values of a message."""
    return {
        "drafts": ", ".join(_describe(draft.media_id, draft.updated) for draft in found.drafts),
        "addresses": ", ".join(_describe(find_address(each), each.updated) for each in found.publications),
    }


def find_address(published: Published) -> str:
    """Return the address of a publication; its id where the list has no address."""
    return next((article.url for article in published.articles if article.url), published.article_id)


def _make_matcher(
    query: ItemQuery, newsletter: str, attempts: Sequence[Delivery]
) -> Callable[[Iterable[DraftItem]], bool]:
    """Return a predicate: whether one of several articles names an issue, and is not another newsletter's."""
    name, title = PurePosixPath(query.issue).name, query.title.strip()
    theirs = {
        find_marker(attempt.fingerprint.source_url)
        for attempt in attempts
        if attempt.newsletter not in ("", newsletter) and attempt.fingerprint.marked
    }

    def matches(articles: Iterable[DraftItem]) -> bool:
        for article in articles:
            url = unescape(article.source_url)
            mark = parse_marker(url)
            if mark and may_belong_to_issue(mark, name, newsletter) and find_marker(url) not in theirs:
                return True
            if not mark and title and unescape(article.title).strip() == title:
                return True
        return False

    return matches


def _check_steps(items: Iterable[Draft | Published], ledger: Ledger) -> None:
    """Raise LedgerError where an item of this newsletter was made at a later step than the ledger has."""
    ours = hash_newsletter(ledger.newsletter)
    if not ours:
        return
    marks = (parse_marker(unescape(article.source_url)) for item in items for article in item.articles)
    last = max((mark.step for mark in marks if mark and mark.owner == ours), default=0)
    if last > ledger.steps:
        ledger.note_step(last)


def _is_recorded(published: Published, attempts: Iterable[Delivery]) -> bool:
    """Return whether a publication belongs to an attempt, by its address or by the attempt's own mark."""
    addresses = {_normalise(article.url) for article in published.articles if article.url}
    marks = {find_marker(unescape(article.source_url)) for article in published.articles}
    for attempt in attempts:
        if addresses & set(map(_normalise, attempt.addresses)):
            return True
        own = attempt.fingerprint.source_url
        mark = parse_marker(own)
        if attempt.state in _ENDED and mark and mark.step and find_marker(own) in marks:
            return True
    return False


def _normalise(address: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return the parts of an article's address that are the same in every list."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", address, ()
    stable = tuple(pair for pair in parse_qsl(parts.query) if pair[0] not in _VOLATILE)
    return parts.netloc, parts.path, stable


def _describe(address: str, time: datetime | None) -> str:
    return f"{address} ({time.astimezone(UTC):%Y-%m-%d %H:%M} UTC)" if time else address
