"""Differences in the document, before markdown-it-py reads it, and in the HTML that it writes."""

from __future__ import annotations

import re

from lxml.html import defs

from tests.documents.differences.kinds import TextDifference
from tests.documents.differences.marks import translate_document

_YAML = re.compile(r"---[ \t]*\n(?=[ \t]*[^\s].*\n)(?:(?!---|\.\.\.).*\n)*(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TOML = re.compile(r"\+\+\+[ \t]*\n(?:(?!\+\+\+).*\n)*\+\+\+[ \t]*(?:\n|\Z)")
_METADATA = re.compile(r"(?:[a-z_]+: .*\n)+\n")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BOX_OPENS = re.compile(r"^ {0,3}(?=:{3,}[ \t]*[^\s:])", re.MULTILINE)
_BOX_CLOSES = re.compile(r"^ {0,3}:{3,}[ \t]*$", re.MULTILINE)
_SIZED = re.compile(r"(!\[[^\[\]\n]*\]\([^\s()<>]+)[ \t]+=\d+(?:px|%)?(?:[x×]\d*)?\)")
_ELEMENTS = defs.tags | {"main", "picture", "template"}
_TAG_NAME = re.compile(r"<(?=/?([A-Za-z][^\s/<>]*))")


def take_front_matter(text: str) -> str:
    """Take out the front matter: YAML, TOML, or the lines of MultiMarkdown."""
    head = _YAML.match(text) or _TOML.match(text) or _METADATA.match(text)
    return text[head.end() :] if head else text


def take_control_characters(text: str) -> str:
    """Take out what XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def escape_open_boxes(text: str) -> str:
    """Show the mark of a `:::` box that is never closed."""
    return _BOX_OPENS.sub(lambda mark: mark[0] if _BOX_CLOSES.search(text, mark.end()) else f"{mark[0]}\\", text)


def take_sizes(text: str) -> str:
    """Take the width out of a picture's address."""
    return _SIZED.sub(r"\1)", text)


def escape_unknown_tags(markup: str) -> str:
    """Show a name in angle brackets that is no element of HTML and no custom one: `vector<int>`."""
    return _TAG_NAME.sub(lambda tag: "<" if tag[1].lower() in _ELEMENTS or "-" in tag[1] else "&lt;", markup)


def read_broken_breaks(markup: str) -> str:
    """Read `</br>` as browsers do."""
    return markup.replace("</br>", "<br>")


IN_DOCUMENT = (
    TextDifference("front matter", "It is data; title, author and options are taken from it.", take_front_matter),
    TextDifference("control characters", "XML, and so WeChat's store, cannot hold them.", take_control_characters),
    TextDifference("marks of other programs", "They are translated, or taken out and named.", translate_document),
    TextDifference("sized picture", "![](a.png =150x) has a width, as markdown-it's own plugin reads it.", take_sizes),
    TextDifference("open box", "A ::: box that is never closed is text, and the editor is told.", escape_open_boxes),
)
IN_MARKUP = (
    TextDifference("unknown tag", "A name in angle brackets that is no element is text.", escape_unknown_tags),
    TextDifference("broken break", "Browsers read </br> as <br>; lxml does not.", read_broken_breaks),
)
