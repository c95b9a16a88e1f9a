"""Interfaces of the services outside the program that builds and deliveries use; `adapters` implements them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias, TypeVar

from publish.core.picture import FontFamily, Picture
from publish.core.problem import Problem
from publish.core.settings import RetryPolicy

if TYPE_CHECKING:  # none of them is made here, and a build has no use for most
    from publish.core.api_types import Draft, DraftArticle, DraftPage, Publication, PublicationPage, Submission
    from publish.core.back_issue import BackIssue
    from publish.core.delivery_record import Delivery, DeliveryEvent, LimitedField, UploadKind
    from publish.core.issue_file import IssueFile
    from publish.core.readership import ArticleTotals, CommentPage, CountedDay
    from publish.core.theme import Theme

_R = TypeVar("_R")

Problems: TypeAlias = tuple[Problem, ...]  # why one of several requested results is missing


class Issues(Protocol):
    """The newsletter's other issues."""

    def find_back_issues(self, name: str, limit: int) -> list[BackIssue]:
        """Return the issues before one, newest first; none before a file that is no issue."""

    def identify(self, location: PurePosixPath) -> IssueFile:
        """Return the issue at a path in the repository; any other file is named by its path."""

    def has_file(self, location: PurePosixPath) -> bool:
        """Return whether a file is at a path in the repository, and really lies in it."""

    def load_published(self) -> Mapping[str, str]:
        """Return the published addresses by date."""

    def find_repeated_lines(self, name: str) -> Set[str]:
        """Return the lines of the issues next to one; those that it has, too, are its newsletter's standing text."""


class Pictures(Protocol):
    """Pictures of the repository and of the web, fit for WeChat, and a cache of drawn ones."""

    def load(self, source: str, base: str) -> Picture:
        """Return the picture at a path, as an issue in the folder `base` writes it, or in a `data:` address.

        Raises:
            PictureError: The file is missing, is no picture, or lies outside the repository.
        """

    def fetch(self, urls: Sequence[str], on_progress: Callable[[], None]) -> Mapping[str, Picture | Problems]:
        """Return the picture, or the problems, of each web address; each is fetched once.

        Args:
            urls: The addresses.
            on_progress: Called after each answer.
        """

    def draw(self, recipe: str, draw: Callable[[], Picture]) -> Picture:
        """Return the result of `draw`, cached by its recipe."""


class FigureRenderer(Protocol):
    """Renderer of code, formulas and diagrams; each method returns a problem where it fails."""

    def highlight_code(self, code: str, language: str) -> str | Problem:
        """Return code as HTML with spans that a theme colours."""

    def draw_formula(self, tex: str, *, display: bool) -> str | Problem:
        """Return the source that identifies the picture of a formula."""

    def draw_diagram(self, language: str, text: str) -> str | Problem:
        """Return the source that identifies the picture of a diagram."""


class Diagrams(Protocol):
    """The programs on this machine that draw diagrams."""

    def draw(self, language: str, text: str) -> bytes:
        """Return a diagram as PNG or SVG.

        Raises:
            PictureError: No program for the language is installed, or it failed.
        """

    def describe(self, language: str) -> str:
        """Return a text that changes with the program that draws a language."""


class TimeoutRunner(Protocol):
    """Call a function and stop it after a number of seconds."""

    def __call__(self, seconds: float, function: Callable[..., _R], *args: object) -> _R:
        """Return the function's result; raise `TimeLimitExceededError` when it takes longer."""


class WebPictures(Protocol):
    """Pictures on the public web."""

    def fetch_all(self, urls: Sequence[str], on_progress: Callable[[], None]) -> Sequence[bytes | Problems]:
        """Return the bytes, or the problems, of each address, in order; fetched concurrently."""


class Uploads(Protocol):
    """The pictures of one account on the platform."""

    def upload(self, pictures: Sequence[Picture]) -> Sequence[str]:
        """Return the uploaded address of each picture, in order; an uploaded picture is not sent again.

        Raises:
            PublishError: The platform refuses some of them, or cannot be reached.
        """


class StyleCache(Protocol):
    """Cache of computed styles, and of themes as parsed and with options applied."""

    def load(self, key: str) -> dict[str, str]:
        """Return the cached styles by style key; the same mapping for the same key each time."""

    def save(self, key: str) -> None:
        """Store the styles that were added to the mapping."""

    def get_or_compute(self, recipe: str, compute: Callable[[], Theme]) -> Theme:
        """Return the theme that `compute` returns, cached by its recipe."""


