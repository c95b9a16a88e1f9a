"""Marks of other generators, editors and chat programs: the table of their patterns."""

from __future__ import annotations

from publish.core.lazy_pattern import lazy_pattern

_MAX_CHARS = 1000  # of one mark; anything longer is text
_MAX_COMMENT_CHARS = 20_000
_ATTRIBUTE = r"""(?:[.#][^\W\d][\w:-]*|[A-Za-z][\w-]*=(?:"[^"\n{}]*"|'[^'\n{}]*'|[^\s"'{}]+))"""
_ATTRIBUTE_LIST = rf"{_ATTRIBUTE}(?:[ \t,]+{_ATTRIBUTE})*+[ \t]*\}}"
_BLOCK_ID = r"\^(?=[\d-]*[A-Za-z]|\d{6})[A-Za-z0-9-]{2,40}[ \t]*$"


def _within(opening: str, closing: str, stop: str, most: int = _MAX_CHARS) -> str:
    """Return the pattern of what stands between two marks; `stop` is the first character of the closing one."""
    return rf"{opening}((?:[^{stop}]|{stop}(?!{closing[len(stop) :]})){{0,{most}}}){closing}"


_DESTINATION = r"(?:<[^<>\n]*>|(?!<)[^\s()]*+(?:\([^\s()]*+\)[^\s()]*+)*+)"
_LINK_TITLE = r"""(?:[ \t\n]+(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|\([^()]*+\)))?"""
_PICTURE_SIZE = r"(?:[ \t]+=[1-9]\d{0,3}(?:px|%)?(?:[x×]\d{0,4})?)?"
_LINK_END = rf"[ \t\n]*{_DESTINATION}{_LINK_TITLE}{_PICTURE_SIZE}[ \t\n]*\)"

BROKEN_LINK = lazy_pattern(rf"\]\((?!{_LINK_END})")
"""The middle of a link or picture whose address CommonMark cannot read: it holds a space, or is never closed."""

ANYWHERE = {
    "liquid": _within(r"\{%", r"%\}", "%"),  # Liquid, Hexo, Jinja, GitBook
    "shortcode": rf"\{{\{{[<%]((?:[^>%]|[>%](?!\}}\}})){{0,{_MAX_CHARS}}})[>%]\}}\}}",  # Hugo
    "expression": rf"\{{\{{([^{{}}]{{0,{_MAX_CHARS}}})\}}\}}+",  # `{{1, 2}, {3}}` are braces of code
    "erb": _within("<%", "%>", "%"),
    "comment": _within("%%", "%%", "%", _MAX_COMMENT_CHARS),  # Obsidian
    "remark": rf"\{{>>((?:[^<{{]|<(?!<)|\{{(?!>>)){{0,{_MAX_COMMENT_CHARS}}})<<\}}",  # CriticMarkup, as the four below
    "marked": r"\{==([^{}\n]+)==\}",
    "inserted": r"\{\+\+([^{}\n]+)\+\+\}",
    "deleted": r"\{--([^{}\n]+)--\}",
    "replaced": r"\{~~[^{}\n~>]*~>([^{}\n]*)~~\}",
    "jsx_comment": rf"\{{/\*((?:[^*{{]|\*(?!/)|\{{(?!/\*)){{0,{_MAX_COMMENT_CHARS}}})\*/\}}",
    "template_comment": r"\{#[ \t][^\n]{0,1000}?#\}",  # Jinja, Nunjucks
    "embed": r"!\[\[([^\[\]\n]+)\]\]",  # Obsidian, as the one below
    # `[[1]](address)` is a link, `x[[i]]`, `[[1, 2]]` and `[[ -f a ]]` are code, `[[toc]]` is ours.
    "wiki_link": (
        r"""(?:(?<![A-Za-z0-9_)])|(?=\[\[[^\[\]\n]{3}))\[\["""
        r"""(?!_?(?i:toc)_?\]|\d\]|[\d.\s-]*[,;\s][\d\s,.;-]*\]|[\s"'])([^\[\]\n]+)\]\](?!\(|\[(?![\[^]))"""
    ),
    "citation": (  # of chat programs
        r":?contentReference\[oaicite:\d+\](?:\{[^{}\n]{0,80}\})?|:?\[?oaicite:\d+\]?(?:\{[^{}\n]{0,80}\})?"
        r"|【[^【】\n]{0,40}†[^【】\n]{0,80}】|\ue200[^\ue201\n]{0,200}\ue201|[\ue200-\ue20f]+"
        r"|\b(?:cite)?turn\d+(?:search|view|news|image|fetch|file)\d+\b|\[cite(?:_start|_end|: ?[\d, ]+)\]|\[\^\d+\^\]"
    ),
    "icon": r":(?:material|octicons|fontawesome|simple)-[a-z0-9-]{1,60}:",  # Material for MkDocs
    "kramdown": rf"\{{::?[ \t]*(?:/|/?comment|/?nomarkdown|options\b[^{{}}\n]*|toc|{_ATTRIBUTE_LIST[:-2]})[ \t]*/?\}}",
}
"""Marks that mean something to another program wherever they stand outside code."""

