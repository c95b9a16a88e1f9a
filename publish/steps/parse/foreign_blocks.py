"""Translate the blocks of other generators into Markdown, line for line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from publish.core.issue import RemovedMark
from publish.newsletter.container_names import CALLOUTS
from publish.steps.parse.foreign_inlines import may_hold_marks, parse_arguments, translate_marks
from publish.steps.parse.regions import find_fence_end, find_raw_end

_CODE_INDENT = 4
_MAX_JOINED = 20  # lines of one tag
_MAX_IMPORT_LINES = 30
_FENCE = "~" * 8
_HINTS = ("```{", "~~~{", "``` {", "!!!", "???", '=== "', "=== '", ":::", "<aside", "import ", "export ")

_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_TAG = re.compile(
    r"(?P<indent>[ \t]*)(?P<opening>\{%-?|\{\{[<%])[ \t]*(?P<name>[\w-]+)"
    r"(?P<rest>(?:[^%>\n]|[%>](?!\}))*)[%>]\}\}?[ \t]*$"
)
_OPEN_TAG = re.compile(r"[ \t]*(?:\{%|\{\{[<%])(?:[^%>]|[%>](?!\}))*$")
_ADMONITION = re.compile(
    r"(?P<indent>[ \t]*)(?:!!!|\?\?\?\+?)[ \t]+(?P<names>[\w -]*[\w-])?[ \t]*(?:\"(?P<title>[^\"\n]*)\")?[ \t]*$"
)
_TAB = re.compile(r"(?P<indent>[ \t]*)===[!+]?[ \t]+(?:\"(?P<double>[^\"\n]+)\"|'(?P<single>[^'\n]+)')[ \t]*$")
_CONTAINER = re.compile(
    r"(?P<fence>[ \t]*:{3,})[ \t]*(?:\{(?P<braced>[^{}\n]*)\}"
    r"|(?P<name>[^\s:\[\]{}]+)(?:\[(?P<title>[^\]\n]*)\])?(?:\{(?P<attributes>[^{}\n]*)\})?)"
    r"[ \t]*(?P<rest>[^\n]*)$"
)
_OBJECT = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+", re.ASCII)
_IMPORT = re.compile(r"""import[ \t]+(?:[\w*{}$, \t]+[ \t]from[ \t]+)?["'][^"'\n]+["'];?[ \t]*$""")
_IMPORT_START = re.compile(r"import[ \t]+\{[^}]*$")
_IMPORT_END = re.compile(r"""[^\n]*\}[ \t]*from[ \t]+["'][^"'\n]+["'];?[ \t]*$""")
_EXPORT = re.compile(r"export[ \t]+(?:const|let|var|default|function)\b")
_KRAMDOWN_CONTENTS = re.compile(r"[ \t]*\{:[ \t]*toc[^}\n]*\}[ \t]*$", re.IGNORECASE)
_DIRECTIVE = re.compile(r"(?P<indent>[ \t]*)(?:`{3,}|~{3,})[ \t]*\{(?P<name>[\w-]+)\}[ \t]*(?P<title>[^\n]*)$")
_DIRECTIVE_OPTION = re.compile(r"[ \t]*:[\w-]+:(?:[ \t]|$)")
_ASIDE = {"<aside>": ":::note", "</aside>": ":::"}  # Notion writes a callout like this
_BOX_TAGS = frozenset(
    {"note", "hint", "notice", "admonition", "callout", "alert", "message", "details", "fold", "expand"}
)
_QUOTE_TAGS = frozenset({"blockquote", "quote", "pullquote", "cq", "centerquote"})
_CODE_TAGS = frozenset({"highlight", "codeblock", "code"})
_DETAILS = frozenset({"details", "fold", "expand"})
_NO_TITLE = re.compile(r"(?:no-)?icon|simple|modern|flat|disabled|true|false|default|primary|open|fa[srb]? .*")


class _TranslatedLines(NamedTuple):
    """Lines in place of a block, and what was taken out of them."""

    lines: list[str]
    removed: Sequence[RemovedMark] = ()  # with their numbers in the file


def translate_foreign(lines: list[str], start: int, *, keep_entries: bool) -> tuple[list[str], tuple[RemovedMark, ...]]:
    """Return an issue's lines with the marks of other programs as Markdown, and the marks that were taken out.

    Lines keep their numbers. Code, comments and formulas stay as written, and with `keep_entries` the links of entries.
    """
    text = "\n".join(lines[start:])
    if not may_hold_marks(text) and not any(hint in text for hint in _HINTS):
        return lines, ()
    block = _translate_blocks(lines[start:], start + 1)
    translated, removed = _translate_text(block.lines, start + 1, keep_entries=keep_entries)
    return [*lines[:start], *translated], tuple(sorted([*block.removed, *removed], key=lambda mark: mark.line))


def _translate_text(lines: list[str], number: int, *, keep_entries: bool) -> tuple[list[str], list[RemovedMark]]:
    """Return the lines with the marks inside text translated; `number` is that of the first line."""
    translated = list(lines)
    removed: list[RemovedMark] = []
    for run in _find_runs(lines):
        text = "\n".join(lines[run.start : run.stop])
        if not may_hold_marks(text):
            continue
        text, removals = translate_marks(text, keep_entries=keep_entries)
        translated[run.start : run.stop] = text.split("\n")
        removed += [
            RemovedMark(number + run.start + removal.line, removal.text, removal.message) for removal in removals
        ]
    return translated, removed


def _find_runs(lines: list[str]) -> Iterator[range]:
    """Yield the runs of lines that are neither blank nor code."""
    begin = None
    for at, _, is_closed in _walk(lines):
        if is_closed or not lines[at].strip():
            if begin is not None:
                yield range(begin, at)
            begin = None
        elif begin is None:
            begin = at
    if begin is not None:
        yield range(begin, len(lines))


def _walk(lines: list[str]) -> Iterator[tuple[int, int, bool]]:
    """Yield begin and end of each line, and of each block of code or raw HTML, and whether it is such a block."""
    at = content = 0  # `content` is the column at which the text of a list item begins
    while at < len(lines):
        line = lines[at]
        closed = find_fence_end(lines, at, len(lines)) or find_raw_end(lines, at, len(lines))
        item = _ITEM.match(line)
        indent = len(line) - len(line.lstrip())
        after_blank = at == 0 or not lines[at - 1].strip()
        if item:
            content = item.end()
        elif line.strip() and indent < content and after_blank:
            content = indent
        elif after_blank and line.strip() and indent >= content + _CODE_INDENT:
            closed = _find_indented_end(lines, at, " " * (content + _CODE_INDENT))
        end = closed or at + 1
        yield at, end, closed is not None
        at = end


def _find_indented_end(lines: list[str], at: int, indent: str) -> int:
    return next(
        (i for i in range(at + 1, len(lines)) if lines[i].strip() and not lines[i].startswith(indent)), len(lines)
    )


def _translate_blocks(lines: list[str], number: int) -> _TranslatedLines:
    """Return the lines with every block translated; `number` is that of the first line in its file."""
    translated: list[str] = []
    removed: list[RemovedMark] = []
    at = 0
    for place, end, is_closed in _walk(lines):
        if place < at or not lines[place].strip():
            continue
        if is_closed:
            block = _translate_directive(lines, place, end, number)
            if block is not None:
                translated += [*lines[at:place], *block.lines]
                removed += block.removed
                at = place + len(block.lines)
            continue
        for translate in _TRANSLATORS:
            block = translate(lines, place, number)
            if block is not None:
                translated += [*lines[at:place], *block.lines]
                removed += block.removed
                at = place + len(block.lines)
                break
    return _TranslatedLines([*translated, *lines[at:]], removed)


def _translate_directive(lines: list[str], at: int, end: int, number: int) -> _TranslatedLines | None:
    """Translate a box of MyST: a block of code whose language is the name of a callout in braces."""
    directive = _DIRECTIVE.match(lines[at]) if "{" in lines[at] else None
    if directive is None or directive["name"].lower() not in CALLOUTS or end - at < 2:  # both fences
        return None
    indent = directive["indent"]
    inner = [("" if _DIRECTIVE_OPTION.match(line) else line) for line in lines[at + 1 : end - 1]]
    quote = _quote(inner, number + at + 1, indent)
    return _TranslatedLines(
        [f"{indent}> [!{directive['name']}] {directive['title']}".rstrip(), *quote.lines, ""], quote.removed
    )


def _translate_tag(lines: list[str], at: int, number: int) -> _TranslatedLines | None:
    """Translate a pair of tags, each alone on its line; write a tag over several lines on one."""
    tag = _TAG.match(lines[at]) if "{" in lines[at] else None
    if tag is None:
        return _join_tag(lines, at) if "{" in lines[at] and _OPEN_TAG.match(lines[at]) else None
    end = _find_tag_end(lines, at, tag)
    return _translate_pair(tag, lines[at + 1 : end], number + at + 1) if end else None


def _translate_pair(tag: re.Match[str], inner: list[str], number: int) -> _TranslatedLines | None:
    """Return a block of code, a comment, a quotation or a box."""
    name, indent, rest = tag["name"].lower(), tag["indent"], tag["rest"]
    if name in _CODE_TAGS:
        return _TranslatedLines([f"{indent}{_FENCE} {_find_language(rest)}", *inner, f"{indent}{_FENCE}"])
    if name == "comment":
        return _TranslatedLines([""] * (len(inner) + 2))
    if name not in _QUOTE_TAGS and name not in _BOX_TAGS and name not in CALLOUTS:
        return None
    quote = _quote(inner, number, indent)
    if name in _QUOTE_TAGS:
        author = " ".join(re.sub(r"[\"',，]+", " ", rest).strip("- \t").split())
        lines = [f"{line}\\" for line in quote.lines[-1:]] if author else quote.lines[-1:]
        return _TranslatedLines(
            ["", *quote.lines[:-1], *lines, f"{indent}> —— {author}" if author else ""], quote.removed
        )
    kind, title = _find_box(name, rest)
    return _TranslatedLines([f"{indent}> [!{kind}] {title}".rstrip(), *quote.lines, ""], quote.removed)


def _join_tag(lines: list[str], at: int) -> _TranslatedLines | None:
    """Return a tag over several lines in one."""
    for end in range(at + 1, min(at + _MAX_JOINED, len(lines))):
        if re.search(r"[%>]\}", lines[end]):
            joined = " ".join(line.strip() for line in lines[at : end + 1])
            return _TranslatedLines([joined, *[""] * (end - at)])
    return None


def _find_tag_end(lines: list[str], at: int, tag: re.Match[str]) -> int | None:
    """Return the line that closes a pair of tags."""
    name = re.escape(tag["name"])
    closing = rf"\{{%-?[ \t]*end_?{name}\b" if tag["opening"].startswith("{%") else rf"\{{\{{[<%][ \t]*/[ \t]*{name}\b"
    end, same = re.compile(rf"[ \t]*{closing}"), re.compile(rf"[ \t]*{re.escape(tag['opening'])}[ \t]*{name}\b")
    depth = 1
    for i in range(at + 1, len(lines)):
        depth += bool(same.match(lines[i])) - bool(end.match(lines[i]))
        if not depth:
            return i
    return None


def _find_language(rest: str) -> str:
    """Return the language that a tag of code names: `lang:python`, or the first word."""
    named = re.search(r"\blang(?:uage)?[:=][\"']?([\w+#-]+)", rest)
    words = re.findall(r"[\w+#-]+", rest)
    return named[1] if named else words[0] if words and ":" not in rest and len(words) == 1 else (words or [""])[0]


def _find_box(name: str, rest: str) -> tuple[str, str]:
    """Return kind and title of a box."""
    plain, named = parse_arguments(rest)
    if name in _DETAILS:
        return "note", named.get("summary") or named.get("title") or " ".join(plain)
    wanted = [named.get("type", ""), named.get("style", ""), *plain[:1], name]
    kind = next((word.lower() for word in wanted if word.lower() in CALLOUTS), "note")
    words = [word for word in plain if word.lower() != kind and not _NO_TITLE.fullmatch(word)]
    return kind, named.get("title") or " ".join(words)


def _quote(lines: list[str], number: int, indent: str) -> _TranslatedLines:
    """Return lines as a quotation, the blocks among them translated."""
    inner = [line.removeprefix(indent) for line in lines]
    block = _translate_blocks(inner, number)
    return _TranslatedLines([f"{indent}> {line}".rstrip() for line in block.lines], block.removed)


def _translate_admonition(lines: list[str], at: int, number: int) -> _TranslatedLines | None:
    """Translate `!!! note "Title"` and `??? note` with the indented lines below it."""
    admonition = _ADMONITION.match(lines[at]) if "!!!" in lines[at] or "???" in lines[at] else None
    if admonition is None or not (admonition["names"] or admonition["title"]):
        return None
    body = _dedent(lines, at, len(admonition["indent"]))
    names = (admonition["names"] or "note").split()
    kind = next((name for name in names if name.lower() in CALLOUTS), names[0])
    quote = _quote([admonition["indent"] + line for line in body], number + at + 1, admonition["indent"])
    title = admonition["title"] or ""
    return _TranslatedLines([f"{admonition['indent']}> [!{kind}] {title}".rstrip(), *quote.lines], quote.removed)


def _translate_tab(lines: list[str], at: int, number: int) -> _TranslatedLines | None:
    """Translate `=== "Title"` with the indented lines below it: the title, then the lines."""
    tab = _TAB.match(lines[at]) if "===" in lines[at] else None
    if tab is None:
        return None
    block = _translate_blocks(_dedent(lines, at, len(tab["indent"])), number + at + 1)
    title = f"{tab['indent']}**{tab['double'] or tab['single']}**"
    return _TranslatedLines([title, *(f"{tab['indent']}{line}".rstrip() for line in block.lines)], block.removed)


def _dedent(lines: list[str], at: int, indent: int) -> list[str]:
    """Return the lines below a heading that are indented deeper, without their indent and the blank lines below."""
    end = at + 1
    body: list[str] = []
    while end < len(lines):
        line = lines[end].expandtabs(_CODE_INDENT)
        if line.strip() and len(line) - len(line.lstrip()) < indent + _CODE_INDENT:
            break
        body.append(line[indent + _CODE_INDENT :])
        end += 1
    while body and not body[-1].strip():
        body.pop()
    return body


def _translate_comment(lines: list[str], at: int, _: int) -> _TranslatedLines | None:
    """Take out the lines between two `%%`, which Obsidian hides."""
    if lines[at].count("%%") != 1:
        return None
    before, _mark, _hidden = lines[at].partition("%%")
    for end in range(at + 1, len(lines)):
        if "%%" in lines[end]:
            return _TranslatedLines([before.rstrip(), *[""] * (end - at - 1), lines[end].partition("%%")[2]])
    return None


def _translate_container(lines: list[str], at: int, number: int) -> _TranslatedLines | None:
    """Write the name and title of a `:::` block as this program reads them: `:::name title`.

    `::: package.module` stands for documentation that mkdocstrings writes.
    """
    container = _CONTAINER.match(lines[at]) if ":::" in lines[at] else None
    if container and _OBJECT.fullmatch(lines[at].strip(": \t")):
        options = len(_dedent(lines, at, len(lines[at]) - len(lines[at].lstrip())))
        return _TranslatedLines([""] * (options + 1), [RemovedMark(number + at, lines[at].strip(), "mark-removed")])
    if container is None or not (container["braced"] or container["title"] or container["attributes"]):
        return None
    braced = (container["braced"] or "").strip()
    names = re.findall(r"(?:^|[.\s])([\w-]+)(?=\s|$)", re.sub(r"""[\w-]+=(?:"[^"]*"|'[^']*'|\S+)""", "", braced))
    name = container["name"] or (names[0].removeprefix("callout-").removeprefix(".") if names else "note")
    _plain, named = parse_arguments(f"{braced} {container['attributes'] or ''}")
    title = container["title"] or named.get("title") or container["rest"].strip()
    return _TranslatedLines([f"{container['fence']}{name} {title}".rstrip()])


