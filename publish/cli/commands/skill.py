"""`publish skill`: the skill that tells agents how to work with this program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publish.adapters.storage.skill_files import SKILL, find_skill_folder, list_skill_files, read_skill_file
from publish.cli.console import Console, Outcome
from publish.cli.parser import Arguments
from publish.core.exceptions import UsageError
from publish.core.problem import Problem

if TYPE_CHECKING:
    from publish.contract.program_results import SkillFileJson, SkillResult


def print_skill(arguments: Arguments, console: Console) -> Outcome[SkillResult]:
    """Print SKILL.md and tell the names of its references, or print the named one; JSON has the text of each."""
    paths = list_skill_files()
    shown, *references = [_find_file(arguments.name, paths)] if arguments.name else paths
    console.print(read_skill_file(shown).rstrip("\n"))
    if references:
        console.tell("skill-references", folder=find_skill_folder(), names=", ".join(map(_name, references)))
    files: list[SkillFileJson] = [{"path": path, "text": read_skill_file(path)} for path in (shown, *references)]
    return Outcome({"name": SKILL, "folder": str(find_skill_folder()), "files": files})


def _find_file(word: str, paths: list[str]) -> str:
    """Return the path of the file that has a name or a path."""
    found = next((path for path in paths if word in (path, _name(path))), None)
    if found is None:
        raise UsageError(Problem("skill-unknown", {"name": word, "names": ", ".join(map(_name, paths))}))
    return found


def _name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")
