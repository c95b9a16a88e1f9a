"""`publish ledger init` and `adopt`; and the way to the ledger for every command that needs it."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from publish.adapters.config.newsletter_identity import Identity, identify_newsletter, suggest_newsletter_id
from publish.adapters.config.settings_file import find_settings, load_settings
from publish.adapters.ledger.location import LedgerPlace, parse_ledger_location
from publish.adapters.storage.cache import Cache, find_cache_folder
from publish.adapters.storage.issue_folder import IssueFolder, decode_issue
from publish.adapters.storage.private_files import find_state_folder, hold_account, make_private_folder
from publish.adapters.storage.publications_file import load_publications
from publish.adapters.system.host import SystemClock, is_ci, load_zone
from publish.adapters.wechat_api.credentials import Credentials, explain_sources, is_own_here
from publish.cli.build_context import find_current_folder, locate
from publish.cli.commands.account import find_account
from publish.cli.exit_codes import EXIT_DONE
from publish.cli.parser import Arguments
from publish.core.dates import to_utc
from publish.core.delivery_record import Delivery
from publish.core.exceptions import IssueError, LedgerError, OutputError
from publish.core.ports import Ledger
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.delivery import hold_unrecorded, record_baseline
from publish.i18n.messages import Translator
from publish.pipeline import find_due_time
from publish.wechat.api_hosts import is_loopback, is_sandbox_appid

LEDGER_NAME = "PUBLISH_LEDGER"


class LedgerContext(NamedTuple):
    """Whose ledger, and of which newsletter."""

    settings: Settings
    repository: Path
    """Without symbolic links."""
    account: Credentials
    ledger: LedgerPlace

    @property
    def newsletter(self) -> Identity:
        """Return which newsletter it is."""
        return identify_newsletter(self.settings.newsletter_id, self.repository)

    @property
    def folder(self) -> IssueFolder:
        """Return the folder of its issues."""
        return IssueFolder(self.repository / self.settings.issues, self.repository)

    def name_issue(self, path: Path) -> str:
        """Return what the ledger calls the issue in a file: its place in the repository, without ending."""
        return str(locate(path, self.repository).with_suffix(""))


def load_ledger_context(arguments: Arguments) -> LedgerContext:
    """Read the settings, and find account and ledger; nothing is opened yet.

    Raises:
        SettingsError: The settings are wrong, or there is no such account.
    """
    repository, path = find_settings(find_current_folder(), arguments.config)
    settings = load_settings(path, Cache(find_cache_folder(os.environ)))
    account = find_account(arguments.account, settings, repository)
    return LedgerContext(settings, repository.resolve(), account, find_ledger(account, settings, repository))


def keep_ledger(arguments: Arguments, translator: Translator) -> int:
    """Make a ledger, or let one be at home where it lies, and return the exit code; its place goes to stdout."""
    context = load_ledger_context(arguments)
    with hold_ledger(context.ledger, context.account):
        if arguments.act == "adopt":
            message, recorded = _adopt(context, translator if not arguments.quiet else None), list[str]()
        else:
            message, recorded = _make(context, arguments.since)
    values = {"name": context.account.name, "path": context.ledger}
    if arguments.json:
        print(
            json.dumps({"ledger": str(context.ledger), "account": context.account.name, "recorded": recorded}, indent=2)
        )
    else:
        print(context.ledger)
    if not arguments.quiet:
        print(translator.translate(message, **values), file=sys.stderr)
        if recorded:
            first, last = Path(recorded[0]).name, Path(recorded[-1]).name
            print(translator.translate("ledger-archive", count=len(recorded), first=first, last=last), file=sys.stderr)
        if not context.settings.newsletter_id:
            print(translator.translate("newsletter-id-advice", id=suggest_newsletter_id()), file=sys.stderr)
    return EXIT_DONE


def _adopt(context: LedgerContext, translator: Translator | None) -> str:
    """Take a ledger over, say what became of its deliveries, and return what is said of itself."""
    from publish.adapters.ledger.open import adopt_ledger  # loads the database library

    held: list[str] = []
    adopted = adopt_ledger(
        context.ledger,
        context.account.appid,
        context.newsletter.name,
        [context.name_issue(path) for path in context.folder.list_files()],
        before_trust=lambda: held.extend(_hold_unrecorded(context)),
    )
    if translator and adopted.claimed:
        print(translator.translate("ledger-claimed", count=adopted.claimed), file=sys.stderr)
    if translator and held:
        print(translator.translate("ledger-held", count=len(held)), file=sys.stderr)
    if adopted.changed:
        return "ledger-adopted"
    return "ledger-at-home" if not adopted.claimed else "ledger-ours"


def _hold_unrecorded(context: LedgerContext) -> list[str]:
    """Hold what was due and is not in a ledger that may not know of it; what stands in `publications.json` is out."""
    from publish.adapters.ledger.open import open_ledger  # loads the database library

    out = load_publications(context.repository / context.settings.issues, context.repository)
    past = [issue for issue in _list_past_issues(context, None) if Path(issue).name not in out]
    clock = SystemClock()
    with open_ledger(context.ledger, context.account.appid, clock.now, newsletter=context.newsletter) as ledger:
        return hold_unrecorded(past, ledger, clock)


def _make(context: LedgerContext, since: date | None) -> tuple[str, list[str]]:
    """Make the ledger, and record as out what was due before it; one that is there is told of more only if asked."""
    from publish.adapters.ledger.open import create_ledger, open_ledger  # loads the database library

    clock = SystemClock()
    _check_lasting(context.account, context.ledger)
    past = _list_past_issues(context, since)  # before anything is made: an issue may be unreadable
    made = create_ledger(context.ledger, context.account.appid, clock.now)
    if not made and since is None:
        return "ledger-there", []
    with open_ledger(context.ledger, context.account.appid, clock.now, newsletter=context.newsletter) as ledger:
        recorded = record_baseline(past, ledger, clock)
    return "ledger-made" if made else "ledger-there", recorded


def _list_past_issues(context: LedgerContext, since: date | None) -> list[str]:
    """Return the issues whose time has passed, by their places in the repository; those before a day, where given."""
    schedule = context.settings.schedule
    zone = load_zone(schedule.timezone)
    line = to_utc(since, zone, 0) if since else SystemClock().now()
    found = []
    folder = context.folder
    for path in folder.list_files():
        place = locate(path, context.repository)
        try:
            due = find_due_time(decode_issue(folder.load(path), place.name), place, schedule, zone)
        except IssueError:
            continue  # without a time it is not published by schedule, and `run` says why
        if due is not None and due < line:
            found.append(context.name_issue(path))
    return found


def find_ledger(
    account: Credentials, settings: Settings, repository: Path, environment: Mapping[str, str] = os.environ
) -> LedgerPlace:
    """Return where the ledger of an account lies; what is tried on a sandbox is kept apart.

    Raises:
        SettingsError: The environment names something else than a file or a database.
    """
    written = environment.get(LEDGER_NAME)
    if written:
        return parse_ledger_location(written, repository)
    if is_sandbox(account):
        return find_state_folder(environment) / "sandbox.db"
    if settings.ledger:
        return parse_ledger_location(settings.ledger, repository)
    return find_state_folder(environment) / "ledger.db"


def is_sandbox(account: Credentials) -> bool:
    """Say whether an account is one of `publish sandbox`: no real one has such an AppID."""
    return is_sandbox_appid(account.appid) and is_loopback(account.api)


def is_unused(account: Credentials, ledger: LedgerPlace) -> bool:
    """Return whether nothing was ever tried with an account of a sandbox, which comes into its ledger by itself.

    Raises:
        LedgerError: The ledger is damaged, or not ours.
    """
    if not isinstance(ledger, Path) or ledger != _find_own_ledger(account):
        return False
    if not ledger.exists():
        return True
    from publish.adapters.ledger.open import has_account  # loads the database library

    return not has_account(ledger, account.appid)


@contextmanager
def read_ledger(account: Credentials, ledger: LedgerPlace, newsletter: Identity) -> Iterator[Ledger | None]:
    """Open a newsletter's part of its ledger to look into it; None where nothing was ever tried on a sandbox.

    Raises:
        LedgerError: It is missing, damaged, or not ours.
    """
    if is_unused(account, ledger):
        yield None
        return
    with use_ledger(account, ledger, newsletter, writing=False) as opened:
        yield opened


def list_deliveries(account: Credentials, ledger: LedgerPlace, newsletter: Identity) -> list[Delivery]:
    """Return the last attempt of each issue that a ledger knows.

    Raises:
        LedgerError: It is missing, damaged, or not ours.
    """
    with read_ledger(account, ledger, newsletter) as opened:
        return opened.list_deliveries() if opened else []


def _find_own_ledger(account: Credentials) -> Path | None:
    """Return the ledger that a sandbox's account gets by itself; None for one that somebody has to make."""
    return find_state_folder(os.environ) / "sandbox.db" if is_sandbox(account) else None


