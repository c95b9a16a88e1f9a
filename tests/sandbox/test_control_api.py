from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from publish.sandbox.call_log import HIDDEN
from tests.sandbox.articles import add_cover, add_draft, draw_picture, upload
from tests.sandbox.server import PERSONAL, VERIFIED, RunningSandbox, fetch, know_secret


def refuse(sandbox: RunningSandbox, path: str, body: Any) -> requests.Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return fetch(f"{sandbox.url}/sandbox/{path}", "POST", data=data)


# --- the time on its answers ------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/cgi-bin/draft/count", "/sandbox/state", "/", "/nowhere"])
def test_the_date_of_every_answer_is_the_sandbox_s(sandbox: RunningSandbox, path: str) -> None:
    sandbox.control.post("clock", stopped=True)
    for days in (0, 10, -20):
        now = sandbox.control.post("clock", advance=days * 86_400)["now"]

        dates = fetch(sandbox.url + path).raw.headers.getlist("date")

        assert [parsedate_to_datetime(date).timestamp() for date in dates] == [int(now)]


@pytest.mark.parametrize("kind", ["status", "empty-object", "redirect"])
def test_an_answer_that_goes_wrong_is_dated_too(sandbox: RunningSandbox, kind: str) -> None:
    now = sandbox.control.post("clock", stopped=True, advance=1e6)["now"]
    sandbox.control.fail("draft/count", kind)

    date = sandbox.call("draft/count").headers["date"]

    assert parsedate_to_datetime(date).timestamp() == int(now)


# --- what is told -----------------------------------------------------------------------------


def test_the_state_shows_all_but_secrets(sandbox: RunningSandbox, token: str) -> None:
    add_draft(sandbox, token)

    state = sandbox.control.get("state")

    assert [len(state[name]) for name in ("accounts", "drafts", "materials", "publications")] == [4, 1, 1, 0]
    assert state["settings"]["publish_delay"] == 3
    assert all(hidden not in json.dumps(state) for hidden in (token, know_secret(VERIFIED)))


def test_no_token_or_secret_is_noted(sandbox: RunningSandbox, token: str) -> None:
    secret = know_secret(VERIFIED)
    sandbox.ask("token", params={"grant_type": "client_credential", "appid": VERIFIED, "secret": secret})
    sandbox.ask("stable_token", body=f"x{secret}x{token}".encode())
    sandbox.ask("stable_token", body=["secret", secret])
    sandbox.ask("stable_token", body={"secret": "a real one, by mistake"})
    sandbox.ask("draft/add", token, {"articles": f"{secret} {token}", "access_token": token})

    noted = json.dumps(sandbox.control.calls())

    assert [hidden for hidden in (secret, token, "a real one") if hidden in noted] == []
    assert HIDDEN in noted


def test_a_call_is_noted_as_it_was_sent(sandbox: RunningSandbox, token: str) -> None:
    sandbox.ask("draft/add", token, rb'{"articles":"\u4e2d"}')

    noted = sandbox.control.calls("draft/add")[0]

    assert noted["body"] == r'{"articles":"\u4e2d"}'
    assert (noted["errcode"], noted["acted"], noted["appid"], noted["method"]) == (44003, True, VERIFIED, "POST")


