"""Judge HTML in a real browser: what runs in it, what it is made of, whether parsing it again changes it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Dialog, Route

from publish.wechat.elements import ATTRIBUTES
from tests.browser import open_browser

FOLDER = Path(__file__).parent
PAGE_SCRIPT = FOLDER.parents[1] / "publish" / "preview" / "page.js"
ADDRESS = "https://judge.example/"
BATCH = 100
GROUP = 25
SETTLE_MILLISECONDS = 300
"""How long a document may take to run something of its own accord: an animation, a timer, a picture that fails."""


class Verdict(NamedTuple):
    """What is wrong with one document."""

    executed: tuple[str, ...]
    """What ran."""
    forbidden: tuple[str, ...]
    """Elements, attributes and addresses that no article has."""
    changed: bool
    """Whether it says something else once it was parsed, written and parsed again."""

    @property
    def faults(self) -> list[str]:
        """Return all that is wrong."""
        return [*self.executed, *self.forbidden, *(["changed by parsing"] if self.changed else [])]


class Judge:
    """A browser that looks at many documents at a time."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def judge_articles(self, articles: Sequence[str], group: int = GROUP) -> list[Verdict]:
        """Judge pieces of HTML that are to be articles: many in one document, each alone where that has a fault."""
        groups = [articles[first : first + group] for first in range(0, len(articles), group)]
        verdicts: list[Verdict] = []
        for together, verdict in zip(groups, self._judge("judgeArticles", groups), strict=True):
            alone = verdict.faults and len(together) > 1
            verdicts += self.judge_articles(together, 1) if alone else [verdict] * len(together)
        return verdicts

    def judge_previews(self, previews: Sequence[str]) -> list[Verdict]:
        """Judge whole copy pages, each with its article by day and by night."""
        return self._judge("judgePreviews", previews)

    def count_running(self, vectors: Sequence[str]) -> int:
        """Return how many pieces of HTML run something as they stand."""
        return sum(bool(verdict.executed) for verdict in self.judge_articles(vectors, 1))

    def _judge(self, function: str, documents: Sequence[object]) -> list[Verdict]:
        verdicts: list[Verdict] = []
        for first in range(0, len(documents), BATCH):
            verdicts += self._judge_batch(function, documents[first : first + BATCH])
        return verdicts

    def _judge_batch(self, function: str, documents: Sequence[object]) -> list[Verdict]:
        dialogs: list[str] = []
        page = self._browser.new_page()

        def dismiss(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        page.add_init_script(path=FOLDER / "hooks.js")
        page.route("**/*", _answer)
        page.goto(ADDRESS)
        attributes = {tag: sorted(names) for tag, names in ATTRIBUTES.items()}
        found = page.evaluate(f"(given) => {function}(...given)", [list(documents), attributes, SETTLE_MILLISECONDS])
        page.close()
        verdicts = [Verdict(tuple(one["executed"]), tuple(one["forbidden"]), one["changed"]) for one in found]
        if dialogs:  # no hook caught them, so nobody knows whose they are
            verdicts[0] = verdicts[0]._replace(executed=(*verdicts[0].executed, *dialogs))
        return verdicts


@contextmanager
def open_judge() -> Iterator[Judge]:
    """Start a browser and close it afterwards."""
    with open_browser() as browser:
        yield Judge(browser)


def _answer(route: Route) -> None:
    """Serve the judge's own page and nothing else.

    Its policy is inherited by every frame and reports each script and each request but for a picture; it hinders none.
    """
    if route.request.url != ADDRESS:
        route.abort()
        return
    script = (FOLDER / "judge.js").read_text(encoding="utf-8")
    allowed = " ".join(f"'sha256-{_hash(said)}'" for said in (script, PAGE_SCRIPT.read_text(encoding="utf-8")))
    policy = (
        f"default-src 'none'; img-src * data:; style-src 'unsafe-inline'; script-src {allowed} 'report-sample'; "
        "base-uri 'none'; form-action 'none'"
    )
    route.fulfill(
        body=f"<!doctype html><meta charset=utf-8><body><script>{script}</script>",
        content_type="text/html",
        headers={"Content-Security-Policy-Report-Only": policy},
    )


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
