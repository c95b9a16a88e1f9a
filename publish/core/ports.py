"""What the pipeline and the delivery need from the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias, TypeVar

from publish.core.picture import FontFamily, Picture
from publish.core.problem import Problem
from publish.core.settings import RetryPolicy

if TYPE_CHECKING:  # none of them is made here, and a build has no use for most
    from publish.core.api_types import Draft, DraftArticle, DraftPage, Publication, PublicationPage
    from publish.core.back_issue import BackIssue
    from publish.core.delivery_record import Delivery, DeliveryEvent, UploadKind
    from publish.core.theme import Theme

_R = TypeVar("_R")

Problems: TypeAlias = tuple[Problem, ...]
"""What keeps one thing of several from being had."""


class Issues(Protocol):
    """The newsletter's other issues."""

    def find_back_issues(self, before: date, limit: int) -> list[BackIssue]:
        """Return the issues dated before a day, newest first."""
        ...

    def load_published(self) -> Mapping[str, str]:
        """Return the published addresses by date."""
        ...


class Pictures(Protocol):
    """Pictures of the repository and of the web, fit for WeChat, and those drawn before."""

    def load(self, source: str, base: str) -> Picture:
        """Return the picture at a path relative to a folder of the repository, or in a `data:` address.

        Raises:
            PictureError: There is none, it is no picture, or it lies outside.
        """
        ...

    def fetch(self, urls: Sequence[str], on_progress: Callable[[], None]) -> Mapping[str, Picture | Problems]:
        """Return the pictures at addresses of the web, or what keeps one from being had; each is fetched once.

        Args:
            urls: The addresses.
            on_progress: Called whenever one more of them has answered.
        """
        ...

    def draw(self, recipe: str, draw: Callable[[], Picture]) -> Picture:
        """Return what `draw` returns, remembered by its recipe."""
        ...


class FigureRenderer(Protocol):
    """What shows more than letters can; each says what is in its way where it cannot."""

    def colour_code(self, code: str, language: str) -> str | Problem:
        """Return code as HTML with spans that a theme colours."""
        ...

    def draw_formula(self, tex: str, *, display: bool) -> str | Problem:
        """Return the source by which the picture of a formula is known."""
        ...

    def draw_diagram(self, language: str, text: str) -> str | Problem:
        """Return the source by which the picture of a diagram is known."""
        ...


class Diagrams(Protocol):
    """The programs on this machine that draw diagrams."""

    def draw(self, language: str, text: str) -> bytes:
        """Return a diagram as PNG or SVG.

        Raises:
            PictureError: No program draws that language here, or it could not.
        """
        ...

    def describe(self, language: str) -> str:
        """Return what changes with the program that draws a language."""
        ...


class TimeoutRunner(Protocol):
    """A limit of time."""

    def __call__(self, seconds: float, function: Callable[..., _R], *args: object) -> _R:
        """Call a function, and raise `TimeLimitExceededError` when it takes longer."""
        ...


class WebPictures(Protocol):
    """Pictures on the public web."""

    def fetch_all(self, urls: Sequence[str], on_progress: Callable[[], None]) -> Sequence[bytes | Problems]:
        """Return what each address holds, or what keeps it from being had; in order, fetched side by side."""
        ...


class Uploads(Protocol):
    """The pictures of one account on the platform."""

    def upload(self, pictures: Sequence[Picture]) -> Sequence[str]:
        """Return the address of each picture there, in order; one that is there is not sent again, and none twice.

        Raises:
            PublishError: The platform does not take some of them, or cannot be reached.
        """
        ...


class StyleCache(Protocol):
    """What is known of themes."""

    def load(self, key: str) -> dict[str, str]:
        """Return the styles known by kind; the same mapping each time."""
        ...

    def save(self, key: str) -> None:
        """Keep what the mapping has gained."""
        ...

    def turn(self, recipe: str, turn: Callable[[], str]) -> str:
        """Return the CSS that `turn` returns, remembered by its recipe."""
        ...


