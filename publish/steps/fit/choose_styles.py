"""Choose which kinds of declarations give way so that an article has few enough characters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from publish.core.style_attribute import Style
from publish.steps.fit.declarations import ATTRIBUTE_CHARS, is_bold
from publish.steps.fit.inheritance import place_declarations
from publish.steps.fit.outline import (
    GROUND,
    TEXT_PROPERTIES,
    OutlinedElement,
    find_body_text,
    find_value_set_by_page,
    is_set_by_page,
    shows,
)
from publish.steps.fit.unwrap_tags import only_groups_blocks
from publish.steps.fit.visual_weight import stays_to_the_end, weigh_own, weigh_text, weigh_zone
from publish.wechat.elements import BLOCKS

# Bold and struck text, marks of lists, sizes of pictures and tables, and what makes code scroll.
_KEPT_PROPERTIES = frozenset({
    "text-decoration", "list-style-type", "width", "max-width", "height", "overflow-x", "white-space", "font-style",
    "border-collapse", "table-layout",
})  # fmt: skip
_KEPT_BORDERS = frozenset({"td", "th", "blockquote"})  # WeChat's page has borders of its own there
_ALREADY_BOLD = frozenset({"strong", "b"})
_PASSED_ON = {"section": {"margin"}}  # given to the first and last block when an element is unwrapped
_TRIES = 6
_LIKELY = 1.5  # inherited declarations take fewer characters than are counted for them


class Candidate(NamedTuple):
    """A property of one kind of element, which may give way."""

    kind: str
    name: str


class StyleChoice(NamedTuple):
    """The declarations of each element, by its number."""

    styles: list[Style]
    chars: int  # of all style attributes
    dropped: frozenset[Candidate]


class Chooser:
    """What may give way in an article, and what is left of its styles then."""

    def __init__(self, nodes: Sequence[OutlinedElement]) -> None:
        self.nodes = nodes
        self.body = find_body_text(nodes)
        self._chars: Counter[Candidate] = Counter()
        self._of_heads: frozenset[Candidate] = frozenset()
        self._unwrappable = {
            node.number
            for node in nodes
            if node.element.tag == "span" or (node.element.tag == "section" and only_groups_blocks(node.element))
        }
        self._placed: dict[tuple[str, frozenset[Candidate]], dict[int, str]] = {}

    @cached_property
    def candidates(self) -> list[Candidate]:
        """Return what may give way, the least visible for its characters first, heads last."""
        weights: dict[Candidate, float] = defaultdict(float)
        chars: Counter[Candidate] = Counter()
        last = set()
        for node in self.nodes:
            for owner, name, value, weight in self._list_declarations(node):
                candidate = Candidate(owner.kind, name)
                weights[candidate] += weight * weigh_zone(node)
                chars[candidate] += len(name) + len(value) + 2
                if stays_to_the_end(node, name):
                    last.add(candidate)
        self._chars, self._of_heads = chars, frozenset(last)
        order = {candidate: weights[candidate] / chars[candidate] for candidate in chars if weights[candidate]}
        return sorted(order, key=lambda candidate: (candidate in last, order[candidate], candidate))

    def _list_declarations(self, node: OutlinedElement) -> Iterator[tuple[OutlinedElement, str, str, float]]:
        """Yield what may give way on an element: who declares it, its name, value and weight."""
        for name, value in node.own.items():
            if _may_give_way(node, name):
                yield node, name, value, weigh_own(name, value)
        for name, (value, source) in node.text.items():
            owner = self.nodes[source]
            if shows(node, name) and _may_change(owner, name, value):
                yield owner, name, value, self._weigh_text(owner, name, value)

    def _weigh_text(self, owner: OutlinedElement, name: str, value: str) -> float:
        instead = find_value_set_by_page(str(owner.element.tag), name) or self._find_instead(owner, name)
        return weigh_text(name, value, instead)

    def _find_instead(self, owner: OutlinedElement, name: str) -> str:
        """Return the value that a text gets where that of an element gives way: the block's, or the article's."""
        if is_set_by_page(str(owner.element.tag), name):
            return ""
        if owner.element.tag in BLOCKS and not (name == "color" and owner.grounds):
            return self.body[name]
        return self.nodes[owner.parent].text[name].value if owner.parent >= 0 else self.body[name]

    def loses_heads(self, choice: StyleChoice) -> bool:
        """Return whether headings or titles lose some of their look in a choice."""
        return not choice.dropped.isdisjoint(self._of_heads)

    def drop_all_but_heads(self) -> StyleChoice:
        """Return the styles of an article in which everything but the look of headings and titles gave way."""
        return self.drop(frozenset(self.candidates) - self._of_heads)

    def drop(self, dropped: frozenset[Candidate]) -> StyleChoice:
        """Return the styles of an article in which candidates gave way."""
        styles = [{name: value for name, value, candidate in own if candidate not in dropped} for own in self._own]
        styled = [bool(style) for style in styles]
        for name in TEXT_PROPERTIES:
            for number, value in self._place(name, dropped, styled).items():
                styles[number][name] = value
        return StyleChoice(styles, sum(map(self._measure, self.nodes, styles)), dropped)

    @cached_property
    def _own(self) -> list[list[tuple[str, str, Candidate]]]:
        """Return name, value and candidate of each element's declarations that are not inherited."""
        return [[(name, value, Candidate(node.kind, name)) for name, value in node.own.items()] for node in self.nodes]

    def _measure(self, node: OutlinedElement, style: Style) -> int:
        """Return the characters of a style attribute, less those of an element that is unwrapped without it."""
        if not style.keys() - _PASSED_ON.get(str(node.element.tag), set()) and node.number in self._unwrappable:
            return -2 * len(f"<{node.element.tag}>") - 1
        return sum(len(name) + len(value) + 2 for name, value in style.items()) + (ATTRIBUTE_CHARS - 1 if style else 0)

    def choose(self, room: int) -> StyleChoice:
        """Return the styles that take at most `room` characters, with as little given up as possible.

        The order of candidates is tried by bisection; then the most visible ones that still fit are given back.
        """
        low, high = 0, len(self.candidates)
        while low < high:
            middle = (low + high) // 2
            if self.drop(frozenset(self.candidates[:middle])).chars <= room:
                high = middle
            else:
                low = middle + 1
        return self._give_back(self.drop(frozenset(self.candidates[:low])), room)

    def _give_back(self, choice: StyleChoice, room: int) -> StyleChoice:
        """Return a choice with the most visible candidates given back that still fit."""
        tries = 0
        for candidate in reversed(self.candidates):
            likely = candidate in choice.dropped and self._chars[candidate] <= _LIKELY * (room - choice.chars)
            if likely and tries < _TRIES:
                tries += 1
                kept = self.drop(choice.dropped - {candidate})
                choice = kept if kept.chars <= room else choice
        return choice

    def _place(self, name: str, dropped: frozenset[Candidate], styled: Sequence[bool]) -> dict[int, str]:
        given_up = frozenset(each for each in dropped if each.name in (name, GROUND))
        key = (name, given_up)
        if key not in self._placed:
            accepted = [*self._accept_all(name, given_up)]
            self._placed[key] = place_declarations(self.nodes, name, accepted, styled)
        return self._placed[key]

    def _accept_all(self, name: str, dropped: frozenset[Candidate]) -> Iterator[frozenset[str]]:
        """Yield the values that the text of each element may have: of one source and ground the same."""
        known: dict[tuple[int, tuple[int, ...]], frozenset[str]] = {}
        for node in self.nodes:
            key = (node.text[name].source, node.grounds)
            if not shows(node, name):
                yield frozenset()
                continue
            if key not in known:
                known[key] = self._accept(node, name, dropped)
            yield known[key]

    def _accept(self, node: OutlinedElement, name: str, dropped: frozenset[Candidate]) -> frozenset[str]:
        """Return the values that the text of an element may have."""
        accepted = set()
        while True:
            if name == "color":
                node = self._leave_grounds(node, dropped)
            value, source = node.text[name]
            owner = self.nodes[source]
            accepted.add(value)
            if Candidate(owner.kind, name) not in dropped:
                return frozenset(accepted)
            instead = self._find_instead(owner, name)
            if owner.parent < 0 or self.nodes[owner.parent].text[name].value != instead:
                return frozenset(accepted | {instead})
            node = self.nodes[owner.parent]

    def _leave_grounds(self, node: OutlinedElement, dropped: frozenset[Candidate]) -> OutlinedElement:
        """Return the element whose colour is right for a text where grounds gave way: colour and ground go together."""
        for ground in node.grounds:
            if Candidate(self.nodes[ground].kind, GROUND) not in dropped:
                break
            node = self.nodes[max(self.nodes[ground].parent, 0)]
        return node


def _may_give_way(node: OutlinedElement, name: str) -> bool:
    tag = str(node.element.tag)
    if name in _KEPT_PROPERTIES or tag == "img" or not node.number:
        return False
    if name == "display" and tag in BLOCKS:  # two boxes side by side
        return False
    return not (name.startswith("border") and name != "border-radius" and tag in _KEPT_BORDERS)


def _may_change(owner: OutlinedElement, name: str, value: str) -> bool:
    """Return whether the text of an element may have another value of an inherited property."""
    tag = owner.element.tag
    if name == "color":
        return bool(value) and tag != "a" and not (owner.grounds and tag in BLOCKS)
    return bool(value) and (name != "font-weight" or tag in _ALREADY_BOLD or not is_bold(value))
