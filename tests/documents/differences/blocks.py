"""Differences in pictures, boxes, tasks, footnotes, tables and raw HTML."""

from __future__ import annotations

import re
from textwrap import dedent

from lxml.html import Element, HtmlElement

from publish.newsletter.container_names import CALLOUTS
from tests.documents.differences.kinds import Sides, TreeDifference, drop_all

_HEADS = {
    **dict.fromkeys(("note", "info", "details"), "说明"),
    **dict.fromkeys(("tip", "success", "hint"), "提示"),
    "important": "重要",
    **dict.fromkeys(("warning", "attention"), "注意"),
    **dict.fromkeys(("caution", "danger", "error"), "警告"),
}
_BOX_NAME = re.compile(r"(?P<name>[^\s\[]+)(?P<title>.*)")
_TITLED_ALERT = re.compile(r"\s*\[!(?P<name>[^\[\]|]{1,40})(?:\|[^\[\]]*)?\][+-]?[ \t]*(?=(?P<title>\S)?)")
_NEVER_SHOWN = ("iframe", "math", "noembed", "noframes", "noscript", "script", "style", "svg", "template", "title")


def drop_captions(sides: Sides) -> int:
    """Take the captions off pictures that stand alone: they repeat the picture's title or its alternative text."""
    known = {each.get(name, "").strip() for each in sides.theirs.iter("img") for name in ("alt", "title")}
    captions = [each for each in sides.ours.iter("figcaption") if (each.text or "").strip() in known]
    return drop_all([each for each in captions if _is_picture(each.getprevious())])


def _is_picture(element: HtmlElement | None) -> bool:
    return element is not None and element.tag == "img"


def drop_galleries(sides: Sides) -> int:
    """Take the table away in which pictures stand side by side."""
    galleries = list(sides.ours.iterfind(".//table[@class='gallery']"))
    for gallery in galleries:
        for element in list(gallery.iter("table", "tbody", "tr", "td")):
            element.tag = "section"
    return len(galleries)


def translate_alerts(sides: Sides) -> int:
    """Head an alert of GitHub's in Chinese."""
    heads = list(sides.theirs.iterfind(".//p[@class='markdown-alert-title']"))
    for head in heads:
        head.text = _HEADS[(head.text or "").lower()]
    return len(heads)


def read_titled_alerts(sides: Sides) -> int:
    """Read an alert with a title of its own, as Obsidian writes it."""
    count = 0
    for first in sides.theirs.iterfind(".//blockquote/p"):
        mark = _TITLED_ALERT.match(first.text or "")
        if mark:
            name = mark["name"].strip()
            head = "" if mark["title"] else f"{CALLOUTS.get(name.lower(), ('', name))[1]} "
            first.text = head + (first.text or "")[mark.end() :]
            count += 1
    return count


def head_boxes(sides: Sides) -> int:
    """Head a `:::` box with its title, or in Chinese with what its name says."""
    boxes = list(sides.theirs.iterfind(".//div[@class='box']"))
    for box in boxes:
        written = _BOX_NAME.match(box.get("title", ""))
        assert written is not None
        head = Element("p")
        head.text = written["title"].strip(" []") or _HEADS.get(written["name"].lower(), written["name"])
        head.tail, box.text = box.text, None
        box.insert(0, head)
    return len(boxes)


def write_task_boxes(sides: Sides) -> int:
    """Write the box of a task as text."""
    boxes = list(sides.theirs.iterfind(".//input[@class='task-list-item-checkbox']"))
    for box in boxes:
        box.tail = ("☑ " if box.get("checked") is not None else "☐ ") + (box.tail or "")
    return drop_all(boxes)


def drop_ways_back(sides: Sides) -> int:
    """Leave the ways to a footnote and back out."""
    for mark in sides.theirs.iterfind(".//sup[@class='footnote-ref']/a"):
        del mark.attrib["href"]
    return drop_all(list(sides.theirs.iterfind(".//a[@class='footnote-backref']")))


def end_tables(sides: Sides) -> int:
    """Put a line of slashes below a table, where it is one cell of a row for GitHub."""
    lone = [row for row in sides.theirs.iterfind(".//tbody/tr") if _is_lone_line(row)]
    for row in lone:
        drop_all(list(row)[1:])
        row.tag = row[0].tag = "p"
    return len(lone)


def _is_lone_line(row: HtmlElement) -> bool:
    texts = [str(cell.text_content()).strip() for cell in row]
    return len(texts) > 1 and set(texts[0]) == {"/"} and not any(texts[1:]) and row.getnext() is None


def dedent_meanings(sides: Sides) -> int:
    """Measure the code of a meaning from where its text begins."""
    count = 0
    for code in sides.theirs.iterfind(".//dd/pre/code"):
        dedented = dedent(code.text or "")
        count += dedented != code.text
        code.text = dedented
    return count


def drop_unshown_html(sides: Sides) -> int:
    """Take out elements of raw HTML whose content is no text."""
    return drop_all(list(sides.theirs.iter(*_NEVER_SHOWN, "textarea")))


IN_BLOCKS = (
    TreeDifference("footnote's way back", "WeChat drops links within an article.", drop_ways_back),
    TreeDifference("caption", "A picture that stands alone shows its title or alternative text below.", drop_captions),
    TreeDifference("gallery", "Pictures of one line stand side by side, in a table.", drop_galleries),
    TreeDifference("alert's head", "Alerts are headed in Chinese.", translate_alerts),
    TreeDifference("alert with a title", "GitHub refuses what Obsidian writes.", read_titled_alerts),
    TreeDifference("box's head", "A box is headed in Chinese, so that colour is never all that tells.", head_boxes),
    TreeDifference("task's box", "WeChat keeps no input.", write_task_boxes),
    TreeDifference("line below a table", "Newsletters write on below a table with no blank line.", end_tables),
    TreeDifference(
        "code of a meaning", "markdown-it-py measures from the colon, pandoc from the text.", dedent_meanings
    ),
    TreeDifference("unshown HTML", "Script, style and the like are taken out whole.", drop_unshown_html),
)