class Themes(Protocol):
    """The themes that an issue may choose from."""

    def load(self, name: str) -> Theme:
        """Return the theme of a name; where the command line asks for one, that one, whatever the name.

        Raises:
            ThemeError: There is none of that name, or it is wrong.
        """
        ...


class Fonts(Protocol):
    """The fonts of the machine."""

    def find(self) -> FontFamily | None:
        """Return what to write a cover with; None where only pillow's own letters are at hand, without Chinese."""
        ...


class PlatformClient(Protocol):
    """One Official Account's side of the WeChat platform.

    Every call raises one of four: `PlatformError` where WeChat refused, `NotSentError` where it was never reached,
    `UncertainError` where the call may or may not have been carried out, `SettingsError` where the account is unusable.
    """

    def upload_picture(self, picture: Picture) -> str:
        """Return the address of a picture of an article, JPEG or PNG below 1 MB, once it is uploaded.

        This and `upload_to_library` may be called from several threads at once.
        """
        ...

    def upload_to_library(self, picture: Picture) -> str:
        """Return the address of any other picture of an article; it is one more in the material library."""
        ...

    def count_library(self) -> int | None:
        """Return how many pictures the material library holds; None where WeChat does not tell."""
        ...

    def upload_cover(self, picture: Picture) -> str:
        """Return the permanent media id of a cover, once it is uploaded; at times it is good only seconds later."""
        ...

    def add_draft(self, articles: Sequence[DraftArticle]) -> str:
        """Return the media id of a new draft; asked twice, it makes two, so it is never repeated on its own."""
        ...

    def update_draft(self, media_id: str, index: int, article: DraftArticle) -> None:
        """Replace one article of a draft, counted from 0."""
        ...

    def get_draft(self, media_id: str) -> Draft | None:
        """Return a draft; None where it is gone: published or deleted."""
        ...

    def list_drafts(self, offset: int, count: int) -> DraftPage:
        """Return up to 20 drafts, without content; their order is not promised."""
        ...

    def delete_draft(self, media_id: str) -> None:
        """Delete a draft for good; one that is gone already is as good."""
        ...

    def submit(self, media_id: str) -> str:
        """Return the publish id of a draft handed in for publishing, not yet published; never repeated on its own."""
        ...

    def poll(self, publish_id: str) -> Publication:
        """Return what has become of a submitted draft; small accounts may ask 100 times a day."""
        ...

    def send_to_all(self, media_id: str, clientmsgid: str) -> str:
        """Return the id under which a draft is sent to every follower; the same `clientmsgid` sends it once a day."""
        ...

    def poll_send(self, message_id: str) -> Publication:
        """Return what has become of a mass send; WeChat does not say its address."""
        ...

    def list_publications(self, offset: int, count: int) -> PublicationPage:
        """Return up to 20 publications, without content; their order is not promised."""
        ...


