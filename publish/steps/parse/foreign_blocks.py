"""Translate the blocks of other generators into Markdown, line for line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from publish.core.issue import RemovedMark
from publish.core.lazy_pattern import lazy_pattern
from publish.newsletter.container_names import CALLOUTS
from publish.steps.parse.foreign_inlines import may_hold_marks, parse_arguments, translate_marks
from publish.steps.parse.regions import RULE, find_fence_end, find_raw_end

_CODE_INDENT = 4
_MAX_JOINED = 20  # lines of one tag
_MAX_IMPORT_LINES = 30
_MAX_PAIR_LINES = 400  # the end of a pair of tags is looked for in so many lines
_MAX_DEPTH = 12  # of quotations and tabs within each other
_FENCES = 2  # lines of an empty block of code
_PLACES = frozenset({"inline", "end"})  # where a page of MkDocs puts an admonition
_HINTS = ("```{", "~~~{", "``` {", "!!!", "???", '=== "', "=== '", ":::", "<aside", "import ", "export ")

_ITEM = lazy_pattern(r"(?P<indent>[ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_NOTE = lazy_pattern(
    r"[ \t]*(?:\[\^[^\]\s]{1,80}\]:|:[ \t]+\S)"
)  # a footnote or a meaning, whose blocks are indented below it
_QUOTE = lazy_pattern(r"[ \t]{0,3}>[ ]?")
_HEADING = lazy_pattern(r" {0,3}#{1,6}(?:[ \t]|$)")
_CODE_BLOCK = lazy_pattern(r"[ \t]*(?:`{3,}|~{3,})")
_EXPRESSION = lazy_pattern(r"\{[{%][^{}\n]*[}%]\}")
_COMMENT_BEGINS = lazy_pattern(r"(?P<before>[ \t]*(?:[-*+][ \t]+)?)%%")
_COMMENT_ENDS = lazy_pattern(r"^[ \t]*%%|%%[ \t]*$")
_TAG = lazy_pattern(
    r"(?P<indent>[ \t]*)(?P<opening>\{%-?|\{\{[<%])[ \t]*(?P<name>[\w-]+)"
    r"(?P<rest>(?:[^%>\n]|[%>](?!\}))*)[%>]\}\}?[ \t]*$"
)
_OPEN_TAG = lazy_pattern(r"[ \t]*(?:\{%|\{\{[<%])(?:[^%>]|[%>](?!\}))*$")
_ADMONITION = lazy_pattern(
    r"(?P<indent>[ \t]*)(?:!!!|\?\?\?\+?)[ \t]*(?P<names>[A-Za-z][\w-]*(?:[ \t]+[^\s\"]+)*)"
    r"[ \t]*(?:\"(?P<title>[^\n]*)\")?[ \t]*$"
)
_TAB = lazy_pattern(r"(?P<indent>[ \t]*)===[!+]?[ \t]+(?:\"(?P<double>[^\"\n]+)\"|'(?P<single>[^'\n]+)')[ \t]*$")
_CONTAINER = lazy_pattern(
    r"(?P<fence>[ \t]*:{3,})[ \t]*(?:\{(?P<braced>[^{}\n]*)\}"
    r"|(?P<name>[^\s:\[\]{}]+)(?:\[(?P<title>[^\]\n]*)\])?(?:\{(?P<attributes>[^{}\n]*)\})?)"
    r"[ \t]*(?P<rest>[^\n]*)$"
)
_OBJECT = lazy_pattern(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+", re.ASCII)
_IMPORT = lazy_pattern(r"""import[ \t]+(?:[\w*{}$, \t]+[ \t]from[ \t]+)?["'][^"'\n]+["'];?[ \t]*$""")
_IMPORT_START = lazy_pattern(r"import[ \t]+\{[^}]*$")
_IMPORT_END = lazy_pattern(r"""[^\n]*\}[ \t]*from[ \t]+["'][^"'\n]+["'];?[ \t]*$""")
_EXPORT = lazy_pattern(
    r"export[ \t]+(?:(?:const|let|var)[ \t]+[\w${\[][^=]*="
    r"|(?:default[ \t]+)?(?:async[ \t]+)?function\b|default[ \t]*[({\[])"
)
_KRAMDOWN_CONTENTS = lazy_pattern(r"[ \t]*\{:[ \t]*toc[^}\n]*\}[ \t]*$", re.IGNORECASE)
_DIRECTIVE = lazy_pattern(r"(?P<indent>[ \t]*)(?:`{3,}|~{3,})[ \t]*\{(?P<name>[\w-]+)\}[ \t]*(?P<title>[^\n]*)$")
_DIRECTIVE_OPTION = lazy_pattern(r"[ \t]*:[\w-]+:(?:[ \t]|$)")
_ASIDE = {"<aside>": ":::note", "</aside>": ":::"}  # Notion writes a callout like this
_BOX_TAGS = frozenset(
    {"note", "hint", "notice", "admonition", "callout", "alert", "message", "details", "fold", "expand"}
)
_QUOTE_TAGS = frozenset({"blockquote", "quote", "pullquote", "cq", "centerquote"})
_CODE_TAGS = frozenset({"highlight", "codeblock", "code"})
_DETAILS = frozenset({"details", "fold", "expand"})
_NO_TITLE = lazy_pattern(r"(?:no-)?icon|simple|modern|flat|disabled|true|false|default|primary|open|fa[srb]? .*")


class _TranslatedLines(NamedTuple):
    """Lines in place of a block, and what was taken out of them."""

    lines: list[str]
    removed: Sequence[RemovedMark] = ()  # with their numbers in the file


def translate_foreign(lines: list[str], start: int, *, keep_entries: bool) -> tuple[list[str], tuple[RemovedMark, ...]]:
    """Return an issue's lines with the marks of other programs as Markdown, and the marks that were taken out.

    Lines keep their numbers. Code, comments and formulas stay as written, and with `keep_entries` the links of entries.
    """
    if not _may_hold_any("\n".join(lines[start:])):
        return lines, ()
    block = _translate_all(lines[start:], start + 1, _MAX_DEPTH, keep_entries=keep_entries)
    translated = [*lines[:start], *block.lines]
    return translated if translated != lines else lines, tuple(sorted(block.removed, key=lambda mark: mark.line))


def _may_hold_any(text: str) -> bool:
    return any(hint in text for hint in _HINTS) or may_hold_marks(text)


def _translate_all(lines: list[str], number: int, depth: int, *, keep_entries: bool = False) -> _TranslatedLines:
    """Return lines with their blocks and text translated; `number` is that of the first, `depth` how deep it may go."""
    block = _translate_blocks(lines, number, depth)
    translated, removed = _translate_text(block.lines, number, depth, keep_entries=keep_entries)
    return _TranslatedLines(translated, (*block.removed, *removed))


def _translate_text(
    lines: list[str], number: int, depth: int, *, keep_entries: bool
) -> tuple[list[str], list[RemovedMark]]:
    """Return the lines with the marks inside text translated."""
    translated = list(lines)
    removed: list[RemovedMark] = []
    for run in _find_runs(lines):
        part = lines[run.start : run.stop]
        text = "\n".join(part)
        if _QUOTE.match(part[0]):
            block = _translate_quotation(part, number + run.start, depth)
            translated[run.start : run.stop] = block.lines
            removed += block.removed
            continue
        if not may_hold_marks(text):
            continue
        text, removals = translate_marks(text, keep_entries=keep_entries)
        translated[run.start : run.stop] = text.split("\n")
        removed += [
            RemovedMark(number + run.start + removal.line, removal.text, removal.message) for removal in removals
        ]
    return translated, removed


def _translate_quotation(lines: list[str], number: int, depth: int) -> _TranslatedLines:
    """Return the lines of a quotation, what is quoted translated as a text of its own."""
    if not depth or not _may_hold_any("\n".join(lines)):
        return _TranslatedLines(lines)
    marks = [_QUOTE.match(line) for line in lines]
    inner = [line[mark.end() :] if mark else line for mark, line in zip(marks, lines, strict=True)]
    block = _translate_all(inner, number, depth - 1)
    quoted = [f"{mark[0] if mark else ''}{line}" for mark, line in zip(marks, block.lines, strict=True)]
    return _TranslatedLines(quoted, block.removed)


def _find_runs(lines: list[str]) -> Iterator[range]:
    """Yield the runs of lines that are neither blank nor code; an item, a heading and a quotation begin another."""
    begin = None
    for at, _, is_closed in _walk(lines):
        is_text = not is_closed and bool(lines[at].strip())
        is_new = is_text and begin is not None and _begins_run(lines, begin, at)
        if begin is not None and (not is_text or is_new):
            yield range(begin, at)
            begin = None
        if is_text and begin is None:
            begin = at
    if begin is not None:
        yield range(begin, len(lines))


def _begins_run(lines: list[str], begin: int, at: int) -> bool:
    """Return whether a line belongs to another block than the lines from `begin` above it."""
    line = lines[at]
    quoted = bool(_QUOTE.match(lines[begin]))
    if quoted or _QUOTE.match(line):
        return quoted != bool(_QUOTE.match(line))
    return bool(_ITEM.match(line) or _HEADING.match(line) or _HEADING.match(lines[at - 1]))


def _walk(lines: list[str]) -> Iterator[tuple[int, int, bool]]:
    """Yield begin and end of each line, and of each block of code or raw HTML, and whether it is such a block."""
    at = content = 0  # `content` is the column at which the text of a list item begins
    is_open = False  # whether a paragraph goes on in the next line
    while at < len(lines):
        line = lines[at]
        closed = find_fence_end(lines, at, len(lines)) or find_raw_end(lines, at, len(lines))
        item = None if RULE.match(line) else _ITEM.match(line)
        note = _NOTE.match(line)
        indent = _measure_indent(line)
        if item:
            content = len(item[0].expandtabs(_CODE_INDENT))
        elif note:
            content = _CODE_INDENT
        elif line.strip() and indent < content and (not is_open or _HEADING.match(line)):
            content = indent
        elif not is_open and line.strip() and indent >= content + _CODE_INDENT:
            closed = _find_indented_end(lines, at, content + _CODE_INDENT)
        end = closed or at + 1
        yield at, end, closed is not None
        is_open = closed is None and bool(line.strip()) and not _HEADING.match(line) and not RULE.match(line)
        at = end


def _measure_indent(line: str) -> int:
    expanded = line.expandtabs(_CODE_INDENT)
    return len(expanded) - len(expanded.lstrip())


def _find_indented_end(lines: list[str], at: int, indent: int) -> int:
    below = range(at + 1, len(lines))
    return next((i for i in below if lines[i].strip() and _measure_indent(lines[i]) < indent), len(lines))


def _translate_blocks(lines: list[str], number: int, depth: int) -> _TranslatedLines:
    """Return the lines with every block translated."""
    translated: list[str] = []
    removed: list[RemovedMark] = []
    at = 0
    for place, end, is_closed in _walk(lines):
        if place < at or not lines[place].strip():
            continue
        if is_closed:
            block = _translate_directive(lines, place, end)
        else:
            found = (translate(lines, place, number, depth) for translate in _TRANSLATORS)
            block = next((block for block in found if block is not None), None)
        if block is not None:
            translated += [*lines[at:place], *block.lines]
            removed += block.removed
            at = place + len(block.lines)
    return _TranslatedLines([*translated, *lines[at:]], removed)


def _translate_directive(lines: list[str], at: int, end: int) -> _TranslatedLines | None:
    """Translate a box of MyST: a block of code whose language is the name of a callout in braces."""
    directive = _DIRECTIVE.match(lines[at]) if "{" in lines[at] else None
    if directive is None or directive["name"].lower() not in CALLOUTS or end - at < _FENCES:
        return None
    inner = ["" if _DIRECTIVE_OPTION.match(line) else line for line in lines[at + 1 : end - 1]]
    head = f"[!{directive['name']}] {directive['title']}"
    return _TranslatedLines([*_quote([head, *inner], directive["indent"]), ""])


def _translate_tag(lines: list[str], at: int, *_: int) -> _TranslatedLines | None:
    """Translate a pair of tags, each alone on its line; write a tag over several lines on one."""
    tag = _TAG.match(lines[at]) if "{" in lines[at] else None
    if tag is None:
        return _join_tag(lines, at) if "{" in lines[at] and _OPEN_TAG.match(lines[at]) else None
    end = _find_tag_end(lines, at, tag)
    return _translate_pair(tag, lines[at + 1 : end]) if end else None


def _translate_pair(tag: re.Match[str], inner: list[str]) -> _TranslatedLines | None:
    """Return a block of code, a comment, a quotation or a box."""
    name, indent, rest = tag["name"].lower(), tag["indent"], tag["rest"]
    if name in _CODE_TAGS:
        return _TranslatedLines(_write_code(inner, indent, rest))
    if name == "comment":
        return _TranslatedLines([""] * (len(inner) + 2))
    if name == "raw":
        return _TranslatedLines(["", *map(_protect_marks, inner), ""])
    if name in _QUOTE_TAGS:
        plain, named = parse_arguments(rest)
        author = " ".join(part.strip(",， -") for part in (*plain, *named.values()))
        lines = [*inner[:-1], f"{inner[-1]}\\" if author and inner else "".join(inner[-1:])]
        return _TranslatedLines(
            ["", *_quote(lines if inner else [], indent), f"{indent}> —— {author}" if author else ""]
        )
    if name in _BOX_TAGS or name in CALLOUTS:
        kind, title = _find_box(name, rest)
        return _TranslatedLines([*_quote([f"[!{kind}] {title}", *inner], indent), ""])
    return None


def _write_code(inner: list[str], indent: str, rest: str) -> list[str]:
    """Return a block of code; where a fence stands in it already, as GitBook writes it, that with its title above."""
    if any(_CODE_BLOCK.match(line) for line in inner):
        _, named = parse_arguments(rest)
        return [f"{indent}**{named['title']}**" if "title" in named else "", *inner, ""]
    fence = "~" * (max((len(run) for line in inner for run in re.findall("~+", line)), default=0) + 3)
    return [f"{indent}{fence} {_find_language(rest)}", *inner, f"{indent}{fence}"]


def _protect_marks(line: str) -> str:
    """Return a line between `{% raw %}` and its end with its marks as code, in HTML with their braces escaped."""
    if line.lstrip().startswith("<"):
        return line.replace("{", "&#123;")
    return line if "`" in line or line.startswith(("    ", "\t")) else _EXPRESSION.sub(r"`\g<0>`", line)


def _join_tag(lines: list[str], at: int) -> _TranslatedLines | None:
    """Return a tag over several lines in one."""
    for end in range(at + 1, min(at + _MAX_JOINED, len(lines))):
        if re.search(r"[%>]\}", lines[end]):
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            joined = indent + " ".join(line.strip() for line in lines[at : end + 1])
            return _TranslatedLines([joined, *[""] * (end - at)])
    return None


def _find_tag_end(lines: list[str], at: int, tag: re.Match[str]) -> int | None:
    """Return the line that closes a pair of tags."""
    name = re.escape(tag["name"])
    closing = rf"\{{%-?[ \t]*end_?{name}\b" if tag["opening"].startswith("{%") else rf"\{{\{{[<%][ \t]*/[ \t]*{name}\b"
    end, same = re.compile(rf"[ \t]*{closing}"), re.compile(rf"[ \t]*{re.escape(tag['opening'])}[ \t]*{name}\b")
    depth = 1
    for i in range(at + 1, min(at + _MAX_PAIR_LINES, len(lines))):
        if "{" in lines[i]:
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


def _quote(lines: list[str], indent: str) -> list[str]:
    """Return lines as a quotation; blocks and marks in it are translated with its text."""
    return [f"{indent}> {line.removeprefix(indent)}".rstrip() for line in lines]


def _translate_admonition(lines: list[str], at: int, *_: int) -> _TranslatedLines | None:
    """Translate `!!! note "Title"` and `??? note` with the indented lines below it."""
    admonition = _ADMONITION.match(lines[at]) if "!!!" in lines[at] or "???" in lines[at] else None
    if admonition is None:
        return None
    indent, given = admonition["indent"], admonition["title"]
    body = _dedent(lines, at, len(indent))
    kind, *words = admonition["names"].split()
    if kind.lower() not in CALLOUTS and not (given is not None or (body and not words)):
        return None  # an exclamation
    title = " ".join(word for word in words if word not in _PLACES) if given is None else given
    return _TranslatedLines(_quote([f"[!{kind}] {title}", *(indent + line for line in body)], indent))


def _translate_tab(lines: list[str], at: int, number: int, depth: int) -> _TranslatedLines | None:
    """Translate `=== "Title"` with the indented lines below it: the title, then the lines."""
    tab = _TAB.match(lines[at]) if "===" in lines[at] else None
    if tab is None or not depth:
        return None
    block = _translate_blocks(_dedent(lines, at, len(tab["indent"])), number + at + 1, depth - 1)
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


def _take_out_comment(lines: list[str], at: int, *_: int) -> _TranslatedLines | None:
    """Take out the lines between two `%%` that begin and end lines, which Obsidian hides."""
    mark = _COMMENT_BEGINS.match(lines[at])
    if mark is None or lines[at].count("%%") != 1:
        return None
    for place, _end, is_closed in _walk(lines[at + 1 :]):
        line = lines[at + 1 + place]
        if not is_closed and "%%" in line:
            if not _COMMENT_ENDS.search(line):
                break
            hidden = [mark["before"], *[""] * place, line.partition("%%")[2]]
            return _TranslatedLines(hidden)
    return None


def _translate_container(lines: list[str], at: int, number: int, _: int) -> _TranslatedLines | None:
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


def _translate_aside(lines: list[str], at: int, *_: int) -> _TranslatedLines | None:
    return _TranslatedLines([_ASIDE[lines[at].strip()]]) if lines[at].strip() in _ASIDE else None


def _take_out_import(lines: list[str], at: int, number: int, _: int) -> _TranslatedLines | None:
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
    if not _EXPORT.match(lines[at]):
        return None
    depth = 0
    for i in (at, *below):
        depth += sum(lines[i].count(mark) for mark in "([{") - sum(lines[i].count(mark) for mark in ")]}")
        if depth <= 0 and not lines[i].rstrip().endswith(("=", "=>", ",")):
            return int(i) + 1
    return at + 1


def _translate_contents(lines: list[str], at: int, *_: int) -> _TranslatedLines | None:
    """Translate kramdown's table of contents: a list item with `{:toc}` below it."""
    if at + 1 < len(lines) and _ITEM.match(lines[at]) and _KRAMDOWN_CONTENTS.match(lines[at + 1]):
        return _TranslatedLines(["[TOC]", ""])
    return None


_TRANSLATORS: tuple[Callable[[list[str], int, int, int], _TranslatedLines | None], ...] = (
    _translate_tag,
    _translate_admonition,
    _translate_tab,
    _take_out_comment,
    _translate_container,
    _translate_aside,
    _take_out_import,
    _translate_contents,
)
