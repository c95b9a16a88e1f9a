from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.articles import add_draft
from tests.sandbox.server import VERIFIED, RunningSandbox


def send(sandbox: RunningSandbox, token: str, **more: Any) -> dict[str, Any]:
    body = {"filter": {"is_to_all": True}, "msgtype": "mpnews", "mpnews": {"media_id": add_draft(sandbox, token)}}
    return sandbox.ask("message/mass/sendall", token, {**body, **more})


def test_mass_send_is_pending_and_then_succeeds(sandbox: RunningSandbox, token: str) -> None:
    msg_id = send(sandbox, token)["msg_id"]

    early = sandbox.ask("message/mass/get", token, {"msg_id": msg_id})["msg_status"]
    sandbox.control.advance(3)
    late = sandbox.ask("message/mass/get", token, {"msg_id": msg_id})["msg_status"]

    assert (early, late) == ("SENDING", "SEND_SUCCESS")
    assert [event["name"] for event in sandbox.control.get("events")] == ["MASSSENDJOBFINISH"]


def test_repeated_clientmsgid_answers_the_first_msg_id(sandbox: RunningSandbox, token: str) -> None:
    first = send(sandbox, token, clientmsgid="2020-06-17")
    sandbox.control.advance(61)
    second = send(sandbox, token, clientmsgid="2020-06-17")

    assert (second["errcode"], second["msg_id"]) == (45065, first["msg_id"])


def test_clientmsgid_can_be_reused_after_a_day(sandbox: RunningSandbox, token: str) -> None:
    send(sandbox, token, clientmsgid="2020-06-17")
    sandbox.control.advance(86_401)

    assert send(sandbox, sandbox.fetch_token(), clientmsgid="2020-06-17")["errcode"] == 0


def test_mass_send_is_allowed_again_the_next_day(sandbox: RunningSandbox, token: str) -> None:
    codes = [send(sandbox, token)["errcode"] for _ in range(2)]
    sandbox.control.advance(86_400)

    assert [*codes, send(sandbox, sandbox.fetch_token())["errcode"]] == [0, 45028, 0]


def test_reprint_is_sent_with_send_ignore_reprint(sandbox: RunningSandbox, token: str) -> None:
    media_id = add_draft(sandbox, token)
    sandbox.control.post(f"drafts/{media_id}", reprint=True)

    assert send(sandbox, token, mpnews={"media_id": media_id}, send_ignore_reprint=1)["errcode"] == 0


def test_mass_send_succeeds_after_confirmation(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("accounts", appid=VERIFIED, mass="confirm")
    codes = [send(sandbox, token)["errcode"] for _ in range(2)]
    sandbox.control.post("accounts", appid=VERIFIED, mass="open")

    assert [*codes, send(sandbox, token)["errcode"]] == [89504, 89505, 0]


@pytest.mark.parametrize("whom", ["touser", "towxname"])
def test_mass_preview_accepts_each_kind_of_recipient(sandbox: RunningSandbox, token: str, whom: str) -> None:
    body = {"msgtype": "mpnews", "mpnews": {"media_id": add_draft(sandbox, token)}, whom: "editor"}

    assert sandbox.ask("message/mass/preview", token, body)["errcode"] == 0
