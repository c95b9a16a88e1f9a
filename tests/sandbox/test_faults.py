"""The answers that faults produce, and whether the call was carried out."""

from __future__ import annotations

import json
import socket
from typing import Any, get_args

import pytest
import requests

from publish.sandbox.faults import Kind
from publish.sandbox.faulty_http import _SENDERS
from tests.sandbox.articles import add_cover, write_article
from tests.sandbox.server import PERSONAL, VERIFIED, RunningSandbox, fetch

SECONDS = 0.1
LOST = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


@pytest.fixture
def body(sandbox: RunningSandbox, token: str) -> dict[str, Any]:
    """Return a draft to add."""
    return {"articles": [write_article(add_cover(sandbox, token))]}


def count(sandbox: RunningSandbox, token: str) -> int:
    total: int = sandbox.ask("draft/count", token)["total_count"]
    return total


def observe(sandbox: RunningSandbox, token: str, body: dict[str, Any]) -> str:
    """Add a draft, and return a word for the answer."""
    try:
        response = sandbox.call("draft/add", token, body)
    except LOST:
        return "lost"
    if response.status_code != 200:
        return str(response.status_code)
    if not response.content:
        return "empty"
    try:
        answer = json.loads(response.content)
    except ValueError:
        return "html" if response.content.startswith(b"<html>") else "broken"
    return str(answer.get("errcode", "answer" if answer else "{}"))


EXPECTED = {
    "hang": ("lost", "lost"),
    "latency": ("answer", "answer"),
    "reset": ("lost", "lost"),
    "cut": ("lost", "lost"),
    "drip": ("-1", "answer"),
    "endless": ("lost", "lost"),
    "broken-json": ("broken", "broken"),
    "not-json": ("html", "html"),
    "empty": ("empty", "empty"),
    "empty-object": ("{}", "{}"),
    "status": ("502", "502"),
    "redirect": ("302", "302"),
    "errcode": ("-1", "-1"),
    "intruder": ("40001", "40001"),
}
"""The answer by kind of fault: of a call that is not carried out, and of one that is."""


def test_every_kind_of_fault_has_an_expected_result() -> None:
    assert set(EXPECTED) == set(get_args(Kind)) == _SENDERS.keys() | {"errcode", "intruder"}


@pytest.mark.parametrize("kind", EXPECTED)
def test_call_is_not_carried_out_with_a_fault_before_it(
    sandbox: RunningSandbox, token: str, body: dict[str, Any], kind: str
) -> None:
    sandbox.control.fail("draft/add", kind, seconds=0 if kind == "drip" else SECONDS)

    result = observe(sandbox, token, body)

    drafts = len(sandbox.control.get("state")["drafts"])
    assert (result, drafts) == (EXPECTED[kind][0], 1 if kind == "latency" else 0)


@pytest.mark.parametrize("kind", sorted(EXPECTED.keys() - {"intruder"}))
def test_call_is_carried_out_with_a_fault_after_it(
    sandbox: RunningSandbox, token: str, body: dict[str, Any], kind: str
) -> None:
    sandbox.control.fail("draft/add", kind, when="after", seconds=0 if kind == "drip" else SECONDS)

    result = observe(sandbox, token, body)

    assert (result, count(sandbox, token)) == (EXPECTED[kind][1], 1)


@pytest.mark.parametrize("kind", sorted(EXPECTED.keys() - {"intruder", "latency"}))
def test_late_call_is_carried_out_after_its_delay(
    sandbox: RunningSandbox, token: str, body: dict[str, Any], kind: str
) -> None:
    fields = {"when": "late", "late_seconds": 5, "seconds": 0 if kind == "drip" else SECONDS}
    sandbox.control.fail("draft/add", kind, **fields)
    observe(sandbox, token, body)

    early = count(sandbox, token)
    sandbox.control.advance(5)

    assert (early, count(sandbox, token)) == (0, 1)


