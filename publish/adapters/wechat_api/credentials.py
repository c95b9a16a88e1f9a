"""Account and secret: from the settings, the environment, or a file that only its owner may read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from publish.adapters.storage.private_files import load_secret_file
from publish.adapters.storage.secret import Secret
from publish.adapters.storage.user_folders import find_config_folder
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
    """Credentials of one Official Account."""

    name: str
    appid: str
    secret: Secret
    api: str  # base address of the API, without trailing slash
    proxy: str  # empty for none


class CredentialSources(NamedTuple):
    """Settings, environment and repository that define accounts."""

    accounts: Mapping[str, AccountSettings]
    environment: Mapping[str, str]
    repository: Path


def choose_credentials(name: str | None, sources: CredentialSources) -> Credentials:
    """Return the credentials of the named account; without a name, of the only one.

    Raises:
        SettingsError: There is none, there are several, its AppID or address is invalid, or its secret is missing.
    """
    chosen = _choose_name(name, sources)
    settings = sources.accounts.get(chosen, AccountSettings(SANDBOX_APPID if chosen == SANDBOX else ""))
    appid = sources.environment.get(APPID_NAME) or settings.appid
    api = sources.environment.get(API_NAME) or settings.api or (SANDBOX_API if is_sandbox_appid(appid) else WECHAT_API)
    problems = []
    if not APPID.fullmatch(appid):
        problems.append(Problem("account-appid", {"name": APPID_NAME}))
    if not is_api_address(api):
        problems.append(Problem("account-api", {"name": API_NAME}))
    if problems:
        raise SettingsError(*problems)
    found = Credentials(chosen, appid, Secret(""), api.rstrip("/"), "" if is_loopback(api) else settings.proxy)
    # The sandbox's public secret goes only to this machine, and no real one does for a sandbox AppID.
    if not is_sandbox_appid(appid):
        if chosen not in sources.accounts and chosen == SANDBOX:
            raise SettingsError(Problem("account-sandbox-own", {"appid": appid, "appid_name": APPID_NAME}))
        return found._replace(secret=_find_secret(found, settings, sources))
    if not is_loopback(api):
        raise SettingsError(Problem("account-sandbox-elsewhere", explain_sources(found)))
    return found._replace(secret=Secret(find_sandbox_secret(appid)))


def is_real_account_on_loopback(credentials: Credentials) -> bool:
    """Return whether a real account has an API address on this machine, where only the sandbox listens."""
    return is_loopback(credentials.api) and not is_sandbox_appid(credentials.appid)


def explain_sources(credentials: Credentials) -> dict[str, str]:
    """Return the values of a message about an account, its address and where that may be set."""
    name = credentials.name
    where = f"{API_NAME} (accounts.{name}.api)"
    return {"name": name, "appid": credentials.appid, "api": credentials.api, "where": where}


def find_secret_file(appid: str, environment: Mapping[str, str]) -> Path:
    """Return the path at which `publish account add` saves a secret."""
    return find_config_folder(environment) / f"{appid}.secret"


def name_variable(account: str) -> str:
    """Return the variable of an account's secret: `WECHAT_SECRET_MY_NEWS` for `my-news`."""
    return f"{SECRET_NAME}_{re.sub('[^A-Z0-9]', '_', account.upper())}"


def load_secret(text: str) -> Secret | None:
    """Return the secret in a text; None where it has another form."""
    stripped = text.strip()
    return Secret(stripped) if SECRET.fullmatch(stripped) else None


def _choose_name(name: str | None, sources: CredentialSources) -> str:
    names = sorted(sources.accounts)
    if name is not None:
        if name in sources.accounts or name == SANDBOX:
            return name
        raise SettingsError(Problem("account-unknown", {"name": name, "known": ", ".join(sorted({*names, SANDBOX}))}))
    if len(names) > 1:
        raise SettingsError(Problem("account-several", {"known": ", ".join(names)}))
    if names:
        return names[0]
    if sources.environment.get(APPID_NAME):
        return "wechat"
    if is_loopback(sources.environment.get(API_NAME, "")):
        return SANDBOX
    raise SettingsError(Problem("account-none"))


def _find_secret(credentials: Credentials, settings: AccountSettings, sources: CredentialSources) -> Secret:
    own_variable = name_variable(credentials.name)
    for variable in (own_variable, SECRET_NAME):
        text = sources.environment.get(variable)
        if text:
            return _check_secret(text, variable)
    path = find_secret_file(credentials.appid, sources.environment)
    if settings.secret_file:
        path = sources.repository / Path(settings.secret_file).expanduser()
    text = load_secret_file(path, sources.repository)
    if text is None:
        values = {**explain_sources(credentials), "variable": own_variable, "path": str(path)}
        raise SettingsError(
            Problem(
                "account-no-secret-here" if is_real_account_on_loopback(credentials) else "account-no-secret", values
            )
        )
    return _check_secret(text, str(path))


def _check_secret(text: str, where: str) -> Secret:
    secret = load_secret(text)
    if secret is None:
        raise SettingsError(Problem("account-secret-shape", {"where": where}))
    return secret