class Themes(Protocol):
    """The themes that an issue may choose from."""

    def load(self, name: str) -> Theme:
        """Return the named theme; a theme given on the command line replaces every other.

        Raises:
            ThemeError: The theme is missing or invalid.
        """


class Fonts(Protocol):
    """The fonts of the machine."""

    def find(self) -> FontFamily | None:
        """Return the font for covers; None where only pillow's own font is available, which lacks Chinese."""


class PlatformClient(Protocol):
    """Client of the WeChat platform for one Official Account.

    Every call raises one of four: `PlatformError` where WeChat refused, `NotSentError` where it was never reached,
    `UncertainError` where the call may or may not have been carried out, `SettingsError` where the account is unusable.
    """

    def upload_picture(self, picture: Picture) -> str:
        """Upload a picture of an article, JPEG or PNG below 1 MB, and return its address.

        This, `upload_to_library` and `upload_cover` may be called from several threads at once.
        """

    def upload_to_library(self, picture: Picture) -> str:
        """Upload any other picture of an article to the material library and return its address."""

    def count_library(self) -> int | None:
        """Return the number of pictures in the material library; None where WeChat does not tell."""

    def upload_cover(self, picture: Picture) -> str:
        """Upload a cover and return its permanent media id, which may work only seconds later."""

    def add_draft(self, articles: Sequence[DraftArticle]) -> str:
        """Add a draft and return its media id; never repeated by the client, for a repetition adds a second draft."""

    def update_draft(self, media_id: str, index: int, article: DraftArticle) -> None:
        """Replace one article of a draft, counted from 0."""

    def get_draft(self, media_id: str) -> Draft | None:
        """Return a draft; None where it was published or deleted."""

    def list_drafts(self, offset: int, count: int) -> DraftPage:
        """Return up to 20 drafts, without content; their order is not promised."""

    def delete_draft(self, media_id: str) -> None:
        """Delete a draft for good; a missing draft is no error."""

    def submit(self, media_id: str) -> Submission:
        """Submit a draft for publishing and return its ids; never repeated by the client."""

    def poll(self, publish_id: str) -> Publication:
        """Return the state of a submitted draft; small accounts may ask 100 times a day."""

    def send_to_all(self, media_id: str, clientmsgid: str) -> Submission:
        """Send a draft to every follower and return its ids; one `clientmsgid` sends at most once a day."""

    def poll_send(self, message_id: str) -> Publication:
        """Return the state of a mass send; WeChat does not give its address."""

    def list_publications(self, offset: int, count: int) -> PublicationPage:
        """Return up to 20 publications, without content; their order is not promised."""


class ReadershipQueries(Protocol):
    """What readers did with the articles of one account; errors are those of `PlatformClient`."""

    def count_articles(self, day: date) -> CountedDay:
        """Return the articles that were published on a day in China, yesterday at the latest, with running totals."""

    def list_comments(self, msg_data_id: str, position: int, begin: int) -> CommentPage:
        """Return a page of the comments on an article, from one on; `position` is that in its message, from 0."""


