"""Counts of what a filter kept, rewrote and lost, with the path of each change's first target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from publish.core.html import ChangeKind, ChangeTarget, FilterChange, Tree

MAX_STEPS = 5  # of a path: whole paths would take long where elements are deeply nested
_ORDER = {kind: number for number, kind in enumerate((ChangeKind.LOST, ChangeKind.REWRITTEN, ChangeKind.KEPT))}


class ChangeRecord(NamedTuple):
    """A change of targets of one name; without a name for what is kept."""

    kind: ChangeKind
    what: ChangeTarget
    name: str = ""
    rule: str = ""


class ChangeCounter:
    """Counter of a filter's changes."""

    def __init__(self) -> None:
        self._counts: Counter[ChangeRecord] = Counter()
        self._paths: dict[ChangeRecord, str] = {}

    @property
    def changed(self) -> bool:
        """Return whether anything was not kept."""
        return bool(self._paths)

    def add(self, change: ChangeRecord, element: Tree | Callable[[], str], count: int = 1) -> None:
        """Count a change; of the first one, unless the target is kept, the element's path is saved."""
        self._counts[change] += count
        if change.kind is not ChangeKind.KEPT and change not in self._paths:
            self._paths[change] = element() if callable(element) else _describe_path(element)

    def list_changes(self) -> tuple[FilterChange, ...]:
        """Return the changes, losses first."""
        changes = sorted(self._counts, key=lambda change: (_ORDER[change.kind], *change[1:]))
        return tuple(
            FilterChange(*change[:3], self._counts[change], change.rule, self._paths.get(change, ""))
            for change in changes
        )


def _describe_path(element: Tree) -> str:
    """Return the tags of an element and its ancestors, without the root."""
    tags: list[str] = []
    current: Tree | None = element
    while current is not None and current.tag != "html" and len(tags) <= MAX_STEPS:
        tags.append(str(current.tag))
        current = current.getparent()
    return write_path(tags)


def write_path(tags: Sequence[str]) -> str:
    """Return the tags of an element and its ancestors, innermost first, as a path."""
    steps = tags if len(tags) <= MAX_STEPS else [*tags[:MAX_STEPS], "…"]
    return " > ".join(reversed(steps))
