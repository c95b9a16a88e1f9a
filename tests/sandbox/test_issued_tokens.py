from __future__ import annotations

import pytest

from tests.sandbox.server import PERSONAL, TEST, VERIFIED, RunningSandbox, know_secret


def fetch_old_token(sandbox: RunningSandbox, appid: str = VERIFIED) -> str:
    params = {"grant_type": "client_credential", "appid": appid, "secret": know_secret(appid)}
    token: str = sandbox.ask("token", params=params)["access_token"]
    return token


def call_with(sandbox: RunningSandbox, token: str) -> int:
    code: int = sandbox.ask("draft/count", token).get("errcode", 0)
    return code


def test_stable_token_stays_the_same_until_it_expires(sandbox: RunningSandbox) -> None:
    first = sandbox.ask_token()
    sandbox.control.advance(100)
    second = sandbox.ask_token()

    assert first["access_token"] == second["access_token"]
    assert (first["expires_in"], second["expires_in"]) in ((7200, 7100), (7200, 7099), (7199, 7099))


def test_stable_token_is_renewed_near_its_end_and_overlaps(sandbox: RunningSandbox) -> None:
    old = sandbox.fetch_token()
    sandbox.control.advance(7200 - 299)
    new = sandbox.fetch_token()

    assert new != old
    assert (call_with(sandbox, old), call_with(sandbox, new)) == (0, 0)


def test_replaced_token_gives_40001_after_the_overlap(sandbox: RunningSandbox) -> None:
    old = fetch_old_token(sandbox)
    new = fetch_old_token(sandbox)
    sandbox.control.advance(301)

    assert (call_with(sandbox, old), call_with(sandbox, new)) == (40001, 0)


def test_second_renewal_does_not_prolong_a_replaced_token(sandbox: RunningSandbox) -> None:
    old = fetch_old_token(sandbox)
    fetch_old_token(sandbox)
    sandbox.control.advance(200)
    fetch_old_token(sandbox)
    sandbox.control.advance(101)

    assert call_with(sandbox, old) == 40001


def test_overlap_can_be_a_fraction_of_a_second(sandbox: RunningSandbox) -> None:
    sandbox.control.post("settings", token_overlap=0.25, token_lifetime=0.75)
    sandbox.control.post("clock", stopped=True)
    old = sandbox.fetch_token()
    sandbox.control.advance(0.5)
    new = sandbox.fetch_token()

    assert (new != old, call_with(sandbox, old)) == (True, 0)
    sandbox.control.advance(0.25)
    assert (call_with(sandbox, old), call_with(sandbox, new)) == (40001, 0)


def test_forced_refresh_invalidates_the_stable_token_at_once(sandbox: RunningSandbox) -> None:
    old = sandbox.fetch_token()
    new = sandbox.ask_token(force_refresh=True)["access_token"]

    assert (call_with(sandbox, old), call_with(sandbox, new)) == (40001, 0)


def test_forced_refresh_within_the_interval_returns_the_current_token(sandbox: RunningSandbox) -> None:
    first = sandbox.ask_token(force_refresh=True)["access_token"]
    second = sandbox.ask_token(force_refresh=True)["access_token"]
    sandbox.control.advance(30)
    third = sandbox.ask_token(force_refresh=True)["access_token"]

    assert (first == second, second == third) == (True, False)


def test_tokens_of_both_endpoints_are_independent(sandbox: RunningSandbox) -> None:
    stable, old = sandbox.fetch_token(), fetch_old_token(sandbox)
    fetch_old_token(sandbox)
    sandbox.ask_token(force_refresh=True)

    assert (call_with(sandbox, stable), call_with(sandbox, old)) == (40001, 0)


@pytest.mark.parametrize(("origin", "codes"), [("stable", (40001, 0)), ("token", (0, 40001))])
def test_intruder_renews_tokens_of_one_endpoint(sandbox: RunningSandbox, origin: str, codes: tuple[int, int]) -> None:
    stable, old = sandbox.fetch_token(), fetch_old_token(sandbox)

    sandbox.control.post("intruder", appid=VERIFIED, origin=origin)

    assert (call_with(sandbox, stable), call_with(sandbox, old)) == codes


def test_intruder_fault_fails_one_call_only(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.fail("draft/count", "intruder", nth=2)

    codes = [call_with(sandbox, token), call_with(sandbox, token), call_with(sandbox, sandbox.fetch_token())]

    assert codes == [0, 40001, 0]


def test_errcode_fault_refuses_every_new_token(sandbox: RunningSandbox) -> None:
    sandbox.control.fail("draft/count", "errcode", code=40001, times=0)

    codes = [call_with(sandbox, sandbox.fetch_token()) for _ in range(5)]

    assert codes == [40001] * 5


def test_test_account_has_200_tokens_a_day(sandbox: RunningSandbox) -> None:
    params = {"grant_type": "client_credential", "appid": TEST, "secret": know_secret(TEST)}

    answers = [sandbox.ask("token", params=params).get("errcode", 0) for _ in range(201)]

    assert answers == [0] * 200 + [45009]


def test_stable_token_calls_are_limited_by_the_minute(sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.sandbox.issued_tokens.STABLE_CALLS_PER_MINUTE", 1)
    sandbox.control.post("clock", stopped=True)

    assert [sandbox.ask_token().get("errcode", 0) for _ in range(2)] == [0, 45011]


def test_expired_token_gives_40001_after_a_day(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.advance(7200 + 86_400 + 1)
    sandbox.fetch_token()

    assert call_with(sandbox, token) == 40001


def test_token_cannot_read_drafts_of_another_account(sandbox: RunningSandbox, token: str) -> None:
    drafts = sandbox.control.post("drafts", appid=PERSONAL)

    assert sandbox.ask("draft/get", token, {"media_id": drafts["media_ids"][0]})["errcode"] == 40007
