"""The preview page: live, or as one file that works from disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, NamedTuple

from publish.core.article import Article
from publish.core.picture import EmbeddedPicture
from publish.i18n.translator import Translator
from publish.preview.article_views import embed_picture
from publish.preview.page_parts import load_part, make_policy, write_json
from publish.preview.panels import render_panels
from publish.preview.versions import (
    Version,
    fill_pictures,
    insert_pictures,
    list_pictures,
    name_pictures,
    render_versions,
)

WIDTHS = ("320", "375", "414")  # CSS pixels of common phones
_WIDTH = "375"
_MESSAGES = ("copied", "copied-text", "failed", "failed-text", "not-found", "dismiss")
_STATES = ("live", "working", "exporting", "stale", "never", "refused-look", "lost", "restarted")
_LIVE_MESSAGES = (*_STATES, "waiting", "copy", "copy-last", "unreached", "reconnected", "empty-folder")
_FILTERS = ("all", "open", "scheduled", "drafted", "published")
_PANELS = ("problems", "remaining", "cover", "fields")
_LIVE_PANELS = ("problems", "remaining", "readers", "look", "cover", "fields", "downloads")


class PreviewView(NamedTuple):
    """One article on the page."""

    payload: Mapping[str, Any]  # data of the page's script
    panels: Mapping[str, str]  # HTML by name of the panel


def render_view(
    article: Article,
    translator: Translator,
    source: str = "",
    *,
    versions: Iterable[Version] = (),
    written: Mapping[str, str] | None = None,
) -> PreviewView:
    """Return the view of an article; `article.embedding` fills in the bytes of its pictures.

    Args:
        article: The article, with every problem of its issue.
        translator: The language.
        source: The issue's text, to find problems in the article.
        versions: What the page offers beside the versions that the build made; the server makes them on request.
        written: What stands in the issue's front matter, where the page can change it.
    """
    pages = {version: pages._asdict() for version, pages in render_versions(article, translator).items()}
    payload = {
        "name": article.name,
        "title": article.metadata.title,
        "html": name_pictures(article.html, article.embedding),
        "pictures": list_pictures(article.embedding),
        "versions": {**pages, **{version: None for version in versions if version not in pages}},
        "cover": embed_picture(article.cover),
    }
    return PreviewView(payload, render_panels(article, translator, source, written))


def fill_view(view: PreviewView, embedding: EmbeddedPicture) -> PreviewView:
    """Return a view with the bytes of its pictures."""
    return view._replace(payload={**view.payload, "pictures": fill_pictures(embedding)})


def find_pasted_page(view: PreviewView) -> str:
    """Return the page of the pasted article, with its pictures."""
    return insert_pictures(view.payload["versions"][Version.PASTED]["light"], view.payload["pictures"])


def render_preview(article: Article, translator: Translator, source: str = "") -> str:
    """Return the page of one article that a build writes; arguments are those of `render_view`."""
    view = render_view(article, translator, source)
    payload = {**view.payload, "words": _translate(_MESSAGES, translator)}
    script = load_part("page.js")
    policy = make_policy(script)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    return _render(payload, view.panels, translator, script, meta)


def render_live(live: Mapping[str, Any], translator: Translator) -> tuple[str, str]:
    """Return the page that requests its content from the server with the parameters `live`, and its policy."""
    words = _translate((*_MESSAGES, *_LIVE_MESSAGES), translator)
    payload = {"title": "publish", "words": words, "live": live, "versions": {}}
    script = "".join(map(load_part, ("page.js", "live.js", "writing.js", "issues.js")))
    waiting = {"problems": f'<p class="clean">{translator.translate("page-waiting")}</p>'}
    html = _render(payload, waiting, translator, script, '<link rel="icon" href="data:,">\n')
    return html, f"{make_policy(script)}; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"


def _translate(names: tuple[str, ...], translator: Translator) -> dict[str, str]:
    return {name: translator.translate(f"page-{name}") for name in names}


def _render(
    payload: Mapping[str, Any], panels: Mapping[str, str], translator: Translator, script: str, head: str
) -> str:
    translate = translator.translate
    is_live = "live" in payload
    side = "".join(_render_panel(name, panels) for name in (_LIVE_PANELS if is_live else _PANELS))
    save = "" if is_live else f'<button id="save" data-save>{translate("page-save")}</button>'
    return f"""<!doctype html>
