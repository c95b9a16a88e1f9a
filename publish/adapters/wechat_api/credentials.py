"""Whose account is at work, and its secret: from the environment, or from a file that its owner alone may read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from publish.adapters.storage.private_files import find_config_folder, load_secret_file
from publish.adapters.storage.secret import Secret
from publish.core.exceptions import SettingsError
from publish.core.problem import Problem
from publish.core.settings import AccountSettings
from publish.wechat.api_hosts import (
    APPID,
    SANDBOX,
    SANDBOX_API,
    SANDBOX_APPID,
    SECRET,
    WECHAT_API,
    find_sandbox_secret,
    is_api_address,
    is_loopback,
    is_sandbox_appid,
)

SECRET_NAME = "WECHAT_SECRET"  # noqa: S105  # a variable's name
APPID_NAME = "WECHAT_APPID"
API_NAME = "WECHAT_API"


class Credentials(NamedTuple):
    """One Official Account that can be used."""

    name: str
    appid: str
    secret: Secret
    api: str
    """Base address of the API, without a closing slash."""
    proxy: str
    """Empty for none."""


class CredentialSources(NamedTuple):
    """Where an account is looked for."""

    accounts: Mapping[str, AccountSettings]
    environment: Mapping[str, str]
    repository: Path


def choose_credentials(name: str | None, place: CredentialSources) -> Credentials:
    """Return the account of a name; without one, the only one there is.

    Raises:
        SettingsError: There is none, there are several, its address is unfit, or its secret is not to be had.
    """
    environment = place.environment
    chosen = _choose_name(name, place)
    settings = place.accounts.get(chosen, AccountSettings(SANDBOX_APPID if chosen == SANDBOX else ""))
    appid = environment.get(APPID_NAME) or settings.appid
    api = environment.get(API_NAME) or settings.api or (SANDBOX_API if is_sandbox_appid(appid) else WECHAT_API)
    problems = []
    if not APPID.fullmatch(appid):
        problems.append(Problem("account-appid", {"name": APPID_NAME}))
    if not is_api_address(api):
        problems.append(Problem("account-api", {"name": API_NAME}))
    if problems:
        raise SettingsError(*problems)
    found = Credentials(chosen, appid, Secret(""), api.rstrip("/"), "" if is_loopback(api) else settings.proxy)
    # The secret that everybody knows goes to this machine alone, as no real one must go where it belongs.
    if not is_sandbox_appid(appid):
        if chosen not in place.accounts and chosen == SANDBOX:
            raise SettingsError(Problem("account-sandbox-own", {"appid": appid, "appid_name": APPID_NAME}))
        return found._replace(secret=_find_secret(found, settings, place))
    if not is_loopback(api):
        raise SettingsError(Problem("account-sandbox-elsewhere", explain_sources(found)))
    return found._replace(secret=Secret(find_sandbox_secret(appid)))


def is_own_here(account: Credentials) -> bool:
    """Say whether an account of WeChat's is to be asked for on this machine, where as a rule the sandbox listens."""
    return is_loopback(account.api) and not is_sandbox_appid(account.appid)


def explain_sources(account: Credentials) -> dict[str, str]:
    """Return what is said of an account and its address, and where that may have been set."""
    values = {"name": account.name, "appid": account.appid, "api": account.api}
    return {**values, "where": f"{API_NAME} (accounts.{account.name}.api)"}


def find_secret_file(appid: str, environment: Mapping[str, str]) -> Path:
    """Return where `publish account add` puts a secret."""
    return find_config_folder(environment) / f"{appid}.secret"


def name_variable(account: str) -> str:
    """Return the variable that holds the secret of one account: `WECHAT_SECRET_MY_NEWS` for `my-news`."""
    return f"{SECRET_NAME}_{re.sub('[^A-Z0-9]', '_', account.upper())}"


def read_secret(written: str) -> Secret | None:
    """Return a secret as somebody wrote it down; None where it has not the form of one."""
    word = written.strip()
    return Secret(word) if SECRET.fullmatch(word) else None


def _choose_name(name: str | None, place: CredentialSources) -> str:
    known = sorted(place.accounts)
    if name is not None:
        if name in place.accounts or name == SANDBOX:
            return name
        raise SettingsError(Problem("account-unknown", {"name": name, "known": ", ".join(sorted({*known, SANDBOX}))}))
    if len(known) > 1:
        raise SettingsError(Problem("account-several", {"known": ", ".join(known)}))
    if known:
        return known[0]
    if place.environment.get(APPID_NAME):
        return "wechat"
    if is_loopback(place.environment.get(API_NAME, "")):
        return SANDBOX
    raise SettingsError(Problem("account-none"))


def _find_secret(account: Credentials, settings: AccountSettings, place: CredentialSources) -> Secret:
    for variable in (name_variable(account.name), SECRET_NAME):
        written = place.environment.get(variable)
        if written:
            return _check_shape(written, variable)
    given = settings.secret_file
    path = place.repository / Path(given).expanduser() if given else find_secret_file(account.appid, place.environment)
    written = load_secret_file(path, place.repository)
    if written is None:
        values = {**explain_sources(account), "variable": name_variable(account.name), "path": str(path)}
        raise SettingsError(Problem("account-no-secret-here" if is_own_here(account) else "account-no-secret", values))
    return _check_shape(written, str(path))


def _check_shape(written: str, where: str) -> Secret:
    secret = read_secret(written)
    if secret is None:
        raise SettingsError(Problem("account-secret-shape", {"where": where}))
    return secret
