import subprocess
import sys
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image, ImageChops

from publish.core.exceptions import SettingsError
from publish.core.picture import Picture
from publish.core.problem import Problem
from publish.steps.qr import draw_qr

FOLLOW = "http://weixin.qq.com/r/1DpWxHvEUTOzrfxF924J"
CONTENTS = [FOLLOW, "A", "0123456789", "嵌入式人工智能简报，每两周一期", "https://mp.weixin.qq.com/s/" + "x" * 1000]


def decode(picture: Picture) -> Image.Image:
    with Image.open(BytesIO(picture.data)) as image:
        image.load()
        return image


def texts(image: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [code.text for code in found]


def logo(size: tuple[int, int] = (300, 300), file_format: str = "PNG", orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = BytesIO()
    Image.new("RGB", size, (220, 0, 0)).save(data, file_format, exif=exif)
    return data.getvalue()


def logo_size(picture: Picture) -> tuple[int, int]:
    red, green, _blue = decode(picture).split()
    box = ImageChops.subtract(red, green).point(lambda level: 255 * (level > 100)).getbbox()
    assert box
    return box[2] - box[0], box[3] - box[1]


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("middle", [None, logo()], ids=["plain", "logo"])
def test_draw_qr_encodes_its_content(content: str, middle: bytes | None) -> None:
    assert texts(decode(draw_qr(content, middle))) == [content]


@pytest.mark.parametrize("shown_pixels", [160, 320, 600])
def test_draw_qr_with_a_logo_is_decoded_at_display_sizes(shown_pixels: int) -> None:
    image = decode(draw_qr(FOLLOW, logo())).resize((shown_pixels, shown_pixels), Image.Resampling.BILINEAR)

    assert texts(image) == [FOLLOW]


@pytest.mark.parametrize("content", [*CONTENTS, "字" * 160, "字" * 240, "字" * 420])
def test_draw_qr_is_wide_enough_for_wechat(content: str) -> None:
    picture = draw_qr(content)

    assert 430 <= picture.width <= 600
    assert (picture.width, picture.height) == decode(picture).size
    assert picture.width == picture.height


def test_draw_qr_has_modules_of_whole_pixels() -> None:
    image = decode(draw_qr(FOLLOW)).convert("L")

    modules = image.resize((45, 45), Image.Resampling.BOX)

    assert image.width % 45 == 0
    assert set(modules.tobytes()) == {0, 255}


@pytest.mark.parametrize("middle", [None, logo()], ids=["plain", "logo"])
def test_draw_qr_keeps_four_white_modules_round_the_code(middle: bytes | None) -> None:
    image = decode(draw_qr(FOLLOW, middle)).convert("L")

    dark = image.point([255 * (grey < 255) for grey in range(256)]).getbbox()

    margin = 4 * image.width // 45
    assert dark == (margin, margin, image.width - margin, image.width - margin)


def test_draw_qr_is_opaque() -> None:
    assert decode(draw_qr(FOLLOW)).mode == "1"
    assert decode(draw_qr(FOLLOW, logo())).mode == "RGB"


def test_draw_qr_is_deterministic() -> None:
    assert draw_qr(FOLLOW, logo()) == draw_qr(FOLLOW, logo())


def test_draw_qr_names_the_picture() -> None:
    assert draw_qr(FOLLOW).name == "qr.png"


@pytest.mark.parametrize("content", CONTENTS)
def test_draw_qr_hides_at_most_a_fifth_of_the_width(content: str) -> None:
    plain = draw_qr(content)
    with_logo = draw_qr(content, logo())

    changed = ImageChops.difference(decode(plain).convert("RGB"), decode(with_logo)).getbbox()

    assert changed
    assert changed[2] - changed[0] <= plain.width / 5
    assert changed[3] - changed[1] <= plain.width / 5


@pytest.mark.parametrize("file_format", ["PNG", "JPEG"])
def test_draw_qr_accepts_jpeg_and_png_logos(file_format: str) -> None:
    width, height = logo_size(draw_qr(FOLLOW, logo(file_format=file_format)))

    assert width == height
    assert width > 40


def test_draw_qr_makes_a_small_logo_as_large_as_a_big_one() -> None:
    assert logo_size(draw_qr(FOLLOW, logo((8, 8)))) == logo_size(draw_qr(FOLLOW, logo((800, 800))))


def test_draw_qr_keeps_the_aspect_ratio_of_a_logo() -> None:
    width, height = logo_size(draw_qr(FOLLOW, logo((400, 200))))

    assert width == pytest.approx(2 * height, abs=2)


def test_draw_qr_applies_the_exif_orientation_of_a_logo() -> None:
    width, height = logo_size(draw_qr(FOLLOW, logo((400, 200), "JPEG", orientation=6)))

    assert height == pytest.approx(2 * width, abs=2)


def test_draw_qr_shows_white_through_a_transparent_logo() -> None:
    data = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(data, "PNG")

    image = decode(draw_qr(FOLLOW, data.getvalue()))

    assert image.getpixel((image.width // 2, image.height // 2)) == (255, 255, 255)


@pytest.mark.parametrize("content", ["x" * 1274, "字" * 425, "x" * 100_000])
def test_draw_qr_refuses_content_too_long_for_a_code(content: str) -> None:
    with pytest.raises(SettingsError) as caught:
        draw_qr(content)

    assert caught.value.problems == (Problem("qr-too-long", {"length": len(content)}),)


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg/>", logo(file_format="GIF"), logo()[:60], logo().replace(b"IDAT", b"ID\0T")],
    ids=["empty", "svg", "gif", "cut off", "broken"],
)
def test_draw_qr_refuses_a_logo_it_cannot_read(data: bytes) -> None:
    with pytest.raises(SettingsError) as caught:
        draw_qr(FOLLOW, data)

    assert caught.value.problems == (Problem("logo-unreadable", {"formats": "JPEG, PNG"}),)


def test_qr_is_imported_without_its_libraries() -> None:
    code = "import sys, publish.steps.qr; sys.exit(bool({'PIL', 'qrcode'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - this very Python
