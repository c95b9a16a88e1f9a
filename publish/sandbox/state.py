"""The state that every handler works on, with its clock and its default accounts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from publish.sandbox.behaviour import Behaviour
from publish.sandbox.call_log import CallLog
from publish.sandbox.content_rules import ContentRules
from publish.sandbox.models import Counter, Event, Profile, SandboxAccount
from publish.sandbox.store import Store

DEFAULT_ACCOUNTS: tuple[tuple[Profile, str], ...] = (
    ("verified", "已认证公众号"),
    ("personal", "个人公众号"),
    ("service", "服务号"),
    ("test", "测试号"),
)
Period = Literal["day", "month", "minute"]
_PERIODS: dict[Period, Callable[[float], str]] = {
    "day": lambda now: format_time(now)[:10],
    "month": lambda now: format_time(now)[:7],
    "minute": lambda now: str(int(now // 60)),
}
CHINA = timezone(timedelta(hours=8))  # WeChat counts days and months in this time zone


class SandboxClock:
    """A clock of Unix seconds that can be moved and stopped."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._stopped: float | None = None

    @property
    def now(self) -> float:
        """Return the time."""
        return self._offset + (time.time() if self._stopped is None else self._stopped)

    @property
    def offset(self) -> float:
        """Return the seconds that the clock is ahead of the machine's."""
        return self._offset

    @property
    def stopped(self) -> bool:
        """Return whether only `advance` moves the clock."""
        return self._stopped is not None

    def advance(self, seconds: float) -> None:
        """Move the clock forwards, or back by a negative number."""
        self._offset += seconds

    def stop(self) -> None:
        """Stop the clock."""
        self._stopped = time.time() if self._stopped is None else self._stopped

    def run(self) -> None:
        """Let the clock run on from its time."""
        now = self.now
        self._stopped = None
        self._offset = now - time.time()


class State:
    """Records, settings, clock and log of calls."""

    def __init__(self, store: Store, rules: ContentRules) -> None:
        self.store = store
        self.rules = rules
        self.clock = SandboxClock()
        self.log = CallLog()

    @property
    def now(self) -> float:
        """Return the sandbox's time."""
        return self.clock.now

    @property
    def settings(self) -> Behaviour:
        """Return the switches."""
        return self.store.find(Behaviour, "settings") or Behaviour.model_validate({})

    def change_settings(self, changes: Mapping[str, object]) -> None:
        """Change some of the switches; raise ValidationError for a name or value that is wrong."""
        changed = {**self.settings.model_dump(), **changes, "appid": "", "key": "settings"}
        self.store.save(Behaviour.model_validate(changed))

    def count(self, account: SandboxAccount, name: str, period: Period, limit: int) -> bool:
        """Increase an account's counter of a day, month or minute; return False, and do not, at its limit."""
        used = self.read_count(account, name, period)
        if used < limit:
            key, current = f"{account.appid}/{name}/{period}", _PERIODS[period](self.now)
            self.store.save(Counter(appid=account.appid, key=key, period=current, used=used + 1))
        return used < limit

    def read_count(self, account: SandboxAccount, name: str, period: Period) -> int:
        """Return the value of an account's counter in the current period."""
        counter = self.store.find(Counter, f"{account.appid}/{name}/{period}")
        return counter.used if counter and counter.period == _PERIODS[period](self.now) else 0

    def next_number(self, name: str) -> int:
        """Return the next number of a series, from 1."""
        counter = self.store.find(Counter, f"/{name}")
        used = counter.used + 1 if counter else 1
        self.store.save(Counter(appid="", key=f"/{name}", period="ever", used=used))
        return used

    def add_event(self, appid: str, name: str, at: float, xml: str) -> None:
        """Save an event of an account."""
        key = str(self.next_number("event"))
        self.store.save(Event(appid=appid, key=key, at=at, name=name, xml=xml))


def make_accounts() -> list[SandboxAccount]:
    """Return the default accounts `wx0000000000000001` …; their secrets are public and open nothing real."""
    return [
        SandboxAccount(
            appid=f"wx{number:016d}",
            key=f"wx{number:016d}",
            name=name,
            secret=f"{number:032d}",
            profile=profile,
            original_id=f"gh_{number:012d}",
            comments=profile != "personal",
        )
        for number, (profile, name) in enumerate(DEFAULT_ACCOUNTS, 1)
    ]


def add_default_accounts(state: State) -> None:
    """Save the default accounts in a store that has no account."""
    with state.store.transaction():
        if not state.store.list(SandboxAccount):
            for account in make_accounts():
                state.store.save(account)


def format_time(now: float) -> str:
    """Return date and time in China."""
    return datetime.fromtimestamp(now, UTC).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
