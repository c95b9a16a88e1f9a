"""`publish doctor`: whether everything is in place, and what to do where it is not."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from publish.adapters.config.settings_file import find_settings, load_settings
from publish.adapters.storage.cache import Cache, find_cache_folder
from publish.adapters.storage.private_files import find_state_folder
from publish.adapters.system.host import has_browser
from publish.cli.build_context import find_current_folder
from publish.cli.commands.account import find_account
from publish.cli.exit_codes import EXIT_DONE
from publish.cli.parser import Arguments
from publish.core.exceptions import PublishError
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.i18n.messages import Translator
from publish.wechat.limits import MANY_LIBRARY_PICTURES, MAX_LIBRARY_PICTURES

if TYPE_CHECKING:
    from publish.adapters.wechat_api.client import WeChatClient

MAX_CLOCK_ERROR_SECONDS = 120
_QUOTAS = ("draft/add", "draft/update", "media/uploadimg")
_MARKS = {"ok": "✓", "note": "–", "wrong": "✗"}


class CheckResult(NamedTuple):
    """One line of the examination."""

    check: str
    state: str
    """`ok`, `note` for what cannot be helped, or `wrong`."""
    problem: Problem
    """What there is to say, be it good."""
    code: int = EXIT_DONE


class DoctorContext(NamedTuple):
    """What is examined."""

    settings: Settings
    platform: WeChatClient


def check_account(arguments: Arguments, translator: Translator) -> int:
    """Print a line for each thing that publishing needs, or what the platform saw of one call; return the exit code."""
    if arguments.rid is not None:
        return _explain(arguments.rid, _open(arguments)[1].platform, translator, as_json=arguments.json)
    findings = []
    for finding in _examine(arguments):
        findings.append(finding)
        if not arguments.json and (finding.state == "wrong" or not arguments.quiet):
            print(f"{_MARKS[finding.state]} {translator.report(finding.problem)}", flush=True)
    if arguments.json:
        told = [{"check": f.check, "state": f.state, "message": translator.report(f.problem)} for f in findings]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    return max(finding.code for finding in findings)


def _examine(arguments: Arguments) -> Iterator[CheckResult]:
    try:
        found, patient = _open(arguments)
        yield from found
        yield from _examine_platform(patient.platform)
    except PublishError as error:
        yield from _make_wrong("account", error)
    if has_browser():
        yield CheckResult("browser", "ok", Problem("doctor-browser"))
    else:
        yield CheckResult("browser", "note", Problem("doctor-no-browser"))


def _open(arguments: Arguments) -> tuple[list[CheckResult], DoctorContext]:
    """Return what is examined, and what was found on the way there.

    Raises:
        SettingsError: Settings or account are wrong.
    """
    from publish.adapters.wechat_api.client import open_client  # loads TLS and its certificates

    repository, path = find_settings(find_current_folder(), arguments.config)
    settings = load_settings(path, Cache(find_cache_folder(os.environ)))
    account = find_account(arguments.account, settings, Path(repository))
    found = [
        CheckResult("settings", "ok", Problem("doctor-settings", {"path": str(path or "–")})),
        CheckResult("account", "ok", Problem("doctor-account", {"name": account.name, "appid": account.appid})),
    ]
    return found, DoctorContext(settings, open_client(account, settings.pace, find_state_folder(os.environ)))


def _examine_platform(platform: WeChatClient) -> Iterator[CheckResult]:
    """Yield what the platform says; without a token or drafts, nothing else can be asked.

    Raises:
        PublishError: It cannot be asked.
    """
    from publish.adapters.wechat_api.account_checks import (
        MASS_SENDING,
        PUBLISHING,
        count_drafts,
        find_outgoing_address,
        is_authorised,
    )

    reply = count_drafts(platform)
    yield CheckResult("token", "ok", Problem("doctor-token"))
    yield CheckResult("drafts", "ok", Problem("doctor-drafts", {"count": reply.data["total_count"]}))
    yield from check_clock(reply.date, datetime.now(UTC))
    yield from _try("address", lambda: _examine_address(find_outgoing_address(platform)))
    yield from _try("publishing", lambda: _examine_right("publishing", is_authorised(platform, PUBLISHING)))
    yield from _try("mass", lambda: _examine_right("mass", is_authorised(platform, MASS_SENDING)))
    yield from _try("library", lambda: check_library(platform.count_library()))
    for endpoint in _QUOTAS:
        yield from _try("quota", lambda endpoint=endpoint: _examine_quota(platform, endpoint))  # type: ignore[misc]


def _try(check: str, examine_one: Callable[[], CheckResult]) -> Iterator[CheckResult]:
    """Yield a finding; that one thing cannot be asked keeps nobody from asking the next."""
    try:
        yield examine_one()
    except PublishError as error:
        yield from _make_wrong(check, error)


def check_clock(date: str, now: datetime) -> Iterator[CheckResult]:
    """Yield whether our clock goes right by the platform's, as HTTP writes it."""
    from publish.adapters.wechat_api.account_checks import find_clock_error

    error = find_clock_error(date, now)
    if error is None:
        yield CheckResult("clock", "note", Problem("doctor-clock-unknown"))
    elif abs(error) <= MAX_CLOCK_ERROR_SECONDS:
        yield CheckResult("clock", "ok", Problem("doctor-clock"))
    else:
        yield CheckResult("clock", "wrong", Problem("doctor-clock-wrong", {"seconds": round(abs(error))}), 3)


def _examine_address(address: str) -> CheckResult:
    return CheckResult("address", "ok", Problem("doctor-address", {"address": address or "–"}))


def _examine_right(check: str, has_right: bool) -> CheckResult:  # an answer, not a switch
    if has_right:
        return CheckResult(check, "ok", Problem(f"doctor-may-{check}"))
    return CheckResult(check, "note", Problem(f"doctor-may-not-{check}"))


def _examine_quota(platform: WeChatClient, endpoint: str) -> CheckResult:
    from publish.adapters.wechat_api.account_checks import parse_quota

    quota = parse_quota(platform, endpoint)
    values = {"endpoint": endpoint, "left": quota.left, "limit": quota.limit}
    if quota.left > 0:
        return CheckResult("quota", "ok", Problem("doctor-quota", values))
    return CheckResult("quota", "wrong", Problem("doctor-quota-used", values), 4)


def check_library(count: int | None) -> CheckResult:
    """Return how full the material library is, by the number of its pictures; None where WeChat does not tell."""
    values = {"count": count, "limit": MAX_LIBRARY_PICTURES}
    if count is None:
        return CheckResult("library", "note", Problem("doctor-library-unknown"))
    if count < MANY_LIBRARY_PICTURES:
        return CheckResult("library", "ok", Problem("doctor-library", values))
    state, code = ("wrong", 4) if count >= MAX_LIBRARY_PICTURES else ("note", EXIT_DONE)
    return CheckResult("library", state, Problem("draft-library-filling", values), code)


def _make_wrong(check: str, error: PublishError) -> Iterator[CheckResult]:
    for problem in error.problems:
        yield CheckResult(check, "wrong", problem, error.exit_code)


def _explain(rid: str, platform: WeChatClient, translator: Translator, *, as_json: bool) -> int:
    """Print what the platform saw of a call; return the exit code."""
    from publish.adapters.wechat_api.account_checks import explain_call

    told = explain_call(platform, rid)
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return EXIT_DONE
    print(translator.translate("doctor-rid", rid=rid), file=sys.stderr)
    for name, value in told.items():
        print(f"{name}: {''.join(letter if letter.isprintable() else ' ' for letter in value)}")
    return EXIT_DONE
