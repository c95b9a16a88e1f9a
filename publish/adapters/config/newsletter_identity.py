"""Identity of a newsletter: its id, equal on every host and in every clone, or else a hash of its folder."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import NamedTuple

from publish.core.exceptions import SettingsError
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.newsletter.source_marker import FOLDER_PREFIX


class Identity(NamedTuple):
    """Identity under which a newsletter opens a ledger."""

    name: str = ""  # the newsletter's id, or its folder's hash without one
    folder: str = ""  # hash of the folder; ledger entries from before the newsletter had an id bear it


NOBODY = Identity()


def identify_newsletter(newsletter_id: str, repository: Path) -> Identity:
    """Return the identity of the newsletter in a repository."""
    path = os.path.realpath(repository).encode("utf-8", "surrogateescape")
    folder = FOLDER_PREFIX + hashlib.sha256(path).hexdigest()[:16]
    return Identity(newsletter_id or folder, folder)


def check_newsletter(settings: Settings) -> None:
    """Raise SettingsError if a newsletter has no id: nothing else identifies it on every host."""
    if not settings.newsletter.id:
        raise SettingsError(Problem("newsletter-id", {"id": suggest_newsletter_id()}))


def suggest_newsletter_id() -> str:
    """Return a random, unique id."""
    return f"newsletter-{secrets.token_hex(4)}"
