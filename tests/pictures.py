"""Pictures of every kind, made where they are needed."""

from __future__ import annotations

import random
import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from pillow_heif import register_heif_opener

from publish.wechat.picture_formats import PictureFormat

SIZE = (300, 200)
XMLNS = 'xmlns="http://www.w3.org/2000/svg"'
SVG = f'<svg {XMLNS} width="90" height="60"><rect width="90" height="60" fill="#c81e1e"/></svg>'

RED = (200, 30, 30)

register_heif_opener(thumbnails=False)


def encode(image: Image.Image, kind: str, **options: Any) -> bytes:
    data = BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def decode(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        image.load()
        return image


def draw(kind: str, size: tuple[int, int] = SIZE, mode: str = "RGB", **options: Any) -> bytes:
    """Return a picture of one red."""
    if kind == PictureFormat.SVG:
        return SVG.encode()
    return encode(Image.new("RGB", size, RED).convert(mode), kind, **options)


def animate(kind: str, frames: int = 2, size: tuple[int, int] = SIZE, **options: Any) -> bytes:
    """Return frames that turn from red to blue."""
    first, *rest = (Image.new("RGB", size, (255 - 50 * n % 255, 0, 50 * n % 255)) for n in range(frames))
    return encode(first, kind, save_all=True, append_images=rest, **options)


def photograph(width: int, height: int, grain: int = 12) -> Image.Image:
    """Return what a camera sees: soft forms, no area of one colour, grain."""
    chance = random.Random(20)  # noqa: S311  # a picture, no secret
    forms = Image.frombytes("RGB", (16, 12), bytes(chance.randrange(256) for _ in range(16 * 12 * 3)))
    soft = forms.resize((width, height), Image.Resampling.BICUBIC)
    noise = Image.effect_noise((width, height), grain)
    return Image.blend(soft, Image.merge("RGB", (noise, noise, noise)), 0.15)


def screenshot(width: int, height: int) -> Image.Image:
    """Return lines of small text on white, in colours of an editor."""
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=16)
    for row, top in enumerate(range(8, height - 24, 24)):
        pen.text((8, top), f"{row:4} def fit_picture(data: bytes) -> Picture:" * (width // 400 + 1), "#1f4e79", font)
    return image


def declare_png(width: int, height: int) -> bytes:
    """Return a small PNG that says it is large."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    small = draw("PNG", (30, 20))
    return small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]


def bomb_png(width: int, height: int) -> bytes:
    """Return a true PNG of one colour: small on disk, large in memory."""
    return encode(Image.new("1", (width, height)), "PNG", compress_level=9)


def add_chunk(png: bytes, kind: bytes, data: bytes) -> bytes:
    """Return a PNG with another chunk behind its header."""
    chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return png[:33] + chunk + png[33:]


def add_segment(jpeg: bytes, marker: int, data: bytes) -> bytes:
    """Return a JPEG with another segment behind its start."""
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data + jpeg[2:]


def make_exif(orientation: int) -> bytes:
    """Return EXIF as a camera writes it, with the place where it stood."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "canary camera"
    exif.get_ifd(0x8825)[1] = "N"
    return exif.tobytes()
