"""Any HTML as a tree, and back; the tree holds no bytes of embedded pictures."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from lxml import etree

from publish.core.html import Tree
from publish.core.lazy_pattern import lazy_pattern

_SOURCE = ' src="data:image/'
# One of these could end the value, or be markup: then it is no picture, and is parsed like everything else.
_MARKUP = "<>&' \t\r\n\f"
_SHELL = lazy_pattern(r"<(?:!doctype|html|head|body)[\s>]", re.IGNORECASE)


class HtmlTree(NamedTuple):
    """HTML as a tree."""

    root: Tree  # an element round all of it
    pictures: tuple[str, ...]  # the bytes of the embedded pictures
    key: str  # with a number, stands for each picture's bytes; occurs nowhere else
    is_document: bool  # whether the HTML was a whole document rather than a fragment


def parse_html_tree(html: str) -> HtmlTree:
    """Parse any HTML; of a document, only the content is left."""
    pieces, pictures = _extract_pictures(html)
    key = hashlib.sha256("".join(pieces).encode("utf-8", "replace")).hexdigest()[:24]
    marked = [pieces[0], *(f"-{key}-{number}-{piece}" for number, piece in enumerate(pieces[1:]))]
    slim = "".join(["<body>", *marked])
    root = etree.fromstring(slim.encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    root.extend(list(root.itersiblings()))  # what follows </html>
    etree.strip_tags(root, "html", "head", "body")
    root.attrib.clear()
    return HtmlTree(root, tuple(pictures), key, _SHELL.search(slim, len("<body>")) is not None)


def serialize_html_tree(tree: HtmlTree) -> str:
    """Return a tree as HTML, with the bytes of its pictures."""
    html = write_html(tree.root).removeprefix("<html>").removesuffix("</html>")
    return re.sub(rf"-{tree.key}-(\d+)-", lambda mark: tree.pictures[int(mark[1])], html)


def write_html(element: Tree) -> str:
    """Return an element as HTML, as our articles write it."""
    html = etree.tostring(element, method="html", encoding="unicode")
    return html.replace('<section data-ignore-width=""', "<section data-ignore-width")


def _extract_pictures(html: str) -> tuple[list[str], list[str]]:
    """Return the pieces of HTML between embedded pictures, and the pictures' bytes."""
    pieces, pictures = [], []
    done = 0
    while (found := html.find(_SOURCE, done)) >= 0:
        start = html.find(",", found) + 1
        end = html.find('"', found + len(_SOURCE))
        if not found < start <= end or any(char in html[found + 1 : end] for char in _MARKUP):
            break  # the rest is parsed as it is
        pieces.append(html[done:start])
        pictures.append(html[start:end])
        done = end
    return [*pieces, html[done:]], pictures
