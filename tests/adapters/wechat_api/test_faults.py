"""Each call beside each thing that goes wrong on the way: what it is taken for, and whether it is sent again."""

from __future__ import annotations

import socket
import time
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from publish.adapters.storage.secret import Secret
from publish.adapters.web.http_client import ConnectFailure, FailureCause
from publish.adapters.wechat_api.api_calls import ApiCall, ApiCaller
from publish.adapters.wechat_api.client import WeChatClient, open_client
from publish.adapters.wechat_api.credentials import Credentials
from publish.adapters.wechat_api.transport import HttpRequest, HttpResponse, Transport
from publish.core.exceptions import NotSentError, PlatformError, PublishError, UncertainError
from publish.core.settings import RetryPolicy
from publish.i18n.translator import LANGUAGES, Translator
from publish.wechat.api_errors import Idempotency, find_idempotency
from tests.adapters.wechat_api.harness import CALLS, IMPATIENT, POLICY, open_sandbox_client, prepare
from tests.harness.families import family, pick_first
from tests.sandbox.server import VERIFIED, RunningSandbox, know_secret

KINDS: dict[str, dict[str, Any]] = {
    "hang": {"seconds": 5},
    "drip": {"seconds": 0.05},
    "endless": {"seconds": 5},
    "reset": {},
    "reset in the answer": {"bytes": 5},
    "cut": {},
    "broken-json": {},
    "not-json": {},
    "empty": {},
    "empty-object": {},
    "status": {},
    "status 404": {"status": 404},
    "redirect": {},
    "errcode": {},
}
"""Faults of the sandbox, each with the call carried out and not; the code is -1."""

HANGING = ("hang", "drip", "endless")
LOG_SECONDS = 10
CLASSES = {Idempotency.NONE: NotSentError, Idempotency.SAME: UncertainError, Idempotency.TWICE: UncertainError}


def set_fault(sandbox: RunningSandbox, endpoint: str, kind: str, when: str) -> None:
    sandbox.control.fail(endpoint, kind.split(" ")[0], when=when, times=0, **KINDS[kind])


def find_policy(kind: str) -> RetryPolicy:
    return IMPATIENT if kind in HANGING else POLICY


def count_calls(sandbox: RunningSandbox, endpoint: str, expected: int) -> int:
    """Return the number of logged calls, which on a busy machine reach the log after the client has given up."""
    until = time.monotonic() + LOG_SECONDS
    while (count := len(sandbox.control.calls(endpoint))) < expected and time.monotonic() < until:
        time.sleep(0.02)
    return count


class Case(NamedTuple):
    """A call whose answer fails, and whether it was carried out before."""

    name: str
    kind: str
    when: str

    def __str__(self) -> str:
        return "-".join(self)


CASES = [Case(*case) for case in product(CALLS, KINDS, ("before", "after"))]
ONE_OF_EACH_EFFECT = pick_first(CALLS, lambda name: find_idempotency(CALLS[name].endpoint))


def is_representative(case: Case) -> bool:
    """Return whether a case is the first of its kind: a call of each effect meets every fault, every call a few."""
    if case.kind in HANGING:  # these take their time
        return case.name in ONE_OF_EACH_EFFECT and (case.when == "after" or case.kind == "hang")
    return case.name in ONE_OF_EACH_EFFECT or case.kind in ("reset", "errcode")


@family("case", CASES, list(filter(is_representative, CASES)))
def test_failed_answer_has_unknown_outcome(sandbox: RunningSandbox, tmp_path: Path, case: Case) -> None:
    (name, kind, when), policy = case, find_policy(case.kind)
    act = CALLS[name]
    prepared = prepare(open_sandbox_client(sandbox, tmp_path))  # so that the token is at hand
    calls_before = len(sandbox.control.calls(act.endpoint))
    set_fault(sandbox, act.endpoint, kind, when)
    effect = find_idempotency(act.endpoint)

    with pytest.raises(PublishError) as caught:
        act.do(open_sandbox_client(sandbox, tmp_path, policy=policy), prepared)

    assert type(caught.value) is CLASSES[effect]
    [problem] = caught.value.problems
    assert problem.message.endswith(f"-{effect}")
    expected = 1 if effect is Idempotency.TWICE else policy.attempts
    assert count_calls(sandbox, act.endpoint, calls_before + expected) == calls_before + expected


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("kind", ["reset", "not-json", "status", "errcode"])
def test_idempotent_call_is_repeated(sandbox: RunningSandbox, platform: WeChatClient, name: str, kind: str) -> None:
    act = CALLS[name]
    inputs = prepare(platform)
    sandbox.control.fail(act.endpoint, kind)  # once
    if find_idempotency(act.endpoint) is Idempotency.TWICE:
        with pytest.raises(UncertainError):
            act.do(platform, inputs)
    else:
        act.do(platform, inputs)


