"""The live page, the page that a build writes and the sandbox's page, for everyone who uses them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from publish.cli import main
from tests.accessibility import find_barriers
from tests.preview.newsletter import make_newsletter, name_issue
from tests.preview.seat import SECOND_MS, Seat
from tests.preview.server import RunningPreview, start_preview
from tests.sandbox.articles import add_draft
from tests.sandbox.server import RunningSandbox
from tests.sandbox.server import run_in_thread as run_sandbox

pytestmark = [pytest.mark.browser, pytest.mark.npm]

WIDTHS = {"desk": (1440, 900), "phone": (390, 844)}
each_scheme = pytest.mark.parametrize("scheme", ["light", "dark"])
each_width = pytest.mark.parametrize("size", WIDTHS.values(), ids=WIDTHS)


@pytest.fixture(scope="module")
def newsletter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_newsletter(tmp_path_factory.mktemp("many") / "newsletter", 12)


@pytest.fixture(scope="module")
def preview(newsletter: Path) -> Iterator[RunningPreview]:
    with start_preview(newsletter) as running:
        yield running


def sit_down(browser: Browser, preview: RunningPreview, newsletter: Path, **more: object) -> Seat:
    issue = newsletter / "issues" / f"{name_issue(12, 12)}.md"
    return Seat(browser, preview, issue, "zh", **more).wait()


@each_scheme
@each_width
def test_live_page_has_no_barriers(
    browser: Browser,
    preview: RunningPreview,
    newsletter: Path,
    scheme: Literal["light", "dark"],
    size: tuple[int, int],
) -> None:
    window = {"width": size[0], "height": size[1]}
    seat = sit_down(browser, preview, newsletter, color_scheme=scheme, viewport=window)
    page = seat.page
    expect(page.locator("nav small", has_text=seat.translate("page-counting"))).to_have_count(0, timeout=SECOND_MS)

    found = find_barriers(page)
    page.locator("#digest [data-edit]").click()
    page.evaluate("refuse('没有做成')")
    if page.locator("[data-listing]").is_visible():
        page.click("[data-listing]")
    page.click("[data-days=due]")
    page.wait_for_timeout(300)  # the list slides in
    found += find_barriers(page)
    if page.locator("[data-listing]").is_visible():
        page.keyboard.press("Escape")
    page.evaluate(f"go('{name_issue(11, 12)}')")
    expect(page.locator("#connection")).to_have_text(seat.translate("page-never"), timeout=SECOND_MS)
    found += find_barriers(page)

    assert found == []
    seat.context.close()


@each_scheme
@each_width
def test_page_of_a_build_has_no_barriers(
    browser: Browser,
    newsletter: Path,
    monkeypatch: pytest.MonkeyPatch,
    scheme: Literal["light", "dark"],
    size: tuple[int, int],
) -> None:
    monkeypatch.chdir(newsletter)
    main(["build", name_issue(12, 12), "--quiet"])
    context = browser.new_context(color_scheme=scheme, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()

    page.goto((newsletter / "build" / name_issue(12, 12) / "preview.html").as_uri())
    page.frame_locator("#frame").locator("h1").wait_for()

    assert find_barriers(page) == []
    context.close()


@each_scheme
@each_width
def test_page_of_the_sandbox_has_no_barriers(
    browser: Browser, scheme: Literal["light", "dark"], size: tuple[int, int]
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    with run_sandbox() as sandbox:
        page.goto(sandbox.url)
        found = find_barriers(page)
        fill(sandbox)
        page.reload()
        found += find_barriers(page)

        assert found == []
        context.close()


def fill(sandbox: RunningSandbox) -> None:
    """Have a draft, a publication and a fault in the sandbox."""
    token = sandbox.fetch_token()
    sandbox.ask("freepublish/submit", token, {"media_id": add_draft(sandbox, token, title="一篇")})
    add_draft(sandbox, token, title="另一篇", content_source_url="https://example.org/1")
    sandbox.control.fail("draft/count", "errcode", times=2)


# --- by keyboard, and for every eye -----------------------------------------------------------


def count_tabs(page: Page, place: str, most: int) -> int:
    """Return after how many tabs the focus is in a place; more than `most` if it never is."""
    for number in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate("(place) => document.querySelector(place).contains(document.activeElement)", place):
            return number
    return most + 1


def test_problems_are_reached_in_ten_tabs_and_by_the_skip_link(
    browser: Browser, preview: RunningPreview, newsletter: Path
) -> None:
    seat = sit_down(browser, preview, newsletter)
    expect(seat.page.locator(".problems button").first).to_be_visible()
    assert count_tabs(seat.page, ".problems", 10) <= 10

    seat.page.reload()
    seat.page.keyboard.press("Tab")
    expect(seat.page.locator(".skip").first).to_be_focused()
    seat.page.keyboard.press("Enter")

    expect(seat.page.locator("#side")).to_be_focused()
    assert seat.page.locator("h1").count() == 1
    seat.context.close()


@pytest.mark.parametrize("size", WIDTHS.values(), ids=WIDTHS)
def test_everything_that_can_be_pressed_is_large_enough(
    browser: Browser, preview: RunningPreview, newsletter: Path, size: tuple[int, int]
) -> None:
    seat = sit_down(browser, preview, newsletter, viewport={"width": size[0], "height": size[1]})

    small = seat.page.evaluate(
        """() => [...document.querySelectorAll("button,a,select,input,summary")].filter((each) => {
          const box = (each.closest("label") || each).getBoundingClientRect();
          return each.checkVisibility() && box.width && (box.height < 24 || box.width < 24) && !each.matches(".skip");
        }).map((each) => each.outerHTML.slice(0, 120))"""
    )

    assert small == []
    seat.context.close()


def test_chosen_buttons_are_seen_in_forced_colours(browser: Browser, preview: RunningPreview, newsletter: Path) -> None:
    seat = sit_down(browser, preview, newsletter, forced_colors="active")

    for chosen, other in (("#light", "#dark"), ("[data-filter=all]", "[data-filter=open]")):
        styles = [
            seat.page.locator(each).evaluate("(each) => getComputedStyle(each).outlineStyle")
            for each in (chosen, other)
        ]
        assert styles == ["solid", "none"]
    seat.context.close()


def test_nothing_moves_where_motion_is_not_wanted(browser: Browser, preview: RunningPreview, newsletter: Path) -> None:
    seat = sit_down(browser, preview, newsletter, reduced_motion="reduce", viewport={"width": 1024, "height": 768})
    seat.page.evaluate("connect('working')")

    assert seat.page.locator("nav").evaluate("(nav) => getComputedStyle(nav).transitionDuration") == "0s"
    turning = seat.page.locator("#connection").evaluate("(dot) => getComputedStyle(dot, '::before').animationName")
    assert turning == "none"
    seat.context.close()
