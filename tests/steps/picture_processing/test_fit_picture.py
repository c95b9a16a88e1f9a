from __future__ import annotations

import random
import struct
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageDraw

from publish.core.exceptions import PictureError
from publish.core.picture import Picture, PictureChange
from publish.core.problem import Problem
from publish.steps.picture_processing import fit_picture
from publish.wechat.limits import (
    MAX_ANIMATION_BYTES,
    MAX_ANIMATION_FRAMES,
    MAX_PICTURE_BYTES,
    MAX_PICTURE_HEIGHT,
    MAX_PICTURE_WIDTH,
)
from publish.wechat.picture_formats import PictureFormat
from tests.harness.families import family
from tests.pictures import (
    RED,
    SIZE,
    SVG,
    add_chunk,
    add_segment,
    animate,
    declare_png,
    decode,
    draw,
    encode,
    make_exif,
    photograph,
    screenshot,
)

RASTERS = [kind for kind in PictureFormat if kind is not PictureFormat.SVG]
CANARY = b"canary-71c3"


def fit(data: bytes) -> Picture:
    return fit_picture(data, "a.png")


def refuse(data: bytes) -> Problem:
    with pytest.raises(PictureError) as caught:
        fit(data)
    (problem,) = caught.value.problems
    return problem


def show(picture: Picture) -> Image.Image:
    """Return a picture decoded, after checking that WeChat accepts it."""
    image = decode(picture.data)
    assert image.format in ("JPEG", "PNG")
    assert image.mode in ("1", "L", "P", "RGB")
    assert (picture.width, picture.height) == image.size
    assert image.width <= MAX_PICTURE_WIDTH
    assert image.height <= MAX_PICTURE_HEIGHT
    assert len(picture.data) <= MAX_PICTURE_BYTES
    assert not image.has_transparency_data
    assert {"exif", "icc_profile", "comment", "xmp", "Comment"} & set(image.info) == set()
    return image.convert("RGB")


def is_near(colour: object, wanted: tuple[int, int, int], steps: int = 4) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(one - other) <= steps for one, other in zip(colour, wanted, strict=True))


# --- any picture ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RASTERS)
def test_fit_picture_converts_every_format(kind: PictureFormat) -> None:
    image = show(fit(draw(kind)))

    assert image.size == SIZE
    assert is_near(image.getpixel((150, 100)), RED)


@pytest.mark.parametrize("kind", RASTERS)
def test_fit_picture_shrinks_a_wide_picture_to_the_limit(kind: PictureFormat) -> None:
    picture = fit(draw(kind, (2160, 1000)))

    assert show(picture).size == (1080, 500)
    assert PictureChange.SHRUNK in picture.changes


