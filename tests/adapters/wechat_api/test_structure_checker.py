"""WeChat's own checker: what is sent to it, and every way in which it answers or does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from publish.adapters.wechat_api import structure_checker
from publish.adapters.wechat_api.structure_checker import (
    ENDPOINT,
    StructureChecker,
    choose_checker,
    open_structure_checker,
)
from publish.core.exceptions import NotSentError, PlatformError, PublishError, SettingsError
from publish.core.structure_finding import StructureFinding
from tests.loopback import Answer, Server, Visit, issue_certificates, reply, say
from tests.sandbox.server import RunningSandbox, run_in_thread

HTML = '<section><p style="text-align:start">甲</p></section>'
ITEM = {"outerHTML": "<p>甲</p>"}


def open_checker(server: Server, scheme: str = "http") -> StructureChecker:
    return open_structure_checker(f"{scheme}://127.0.0.1:{server.port}/article-bin", "")


def ask(answer: object) -> tuple[StructureFinding, ...]:
    data = answer if isinstance(answer, bytes) else json.dumps(answer, ensure_ascii=False).encode()
    with Server(read_then(reply(data))) as server:
        return open_checker(server).find(HTML)


def read_then(data: bytes) -> Answer:
    def act(visit: Visit) -> None:
        visit.read_request()
        visit.send(data)

    return act


def fail(checker: StructureChecker) -> tuple[type[PublishError], str]:
    with pytest.raises(PublishError) as caught:
        checker.find(HTML)
    [problem] = caught.value.problems
    return type(caught.value), problem.message


@pytest.fixture(scope="module")
def _running() -> Iterator[RunningSandbox]:
    with run_in_thread() as running:
        yield running


@pytest.fixture
def sandbox(_running: RunningSandbox) -> RunningSandbox:
    _running.control.post("reset")
    return _running


def open_sandbox_checker(sandbox: RunningSandbox) -> StructureChecker:
    return open_structure_checker(f"{sandbox.url}/article-bin", "http://127.0.0.1:9")


# --- answers ----------------------------------------------------------------------------------


def test_checker_sends_the_html_as_json_and_no_secret() -> None:
    received: list[str] = []

    def act(visit: Visit) -> None:
        visit.read_request()
        received.append(visit.request)
        visit.send(reply(b'{"isValid":true}'))

    with Server(act) as server:
        found = open_checker(server).find(HTML)

    head, _, body = received[0].partition("\r\n\r\n")
    assert found == ()
    assert head.splitlines()[0] == f"POST /article-bin/{ENDPOINT} HTTP/1.1"
    assert "Content-Type: application/json" in head
    assert "Cookie" not in head
    assert json.loads(body.encode("latin-1")) == {"content": HTML}


def test_checker_returns_every_element_of_every_rule() -> None:
    info = {
        "width": {"violateRules": "宽", "items": [ITEM, {"outerHTML": "<img>"}]},
        "height-nodisplay": {"violateRules": "高", "items": [{}]},
    }

    assert ask({"isValid": False, "inValidInfo": info}) == (
        StructureFinding("width", "宽", "<p>甲</p>"),
        StructureFinding("width", "宽", "<img>"),
        StructureFinding("height-nodisplay", "高", ""),
    )


@pytest.mark.parametrize("group", ["宽", {}, {"items": None}, {"items": ["<p>"]}])
def test_checker_returns_a_rule_whose_elements_cannot_be_read(group: object) -> None:
    assert ask({"isValid": False, "inValidInfo": {"width": group}}) == (StructureFinding("width", "", ""),)


def test_checker_ignores_rules_of_a_valid_article() -> None:
    assert ask({"isValid": True, "inValidInfo": {"width": {"items": [ITEM]}}}) == ()


# --- refusals and broken answers ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "code", "message"),
    [
        ({"errcode": 45011, "errmsg": "too often"}, 45011, "too often"),
        ({"base_resp": {"ret": 200013, "err_msg": "freq control"}}, 200013, "freq control"),
        ({"msg": "maintenance"}, 0, "maintenance"),
        ({"ret": -1}, -1, ""),
    ],
)
def test_refusal_is_told_with_its_words_and_code(answer: dict[str, Any], code: int, message: str) -> None:
    with pytest.raises(PlatformError) as caught:
        ask(answer)

    assert (caught.value.code, caught.value.message) == (code, message)
    assert caught.value.problems[0].message == "official-refused"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"isValid": "no"},
        {"isValid": False},
        {"isValid": False, "inValidInfo": []},
        {"isValid": False, "inValidInfo": {"width": {"items": []}}},
        {"errcode": 0, "errmsg": ""},
        [],
        b"<html>login</html>",
        b"",
    ],
    ids=repr,
)
def test_unknown_answer_is_no_verdict(answer: object) -> None:
    with pytest.raises(NotSentError) as caught:
        ask(answer)

    assert caught.value.problems[0].message == "official-strange"


def test_status_is_told() -> None:
    with Server(read_then(reply(b"<html>", status="502 Bad Gateway"))) as server:
        assert fail(open_checker(server)) == (NotSentError, "official-status")


def test_redirect_is_not_followed() -> None:
    with Server(say(b"")) as elsewhere:
        there = f"Location: http://127.0.0.1:{elsewhere.port}/"
        with Server(read_then(reply(b"", there, status="302 Found"))) as server:
            assert fail(open_checker(server)) == (NotSentError, "official-status")

        assert elsewhere.arrivals == 0


def test_dead_network_is_told() -> None:
    with Server(say(b"")) as server:
        closed = server.port
    checker = open_structure_checker(f"http://127.0.0.1:{closed}/article-bin", "")

    assert fail(checker) == (NotSentError, "official-unreachable")


def test_foreign_certificate_is_not_trusted() -> None:
    with Server(say(b""), issue_certificates("127.0.0.1").server) as server:
        assert fail(open_checker(server, "https")) == (NotSentError, "official-certificate")


def test_dead_proxy_is_told() -> None:
    with Server(say(b"")) as server:
        closed = server.port
    checker = open_structure_checker("https://checker.example.org/article-bin", f"http://127.0.0.1:{closed}")

    assert fail(checker) == (NotSentError, "official-proxy")


# --- against the sandbox --------------------------------------------------------------------------


def test_sandbox_answers_as_the_platform_documents_it(sandbox: RunningSandbox) -> None:
    [finding] = open_sandbox_checker(sandbox).find(HTML)

    assert (finding.rule, finding.html) == ("text-align", '<p style="text-align:start">甲</p>')
    assert finding.words


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("cut", (NotSentError, "official-cut")),
        ("reset", (NotSentError, "official-cut")),
        ("not-json", (NotSentError, "official-strange")),
        ("broken-json", (NotSentError, "official-strange")),
        ("empty", (NotSentError, "official-strange")),
        ("empty-object", (NotSentError, "official-strange")),
        ("status", (NotSentError, "official-status")),
        ("redirect", (NotSentError, "official-status")),
        ("errcode", (PlatformError, "official-refused")),
    ],
)
def test_fault_is_told_and_nothing_repeated(
    sandbox: RunningSandbox, fault: str, error: tuple[type[PublishError], str]
) -> None:
    sandbox.control.fail("/article-bin/*", fault, times=0)

    assert fail(open_sandbox_checker(sandbox)) == error
    assert len(sandbox.control.calls()) == 1


def test_silence_ends_after_the_time_limit(sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structure_checker, "SECONDS", 0.2)
    sandbox.control.fail("/article-bin/*", "hang", seconds=5)

    assert fail(open_sandbox_checker(sandbox)) == (NotSentError, "official-slow")


# --- the address ----------------------------------------------------------------------------------


def test_checker_is_wechat_s_own_unless_the_environment_names_another() -> None:
    assert choose_checker({}) == "https://mp.weixin.qq.com/article-bin"
    assert choose_checker({"WECHAT_CHECKER": "http://127.0.0.1:8765/article-bin/"}) == (
        "http://127.0.0.1:8765/article-bin"
    )


@pytest.mark.parametrize("address", ["http://example.org/article-bin", "ftp://127.0.0.1", "https://a:b@example.org"])
def test_articles_go_to_no_unsafe_address(address: str) -> None:
    with pytest.raises(SettingsError) as caught:
        choose_checker({"WECHAT_CHECKER": address})

    assert caught.value.problems[0].message == "official-address"