class Ledger(Protocol):
    """What was tried for one newsletter in one account, and what came of it; a save is on disk when the call returns.

    Every call raises `LedgerError` where the ledger cannot be read or written.
    """

    def find(self, issue: str) -> Delivery | None:
        """Return the last attempt to deliver an issue."""
        ...

    def save(self, delivery: Delivery) -> Delivery:
        """Keep an attempt as it stands now, and that it came to stand so; a new one comes back with its number."""
        ...

    def save_new(self, deliveries: Sequence[Delivery]) -> None:
        """Keep new attempts as `save` does, all of them or none."""
        ...

    def list_deliveries(self) -> list[Delivery]:
        """Return the last attempt to deliver each issue, by its name."""
        ...

    def list_events(self, issue: str) -> list[DeliveryEvent]:
        """Return every step of every attempt to deliver an issue, oldest first."""
        ...

    def list_media_ids(self) -> Set[str]:
        """Return the drafts that are known to belong to an attempt, whichever newsletter's."""
        ...

    def list_attempts(self) -> list[Delivery]:
        """Return every attempt of the account, whichever newsletter's, oldest first."""
        ...

    def claim(self, delivery: Delivery, instead: Delivery | None) -> Delivery:
        """Make an attempt of another newsletter, or of none, this one's, instead of one that came to nothing."""
        ...

    @property
    def newsletter(self) -> str:
        """Return the id of the newsletter; empty where it has none."""
        ...

    @property
    def steps(self) -> int:
        """Return how many steps the ledger has kept for the account; each save is one."""
        ...

    @property
    def is_current(self) -> bool:
        """Return whether this is known to be the ledger that was used last."""
        ...

    def note_step(self, step: int) -> None:
        """Keep that the platform knows of a later step: the ledger is behind until somebody adopts it.

        Raises:
            LedgerError: Always, and it says so.
        """
        ...

    def find_upload(self, kind: UploadKind, digest: str) -> str | None:
        """Return where a picture is on the platform, by the hash of its bytes."""
        ...

    def save_upload(self, kind: UploadKind, digest: str, place: str) -> None:
        """Keep where a picture is: an address, or for a cover its media id."""
        ...

    def forget_upload(self, kind: UploadKind, place: str) -> None:
        """Forget a picture that is there no longer."""
        ...


class Notification(NamedTuple):
    """One notification."""

    title: str
    body: str
    failed: bool
    """Whether somebody has to look after it."""
    tries: int = 0
    """How often it was sent in vain."""


class SentNotifications(NamedTuple):
    """What people were told."""

    told: Mapping[str, str] = {}
    """The last news of each issue, by a key of its own."""
    waiting: tuple[Notification, ...] = ()
    """What could not be delivered yet."""


class NotificationLog(Protocol):
    """Where it is kept what people were told."""

    def load(self) -> SentNotifications:
        """Return what was kept; nothing where it cannot be read."""
        ...

    def save(self, notices: SentNotifications) -> None:
        """Keep it.

        Raises:
            OutputError: It cannot be written.
        """
        ...


class Notifier(Protocol):
    """A way to people."""

    def notify(self, notification: Notification) -> bool:
        """Send a notification to every address there is; say whether all took it. Raises nothing of its own."""
        ...


class Clock(Protocol):
    """Time, and letting it pass."""

    def now(self) -> datetime:
        """Return the time, in UTC."""
        ...

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        ...


class ProgressCallback(Protocol):
    """Somebody who watches."""

    def __call__(self, message: str, **values: object) -> None:
        """Tell how far we have come: the id of a message, and its values."""
        ...


class Timeouts(NamedTuple):
    """How long to wait for the platform, in seconds."""

    grace: float = 90
    """A draft that is not to be found so long after it was sent is not looked for any more."""
    first: float = 2
    """Between the first look and the second; each pause is twice as long as the one before."""
    lag: tuple[float, ...] = (0.5, 1, 2, 4)
    """Before each further try while what was just made is not ready to be read or used."""
    skew: float = 600
    """How far the platform's clock may be behind ours."""
    polls: tuple[float, ...] = RetryPolicy().poll_pauses
    """Before each further question about a publication that is on its way."""
    apart: float = 600
    """Between two readings of the draft box without a draft, before that is added once more."""
    repeat: float = RetryPolicy().repeat_seconds
    """A draft whose handing in has an unknown outcome is not handed in again sooner than this after it."""


class DeliveryServices(NamedTuple):
    """Everything outside that delivering an article touches; platform and ledger are one account's."""

    platform: PlatformClient
    ledger: Ledger
    pictures: Pictures
    clock: Clock
    report: ProgressCallback
    timeouts: Timeouts = Timeouts()


class BuildServices(NamedTuple):
    """Everything outside that building an article touches."""

    issues: Issues
    pictures: Pictures
    styles: StyleCache
    fonts: Fonts
    themes: Themes
    diagrams: Diagrams
    within: TimeoutRunner
