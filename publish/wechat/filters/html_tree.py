"""Any HTML as a tree, and back; the bytes of pictures stay outside."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from lxml import etree

from publish.core.html import Tree

_SOURCE = ' src="data:image/'
# What could end the value, or be markup itself: then it is no picture, and is parsed like everything else.
_MARKUP = "<>&' \t\r\n\f"


_SHELL = re.compile(r"<(?:!doctype|html|head|body)[\s>]", re.IGNORECASE)


class HtmlTree(NamedTuple):
    """HTML as a tree."""

    root: Tree
    """An element round all of it."""
    pictures: tuple[str, ...]
    """The bytes that were put aside."""
    key: str
    """Stands in their place, with the number of each; stands nowhere else."""
    whole: bool
    """Whether it was a document rather than a part of one."""


def parse_html_tree(html: str) -> HtmlTree:
    """Parse HTML, whatever it is; nothing stays of a document round it."""
    pieces, pictures = _put_aside(html)
    key = hashlib.sha256("".join(pieces).encode("utf-8", "replace")).hexdigest()[:24]
    marked = [pieces[0], *(f"-{key}-{number}-{piece}" for number, piece in enumerate(pieces[1:]))]
    slim = "".join(["<body>", *marked])
    root = etree.fromstring(slim.encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    root.extend(list(root.itersiblings()))  # what stands behind </html>
    etree.strip_tags(root, "html", "head", "body")
    root.attrib.clear()
    return HtmlTree(root, tuple(pictures), key, _SHELL.search(slim, len("<body>")) is not None)


def serialize_html_tree(page: HtmlTree) -> str:
    """Serialise what is left."""
    written = etree.tostring(page.root, method="html", encoding="unicode")
    written = written.removeprefix("<html>").removesuffix("</html>")
    # As our own articles are written.
    written = written.replace('<section data-ignore-width=""', "<section data-ignore-width")
    return re.sub(rf"-{page.key}-(\d+)-", lambda mark: page.pictures[int(mark[1])], written)


def _put_aside(html: str) -> tuple[list[str], list[str]]:
    """Return HTML in pieces, and the bytes of the picture between each two."""
    pieces, pictures = [], []
    done = 0
    while (found := html.find(_SOURCE, done)) >= 0:
        start = html.find(",", found) + 1
        end = html.find('"', found + len(_SOURCE))
        if not found < start <= end or any(char in html[found + 1 : end] for char in _MARKUP):
            break  # the rest is parsed as it stands
        pieces.append(html[done:start])
        pictures.append(html[start:end])
        done = end
    return [*pieces, html[done:]], pictures
