"""An article as a notebook shows it: in a frame of a phone's width, which neither styles nor scripts cross."""

from __future__ import annotations

from html import escape

_WIDTH, _HEIGHT = 375, 667  # CSS pixels of a common phone
_STYLE = (
    f"box-sizing:content-box;width:{_WIDTH}px;max-width:100%;height:{_HEIGHT}px;"
    "border:1px solid #d0d0d0;border-radius:24px;background:#fff"
)


def frame_page(page: str, title: str) -> str:
    """Return an HTML page in a frame whose sandbox allows nothing."""
    # A notebook may write the HTML anywhere: everything that is not ours is escaped into one attribute.
    return f'<iframe sandbox="" title="{escape(title)}" style="{_STYLE}" srcdoc="{escape(page)}"></iframe>'
