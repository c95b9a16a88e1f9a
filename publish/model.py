"""The things that travel between the steps; imports nothing of ours.

What an issue is made of is a NamedTuple: made by the hundred, and a dataclass costs ten times as much to define, at
every start. What is compared, replaced or filled with defaults is a frozen dataclass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, NewType, TypeAlias

if TYPE_CHECKING:  # whoever makes a tree loads it
    from lxml.etree import _Element

Tree: TypeAlias = "_Element"
"""An article between parsing and writing."""

Html = NewType("Html", str)
"""Well-formed HTML that still carries our class names; not fit to be pushed."""

StyledHtml = NewType("StyledHtml", str)
"""HTML as WeChat takes it: inline styles, no class, one line."""


# --- an issue, as its author wrote it ---------------------------------------------------------


class Span(NamedTuple):
    """The source lines that one thing owns, 1-based and inclusive."""

    line: int
    end_line: int


class BlockKind(StrEnum):
    """What a run of Markdown is, as far as the line scanner can tell."""

    PARAGRAPH = "paragraph"
    SUMMARY = "summary"
    TAGLINE = "tagline"
    NOTE = "note"
    LEAD_IN = "lead-in"
    HEADING = "heading"
    RULE = "rule"
    QUOTE = "quote"
    LIST = "list"
    TABLE = "table"
    CODE = "code"
    HTML = "html"
    DEFINITION = "definition"
    FOOTNOTE = "footnote"
    CONTAINER = "container"
    TERMS = "terms"
    FORMULA = "formula"


class Block(NamedTuple):
    """A run of Markdown that stays where it stood."""

    kind: BlockKind
    text: str
    """Markdown without the mark that made it this kind (`> `, `摘要：`)."""
    span: Span


class Field(NamedTuple):
    """A `标签：值` line of an entry."""

    label: str
    text: str
    """The value, as Markdown."""
    span: Span


class Item(NamedTuple):
    """One item of a list inside an entry."""

    parts: tuple[Part, ...]


class Items(NamedTuple):
    """A list inside an entry."""

    ordered: bool
    start: int
    items: tuple[Item, ...]


Part = Block | Field | Items
"""What stands below an entry's first line, in the author's order."""


class Brief(NamedTuple):
    """A hot-news line before the first section."""

    subject: str | None
    """What stands before the first colon, when it is short enough to be a name."""
    text: str
    span: Span


class Intro(NamedTuple):
    """The 导读 of an issue."""

    lines: tuple[str, ...]
    """One paragraph a line of the author, without the label."""
    span: Span


class Entry(NamedTuple):
    """One `- ` item of a section."""

    title: str
    """Markdown of the title, without tags, source and address."""
    url: str | None
    """Destination of the first inline link."""
    source: str | None
    tags: tuple[str, ...]
    extra: str
    """Markdown that follows the entry's link on its first line."""
    parts: tuple[Part, ...]
    flaws: tuple[str, ...]
    """What keeps the first line from being a clean entry, in a word: `no-link`, `empty-url`…."""
    span: Span
    """The first line alone; the parts own the others."""


class Section(NamedTuple):
    """A `## ` part of an issue."""

    name: str
    """Markdown of the heading."""
    parts: tuple[Entry | Block, ...]
    span: Span
    """The heading alone."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the entries in order."""
        return tuple(part for part in self.parts if isinstance(part, Entry))


class Archive(NamedTuple):
    """The hand-kept 往期回顾 of an issue."""

    url: str | None
    dates: tuple[str, ...]
    blocks: tuple[Block, ...]
    """What is neither a row nor a line of back issues."""
    spans: tuple[Span, ...]


class Contact(NamedTuple):
    """One way to reach the newsletter: `Editor`, `https://…`."""

    label: str
    value: str


class Trailer(NamedTuple):
    """What the account repeats at the end of every issue."""

    qr: str | None
    """Path of the QR picture, as written."""
    contacts: tuple[Contact, ...]
    licence_url: str | None
    blocks: tuple[Block, ...]
    """What is no known part of a trailer."""
    spans: tuple[Span, ...]


