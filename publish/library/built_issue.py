"""An issue that was built, with everything that a build writes."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish.core.article import Article
from publish.i18n.translator import Translator
from publish.library.notebook_frame import frame_page
from publish.library.problem_report import Language, ProblemReport, report_problems_in
from publish.library.rendered_html import ArticleHtml

if TYPE_CHECKING:
    from publish.core.picture import Picture
    from publish.library.engine import BuildOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltPicture:
    """A picture of an article, as WeChat takes it."""

    name: str
    data: bytes = field(repr=False)
    width: int
    """In pixels."""
    height: int
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIssue:
    """The article of an issue; nothing of it is in a file until it is saved."""

    name: str
    """By which commands know the issue: its date, number or slug."""
    title: str
    author: str
    digest: str
    source_url: str
    html: ArticleHtml = field(repr=False)
    """The article to paste, as in `article.html`."""
    preview_html: str = field(repr=False)
    """The preview page, as in `preview.html`."""
    cover: BuiltPicture
    pictures: tuple[BuiltPicture, ...]
    missing_pictures: tuple[str, ...]
    """Paths and addresses, as written; an article with any cannot be pushed."""
    reading_minutes: int
    problems: tuple[ProblemReport, ...]
    _article: Article = field(repr=False)
    _language: Language = field(repr=False)

    @property
    def description(self) -> dict[str, Any]:
        """Return what `article.json` holds, anew at each call."""
        from publish.adapters.storage.build_folder import describe_article

        described: dict[str, Any] = json.loads(describe_article(self._article, Translator(self._language)))
        return described

    def save(self, out: str | os.PathLike[str]) -> Path:
        """Write the files of the article into a folder of its name in `out`, as `publish build` does, and return it.

        Raises:
            OutputError: The folder cannot be written; what was in it stays.
        """
        from publish.adapters.storage.build_folder import save_article

        folder = Path(os.path.abspath(out), self.name)  # noqa: PTH100  # as the functions of the library do
        save_article(folder, self._article, self.preview_html, Translator(self._language))
        return folder

    def _repr_html_(self) -> str:
        from publish.preview.article_views import render_phone

        return frame_page(render_phone([(self.title, self.html)], self._article, "light"), self.title)


def describe_outcome(outcome: BuildOutcome, language: Language) -> BuiltIssue:
    """Return what a build made, with the bytes of its pictures in its HTML."""
    article, preview, found = outcome
    problems = report_problems_in(language, found)
    return BuiltIssue(
        name=article.name,
        title=article.metadata.title,
        author=article.metadata.author,
        digest=article.metadata.digest,
        source_url=article.metadata.source_url,
        html=ArticleHtml(article.embedding.fill(article.html), problems),
        preview_html=article.embedding.fill(preview),
        cover=_describe_picture(article.cover),
        pictures=tuple(map(_describe_picture, article.pictures)),
        missing_pictures=tuple(missing.source for missing in article.missing_pictures),
        reading_minutes=article.reading.minutes,
        problems=problems,
        _article=article,
        _language=language,
    )


def _describe_picture(picture: Picture) -> BuiltPicture:
    name, data, width, height = picture[:4]
    return BuiltPicture(name=name, data=data, width=width, height=height, media_type=picture.media_type)
