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
    """Return the notice that the issue cannot be built."""
    return f'<p class="stale">{translator.translate("page-unbuildable")}</p>'


def render_refused(translator: Translator) -> str:
    """Return the notice that the tried look cannot be used."""
    return f'<p class="stale">{translator.translate("page-refused-shown")}</p>'


def render_blocked(translator: Translator) -> str:
    """Return the panel of remaining steps while the issue cannot be built: nothing is done."""
    translate = translator.translate
    blocked = f'<ul class="checks"><li class="open">{translate("page-blocked")}</li></ul>'
    return f"<h2>{translate('page-steps')}</h2>{blocked}"


def render_empty(translator: Translator) -> str:
    """Return the panel of a newsletter without issues, with the button that begins one."""
    translate = translator.translate
    return (
        f'<h2>{translate("page-empty-folder")}</h2><p class="clean">{translate("page-empty-hint")}</p>'
        f'<button data-begin class="strong">{translate("page-begin")}</button>'
    )
