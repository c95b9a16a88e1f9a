"""An article, as a build makes it of an issue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from publish.core.back_issue import BackIssue
from publish.core.html import Filter, FilterReport, Html, StyledHtml
from publish.core.issue import Contact
from publish.core.picture import CoverFocus, EmbeddedPicture, MissingPicture, Picture, PictureUse, PlacedPicture
from publish.core.picture_post import PicturePost
from publish.core.problem import Problem
from publish.core.reading import Reading
from publish.core.settings import Comments
from publish.core.text import count_bytes


class Paragraph(NamedTuple):
    """A paragraph of running text."""

    source: str  # Markdown
    text: str  # as readers see it


class BodyTexts(NamedTuple):
    """What readers see of an issue's text, without marks, numbers of references and descriptions of pictures."""

    title: str = ""  # its level-1 heading
    subtitle: str = ""
    intro: str = ""
    entries: tuple[str, ...] = ()  # titles of the first entries
    paragraphs: tuple[Paragraph, ...] = ()  # the first ones


class SourceText(NamedTuple):
    """Characters of an issue that the parser read as markup."""

    text: str
    line: int  # the first line of the piece of Markdown that holds them


class Body(NamedTuple):
    """The rendered issue, without header and footer."""

    html: Html
    references: Html  # the lines of 参考链接; empty where WeChat keeps every link
    reference_count: int
    pictures: tuple[PictureUse, ...]
    problems: tuple[Problem, ...]
    texts: BodyTexts = BodyTexts()
    reference_urls: tuple[str, ...] = ()
    raw_html: tuple[SourceText, ...] = ()  # the author's own HTML, each inline tag by itself
    bare_addresses: tuple[SourceText, ...] = ()  # addresses that became links, each with the character behind it


class ArticleMetadata(NamedTuple):
    """The data that the platform shows with an article."""

    title: str
    author: str
    digest: str
    source_url: str
    comments: Comments = Comments.CLOSED
    ai_notice: str = ""  # the line that declares what was generated; no field of the API carries it


class Footer(NamedTuple):
    """The parts below an issue's own text."""

    back_issues: tuple[BackIssue, ...] = ()
    qr: Picture | None = None
    contacts: tuple[Contact, ...] = ()
    badge: Picture | None = None
    licence: str = ""

    @property
    def pictures(self) -> dict[str, Picture]:
        """Return the pictures by their source in the page; no other picture has its scheme."""
        pictures = {"frame:qr": self.qr, "frame:badge": self.badge}
        return {source: picture for source, picture in pictures.items() if picture}


class ApiForm(StrEnum):
    """The form in which an article goes through the draft API."""

    WHOLE = "whole"  # as it is pasted; only the addresses of pictures differ
    FITTED = "fitted"  # shortened
    PARTS = "parts"  # shortened, and cut in two
    OLDER = "older"  # as an older version of this program sent it
    PICTURES = "pictures"  # as a picture post of the issue's own pictures
    CARDS = "cards"  # as a picture post of cards
    POST = "post"  # an adopted picture post, which may be either

    @property
    def is_post(self) -> bool:
        """Return whether it is a picture post rather than an article."""
        return self in (ApiForm.PICTURES, ApiForm.CARDS, ApiForm.POST)


class ApiArticle(NamedTuple):
    """An article for the platform's API."""

    html: StyledHtml  # each picture has a placeholder of the greatest length of a real address
    pictures: tuple[PlacedPicture, ...] = ()


class SentArticle(NamedTuple):
    """What of an issue goes through the platform's API."""

    form: ApiForm
    parts: tuple[ApiArticle, ...]  # one article, or two
    given_up: tuple[str, ...] = ()  # what gave way in fitting, as ids of messages

    @property
    def chars(self) -> int:
        """Return the number of characters of its longest article."""
        return max(len(part.html) for part in self.parts)

    @property
    def bytes(self) -> int:
        """Return the number of UTF-8 bytes of its longest article."""
        return max(count_bytes(part.html) for part in self.parts)


class Counts(NamedTuple):
    """Numbers of an article's parts."""

    sections: int
    entries: int
    briefs: int
    references: int
    pictures: int


PASTED_FILE = "article.html"


def name_sent_file(number: int) -> str:
    """Return the file name of a part of the article for the API, counted from 1."""
    return "article.api.html" if number == 1 else f"article.api.{number}.html"


def name_kept_file(number: int) -> str:
    """Return the file name of a part of the article as WeChat keeps it in the draft box, counted from 1."""
    return name_sent_file(number).replace("api", "kept")


class Article(NamedTuple):
    """The article of an issue: HTML, metadata, pictures and problems."""

    name: str
    metadata: ArticleMetadata
    html: StyledHtml  # for pasting: styles on every text block, pictures embedded, though `embedding` holds their bytes
    sent: SentArticle  # for the API
    pictures: tuple[Picture, ...]
    counts: Counts
    problems: tuple[Problem, ...]
    filter_reports: Mapping[Filter, FilterReport]  # the store's only for a newsletter with accounts
    cover: Picture
    missing_pictures: tuple[MissingPicture, ...] = ()  # their problems are in `problems`, too
    embedding: EmbeddedPicture = EmbeddedPicture()  # the pictures of `html`
    cover_focus: CoverFocus = CoverFocus()  # of a cover that was cropped; the text of a drawn one is in its middle
    is_provisional: bool = False  # whether the next build may have what the web did not answer with
    reading: Reading = Reading()  # of the body, without references and footer
    post: PicturePost | None = None  # of an issue that becomes a picture post
    whole_bytes: int = 0  # of UTF-8, of what would be sent if nothing had to be shorter
    inputs: str = ""  # hash of what the author wrote and chose; a newer version of this program does not change it
    with_files: tuple[str, ...] | None = None
    """Files that go out with it in one draft, by their paths from its folder; None where its front matter is silent."""

    @property
    def parts(self) -> tuple[ApiArticle, ...]:
        """Return the articles for the API."""
        return self.sent.parts

    @property
    def chars(self) -> int:
        """Return the number of characters for pasting, pictures included."""
        return self.embedding.measure(self.html)

    @property
    def files(self) -> dict[str, StyledHtml]:
        """Return the HTML for pasting and for the API, by file name."""
        parts = {name_sent_file(number): part.html for number, part in enumerate(self.parts, 1)}
        return {PASTED_FILE: self.html, **parts}


class BuiltArticle(NamedTuple):
    """A built article, and how it is shortened for the draft API."""

    name: str  # path of its file in the repository, without suffix
    article: Article
    shorten: Callable[[ApiForm], SentArticle] | None = None  # None where the settings forbid it