class Title(NamedTuple):
    """The first heading of an issue, taken apart."""

    text: str
    """The whole heading."""
    name: str
    """What stands before the date."""
    subtitle: str
    span: Span


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The `key: value` lines between the two `---` at the top."""

    values: Mapping[str, str]
    span: Span | None
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    """Where each key stands."""


class Footnote(NamedTuple):
    """What an author says at the foot: `[^key]: text`."""

    key: str
    """In small letters."""
    text: str
    line: int


class Issue(NamedTuple):
    """One Markdown file of the newsletter."""

    name: str
    """The file's name without its ending; a date for an issue of the newsletter."""
    date: date | None
    front_matter: FrontMatter
    title: Title | None
    intro: Intro | None
    claimed: int | None
    """N of `本期N条`."""
    preamble: tuple[Block | Brief | Intro, ...]
    sections: tuple[Section, ...]
    archive: Archive | None
    trailer: Trailer | None
    footnotes: tuple[Footnote, ...] = ()
    """The first of each key."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the entries of all sections."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def briefs(self) -> tuple[Brief, ...]:
        """Return the hot-news lines."""
        return tuple(part for part in self.preamble if isinstance(part, Brief))


# --- what is wrong with it --------------------------------------------------------------------


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Edit(NamedTuple):
    """One change to one line of an issue."""

    line: int
    start: int
    """Characters before it, and before its end; 0-based, end exclusive."""
    end: int
    text: str | None
    """What is written instead; None takes the line out whole."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a person should mend: where, what, and how."""

    message: str
    """Id of a sentence in `messages`."""
    values: Mapping[str, object] = field(default_factory=dict)
    rule: str | None = None
    severity: Severity = Severity.ERROR
    file: str | None = None
    line: int | None = None
    column: int | None = None
    """Characters from the start of the line, 1-based."""
    excerpt: str | None = None
    element: str | None = None
    """Path of an element of the article, from its root: `section>p[3]>span`."""
    times: int = 1
    """How often it was found; the place is the first."""
    fix: tuple[Edit, ...] = field(default=(), compare=False)
    """What mends it; nothing where only a person can."""


class Use(NamedTuple):
    """Where an address was used."""

    issue: str
    line: int


class Neighbours(NamedTuple):
    """What an issue has to be compared with: the other issues of its folder."""

    names: frozenset[str]
    """Of every issue there is."""
    titles: Mapping[str, tuple[str, ...]]
    """Names of the other issues by the date in their title."""
    uses: Mapping[str, Use]
    """The first use of each address in any issue, itself included; addresses as `identify_address` has them."""


class LinkState(StrEnum):
    """What has become of an address."""

    ALIVE = "alive"
    GONE = "gone"
    """Its host says so: 404, 410."""
    REMOVED = "removed"
    """WeChat says so, on a page of its own."""
    EXPIRED = "expired"
    """It was a temporary address."""
    FRONT = "front"
    """It leads to the front page now."""
    LOST = "lost"
    """There is no such host any more."""
    CLOSED = "closed"
    """Its host answers, but not to programs: 403, 429, 5xx, a captcha."""
    SILENT = "silent"
    """No answer that could be read."""


class LinkAnswer(NamedTuple):
    """What was heard of an address when it was asked."""

    state: LinkState
    words: str = ""
    """What the page, or the status, said; the host where nothing else did."""


# --- what it becomes --------------------------------------------------------------------------


class PictureChange(StrEnum):
    """What was done to a picture so that WeChat takes it."""

    STRIPPED = "stripped"
    """What is not seen was left out: EXIF, places, comments, profiles."""
    CONVERTED = "converted"
    """It was encoded anew."""
    SHRUNK = "shrunk"
    FIRST_FRAME = "first frame"
    """It moved, and now stands still."""
    GLYPHS_MISSING = "glyphs missing"
    """No font of this machine has some of its letters."""


class Picture(NamedTuple):
    """An image in memory."""

    name: str
    """File name in `pictures/`."""
    data: bytes
    width: int
    """Pixels."""
    height: int
    shown: int = 0
    """CSS pixels it is meant to be wide; 0 where that is for the page to say."""
    changes: tuple[PictureChange, ...] = ()

    @property
    def media_type(self) -> str:
        """Return the type that browsers are told, judged by content."""
        return next((kind for mark, kind in _MARKS if self.data.startswith(mark)), "image/png")


_MARKS = ((b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))


