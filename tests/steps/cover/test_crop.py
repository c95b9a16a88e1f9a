from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from publish.core.exceptions import PictureError
from publish.core.picture import Focus, Picture
from publish.steps.cover.draw import crop_cover, resize_cover
from publish.wechat.limits import MAX_COVER_SIDE

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 30), (30, 30, 200), (255, 255, 255)


def stripes(size: tuple[int, int], *, upright: bool) -> Image.Image:
    """Return a picture of three parts, red, green and blue, the one in the middle as large as both others."""
    picture = Image.new("RGB", size, GREEN)
    width, height = size
    first, last = ((0, 0, width // 4, height), (width - width // 4, 0, width, height))
    if not upright:
        first, last = ((0, 0, width, height // 4), (0, height - height // 4, width, height))
    picture.paste(RED, first)
    picture.paste(BLUE, last)
    return picture


def encode(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    data = BytesIO()
    picture.save(data, form, **options)
    return data.getvalue()


def decode(picture: Picture) -> Image.Image:
    with Image.open(BytesIO(picture.data)) as image:
        image.load()
        return image


def name_colour(image: Image.Image, x: int, y: int) -> str:
    colour = image.getpixel((x, y))
    assert isinstance(colour, tuple)
    names = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    return min(names, key=lambda name: sum(abs(one - other) for one, other in zip(names[name], colour, strict=True)))


@pytest.mark.parametrize("size", [(900, 383), (1800, 766), (1200, 1200), (3000, 400), (600, 256), (700, 2000)])
def test_crop_cover_accepts_any_size(size: tuple[int, int]) -> None:
    picture = crop_cover(encode(Image.effect_noise(size, 90).convert("RGB")), "a.png")

    assert decode(picture).size == (picture.width, picture.height) == (900, 383)
    assert picture.name == "cover.jpg"
    assert len(picture.data) < 1_000_000


def test_crop_cover_keeps_the_middle_of_a_tall_picture() -> None:
    cover = decode(crop_cover(encode(stripes((900, 1532), upright=False)), "a.png"))

    assert {name_colour(cover, 450, y) for y in (4, 190, 378)} == {"green"}


def test_crop_cover_keeps_the_middle_of_a_wide_picture() -> None:
    cover = decode(crop_cover(encode(stripes((3600, 383), upright=True)), "a.png"))

    assert {name_colour(cover, x, 190) for x in (4, 450, 895)} == {"green"}


@pytest.mark.parametrize(
    ("focus", "colour"), [(Focus(0, 0.5), "red"), (Focus(0.5, 0.5), "green"), (Focus(1, 0.5), "blue")]
)
def test_crop_cover_keeps_the_focus_of_a_wide_picture(focus: Focus, colour: str) -> None:
    cover = decode(crop_cover(encode(stripes((3600, 383), upright=True)), "a.png", focus))

    assert {name_colour(cover, x, 190) for x in (4, 450, 895)} == {colour}


@pytest.mark.parametrize(("focus", "colour"), [(Focus(0.5, 0), "red"), (Focus(0.5, 1), "blue")])
def test_crop_cover_keeps_the_focus_of_a_tall_picture(focus: Focus, colour: str) -> None:
    cover = decode(crop_cover(encode(stripes((900, 1532), upright=False)), "a.png", focus))

    assert {name_colour(cover, 450, y) for y in (4, 190, 378)} == {colour}


def test_crop_cover_keeps_all_of_a_picture_with_the_right_ratio() -> None:
    cover = decode(crop_cover(encode(stripes((1800, 766), upright=True)), "a.png"))

    assert [name_colour(cover, x, 190) for x in (4, 450, 895)] == ["red", "green", "blue"]


def test_crop_cover_rotates_a_photo_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn to the right
    data = encode(stripes((383, 900), upright=False), "JPEG", exif=exif)

    cover = decode(crop_cover(data, "a.jpg"))

    assert [name_colour(cover, x, 190) for x in (20, 450, 880)] == ["blue", "green", "red"]
    assert not cover.getexif()


def test_crop_cover_puts_transparency_on_white() -> None:
    picture = Image.new("RGBA", (900, 383), (0, 0, 0, 0))
    picture.paste((*GREEN, 255), (300, 0, 600, 383))

    cover = decode(crop_cover(encode(picture), "a.png"))

    assert [name_colour(cover, x, 190) for x in (20, 450, 880)] == ["white", "green", "white"]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "I;16"])
def test_crop_cover_accepts_any_mode(mode: str) -> None:
    picture = Image.new("L", (900, 383), 128)
    form = "JPEG" if mode == "CMYK" else "PNG"

    assert decode(crop_cover(encode(picture.convert(mode), form), "a")).mode == "RGB"


def test_crop_cover_takes_the_first_frame_of_an_animation() -> None:
    frames = [Image.new("RGB", (900, 383), colour) for colour in (RED, BLUE)]
    data = encode(frames[0], "GIF", save_all=True, append_images=frames[1:])

    assert name_colour(decode(crop_cover(data, "a.gif")), 450, 190) == "red"


@pytest.mark.parametrize(
    ("size", "found"),
    [((599, 383), "599×383"), ((900, 255), "900×255"), ((1, 1), "1×1"), ((5000, 200), "5000×200")],
)
def test_crop_cover_refuses_a_small_picture(size: tuple[int, int], found: str) -> None:
    with pytest.raises(PictureError) as caught:
        crop_cover(encode(Image.new("RGB", size)), "a.png")

    [problem] = caught.value.problems
    assert (problem.message, problem.values) == (
        "cover-small",
        {"path": "a.png", "size": found, "least": "600×255"},
    )


@pytest.mark.parametrize("data", [b"", b"no picture", encode(stripes((900, 383), upright=True))[:-500]])
def test_crop_cover_refuses_a_broken_picture(data: bytes) -> None:
    with pytest.raises(PictureError) as caught:
        crop_cover(data, "a.png")

    assert [(problem.message, problem.values["path"]) for problem in caught.value.problems] == [
        ("picture-none", "a.png")
    ]


@pytest.mark.parametrize(
    ("size", "resized"),
    [((3000, 4000), (900, 1200)), ((600, 600), (900, 900)), ((3600, 766), (1800, 383)), ((1800, 766), (900, 383))],
)
def test_resize_cover_keeps_all_of_a_picture(size: tuple[int, int], resized: tuple[int, int]) -> None:
    picture = resize_cover(encode(stripes(size, upright=False)), "a.png")
    cover = decode(picture)

    assert cover.size == (picture.width, picture.height) == resized
    assert [name_colour(cover, 20, y) for y in (4, resized[1] // 2, resized[1] - 5)] == ["red", "green", "blue"]


def test_resize_cover_limits_the_sides_of_a_panorama() -> None:
    picture = resize_cover(encode(stripes((27_000, 400), upright=True)), "a.png")

    assert (picture.width, picture.height) == (MAX_COVER_SIDE, 119)


@pytest.mark.parametrize("data", [b"", encode(stripes((599, 900), upright=True))])
def test_resize_cover_refuses_what_is_broken_or_small(data: bytes) -> None:
    with pytest.raises(PictureError):
        resize_cover(data, "a.png")
