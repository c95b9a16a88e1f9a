"""Draw the QR code of the follow block; the only module that knows qrcode."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from publish.core.exceptions import SettingsError
from publish.core.picture import Picture
from publish.core.problem import Problem

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["draw_qr"]

# WeChat reads a long-pressed code from a picture of this width on, with four white modules round it.
_MIN_WIDTH = 430
_BORDER = 4

_LOGO_FORMATS = ("JPEG", "PNG")
# Level H restores 30 % of the code; a fifth of its width hides 4 % and leaves the rest to dirt and glare.
_PLATE_SHARE = 5
_PLATE_MARGIN = 0.12
_SAMPLES = 4
_WHITE = 255


def draw_qr(content: str, logo: bytes | None = None) -> Picture:
    """Draw a QR code, with a logo in its middle if there is one.

    Args:
        content: What the code says, most often an address.
        logo: A JPEG or PNG file.

    Raises:
        SettingsError: The content is too long for a QR code, or the logo cannot be read.
    """
    modules = _encode_content(content)
    side = len(modules)
    dots = -(-_MIN_WIDTH // side)
    code = _paint(modules, dots)
    if logo is not None:
        code = code.convert("RGB")
        _paste_logo(code, _read_logo(logo), _plate_modules(side - 2 * _BORDER) * dots)
    data = BytesIO()
    code.save(data, "PNG", optimize=True)
    return Picture("qr.png", data.getvalue(), code.width, code.height)


def _encode_content(content: str) -> list[list[bool]]:
    from qrcode.constants import ERROR_CORRECT_H
    from qrcode.exceptions import DataOverflowError
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_H, border=_BORDER)
    code.add_data(content)
    try:
        return code.get_matrix()
    except (ValueError, DataOverflowError) as error:
        raise SettingsError(Problem("qr-too-long", {"length": len(content)})) from error


def _paint(modules: list[list[bool]], dots: int) -> Image:
    from PIL import Image

    side = len(modules)
    code = Image.new("1", (side, side))
    code.putdata([not black for row in modules for black in row])
    return code.resize((side * dots, side * dots), Image.Resampling.NEAREST)


def _plate_modules(side: int) -> int:
    # An odd number like the code's own, so that the plate's edge runs between modules and cuts none.
    most = side // _PLATE_SHARE
    return most if most % 2 else most - 1


def _read_logo(logo: bytes) -> Image:
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(logo), formats=_LOGO_FORMATS) as picture:
            return ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        # A broken or giant file makes Pillow raise any of the four.
        raise SettingsError(Problem("logo-unreadable", {"formats": ", ".join(_LOGO_FORMATS)})) from error


def _paste_logo(code: Image, logo: Image, side: int) -> None:
    from PIL import Image, ImageDraw, ImageOps

    mask = Image.new("1", (side * _SAMPLES, side * _SAMPLES))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), mask.width // 6, fill=1)
    mask = mask.convert("L").resize((side, side), Image.Resampling.LANCZOS)
    corner = (code.width - side) // 2
    code.paste((_WHITE, _WHITE, _WHITE), (corner, corner), mask)

    room = round(side * (1 - 2 * _PLATE_MARGIN))
    logo = ImageOps.contain(logo, (room, room), Image.Resampling.LANCZOS)
    code.paste(logo, ((code.width - logo.width) // 2, (code.height - logo.height) // 2), logo)
