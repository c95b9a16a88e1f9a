"""Dark mode: what an article looks like at night."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.wechat.contrast import ENOUGH, LEAST, measure_contrast
from publish.wechat.dark_mode import Colour, parse_colour
from publish.wechat.validator.nodes import Attribute, ComputedStyle, Declaration
from publish.wechat.validator.rule import Evidence, NodeType, error, warning

BRIGHT = 190
NEARLY_WHITE = 250
ACCENT_SPREAD = 40
"""A colour whose channels differ by more is an accent, no grey."""

_COLOUR = re.compile(r"#[0-9a-f]+|rgba?\([^)]*\)")


@error("wechat-w76", NodeType.WORDS, Evidence("DM SPEC RUN", "2026-10"))
def unreadable(kind: ComputedStyle) -> Iterator[str]:
    """Nobody should have to read this."""
    yield from _find_weak(kind, 0, LEAST)


@warning("wechat-w76-weak", NodeType.WORDS, Evidence("DM SPEC RUN", "2026-10"))
def hard_to_read(kind: ComputedStyle) -> Iterator[str]:
    """Too weak for running text."""
    if not _is_accent(kind.colour):
        yield from _find_weak(kind, LEAST, ENOUGH)


@warning("wechat-w76-accent", NodeType.WORDS, Evidence("DM SPEC RUN", "2026-10"))
def weak_accent(kind: ComputedStyle) -> Iterator[str]:
    """An accent that dark mode leaves alone reaches 4.5 on one page at the most."""
    if _is_accent(kind.colour):
        yield from _find_weak(kind, LEAST, ENOUGH)


@warning("wechat-w76b", NodeType.DECLARATION, Evidence("RUN DM", "2026-10"), ("background-color",))
def slab(declaration: Declaration) -> Iterator[str]:
    """A light box with a hue stays light."""
    colour = parse_colour(declaration.value)
    if colour and colour.alpha == 1 and BRIGHT < colour.brightness <= NEARLY_WHITE and len(set(colour[:3])) > 1:
        yield declaration.value


@warning("wechat-w76c", NodeType.DECLARATION, Evidence("RUN", "2026-10"))
def bright_line(declaration: Declaration) -> Iterator[str]:
    """A light line gets brighter at night."""
    if declaration.name.startswith("border"):
        for written in _COLOUR.findall(declaration.value):
            colour = parse_colour(written)
            if colour and colour.alpha == 1 and colour.brightness > BRIGHT:
                yield f"{declaration.name}:{declaration.value}"


@warning("wechat-w77", NodeType.ATTRIBUTE, Evidence("DM", "2026-08"))
def converted_colour(attribute: Attribute) -> Iterator[str]:
    """What dark mode writes, it does not read."""
    if attribute.name.startswith("data-darkmode"):
        yield attribute.name


@error("wechat-w78", NodeType.WORDS, Evidence("SPEC ENGINE", "2026-08"))
def gradient_behind_text(kind: ComputedStyle) -> Iterator[str]:
    """A gradient behind text is flattened."""
    if "gradient(" in kind.written and not kind.has_flag("data-ignore-dm"):
        yield "gradient"


@warning("wechat-w79", NodeType.ATTRIBUTE, Evidence("SPEC", "2026-08"), ("data-no-dark",))
def kept_light(attribute: Attribute) -> Iterator[str]:
    """Skips one element alone, and is reported."""
    yield attribute.tag


def _find_weak(kind: ComputedStyle, least: float, enough: float) -> Iterator[str]:
    """Yield the schemes in which a kind's text is this weak; its weakest decides."""
    contrast = measure_contrast(kind.colour, kind.behind)
    if least <= min(contrast) < enough:
        for scheme, ratio in zip(("☀", "☾"), contrast, strict=True):
            if ratio < enough:
                yield f"{scheme} {ratio:.1f}:1 {kind.inherited.get('color', 'color')}"


def _is_accent(colour: Colour) -> bool:
    return max(colour[:3]) - min(colour[:3]) > ACCENT_SPREAD
