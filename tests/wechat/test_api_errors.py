from __future__ import annotations

import pytest

from publish.wechat.api_errors import (
    IDEMPOTENCY,
    REFUSALS,
    UNKNOWN,
    Idempotency,
    RetryAdvice,
    find_idempotency,
    find_refusal,
    parse_error_message,
)

RID = "6543fa2c-5f1b3c7a-1a2b3c4d"


@pytest.mark.parametrize(
    ("errmsg", "message"),
    [
        ("ok", "ok"),
        ("", ""),
        (f"api unauthorized rid: {RID}", "api unauthorized"),
        (f"invalid credential hint: [abc-1] rid: {RID}", "invalid credential"),
        ("invalid media_id hint: [abc]", "invalid media_id"),
        ("a rid: b c", "a rid: b c"),
    ],
)
def test_parse_error_message_removes_hint_and_rid(errmsg: str, message: str) -> None:
    assert parse_error_message(errmsg).message == message


def test_parse_error_message_finds_the_rid() -> None:
    assert parse_error_message(f"api unauthorized rid: {RID}").rid == RID


@pytest.mark.parametrize(
    ("errmsg", "address"),
    [
        ("invalid ip 198.51.100.9 ipv6 ::ffff:198.51.100.9, not in whitelist rid: a", "198.51.100.9"),
        ("invalid ip 2001:db8::1, not in whitelist", "2001:db8::1"),
        ("not in whitelist", ""),
    ],
)
def test_parse_error_message_finds_the_ip_address(errmsg: str, address: str) -> None:
    assert parse_error_message(errmsg).address == address


def test_parse_error_message_is_fast_on_long_messages() -> None:
    assert parse_error_message("hint: [" * 50_000 + " " * 50_000).rid == ""


def test_only_rejected_tokens_and_too_frequent_calls_are_retried() -> None:
    repeated = {code: info.repeat for code, info in REFUSALS.items() if info.repeat is not RetryAdvice.NEVER}

    assert repeated == {**dict.fromkeys((40001, 40014, 41001, 42001), RetryAdvice.RENEWED), 45011: RetryAdvice.LATER}


def test_find_refusal_does_not_renew_the_token_when_the_secret_is_wrong() -> None:
    assert find_refusal(40001, "stable_token").repeat is RetryAdvice.NEVER


def test_find_refusal_returns_unknown_for_an_unknown_code() -> None:
    assert find_refusal(12345, "draft/add") is UNKNOWN


def test_idempotency_table_lists_endpoints_that_create_duplicates() -> None:
    assert {endpoint for endpoint, value in IDEMPOTENCY.items() if value is Idempotency.TWICE} == {
        "draft/add",
        "freepublish/submit",
        "message/mass/sendall",
    }


def test_find_idempotency_returns_twice_for_a_mass_send() -> None:
    assert find_idempotency("message/mass/sendall") is Idempotency.TWICE