class Fetched(NamedTuple):
    """What an address of the web answered with."""

    data: bytes
    media_type: str
    """As the server says, in small letters, without parameters; empty where it says nothing."""
    final_url: str
    """Where it came from, after every redirect."""


class Face(NamedTuple):
    """One weight of a font, where it lies."""

    path: str
    number: int = 0
    """Which one of a collection; a named instance of a variable font counts in the upper sixteen bits."""


class Typeface(NamedTuple):
    """What the letters of a cover are drawn with."""

    bold: Face
    regular: Face
    chinese: bool
    """Whether Chinese can be written with it."""
    key: str
    """Changes whenever its letters may look different."""


class PictureUse(NamedTuple):
    """One place where an issue shows a picture."""

    source: str
    """Path or address, as written."""
    line: int


class Gap(NamedTuple):
    """A picture that is not in the article, and why; with any, an article is not fit to be pushed."""

    source: str
    """Path or address, as written."""
    problem: Problem


class Body(NamedTuple):
    """The rendered issue, before head and foot are put round it."""

    html: Html
    references: Html
    """The lines of 参考链接; empty when every link lives."""
    reference_count: int
    pictures: tuple[PictureUse, ...]
    problems: tuple[Problem, ...]


class BackIssue(NamedTuple):
    """One earlier issue, as the archive shows it."""

    date: date
    title: str
    url: str | None
    """Its published address, once there is one."""


class Theme(NamedTuple):
    """One CSS file, resolved and found fit to be inlined."""

    name: str
    css: str
    """The style rules with every variable replaced by its value."""
    key: str
    """Changes whenever the styles may change."""
    accent: str = ""
    """The colour that `--accent` stands for; empty where the theme has none."""
    template: str = ""
    """The style rules with `var(--accent)` left where the accent stands."""
    problems: tuple[Problem, ...] = ()
    """Which of its text is hard to read."""


class Knobs(NamedTuple):
    """What of a theme is turned without writing CSS."""

    accent: str = ""
    """A colour as `#rrggbb`; empty for the theme's own."""
    text_size: str = "standard"
    density: str = "standard"
    """How far apart things stand."""


class CodeLook(NamedTuple):
    """How code blocks are shown."""

    scroll: bool = False
    """Whether long lines are scrolled rather than broken."""
    numbers: bool = False
    """Whether each line has its number before it."""
    bar: bool = False
    """Whether a bar stands above, with the language."""


class Manner(NamedTuple):
    """How an issue's Markdown is read and shown."""

    math: bool = False
    """Whether `$…$` is a formula; where it is not, a `$` is money."""
    code: CodeLook = CodeLook()


PLAIN_MANNER = Manner()


class Comments(StrEnum):
    """Who may comment on an article."""

    CLOSED = "closed"
    FOLLOWERS = "followers"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Headline:
    """What the platform shows beside an article."""

    title: str
    author: str
    digest: str
    source_url: str
    comments: Comments = Comments.CLOSED


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands below an issue's own text."""

    back_issues: tuple[BackIssue, ...] = ()
    qr: Picture | None = None
    contacts: tuple[Contact, ...] = ()
    badge: Picture | None = None
    licence: str = ""
    """The licence sentence."""

    @property
    def pictures(self) -> dict[str, Picture]:
        """Return the pictures by their source in the page, whose scheme no other picture has."""
        shown = {"frame:qr": self.qr, "frame:badge": self.badge}
        return {source: picture for source, picture in shown.items() if picture}


class PlacedPicture(NamedTuple):
    """A picture in what the platform's API is sent."""

    placeholder: str
    """What stands in place of its address until it is uploaded."""
    picture: Picture | None
    """None for one on the web, which is fetched first."""
    url: str = ""
    """Where it is on the web."""
    line: int | None = None
    """Where the issue shows it; None for one of ours."""


class ApiArticle(NamedTuple):
    """What the platform's API is sent."""

    html: StyledHtml
    """Each picture stands at a placeholder as long as the real address may be."""
    shortened: tuple[str, ...]
    """What was shortened to keep under the limit, the gentlest first; nothing where it was short enough."""
    pictures: tuple[PlacedPicture, ...] = ()
    """Every picture that stands in it."""