<html lang="{"zh-CN" if translator.language == "zh" else "en"}"{' class="live"' if is_live else ""}>
<head>
<meta charset="utf-8">
{head}<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{escape(payload["title"])}</title>
<style>{load_part("page.css")}</style>
</head>
<body>
<a class="skip" href="#side">{translate("page-skip-problems")}</a>
<a class="skip" href="#article">{translate("page-skip-article")}</a>
{_render_head(payload, translator)}
<aside id="side" tabindex="-1" aria-label="{translate("page-side")}">
{side}
{save}</aside>
<main id="article" tabindex="-1">
{_render_bar(payload["versions"], translator, is_live=is_live)}
<div class="stage" data-width="{_WIDTH}">
<iframe id="frame" class="phone" sandbox="allow-same-origin" title="{translate("page-article")}"></iframe>
<iframe id="night" class="phone" sandbox="allow-same-origin" title="{translate("page-dark")}" hidden></iframe>
<p id="nothing" hidden>{translate("page-waiting")}</p>
</div>
</main>
{_render_list(translator) if is_live else ""}
<script type="application/json" id="payload">{write_json(payload)}</script>
<script>{script}</script>
</body>
</html>
"""


def _render_head(payload: Mapping[str, Any], translator: Translator) -> str:
    """Return the name of what is shown, the button that copies it, and the places for messages."""
    translate = translator.translate
    connection = (
        f'<p id="connection" role="status" aria-label="{translate("page-connection")}" data-state="working">'
        f"{translate('page-waiting')}</p>"
    )
    undo = f'<button id="undo" data-undo hidden>{translate("page-undo")}</button>'
    return f"""<header>
<h1 id="heading">{escape(payload["title"])}</h1>
{connection if "live" in payload else ""}
<button id="copy" class="primary">{translate("page-copy")}</button>
<p class="hint">{translate("page-hint")}</p>
<div class="told"><p id="status" role="status"></p>{undo if "live" in payload else ""}</div>
<div id="refusals" role="alert"></div>
</header>"""


def _render_list(translator: Translator) -> str:
    """Return the list of issues, with its search and its filters, to be filled by the server."""
    translate = translator.translate
    labels = {name: translate(f"page-filter-{name}") for name in _FILTERS}
    filters = _render_choices("filter", labels, "all")
    views = _render_choices("days", {name: translate(f"page-{name}") for name in ("issues", "due")}, "issues")
    return f"""<nav aria-label="{translate("page-issues")}" data-shown="issues">
<div class="find"><div class="row"><span class="group">{views}</span>
<button data-begin>{translate("page-begin")}</button></div>
<div class="sift"><input id="search" type="search" placeholder="{translate("page-search")}"
 aria-label="{translate("page-search")}">
<div class="filters" role="group" aria-label="{translate("page-filter")}">{filters}</div></div></div>
<div class="rows">{_render_panel("issues", {})}{_render_panel("due", {})}
<p id="none-found" class="clean" hidden>{translate("page-none-found")}</p></div>
</nav>"""


def _render_choices(attribute: str, labels: Mapping[str, str], chosen: str) -> str:
    """Return buttons of which one is chosen, by name; the page's script reads the name in their attribute."""
    return "".join(
        f'<button data-{attribute}="{name}" aria-pressed="{str(name == chosen).lower()}">{label}</button>'
        for name, label in labels.items()
    )


def _render_bar(offered: Mapping[str, Any], translator: Translator, *, is_live: bool) -> str:
    """Return the buttons for version, colour scheme and width, and the line about the version that is shown."""
    translate = translator.translate
    versions = "".join(
        f'<button data-version="{version}" aria-pressed="{str(version is Version.PASTED).lower()}" '
        f'aria-describedby="changes"{"" if version in offered else " hidden"}>{translate(f"page-{version}")}</button>'
        for version in Version
    )
    schemes = "".join(
        f'<button id="{name}" data-scheme="{name}" aria-pressed="{str(name == "light").lower()}">'
        f"{translate(f'page-{name}')}</button>"
        for name in ("light", "dark", "both")
    )
    widths = "".join(
        f'<button data-width="{width}" aria-pressed="{str(width == _WIDTH).lower()}">{width}</button>'
        for width in WIDTHS
    )
    wide = f'<button data-width="wide" aria-pressed="false">{translate("page-wide")}</button>'
    drawer = f'<button class="drawer" data-listing>{translate("page-issues")}</button>' if is_live else ""
    return f"""<div class="bar" role="group" aria-label="{translate("page-view")}">
{drawer}<span class="group" id="versions"{"" if len(offered) > 1 else " hidden"}>{versions}</span>
<span class="group">{schemes}</span>
<span class="group widths">{widths}{wide}</span>
<span id="changes" role="status">{offered[Version.PASTED]["changes"] if offered else ""}</span>
</div>"""


def _render_panel(name: str, panels: Mapping[str, str]) -> str:
    return f'<div data-panel="{name}">{panels.get(name, "")}</div>'
