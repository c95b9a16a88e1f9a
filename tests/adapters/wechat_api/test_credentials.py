from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from publish.adapters.wechat_api.credentials import (
    Credentials,
    CredentialSources,
    choose_credentials,
    find_secret_file,
    name_variable,
)
from publish.core.exceptions import SettingsError
from publish.core.settings import AccountSettings

APPID = "wx0123456789abcdef"
SECRET = "0123456789abcdef0123456789ABCDEF"
OTHER = SECRET[::-1]
LOOPBACK = "http://127.0.0.1:9/cgi-bin"


class CredentialSetup:
    """A repository, a home and an environment to choose an account in."""

    def __init__(self, folder: Path) -> None:
        self.repository = folder / "newsletter"
        self.home = folder / "home"
        self.repository.mkdir()
        self.home.mkdir()
        self.environment = {"HOME": str(self.home)}

    def write(self, path: Path, written: str = SECRET, mode: int = 0o600) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")
        path.chmod(mode)
        return path

    def choose(
        self, name: str | None = None, accounts: Mapping[str, AccountSettings] | None = None, **environment: str
    ) -> Credentials:
        known = {"main": AccountSettings(APPID)} if accounts is None else accounts
        return choose_credentials(name, CredentialSources(known, {**self.environment, **environment}, self.repository))

    def refuse(
        self, name: str | None = None, accounts: Mapping[str, AccountSettings] | None = None, **environment: str
    ) -> list[str]:
        with pytest.raises(SettingsError) as caught:
            self.choose(name, accounts, **environment)
        return [problem.message for problem in caught.value.problems]


@pytest.fixture
def setup(tmp_path: Path) -> CredentialSetup:
    return CredentialSetup(tmp_path)


# --- which account ----------------------------------------------------------------------------


def test_choose_credentials_returns_the_only_account(setup: CredentialSetup) -> None:
    account = setup.choose(WECHAT_SECRET=SECRET)

    assert (account.name, account.appid, account.secret.reveal()) == ("main", APPID, SECRET)
    assert account.api == "https://api.weixin.qq.com/cgi-bin"


def test_choose_credentials_fails_without_name_for_several_accounts(setup: CredentialSetup) -> None:
    several = {"main": AccountSettings(APPID), "test": AccountSettings(APPID)}

    assert setup.refuse(None, several) == ["account-several"]
    assert setup.choose("test", several, WECHAT_SECRET=SECRET).name == "test"


def test_unknown_account_is_reported_with_the_known_ones(setup: CredentialSetup) -> None:
    assert setup.refuse("none") == ["account-unknown"]


def test_missing_account_is_reported_with_instructions(setup: CredentialSetup) -> None:
    assert setup.refuse(None, {}) == ["account-none"]


def test_environment_alone_defines_an_account(setup: CredentialSetup) -> None:
    account = setup.choose(None, {}, WECHAT_APPID=APPID, WECHAT_SECRET=SECRET)

    assert (account.appid, account.secret.reveal()) == (APPID, SECRET)


def test_environment_overrides_appid_and_address(setup: CredentialSetup) -> None:
    account = setup.choose(
        WECHAT_APPID="wxfedcba9876543210", WECHAT_API="https://sh.api.weixin.qq.com/cgi-bin/", WECHAT_SECRET=SECRET
    )

    assert (account.appid, account.api) == ("wxfedcba9876543210", "https://sh.api.weixin.qq.com/cgi-bin")


def test_all_errors_of_an_account_are_reported_at_once(setup: CredentialSetup) -> None:
    assert setup.refuse(WECHAT_APPID="wx", WECHAT_API="http://example.org") == ["account-appid", "account-api"]


@pytest.mark.parametrize(
    "api",
    [
        "http://api.weixin.qq.com/cgi-bin",
        "http://localhost/cgi-bin",
        "http://127.0.0.1.nip.io/cgi-bin",
        "http://127.0.0.1\\@example.org/cgi-bin",
        "https://name:password@api.weixin.qq.com",
        "https://api.weixin.qq.com/?a=b",
        "https://[",
        "https://",
        "ftp://127.0.0.1",
        "https://a:0",
        "https://a b",
    ],
)
def test_plain_http_address_is_refused(setup: CredentialSetup, api: str) -> None:
    assert setup.refuse(WECHAT_API=api, WECHAT_SECRET=SECRET) == ["account-api"]


