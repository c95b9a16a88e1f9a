"""Turn a theme's knobs: accent, size of text, density."""

from __future__ import annotations

from publish.core.theme import Knobs, Theme
from publish.steps.style.apply_options import resize_text, space_out
from publish.steps.style.recolor import dye_theme


def turn_knobs(theme: Theme, knobs: Knobs) -> str:
    """Return a theme's rules with its knobs turned; a theme without an accent keeps its colours.

    Raises:
        ThemeError: The accent leaves text hard to read; the problem names the nearest that does not.
    """
    standard = Knobs()
    css = dye_theme(theme, knobs.accent) if knobs.accent and theme.accent else theme.css
    if knobs.text_size != standard.text_size:
        css = resize_text(css, knobs.text_size)
    return css if knobs.density == standard.density else space_out(css, knobs.density)
