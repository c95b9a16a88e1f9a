"""The marks of other programs: translated in the document before markdown-it-py reads it, which knows none of them.

That no word is lost in this is tested beside it: `test_translation_keeps_the_words_of_a_document`.
"""

from __future__ import annotations

import re

from publish.newsletter.container_names import CALLOUTS
from publish.steps.parse.foreign_blocks import translate_foreign

_CALLOUT = re.compile(
    r"(?P<marks>(?:[ \t]*>)+[ \t]?)\[!(?P<name>[^\[\]|]{1,40})(?:\|[^\[\]]*)?\][+-]?[ \t]*(?P<title>.*)"
)
_MARKS = (
    r"^ *::: *[\w.]+\n(?: +.*\n?)*",
    r"^export (?:.+\n)+",
    r"\{[%{<#:.*=+~>-][^{}]*(?:\{[^{}]*\}[^{}]*)*\}+",
    r"\{[^{}\n]*\}",
    r"%%[\s\S]*?%%",
    r"<[^<>]*>",
    r"^ *(?:!!!|\?\?\?\+?|===|:::+|import|export).*",
    r"`{3,} *\{.*",
    r"!?\[\[[^\[\]]*\]\]",
    r":(?:material|octicons|fontawesome|simple)-[a-z0-9-]+:",
    r"--8<--.*",
    r"\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)",
    r"^ *:[\w-]+:.*",
    r"\^[\w-]+$",
    r"@?\[TOC\]|\bTOC\b",
)
_MARK = re.compile("|".join(_MARKS), re.MULTILINE | re.IGNORECASE)
"""Roughly, whatever may be a mark of another program, an address or a tag."""
_WORD = re.compile(r"[^\W_]+")


def translate_document(text: str) -> str:
    """Write the marks of other programs as Markdown; a callout that this makes is headed by its title."""
    written = text.split("\n")
    translated, _ = translate_foreign(written, 0, keep_entries=False)
    pairs = zip(written, translated, strict=True)
    return "\n".join(line if line == before else _head_callout(line) for before, line in pairs)


def _head_callout(line: str) -> str:
    callout = _CALLOUT.fullmatch(line)
    if callout is None:
        return line
    name = callout["name"].strip()
    title = callout["title"] or CALLOUTS.get(name.lower(), ("", name))[1]
    escape = "\\" if title.startswith("#") else ""
    return f"{callout['marks']}{escape}{title}\n{callout['marks'].rstrip()}"


def find_lost_words(text: str) -> list[str]:
    """Return the words outside marks, addresses and tags that the translation of a document loses."""
    translated, _ = translate_foreign(text.split("\n"), 0, keep_entries=False)
    kept = iter(_WORD.findall("\n".join(translated)))
    lost = []
    left: list[str] = []
    for word in _WORD.findall(_MARK.sub(" ", text)):
        left = []
        for other in kept:
            left.append(other)
            if other == word:
                break
        else:
            lost.append(word)
            kept = iter(left)
    return lost
