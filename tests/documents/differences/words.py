"""Differences within a line of text."""

from __future__ import annotations

import re

from emoji import EMOJI_DATA, STATUS

from publish.core.html import append_text
from tests.documents.differences.kinds import Sides, TreeDifference, replace_texts

_EMOJI = re.compile(r"(?<![A-Za-z0-9_:]):[a-z0-9_+-]{1,40}:(?![A-Za-z0-9_:])")
_CODES = {
    code: emoji
    for emoji, data in EMOJI_DATA.items()
    if data["status"] <= STATUS["fully_qualified"]
    for code in (data["en"].lower(), *data.get("alias", ()))
}
_WIDE = r"[\u2e80-\u9fff\uff00-\uffef]"
_BOLD_MARK = re.compile(r"\*\*")
_UNREAD_BOLD = re.compile(r"\*\*\S[^*]*\S\*\*")
_CHINESE_BOLD = re.compile(rf"{_WIDE}\*\*|\*\*{_WIDE}")
_HIGHLIGHT = re.compile(r"(?<![=A-Za-z0-9_!<>])==(?=[^\s=])([^=\n]+)==(?!=)")
_SCRIPT = re.compile(r"(?<=[\w)\]])\^([A-Za-z0-9+\-]{1,19})\^|(?<=[A-Za-z)\]])~([A-Za-z0-9+\-]{1,20})~")
_LOWERED = dict(zip(map(ord, "0123456789"), "₀₁₂₃₄₅₆₇₈₉", strict=True))


def draw_emoji(sides: Sides) -> int:
    """Write the emoji of a short code."""
    return replace_texts(sides.theirs, _EMOJI, lambda code: _CODES.get(code[0], code[0]))


def close_chinese_bold(sides: Sides) -> int:
    """Take the marks away that stay because Chinese stands beside them with no space."""
    count = 0
    for block in sides.theirs.iter("p", "li", "td", "th", "h2", "h3", "h4", "h5", "h6", "dd"):
        text = str(block.text_content())
        if _UNREAD_BOLD.search(text) and _CHINESE_BOLD.search(text):
            count += replace_texts(block, _BOLD_MARK, lambda _: "")
    return count


def unwrap_highlights(sides: Sides) -> int:
    """Take the marks of a highlight away."""
    return replace_texts(sides.theirs, _HIGHLIGHT, lambda mark: mark[1])


def unstrike_single_tildes(sides: Sides) -> int:
    """Write a text between single tildes as it is."""
    struck = list(sides.theirs.iterfind(".//s[@class='~']"))
    for element in struck:
        element.text = f"~{element.text or ''}"
        append_text(element, "~")
        element.drop_tag()
    return len(struck)


def write_scripts(sides: Sides) -> int:
    """Raise and lower letters."""
    return replace_texts(sides.theirs, _SCRIPT, lambda script: script[1] or script[2].translate(_LOWERED))


IN_WORDS = (
    TreeDifference("emoji", "A short code is its emoji, as on GitHub.", draw_emoji),
    TreeDifference("bold in Chinese", "Chinese has no space where CommonMark wants one.", close_chinese_bold),
    TreeDifference("highlight", "==…== is a highlight.", unwrap_highlights),
    TreeDifference("single tilde", "GitHub strikes ~text~ out; 5~10 is a range.", unstrike_single_tildes),
    TreeDifference("scripts", "x^2^ is raised, H~2~O lowered.", write_scripts),
)
