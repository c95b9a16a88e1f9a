"""Access control of the preview server: hosts, origins, tokens, methods, paths; and the save request."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from publish.newsletter.labels import THEME_KEY
from publish.preview.live_builds import PreviewRequest
from tests.preview.server import (
    ISSUE,
    TIMEOUT_SECONDS,
    TOKEN,
    FakeBuildWorker,
    RunningPreview,
    Thread,
    fetch,
    run_in_thread,
)

PAGES = ("/", "/state", "/issues", "/stream", "/export?kind=pdf", "/version?kind=sent")
ORDER = {"issue": ISSUE, "digest": "digest", "changes": {"theme": "ink"}}


@pytest.fixture(scope="module")
def shared() -> Iterator[Thread]:
    """A shared preview server that tests only read from."""
    with run_in_thread() as thread:
        yield thread


@pytest.fixture
def preview(shared: Thread) -> RunningPreview:
    return shared.preview


def speak(preview: RunningPreview, lines: list[str]) -> tuple[int, bytes]:
    """Send raw lines and return status and response; 0 if there is none."""
    with socket.create_connection(("127.0.0.1", preview.port), TIMEOUT_SECONDS) as wire:
        wire.sendall("\r\n".join([*lines, "connection: close", "", ""]).encode("latin-1"))
        answer = b""
        while piece := wire.recv(65536):
            answer += piece
    return int(answer.split(b" ", 2)[1]) if answer else 0, answer


def ask(preview: RunningPreview, *headers: str, path: str = "/state", method: str = "GET") -> int:
    status, _ = speak(preview, [f"{method} {path}?token={TOKEN} HTTP/1.1", *headers])
    return status


# --- D1: hosts --------------------------------------------------------------------------------


def test_server_listens_on_the_loopback_address_only(preview: RunningPreview) -> None:
    listening = Path("/proc/net/tcp").read_text(encoding="ascii")

    assert f" 0100007F:{preview.port:04X} " in listening
    assert f" 00000000:{preview.port:04X} " not in listening


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "LOCALHOST"])
def test_server_answers_requests_for_local_host_names(preview: RunningPreview, name: str) -> None:
    assert ask(preview, f"host: {name}:{preview.port}") == 200


@pytest.mark.parametrize(
    "host",
    [
        "", "127.0.0.1", "localhost", "127.0.0.1:1", "127.0.0.1:PORT0", "127.0.0.1.nip.io:PORT", "localhost.:PORT",
        "127.0.0.1.:PORT", "127.1:PORT", "0.0.0.0:PORT", "0:PORT", "2130706433:PORT", "0x7f.1:PORT", "127.0.0.2:PORT",
        "[::ffff:127.0.0.1]:PORT", "::1:PORT", "[::1]", "user@127.0.0.1:PORT", "evil.example:PORT", "evil.example",
        "127.0.0.1:PORT@evil.example", "127.0.0.1:PORT,evil.example", "127.0.0.1:PORT/x", "127.0.0.1 :PORT",
        "localhost:PORT\\evil.example", "\u00e9:PORT", "x" * 9000,
    ],
)  # fmt: skip
def test_server_refuses_any_other_host(preview: RunningPreview, host: str) -> None:
    assert ask(preview, f"host: {host.replace('PORT', str(preview.port))}") in (400, 403)


@pytest.mark.parametrize("headers", [[], ["host: 127.0.0.1:PORT", "host: evil.example"], ["host: a\x00b"], ["host 1"]])
def test_server_refuses_malformed_headers(preview: RunningPreview, headers: list[str]) -> None:
    written = [header.replace("PORT", str(preview.port)) for header in headers]

    assert ask(preview, *written) in (400, 403)


def test_server_survives_malformed_requests(preview: RunningPreview) -> None:
    for noise in (["\x16\x03\x01"], ["GET"], ["GET / HTTP/9.9"], ["x" * 100_000]):
        speak(preview, noise)

    assert preview.fetch_state()["payload"]["name"] == ISSUE


# --- D2: origins, methods, token --------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "header",
    [
        "origin: https://evil.example", "origin: null", "origin: http://localhost", "origin: http://127.0.0.1:1",
        "origin: https://127.0.0.1:PORT", "origin: http://127.0.0.1:PORT.evil.example", "origin:",
        "sec-fetch-site: cross-site", "sec-fetch-site: same-site", "sec-fetch-site: x",
    ],
)  # fmt: skip
def test_server_refuses_requests_of_other_origins(preview: RunningPreview, path: str, header: str) -> None:
    host = f"host: 127.0.0.1:{preview.port}"

    assert ask(preview, host, header.replace("PORT", str(preview.port)), path=path) == 403


LED = ("sec-fetch-site: cross-site", "sec-fetch-mode: navigate", "sec-fetch-dest: document")


def test_server_answers_cross_site_navigation_with_the_token(preview: RunningPreview) -> None:
    host = f"host: 127.0.0.1:{preview.port}"

    assert ask(preview, host, *LED, path="/") == 200
    assert speak(preview, ["GET /?token=other HTTP/1.1", host, *LED])[0] == 403


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        *((path, "GET", LED) for path in PAGES[1:4]),
        ("/", "POST", LED),
        ("/", "GET", (*LED[:2], "sec-fetch-dest: iframe")),
        ("/", "GET", (LED[0], "sec-fetch-mode: no-cors", LED[2])),
        ("/", "GET", (*LED, "origin: null")),
    ],
)
def test_server_refuses_cross_site_navigation_to_other_routes(
    preview: RunningPreview, path: str, method: str, headers: tuple[str, ...]
) -> None:
    assert ask(preview, f"host: 127.0.0.1:{preview.port}", *headers, path=path, method=method) == 403


@pytest.mark.parametrize("header", ["sec-fetch-site: same-origin", "sec-fetch-site: none", "origin: http://HOST"])
def test_server_answers_same_origin_and_typed_requests(preview: RunningPreview, header: str) -> None:
    host = f"127.0.0.1:{preview.port}"

    assert ask(preview, f"host: {host}", header.replace("HOST", host)) == 200


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN[:-1], "é"])
def test_server_refuses_requests_without_the_token(preview: RunningPreview, path: str, token: str) -> None:
    answer = preview.get(path.partition("?")[0], token, params={"kind": "pdf"})

    assert (answer.status_code, ISSUE in answer.text, TOKEN in answer.text) == (403, False, False)


@pytest.mark.parametrize("path", ["/", "/state", "/issues", "/stream", "/export", "/version"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_server_refuses_other_methods(preview: RunningPreview, path: str, method: str) -> None:
    answer = preview.get(path, method=method, headers={"origin": preview.url})

    assert answer.status_code == 405


def test_server_answers_head_requests(preview: RunningPreview) -> None:
    answer = preview.get("/", method="HEAD")

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("path", ["/", "/state", "/issues", "/nowhere"])
def test_responses_have_cross_origin_headers(preview: RunningPreview, path: str) -> None:
    headers = preview.get(path).headers

    assert [name for name in headers if name.lower().startswith("access-control-")] == []


def test_page_policy_allows_its_own_script_and_server(preview: RunningPreview) -> None:
    answer = preview.get("/")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"].startswith("'sha256-")
    assert (policy["connect-src"], policy["frame-ancestors"], policy["base-uri"]) == ("'self'", "'none'", "'none'")
    assert answer.headers["referrer-policy"] == "no-referrer"


# --- D3: paths --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/publish.toml", "/../publish.toml", "/..%2fpublish.toml", "/%2e%2e/publish.toml", "/%252e%252e/publish.toml",
        "/..\\publish.toml", "/..%5cpublish.toml", "//etc/passwd", "/etc/passwd", "/.git/config", "/%2e%67it/config",
        "/state/../../publish.toml", "/state/", "/page.js", "/publish/preview/page.js", "/ledger.db", "/./state/x",
        "/%00", "/state%00", "/file:///etc/passwd", "/static/..;/publish.toml",
    ],
)  # fmt: skip
def test_server_serves_no_files(preview: RunningPreview, path: str) -> None:
    status, answer = speak(preview, [f"GET {path}?token={TOKEN} HTTP/1.1", f"host: 127.0.0.1:{preview.port}"])

    assert status in (307, 400, 404)
    assert b"root:" not in answer


# --- what is asked for ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "params",
    [
        {"issue": "x" * 201},
        {"issue": "../a"},
        {"issue": "/a"},
        {"theme": "x" * 201},
        {"accent": "a\nb"},
        {"density": "\0"},
    ],
)
def test_server_refuses_invalid_preview_requests(preview: RunningPreview, params: dict[str, str]) -> None:
    assert preview.get("/state", params=params).status_code == 400


def test_query_parameters_try_theme_options(shared: Thread) -> None:
    shared.preview.fetch_state(theme="ink", accent="", other="x")

    assert shared.worker.builds[-1] == PreviewRequest(ISSUE, ((THEME_KEY, "ink"), ("accent", "")))


def test_page_payload_contains_tried_options(preview: RunningPreview) -> None:
    assert '"trial": {"density": "airy"}' in preview.get("/", params={"density": "airy"}).text


@pytest.mark.parametrize(("asked", "language"), [("", "zh"), ("de", "zh"), ("en-GB,zh;q=0.5", "en"), ("zh-TW", "zh")])
def test_server_answers_in_the_browsers_language(preview: RunningPreview, asked: str, language: str) -> None:
    headers = {"accept-language": asked}

    assert preview.get("/state", headers=headers).json()["panels"]["look"] == language
    assert ('lang="en"' in preview.get("/", headers=headers).text) == (language == "en")


def test_issue_list_shows_state_title_and_problem_count(preview: RunningPreview) -> None:
    html = preview.get("/issues", headers={"accept-language": "en"}).json()["panels"]["issues"]

    assert 'aria-current="page"><span class="tag published">is published</span><b>2020-06-17</b>' in html
    assert "&lt;b&gt;题目&lt;/b&gt;" in html
    assert '<small class="found">3 to mend</small>' in html


@pytest.mark.parametrize(("issue", "shown"), [(ISSUE, True), ("2020-06-03", False)])
def test_issue_list_comes_with_the_readers_of_the_shown_issue(preview: RunningPreview, issue: str, shown: bool) -> None:
    panels = preview.get("/issues", params={"issue": issue}, headers={"accept-language": "en"}).json()["panels"]

    assert "41 reads<svg" in panels["issues"]
    assert ("<dd>41</dd>" in panels["readers"]) == shown


# --- versions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sent", "fitted"])
def test_version_returns_its_pages_with_the_tried_options(shared: Thread, kind: str) -> None:
    answer = shared.preview.get("/version", params={"kind": kind, "density": "airy"}, headers={"accept-language": "en"})

    assert answer.json() == {"light": f"{kind}: 甲", "dark": "dark", "changes": "en"}
    assert shared.worker.versions[-1] == (PreviewRequest(ISSUE, (("density", "airy"),)), kind)


@pytest.mark.parametrize("kind", ["", "other", "PASTED"])
def test_version_refuses_unknown_kinds(preview: RunningPreview, kind: str) -> None:
    assert preview.get("/version", params={"kind": kind}).status_code == 404


def test_version_returns_409_for_an_issue_that_cannot_be_built() -> None:
    with run_in_thread(FakeBuildWorker(broken=True)) as thread:
        answer = thread.preview.get("/version", params={"kind": "sent"}, headers={"accept-language": "en"})

    assert (answer.status_code, answer.text) == (409, "there is no article yet — mend the issue first")


# --- exports ----------------------------------------------------------------------------------


def test_export_returns_the_article(preview: RunningPreview) -> None:
    answer = preview.get("/export", params={"kind": "pdf"})

    assert (answer.headers["content-type"], answer.text) == ("application/pdf", "甲")


def test_failed_export_returns_its_error(preview: RunningPreview) -> None:
    answer = preview.get("/export", params={"kind": "png"}, headers={"accept-language": "en"})

    assert (answer.status_code, answer.text.startswith("the browser made nothing of the page")) == (500, True)


def test_export_refuses_unknown_kinds(preview: RunningPreview) -> None:
    assert preview.get("/export", params={"kind": "exe"}).status_code == 404


def test_export_returns_404_without_a_browser() -> None:
    with run_in_thread(exports=False) as thread:
        assert thread.preview.get("/export", params={"kind": "pdf"}).status_code == 404


def test_export_returns_409_for_an_issue_that_was_never_built() -> None:
    with run_in_thread(FakeBuildWorker(broken=True)) as thread:
        assert thread.preview.get("/export", params={"kind": "pdf"}).status_code == 409


# --- what changes files ----------------------------------------------------------------------------


def test_save_request_saves_tried_options(shared: Thread) -> None:
    answer = shared.preview.send_save(ORDER)

    assert (answer.status_code, answer.json()) == (200, {"said": "中文", "digest": "after"})
    assert shared.worker.saved[-1] == (PreviewRequest(ISSUE, ((THEME_KEY, "ink"),)), "digest")


def test_failed_save_request_returns_its_message(preview: RunningPreview) -> None:
    assert preview.send_save({**ORDER, "digest": "other"}).status_code == 409


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": ""}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"host": "evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"x-token": ""}, 403),
        ({"x-token": "wrong"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_save_request_is_refused_for_other_clients(shared: Thread, headers: dict[str, str], status: int) -> None:
    before = len(shared.worker.saved)

    assert shared.preview.send_save(ORDER, **headers).status_code == status
    assert len(shared.worker.saved) == before


def test_save_request_origin_must_equal_its_host(shared: Thread) -> None:
    other = f"http://localhost:{shared.preview.port}"

    assert shared.preview.send_save(ORDER, origin=other).status_code == 403


def test_save_request_ignores_token_in_the_query(preview: RunningPreview) -> None:
    headers = {"origin": preview.url, "content-type": "application/json"}

    assert fetch(f"{preview.url}/keep?token={TOKEN}", "POST", json=ORDER, headers=headers).status_code == 403


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_save_request_must_be_a_post(preview: RunningPreview, method: str) -> None:
    assert preview.get("/keep", method=method, headers={"origin": preview.url}).status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff", b"[" * 4000, {}, {**ORDER, "issue": 1}, {**ORDER, "digest": None},
        {**ORDER, "issue": "../../a"}, {**ORDER, "issue": "/a"},
        {**ORDER, "changes": {}}, {**ORDER, "changes": {"title": "x"}}, {**ORDER, "changes": {"theme": 1}},
        {**ORDER, "changes": {"theme": "a\nb"}}, {**ORDER, "changes": ["theme"]},
    ],
)  # fmt: skip
def test_invalid_save_request_is_refused(shared: Thread, body: object) -> None:
    before = len(shared.worker.saved)

    assert shared.preview.send_save(body).status_code == 400
    assert len(shared.worker.saved) == before


def test_too_long_save_request_is_refused(preview: RunningPreview) -> None:
    assert preview.send_save(b" " * 20_000).status_code == 413


UNDO = {"issue": ISSUE, "digest": "after"}


def test_undo_request_restores_what_was_saved(shared: Thread) -> None:
    answer = shared.preview.send_save(UNDO, "/undo")

    assert (answer.status_code, answer.json()) == (200, {"said": "还原", "digest": "digest"})
    assert shared.worker.undone[-1] == (ISSUE, "after")


def test_failed_undo_request_returns_its_message(preview: RunningPreview) -> None:
    assert preview.send_save({**UNDO, "digest": "other"}, "/undo").status_code == 409


def test_new_request_begins_an_issue(preview: RunningPreview) -> None:
    answer = preview.send_save({}, "/new")

    assert (answer.status_code, answer.json()) == (200, {"said": "开头", "issue": "2020-07-01"})


def test_failed_new_request_returns_its_message() -> None:
    with run_in_thread(FakeBuildWorker(next_issue="")) as thread:
        assert thread.preview.send_save({}, "/new").status_code == 409


@pytest.mark.parametrize("path", ["/undo", "/new", "/write", "/open"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [({"origin": ""}, 403), ({"origin": "https://evil.example"}, 403), ({"x-token": "wrong"}, 403)],
)
def test_request_that_changes_files_is_refused_for_other_clients(
    preview: RunningPreview, path: str, headers: dict[str, str], status: int
) -> None:
    assert preview.send_save(UNDO, path, **headers).status_code == status


@pytest.mark.parametrize("body", [b"", b"[]", {}, {"issue": "../a", "digest": "after"}, {"issue": ISSUE}])
def test_invalid_undo_request_is_refused(preview: RunningPreview, body: object) -> None:
    assert preview.send_save(body, "/undo").status_code == 400


WRITE = {"issue": ISSUE, "digest": "digest", "fields": {"title": " 新的“题目” ", "digest": ""}}


def test_write_request_writes_fields(shared: Thread) -> None:
    answer = shared.preview.send_save(WRITE, "/write")

    assert (answer.status_code, answer.json()) == (200, {"said": "写了", "digest": "after"})
    assert shared.worker.written[-1] == (ISSUE, "digest", {"title": "新的“题目”", "digest": ""})


@pytest.mark.parametrize(
    "fields",
    [None, {}, [], {"theme": "ink"}, {"title": 1}, {"title": "a\nb"}, {"title": "a\x00"}, {"title": "长" * 1001}],
)
def test_invalid_write_request_is_refused(shared: Thread, fields: object) -> None:
    before = len(shared.worker.written)

    assert shared.preview.send_save({**WRITE, "fields": fields}, "/write").status_code == 400
    assert len(shared.worker.written) == before


def test_open_request_opens_the_issue_at_a_text(shared: Thread) -> None:
    assert shared.preview.send_save({"issue": ISSUE, "text": "一段"}, "/open").status_code == 200
    assert shared.worker.opened[-1] == (ISSUE, "一段")
