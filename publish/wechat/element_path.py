"""Paths of an article's elements, as problems name them: `section>p[3]>span`."""

from __future__ import annotations

from collections import Counter

from publish.core.html import Tree

COMMENT = "#comment"
FRAGMENT = "fragment"  # tag of the element that holds an article parsed from text


class ElementPaths:
    """The paths of the elements of one tree."""

    def __init__(self) -> None:
        self._paths: dict[Tree, str] = {}

    def find(self, element: Tree) -> str:
        """Return an element's path, numbered among siblings of the same tag."""
        if element not in self._paths:
            parent = element.getparent()
            siblings = [element] if parent is None else list(parent)
            above = "" if parent is None or parent.tag == FRAGMENT else f"{self.find(parent)}>"
            self._paths |= {child: f"{above}{step}" for child, step in _name_steps(siblings).items()}
        return self._paths[element]


def name_tag(element: Tree) -> str:
    """Return an element's tag; `COMMENT` for comments and processing instructions."""
    tag: object = element.tag  # a function for a comment, unlike its declared type
    return tag if isinstance(tag, str) else COMMENT


def _name_steps(siblings: list[Tree]) -> dict[Tree, str]:
    """Return each element's tag, numbered where several have it."""
    totals = Counter(map(name_tag, siblings))
    seen: Counter[str] = Counter()
    steps = {}
    for child in siblings:
        tag = name_tag(child)
        seen[tag] += 1
        steps[child] = f"{tag}[{seen[tag]}]" if totals[tag] > 1 else tag
    return steps
