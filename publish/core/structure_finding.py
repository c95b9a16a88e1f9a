"""What WeChat's own checker of articles finds."""

from __future__ import annotations

from typing import NamedTuple


class StructureFinding(NamedTuple):
    """One element that WeChat's checker objects to."""

    rule: str  # as the checker calls it: `width`, `darkmode-low-contrast`
    words: str  # its own sentence about the rule, in Chinese
    html: str  # the element as the checker writes it; some rules name only its start and end tag, or none
