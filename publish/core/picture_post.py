"""A picture post: pictures that a reader swipes through, with plain text below them; WeChat calls it 贴图."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from publish.core.picture import CoverFocus, Picture, PlacedPicture
from publish.core.problem import Problem


class SentKind(StrEnum):
    """What an issue is sent as."""

    ARTICLE = "article"
    PICTURES = "pictures"  # a post of the issue's own pictures; of cards where it has none
    CARDS = "cards"  # a post of cards that are drawn from its text


class TextKind(StrEnum):
    """Kinds of text blocks."""

    SECTION = "section"  # heading of a section
    HEADING = "heading"  # inside a section
    ENTRY = "entry"  # title of an entry
    INTRO = "intro"
    BRIEF = "brief"
    SOURCE = "source"  # of an entry, with its tags
    FIELD = "field"  # `标签：值`
    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list, with its mark
    ROW = "row"  # of a table
    CODE = "code"
    ASIDE = "aside"  # what the newsletter says of itself


class TextBlock(NamedTuple):
    """A block of an article's body as plain text."""

    kind: TextKind
    text: str


class PicturePost(NamedTuple):
    """The picture post of an issue."""

    kind: SentKind  # whose pictures it shows: `PICTURES` or `CARDS`
    title: str
    text: str  # paragraphs between line ends, no markup
    pictures: tuple[PlacedPicture, ...]  # in order; the first is the cover; they have no placeholders
    focus: CoverFocus = CoverFocus()  # of the first picture, which is the cover
    problems: tuple[Problem, ...] = ()  # what does not fit, and what the post lacks


POST_TEXT_FILE = "post.txt"


def name_post_picture(number: int, picture: Picture) -> str:
    """Return the file name of a picture of a post in the build folder, counted from 1."""
    return f"post/{number:02}.{picture.name.rpartition('.')[2]}"
