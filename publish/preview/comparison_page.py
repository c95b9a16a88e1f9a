"""One page with an article in several themes, each as phones of three widths show it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from publish.core.article import Article
from publish.i18n.translator import Translator
from publish.preview.page_parts import load_part, make_policy, write_json
from publish.preview.versions import Version, fill_pictures, render_versions

WIDTHS = (320, 375, 430)
"""The narrowest phone in use, the most frequent width, and the widest, in CSS pixels."""


def render_comparison(articles: Mapping[str, Article], translator: Translator) -> str:
    """Return a page with a row for each theme, by day and by night; it needs no network and no other file."""
    addresses: dict[str, str] = {}
    pages = {theme: _find_pages(article, addresses, translator) for theme, article in articles.items()}
    payload = {"pages": pages, "pictures": {name: address for address, name in addresses.items()}}
    script = load_part("comparison.js")
    translate = translator.translate
    rows = "".join(_render_row(theme) for theme in articles)
    schemes = "".join(
        f'<button data-scheme="{name}" aria-pressed="{str(name == "light").lower()}">'
        f"{translate(f'page-{name}')}</button>"
        for name in ("light", "dark")
    )
    return f"""<!doctype html>
<html lang="{"zh-CN" if translator.language == "zh" else "en"}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{make_policy(script)}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{translate("page-themes")}</title>
<style>{load_part("comparison.css")}</style>
</head>
<body>
<header><h1>{translate("page-themes")}</h1>
<div role="group" aria-label="{translate("page-view")}">{schemes}</div></header>
<main>{rows}</main>
<script type="application/json" id="payload">{write_json(payload)}</script>
<script>{script}</script>
</body>
</html>
"""


def _find_pages(article: Article, addresses: dict[str, str], translator: Translator) -> dict[str, str]:
    """Return an article by day and by night; a picture that several themes show stands in `addresses` once."""
    version = render_versions(article, translator)[Version.PASTED]
    pages = {"light": version.light, "dark": version.dark}
    for name, address in fill_pictures(article.embedding).items():
        shared = addresses.setdefault(address, f"picture:all/{len(addresses)}/")
        pages = {scheme: html.replace(name, shared) for scheme, html in pages.items()}
    return pages


def _render_row(theme: str) -> str:
    name = escape(theme)
    frames = "".join(
        f'<figure><iframe data-theme="{name}" title="{name}, {width}" width="{width}" height="720" '
        f'sandbox="allow-same-origin"></iframe><figcaption>{width}</figcaption></figure>'
        for width in WIDTHS
    )
    return f'<section><h2>{name}</h2><div class="row">{frames}</div></section>'
