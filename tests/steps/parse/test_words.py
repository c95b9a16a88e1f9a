"""Newsletters that are written in other words than ours."""

from __future__ import annotations

import pytest

from publish.core.issue import Block, BlockKind, Entry, Field, Issue
from publish.core.settings import NewsletterSettings, WordsSettings
from publish.steps.parse import parse_issue

ENGLISH = WordsSettings(
    intro=("Intro", "In this issue"),
    summary=("Why it matters", "Summary"),
    note=("Note",),
    source=("Source",),
    labels=("Length", "Link"),
    sections=("News", "Tools"),
    archive=("Past issues",),
    trailer=("About us",),
)
LETTER = """# Edge Letter #12

> In this issue: caches and types.

## News

> Note: some links need an account.

- [On caches](https://a.example/caches)
Source: A Blog
Length: ten minutes
Why it matters: it explains
three layers.

## Past issues

- [2026-01-02](11.md)
- No. 10: [On types](10.md)

## About us

![QR code](qr.png)

- WeChat: edge-letter

Written by two people.
"""


def parse(text: str, words: WordsSettings = ENGLISH, kind: str = "auto") -> Issue:
    return parse_issue(text, "12", NewsletterSettings(kind=kind, words=words))  # type: ignore[arg-type]


def test_digest_in_other_words_is_recognised_and_read() -> None:
    issue = parse(LETTER)

    assert issue.is_digest
    assert issue.intro
    assert issue.intro.lines == ("caches and types.",)
    [section] = issue.sections
    note, entry = section.parts
    assert isinstance(note, Block)
    assert note.kind is BlockKind.NOTE
    assert isinstance(entry, Entry)
    assert (entry.title, entry.source) == ("On caches", "A Blog")
    [length, summary, rest] = entry.parts
    assert isinstance(length, Field)
    assert (length.label, length.text) == ("Length", "ten minutes")
    assert isinstance(summary, Block)
    assert (summary.kind, summary.text) == (BlockKind.SUMMARY, "it explains")
    assert isinstance(rest, Block)


def test_closing_lines_are_known_by_their_headings() -> None:
    issue = parse(LETTER)

    assert issue.archive
    assert issue.archive.dates == ("2026-01-02",)
    assert issue.trailer
    assert (issue.trailer.qr, [contact.value for contact in issue.trailer.contacts]) == ("qr.png", ["edge-letter"])
    assert [block.text for block in issue.trailer.blocks] == ["## About us", "Written by two people."]


def test_heading_of_closing_lines_that_are_all_drawn_anew_is_left_out() -> None:
    trailer = parse(LETTER.replace("Written by two people.\n", "")).trailer

    assert trailer
    assert trailer.blocks == ()


def test_named_headings_close_articles_too() -> None:
    issue = parse(LETTER, kind="article")

    assert not issue.entries
    assert issue.archive
    assert issue.trailer
    assert [section.name for section in issue.sections] == ["News"]


def test_headings_that_are_not_named_are_sections_of_an_article() -> None:
    issue = parse("# 题\n\n## 往期回顾\n\n甲。\n", WordsSettings(), "article")

    assert issue.archive is None
    assert [section.name for section in issue.sections] == ["往期回顾"]


@pytest.mark.parametrize(
    "line",
    ["Introduction: a", "in this issue: a", "Summary of all", "导读：甲"],
    ids=["longer", "case", "other", "ours"],
)
def test_word_is_matched_as_a_whole_in_any_case(line: str) -> None:
    issue = parse(f"# Letter\n\n> {line}\n", kind="digest")

    assert (issue.intro is not None) is line.startswith("in this")


def test_source_beside_the_title_comes_before_that_below_it() -> None:
    issue = parse("## News\n\n- [On caches | A Site](https://a.example/)\nSource: A Blog\n", kind="digest")

    [entry] = issue.entries
    assert entry.source == "A Site"
    assert [part.label for part in entry.parts if isinstance(part, Field)] == ["Source"]


def test_entry_without_a_line_for_its_source_has_none() -> None:
    [entry] = parse("## News\n\n- [On caches](https://a.example/)\nSummary: a\n", kind="digest").entries

    assert entry.source is None


def test_sections_of_the_newsletter_under_a_dated_title_make_a_digest() -> None:
    text = "# Letter (2026-01-02)\n\n## Tools\n\n- [On caches](https://a.example/)\n"

    assert parse(text).is_digest
    assert not parse(text, WordsSettings()).is_digest
    assert not parse(text.replace(" (2026-01-02)", "")).is_digest
