"""The panel of looks: theme and theme options to try, and to keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from publish.i18n.translator import Translator
from publish.newsletter.labels import THEME_KEY
from publish.newsletter.theme_options import ACCENT, OPTION_VALUES
from publish.wechat.contrast import ENOUGH

_ACCENTS = ("#1f4e79", "#0f766e", "#7a3e9d", "#b3261e", "#8a5a00")  # suggestions with enough contrast on white


class ThemeChoice(NamedTuple):
    """A theme to try."""

    name: str
    accent: str


class TextContrast(NamedTuple):
    """How well a text of a theme can be read."""

    path: str  # the element and the one around it
    light: float  # by day, 1 to 21
    dark: float


class LookTrial(NamedTuple):
    """What came of the changes that are tried."""

    is_tried: bool = False  # whether there are any
    is_refused: bool = False  # whether the issue cannot be built with them
    legible_accent: str = ""  # the accent nearest to the refused one that can be read, if that was the reason


class LookChoices(NamedTuple):
    """Theme and theme options of an issue, and the choices."""

    themes: Sequence[ThemeChoice]
    chosen: Mapping[str, str]  # current values by key of front matter, including tried ones
    trial: LookTrial = LookTrial()
    contrasts: Sequence[TextContrast] = ()  # of a theme of the repository, the faintest first


def render_looks(looks: LookChoices, translator: Translator) -> str:
    """Return the theme options to try, and the buttons that save or drop the tried ones."""
    translate = translator.translate
    rows = [
        (translate("page-theme"), _render_themes(looks)),
        (translate("page-accent"), _render_accents(looks, translator)),
        *((translate(f"page-{key.replace('_', '-')}"), _render_words(key, looks, translator)) for key in OPTION_VALUES),
    ]
    table = "".join(f'<span>{label}</span><span class="choices">{choices}</span>' for label, choices in rows)
    save, contrasts = _render_save(looks, translator), _render_contrasts(looks, translator)
    return f'<h2>{translate("page-look")}</h2><div class="look">{table}</div>{save}{contrasts}'


def _render_themes(looks: LookChoices) -> str:
    return "".join(
        _render_choice(THEME_KEY, theme.name, looks, f"{_render_dot(theme.accent)}{escape(theme.name)}")
        for theme in looks.themes
    )


def _render_accents(looks: LookChoices, translator: Translator) -> str:
    own = _render_choice(ACCENT, "", looks, translator.translate("page-accent-own"))
    named = "".join(_render_choice(ACCENT, accent, looks, _render_dot(accent), accent) for accent in _ACCENTS)
    current = escape(looks.chosen[ACCENT] or _ACCENTS[0])
    label = translator.translate("page-accent")
    picker = f'<input type="color" value="{current}" aria-label="{label}" title="{label}">'
    return own + named + picker


def _render_words(key: str, looks: LookChoices, translator: Translator) -> str:
    chinese = translator.language == "zh"
    return "".join(
        _render_choice(key, word, looks, chinese_word if chinese else word)
        for word, chinese_word in OPTION_VALUES[key].items()
    )


def _render_choice(key: str, value: str, looks: LookChoices, shown: str, name: str = "") -> str:
    """Return the button that tries one value; `name` labels a button without text."""
    pressed = str(looks.chosen[key] == value).lower()
    named = f' aria-label="{name}" title="{name}"' if name else ""
    return f'<button data-knob="{key}" value="{escape(value)}" aria-pressed="{pressed}"{named}>{shown}</button>'


def _render_dot(colour: str) -> str:
    return f'<i class="dot" style="background:{escape(colour)}"></i>' if colour else ""


def _render_save(looks: LookChoices, translator: Translator) -> str:
    """Return what may be done with the tried changes: only those that could be built can be kept."""
    translate, trial = translator.translate, looks.trial
    legible = trial.legible_accent
    nearest = f"{_render_dot(legible)}{translate('page-take-legible', accent=escape(legible))}"
    offer = f'<button data-knob="{ACCENT}" value="{escape(legible)}">{nearest}</button>' if legible else ""
    back = f"<button data-back>{translate('page-back')}</button>" if trial.is_tried else ""
    if trial.is_refused:
        said = translate("page-refused-accent" if legible else "page-refused")
        return f'<div class="keep refused"><p>{said}</p>{offer}{back}</div>' if offer or back else ""
    if not trial.is_tried:
        return ""
    keep = f'<button data-keep class="strong">{translate("page-keep")}</button>'
    return f'<div class="keep"><p>{translate("page-trying")}</p>{keep}{back}</div>'


def _render_contrasts(looks: LookChoices, translator: Translator) -> str:
    """Return the contrast of each text of a theme that is being written, in a list to be opened."""
    if not looks.contrasts:
        return ""
    rows = "".join(
        f"<tr{_mark_faint(each)}><td>{escape(each.path)}</td>"
        f"<td>☀ {_cut(each.light)}</td><td>☾ {_cut(each.dark)}</td></tr>"
        for each in looks.contrasts
    )
    heading = translator.translate("page-contrasts", theme=looks.chosen[THEME_KEY])
    return f'<details class="contrasts"><summary>{escape(heading)}</summary><table>{rows}</table></details>'


def _mark_faint(contrast: TextContrast) -> str:
    return ' class="warning"' if min(contrast.light, contrast.dark) < ENOUGH else ""


def _cut(ratio: float) -> str:
    """Return a contrast, never rounded up."""
    return f"{int(ratio * 10) / 10:.1f}"