class Profile(StrEnum):
    """The way an article takes into the account."""

    PASTE = "paste"
    API = "api"


class Counts(NamedTuple):
    """How much an article holds."""

    sections: int
    entries: int
    briefs: int
    references: int
    pictures: int


class Layer(StrEnum):
    """Where WeChat takes HTML in."""

    STORE = "store"
    """The draft API: what is sent comes back filtered."""
    EDITOR = "editor"
    """The editor: what is pasted, or opened from a draft, is rearranged."""


class ChangeKind(StrEnum):
    """What a layer does to a thing."""

    KEPT = "kept"
    REWRITTEN = "rewritten"
    LOST = "lost"


class Thing(StrEnum):
    """What can be kept or lost."""

    ELEMENT = "element"
    ATTRIBUTE = "attribute"
    DECLARATION = "declaration"
    TEXT = "text"
    COMMENT = "comment"
    LINK = "link"
    PICTURE = "picture"
    EMBEDDED = "embedded picture"
    """A picture given as data: it lives once it is uploaded."""


class Change(NamedTuple):
    """What a layer does to all things of one name."""

    kind: ChangeKind
    what: Thing
    name: str
    """Empty for what is kept: nobody asks."""
    number: int
    """How many fare so."""
    rule: str = ""
    """Id of WeChat's rule; empty for what is kept."""
    path: str = ""
    """Where the first of them stood: its ancestors and itself; empty for what is kept."""


class Survival(NamedTuple):
    """What a layer leaves of an article."""

    html: str
    changes: tuple[Change, ...]

    def total(self, kind: ChangeKind) -> int:
        """Return how many things fare so; embedded pictures are counted apart."""
        return sum(change.number for change in self.changes if change.kind is kind and change.what != Thing.EMBEDDED)

    @property
    def embedded(self) -> int:
        """Return how many pictures must be uploaded before this layer takes them."""
        lost = (change for change in self.changes if change.kind is ChangeKind.LOST)
        return sum(change.number for change in lost if change.what is Thing.EMBEDDED)


PASTED_FILE = "article.html"


def name_sent_file(number: int) -> str:
    """Return the name of the file of an article that is sent, the first, or one of two."""
    return "article.api.html" if number == 1 else f"article.api.{number}.html"


@dataclass(frozen=True, slots=True)
class Article:
    """What an issue becomes: HTML and its headline data."""

    name: str
    headline: Headline
    html: StyledHtml
    """As it is pasted: styles on every text block, pictures inside."""
    parts: tuple[ApiArticle, ...]
    """As it is sent: one article, or two where even the plainest is too long for one."""
    pictures: tuple[Picture, ...]
    counts: Counts
    problems: tuple[Problem, ...]
    survival: Mapping[Layer, Survival]
    """What WeChat leaves of it."""
    cover: Picture
    """What stands for it in a list of articles."""
    gaps: tuple[Gap, ...] = ()
    """The pictures that are missing; their problems are among the others, too."""

    @property
    def files(self) -> dict[str, StyledHtml]:
        """Return what is pasted and what is sent, each by the name of its file."""
        sent = {name_sent_file(number): part.html for number, part in enumerate(self.parts, 1)}
        return {PASTED_FILE: self.html, **sent}


# --- what the platform keeps of it ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DraftArticle:
    """One article, as a draft is made of it."""

    title: str
    author: str
    digest: str
    content: StyledHtml
    """Its pictures stand at the addresses that `upload_picture` gave."""
    source_url: str
    """Behind 阅读原文; comes back with every listing, so an article is found again by it."""
    cover_id: str
    """A permanent media id, from `upload_cover`."""
    cover_crops: Mapping[str, str] = field(default_factory=dict)
    """What of the cover is shown, as `X1_Y1_X2_Y2` from 0 to 1, by `pic_crop_235_1` and `pic_crop_1_1`."""
    comments: bool = False
    fans_only: bool = False
    """Whether followers alone may comment."""


class DraftItem(NamedTuple):
    """One article, as the platform reads it back."""

    title: str
    author: str
    digest: str
    content: str
    """Filtered and rewritten by the platform; empty in a listing."""
    source_url: str
    cover_id: str
    url: str
    """A preview that expires for a draft; the published address for a publication."""


