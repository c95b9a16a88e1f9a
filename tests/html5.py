"""What an HTML5 parser makes of an article; the parser is that of lexbor, which keeps to the standard."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

_BARE = re.compile(r" (data-ignore-width|data-no-dark|leaf|nodeleaf)(?=[ >])(?!=)")


def parse_back(html: str) -> str:
    """Return an article as it is written after parsing."""
    return str(LexborHTMLParser(html, is_fragment=True).html)


def spell_out(html: str) -> str:
    """Return an article with the spelling of a serialiser: no-break spaces by name, every attribute with a value."""
    return _BARE.sub(r' \1=""', html).replace("\u00a0", "&nbsp;")
