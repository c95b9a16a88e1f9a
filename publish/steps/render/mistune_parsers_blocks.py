"""mistune's block rules, but for one that takes a minute over a line of blanks, and with GitHub's alerts."""

from __future__ import annotations

import re

from mistune.block_parser import BlockParser
from mistune.core import BlockState

from publish.steps.render.container_blocks import turn_into_alert


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

    def parse_block_quote(self, m: re.Match[str], state: BlockState) -> int:
        """Parse a quotation, or an alert where it begins with one's mark."""
        end = super().parse_block_quote(m, state)
        # What ended the quotation may stand behind it already.
        turn_into_alert(next(token for token in reversed(state.tokens[-2:]) if token["type"] == "block_quote"))
        return end
