"""Small stand-ins for the world outside; each satisfies its port."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import PurePosixPath

from publish.adapters.system.time_limit import run_with_timeout
from publish.core.api_types import (
    Draft,
    DraftArticle,
    DraftItem,
    DraftPage,
    Publication,
    PublicationPage,
    PublicationState,
    Published,
    Submission,
)
from publish.core.back_issue import BackIssue
from publish.core.delivery_record import Delivery, DeliveryEvent, LimitedField, UploadKind
from publish.core.exceptions import LedgerError, PictureError, PlatformError, ThemeError
from publish.core.html import Filter
from publish.core.issue_file import IssueFile
from publish.core.picture import FontFamily, Picture
from publish.core.ports import BuildServices, Problems
from publish.core.problem import Problem
from publish.core.readership import ArticleTotals, CommentPage, CountedArticle, CountedDay, DayTotals, ReaderComment
from publish.core.theme import Theme
from publish.newsletter.labels import parse_issue_date
from publish.wechat.filters import simulate_filter
from tests.fonts import find_test_typeface


@dataclass
class MemoryIssues:
    """Back issues and published addresses that a test lists."""

    back_issues: list[BackIssue] = field(default_factory=list)
    published: Mapping[str, str] = field(default_factory=dict)
    repeated: Set[str] = frozenset()
    files: Set[str] = frozenset()

    def find_back_issues(self, name: str, limit: int) -> list[BackIssue]:
        day = parse_issue_date(name)
        return [back for back in self.back_issues if day and back.date and back.date < day][:limit]

    def identify(self, location: PurePosixPath) -> IssueFile:
        return IssueFile(location, location.stem, parse_issue_date(location.stem))

    def has_file(self, location: PurePosixPath) -> bool:
        return str(location) in self.files

    def find_repeated_lines(self, _name: str) -> Set[str]:
        return self.repeated

    def load_published(self) -> Mapping[str, str]:
        return self.published


@dataclass
class MemoryPictures:
    """Pictures by path or address; what is drawn is remembered by recipe, what is fetched is listed."""

    pictures: Mapping[str, Picture] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    drawn: dict[str, Picture] = field(default_factory=dict)

    def load(self, source: str, base: str) -> Picture:
        if source not in self.pictures:
            raise PictureError(Problem("picture-missing", {"path": f"{base}/{source}"}))
        return self.pictures[source]

    def fetch(self, urls: Sequence[str], on_progress: Callable[[], None]) -> Mapping[str, Picture | Problems]:
        answers: dict[str, Picture | Problems] = {}
        for url in urls:
            self.fetched.append(url)
            on_progress()
            missing = (Problem("picture-missing", {"path": url}),)
            answers[url] = self.pictures.get(url, missing)
        return answers

    def draw(self, recipe: str, draw: Callable[[], Picture]) -> Picture:
        if recipe not in self.drawn:
            self.drawn[recipe] = draw()
        return self.drawn[recipe]


@dataclass
class MemoryWeb:
    """The web as a mapping; every address that is asked for is listed."""

    pages: Mapping[str, bytes | Problems] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def fetch_all(self, urls: Sequence[str], on_progress: Callable[[], None]) -> list[bytes | Problems]:
        for url in urls:
            self.asked.append(url)
            on_progress()
        return [self.pages[url] for url in urls]


@dataclass
class MemoryUploads:
    """What an account was given; each picture has one address there."""

    uploaded: list[Picture] = field(default_factory=list)

    def upload(self, pictures: Sequence[Picture]) -> list[str]:
        for picture in pictures:
            if picture not in self.uploaded:
                self.uploaded.append(picture)
        return [f"https://mmbiz.qpic.cn/mmbiz/{picture.name}/0?wx_fmt=a&from=b" for picture in pictures]


@dataclass
class MemoryStyles:
    """Known styles by theme; counts how often they had to be kept. Themes by recipe."""

    styles: dict[str, dict[str, str]] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    saved: int = 0

    def load(self, key: str) -> dict[str, str]:
        return self.styles.setdefault(key, {})

    def save(self, key: str) -> None:
        assert key in self.styles
        self.saved += 1

    def get_or_compute(self, recipe: str, compute: Callable[[], Theme]) -> Theme:
        if recipe not in self.themes:
            self.themes[recipe] = compute()
        return self.themes[recipe]


@dataclass
class MemoryFonts:
    """The typeface that a test has at hand."""

    typeface: FontFamily | None = field(default_factory=find_test_typeface)

    def find(self) -> FontFamily | None:
        return self.typeface


class PencilIllustrator:
    """Marks code, formulas and diagrams instead of drawing them; what holds 坏 cannot be shown."""

    def highlight_code(self, code: str, language: str) -> str | Problem:  # noqa: ARG002  # a port's signature
        return self._refuse(code) or f'<span class="code-name">{escape(code, quote=False)}</span>'

    def draw_formula(self, tex: str, *, display: bool) -> str | Problem:  # noqa: ARG002  # a port's signature
        return self._refuse(tex) or f"formula:{len(tex)}"

    def draw_diagram(self, language: str, text: str) -> str | Problem:
        return self._refuse(text) or f"diagram:{language}"

    def _refuse(self, text: str) -> Problem | None:
        return Problem("picture-none", {"path": "坏"}) if "坏" in text else None


@dataclass
class MemoryDiagrams:
    """Diagrams by their text, and which were asked for."""

    diagrams: Mapping[str, bytes] = field(default_factory=dict)
    drawn: list[str] = field(default_factory=list)

    def draw(self, language: str, text: str) -> bytes:
        self.drawn.append(text)
        if text not in self.diagrams:
            raise PictureError(Problem("diagram-unset", {"language": language}))
        return self.diagrams[text]

    def describe(self, language: str) -> str:
        return language


@dataclass
class MemoryThemes:
    """The themes that a test has made."""

    themes: dict[str, Theme] = field(default_factory=dict)

    def load(self, name: str) -> Theme:
        if name not in self.themes:
            raise ThemeError(Problem("theme-missing", {"theme": name, "known": ", ".join(self.themes)}))
        return self.themes[name]


def make_services(
    *,
    back_issues: list[BackIssue] | None = None,
    published: Mapping[str, str] | None = None,
    pictures: Mapping[str, Picture] | None = None,
    fonts: MemoryFonts | None = None,
    diagrams: MemoryDiagrams | None = None,
) -> BuildServices:
    """Return a world that touches nothing."""
    return BuildServices(
        MemoryIssues(back_issues or [], published or {}),
        MemoryPictures(pictures or {}),
        MemoryStyles(),
        fonts or MemoryFonts(),
        MemoryThemes(),
        diagrams or MemoryDiagrams(),
        run_with_timeout,
    )


@dataclass
class MemoryLedger:
    """One account's part of a ledger; each save is listed, as the real one journals it."""

    saved: list[Delivery] = field(default_factory=list)
    uploads: dict[tuple[UploadKind, str], str] = field(default_factory=dict)
    newsletter: str = ""
    is_current: bool = True
    seen: int = 0
    skipped: int = 0
    refused: dict[LimitedField, int] = field(default_factory=dict)
    totals: dict[tuple[int, int], dict[date, DayTotals]] = field(default_factory=dict)
    counted: dict[int, date] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        return self.skipped + len(self.saved)

    def adopt(self) -> None:
        """Be the ledger that counts, as `publish ledger adopt` has it."""
        self.is_current, self.skipped = True, self.skipped + self.seen

    def note_step(self, step: int) -> None:
        self.seen = step
        raise LedgerError(Problem("ledger-behind", {"path": "memory", "count": step - self.steps}))

    def find_refused(self, limited: LimitedField) -> int:
        return self.refused.get(limited, 0)

    def note_refusal(self, limited: LimitedField, length: int) -> None:
        self.refused[limited] = min(self.refused.get(limited, length), length)

    def find(self, issue: str) -> Delivery | None:
        ours = [attempt for attempt in self.list_attempts() if attempt.newsletter == self.newsletter]
        return next((attempt for attempt in reversed(ours) if attempt.issue == issue), None)

    def save(self, delivery: Delivery) -> Delivery:
        number = delivery.number or max((known.number for known in self.saved), default=0) + 1
        self.saved.append(delivery._replace(number=number, newsletter=self.newsletter))
        return self.saved[-1]

    def save_new(self, deliveries: Sequence[Delivery]) -> None:
        for delivery in deliveries:
            self.save(delivery)

    def list_deliveries(self) -> list[Delivery]:
        issues = sorted({delivery.issue for delivery in self.saved})
        return [known for issue in issues if (known := self.find(issue))]

    def list_attempts(self) -> list[Delivery]:
        current = {delivery.number: delivery for delivery in self.saved}
        return [current[number] for number in sorted(current)]

    def list_unowned_issues(self) -> frozenset[str]:
        return frozenset(attempt.issue for attempt in self.list_attempts() if not attempt.newsletter)

    def claim(self, delivery: Delivery, instead: Delivery | None) -> Delivery:
        self.saved = [known for known in self.saved if instead is None or known.number != instead.number]
        return self.save(delivery)

    def list_events(self, issue: str) -> list[DeliveryEvent]:
        at = datetime(2026, 11, 21, 8, tzinfo=UTC)
        mine = (saved for saved in self.saved if saved.issue == issue)
        return [DeliveryEvent(at, saved.state, saved.media_id, saved.publish_id, saved.reason) for saved in mine]

    def list_media_ids(self) -> set[str]:
        return {delivery.media_id for delivery in self.saved} - {""}

    def list_counted(self) -> Mapping[int, date]:
        return dict(self.counted)

    def find_statistics(self, deliveries: Collection[int]) -> list[ArticleTotals]:
        found = ((key, days) for key, days in sorted(self.totals.items()) if key[0] in deliveries)
        return [ArticleTotals(*key, tuple(days[day] for day in sorted(days))) for key, days in found]

    def save_statistics(self, articles: Sequence[ArticleTotals], through: Mapping[int, date]) -> None:
        for article in articles:
            known = self.totals.setdefault((article.delivery, article.position), {})
            known.update({totals.day: totals for totals in article.totals})
        self.counted.update(through)

    def find_upload(self, kind: UploadKind, digest: str) -> str | None:
        return self.uploads.get((kind, digest))

    def save_upload(self, kind: UploadKind, digest: str, place: str) -> None:
        self.uploads[kind, digest] = place

    def forget_upload(self, kind: UploadKind, place: str) -> None:
        self.uploads = {key: known for key, known in self.uploads.items() if (key[0], known) != (kind, place)}


