"""`publish ledger init`; and the way to the ledger for every command that needs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publish.adapters.accounts import Account
from publish.adapters.cache import Cache, find_cache_folder
from publish.adapters.clock import SystemClock
from publish.adapters.lock import hold_account
from publish.adapters.machine import is_ci
from publish.adapters.private import find_state_folder
from publish.adapters.settings import find_settings, load_settings
from publish.cli.account import find_account
from publish.cli.exits import EXIT_DONE
from publish.cli.parser import Arguments
from publish.cli.workshop import find_current_folder
from publish.errors import LedgerError
from publish.facts.platform_hosts import is_loopback, is_sandbox_appid
from publish.messages import Translator
from publish.model import Problem, Settings
from publish.ports import Ledger


def init_ledger(arguments: Arguments, translator: Translator) -> int:
    """Make a ledger, or the account's part of it, and return the exit code; its path goes to stdout."""
    from publish.adapters.ledger import create_ledger  # loads the database library

    repository, path = find_settings(find_current_folder(), arguments.config)
    settings = load_settings(path, Cache(find_cache_folder(os.environ)))
    account = find_account(arguments.account, settings, repository)
    ledger = find_ledger(account, settings, repository)
    _check_lasting(account, ledger)
    with hold_account(ledger, account.appid):
        made = create_ledger(ledger, account.appid, SystemClock().now)
    print(ledger)
    if not arguments.quiet:
        values = {"name": account.name, "path": ledger}
        print(translator.say("ledger-made" if made else "ledger-there", **values), file=sys.stderr)
    return EXIT_DONE


def find_ledger(account: Account, settings: Settings, repository: Path) -> Path:
    """Return where the ledger of an account lies; what is tried on a sandbox is kept apart."""
    if is_sandbox(account):
        return find_state_folder(os.environ) / "sandbox.db"
    if settings.ledger:
        return repository / Path(settings.ledger).expanduser()
    return find_state_folder(os.environ) / "ledger.db"


def is_sandbox(account: Account) -> bool:
    """Say whether an account is one of `publish sandbox`: no real one has such an AppID."""
    return is_sandbox_appid(account.appid) and is_loopback(account.api)


@contextmanager
def use_ledger(account: Account, path: Path, *, writing: bool = True) -> Iterator[Ledger]:
    """Open an account's part of its ledger; a sandbox's account gets one by itself.

    Raises:
        LedgerError: It is missing, damaged, not ours, or cannot be written.
        BusyError: Another program is writing it.
    """
    from publish.adapters.ledger import create_ledger, open_ledger  # loads the database library

    now = SystemClock().now
    _check_lasting(account, path)
    if is_sandbox(account):
        create_ledger(path, account.appid, now)
    with open_ledger(path, account.appid, now, writing=writing) as ledger:
        yield ledger


def _check_lasting(account: Account, ledger: Path) -> None:
    """Raise LedgerError where a ledger would be gone tomorrow: then nobody would know what was sent."""
    if is_ci(os.environ) and not is_sandbox(account):
        raise LedgerError(Problem("ledger-ci", {"path": str(ledger)}))
