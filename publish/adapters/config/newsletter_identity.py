"""Which newsletter this is: by its id, the same on every host and in every clone; without one, by its folder here."""

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
    """Which newsletter opens a ledger."""

    name: str = ""
    """Its id; without one, what stands for its folder on this machine."""
    folder: str = ""
    """What stands for its folder: what was done there before it had an id is its own."""


NOBODY = Identity()


def identify_newsletter(newsletter_id: str, repository: Path) -> Identity:
    """Return which newsletter a repository holds."""
    place = os.path.realpath(repository).encode("utf-8", "surrogateescape")
    folder = FOLDER_PREFIX + hashlib.sha256(place).hexdigest()[:16]
    return Identity(newsletter_id or folder, folder)


def check_newsletter(settings: Settings) -> None:
    """Raise SettingsError where a newsletter has no id: nothing else about it is the same on every host."""
    if not settings.newsletter_id:
        raise SettingsError(Problem("newsletter-id", {"id": suggest_newsletter_id()}))


def suggest_newsletter_id() -> str:
    """Return an id that no other newsletter has."""
    return f"newsletter-{secrets.token_hex(4)}"
