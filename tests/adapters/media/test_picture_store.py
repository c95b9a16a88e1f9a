from __future__ import annotations

import os
import subprocess
import sys
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from publish.adapters.media import picture_store as pictures
from publish.adapters.media.picture_store import MAX_FILE_BYTES, MAX_KEPT_BYTES, PictureStore, Recent
from publish.adapters.storage.cache import Cache
from publish.core.exceptions import PictureError, TimeLimitExceededError
from publish.core.picture import Picture
from publish.core.ports import Problems
from publish.core.problem import Problem
from publish.wechat.picture_formats import PictureFormat
from tests.fakes import MemoryWeb
from tests.pictures import SIZE, animate, declare_png, decode, draw, encode, photograph


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


@pytest.mark.parametrize("kind", PictureFormat)
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a"])
def test_load_detects_the_format_by_content(store: PictureStore, issues: Path, kind: PictureFormat, name: str) -> None:
    (issues / name).write_bytes(draw(kind))

    picture = store.load(name, "issues")

    assert decode(picture.data).format in ("JPEG", "PNG")
    assert decode(picture.data).size == (picture.width, picture.height)


@pytest.mark.parametrize(
    ("data", "kind"),
    [(draw("PNG"), "png"), (draw("JPEG"), "jpeg"), (animate("GIF"), "gif")],
    ids=["PNG", "JPEG", "GIF"],
)
def test_load_returns_the_media_type(store: PictureStore, issues: Path, data: bytes, kind: str) -> None:
    (issues / "a").write_bytes(data)

    assert store.load("a", "issues").media_type == f"image/{kind}"


def test_load_returns_the_displayed_width_of_an_svg(store: PictureStore, issues: Path) -> None:
    (issues / "a.svg").write_bytes(draw("SVG"))

    picture = store.load("a.svg", "issues")

    assert (picture.width, picture.height, picture.shown) == (270, 180, 90)


@pytest.mark.parametrize("name", ["a.svg", "a.heic", "a.png"])
def test_load_fits_a_picture_once(tmp_path: Path, store: PictureStore, issues: Path, name: str) -> None:
    (issues / name).write_bytes(draw({"svg": "SVG", "heic": "HEIF"}.get(name[2:], "PNG")))
    first = store.load(name, "issues")
    code = f"""
import sys
from pathlib import Path
from publish.adapters.storage.cache import Cache
from publish.adapters.media.picture_store import PictureStore
picture = PictureStore(Path({str(issues.parent)!r}), Cache(Path({str(tmp_path / "cache")!r}))).load({name!r}, "issues")
print(hash(picture.data) and picture._replace(data=b""), {{"PIL", "subprocess"}} & set(sys.modules))
"""

    output = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout  # noqa: S603 - this very Python

    assert output == f"{first._replace(data=b'')} set()\n"


@pytest.mark.parametrize(
    "address",
    [
        f"data:image/png;base64,{b64encode(draw('PNG')).decode()}",
        f"DATA:;BASE64,{quote(b64encode(draw('WEBP', lossless=True)))}",
        f"data:image/svg+xml,{quote(draw('SVG'))}",
        f"data:image/svg+xml;utf8,{draw('SVG').decode()}",
    ],
    ids=["PNG", "WebP", "escaped SVG", "plain SVG"],
)
def test_load_decodes_a_data_address(store: PictureStore, address: str) -> None:
    assert decode(store.load(address, "issues").data).convert("RGB").getpixel((50, 50)) in (
        (200, 30, 30),
        (200, 30, 30),
    )
    assert store.take_requested() == []


@pytest.mark.parametrize("address", ["data:image/png;base64,A", "data:", "data:,", "data:image/png;base64,", "data:a"])
def test_load_refuses_a_data_address_without_a_picture(store: PictureStore, address: str) -> None:
    assert refuse(store, address) == Problem("picture-none", {"path": f"{address}…"})


