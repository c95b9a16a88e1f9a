"""The preview in a real browser: `publish preview` in a process of its own, every button, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from publish.adapters.storage.private_files import keep_redirect_page
from publish.i18n.translator import LANGUAGES
from publish.preview.versions import insert_pictures
from tests.pictures import draw
from tests.preview.repository import NAME, make_repository
from tests.preview.seat import SECOND_MS, Seat
from tests.preview.server import start_preview

pytestmark = pytest.mark.browser


@pytest.fixture(params=LANGUAGES)
def seat(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Seat]:
    issue = make_repository(tmp_path / "newsletter")
    with start_preview(tmp_path / "newsletter") as preview:
        seat = Seat(browser, preview, issue, request.param).wait()
        yield seat
        seat.context.close()


only_chinese = pytest.mark.parametrize("seat", ["zh"], indirect=True)


@only_chinese
def test_redirect_file_opens_the_page(seat: Seat, tmp_path: Path) -> None:
    with keep_redirect_page(seat.preview.page, tmp_path / "entry.html") as entry:
        seat.page.goto(entry)
        seat.page.wait_for_url(f"{seat.preview.url}/**")

    seat.page.frame_locator("#frame").locator("h1").wait_for()
    reloaded = seat.page.reload()

    assert (reloaded and reloaded.status) == 200


# --- following --------------------------------------------------------------------------------


@only_chinese
def test_page_updates_after_a_save_and_keeps_its_scroll_position(seat: Seat) -> None:
    seat.phone.evaluate("scrollTo(0, 900)")

    seat.save(seat.issue.read_text(encoding="utf-8").replace("一条热身消息", "一条新消息"))
    seat.wait_for_text("一条新消息")

    assert seat.phone.evaluate("Math.round(scrollY)") == 900


@only_chinese
def test_broken_issue_shows_problems_and_the_last_article(seat: Seat) -> None:
    good = seat.issue.read_text(encoding="utf-8")

    seat.save("---\ntitle 没有冒号\n---\n" + good)

    expect(seat.page.locator("#connection")).to_have_text(seat.translate("page-stale"))
    assert "第 2 行" in seat.page.inner_text("[data-panel=problems]")
    assert "第一则消息" in seat.phone.inner_text("body")
    seat.save(good)
    expect(seat.page.locator("#connection")).to_have_text(seat.translate("page-live"))


@only_chinese
def test_page_updates_after_changes_of_settings_pictures_and_themes(seat: Seat) -> None:
    repository = seat.issue.parent.parent
    settings = repository / "publish.toml"

    settings.write_text(settings.read_text(encoding="utf-8").replace("某号", "另一个号"), encoding="utf-8")

    expect(seat.page.frame_locator("#frame").locator(".by")).to_have_text("另一个号", timeout=SECOND_MS)


@only_chinese
def test_page_follows_a_theme_that_is_being_written(seat: Seat) -> None:
    themes = seat.issue.parent.parent / "themes"
    themes.mkdir()
    (themes / "mine.css").write_text(".article { color: #333 } h2 { color: #0b5a46 }", encoding="utf-8")
    seat.save("---\ntheme: mine\n---\n" + seat.issue.read_text(encoding="utf-8"))
    heading = seat.page.frame_locator("#frame").locator("h2").first
    expect(heading).to_have_css("color", "rgb(11, 90, 70)", timeout=SECOND_MS)

    (themes / "mine.css").write_text(".article { color: #333 } h2 { color: #7a1924 }", encoding="utf-8")

    expect(heading).to_have_css("color", "rgb(122, 25, 36)", timeout=SECOND_MS)
    seat.press(".contrasts summary")
    expect(seat.page.locator(".contrasts tr", has_text="section.section h2").first).to_be_visible()


@only_chinese
def test_page_shows_that_the_server_has_stopped(seat: Seat) -> None:
    seat.context.route("**/state*", lambda route: route.abort())
    seat.context.set_offline(True)

    seat.press("[data-knob=density][value=airy]")

    expect(seat.page.locator("#connection")).to_have_text(seat.translate("page-lost"), timeout=SECOND_MS)


@only_chinese
def test_page_requests_only_its_server_and_logs_no_errors(seat: Seat) -> None:
    for button in ("#dark", "[data-version=sent]", "#both", "#light", "[data-version=pasted]"):
        seat.press(button)
        expect(seat.page.locator("#changes")).not_to_have_text(seat.translate("page-waiting"))

    assert [url for url in seat.requests if not url.startswith((seat.preview.url, "about:", "data:"))] == []
    assert seat.complaints == []


@only_chinese
def test_html_in_an_issue_runs_no_script(seat: Seat) -> None:
    text = seat.issue.read_text(encoding="utf-8")
    payload = '<img src=x onerror="parent.hit=1"><script>parent.hit=1</script><svg onload="parent.hit=1">'

    seat.save(text.replace("正文", "").replace("要点在此。", f"要点在此{payload}。[x](javascript:parent.hit=1)"))

    assert seat.page.evaluate("typeof hit") == "undefined"
    assert seat.phone.locator("script,svg,[onerror],[onload]").count() == 0


# --- looking ----------------------------------------------------------------------------------


def test_every_button_has_a_label_and_keyboard_focus(seat: Seat) -> None:
    names = seat.page.locator("button:visible,a:visible,input:visible").evaluate_all(
        "(all) => all.map((one) => one.innerText || one.getAttribute('aria-label') || one.closest('label')?.innerText)"
    )
    reached = set()
    for _ in range(len(names) + 8):
        seat.page.keyboard.press("Tab")
        reached.add(seat.page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))

    assert all(names)
    assert len(reached) >= len(names)


@pytest.mark.parametrize(("width", "pixels"), [("320", 320), ("375", 375), ("414", 414), ("wide", 709)])
@only_chinese
def test_phone_has_the_width_of_its_button(seat: Seat, width: str, pixels: int) -> None:
    seat.page.set_viewport_size({"width": 1440, "height": 900})

    seat.press(f"button[data-width='{width}']")

    assert seat.phone.evaluate("innerWidth") == pixels


@only_chinese
def test_light_and_dark_mode_scroll_together_side_by_side(seat: Seat) -> None:
    seat.page.set_viewport_size({"width": 1440, "height": 900})
    seat.press("#both")
    night = seat.page.frame_locator("#night").locator("html")
    night.locator("h1").wait_for()

    seat.phone.evaluate("scrollTo(0, 500)")

    while night.evaluate("() => Math.round(scrollY)") != 500:
        seat.page.wait_for_timeout(20)
    assert night.evaluate("(html) => getComputedStyle(html).backgroundColor") == "rgb(25, 25, 25)"


@only_chinese
def test_problem_scrolls_to_its_element(seat: Seat) -> None:
    seat.press(".problems button:has-text('第二则消息')")

    marked = seat.phone.locator("[style*='outline']")
    assert "第二则消息" in marked.inner_text()
    assert seat.phone.evaluate("document.querySelector(\"[style*='outline']\").getBoundingClientRect().top > 0")


@only_chinese
def test_issue_list_opens_another_issue(seat: Seat) -> None:
    seat.press(".issues a:has-text('2020-06-03')")

    seat.page.frame_locator("#frame").locator("h1:has-text('2020-06-03')").wait_for()
    expect(seat.page.locator("[aria-current=page] b")).to_have_text("2020-06-03")


@only_chinese
def test_page_remembers_ticked_steps(seat: Seat) -> None:
    seat.press("[data-step=paste]")

    seat.page.reload()
    seat.page.frame_locator("#frame").locator("h1").wait_for()

    expect(seat.page.locator("[data-step=paste]")).to_be_checked()


# --- versions ---------------------------------------------------------------------------------


def list_version_requests(seat: Seat) -> list[str]:
    return [url for url in seat.requests if "/version?" in url]


def press_version(seat: Seat, version: str) -> None:
    """Show a version, and wait until it is shown."""
    seat.press(f"[data-version={version}]")
    line = seat.page.locator("#changes")
    expect(line).not_to_have_text(seat.translate("page-waiting"), timeout=SECOND_MS)


@pytest.fixture
def long_seat(seat: Seat) -> Seat:
    """Show an issue longer than the documented length."""
    text = "".join(f"- [第{n}条 | 某站](https://example.org/{n})\n摘要：要点在此。\n\n" for n in range(100))
    seat.save(f"# 简报\n\n## 新闻\n\n一条热身消息。\n\n{text}")
    seat.wait_for_text("第99条")
    return seat


def test_versions_are_switched_with_their_lines_and_their_buttons(long_seat: Seat) -> None:
    line = long_seat.page.locator("#changes")
    lines, bodies = [line.inner_text()], []
    for version in ("sent", "fitted", "pasted"):
        press_version(long_seat, version)
        lines.append(line.inner_text())
        bodies.append(long_seat.phone.inner_html("body"))
        pressed = long_seat.page.locator("[data-version][aria-pressed=true]")
        assert [button.get_attribute("data-version") for button in pressed.all()] == [version]

    editor = long_seat.translate("page-changes-editor", lost=0, rewritten=0)
    store = long_seat.translate("page-changes-store", lost=0, rewritten=1)  # the address of the licence's mark
    assert lines == [editor, store, store, editor]
    assert len(bodies[1]) < len(bodies[0])
    assert long_seat.complaints == []


@only_chinese
def test_shortened_version_is_requested_only_while_it_is_shown(long_seat: Seat) -> None:
    text = long_seat.issue.read_text(encoding="utf-8")
    assert list_version_requests(long_seat) == []
    press_version(long_seat, "fitted")
    long_seat.press("#dark")
    press_version(long_seat, "pasted")
    press_version(long_seat, "fitted")
    assert len(list_version_requests(long_seat)) == 1

    long_seat.save(text.replace("热身", "新"))
    long_seat.wait_for_text("一条新消息")
    assert len(list_version_requests(long_seat)) == 2
    press_version(long_seat, "pasted")
    long_seat.save(text)
    long_seat.wait_for_text("一条热身消息")

    assert len(list_version_requests(long_seat)) == 2
    assert long_seat.page.get_attribute("#dark", "aria-pressed") == "true"


@only_chinese
def test_pictures_of_a_post_are_turned_and_its_dots_follow(seat: Seat) -> None:
    for name, height in (("a", 400), ("b", 300), ("c", 200)):
        (seat.issue.parent / f"{name}.png").write_bytes(draw("PNG", size=(300, height)))
    seat.save("# 一次散步\n\n![甲](a.png)\n\n![乙](b.png)\n\n![丙](c.png)\n\n散步的文字。\n")
    seat.wait_for_text("散步的文字")

    press_version(seat, "post")
    frame = seat.page.frame_locator("#frame")
    dots = frame.locator(".dots i")
    expect(frame.locator(".text")).to_have_text("散步的文字。")
    expect(dots).to_have_count(3)
    for side, shown in ((0.8, 1), (0.8, 2), (0.8, 2), (0.2, 1)):
        box = frame.locator(".strip").bounding_box()
        assert box is not None
        seat.page.mouse.click(box["x"] + box["width"] * side, box["y"] + 40)
        expect(dots.nth(shown)).to_have_class("on", timeout=SECOND_MS)
        expect(frame.locator(".dots i.on")).to_have_count(1)

    seat.press("#both")
    expect(seat.page.frame_locator("#night").locator(".strip img")).to_have_count(3)
    # Waiting inside the frame, which may run no script, is itself complained about.
    assert [each for each in seat.complaints if not each.startswith("Blocked script execution in 'about:srcdoc'")] == []


@only_chinese
def test_page_shows_the_pasted_version_when_the_shown_one_no_longer_applies(long_seat: Seat) -> None:
    press_version(long_seat, "fitted")

    long_seat.save("# 简报\n\n短文。\n")
    long_seat.wait_for_text("短文。")

    assert long_seat.page.locator("[data-version=fitted]").is_hidden()
    assert long_seat.page.get_attribute("[data-version=pasted]", "aria-pressed") == "true"


@only_chinese
def test_page_shows_the_pasted_version_when_another_cannot_be_fetched(long_seat: Seat) -> None:
    long_seat.context.route("**/version*", lambda route: route.abort())

    press_version(long_seat, "fitted")

    expect(long_seat.page.locator("#refusals")).to_contain_text(long_seat.translate("page-unreached"))
    assert long_seat.page.get_attribute("[data-version=pasted]", "aria-pressed") == "true"


# --- trying and keeping -----------------------------------------------------------------------


def test_theme_options_are_tried_with_one_click_and_saved_with_another(seat: Seat) -> None:
    before = seat.issue.read_text(encoding="utf-8")

    seat.press("[data-knob=theme][aria-pressed=false] >> nth=0")
    seat.page.wait_for_selector("[data-keep]")
    assert seat.issue.read_text(encoding="utf-8") == before
    name = seat.page.get_attribute("[data-knob=theme][aria-pressed=true]", "value")
    seat.press("[data-knob=density][value=airy]")
    seat.page.wait_for_selector("[data-knob=density][value=airy][aria-pressed=true]")
    seat.press("[data-keep]")

    expect(seat.page.locator("#status")).to_have_text(
        seat.translate("page-kept-now", file=f"{NAME}.md"), timeout=SECOND_MS
    )
    assert seat.issue.read_text(encoding="utf-8") == f"---\ntheme: {name}\ndensity: airy\n---\n{before}"


def test_tried_theme_options_can_be_dropped(seat: Seat) -> None:
    seat.press("[data-knob=accent][value='#b3261e']")
    seat.page.wait_for_selector("[data-back]")

    seat.press("[data-back]")

    expect(seat.page.locator("[data-back]")).to_have_count(0)
    assert "accent" not in seat.page.url


@only_chinese
def test_page_tries_any_colour_as_accent(seat: Seat) -> None:
    seat.page.fill("input[type=color]", "#123456")

    coloured = seat.page.frame_locator("#frame").locator("[style*='#123456']").first
    expect(coloured).to_be_visible(timeout=SECOND_MS)


@only_chinese
def test_options_are_not_saved_when_the_file_has_changed(seat: Seat) -> None:
    seat.press("[data-knob=density][value=airy]")
    seat.page.wait_for_selector("[data-keep]")
    seat.page.evaluate("shown.digest = 'of an older file'")
    before = seat.issue.read_text(encoding="utf-8")

    seat.press("[data-keep]")

    expect(seat.page.locator("#refusals")).to_contain_text(
        f"{NAME}.md: {seat.translate('issue-changed')}", timeout=SECOND_MS
    )
    assert seat.issue.read_text(encoding="utf-8") == before


# --- taking away ------------------------------------------------------------------------------


def test_every_copy_button_confirms_the_copy(seat: Seat) -> None:
    buttons = seat.page.locator("[data-copy]")
    for number in range(buttons.count()):
        buttons.nth(number).click()
        expect(buttons.nth(number)).to_have_text(seat.translate("page-copied-text"))

    seat.press("#copy")

    assert buttons.count() == 4
    assert seat.page.inner_text("#status") == seat.translate("page-copied")


@only_chinese
def test_copied_article_equals_the_built_one(seat: Seat) -> None:
    handed = seat.page.evaluate(
        """() => { let html = ""; const set = DataTransfer.prototype.setData;
        DataTransfer.prototype.setData = function (type, value) { if (type === "text/html") html = value; set.call(this, type, value) };
        document.getElementById("copy").click(); return html }"""  # noqa: E501
    )

    payload = seat.preview.fetch_state()["payload"]
    assert handed == insert_pictures(payload["html"], payload["pictures"])


@only_chinese
def test_page_downloads_article_as_html_pdf_and_long_picture(seat: Seat) -> None:
    files = {}
    for selector in ("[data-save]", "[data-exported=pdf]", "[data-exported=png]"):
        with seat.page.expect_download(timeout=90_000) as download:
            seat.press(selector)
        files[download.value.suggested_filename] = Path(download.value.path()).read_bytes()

    assert [name.removeprefix(NAME) for name in files] == [".html", ".pdf", ".png"]
    assert "第一则消息" in files[f"{NAME}.html"].decode()
    assert files[f"{NAME}.pdf"].startswith(b"%PDF-")
    picture = Image.open(BytesIO(files[f"{NAME}.png"]))
    assert (picture.width, picture.height > 4000) == (750, True)


@only_chinese
def test_page_downloads_the_cover(seat: Seat) -> None:
    with seat.page.expect_download() as download:
        seat.press("#cover a")

    assert download.value.suggested_filename == f"{NAME}-cover.png"
