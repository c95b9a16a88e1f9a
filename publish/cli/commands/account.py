"""`publish account add`: one Official Account more; and the way to an account for every command that needs one."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from publish.adapters.config.settings_file import FILE_NAME, find_settings, load_settings
from publish.adapters.config.settings_file import add_account as add_to_settings
from publish.adapters.storage.cache import Cache, find_cache_folder
from publish.adapters.storage.private_files import find_state_folder, save_private
from publish.adapters.wechat_api.credentials import (
    Credentials,
    CredentialSources,
    choose_credentials,
    find_secret_file,
    read_secret,
)
from publish.cli.build_context import find_current_folder
from publish.cli.exit_codes import EXIT_DONE
from publish.cli.parser import Arguments
from publish.core.exceptions import SettingsError
from publish.core.ports import PlatformClient
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.i18n.messages import Translator
from publish.wechat.api_hosts import ACCOUNT_NAME, APPID


def add_account(arguments: Arguments, translator: Translator) -> int:
    """Ask for AppID and secret, keep the secret where its owner alone can read it, and return the exit code."""
    name = arguments.name
    repository, path = find_settings(find_current_folder(), arguments.config)
    settings = load_settings(path, Cache(find_cache_folder(os.environ)))
    if not ACCOUNT_NAME.fullmatch(name):
        raise SettingsError(Problem("setting-account-name", {"key": name}))
    if name in settings.accounts:
        raise SettingsError(Problem("account-there", {"name": name}))
    appid, written = (
        _ask(translator.translate("account-ask-appid")),
        _ask_secret(translator.translate("account-ask-secret")),
    )
    secret = read_secret(written)
    problems = [] if APPID.fullmatch(appid) else [Problem("account-appid", {"name": "AppID"})]
    if secret is None:
        raise SettingsError(*problems, Problem("account-secret-shape", {"where": "AppSecret"}))
    if problems:
        raise SettingsError(*problems)
    file = find_secret_file(appid, os.environ)
    if file.resolve().is_relative_to(repository.resolve()):
        raise SettingsError(Problem("account-file-inside", {"path": str(file)}))
    save_private(file, f"{secret.reveal()}\n".encode())
    add_to_settings(path or repository / FILE_NAME, name, appid)
    print(file)
    if not arguments.quiet:
        print(translator.translate("account-added", name=name), file=sys.stderr)
    return EXIT_DONE


def find_account(name: str | None, settings: Settings, repository: Path) -> Credentials:
    """Return the account that a command is to use.

    Raises:
        SettingsError: There is none, or it cannot be used.
    """
    return choose_credentials(name, CredentialSources(settings.accounts, os.environ, repository))


def open_account_client(account: Credentials, settings: Settings) -> PlatformClient:
    """Return an account's side of the platform; nothing is sent yet."""
    from publish.adapters.wechat_api.client import open_client  # loads TLS and its certificates

    return open_client(account, settings.pace, find_state_folder(os.environ))


def _ask(prompt: str) -> str:
    print(prompt, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _ask_secret(prompt: str) -> str:
    """Return what is typed without showing it; from a pipe, its next line."""
    return getpass.getpass(f"{prompt} ", sys.stderr) if sys.stdin.isatty() else _ask(prompt)
