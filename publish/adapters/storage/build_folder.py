"""The output folder of an article; its files are written atomically, and only if they changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish.adapters.storage.atomic_files import Content, find_leftovers, is_file, remove_files, write_files
from publish.contract.describe_problem import describe_problem
from publish.core.exceptions import OutputError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.target import MAX_CONTENT_CHARS
from publish.core.text import count_bytes
from publish.i18n.translator import Translator
from publish.wechat.limits import MAX_POST_CHARS, find_crops, find_post_crops, measure_metadata

if TYPE_CHECKING:
    from publish.core.article import Article, SentArticle
    from publish.core.html import FilterReport
    from publish.core.picture_post import PicturePost

# Names of pictures that a build writes; other files are left alone.
_PICTURE_NAME = lazy_pattern(r"(?:[0-9a-f]{16}|qr|badge-[a-z0-9.-]+)\.(?:png|jpg|gif)")

# Patterns of files that not every article has.
_OPTIONAL_FILES = ("article.api*.html", "cover.jpg", "cover.png", "post.txt", "post/[0-9][0-9].*")


def save_article(folder: Path, article: Article, preview: str, translator: Translator) -> list[str]:
    """Write an article's files and return their paths in the folder.

    Raises:
        OutputError: The folder is not writable; its files are unchanged.
    """
    pictures = {folder / "pictures" / picture.name: picture.data for picture in article.pictures}
    texts = {folder / name: html for name, html in article.files.items()} | {find_page(folder): preview}
    files: dict[Path, Content] = {path: partial(article.embedding.write, text) for path, text in texts.items()}
    files |= pictures
    files[folder / article.cover.name] = article.cover.data
    files |= {folder / name: data for name, data in _list_post_files(article.post).items()}
    files[folder / "article.json"] = describe_article(article, translator).encode()
    try:
        write_files(files)
        found = (folder / "pictures").glob("*")
        remove_files(path for path in found if _PICTURE_NAME.fullmatch(path.name) and path not in pictures)
        remove_files(path for pattern in _OPTIONAL_FILES for path in folder.glob(pattern) if path not in files)
        remove_files([leftover for name in ("", "pictures", "post") for leftover in find_leftovers(folder / name)])
    except OutputError as error:  # this folder alone can be chosen anew
        raise OutputError(*(problem._replace(message="output-unwritable") for problem in error.problems)) from error
    return [str(path.relative_to(folder)) for path in files]


def _list_post_files(post: PicturePost | None) -> dict[str, Content]:
    """Return text and pictures of a picture post by their names in the folder; those of the web are fetched later."""
    if post is None:
        return {}
    from publish.core.picture_post import POST_TEXT_FILE, name_post_picture  # not needed by a rebuild

    files: dict[str, Content] = {
        name_post_picture(number, placed.picture): placed.picture.data
        for number, placed in enumerate(post.pictures, 1)
        if placed.picture
    }
    return {POST_TEXT_FILE: f"{post.title}\n\n{post.text}\n".encode(errors="replace"), **files}


def save_kept_articles(folder: Path, kept: Sequence[str]) -> None:
    """Write what WeChat keeps of a draft into the folder of a built article, in place of that of an older one.

    Without that folder nothing is written.

    Raises:
        OutputError: The folder is not writable.
    """
    from publish.core.article import name_kept_file  # not needed by a rebuild

    if folder.is_dir():
        files: dict[Path, Content] = {
            folder / name_kept_file(number): html.encode(errors="replace") for number, html in enumerate(kept, 1)
        }
        write_files(files)
        remove_files(path for path in folder.glob("article.kept*.html") if path not in files)


def load_kept_articles(folder: Path) -> list[str]:
    """Return what WeChat kept of each article of the last draft; nothing where none was read back."""
    from publish.core.article import name_kept_file  # not needed by a rebuild

    paths = (folder / name_kept_file(number) for number in (1, 2))
    return [path.read_text(encoding="utf-8") for path in paths if is_file(path)]


def find_page(folder: Path) -> Path:
    """Return the path of the preview page in an article's folder."""
    return folder / "preview.html"


def load_description(folder: Path) -> Any:
    """Return the JSON description of the article in a folder, as `describe_article` wrote it."""
    return json.loads((folder / "article.json").read_text(encoding="utf-8"))


def describe_article(article: Article, translator: Translator) -> str:
    """Return an article's metadata, counts, lengths, pictures and problems as JSON."""
    metadata = article.metadata
    lengths = measure_metadata(metadata)
    cover = article.cover
    crops = find_crops(cover.width, cover.height, *article.cover_focus)
    description = {
        "name": article.name,
        **metadata._asdict(),
        "counts": article.counts._asdict(),
        "reading": article.reading._asdict(),
        "lengths": {
            **{name: {part.unit: part.length, "limit": part.limit} for name, part in lengths.items()},
            "content": {"chars": article.chars},
            "api": _describe_sent(article.sent),
        },
        "cover": {"file": cover.name, "width": cover.width, "height": cover.height, "crops": crops},
        "filters": {str(layer): _count_changes(report) for layer, report in article.filter_reports.items()},
        "pictures": [
            {
                "name": each.name,
                "width": each.width,
                "height": each.height,
                "bytes": len(each.data),
                "changes": each.changes,
            }
            for each in article.pictures
        ],
        **({"post": _describe_post(article.post)} if article.post else {}),
        "missing_pictures": [missing.source for missing in article.missing_pictures],
        "problems": [describe_problem(problem, translator) for problem in article.problems],
    }
    return json.dumps(description, ensure_ascii=False, indent=2) + "\n"


def _describe_post(post: PicturePost) -> dict[str, object]:
    """Return kind, text and pictures of a picture post, in order."""
    from publish.core.picture_post import name_post_picture  # not needed by a rebuild

    pictures = [
        {
            "file": name_post_picture(number, placed.picture),
            "width": placed.picture.width,
            "height": placed.picture.height,
        }
        if placed.picture
        else {"url": placed.url}
        for number, placed in enumerate(post.pictures, 1)
    ]
    first = post.pictures[0].picture if post.pictures else None
    crops = find_post_crops(first.width, first.height, *post.focus) if first else {}
    length = {"chars": len(post.text), "limit": MAX_POST_CHARS}
    return {"kind": post.kind, "text": post.text, "length": length, "pictures": pictures, "crops": crops}


def _describe_sent(sent: SentArticle) -> list[dict[str, object]]:
    """Return form and length of each article for the API."""
    given_up = [message.removeprefix("fit-") for message in sent.given_up]
    form = {"limit": MAX_CONTENT_CHARS, "form": sent.form, "shortened": given_up}
    return [{"chars": len(part.html), "bytes": count_bytes(part.html), **form} for part in sent.parts]


def _count_changes(report: FilterReport) -> dict[str, int]:
    """Return the number of changes by kind; embedded pictures are lost only until their upload."""
    from publish.core.html import ChangeKind

    return {**{str(kind): report.total(kind) for kind in ChangeKind}, "to_upload": report.embedded}
