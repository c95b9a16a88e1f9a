from __future__ import annotations

import re

import pytest
import requests

from publish.i18n.translator import LANGUAGES, Translator
from tests.sandbox.articles import add_cover, add_draft, draw_picture, upload
from tests.sandbox.server import PERSONAL, VERIFIED, RunningSandbox, fetch


def get_page(sandbox: RunningSandbox, path: str = "/", **headers: str) -> requests.Response:
    response = fetch(sandbox.url + path, headers=headers)
    response.encoding = "utf-8"
    return response


def get_article(sandbox: RunningSandbox, page: str) -> str:
    found = re.search(r'<iframe sandbox src="([^"]+)"', page)
    assert found is not None
    return get_page(sandbox, found[1]).text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "zh"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB,en;q=0.9,zh;q=0.8", "en"), ("de", "zh"), ("EN", "en")],
)
def test_page_is_in_the_language_of_the_browser(sandbox: RunningSandbox, accepted: str, language: str) -> None:
    page = get_page(sandbox, **{"accept-language": accepted}).text

    assert [each for each in LANGUAGES if f"<h1>{Translator(each).translate('sandbox-title')}</h1>" in page] == [
        language
    ]


def test_page_shows_accounts_without_any_draft(sandbox: RunningSandbox) -> None:
    page = get_page(sandbox).text

    assert page.count("<code>wx000000000000000") == 4
    assert "<iframe" not in page


def test_page_shows_the_newest_draft_on_a_phone(sandbox: RunningSandbox, token: str) -> None:
    url = upload(sandbox, token, "media/uploadimg", "a.png", draw_picture())["url"]
    add_draft(sandbox, token, title="第二", content=f'<p>正文<img src="{url}"></p>', digest="摘要")

    page = get_page(sandbox).text
    article = get_article(sandbox, page)

    assert "<p>摘要</p>" in page
    assert "<h1>第二</h1>" in article
    source = re.search(r'<img [^>]*src="(/picture/[^"]+)"', article)
    assert source is not None
    assert get_page(sandbox, source[1]).content == draw_picture()


def test_page_shows_the_selected_article(sandbox: RunningSandbox, token: str) -> None:
    add_draft(sandbox, token, title="第一", content_source_url="https://example.org/42")
    sandbox.control.advance(1)
    add_draft(sandbox, token, title="第二")
    links = re.findall(r'href="(/\?appid=[^"]+show=[^"]+)"', get_page(sandbox).text)

    page = get_page(sandbox, links[1].replace("&amp;", "&")).text

    assert "<h1>第一</h1>" in get_article(sandbox, page)
    assert "https://example.org/42" in page


def test_page_hides_drafts_of_other_accounts(sandbox: RunningSandbox, token: str) -> None:
    add_draft(sandbox, token, title="别家的")

    assert "别家的" in get_page(sandbox, f"/?appid={VERIFIED}").text
    assert "别家的" not in get_page(sandbox, f"/?appid={PERSONAL}").text


def test_page_shows_the_status_of_a_publication(sandbox: RunningSandbox, token: str) -> None:
    states = []
    for outcome in (0, 4):
        sandbox.control.post("accounts", appid=VERIFIED, outcome=outcome)
        sandbox.ask("freepublish/submit", token, {"media_id": add_draft(sandbox, token)})
        states += re.findall(r'class="(pending|out|failed)"', get_page(sandbox).text)[:1]
        sandbox.control.advance(3)
        states += re.findall(r'class="(pending|out|failed)"', get_page(sandbox).text)[:1]

    assert states == ["pending", "out", "pending", "failed"]


def test_page_shows_picture_posts_and_blank_drafts(sandbox: RunningSandbox, token: str) -> None:
    images = {"image_list": [{"image_media_id": add_cover(sandbox, token)}]}
    add_draft(sandbox, token, article_type="newspic", content="一 < 二", image_info=images)
    post = get_article(sandbox, get_page(sandbox).text)
    sandbox.control.advance(1)
    sandbox.control.post("drafts", appid=VERIFIED, title="手工", content=" ")

    assert re.search(r'<img src="/picture/[\w-]+" alt=""></div><p class="post-text">一 &lt; 二</p>', post)
    assert "<h1>手工</h1>" in get_article(sandbox, get_page(sandbox).text)