def test_late_upload_keeps_its_file(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.fail("material/add_material", "status", when="late", late_seconds=1)
    with pytest.raises(ValueError, match="Expecting value"):
        add_cover(sandbox, token)
    sandbox.control.advance(1)

    assert sandbox.ask("material/get_materialcount", token)["image_count"] == 1


@pytest.mark.parametrize("status", [500, 503, 504])
def test_status_fault_answers_the_given_status(sandbox: RunningSandbox, token: str, status: int) -> None:
    sandbox.control.fail("draft/count", "status", status=status)

    assert sandbox.call("draft/count", token).status_code == status


@pytest.mark.parametrize(("status", "result"), [(307, 307), (502, 302)])
def test_redirect_fault_leads_to_the_given_location(
    sandbox: RunningSandbox, token: str, status: int, result: int
) -> None:
    sandbox.control.fail("draft/count", "redirect", status=status, location="http://127.0.0.1:1/x")

    response = sandbox.call("draft/count", token)

    assert (response.status_code, response.headers["location"]) == (result, "http://127.0.0.1:1/x")


def test_reset_fault_loses_the_answer_when_it_breaks_off_after_some_bytes(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.fail("draft/count", "reset", bytes=5, when="after")

    with pytest.raises(LOST):
        sandbox.call("draft/count", token)


def test_broken_json_fault_can_drop_the_last_byte_only(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.fail("draft/count", "broken-json", bytes=10_000, when="after")

    assert sandbox.call("draft/count", token).content == b'{"total_count":0'


@pytest.mark.parametrize("kind", ["drip", "hang", "latency", "endless"])
def test_closed_connection_ends_a_long_fault(sandbox: RunningSandbox, token: str, kind: str) -> None:
    sandbox.control.fail("draft/count", kind, when="after", seconds=600)
    port = int(sandbox.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as caller:
        request = f"GET /cgi-bin/draft/count?access_token={token} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
        caller.sendall(request.encode())
        while not sandbox.control.calls("draft/count"):
            pass

    assert count(sandbox, token) == 0


def test_fault_applies_from_nth_for_times_calls(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.fail("draft/count", "errcode", nth=2, times=2)

    codes = [sandbox.ask("draft/count", token).get("errcode", 0) for _ in range(5)]

    assert codes == [0, -1, -1, 0, 0]
    assert sandbox.control.get("state")["faults"] == []


def test_fault_with_times_0_applies_for_ever(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.fail("*", "errcode", times=0)

    codes = [sandbox.ask(call, token).get("errcode") for call in ("draft/count", "get_api_domain_ip")] * 3

    assert codes == [-1] * 6


def test_fault_applies_to_endpoints_of_a_pattern(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.fail("draft/*", "errcode", code=40001, times=0)

    codes = [sandbox.ask(call, token).get("errcode", 0) for call in ("draft/count", "get_api_domain_ip")]

    assert codes == [40001, 0]


def test_intruder_fault_on_an_unknown_token_gives_40001(sandbox: RunningSandbox) -> None:
    sandbox.control.fail("*", "intruder")

    assert sandbox.ask("draft/count", "A" * 136)["errcode"] == 40001


def test_fault_with_appid_applies_to_that_account_only(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.fail("draft/count", "errcode", appid=PERSONAL, times=0)

    codes = [sandbox.ask("draft/count", each).get("errcode") for each in (token, sandbox.fetch_token(PERSONAL))]

    assert codes == [None, -1]


@pytest.mark.parametrize("endpoint", ["token", "stable_token"])
def test_fault_with_appid_applies_to_token_calls(sandbox: RunningSandbox, endpoint: str) -> None:
    sandbox.control.fail(endpoint, "errcode", appid=VERIFIED)
    params = {"appid": VERIFIED} if endpoint == "token" else {}

    answer = sandbox.ask(endpoint, body=None if params else {"appid": VERIFIED}, params=params)

    assert answer["errcode"] == -1


def test_several_faults_apply_in_order(sandbox: RunningSandbox, token: str) -> None:
    for code in (45009, 45011):
        sandbox.control.fail("draft/count", "errcode", code=code, times=2)

    assert [sandbox.ask("draft/count", token).get("errcode", 0) for _ in range(3)] == [45009, 45009, 0]


def test_latency_switch_delays_every_answer(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("settings", latency=0.3)

    with pytest.raises(requests.ReadTimeout):
        fetch(f"{sandbox.api}draft/count", params={"access_token": token}, timeout=0.1)
    assert sandbox.control.calls("draft/count")[-1]["acted"] is True


def test_too_large_body_gives_413(sandbox: RunningSandbox, token: str) -> None:
    response = sandbox.call("draft/add", token, b"", headers={"content-length": "32000001"})

    assert response.status_code == 413
