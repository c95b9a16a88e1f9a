"""Find which message of the statistics an issue became: by its id, else by its address, else by title and day alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import unescape
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from publish.core.delivery_record import Delivery
from publish.core.lazy_pattern import lazy_pattern
from publish.core.readership import CountedArticle
from publish.core.urls import is_wechat_article, upgrade_address

_PLAIN = lazy_pattern(r"[!-~]{1,1000}")  # an address goes into a file, into articles and onto a terminal
_VOLATILE = ("chksm=", "scene=")  # parameters that differ from list to list, and that no reader needs


class SentIssue(NamedTuple):
    """A published issue, and what may be compared with the statistics."""

    delivery: Delivery
    title: str  # as it was sent
    days: tuple[date, ...]  # in China, on which it may have been published


class Message(NamedTuple):
    """The articles that were published together, by position."""

    msg_data_id: str
    published: date
    articles: Mapping[int, CountedArticle]


def group_messages(articles: Sequence[CountedArticle]) -> list[Message]:
    """Return the messages of counted articles."""
    messages: dict[str, dict[int, CountedArticle]] = {}
    for article in articles:
        messages.setdefault(article.msg_data_id, {})[article.position] = article
    return [Message(name, next(iter(found.values())).published, found) for name, found in messages.items()]


def match_messages(messages: Sequence[Message], issues: Sequence[SentIssue]) -> dict[int, Message]:
    """Return the message of each issue, by the number of its delivery; none where it is not beyond doubt."""
    known = {each.delivery.number: _find_known(each.delivery, messages) for each in issues}
    matches = {number: message for number, message in known.items() if message is not None}
    taken = {message.msg_data_id for message in matches.values()}
    free = [message for message in messages if message.msg_data_id not in taken]
    unknown = [each for each in issues if each.delivery.number not in matches and not _is_elsewhere(each.delivery)]
    for each in unknown:
        titled = [message for message in free if _has_title(message, each)]
        rivals = [other for other in unknown if titled and _has_title(titled[0], other)]
        if len(titled) == 1 and len(rivals) == 1:
            matches[each.delivery.number] = titled[0]
    return matches


def find_addresses(message: Message, delivery: Delivery) -> tuple[str, ...]:
    """Return the address of each article of a delivery; none where one of them is missing."""
    urls = []
    for position in range(max(1, delivery.articles)):
        article = message.articles.get(position)
        if article is None or not (is_wechat_article(article.url) and _PLAIN.fullmatch(article.url)):
            return ()
        urls.append(_clean_address(article.url))
    return tuple(urls)


def _find_known(delivery: Delivery, messages: Sequence[Message]) -> Message | None:
    """Return the message whose id or address the delivery has."""
    if delivery.msg_data_id:
        return next((message for message in messages if message.msg_data_id == delivery.msg_data_id), None)
    ids = set(filter(None, map(_parse_message_id, delivery.addresses)))
    addresses = set(map(_clean_address, delivery.addresses))
    found = [
        message
        for message in messages
        if message.msg_data_id in ids or addresses & {_clean_address(each.url) for each in message.articles.values()}
    ]
    return found[0] if len(found) == 1 else None


def _is_elsewhere(delivery: Delivery) -> bool:
    """Return whether a delivery's own id or address names a message, which no title may overrule."""
    return bool(delivery.msg_data_id) or any(map(_parse_message_id, delivery.addresses))


def _has_title(message: Message, issue: SentIssue) -> bool:
    """Return whether the first article of a message has an issue's title, and was published on its day."""
    first = message.articles.get(0)
    title = issue.title.strip()
    same = first is not None and title != "" and unescape(first.title).strip() == title
    return same and message.published in issue.days


def _parse_message_id(address: str) -> str:
    """Return the id of a message in the long form of an address; empty where it has none."""
    try:
        return dict(parse_qsl(urlsplit(unescape(address)).query)).get("mid", "")
    except ValueError:
        return ""


def _clean_address(address: str) -> str:
    """Return an article's address over https, without what differs from list to list."""
    path, _, query = upgrade_address(unescape(address)).partition("#")[0].partition("?")
    kept = "&".join(pair for pair in query.split("&") if not pair.startswith(_VOLATILE))
    return f"{path}?{kept}" if kept else path
