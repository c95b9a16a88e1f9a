"""Tables on a phone."""

from __future__ import annotations

from collections.abc import Iterator

from publish.wechat.rules.nodes import ComputedStyle, Declaration, ElementNode
from publish.wechat.rules.rule import Evidence, NodeType, error, warning

MAX_COLUMNS = 4


@error("wechat-w59", NodeType.KIND, Evidence("ARCH PROBE-C", "2026-08"), ("th",))
def grey_head(computed: ComputedStyle) -> bool:
    """The editor paints a head cell grey unless it has a background."""
    return "background-color" not in computed.style


@warning("wechat-w59-padding", NodeType.KIND, Evidence("ARCH PROBE-C", "2026-08"), ("td",))
def missing_padding(computed: ComputedStyle) -> bool:
    """Every cell needs its own padding."""
    return not any(name.startswith("padding") for name in computed.style)


@error("wechat-w60", NodeType.DECLARATION, Evidence("SPEC PROBE-D", "2026-08"), ("width", "min-width"))
def fixed_column(declaration: Declaration) -> bool:
    """A column of fixed width overflows a narrow screen."""
    return declaration.tag in ("th", "td", "col") and declaration.value.endswith(("px", "pt"))


@warning("wechat-w60-columns", NodeType.ELEMENT, Evidence("SPEC PROBE-D", "2026-08"), ("tr",))
def many_columns(node: ElementNode) -> Iterator[str]:
    """More columns than fit, outside a scrolling box."""
    if len(node.tags) > MAX_COLUMNS and not node.computed.has_flag("data-ignore-width"):
        yield str(len(node.tags))
