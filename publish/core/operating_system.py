"""What of the program depends on the operating system, and is not found out by trying it."""

from __future__ import annotations

import re
import sys
from pathlib import PureWindowsPath

ON_WINDOWS = sys.platform == "win32"
ON_MACOS = sys.platform == "darwin"

# Device names of Windows, also with an extension, and what no file name there may contain or end with.
_NO_WINDOWS_NAME = (
    r"(?si)(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:[.\s].*)?|.*[<>:\"|?*\\/\x00-\x1f].*|.*[. ]"
)


def is_windows_file_name(name: str) -> bool:
    """Return whether Windows can keep a file of that name."""
    return re.fullmatch(_NO_WINDOWS_NAME, name) is None


def is_path_word(word: str) -> bool:
    """Return whether a word of the command line is a path and not the name of an issue."""
    return "/" in word or word.endswith(".md") or (ON_WINDOWS and "\\" in word)


def is_outside_by_form(path: str) -> bool:
    """Return whether a path leaves any folder by how it is written: it is absolute, has a drive, a host or `..`."""
    written = PureWindowsPath(path)
    return bool(written.anchor if ON_WINDOWS else written.root) or ".." in written.parts
