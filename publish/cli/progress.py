"""How far a long run has come."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Never, TextIO

if TYPE_CHECKING:
    from tqdm import tqdm

SHOWN_FROM = 10
"""Fewer issues are done before anybody asks."""


class Progress:
    """A bar on the terminal, when somebody watches and there is something to wait for; lines of text pass above it."""

    def __init__(self, total: int, *, shown: bool) -> None:
        self._bar: tqdm[Never] | None = None
        if shown and total >= SHOWN_FROM and sys.stderr is not None and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=total, file=sys.stderr, leave=False, dynamic_ncols=True)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    @property
    def drawn(self) -> bool:
        """Say whether there is a bar."""
        return self._bar is not None

    def advance(self, count: int = 1) -> None:
        """Count what is done."""
        if self._bar is not None:
            self._bar.update(count)

    def print(self, text: str, file: TextIO) -> None:
        """Print a line."""
        if self._bar is None:
            print(text, file=file)
        else:
            self._bar.write(text, file=file)
