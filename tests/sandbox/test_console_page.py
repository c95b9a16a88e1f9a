from __future__ import annotations

import re

import pytest
import requests

from publish.i18n.messages import LANGUAGES, Translator
from tests.sandbox.articles import add_cover, add_draft, draw_picture, upload
from tests.sandbox.server import PERSONAL, VERIFIED, RunningSandbox, fetch


def look(sandbox: RunningSandbox, path: str = "/", **headers: str) -> requests.Response:
    response = fetch(sandbox.url + path, headers=headers)
    response.encoding = "utf-8"
    return response


def find_article(sandbox: RunningSandbox, page: str) -> str:
    found = re.search(r'<iframe sandbox src="([^"]+)"', page)
    assert found is not None
    return look(sandbox, found[1]).text


@pytest.mark.parametrize(
    ("asked", "language"),
    [("", "zh"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB,en;q=0.9,zh;q=0.8", "en"), ("de", "zh"), ("EN", "en")],
)
def test_the_page_speaks_the_browsers_language(sandbox: RunningSandbox, asked: str, language: str) -> None:
    page = look(sandbox, **{"accept-language": asked}).text

    assert [each for each in LANGUAGES if f"<h1>{Translator(each).translate('sandbox-title')}</h1>" in page] == [
        language
    ]


def test_the_page_shows_accounts_before_there_is_a_draft(sandbox: RunningSandbox) -> None:
    page = look(sandbox).text

    assert page.count("<code>wx000000000000000") == 4
    assert "<iframe" not in page


def test_the_page_shows_the_newest_draft_as_a_phone_would(sandbox: RunningSandbox, token: str) -> None:
    url = upload(sandbox, token, "media/uploadimg", "a.png", draw_picture())["url"]
    add_draft(sandbox, token, title="第二", content=f'<p>正文<img src="{url}"></p>', digest="摘要")

    page = look(sandbox).text
    article = find_article(sandbox, page)

    assert "<p>摘要</p>" in page
    assert "<h1>第二</h1>" in article
    source = re.search(r'<img [^>]*src="(/picture/[^"]+)"', article)
    assert source is not None
    assert look(sandbox, source[1]).content == draw_picture()


def test_the_page_shows_the_article_asked_for(sandbox: RunningSandbox, token: str) -> None:
    add_draft(sandbox, token, title="第一", content_source_url="https://example.org/42")
    sandbox.control.advance(1)
    add_draft(sandbox, token, title="第二")
    links = re.findall(r'href="(/\?appid=[^"]+show=[^"]+)"', look(sandbox).text)

    page = look(sandbox, links[1].replace("&amp;", "&")).text

    assert "<h1>第一</h1>" in find_article(sandbox, page)
    assert "https://example.org/42" in page


def test_the_page_shows_one_account_at_a_time(sandbox: RunningSandbox, token: str) -> None:
    add_draft(sandbox, token, title="别家的")

    assert "别家的" not in look(sandbox, f"/?appid={PERSONAL}").text


def test_the_page_shows_what_became_of_a_publication(sandbox: RunningSandbox, token: str) -> None:
    marks = []
    for outcome in (0, 4):
        sandbox.control.post("accounts", appid=VERIFIED, outcome=outcome)
        sandbox.ask("freepublish/submit", token, {"media_id": add_draft(sandbox, token)})
        marks += re.findall(r'class="(pending|out|failed)"', look(sandbox).text)[:1]
        sandbox.control.advance(3)
        marks += re.findall(r'class="(pending|out|failed)"', look(sandbox).text)[:1]

    assert marks == ["pending", "out", "pending", "failed"]


def test_a_picture_post_and_a_draft_by_hand_can_be_shown(sandbox: RunningSandbox, token: str) -> None:
    images = {"image_list": [{"image_media_id": add_cover(sandbox, token)}]}
    add_draft(sandbox, token, article_type="newspic", content="一 < 二", image_info=images)
    post = find_article(sandbox, look(sandbox).text)
    sandbox.control.advance(1)
    sandbox.control.post("drafts", appid=VERIFIED, title="手工", content=" ")

    assert re.search(r'<img src="/picture/[\w-]+" alt=""><p>一 &lt; 二</p>', post)
    assert "<h1>手工</h1>" in find_article(sandbox, look(sandbox).text)


def test_what_an_article_says_is_never_markup_of_the_page(sandbox: RunningSandbox, token: str) -> None:
    add_draft(sandbox, token, title="<script>1</script>", digest="<i>", author="<b>")

    page = look(sandbox).text

    assert "<script" not in page + find_article(sandbox, page)
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("path", ["/s/none", "/picture/none", "/none"])
def test_what_is_not_there_is_not_found(sandbox: RunningSandbox, path: str) -> None:
    assert look(sandbox, path).status_code == 404


def test_a_voice_is_no_picture(sandbox: RunningSandbox, token: str) -> None:
    upload(sandbox, token, "material/add_material", "a.mp3", b"<script>", params={"type": "voice"})
    key = sandbox.control.get("state")["materials"][0]["picture"]

    assert look(sandbox, f"/picture/{key}").status_code == 404


def test_every_page_forbids_scripts_and_other_hosts(sandbox: RunningSandbox, token: str) -> None:
    add_draft(sandbox, token)
    address = re.search(r'src="(/s/[^"]+)"', look(sandbox).text)
    assert address is not None

    policies = [look(sandbox, path).headers["content-security-policy"] for path in ("/", address[1])]

    assert all("default-src 'none'" in policy and "script-src" not in policy for policy in policies)
    assert policies[1].startswith("sandbox;")


def test_the_style_is_served_from_here(sandbox: RunningSandbox) -> None:
    response = look(sandbox, "/page.css")

    assert response.headers["content-type"].startswith("text/css")
    assert "url(" not in response.text


# --- the form ---------------------------------------------------------------------------------


def send_form(sandbox: RunningSandbox, path: str, **fields: str) -> requests.Response:
    return fetch(sandbox.url + path, "POST", data=fields)


def test_the_form_sets_a_fault_and_shows_it(sandbox: RunningSandbox, token: str) -> None:
    fields = {"endpoint": "draft/count", "kind": "errcode", "when": "before", "nth": "1", "times": "2", "code": "45009"}

    response = send_form(sandbox, "/faults", back=VERIFIED, **fields)

    assert (response.status_code, response.headers["location"]) == (303, f"/?appid={VERIFIED}")
    assert '<ul class="faults"><li><code>draft/count</code> 错误码回答 · 没有执行 · #1 ×2' in look(sandbox).text
    assert sandbox.ask("draft/count", token)["errcode"] == 45009


def test_the_form_says_all_that_is_wrong(sandbox: RunningSandbox) -> None:
    response = send_form(sandbox, "/faults", kind="boom", nth="0")

    assert response.status_code == 422
    assert [line.partition(":")[0] for line in response.text.splitlines()] == ["nth", "kind"]


def test_the_form_clears_all_faults(sandbox: RunningSandbox) -> None:
    sandbox.control.fail("*", "errcode", times=0)

    response = send_form(sandbox, "/faults/clear", back="")

    assert (response.status_code, sandbox.control.get("state")["faults"]) == (303, [])


# --- who may ask ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "", "example.org", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.nip.io:{port}", "localhost.:{port}", "[::1",
        "a@127.0.0.1:{port}", "127.0.0.1:{port}:{port}", "0.0.0.0:{port}", "x" * 5000, "127.1:{port}",
    ],
    ids=ascii,
)  # fmt: skip
def test_a_host_that_is_not_this_machine_is_refused(sandbox: RunningSandbox, host: str) -> None:
    port = sandbox.url.rpartition(":")[2]

    assert look(sandbox, host=host.format(port=port)).status_code in (400, 403)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_the_names_of_this_machine_are_let_in(sandbox: RunningSandbox, name: str) -> None:
    port = sandbox.url.rpartition(":")[2]

    assert look(sandbox, host=f"{name}:{port}").status_code == 200


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
def test_another_page_cannot_act_here(sandbox: RunningSandbox, headers: dict[str, str], status: int) -> None:
    sent = {name: value.format(url=sandbox.url) for name, value in headers.items()}

    response = fetch(f"{sandbox.url}/sandbox/clock", "POST", headers=sent)

    assert response.status_code == status
    assert not any(name.lower().startswith("access-control") for name in response.headers)


@pytest.mark.parametrize(("origin", "status"), [("https://example.org", 403), ("null", 200), ("{url}", 200)])
def test_another_page_cannot_read_here(sandbox: RunningSandbox, origin: str, status: int) -> None:
    response = look(sandbox, origin=origin.format(url=sandbox.url))

    assert response.status_code == status
    assert not any(name.lower().startswith("access-control") for name in response.headers)
