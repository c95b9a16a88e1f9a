"""Read the pairs in tests/cases/: `title / . / input / . / expected / .`, the dots alone on their lines."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

CASES = Path(__file__).with_name("cases")

PAIR = re.compile(
    r"^(?P<title>[^\n]+)\n\.\n(?P<input>(?:(?!\.\n).*\n)*)\.\n(?P<expected>(?:(?!\.\n).*\n)*)\.$", re.MULTILINE
)


class Case(NamedTuple):
    """One pair: what goes in, and what has to come out."""

    file: str
    """Name of the file, without its ending."""
    line: int
    """Where the title stands."""
    title: str
    input: str
    """Without the line end before the dot, as `expected`."""
    expected: str

    def __str__(self) -> str:
        """Return the id of the test: `@pytest.mark.parametrize("case", read_cases(), ids=str)`."""
        return f"{self.file}:{self.line} {self.title}"


def read_cases(folder: Path = CASES) -> list[Case]:
    """Return every pair of every file.

    Raises:
        ValueError: a dot belongs to no pair, so a pair would go unrun.
    """
    return [case for path in sorted(folder.glob("*.md")) for case in _read_file(path)]


def _read_file(path: Path) -> list[Case]:
    text = path.read_text(encoding="utf-8")
    cases = [
        Case(
            path.stem,
            text.count("\n", 0, pair.start()) + 1,
            pair["title"],
            pair["input"].removesuffix("\n"),
            pair["expected"].removesuffix("\n"),
        )
        for pair in PAIR.finditer(text)
    ]
    dots = text.splitlines().count(".")
    if not cases or dots != 3 * len(cases):
        raise ValueError(f"{path.name}: {len(cases)} pairs, but {dots} lines that are a dot")
    return cases
