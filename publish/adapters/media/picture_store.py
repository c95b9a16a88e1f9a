"""Pictures from the repository and the web, made fit for WeChat, and pictures drawn before."""

from __future__ import annotations

import base64
import binascii
import errno
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Generic, TypeVar
from urllib.parse import unquote, unquote_to_bytes

from publish.adapters.storage.cache import Cache
from publish.adapters.storage.repository_files import read_repository_file
from publish.adapters.system.time_limit import run_with_timeout
from publish.core.exceptions import FileError, PictureError, TimeLimitExceededError
from publish.core.picture import Picture, PictureChange
from publish.core.ports import Problems, WebPictures
from publish.core.problem import Problem
from publish.core.urls import show_address
from publish.wechat.filter_table import is_embedded
from publish.wechat.picture_formats import PictureFormat, recognise_format

MAX_FILE_BYTES = 40_000_000
MAX_FIT_SECONDS = 15.0
"""The largest picture there may be takes a fifth of it."""
MAX_KEPT_BYTES = 1_000_000
"""What each of the memories below may hold; the cache on disk has the rest."""
_KEPT_OVERHEAD = 1000
"""Bytes that the smallest thing kept takes beside itself."""
_MAX_SHOWN_CHARS = 40

_T = TypeVar("_T", bound=Picture | Problems)


class Recent(Generic[_T]):
    """The pictures that were asked for last, as many as there is room for: an archive has more than memory."""

    def __init__(self, limit: int = MAX_KEPT_BYTES) -> None:
        self._limit = limit
        self._kept: OrderedDict[str, _T] = OrderedDict()
        self._size = 0

    def get(self, key: str) -> _T | None:
        """Return what is kept under a key."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def keep(self, key: str, picture: _T) -> None:
        """Keep a picture, or what keeps it from being had, and forget those that were not asked for the longest."""
        self._kept[key] = picture
        self._size += _measure(key, picture)
        while self._size > self._limit:
            self._size -= _measure(*self._kept.popitem(last=False))


class PictureStore:
    """The repository's pictures, those of the web, and the cache of fitted and drawn ones."""

    def __init__(self, repository: Path, cache: Cache, open_web: Callable[[], WebPictures] | None = None) -> None:
        self._repository = repository
        self._cache = cache
        self._open_web = open_web
        self._loaded: Recent[Picture] = Recent()
        self._fetched: Recent[Picture | Problems] = Recent()
        self._drawn: Recent[Picture] = Recent()
        self._asked: set[str] = set()

    def load(self, source: str, base: str) -> Picture:
        """Return the picture at a path relative to a folder of the repository, or in a `data:` address.

        Raises:
            PictureError: There is none, it is no picture, or it lies outside.
        """
        if is_embedded(source):
            return self._remember(source, _shorten(source), lambda: _read_address(source))
        wanted = PurePosixPath(base) / unquote(source.partition("?")[0].partition("#")[0])
        self._asked.add(str(wanted))
        return self._remember(str(wanted), str(wanted), lambda: _read_file(wanted, self._repository))

    def take_asked(self) -> list[str]:
        """Return the paths in the repository of the pictures asked for since the last call, found or not."""
        asked, self._asked = sorted(self._asked), set()
        return asked

    def fetch(self, urls: Sequence[str], on_progress: Callable[[], None]) -> Mapping[str, Picture | Problems]:
        """Return the pictures at addresses of the web, or what keeps one from being had; each is fetched once.

        Args:
            urls: The addresses.
            on_progress: Called whenever one more of them has answered.
        """
        known = {url: self._fetched.get(url) for url in urls}
        wanted = [url for url, picture in known.items() if picture is None]
        if wanted and self._open_web is None:
            raise LookupError("this store was given no web to fetch from")
        answers = self._open_web().fetch_all(wanted, on_progress) if self._open_web and wanted else []
        got = {url: picture for url, picture in known.items() if picture is not None}
        for url, answer in zip(wanted, answers, strict=True):
            got[url] = self._try_fit(answer, show_address(url)) if isinstance(answer, bytes) else answer
            self._fetched.keep(url, got[url])
        return {url: got[url] for url in urls}

    def draw(self, recipe: str, draw: Callable[[], Picture]) -> Picture:
        """Return what `draw` returns, remembered by its recipe."""
        drawn = self._drawn.get(recipe)
        if drawn is None:
            drawn = self._load_known("drawn", recipe, b"") or self._save("drawn", recipe, draw(), whole=True)
            self._drawn.keep(recipe, drawn)
        return drawn

    def _remember(self, key: str, name: str, read: Callable[[], bytes]) -> Picture:
        loaded = self._loaded.get(key)
        if loaded is None:
            loaded = self._fit(read(), name)
            self._loaded.keep(key, loaded)
        return loaded

    def _try_fit(self, data: bytes, name: str) -> Picture | Problems:
        try:
            return self._fit(data, name)
        except PictureError as error:
            return error.problems
        except TimeLimitExceededError as error:
            return (Problem("picture-busy", {"path": name, "limit": f"{error.seconds:g}"}),)

    def _fit(self, data: bytes, name: str) -> Picture:
        """Return a picture made of bytes; what was made of the same bytes before is not made again."""
        recipe = hashlib.sha256(data).hexdigest()
        known = self._load_known("fitted", recipe, data)
        if known is not None:
            return known
        picture = _fit_within(data, name)
        return self._save("fitted", recipe, picture, whole=picture.data != data)

    def _load_known(self, kind: str, recipe: str, same: bytes) -> Picture | None:
        known = self._cache.load(kind, recipe)
        if known is None:
            return None
        head, _, data = known.partition(b"\n")
        name, width, height, shown, changes = json.loads(head)
        return Picture(name, data or same, width, height, shown, tuple(map(PictureChange, changes)))

    def _save(self, kind: str, recipe: str, picture: Picture, *, whole: bool) -> Picture:
        """Keep a picture, its bytes only where they are not those it was made of."""
        name, data, *rest = picture
        self._cache.save(kind, recipe, json.dumps([name, *rest]).encode() + b"\n" + (data if whole else b""))
        return picture