def _translate_aside(lines: list[str], at: int, _: int) -> _TranslatedLines | None:
    return _TranslatedLines([_ASIDE[lines[at].strip()]]) if lines[at].strip() in _ASIDE else None


def _take_out_import(lines: list[str], at: int, number: int) -> _TranslatedLines | None:
    """Take out what a Docusaurus page imports and exports."""
    line = lines[at]
    if not line.startswith(("import", "export")) or (at and lines[at - 1].strip() and not _IMPORT.match(lines[at - 1])):
        return None
    end = _find_import_end(lines, at)
    if end is None:
        return None
    return _TranslatedLines([""] * (end - at), [RemovedMark(number + at, line.strip(), "mark-removed")])


def _find_import_end(lines: list[str], at: int) -> int | None:
    if _IMPORT.match(lines[at]):
        return at + 1
    below = range(at + 1, min(at + _MAX_IMPORT_LINES, len(lines)))
    if _IMPORT_START.match(lines[at]):
        return next((i + 1 for i in below if _IMPORT_END.match(lines[i])), None)
    if _EXPORT.match(lines[at]):
        return next((i for i in below if not lines[i].strip()), at + 1)
    return None


def _translate_contents(lines: list[str], at: int, _: int) -> _TranslatedLines | None:
    """Translate kramdown's table of contents: a list item with `{:toc}` below it."""
    if at + 1 < len(lines) and _ITEM.match(lines[at]) and _KRAMDOWN_CONTENTS.match(lines[at + 1]):
        return _TranslatedLines(["[TOC]", ""])
    return None


_TRANSLATORS: tuple[Callable[[list[str], int, int], _TranslatedLines | None], ...] = (
    _translate_tag,
    _translate_admonition,
    _translate_tab,
    _translate_comment,
    _translate_container,
    _translate_aside,
    _take_out_import,
    _translate_contents,
)