def test_load_reports_a_picture_above_the_timeout(
    store: PictureStore, issues: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MAX_FIT_SECONDS", 0.01)
    (issues / "a.png").write_bytes(encode(photograph(2400, 2400), "PNG", compress_level=1))

    assert refuse(store, "a.png") == Problem("picture-slow", {"path": "issues/a.png", "limit": "0.01"})


def run_out(*_: object) -> Picture:
    raise TimeLimitExceededError(150, busy=True)


def test_load_raises_the_timeout_of_a_busy_machine(
    store: PictureStore, issues: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "fit_picture_file", run_out)
    (issues / "a.png").write_bytes(draw("PNG"))

    with pytest.raises(TimeLimitExceededError):
        store.load("a.png", "issues")


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
def test_load_resolves_relative_and_escaped_paths(tmp_path: Path, store: PictureStore, source: str, file: str) -> None:
    path = tmp_path / "repository" / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(draw("PNG"))

    assert store.load(source, "issues").data == draw("PNG")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("../../a.png", "file-outside"),
        ("..%2f..%2fa.png", "file-outside"),
        ("../.git/a.png", "file-hidden"),
        ("/etc/hostname", "picture-missing"),
        ("%2Fetc%2Fhostname", "picture-missing"),
        (".", "picture-outside"),
        ("fifo.png", "picture-outside"),
        ("none.png/a.png", "picture-missing"),
    ],
)
def test_load_refuses_paths_outside_the_repository(
    tmp_path: Path, store: PictureStore, source: str, message: str
) -> None:
    (tmp_path / "repository" / ".git").mkdir()
    for folder in (tmp_path, tmp_path / "repository" / ".git"):
        (folder / "a.png").write_bytes(draw("PNG"))
    os.mkfifo(tmp_path / "repository" / "issues" / "fifo.png")

    assert refuse(store, source).message == message


def test_load_refuses_a_too_large_file(issues: Path, store: PictureStore, monkeypatch: pytest.MonkeyPatch) -> None:
    data = draw("PNG")
    (issues / "a.png").write_bytes(data)
    monkeypatch.setattr("publish.adapters.media.picture_store.MAX_FILE_BYTES", len(data) - 1)
    assert refuse(store, "a.png").message == "picture-large"

    monkeypatch.setattr("publish.adapters.media.picture_store.MAX_FILE_BYTES", len(data))
    assert store.load("a.png", "issues").data == data


@pytest.mark.parametrize("source", ["none.png", "a\0.png", "a%00.png", "file:///etc/hostname"])
def test_load_reports_a_missing_picture(store: PictureStore, source: str) -> None:
    assert refuse(store, source).message == "picture-missing"


def test_load_reports_a_missing_picture_by_its_repository_path(store: PictureStore) -> None:
    assert refuse(store, "pictures/none.png") == Problem("picture-missing", {"path": "issues/pictures/none.png"})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "picture-none"),
        (b"<!doctype html>", "picture-format"),
        (draw("PNG")[:-30], "picture-broken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "picture-svg"),
        (declare_png(9000, 9000), "picture-pixels"),
    ],
    ids=["empty", "page", "cut", "script", "bomb"],
)
def test_load_reports_a_file_that_is_not_a_picture(
    store: PictureStore, issues: Path, data: bytes, message: str
) -> None:
    (issues / "a.png").write_bytes(data)

    problem = refuse(store, "a.png")

    assert (problem.message, problem.values["path"]) == (message, "issues/a.png")


def test_load_refuses_a_file_above_40_megabytes(store: PictureStore, issues: Path) -> None:
    with (issues / "a.png").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)

    assert refuse(store, "a.png") == Problem("picture-large", {"path": "issues/a.png", "limit": 40})


def test_load_reads_a_file_once(store: PictureStore, issues: Path) -> None:
    (issues / "a.png").write_bytes(draw("PNG"))
    first = store.load("a.png", "issues")
    (issues / "a.png").unlink()

    assert store.load("a.png", "issues") is first


# --- pictures of the web ----------------------------------------------------------------------

GONE = (Problem("picture-missing", {"path": "a.example"}),)


@pytest.fixture
def web() -> MemoryWeb:
    return MemoryWeb(
        {"https://a.example/1": draw("WEBP"), "https://a.example/2": b"<html>", "https://a.example/3": GONE}
    )


@pytest.fixture
def online(tmp_path: Path, web: MemoryWeb) -> PictureStore:
    return PictureStore(tmp_path, Cache(tmp_path / "cache"), lambda: web)


def test_fetch_fits_pictures_and_reports_problems(online: PictureStore, web: MemoryWeb) -> None:
    got = online.fetch(list(web.pages), lambda: None)

    one, two, three = got.values()
    assert isinstance(one, Picture)
    assert decode(one.data).size == SIZE
    assert two == (Problem("picture-format", {"path": "a.example/2", "what": "HTML"}),)
    assert three is GONE


