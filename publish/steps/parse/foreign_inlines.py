"""Translate the marks of other generators inside text, or take them out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern
from publish.core.urls import VAULT_SCHEME
from publish.newsletter.foreign_marks import ANYWHERE, BROKEN_LINK, LONE_COMMENT, PLACED, holds_hint
from publish.wechat.elements import HTML_ELEMENTS

_HIDDEN = (
    r"https?://[^\s<>()\[\]{}|]+"
    r"|\\\((?:(?!%%)[^\n])*?\\\)|\\\[(?:(?!%%)[\s\S]){0,2000}?\\\]|\\[!-/:-@\[-`{-~]|<!--[\s\S]*?-->|<code\b[^>]*>[\s\S]{0,500}?</code>"
    r"|<(?P<drawing>svg|math)\b[\s\S]{0,20000}?</(?P=drawing)>"
    r"|\$\$[^$]{0,2000}\$\$|\$(?![\d\s])[^$\n]*[\\{][^$\n]*\$"
)
"""Where a mark stays as written: behind a backslash, in a comment, in code, in a formula."""
_RAW = r"\{%-?[ \t]*raw[ \t]*-?%\}([\s\S]{0,2000}?)\{%-?[ \t]*endraw[ \t]*-?%\}"
_CODE = (
    r"\{%-?[ \t]*(?P<code_tag>highlight|codeblock|code)\b[^%\n]*%\}(?P<code>[^\n]{0,2000}?)"
    r"\{%-?[ \t]*end(?P=code_tag)[ \t]*-?%\}"
)
_HIDDEN_TEXT = (
    r"\{%-?[ \t]*comment[ \t]*-?%\}[\s\S]{0,20000}?\{%-?[ \t]*endcomment[ \t]*-?%\}"
    r"|\{::comment[ \t]*\}[\s\S]{0,20000}?\{:/(?:comment)?[ \t]*\}"
    r"|\{\{[<%][ \t]*comment[ \t]*[>%]\}\}[\s\S]{0,20000}?\{\{[<%][ \t]*/comment[ \t]*[>%]\}\}"
)
_PATTERNS = {
    "hidden": _HIDDEN, "raw": _RAW, "inline_code": _CODE, "hidden_text": _HIDDEN_TEXT, **PLACED, **ANYWHERE,
    "lone_comment": LONE_COMMENT,
}  # fmt: skip
_MARKS = lazy_pattern(
    "|".join(f"(?P<{name}>{p})" for name, p in _PATTERNS.items()),
    re.MULTILINE,
)
_ITEM_HEAD = lazy_pattern(r"[ \t]*[-*+][ \t]+")
_TAG = lazy_pattern(r"<(?P<end>/?)(?P<name>[A-Za-z][\w.]*)(?P<next>[\s/>])")
_TICKS = lazy_pattern(r"\\`?|(?P<ticks>`+)")  # a backslash takes the first one
_BLANKS = lazy_pattern(r"[ \t]*")
_BESIDE = 40  # characters beside a comment that are looked at
_OPENING = " \t\n*_([（「“"  # what a space behind a mark that is taken out would be loose after
_EXPRESSION = lazy_pattern(r"\{[{%][^{}\n]*[}%]\}")
_ARGUMENT = lazy_pattern(
    r"""(?:(?P<key>[\w-]+)[ \t]*=[ \t]*)?(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']+))"""
)
_ADDRESS = lazy_pattern(
    r"""[ \t]*(?P<address>[^<>\n]*?)(?:[ \t]+"(?P<title>[^"\n]*)")?(?:[ \t]+=(?P<size>[^\s=]*))?[ \t]*"""
)
_HEADING = lazy_pattern(r"[ \t>]*#{1,6}[ \t]")
_BLOCK_START = lazy_pattern(r"^(?P<number>\d+(?=[.)])|(?=[#>+-]))(?P<mark>[.)#>+-])")
_LIKE_ADDRESS = lazy_pattern(r"[/.#:{]")
_REQUIRED = lazy_pattern(r"""\{(?:require|useBaseUrl)\(\s*["']([^"']+)["']""")
_ALT = lazy_pattern(r"""\balt=["']([^"']*)["']""")
_LITERAL = lazy_pattern(r"""[ \t]*(?:"([^"]*)"|'([^']*)')[ \t]*(?:\||$)""")
_PICTURE_FILE = lazy_pattern(r"[^|#]+\.(?:png|jpe?g|gif|webp|svg|bmp|avif|heic)", re.IGNORECASE)
_SIZE = lazy_pattern(r"(?P<width>[1-9]\d{0,3}(?:px|%)?)(?:[x×]\d{0,4})?")
_WIDTH = lazy_pattern(r"""width=["']?(?P<width>[1-9]\d{0,3}(?:px|%)?)""")
_PICTURE_TAGS = frozenset({"asset_img", "img", "image", "figure", "fig", "imgproc", "picture"})
_LINK_TAGS = frozenset({"post_link", "asset_link", "link", "link_to"})


