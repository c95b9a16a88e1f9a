"""Contents of a draft: checked before the upload, and its articles after it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.api_types import DraftArticle
from publish.core.article import ApiForm, Article, SentArticle, name_sent_file
from publish.core.delivery_record import Fingerprint
from publish.core.exceptions import ArticleError
from publish.core.html import StyledHtml
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem, Severity, add_location
from publish.core.settings import Comments
from publish.core.target import Target
from publish.core.text import cut_title
from publish.delivery.readback import hash_words
from publish.delivery.upload_pictures import AccountUploads, upload_pictures
from publish.newsletter.source_marker import add_marker, make_marker
from publish.wechat.limits import MAX_SOURCE_URL_BYTES, MAX_TITLE_CHARS, TITLE_LIMITS, find_crops
from publish.wechat.validator import validate_html

SECOND_TITLE = "{}（续）"
_CROPS = {"2.35:1": "pic_crop_235_1", "1:1": "pic_crop_1_1"}


class DraftContents(NamedTuple):
    """A draft before its pictures are uploaded."""

    issue: str  # path of the issue in the repository, without suffix
    article: Article
    content: str  # hash of what the author wrote and chose
    sent: SentArticle  # what of the article is sent
    shorten_article: Callable[[ApiForm], SentArticle] | None = None
    """Returns the article in a shorter form; None where the settings forbid one."""
    title_limit: int = MAX_TITLE_CHARS  # longest title in characters

    def mark_source(self, step: int, newsletter: str) -> tuple[str, bool]:
        """Return the source URL, and whether it has a mark of issue, content, next step of the ledger and newsletter.

        A URL that would get too long has no mark.
        """
        url = self.article.metadata.source_url
        marked = add_marker(url, make_marker(PurePosixPath(self.issue).name, self.content, step, newsletter))
        fits = bool(marked) and len(marked.encode()) <= MAX_SOURCE_URL_BYTES
        return (marked, True) if fits else (url, False)

    @property
    def titles(self) -> list[str]:
        """Return the title of each part."""
        first = cut_title(self.article.metadata.title, self.title_limit)
        # The addition to the second title must not get the draft refused.
        room = min(limit for limit in TITLE_LIMITS if len(first) <= limit) - len(SECOND_TITLE.format(""))
        return [first, SECOND_TITLE.format(cut_title(first, room))][: len(self.sent.parts)]

    def take_form(self, form: ApiForm) -> DraftContents | None:
        """Return the contents in a shorter form; None where the settings forbid one."""
        return self._replace(sent=self.shorten_article(form)) if self.shorten_article else None

    def shorten_titles(self) -> DraftContents | None:
        """Return the contents with shorter titles; None where they cannot be shortened further."""
        longest = max(map(len, self.titles))
        limit = next((limit for limit in TITLE_LIMITS if limit < longest), None)
        return None if limit is None else self._replace(title_limit=limit)

    def follow(self, title: str) -> DraftContents:
        """Return the contents with titles as long as the first was when it was sent."""
        variants = (self._replace(title_limit=limit) for limit in TITLE_LIMITS)
        return next((variant for variant in variants if variant.titles[0] == title), self)


def prepare_draft_contents(
    issue: str, article: Article, shorten_article: Callable[[ApiForm], SentArticle] | None = None
) -> DraftContents:
    """Return the contents of the draft of a built article; `shorten_article` is called after a refusal for length.

    Raises:
        ArticleError: The article has errors or missing pictures.
    """
    errors = [problem for problem in article.problems if problem.severity is Severity.ERROR]
    missing = [picture.problem for picture in article.missing_pictures if picture.problem not in errors]
    if errors or missing:
        raise ArticleError(*errors, *missing, Problem("draft-held-back", {"count": len(errors) + len(missing)}))
    content = hashlib.sha256(json.dumps([issue, article.inputs]).encode()).hexdigest()
    return DraftContents(issue, article, content, article.sent, shorten_article)


class MadeContents(NamedTuple):
    """Articles of a draft whose cover and pictures are uploaded."""

    articles: list[DraftArticle]
    problems: list[Problem]  # warnings about shortened titles, changed pictures and the material library


def make_articles(contents: DraftContents, services: DeliveryServices) -> MadeContents:
    """Upload cover and pictures, and return the articles of a draft.

    Raises:
        ArticleError: A picture of the web is not available, or an article with its pictures is not fit to be sent.
        PublishError: The platform refuses a picture.
    """
    uploads = AccountUploads(services)
    parts, problems = upload_pictures(contents.sent.parts, services.pictures, uploads)
    _validate(parts)
    cover_id = uploads.upload_cover(contents.article.cover)
    source_url, _ = contents.mark_source(services.ledger.steps + 1, services.ledger.newsletter)
    metadata = contents.article.metadata
    first = DraftArticle(
        title=metadata.title,
        author=metadata.author,
        digest=metadata.digest if len(parts) == 1 else "",
        content=parts[0],
        source_url=source_url,
        cover_id=cover_id,
        cover_crops=_crop_cover(contents.article),
        comments=metadata.comments is not Comments.CLOSED,
        fans_only=metadata.comments is Comments.FOLLOWERS,
    )
    articles = [first._replace(title=title, content=html) for title, html in zip(contents.titles, parts, strict=True)]
    return MadeContents(articles, [*_warn_short_title(contents), *problems, *uploads.problems])


def _warn_short_title(contents: DraftContents) -> list[Problem]:
    title, sent = contents.article.metadata.title, contents.titles[0]
    values = {"title": title, "sent": sent, "limit": contents.title_limit}
    return [] if sent == title else [Problem("draft-title-shortened", values, severity=Severity.WARNING)]


def take_fingerprint(contents: DraftContents, articles: Sequence[DraftArticle]) -> Fingerprint:
    """Return the fingerprint by which a draft is found again."""
    text = hash_words((article.title, article.content) for article in articles)
    marked = articles[0].source_url != contents.article.metadata.source_url
    return Fingerprint(articles[0].title, articles[0].source_url, articles[0].cover_id, text, marked)


def _crop_cover(article: Article) -> dict[str, str]:
    crops = find_crops(article.cover.width, article.cover.height, article.cover_focus)
    return {_CROPS[ratio]: crop for ratio, crop in crops.items()}


def _validate(parts: Sequence[StyledHtml]) -> None:
    """Raise ArticleError where the platform would refuse or change a part that has its final picture addresses."""
    found = [
        problem
        for number, html in enumerate(parts, 1)
        for problem in add_location(validate_html(html, Target.SENT), name_sent_file(number))
        if problem.severity is Severity.ERROR
    ]
    if found:
        raise ArticleError(*found)
