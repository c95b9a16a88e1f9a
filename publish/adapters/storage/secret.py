"""Words that nobody may read: kept out of logs, messages and exceptions, wherever they travel."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NoReturn

HIDDEN = "…"

# Where the platform and its clients put them: in an address, in JSON, in JSON within JSON.
_IN_ADDRESS = re.compile(r"\b((?:access_token|app_?secret|secret)=)[^&\s\"'\\#]+", re.IGNORECASE)
_IN_JSON = re.compile(r'(\\*"(?:access_token|app_?secret|secret)\\*"\s*:\s*\\*")[^"\\]*', re.IGNORECASE)


class Secret:
    """A word that shows itself only where it is asked to."""

    __slots__ = ("_word",)

    def __init__(self, word: str) -> None:
        self._word = word

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret stays in its process")

    def reveal(self) -> str:
        """Return the word itself, to be sent and forgotten."""
        return self._word


def redact(text: str, secrets: Iterable[Secret] = ()) -> str:
    """Return a text without these secrets, and without what stands where secrets usually do."""
    for secret in secrets:
        text = text.replace(secret.reveal(), HIDDEN)
    return _IN_JSON.sub(rf"\1{HIDDEN}", _IN_ADDRESS.sub(rf"\1{HIDDEN}", text))
