"""What an editor does, in a real browser: open the page from disk, press a button, paste elsewhere."""

from __future__ import annotations

import base64
import re
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from lxml import html as html_parser
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from publish.cli import main
from publish.i18n.translator import LANGUAGES, Translator
from publish.preview.page import render_preview
from tests.articles import simulate_filters
from tests.html5 import spell_out
from tests.preview.test_page import ARTICLE

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent
SAMPLES = sorted(path.stem for path in (ROOT / "embedded-ai-report").glob("*.md"))
SAMPLE = "2020-06-17"
SETTINGS = tomllib.loads((ROOT / "publish.toml").read_text(encoding="utf-8"))
THEME = (ROOT / "themes" / f"{SETTINGS['theme']}.css").read_text(encoding="utf-8")
EDITOR = """\
<!doctype html><meta charset="utf-8"><title>editor</title>
<div contenteditable style="min-height:300px;color:#f0f;font-size:10px"></div><textarea rows="9"></textarea>
<script>addEventListener("paste", (event) => { window.pasted = event.clipboardData.getData("text/html") })</script>
"""
BACKGROUND = "getComputedStyle(document.documentElement).backgroundColor"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SIZES = {"desktop": (1200, 900), "tablet": (768, 1024), "phone": (390, 844), "narrow": (375, 667), "small": (320, 568)}


