"""Contrast and colours in light and dark mode."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.lazy_pattern import lazy_pattern
from publish.wechat.contrast import ENOUGH, LEAST, measure_contrast
from publish.wechat.dark_mode import BRIGHT, Colour, is_glaring, parse_colour
from publish.wechat.rules.nodes import Attribute, ComputedStyle, Declaration
from publish.wechat.rules.rule import Evidence, NodeType, error, warning
from publish.wechat.solid_contrast import LEAST_SOLID

ACCENT_SPREAD = 40  # a colour whose channels differ by more is an accent, no grey

_COLOUR = lazy_pattern(r"#[0-9a-f]+|rgba?\([^)]*\)")


@error("wechat-w76", NodeType.WORDS, Evidence("DM SPEC RUN", "2026-10"))
def unreadable(computed: ComputedStyle) -> Iterator[str]:
    """Contrast below 3 is unreadable."""
    yield from _find_weak(computed, 0, LEAST)


@warning("wechat-w76-weak", NodeType.WORDS, Evidence("DM SPEC RUN", "2026-10"))
def hard_to_read(computed: ComputedStyle) -> Iterator[str]:
    """Contrast below 4.5 is too weak for running text."""
    if not _is_accent(computed.colour):
        yield from _find_weak(computed, LEAST, ENOUGH)


@warning("wechat-w76-accent", NodeType.WORDS, Evidence("DM SPEC RUN", "2026-10"))
def weak_accent(computed: ComputedStyle) -> Iterator[str]:
    """An accent that dark mode keeps reaches 4.5 in at most one of the two schemes."""
    if _is_accent(computed.colour):
        yield from _find_weak(computed, LEAST, ENOUGH)


@warning("wechat-w76-solid", NodeType.WORDS, Evidence("ENGINE RUN", "2026-12"))
def faint_when_solid(computed: ComputedStyle) -> Iterator[str]:
    """The platform's checker takes translucent colours for opaque ones."""
    ratio = computed.solid.contrast
    if ratio < LEAST_SOLID and "data-ignore-dm" not in computed.flags:
        yield f"☾ {ratio:.1f}:1"


@warning("wechat-w76b", NodeType.DECLARATION, Evidence("RUN DM", "2026-10"), ("background-color",))
def bright_box(declaration: Declaration) -> Iterator[str]:
    """Dark mode keeps a light background with a hue light."""
    colour = parse_colour(declaration.value)
    if colour and is_glaring(colour):
        yield declaration.value


@warning("wechat-w76c", NodeType.DECLARATION, Evidence("RUN", "2026-10"))
def bright_border(declaration: Declaration) -> Iterator[str]:
    """Dark mode makes a light border brighter."""
    if declaration.name.startswith("border"):
        for written in _COLOUR.findall(declaration.value):
            colour = parse_colour(written)
            if colour and colour.alpha == 1 and colour.brightness > BRIGHT:
                yield str(declaration)


@warning("wechat-w77", NodeType.ATTRIBUTE, Evidence("DM", "2026-08"))
def converted_colour(attribute: Attribute) -> Iterator[str]:
    """Dark mode writes these attributes and never reads them."""
    if attribute.name.startswith("data-darkmode"):
        yield attribute.name


@error("wechat-w78", NodeType.WORDS, Evidence("SPEC ENGINE", "2026-08"))
def gradient_behind_text(computed: ComputedStyle) -> Iterator[str]:
    """A gradient behind text becomes one colour."""
    if "gradient(" in computed.written and not computed.has_flag("data-ignore-dm"):
        yield "gradient"


@warning("wechat-w79", NodeType.ATTRIBUTE, Evidence("SPEC", "2026-08"), ("data-no-dark",))
def kept_light(attribute: Attribute) -> Iterator[str]:
    """It exempts only one element, and the platform's checker reports it."""
    yield attribute.tag


def _find_weak(computed: ComputedStyle, least: float, enough: float) -> Iterator[str]:
    """Yield the schemes whose contrast is below `enough`, unless the weakest is below `least`."""
    contrast = measure_contrast(computed.colour, computed.behind)
    if least <= min(contrast) < enough:
        for scheme, ratio in zip(("☀", "☾"), contrast, strict=True):
            if ratio < enough:
                yield f"{scheme} {ratio:.1f}:1 {computed.inherited.get('color', 'color')}"


def _is_accent(colour: Colour) -> bool:
    return max(colour[:3]) - min(colour[:3]) > ACCENT_SPREAD