PLACED = {
    "broken_link": (
        rf"!?\[(?!\^)(?P<link_text>(?:[^\[\]\n]|\[[^\[\]\n]*\])*)\]\((?!{_LINK_END})"
        r"(?:(?P<address>[^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+)\)|[^\s()]*)"
    ),
    "span": rf"(?<!!)\[([^\[\]\n]+)\]\{{:?[ \t]*({_ATTRIBUTE_LIST})",
    # An element that HTML does not know: it has attributes, ends itself, has an end, or is a component on its own line.
    "element": (
        r"(?<![A-Za-z0-9_<&])</?(?P<element_name>[A-Za-z][\w.:]*)(?P<element_rest>(?:[ \t\n]+[\w:@.-]+"
        r"(?:[ \t]*=[ \t]*(?:\"[^\"]*\"|'[^']*'|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|[^\s\"'<>{}]+))?)*+[ \t\n]*/?)>"
    ),
    # `f(x){a=1}` is no list of attributes that a page has.
    "attributes": (
        r"(?<=[)`*_\]])\{(?=:?[ \t]*(?:[^{}\n]*[ \t])?(?:[.#]|(?:width|height|target|rel|style|class|id|align|loading"
        rf"|title|lang|alt|data-[\w-]+)=)):?[ \t]*({_ATTRIBUTE_LIST})"
    ),
    "names": rf"[ \t]*\{{(?=[ \t]*[.#]|[^{{}}\n]*[ \t][.#])[ \t]*{_ATTRIBUTE_LIST}(?=[ \t]*#*[ \t]*$)",
    "block_id": rf"(?:(?<=[ \t])|^){_BLOCK_ID}",
    "snippet": (
        r"^[ \t]*(?:--8<--[^\n]*|<<<[ \t]*[@./][^\n]*|@\[[^\]\n]*\]\([^\n]*\)|\\(?:newpage|pagebreak|clearpage))[ \t]*$"
    ),
}
"""Marks that are such in one place alone: behind a picture, at the end of a line, alone on a line."""

LONE_COMMENT = r"(?<![%\d])%%(?!%)"
"""A `%%` without a partner, tried after all others."""

FOREIGN_MARK = lazy_pattern("|".join(ANYWHERE.values()))
_DOUBLE_BRACKETS = lazy_pattern(r"\[\[[^\[\]\n]+\]\](?!\()")  # `[[原文]](address)` is a link
_HINTS = {
    "{": (
        "{{", "{%", "{:", "{>>", "{==", "{++", "{--", "{~~", "{/*", "){", "]{", "`{", "*{", "_{", "{#", "{.", "{ #",
        "{ .",
    ),
    "%": ("%%", "<%"),
    "^": (" ^", "\n^", "[^1^]"),
    "turn": ("turn0", "turn1", "turn2"),
    "\\": ("\\newpage", "\\pagebreak", "\\clearpage"),
    **{mark: (mark,) for mark in (
        "†", "oaicite", "[cite", "\ue200", ":material-", ":octicons-", ":fontawesome-", ":simple-", "8<--", "<<<",
        "@[",
    )},
}  # fmt: skip
"""What every foreign mark holds, by what several of them share: most texts lack most of it."""


def holds_hint(text: str) -> bool:
    """Return whether a text holds what foreign marks hold: where it does not, the slow patterns are not needed."""
    if any(part in text and any(hint in text for hint in hints) for part, hints in _HINTS.items()):
        return True
    return "[[" in text and _DOUBLE_BRACKETS.search(text) is not None
