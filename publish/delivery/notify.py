"""Telling people what a run did: once for each thing, and never at the price of a publication."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from publish.core.ports import Notification, NotificationLog, Notifier, SentNotifications

TRIES = 3
"""In so many runs a notification is tried; then it is dropped."""
REMEMBERED = 400
"""Of so many issues, the latest, it is known what people were told."""
MAX_BODY_CHARS = 4000


class NotificationEvent(NamedTuple):
    """What is new about one issue, or about the run itself."""

    issue: str
    """Empty for the run itself."""
    key: str
    """The same as long as it is the same news; empty where all is well again."""
    line: str = ""
    """What people read; without it, they are told nothing."""
    failed: bool = False


def find_unsent(news: Sequence[NotificationEvent], delivery: SentNotifications) -> list[NotificationEvent]:
    """Return what people were not told yet."""
    return [item for item in news if delivery.told.get(item.issue, "") != item.key]


def notify(news: Sequence[NotificationEvent], title: str, book: NotificationLog, notifier: Notifier) -> int:
    """Send what is new in one notification, and what earlier runs could not; return how many did not arrive.

    What is told is written down before it is sent: better told once less than at every run.

    Raises:
        OutputError: It cannot be written down; nothing was sent.
    """
    delivery = book.load()
    fresh = find_unsent(news, delivery)
    waiting = [*delivery.waiting, *_write_notice(fresh, title)]
    told = _remember(fresh, delivery)
    tried = [notification._replace(tries=notification.tries + 1) for notification in waiting]
    book.save(SentNotifications(told, _keep(tried)))
    lost = [notification for notification in tried if not notifier.notify(notification)]
    book.save(SentNotifications(told, _keep(lost)))
    return len(lost)


def _write_notice(fresh: Sequence[NotificationEvent], title: str) -> list[Notification]:
    lines = [item.line for item in fresh if item.line]
    if not lines:
        return []
    return [Notification(title, "\n".join(lines)[:MAX_BODY_CHARS], failed=any(item.failed for item in fresh))]


def _remember(fresh: Sequence[NotificationEvent], delivery: SentNotifications) -> dict[str, str]:
    """Return the last news of each issue, the latest last."""
    new = {item.issue: item.key for item in fresh}
    told = {issue: key for issue, key in delivery.told.items() if issue not in new} | new
    return dict(list(told.items())[-REMEMBERED:])


def _keep(notices: Sequence[Notification]) -> tuple[Notification, ...]:
    return tuple(notification for notification in notices if notification.tries < TRIES)
