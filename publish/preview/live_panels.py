"""Small panels of the live preview page: downloads, and what is wrong with what is shown."""

from __future__ import annotations

from publish.i18n.translator import Translator


def render_downloads(translator: Translator, *, exports: bool) -> str:
    """Return the buttons that save the article as HTML and, with a browser, as PDF and picture."""
    translate = translator.translate
    more = f'<button data-exported="pdf">PDF</button><button data-exported="png">{translate("page-picture")}</button>'
    html = "<button data-save>HTML</button>"
    return f'<h2>{translate("page-downloads")}</h2><div class="downloads">{html}{more if exports else ""}</div>'


def render_stale(translator: Translator) -> str:
    """Return the notice that the shown article is older than the issue."""
    return f'<p class="stale">{translator.translate("page-stale")}</p>'
