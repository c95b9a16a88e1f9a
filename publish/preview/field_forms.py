"""Forms that write fields of an issue's front matter from the preview page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import NamedTuple

from publish.core.settings import Comments
from publish.i18n.translator import Translator
from publish.wechat.limits import LengthCheck

_FIELDS = ("title", "author", "digest", "cover", "publish_at", "comments")
_LONG = "digest"


class FieldForm(NamedTuple):
    """The form of one field, and the button that opens it; both empty where nothing can be written."""

    button: str = ""
    html: str = ""


class FieldForms(NamedTuple):
    """The forms of an issue."""

    written: Mapping[str, str] | None  # the values in its front matter; None on a page that writes nothing
    translator: Translator

    def render(self, name: str, shown: str = "", limit: LengthCheck | None = None) -> FieldForm:
        """Return the form of a field.

        Args:
            name: Its key.
            shown: What the article has where the front matter is silent.
            limit: Its length, with the limit.
        """
        if self.written is None or name not in _FIELDS:
            return FieldForm()
        translate, label = self.translator.translate, _label(name, self.translator)
        edit, value = translate("page-edit"), self.written.get(name, "")
        button = f'<button data-edit aria-expanded="false" aria-label="{edit} {label}">{edit}</button>'
        count = f'<span class="length" data-limit="{limit.limit}"></span>' if limit else ""
        hint = translate("page-time-hint") if name == "publish_at" else ""
        save = f'<button class="strong">{translate("page-write")}</button>'
        cancel = f'<button type="button" data-cancel>{translate("page-cancel")}</button>'
        field = self._render_comments(value) if name == "comments" else _render_input(name, label, value, shown)
        row = f'<div class="row">{count}<span class="zone">{hint}</span>{cancel}{save}</div>'
        return FieldForm(button, f'<form data-write="{name}" hidden>{field}{row}</form>')

    def render_others(self, comments: Comments) -> str:
        """Return the fields that stand nowhere else on the page; nothing where they cannot be written."""
        if self.written is None:
            return ""
        translate = self.translator.translate
        values = {
            "publish_at": self.written.get("publish_at") or translate("page-time-none"),
            "comments": translate(f"page-comments-{comments}"),
        }
        return "".join(self._render_other(name, value) for name, value in values.items())

    def _render_other(self, name: str, value: str) -> str:
        form = self.render(name)
        head = f'<div class="head"><span>{_label(name, self.translator)}</span>{form.button}</div>'
        return f'<div class="field" id="{name}">{head}<p>{escape(value)}</p>{form.html}</div>'

    def _render_comments(self, value: str) -> str:
        translate = self.translator.translate
        options = "".join(
            f'<option value="{word}"{" selected" if word == value else ""}>'
            f"{translate(f'page-comments-{word}' if word else 'page-comments-default')}</option>"
            for word in ("", *Comments)
        )
        return f'<select name="value" aria-label="{translate("page-comments")}">{options}</select>'


def _label(name: str, translator: Translator) -> str:
    return translator.translate(f"page-{name.replace('_', '-')}")


def _render_input(name: str, label: str, value: str, shown: str) -> str:
    names = f'name="value" aria-label="{label}" placeholder="{escape(shown)}" autocomplete="off"'
    if name == _LONG:
        return f'<textarea {names} rows="4">{escape(value)}</textarea>'
    return f'<input {names} value="{escape(value)}">'
