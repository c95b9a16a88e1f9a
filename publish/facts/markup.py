"""The elements of an article that WeChat keeps."""

from __future__ import annotations

HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
CELLS = frozenset({"li", "td", "th"})
"""The editor keeps their first inline unit and moves the rest into a block of its own."""

BLOCKS = HEADINGS | CELLS | {"section", "p", "blockquote", "ul", "ol", "table", "thead", "tbody", "tr", "hr"}
VOID = frozenset({"br", "hr", "img"})

ATTRIBUTES = {
    "a": frozenset({"href", "target", "data-linktype"}),
    "img": frozenset({"src", "alt", "data-w", "data-ratio"}),
    "section": frozenset({"data-ignore-width"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
}
"""What an element may carry besides `style`."""

REPLACED = {
    "div": ("section", ""),
    "figure": ("section", ""),
    "caption": ("p", ""),
    "details": ("section", ""),
    "figcaption": ("p", ""),
    "summary": ("p", "font-weight:700"),
    "dl": ("section", ""),
    "dt": ("p", "font-weight:700"),
    "dd": ("p", "padding-left:1em"),
    "h1": ("h2", ""),
    "b": ("strong", ""),
    "i": ("em", ""),
    "u": ("span", "text-decoration:underline"),
    "s": ("span", "text-decoration:line-through"),
    "del": ("span", "text-decoration:line-through"),
    "mark": ("span", "background-color:rgba(255,200,0,0.15)"),
    "kbd": ("code", ""),
    "sub": ("span", "font-size:12px"),
    "tfoot": ("tbody", ""),
}
"""Elements that the editor unwraps, with what to write in their place."""
