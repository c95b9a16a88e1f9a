"""Shorten declarations without changing their meaning, and the references and back issues of the footer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from publish.core.html import Tree, append_text
from publish.core.style_attribute import join_style, split_style

_BETWEEN_DATES = "\u3000"


def shorten_references(tree: Tree) -> None:
    """Write each reference as number and address, consecutive ones in one paragraph."""
    for run in _find_runs(tree, "reference"):
        lines = [_read_reference(reference) for reference in run]
        paragraph = _keep_first(run)
        paragraph.text = lines[0]
        for line in lines[1:]:
            etree.SubElement(paragraph, "br").tail = line


def _read_reference(reference: Tree) -> str:
    """Return a reference as `[1] example.org/a`."""
    parts = (_find(reference, class_name) for class_name in ("number", "address"))
    return "\u00a0".join(_read_text(part) for part in parts if part is not None)


def join_archive(tree: Tree) -> None:
    """Write the back issues as one line of dates; their links stay."""
    for run in _find_runs(tree, "back-issue"):
        dates = [_read_back_issue(issue) for issue in run]
        paragraph = _keep_first(run)
        for i, (date, link) in enumerate(dates):
            append_text(paragraph, (_BETWEEN_DATES if i else "") + (date if link is None else ""))
            if link is not None:
                link.text = date
                paragraph.append(link)


def _read_back_issue(issue: Tree) -> tuple[str, Tree | None]:
    """Return the date of a back issue, and its emptied link where it has one."""
    date = _find(issue, "date")
    text = _read_text(issue if date is None else date)
    link = issue.find("a")
    if link is not None:
        _empty(link)
    return text, link


def _find_runs(tree: Tree, class_name: str) -> Iterator[list[Tree]]:
    """Yield the runs of consecutive paragraphs of a class."""
    run: list[Tree] = []
    for element in [element for element in tree.iter("p") if element.get("class") == class_name]:
        if run and element.getprevious() is not run[-1]:
            yield run
            run = []
        run.append(element)
    if run:
        yield run


def _keep_first(run: list[Tree]) -> Tree:
    """Remove all but the first paragraph of a run, and return it, emptied."""
    first, *others = run
    for other in others:
        other.getparent().remove(other)  # type: ignore[union-attr]  # it has siblings
    _empty(first)
    return first


def _find(element: Tree, class_name: str) -> Tree | None:
    return element.find(f".//*[@class='{class_name}']")


def _read_text(element: Tree) -> str:
    return "".join(map(str, element.itertext()))


def _empty(element: Tree) -> None:
    del element[:]
    element.text = element.tail = None


_ZERO = re.compile(r"(?<![\w.#])0(?:px|em|%)(?!\w)")
_FRACTION = re.compile(r"(?<![\w.#])0(?=\.\d)")
_DOUBLED_HEX = re.compile(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3$")
_FONT_WEIGHTS = {"bold": "700", "normal": "400"}
_BOXES = ("margin", "padding")


def shorten_declarations(tree: Tree) -> None:
    """Write every declaration in the shortest equivalent form."""
    for element in tree.iter():
        style = element.get("style")
        if style:
            element.set("style", shorten_equally(style))


@lru_cache(maxsize=4096)
def shorten_equally(text: str) -> str:
    """Return the shortest style attribute of the same meaning."""
    return join_style({name: _shorten_value(name, value) for name, value in split_style(text).items()})


def _shorten_value(name: str, value: str) -> str:
    value = _FRACTION.sub("", _ZERO.sub("0", value))
    if name in _BOXES:
        return shorten_box(value)
    if name == "font-weight":
        return _FONT_WEIGHTS.get(value, value)
    return " ".join(_DOUBLED_HEX.sub(r"#\1\2\3", part) for part in value.split(" "))


def shorten_box(value: str) -> str:
    """Return the sides of a margin or padding without those that repeat another."""
    sides = value.split(" ")
    for side, opposite in ((3, 1), (2, 0), (1, 0)):
        if len(sides) == side + 1 and sides[side] == sides[opposite]:
            sides.pop()
    return " ".join(sides)
