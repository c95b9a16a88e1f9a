"""Whether calls have changed a draft or a publication."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from publish.core.exceptions import NotSentError, PlatformError
from publish.wechat.api_errors import CHANGES


class Sent(StrEnum):
    """Whether something on the platform was changed."""

    NO = "no"
    MAYBE = "maybe"
    YES = "yes"


class SentChanges:
    """Follows the calls of a client."""

    def __init__(self) -> None:
        self.state = Sent.NO

    @contextmanager
    def follow(self, endpoint: str) -> Iterator[None]:
        """Follow one call; whatever interrupts it, refusals aside, leaves its outcome open."""
        if endpoint not in CHANGES:
            yield
            return
        try:
            yield
        except (PlatformError, NotSentError):
            raise
        except BaseException:
            self._raise_to(Sent.MAYBE)
            raise
        self._raise_to(Sent.YES)

    def _raise_to(self, state: Sent) -> None:
        order = list(Sent)
        self.state = max(self.state, state, key=order.index)
