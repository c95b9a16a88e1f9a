from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from publish.sandbox.call_log import HIDDEN
from tests.sandbox.articles import add_cover, add_draft, draw_picture, upload
from tests.sandbox.server import PERSONAL, VERIFIED, RunningSandbox, fetch, know_secret


def post_raw(sandbox: RunningSandbox, path: str, body: Any) -> requests.Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return fetch(f"{sandbox.url}/sandbox/{path}", "POST", data=data)


# --- the Date header --------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/cgi-bin/draft/count", "/sandbox/state", "/", "/nowhere"])
def test_date_header_follows_the_sandbox_clock(sandbox: RunningSandbox, path: str) -> None:
    sandbox.control.post("clock", stopped=True)
    for days in (0, 10, -20):
        now = sandbox.control.post("clock", advance=days * 86_400)["now"]

        dates = fetch(sandbox.url + path).raw.headers.getlist("date")

        assert [parsedate_to_datetime(date).timestamp() for date in dates] == [int(now)]


@pytest.mark.parametrize("kind", ["status", "empty-object", "redirect"])
def test_date_header_is_sent_with_faulty_answers(sandbox: RunningSandbox, kind: str) -> None:
    now = sandbox.control.post("clock", stopped=True, advance=1e6)["now"]
    sandbox.control.fail("draft/count", kind)

    date = sandbox.call("draft/count").headers["date"]

    assert parsedate_to_datetime(date).timestamp() == int(now)


# --- reading ----------------------------------------------------------------------------------


def test_state_contains_no_secrets(sandbox: RunningSandbox, token: str) -> None:
    add_draft(sandbox, token)

    state = sandbox.control.get("state")

    assert [len(state[name]) for name in ("accounts", "drafts", "materials", "publications")] == [4, 1, 1, 0]
    assert state["settings"]["publish_delay"] == 3
    assert all(hidden not in json.dumps(state) for hidden in (token, know_secret(VERIFIED)))


def test_call_log_contains_no_token_or_secret(sandbox: RunningSandbox, token: str) -> None:
    secret = know_secret(VERIFIED)
    sandbox.ask("token", params={"grant_type": "client_credential", "appid": VERIFIED, "secret": secret})
    sandbox.ask("stable_token", body=f"x{secret}x{token}".encode())
    sandbox.ask("stable_token", body=["secret", secret])
    sandbox.ask("stable_token", body={"secret": "a real one, by mistake"})
    sandbox.ask("draft/add", token, {"articles": f"{secret} {token}", "access_token": token})

    logged = json.dumps(sandbox.control.calls())

    assert [hidden for hidden in (secret, token, "a real one") if hidden in logged] == []
    assert HIDDEN in logged


def test_call_log_keeps_the_body_as_sent(sandbox: RunningSandbox, token: str) -> None:
    sandbox.ask("draft/add", token, rb'{"articles":"\u4e2d"}')

    logged = sandbox.control.calls("draft/add")[0]

    assert logged["body"] == r'{"articles":"\u4e2d"}'
    assert (logged["errcode"], logged["acted"], logged["appid"], logged["method"]) == (44003, True, VERIFIED, "POST")


