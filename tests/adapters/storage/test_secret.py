from __future__ import annotations

import copy
import json
import pickle
from urllib.parse import quote

import pytest

from publish.adapters.storage.secret import Secret, redact

WORD = "0123456789abcdef0123456789ABCDEF"


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{0!r}".format, "%s".__mod__, lambda word: repr([word])])
def test_secret_is_hidden_in_texts(show: object) -> None:
    assert WORD not in show(Secret(WORD))  # type: ignore[operator]


def test_secret_reveals_its_text() -> None:
    assert Secret(WORD).reveal() == WORD


@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, json.dumps])
def test_secret_cannot_be_pickled(leave: object) -> None:
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
def test_redact_removes_values_of_secret_parameters(text: str) -> None:
    assert WORD not in redact(text)


def test_redact_removes_given_secrets_anywhere() -> None:
    assert redact(f"a {WORD} b", [Secret(WORD)]) == "a … b"


def test_redact_leaves_other_text() -> None:
    assert redact('{"media_id":"a","title":"secret plans"}') == '{"media_id":"a","title":"secret plans"}'
