"""An article on WeChat's own page, by day and by night."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from html import escape

from publish.core.article import Article
from publish.core.filter_report import Layer
from publish.core.picture import Picture
from publish.i18n.messages import Translator
from publish.newsletter.missing_pictures import name_source
from publish.preview.article_views_dark import darken_article
from publish.preview.article_views_gaps import box_gaps

# What an article inherits where it says nothing; it runs nothing and asks for nothing but pictures, wherever it lies.
_POLICY = "default-src 'none';img-src data: https:;style-src 'unsafe-inline'"
_PHONE = (
    f'<!doctype html><meta charset=utf-8><meta http-equiv=Content-Security-Policy content="{_POLICY}">'
    "<meta name=viewport content='width=device-width'>"
    "<style>html{{background:{page};color-scheme:{scheme};-webkit-text-size-adjust:100%}}"
    "body{{max-width:677px;margin:0 auto;padding:0 16px 32px;color:{ink};font:17px/1.6 -apple-system,"
    "BlinkMacSystemFont,'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC',sans-serif;"
    "letter-spacing:.034em;text-align:justify;overflow-wrap:break-word}}"
    "h1{{margin:20px 0 14px;font-size:22px;line-height:1.4;letter-spacing:0;text-align:left}}"
    ".by{{margin:0 0 22px;color:{quiet};font-size:15px}}section,p,h2,h3,h4{{max-width:100%;box-sizing:border-box}}"
    "</style><title>{title}</title><h1>{title}</h1><p class=by>{author}</p>{article}"
)

_DAY = {"scheme": "light", "page": "#fff", "ink": "rgba(0,0,0,.9)", "quiet": "rgba(0,0,0,.3)"}
_NIGHT = {"scheme": "dark", "page": "#191919", "ink": "#a3a3a3", "quiet": "rgba(255,255,255,.3)"}


def render_phones(article: Article, translator: Translator) -> dict[str, str]:
    """Return the article by day, by night, and as WeChat's editor keeps it; that is empty where all is kept."""
    reasons = {name_source(gap.source): translator.explain(gap.problem) for gap in article.gaps}
    kept = article.survival[Layer.EDITOR].html
    return {
        "light": render_day(article, _box(article.html, reasons)),
        "dark": _render(article, _box(darken_article(article.html), reasons), _NIGHT),
        "kept": render_day(article, _box(kept, reasons)) if kept != article.html else "",
    }


def render_day(article: Article, html: str) -> str:
    """Return an article's HTML by day, under its title and author."""
    return _render(article, html, _DAY)


def embed_picture(picture: Picture) -> str:
    """Return a picture as an address that holds it."""
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode('ascii')}"


def _render(article: Article, html: str, look: Mapping[str, str]) -> str:
    headline = article.headline
    return _PHONE.format(title=escape(headline.title), author=escape(headline.author), article=html, **look)


def _box(html: str, reasons: Mapping[str, str]) -> str:
    return box_gaps(html, reasons) if reasons else html
