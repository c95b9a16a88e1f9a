"""The account that a command uses, and the client of its platform."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from publish.adapters.storage.user_folders import find_state_folder
from publish.adapters.wechat_api.credentials import Credentials, CredentialSources, choose_credentials
from publish.core.settings import Settings
from publish.wechat.api_hosts import is_loopback, is_sandbox_appid

if TYPE_CHECKING:
    from publish.adapters.wechat_api.client import WeChatClient


def find_account(
    name: str | None, settings: Settings, repository: Path, environment: Mapping[str, str] = os.environ
) -> Credentials:
    """Return the account that a command uses; raise SettingsError if there is none or it cannot be used."""
    return choose_credentials(name, CredentialSources(settings.accounts, environment, repository))


def open_account_client(account: Credentials, settings: Settings) -> WeChatClient:
    """Return the client of an account; nothing is sent yet."""
    from publish.adapters.wechat_api.client import open_client  # loads TLS and its certificates

    return open_client(account, settings.platform, find_state_folder(os.environ))


def is_sandbox(account: Credentials) -> bool:
    """Return whether an account belongs to `publish sandbox`: no real account has such an AppID."""
    return is_sandbox_appid(account.appid) and is_loopback(account.api)