def test_call_log_names_the_fault_of_a_call(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.fail("draft/count", "status", when="before")
    sandbox.call("draft/count", token)

    logged = sandbox.control.calls("draft/count")[0]

    assert (logged["fault"], logged["acted"], logged["errcode"]) == ("status before", False, None)


def test_call_log_lists_the_parts_of_an_upload(sandbox: RunningSandbox, token: str) -> None:
    upload(sandbox, token, "media/uploadimg", "图.png", draw_picture(), data={"note": "甲"})

    parts = sandbox.control.calls("media/uploadimg")[0]["parts"]

    assert [(part["name"], part["filename"]) for part in parts] == [("note", None), ("media", "图.png")]
    assert parts[1]["size"] == len(draw_picture())


def test_call_log_lists_calls_after_a_number(sandbox: RunningSandbox, token: str) -> None:
    for _ in range(3):
        sandbox.ask("draft/count", token)
    first, *rest = sandbox.control.calls("draft/count")

    later = sandbox.control.get("calls", endpoint="draft/count", since=first["number"])

    assert later == rest
    assert len(sandbox.control.get("calls", since="x")) == 4


# --- changing ---------------------------------------------------------------------------------


def test_stopped_clock_moves_only_when_advanced(sandbox: RunningSandbox) -> None:
    stopped = sandbox.control.post("clock", stopped=True)["now"]
    moved = sandbox.control.post("clock", advance=0.25)["now"]
    again = sandbox.control.post("clock", stopped=True)["now"]
    running = sandbox.control.post("clock", stopped=False)

    assert (moved, again) == (stopped + 0.25, moved)
    assert (running["stopped"], running["now"] >= moved) == (False, True)


def test_reset_restores_the_initial_state(sandbox: RunningSandbox, token: str) -> None:
    add_draft(sandbox, token)
    sandbox.control.post("settings", publish_delay=9)
    sandbox.control.fail("*", "errcode", times=0)
    sandbox.control.post("clock", advance=1e6, stopped=True)

    sandbox.control.post("reset")

    state = sandbox.control.get("state")
    assert (state["drafts"], state["faults"], state["settings"]["publish_delay"]) == ([], [], 3)
    assert (state["stopped"], len(sandbox.control.calls())) == (False, 0)


def test_clearing_faults_removes_all(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.fail("*", "errcode", times=0)

    sandbox.control.delete("faults")

    assert "errcode" not in sandbox.ask("draft/count", token)


def test_new_account_can_be_added(sandbox: RunningSandbox) -> None:
    appid = "wx00000000000000aa"
    sandbox.control.post("accounts", appid=appid, name="新号", secret=know_secret(appid), profile="service")

    assert "access_token" in sandbox.ask_token(appid)


def test_control_api_changes_a_draft(sandbox: RunningSandbox, token: str) -> None:
    media_id = add_draft(sandbox, token)
    sandbox.control.advance(60)

    sandbox.control.post(f"drafts/{media_id}", title="改过", content="<p>新</p>")

    read = sandbox.ask("draft/get", token, {"media_id": media_id})
    assert (read["news_item"][0]["title"], read["news_item"][0]["content"]) == ("改过", "<p>新</p>")
    assert read["update_time"] >= read["create_time"] + 60


def test_control_api_removes_a_draft(sandbox: RunningSandbox, token: str) -> None:
    media_id = add_draft(sandbox, token)

    sandbox.control.delete(f"drafts/{media_id}")

    assert sandbox.ask("draft/get", token, {"media_id": media_id})["errcode"] == 40007


def test_control_api_publishes_a_draft(sandbox: RunningSandbox, token: str) -> None:
    media_id = add_draft(sandbox, token)

    publish_id = sandbox.control.post(f"drafts/{media_id}/publish")["publish_id"]
    sandbox.control.advance(3)

    assert sandbox.ask("freepublish/get", token, {"publish_id": publish_id})["publish_status"] == 0


def test_control_api_adds_several_drafts_of_one_title(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("drafts", appid=VERIFIED, title="同名", content="<p>甲</p>", count=2)

    items = sandbox.ask("draft/batchget", token, {"offset": 0, "count": 20})["item"]

    assert [item["content"]["news_item"][0]["title"] for item in items] == ["同名", "同名"]


# --- errors -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        ("settings", {"publish_delay": -1, "list_order": "any", "hue": 1}, ["publish_delay", "list_order", "hue"]),
        ("faults", {"endpoint": "draft/publish", "kind": "boom"}, ["endpoint", "kind"]),
        ("faults", {}, ["kind"]),
        ("clock", {"advance": "soon"}, ["advance"]),
        ("clock", b'{"advance": Infinity}', ["advance"]),
        ("settings", {"content_type": "文"}, ["content_type"]),
        ("settings", b'{"list_lag": NaN}', ["list_lag"]),
        ("faults", {"kind": "redirect", "location": "http://a.b/\r\nx: y"}, ["location"]),
        ("accounts", {"appid": "wx1", "profile": "bank"}, ["name", "secret", "profile"]),
        ("drafts", {"appid": VERIFIED, "count": 0}, ["count"]),
        ("intruder", {"appid": VERIFIED, "origin": "mars"}, ["origin"]),
        ("reset", {"all": True}, ["all"]),
        ("settings", b"{", [""]),
        ("settings", [], [""]),
        ("clock", b"\xff", [""]),
    ],
)  # fmt: skip
def test_control_api_reports_all_errors_of_a_body(
    sandbox: RunningSandbox, path: str, body: Any, fields: list[str]
) -> None:
    response = post_raw(sandbox, path, body)

    assert response.status_code == 422
    assert sorted(error["field"] for error in response.json()["errors"]) == sorted(fields)


def test_control_api_errors_contain_no_secret(sandbox: RunningSandbox) -> None:
    response = post_raw(sandbox, "accounts", {"appid": PERSONAL, "secret": ["hidden-value"]})

    assert (response.status_code, "hidden-value" in response.text) == (422, False)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("drafts/none", {}),
        ("drafts/none/publish", {}),
        ("publications/none", {"status": 5}),
        ("materials/none", {"in_use": True}),
        ("intruder", {"appid": "wx1"}),
        ("drafts", {"appid": "wx1"}),
    ],
)
def test_control_api_reports_unknown_records(sandbox: RunningSandbox, path: str, body: dict[str, Any]) -> None:
    response = post_raw(sandbox, path, body)

    assert (response.status_code, response.json()["errors"][0]["message"][:11]) == (404, "there is no")


def test_released_material_can_be_deleted(sandbox: RunningSandbox, token: str) -> None:
    media_id = add_cover(sandbox, token)
    for in_use in (True, False):
        sandbox.control.post(f"materials/{media_id}", in_use=in_use)

    assert sandbox.ask("material/del_material", token, {"media_id": media_id})["errcode"] == 0
