"""Renew the README's pictures: `python -m tests.screenshots` (Chromium and a Chinese font are needed)."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import ViewportSize

from publish.cli import main
from publish.preview.versions import insert_pictures
from tests.browser import open_browser
from tests.preview.server import start_preview

ROOT = Path(__file__).parent.parent
WIDTH, HEIGHT = 375, 1180
GAP = 24
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def shoot_schemes(preview: Path, height: int, scale: float) -> list[Image.Image]:
    """Return the beginning of an article by day and by night, as a phone shows it."""
    found = re.search(r'id="payload">(.*?)</script>', preview.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    payload = json.loads(found[1])
    shots = []
    with open_browser() as browser:
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport={"width": WIDTH, "height": height}, device_scale_factor=scale)
            page.set_content(insert_pictures(payload["versions"]["pasted"][scheme], payload["pictures"]))
            shots.append(Image.open(BytesIO(page.screenshot())).convert("RGB"))
    return shots


def shoot_article(preview: Path) -> Image.Image:
    """Return both side by side."""
    shots = shoot_schemes(preview, HEIGHT, 1.5)
    width, height = shots[0].size
    both = Image.new("RGB", (2 * width + GAP, height), "#d0d5dd")
    both.paste(shots[0], (0, 0))
    both.paste(shots[1], (width + GAP, 0))
    return both


def shoot_preview_page(page_of: str, scheme: Literal["light", "dark"], locale: str) -> dict[str, Image.Image]:
    """Return the preview page on a wide and a narrow screen, with the article by day and by night."""
    shots = {}
    with open_browser() as browser:
        for name, (width, height) in {"desk": (1440, 900), "phone": (390, 844)}.items():
            viewport: ViewportSize = {"width": width, "height": height}
            page = browser.new_page(viewport=viewport, color_scheme=scheme, locale=locale)
            page.goto(page_of)
            page.wait_for_selector("[aria-current=page]", state="attached")
            page.click("#both" if name == "desk" else f"#{scheme}")
            page.frame_locator("#night" if name == "desk" else "#frame").locator("h2").first.wait_for()
            page.mouse.move(0, 0)
            shots[name] = Image.open(BytesIO(page.screenshot())).convert("RGB")
    return shots


def save_preview_page(language: str, locale: str) -> None:
    """Draw the preview page by day and by night into docs/."""
    phones = []
    with start_preview(ROOT, "2020-06-17") as preview:
        for scheme in SCHEMES:
            shots = shoot_preview_page(preview.page, scheme, locale)
            shots["desk"].quantize(256, method=Image.Quantize.MAXCOVERAGE).save(
                ROOT / "docs" / f"preview-{scheme}.{language}.png", optimize=True
            )
            phones.append(shots["phone"])
    both = Image.new("RGB", (2 * phones[0].width + GAP, phones[0].height), "#d0d5dd")
    both.paste(phones[0], (0, 0))
    both.paste(phones[1], (phones[0].width + GAP, 0))
    both.quantize(256, method=Image.Quantize.MAXCOVERAGE).save(
        ROOT / "docs" / f"preview-phone.{language}.png", optimize=True
    )


if __name__ == "__main__":
    main(["build", "2020-06-17", "--quiet"])
    picture = shoot_article(ROOT / "build" / "2020-06-17" / "preview.html")
    picture.quantize(64).save(ROOT / "docs" / "article.png", optimize=True)
    save_preview_page("en", "en-GB")
    save_preview_page("zh", "zh-CN")
