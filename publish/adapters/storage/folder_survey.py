"""Look through a folder that may become a newsletter: its Markdown files, its remote, its pictures."""

from __future__ import annotations

import os
import re
from configparser import ConfigParser
from configparser import Error as ConfigError
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.adapters.storage.repository_files import read_beginning
from publish.core.lazy_pattern import lazy_pattern

_PASSED_FOLDERS = frozenset(
    {
        "_includes", "_layouts", "_site", "archetypes", "build", "dist", "layouts", "node_modules", "public",
        "scaffolds", "site-packages", "target", "template", "templates", "themes", "vendor", "venv", "__pycache__",
    }
)  # fmt: skip
"""Folders of programs, themes and what they make."""
_MAX_FILES = 50_000  # a larger folder is looked at no further
_MAX_DEPTH = 8  # of folders
_MAX_BYTES = 200_000  # of one file
_QR_PICTURE = lazy_pattern(
    r"(?:.*[-_. ])?(?:qr-?_?code|qr|二维码|.*二维码)(?:[-_. ].*)?\.(?:png|jpe?g|gif|webp)", re.IGNORECASE
)
_OTHER_SUFFIX = lazy_pattern(r"\.(?:markdown|mdown|mkd|mkdn|MD|Md)")
_SITE_FILES = (
    "_config.yml",
    "_config.yaml",
    "hugo.toml",
    "config.toml",
    "hugo.yaml",
    "config.yaml",
    "mkdocs.yml",
    "book.toml",
)
"""Settings of site generators, which hold the name of the site."""


class Remote(NamedTuple):
    """Where a git repository has its public copy."""

    url: str  # as git knows it; it may hold a password, and is shown nowhere
    branch: str
    folder: str  # of the newsletter in the repository; empty for its root


class FolderSurvey(NamedTuple):
    """What a folder holds."""

    markdown: tuple[PurePosixPath, ...]
    misnamed: tuple[PurePosixPath, ...]  # Markdown by another suffix than `.md`
    qr_pictures: tuple[PurePosixPath, ...]  # by their names, the nearest to the root first
    site_settings: str  # text of the site generator's settings; empty without
    readme: str
    remote: Remote | None


def survey_folder(folder: Path) -> FolderSurvey:
    """Return what a folder holds; hidden folders, and those of programs, are passed over."""
    paths = _list_files(folder)
    pictures = [path for path in paths if _QR_PICTURE.fullmatch(path.name)]
    return FolderSurvey(
        markdown=tuple(path for path in paths if path.suffix == ".md"),
        misnamed=tuple(path for path in paths if _OTHER_SUFFIX.fullmatch(path.suffix)),
        qr_pictures=tuple(sorted(pictures, key=lambda path: (len(path.parts), path.as_posix()))),
        site_settings=next(
            filter(None, (read_beginning(folder / name, folder, _MAX_BYTES) for name in _SITE_FILES)), ""
        ),
        readme=read_beginning(folder / "README.md", folder, _MAX_BYTES),
        remote=_find_remote(folder),
    )


def _list_files(folder: Path) -> list[PurePosixPath]:
    """Return the visible files of a folder, in order."""
    found: list[PurePosixPath] = []
    for here, folders, files in os.walk(folder):
        inside = PurePosixPath(Path(here).relative_to(folder).as_posix())
        deep = len(inside.parts) >= _MAX_DEPTH
        folders[:] = [] if deep else sorted(n for n in folders if n[0] != "." and n.lower() not in _PASSED_FOLDERS)
        # Another name than a printable one cannot stand in a settings file.
        found += (inside / name for name in sorted(files) if name[0] != "." and name.isprintable())
        if len(found) > _MAX_FILES:
            break
    return found[:_MAX_FILES]


def _find_remote(folder: Path) -> Remote | None:
    """Return the remote `origin` of the git repository around a folder; None without a branch of it."""
    root = next((above for above in (folder, *folder.parents) if (above / ".git").is_dir()), None)
    if root is None:
        return None
    git = root / ".git"
    config = ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    try:
        config.read_string(read_beginning(git / "config", git, _MAX_BYTES))
        url = config.get('remote "origin"', "url", fallback="") or ""
    except ConfigError:
        return None
    of_remote = read_beginning(git / "refs" / "remotes" / "origin" / "HEAD", git, _MAX_BYTES)
    head = of_remote or read_beginning(git / "HEAD", git, _MAX_BYTES)
    branch = re.fullmatch(r"ref: refs/(?:remotes/origin|heads)/(\S+)\s*", head)
    inside = folder.relative_to(root).as_posix()
    return Remote(url.strip(), branch[1], "" if inside == "." else inside) if url and branch else None