@pytest.mark.parametrize(
    ("before", "after"),
    [((1080, 40), (1080, 40)), ((1081, 40), (1080, 40)), ((40_000, 10), (1080, 1)), ((10, 40_000), (5, 20_000))],
)
def test_fit_picture_keeps_proportions(before: tuple[int, int], after: tuple[int, int]) -> None:
    assert show(fit(draw("PNG", before))).size == after


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("1", "PNG"), ("L", "PNG"), ("P", "PNG"), ("I;16", "PNG"), ("LA", "PNG"), ("RGBA", "PNG"), ("CMYK", "JPEG"),
        ("CMYK", "TIFF"), ("I", "TIFF"), ("F", "TIFF"), ("LAB", "TIFF"), ("1", "BMP"), ("RGBA", "WEBP"),
        ("RGBA", "AVIF"), ("RGBA", "HEIF"), ("YCbCr", "TIFF"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("width", [300, 1500])
def test_fit_picture_converts_every_mode_to_eight_bits(mode: str, kind: str, width: int) -> None:
    source = Image.new("L", (width, 200), 0)
    ImageDraw.Draw(source).rectangle((width // 2, 0, width, 200), fill=255)
    colours = source.convert("RGB")
    if mode == "LAB":
        lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        converted = ImageCms.profileToProfile(colours, *lab, outputMode="LAB")
    elif mode == "I;16":
        converted = source.convert("I").point(lambda grey: grey * 257).convert("I;16")
    else:
        converted = (colours if mode in ("CMYK", "YCbCr") else source).convert(mode)
    assert converted is not None

    image = show(fit(encode(converted, kind)))

    assert is_near(image.getpixel((20, 100)), (0, 0, 0))
    assert is_near(image.getpixel((image.width - 20, 100)), (255, 255, 255))


@pytest.mark.parametrize(("low", "high"), [(0, 65_535), (-1000, 70_000)])
def test_fit_picture_keeps_the_order_of_deep_greys(low: int, high: int) -> None:
    deep = Image.new("I", (60, 20), low)
    deep.paste(high, (30, 0, 60, 20))

    image = show(fit(encode(deep, "TIFF")))

    assert (image.getpixel((5, 5)), image.getpixel((50, 5))) == ((0, 0, 0), (255, 255, 255))


def test_fit_picture_converts_a_deep_picture_of_one_grey() -> None:
    assert len(show(fit(encode(Image.new("F", (30, 20), 7.5), "TIFF"))).getcolors() or ()) == 1


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize("width", [300, 1500])
def test_fit_picture_puts_transparency_on_white(kind: str, width: int) -> None:
    image = Image.new("RGBA", (width, 200), (0, 0, 0, 0))
    image.paste((0, 0, 0, 128), (0, 0, width // 2, 200))

    shown = show(fit(encode(image, kind)))

    assert is_near(shown.getpixel((shown.width - 20, 50)), (255, 255, 255))
    assert is_near(shown.getpixel((20, 50)), (127, 127, 127), 6)


def test_fit_picture_leaves_no_seams_between_strips() -> None:
    whole = photograph(2000, 3000).resize((2000, 3000))
    wanted = whole.resize((1080, 1620), Image.Resampling.LANCZOS)

    shown = show(fit(encode(whole.convert("RGBA"), "PNG", compress_level=1)))

    plain = show(fit(encode(whole, "PNG", compress_level=1)))
    assert shown.size == wanted.size
    assert max(abs(one - other) for one, other in zip(shown.tobytes(), plain.tobytes(), strict=True)) <= 8


@pytest.mark.parametrize(("mode", "colour"), [("P", 0), ("RGB", (0, 0, 0)), ("L", 0)])
def test_fit_picture_turns_a_transparent_colour_white(mode: str, colour: int | tuple[int, int, int]) -> None:
    shown = show(fit(encode(Image.new(mode, (30, 20)), "PNG", transparency=colour)))

    assert shown.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_fit_picture_rotates_a_picture_upright(kind: str, orientation: int) -> None:
    image = Image.new("RGB", (40, 20), "white")
    image.paste((0, 0, 255), (0, 0, 20, 10))  # the corner where the first line begins
    corners = {1: "lt", 2: "rt", 3: "rb", 4: "lb", 5: "lt", 6: "rt", 7: "rb", 8: "lb"}

    shown = show(fit(encode(image, kind, exif=make_exif(orientation))))

    assert shown.size == ((20, 40) if orientation > 4 else (40, 20))
    left, top = corners[orientation][0] == "l", corners[orientation][1] == "t"
    where = (3 if left else shown.width - 4, 3 if top else shown.height - 4)
    assert is_near(shown.getpixel(where), (0, 0, 255), 40)


def test_fit_picture_rotates_a_large_photograph_upright() -> None:
    assert show(fit(encode(photograph(2400, 1600), "JPEG", exif=make_exif(6)))).size == (1080, 1620)


def test_fit_picture_ignores_an_orientation_that_is_no_number() -> None:
    tag = struct.pack(">HHI", 0x0112, 2, 4) + b"six\0"
    exif = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + tag + bytes(4)

    assert show(fit(add_segment(draw("JPEG"), 0xE1, exif))).size == SIZE


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_fit_picture_ignores_an_unreadable_orientation(kind: str) -> None:
    assert show(fit(draw(kind, exif=b"Exif\0\0neither of the two"))).size == SIZE


# --- colours ----------------------------------------------------------------------------------


def make_profile(matrix_swaps: bool) -> bytes:
    """Return sRGB's profile, or one with red and green swapped."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if matrix_swaps:
        profile = profile.replace(b"rXYZ", b"tmp!").replace(b"gXYZ", b"rXYZ").replace(b"tmp!", b"gXYZ")
        profile = profile.replace("sRGB".encode("utf-16-be"), "abcd".encode("utf-16-be")).replace(b"sRGB", b"abcd")
    return profile


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_fit_picture_converts_colour_profiles_to_srgb(kind: str) -> None:
    shown = show(fit(draw(kind, icc_profile=make_profile(matrix_swaps=True))))

    assert is_near(shown.getpixel((100, 100)), (30, 200, 30), 80)


@pytest.mark.parametrize("profile", [make_profile(matrix_swaps=False), b"no profile at all"], ids=["sRGB", "broken"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_fit_picture_removes_a_profile_without_effect(kind: str, profile: bytes) -> None:
    assert is_near(show(fit(draw(kind, icc_profile=profile))).getpixel((100, 100)), RED)


def test_fit_picture_removes_a_profile_of_another_colour_mode() -> None:
    grey = show(fit(draw("JPEG", mode="L", icc_profile=make_profile(matrix_swaps=True))))

    assert len(set(grey.getpixel((100, 100)) or ())) == 1  # type: ignore[arg-type]  # three numbers


# --- pictures copied unchanged ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        draw("JPEG"),
        draw("JPEG", mode="L"),
        draw("JPEG", progressive=True),
        draw("PNG"),
        draw("PNG", mode="1"),
        draw("PNG", mode="P"),
        encode(photograph(1080, 700), "JPEG", quality=92),
    ],
)
def test_fit_picture_copies_a_fitting_picture(data: bytes) -> None:
    picture = fit(data)

    assert (picture.data, picture.changes) == (data, ())


@pytest.mark.parametrize(
    ("hidden", "data"),
    [
        (draw("JPEG", exif=make_exif(1), comment=CANARY, quality=90), draw("JPEG", quality=90)),
        (add_chunk(draw("PNG"), b"tEXt", b"Comment\0" + CANARY), draw("PNG")),
        (draw("PNG") + CANARY, draw("PNG")),
    ],
)
def test_fit_picture_copies_a_fitting_picture_without_metadata(hidden: bytes, data: bytes) -> None:
    picture = fit(hidden)

    assert (picture.data, picture.changes) == (data, (PictureChange.STRIPPED,))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("width", [300, 1500])
def test_fit_picture_removes_gps_position_and_maker(kind: str, width: int) -> None:
    data = draw(kind, (width, 200), exif=make_exif(6))

    picture = fit(data)

    assert b"canary" in data
    assert not any(word in picture.data for word in (b"Exif", b"eXIf", b"canary", b"GPS"))


def test_fit_picture_names_equal_pictures_equally() -> None:
    names = {fit(data).name for data in (draw("PNG"), draw("PNG") + b"\n", add_chunk(draw("PNG"), b"tEXt", b"a\0b"))}

    assert len(names) == 1
    assert fit(draw("JPEG")).name not in names


def test_fit_picture_names_a_picture_with_its_format() -> None:
    endings = {kind: fit(data).name.partition(".")[2] for kind, data in {"p": draw("PNG"), "j": draw("JPEG")}.items()}

    assert endings == {"p": "png", "j": "jpg"}


# --- animations -------------------------------------------------------------------------------


def test_fit_picture_keeps_an_animated_gif() -> None:
    data = animate("GIF", 5, comment=CANARY.decode())

    picture = fit(data)

    with Image.open(BytesIO(picture.data)) as image:
        assert (image.format, getattr(image, "n_frames", 1), image.size) == ("GIF", 5, SIZE)
    assert CANARY not in picture.data
    assert picture.name.endswith(".gif")


@pytest.mark.parametrize(
    "data",
    [
        animate("WEBP"),
        animate("PNG"),
        animate("AVIF"),
        animate("TIFF"),
        animate("GIF", MAX_ANIMATION_FRAMES + 1, (8, 8)),
    ],
    ids=["WebP", "PNG", "AVIF", "TIFF", "long GIF"],
)
def test_fit_picture_takes_the_first_frame_of_other_animations(data: bytes) -> None:
    picture = fit(data)

    assert is_near(show(picture).getpixel((4, 4)), (255, 0, 0), 8)
    assert PictureChange.FIRST_FRAME in picture.changes


def noise_of_a_palette(width: int, height: int, seed: int) -> Image.Image:
    image = Image.frombytes("P", (width, height), random.Random(seed).randbytes(width * height))  # noqa: S311  # no secret
    image.putpalette(bytes(range(256)) * 3)
    return image


def test_fit_picture_takes_the_first_frame_of_a_large_gif() -> None:
    first, *rest = (noise_of_a_palette(1400, 1400, seed) for seed in range(6))
    data = encode(first, "GIF", save_all=True, append_images=rest)
    assert len(data) > MAX_ANIMATION_BYTES

    assert PictureChange.FIRST_FRAME in fit(data).changes


def make_gif(width: int, height: int, frames: int, *, right: int = 0) -> bytes:
    """Return a GIF in a few bytes a frame: its first frame is all of it, each other one pixel, so far to the right."""
    canvas = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    pixel = b"\x2c" + right.to_bytes(2, "little") + bytes(2) + b"\1\0\1\0\0" + b"\2\2\x4c\1\0"
    whole = encode(Image.new("P", (width, height)), "GIF")
    body = whole[whole.index(b"\x2c") : -1]
    return b"GIF89a" + canvas + b"\x80\0\0" + b"\0\0\0\xff\xff\xff" + body + pixel * (frames - 1) + b"\x3b"


MOVES, STANDS_STILL = False, True


@pytest.mark.parametrize(
    ("width", "height", "frames", "right", "stands_still"),
    [
        (1000, 1000, 200, 0, MOVES),
        (1000, 1001, 200, 0, STANDS_STILL),
        (1000, 1000, 201, 0, STANDS_STILL),
        (2000, 2000, 2, 0, MOVES),
        (2000, 2001, 2, 0, STANDS_STILL),
        (1000, 1000, 200, 999, MOVES),
        (1000, 1000, 200, 1000, STANDS_STILL),
        (5000, 5000, 300, 0, STANDS_STILL),
    ],
    ids=["most", "more pixels", "more frames", "large", "too large", "inside", "beside its screen", "a bomb"],
)
def test_fit_picture_limits_the_pixels_of_an_animated_gif(
    width: int, height: int, frames: int, right: int, stands_still: bool
) -> None:
    data = make_gif(width, height, frames, right=right)
    assert len(data) < 60_000

    picture = fit(data)

    assert (PictureChange.FIRST_FRAME in picture.changes, picture.data == data) == (stands_still, not stands_still)


def test_fit_picture_converts_a_still_gif() -> None:
    picture = fit(draw("GIF"))

    assert show(picture).size == SIZE
    assert picture.changes == (PictureChange.CONVERTED,)


def test_fit_picture_takes_the_first_picture_of_a_phone_file() -> None:
    assert fit(animate("MPO")).changes == (PictureChange.STRIPPED,)


# --- PNG or JPEG ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "WEBP"])
def test_fit_picture_keeps_every_pixel_of_a_screenshot(kind: str) -> None:
    image = screenshot(1000, 600)

    shown = show(fit(encode(image, kind, **({"lossless": True} if kind == "WEBP" else {}))))

    assert shown.tobytes() == image.tobytes()


def test_fit_picture_keeps_text_of_a_large_screenshot_sharp() -> None:
    image = screenshot(2160, 1600)
    wanted = image.resize((1080, 800), Image.Resampling.LANCZOS)

    shown = show(fit(encode(image, "PNG")))

    errors = sorted(abs(a - b) for a, b in zip(shown.tobytes(), wanted.tobytes(), strict=True))
    assert errors[len(errors) * 999 // 1000] <= 24


def test_fit_picture_encodes_a_photograph_as_jpeg() -> None:
    image = photograph(2000, 1500)
    wanted = image.resize((1080, 810), Image.Resampling.LANCZOS)

    picture = fit(encode(image, "PNG", compress_level=1))

    shown = show(picture)
    mean = sum(abs(a - b) for a, b in zip(shown.tobytes(), wanted.tobytes(), strict=True)) / len(wanted.tobytes())
    assert picture.media_type == "image/jpeg"
    assert mean < 4


@family("kind", ["photograph", "drawing"], ["photograph"])
def test_fit_picture_reduces_quality_then_size(kind: str) -> None:
    picture = fit(encode(noise(1080, 9000, 5000 if kind == "drawing" else 9000), "PNG", compress_level=1))

    assert show(picture).width <= 1080
    assert len(picture.data) > MAX_PICTURE_BYTES // 3


def noise(width: int, height: int, noisy: int) -> Image.Image:
    """Return a white picture whose upper part is noise."""
    image = Image.new("RGB", (width, height), "white")
    band = Image.effect_noise((width, noisy), 120)
    image.paste(Image.merge("RGB", (band, band.transpose(Image.Transpose.ROTATE_180), band)))
    return image


def test_fit_picture_takes_the_smaller_of_equal_looking_files() -> None:
    image = screenshot(800, 800)
    image.paste(photograph(800, 500, 20), (0, 300))

    picture = fit(encode(image, "BMP"))

    shown = show(picture)
    assert len(picture.data) < len(encode(image, "PNG", optimize=True)) * 2 / 3
    differing = sum(abs(one - other) > 24 for one, other in zip(shown.tobytes(), image.tobytes(), strict=True))
    assert differing < len(image.tobytes()) / 1000


def test_fit_picture_keeps_a_screenshot_too_large_for_png_sharp() -> None:
    busy = screenshot(1080, 1500)
    busy.paste(photograph(1080, 900, 60), (0, 600))

    picture = fit(encode(busy, "PNG", compress_level=1))

    shown = show(picture).crop((0, 0, 1080, 580)).tobytes()
    wanted = busy.crop((0, 0, 1080, 580)).tobytes()
    assert picture.media_type == "image/jpeg"
    assert sum(abs(one - other) > 24 for one, other in zip(shown, wanted, strict=True)) < len(wanted) / 1000


def test_fit_picture_accepts_a_width_of_one_pixel() -> None:
    assert show(fit(draw("BMP", (1, 50)))).size == (1, 50)


# --- refused files --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RASTERS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_fit_picture_refuses_a_truncated_file(kind: PictureFormat, share: float) -> None:
    data = encode(photograph(400, 300), kind)

    problem = refuse(data[: int(len(data) * share)])

    assert (problem.message, problem.values) == ("picture-broken", {"path": "a.png", "format": str(kind)})


def test_fit_picture_refuses_a_truncated_animated_gif() -> None:
    assert refuse(animate("GIF", 9)[:-20]).message == "picture-broken"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<!doctype html><title>404</title>", "HTML"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\nquit", "PostScript"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_fit_picture_names_the_content_of_a_file_that_is_no_picture(data: bytes, what: str) -> None:
    assert refuse(data) == Problem("picture-format", {"path": "a.png", "what": what})


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"BM", SVG.encode()], ids=["empty", "noughts", "letters", "SVG"])
def test_fit_picture_refuses_unknown_data(data: bytes) -> None:
    assert refuse(data) == Problem("picture-none", {"path": "a.png"})


@pytest.mark.parametrize("size", [(8000, 5001), (11_000, 9_000), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_fit_picture_refuses_too_many_pixels(size: tuple[int, int]) -> None:
    assert refuse(declare_png(*size)).message in ("picture-pixels", "picture-broken")
    assert refuse(declare_png(8000, 5001)) == Problem("picture-pixels", {"path": "a.png", "limit": 40})


def test_fit_picture_accepts_fifty_megapixels() -> None:
    assert show(fit(draw("JPEG", (8700, 5800), quality=30))).size == (1080, 720)


def test_fit_picture_counts_all_pixels_of_a_progressive_jpeg() -> None:
    assert refuse(draw("JPEG", (8700, 5800), progressive=True)).message == "picture-pixels"