def hold_ledger(ledger: LedgerPlace, account: Credentials) -> AbstractContextManager[None]:
    """Hold an account on this machine; a server holds it for all machines, once the ledger is opened.

    Raises:
        BusyError: Another run holds it.
        LedgerError: The folder of the lock cannot be written.
    """
    with suppress(OutputError):  # told where it is used
        make_private_folder(find_state_folder(os.environ))
    if isinstance(ledger, Path):
        return hold_account(ledger, account.appid)
    name = hashlib.sha256(str(ledger).encode()).hexdigest()[:16]
    return hold_account(find_state_folder(os.environ) / f"server-{name}", account.appid)


@contextmanager
def use_ledger(
    account: Credentials, place: LedgerPlace, newsletter: Identity, *, writing: bool = True
) -> Iterator[Ledger]:
    """Open a newsletter's part of its ledger; a sandbox's account gets one by itself.

    Raises:
        LedgerError: It is missing, damaged, not ours, or cannot be written.
        BusyError: Another program is writing it.
    """
    from publish.adapters.ledger.open import create_ledger, open_ledger  # loads the database library

    now = SystemClock().now
    _check_lasting(account, place)
    if writing and place == _find_own_ledger(account):
        create_ledger(place, account.appid, now)
    with ExitStack() as stack:
        try:
            opened = open_ledger(place, account.appid, now, newsletter=newsletter, writing=writing)
            ledger = stack.enter_context(opened)
        except LedgerError as error:
            raise _explain_place(error, account) from error
        yield ledger


def _explain_place(error: LedgerError, account: Credentials) -> LedgerError:
    """Return an error that says, where a ledger was never made, that another account may have been meant."""
    unmade = any(problem.message in ("ledger-missing", "ledger-account") for problem in error.problems)
    if not unmade or not is_own_here(account):
        return error
    return LedgerError(*error.problems, Problem("account-here", explain_sources(account)))


def _check_lasting(account: Credentials, ledger: LedgerPlace) -> None:
    """Raise LedgerError where a ledger would be gone tomorrow: then nobody would know what was sent."""
    if isinstance(ledger, Path) and is_ci(os.environ) and not is_sandbox(account):
        raise LedgerError(Problem("ledger-ci", {"path": str(ledger)}))
