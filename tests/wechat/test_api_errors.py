from __future__ import annotations

import pytest

from publish.wechat.api_errors import (
    EFFECTS,
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
def test_read_words_leaves_hint_and_rid_out(errmsg: str, message: str) -> None:
    assert parse_error_message(errmsg).message == message


def test_read_words_finds_the_rid() -> None:
    assert parse_error_message(f"api unauthorized rid: {RID}").rid == RID


@pytest.mark.parametrize(
    ("errmsg", "address"),
    [
        ("invalid ip 198.51.100.9 ipv6 ::ffff:198.51.100.9, not in whitelist rid: a", "198.51.100.9"),
        ("invalid ip 2001:db8::1, not in whitelist", "2001:db8::1"),
        ("not in whitelist", ""),
    ],
)
def test_read_words_finds_the_address(errmsg: str, address: str) -> None:
    assert parse_error_message(errmsg).address == address


def test_a_long_errmsg_is_read_in_a_moment() -> None:
    assert parse_error_message("hint: [" * 50_000 + " " * 50_000).rid == ""


def test_only_turned_down_tokens_and_haste_are_repeated() -> None:
    repeated = {code: known.repeat for code, known in REFUSALS.items() if known.repeat is not RetryAdvice.NEVER}

    assert repeated == {**dict.fromkeys((40001, 40014, 41001, 42001), RetryAdvice.RENEWED), 45011: RetryAdvice.LATER}


def test_a_wrong_secret_renews_no_token() -> None:
    assert find_refusal(40001, "stable_token").repeat is RetryAdvice.NEVER


def test_a_code_that_nobody_knows_is_unknown() -> None:
    assert find_refusal(12345, "draft/add") is UNKNOWN


def test_what_makes_two_of_a_thing_is_in_the_table() -> None:
    assert {endpoint for endpoint, effect in EFFECTS.items() if effect is Idempotency.TWICE} == {
        "draft/add",
        "freepublish/submit",
        "message/mass/sendall",
    }


def test_a_call_that_is_not_in_the_table_counts_as_the_worst() -> None:
    assert find_idempotency("message/mass/sendall") is Idempotency.TWICE
