"""All that a handler may touch."""

from __future__ import annotations

from publish.sandbox.behaviour import Behaviour
from publish.sandbox.call_log import CallLog
from publish.sandbox.content_rules import ContentRules
from publish.sandbox.models import Counter, SandboxAccount
from publish.sandbox.sandbox_clock import SandboxClock, name_day, name_minute, name_month
from publish.sandbox.store import Store


class State:
    """What the sandbox knows: records, settings, the time, and what was called."""

    def __init__(self, store: Store, clock: SandboxClock, rules: ContentRules) -> None:
        self.store = store
        self.clock = clock
        self.rules = rules
        self.log = CallLog()

    @property
    def now(self) -> float:
        """Return the time."""
        return self.clock.now

    @property
    def settings(self) -> Behaviour:
        """Return the switches."""
        return self.store.find(Behaviour, "settings") or Behaviour()

    def count(self, name: str, period: str, limit: int) -> bool:
        """Count one more in a period; say whether the limit allowed it."""
        used = self.find_used(name, period)
        if used >= limit:
            return False
        self.store.save(Counter(appid=name.partition("/")[0], key=name, period=period, used=used + 1))
        return True

    def find_used(self, name: str, period: str) -> int:
        """Return how many were counted in a period."""
        counter = self.store.find(Counter, name)
        return counter.used if counter and counter.period == period else 0

    def count_day(self, account: SandboxAccount, what: str, limit: int) -> bool:
        """Count against a limit of a day in China."""
        return self.count(f"{account.appid}/{what}/day", name_day(self.now), limit)

    def count_month(self, account: SandboxAccount, what: str, limit: int) -> bool:
        """Count against a limit of a month in China."""
        return self.count(f"{account.appid}/{what}/month", name_month(self.now), limit)

    def count_minute(self, account: SandboxAccount, what: str, limit: int) -> bool:
        """Count against a limit of a minute."""
        return self.count(f"{account.appid}/{what}/minute", name_minute(self.now), limit)

    def take_number(self, name: str) -> int:
        """Return the next number of a series, from 1."""
        used = self.find_used(f"/{name}", "ever") + 1
        self.store.save(Counter(appid="", key=f"/{name}", period="ever", used=used))
        return used
