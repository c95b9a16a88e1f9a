"""The console page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.sandbox.articles import add_draft, draw_picture, upload
from tests.sandbox.server import RunningSandbox

pytestmark = pytest.mark.browser

SIZES = {"desktop": (1200, 900), "phone": (375, 812), "small": (320, 568)}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="en-GB")
    yield opened
    opened.close()


@pytest.fixture
def draft(sandbox: RunningSandbox, token: str) -> None:
    url = upload(sandbox, token, "media/uploadimg", "a.png", draw_picture())["url"]
    add_draft(sandbox, token, title="很长的标题" * 8, content=f'<p>正文<img src="{url}"></p>')


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_page_fits_the_window_and_loads_nothing_from_other_hosts(
    sandbox: RunningSandbox, context: BrowserContext, size: tuple[int, int]
) -> None:
    requests: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    context.on("console", lambda message: complaints.append(message.text))
    page = context.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})

    page.goto(sandbox.url, wait_until="networkidle")

    assert [url for url in requests if not url.startswith((sandbox.url, "data:"))] == []
    assert (complaints, page.evaluate(OVERFLOW)) == ([], 0)


@pytest.mark.usefixtures("draft")
def test_page_shows_cover_and_pictures(sandbox: RunningSandbox, context: BrowserContext) -> None:
    answered: list[int] = []
    context.on("response", lambda response: answered.append(response.status) if "/picture/" in response.url else None)
    page = context.new_page()

    page.goto(sandbox.url, wait_until="networkidle")

    assert answered == [200, 200]
    assert page.frame_locator("iframe").locator("img:visible").bounding_box() is not None


def test_fault_form_sets_a_fault(sandbox: RunningSandbox, token: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(sandbox.url)
    page.locator("[name=endpoint]").select_option("draft/count")
    page.locator("[name=kind]").select_option("error code")
    page.locator("[name=code]").fill("45009")

    page.get_by_role("button", name="Set fault").click()

    page.get_by_text("draft/count error code").wait_for()
    assert sandbox.ask("draft/count", token)["errcode"] == 45009


def test_page_shows_a_draft_that_is_pushed_from_elsewhere(
    sandbox: RunningSandbox, token: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(sandbox.url)
    page.locator("[name=code]").fill("45009")

    add_draft(sandbox, token, title="从终端推送的草稿")

    expect(page.locator(".articles")).to_contain_text("从终端推送的草稿", timeout=20_000)
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("从终端推送的草稿")
    assert page.locator("[name=code]").input_value() == "45009"


def test_page_says_that_the_sandbox_has_stopped(sandbox: RunningSandbox, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(sandbox.url)

    context.set_offline(True)

    expect(page.locator("#lost")).to_be_visible(timeout=20_000)
    context.set_offline(False)
    expect(page.locator("#lost")).to_be_hidden(timeout=20_000)
