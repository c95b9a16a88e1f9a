"""The ledger of an account: its location, its lock, and opening it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import tzinfo
from pathlib import Path
from typing import NamedTuple

from publish.adapters.config.newsletter_identity import Identity, identify_newsletter
from publish.adapters.ledger.location import LedgerLocation, parse_ledger_location
from publish.adapters.storage.issue_folder import IssueFolder, open_issue_folder
from publish.adapters.storage.load_issue import decode_issue
from publish.adapters.storage.private_files import hold_account, make_private_folder
from publish.adapters.storage.repository_files import join_inside
from publish.adapters.storage.user_folders import find_state_folder
from publish.adapters.system.host import SystemClock, is_ci
from publish.adapters.wechat_api.credentials import Credentials, explain_sources, is_real_account_on_loopback
from publish.cli.account_access import find_account, is_sandbox
from publish.cli.build_context import load_repository_settings, locate
from publish.cli.parser import Arguments
from publish.core.delivery_record import DueIssue
from publish.core.exceptions import IssueError, LedgerError, OutputError
from publish.core.operating_system import is_path_word
from publish.core.ports import Ledger
from publish.core.problem import Problem
from publish.core.settings import ScheduleSettings, Settings
from publish.newsletter.due_time import find_due

LEDGER_NAME = "PUBLISH_LEDGER"


class AccountLedger(NamedTuple):
    """The part of a ledger that belongs to one account and one newsletter."""

    account: Credentials
    location: LedgerLocation
    newsletter: Identity

    def lock(self) -> AbstractContextManager[None]:
        """Lock the account on this machine, or raise BusyError; a server locks it for all machines when connected."""
        with suppress(OutputError):  # reported where the folder is used
            make_private_folder(find_state_folder(os.environ))
        if isinstance(self.location, Path):
            return hold_account(self.location, self.account.appid)
        name = hashlib.sha256(str(self.location).encode()).hexdigest()[:16]
        return hold_account(find_state_folder(os.environ) / f"server-{name}", self.account.appid)

    @contextmanager
    def connect(self, *, writing: bool = True) -> Iterator[Ledger]:
        """Open the ledger; that of a sandbox's account is created if it is missing.

        Raises LedgerError if it is missing, damaged, another newsletter's or unwritable, BusyError if it is locked.
        """
        from publish.adapters.ledger.open import create_ledger, open_ledger  # loads the database library

        now, (account, location, newsletter) = SystemClock().now, self
        self.check_persistence()
        if writing and location == self._sandbox_path:
            create_ledger(location, account.appid, now)
        with ExitStack() as stack:
            try:
                opened = open_ledger(location, account.appid, now, newsletter=newsletter, writing=writing)
                ledger = stack.enter_context(opened)
            except LedgerError as error:
                raise self._add_account_source(error) from error
            yield ledger

    @contextmanager
    def read(self) -> Iterator[Ledger | None]:
        """Open the ledger to read it; None if a sandbox was never used. Raise LedgerError as `connect` does."""
        if self._is_unused():
            yield None
            return
        with self.connect(writing=False) as ledger:
            yield ledger

    def check_persistence(self) -> None:
        """Raise LedgerError if the ledger lies on a CI machine: it would be lost, and with it what was sent."""
        if isinstance(self.location, Path) and is_ci(os.environ) and not is_sandbox(self.account):
            raise LedgerError(Problem("ledger-ci", {"path": str(self.location)}))

    @property
    def _sandbox_path(self) -> Path | None:
        """Return the ledger that is created for an account of the sandbox; None for real accounts."""
        return find_state_folder(os.environ) / "sandbox.db" if is_sandbox(self.account) else None

    def _is_unused(self) -> bool:
        """Return whether nothing was ever tried with an account of a sandbox."""
        if not isinstance(self.location, Path) or self.location != self._sandbox_path:
            return False
        if not self.location.exists():
            return True
        from publish.adapters.ledger.open import has_account  # loads the database library

        return not has_account(self.location, self.account.appid)

    def _add_account_source(self, error: LedgerError) -> LedgerError:
        """Return an error that names, if the ledger was never created, where the account comes from."""
        missing = any(problem.message in ("ledger-missing", "ledger-account") for problem in error.problems)
        if not missing or not is_real_account_on_loopback(self.account):
            return error
        return LedgerError(*error.problems, Problem("account-here", explain_sources(self.account)))


def find_ledger(
    name: str | None, settings: Settings, repository: Path, environment: Mapping[str, str] = os.environ
) -> AccountLedger:
    """Find an account and its ledger, a separate one for the sandbox; raise SettingsError if one is invalid."""
    account = find_account(name, settings, repository, environment)
    sandbox = is_sandbox(account)
    given = environment.get(LEDGER_NAME) or ("" if sandbox else settings.ledger)
    location: LedgerLocation = find_state_folder(environment) / ("sandbox.db" if sandbox else "ledger.db")
    if given:
        location = parse_ledger_location(given, repository)
    return AccountLedger(account, location, identify_newsletter(settings.newsletter.id, repository))


def find_due_issues(
    folder: IssueFolder, repository: Path, schedule: ScheduleSettings, zone: tzinfo
) -> Iterator[DueIssue]:
    """Yield every issue of a folder with its publish time, or why it is invalid; files without one are skipped."""
    for path in folder.list_files():
        location = locate(path, repository)
        issue = folder.name_for_ledger(location)
        try:
            text = decode_issue(folder.load(path), location.name)
            due = find_due(text, folder.identify(location), schedule, zone)
        except IssueError as error:
            yield DueIssue(issue, None, error.problems)
        else:
            if due is not None:
                files = [locate(join_inside(path.parent, name), repository) for name in due.with_files]
                yield DueIssue(issue, due.at, others=tuple(map(folder.name_for_ledger, files)))


class LedgerContext(NamedTuple):
    """A newsletter and the ledger of its account."""

    settings: Settings
    repository: Path  # without symbolic links
    ledger: AccountLedger
    folder: IssueFolder  # of the issues

    def name_issue(self, path: Path) -> str:
        """Return the ledger's name of an issue: its path in the repository, without extension."""
        return self.folder.name_for_ledger(locate(path, self.repository))

    def find_issue(self, wanted: str) -> str:
        """Return the ledger's name of an issue given by date or path, even if its file was deleted."""
        try:
            path = self.folder.find(wanted)
        except IssueError:
            path = Path(wanted) if is_path_word(wanted) else self.folder.folder / f"{wanted}.md"
        return self.name_issue(path)


def load_ledger_context(arguments: Arguments) -> LedgerContext:
    """Read the settings, and find account and ledger; raise SettingsError if one of them is invalid."""
    repository, _, settings, _ = load_repository_settings(arguments)
    ledger = find_ledger(arguments.account, settings, repository)
    root = repository.resolve()
    return LedgerContext(settings, root, ledger, open_issue_folder(root, settings))