class CopyWindow:
    """The preview page and an editor in one browser, and what its console reported."""

    def __init__(self, context: BrowserContext, preview: Path, editor: Path) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self.complaints.append(message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self._context = context
        self._editor = editor
        self.page = context.new_page()
        self.page.goto(preview.as_uri())
        self.page.frame_locator("#frame").locator("h1").wait_for()

    @property
    def phone(self) -> Frame:
        """The article's own document."""
        return self.page.frames[1]

    def paste(self, into: str = "div") -> Page:
        """Press Ctrl+V in an editor."""
        editor = self._context.new_page()
        editor.goto(self._editor.as_uri())
        editor.click(into)
        editor.keyboard.press("ControlOrMeta+V")
        return editor

    def copy_article(self) -> Page:
        """Press the button and paste."""
        self.page.click("#copy")
        return self.paste()


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every sample issue, in every language."""
    folder = tmp_path_factory.mktemp("build")
    (folder / "editor.html").write_text(EDITOR, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        for language in LANGUAGES:
            argv = ["build", "--all", "--config", str(ROOT / "publish.toml"), "--out", str(folder / language)]
            assert main([*argv, "--lang", language, "--quiet"]) == 0
    return folder


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture(scope="module")
def pasted(browser: Browser, build: Path) -> Iterator[Page]:
    """An editor with the article in it, to be looked at only."""
    context = browser.new_context()
    yield CopyWindow(context, build / "zh" / SAMPLE / "preview.html", build / "editor.html").copy_article()
    context.close()


@pytest.fixture
def window(context: BrowserContext, build: Path) -> CopyWindow:
    return CopyWindow(context, build / "zh" / SAMPLE / "preview.html", build / "editor.html")


def colour(variable: str) -> str:
    """Return a colour of the theme as browsers tell it."""
    found = re.search(rf"--{variable}: #([0-9a-f]+)", THEME)
    assert found
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return f"rgb({', '.join(str(int(digits[i : i + 2], 16)) for i in (0, 2, 4))})"


def computed(page: Page, selector: str, name: str) -> str:
    value = page.locator(selector).first.evaluate(f"(element) => getComputedStyle(element)[{name!r}]")
    assert isinstance(value, str)
    return value


def picture(page: Page, alt: str) -> bytes:
    """Return the bytes of a pasted picture."""
    source = page.locator(f'div img[alt="{alt}"]').get_attribute("src") or ""
    return base64.b64decode(source.removeprefix("data:image/png;base64,"), validate=True)


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


# --- the article --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_copy_button_confirms_the_copy(context: BrowserContext, build: Path, language: str) -> None:
    window = CopyWindow(context, build / language / SAMPLE / "preview.html", build / "editor.html")

    window.page.click("#copy")

    assert window.page.inner_text("#status") == Translator(language).translate("page-copied")


def test_pasted_article_has_every_section_heading(pasted: Page) -> None:
    source = (ROOT / "embedded-ai-report" / f"{SAMPLE}.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## \[?([^]\n]+)", source, re.MULTILINE)

    headings = pasted.locator("div h2").all_inner_texts()

    assert sections
    assert [name for name in sections if not any(heading.startswith(name) for heading in headings)] == []


def test_pasted_article_keeps_all_text(pasted: Page, build: Path) -> None:
    article = html_parser.fragment_fromstring((build / "zh" / SAMPLE / "article.html").read_text(encoding="utf-8"))

    assert squeeze(pasted.inner_text("div")) == squeeze(article.text_content())


def test_pasted_article_has_the_colours_of_the_theme(pasted: Page) -> None:
    assert computed(pasted, "div h2", "color") == colour("head")
    assert computed(pasted, "div h2", "borderTopColor") == colour("accent")


def test_pasted_article_depends_on_no_style_of_the_editor(pasted: Page) -> None:
    script = """(texts) => texts.filter((text) => text.innerText.trim()).map((text) => getComputedStyle(text))
        .filter((style) => style.color === "rgb(255, 0, 255)" || style.fontSize === "10px").length"""

    assert pasted.locator("div p, div h2, div li section").evaluate_all(script) == 0


def test_pasted_article_has_the_qr_code_of_the_settings(pasted: Page) -> None:
    image = Image.open(BytesIO(picture(pasted, "二维码")))

    (code,) = zxingcpp.read_barcodes(image)
    assert code.text == SETTINGS["follow"]["qr"]


def test_pasted_article_has_the_badge(pasted: Page, build: Path) -> None:
    badge = (build / "zh" / SAMPLE / "pictures" / "badge-cc-by-sa-4.0.png").read_bytes()

    assert picture(pasted, "许可协议标志") == badge


def test_pasted_article_shows_its_pictures(pasted: Page) -> None:
    widths = pasted.locator("div img").evaluate_all("(images) => images.map((image) => image.naturalWidth)")

    assert len(widths) == 2
    assert min(widths) > 0


def test_clipboard_holds_the_article_as_it_was_built(pasted: Page, build: Path) -> None:
    article = (build / "zh" / SAMPLE / "article.html").read_text(encoding="utf-8")

    assert article in pasted.evaluate("window.pasted")


def test_clipboard_holds_the_article_as_plain_text_too(window: CopyWindow) -> None:
    window.page.click("#copy")

    text = window.paste("textarea").input_value("textarea")

    assert "业界新闻" in text
    assert re.findall(r"</?(?:section|p|h2|span)\b|style=", text) == []


def test_copy_copies_the_light_article_while_the_dark_one_is_shown(window: CopyWindow) -> None:
    window.page.click("#dark")

    assert computed(window.copy_article(), "div h2", "color") == colour("head")


def test_copy_selects_the_article_when_the_browser_refuses(window: CopyWindow) -> None:
    window.page.evaluate("document.execCommand = () => false")

    window.page.click("#copy")

    assert Translator("zh").translate("page-failed") in window.page.inner_text("#refusals")
    window.phone.wait_for_function("getSelection().toString().includes('业界新闻')")


def test_refused_copy_works_with_one_keystroke(window: CopyWindow) -> None:
    window.page.evaluate("document.execCommand = () => false")
    window.page.click("#copy")
    window.phone.wait_for_function("getSelection().toString().includes('业界新闻')")

    window.page.keyboard.press("ControlOrMeta+C")

    assert computed(window.paste(), "div h2", "color") == colour("head")


@pytest.mark.parametrize("name", SAMPLES)
def test_browser_parses_the_article_as_it_was_serialized(context: BrowserContext, build: Path, name: str) -> None:
    article = (build / "zh" / name / "article.html").read_text(encoding="utf-8")
    page = context.new_page()

    written = page.evaluate("(html) => { document.body.innerHTML = html; return document.body.innerHTML }", article)

    assert written == spell_out(article)


# --- what stands beside it ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "key"), [("title", "title"), ("author", "author"), ("digest", "digest"), ("source", "source_url")]
)
def test_field_button_copies_its_field(window: CopyWindow, build: Path, field: str, key: str) -> None:
    described = (build / "zh" / SAMPLE / "article.json").read_text(encoding="utf-8")

    window.page.click(f"#{field} button")
    pasted = window.paste("textarea").input_value("textarea")

    assert pasted
    assert f'"{key}": "{pasted}"' in described


def test_field_button_confirms_the_copy_for_a_moment(window: CopyWindow) -> None:
    translate = Translator("zh").translate
    button = window.page.locator("#title button")

    button.click()

    assert button.inner_text() == translate("page-copied-text")
    expect(button).to_have_text(translate("page-copy-text"))


def test_field_button_reports_a_refused_copy(window: CopyWindow) -> None:
    window.page.evaluate("document.execCommand = () => false")

    window.page.click("#digest button")

    assert Translator("zh").translate("page-failed-text") in window.page.inner_text("#refusals")
    assert window.page.inner_text("#digest button") == Translator("zh").translate("page-copy-text")


# --- day and night ------------------------------------------------------------------------------


def test_buttons_switch_between_light_and_dark(window: CopyWindow) -> None:
    shown = []
    for scheme in ("dark", "light"):
        window.page.click(f"#{scheme}")
        window.phone.wait_for_function("document.querySelector('h2')")
        pressed = [window.page.get_attribute(f"#{name}", "aria-pressed") for name in ("light", "dark")]
        shown.append((pressed, window.phone.evaluate("getComputedStyle(document.documentElement).backgroundColor")))

    assert shown == [(["false", "true"], "rgb(25, 25, 25)"), (["true", "false"], "rgb(255, 255, 255)")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_version_buttons_work_by_keyboard_and_keep_scheme_and_place(
    context: BrowserContext, build: Path, language: str
) -> None:
    window = CopyWindow(context, build / language / SAMPLE / "preview.html", build / "editor.html")
    window.page.click("#dark")
    window.phone.wait_for_function(f"{BACKGROUND} === 'rgb(25, 25, 25)'")
    before = window.phone.inner_html("body")
    window.phone.evaluate("scrollTo(0, 700)")

    window.page.focus("[data-version=pasted]")
    window.page.keyboard.press("Tab")
    window.page.keyboard.press("Enter")

    translate = Translator(language).translate
    pressed = window.page.locator("[data-version]").evaluate_all("(all) => all.map((one) => one.ariaPressed)")
    assert pressed == ["false", "true", "false", "false", "false"]
    assert window.page.get_attribute("#dark", "aria-pressed") == "true"
    # The store moves the addresses of two pictures.
    assert window.page.inner_text("#changes") == translate("page-changes-store", lost=0, rewritten=2)
    assert (window.phone.inner_html("body"), window.phone.evaluate(BACKGROUND)) == (before, "rgb(25, 25, 25)")
    assert window.phone.evaluate("Math.round(scrollY)") == 700


def test_each_version_shows_what_its_filter_keeps(context: BrowserContext, build: Path, tmp_path: Path) -> None:
    damaged = ARTICLE._replace(
        filter_reports=simulate_filters("<section><div>甲</div><p style='transform:none'>乙</p></section>")
    )
    page = tmp_path / "preview.html"
    page.write_text(render_preview(damaged, Translator("zh")), encoding="utf-8")
    window = CopyWindow(context, page, build / "editor.html")

    shown = window.page.frame_locator("#frame")

    expect(shown.locator("section > p")).to_have_text(["甲", "乙"])
    assert window.page.inner_text("#changes") == "微信编辑器：丢失 2 · 改写 0"
    window.page.click("[data-version=sent]")
    expect(shown.locator("section > div")).to_have_text(["甲"])
    expect(shown.locator("section > p")).to_have_text(["乙"])

    assert window.page.inner_text("#changes") == "微信草稿箱：丢失 0 · 改写 0"
    assert window.complaints == []


def test_copy_copies_the_pasted_article_while_another_version_is_shown(window: CopyWindow, build: Path) -> None:
    article = (build / "zh" / SAMPLE / "article.html").read_text(encoding="utf-8")
    window.page.click("[data-version=sent]")

    assert article in window.copy_article().evaluate("window.pasted")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("version", ["pasted", "sent"])
def test_each_version_shows_its_pictures(window: CopyWindow, version: str, scheme: str) -> None:
    window.page.click(f"[data-version={version}]")
    window.page.click(f"#{scheme}")
    window.phone.wait_for_function("[...document.images].every((image) => image.complete)")

    widths = window.phone.evaluate("[...document.images].map((image) => image.naturalWidth)")
    assert len(widths) == 2
    assert min(widths) > 0


def test_dark_view_brightens_dark_text(window: CopyWindow) -> None:
    window.page.click("#dark")
    heading = window.page.frame_locator("#frame").locator("h2").first

    red, green, blue = map(int, re.findall(r"\d+", heading.evaluate("(h2) => getComputedStyle(h2).color"))[:3])

    assert min(red, green, blue) > 90


def test_switching_views_keeps_the_scroll_position(window: CopyWindow) -> None:
    window.phone.evaluate("scrollTo(0, 700)")

    window.page.click("#dark")

    window.phone.wait_for_function("document.querySelector('h2') && Math.round(scrollY) === 700")


# --- the page itself ----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "language"), [*((name, "zh") for name in SAMPLES), (SAMPLE, "en")])
def test_preview_page_logs_no_error_and_makes_no_request(
    context: BrowserContext, build: Path, name: str, language: str
) -> None:
    window = CopyWindow(context, build / language / name / "preview.html", build / "editor.html")
    for button in window.page.locator("button:visible").all():
        button.click()
    window.paste()

    assert window.complaints == []
    assert {request.partition(":")[0] for request in window.requests} <= {"file", "data"}


@pytest.mark.parametrize("name", SAMPLES)
def test_preview_page_does_not_scroll_sideways(context: BrowserContext, build: Path, name: str) -> None:
    window = CopyWindow(context, build / "zh" / name / "preview.html", build / "editor.html")

    wider = []
    for size, (width, height) in SIZES.items():
        window.page.set_viewport_size({"width": width, "height": height})
        wider += [(size, frame.name) for frame in window.page.frames if frame.evaluate(OVERFLOW) > 0]

    assert wider == []


def test_phone_frame_has_the_width_of_a_phone(window: CopyWindow) -> None:
    window.page.set_viewport_size({"width": 1200, "height": 900})

    assert window.phone.evaluate("innerWidth") == 375


def test_copy_button_is_visible_without_scrolling(window: CopyWindow) -> None:
    lowest = {}
    for size, (width, height) in SIZES.items():
        window.page.set_viewport_size({"width": width, "height": height})
        box = window.page.locator("#copy").bounding_box()
        lowest[size] = box["y"] + box["height"] if box else height

    assert {size for size, bottom in lowest.items() if bottom > 100} == set()


def test_preview_page_follows_no_link_of_the_article(window: CopyWindow) -> None:
    window.page.frame_locator("#frame").locator("a").first.click()

    assert [request for request in window.requests if request.startswith("http")] == []
    assert window.page.url.startswith("file:")
