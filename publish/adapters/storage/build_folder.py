"""The folder an article is written to: every file whole, and only when it changed."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from publish.adapters.storage.atomic_files import Content, find_leftovers, remove_files, write_files
from publish.core.exceptions import OutputError
from publish.i18n.messages import Translator
from publish.wechat.limits import MAX_CONTENT_CHARS, find_crops, measure_metadata

if TYPE_CHECKING:
    from publish.core.article import Article
    from publish.core.filter_report import FilterReport
    from publish.core.picture import Picture

# What a picture of ours is called; a file that somebody else put there is none of our business.
_OURS = re.compile(r"(?:[0-9a-f]{16}|qr|badge-[a-z0-9.-]+)\.(?:png|jpg|gif)")

# Files that one article has and another lacks.
_FORMS = ("article.api*.html", "cover.jpg", "cover.png")


def save_article(folder: Path, article: Article, preview: str, translator: Translator) -> list[str]:
    """Write an article's files and return their paths in the folder.

    Raises:
        OutputError: The folder cannot be written; what lay there before stays.
    """
    pictures = {folder / "pictures" / picture.name: picture.data for picture in article.pictures}
    pictures[folder / article.cover.name] = article.cover.data
    texts = {folder / name: html for name, html in article.files.items()} | {find_page(folder): preview}
    described = {folder / "article.json": describe_article(article, translator).encode()}
    files: dict[Path, Content] = {path: partial(article.embedding.write, text) for path, text in texts.items()}
    files |= pictures | described
    try:
        write_files(files)
        found = (folder / "pictures").glob("*")
        remove_files(path for path in found if _OURS.fullmatch(path.name) and path not in pictures)
        remove_files(path for form in _FORMS for path in folder.glob(form) if path not in files)
        remove_files([*find_leftovers(folder), *find_leftovers(folder / "pictures")])
    except OutputError as error:  # of all that is written, this alone can be put elsewhere
        raise OutputError(*(problem._replace(message="output-unwritable") for problem in error.problems)) from error
    return [str(path.relative_to(folder)) for path in files]


def find_page(folder: Path) -> Path:
    """Return the page in an article's folder that people open."""
    return folder / "preview.html"


def load_description(folder: Path) -> str:
    """Return what was described of the article in a folder."""
    return (folder / "article.json").read_text(encoding="utf-8")


def describe_article(article: Article, translator: Translator) -> str:
    """Return an article's headline, counts, lengths and problems as JSON."""
    metadata = article.metadata
    lengths = measure_metadata(metadata)
    described = {
        "name": article.name,
        **metadata._asdict(),
        "counts": article.counts._asdict(),
        "lengths": {
            **{name: {part.unit: part.length, "limit": part.limit} for name, part in lengths.items()},
            "content": {"chars": article.chars},
            "api": [
                {"chars": len(part.html), "limit": MAX_CONTENT_CHARS, "shortened": part.shortened}
                for part in article.parts
            ],
        },
        "cover": _describe_cover(article.cover),
        "survival": {
            str(layer): _describe_survival(filter_reports) for layer, filter_reports in article.filter_reports.items()
        },
        "pictures": [
            {
                "name": picture.name,
                "width": picture.width,
                "height": picture.height,
                "bytes": len(picture.data),
                "changes": picture.changes,
            }
            for picture in article.pictures
        ],
        "missing_pictures": [missing.source for missing in article.missing_pictures],
        "problems": [
            {
                "rule": problem.rule,
                "severity": problem.severity,
                "file": problem.file,
                "line": problem.line,
                "element": problem.element,
                "times": problem.times,
                "message": translator.explain(problem),
            }
            for problem in article.problems
        ],
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def _describe_cover(cover: Picture) -> dict[str, object]:
    crops = find_crops(cover.width, cover.height)
    return {"file": cover.name, "width": cover.width, "height": cover.height, "crops": crops}


def _describe_survival(filter_reports: FilterReport) -> dict[str, int]:
    """Return how many things of an article fare how; pictures given as data are lost only until they are uploaded."""
    from publish.core.filter_report import ChangeKind

    return {**{str(kind): filter_reports.total(kind) for kind in ChangeKind}, "to_upload": filter_reports.embedded}
