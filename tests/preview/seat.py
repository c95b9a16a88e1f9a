"""A person before the preview page, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from publish.i18n.translator import Translator
from tests.preview.server import RunningPreview

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
SECOND_MS = 20_000
"""The page updates within a second of a save; on a busy machine it takes longer, so no test asserts a time."""


class Seat:
    """A user's browser page, with its logged errors."""

    def __init__(
        self, browser: Browser, preview: RunningPreview, issue: Path, language: str = "zh", **more: Any
    ) -> None:
        self.context: BrowserContext = browser.new_context(locale=LOCALES[language], accept_downloads=True, **more)
        self.issue = issue
        self.preview = preview
        self.translate = Translator(language).translate
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.context.on("console", lambda message: self.complaints.append(message.text))
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page: Page = self.context.new_page()
        self.page.goto(preview.page)

    def wait(self) -> Seat:
        """Wait until article and list are shown."""
        self.page.frame_locator("#frame").locator("h1").wait_for()
        self.page.wait_for_selector("[aria-current=page]", state="attached")
        return self

    @property
    def phone(self) -> Frame:
        """The article's own document."""
        return self.page.frames[1]

    def save(self, text: str) -> None:
        """Save the issue, and wait until the page has updated."""
        before = self.page.get_attribute("html", "data-number") or ""
        self.issue.write_text(text, encoding="utf-8")
        expect(self.page.locator("html")).not_to_have_attribute("data-number", before, timeout=SECOND_MS)

    def wait_for_text(self, text: str) -> None:
        expect(self.page.frame_locator("#frame").locator("body")).to_contain_text(text, timeout=SECOND_MS)

    def press(self, selector: str) -> None:
        self.page.click(selector)
