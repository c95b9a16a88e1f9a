"""Code in colour; the only module that knows Pygments."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType

from publish.newsletter.code_languages import LANGUAGES

KINDS = (
    (Token.Comment, "code-comment"),
    (Token.Keyword, "code-keyword"),
    (Token.Operator.Word, "code-keyword"),
    (Token.Literal.String, "code-string"),
    (Token.Literal.Number, "code-number"),
    (Token.Name.Function, "code-name"),
    (Token.Name.Class, "code-name"),
    (Token.Name.Decorator, "code-name"),
    (Token.Name.Tag, "code-name"),
    (Token.Name.Attribute, "code-name"),
    (Token.Generic.Heading, "code-name"),
    (Token.Generic.Subheading, "code-name"),
    (Token.Generic.Prompt, "code-comment"),
    (Token.Generic.Inserted, "code-added"),
    (Token.Generic.Deleted, "code-removed"),
)
"""What Pygments calls the words of code, with their class names; the first that fits counts."""


def colour_code(code: str, language: str) -> str:
    """Return code as HTML, its words in spans that a theme colours; every space and line end stays.

    Args:
        code: The code, lines ended by a line feed alone.
        language: One of `LANGUAGES`.
    """
    lexer = get_lexer_by_name(LANGUAGES[language], stripnl=False)
    hooked = ((_find_hook(kind), text) for kind, text in lexer.get_tokens(code))
    parts = ((hook, "".join(text for _, text in group)) for hook, group in groupby(hooked, lambda token: token[0]))
    html = "".join(_write(hook, text) for hook, text in _split_spaces(parts))
    return html[: len(html) - (not code.endswith("\n"))]  # the line end that every lexer is given


def _find_hook(kind: _TokenType) -> str:
    return next((hook for above, hook in KINDS if kind in above), "")


def _split_spaces(parts: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """Leave the space round coloured words plain: nobody sees its colour, and each line would repeat it."""
    for hook, text in parts:
        inner = text.strip()
        if not hook or not inner:
            yield "", text
            continue
        start = text.index(inner)
        yield "", text[:start]
        yield hook, inner
        yield "", text[start + len(inner) :]


def _write(hook: str, text: str) -> str:
    written = escape(text, quote=False)
    return f'<span class="{hook}">{written}</span>' if hook and written else written
