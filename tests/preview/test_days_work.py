"""A day's work on the preview page: sixty issues, a broken one, a refused colour, a conflict, a push, a restart.

With PICTURES=folder in the environment, a picture of each step is written there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from publish.i18n.translator import LANGUAGES
from tests.preview.newsletter import make_newsletter, name_issue
from tests.preview.seat import SECOND_MS, Seat
from tests.preview.server import start_preview
from tests.sandbox.server import VERIFIED, RunningSandbox, know_secret
from tests.sandbox.server import run_in_thread as run_sandbox

pytestmark = pytest.mark.browser

SCHEMES: dict[str, Literal["light", "dark"]] = {"zh": "light", "en": "dark"}
NEWEST, NEXT = name_issue(60), name_issue(59)


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSandbox]:
    """A sandbox, whose account the commands use."""
    with run_sandbox() as running:
        monkeypatch.setenv("WECHAT_API", f"{running.url}/cgi-bin")
        monkeypatch.setenv("WECHAT_SECRET", know_secret(VERIFIED))
        yield running


class Day:
    """A seat before the preview page, with pictures of what is seen."""

    def __init__(self, seat: Seat, language: str) -> None:
        self.seat, self.page, self.say = seat, seat.page, seat.translate
        self._language = language
        self._number = 0

    def shoot(self, name: str) -> None:
        """Write a picture of the page, if somebody wants to see it."""
        folder = os.environ.get("PICTURES")
        self._number += 1
        if folder:
            self.page.screenshot(path=Path(folder) / f"{self._language}-{self._number:02}-{name}.png")

    def expect_connection(self, state: str) -> None:
        expect(self.page.locator("#connection")).to_have_text(self.say(f"page-{state}"), timeout=SECOND_MS)


def push(folder: Path, issue: str) -> None:
    """Push a draft from a terminal."""
    command = [sys.executable, "-m", "publish", "draft", issue, "--quiet"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - this very Python


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_days_work(browser: Browser, tmp_path: Path, sandbox: RunningSandbox, language: str) -> None:
    folder = make_newsletter(tmp_path / "newsletter", broken=2)
    issue = folder / "issues" / f"{NEWEST}.md"
    window = {"width": 1440, "height": 900}
    more = {"viewport": window, "color_scheme": SCHEMES[language]}
    with start_preview(folder) as preview:
        day = Day(Seat(browser, preview, issue, language, **more).wait(), language)
        find_in_sixty_issues(day)
        repair_a_broken_issue(day, folder)
        keep_a_legible_colour(day, issue)
        meet_a_conflict(day, issue)
        push_from_a_terminal(day, folder, sandbox)
    day.expect_connection("lost")
    day.shoot("server-stopped")
    with start_preview(folder, "--port", str(preview.port)):
        day.expect_connection("live")
        issue.write_text(issue.read_text("utf-8") + "\n重新启动之后写的一行。\n", "utf-8")
        day.seat.wait_for_text("重新启动之后写的一行")
        day.shoot("server-started-anew")
    # The browser tells of each refused save and of each try to reach a server that has stopped.
    assert all(each.startswith("Failed to load resource") for each in day.seat.complaints)
    day.seat.context.close()


def find_in_sixty_issues(day: Day) -> None:
    rows = day.page.locator("nav [data-issue]:visible")
    expect(rows).to_have_count(60)
    expect(day.page.locator("nav small", has_text=day.say("page-counting"))).to_have_count(0, timeout=SECOND_MS)
    day.shoot("sixty-issues")
    day.page.click("#both")
    day.page.fill("#search", "第31期")
    expect(rows).to_have_count(1)
    rows.first.locator("a").click()
    day.seat.wait_for_text("第31期")
    day.shoot("found-by-title")
    day.page.fill("#search", "")
    day.page.click("[data-filter=open]")
    expect(rows).to_have_count(6)
    day.page.click("[data-days=due]")
    expect(day.page.locator(".due").first).to_contain_text(f"{NEWEST} 08:00")
    day.shoot("what-is-due")
    day.page.click("[data-days=issues]")


def repair_a_broken_issue(day: Day, folder: Path) -> None:
    expect(day.page.locator("nav li.broken")).to_have_count(2)
    day.page.click(f".issues [data-name='{NEXT}']")
    day.expect_connection("never")
    expect(day.page.locator("#copy")).to_be_disabled()
    day.shoot("broken-issue")
    file = folder / "issues" / f"{NEXT}.md"
    file.write_text(file.read_text("utf-8").replace("theme: nowhere", "theme: neural"), "utf-8")
    day.seat.wait_for_text("第59期")
    expect(day.page.locator("nav li.broken")).to_have_count(1, timeout=SECOND_MS)
    expect(day.page.locator("#copy")).to_be_enabled()
    day.shoot("mended-issue")
    day.page.click(f".issues [data-name='{NEWEST}']")
    day.seat.wait_for_text("第60期")


def keep_a_legible_colour(day: Day, issue: Path) -> None:
    day.page.fill("input[type=color]", "#ffe680")
    offer = day.page.locator(".refused [data-knob=accent]")
    expect(offer).to_be_visible(timeout=SECOND_MS)
    day.expect_connection("refused-look")
    expect(day.page.frame_locator("#frame").locator("h1")).to_contain_text("第60期")
    offer.scroll_into_view_if_needed()
    day.shoot("refused-colour")
    offer.click()
    day.page.click("[data-keep]")
    expect(day.page.locator("#undo")).to_be_visible(timeout=SECOND_MS)
    assert 'accent: "#' in issue.read_text("utf-8")
    day.expect_connection("live")
    day.shoot("kept-colour")


def meet_a_conflict(day: Day, issue: Path) -> None:
    field = day.page.locator("#digest")
    field.locator("[data-edit]").click()
    field.locator("[name=value]").fill("端侧推理的一周")
    issue.write_text(issue.read_text("utf-8") + "\n编辑器里写的一行。\n", "utf-8")
    day.seat.wait_for_text("编辑器里写的一行")
    field.locator("form .strong").click()
    expect(day.page.locator("#refusals")).to_contain_text(day.say("issue-changed"))
    field.scroll_into_view_if_needed()
    day.shoot("conflict")
    day.page.click("#refusals [data-dismiss]")
    field.locator("[data-cancel]").click()
    field.locator("[data-edit]").click()
    field.locator("[name=value]").fill("端侧推理的一周")
    field.locator("form .strong").click()
    expect(field.locator("p").first).to_have_text("端侧推理的一周", timeout=SECOND_MS)
    assert 'digest: "端侧推理的一周"' in issue.read_text("utf-8")


def push_from_a_terminal(day: Day, folder: Path, sandbox: RunningSandbox) -> None:
    console = day.seat.context.new_page()
    console.goto(sandbox.url)
    row = day.page.locator(f"nav li[data-state=drafted]:has([data-name='{NEWEST}'])")
    push(folder, NEWEST)
    expect(row).to_be_visible(timeout=SECOND_MS)
    expect(row).to_contain_text(day.say("page-state-drafted"))
    expect(console.locator(".articles").first).to_contain_text("第60期", timeout=SECOND_MS)
    day.shoot("pushed-from-a-terminal")
    shot, day.page = day.page, console
    day.shoot("sandbox")
    day.page = shot
    console.close()
