"""Rules about marks that Markdown does not read: glued to their text, full-width, typed by hand, never closed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Edit, Severity
from publish.core.text import is_wide
from publish.lint.context import LIST_MARKER, LintContext, ProseLine
from publish.lint.rule import LintViolation, error, info, replacement, warning

_Lines = Mapping[int, ProseLine]

_HEADING = lazy_pattern(r"(?P<marks>#{1,6})(?=[^\s#])")
_TAG = lazy_pattern(r"[#＃][\w/.:-]+[#＃]?")
_LETTER = lazy_pattern(r"[^\W\d]")
_SENTENCE = lazy_pattern(r"[。；！？!?]")
_TAG_BORDER = lazy_pattern(r"[\s,，、]+")
_TOPIC = lazy_pattern(r"#[^#\s]+#")
_OPENING = "《“「【（‘『"
_MARKUP = ("**", "[", "`")

_LINK_START = lazy_pattern(r"\[[^\[\]]*\]\(")
_MARKER = lazy_pattern(r"[-*+](?=\S)")
_NUMBER = lazy_pattern(r"[0-9]{1,2}\.(?=[^\s\d.])")
_ORDINAL = lazy_pattern(r"([0-9]{1,9})\.(?!\d)")
WIDE_NUMBER = lazy_pattern(r"(?P<number>(?:[０-９]{1,2}(?=[.．])|[0-9]{1,2}(?=．)))[.．][ \t\u3000]*(?=[^\s\d.．])")
_BULLET = lazy_pattern(r"(?P<bullet>[·•・‧∙●○◦▪■◆◇])[ \t\u3000]*(?=[^\s·•・‧∙●○◦▪■◆◇])")
_SHAPES = frozenset("●○■◆◇")
"""Bullets that a line of its own may begin with for its looks."""
_WIDE_HEADING = lazy_pattern(r"(?P<marks>＃{1,6})(?P<space>[ \t\u3000]*)(?=[^\s＃])")
_WIDE_MARKER = lazy_pattern(r"(?P<mark>[－＊＋＞])(?P<space>[ \t\u3000]*)(?=[^\s－＊＋＞\d])")
_HALF_MARKS = str.maketrans("＃－＊＋＞（）！０１２３４５６７８９", "#-*+>()!0123456789")

_PATH = r"(?:\.{0,2}/)?[^\s()（）\[\]:]+\.(?:png|jpe?g|gif|svg|webp|bmp|md|html?|pdf)(?:#[^\s()（）]*)?"
_RELATIVE = r"\.{1,2}/[!#-'*-;=?-Z_a-z~]+"
_ADDRESS = r"(?:https?://|mailto:|www\.)[^\s()（），。；、]+(?:\([^\s()（）]*\)[^\s()（），。；、]*)*"
_LINK = lazy_pattern(
    r"(?P<bang>[!！])?\[(?P<text>[^\[\]^][^\[\]]*)\](?P<open>[(（])[ \t]*"
    rf"(?:{_ADDRESS}|{_RELATIVE}|{_PATH})[ \t]*(?P<close>[)）])",
    re.IGNORECASE,
)


def _has_neighbour(lines: _Lines, number: int, is_item: Callable[[ProseLine], object]) -> bool:
    """Return whether the line above or below is an item of a list, or meant as one."""
    near = (lines[n] for n in (number - 1, number + 1) if n in lines)
    return any(is_item(line) or LIST_MARKER.match(line.text) for line in near)


# --- headings and tags --------------------------------------------------------------------------


@warning("N59", "heading-glued", "##标题", fixable=True)
def find_glued_headings(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines that begin with `#` without a space; one `#` may be meant as a tag and is left to a person."""
    for line in context.text_lines.values():
        heading = _HEADING.match(line.text)
        if heading and _is_title(line, len(heading["marks"]), context):
            at = line.start + heading.end()
            edits = (Edit(line.number, at, at, " "),) if len(heading["marks"]) > 1 else ()
            yield LintViolation(line.number, line.start + 1, {"marks": heading["marks"]}, edits=edits)


