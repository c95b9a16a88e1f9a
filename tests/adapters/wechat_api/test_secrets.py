"""Canaries: a secret and a token that are found again nowhere, whatever goes wrong."""

from __future__ import annotations

import base64
import json
import logging
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from publish.adapters.storage.secret import Secret
from publish.adapters.wechat_api.client import WeChatClient, open_client
from publish.adapters.wechat_api.credentials import Credentials
from publish.core.exceptions import PublishError
from publish.i18n.translator import LANGUAGES, Translator
from tests.adapters.wechat_api.harness import (
    CALLS,
    IMPATIENT,
    POLICY,
    CallInputs,
    make_account,
    open_sandbox_client,
    prepare,
    write_article,
)
from tests.loopback import Server, Visit, reply
from tests.sandbox.server import VERIFIED, RunningSandbox

CANARY = "c4naryc4naryc4naryc4naryc4nary99"
KINDS = ["hang", "reset", "cut", "broken-json", "not-json", "empty", "status", "redirect", "errcode"]


def disguise(word: str) -> set[str]:
    """Return a word in every dress in which it may travel."""
    data = word.encode()
    return {
        word,
        quote(word, safe=""),
        base64.b64encode(data).decode().rstrip("="),
        data.hex(),
        json.dumps(word)[1:-1],
    }


def find_canaries(text: str, *words: str) -> list[str]:
    return [dress for word in words for dress in disguise(word) if dress in text]


def show(error: BaseException) -> str:
    """Return all that an error says to whoever asks: itself, its causes, what it carries."""
    told = ["".join(traceback.format_exception(error))]
    cause: BaseException | None = error
    while cause is not None:
        told += [repr(cause), str(cause), repr(vars(cause)), repr(cause.args)]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(told)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


@pytest.fixture
def watched(sandbox: RunningSandbox, tmp_path: Path) -> WeChatClient:
    """Return a client with a canary for a secret."""
    sandbox.control.post("accounts", appid=VERIFIED, secret=CANARY)
    account = make_account(sandbox)._replace(secret=Secret(CANARY))
    return open_client(account, POLICY, tmp_path / "state")


def read_token(folder: Path) -> str:
    [file] = (folder / "state" / "tokens").glob("*.json")
    word: str = json.loads(file.read_bytes())["token"]["word"]
    return word


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["upload_picture", "add_draft", "list_drafts"])
def test_fault_reveals_no_secret(  # noqa: PLR0913, PLR0917  # a fault, a call, and all that is listened to
    sandbox: RunningSandbox,
    watched: WeChatClient,
    tmp_path: Path,
    log: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    name: str,
    kind: str,
) -> None:
    inputs = prepare(watched)
    policy = IMPATIENT if kind == "hang" else POLICY
    account = make_account(sandbox)._replace(secret=Secret(CANARY))
    sandbox.control.fail(CALLS[name].endpoint, kind, times=0)

    with pytest.raises(PublishError) as caught:
        CALLS[name].do(open_client(account, policy, tmp_path / "state"), inputs)

    told = [show(caught.value), log.text, *capfd.readouterr(), repr(pickle.dumps(caught.value))]
    told += [Translator(language).report(problem) for problem in caught.value.problems for language in LANGUAGES]
    assert find_canaries("\n".join(told), CANARY, read_token(tmp_path)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_token_fault_reveals_no_secret(
    sandbox: RunningSandbox, watched: WeChatClient, log: pytest.LogCaptureFixture, kind: str
) -> None:
    sandbox.control.fail("stable_token", kind, times=0, seconds=0.1)

    with pytest.raises(PublishError) as caught:
        watched.list_drafts(0, 1)

    assert find_canaries(show(caught.value) + log.text, CANARY) == []


def test_secret_is_in_no_file_and_token_in_one(watched: WeChatClient, tmp_path: Path) -> None:
    prepare(watched)

    token = read_token(tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    holding = [path.suffix for path in files if find_canaries(path.read_text("latin-1"), CANARY, token)]
    assert holding == [".json"]
    assert [path for path in files if find_canaries(path.read_text("latin-1"), CANARY)] == []


def test_secret_is_in_no_url(tmp_path: Path) -> None:
    seen: list[str] = []

    def note(visit: Visit) -> None:
        visit.read_request()
        seen.append(visit.request)
        visit.send(reply(b'{"access_token":"a","expires_in":7200,"total_count":0,"item":[]}'))

    with Server(note) as server:
        account = Credentials("main", VERIFIED, Secret(CANARY), f"http://127.0.0.1:{server.port}/cgi-bin", "")
        open_client(account, POLICY, tmp_path).list_drafts(0, 1)

    heads = [request.partition("\r\n\r\n")[0] for request in seen]
    assert len(heads) == 2
    assert find_canaries("".join(heads), CANARY) == []


@pytest.mark.parametrize("name", ["add_draft", "list_drafts"])
def test_secret_in_an_answer_is_redacted(tmp_path: Path, name: str) -> None:
    token = "t0kent0kent0ken"

    def report(visit: Visit) -> None:
        visit.read_request()
        if "/stable_token" in visit.request:
            visit.send(reply(json.dumps({"access_token": token, "expires_in": 7200}).encode()))
        else:
            visit.send(reply(json.dumps({"errcode": 99999, "errmsg": f"no {token} {CANARY}"}).encode()))

    with Server(report) as server:
        account = Credentials("main", VERIFIED, Secret(CANARY), f"http://127.0.0.1:{server.port}/cgi-bin", "")
        with pytest.raises(PublishError) as caught:
            CALLS[name].do(open_client(account, POLICY, tmp_path), CallInputs(write_article("cover"), "draft", "1"))

    assert find_canaries(show(caught.value) + repr(vars(caught.value)), CANARY, token) == []
    assert "99999" in repr(caught.value.problems)


def test_client_repr_has_no_secret(watched: WeChatClient) -> None:
    watched.list_drafts(0, 1)

    shown = repr([watched, vars(watched), vars(watched._tokens), vars(watched._caller)])

    assert find_canaries(shown, CANARY) == []


def test_doctor_reveals_no_secret_to_output_or_children(sandbox: RunningSandbox, tmp_path: Path) -> None:
    sandbox.control.post("accounts", appid=VERIFIED, secret=CANARY)
    home = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CACHE_HOME": str(tmp_path / "c")}
    file = tmp_path / ".config" / "publish" / f"{VERIFIED}.secret"
    file.parent.mkdir(parents=True)
    file.write_text(CANARY)
    file.chmod(0o600)
    (tmp_path / "news").mkdir()
    # An AppID of the sandbox has its well-known secret; the canary is asked for by another.
    other = "wx00000000000000ff"
    sandbox.control.post("accounts", appid=other, name="乙", secret=CANARY)
    file.rename(file.with_name(f"{other}.secret"))
    environment = {**os.environ, **home, "WECHAT_API": sandbox.api, "WECHAT_APPID": other}

    done = subprocess.run(
        [sys.executable, "-X", "dev", "-m", "publish", "doctor", "--json"],
        cwd=tmp_path / "news",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert find_canaries(done.stdout + done.stderr, CANARY) == []
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and CANARY in path.read_text("latin-1")]
    assert kept == [file.with_name(f"{other}.secret")]


def test_canary_search_finds_a_planted_secret(sandbox: RunningSandbox, tmp_path: Path) -> None:
    client = open_sandbox_client(sandbox, tmp_path)
    client.list_drafts(0, 1)
    token = client._tokens.get().reveal()

    assert find_canaries(f"GET /?access_token={token}", token)
    assert find_canaries(base64.b64encode(CANARY.encode()).decode(), CANARY)
