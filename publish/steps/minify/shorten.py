"""The foot of an article in fewer words: its references and its back issues; nothing of the issue itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from publish.core.html import Tree
from publish.wechat.css_properties import join_style, split_style

_BETWEEN_DATES = "\u3000"


def shorten_references(tree: Tree) -> None:
    """Write each reference as its number and its address alone, all that follow one another in one paragraph."""
    for run in _find_runs(tree, "reference"):
        lines = [_read_reference(reference) for reference in run]
        home = _keep_first(run)
        home.text = lines[0]
        for line in lines[1:]:
            etree.SubElement(home, "br").tail = line


def _read_reference(reference: Tree) -> str:
    """Return a reference as `[1] example.org/a`."""
    parts = (_find(reference, hook) for hook in ("number", "address"))
    return "\u00a0".join("".join(str(text) for text in part.itertext()) for part in parts if part is not None)


def join_archive(tree: Tree) -> None:
    """Write the back issues as one line of dates; their links stay."""
    for run in _find_runs(tree, "back-issue"):
        dates = [_read_back_issue(issue) for issue in run]
        home = _keep_first(run)
        for at, (date, link) in enumerate(dates):
            between = _BETWEEN_DATES if at else ""
            if link is None:
                _append_text(home, between + date)
                continue
            _append_text(home, between)
            link.text = date
            home.append(link)


def _read_back_issue(issue: Tree) -> tuple[str, Tree | None]:
    """Return the date of a back issue, and its emptied link where it has one."""
    date = _find(issue, "date")
    shown = "".join(str(text) for text in (issue if date is None else date).itertext())
    link = issue.find("a")
    if link is not None:
        _empty(link)
    return shown, link


def _find_runs(tree: Tree, hook: str) -> Iterator[list[Tree]]:
    """Yield the paragraphs of a kind that follow one another."""
    run: list[Tree] = []
    for element in [element for element in tree.iter("p") if element.get("class") == hook]:
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
        other.getparent().remove(other)  # type: ignore[union-attr]  # it stands behind another
    _empty(first)
    return first


def _find(element: Tree, hook: str) -> Tree | None:
    return next((inner for inner in element.iterdescendants() if inner.get("class") == hook), None)


def _empty(element: Tree) -> None:
    for child in list(element):
        element.remove(child)
    element.text = element.tail = None


def _append_text(element: Tree, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text or None
    else:
        element.text = (element.text or "") + text or None


_ZERO = re.compile(r"(?<![\w.#])0(?:px|em|%)(?!\w)")
_FRACTION = re.compile(r"(?<![\w.#])0(?=\.\d)")
_TWINS = re.compile(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3$")
_WORDS = {"bold": "700", "normal": "400"}
_BOXES = ("margin", "padding")


def shorten_declarations(tree: Tree) -> None:
    """Write every declaration as short as an equal one can be."""
    for element in tree.iter():
        style = element.get("style")
        if style:
            element.set("style", shorten_equally(style))


@lru_cache(maxsize=4096)
def shorten_equally(written: str) -> str:
    """Return a style attribute that means the same in fewer characters."""
    return join_style({name: _shorten_value(name, value) for name, value in split_style(written).items()})


def _shorten_value(name: str, value: str) -> str:
    value = _FRACTION.sub("", _ZERO.sub("0", value))
    if name in _BOXES:
        return _shorten_box(value)
    if name == "font-weight":
        return _WORDS.get(value, value)
    return " ".join(_TWINS.sub(r"#\1\2\3", part) for part in value.split(" "))


def _shorten_box(value: str) -> str:
    """Return the sides of a box without those that follow from the others."""
    sides = value.split(" ")
    if len(sides) == 4 and sides[3] == sides[1]:
        sides.pop()
    if len(sides) == 3 and sides[2] == sides[0]:
        sides.pop()
    if len(sides) == 2 and sides[1] == sides[0]:
        sides.pop()
    return " ".join(sides)
