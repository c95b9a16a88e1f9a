"""Renew the README's picture: `python -m tests.screenshots` (Chromium and a Chinese font are needed)."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from publish.cli import main
from tests.browser import find_browser, launch_arguments

ROOT = Path(__file__).parent.parent
WIDTH, HEIGHT = 375, 1180
GAP = 24


def shoot_schemes(preview: Path, height: int, scale: float) -> list[Image.Image]:
    """Return the beginning of an article by day and by night, as a phone shows it."""
    found = re.search(r'id="payload">(.*?)</script>', preview.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    payload = json.loads(found[1])
    shots = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=launch_arguments())
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport={"width": WIDTH, "height": height}, device_scale_factor=scale)
            page.set_content(payload[scheme])
            shots.append(Image.open(BytesIO(page.screenshot())).convert("RGB"))
        browser.close()
    return shots


def shoot_article(preview: Path) -> Image.Image:
    """Return both side by side."""
    shots = shoot_schemes(preview, HEIGHT, 1.5)
    width, height = shots[0].size
    both = Image.new("RGB", (2 * width + GAP, height), "#d0d5dd")
    both.paste(shots[0], (0, 0))
    both.paste(shots[1], (width + GAP, 0))
    return both


if __name__ == "__main__":
    main(["build", "2020-06-17", "--quiet"])
    picture = shoot_article(ROOT / "build" / "2020-06-17" / "preview.html")
    picture.quantize(64).save(ROOT / "docs" / "article.png", optimize=True)
