"""The last steps of fitting, which cost words: the titles of references and of back issues."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from publish.core.html import Tree, append_text

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