class Draft(NamedTuple):
    """A draft in the account's draft box."""

    media_id: str
    articles: tuple[DraftItem, ...]
    """None at all for a moment after it was added."""
    updated: datetime | None
    """In UTC."""


class DraftPage(NamedTuple):
    """A part of the draft box."""

    total: int
    """Drafts in the whole box."""
    drafts: tuple[Draft, ...]
    """Without content."""


class PublicationState(StrEnum):
    """What has become of a submitted draft."""

    PUBLISHED = "published"
    PENDING = "pending"
    NOT_ORIGINAL = "not-original"
    FAILED = "failed"
    REJECTED = "rejected"
    """By the platform's review."""
    REMOVED = "removed"
    """By the account, after it was out."""
    BANNED = "banned"
    """By the platform, after it was out."""
    UNKNOWN = "unknown"


class Publication(NamedTuple):
    """A submitted draft, on its way or out."""

    publish_id: str
    state: PublicationState
    article_id: str
    """Empty until it is out."""
    addresses: tuple[str, ...]
    """One an article, in order."""
    failed: tuple[int, ...]
    """Which articles kept it from going out, 1-based."""


class Published(NamedTuple):
    """A publication, as the list of publications shows it."""

    article_id: str
    articles: tuple[DraftItem, ...]
    updated: datetime | None
    """In UTC."""
    removed: bool = False
    """Whether all of its articles were taken away again."""


class PublicationPage(NamedTuple):
    """A part of the list of publications; articles sent to all followers are not in it."""

    total: int
    publications: tuple[Published, ...]
    """Without content."""


# --- what the ledger keeps of it --------------------------------------------------------------


class DeliveryState(StrEnum):
    """How far the delivery of an issue to an account has come."""

    PLANNED = "planned"
    """Nothing was sent, or what was sent was refused."""
    DRAFT_INTENT = "draft_intent"
    """A draft is about to be added; found so by another run, it may or may not be there."""
    DRAFTED = "drafted"
    UNCERTAIN = "uncertain"
    """A draft was sent, and nobody knows whether it is there."""
    REMOVED = "removed"
    """Somebody took the draft away, or the article after it was out."""
    RELEASE_INTENT = "release_intent"
    """A draft is about to be handed in; found so by another run, it may or may not be on its way out."""
    SUBMITTED = "submitted"
    """It was accepted, and is not out yet."""
    PUBLISHED = "published"
    HELD = "held"
    """It may be out, or on its way; it is looked for, and handed in again only at a person's word."""
    FAILED = "failed"
    """It will not go out as it is; the draft is where it was."""


class Reason(NamedTuple):
    """Why a delivery stands where it does."""

    message: str
    """Id of a sentence in `messages`."""
    values: Mapping[str, str] = {}
    """What is put into it."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """By what a draft is known again in the draft box."""

    title: str
    source_url: str
    cover_id: str
    text: str
    """Hash of the words of its articles."""
    marked: bool
    """Whether the address alone names issue and content."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to bring an issue into an account, and what came of it."""

    issue: str
    """The issue's place in the repository, without ending."""
    state: DeliveryState
    content: str
    """Hash of all that the draft is made of; empty while an update is under way."""
    fingerprint: Fingerprint
    articles: int
    """How many the draft holds."""
    started: datetime
    """When the draft was first sent, in UTC."""
    number: int = 0
    """Of the attempt, given by the ledger; 0 for one that it does not have yet."""
    media_id: str = ""
    kept: str = ""
    """Hash of the words that WeChat kept; empty until they were read back whole."""
    publish_id: str = ""
    """By which its publication is asked about; empty until the draft was accepted for publishing."""
    clientmsgid: str = ""
    """By which WeChat tells a repeated mass send from a second one; empty for a publication that is sent to nobody."""
    addresses: tuple[str, ...] = ()
    """One an article, once it is out."""
    reason: Reason | None = None
    """Why it is held, failed, removed, or only a draft."""
    released: datetime | None = None
    """When the draft was last handed in, in UTC."""


class Act(NamedTuple):
    """One step of a delivery."""

    at: datetime
    """In UTC."""
    state: DeliveryState
    """To which it came."""
    media_id: str
    publish_id: str
    reason: Reason | None


class UploadKind(StrEnum):
    """What an account was given beside drafts."""

    PICTURE = "picture"
    COVER = "cover"


