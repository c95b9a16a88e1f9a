"""Find a font for the cover: that of the settings, fontconfig's choice, one of the system, that of the extra."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from publish.adapters.storage.atomic_files import is_file
from publish.adapters.storage.cache import ByteCache
from publish.adapters.system.extras import find_module_folder
from publish.core.exceptions import SettingsError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.picture import FontFace, FontFamily
from publish.core.problem import Problem

_KIND = "fonts"
_SAMPLE = "简"  # missing in Japanese and traditional fonts, so that only fonts with simplified Chinese have it

_FONTCONFIG_SECONDS = 20  # timeout; fontconfig sometimes reads every font of the machine first
_FORMAT = "%{file}\t%{index}\t%{scalable}\t%{lang}\n"
_FONT_LINE = lazy_pattern(r"^([^\t\n]+)\t([0-9]{1,10})\tTrue\t(.*)$", re.MULTILINE)
_LANGUAGE = "zh-cn"
_WEIGHTS = {"bold": 200, "regular": 80}  # on fontconfig's scale

_STYLES = {"bold": ("bold", "semibold", "medium"), "regular": ("regular", "normal")}
_ANY_SIZE = 16
_SIMPLIFIED = (" sc", " cn", " gb")
_WINDOWS_FONTS = f"{os.environ.get('SYSTEMROOT', 'C:/Windows')}/Fonts"
_SYSTEMS = (
    ("/System/Library/Fonts/PingFang.ttc",) * 2,
    ("/System/Library/Fonts/Hiragino Sans GB.ttc",) * 2,
    ("/System/Library/Fonts/STHeiti Medium.ttc", "/System/Library/Fonts/STHeiti Light.ttc"),
    (f"{_WINDOWS_FONTS}/msyhbd.ttc", f"{_WINDOWS_FONTS}/msyh.ttc"),
    (f"{_WINDOWS_FONTS}/Dengb.ttf", f"{_WINDOWS_FONTS}/Deng.ttf"),
    (f"{_WINDOWS_FONTS}/simhei.ttf",) * 2,
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",) * 2,
)
"""Bold and regular files of macOS, Windows and Linux, the better-looking first."""
_PACKAGED = "NotoSansCJK-VF.otf.ttc"  # of every weight; in the package of the extra `fonts`


class FontFinder:
    """Finds a font and caches the choice while its files exist, so that a series of covers keeps its font."""

    def __init__(
        self, repository: Path, named: str, cache: ByteCache, files: Sequence[Sequence[str]] | None = None
    ) -> None:
        self._named = os.path.join(repository, os.path.expanduser(named)) if named else ""  # noqa: PTH111, PTH118
        self._written = named
        self._cache = cache
        self._files = files

    def find(self) -> FontFamily | None:
        """Return the font family of covers; None if no font of the machine has Chinese.

        Raises:
            SettingsError: The font of the settings does not exist or cannot be read.
        """
        return self._family

    @functools.cached_property
    def _family(self) -> FontFamily | None:
        cached = self._cache.load(_KIND, self._named)
        if cached is not None:
            bold, regular, chinese, key = json.loads(cached)
            faces = FontFace(*bold), FontFace(*regular)
            if key == _describe_files(*faces):
                return FontFamily(*faces, chinese, key)
        family = self._load_named() if self._named else _search(self._files)
        if family:
            self._cache.save(_KIND, self._named, json.dumps(family).encode())
        return family

    def _load_named(self) -> FontFamily:
        if not is_file(Path(self._named)):
            raise SettingsError(Problem("font-missing", {"path": self._written}))
        try:
            bold, regular = (_choose_face(self._named, weight) for weight in _STYLES)
            return _make_family(bold, regular, chinese=_has_chinese(bold) and _has_chinese(regular))
        except OSError as error:
            raise SettingsError(Problem("font-unreadable", {"path": self._written})) from error


def has_chinese_font() -> bool:
    """Return whether this machine, or the extra, has a font with Chinese."""
    return _search(None) is not None


def _make_family(bold: FontFace, regular: FontFace, *, chinese: bool) -> FontFamily:
    return FontFamily(bold, regular, chinese, _describe_files(bold, regular))


def _describe_files(*faces: FontFace) -> str:
    """Return size and time of a font's files as a cache key; empty if one is missing."""
    try:
        states = [(status.st_size, status.st_mtime_ns) for status in (os.stat(face.path) for face in faces)]  # noqa: PTH116
    except OSError:
        return ""
    return repr((faces, states))


def _list_files() -> Iterator[Sequence[str]]:
    """Yield the pairs of files of operating systems, and that of the extra."""
    yield from _SYSTEMS
    folder = find_module_folder("fonts")
    if folder:
        yield (os.path.join(folder, _PACKAGED),) * 2  # noqa: PTH118


def _search(files: Iterable[Sequence[str]] | None) -> FontFamily | None:
    """Return the best family of fontconfig, else the first pair of files, whose two faces have Chinese.

    Without files, those of operating systems and of the extra are looked for.
    """
    best = (next(filter(_is_usable, _list_faces(weight)), None) for weight in _WEIGHTS.values())
    known = _list_files() if files is None else files
    pairs = ((_load_face(path, weight) for path, weight in zip(pair, _STYLES, strict=True)) for pair in known)
    for bold, regular in chain([best], pairs):
        if bold and regular:
            return _make_family(bold, regular, chinese=True)
    return None


def _list_faces(weight: int) -> Iterator[FontFace]:
    """Yield fontconfig's fonts for Chinese, the best match first."""
    import shutil  # rarely needed: the choice is cached
    import subprocess

    program = shutil.which("fc-match")
    if program is None:
        return
    words = [program, "--sort", "--format", _FORMAT, f"sans-serif:lang={_LANGUAGE}:weight={weight}"]
    try:  # no shell, fixed words
        done = subprocess.run(words, capture_output=True, timeout=_FONTCONFIG_SECONDS, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return
    for path, number, languages in _FONT_LINE.findall(os.fsdecode(done.stdout)):
        if _LANGUAGE in languages.split("|"):
            yield FontFace(path, int(number))


def _load_face(path: str, weight: str) -> FontFace | None:
    if not is_file(Path(path)):
        return None
    face = _choose_face(path, weight)
    return face if _is_usable(face) else None


def _choose_face(path: str, weight: str) -> FontFace:
    """Return the face of a font file or collection that best matches simplified Chinese in a weight."""
    from PIL import ImageFont  # heavy, and rarely needed

    wanted = _STYLES[weight]
    names: list[tuple[str, str]] = []
    with contextlib.suppress(OSError):  # after the last face
        while True:
            family, style = ImageFont.truetype(path, _ANY_SIZE, len(names)).getname()
            names.append((f"{family}".lower(), f"{style}".lower()))
    ranks = [
        (not name.endswith(_SIMPLIFIED), wanted.index(style) if style in wanted else len(wanted), index)
        for index, (name, style) in enumerate(names)
    ]
    return FontFace(path, min(ranks)[-1] if ranks else 0)


def _is_usable(face: FontFace) -> bool:
    try:
        return _has_chinese(face)
    except OSError:
        return False


def _has_chinese(face: FontFace) -> bool:
    from publish.steps.cover.glyphs import REGULAR, GlyphSet  # loads pillow

    return GlyphSet(face, REGULAR).can_write(_SAMPLE)
