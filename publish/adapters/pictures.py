"""Pictures from the repository, and pictures drawn before."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from publish.adapters.cache import Cache
from publish.adapters.files import read_inside
from publish.errors import PictureError
from publish.model import Picture, Problem

MAX_PICTURE_BYTES = 10_000_000
MAX_PIXELS = 40_000_000

_FORMATS = ("JPEG", "PNG", "GIF")
_ENDINGS = {"PNG": "png", "GIF": "gif"}  # all others are JPEGs: phones write a kind that Pillow calls MPO


class PictureStore:
    """The repository's pictures and the cache of drawn ones."""

    def __init__(self, repository: Path, cache: Cache) -> None:
        self._repository = repository
        self._cache = cache
        self._loaded: dict[PurePosixPath, Picture] = {}
        self._drawn: dict[str, Picture] = {}

    def load(self, source: str, base: str) -> Picture:
        """Return the picture at a path relative to a folder of the repository.

        Raises:
            PictureError: There is none, it is no picture, or it lies outside.
        """
        wanted = PurePosixPath(base) / unquote(source.partition("?")[0].partition("#")[0])
        if wanted not in self._loaded:
            data = read_inside(self._repository, wanted, MAX_PICTURE_BYTES)
            self._loaded[wanted] = self._identify(data, str(wanted))
        return self._loaded[wanted]

    def draw(self, recipe: str, draw: Callable[[], Picture]) -> Picture:
        """Return what `draw` returns, remembered by its recipe."""
        if recipe not in self._drawn:
            self._drawn[recipe] = self._load_drawn(recipe) or self._draw(recipe, draw)
        return self._drawn[recipe]

    def _load_drawn(self, recipe: str) -> Picture | None:
        known = self._cache.load("pictures", recipe)
        if known is None:
            return None
        name, width, height, data = known.split(b"\n", 3)
        return Picture(name.decode(), data, int(width), int(height))

    def _draw(self, recipe: str, draw: Callable[[], Picture]) -> Picture:
        picture = draw()
        head = f"{picture.name}\n{picture.width}\n{picture.height}\n".encode()
        self._cache.save("pictures", recipe, head + picture.data)
        return picture

    def _identify(self, data: bytes, name: str) -> Picture:
        """Return a file's bytes as a picture, named by content, with its real size."""
        digest = hashlib.sha256(data).hexdigest()
        known = self._cache.load("sizes", digest)
        if known is not None:
            ending, width, height = known.decode().split()
        else:
            ending, width, height = _measure(data, name)
            self._cache.save("sizes", digest, f"{ending} {width} {height}".encode())
        return Picture(f"{digest[:16]}.{ending}", data, int(width), int(height))


def _measure(data: bytes, name: str) -> tuple[str, str, str]:
    """Return a picture's kind and size in pixels, read from its content."""
    from PIL import Image  # heavy, and rarely needed

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=_FORMATS) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise PictureError(Problem("picture-pixels", {"path": name, "limit": MAX_PIXELS // 1_000_000}))
            image.load()  # a file that was cut off still has a size
            return _ENDINGS.get(image.format or "", "jpg"), str(width), str(height)
    except Image.DecompressionBombError as error:
        raise PictureError(Problem("picture-pixels", {"path": name, "limit": MAX_PIXELS // 1_000_000})) from error
    except (OSError, ValueError, SyntaxError) as error:  # a broken file makes Pillow raise any of the three
        raise PictureError(Problem("picture-format", {"path": name})) from error