class Translation(NamedTuple):
    """What stands in place of a mark, and the id of what the author is told, empty for nothing."""

    text: str = ""
    message: str = ""


class Removal(NamedTuple):
    """A mark that was taken out, or lost something."""

    line: int  # 0-based, among the lines translated
    text: str
    message: str


TAKEN_OUT = Translation(message="mark-removed")


def may_hold_marks(text: str) -> bool:
    """Return whether a text may hold a foreign mark, or a link that CommonMark cannot read."""
    return (
        holds_hint(f"\n{text}")
        or ("](" in text and BROKEN_LINK.search(text) is not None)
        or ("<" in text and ("={" in text or any(map(_may_be_foreign, _TAG.finditer(text)))))
    )


def _may_be_foreign(tag: re.Match[str]) -> bool:
    """Return whether a tag may be of an unknown element; `<name>` alone is a word in brackets."""
    name = tag["name"]
    return name.lower() not in HTML_ELEMENTS and bool(tag["end"] or tag["next"] != ">" or name[0].isupper())


def translate_marks(text: str, *, keep_entries: bool = False) -> tuple[str, list[Removal]]:
    """Return one or several lines with foreign marks translated, and what was taken out; no line is added or lost.

    `keep_entries` leaves the links at the start of list items alone: the parser of entries names what is wrong there.
    """
    parts: list[str] = []
    removals: list[Removal] = []
    at = line = counted = 0
    last = ""  # the character before what comes next
    for mark, translation in _iterate_marks(text, keep_entries=keep_entries):
        if translation.message:
            line += text.count("\n", counted, mark.start())
            counted = mark.start()
            removals.append(Removal(line, mark[0].strip(), translation.message))
        before = text[at : mark.start()]
        parts += [before, translation.text, "\n" * (mark[0].count("\n") - translation.text.count("\n"))]
        last = (last + before + translation.text)[-1:]
        at = mark.end()
        if not translation.text and last in _OPENING:
            at = _BLANKS.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
    return "".join([*parts, text[at:]]), removals


def _iterate_marks(text: str, *, keep_entries: bool) -> Iterator[tuple[re.Match[str], Translation]]:
    """Yield each mark outside code with what stands in its place."""
    code = find_code_spans(text)
    starts = [span.start for span in code]
    at = 0
    while mark := _MARKS.search(text, at):
        index = bisect_right(starts, mark.start()) - 1
        if index >= 0 and mark.start() < code[index].stop:
            at = code[index].stop
            continue
        translation = _TRANSLATORS[str(mark.lastgroup)](mark)
        if translation is None or (keep_entries and mark["broken_link"] and _begins_item(mark)):
            at = mark.end() if mark["hidden"] else mark.start() + 1
            continue
        yield mark, translation
        at = max(mark.end(), mark.start() + 1)


def _begins_item(mark: re.Match[str]) -> bool:
    """Return whether a link is the first thing in a list item."""
    text = mark.string
    return (
        not mark[0].startswith("!")
        and _ITEM_HEAD.fullmatch(text, text.rfind("\n", 0, mark.start()) + 1, mark.start()) is not None
    )


def find_code_spans(text: str) -> list[range]:
    """Return the spans of a paragraph between two equal runs of backticks."""
    runs = [run.span("ticks") for run in _TICKS.finditer(text) if run["ticks"]]
    following: dict[int, list[int]] = {}
    for index, (start, end) in enumerate(runs):
        following.setdefault(end - start, []).append(index)
    spans = []
    index = 0
    while index < len(runs):
        start, end = runs[index]
        same = following[end - start]
        place = bisect_right(same, index)
        if place < len(same):
            spans.append(range(start, runs[same[place]][1]))
            index = same[place]
        index += 1
    return spans


def parse_arguments(text: str) -> tuple[list[str], dict[str, str]]:
    """Return the arguments of a tag without and with names."""
    plain: list[str] = []
    named: dict[str, str] = {}
    for argument in _ARGUMENT.finditer(text):
        value = next((value for value in argument.group("double", "single", "bare") if value is not None), "")
        if argument["key"]:
            named.setdefault(argument["key"].lower(), value)
        else:
            plain.append(value)
    return plain, named


def write_picture(source: str, alt: str = "", width: str = "") -> str:
    """Return the Markdown of a picture."""
    size = f"{{width={width}}}" if width else ""
    return f"![{re.sub(r'[][|]', ' ', alt).strip()}](<{source}>){size}"


def _inner(mark: re.Match[str]) -> str:
    """Return what stands between the borders of a mark."""
    return next((text for text in mark.groups()[1:] if text is not None and text != mark[0]), "")


