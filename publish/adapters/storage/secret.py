"""Secrets, kept out of logs, messages and exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NoReturn

from publish.core.lazy_pattern import lazy_pattern

HIDDEN = "…"

# Where WeChat's API and its clients put them: in an address, in JSON, in JSON within JSON.
_IN_ADDRESS = lazy_pattern(r"\b((?:access_token|app_?secret|secret)=)[^&\s\"'\\#]+", re.IGNORECASE)
_IN_JSON = lazy_pattern(r'(\\*"(?:access_token|app_?secret|secret)\\*"\s*:\s*\\*")[^"\\]*', re.IGNORECASE)


class Secret:
    """A text that only `reveal` shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret stays in its process")

    def reveal(self) -> str:
        """Return the secret itself, to be sent and not stored."""
        return self._text


def redact(text: str, secrets: Iterable[Secret] = ()) -> str:
    """Return a text without these secrets, and without the values of parameters that usually are secrets."""
    for secret in secrets:
        text = text.replace(secret.reveal(), HIDDEN)
    return _IN_JSON.sub(rf"\1{HIDDEN}", _IN_ADDRESS.sub(rf"\1{HIDDEN}", text))
