from __future__ import annotations

from dataclasses import dataclass, field

from publish.core.ports import Notification, SentNotifications
from publish.delivery.notify import MAX_BODY_CHARS, REMEMBERED, TRIES, NotificationEvent, find_unsent, notify

OUT = NotificationEvent("a", "published", "a: published")
HELD = NotificationEvent("b", "held", "b: held", failed=True)


@dataclass
class MemoryBook:
    """In-memory log of sent notifications."""

    notices: SentNotifications = field(default_factory=SentNotifications)
    saved: list[SentNotifications] = field(default_factory=list)

    def load(self) -> SentNotifications:
        return self.notices

    def save(self, notices: SentNotifications) -> None:
        self.notices = notices
        self.saved.append(notices)


@dataclass
class MemoryNotifier:
    """A way to people that may be closed; knows what was written down when it was asked."""

    log: MemoryBook
    open: bool = True
    sent: list[Notification] = field(default_factory=list)
    seen: list[SentNotifications] = field(default_factory=list)

    def notify(self, notification: Notification) -> bool:
        self.sent.append(notification)
        self.seen.append(self.log.notices)
        return self.open


def report(notifier: MemoryNotifier, *event: NotificationEvent) -> int:
    return notify(event, "publish", notifier.log, notifier)


def test_notify_sends_all_events_of_a_run_in_one_notification() -> None:
    notifier = MemoryNotifier(MemoryBook())

    lost = report(notifier, OUT, HELD)

    [notification] = notifier.sent
    assert (lost, notification.title, notification.body, notification.failed) == (
        0,
        "publish",
        "a: published\nb: held",
        True,
    )


def test_notify_sends_the_same_event_once() -> None:
    notifier = MemoryNotifier(MemoryBook())

    for _ in range(3):
        report(notifier, HELD)
    report(notifier, HELD, OUT)

    assert [notification.body for notification in notifier.sent] == ["b: held", "a: published"]


def test_notify_sends_a_new_event_of_the_same_issue() -> None:
    notifier = MemoryNotifier(MemoryBook())

    report(notifier, HELD)
    report(notifier, HELD._replace(key="published", line="b: published"))
    report(notifier, HELD)

    assert [notification.body for notification in notifier.sent] == ["b: held", "b: published", "b: held"]


def test_notify_skips_recovery_and_sends_the_next_failure() -> None:
    notifier = MemoryNotifier(MemoryBook())
    failure, well = NotificationEvent("", "ledger", "no ledger", failed=True), NotificationEvent("", "")

    assert find_unsent([well], SentNotifications()) == []
    for event in (well, failure, failure, well, failure):
        report(notifier, event)

    assert [notification.body for notification in notifier.sent] == ["no ledger", "no ledger"]


def test_notify_records_events_before_sending() -> None:
    notifier = MemoryNotifier(MemoryBook())

    report(notifier, OUT)

    [seen] = notifier.seen
    assert (seen.last_events, [notification.tries for notification in seen.waiting]) == ({"a": "published"}, [1])
    assert notifier.log.notices == SentNotifications({"a": "published"}, ())


def test_failed_notification_is_dropped_after_max_attempts() -> None:
    notifier = MemoryNotifier(MemoryBook(), open=False)

    lost = [report(notifier, OUT) for _ in range(TRIES + 2)]

    assert lost == [1] * TRIES + [0, 0]
    assert len(notifier.sent) == TRIES


def test_failed_notification_is_sent_later_with_the_new_one() -> None:
    notifier = MemoryNotifier(MemoryBook(), open=False)
    report(notifier, OUT)
    notifier.open = True

    report(notifier, HELD)
    report(notifier)

    assert [notification.body for notification in notifier.sent] == ["a: published", "a: published", "b: held"]


def test_notify_forgets_the_oldest_events_above_the_limit() -> None:
    notifier = MemoryNotifier(MemoryBook())

    report(notifier, *(NotificationEvent(str(number), "held", "x") for number in range(REMEMBERED + 5)))

    assert len(notifier.log.notices.last_events) == REMEMBERED
    assert find_unsent(
        [NotificationEvent("0", "held"), NotificationEvent(str(REMEMBERED), "held")], notifier.log.notices
    ) == [NotificationEvent("0", "held")]


def test_notify_truncates_a_long_body() -> None:
    notifier = MemoryNotifier(MemoryBook())

    report(notifier, OUT._replace(line="长" * 99_999))

    assert len(notifier.sent[0].body) == MAX_BODY_CHARS
