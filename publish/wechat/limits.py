"""Limits of the WeChat platform (draft/add, documented and measured; the stricter value where they differ)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from publish.core.text import count_bytes

if TYPE_CHECKING:
    from publish.core.article import ArticleMetadata

MAX_TITLE_CHARS = 64
"""Measured in June 2026: 64 are taken, 65 are not (45003)."""
DOCUMENTED_TITLE_CHARS = 32
"""As the document says; what is longer is taken today, and may be refused by some account, or one day."""
TITLE_LIMITS = (MAX_TITLE_CHARS, DOCUMENTED_TITLE_CHARS, 21)
"""To what a title is shortened, one after the other, where it is refused; some account took 21 Chinese characters."""
MAX_AUTHOR_CHARS = 16
MAX_DIGEST_BYTES = 120
"""UTF-8 bytes: the document says 128 characters, senders measured 120 bytes."""
MAX_DIGEST_CHARS = 128
"""As the document says; a 导读 longer than this is never shown whole."""
MAX_SOURCE_URL_BYTES = 1024
MAX_CONTENT_CHARS = 20_000
"""Markup included; binding for the API, not for pasting."""
MANY_CONTENT_CHARS = 18_000
"""From here on an article is near the limit."""
MAX_CONTENT_BYTES = 1_000_000

MAX_PICTURE_BYTES = 999_999
"""uploadimg takes JPEG and PNG under 1 MB, by the stricter reading of MB."""
MAX_PICTURE_WIDTH = 1080
"""Pixels: three to each of the 360 that a phone is wide; what is wider than 1280 WeChat compresses again."""
MAX_PICTURE_HEIGHT = 20_000
"""Pixels, ours: WeChat refuses absurd proportions (40137) without saying from where on."""
MAX_ANIMATION_BYTES = 10_000_000
"""A GIF goes into the material library, which takes 10 MB."""
MAX_ANIMATION_FRAMES = 300
"""Ours: what moves longer than a minute is a film, and telephones stutter."""
MAX_ANIMATION_PIXELS = 200_000_000
"""Ours, of all frames together: a telephone decodes each of them, again and again, and some keep them all."""
MAX_FRAME_PIXELS = 4_000_000
"""Ours: a telephone holds two or three frames at four bytes a pixel, beside the rest of the article."""
MAX_LIBRARY_PICTURES = 100_000
"""The material library holds so many pictures; covers and GIFs go there, and nothing takes them out by itself."""
MANY_LIBRARY_PICTURES = 95_000
"""From here on it is nearly full."""
COVER_WIDTH, COVER_HEIGHT = 900, 383
"""Pixels of a cover; 2.35:1, as the platform recommends."""

INVALID_MEDIA_ID = 40007
"""What the API answers where a draft or a cover is not there; or, for some seconds, not there yet."""

TITLE_TOO_LONG = 45003

CLIENTMSGID_CHARS = 32
"""Of the key by which a mass send is known again."""
CLIENTMSGID_HOURS = 23
"""So long it is for certain: WeChat remembers it for 24 hours by its own clock."""

PICTURE_HOST = "mmbiz.qpic.cn"
"""Where uploaded pictures of a text lie; the API filters every other host out."""
PICTURE_ADDRESS_CHARS = 160
"""As long as the address of an uploaded picture gets."""


_PLACEHOLDERS = f"https://{PICTURE_HOST}/placeholder/"


_ADDRESSED_TYPES = frozenset({"image/jpeg", "image/png"})


def needs_library(media_type: str, size: int) -> bool:
    """Say whether a picture of an article goes into the material library: uploadimg takes JPEG and PNG under 1 MB."""
    return media_type not in _ADDRESSED_TYPES or size > MAX_PICTURE_BYTES


def make_placeholder(name: str) -> str:
    """Return an address for a picture that is not uploaded yet, as long as the real one may be."""
    return f"{_PLACEHOLDERS}{name}/".ljust(PICTURE_ADDRESS_CHARS, "0")


def is_placeholder(url: str) -> bool:
    """Say whether this is such an address."""
    return url.startswith(_PLACEHOLDERS)


def find_crops(width: int, height: int) -> dict[str, str]:
    """Return what the platform should show of a cover, by its ratio: as much of the middle as there is.

    Written as draft/add takes it (`pic_crop_235_1`, `pic_crop_1_1`): `X1_Y1_X2_Y2`, shares of width and height from
    the top left corner, six decimals at most.
    """
    ratios = {"2.35:1": COVER_WIDTH / COVER_HEIGHT, "1:1": 1.0}
    return {name: _crop_middle(width / height, ratio) for name, ratio in ratios.items()}


def _crop_middle(shape: float, ratio: float) -> str:
    across, down = min(1.0, ratio / shape), min(1.0, shape / ratio)
    edges = ((1 - across) / 2, (1 - down) / 2, (1 + across) / 2, (1 + down) / 2)
    return "_".join(f"{round(edge, 6):g}" for edge in edges)


class LengthCheck(NamedTuple):
    """How long something is, and how long it may be."""

    length: int
    limit: int
    unit: str
    """`chars` or `bytes` of UTF-8."""


def measure_metadata(metadata: ArticleMetadata) -> dict[str, LengthCheck]:
    """Return the length of each part of a headline, by its name."""
    return {
        "title": LengthCheck(len(metadata.title), DOCUMENTED_TITLE_CHARS, "chars"),
        "author": LengthCheck(len(metadata.author), MAX_AUTHOR_CHARS, "chars"),
        "digest": LengthCheck(count_bytes(metadata.digest), MAX_DIGEST_BYTES, "bytes"),
        "source_url": LengthCheck(count_bytes(metadata.source_url), MAX_SOURCE_URL_BYTES, "bytes"),
    }
