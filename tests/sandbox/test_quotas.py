from __future__ import annotations

import pytest

from publish.sandbox.dispatcher import WITH_TOKEN, WITHOUT_TOKEN
from publish.sandbox.quotas import PERMISSIONS
from tests.sandbox.server import VERIFIED, RunningSandbox, know_secret

COUNT = {"cgi_path": "/cgi-bin/draft/count"}


def call_endpoint(sandbox: RunningSandbox, token: str) -> int:
    code: int = sandbox.ask("draft/count", token).get("errcode", 0)
    return code


def test_every_endpoint_has_permissions() -> None:
    assert WITH_TOKEN.keys() | WITHOUT_TOKEN.keys() == PERMISSIONS.keys()


def test_quota_get_answers_limit_and_usage(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("settings", calls_per_minute=600)
    call_endpoint(sandbox, token)

    answer = sandbox.ask("openapi/quota/get", token, COUNT)

    assert answer["quota"] == {"daily_limit": 1000, "used": 1, "remain": 999}
    assert answer["rate_limit"] == {"call_count": 600, "refresh_second": 60}


def test_quota_is_reset_at_midnight_in_china(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("accounts", appid=VERIFIED, quotas={"draft/count": 1})
    now = sandbox.control.get("state")["now"]
    sandbox.control.advance(86_400 - (now + 8 * 3600) % 86_400 - 60)
    token = sandbox.fetch_token()

    before = [call_endpoint(sandbox, token) for _ in range(2)]
    sandbox.control.advance(120)

    assert [*before, call_endpoint(sandbox, token)] == [0, 45009, 0]


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("clear_quota", {"appid": VERIFIED}),
        ("clear_quota/v2", {"appid": VERIFIED, "appsecret": know_secret(VERIFIED)}),
        ("openapi/quota/clear", COUNT),
    ],
)
def test_quota_can_be_cleared(sandbox: RunningSandbox, token: str, call: str, body: dict[str, str]) -> None:
    sandbox.control.post("accounts", appid=VERIFIED, quotas={"draft/count": 1})
    codes = [call_endpoint(sandbox, token) for _ in range(2)]

    cleared = sandbox.ask(call, token if call != "clear_quota/v2" else None, body)["errcode"]

    assert [*codes, cleared, call_endpoint(sandbox, token)] == [0, 45009, 0, 0]


def test_unused_quota_can_be_cleared(sandbox: RunningSandbox, token: str) -> None:
    assert sandbox.ask("openapi/quota/clear", token, COUNT)["errcode"] == 0


def test_rid_get_answers_the_call_with_the_token(sandbox: RunningSandbox, token: str) -> None:
    refused = sandbox.ask("draft/add", token, {"articles": "甲"})
    rid = refused["errmsg"].rpartition(" ")[2]

    answer = sandbox.ask("openapi/rid/get", token, {"rid": rid})["request"]

    assert answer["request_url"] == f"/cgi-bin/draft/add?access_token={token}"
    assert (answer["request_body"], answer["response_body"]) == ('{"articles": "甲"}', '{"errcode":44003}')
