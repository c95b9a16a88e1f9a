"""`publish account add`: one more Official Account."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING

from publish.adapters.config.settings_file import FILE_NAME
from publish.adapters.config.settings_file import add_account as add_to_settings
from publish.adapters.storage.private_files import save_private
from publish.adapters.wechat_api.credentials import find_secret_file, load_secret
from publish.cli.build_context import load_repository_settings
from publish.cli.console import Console, Outcome
from publish.cli.parser import Arguments
from publish.core.exceptions import SettingsError
from publish.core.problem import Problem
from publish.wechat.api_hosts import ACCOUNT_NAME, APPID

if TYPE_CHECKING:
    from publish.contract.delivery_results import AccountResult


def add_account(arguments: Arguments, console: Console) -> Outcome[AccountResult]:
    """Ask for AppID and secret, and save the secret in a file that only its owner can read."""
    name, translator = arguments.name, console.translator
    repository, path, settings, _ = load_repository_settings(arguments)
    if not ACCOUNT_NAME.fullmatch(name):
        raise SettingsError(Problem("setting-account-name", {"key": name}))
    if name in settings.accounts:
        raise SettingsError(Problem("account-there", {"name": name}))
    appid = _ask(translator.translate("account-ask-appid"))
    secret = load_secret(_ask_secret(translator.translate("account-ask-secret")))
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
    console.print(file)
    console.tell("account-added", name=name)
    return Outcome({"name": name, "file": str(file)})


def _ask(prompt: str) -> str:
    print(prompt, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _ask_secret(prompt: str) -> str:
    """Return a typed secret without showing it; from a pipe, the next line."""
    return getpass.getpass(f"{prompt} ", sys.stderr) if sys.stdin.isatty() else _ask(prompt)
