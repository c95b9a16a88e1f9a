"""Put script injections through the real build and have a browser judge what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple, TypeAlias

from publish.core.article import Article
from publish.core.back_issue import BackIssue
from publish.core.exceptions import PublishError
from publish.core.settings import NewsletterSettings, Settings
from publish.i18n.translator import Translator
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.preview.page import render_preview
from publish.steps.style.parse_theme import parse_theme
from tests.fakes import make_services
from tests.script.generated import ENTRY, generate_issues
from tests.script.script_detector import Judge, Verdict
from tests.script.vectors import ROOT, load_vectors

PATH = PurePosixPath("issues/2020-06-17.md")
SETTINGS = Settings(
    newsletter=NewsletterSettings(account="account", editor="editor", project="https://a.example/project")
)
CONTROL_EVERY = 41
CONTROL_FLOOR = 0.3
"""Measured: 64 of 152 run in Chromium 156."""
MAX_REFUSED = 0.04
"""Of the issues tried; more, and what is tried is no longer what an author may write."""

WRAPS: dict[str, Callable[[str], str]] = {
    "plain": lambda vector: vector,
    "newsletter": lambda vector: f"{ENTRY}- [题](https://a.example/x)\n摘要：{vector}\n\n## 博文\n\n{vector}\n",
}
"""A vector may be an issue of its own, or stand in the summary of an entry and below a section."""

Judging: TypeAlias = Callable[[Sequence[str]], list[Verdict]]


class Result(NamedTuple):
    """What became of many injections; each fault begins with the name of its injection."""

    tried: int
    refused: tuple[str, ...]
    """Built to nothing, with a message that says why."""
    executed: tuple[str, ...]
    forbidden: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def faults(self) -> list[str]:
        """Return all that must not be."""
        return [*self.executed, *self.forbidden, *self.changed]


class Control(NamedTuple):
    """How many of the raw vectors ran."""

    tried: int
    ran: int

    @property
    def blind(self) -> bool:
        """Say whether too few ran to believe the judge."""
        return self.ran < self.tried * CONTROL_FLOOR


class Builder:
    """The build with everything outside held in memory; what is known of the theme is kept."""

    def __init__(self) -> None:
        self._theme = parse_theme("neural", (ROOT / "themes" / "neural.css").read_text(encoding="utf-8"))
        self._world = make_services()

    def build(self, issue: str) -> Article | None:
        """Build an issue that stands in the archive under its own title as well; None when it is refused."""
        title = issue.partition("\n")[0] or issue
        back = make_services(back_issues=[BackIssue(date(2020, 6, 3), title, None)])
        services = self._world._replace(issues=back.issues)
        try:
            return build_article(issue, PATH, BuildInputs(SETTINGS, self._theme, services))
        except PublishError:
            return None
        except Exception as error:
            error.add_note(f"while building {issue!r}")
            raise


def gather_issues() -> dict[str, dict[str, str]]:
    """Return every issue to be tried by set and name."""
    issues = {
        f"{kind} {wrap}": {f"{kind} {wrap} {vector!r}": put(vector) for vector in vectors}
        for kind, vectors in load_vectors().items()
        for wrap, put in WRAPS.items()
    }
    return issues | {"generated": generate_issues()}


def try_articles(issues: Mapping[str, str], builder: Builder, judge: Judge) -> Result:
    """Judge the article of every issue."""
    articles = {name: builder.build(issue) for name, issue in issues.items()}
    built = {name: article.html for name, article in articles.items() if article}
    return _sum_up(articles, built, judge.judge_articles)


def try_previews(issues: Mapping[str, str], builder: Builder, judge: Judge) -> Result:
    """Judge the whole copy page of every issue."""
    articles = {name: builder.build(issue) for name, issue in issues.items()}
    translator = Translator("zh")
    built = {name: render_preview(article, translator) for name, article in articles.items() if article}
    return _sum_up(articles, built, judge.judge_previews)


def run_control(judge: Judge) -> Control:
    """Judge a fixed sample of the public vectors as they stand: a judge that sees nothing run is blind."""
    sample = [vector for vectors in load_vectors().values() for vector in vectors[::CONTROL_EVERY]]
    return Control(len(sample), judge.count_running(sample))


def pick(issues: Mapping[str, str], every: int) -> dict[str, str]:
    """Return every so many-th of the issues."""
    return {name: issues[name] for name in list(issues)[::every]}


def _sum_up(articles: Mapping[str, Article | None], built: Mapping[str, str], judge: Judging) -> Result:
    verdicts = dict(zip(built, judge(list(built.values())), strict=True))
    return Result(
        tried=len(articles),
        refused=tuple(name for name, article in articles.items() if article is None),
        executed=tuple(f"{name}: {', '.join(said.executed)}" for name, said in verdicts.items() if said.executed),
        forbidden=tuple(f"{name}: {', '.join(said.forbidden)}" for name, said in verdicts.items() if said.forbidden),
        changed=tuple(name for name, said in verdicts.items() if said.changed),
    )
