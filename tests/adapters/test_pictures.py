from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from publish.adapters.cache import Cache
from publish.adapters.pictures import MAX_PICTURE_BYTES, PictureStore
from publish.errors import PictureError
from publish.model import Picture, Problem

SIZE = (30, 20)


def draw(file_format: str, size: tuple[int, int] = SIZE) -> bytes:
    data = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(data, file_format)
    return data.getvalue()


def animate(file_format: str) -> bytes:
    """Return two frames in one file: a GIF that moves, or what phones with two lenses write."""
    frames = [Image.new("RGB", SIZE, colour) for colour in ("red", "blue")]
    data = BytesIO()
    frames[0].save(data, file_format, save_all=True, append_images=frames[1:])
    return data.getvalue()


def declare_png(width: int, height: int) -> bytes:
    """Return a small PNG that says it is large."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    small = draw("PNG")
    return small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]


@pytest.fixture
def issues(tmp_path: Path) -> Path:
    path = tmp_path / "repository" / "issues"
    path.mkdir(parents=True)
    return path


@pytest.fixture
def store(tmp_path: Path, issues: Path) -> PictureStore:
    return PictureStore(issues.parent, Cache(tmp_path / "cache"))


def refuse(store: PictureStore, source: str) -> Problem:
    with pytest.raises(PictureError) as caught:
        store.load(source, "issues")
    (problem,) = caught.value.problems
    return problem


# --- pictures of the repository ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (draw("PNG"), "png"),
        (draw("JPEG"), "jpg"),
        (draw("GIF"), "gif"),
        (animate("GIF"), "gif"),
        (animate("MPO"), "jpg"),
    ],
    ids=["PNG", "JPEG", "GIF", "moving GIF", "phone's JPEG"],
)
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a"])
def test_load_judges_a_picture_by_its_content(
    store: PictureStore, issues: Path, data: bytes, ending: str, name: str
) -> None:
    (issues / name).write_bytes(data)

    picture = store.load(name, "issues")

    assert (picture.data, picture.width, picture.height) == (data, *SIZE)
    assert picture.name.partition(".")[2] == ending


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "GIF"])
def test_load_tells_what_kind_a_picture_is(store: PictureStore, issues: Path, file_format: str) -> None:
    (issues / "a").write_bytes(draw(file_format))

    assert store.load("a", "issues").media_type == f"image/{file_format.lower()}"


def test_load_names_pictures_by_their_content(store: PictureStore, issues: Path) -> None:
    for name, data in {"a.png": draw("PNG"), "b.png": draw("PNG"), "c.png": draw("PNG", (1, 1))}.items():
        (issues / name).write_bytes(data)

    one, same, other = (store.load(name, "issues").name for name in ("a.png", "b.png", "c.png"))

    assert one == same
    assert one != other


@pytest.mark.parametrize(
    ("source", "file"),
    [
        ("a.png", "issues/a.png"),
        ("./a.png", "issues/a.png"),
        ("../assets/a.png", "assets/a.png"),
        ("a%20b.png", "issues/a b.png"),
        ("a b.png", "issues/a b.png"),
        ("图.png", "issues/图.png"),
        ("%E5%9B%BE.png", "issues/图.png"),
        ("a.png?raw=true", "issues/a.png"),
        ("a.png#top", "issues/a.png"),
    ],
)
def test_load_finds_what_an_issue_names(tmp_path: Path, store: PictureStore, source: str, file: str) -> None:
    path = tmp_path / "repository" / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(draw("PNG"))

    assert store.load(source, "issues").data == draw("PNG")


@pytest.mark.parametrize(
    "source", ["../../a.png", "..%2f..%2fa.png", "/etc/hostname", "%2Fetc%2Fhostname", "../.git/a.png", "."]
)
def test_load_stays_inside_the_repository(tmp_path: Path, store: PictureStore, source: str) -> None:
    (tmp_path / "repository" / ".git").mkdir()
    for folder in (tmp_path, tmp_path / "repository" / ".git"):
        (folder / "a.png").write_bytes(draw("PNG"))

    assert refuse(store, source).message == "picture-outside"


@pytest.mark.parametrize("source", ["none.png", "a\0.png", "a%00.png", "file:///etc/hostname"])
def test_load_says_what_is_missing(store: PictureStore, source: str) -> None:
    assert refuse(store, source).message == "picture-missing"


def test_load_names_a_missing_picture_from_the_root_of_the_repository(store: PictureStore) -> None:
    assert refuse(store, "pictures/none.png") == Problem("picture-missing", {"path": "issues/pictures/none.png"})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        draw("BMP"),
        draw("WEBP"),
        draw("TIFF"),
        draw("PNG")[:-30],
        draw("JPEG", (400, 400))[:900],
        draw("GIF")[:40],
        draw("PNG").replace(b"IDAT", b"ID\0T"),
        b"GIF89a",
    ],
    ids=["empty", "SVG", "BMP", "WebP", "TIFF", "cut PNG", "cut JPEG", "cut GIF", "broken PNG", "GIF by name"],
)
def test_load_refuses_what_wechat_would_not_show(store: PictureStore, issues: Path, data: bytes) -> None:
    (issues / "a.png").write_bytes(data)

    assert refuse(store, "a.png") == Problem("picture-format", {"path": "issues/a.png"})


@pytest.mark.parametrize(("width", "height"), [(8000, 5001), (11_000, 9_000), (30_000, 30_000)])
def test_load_refuses_a_picture_of_too_many_pixels_unopened(
    store: PictureStore, issues: Path, width: int, height: int
) -> None:
    (issues / "a.png").write_bytes(declare_png(width, height))

    assert refuse(store, "a.png") == Problem("picture-pixels", {"path": "issues/a.png", "limit": 40})


def test_load_caps_the_size(store: PictureStore, issues: Path) -> None:
    with (issues / "a.png").open("wb") as file:
        file.truncate(MAX_PICTURE_BYTES + 1)

    assert refuse(store, "a.png") == Problem("picture-large", {"path": "issues/a.png", "limit": 10})


def test_load_opens_a_picture_once(store: PictureStore, issues: Path) -> None:
    (issues / "a.png").write_bytes(draw("PNG"))
    first = store.load("a.png", "issues")
    (issues / "a.png").unlink()

    assert store.load("a.png", "issues") is first


def test_load_measures_a_picture_known_by_content_without_pillow(
    tmp_path: Path, store: PictureStore, issues: Path
) -> None:
    (issues / "a.png").write_bytes(draw("PNG"))
    store.load("a.png", "issues")
    code = f"""
