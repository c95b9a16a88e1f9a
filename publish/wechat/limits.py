"""Limits of the WeChat platform (draft/add, documented and measured; the stricter value where they differ)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from publish.core.picture import CENTRE, Focus
from publish.core.text import count_bytes
from publish.core.urls import find_host, is_web_address

if TYPE_CHECKING:
    from publish.core.article import ArticleMetadata

MAX_TITLE_CHARS = 64  # measured in June 2026: 64 are accepted, 65 are not (45003)
DOCUMENTED_TITLE_CHARS = 32
"""Documented; a longer one is accepted today, but perhaps not by every account, or not for ever."""
TITLE_LIMITS = (MAX_TITLE_CHARS, DOCUMENTED_TITLE_CHARS, 21)
"""Lengths to which a refused title is shortened, in order; one account accepted 21 Chinese characters."""
MAX_AUTHOR_CHARS = 16
MAX_DIGEST_CHARS = 128  # documented; a longer 导读 is never shown whole
MAX_DIGEST_BYTES = 120  # of UTF-8; measured on some accounts
DIGEST_LIMITS = (4 * MAX_DIGEST_CHARS, MAX_DIGEST_BYTES, 0)
"""Bytes of UTF-8 to which a refused digest is shortened, in order; without one WeChat shows how the text begins."""
MAX_SOURCE_URL_BYTES = 1024
MAX_DRAFT_ARTICLES = 8  # documented (45008)

MAX_PICTURE_BYTES = 999_999  # uploadimg accepts JPEG and PNG under 1 MB, in the stricter sense of MB
MAX_PICTURE_WIDTH = 1080  # pixels: three for each of a phone's 360 CSS pixels; WeChat recompresses above 1280
MAX_PICTURE_HEIGHT = 20_000  # pixels, our choice: WeChat refuses extreme proportions (40137) beyond an unknown limit
MAX_ANIMATION_BYTES = 10_000_000  # A GIF goes into the material library, which accepts 10 MB
MAX_ANIMATION_FRAMES = 300  # our choice: longer ones last over a minute, and stutter on phones
MAX_ANIMATION_PIXELS = 200_000_000
"""Our choice, of all frames: a phone decodes each repeatedly, and some keep all in memory."""
MAX_FRAME_PIXELS = 4_000_000  # our choice: a phone holds two or three frames in memory, at four bytes a pixel
MAX_LIBRARY_PICTURES = 100_000
"""Capacity of the material library; covers and GIFs go there, and nothing removes them automatically."""
MANY_LIBRARY_PICTURES = 95_000  # a library with so many is nearly full
MAX_POST_PICTURES = 20  # of a picture post; all go into the material library
MAX_POST_CHARS = 1_000
"""Of the text of a picture post: no number is documented, and longer ones were refused (45166)."""
COVER_WIDTH, COVER_HEIGHT = 900, 383  # pixels; the recommended ratio of 2.35:1
MAX_COVER_SIDE = 8_000  # pixels, our choice: WeChat refuses extreme sizes (40137) beyond an unknown limit
MIN_CROP_SIDE = 200  # pixels of a crop, our choice: WeChat refuses smaller ones (53402) below an unknown limit

CLIENTMSGID_CHARS = 32  # length of the key that identifies a mass send
CLIENTMSGID_HOURS = 23  # how long the key surely works: WeChat remembers it for 24 hours by its own clock

PICTURE_HOST = "mmbiz.qpic.cn"  # host of uploaded pictures
PICTURE_HOSTS = frozenset({PICTURE_HOST, "mmbiz.qlogo.cn", "mmecoa.qpic.cn"})
"""Hosts of WeChat's own pictures; the API filters every other one out."""
PICTURE_ADDRESS_CHARS = 160  # the greatest length of an uploaded picture's address

_PLACEHOLDERS = f"https://{PICTURE_HOST}/placeholder/"
_ADDRESSED_TYPES = frozenset({"image/jpeg", "image/png"})


def needs_library(media_type: str, size: int) -> bool:
    """Return whether a picture of an article goes into the material library rather than to uploadimg."""
    return media_type not in _ADDRESSED_TYPES or size > MAX_PICTURE_BYTES


def make_placeholder(name: str) -> str:
    """Return a placeholder for the address of an uploaded picture, of the greatest possible length."""
    return f"{_PLACEHOLDERS}{name}/".ljust(PICTURE_ADDRESS_CHARS, "0")


def is_wechat_picture(url: str) -> bool:
    """Return whether a picture's address is one of WeChat's servers."""
    return is_web_address(url) and find_host(url) in PICTURE_HOSTS


def is_embedded(url: str) -> bool:
    """Return whether an address is a `data:` address."""
    return url[:5].lower() == "data:"


def is_placeholder(url: str) -> bool:
    """Return whether an address is a placeholder."""
    return url.startswith(_PLACEHOLDERS)


def find_crops(width: int, height: int, focus: Focus = CENTRE, square: Focus | None = None) -> dict[str, str]:
    """Return the largest crop of a cover round its focus for each aspect ratio; `square` is the one of 1:1, if another.

    The format is that of draft/add (`pic_crop_235_1`, `pic_crop_1_1`): `X1_Y1_X2_Y2`, fractions of width and height
    from the top left corner, six decimals at most.
    """
    ratios = {"2.35:1": (COVER_WIDTH / COVER_HEIGHT, focus), "1:1": (1.0, focus if square is None else square)}
    return {name: _crop(width / height, ratio, point) for name, (ratio, point) in ratios.items()}


def find_post_crops(width: int, height: int, focus: Focus = CENTRE, square: Focus | None = None) -> dict[str, str]:
    """Return the same of the first picture of a picture post, by the ratios of `cover_info`.

    Crops that would be too small are left out.
    """
    ratios = {
        "2.35_1": (COVER_WIDTH / COVER_HEIGHT, focus),
        "1_1": (1.0, focus if square is None else square),
        "16_9": (16 / 9, focus),
    }
    return {
        name: _crop(width / height, ratio, point)
        for name, (ratio, point) in ratios.items()
        if min(width, height, width / ratio, height * ratio) >= MIN_CROP_SIDE
    }


def _crop(cover: float, ratio: float, focus: Focus) -> str:
    width, height = min(1.0, ratio / cover), min(1.0, cover / ratio)
    left, top = (1 - width) * focus.x, (1 - height) * focus.y
    edges = (left, top, left + width, top + height)
    return "_".join(f"{round(edge, 6):g}" for edge in edges)


class LengthCheck(NamedTuple):
    """A length and its limit."""

    length: int
    limit: int
    unit: str  # `chars` or `bytes` of UTF-8


def measure_metadata(metadata: ArticleMetadata) -> dict[str, LengthCheck]:
    """Return the length of each metadata field, by its name."""
    return {
        "title": LengthCheck(len(metadata.title), DOCUMENTED_TITLE_CHARS, "chars"),
        "author": LengthCheck(len(metadata.author), MAX_AUTHOR_CHARS, "chars"),
        "digest": LengthCheck(len(metadata.digest), MAX_DIGEST_CHARS, "chars"),
        "source_url": LengthCheck(count_bytes(metadata.source_url), MAX_SOURCE_URL_BYTES, "bytes"),
    }
