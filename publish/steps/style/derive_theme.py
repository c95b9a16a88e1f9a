"""Write a theme like another one: the same rules, with an accent and comments of its own."""

from __future__ import annotations

import re

from publish.core.lazy_pattern import lazy_pattern
from publish.core.theme import Theme
from publish.steps.style.apply_options import recolor_theme, shift_tints
from publish.steps.style.parse_theme import parse_theme
from publish.wechat.dark_mode import parse_colour

_ACCENT = lazy_pattern(r"(--accent:\s*)[^;}]+")
_HEAD = """\
/* {name}: like {like}. */
/* {name}: 与 {like} 相似。 */
/* 先改 :root 里的颜色；publish preview 会随保存刷新，并列出每处文字的对比度。类名见文档的“主题”。
   Begin with the colours in :root; publish preview follows each save and lists the contrast of every text.
   The class names stand in the documentation, under "Themes". What a theme leaves out, the base decides. */
"""


def derive_theme(name: str, css: str, like: Theme, accent: str) -> str:
    """Return the CSS of a new theme.

    Args:
        name: Its name.
        css: The CSS of the theme that it is like.
        like: The same, parsed.
        accent: A colour as `#rrggbb`; empty for that of the other theme.

    Raises:
        ThemeError: Text would be hard to read in that accent; the problem names the nearest colour that would do.
    """
    body = re.sub(rf"^/\* {re.escape(like.name)}: [^*\n]*\*/\n", "", css, flags=re.MULTILINE).lstrip("\n")
    old, new = parse_colour(like.accent), parse_colour(accent)
    if old and new:
        recolor_theme(like, accent)
        body = _ACCENT.sub(rf"\g<1>{accent}", "\n".join(shift_tints(line, old, new) for line in body.split("\n")))
    written = f"{_HEAD.format(name=name, like=like.name)}\n{body}"
    parse_theme(name, written)
    return written
