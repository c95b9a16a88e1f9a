"""The formulas of a document in both renderings, where formulas are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.gfm import gfm_plugin
from mdit_py_plugins.texmath import texmath_plugin

from publish.core.text import is_wide
from publish.core.theme import MarkdownOptions
from publish.pipeline.locate_problems import parse_issue_file
from publish.steps.render import render_body
from publish.steps.render.formulas import render_simple_formula
from tests.documents.contents import parse_html
from tests.documents.renderings import PLACE
from tests.fakes import PencilIllustrator

_ESCAPED = re.compile(r"\\\\(?P<bracket>[()\[\]])")  # a backslash that is escaped, which its plugin does not see


def find_our_formulas(text: str) -> list[str]:
    """Return the TeX of the formulas that are drawn: simple ones are text."""
    body = render_body(parse_issue_file(text, PLACE), MarkdownOptions(math=True), PencilIllustrator())
    pictures = parse_html(body.html).iter("img")
    return [_squeeze(each.get("alt", "")) for each in pictures if each.get("src", "").startswith("formula:")]


def find_their_formulas(text: str) -> list[str]:
    """Return the TeX of the same formulas for markdown-it-py."""
    tokens = _make_parser().parse(_ESCAPED.sub(r"\g<bracket>", text))
    found = ((token.type, _squeeze(token.content)) for token in _walk(tokens))
    formulas = ((kind, tex) for kind, tex in found if kind.startswith("math") and not _is_text(tex))
    return [tex for kind, tex in formulas if kind == "math_block" or render_simple_formula(tex) is None]


def _is_text(tex: str) -> bool:
    """Return whether we read dollars as such: with Chinese between them they are money, and code binds closer."""
    return "`" in tex or ("\\" not in tex and any(map(is_wide, tex)))


def _squeeze(tex: str) -> str:
    return " ".join(tex.split())


def _walk(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _walk(token.children or ())


@cache
def _make_parser() -> MarkdownIt:
    """Return a parser that wants no blank inside the dollars and no digit behind them, as pandoc does."""
    parser = MarkdownIt("commonmark")
    gfm_plugin(parser)
    texmath_plugin(parser, delimiters="brackets")
    dollarmath_plugin(parser, allow_space=False, allow_digits=False, double_inline=True)
    return parser
