"""What axe-core finds in a page of the browser."""

from __future__ import annotations

import tarfile
from functools import lru_cache
from pathlib import Path

from playwright.sync_api import Page

_ARCHIVES = Path(__file__).parent.parent / ".venv" / "vectors"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# An article is looked at by itself: its page is WeChat's.
_RUN = """async (tags) => {
  const found = await axe.run(document, { runOnly: tags, iframes: false });
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`));
}"""


@lru_cache
def _load_axe() -> str:
    [archive] = _ARCHIVES.glob("axe-core-*.tgz")
    with tarfile.open(archive) as opened:
        script = opened.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode("utf-8")


def find_barriers(page: Page) -> list[str]:
    """Return what keeps people from using a page, by rule and element."""
    page.evaluate(_load_axe())
    found: list[str] = page.evaluate(_RUN, _TAGS)
    return found