@dataclass
class StoppedClock:
    """Time that passes only while somebody waits."""

    time: datetime = datetime(2026, 11, 21, 8, tzinfo=UTC)
    waits: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += timedelta(seconds=seconds)


@dataclass
class MemoryPlatform:
    """One account of a platform that keeps what the real store keeps; every call is listed by its name.

    `before` and `after` are called with the name of each call, once it is known and once it is carried out: what they
    raise, the caller gets.
    """

    clock: StoppedClock = field(default_factory=StoppedClock)
    drafts: dict[str, Draft] = field(default_factory=dict)
    publications: list[Published] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    covers: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    calls: list[str] = field(default_factory=list)
    before: Callable[[str], None] = lambda _: None
    after: Callable[[str], None] = lambda _: None
    list_lag: float = 0
    read_lag: float = 0
    made: dict[str, datetime] = field(default_factory=dict)
    sent: list[DraftArticle] = field(default_factory=list)
    may_publish: bool = True
    publish_delay: float = 0
    outcome: PublicationState = PublicationState.PUBLISHED
    keeps_drafts: bool = False
    jobs: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    sends: dict[str, datetime] = field(default_factory=dict)
    message_id: str = "1000000001"
    msg_data_id: str = ""
    max_title: int = 64
    max_digest: int = 512
    max_bytes: int = 688_000
    library: int = 0
    tells_library: bool = True

    def upload_picture(self, picture: Picture) -> str:
        with self._called("upload_picture"):
            address = f"http://mmbiz.qpic.cn/mmbiz_png/{hashlib.sha256(picture.data).hexdigest()}/0?wx_fmt=png"
            self.pictures[address] = picture.data
        return address

    def upload_to_library(self, picture: Picture) -> str:
        with self._called("upload_to_library"):
            address = f"http://mmbiz.qpic.cn/mmbiz_gif/{hashlib.sha256(picture.data).hexdigest()}/0?wx_fmt=gif"
            self.pictures[address] = picture.data
            self.library += 1
        return address

    def count_library(self) -> int | None:
        with self._called("count_library"):
            return self.library if self.tells_library else None

    def upload_cover(self, picture: Picture) -> str:
        with self._called("upload_cover"):
            assert picture.data
            media_id = f"cover-{next(self.numbers)}"
            self.covers.add(media_id)
        return media_id

    def add_draft(self, articles: Sequence[DraftArticle]) -> str:
        with self._called("add_draft"):
            self.sent = list(articles)
            media_id = f"draft-{len(self.made) + 1}"
            self.made[media_id] = self.clock.now()
            self.drafts[media_id] = Draft(media_id, tuple(map(self._keep, articles)), self.clock.now())
        return media_id

    def update_draft(self, media_id: str, index: int, article: DraftArticle) -> None:
        with self._called("update_draft"):
            if media_id not in self.drafts:
                raise refuse(40007, "draft/update")
            articles = list(self.drafts[media_id].articles)
            articles[index] = self._keep(article)
            self.drafts[media_id] = Draft(media_id, tuple(articles), self.clock.now())

    def get_draft(self, media_id: str) -> Draft | None:
        with self._called("get_draft"):
            draft = self.drafts.get(media_id)
        if draft and self._is_new(media_id, self.read_lag):
            return draft._replace(articles=())
        return draft

    def list_drafts(self, offset: int, count: int) -> DraftPage:
        with self._called("list_drafts"):
            shown = [draft for name, draft in self.drafts.items() if not self._is_new(name, self.list_lag)]
            bare = [d._replace(articles=tuple(item._replace(content="") for item in d.articles)) for d in shown[::-1]]
        return DraftPage(len(bare), tuple(bare[offset : offset + count]))

    def delete_draft(self, media_id: str) -> None:
        with self._called("delete_draft"):
            self.drafts.pop(media_id, None)

    def submit(self, media_id: str) -> Submission:
        with self._called("submit"):
            if not self.may_publish:
                raise refuse(48001, "freepublish/submit")
            if media_id not in self.drafts:
                raise refuse(40007, "freepublish/submit")
            publish_id = f"publish-{len(self.jobs) + 1}"
            self.jobs[publish_id] = (media_id, self.clock.now() + timedelta(seconds=self.publish_delay))
            self.settle()
        return Submission(publish_id, self.msg_data_id)

    def poll(self, publish_id: str) -> Publication:
        with self._called("poll"):
            self.settle()
        if publish_id in self.jobs:
            return Publication(publish_id, PublicationState.PENDING, "", (), ())
        failed = () if self.outcome is PublicationState.PUBLISHED else (1,)
        out = next((p for p in self.publications if p.article_id.endswith(f"/{publish_id}")), None)
        addresses = tuple(item.url for item in out.articles) if out else ()
        return Publication(publish_id, self.outcome, publish_id, addresses, failed)

    def send_to_all(self, media_id: str, clientmsgid: str) -> Submission:
        with self._called("send_to_all"):
            assert media_id in self.drafts or clientmsgid in self.sends
            self.sends.setdefault(clientmsgid, self.clock.now())
        return Submission(self.message_id, self.msg_data_id)

    def poll_send(self, message_id: str) -> Publication:
        with self._called("poll_send"):
            assert message_id == self.message_id
        return Publication(message_id, self.outcome, "", (), ())

    def settle(self) -> None:
        """Bring out what is due."""
        for publish_id, (media_id, due) in list(self.jobs.items()):
            if due <= self.clock.now():
                del self.jobs[publish_id]
                self.bring_out(media_id, f"https://mp.weixin.qq.com/s/{publish_id}")

    def bring_out(self, media_id: str, address: str) -> None:
        """Publish a draft, as somebody does in the console."""
        if self.outcome is PublicationState.PUBLISHED:
            kept = enumerate(self.drafts[media_id].articles, 1)
            articles = tuple(item._replace(url=_number(address, number)) for number, item in kept)
            self.publications.append(Published(address, articles, self.clock.now()))
            if not self.keeps_drafts:
                del self.drafts[media_id]

    def list_publications(self, offset: int, count: int) -> PublicationPage:
        with self._called("list_publications"):
            if not self.may_publish:
                raise refuse(48001, "freepublish/batchget")
            self.settle()
            page = tuple(self.publications[offset : offset + count])
        return PublicationPage(len(self.publications), page)

    @contextmanager
    def _called(self, name: str) -> Iterator[None]:
        self.calls.append(name)
        self.before(name)
        yield
        self.after(name)

    def _keep(self, article: DraftArticle) -> DraftItem:
        if len(article.title) > self.max_title:
            raise refuse(45003, "draft/add")
        if len(article.digest.encode()) > self.max_digest:
            raise refuse(45004, "draft/add")
        if len(article.content.encode()) >= self.max_bytes:
            raise refuse(45002, "draft/add")
        if not self.covers.issuperset(article.media_ids):
            raise refuse(40007, "draft/add")
        if article.picture_ids:
            kept = DraftItem(article.title, "", "", article.content, "", article.cover_id, "http://temp")
            return kept._replace(picture_ids=article.picture_ids)
        content = simulate_filter(article.content, Filter.STORE).html
        return DraftItem(
            article.title, article.author, article.digest, content, article.source_url, article.cover_id, "http://temp"
        )

    def _is_new(self, media_id: str, lag: float) -> bool:
        return media_id in self.made and self.clock.now() < self.made[media_id] + timedelta(seconds=lag)


