"""Pictures of the repository and the web, fitted to WeChat's limits, and drawn pictures; all cached."""

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
from urllib.parse import unquote_to_bytes

from publish.adapters.media.picture_paths import find_picture_path
from publish.adapters.storage.cache import ByteCache
from publish.adapters.storage.repository_files import join_inside, read_repository_file
from publish.adapters.system.time_limit import run_with_timeout
from publish.core.exceptions import FileError, PictureError, TimeLimitExceededError
from publish.core.picture import Picture, PictureChange
from publish.core.ports import Problems, WebPictures
from publish.core.problem import Problem
from publish.core.urls import show_address
from publish.wechat.limits import is_embedded
from publish.wechat.picture_formats import PictureFormat, recognise_format

MAX_FILE_BYTES = 40_000_000
MAX_FIT_SECONDS = 15.0  # CPU seconds; the largest allowed picture takes a fifth of them
MAX_KEPT_BYTES = 1_000_000  # limit of each cache in memory; the cache on disk has the rest
_ENTRY_OVERHEAD = 1000  # bytes that each entry takes beside its content
_MAX_SHOWN_CHARS = 40

_T = TypeVar("_T", bound=Picture | Problems)


class Recent(Generic[_T]):
    """Least-recently-used cache in memory, limited by bytes."""

    def __init__(self, limit: int = MAX_KEPT_BYTES) -> None:
        self._limit = limit
        self._entries: OrderedDict[str, _T] = OrderedDict()
        self._size = 0

    def get(self, key: str) -> _T | None:
        """Return the entry of a key, if there is one."""
        if key in self._entries:
            self._entries.move_to_end(key)
        return self._entries.get(key)

    def keep(self, key: str, picture: _T) -> None:
        """Add a picture or its problems, and remove the least recently used entries above the limit."""
        self._entries[key] = picture
        self._size += _measure(key, picture)
        while self._size > self._limit:
            self._size -= _measure(*self._entries.popitem(last=False))

    def get_or_make(self, key: str, make: Callable[[], _T]) -> _T:
        """Return the entry of a key, made and kept if there is none."""
        entry = self.get(key)
        if entry is None:
            entry = make()
            self.keep(key, entry)
        return entry


class PictureStore:
    """Loads, fetches, fits and caches pictures."""

    def __init__(
        self, repository: Path | None, cache: ByteCache, open_web: Callable[[], WebPictures] | None = None
    ) -> None:
        self._repository = repository
        self._cache = cache
        self._open_web = open_web
        self._loaded: Recent[Picture] = Recent()
        self._fetched: Recent[Picture | Problems] = Recent()
        self._drawn: Recent[Picture] = Recent()
        self._requested: set[str] = set()

    def load(self, source: str, base: str) -> Picture:
        """Return the picture at a path, as an issue in the folder `base` writes it, or in a `data:` address.

        Raises:
            PictureError: The file is missing, not a picture, outside the repository, or there is no repository.
        """
        if is_embedded(source):
            return self._loaded.get_or_make(source, lambda: self._fit(_decode_address(source), _shorten(source)))
        repository = self._repository
        if repository is None:
            raise PictureError(Problem("picture-no-folder", {"path": source}))
        path = find_picture_path(source, base, repository)
        name = str(path)
        self._requested.add(name)
        return self._loaded.get_or_make(name, lambda: self._fit(_load_file(path, repository), name))

    def take_requested(self) -> list[str]:
        """Return and clear the repository paths of all pictures requested since the last call, found or not."""
        requested, self._requested = sorted(self._requested), set()
        return requested

    def fetch(self, urls: Sequence[str], on_progress: Callable[[], None]) -> Mapping[str, Picture | Problems]:
        """Return the picture of each web address, or its problems; each address is fetched once.

        Args:
            urls: The addresses.
            on_progress: Called after each fetched address.
        """
        pictures = {url: self._fetched.get(url) for url in urls}
        missing = [url for url, picture in pictures.items() if picture is None]
        if missing and self._open_web is None:
            raise LookupError("this store was given no web to fetch from")
        answers = self._open_web().fetch_all(missing, on_progress) if self._open_web and missing else []
        for url, answer in zip(missing, answers, strict=True):
            fitted = self._try_fit(answer, show_address(url)) if isinstance(answer, bytes) else answer
            pictures[url] = fitted
            self._fetched.keep(url, fitted)
        return {url: picture for url, picture in pictures.items() if picture is not None}

    def draw(self, recipe: str, draw: Callable[[], Picture]) -> Picture:
        """Return the result of `draw`, cached by its recipe."""
        return self._drawn.get_or_make(
            recipe,
            lambda: self._load_cached("drawn", recipe, b"") or self._save("drawn", recipe, draw(), whole=True),
        )

    def _try_fit(self, data: bytes, name: str) -> Picture | Problems:
        try:
            return self._fit(data, name)
        except PictureError as error:
            return error.problems
        except TimeLimitExceededError as error:
            return (Problem("picture-busy", {"path": name, "limit": f"{error.seconds:g}"}),)

    def _fit(self, data: bytes, name: str) -> Picture:
        """Return the fitted picture of encoded bytes, cached by the bytes' hash."""
        recipe = hashlib.sha256(data).hexdigest()
        cached = self._load_cached("fitted", recipe, data)
        if cached is None:
            fitted = _fit_within(data, name)
            cached = self._save("fitted", recipe, fitted, whole=fitted.data != data)
        return cached._replace(origin=recipe)

    def _load_cached(self, kind: str, recipe: str, source: bytes) -> Picture | None:
        cached = self._cache.load(kind, recipe)
        if cached is None:
            return None
        head, _, data = cached.partition(b"\n")
        name, width, height, shown, changes = json.loads(head)
        return Picture(name, data or source, width, height, shown, tuple(map(PictureChange, changes)))

    def _save(self, kind: str, recipe: str, picture: Picture, *, whole: bool) -> Picture:
        """Cache a picture, with its bytes only if they differ from its source's."""
        name, data, *rest, _ = picture
        self._cache.save(kind, recipe, json.dumps([name, *rest]).encode() + b"\n" + (data if whole else b""))
        return picture