@pytest.mark.parametrize("kind", KINDS)
def test_call_is_not_sent_without_a_token(sandbox: RunningSandbox, tmp_path: Path, kind: str) -> None:
    inputs = prepare(open_sandbox_client(sandbox, tmp_path / "other"))
    before = len(sandbox.control.calls("draft/add"))
    set_fault(sandbox, "stable_token", kind, "after")

    with pytest.raises(NotSentError):
        CALLS["add_draft"].do(open_sandbox_client(sandbox, tmp_path, policy=find_policy(kind)), inputs)

    assert len(sandbox.control.calls("draft/add")) == before


@pytest.mark.parametrize("name", CALLS)
def test_closed_port_raises_not_sent(sandbox: RunningSandbox, tmp_path: Path, name: str) -> None:
    inputs = prepare(open_sandbox_client(sandbox, tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    account = Credentials("main", VERIFIED, Secret(know_secret(VERIFIED)), f"http://127.0.0.1:{port}/cgi-bin", "")

    with pytest.raises(NotSentError) as caught:
        CALLS[name].do(open_client(account, POLICY, tmp_path), inputs)

    assert [problem.message for problem in caught.value.problems] == ["api-unreachable-here"]


class Wall(Transport):
    """A way that no connection comes through."""

    def send(self, request: HttpRequest) -> HttpResponse:
        assert request.endpoint
        raise ConnectFailure(FailureCause.UNREACHABLE)


@pytest.mark.parametrize(
    ("base", "told"),
    [
        ("https://api.weixin.qq.com/cgi-bin", "api-unreachable"),
        ("https://relay.example/cgi-bin", "api-unreachable"),
        ("http://127.0.0.1:8765/cgi-bin", "api-unreachable-here"),
        ("http://[::1]:8765/cgi-bin", "api-unreachable-here"),
    ],
)
def test_unreachable_message_depends_on_the_address(base: str, told: str) -> None:
    caller = ApiCaller(Wall(base), POLICY._replace(attempts=1), Secret("0" * 32))

    with pytest.raises(NotSentError) as caught:
        caller.send(ApiCall("draft/count"))

    assert [problem.message for problem in caught.value.problems] == [told]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["hang", "reset", "status", "not-json", "errcode"])
@pytest.mark.parametrize("name", ["upload_picture", "add_draft", "get_draft"])
def test_each_failure_has_one_line_with_a_remedy(
    sandbox: RunningSandbox, tmp_path: Path, name: str, kind: str, language: str
) -> None:
    inputs = prepare(open_sandbox_client(sandbox, tmp_path))
    set_fault(sandbox, CALLS[name].endpoint, kind, "after")
    with pytest.raises(PublishError) as caught:
        CALLS[name].do(open_sandbox_client(sandbox, tmp_path, policy=find_policy(kind)), inputs)

    [line] = [Translator(language).report(problem) for problem in caught.value.problems]

    assert line.startswith(f"{CALLS[name].endpoint}: ")
    assert "—" in line


@pytest.mark.parametrize("name", ["add_draft", "submit"])
def test_rate_limited_call_is_not_repeated_when_it_duplicates(
    sandbox: RunningSandbox, platform: WeChatClient, name: str
) -> None:
    inputs = prepare(platform)
    sandbox.control.fail(CALLS[name].endpoint, "errcode", code=45011)

    with pytest.raises(PlatformError) as caught:
        CALLS[name].do(platform, inputs)

    assert caught.value.code == 45011


def test_rate_limited_call_is_repeated_later(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    inputs = prepare(platform)
    sandbox.control.fail("media/uploadimg", "errcode", code=45011)

    assert CALLS["upload_picture"].do(platform, inputs)


def test_repeated_upload_sends_the_whole_picture(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    inputs = prepare(platform)
    sandbox.control.fail("media/uploadimg", "reset")

    CALLS["upload_picture"].do(platform, inputs)

    first, second = sandbox.control.calls("media/uploadimg")
    assert first["body"] == second["body"]


def test_delayed_draft_is_not_added_twice(sandbox: RunningSandbox, tmp_path: Path) -> None:
    inputs = prepare(open_sandbox_client(sandbox, tmp_path))
    sandbox.control.fail("draft/add", "hang", when="late", seconds=5, late_seconds=60)
    impatient = open_sandbox_client(sandbox, tmp_path, policy=IMPATIENT)
    with pytest.raises(UncertainError):
        CALLS["add_draft"].do(impatient, inputs)

    sandbox.control.advance(61)
    open_sandbox_client(sandbox, tmp_path).list_drafts(0, 20)

    assert sum(call["acted"] for call in sandbox.control.calls("draft/add")) == 3
