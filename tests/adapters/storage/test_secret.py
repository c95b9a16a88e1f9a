from __future__ import annotations

import copy
import json
import pickle
from urllib.parse import quote

import pytest

from publish.adapters.storage.secret import Secret, redact

WORD = "0123456789abcdef0123456789ABCDEF"


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{0!r}".format, "%s".__mod__, lambda word: repr([word])])
def test_a_secret_shows_itself_nowhere(show: object) -> None:
    assert WORD not in show(Secret(WORD))  # type: ignore[operator]


def test_a_secret_reveals_itself_where_it_is_asked_to() -> None:
    assert Secret(WORD).reveal() == WORD


@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, json.dumps])
def test_a_secret_stays_in_its_process(leave: object) -> None:
    with pytest.raises(TypeError):
        leave(Secret(WORD))  # type: ignore[operator]


@pytest.mark.parametrize(
    "text",
    [
        f"/cgi-bin/draft/add?access_token={WORD}",
        f"/cgi-bin/token?appid=wx1&secret={WORD}&grant_type=a",
        json.dumps({"access_token": WORD, "expires_in": 1}),
        json.dumps({"body": json.dumps({"appid": "a", "secret": WORD})}),
        json.dumps({"appsecret": WORD}, indent=2),
        f"APPSECRET={WORD}",
        quote(f"?access_token={WORD}", safe="?="),
    ],
)
def test_redact_removes_what_stands_where_secrets_do(text: str) -> None:
    assert WORD not in redact(text)


def test_redact_removes_a_known_secret_wherever_it_stands() -> None:
    assert redact(f"a {WORD} b", [Secret(WORD)]) == "a … b"


def test_redact_leaves_the_rest() -> None:
    assert redact('{"media_id":"a","title":"secret plans"}') == '{"media_id":"a","title":"secret plans"}'