def test_a_call_that_went_wrong_is_noted_with_its_fault(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.fail("draft/count", "status", when="before")
    sandbox.call("draft/count", token)

    noted = sandbox.control.calls("draft/count")[0]

    assert (noted["fault"], noted["acted"], noted["errcode"]) == ("status before", False, None)


def test_an_upload_is_noted_by_its_parts(sandbox: RunningSandbox, token: str) -> None:
    upload(sandbox, token, "media/uploadimg", "图.png", draw_picture(), data={"note": "甲"})

    parts = sandbox.control.calls("media/uploadimg")[0]["parts"]

    assert [(part["name"], part["filename"]) for part in parts] == [("note", None), ("media", "图.png")]
    assert parts[1]["size"] == len(draw_picture())


def test_calls_are_told_from_a_number_on(sandbox: RunningSandbox, token: str) -> None:
    for _ in range(3):
        sandbox.ask("draft/count", token)
    first, *rest = sandbox.control.calls("draft/count")

    later = sandbox.control.get("calls", endpoint="draft/count", since=first["number"])

    assert later == rest
    assert len(sandbox.control.get("calls", since="x")) == 4


# --- what is done -----------------------------------------------------------------------------


def test_a_clock_that_stands_moves_by_hand_alone(sandbox: RunningSandbox) -> None:
    stopped = sandbox.control.post("clock", stopped=True)["now"]
    moved = sandbox.control.post("clock", advance=0.25)["now"]
    again = sandbox.control.post("clock", stopped=True)["now"]
    running = sandbox.control.post("clock", stopped=False)

    assert (moved, again) == (stopped + 0.25, moved)
    assert (running["stopped"], running["now"] >= moved) == (False, True)


def test_a_reset_leaves_nothing(sandbox: RunningSandbox, token: str) -> None:
    add_draft(sandbox, token)
    sandbox.control.post("settings", publish_delay=9)
    sandbox.control.fail("*", "errcode", times=0)
    sandbox.control.post("clock", advance=1e6, stopped=True)

    sandbox.control.post("reset")

    state = sandbox.control.get("state")
    assert (state["drafts"], state["faults"], state["settings"]["publish_delay"]) == ([], [], 3)
    assert (state["stopped"], len(sandbox.control.calls())) == (False, 0)


def test_faults_can_be_cleared(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.fail("*", "errcode", times=0)

    sandbox.control.delete("faults")

    assert "errcode" not in sandbox.ask("draft/count", token)


def test_an_account_can_be_opened(sandbox: RunningSandbox) -> None:
    appid = "wx00000000000000aa"
    sandbox.control.post("accounts", appid=appid, name="新号", secret=know_secret(appid), profile="service")

    assert "access_token" in sandbox.ask_token(appid)


def test_a_draft_can_be_changed_by_hand(sandbox: RunningSandbox, token: str) -> None:
    media_id = add_draft(sandbox, token)
    sandbox.control.advance(60)

    sandbox.control.post(f"drafts/{media_id}", title="改过", content="<p>新</p>")

    read = sandbox.ask("draft/get", token, {"media_id": media_id})
    assert (read["news_item"][0]["title"], read["news_item"][0]["content"]) == ("改过", "<p>新</p>")
    assert read["update_time"] >= read["create_time"] + 60


def test_a_draft_can_be_removed_by_hand(sandbox: RunningSandbox, token: str) -> None:
    media_id = add_draft(sandbox, token)

    sandbox.control.delete(f"drafts/{media_id}")

    assert sandbox.ask("draft/get", token, {"media_id": media_id})["errcode"] == 40007


def test_a_draft_can_be_published_by_hand(sandbox: RunningSandbox, token: str) -> None:
    media_id = add_draft(sandbox, token)

    publish_id = sandbox.control.post(f"drafts/{media_id}/publish")["publish_id"]
    sandbox.control.advance(3)

    assert sandbox.ask("freepublish/get", token, {"publish_id": publish_id})["publish_status"] == 0


def test_drafts_of_one_title_can_be_written_by_hand(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("drafts", appid=VERIFIED, title="同名", content="<p>甲</p>", count=2)

    listed = sandbox.ask("draft/batchget", token, {"offset": 0, "count": 20})["item"]

    assert [item["content"]["news_item"][0]["title"] for item in listed] == ["同名", "同名"]


# --- what is a mistake ------------------------------------------------------------------------


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
def test_all_that_is_wrong_is_said_at_once(sandbox: RunningSandbox, path: str, body: Any, fields: list[str]) -> None:
    response = refuse(sandbox, path, body)

    assert response.status_code == 422
    assert sorted(error["field"] for error in response.json()["errors"]) == sorted(fields)


def test_a_mistake_never_repeats_a_secret(sandbox: RunningSandbox) -> None:
    response = refuse(sandbox, "accounts", {"appid": PERSONAL, "secret": ["hidden-value"]})

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
def test_what_is_not_there_is_said_to_be_missing(sandbox: RunningSandbox, path: str, body: dict[str, Any]) -> None:
    response = refuse(sandbox, path, body)

    assert (response.status_code, response.json()["errors"][0]["message"][:11]) == (404, "there is no")


def test_material_can_be_bound(sandbox: RunningSandbox, token: str) -> None:
    media_id = add_cover(sandbox, token)
    for in_use in (True, False):
        sandbox.control.post(f"materials/{media_id}", in_use=in_use)

    assert sandbox.ask("material/del_material", token, {"media_id": media_id})["errcode"] == 0