@pytest.mark.parametrize("api", [LOOPBACK, "http://[::1]:9/cgi-bin", "https://127.0.0.1/cgi-bin"])
def test_loopback_address_may_use_plain_http(setup: CredentialSetup, api: str) -> None:
    assert setup.choose(WECHAT_API=api, WECHAT_SECRET=SECRET).api == api


def test_loopback_address_uses_no_proxy(setup: CredentialSetup) -> None:
    settings = AccountSettings(APPID, proxy="http://192.0.2.7:3128")

    assert setup.choose(None, {"main": settings}, WECHAT_SECRET=SECRET).proxy == "http://192.0.2.7:3128"
    assert setup.choose(None, {"main": settings}, WECHAT_SECRET=SECRET, WECHAT_API=LOOPBACK).proxy == ""


# --- the sandbox ------------------------------------------------------------------------------


def test_sandbox_account_needs_no_settings(setup: CredentialSetup) -> None:
    account = setup.choose("sandbox")

    assert (account.appid, account.api) == ("wx0000000000000001", "http://127.0.0.1:8765/cgi-bin")
    assert account.secret.reveal() == "0" * 31 + "1"


def test_each_sandbox_account_is_available(setup: CredentialSetup) -> None:
    account = setup.choose("sandbox", WECHAT_APPID="wx0000000000000004", WECHAT_API=LOOPBACK)

    assert (account.secret.reveal(), account.api) == ("0" * 31 + "4", LOOPBACK)


def test_loopback_address_alone_selects_the_sandbox(setup: CredentialSetup) -> None:
    assert setup.choose(None, {}, WECHAT_API=LOOPBACK).name == "sandbox"


def test_sandbox_appid_is_refused_for_a_remote_address(setup: CredentialSetup) -> None:
    accounts = {"main": AccountSettings("wx0000000000000001", api="https://api.weixin.qq.com/cgi-bin")}

    assert setup.refuse(None, accounts, WECHAT_SECRET=SECRET) == ["account-sandbox-elsewhere"]
    assert setup.refuse("sandbox", WECHAT_API="https://api.weixin.qq.com/cgi-bin") == ["account-sandbox-elsewhere"]


def test_sandbox_account_refuses_a_wechat_appid(setup: CredentialSetup) -> None:
    assert setup.refuse("sandbox", WECHAT_APPID=APPID, WECHAT_SECRET=SECRET) == ["account-sandbox-own"]
    assert setup.refuse("sandbox", WECHAT_APPID=APPID, WECHAT_API=LOOPBACK) == ["account-sandbox-own"]


def test_own_account_on_loopback_without_secret_mentions_the_sandbox(setup: CredentialSetup) -> None:
    with pytest.raises(SettingsError) as caught:
        setup.choose(WECHAT_API=LOOPBACK)

    [problem] = caught.value.problems
    assert (problem.message, problem.values["api"]) == ("account-no-secret-here", LOOPBACK)
    assert problem.values["where"] == "WECHAT_API (accounts.main.api)"


def test_sandbox_appid_uses_no_real_secret(setup: CredentialSetup) -> None:
    assert setup.choose("sandbox", WECHAT_SECRET=SECRET).secret.reveal() != SECRET


# --- its secret -------------------------------------------------------------------------------


def test_account_variable_overrides_the_general_secret(setup: CredentialSetup) -> None:
    account = setup.choose(WECHAT_SECRET_MAIN=SECRET, WECHAT_SECRET=OTHER)

    assert account.secret.reveal() == SECRET


def test_variable_name_is_derived_from_the_account() -> None:
    assert name_variable("my-news2") == "WECHAT_SECRET_MY_NEWS2"


def test_environment_secret_overrides_the_file(setup: CredentialSetup) -> None:
    setup.write(find_secret_file(APPID, setup.environment), OTHER)

    assert setup.choose(WECHAT_SECRET=SECRET).secret.reveal() == SECRET


