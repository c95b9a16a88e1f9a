"""What the selectors of themes for other programs mean here: mdnice, WeMD, wenyan, doocs/md and Typora."""

from __future__ import annotations

import re
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern

_ROOTS = lazy_pattern(
    r"^(?:(?:#nice|#wemd|#wenyan|#write|#output|#output-wrapper|section\.container|\.container|\.markdown-body|"
    r"\.typora-export|\.rich_media_content|html|body|content|:root|\.wenyan)(?=[\s>:.]|$)\s*>?\s*)+"
)
_PSEUDO = lazy_pattern(r"::?(before|after)$")
_LINE_OF_CODE = lazy_pattern(r":not\(pre\)\s*>?\s*code|code:not\([^)]*\)")
_STATE = lazy_pattern(r":{1,2}[a-z-]+(?:\([^)]*\))?|\[[^\]]*\]|[+~*]")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_TABLE_PARTS = frozenset({"table", "thead", "tbody", "tr", "th", "td"})
_TAGS = _HEADINGS | _TABLE_PARTS | {
    "p", "ul", "ol", "li", "blockquote", "a", "strong", "em", "del", "hr", "img", "code", "pre", "figure",
    "figcaption", "mark", "sup", "sub", "kbd", "dl", "dt", "dd",
}  # fmt: skip
_SAME = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
_CLASSES = {
    ".codespan": "code", ".md-fences": "pre", ".hljs": "pre", ".code__pre": "pre", ".code-snippet__fix": "pre",
    ".hljs-keyword": ".code-keyword", ".hljs-selector-tag": ".code-keyword", ".hljs-literal": ".code-number",
    ".hljs-string": ".code-string", ".hljs-attr": ".code-name", ".hljs-number": ".code-number",
    ".hljs-title": ".code-name", ".hljs-name": ".code-name", ".hljs-built_in": ".code-name",
    ".hljs-comment": ".code-comment", ".hljs-quote": ".code-comment", ".hljs-addition": ".code-added",
    ".hljs-deletion": ".code-removed", ".cm-keyword": ".code-keyword", ".cm-string": ".code-string",
    ".cm-number": ".code-number", ".cm-def": ".code-name", ".cm-comment": ".code-comment",
    ".footnote-ref": ".ref", ".footnote-word": ".link", ".footnotes": ".references", ".footnote-item": ".reference",
    ".footnote": ".reference", ".footnote-num": ".number", ".footnote-txt": ".address", ".md-figcaption": "figcaption",
    ".callout": ".info", ".callout-note": ".info", ".callout-tip": ".tip", ".callout-important": ".important",
    ".callout-warning": ".warning", ".callout-caution": ".caution", ".callout-title": ".alert",
    ".markdown-alert": ".info", ".markdown-alert-note": ".info", ".markdown-alert-tip": ".tip",
    ".markdown-alert-important": ".important", ".markdown-alert-warning": ".warning",
    ".markdown-alert-caution": ".caution", ".markdown-alert-title": ".alert", ".alert-title": ".alert",
    ".md-alert": ".info", ".md-alert-note": ".info", ".md-alert-tip": ".tip", ".md-alert-important": ".important",
    ".md-alert-warning": ".warning", ".md-alert-caution": ".caution", ".md-alert-text": ".alert",
    ".task-list-item": ".task", ".md-task-list-item": ".task", ".block-equation": ".formula",
    ".katex-block": ".formula",
    ".table-of-contents": ".toc", ".md-toc": ".toc", ".md-toc-item": ".toc-item", ".markup-highlight": "mark",
    ".multiquote-1": "blockquote", ".multiquote-2": "blockquote", ".multiquote-3": "blockquote",
}  # fmt: skip
_WHOLE = {"#footnotes": ".references", "#footnotes p": ".reference"}
_WRAPPERS = frozenset({"span", ".content", "section", "p", ".md-plain", ".md-inline"})
"""What other programs put inside an element of ours; its look is that of the element."""
_HOLDERS = (["li"], ["td"], ["th"])
_EMPTY = frozenset({".prefix", ".suffix"})


class Meaning(NamedTuple):
    """What a selector means here."""

    selector: str  # empty where there is no such element
    place: str = ""  # `before` or `after` for a pseudo-element
    inner: bool = False  # whether it styles a wrapper inside the element
    reason: str = ""  # why it is dropped


def map_selector(written: str) -> Meaning:
    """Return what one selector, without commas, means in an article."""
    text = _ROOTS.sub("", re.sub(r"\s+", " ", written.strip().lower())) or "."
    pseudo = _PSEUDO.search(text)
    place = pseudo[1] if pseudo else ""
    text = _LINE_OF_CODE.sub("code", _PSEUDO.sub("", text).strip() or ".")
    if text == ".":
        return Meaning(".article", place)
    if _STATE.search(text):
        return Meaning("", reason="state")
    return Meaning(_WHOLE[text], place) if text in _WHOLE else _map_steps(text.replace(">", " ").split(), place)


def _map_steps(steps: list[str], place: str) -> Meaning:
    """Return what the compounds of a selector, from the outermost to the innermost, mean together."""
    found: list[str] = []
    inner = False
    for step in steps:
        name = _name(step)
        if step in _EMPTY:
            return Meaning("", place, reason="empty")
        if (name is None and step in _WRAPPERS and found) or (name == "p" and found[-1:] in _HOLDERS):
            inner = True
        elif name is None:
            return Meaning("", place, reason="title" if step == "h1" else "element")
        else:
            found.append(name)
    selector = _shorten(found)
    return Meaning(selector, place, inner, "" if selector else "element")


def _name(step: str) -> str | None:
    """Return the tag or class of ours that a compound of theirs means; None where there is none."""
    for part in re.findall(r"\.[\w-]+", step)[::-1]:
        if part in _CLASSES:
            return _CLASSES[part]
    tag = _SAME.get(step, step)
    return tag if tag in _TAGS else None


def _shorten(names: list[str]) -> str:
    """Return names as a selector, without the parts of a table above its cells, and doubled ones."""
    cells = [name for name in names if name in ("th", "td")]
    if cells:
        return cells[-1]
    if names[-1] in ("thead", "tbody", "tr"):
        return ""
    kept = [name for at, name in enumerate(names) if at == 0 or name != names[at - 1]]
    return " ".join(kept)