def test_fetch_requests_each_address_once(online: PictureStore, web: MemoryWeb) -> None:
    done: list[None] = []
    online.fetch(["https://a.example/1", "https://a.example/1", "https://a.example/3"], lambda: done.append(None))

    again = online.fetch(["https://a.example/3", "https://a.example/1"], lambda: done.append(None))

    assert web.asked == ["https://a.example/1", "https://a.example/3"]
    assert (len(done), list(again)) == (2, ["https://a.example/3", "https://a.example/1"])


def test_fetch_reports_a_busy_machine(online: PictureStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "fit_picture_file", run_out)

    got = online.fetch(["https://a.example/1"], lambda: None)

    assert got == {"https://a.example/1": (Problem("picture-busy", {"path": "a.example/1", "limit": "150"}),)}


def test_fetch_of_no_address_needs_no_web(store: PictureStore) -> None:
    assert store.fetch([], lambda: None) == {}


def test_fetch_without_a_web_raises_lookup_error(store: PictureStore) -> None:
    with pytest.raises(LookupError):
        store.fetch(["https://a.example/1"], lambda: None)


# --- cache in memory --------------------------------------------------------------------------


def make_picture(size: int) -> Picture:
    return Picture("a.png", bytes(size), 1, 1)


def test_recent_removes_the_least_recently_used_entries() -> None:
    recent: Recent[Picture] = Recent(limit=30_000)
    for number in range(3):
        recent.keep(str(number), make_picture(8000))

    assert recent.get("0") is not None
    recent.keep("3", make_picture(8000))

    assert [key for key in "0123" if recent.get(key)] == ["0", "2", "3"]


def test_recent_keeps_no_entry_above_the_limit() -> None:
    recent: Recent[Picture] = Recent(limit=10_000)

    recent.keep("a", make_picture(20_000))

    assert recent.get("a") is None


def test_recent_counts_problems_and_keys() -> None:
    recent: Recent[Picture | Problems] = Recent(limit=10_000)
    for number in range(20):
        recent.keep(f"{number}", (Problem("fetch-slow"),))
    recent.keep("k" * 9000, ())

    assert [recent.get(str(number)) for number in range(20)] == [None] * 20
    assert recent.get("k" * 9000) == ()


def test_load_keeps_the_last_pictures_in_memory(
    store: PictureStore, issues: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "fit_picture_file", lambda data, name: Picture(name, data, 1, 1))
    names = [f"{number}.png" for number in range(2 * MAX_KEPT_BYTES // 100_000)]
    for name in names:
        (issues / name).write_bytes(name.encode() * (100_000 // len(name)))
        store.load(name, "issues")
        (issues / name).unlink()

    kept = []
    for name in names:
        with suppress(PictureError):
            kept.append(store.load(name, "issues").name)

    assert kept == [f"issues/{name}" for name in names[-len(kept) :]]
    assert 1 < len(kept) <= MAX_KEPT_BYTES // 100_000


# --- drawn pictures ---------------------------------------------------------------------------


class Pen:
    """Draws a picture and counts the calls."""

    def __init__(self, data: bytes = b"\x89PNG\n\n1\n2\n") -> None:
        self.picture = Picture("qr.png", data, 450, 460)
        self.drawn = 0

    def __call__(self) -> Picture:
        self.drawn += 1
        return self.picture


def test_draw_returns_the_drawn_picture(store: PictureStore) -> None:
    pen = Pen()

    assert store.draw("qr a", pen) is pen.picture


def test_draw_caches_every_byte(tmp_path: Path, store: PictureStore) -> None:
    pen = Pen()
    store.draw("qr a", pen)

    again = PictureStore(tmp_path, Cache(tmp_path / "cache")).draw("qr a", pen)

    assert (again, pen.drawn) == (pen.picture, 1)


def test_draw_draws_again_for_another_recipe(store: PictureStore) -> None:
    pen = Pen()

    store.draw("qr a", pen)
    store.draw("qr b", pen)

    assert pen.drawn == 2


def test_draw_draws_again_without_a_cache(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    pen = Pen()

    for _ in range(2):
        PictureStore(tmp_path, Cache(tmp_path / "cache")).draw("qr a", pen)

    assert pen.drawn == 2
