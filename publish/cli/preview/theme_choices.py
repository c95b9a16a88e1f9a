"""The looks that the page offers: themes, options, and how well the texts of a theme can be read."""

from __future__ import annotations

from collections.abc import Sequence

from publish.adapters.storage.theme_files import list_theme_files
from publish.cli.build_context import BuildContext
from publish.core.exceptions import ThemeError
from publish.core.issue import FrontMatter
from publish.core.problem import Problem
from publish.newsletter.labels import THEME_KEY
from publish.newsletter.theme_options import ACCENT, OPTION_NAMES, parse_theme_option
from publish.preview.live_builds import PreviewRequest
from publish.preview.look_panel import LookChoices, LookTrial, TextContrast, ThemeChoice

_ACCENT_REFUSALS = ("knob-contrast", "knob-colour-near")


def find_looks(
    front_matter: FrontMatter, request: PreviewRequest, context: BuildContext, refusal: Sequence[Problem] = ()
) -> LookChoices:
    """Return the look of an issue with the tried changes, and the choices.

    Args:
        front_matter: The issue's, with the changes.
        request: The issue and the changes.
        context: The newsletter.
        refusal: Why the issue cannot be built with the changes, if it cannot.
    """
    values = front_matter.values
    chosen = {
        key: _read_option(key, values[key]) if values.get(key) else getattr(context.settings.theme_options, key)
        for key in OPTION_NAMES
    }
    chosen[ACCENT] = _read_option(ACCENT, values[ACCENT]) if values.get(ACCENT) else ""
    texts = {key: str(value) for key, value in chosen.items()}
    theme = {THEME_KEY: str(values.get(THEME_KEY) or context.theme.name)}
    contrasts = _measure_theme(theme[THEME_KEY], context)
    trial = LookTrial(bool(request.changes), bool(refusal), _find_legible(refusal))
    return LookChoices(_list_themes(context), {**theme, **texts}, trial, contrasts)


def _read_option(key: str, value: str) -> str:
    """Return an option's value as the buttons write it; one that is none of them as it is written."""
    option = parse_theme_option(key, value)
    return value if isinstance(option, Problem) else option


def _find_legible(refusal: Sequence[Problem]) -> str:
    """Return the accent nearest to a refused one that is not; empty where the accent was not the reason."""
    nearest = (problem.values.get("nearest", "") for problem in refusal if problem.message in _ACCENT_REFUSALS)
    return str(next(nearest, ""))


def _measure_theme(name: str, context: BuildContext) -> list[TextContrast]:
    """Return the contrast of each text of a theme of the repository; those shipped with the program are measured."""
    if not any(theme.own and theme.name == name for theme in list_theme_files(context.repository)):
        return []
    from publish.steps.style.contrast_check import list_contrasts  # loads the selectors

    measured = list_contrasts(context.services.themes.load(name))
    return [TextContrast(sample.path, *contrast) for sample, contrast in measured]


def _list_themes(context: BuildContext) -> list[ThemeChoice]:
    choices = []
    for theme in list_theme_files(context.repository):
        try:
            choices.append(ThemeChoice(theme.name, context.services.themes.load(theme.name).accent))
        except ThemeError:  # reported by `publish themes`
            continue
    return choices
