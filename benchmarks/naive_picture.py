"""What one would write first to make a photograph smaller: open, convert, resize, save."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

_WIDTH = 1080


def shrink_plainly(data: bytes) -> bytes:
    """Return a picture as a JPEG no wider than an article."""
    with Image.open(BytesIO(data)) as image:
        whole = image.convert("RGB")
    small = whole.resize((_WIDTH, round(whole.height * _WIDTH / whole.width)), Image.Resampling.LANCZOS)
    written = BytesIO()
    small.save(written, "JPEG", quality=85)
    return written.getvalue()
