"""Place the declarations of an inherited property where they take the fewest characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from publish.steps.fit.declarations import ATTRIBUTE_CHARS
from publish.steps.fit.outline import OutlinedElement, find_page_value, is_set_by_page

_IMPOSSIBLE = 1_000_000
_NONE = (("", _IMPOSSIBLE),)
_KEPT_SECTION_CHARS = len("<section></section>")  # a section without a style is unwrapped


class _Cost(NamedTuple):
    """The characters of an element with all that is in it, in declarations of one property."""

    undeclared: Mapping[str, int]  # without a declaration of its own, by the value around it
    declared: tuple[int, str]  # with the cheapest declaration of its own
    around: Mapping[str, int]  # the lesser of both, by the value around it


def place_declarations(
    nodes: Sequence[OutlinedElement], name: str, accepted: Sequence[frozenset[str]], styled: Sequence[bool]
) -> dict[int, str]:
    """Return the fewest declarations that give every text an accepted value, by element.

    Args:
        nodes: The elements in document order.
        name: The inherited property.
        accepted: The accepted values of each element; empty for one without text. The empty value is the page's.
        styled: Whether each element has declarations of other properties.
    """
    costs = _Costs(nodes, name, accepted)
    for node in reversed(nodes):
        costs.add(node, styled=styled[node.number])
    return costs.assign()


class _Costs:
    """The characters of each element by the value around it, from the innermost elements outwards."""

    def __init__(self, nodes: Sequence[OutlinedElement], name: str, accepted: Sequence[frozenset[str]]) -> None:
        self._nodes = nodes
        self._name = name
        self._accepted = accepted
        self._values = sorted(set().union(*accepted) | {"", find_page_value(name)})
        self._lengths = [(value, len(value)) for value in self._values if value and "@" not in value]
        self._known: dict[int, _Cost] = {}  # by element; none for one without text inside
        self._equal: dict[tuple[object, ...], _Cost] = {}  # elements with equal ones inside cost the same

    def add(self, node: OutlinedElement, *, styled: bool) -> None:
        """Add an element whose children are known."""
        inner = [self._known[child].around for child in node.children if child in self._known]
        allowed = self._accepted[node.number]
        if not inner and not allowed:
            return
        is_relative = "@" in node.text[self._name].value
        key = (str(node.element.tag), allowed, styled, node.number if is_relative else -1, *map(id, inner))
        if key not in self._equal:
            self._equal[key] = self._measure(node, inner, styled=styled)
        self._known[node.number] = self._equal[key]

    def _measure(self, node: OutlinedElement, inner: Sequence[Mapping[str, int]], *, styled: bool) -> _Cost:
        allowed = self._accepted[node.number]
        own = {value: 0 if not allowed or value in allowed else _IMPOSSIBLE for value in self._values}
        for cost in inner:
            for value in self._values:
                own[value] += cost[value]
        fixed = len(self._name) + 2 + (0 if styled else _measure_new_style(node))
        lengths = _list_lengths(node, self._name, self._lengths)
        declared = min((own[value] + fixed + length, value) for value, length in lengths)
        if is_set_by_page(str(node.element.tag), self._name):
            own = dict.fromkeys(self._values, own[""])
        return _Cost(own, declared, {value: min(own[value], declared[0]) for value in self._values})

    def assign(self) -> dict[int, str]:
        """Return the cheapest declarations, from the top down."""
        declared: dict[int, str] = {}
        current: list[str] = []
        for node in self._nodes:
            value = current[node.parent] if node.parent >= 0 else find_page_value(self._name)
            value = "" if is_set_by_page(str(node.element.tag), self._name) else value
            cost = self._known.get(node.number)
            if cost is not None and cost.declared[0] < cost.undeclared[value]:
                value = cost.declared[1]
                declared[node.number] = value.partition("@")[0]
            current.append(value)
        return declared


def _list_lengths(node: OutlinedElement, name: str, lengths: Sequence[tuple[str, int]]) -> Sequence[tuple[str, int]]:
    """Return the values that an element may declare, with their lengths: a relative one only its own element."""
    value, source = node.text[name]
    if "@" not in value or source != node.number:
        return lengths or _NONE
    return [*lengths, (value, value.index("@"))]


def _measure_new_style(node: OutlinedElement) -> int:
    return ATTRIBUTE_CHARS + (_KEPT_SECTION_CHARS if node.element.tag == "section" else 0)