import sys
from pathlib import Path
from publish.adapters.cache import Cache
from publish.adapters.pictures import PictureStore
picture = PictureStore(Path({str(issues.parent)!r}), Cache(Path({str(tmp_path / "cache")!r}))).load("a.png", "issues")
print(picture.width, picture.height, "PIL" in sys.modules)
"""

    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout  # noqa: S603 - this very Python

    assert told == "30 20 False\n"


# --- drawn ones -------------------------------------------------------------------------------


class Pen:
    """Draws a picture, and counts how often."""

    def __init__(self, data: bytes = b"\x89PNG\n\n1\n2\n") -> None:
        self.picture = Picture("qr.png", data, 450, 460)
        self.drawn = 0

    def __call__(self) -> Picture:
        self.drawn += 1
        return self.picture


def test_draw_returns_what_is_drawn(store: PictureStore) -> None:
    pen = Pen()

    assert store.draw("qr a", pen) is pen.picture


def test_draw_remembers_every_byte(tmp_path: Path, store: PictureStore) -> None:
    pen = Pen()
    store.draw("qr a", pen)

    again = PictureStore(tmp_path, Cache(tmp_path / "cache")).draw("qr a", pen)

    assert (again, pen.drawn) == (pen.picture, 1)


def test_draw_draws_another_recipe_anew(store: PictureStore) -> None:
    pen = Pen()

    store.draw("qr a", pen)
    store.draw("qr b", pen)

    assert pen.drawn == 2


def test_draw_draws_anew_where_nothing_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    pen = Pen()

    for _ in range(2):
        PictureStore(tmp_path, Cache(tmp_path / "cache")).draw("qr a", pen)

    assert pen.drawn == 2
