"""`publish doctor`: checks settings, account and platform, and says how to fix what fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from publish.adapters.media.fonts import has_chinese_font
from publish.adapters.storage.issue_folder import IssueFolder, open_issue_folder
from publish.adapters.system.extras import EXTRAS, is_installed
from publish.adapters.system.host import has_browser
from publish.cli.account_access import find_account, open_account_client
from publish.cli.build_context import load_repository_settings
from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.newest_issues import read_newest
from publish.cli.parser import Arguments
from publish.core.exceptions import PublishError
from publish.core.problem import Problem
from publish.core.settings import NewsletterSettings, Settings
from publish.i18n.translator import Translator
from publish.library.open_newsletter import RepositorySettings
from publish.wechat.limits import MANY_LIBRARY_PICTURES, MAX_LIBRARY_PICTURES

if TYPE_CHECKING:
    from publish.adapters.wechat_api.client import WeChatClient
    from publish.adapters.wechat_api.credentials import Credentials
    from publish.contract.delivery_results import DoctorCheckJson, DoctorResult

MAX_CLOCK_ERROR_SECONDS = 120
_UNKNOWN = "–"
_MARKS = {"ok": "✓", "note": "–", "wrong": "✗"}


class CheckResult(NamedTuple):
    """Result of one check."""

    check: str
    state: Literal["ok", "note", "wrong"]  # `note` for what cannot be helped
    problem: Problem  # the message, also for a check that passed
    code: int = EXIT_DONE
    error: PublishError | None = None  # why it could not be made


def check_account(arguments: Arguments, console: Console) -> Outcome[DoctorResult]:
    """Print the result of each check, or what the platform logged of one call."""
    if arguments.rid is not None:
        _, client = _open_client(arguments, load_repository_settings(arguments))
        return Outcome({"checks": [], "call": _explain(arguments.rid, client, console)})
    results = []
    for result in _check_all(arguments):
        results.append(result)
        if result.state == "wrong" or not console.quiet:
            console.print(f"{_MARKS[result.state]} {console.translator.report(result.problem)}")
        if result.state == "wrong":
            console.report([result.problem], shown=False)
        if result.error:
            console.note_failure(result.error)
    described = [_describe(result, console.translator) for result in results]
    return Outcome({"checks": described, "call": {}}, max(result.code for result in results))


def _describe(result: CheckResult, translator: Translator) -> DoctorCheckJson:
    """Return a result as JSON; with the address that the platform saw calls come from, where it is about that."""
    message = translator.report(result.problem)
    described: DoctorCheckJson = {"check": result.check, "state": result.state, "message": message}
    address = str(result.problem.values.get("address", _UNKNOWN))
    return described if address == _UNKNOWN else {**described, "address": address}


def _check_all(arguments: Arguments) -> Iterator[CheckResult]:
    try:
        loaded = load_repository_settings(arguments)
        repository, path, settings, _ = loaded
        yield CheckResult("settings", "ok", Problem("doctor-settings", {"path": str(path or "–")}))
        if settings.proxy:
            yield _report_proxy(settings)
        yield _check_issues(open_issue_folder(repository, settings), settings.newsletter)
        account, client = _open_client(arguments, loaded)
        yield CheckResult("account", "ok", Problem("doctor-account", {"name": account.name, "appid": account.appid}))
        if account.proxy:
            yield CheckResult("account-proxy", "ok", Problem("doctor-account-proxy", {"proxy": account.proxy}))
        yield from _check_platform(client)
    except PublishError as error:
        yield from _to_results("account", error)
    yield from _check_extras()
    if has_browser():
        yield CheckResult("browser", "ok", Problem("doctor-browser"))
    else:
        yield CheckResult("browser", "note", Problem("doctor-no-browser"))


def _open_client(arguments: Arguments, loaded: RepositorySettings) -> tuple[Credentials, WeChatClient]:
    """Return the account and its client; raise SettingsError if it is not set up."""
    account = find_account(arguments.account, loaded.settings, loaded.repository)
    return account, open_account_client(account, loaded.settings)


def _report_proxy(settings: Settings) -> CheckResult:
    """Return who looks up the names of the web, where a proxy is set."""
    values = {"proxy": settings.proxy}
    if settings.lets_proxy_resolve:
        return CheckResult("proxy", "note", Problem("doctor-proxy-resolves", values))
    return CheckResult("proxy", "ok", Problem("doctor-proxy", values))


def _check_issues(folder: IssueFolder, newsletter: NewsletterSettings) -> CheckResult:
    """Return how many issues there are, and as what the newest of them are read."""
    count = len(folder.list_all())
    if not count:
        return CheckResult("issues", "note", Problem("doctor-no-issues", {"folder": str(folder.folder)}))
    newest = read_newest(folder, newsletter)
    digests = sum(issue.is_digest for issue in newest)
    values = {"count": count, "digests": digests, "articles": len(newest) - digests}
    return CheckResult("issues", "ok", Problem("doctor-issues", values))


def _check_extras() -> Iterator[CheckResult]:
    """Yield which optional dependencies are installed, and which are not, with the command that brings them.

    A machine with a font of its own needs none.
    """
    installed = [extra for extra in EXTRAS if is_installed(extra)]
    missing = [extra for extra in EXTRAS if extra not in installed and not (extra == "fonts" and has_chinese_font())]
    if installed:
        yield CheckResult("extras", "ok", Problem("doctor-extras", {"names": ", ".join(installed)}))
    if missing:
        values = {"names": ", ".join(missing), "extras": ",".join(missing)}
        yield CheckResult("extras", "note", Problem("doctor-no-extras", values))


def _check_platform(client: WeChatClient) -> Iterator[CheckResult]:
    """Yield the results of the platform; raise PublishError without token or drafts: nothing else can be requested."""
    from publish.adapters.wechat_api.account_queries import (
        COUNTED_CALLS,
        MASS_SENDING,
        PUBLISHING,
        count_drafts,
        find_outgoing_address,
        is_authorised,
    )

    reply = count_drafts(client)
    yield CheckResult("token", "ok", Problem("doctor-token"))
    yield CheckResult("drafts", "ok", Problem("doctor-drafts", {"count": reply.data["total_count"]}))
    yield from check_clock(reply.date, datetime.now(UTC))
    yield from _try("address", lambda: _report_address(find_outgoing_address(client)))
    yield from _try("publishing", lambda: _report_permission("publishing", is_authorised(client, PUBLISHING)))
    yield from _try("mass", lambda: _report_permission("mass", is_authorised(client, MASS_SENDING)))
    yield from _try("library", lambda: check_library(client.count_library()))
    for endpoint in COUNTED_CALLS:
        yield from _try("quota", lambda endpoint=endpoint: _check_quota(client, endpoint))  # type: ignore[misc]


def _try(check: str, run_check: Callable[[], CheckResult]) -> Iterator[CheckResult]:
    """Yield the result of a check; an error is a result, too, and does not stop the next check."""
    try:
        yield run_check()
    except PublishError as error:
        yield from _to_results(check, error)


def check_clock(date: str, now: datetime) -> Iterator[CheckResult]:
    """Yield whether this machine's clock agrees with the platform's `Date` header."""
    from publish.adapters.wechat_api.account_queries import find_clock_error

    error = find_clock_error(date, now)
    if error is None:
        yield CheckResult("clock", "note", Problem("doctor-clock-unknown"))
    elif abs(error) <= MAX_CLOCK_ERROR_SECONDS:
        yield CheckResult("clock", "ok", Problem("doctor-clock"))
    else:
        yield CheckResult("clock", "wrong", Problem("doctor-clock-wrong", {"seconds": round(abs(error))}), 3)


def _report_address(address: str) -> CheckResult:
    return CheckResult("address", "ok", Problem("doctor-address", {"address": address or _UNKNOWN}))


def _report_permission(check: str, authorised: bool) -> CheckResult:
    if authorised:
        return CheckResult(check, "ok", Problem(f"doctor-may-{check}"))
    return CheckResult(check, "note", Problem(f"doctor-may-not-{check}"))


def _check_quota(client: WeChatClient, endpoint: str) -> CheckResult:
    from publish.adapters.wechat_api.account_queries import fetch_quota

    quota = fetch_quota(client, endpoint)
    values = {"endpoint": endpoint, "left": quota.left, "limit": quota.limit}
    if quota.left > 0:
        return CheckResult("quota", "ok", Problem("doctor-quota", values))
    return CheckResult("quota", "wrong", Problem("doctor-quota-used", values), 4)


def check_library(count: int | None) -> CheckResult:
    """Return how full the material library is, by its number of pictures; None if WeChat does not report it."""
    values = {"count": count, "limit": MAX_LIBRARY_PICTURES}
    if count is None:
        return CheckResult("library", "note", Problem("doctor-library-unknown"))
    if count < MANY_LIBRARY_PICTURES:
        return CheckResult("library", "ok", Problem("doctor-library", values))
    filling = Problem("draft-library-filling", values)
    if count < MAX_LIBRARY_PICTURES:
        return CheckResult("library", "note", filling)
    return CheckResult("library", "wrong", filling, 4)


def _to_results(check: str, error: PublishError) -> Iterator[CheckResult]:
    for problem in error.problems:
        yield CheckResult(check, "wrong", problem, error.exit_code, error)


def _explain(rid: str, client: WeChatClient, console: Console) -> dict[str, str]:
    """Print what the platform logged of a call, and return it."""
    from publish.adapters.wechat_api.account_queries import explain_call

    values = explain_call(client, rid)
    console.say("doctor-rid", rid=rid)
    for name, value in values.items():
        console.print(f"{name}: {''.join(char if char.isprintable() else ' ' for char in value)}")
    return {**values}
