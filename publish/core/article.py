"""What an issue becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from publish.core.back_issue import BackIssue
from publish.core.filter_report import Filter, FilterReport
from publish.core.html import Html, StyledHtml
from publish.core.issue import Contact
from publish.core.picture import EmbeddedPicture, MissingPicture, Picture, PictureUse, PlacedPicture
from publish.core.problem import Problem
from publish.core.settings import Comments


class Body(NamedTuple):
    """The rendered issue, before head and foot are put round it."""

    html: Html
    references: Html
    """The lines of 参考链接; empty when every link lives."""
    reference_count: int
    pictures: tuple[PictureUse, ...]
    problems: tuple[Problem, ...]


class ArticleMetadata(NamedTuple):
    """What the platform shows beside an article."""

    title: str
    author: str
    digest: str
    source_url: str
    comments: Comments = Comments.CLOSED


class Footer(NamedTuple):
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


class ApiArticle(NamedTuple):
    """What the platform's API is sent."""

    html: StyledHtml
    """Each picture stands at a placeholder as long as the real address may be."""
    shortened: tuple[str, ...]
    """What was shortened to keep under the limit, the gentlest first; nothing where it was short enough."""
    pictures: tuple[PlacedPicture, ...] = ()
    """Every picture that stands in it."""


class Counts(NamedTuple):
    """How much an article holds."""

    sections: int
    entries: int
    briefs: int
    references: int
    pictures: int


PASTED_FILE = "article.html"


def name_sent_file(number: int) -> str:
    """Return the name of the file of an article that is sent, the first, or one of two."""
    return "article.api.html" if number == 1 else f"article.api.{number}.html"


class Article(NamedTuple):
    """What an issue becomes: HTML and its headline data."""

    name: str
    metadata: ArticleMetadata
    html: StyledHtml
    """As it is pasted: styles on every text block, pictures inside, but for their bytes, which `embedding` puts in."""
    parts: tuple[ApiArticle, ...]
    """As it is sent: one article, or two where even the plainest is too long for one."""
    pictures: tuple[Picture, ...]
    counts: Counts
    problems: tuple[Problem, ...]
    filter_reports: Mapping[Filter, FilterReport]
    """What WeChat leaves of it."""
    cover: Picture
    """What stands for it in a list of articles."""
    missing_pictures: tuple[MissingPicture, ...] = ()
    """The pictures that are missing; their problems are among the others, too."""
    embedding: EmbeddedPicture = EmbeddedPicture()
    """The pictures inside what is pasted."""

    @property
    def chars(self) -> int:
        """Return how many characters are pasted, pictures included."""
        return self.embedding.measure(self.html)

    @property
    def files(self) -> dict[str, StyledHtml]:
        """Return what is pasted and what is sent, each by the name of its file."""
        sent = {name_sent_file(number): part.html for number, part in enumerate(self.parts, 1)}
        return {PASTED_FILE: self.html, **sent}
