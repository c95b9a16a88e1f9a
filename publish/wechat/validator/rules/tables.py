"""Tables that a phone can show."""

from __future__ import annotations

from collections.abc import Iterator

from publish.wechat.validator.nodes import ComputedStyle, Declaration, ElementNode
from publish.wechat.validator.rule import Evidence, NodeType, error, warning

MAX_COLUMNS = 4


@error("wechat-w59", NodeType.KIND, Evidence("ARCH PROBE-C", "2026-08"), ("th",))
def grey_head(kind: ComputedStyle) -> Iterator[str]:
    """The editor paints a head cell grey unless it has a background."""
    if "background-color" not in kind.style:
        yield kind.tag


@warning("wechat-w59-padding", NodeType.KIND, Evidence("ARCH PROBE-C", "2026-08"), ("td",))
def cramped_cell(kind: ComputedStyle) -> Iterator[str]:
    """Every cell needs a padding of its own."""
    if not any(name.startswith("padding") for name in kind.style):
        yield kind.tag


@error("wechat-w60", NodeType.DECLARATION, Evidence("SPEC PROBE-D", "2026-08"), ("width", "min-width"))
def fixed_column(declaration: Declaration) -> Iterator[str]:
    """A column of fixed width overflows a narrow screen."""
    if declaration.tag in ("th", "td", "col") and declaration.value.endswith(("px", "pt")):
        yield f"{declaration.name}:{declaration.value}"


@warning("wechat-w60-columns", NodeType.ELEMENT, Evidence("SPEC PROBE-D", "2026-08"), ("tr",))
def many_columns(place: ElementNode) -> Iterator[str]:
    """More columns than fit, and nothing that scrolls."""
    if len(place.tags) > MAX_COLUMNS and not place.kind.has_flag("data-ignore-width"):
        yield str(len(place.tags))
