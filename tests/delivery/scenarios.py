"""An article, an account and the steps of a delivery test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from publish.core.article import ApiArticle, ApiForm, Article, ArticleMetadata, BuiltArticle, Counts, SentArticle
from publish.core.delivery_record import DeliveryState, PushResult, ReleaseResult
from publish.core.exceptions import UncertainError
from publish.core.html import StyledHtml
from publish.core.picture import Picture, PlacedPicture
from publish.core.ports import DeliveryServices, Timeouts
from publish.core.problem import Problem
from publish.delivery.draft_contents import DraftContents, prepare_draft_contents
from publish.delivery.push_draft import PushOptions, push_draft
from publish.delivery.release_draft import ReleaseOptions, release_draft
from publish.wechat.limits import make_placeholder
from tests.articles import simulate_filters
from tests.fakes import MemoryLedger, MemoryPictures, MemoryPlatform, StoppedClock

ISSUE = "issues/2020-06-17"
TEXT = 'style="margin:0;color:#333333;font-size:16px;line-height:1.6"'
IMAGE = 'style="display:block;max-width:100%;height:auto;margin:0 auto"'
PICTURE = Picture("a.png", b"\x89PNG a", 600, 400)
COVER = Picture("cover.png", b"\x89PNG cover", 900, 383)
PLACEHOLDER = make_placeholder("a")
Shortener: TypeAlias = Callable[[ApiForm], SentArticle]
LINKED_ARTICLE = "https://mp.weixin.qq.com/s/abc"


def render_part(words: str, picture: bool = True, link: bool = True) -> StyledHtml:
    """Return a part of an article as it is sent."""
    shown = f'<img src="{PLACEHOLDER}" alt="图" data-w="600" data-ratio="0.6667" {IMAGE}>' if picture else ""
    linked = f'<a href="{LINKED_ARTICLE}" {TEXT}>往期</a>' if link else ""
    return StyledHtml(f"<section {TEXT}><p {TEXT}>{words}{linked}</p>{shown}</section>")


def make_article(words: str = "正文", *more: str, **metadata: Any) -> Article:
    """Return an article with one part for each text."""
    line = ArticleMetadata("简报 (2020-06-17)", "编辑部", "芯片；模型", "https://example.org/2020-06-17")
    parts = make_parts(words, *more)
    return Article(
        name="2020-06-17",
        metadata=line._replace(**metadata),
        html=render_part(words),
        sent=SentArticle(ApiForm.PARTS if more else ApiForm.WHOLE, parts),
        pictures=(PICTURE,),
        counts=Counts(0, 0, 0, 0, 0),
        problems=(),
        filter_reports=simulate_filters(""),
        cover=COVER,
        inputs=repr((line._replace(**metadata), parts)),
    )


def make_parts(*texts: str) -> tuple[ApiArticle, ...]:
    """Return one part for each text."""
    placed = (PlacedPicture(PLACEHOLDER, PICTURE, line=3),)
    return tuple(ApiArticle(render_part(text), placed) for text in texts)


def replace_parts(article: Article, *parts: ApiArticle) -> Article:
    """Return an article with other parts, as an author changed it."""
    return article._replace(sent=article.sent._replace(parts=parts), inputs=repr(parts))


@dataclass
class ProgressRecorder:
    """Messages of the progress reports."""

    messages: list[str] = field(default_factory=list)

    def __call__(self, message: str, **values: object) -> None:
        assert values
        self.messages.append(message)


@dataclass
class Scenario:
    """One account with its ledger and clock."""

    clock: StoppedClock = field(default_factory=StoppedClock)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    told: ProgressRecorder = field(default_factory=ProgressRecorder)
    pictures: MemoryPictures = field(default_factory=MemoryPictures)
    platform: MemoryPlatform = field(default_factory=MemoryPlatform)
    timeouts: Timeouts = field(default_factory=Timeouts)
    shorten: Shortener | None = None

    def __post_init__(self) -> None:
        self.platform.clock = self.clock

    def push(self, article: Article | None = None, **options: bool) -> PushResult:
        """Push an issue's draft, after clearing the recorded calls."""
        self.platform.calls.clear()
        return push_draft(self.prepare(article), self.services, PushOptions(**options))

    def release(self, article: Article | None = None, **options: Any) -> ReleaseResult:
        """Release an issue's draft, after clearing the recorded calls."""
        self.platform.calls.clear()
        return release_draft(ISSUE, self.services, ReleaseOptions(self.prepare(article).content, **options))

    def prepare(self, article: Article | None = None) -> DraftContents:
        """Return the contents of an article's draft."""
        return prepare_draft_contents(BuiltArticle(ISSUE, article or make_article(), self.shorten))

    @property
    def services(self) -> DeliveryServices:
        """Return the services of the delivery."""
        return DeliveryServices(self.platform, self.ledger, self.pictures, self.clock, self.told, self.timeouts)

    @property
    def state(self) -> DeliveryState | None:
        """Return the state of the issue in the ledger."""
        delivery = self.ledger.find(ISSUE)
        return delivery.state if delivery else None

    @property
    def calls(self) -> list[str]:
        """Return the calls since the last push began."""
        return self.platform.calls


def lose_answer(name: str) -> None:
    """Leave the outcome of adding a draft unknown."""
    if name == "add_draft":
        raise UncertainError(Problem("issue-empty"))


def make_shortener(fitted: str = "短文", parts: tuple[str, ...] = ("上", "下")) -> Shortener:
    """Return a function that makes the shorter forms of an article, as the pipeline would write them."""

    def shorten(form: ApiForm) -> SentArticle:
        texts = (fitted,) if form is ApiForm.FITTED else parts
        return SentArticle(form, make_parts(*texts), ("fit-sizes", "fit-references"))

    return shorten
