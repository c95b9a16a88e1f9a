"""Regular expressions that are compiled when they are first used.

The modules that a build loads hold some four hundred, of which an ordinary issue needs half; compiling all of them
takes longer than converting it.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast

_MEMBERS = (
    "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn", "flags", "groups", "groupindex",
)  # fmt: skip


class _LazyPattern(Generic[AnyStr]):
    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Return a member of the compiled pattern, and keep all of them: the next look finds them at once."""
        if name not in _MEMBERS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        vars(self).update({member: getattr(compiled, member) for member in _MEMBERS})
        return getattr(compiled, name)


def lazy_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` returns, compiled on first use; `re` itself does not take it for a pattern."""
    return cast("re.Pattern[AnyStr]", _LazyPattern(pattern, flags))