class DraftAct(StrEnum):
    """What was done about an issue's draft."""

    ADDED = "added"
    UPDATED = "updated"
    FOUND = "found"
    """It was there already, though nobody had heard of it."""
    READ = "read"
    """It was read back, which an earlier run had no time for."""
    UNCHANGED = "unchanged"


class Pushed(NamedTuple):
    """What came of pushing a draft."""

    act: DraftAct
    delivery: Delivery
    problems: tuple[Problem, ...] = ()
    """What WeChat changed of it."""


class ReleaseAct(StrEnum):
    """What was done about an issue's publication."""

    RELEASED = "released"
    """It was submitted, or had been, and is out."""
    FOUND = "found"
    """It was out already, though nobody had said so."""
    KNOWN = "known"
    """It was known to be out; nothing was done."""
    RECORDED = "recorded"
    """A person said that it is out."""
    ABANDONED = "abandoned"
    """A person said that it is not to be published."""
    BY_HAND = "by-hand"
    """The account may not publish: the draft waits for a person."""


class Resolution(StrEnum):
    """A person's word on a publication of which nobody knows what became."""

    REPEAT = "repeat"
    PUBLISHED = "published"
    ABANDON = "abandon"


class Released(NamedTuple):
    """What came of releasing a draft."""

    act: ReleaseAct
    delivery: Delivery
    problems: tuple[Problem, ...] = ()
    """What a person should know of it."""
    to_do: tuple[Problem, ...] = ()
    """What is left to be done by hand."""


class Duty(StrEnum):
    """What a run is to do about an issue."""

    FINISH = "finish"
    """An earlier run began its draft."""
    LOOK = "look"
    """It was handed in; what became of it is to be found out."""
    RECORD = "record"
    """It is out, and `publications.json` does not say so."""
    DRAFT = "draft"
    RELEASE = "release"
    """Its draft, too."""
    HOLD = "hold"
    """Its time is past by too much: somebody decides."""


class Due(NamedTuple):
    """An issue, and when it is to go out."""

    issue: str
    """Its place in the repository, without ending."""
    at: datetime | None
    """In UTC; None where that is not known."""
    problems: tuple[Problem, ...] = ()
    """Why it is not known."""


class Chore(NamedTuple):
    """One thing that a run has to do."""

    issue: str
    duty: Duty
    at: datetime | None
    """When the issue was to go out, in UTC."""


class Ending(StrEnum):
    """How a run left an issue."""

    DRAFTED = "drafted"
    PUBLISHED = "published"
    BY_HAND = "by-hand"
    """Its draft waits for a person: the account may not publish."""
    PENDING = "pending"
    """It was accepted, and is not out yet."""
    HELD = "held"
    FAILED = "failed"


class Result(NamedTuple):
    """What came of one issue in a run."""

    issue: str
    ending: Ending
    title: str = ""
    place: str = ""
    """The media id of its draft, or the address under which it is out."""
    problems: tuple[Problem, ...] = ()
    """What went wrong, or is to be known."""
    code: int = 0
    """The exit code that it deserves."""


class PublishedIssue(NamedTuple):
    """An issue that is out, as `publications.json` has it."""

    url: str
    title: str = ""
    published: datetime | None = None
    """In UTC; unknown for what was written by hand."""


# --- what the newsletter says of itself -------------------------------------------------------


class AccountSettings(NamedTuple):
    """What `publish.toml` says of one Official Account; its secret never stands there."""

    appid: str
    secret_file: str = ""
    """An owner-only file outside the repository; empty for the one that `publish account add` writes."""
    api: str = ""
    """Base address of the API; empty for WeChat's own."""
    proxy: str = ""
    """On the way to the API; the way to the web has its own."""


