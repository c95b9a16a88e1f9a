"""Replace elements that WeChat does not know, split code into lines, and repair nesting."""

from __future__ import annotations

from lxml import etree

from publish.core.html import Tree, append_text
from publish.core.lazy_pattern import lazy_pattern
from publish.core.style_attribute import get_style, set_style
from publish.wechat.elements import BLOCKS, CELLS, HEADINGS, REPLACED

_SPACED = str.maketrans({"\n": " ", "\t": "    "})
_LOST_SPACES = lazy_pattern(r"(?<![^ ]) | $")
SCROLL = {"overflow-x": "auto", "-webkit-overflow-scrolling": "touch"}
"""The style of a box that scrolls content wider than itself."""
_UNBROKEN = {"white-space": "nowrap", "word-break": "normal"}
_CAN_HOLD_BLOCKS = BLOCKS - HEADINGS - {"p"}


def replace_tags(tree: Tree) -> None:
    """Replace the elements that the editor would unwrap; their style stays."""
    for element in reversed(list(tree.iter(*REPLACED))):
        if element.tag in ("caption", "figcaption"):
            _move_caption(element)
        tag, style = REPLACED[str(element.tag)]
        element.tag = tag
        if tag == "p" and (parent := element.getparent()) is not None and parent.tag in CELLS:
            element.tag = "section"  # the one that every cell holds
        if style:
            name, _, value = style.partition(":")
            set_style(element, {name: value} | get_style(element))


def _move_caption(caption: Tree) -> None:
    """Move a caption behind its figure or above its table."""
    parent = caption.getparent()
    if parent is None or parent.tag not in ("figure", "table") or parent.getparent() is None:
        return
    tail, caption.tail = caption.tail, None
    previous = caption.getprevious()
    if previous is None:
        parent.text = (parent.text or "") + (tail or "")
    else:
        previous.tail = (previous.tail or "") + (tail or "")
    if parent.tag == "table":
        parent.addprevious(caption)
    else:
        caption.tail, parent.tail = parent.tail, None
        parent.addnext(caption)


def split_code_lines(tree: Tree) -> None:
    """Write a code block as a section with one paragraph a line; every space and empty line stays."""
    for pre in reversed(list(tree.iter("pre"))):
        if _contains_block(pre):
            pre.tag = "section"
            continue
        inner = _find_inner_code(pre)
        lines = _CodeLines(inner).paragraphs
        style = get_style(inner) if inner is not pre else {}
        box = get_style(pre)
        scrolls = pre.get("class") == "scroll"
        tail = pre.tail
        pre.clear()
        pre.tag, pre.tail = "section", tail
        if scrolls:
            pre.set("data-ignore-width", "")
            box |= SCROLL
            style |= _UNBROKEN
        set_style(pre, box)
        for line in lines:
            _keep_spaces(line)
            if line.find(".//img") is None and not "".join(map(str, line.itertext())):
                append_text(line, "\u00a0")
            set_style(line, {"margin": "0"} | style)
            pre.append(line)
    for code in tree.iter("code"):
        if not _contains_block(code):
            _keep_spaces(code)


def _find_inner_code(pre: Tree) -> Tree:
    """Return the `code` around all content of a code block, else the block itself."""
    if len(pre) == 1 and pre[0].tag == "code" and not f"{pre.text or ''}{pre[0].tail or ''}".strip():
        return pre[0]
    return pre


def _keep_spaces(element: Tree) -> None:
    """Write the spaces that HTML would lose as no-break spaces: at both ends, and all but the first of several.

    Every other space stays one, so that the code that a reader copies runs.
    """
    slots = _list_texts(element)
    text = "".join(getattr(node, name) or "" for node, name in slots).translate(_SPACED)
    if not _LOST_SPACES.search(text):
        return
    kept = _LOST_SPACES.sub("\u00a0", text)
    at = 0
    for node, name in slots:
        end = at + len((getattr(node, name) or "").translate(_SPACED))
        setattr(node, name, kept[at:end] or None)
        at = end


def _list_texts(element: Tree) -> list[tuple[Tree, str]]:
    """Return where the texts inside an element stand, in order."""
    slots = [(element, "text")]
    for child in element:
        slots += [*_list_texts(child), (child, "tail")]
    return slots


class _CodeLines:
    """Code as one paragraph per line; an element over several lines is repeated on each."""

    def __init__(self, code: Tree) -> None:
        self.paragraphs = [etree.Element("p")]
        self._path = [self.paragraphs[0]]
        self._copy(code)

    def _copy(self, element: Tree) -> None:
        self._write(element.text)
        for child in element:
            self._path.append(_add_copy(child, self._path[-1]))
            self._copy(child)
            self._path.pop()
            self._write(child.tail)

    def _write(self, text: str | None) -> None:
        first, *others = (text or "").split("\n")
        append_text(self._path[-1], first.translate(_SPACED))
        for part in others:
            self._begin_line()
            append_text(self._path[-1], part.translate(_SPACED))

    def _begin_line(self) -> None:
        """Begin a line with copies of the open elements."""
        path = [etree.Element("p")]
        self.paragraphs.append(path[0])
        for element in self._path[1:]:
            path.append(_add_copy(element, path[-1]))
        self._path = path


def _add_copy(element: Tree, parent: Tree) -> Tree:
    """Add an element without its content to another."""
    return etree.SubElement(parent, element.tag, {str(name): str(value) for name, value in element.items()})


def unwrap_illegal_parents(tree: Tree) -> None:
    """Turn elements that may not contain a block, but do, into sections."""
    for block in tree.iter(*BLOCKS):
        parent = block.getparent()
        while parent is not None and parent.tag not in _CAN_HOLD_BLOCKS:
            parent.tag = "section"
            parent.attrib.pop("href", "")
            parent = parent.getparent()


def _contains_block(element: Tree) -> bool:
    return any(inner.tag in BLOCKS for inner in element.iterdescendants())


def wrap_loose_text(tree: Tree) -> None:
    """Wrap text beside blocks in paragraphs."""
    for section in list(tree.iter("section", "blockquote")):
        blocks = [child.tag in BLOCKS for child in section]
        if any(blocks) and (section.text or not all(blocks) or any(child.tail for child in section)):
            wrap_runs(section)


def drop_empty(tree: Tree) -> None:
    """Remove empty paragraphs and quotations: each would be a gap, or be removed by the editor."""
    for element in reversed(list(tree.iter("p", "blockquote"))):
        parent = element.getparent()
        if parent is not None and not len(element) and not element.text:
            parent.remove(element)


def wrap_runs(section: Tree) -> None:
    """Wrap each run of text between an element's blocks in a paragraph."""
    run = etree.Element("p")
    run.text, section.text = section.text, None
    children = list(section)
    at = 0
    for child in [*children, None]:
        if child is not None and child.tag not in BLOCKS:
            run.append(child)
            continue
        if len(run) or (run.text or "").strip():
            section.insert(at, run)
            at += 1
        run = etree.Element("p")
        if child is not None:
            run.text, child.tail = child.tail, None
            at += 1
