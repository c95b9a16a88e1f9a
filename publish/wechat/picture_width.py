"""Widths of pictures that stand differently on a phone and on a desktop, which the platform's checker reports.

Source: verify-article-structure-spec, `cli/engine/layout.ts`, run on pictures of many widths.
"""

from __future__ import annotations

from publish.core.html import Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.core.style_attribute import get_style

NARROW_COLUMN, WIDE_COLUMN = 345, 677  # pixels of the column of text on a phone, and on a desktop

_PERCENT = lazy_pattern(r"([1-9][\d.]*)%")


def is_uneven(width: float, share: float | None) -> bool:
    """Return whether a picture of a width, in pixels, fills its column on a phone, and leaves room on a desktop.

    In a cell, which has a share of the column, any picture that fills it stretches the table, for the page sets the
    widths of pictures itself.
    """
    return NARROW_COLUMN <= width < WIDE_COLUMN if share is None else width >= NARROW_COLUMN * share


def find_cell_share(image: Tree) -> float | None:
    """Return the share of the column that the cell round a picture has; None outside cells.

    Cells that set no width share with the others of their row that hold pictures.
    """
    cell = next(image.iterancestors("td", "th"), None)
    if cell is None:
        return None
    percent = _PERCENT.fullmatch(get_style(cell).get("width", ""))
    if percent:
        return float(percent[1]) / 100
    row = cell.getparent()
    holders = sum(next(other.iter("img"), None) is not None for other in row) if row is not None else 1
    return 100 // holders / 100
