"""The token of a newsletter's preview page: the same at every start, so that an open page finds the server again."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from publish.adapters.storage.private_files import load_private, save_private
from publish.adapters.storage.user_folders import find_state_folder
from publish.core.exceptions import OutputError
from publish.core.lazy_pattern import lazy_pattern

_TOKEN = lazy_pattern(rb"[\w-]{5,}", re.ASCII)


def load_or_make_token(repository: Path, make: Callable[[], str]) -> str:
    """Return the token in an owner-only file, or a new one, which is written there if that is possible."""
    name = hashlib.sha256(os.fsencode(repository)).hexdigest()[:16]
    path = find_state_folder(os.environ) / "preview" / f"{name}.token"
    known = load_private(path)
    if known and _TOKEN.fullmatch(known):
        return known.decode("ascii")
    token = make()
    with suppress(OutputError):  # the page then ends with the server
        save_private(path, token.encode("ascii"))
    return token