@pytest.mark.parametrize("written", [SECRET, f"{SECRET}\n", f"\ufeff {SECRET} \r\n"])
def test_secret_is_read_from_the_file_of_account_add(setup: CredentialSetup, written: str) -> None:
    setup.write(find_secret_file(APPID, setup.environment), written)

    assert setup.choose().secret.reveal() == SECRET


def test_secret_is_read_from_the_file_in_the_settings(setup: CredentialSetup, tmp_path: Path) -> None:
    file = setup.write(tmp_path / "elsewhere" / "secret", mode=0o400)

    assert setup.choose(None, {"main": AccountSettings(APPID, str(file))}).secret.reveal() == SECRET


def test_secret_file_path_may_start_with_tilde(setup: CredentialSetup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(setup.home))
    setup.write(setup.home / "secret")

    assert setup.choose(None, {"main": AccountSettings(APPID, "~/secret")}).secret.reveal() == SECRET


def test_missing_secret_is_reported_with_all_sources(setup: CredentialSetup) -> None:
    with pytest.raises(SettingsError) as caught:
        setup.choose()

    [problem] = caught.value.problems
    assert problem.message == "account-no-secret"
    assert problem.values["variable"] == "WECHAT_SECRET_MAIN"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_secret_file_readable_by_others_is_refused(setup: CredentialSetup, mode: int) -> None:
    setup.write(find_secret_file(APPID, setup.environment), mode=mode)

    assert setup.refuse() == ["account-file-open"]


def test_secret_file_in_the_repository_is_refused(setup: CredentialSetup) -> None:
    file = setup.write(setup.repository / "secrets" / "main")

    assert setup.refuse(None, {"main": AccountSettings(APPID, str(file))}) == ["account-file-inside"]
    assert setup.refuse(None, {"main": AccountSettings(APPID, "secrets/main")}) == ["account-file-inside"]


def test_linked_secret_file_in_the_repository_is_refused(setup: CredentialSetup, tmp_path: Path) -> None:
    file = setup.write(setup.repository / "secret")
    (tmp_path / "link").symlink_to(file)

    assert setup.refuse(None, {"main": AccountSettings(APPID, str(tmp_path / "link"))}) == ["account-file-inside"]


def test_secret_file_replaced_while_read_is_refused(
    setup: CredentialSetup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, other = setup.write(tmp_path / "main"), setup.write(tmp_path / "other")
    monkeypatch.setattr("publish.adapters.storage.repository_files._OPENED_FILES", str(tmp_path / "no-proc"))
    monkeypatch.setattr(os.path, "realpath", lambda _: str(other))

    assert setup.refuse(None, {"main": AccountSettings(APPID, str(file))}) == ["account-file-unreadable"]


def test_secret_path_that_is_not_a_file_is_refused(setup: CredentialSetup, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)

    assert setup.refuse(None, {"main": AccountSettings(APPID, str(tmp_path / "pipe"))}) == ["account-file-unreadable"]
    assert setup.refuse(None, {"main": AccountSettings(APPID, str(tmp_path))}) == ["account-file-unreadable"]
    assert setup.refuse(None, {"main": AccountSettings(APPID, "a\0b")}) == ["account-file-unreadable"]
    assert setup.refuse(None, {"main": AccountSettings(APPID, "x" * 5000)}) == ["account-file-unreadable"]


@pytest.mark.parametrize("written", ["", "a", SECRET + "0", SECRET[:-1] + "-", "两" * 32])
def test_malformed_secret_is_refused_without_being_shown(setup: CredentialSetup, written: str) -> None:
    setup.write(find_secret_file(APPID, setup.environment), written)

    with pytest.raises(SettingsError) as caught:
        setup.choose()

    [problem] = caught.value.problems
    assert problem.message == "account-secret-shape"
    assert len(written) < 2 or written not in str(problem)


def test_malformed_secret_in_the_environment_is_refused(setup: CredentialSetup) -> None:
    assert setup.refuse(WECHAT_SECRET="short") == ["account-secret-shape"]


def test_credentials_repr_has_no_secret(setup: CredentialSetup) -> None:
    assert SECRET not in repr(setup.choose(WECHAT_SECRET=SECRET))