class Pace(NamedTuple):
    """How long one waits for the platform, and how often one asks again."""

    connect_seconds: float = 10
    """Look-up, connection and handshakes."""
    call_seconds: float = 30
    """A whole call, from the look-up to the last byte."""
    upload_seconds: float = 120
    """The same for a call that carries a picture."""
    attempts: int = 3
    """How often a call that may be repeated is sent in all."""
    pause_seconds: float = 1
    """Before the second attempt; doubled before each further one."""
    too_often_seconds: float = 20
    """Before a call is repeated that came too soon after others (45011)."""
    lock_seconds: float = 60
    """How long a run waits while another one fetches the access token."""
    grace_seconds: float = 90
    """How long a draft is looked for whose sending was interrupted; or a publication."""
    poll_seconds: float = 10
    """Before a publication on its way is asked about again; doubled before each further question."""
    poll_longest_seconds: float = 300
    """No longer than this."""
    polls: int = 20
    """How often a run asks about one publication."""
    repeat_seconds: float = 600
    """How long after a lost answer a draft may be handed in again, at a person's word."""

    def pause_before(self, attempt: int) -> float:
        """Return how long to wait before an attempt, counted from 1 for the second."""
        return self.pause_seconds * 2.0 ** (attempt - 1)

    @property
    def poll_pauses(self) -> tuple[float, ...]:
        """Return how long to wait before each question about a publication but the first."""
        return tuple(min(self.poll_longest_seconds, self.poll_seconds * 2.0**nth) for nth in range(self.polls - 1))


ACTIONS = ("draft", "release")


class Schedule(NamedTuple):
    """When issues go out by themselves, and how far."""

    hour: int = 8
    """Of the day that an issue is dated, where its front matter names no time."""
    timezone: str = "Asia/Shanghai"
    """Whose clock is meant, by its name in the tz database."""
    action: str = "draft"
    """How far a run goes by itself: to the `draft`, or to the `release`."""
    late_hours: float = 24
    """An issue whose time is past by more is held: somebody decides."""
    every_minutes: int = 10
    """How often cron or systemd looks for what is due."""


class Notify(NamedTuple):
    """Who is told what a run did; the addresses are secrets, and never stand in `publish.toml`."""

    file: str = ""
    """An owner-only file of addresses outside the repository; empty for the one in the person's own folder."""
    seconds: float = 15
    """How long one address may take."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `publish.toml` says, validated."""

    name: str = ""
    """Name of the newsletter."""
    account: str = ""
    """Name of the Official Account."""
    author: str = ""
    """Printed under the article's title by WeChat."""
    editor: str = ""
    project: str = ""
    issues: str = "embedded-ai-report"
    """Folder of the issues, relative to the repository."""
    source_url: str = ""
    """Address behind 阅读原文, with `{date}` where the date goes."""
    comments: str = Comments.CLOSED.value
    """Who may comment, unless the issue says so."""
    ledger: str = ""
    """File of the ledger, relative to the repository or absolute; empty for the person's own state folder."""
    qr: str = ""
    """What the follow QR code says."""
    qr_picture: str = ""
    """A finished QR picture, relative to the repository."""
    logo: str = ""
    """A picture for the middle of the QR code, relative to the repository."""
    licence: str = ""
    """SPDX id."""
    archive_limit: int = 8
    theme: str = "neural"
    accent: str = Knobs().accent
    text_size: str = Knobs().text_size
    density: str = Knobs().density
    math: bool = False
    """Whether `$…$` is a formula, unless the issue says so."""
    code: str = ""
    """Words that say how code blocks are shown, unless the issue or the block says so."""
    mermaid: str = ""
    """The program that draws mermaid: `mmdc`, or its path; empty where none is to."""
    plantuml: str = ""
    """The program that draws PlantUML."""
    proxy: str = ""
    """Address of the proxy on the way to the web; without one, nothing stands between."""
    # What an article looks like does not hang on these, so that it is not built again for their sake.
    accounts: Mapping[str, AccountSettings] = field(default_factory=dict, repr=False)
    """Official Accounts by the names that people give them."""
    pace: Pace = field(default=Pace(), repr=False)
    schedule: Schedule = field(default=Schedule(), repr=False)
    notify: Notify = field(default=Notify(), repr=False)

    @property
    def knobs(self) -> Knobs:
        """Return how the theme is to be turned."""
        return Knobs(self.accent, self.text_size, self.density)

    severities: Mapping[str, str] = field(default_factory=dict)
    """How much a rule of the newsletter matters here, by its number; `off` where not at all."""
    cover_font: str = ""
    """A font file for the cover, relative to the repository or absolute."""
    archive_readme: str = field(default="README.md", repr=False)
    """The file with the table of back issues, relative to the repository; no article hangs on it."""
