"""mistune's block rules, but for one that takes a minute over a line of blanks."""

from __future__ import annotations

import re

from mistune.block_parser import BlockParser
from mistune.core import BlockState


class LinearBlockParser(BlockParser):
    """mistune's block rules in linear time."""

    def parse_atx_heading(self, m: re.Match[str], state: BlockState) -> int:
        """Parse a `#` heading; mistune looks for the closing `#` with a pattern that is quadratic in blanks."""
        text = m["atx_2"].strip()
        bare = text.rstrip("#")
        if not bare or bare != bare.rstrip():
            text = bare.rstrip()
        state.append_token({"type": "heading", "text": text, "attrs": {"level": len(m["atx_1"])}, "style": "atx"})
        return m.end() + 1
