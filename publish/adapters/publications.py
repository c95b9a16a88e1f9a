"""`publications.json` beside the issues: where each of them can be read, once it is out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from publish.model import PublishedIssue

PUBLICATIONS = "publications.json"


def load_publications(folder: Path) -> Mapping[str, PublishedIssue]:
    """Return the issues that are out, by their names.

    Raises:
        SettingsError: The file is not what it should be.
    """
    raise NotImplementedError(folder)


def save_publication(folder: Path, issue: str, publication: PublishedIssue) -> None:
    """Keep where an issue can be read; the file is replaced in one step, the others' lines stay as they are.

    Raises:
        SettingsError: The file is not what it should be.
        OutputError: It cannot be written.
    """
    raise NotImplementedError(folder, issue, publication)
