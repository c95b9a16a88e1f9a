"""White space and invisible characters."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.lazy_pattern import lazy_pattern
from publish.wechat.elements import BLOCKS, CELLS, CONTENTS
from publish.wechat.rules.nodes import Text
from publish.wechat.rules.rule import LOST, MEDIUM, REWRITTEN, Evidence, NodeType, error, warning

_SPACES = " \t\r\n\f"
_LINE_END = lazy_pattern(r"[\t\r\n\f]")
_CONTROL = lazy_pattern("[\x7f-\x9f\ufeff]")
_NO_TEXT = CONTENTS.keys() | CELLS


@error("wechat-w49", NodeType.TEXT, Evidence("PROBE-C TOOLS", "2026-10"), editor=REWRITTEN)
def space_between_blocks(text: Text) -> Iterator[str]:
    """White space between blocks becomes content: an empty bullet, an empty line."""
    if _is_between_blocks(text):
        yield ascii(text.text)[1:-1]


@error("wechat-w50", NodeType.TEXT, Evidence("TOOLS", "2026-09", MEDIUM), both=REWRITTEN)
def line_end(text: Text) -> Iterator[str]:
    """A line end becomes a break when pasted, and disappears through the API."""
    if _LINE_END.search(text.text) and not is_code(text) and not _is_between_blocks(text):
        yield text.text.strip() or ascii(text.text)[1:-1]


@warning("wechat-w51", NodeType.TEXT, Evidence("PROBE-B TOOLS", "2026-10"), editor=LOST)
def lone_space(text: Text) -> Iterator[str]:
    """A space alone between two elements is lost."""
    if text.text == " " and text.before and text.after and not _is_between_blocks(text):
        yield f"</{text.before}> <{text.after}>"


@warning("wechat-w51-run", NodeType.TEXT, Evidence("PROBE-B TOOLS", "2026-10"))
def run_of_spaces(text: Text) -> bool:
    """Of several spaces one is left."""
    return "  " in text.text and not is_code(text) and not _is_between_blocks(text)


@error("wechat-w52", NodeType.TEXT, Evidence("API", "2026-08", MEDIUM))
def control_character(text: Text) -> Iterator[str]:
    """No control characters or byte-order marks in text."""
    for found in _CONTROL.findall(text.text):
        yield f"U+{ord(found):04X}"


@warning("wechat-w52-break", NodeType.TEXT, Evidence("TOOLS", "2026-08", MEDIUM))
def zero_width_space(text: Text) -> Iterator[str]:
    """A zero-width space breaks the line at an odd place."""
    if "\u200b" in text.text:
        yield text.text.replace("\u200b", "[U+200B]")


def is_code(text: Text) -> bool:
    """Return whether a text is code, whose spaces W55 checks."""
    return text.computed.tag in ("code", "pre") or not text.computed.inside.isdisjoint(("code", "pre"))


def _is_between_blocks(text: Text) -> bool:
    if text.text.strip(_SPACES):
        return False
    tag = text.computed.tag
    return tag in _NO_TEXT or (tag in BLOCKS and bool(BLOCKS & {text.before, text.after}))
