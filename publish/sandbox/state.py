"""The state that every handler works on, and the default accounts in it."""

from __future__ import annotations

from publish.sandbox.behaviour import Behaviour
from publish.sandbox.call_log import CallLog
from publish.sandbox.content_rules import ContentRules
from publish.sandbox.models import Counter, Profile, SandboxAccount
from publish.sandbox.sandbox_clock import SandboxClock, format_day, format_minute, format_month
from publish.sandbox.store import Store

DEFAULT_ACCOUNTS: tuple[tuple[Profile, str], ...] = (
    ("verified", "已认证公众号"),
    ("personal", "个人公众号"),
    ("service", "服务号"),
    ("test", "测试号"),
)


class State:
    """Records, settings, clock and log of calls."""

    def __init__(self, store: Store, clock: SandboxClock, rules: ContentRules) -> None:
        self.store = store
        self.clock = clock
        self.rules = rules
        self.log = CallLog()

    @property
    def now(self) -> float:
        """Return the sandbox's time."""
        return self.clock.now

    @property
    def settings(self) -> Behaviour:
        """Return the switches."""
        return self.store.find(Behaviour, "settings") or Behaviour()

    def count(self, name: str, period: str, limit: int) -> bool:
        """Increase a counter unless it has reached its limit in this period; return whether it was increased."""
        used = self.read_count(name, period)
        if used >= limit:
            return False
        self.store.save(Counter(appid=name.partition("/")[0], key=name, period=period, used=used + 1))
        return True

    def read_count(self, name: str, period: str) -> int:
        """Return the value of a counter in a period."""
        counter = self.store.find(Counter, name)
        return counter.used if counter and counter.period == period else 0

    def count_day(self, account: SandboxAccount, name: str, limit: int) -> bool:
        """Count against a limit of a day in China."""
        return self.count(f"{account.appid}/{name}/day", format_day(self.now), limit)

    def count_month(self, account: SandboxAccount, name: str, limit: int) -> bool:
        """Count against a limit of a month in China."""
        return self.count(f"{account.appid}/{name}/month", format_month(self.now), limit)

    def count_minute(self, account: SandboxAccount, name: str, limit: int) -> bool:
        """Count against a limit of a minute."""
        return self.count(f"{account.appid}/{name}/minute", format_minute(self.now), limit)

    def next_number(self, name: str) -> int:
        """Return the next number of a series, from 1."""
        used = self.read_count(f"/{name}", "ever") + 1
        self.store.save(Counter(appid="", key=f"/{name}", period="ever", used=used))
        return used


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
