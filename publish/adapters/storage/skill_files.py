"""The skill for agents: in the package in a wheel, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from publish.adapters.storage.package_folder import PACKAGE_FOLDER

SKILL = "wechat-newsletter"
_PLACES = (PACKAGE_FOLDER / "skills", PACKAGE_FOLDER.parent / "skills")


def find_skill_folder() -> Path:
    """Return the folder of the skill."""
    return next((place for place in _PLACES if place.is_dir()), _PLACES[0]) / SKILL


def list_skill_files() -> list[str]:
    """Return the paths of the skill's files in its folder, SKILL.md first."""
    folder = find_skill_folder()
    paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*.md")]
    return sorted(paths, key=lambda path: (path.count("/"), path))


def read_skill_file(path: str) -> str:
    """Return the text of a file of the skill."""
    return (find_skill_folder() / path).read_text(encoding="utf-8")
