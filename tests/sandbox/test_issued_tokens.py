from __future__ import annotations

import pytest

from tests.sandbox.server import PERSONAL, TEST, VERIFIED, RunningSandbox, know_secret


def ask_old_token(sandbox: RunningSandbox, appid: str = VERIFIED) -> str:
    params = {"grant_type": "client_credential", "appid": appid, "secret": know_secret(appid)}
    token: str = sandbox.ask("token", params=params)["access_token"]
    return token


def try_token(sandbox: RunningSandbox, token: str) -> int:
    code: int = sandbox.ask("draft/count", token).get("errcode", 0)
    return code


def test_a_stable_token_stays_the_same_and_its_life_runs_out(sandbox: RunningSandbox) -> None:
    first = sandbox.ask_token()
    sandbox.control.advance(100)
    second = sandbox.ask_token()

    assert first["access_token"] == second["access_token"]
    assert (first["expires_in"], second["expires_in"]) in ((7200, 7100), (7200, 7099), (7199, 7099))


def test_a_stable_token_is_renewed_near_its_end_and_the_old_one_lives_on(sandbox: RunningSandbox) -> None:
    old = sandbox.fetch_token()
    sandbox.control.advance(7200 - 299)
    new = sandbox.fetch_token()

    assert new != old
    assert (try_token(sandbox, old), try_token(sandbox, new)) == (0, 0)


def test_a_replaced_token_is_no_longer_the_latest_after_the_overlap(sandbox: RunningSandbox) -> None:
    old = ask_old_token(sandbox)
    new = ask_old_token(sandbox)
    sandbox.control.advance(301)

    assert (try_token(sandbox, old), try_token(sandbox, new)) == (40001, 0)


def test_a_further_renewal_does_not_prolong_a_replaced_token(sandbox: RunningSandbox) -> None:
    old = ask_old_token(sandbox)
    ask_old_token(sandbox)
    sandbox.control.advance(200)
    ask_old_token(sandbox)
    sandbox.control.advance(101)

    assert try_token(sandbox, old) == 40001


def test_an_overlap_may_be_fractions_of_a_second(sandbox: RunningSandbox) -> None:
    sandbox.control.post("settings", token_overlap=0.25, token_lifetime=0.75)
    sandbox.control.post("clock", stopped=True)
    old = sandbox.fetch_token()
    sandbox.control.advance(0.5)
    new = sandbox.fetch_token()

    assert (new != old, try_token(sandbox, old)) == (True, 0)
    sandbox.control.advance(0.25)
    assert (try_token(sandbox, old), try_token(sandbox, new)) == (40001, 0)


def test_forcing_kills_the_stable_token_at_once(sandbox: RunningSandbox) -> None:
    old = sandbox.fetch_token()
    new = sandbox.ask_token(force_refresh=True)["access_token"]

    assert (try_token(sandbox, old), try_token(sandbox, new)) == (40001, 0)


def test_forcing_again_within_half_a_minute_returns_the_current_token(sandbox: RunningSandbox) -> None:
    first = sandbox.ask_token(force_refresh=True)["access_token"]
    second = sandbox.ask_token(force_refresh=True)["access_token"]
    sandbox.control.advance(30)
    third = sandbox.ask_token(force_refresh=True)["access_token"]

    assert (first == second, second == third) == (True, False)


def test_old_and_stable_tokens_leave_each_other_alone(sandbox: RunningSandbox) -> None:
    stable, old = sandbox.fetch_token(), ask_old_token(sandbox)
    ask_old_token(sandbox)
    sandbox.ask_token(force_refresh=True)

    assert (try_token(sandbox, stable), try_token(sandbox, old)) == (40001, 0)


@pytest.mark.parametrize(("origin", "codes"), [("stable", (40001, 0)), ("token", (0, 40001))])
def test_an_intruder_renews_one_kind_of_token(sandbox: RunningSandbox, origin: str, codes: tuple[int, int]) -> None:
    stable, old = sandbox.fetch_token(), ask_old_token(sandbox)

    sandbox.control.post("intruder", appid=VERIFIED, origin=origin)

    assert (try_token(sandbox, stable), try_token(sandbox, old)) == codes


def test_an_intruder_in_the_middle_of_a_run_refuses_that_call_and_no_later_one(
    sandbox: RunningSandbox, token: str
) -> None:
    sandbox.control.fail("draft/count", "intruder", nth=2)

    codes = [try_token(sandbox, token), try_token(sandbox, token), try_token(sandbox, sandbox.fetch_token())]

    assert codes == [0, 40001, 0]


def test_a_token_may_be_refused_for_ever(sandbox: RunningSandbox) -> None:
    sandbox.control.fail("draft/count", "errcode", code=40001, times=0)

    codes = [try_token(sandbox, sandbox.fetch_token()) for _ in range(5)]

    assert codes == [40001] * 5


def test_the_test_account_has_two_hundred_tokens_a_day(sandbox: RunningSandbox) -> None:
    params = {"grant_type": "client_credential", "appid": TEST, "secret": know_secret(TEST)}

    answers = [sandbox.ask("token", params=params).get("errcode", 0) for _ in range(201)]

    assert answers == [0] * 200 + [45009]


def test_stable_tokens_are_counted_by_the_minute(sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.sandbox.issued_tokens.STABLE_CALLS_PER_MINUTE", 1)
    sandbox.control.post("clock", stopped=True)

    assert [sandbox.ask_token().get("errcode", 0) for _ in range(2)] == [0, 45011]


def test_an_expired_token_is_unknown_the_day_after(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.advance(7200 + 86_400 + 1)
    sandbox.fetch_token()

    assert try_token(sandbox, token) == 40001


def test_a_token_opens_its_own_account_alone(sandbox: RunningSandbox, token: str) -> None:
    made = sandbox.control.post("drafts", appid=PERSONAL)

    assert sandbox.ask("draft/get", token, {"media_id": made["media_ids"][0]})["errcode"] == 40007