class Ledger(Protocol):
    """Attempts to deliver one newsletter to one account; a save is on disk when the call returns.

    Every call raises `LedgerError` where the ledger cannot be read or written.
    """

    def find(self, issue: str) -> Delivery | None:
        """Return the last attempt to deliver an issue."""

    def save(self, delivery: Delivery) -> Delivery:
        """Save the state of an attempt, and the event that it reached it; return it, a new one with its number."""

    def save_new(self, deliveries: Sequence[Delivery]) -> None:
        """Save new attempts as `save` does, all of them or none."""

    def list_deliveries(self) -> list[Delivery]:
        """Return the last attempt to deliver each issue, sorted by issue."""

    def list_events(self, issue: str) -> list[DeliveryEvent]:
        """Return every event of every attempt to deliver an issue, oldest first."""

    def list_media_ids(self) -> Set[str]:
        """Return the media ids of the drafts of all attempts, of every newsletter."""

    def list_attempts(self) -> list[Delivery]:
        """Return every attempt of the account, of every newsletter, oldest first."""

    def list_unowned_issues(self) -> frozenset[str]:
        """Return the issues of the account with an attempt that no newsletter owns."""

    def claim(self, delivery: Delivery, instead: Delivery | None) -> Delivery:
        """Assign an attempt of another newsletter, or of none, to this one, in place of one that came to nothing."""

    @property
    def newsletter(self) -> str:
        """Return the id of the newsletter; empty where it has none."""

    @property
    def steps(self) -> int:
        """Return the number of events saved for the account; each save is one."""

    @property
    def is_current(self) -> bool:
        """Return whether this is known to be the ledger that was used last."""

    def note_step(self, step: int) -> None:
        """Record that the platform knows a later step: the ledger is behind until somebody adopts it.

        Raises:
            LedgerError: Always, to report this.
        """

    def find_refused(self, field: LimitedField) -> int:
        """Return the shortest length of a field that the account refused as too long; 0 for none."""

    def note_refusal(self, field: LimitedField, length: int) -> None:
        """Record a length that was refused as too long."""

    def list_counted(self) -> Mapping[int, date]:
        """Return the last day in China whose numbers are known for good, by the number of the delivery."""

    def find_statistics(self, deliveries: Collection[int]) -> list[ArticleTotals]:
        """Return the numbers of the articles of some deliveries, by delivery and position."""

    def save_statistics(self, articles: Sequence[ArticleTotals], through: Mapping[int, date]) -> None:
        """Save numbers of articles, and the days to which they are known; what is known of other days stays."""

    def find_upload(self, kind: UploadKind, digest: str) -> str | None:
        """Return the place of an uploaded picture on the platform, by the hash of its bytes."""

    def save_upload(self, kind: UploadKind, digest: str, place: str) -> None:
        """Save the place of an uploaded picture: an address, or a cover's media id."""

    def forget_upload(self, kind: UploadKind, place: str) -> None:
        """Delete the record of a picture that the platform no longer has."""


class Notification(NamedTuple):
    """A message to the people who run the newsletter."""

    title: str
    body: str
    failed: bool  # whether somebody has to act
    tries: int = 0  # failed attempts to send it


class SentNotifications(NamedTuple):
    """The notifications sent so far, and those still to send."""

    last_events: Mapping[str, str] = {}  # the key of the last event sent for each issue
    waiting: tuple[Notification, ...] = ()  # not delivered yet


class NotificationLog(Protocol):
    """Store of the sent notifications."""

    def load(self) -> SentNotifications:
        """Return the saved state; an empty one where it cannot be read."""

    def save(self, notices: SentNotifications) -> None:
        """Save the state; raise `OutputError` where it cannot be written."""


class Notifier(Protocol):
    """Sender of notifications."""

    def notify(self, notification: Notification) -> bool:
        """Send a notification to every configured address; return whether all took it. Never raises."""


class Clock(Protocol):
    """The time, and waiting."""

    def now(self) -> datetime:
        """Return the time, in UTC."""

    def wait(self, seconds: float) -> None:
        """Sleep."""


class ProgressCallback(Protocol):
    """Receiver of progress messages."""

    def __call__(self, message: str, **values: object) -> None:
        """Report progress: the id of a message, and its values."""


class Timeouts(NamedTuple):
    """How long to wait for the platform, in seconds."""

    grace: float = 90  # a draft that cannot be found this long after it was sent is searched for no more
    search_delay: float = 2  # between the first search and the second; each pause is twice as long as the one before
    ready_delays: tuple[float, ...] = (0.5, 1, 2, 4)
    """Before each retry while a new draft or cover is not ready to be read or used."""
    skew: float = 600  # how far the platform's clock may be behind ours
    poll_delays: tuple[float, ...] = RetryPolicy().poll_delays  # before each further poll of a publication
    missing_delay: float = 600  # between two looks at the draft box without a draft, before that is added once more
    repeat: float = RetryPolicy().repeat_seconds
    """A draft whose submission has an unknown outcome is not submitted again sooner than this after it."""


class DeliveryServices(NamedTuple):
    """External services that delivery needs; platform client and ledger belong to one account."""

    platform: PlatformClient
    ledger: Ledger
    pictures: Pictures
    clock: Clock
    report: ProgressCallback
    timeouts: Timeouts = Timeouts()


def _report_nothing(message: str, **values: object) -> None:
    """Do nothing: progress has no reader."""


class BuildServices(NamedTuple):
    """External services that a build needs."""

    issues: Issues
    pictures: Pictures
    styles: StyleCache
    fonts: Fonts
    themes: Themes
    diagrams: Diagrams
    within: TimeoutRunner
    report: ProgressCallback = _report_nothing
