"""Contents of a draft: checked before the upload, and its articles after it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.api_types import DraftArticle
from publish.core.article import ApiArticle, ApiForm, Article, BuiltArticle, SentArticle, name_sent_file
from publish.core.delivery_record import Fingerprint, OtherArticle
from publish.core.exceptions import ArticleError
from publish.core.html import StyledHtml
from publish.core.picture_post import PicturePost
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem, Severity, add_location
from publish.core.settings import Comments
from publish.core.target import Target
from publish.core.text import count_bytes, cut_text, cut_title
from publish.delivery.readback import hash_words
from publish.delivery.upload_pictures import AccountUploads, upload_pictures
from publish.delivery.upload_post import upload_post
from publish.newsletter.source_marker import add_marker, make_marker
from publish.wechat.limits import (
    DIGEST_LIMITS,
    MAX_DIGEST_BYTES,
    MAX_DRAFT_ARTICLES,
    MAX_SOURCE_URL_BYTES,
    MAX_TITLE_CHARS,
    TITLE_LIMITS,
    find_crops,
)
from publish.wechat.validator import validate_html

SECOND_TITLE = "{}（续）"
_BYTES_OF_CHINESE = 3  # of a Chinese character in UTF-8
_FORMS = list(ApiForm)  # each shorter than the one before
_CROPS = {"2.35:1": "pic_crop_235_1", "1:1": "pic_crop_1_1"}


class ArticleContents(NamedTuple):
    """One article of a draft before its pictures are uploaded."""

    built: BuiltArticle
    sent: SentArticle  # what of the article is sent

    @property
    def post(self) -> PicturePost | None:
        """Return the picture post that is sent; None for an article."""
        return self.built.article.post if self.sent.form.is_post else None

    def take_form(self, form: ApiForm) -> ArticleContents | None:
        """Return the article in a shorter form; None where the settings forbid one."""
        return self._replace(sent=self.built.shorten(form)) if self.built.shorten else None

    def list_titles(self, limit: int) -> list[str]:
        """Return the title of each part, none with more than `limit` characters."""
        first = cut_title(self.built.article.metadata.title, limit)
        # The addition to the second title must not get the draft refused.
        room = min(limit for limit in TITLE_LIMITS if len(first) <= limit) - len(SECOND_TITLE.format(""))
        return [first, SECOND_TITLE.format(cut_title(first, room))][: len(self.sent.parts)]

    def mark_source(self, content: str, step: int, newsletter: str) -> tuple[str, bool]:
        """Return the source URL, and whether it has a mark of file, content, next step of the ledger and newsletter.

        A URL that would get too long has no mark, and a picture post no URL.
        """
        if self.post:
            return "", False
        url = self.built.article.metadata.source_url
        marked = add_marker(url, make_marker(PurePosixPath(self.built.name).name, content, step, newsletter))
        fits = bool(marked) and len(marked.encode()) <= MAX_SOURCE_URL_BYTES
        return (marked, True) if fits else (url, False)


class DraftContents(NamedTuple):
    """A draft before its pictures are uploaded."""

    issue: str  # path of the issue in the repository, without suffix
    content: str  # hash of what its authors wrote and chose
    articles: tuple[ArticleContents, ...]  # the issue's own first
    title_limit: int = MAX_TITLE_CHARS  # longest title in characters
    digest_limit: int = DIGEST_LIMITS[0]  # longest digest in bytes; 0 for none

    @property
    def article(self) -> Article:
        """Return the article of the issue."""
        return self.articles[0].built.article

    @property
    def post(self) -> PicturePost | None:
        """Return the picture post that is sent; None for articles."""
        return self.articles[0].post

    @property
    def sent(self) -> SentArticle:
        """Return what is sent of all articles; its form is the shortest that one of them has."""
        sent = [each.sent for each in self.articles]
        parts = tuple(part for each in sent for part in each.parts)
        given_up = tuple(dict.fromkeys(message for each in sent for message in each.given_up))
        return SentArticle(max((each.form for each in sent), key=_FORMS.index), parts, given_up)

    @property
    def others(self) -> tuple[OtherArticle, ...]:
        """Return the articles that go out with the issue."""
        return tuple(OtherArticle(each.built.name, each.list_titles(self.title_limit)[0]) for each in self.articles[1:])

    @property
    def titles(self) -> list[str]:
        """Return the title of each part of each article."""
        return [title for each in self.articles for title in each.list_titles(self.title_limit)]

    @property
    def title_chars(self) -> int:
        """Return the number of characters of the longest title."""
        return max(map(len, self.titles))

    @property
    def digest(self) -> str:
        """Return the digest; the platform keeps that of an article that is alone in its draft."""
        if len(self.sent.parts) > 1 or self.post or not self.digest_limit:
            return ""
        return cut_text(self.article.metadata.digest, self.digest_limit, count_bytes)

    @property
    def digest_bytes(self) -> int:
        """Return the number of UTF-8 bytes of the digest."""
        return count_bytes(self.digest)

    def mark_source(self, step: int, newsletter: str) -> tuple[str, bool]:
        """Return the source URL of the issue, and whether it has a mark."""
        return self.articles[0].mark_source(self.content, step, newsletter)

    def take_form(self, form: ApiForm) -> DraftContents | None:
        """Return the contents in a shorter form; None where the settings forbid one.

        Only an article that is alone in its draft is cut in two.
        """
        if form is ApiForm.PARTS and len(self.articles) > 1:
            return None
        shorter = tuple(each.take_form(form) for each in self.articles)
        return None if None in shorter else self._replace(articles=tuple(filter(None, shorter)))

    def shorten_titles(self) -> DraftContents | None:
        """Return the contents with shorter titles; None where they cannot be shortened further."""
        limit = next((limit for limit in TITLE_LIMITS if limit < self.title_chars), None)
        return None if limit is None else self._replace(title_limit=limit)

    def shorten_digest(self) -> DraftContents | None:
        """Return the contents with a shorter digest; None where they have none."""
        limit = next((limit for limit in DIGEST_LIMITS if limit < self.digest_bytes), None)
        return None if limit is None else self._replace(digest_limit=limit)

    def follow(self, title: str) -> DraftContents:
        """Return the contents with titles as long as the first was when it was sent."""
        variants = (self._replace(title_limit=limit) for limit in TITLE_LIMITS)
        return next((variant for variant in variants if variant.titles[0] == title), self)


def prepare_draft_contents(first: BuiltArticle, *others: BuiltArticle) -> DraftContents:
    """Return the contents of the draft of an issue and of the articles that go out with it.

    Raises:
        ArticleError: An article has errors or missing pictures, or there are too many, or not only articles.
    """
    built = (first, *others)
    _check_count(built)
    _check_kinds(built)
    _check_articles(built)
    post = first.article.post
    inputs = [[each.name, each.article.inputs] for each in built]
    inputs[0] += [post.kind] if post else []
    content = hashlib.sha256(json.dumps(inputs if others else inputs[0]).encode()).hexdigest()
    return DraftContents(first.name, content, tuple(map(_make_contents, built)))


def _make_contents(built: BuiltArticle) -> ArticleContents:
    post = built.article.post
    if post is None:
        return ArticleContents(built, built.article.sent)
    return ArticleContents(built, SentArticle(ApiForm(post.kind), (ApiArticle(StyledHtml(post.text), post.pictures),)))


def _check_count(built: Sequence[BuiltArticle]) -> None:
    """Raise ArticleError where a draft has too many articles, or one of them twice."""
    names = [each.name for each in built]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ArticleError(Problem("draft-twice-in", {"name": twice}))
    if len(names) > MAX_DRAFT_ARTICLES:
        raise ArticleError(Problem("draft-too-many", {"count": len(names), "limit": MAX_DRAFT_ARTICLES}))


def _check_kinds(built: Sequence[BuiltArticle]) -> None:
    """Raise ArticleError where a draft would have a picture post beside articles."""
    posts = [each.name for each in built if each.article.post]
    if posts and len(built) > 1:
        raise ArticleError(Problem("draft-post-with", {"names": ", ".join(posts)}))


def _check_articles(built: Sequence[BuiltArticle]) -> None:
    """Raise ArticleError where an article has errors or missing pictures."""
    problems: list[Problem] = []
    for each in built:
        errors = [problem for problem in each.article.problems if problem.severity is Severity.ERROR]
        problems += errors
        problems += [missing.problem for missing in each.article.missing_pictures if missing.problem not in errors]
    if problems:
        raise ArticleError(*problems, Problem("draft-held-back", {"count": len(problems)}))


class MadeContents(NamedTuple):
    """Articles of a draft whose cover and pictures are uploaded."""

    articles: list[DraftArticle]
    problems: list[Problem]  # warnings about shortened titles, changed pictures and the material library
    new: set[str]  # addresses and media ids of what was uploaded for them, not known before


def make_articles(contents: DraftContents, services: DeliveryServices, step: int | None = None) -> MadeContents:
    """Upload covers and pictures, and return the articles of a draft.

    Args:
        contents: The contents of the draft.
        services: The services of the delivery.
        step: The step of the ledger that the source URLs name; the next one by default.

    Raises:
        ArticleError: A picture of the web is not available, or an article with its pictures is not fit to be sent.
        PublishError: The platform refuses a picture.
    """
    if contents.post:
        comments = contents.article.metadata.comments
        article, told, new = upload_post(contents.post, contents.titles[0], comments, services)
        return MadeContents([article], [*_warn_shortened(contents), *told], new)
    uploads = AccountUploads(services)
    parts, problems = upload_pictures(contents.sent.parts, services.pictures, uploads)
    _validate(parts)
    step = services.ledger.steps + 1 if step is None else step
    made: list[DraftArticle] = []
    for each in contents.articles:
        pages = parts[len(made) : len(made) + len(each.sent.parts)]
        source_url, _ = each.mark_source(contents.content, step, services.ledger.newsletter)
        cover_id = uploads.upload_cover(each.built.article.cover)
        made += _make_parts(each, pages, contents.title_limit, source_url, cover_id)
    made = [article._replace(digest=contents.digest) for article in made]
    return MadeContents(made, [*_warn_shortened(contents), *problems, *uploads.problems], uploads.new)


def _make_parts(
    each: ArticleContents, pages: Sequence[StyledHtml], title_limit: int, source_url: str, cover_id: str
) -> list[DraftArticle]:
    """Return an article of a draft, or its two parts."""
    metadata = each.built.article.metadata
    return [
        DraftArticle(
            title=title,
            author=metadata.author,
            digest="",
            content=html,
            source_url=source_url,
            cover_id=cover_id,
            cover_crops=_crop_cover(each.built.article),
            comments=metadata.comments is not Comments.CLOSED,
            fans_only=metadata.comments is Comments.FOLLOWERS,
        )
        for title, html in zip(each.list_titles(title_limit), pages, strict=True)
    ]


def _warn_shortened(contents: DraftContents) -> Iterator[Problem]:
    """Yield what of titles and digest was left out because the account refused it as too long."""
    for each in contents.articles:
        title, sent = each.built.article.metadata.title, each.list_titles(contents.title_limit)[0]
        if sent != title:
            values = {"title": title, "sent": sent, "limit": contents.title_limit}
            yield Problem("draft-title-shortened", values, severity=Severity.WARNING)
    digest, sent = contents.article.metadata.digest, contents.digest
    if len(contents.sent.parts) == 1 and sent != digest and not contents.post:
        values = {"chars": len(digest), "sent": sent, "limit": MAX_DIGEST_BYTES // _BYTES_OF_CHINESE}
        yield Problem("draft-digest-shortened" if sent else "draft-digest-left-out", values, severity=Severity.WARNING)


def take_fingerprint(contents: DraftContents, articles: Sequence[DraftArticle]) -> Fingerprint:
    """Return the fingerprint by which a draft is found again."""
    text = hash_words(articles)
    marked = not contents.post and articles[0].source_url != contents.article.metadata.source_url
    return Fingerprint(articles[0].title, articles[0].source_url, articles[0].cover_id, text, marked)


def _crop_cover(article: Article) -> dict[str, str]:
    crops = find_crops(article.cover.width, article.cover.height, *article.cover_focus)
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