def _load_file(path: PurePosixPath, repository: Path) -> bytes:
    values = {"path": str(path)}
    try:
        data = read_repository_file(join_inside(repository, path), repository, MAX_FILE_BYTES + 1)
    except FileError as error:
        raise PictureError(*error.problems) from error
    except (OSError, ValueError) as error:
        irregular = isinstance(error, OSError) and error.errno in (errno.EISDIR, errno.EINVAL)
        raise PictureError(Problem("picture-outside" if irregular else "picture-missing", values)) from error
    if len(data) > MAX_FILE_BYTES:
        raise PictureError(Problem("picture-large", {**values, "limit": MAX_FILE_BYTES // 1_000_000}))
    return data


def _measure(key: str, entry: Picture | Problems) -> int:
    return len(key) + _ENTRY_OVERHEAD + (len(entry.data) if isinstance(entry, Picture) else 0)


def _fit_within(data: bytes, name: str) -> Picture:
    """Return a fitted picture, within a timeout of its own: builds with many pictures take longer.

    Raises:
        PictureError: It cannot be fitted, or takes too long.
        TimeLimitExceededError: The machine is too busy; a later build may succeed.
    """
    try:
        return run_with_timeout(MAX_FIT_SECONDS, fit_picture_file, data, name)
    except TimeLimitExceededError as error:
        if error.busy:
            raise
        raise PictureError(Problem("picture-slow", {"path": name, "limit": f"{MAX_FIT_SECONDS:g}"})) from error


def fit_picture_file(data: bytes, name: str) -> Picture:
    """Return a picture fitted to WeChat's limits."""
    from publish.steps.picture_processing import fit_picture  # pillow is heavy, and rarely needed

    if recognise_format(data) is not PictureFormat.SVG:
        return fit_picture(data, name)
    from publish.adapters.media.svg_process import rasterize_in_process  # rarely needed

    drawn = rasterize_in_process(data, name)
    fitted = fit_picture(drawn.data, name)
    return fitted._replace(shown=drawn.shown, changes=(*drawn.changes, *fitted.changes))


def _decode_address(address: str) -> bytes:
    """Return the content of a `data:` address."""
    head, _, content = address.partition(",")
    data = unquote_to_bytes(content)
    if not head.lower().rstrip().endswith(";base64"):
        return data
    try:
        return base64.b64decode(data)
    except binascii.Error as error:
        raise PictureError(Problem("picture-none", {"path": _shorten(address)})) from error


def _shorten(address: str) -> str:
    return f"{address[:_MAX_SHOWN_CHARS]}…"
