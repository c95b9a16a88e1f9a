"""What a draft is made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.api_types import DraftArticle
from publish.core.article import Article, name_sent_file
from publish.core.comments import Comments
from publish.core.delivery_record import Fingerprint
from publish.core.exceptions import ArticleError
from publish.core.html import StyledHtml, Target
from publish.core.picture import Picture
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem, Severity
from publish.core.text import cut_title
from publish.delivery.readback import hash_words
from publish.delivery.upload_pictures import AccountUploads, hash_picture, upload_pictures
from publish.newsletter.source_marker import add_fingerprint, make_marker
from publish.wechat.limits import MAX_SOURCE_URL_BYTES, MAX_TITLE_CHARS, TITLE_LIMITS, find_crops
from publish.wechat.validator import validate_html

SECOND_TITLE = "{}（续）"
_CROPS = {"2.35:1": "pic_crop_235_1", "1:1": "pic_crop_1_1"}


class DraftContents(NamedTuple):
    """A draft, before anything of it is uploaded."""

    issue: str
    """The issue's place in the repository, without ending."""
    article: Article
    content: str
    """Hash of all that the draft is made of."""
    title_limit: int = MAX_TITLE_CHARS
    """Characters that a title may have."""

    def mark_source(self, step: int, newsletter: str) -> tuple[str, bool]:
        """Return the address of its source, and whether issue, content and newsletter are named in it.

        Args:
            step: Of the ledger at which it is sent, counted from 1.
            newsletter: Its id; empty where it has none.
        """
        url = self.article.metadata.source_url
        marked = add_fingerprint(url, make_marker(PurePosixPath(self.issue).name, self.content, step, newsletter))
        fits = bool(marked) and len(marked.encode()) <= MAX_SOURCE_URL_BYTES
        return (marked, True) if fits else (url, False)

    @property
    def titles(self) -> list[str]:
        """Return the title of each part."""
        first = cut_title(self.article.metadata.title, self.title_limit)
        # What is added to it must not be what gets a draft refused.
        room = min(limit for limit in TITLE_LIMITS if len(first) <= limit) - len(SECOND_TITLE.format(""))
        return [first, SECOND_TITLE.format(cut_title(first, room))][: len(self.article.parts)]

    def shorten(self) -> DraftContents | None:
        """Return the plan with shorter titles; None where they are as short as they get."""
        longest = max(map(len, self.titles))
        limit = next((limit for limit in TITLE_LIMITS if limit < longest), None)
        return None if limit is None else self._replace(title_limit=limit)

    def follow(self, title: str) -> DraftContents:
        """Return the plan with its titles as long as the first of them was when it was sent."""
        plans = (self._replace(title_limit=limit) for limit in TITLE_LIMITS)
        return next((plan for plan in plans if plan.titles[0] == title), self)


def prepare_draft_contents(issue: str, article: Article) -> DraftContents:
    """Return what a draft of an issue is to be made of.

    Args:
        issue: The issue's place in the repository, without ending.
        article: What it becomes.

    Raises:
        ArticleError: Something is wrong with it, or missing from it.
    """
    errors = [problem for problem in article.problems if problem.severity is Severity.ERROR]
    missing = [picture.problem for picture in article.missing_pictures if picture.problem not in errors]
    if errors or missing:
        raise ArticleError(*errors, *missing, Problem("draft-held-back", {"count": len(errors) + len(missing)}))
    return DraftContents(issue, article, _hash_content(issue, article))


class MadeContents(NamedTuple):
    """The articles of a draft; their cover and pictures are on the platform."""

    articles: list[DraftArticle]
    problems: list[Problem]
    """What a person should know of how they were made."""


def make_articles(plan: DraftContents, services: DeliveryServices) -> MadeContents:
    """Return the articles of a draft; their cover and pictures are on the platform then.

    Raises:
        ArticleError: A picture of the web cannot be had, or with its pictures an article is not fit to be sent.
        PublishError: The platform does not take a picture.
    """
    uploads = AccountUploads(services)
    contents, problems = upload_pictures(plan.article.parts, services.pictures, uploads)
    _verify(contents)
    cover_id = uploads.upload_cover(plan.article.cover)
    source_url, _ = plan.mark_source(services.ledger.steps + 1, services.ledger.newsletter)
    metadata = plan.article.metadata
    first = DraftArticle(
        title=metadata.title,
        author=metadata.author,
        digest=metadata.digest if len(contents) == 1 else "",
        content=contents[0],
        source_url=source_url,
        cover_id=cover_id,
        cover_crops=_crop_cover(plan.article.cover),
        comments=metadata.comments is not Comments.CLOSED,
        fans_only=metadata.comments is Comments.FOLLOWERS,
    )
    articles = [first._replace(title=title, content=html) for title, html in zip(plan.titles, contents, strict=True)]
    return MadeContents(articles, [*_explain_title(plan), *problems, *uploads.problems])


def _explain_title(plan: DraftContents) -> list[Problem]:
    """Return a warning where the title is not sent whole."""
    title, sent = plan.article.metadata.title, plan.titles[0]
    values = {"title": title, "sent": sent, "limit": plan.title_limit}
    return [] if sent == title else [Problem("draft-title-shortened", values, severity=Severity.WARNING)]


def take_fingerprint(plan: DraftContents, articles: Sequence[DraftArticle]) -> Fingerprint:
    """Return by what a draft will be known again."""
    text = hash_words((article.title, article.content) for article in articles)
    marked = articles[0].source_url != plan.article.metadata.source_url
    return Fingerprint(articles[0].title, articles[0].source_url, articles[0].cover_id, text, marked)


def _crop_cover(cover: Picture) -> dict[str, str]:
    return {_CROPS[ratio]: crop for ratio, crop in find_crops(cover.width, cover.height).items()}


def _verify(contents: Sequence[StyledHtml]) -> None:
    """Raise ArticleError where the platform would refuse an article, or change it, with its real addresses in it."""
    found = [
        problem._replace(file=name_sent_file(number))
        for number, html in enumerate(contents, 1)
        for problem in validate_html(html, Target.API)
        if problem.severity is Severity.ERROR
    ]
    if found:
        raise ArticleError(*found)


def _hash_content(issue: str, article: Article) -> str:
    """Return what changes with all that a draft is made of; a picture of the web counts by its address."""
    metadata = article.metadata
    made_of = [
        [issue, metadata.title, metadata.author, metadata.digest, metadata.source_url, metadata.comments],
        [hash_picture(article.cover), _crop_cover(article.cover)],
        *[
            [part.html, *(hash_picture(placed.picture) if placed.picture else placed.url for placed in part.pictures)]
            for part in article.parts
        ],
    ]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()
