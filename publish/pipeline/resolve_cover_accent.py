"""The colour that a theme is known by."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from publish.wechat.dark_mode import Colour, read_colour

_WRITTEN = re.compile(r"#[0-9A-Fa-f]{3,6}\b|rgba?\([^)]*\)")
_LEAST_CHROMA = 40
"""Below it a colour is a tinted grey, such as the bluish inks of headings."""
_INK = Colour(38, 38, 38)


@lru_cache(maxsize=16)
def find_accent(css: str) -> Colour:
    """Return the colour that a resolved theme uses most, greys and tints aside; ink where all is grey.

    Read from the styles rather than from a variable: a theme may call its variables what it likes, or have none.
    """
    counted = Counter(map(read_colour, _WRITTEN.findall(css)))
    for colour, _ in counted.most_common():  # of equals the first
        if colour and colour.alpha == 1 and max(colour[:3]) - min(colour[:3]) >= _LEAST_CHROMA:
            return colour
    return _INK
