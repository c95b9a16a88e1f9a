"""Notify people of the events of a run: of each once, and never at the price of a publication."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from publish.core.ports import Notification, NotificationLog, Notifier, SentNotifications

TRIES = 3  # a notification is dropped after it failed in so many runs
REMEMBERED = 400  # the last event is kept of so many issues, the latest
MAX_BODY_CHARS = 4000


class NotificationEvent(NamedTuple):
    """New state of one issue, or of the run itself."""

    issue: str  # empty for the run itself
    key: str  # unchanged for the same event; empty where the trouble is over
    line: str = ""  # text of the notification; empty for none
    failed: bool = False


def find_unsent(events: Sequence[NotificationEvent], sent: SentNotifications) -> list[NotificationEvent]:
    """Return the events of which people were not notified yet."""
    return [event for event in events if sent.last_events.get(event.issue, "") != event.key]


def notify(events: Sequence[NotificationEvent], title: str, log: NotificationLog, notifier: Notifier) -> int:
    """Send new events in one notification, and those that earlier runs could not send; return how many failed.

    Events are recorded before they are sent: one lost notification is better than one at every run.

    Raises:
        OutputError: They cannot be recorded; nothing was sent.
    """
    sent = log.load()
    unsent = find_unsent(events, sent)
    pending = [*sent.waiting, *_make_notifications(unsent, title)]
    last_events = _remember(unsent, sent)
    tried = [notification._replace(tries=notification.tries + 1) for notification in pending]
    log.save(SentNotifications(last_events, _drop_exhausted(tried)))
    failed = [notification for notification in tried if not notifier.notify(notification)]
    log.save(SentNotifications(last_events, _drop_exhausted(failed)))
    return len(failed)


def _make_notifications(events: Sequence[NotificationEvent], title: str) -> list[Notification]:
    lines = [event.line for event in events if event.line]
    if not lines:
        return []
    return [Notification(title, "\n".join(lines)[:MAX_BODY_CHARS], failed=any(event.failed for event in events))]


def _remember(events: Sequence[NotificationEvent], sent: SentNotifications) -> dict[str, str]:
    """Return the last event key of each issue, the latest last."""
    new = {event.issue: event.key for event in events}
    last_events = {issue: key for issue, key in sent.last_events.items() if issue not in new} | new
    return dict(list(last_events.items())[-REMEMBERED:])


def _drop_exhausted(notifications: Sequence[Notification]) -> tuple[Notification, ...]:
    return tuple(notification for notification in notifications if notification.tries < TRIES)
