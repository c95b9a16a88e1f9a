"""Short issues for tests, and what they are looked at with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from publish.core.issue import Block, BlockKind, Entry, Field, FrontMatter, Issue, Items, Span
from publish.core.settings import NewsletterSettings
from publish.steps.parse import parse_issue

NAME = "2020-06-17"
TITLE = f"# 端侧周报 ({NAME})"
NUMBERED_ENTRY = "- [一则消息 {n} | 某站](https://a.example/{n})\n摘要：要点在此，另有几句。\n\n"
LICENCE = '<a rel="license" href="http://creativecommons.org/licenses/by-sa/4.0/">许可</a>'

SAMPLES = Path(__file__).parents[1] / "embedded-ai-report"
KITCHEN_SINK = Path(__file__).with_name("kitchen_sink.md")
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


def read(*lines: str, name: str = NAME) -> Issue:
    """Read a file of these lines; one below our title is a digest, whatever else it lacks."""
    return parse_issue("\n".join(lines), name, NewsletterSettings(kind="digest" if lines[:1] == (TITLE,) else "auto"))


def read_preamble(*lines: str) -> Issue:
    """Read a newsletter with these lines below its title; the last of its lines is the heading of a section."""
    return read(TITLE, "", *lines, "", "## 新闻")


def read_section(*lines: str) -> tuple[Entry | Block, ...]:
    """Return the parts of a newsletter's section; the first of these lines is line 4."""
    [section] = read(TITLE, "", "## 新闻", *lines).sections
    return section.parts


def read_entry(*lines: str) -> Entry:
    """Return the entry that is all of a section."""
    [entry] = read_section(*lines)
    assert isinstance(entry, Entry)
    return entry


def read_body(*lines: str) -> list[object]:
    """Return, in short, what stands below an entry's first line; the first of these lines is line 5."""
    return [sketch(part) for part in read_entry("- [题](https://a.example/)", *lines).parts]


def sketch(thing: object) -> object:
    """Return the kind and text of a block, the label and value of a field, the items of a list; text of a paragraph."""
    if isinstance(thing, Items):
        items = [[sketch(part) for part in item.parts] for item in thing.items]
        return [f"{thing.start}." if thing.ordered else "-", *(item[0] if len(item) == 1 else item for item in items)]
    if isinstance(thing, Field):
        return thing.label, thing.text
    if isinstance(thing, Block) and thing.kind is not BlockKind.PARAGRAPH:
        return str(thing.kind), thing.text
    return thing.text if isinstance(thing, Block) else thing


def find_spans(thing: object) -> Iterator[Span]:
    """Yield the span of everything in an issue; `Issue.intro` is a part of the preamble, met there."""
    if isinstance(thing, Span):
        yield thing
    elif isinstance(thing, Issue):
        yield from find_spans(tuple(thing._replace(intro=None)))
    elif isinstance(thing, tuple):
        for part in thing:
            yield from find_spans(part)
    elif isinstance(thing, FrontMatter):
        yield from find_spans(thing.span)


def find_stray_lines(text: str) -> list[tuple[int, int, str]]:
    """Return the lines of a file that belong to no thing or to several: number, how many, text."""
    owners = Counter(
        line for span in find_spans(parse_issue(text, NAME)) for line in range(span.line, span.end_line + 1)
    )
    numbered = enumerate(text.split("\n"), 1)
    return [(at, owners[at], line) for at, line in numbered if owners[at] > 1 or (line.strip() and not owners[at])]
