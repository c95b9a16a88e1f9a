"""Class names of an article, which themes may style; the finished article has none."""

from __future__ import annotations

from publish.core.nearest import find_nearest

CLASS_NAMES = {
    # Head
    "article": "the whole article", "subtitle": "the part of the issue's title that the article's has no room for",
    "reading": "how long the article takes to read", "ai-notice": "the line that declares what a machine made",
    "tagline": "the line that says what the newsletter is", "note": "a remark for the reader, beginning with 注",
    "intro": "the 导读", "promise": "its first line: the number of entries", "mark": "the name of a section in it",
    "lead-in": "the line before the hot news", "briefs": "the hot news", "brief": "a line of it",
    "marker": "the little square before that line",
    # Sections and entries
    "section": "a section of the issue", "count": "the number of its entries, beside its heading",
    "entry": "an entry", "title": "its title", "meta": "the line below: source and tags", "source": "its source",
    "tag": "a tag, such as the name of a conference",
    "field": "a line of an entry that begins with a label: 标题, 链接, 代码 and others",
    "label": "the label of a field or contact", "ref": "the raised number of a reference",
    # Text
    "link": "a link in running text, or the text of one that became a reference",
    "center": "a centred table cell", "right": "a right-aligned table cell", "task": "an item of a task list",
    "gallery": "a table of pictures side by side", "ruby": "the pronunciation of a word, behind it",
    "toc": "the table of contents: [TOC]", "toc-item": "a section in it", "toc-inner": "a subsection in it",
    # Blocks between ::: lines, and alerts
    "info": "a box that explains: ::: note, > [!NOTE]", "tip": "a box with advice",
    "important": "a box that must not be missed", "warning": "a box that warns",
    "caution": "a box that warns of harm", "alert": "the first line of a box",
    "card": "a quotation set off: ::: quote", "cited": "its author",
    "comparison": "a table of two columns: ::: compare",
    # Code
    "scroll": "a code block whose long lines scroll", "swipe": "the line above it that says so",
    "bar": "the line above code: three dots and the language",
    "bar-red": "the first dot", "bar-yellow": "the second dot", "bar-green": "the third dot",
    "line-number": "the number of a line of code", "code-keyword": "a keyword", "code-string": "a string",
    "code-number": "a number", "code-name": "the name of a function, class or element", "code-comment": "a comment",
    "code-added": "a line that a patch adds", "code-removed": "a line that a patch removes",
    # Formulas
    "formula": "a formula on a line of its own", "inline-formula": "the picture of a formula in a line",
    # Foot
    "references": "参考链接", "group": "the name of a section in it", "reference": "a reference",
    "number": "its number", "address": "its address", "host": "the address up to the end of the host",
    "archive": "往期回顾", "back-issue": "a back issue", "date": "its date, where it has a title, too",
    "follow": "the QR code with the text below it", "qr": "the QR code", "caption": "the line that explains it",
    "contact": "a contact", "hint": "where to tap when a link does not open",
    "licence": "the licence's badge and sentence", "badge": "the licence's badge",
}  # fmt: skip
"""Each with the element that it styles."""

MARKER_BOX = "marker-box"
"""The class of a box with the marker of a list item beside its text; it is made after themes are applied."""


def suggest_class_name(name: str) -> str:
    """Return the most similar class name, or all of them where none is similar."""
    return find_nearest(name, CLASS_NAMES) or ", ".join(CLASS_NAMES)
