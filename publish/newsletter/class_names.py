"""The class names of an article: what a theme may style by name. They are gone from the finished article."""

from __future__ import annotations

from difflib import get_close_matches

CLASS_NAMES = {
    "article": "the whole article",
    # Head
    "subtitle": "what of the issue's own title has no room in the article's",
    "tagline": "the line that says what the newsletter is",
    "note": "a remark for the reader, beginning with 注",
    "intro": "the 导读, all of it",
    "promise": "its first line: how many entries there are",
    "mark": "the name of a section in it",
    "lead-in": "the line before the hot news",
    "briefs": "the hot news, all of them",
    "brief": "one of them",
    "marker": "the little square before it",
    # Sections and entries
    "section": "a section of the issue",
    "count": "the number of its entries, beside its heading",
    "entry": "an entry",
    "title": "its title",
    "meta": "the line below: where it comes from, and its tags",
    "source": "where it comes from",
    "tag": "a tag, such as the name of a conference",
    "field": "a line of an entry that begins with a label: 标题, 链接, 代码 and others",
    "label": "the label, also of a contact",
    "ref": "the raised number that leads to the references",
    # Text
    "center": "a table's cell in the middle",
    "right": "a table's cell on the right",
    "task": "an item of a task list",
    "gallery": "a table of pictures side by side",
    "ruby": "how a word is read, behind it",
    "toc": "the table of contents: [TOC]",
    "toc-item": "the name of a section in it",
    "toc-inner": "the name of a part of one",
    # Blocks between ::: lines, and alerts
    "info": "a box that explains: ::: note, > [!NOTE]",
    "tip": "one that advises",
    "important": "one that must not be missed",
    "warning": "one that warns",
    "caution": "one that warns of harm",
    "alert": "the first line of such a box",
    "card": "a quotation set off: ::: quote",
    "cited": "who said it",
    "comparison": "a table of two columns: ::: compare",
    # Code
    "scroll": "a code block whose long lines are scrolled",
    "bar": "the line above code: three dots and the language",
    "bar-red": "the first dot",
    "bar-yellow": "the second dot",
    "bar-green": "the third dot",
    "line-number": "the number of a line of code",
    "code-keyword": "a word of the language itself",
    "code-string": "text in code",
    "code-number": "a number in code",
    "code-name": "what code names: a function, a class, an element",
    "code-comment": "a remark in code",
    "code-added": "a line that a patch adds",
    "code-removed": "a line that it removes",
    # Formulas
    "formula": "a formula on a line of its own",
    "inline-formula": "the picture of a formula in a line",
    # Foot
    "references": "参考链接, all of it",
    "group": "the name of a section in it",
    "reference": "one reference",
    "number": "its number",
    "address": "its address",
    "host": "the beginning of the address, up to the host's end",
    "archive": "往期回顾, all of it",
    "back-issue": "one back issue",
    "date": "its date, where it has a title, too",
    "follow": "the QR code and what stands below it",
    "qr": "the QR code",
    "caption": "the line that says what to do with it",
    "contact": "a contact",
    "hint": "where to tap when a link does not open",
    "licence": "the licence's mark and sentence",
    "badge": "the licence's mark",
}
"""Each with what it stands on."""


def suggest_class_name(name: str) -> str:
    """Return the class name that was probably meant; all of them where none is near."""
    near = get_close_matches(name, CLASS_NAMES, n=1)
    return near[0] if near else ", ".join(CLASS_NAMES)