@dataclass
class MemoryReadership:
    """Statistics by day of publication, and comments by article; every day that is asked for is listed."""

    articles: list[CountedArticle] = field(default_factory=list)
    comments: Mapping[tuple[str, int], Sequence[ReaderComment]] = field(default_factory=dict)
    is_current: bool = True
    asked: list[date] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)

    def count_articles(self, day: date) -> CountedDay:
        self.asked.append(day)
        if self.refusals:
            raise self.refusals.pop()
        return CountedDay(tuple(each for each in self.articles if each.published == day), self.is_current)

    def list_comments(self, msg_data_id: str, position: int, begin: int) -> CommentPage:
        found = self.comments.get((msg_data_id, position), ())
        return CommentPage(len(found), tuple(found[begin : begin + 2]))


def _number(address: str, number: int) -> str:
    """Return the address of an article of a publication; the first has that of the whole."""
    return address if number == 1 else f"{address}-{number}"


def refuse(code: int, endpoint: str) -> PlatformError:
    """Return the refusal of a call."""
    return PlatformError(Problem("issue-empty"), code=code, endpoint=endpoint)


class FakeRegistry:
    """The registry of a Windows machine with an id; empty for one without."""

    HKEY_LOCAL_MACHINE = 0

    def __init__(self, machine: str) -> None:
        self._machine = machine

    def OpenKey(self, *_: object) -> contextlib.AbstractContextManager[str]:  # noqa: N802  # its name in `winreg`
        if not self._machine:
            raise FileNotFoundError
        return contextlib.nullcontext("key")

    def QueryValueEx(self, *_: object) -> tuple[str, int]:  # noqa: N802
        return self._machine, 1
