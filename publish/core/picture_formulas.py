"""How large formulas are drawn."""

from __future__ import annotations

EM_PIXELS = 16
"""CSS pixels at which a formula is drawn for as much as the size of the text."""
