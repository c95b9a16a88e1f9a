"""The versions of an article, each as WeChat keeps it: as it is pasted, sent whole, sent shortened, or as pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from html import escape
from typing import NamedTuple

from publish.core.article import ApiForm, Article, BuiltArticle, SentArticle
from publish.core.html import ChangeKind, Filter, FilterReport
from publish.core.lazy_pattern import lazy_pattern
from publish.core.picture import EmbeddedPicture
from publish.core.picture_post import PicturePost
from publish.core.target import MAX_CONTENT_CHARS
from publish.i18n.translator import Translator
from publish.newsletter.missing_pictures import name_source
from publish.preview.article_views import darken_article, embed_picture, mark_missing_pictures, render_phone
from publish.preview.post_view import render_post_pages
from publish.wechat.filters import simulate_filter
from publish.wechat.limits import MAX_TITLE_CHARS


class Version(StrEnum):
    """What of an article comes to WeChat."""

    PASTED = "pasted"
    SENT = "sent"  # whole, through the draft API
    FITTED = "fitted"  # shortened, through the draft API
    KEPT = "kept"  # what was read back of the draft
    POST = "post"  # as a picture post


class VersionPages(NamedTuple):
    """A version of an article as pages of a phone."""

    light: str
    dark: str
    changes: str  # how much WeChat's filter drops and rewrites


class KeptArticle(NamedTuple):
    """An article as one of WeChat's filters keeps it; on the page, names stand for the bytes of pictures."""

    parts: list[tuple[str, str]]  # titles and HTML
    changes: str


_SOURCE = ' src="'
_MOVED_SOURCE = ' data-src="'  # as the draft store writes it
_IMAGE = lazy_pattern(r'(?P<before><img\s(?:[^<>]*?\s)?)(?:data-)?src="(?P<source>[^"]*)"')
_OPENING_TAG = lazy_pattern("<[a-z][^<>]*>")
_NAME = lazy_pattern(r"picture:\w*/\d+/")


def find_versions(article: Article, *, shortens: bool) -> list[Version]:
    """Return the versions of an article; `shortens` tells whether one that the platform refuses is shortened."""
    if article.sent.form is not ApiForm.WHOLE:
        return [Version.PASTED, Version.FITTED]
    is_long = shortens and article.sent.chars >= MAX_CONTENT_CHARS
    return [Version.PASTED, Version.SENT, *([Version.FITTED] if is_long else [])]


def render_versions(article: Article, translator: Translator) -> dict[Version, VersionPages]:
    """Return the versions whose filter was simulated in the build.

    The pages of what is sent are empty where they are those of the pasted article.
    """
    report = article.filter_reports[Filter.EDITOR]
    html = name_pictures(report.html, article.embedding)
    pasted = KeptArticle([(article.metadata.title, html)], _describe_changes([report], Filter.EDITOR, translator))
    versions = {Version.PASTED: _render(pasted, article, translator)}
    if Filter.STORE in article.filter_reports:
        sent = _keep_sent(article, article.sent, translator, article.filter_reports[Filter.STORE])
        version = Version.SENT if article.sent.form is ApiForm.WHOLE else Version.FITTED
        same = sent.parts == pasted.parts
        versions[version] = VersionPages("", "", sent.changes) if same else _render(sent, article, translator)
    if article.post:
        versions[Version.POST] = render_post(article.post, article, translator)
    return versions


def render_post(post: PicturePost, article: Article, translator: Translator) -> VersionPages:
    """Return the picture post of an issue; names stand for the pictures that the article embeds."""
    embedding = article.embedding
    names = {picture.name: _name(embedding, number) for number, picture in enumerate(embedding.pictures)}
    return VersionPages(*render_post_pages(post, article, translator, names))


def render_sent(article: Article, sent: SentArticle, translator: Translator) -> VersionPages:
    """Return an article as it is sent, or would be; names stand for its pictures."""
    return _render(_keep_sent(article, sent, translator), article, translator)


def render_kept(article: Article, kept: Sequence[str], translator: Translator) -> VersionPages:
    """Return what WeChat kept of the article's last draft; names stand for its pictures, by their order."""
    sent = _keep_sent(article, article.sent, translator).parts
    sources = [image["source"] for _, html in sent for image in _IMAGE.finditer(html)]
    if len(sources) == sum(len(_IMAGE.findall(html)) for html in kept):
        left = iter(sources)
        kept = [_IMAGE.sub(lambda image: f'{image["before"]}src="{next(left)}"', html) for html in kept]
    differing = (_count_tags(html for _, html in sent) - _count_tags(kept)).total()
    said = translator.translate("page-changes-kept", count=differing)
    titles = [*_find_titles(article, article.sent), ""]  # a draft of an older version may have more articles
    return _render(KeptArticle(list(zip(titles, kept, strict=False)), said), article, translator)


