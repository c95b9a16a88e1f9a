"""Fields of the front matter are written on the preview page; the body stays in its author's editor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from publish.i18n.translator import LANGUAGES
from tests.pictures import draw
from tests.preview.repository import NAME, make_repository
from tests.preview.seat import SECOND_MS, Seat
from tests.preview.server import start_preview

pytestmark = pytest.mark.browser


@pytest.fixture(params=LANGUAGES)
def seat(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Seat]:
    folder = tmp_path / "newsletter"
    issue = make_repository(folder)
    script = tmp_path / "editor"
    script.write_text(f'#!/bin/sh\necho "$@" > "{tmp_path}/opened"\n', encoding="utf-8")
    script.chmod(0o755)
    settings = folder / "publish.toml"
    settings.write_text(f'editor = "{script} --goto {{file}}:{{line}}"\n{settings.read_text("utf-8")}', "utf-8")
    with start_preview(folder) as preview:
        seat = Seat(browser, preview, issue, request.param, viewport={"width": 1440, "height": 900}).wait()
        yield seat
        seat.context.close()


only_chinese = pytest.mark.parametrize("seat", ["zh"], indirect=True)


def write(seat: Seat, name: str, value: str) -> None:
    """Write one field."""
    field = seat.page.locator(f"#{name}")
    field.locator("[data-edit]").click()
    seat.page.evaluate("tell('')")
    box = field.locator("[name=value]")
    if name == "comments":
        box.select_option(value)
    else:
        box.fill(value)
    field.locator("form .strong").click()
    expect(seat.page.locator("#status")).to_have_text(seat.translate("page-kept-now", file=f"{NAME}.md"))
    expect(field.locator("form")).to_be_hidden()


def test_fields_are_written_and_the_rest_of_the_file_stays(seat: Seat) -> None:
    body = seat.issue.read_bytes()
    (seat.issue.parent / "cover.png").write_bytes(draw("PNG", size=(900, 383)))

    write(seat, "title", "端侧推理：“一期”　特刊")
    seat.wait_for_text("端侧推理")
    for name, value in (
        ("author", "编辑部"),
        ("digest", "说说端侧推理"),
        ("publish_at", "2026-12-15 08:30"),
        ("comments", "followers"),
        ("cover", "cover.png"),
    ):
        write(seat, name, value)

    head = (
        '---\ntitle: "端侧推理：“一期”　特刊"\nauthor: "编辑部"\ndigest: "说说端侧推理"\n'
        'publish_at: "2026-12-15 08:30"\ncomments: followers\ncover: cover.png\n---\n'
    )
    assert seat.issue.read_bytes() == head.encode() + body
    expect(seat.page.locator("#comments p")).to_have_text(seat.translate("page-comments-followers"))


@only_chinese
def test_length_is_counted_while_it_is_written(seat: Seat) -> None:
    field = seat.page.locator("#author")
    field.locator("[data-edit]").click()

    field.locator("[name=value]").fill("甲" * 17)

    expect(field.locator(".length")).to_have_text("17/16")
    expect(field.locator(".length")).to_have_class("length over")


@only_chinese
def test_field_is_refused_when_the_file_changed_meanwhile(seat: Seat) -> None:
    field = seat.page.locator("#title")
    field.locator("[data-edit]").click()
    field.locator("[name=value]").fill("新题目")
    changed = seat.issue.read_text(encoding="utf-8") + "\n编辑器里又写了一行。\n"
    seat.save(changed)
    seat.wait_for_text("编辑器里又写了一行")

    field.locator("form .strong").click()

    expect(seat.page.locator("#refusals")).to_contain_text(seat.translate("issue-changed"))
    assert seat.issue.read_text(encoding="utf-8") == changed
    assert field.locator("[name=value]").input_value() == "新题目"


@only_chinese
@pytest.mark.parametrize(("name", "value"), [("publish_at", "2026-02-30 08:00"), ("cover", "lost.png")])
def test_value_that_breaks_the_issue_is_refused(seat: Seat, name: str, value: str) -> None:
    before = seat.issue.read_bytes()
    field = seat.page.locator(f"#{name}")
    field.locator("[data-edit]").click()
    field.locator("[name=value]").fill(value)

    field.locator("form .strong").click()

    expect(seat.page.locator("#refusals p")).to_have_count(1)
    assert seat.issue.read_bytes() == before


def test_click_on_a_paragraph_opens_it_in_the_editor_at_its_line(seat: Seat, tmp_path: Path) -> None:
    lines = seat.issue.read_text(encoding="utf-8").split("\n")
    at = next(number for number, line in enumerate(lines, 1) if line.startswith("第7段"))

    seat.page.frame_locator("#frame").locator("p", has_text="第7段").click()

    told = seat.translate("page-opened", file=f"{NAME}.md", line=at)
    expect(seat.page.locator("#status")).to_have_text(told, timeout=SECOND_MS)
    assert (tmp_path / "opened").read_text(encoding="utf-8") == f"--goto {seat.issue}:{at}\n"
