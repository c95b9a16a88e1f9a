"""The accounts there are from the start."""

from __future__ import annotations

from publish.sandbox.models import Profile, SandboxAccount
from publish.sandbox.state import State

STARTING: tuple[tuple[Profile, str], ...] = (
    ("verified", "已认证公众号"),
    ("personal", "个人公众号"),
    ("service", "服务号"),
    ("test", "测试号"),
)


def make_accounts() -> list[SandboxAccount]:
    """Return the four accounts: `wx0000000000000001` and so on; their secrets are well known and open nothing real."""
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
        for number, (profile, name) in enumerate(STARTING, 1)
    ]


def open_accounts(state: State) -> None:
    """Make sure that there are accounts; those of an earlier run stay as they are."""
    with state.store.transaction():
        if not state.store.list(SandboxAccount):
            for account in make_accounts():
                state.store.save(account)