def _count_tags(htmls: Iterable[str]) -> Counter[str]:
    """Return the number of each opening tag with its attributes."""
    return Counter(tag for html in htmls for tag in _OPENING_TAG.findall(html))


def list_pictures(embedding: EmbeddedPicture) -> dict[str, str]:
    """Return the `data:` addresses of pictures, without their bytes, by the names that stand for them on the page."""
    return {_name(embedding, number): embedding.name_source(number) for number in range(len(embedding.pictures))}


def fill_pictures(embedding: EmbeddedPicture) -> dict[str, str]:
    """Return the same with their bytes."""
    return {name: embedding.fill(source) for name, source in list_pictures(embedding).items()}


def name_pictures(html: str, embedding: EmbeddedPicture) -> str:
    """Return HTML with names in place of its embedded pictures: the page holds each picture once."""
    return _replace_sources(html, {source: name for name, source in list_pictures(embedding).items()}, _SOURCE)


def insert_pictures(html: str, pictures: Mapping[str, str]) -> str:
    """Return HTML with the addresses of pictures in place of their names."""
    return _NAME.sub(lambda found: pictures.get(found[0], found[0]), html)


def _name(embedding: EmbeddedPicture, number: int) -> str:
    return f"picture:{embedding.key}/{number}/"  # not the mark of `embedding` itself, which would be filled in


def _replace_sources(html: str, others: Mapping[str, str], attribute: str) -> str:
    """Return HTML with other addresses of pictures; a pattern would take several times as long."""
    first, *rest = html.split(attribute)
    pieces = [first]
    for piece in rest:
        source, quote, after = piece.partition('"')
        pieces += [_SOURCE, others[source], quote, after] if source in others else [attribute, piece]
    return "".join(pieces)


def _keep_sent(
    article: Article, sent: SentArticle, translator: Translator, report: FilterReport | None = None
) -> KeptArticle:
    """Return a sent article with its pictures in place of the placeholders; `report` is that of all its parts."""
    alone = [report] if report and len(sent.parts) == 1 else None
    reports = alone or [simulate_filter(part.html, Filter.STORE) for part in sent.parts]
    sources = _find_sources(article, sent)
    htmls = [_replace_sources(report.html, sources, _MOVED_SOURCE) for report in reports]
    titles = _find_titles(article, sent)
    return KeptArticle(list(zip(titles, htmls, strict=True)), _describe_changes(reports, Filter.STORE, translator))


def _find_sources(article: Article, sent: SentArticle) -> dict[str, str]:
    """Return the name or the address on the web that each placeholder stands for."""
    embedding = article.embedding
    names = {picture.name: _name(embedding, number) for number, picture in enumerate(embedding.pictures)}
    placed = [each for part in sent.parts for each in part.pictures]
    sources = {each.placeholder: escape(each.url) for each in placed if not each.picture}
    for each in placed:
        if each.picture:  # its file may have changed between the builds of the two
            sources[each.placeholder] = names.get(each.picture.name) or embed_picture(each.picture)
    return sources


def _find_titles(article: Article, sent: SentArticle) -> list[str]:
    title = article.metadata.title
    if len(sent.parts) == 1 and len(title) <= MAX_TITLE_CHARS:
        return [title]
    from publish.delivery.draft_contents import ArticleContents  # a build hardly ever needs it

    return ArticleContents(BuiltArticle("", article), sent).list_titles(MAX_TITLE_CHARS)


def _describe_changes(reports: Sequence[FilterReport], filter_: Filter, translator: Translator) -> str:
    lost, rewritten = (
        sum(report.total(kind) for report in reports) for kind in (ChangeKind.LOST, ChangeKind.REWRITTEN)
    )
    return translator.translate(f"page-changes-{filter_}", lost=lost, rewritten=rewritten)


def _render(kept: KeptArticle, article: Article, translator: Translator) -> VersionPages:
    reasons = {name_source(missing.source): translator.explain(missing.problem) for missing in article.missing_pictures}
    dark = [(title, darken_article(html)) for title, html in kept.parts]
    light, night = (
        render_phone([(title, mark_missing_pictures(html, reasons)) for title, html in parts], article, scheme)
        for parts, scheme in ((kept.parts, "light"), (dark, "dark"))
    )
    return VersionPages(light, night, kept.changes)
