"""What was kept, rewritten and lost, and where."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from publish.core.html import ChangeKind, ChangeTarget, FilterChange, Tree
from publish.wechat.filter_table import Decision

MAX_STEPS = 5
"""A path says no more: to write all of each would take long where elements nest deep."""
MAX_NAME_CHARS = 40
_ORDER = {kind: place for place, kind in enumerate((ChangeKind.LOST, ChangeKind.REWRITTEN, ChangeKind.KEPT))}


class ChangeRecord(NamedTuple):
    """What happens to things of one name; of what is kept nobody asks the name."""

    kind: ChangeKind
    what: ChangeTarget
    name: str = ""
    rule: str = ""


def record(verdict: Decision, what: ChangeTarget, name: str) -> ChangeRecord:
    """Return a verdict on a thing as an entry."""
    if verdict.kind is ChangeKind.KEPT:
        return ChangeRecord(verdict.kind, what)
    return ChangeRecord(verdict.kind, what, name[:MAX_NAME_CHARS], verdict.rule)


class ChangeCounter:
    """Changes, one entry for all things of one name."""

    def __init__(self) -> None:
        self._counts: Counter[ChangeRecord] = Counter()
        self._paths: dict[ChangeRecord, str] = {}

    @property
    def changed(self) -> bool:
        """Say whether anything was not kept."""
        return bool(self._paths)

    def add(self, entry: ChangeRecord, at: Tree, count: int = 1) -> None:
        """Count things; the first of a name says where, unless it is kept."""
        self._counts[entry] += count
        if entry.kind is not ChangeKind.KEPT and entry not in self._paths:
            self._paths[entry] = _describe_path(at)

    def list_changes(self) -> tuple[FilterChange, ...]:
        """Return the changes, the worst first."""
        entries = sorted(self._counts, key=lambda entry: (_ORDER[entry.kind], *entry[1:]))
        return tuple(
            FilterChange(
                entry.kind, entry.what, entry.name, self._counts[entry], entry.rule, self._paths.get(entry, "")
            )
            for entry in entries
        )


def _describe_path(element: Tree) -> str:
    """Return the tags that lead to an element, without the root round all of them."""
    steps: list[str] = []
    place: Tree | None = element
    while place is not None and place.tag != "html":
        if len(steps) == MAX_STEPS:
            steps.append("…")
            break
        steps.append(str(place.tag))
        place = place.getparent()
    return " > ".join(reversed(steps))
