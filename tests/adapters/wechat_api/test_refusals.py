"""Every error code of the platform becomes a sentence with its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.adapters.wechat_api.client import WeChatClient
from publish.core.exceptions import PlatformError
from publish.i18n.translator import LANGUAGES, Translator
from publish.sandbox.error_responses import ERRMSG
from publish.wechat.api_errors import BUSY, REFUSALS, RetryAdvice, find_refusal
from tests.adapters.wechat_api.harness import CALLS, open_sandbox_client, prepare
from tests.catalogues import ENGLISH
from tests.harness.families import family, pick_every
from tests.sandbox.server import VERIFIED, RunningSandbox, know_secret

UNEXPLAINED = {53400, 53401, 53403, 87009}
"""Codes that WeChat does not document."""
CODES = sorted(set(ERRMSG) - {BUSY})


def refuse(sandbox: RunningSandbox, platform: WeChatClient, endpoint: str, code: int) -> PlatformError:
    sandbox.control.fail(endpoint, "errcode", code=code, times=0)
    with pytest.raises(PlatformError) as caught:
        platform.list_drafts(0, 20)
    return caught.value


def test_refusal_table_has_every_code_of_the_platform() -> None:
    assert set(CODES) - set(REFUSALS) == UNEXPLAINED


def test_refusal_table_has_no_unknown_code() -> None:
    assert set(REFUSALS) - set(CODES) == set()


@family("code", CODES, pick_every(CODES, 3))
def test_refusal_message_has_code_endpoint_and_remedy(
    sandbox: RunningSandbox, platform: WeChatClient, code: int
) -> None:
    error = refuse(sandbox, platform, "draft/batchget", code)

    [problem] = error.problems
    said = [Translator(language).report(problem) for language in LANGUAGES]
    assert all(f"{code} " in line and line.startswith("draft/batchget") for line in said)
    assert all("—" in line or "——" in line or "：" in line for line in said)
    assert (error.code, error.endpoint, error.exit_code) == (code, "draft/batchget", 4)


@family("code", CODES, pick_every(CODES, 3))
def test_refusal_is_repeated_only_when_the_table_allows(
    sandbox: RunningSandbox, platform: WeChatClient, code: int
) -> None:
    refuse(sandbox, platform, "draft/batchget", code)

    repeated = find_refusal(code, "draft/batchget").repeat is not RetryAdvice.NEVER
    assert len(sandbox.control.calls("draft/batchget")) == (2 if repeated else 1)


@family("code", CODES, pick_every(CODES, 3))
def test_refused_token_request_names_its_endpoint_and_makes_no_call(
    sandbox: RunningSandbox, platform: WeChatClient, code: int
) -> None:
    error = refuse(sandbox, platform, "stable_token", code)

    assert error.endpoint == "stable_token"
    assert sandbox.control.calls("draft/batchget") == []
    assert len(sandbox.control.calls("stable_token")) == (2 if code == 45011 else 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [*sorted(UNEXPLAINED), 99999])
def test_unknown_code_message_has_code_text_and_rid(
    sandbox: RunningSandbox, platform: WeChatClient, code: int, language: str
) -> None:
    error = refuse(sandbox, platform, "draft/batchget", code)

    line = Translator(language).report(error.problems[0])

    assert str(code) in line
    assert error.message in line
    assert error.rid in line
    assert error.rid


@pytest.mark.parametrize("language", LANGUAGES)
def test_address_outside_the_allowlist_is_named_with_the_remedy(
    sandbox: RunningSandbox, platform: WeChatClient, language: str
) -> None:
    sandbox.control.post("accounts", appid=VERIFIED, refusal=40164, caller="198.51.100.9")
    with pytest.raises(PlatformError) as caught:
        platform.list_drafts(0, 20)

    line = Translator(language).report(caught.value.problems[0])

    assert "198.51.100.9" in line
    assert "IP白名单" in line


@pytest.mark.parametrize("code", [40001, 40125])
def test_wrong_secret_has_its_own_message(sandbox: RunningSandbox, platform: WeChatClient, code: int) -> None:
    sandbox.control.post("settings", wrong_secret_code=code)
    sandbox.control.post("accounts", appid=VERIFIED, secret=know_secret(VERIFIED)[::-1])

    with pytest.raises(PlatformError) as caught:
        platform.list_drafts(0, 20)

    assert [problem.message for problem in caught.value.problems] == ["api-secret"]


@pytest.mark.parametrize("name", ["add_draft", "update_draft", "submit"])
def test_missing_media_message_depends_on_the_endpoint(
    sandbox: RunningSandbox, platform: WeChatClient, name: str
) -> None:
    inputs = prepare(platform)
    sandbox.control.fail(CALLS[name].endpoint, "errcode", code=40007, times=0)

    with pytest.raises(PlatformError) as caught:
        CALLS[name].do(platform, inputs)

    [problem] = caught.value.problems
    assert problem.message in {"api-cover-gone", "api-draft-or-cover-gone", "api-draft-gone"}
    assert problem.message in ENGLISH


def test_error_text_of_wechat_is_kept_without_suffix(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    assert refuse(sandbox, platform, "draft/batchget", 48001).message == "api unauthorized"


def test_clients_of_two_accounts_are_separate(sandbox: RunningSandbox, platform: WeChatClient, tmp_path: Path) -> None:
    prepare(platform)

    assert open_sandbox_client(sandbox, tmp_path, "wx0000000000000003").list_drafts(0, 20).total == 0