def _translate_liquid(mark: re.Match[str]) -> Translation:
    tag, _, rest = _inner(mark).strip("- \t\n").partition(" ")
    return _translate_tag(tag.lower(), rest)


def _translate_shortcode(mark: re.Match[str]) -> Translation:
    inner = _inner(mark).strip("- \t\n")
    if inner.startswith("/*"):
        return TAKEN_OUT
    tag, _, rest = inner.rstrip("/").partition(" ")
    return _translate_tag(tag.lower(), rest.strip())


def _translate_tag(tag: str, rest: str) -> Translation:
    """Return what a tag of Liquid, Hexo, GitBook or Hugo comes to; the end of a pair needs no word."""
    if tag.startswith(("end", "/")):
        return Translation()
    plain, named = parse_arguments(rest)
    if tag in _PICTURE_TAGS or (tag.startswith("include") and plain and re.search("fig|im(g|age)|pic", plain[0])):
        return _translate_picture([] if tag.startswith("include") else plain, named)
    if tag in _LINK_TAGS and len(plain) > 1:
        words = [word for word in plain[1:] if word not in ("true", "false")]
        return Translation(" ".join(words) if "://" not in plain[-1] else plain[0], "mark-removed")
    if tag == "embed" and "url" in named:
        return Translation(f"<{named['url']}>")
    if tag in ("tab", "tabitem", "step", "steps") and (
        title := named.get("title") or named.get("name") or " ".join(plain)
    ):
        return Translation(f"**{title}**")
    return TAKEN_OUT


def _translate_picture(plain: list[str], named: dict[str, str]) -> Translation:
    source = next((named[key] for key in ("src", "url", "image_path", "path", "link") if named.get(key)), "")
    words = list(plain)
    if not source:
        index = next((i for i, word in enumerate(words) if _PICTURE_FILE.fullmatch(word) or "://" in word), None)
        if index is None:
            return TAKEN_OUT
        source = words[index]
        words = words[index + 1 :]
    width = named.get("width", "")
    if words and re.fullmatch(r"\d{1,4}(?:px|%)?", words[0]):
        width = words[0]
        words = [word for word in words if not re.fullmatch(r"\d{1,4}(?:px|%)?", word)]
    alt = next((named[key] for key in ("caption", "title", "alt") if named.get(key)), " ".join(words))
    return Translation(write_picture(source, alt, width if re.fullmatch(r"[1-9]\d{0,3}(?:px|%)?", width) else ""))


def _translate_expression(mark: re.Match[str]) -> Translation:
    literal = _LITERAL.match(_inner(mark))
    if literal:
        return Translation(literal[1] or literal[2] or "")
    text = mark.string
    return Translation() if not mark.start() and text[mark.end() : mark.end() + 1] == "/" else TAKEN_OUT


def _translate_comment(mark: re.Match[str]) -> Translation | None:
    """Return nothing; None for per cent signs, whose spaces or neighbours are not those of a comment."""
    inner, text = _inner(mark), mark.string
    if inner[:1].isspace() != inner[-1:].isspace():  # `for %%i in (*) do echo %%i`
        return None
    before = text[max(mark.start() - _BESIDE, 0) : mark.start()].rstrip(" \t")[-1:]
    after = text[mark.end() : mark.end() + _BESIDE].lstrip(" \t")[:1]
    if not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum()):
        return Translation()
    end = text.find("\n", mark.start())
    odd = text.count("%%", mark.start(), len(text) if end < 0 else end) % 2
    return None if before.isdigit() and odd else TAKEN_OUT


def _translate_embed(mark: re.Match[str]) -> Translation:
    """Return an embedded picture as Markdown; anything else that is embedded has no place in an article."""
    target, *words = (part.strip() for part in _inner(mark).replace("\\|", "|").split("|"))
    if not _PICTURE_FILE.fullmatch(target):
        return TAKEN_OUT
    size = _SIZE.fullmatch(words[-1]) if words else None
    alt = " ".join(words[:-1] if size else words)
    return Translation(write_picture(f"{VAULT_SCHEME}{target}", alt, size["width"] if size else ""))


def _translate_wiki_link(mark: re.Match[str]) -> Translation:
    """Return the words that Obsidian shows: the alias, else the note's name."""
    target, _, alias = _inner(mark).replace("\\|", "|").partition("|")
    if alias.strip():
        return Translation(_escape(alias.strip()))
    note, _, heading = target.partition("#")
    name = note.rstrip("/").rpartition("/")[2].removesuffix(".md").strip()
    parts = [part for part in (name, *(part.strip() for part in heading.split("#"))) if part and part[0] != "^"]
    return Translation(_escape(" › ".join(parts)))


