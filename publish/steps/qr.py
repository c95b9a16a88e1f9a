"""Draw the QR code of the follow block; the only module that imports qrcode."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from publish.core.exceptions import SettingsError
from publish.core.picture import Picture
from publish.core.problem import Problem

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["draw_qr"]

# A long press in WeChat reads a code of at least this width with four white modules around it.
_MIN_WIDTH = 430
_BORDER = 4

_LOGO_FORMATS = ("JPEG", "PNG")
# Level H restores 30 % of the code; a fifth of its width hides 4 % and leaves the rest to dirt and glare.
_LOGO_SHARE = 5
_LOGO_MARGIN = 0.12
_SAMPLES = 4
_WHITE = 255


def draw_qr(content: str, logo: bytes | None = None) -> Picture:
    """Draw a QR code, with a logo in its middle if one is given.

    Args:
        content: Text of the code, usually a URL.
        logo: A JPEG or PNG file.

    Raises:
        SettingsError: The content is too long for a QR code, or the logo cannot be read.
    """
    modules = _encode_content(content)
    side = len(modules)
    dots = -(-_MIN_WIDTH // side)
    code = _draw_modules(modules, dots)
    if logo is not None:
        code = code.convert("RGB")
        most = (side - 2 * _BORDER) // _LOGO_SHARE
        # An odd number of modules like the code's own, so that the edge of the white plate cuts none.
        _paste_logo(code, _decode_logo(logo), (most if most % 2 else most - 1) * dots)
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


def _draw_modules(modules: list[list[bool]], dots: int) -> Image:
    from PIL import Image

    side = len(modules)
    code = Image.new("1", (side, side))
    code.putdata([not black for row in modules for black in row])
    return code.resize((side * dots, side * dots), Image.Resampling.NEAREST)


def _decode_logo(logo: bytes) -> Image:
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(logo), formats=_LOGO_FORMATS) as picture:
            return ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        # Pillow raises any of the four on a broken or giant file.
        raise SettingsError(Problem("logo-unreadable", {"formats": ", ".join(_LOGO_FORMATS)})) from error


def _paste_logo(code: Image, logo: Image, side: int) -> None:
    from PIL import Image, ImageDraw, ImageOps

    mask = Image.new("1", (side * _SAMPLES, side * _SAMPLES))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), mask.width // 6, fill=1)
    mask = mask.convert("L").resize((side, side), Image.Resampling.LANCZOS)
    corner = (code.width - side) // 2
    code.paste((_WHITE, _WHITE, _WHITE), (corner, corner), mask)

    room = round(side * (1 - 2 * _LOGO_MARGIN))
    logo = ImageOps.contain(logo, (room, room), Image.Resampling.LANCZOS)
    code.paste(logo, ((code.width - logo.width) // 2, (code.height - logo.height) // 2), logo)