def _read_file(wanted: PurePosixPath, repository: Path) -> bytes:
    """Return what a file of the repository holds."""
    values = {"path": str(wanted)}
    if wanted.is_absolute():
        raise PictureError(Problem("picture-outside", values))
    try:
        data = read_repository_file(repository / wanted, repository, MAX_FILE_BYTES + 1)
    except FileError as error:
        raise PictureError(*error.problems) from error
    except (OSError, ValueError) as error:
        irregular = isinstance(error, OSError) and error.errno in (errno.EISDIR, errno.EINVAL)
        raise PictureError(Problem("picture-outside" if irregular else "picture-missing", values)) from error
    if len(data) > MAX_FILE_BYTES:
        raise PictureError(Problem("picture-large", {**values, "limit": MAX_FILE_BYTES // 1_000_000}))
    return data


def _measure(key: str, kept: Picture | Problems) -> int:
    return len(key) + _KEPT_OVERHEAD + (len(kept.data) if isinstance(kept, Picture) else 0)


def _fit_within(data: bytes, name: str) -> Picture:
    """Make a picture fit; it has a clock of its own, as a build with many pictures may take longer than one without.

    Raises:
        PictureError: It cannot be made fit, or takes too long.
        TimeLimitExceededError: The machine is busy, which is no picture's fault: a later build has it.
    """
    try:
        return run_with_timeout(MAX_FIT_SECONDS, fit_in_time, data, name)
    except TimeLimitExceededError as error:
        if error.busy:
            raise
        raise PictureError(Problem("picture-slow", {"path": name, "limit": f"{MAX_FIT_SECONDS:g}"})) from error


def fit_in_time(data: bytes, name: str) -> Picture:
    """Make a picture fit."""
    from publish.steps.picture_processing import fit_picture  # pillow is heavy, and rarely needed

    if recognise_format(data) is not PictureFormat.SVG:
        return fit_picture(data, name)
    from publish.adapters.media.svg_process import rasterize_in_process  # starts another process, and is rarely needed

    drawn = rasterize_in_process(data, name)
    fitted = fit_picture(drawn.data, name)
    return fitted._replace(shown=drawn.shown, changes=(*drawn.changes, *fitted.changes))


def _read_address(address: str) -> bytes:
    """Return what a `data:` address holds."""
    head, _, written = address.partition(",")
    data = unquote_to_bytes(written)
    if not head.lower().rstrip().endswith(";base64"):
        return data
    try:
        return base64.b64decode(data)
    except binascii.Error as error:
        raise PictureError(Problem("picture-none", {"path": _shorten(address)})) from error


def _shorten(address: str) -> str:
    return f"{address[:_MAX_SHOWN_CHARS]}…"
