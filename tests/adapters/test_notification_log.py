from __future__ import annotations

import stat
from pathlib import Path

import pytest

from publish.adapters.notifications import NotificationLogFile
from publish.core.exceptions import OutputError
from publish.core.ports import Notification, SentNotifications

KEPT = SentNotifications({"issues/2020-06-17": "held"}, (Notification("publish", "扣下", failed=True, tries=1),))


def test_notification_log_is_loaded_from_an_owner_only_file(tmp_path: Path) -> None:
    path = tmp_path / "state" / "notices.json"

    NotificationLogFile(path).save(KEPT)

    assert NotificationLogFile(path).load() == KEPT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "data", [None, b"", b"{", b"[]", b'{"waiting": [1]}', b'{"told": [1]}', b"\xff", b"[" * 9999, b'{"waiting": 1}']
)
def test_notification_log_is_empty_when_unreadable(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "notices.json"
    if data is not None:
        path.write_bytes(data)
        path.chmod(0o600)

    assert NotificationLogFile(path).load() == SentNotifications()


def test_notification_log_reports_an_unwritable_file(tmp_path: Path) -> None:
    (tmp_path / "state").touch()

    with pytest.raises(OutputError):
        NotificationLogFile(tmp_path / "state" / "notices.json").save(KEPT)
