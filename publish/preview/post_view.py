"""A picture post as a phone shows it: pictures to swipe through, dots for their number, title and text below."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from publish.core.article import Article
from publish.core.picture import PlacedPicture
from publish.core.picture_post import PicturePost
from publish.i18n.translator import Translator
from publish.preview.article_views import PHONE_POLICY, embed_picture
from publish.preview.page_parts import load_part
from publish.wechat.limits import MAX_POST_CHARS, MAX_POST_PICTURES

_RATIO = (3, 4)  # of a first picture whose size is not known
_TALLEST, _WIDEST = 3 / 4, 16 / 9  # ratios between which the first picture decides the height of all


def render_post_pages(
    post: PicturePost, article: Article, translator: Translator, names: Mapping[str, str]
) -> tuple[str, str, str]:
    """Return a post in light and in dark mode, and the line about it.

    Args:
        post: The post.
        article: The article of the same issue.
        translator: The language.
        names: What stands for the bytes of a picture on the page, by its name; others are embedded.
    """
    light, dark = (_render(post, article, names, scheme) for scheme in ("light", "dark"))
    values = {
        "pictures": len(post.pictures),
        "most": MAX_POST_PICTURES,
        "chars": len(post.text),
        "limit": MAX_POST_CHARS,
    }
    return light, dark, translator.translate("page-changes-post", **values)


def _render(post: PicturePost, article: Article, names: Mapping[str, str], scheme: str) -> str:
    total = len(post.pictures)
    style = f' style="aspect-ratio:{_find_ratio(post):.4f}"'
    sources = (_find_source(placed, names) for placed in post.pictures)
    figures = "".join(
        f'<figure{style}><img src="{source}" alt=""><figcaption>{number}/{total}</figcaption></figure>'
        for number, source in enumerate(sources, 1)
    )
    dots = "".join(f"<i{' class=on' if not number else ''}></i>" for number in range(total))
    title, text = escape(post.title), escape(post.text)
    return (
        f'<!doctype html><meta charset=utf-8><meta http-equiv=Content-Security-Policy content="{PHONE_POLICY}">'
        f"<meta name=viewport content='width=device-width'><style>{load_part('post.css')}html{{color-scheme:{scheme}}}"
        f"</style><title>{title}</title><body><div class=strip>{figures}</div><div class=dots>{dots}</div>"
        f"<h1>{title}</h1><p class=text>{text}</p><p class=by>{escape(article.metadata.author)}</p>"
    )


def _find_ratio(post: PicturePost) -> float:
    """Return the ratio of width to height that all pictures are shown in: that of the first, within limits."""
    first = post.pictures[0].picture if post.pictures else None
    width, height = (first.width, first.height) if first else _RATIO
    return min(max(width / height, _TALLEST), _WIDEST)


def _find_source(placed: PlacedPicture, names: Mapping[str, str]) -> str:
    if placed.picture is None:
        return escape(placed.url)
    return names.get(placed.picture.name) or embed_picture(placed.picture)
