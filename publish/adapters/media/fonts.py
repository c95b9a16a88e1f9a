"""A font for the cover: the one that the settings name, else fontconfig's choice, else one that systems come with."""

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
from publish.adapters.storage.cache import Cache
from publish.core.exceptions import SettingsError
from publish.core.picture import FontFace, FontFamily
from publish.core.problem import Problem

_KIND = "fonts"
_WITNESS = "简"
"""What is not in Japanese or traditional fonts; a font that has it has Chinese as it is written on the mainland."""

_FONTCONFIG_SECONDS = 20
"""Once in a while it reads every font of the machine first."""
_FORMAT = "%{file}\t%{index}\t%{scalable}\t%{lang}\n"
_LISTED = re.compile(r"^([^\t\n]+)\t([0-9]{1,10})\tTrue\t(.*)$", re.MULTILINE)
_LANGUAGE = "zh-cn"
_WEIGHTS = {"bold": 200, "regular": 80}
"""In fontconfig's own measure."""

_STYLES = {"bold": ("bold", "semibold", "medium"), "regular": ("regular", "normal")}
_ANY_SIZE = 16
_SIMPLIFIED = (" sc", " cn", " gb")
_SYSTEMS = (
    ("/System/Library/Fonts/PingFang.ttc",) * 2,
    ("/System/Library/Fonts/Hiragino Sans GB.ttc",) * 2,
    ("/System/Library/Fonts/STHeiti Medium.ttc", "/System/Library/Fonts/STHeiti Light.ttc"),
    ("C:/Windows/Fonts/msyhbd.ttc", "C:/Windows/Fonts/msyh.ttc"),
    ("C:/Windows/Fonts/simhei.ttf",) * 2,
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",) * 2,
)
"""Bold and regular files of macOS, Windows and Linux, the better looking first."""


class FontFinder:
    """Finds a font, and keeps to it while it is there: a series of covers should not change its letters by itself."""

    def __init__(self, repository: Path, named: str, cache: Cache, places: Sequence[Sequence[str]] = _SYSTEMS) -> None:
        self._named = os.path.join(repository, os.path.expanduser(named)) if named else ""  # noqa: PTH111, PTH118
        self._written = named
        self._cache = cache
        self._places = places

    def find(self) -> FontFamily | None:
        """Return what to write a cover with; None where no font of the machine has Chinese.

        Raises:
            SettingsError: The font that the settings name cannot be had.
        """
        return self._found

    @functools.cached_property
    def _found(self) -> FontFamily | None:
        known = self._cache.load(_KIND, self._named)
        if known is not None:
            remembered = _unpack(known)
            if remembered.key == _identify(remembered.bold, remembered.regular):
                return remembered
        family = self._load_named() if self._named else _search(self._places)
        if family:
            self._cache.save(_KIND, self._named, json.dumps(family).encode())
        return family

    def _load_named(self) -> FontFamily:
        if not is_file(Path(self._named)):
            raise SettingsError(Problem("font-missing", {"path": self._written}))
        try:
            bold, regular = (_choose_face(self._named, weight) for weight in _STYLES)
            return _make_typeface(bold, regular, chinese=_has_chinese(bold) and _has_chinese(regular))
        except OSError as error:
            raise SettingsError(Problem("font-unreadable", {"path": self._written})) from error


def _unpack(known: bytes) -> FontFamily:
    bold, regular, chinese, key = json.loads(known)
    return FontFamily(FontFace(*bold), FontFace(*regular), chinese, key)


def _make_typeface(bold: FontFace, regular: FontFace, *, chinese: bool) -> FontFamily:
    return FontFamily(bold, regular, chinese, _identify(bold, regular))


def _identify(*faces: FontFace) -> str:
    """Return what changes with the files of a font; empty where one is gone."""
    try:
        stamps = [(status.st_size, status.st_mtime_ns) for status in (os.stat(face.path) for face in faces)]  # noqa: PTH116
    except OSError:
        return ""
    return repr((faces, stamps))


def _search(places: Iterable[Sequence[str]]) -> FontFamily | None:
    for bold, regular in chain([_ask_fontconfig()], map(_look_into, places)):
        if bold and regular:
            return _make_typeface(bold, regular, chinese=True)
    return None


def _ask_fontconfig() -> tuple[FontFace | None, FontFace | None]:
    """Return the faces that fontconfig likes best for Chinese."""
    bold, regular = (next(filter(_is_fit, _list_faces(weight)), None) for weight in _WEIGHTS.values())
    return bold, regular


def _list_faces(weight: int) -> Iterator[FontFace]:
    """Yield the fonts for Chinese that fontconfig knows of, the nearest first."""
    import shutil  # what is known of the fonts of this machine is rarely asked again
    import subprocess

    program = shutil.which("fc-match")
    if program is None:
        return
    words = [program, "--sort", "--format", _FORMAT, f"sans-serif:lang={_LANGUAGE}:weight={weight}"]
    try:  # no shell, and no word of it comes from outside
        done = subprocess.run(words, capture_output=True, timeout=_FONTCONFIG_SECONDS, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return
    for path, number, languages in _LISTED.findall(os.fsdecode(done.stdout)):
        if _LANGUAGE in languages.split("|"):
            yield FontFace(path, int(number))


def _look_into(place: Sequence[str]) -> tuple[FontFace | None, FontFace | None]:
    """Return the faces of two files where both are there and have Chinese."""
    bold, regular = (_find_face(path, weight) for path, weight in zip(place, _STYLES, strict=True))
    return bold, regular


def _find_face(path: str, weight: str) -> FontFace | None:
    if not is_file(Path(path)):
        return None
    face = _choose_face(path, weight)
    return face if _is_fit(face) else None


def _choose_face(path: str, weight: str) -> FontFace:
    """Return the face of a file, or of a collection, that is nearest to simplified Chinese in a weight."""
    from PIL import ImageFont  # heavy, and rarely needed

    wanted = _STYLES[weight]
    names: list[tuple[str, str]] = []
    with contextlib.suppress(OSError):  # behind the last one
        while True:
            family, style = ImageFont.truetype(path, _ANY_SIZE, len(names)).getname()
            names.append((f"{family}".lower(), f"{style}".lower()))
    ranks = [
        (not name.endswith(_SIMPLIFIED), wanted.index(style) if style in wanted else len(wanted), index)
        for index, (name, style) in enumerate(names)
    ]
    return FontFace(path, min(ranks)[-1] if ranks else 0)


def _is_fit(face: FontFace) -> bool:
    try:
        return _has_chinese(face)
    except OSError:
        return False


def _has_chinese(face: FontFace) -> bool:
    from publish.steps.cover.glyphs import REGULAR, GlyphSet  # loads pillow

    return GlyphSet(face, REGULAR).can_write(_WITNESS)