def test_page_escapes_the_fields_of_an_article(sandbox: RunningSandbox, token: str) -> None:
    add_draft(sandbox, token, title="<script>1</script>", digest="<i>", author="<b>")

    page = get_page(sandbox).text

    assert "<script>" not in page + get_article(sandbox, page)
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("path", ["/s/none", "/picture/none", "/none"])
def test_unknown_paths_give_404(sandbox: RunningSandbox, path: str) -> None:
    assert get_page(sandbox, path).status_code == 404


def test_picture_of_a_voice_gives_404(sandbox: RunningSandbox, token: str) -> None:
    upload(sandbox, token, "material/add_material", "a.mp3", b"<script>", params={"type": "voice"})
    key = sandbox.control.get("state")["materials"][0]["picture"]

    assert get_page(sandbox, f"/picture/{key}").status_code == 404


def test_content_security_policy_forbids_other_scripts_and_hosts(sandbox: RunningSandbox, token: str) -> None:
    add_draft(sandbox, token)
    address = re.search(r'src="(/s/[^"]+)"', get_page(sandbox).text)
    assert address is not None

    policies = [get_page(sandbox, path).headers["content-security-policy"] for path in ("/", address[1])]

    assert all("default-src 'none'" in policy for policy in policies)
    assert "script-src 'self'; connect-src 'self';" in policies[0]
    assert "script-src" not in policies[1]
    assert policies[1].startswith("sandbox;")


def test_stylesheet_is_served_without_external_urls(sandbox: RunningSandbox) -> None:
    response = get_page(sandbox, "/page.css")

    assert response.headers["content-type"].startswith("text/css")
    assert "url(" not in response.text


# --- the form ---------------------------------------------------------------------------------


def send_form(sandbox: RunningSandbox, path: str, **fields: str) -> requests.Response:
    return fetch(sandbox.url + path, "POST", data=fields)


def test_fault_form_sets_and_lists_a_fault(sandbox: RunningSandbox, token: str) -> None:
    fields = {"endpoint": "draft/count", "kind": "errcode", "when": "before", "nth": "1", "times": "2", "code": "45009"}

    response = send_form(sandbox, "/faults", back=VERIFIED, **fields)

    assert (response.status_code, response.headers["location"]) == (303, f"/?appid={VERIFIED}")
    assert '<ul class="faults"><li><code>draft/count</code> 错误码回答 · 没有执行 · #1 ×2' in get_page(sandbox).text
    assert sandbox.ask("draft/count", token)["errcode"] == 45009


def test_fault_form_reports_all_errors(sandbox: RunningSandbox) -> None:
    response = send_form(sandbox, "/faults", kind="boom", nth="0")

    assert response.status_code == 422
    assert [line.partition(":")[0] for line in response.text.splitlines()] == ["nth", "kind"]


def test_fault_form_clears_all_faults(sandbox: RunningSandbox) -> None:
    sandbox.control.fail("*", "errcode", times=0)

    response = send_form(sandbox, "/faults/clear", back="")

    assert (response.status_code, sandbox.control.get("state")["faults"]) == (303, [])


# --- access -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "", "example.org", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.nip.io:{port}", "localhost.:{port}", "[::1",
        "a@127.0.0.1:{port}", "127.0.0.1:{port}:{port}", "0.0.0.0:{port}", "x" * 5000, "127.1:{port}",
    ],
    ids=ascii,
)  # fmt: skip
def test_request_for_another_host_is_refused(sandbox: RunningSandbox, host: str) -> None:
    port = sandbox.url.rpartition(":")[2]

    assert get_page(sandbox, host=host.format(port=port)).status_code in (400, 403)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_request_for_a_local_host_name_is_answered(sandbox: RunningSandbox, name: str) -> None:
    port = sandbox.url.rpartition(":")[2]

    assert get_page(sandbox, host=f"{name}:{port}").status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://example.org"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"origin": "{url}"}, 200),
        ({}, 200),
    ],
    ids=str,
)
def test_post_from_another_web_page_is_refused(sandbox: RunningSandbox, headers: dict[str, str], status: int) -> None:
    sent = {name: value.format(url=sandbox.url) for name, value in headers.items()}

    response = fetch(f"{sandbox.url}/sandbox/clock", "POST", headers=sent)

    assert response.status_code == status
    assert not any(name.lower().startswith("access-control") for name in response.headers)


@pytest.mark.parametrize(("origin", "status"), [("https://example.org", 403), ("null", 200), ("{url}", 200)])
def test_get_from_another_web_page_is_refused(sandbox: RunningSandbox, origin: str, status: int) -> None:
    response = get_page(sandbox, origin=origin.format(url=sandbox.url))

    assert response.status_code == status
    assert not any(name.lower().startswith("access-control") for name in response.headers)