def _is_title(line: ProseLine, level: int, context: LintContext) -> bool:
    """Return whether what follows `#` may be a heading rather than a tag, a number, a comment in code."""
    text = line.text[level:]
    if level > 1:
        return text[0].isalnum() or text[0] in _OPENING or text.startswith(_MARKUP)
    if (
        line.number - 1 in context.text_lines
        or _TOPIC.match(line.text)
        or _SENTENCE.search(text)
        or _is_tags(line, context)
    ):
        return False
    return _is_chinese(text[0]) or (_is_alone(line, context) and text[0].isupper() and " " in text.rstrip())


def _is_chinese(char: str) -> bool:
    return (is_wide(char) and char.isalpha()) or char in _OPENING


@info("N60", "tags-shown", "#标签 #工作/会议")
def find_tags(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines of tags, as Obsidian writes them."""
    lines = context.text_lines.values()
    return (LintViolation(line.number, line.start + 1) for line in lines if _is_tags(line, context))


def _is_tags(line: ProseLine, context: LintContext) -> bool:
    """Return whether a line is tags; a single Chinese word is one beside others, or where the title has its space."""
    if _holds_tags(line.text):
        return True
    if not _is_tag(line.text.rstrip()):
        return False
    near = (context.text_lines.get(number) for number in (line.number - 1, line.number + 1))
    has_title = context.issue.title is not None or "title" in context.issue.front_matter.values
    alone = _is_alone(line, context) and _is_chinese(line.text[1])
    return (alone and has_title) or any(other and _holds_tags(other.text) for other in near)


def _is_tag(word: str) -> bool:
    return _TAG.fullmatch(word) is not None and _LETTER.search(word) is not None


def _is_alone(line: ProseLine, context: LintContext) -> bool:
    return line.number - 1 not in context.text_lines and line.number + 1 not in context.text_lines


def _holds_tags(text: str) -> bool:
    """Return whether a text begins with a tag and holds several, or is one that is closed or has a path."""
    if not text.startswith(("#", "＃")) or _SENTENCE.search(text):
        return False
    words = [word for word in _TAG_BORDER.split(text) if word]
    tags = [word for word in words if _is_tag(word)]
    return len(tags) > 1 or (tags == words and ("/" in text or text.rstrip().endswith(("#", "＃"))))


# --- lists --------------------------------------------------------------------------------------


@warning("N61", "marker-glued", "-甲⏎-乙", fixable=True)
def find_glued_markers(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines that begin with a list marker without a space; a single one may be a signature."""
    lines = context.text_lines
    for line in lines.values():
        mark = line.text[:1]
        if not _is_glued(line.text):
            continue
        near = [lines[n] for n in (line.number - 1, line.number + 1) if n in lines]
        listed = any(other.start == line.start and other.text[:1] == mark and _is_item(other.text) for other in near)
        if listed or mark == "-":
            at = line.start + 1
            edits = (Edit(line.number, at, at, " "),) if listed else ()
            yield LintViolation(line.number, line.start + 1, {"mark": mark}, edits=edits)


def _is_item(text: str) -> bool:
    return LIST_MARKER.match(text) is not None or _is_glued(text)


def _is_glued(text: str) -> bool:
    marker = _MARKER.match(text)
    if marker is None:
        return False
    item = text[1:]
    if marker[0] == "*":
        return _is_chinese(item[0]) and "*" not in item
    return _is_chinese(item[0]) or (marker[0] == "-" and (item.startswith("**") or _LINK_START.match(item) is not None))


@warning("N62", "number-glued", "1.甲⏎2.乙", fixable=True)
def find_glued_numbers(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines that begin with a number and a dot without a space; a single one may be a version."""
    lines = context.text_lines
    ordinals = {number: int(found[1]) for number, line in lines.items() if (found := _ORDINAL.match(line.text))}
    for number, line in lines.items():
        glued = None if line.in_entry else _NUMBER.match(line.text)
        if glued is None:
            continue
        ordinal = ordinals[number]
        in_order = ordinals.get(number - 1) == ordinal - 1 or ordinals.get(number + 1) == ordinal + 1
        at = line.start + glued.end()
        if in_order:
            edits = (Edit(number, at, at, " "),)
            yield LintViolation(number, line.start + 1, {"number": ordinal}, edits=edits)
        elif _is_chinese(line.text[glued.end()]):
            yield LintViolation(number, line.start + 1, {"number": ordinal}, Severity.INFO)


@warning("N63", "bullet-typed", "·甲⏎·乙", fixable=True)
def find_typed_bullets(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines that begin with a bullet typed by hand; a single one is left to a person."""
    lines = context.text_lines
    for line in lines.values():
        bullet = _match_bullet(line)
        if bullet:
            listed = _has_neighbour(lines, line.number, _match_bullet)
            if listed or bullet["bullet"] not in _SHAPES:
                violation = replacement(line.number, line.start, line.start + bullet.end(), "- ", mark=bullet["bullet"])
                yield violation if listed else violation._replace(edits=(), severity=Severity.INFO)


def _match_bullet(line: ProseLine) -> re.Match[str] | None:
    return None if line.in_entry else _BULLET.match(line.text)


# --- full-width marks ---------------------------------------------------------------------------


@warning("N64", "mark-wide", "＃ 标题", fixable=True)
def find_wide_marks(context: LintContext) -> Iterator[LintViolation]:
    """Yield the full-width marks at the beginning of a line; without a space behind it one may be meant as it is."""
    lines = context.text_lines
    for line in lines.values():
        mark = _WIDE_HEADING.match(line.text) or _WIDE_MARKER.match(line.text)
        if mark is None or _is_tags(line, context):
            continue
        written = mark[1]
        listed = bool(mark["space"]) or len(written) > 1 or _has_neighbour(lines, line.number, _is_wide_marker)
        if listed or written in ("＃", "＞"):
            half = written.translate(_HALF_MARKS)
            end = line.start + mark.end()
            violation = replacement(line.number, line.start, end, f"{half} ", mark=written, half=half)
            yield violation if listed else violation._replace(edits=())


def _is_wide_marker(line: ProseLine) -> bool:
    mark = _WIDE_MARKER.match(line.text)
    return mark is not None and mark["mark"] != "＞"


@warning("N64", "number-wide", "１．甲⏎２．乙", fixable=True)
def find_wide_numbers(context: LintContext) -> Iterator[LintViolation]:
    """Yield the numbers of lists with a full-width digit or dot."""
    lines = context.text_lines
    for line in lines.values():
        number = _match_wide_number(line)
        if number:
            half = f"{number['number'].translate(_HALF_MARKS)}."
            listed = _has_neighbour(lines, line.number, _match_wide_number)
            violation = replacement(line.number, line.start, line.start + number.end(), f"{half} ", half=half)
            yield violation if listed else violation._replace(edits=(), severity=Severity.INFO)


def _match_wide_number(line: ProseLine) -> re.Match[str] | None:
    return WIDE_NUMBER.match(line.text)


@warning("N65", "link-wide", "[题]（https://a.example/x）", fixable=True)
def find_wide_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the links and pictures with a full-width bracket or exclamation mark."""
    for number in context.content:
        line = context.visible(number)
        for link in _LINK.finditer(line) if "](" in line or "]（" in line else ():
            # Behind text a full-width mark ends a sentence: 太好了！[看这里](…)
            is_picture = link["bang"] == "!" or (link["bang"] and not line[: link.start()].strip())
            start = link.start() if is_picture else link.start("text") - 1
            marks = [start, link.start("open"), link.start("close")]
            edits = tuple(
                Edit(number, at, at + 1, line[at].translate(_HALF_MARKS)) for at in marks if line[at] in "！（）"
            )
            if edits:
                yield LintViolation(number, start + 1, edits=edits)


# --- code ---------------------------------------------------------------------------------------


@error("N66", "fence-open", "~~~python（其后没有结束的 ~~~）")
def find_open_fence(context: LintContext) -> Iterator[LintViolation]:
    """Yield the fence of the first code block without an end."""
    number = context.issue.open_fence
    if number is not None:
        yield LintViolation(number, 1)
