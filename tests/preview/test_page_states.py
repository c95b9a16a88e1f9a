"""The preview page tells what is, and never more: broken issues, refused looks, lost servers, many issues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from publish.i18n.translator import LANGUAGES
from tests.preview.newsletter import make_newsletter, name_issue
from tests.preview.repository import NAME, make_repository
from tests.preview.seat import SECOND_MS, Seat
from tests.preview.server import run_in_thread, start_preview

pytestmark = pytest.mark.browser

WIDE_WINDOW = {"width": 1440, "height": 900}


@pytest.fixture(params=LANGUAGES)
def seat(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Seat]:
    issue = make_repository(tmp_path / "newsletter")
    with start_preview(tmp_path / "newsletter") as preview:
        seat = Seat(browser, preview, issue, request.param, viewport=WIDE_WINDOW).wait()
        yield seat
        seat.context.close()


@pytest.fixture
def many(browser: Browser, tmp_path: Path) -> Iterator[Seat]:
    """A newsletter of sixty issues."""
    folder = make_newsletter(tmp_path / "newsletter")
    with start_preview(folder) as preview:
        seat = Seat(browser, preview, folder / "issues" / f"{name_issue(60)}.md", viewport=WIDE_WINDOW).wait()
        yield seat
        seat.context.close()


only_chinese = pytest.mark.parametrize("seat", ["zh"], indirect=True)


# --- no green beside something broken ---------------------------------------------------------


def test_broken_issue_is_red_in_the_list_and_has_no_ticks(seat: Seat) -> None:
    good = seat.issue.read_text(encoding="utf-8")

    seat.save(f"---\ntheme: nowhere\n---\n{good}")

    row = seat.page.locator("nav li", has=seat.page.locator("[aria-current]"))
    expect(row).to_have_class("broken", timeout=SECOND_MS)
    expect(row).to_contain_text(seat.translate("page-broken"))
    expect(seat.page.locator(".checks .done")).to_have_count(0)
    expect(seat.page.locator("#copy")).to_have_text(seat.translate("page-copy-last"))
    expect(seat.page.locator("#connection")).to_have_text(seat.translate("page-stale"))
    seat.save(good)
    expect(seat.page.locator("#copy")).to_have_text(seat.translate("page-copy"))
    expect(row).not_to_have_class("broken", timeout=SECOND_MS)


def test_issue_that_was_never_built_shows_no_article(browser: Browser, tmp_path: Path) -> None:
    issue = make_repository(tmp_path / "newsletter", "---\ntheme: nowhere\n---\n# 题\n\n正文。\n")
    with start_preview(tmp_path / "newsletter") as preview:
        seat = Seat(browser, preview, issue, "zh")

        expect(seat.page.locator("#nothing")).to_have_text(seat.translate("page-never"), timeout=SECOND_MS)
        expect(seat.page.locator("#copy")).to_be_disabled()
        expect(seat.page.locator("#frame")).to_be_hidden()
        seat.issue.write_text("# 题\n\n改好了。\n", encoding="utf-8")
        seat.wait_for_text("改好了")
        expect(seat.page.locator("#nothing")).to_be_hidden()
        expect(seat.page.locator("#copy")).to_be_enabled()
        seat.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_empty_folder_leads_to_a_first_issue(browser: Browser, tmp_path: Path, language: str) -> None:
    folder = tmp_path / "newsletter"
    (folder / "issues").mkdir(parents=True)
    (folder / "publish.toml").write_text('[newsletter]\nissues = "issues"\n', encoding="utf-8")
    with start_preview(folder) as preview:
        seat = Seat(browser, preview, folder, language)
        expect(seat.page.locator("#nothing")).to_have_text(seat.translate("page-empty-folder"), timeout=SECOND_MS)

        seat.press("[data-panel=problems] [data-begin]")

        expect(seat.page.locator("nav [aria-current] b")).to_have_text(re.compile(r"\d{4}-\d{2}-\d{2}"))
        [begun] = (folder / "issues").glob("*.md")
        expect(seat.page.locator("nav [aria-current] b")).to_have_text(begun.stem)
        seat.context.close()


# --- saving -----------------------------------------------------------------------------------


def test_refused_colour_cannot_be_kept_and_offers_the_nearest_that_is_legible(seat: Seat) -> None:
    before = seat.issue.read_bytes()
    seat.page.fill("input[type=color]", "#ffe680")
    offer = seat.page.locator(".refused [data-knob=accent]")
    expect(offer).to_be_visible(timeout=SECOND_MS)
    assert seat.page.locator("[data-keep]").count() == 0
    legible = offer.get_attribute("value") or ""

    offer.click()
    seat.press("[data-keep]")

    expect(seat.page.locator("#status")).to_have_text(seat.translate("page-kept-now", file=f"{NAME}.md"))
    assert f'accent: "{legible}"'.encode() in seat.issue.read_bytes()
    seat.press("#undo")
    expect(seat.page.locator("#status")).to_have_text(seat.translate("page-undone", file=f"{NAME}.md"))
    assert seat.issue.read_bytes() == before
    expect(seat.page.locator("#undo")).to_be_hidden()


@only_chinese
def test_save_can_be_undone_until_the_next_change(seat: Seat) -> None:
    seat.press("[data-knob=density][value=airy]")
    seat.press("[data-keep]")
    expect(seat.page.locator("#undo")).to_be_visible()
    expect(seat.page.locator("[data-knob=density][value=airy]")).to_have_attribute("aria-pressed", "true")

    seat.save(seat.issue.read_text(encoding="utf-8") + "\n又一行。\n")

    expect(seat.page.locator("#undo")).to_be_hidden()


# --- messages ---------------------------------------------------------------------------------


@only_chinese
def test_refusal_stays_until_it_is_dismissed(seat: Seat) -> None:
    seat.press("[data-knob=density][value=airy]")
    seat.page.wait_for_selector("[data-keep]")
    seat.page.evaluate("shown.digest = 'of an older file'")
    seat.press("[data-keep]")
    message = seat.page.locator("#refusals p")
    expect(message).to_have_count(1)

    seat.save(seat.issue.read_text(encoding="utf-8") + "\n又一行。\n")
    expect(message).to_have_count(1)
    seat.press("#refusals [data-dismiss]")

    expect(message).to_have_count(0)


def test_page_shows_that_a_build_is_at_work(browser: Browser) -> None:
    with run_in_thread() as thread:
        seat = Seat(browser, thread.preview, Path(), "zh")
        expect(seat.page.locator("#connection")).to_have_text(seat.translate("page-live"), timeout=SECOND_MS)

        thread.worker.gate.clear()
        thread.save("乙")
        expect(seat.page.locator("#connection")).to_have_text(seat.translate("page-working"), timeout=SECOND_MS)
        thread.worker.gate.set()

        seat.wait_for_text("乙")
        expect(seat.page.locator("#connection")).to_have_text(seat.translate("page-live"))
        seat.context.close()


def test_page_goes_on_when_the_server_starts_anew(browser: Browser, tmp_path: Path) -> None:
    issue = make_repository(tmp_path / "newsletter")
    with start_preview(tmp_path / "newsletter") as preview:
        seat = Seat(browser, preview, issue, "zh").wait()
    expect(seat.page.locator("#connection")).to_have_text(seat.translate("page-lost"), timeout=SECOND_MS)
    seat.press("[data-exported=pdf]")
    expect(seat.page.locator("#refusals")).to_contain_text(seat.translate("page-unreached"))
    assert "Failed to fetch" not in seat.page.inner_text("body")
    expect(seat.page.locator("#connection")).to_have_text(seat.translate("page-lost"))

    with start_preview(tmp_path / "newsletter", "--port", str(preview.port)) as again:
        assert again.page == preview.page
        expect(seat.page.locator("#connection")).to_have_text(seat.translate("page-live"), timeout=SECOND_MS)
        issue.write_text("# 简报\n\n重新启动之后。\n", encoding="utf-8")
        seat.wait_for_text("重新启动之后")
    seat.context.close()


def test_page_says_that_its_address_is_another_newsletters(browser: Browser, tmp_path: Path) -> None:
    issue = make_repository(tmp_path / "newsletter")
    make_repository(tmp_path / "other")
    with start_preview(tmp_path / "newsletter") as preview:
        seat = Seat(browser, preview, issue, "en").wait()
    with start_preview(tmp_path / "other", "--port", str(preview.port)):
        expect(seat.page.locator("#connection")).to_have_text(seat.translate("page-restarted"), timeout=SECOND_MS)
    seat.context.close()


# --- many issues ------------------------------------------------------------------------------


def test_list_is_searched_and_filtered(many: Seat) -> None:
    rows = many.page.locator("nav [data-issue]:visible")
    expect(rows).to_have_count(60)
    for wanted, count in (("第12期", 1), (name_issue(30), 1), ("2026-11", 4), ("没有这个", 0), ("", 60)):
        many.page.fill("#search", wanted)
        expect(rows).to_have_count(count)
    expect(many.page.locator("#none-found")).to_be_hidden()

    for name, count in (("open", 6), ("published", 54), ("drafted", 0), ("all", 60)):
        many.press(f"[data-filter={name}]")
        expect(rows).to_have_count(count)
        expect(many.page.locator(f"[data-filter={name}]")).to_have_attribute("aria-pressed", "true")


def test_problems_of_all_issues_are_counted_and_published_issues_are_not_red(many: Seat) -> None:
    expect(many.page.locator("nav small", has_text=many.translate("page-counting"))).to_have_count(0, timeout=SECOND_MS)

    expect(many.page.locator("nav li.broken")).to_have_count(2)
    assert many.page.locator("nav li[data-state=published]:not(.calm)").count() == 0


def test_change_of_issue_keeps_night_width_and_place_in_the_list(many: Seat) -> None:
    many.press("#dark")
    many.press("button[data-width='320']")
    expect(many.page.locator("nav small", has_text=many.translate("page-counting"))).to_have_count(0, timeout=SECOND_MS)
    link = many.page.locator(".issues a", has_text=name_issue(30))
    link.scroll_into_view_if_needed()
    before = many.page.evaluate("document.querySelector('.rows').scrollTop")

    link.click()
    many.wait_for_text("第30期")

    assert many.page.evaluate("document.querySelector('.rows').scrollTop") == before > 0
    assert many.phone.evaluate("[innerWidth, getComputedStyle(document.documentElement).backgroundColor]") == [
        320,
        "rgb(25, 25, 25)",
    ]
    many.page.go_back()
    many.wait_for_text("第60期")
    many.page.reload()
    many.wait_for_text("第60期")
    assert many.page.get_attribute("#dark", "aria-pressed") == "true"


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_list_and_right_column_scroll_by_themselves(many: Seat, size: tuple[int, int]) -> None:
    many.page.set_viewport_size({"width": size[0], "height": size[1]})

    assert many.page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    for place in (".rows", "aside"):
        assert many.page.evaluate("(place) => { const e = document.querySelector(place);"
            "return e.scrollHeight > e.clientHeight && getComputedStyle(e).overflowY === 'auto' }", place)  # fmt: skip


def test_row_without_news_stays_when_the_list_is_renewed(many: Seat) -> None:
    expect(many.page.locator("nav small", has_text=many.translate("page-counting"))).to_have_count(0, timeout=SECOND_MS)
    row = many.page.locator(".issues a", has_text=name_issue(57))
    row.evaluate("(row) => { window.seen = row; row.focus() }")

    settings = many.issue.parent / f"{name_issue(58)}.md"
    settings.write_text(settings.read_text("utf-8").replace("theme: nowhere", "theme: neural"), encoding="utf-8")

    expect(many.page.locator("nav li.broken")).to_have_count(1, timeout=SECOND_MS)
    assert row.evaluate("(row) => row === window.seen")
    expect(row).to_be_focused()


def test_due_issues_stand_with_their_time_and_what_will_be_done(many: Seat) -> None:
    settings = many.issue.parent.parent / "publish.toml"
    written = settings.read_text(encoding="utf-8")
    many.press("[data-days=due]")
    coming = many.page.locator(".due").first.locator("li")
    last = coming.last
    expect(last).to_contain_text(f"{name_issue(60)} 08:00", timeout=SECOND_MS)
    expect(last).to_contain_text(many.translate("page-due-draft"))

    settings.write_text(written + '[schedule]\naction = "release"\nhour = 9\n', encoding="utf-8")

    expect(last).to_contain_text(f"{name_issue(60)} 09:00", timeout=SECOND_MS)
    expect(last).to_contain_text(many.translate("page-due-release"))
    expect(many.page.locator("[data-panel=due] .zone")).to_contain_text("Asia/Shanghai")
    last.locator("a").click()
    many.wait_for_text("第60期")


@pytest.mark.parametrize("width", [1024, 1440])
def test_day_and_night_stand_whole_beside_each_other(many: Seat, width: int) -> None:
    many.page.set_viewport_size({"width": width, "height": 768})

    many.press("#both")
    many.page.frame_locator("#night").locator("h1").wait_for()

    stage, light, dark = (many.page.locator(each).bounding_box() for each in (".stage", "#frame", "#night"))
    assert stage is not None
    for phone in (light, dark):
        assert phone is not None
        assert phone["x"] >= stage["x"]
        assert phone["x"] + phone["width"] <= stage["x"] + stage["width"]
        assert phone["y"] + phone["height"] <= 768
    assert many.phone.evaluate("innerWidth") == 375


def test_narrow_window_opens_the_list_by_a_button(many: Seat) -> None:
    many.page.set_viewport_size({"width": 390, "height": 844})
    expect(many.page.locator("nav")).to_be_hidden()

    many.press("[data-listing]")
    many.press(f"nav a:has-text('{name_issue(59)}')")

    expect(many.page.locator("nav")).to_be_hidden()
    expect(many.page.locator("#nothing")).to_have_text(many.translate("page-never"))
