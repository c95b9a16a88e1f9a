"""Highlight code with Pygments; no other module imports it."""

from __future__ import annotations

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
"""Token types of Pygments with their class names; the first that matches counts."""


def highlight_code(code: str, language: str) -> str:
    """Return code whose lines end in a line feed as HTML with a span for each token; every character stays."""
    lexer = get_lexer_by_name(LANGUAGES[language], stripnl=False)
    tokens = ((_find_class(kind), text) for kind, text in lexer.get_tokens(code))
    html = "".join(
        _render(css_class, "".join(text for _, text in group))
        for css_class, group in groupby(tokens, lambda token: token[0])
    )
    return html[: len(html) - (not code.endswith("\n"))]  # every lexer is given a line end


def _find_class(kind: _TokenType) -> str:
    return next((css_class for above, css_class in KINDS if kind in above), "")


def _render(css_class: str, text: str) -> str:
    """Return a token as HTML: each line in a span of its own, blank lines and the space around it in none."""
    if not css_class or not text.strip():
        return escape(text, quote=False)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    lines = escape(text.strip(), quote=False).split("\n")
    marked = "\n".join(f'<span class="{css_class}">{line}</span>' if line.strip() else line for line in lines)
    return f"{before}{marked}{after}"