def _escape(text: str) -> str:
    """Return the name of a note as Markdown that shows it as it is."""
    escaped = re.sub(r"[*_`<\\]", r"\\\g<0>", text)
    return _BLOCK_START.sub(r"\g<number>\\\g<mark>", escaped)


def _translate_broken_link(mark: re.Match[str]) -> Translation | None:
    """Return a link or picture in a form that CommonMark reads; its text alone where the address has no end."""
    text = mark["link_text"]
    if not mark[0].startswith("!") and not _LIKE_ADDRESS.search(mark["address"] or "://"):
        return None  # `f[0](x, y)` is code
    address, removals = translate_marks(mark["address"]) if "{" in (mark["address"] or "") else (mark["address"], [])
    written = _ADDRESS.fullmatch(address or "")
    if written is None or not written["address"]:
        return Translation(text, "mark-removed")
    title = f' "{written["title"]}"' if written["title"] else ""
    size = f" ={written['size']}" if _SIZE.fullmatch(written["size"] or "") else ""
    link = f"[{text}](<{written['address']}>{title}{size})"
    if mark[0].startswith("!"):
        return Translation(f"!{link}")
    spaced = "://" in written["address"] and not removals
    return Translation(link, "mark-removed" if removals else "link-spaces" if spaced else "")


def _translate_element(mark: re.Match[str]) -> Translation | None:
    """Return nothing for an element that nobody knows; None for one of HTML, and for a name in brackets: `List<T>`."""
    name, rest, text = mark["element_name"], mark["element_rest"], mark.string
    required = _REQUIRED.search(rest) if name.lower() == "img" else None
    if required:  # Docusaurus
        alt = _ALT.search(rest)
        return Translation(write_picture(required[1], alt[1] if alt else ""))
    if name.lower() in HTML_ELEMENTS or ":" in name:
        return None
    if mark[0].startswith("</"):
        return Translation()
    line = text[text.rfind("\n", 0, mark.start()) + 1 :].partition("\n")[0].strip()
    alone = name[0].isupper() and len(name) > 1 and line == mark[0].strip()
    if rest.strip() or alone or f"</{name}>" in text[mark.end() :]:
        return TAKEN_OUT
    return None


def _translate_span(mark: re.Match[str]) -> Translation:
    """Return the text of `[text]{.name}`, marked or underlined where its name says so."""
    text, names = (group for group in mark.groups() if group is not None and group != mark[0])
    if re.search(r"\.(?:mark|highlight)\b", names):
        return Translation(f"=={text}==")
    return Translation(f"<u>{text}</u>" if re.search(r"\.(?:underline|ul)\b", names) else text)


def _translate_attributes(mark: re.Match[str]) -> Translation:
    width = _WIDTH.search(mark[0]) if mark.string[mark.start() - 1] == ")" else None
    return Translation(f"{{width={width['width']}}}" if width else "")


def _translate_raw(mark: re.Match[str]) -> Translation:
    """Return what stood between `{% raw %}` and its end, marks in it as code."""
    inner = _inner(mark)
    return Translation(inner if "`" in inner else _EXPRESSION.sub(r"`\g<0>`", inner))


def _write(template: str) -> Callable[[re.Match[str]], Translation]:
    return lambda mark: Translation(template.format(_inner(mark)))


def _translate_names(mark: re.Match[str]) -> Translation:
    """Return nothing; outside headings the author is told, for the braces may have been text."""
    line = mark.string[mark.string.rfind("\n", 0, mark.start()) + 1 : mark.start()]
    return Translation() if _HEADING.match(line) else TAKEN_OUT


def _drop(_: re.Match[str]) -> Translation:
    return Translation()


def _tell(_: re.Match[str]) -> Translation:
    return TAKEN_OUT


_TRANSLATORS: dict[str, Callable[[re.Match[str]], Translation | None]] = {
    "hidden": lambda _: None,
    "raw": _translate_raw,
    "inline_code": lambda mark: Translation(f"`` {mark['code'].strip()} ``"),
    "hidden_text": _drop,
    "liquid": _translate_liquid,
    "shortcode": _translate_shortcode,
    "expression": _translate_expression,
    "erb": _tell,
    "comment": _translate_comment,
    "lone_comment": lambda _: Translation("%%", "comment-open"),
    "remark": _drop,
    "marked": _write("=={}=="),
    "inserted": _write("{}"),
    "deleted": _write("~~{}~~"),
    "replaced": _write("{}"),
    "jsx_comment": _drop,
    "template_comment": _drop,
    "embed": _translate_embed,
    "wiki_link": _translate_wiki_link,
    "citation": _tell,
    "icon": _tell,
    "kramdown": _tell,
    "broken_link": _translate_broken_link,
    "span": _translate_span,
    "element": _translate_element,
    "attributes": _translate_attributes,
    "names": _translate_names,
    "block_id": _drop,
    "snippet": _tell,
}
