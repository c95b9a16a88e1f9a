"""The elements of an article that WeChat keeps."""

from __future__ import annotations

HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
CELLS = frozenset({"li", "td", "th"})
"""The editor keeps their first inline unit and moves the rest into a block of its own."""

BLOCKS = HEADINGS | CELLS | {"section", "p", "blockquote", "ul", "ol", "table", "thead", "tbody", "tr", "hr"}
VOID = frozenset({"br", "hr", "img"})
NEVER_FILLED = VOID | {"area", "base", "col", "embed", "input", "link", "meta", "source", "track", "wbr"}
"""What HTML lets hold nothing, whether WeChat keeps it or not."""

ATTRIBUTES = {
    "a": frozenset({"href", "target", "data-linktype"}),
    "img": frozenset({"src", "alt", "data-w", "data-ratio"}),
    "section": frozenset({"data-ignore-width"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
}
"""What an element may carry besides `style`."""

FLAG_ATTRIBUTES = frozenset({"data-ignore-width", "data-ignore-dm", "data-no-dark", "leaf"})
"""Attributes by which an author tells WeChat's checker and dark mode what was meant."""

INLINES = frozenset({"span", "strong", "em", "sup", "code", "a", "br", "img"})

CONTENTS = {
    **dict.fromkeys(("ul", "ol"), frozenset({"li"})),
    "table": frozenset({"thead", "tbody"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"tr"})),
    "tr": frozenset({"th", "td"}),
}
"""What holds no text, only these elements: a parser moves everything else, or puts in what is missing."""

HOMES = {
    "li": frozenset({"ul", "ol"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"table"})),
    "tr": frozenset({"thead", "tbody", "tfoot"}),
    **dict.fromkeys(("th", "td"), frozenset({"tr"})),
}
"""What may stand only in these elements: elsewhere a parser drops it."""

PHRASING = HEADINGS | (INLINES - VOID) | {"h1", "p", "b", "i", "u", "s", "del", "sub", "mark", "kbd"}
"""What may hold text and inline elements alone."""

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


SVG_BY_ID = frozenset(
    {
        "defs", "use", "symbol", "clippath", "mask", "filter", "marker", "textpath", "pattern", "lineargradient",
        "radialgradient", "image", "foreignobject",
    }
)  # fmt: skip
"""They work by an id, and every id goes; or they hold what has to come from elsewhere."""

SVG_MOTION = frozenset({"animate", "animatetransform", "animatemotion", "set"})

SVG_TAGS = (
    SVG_BY_ID
    | SVG_MOTION
    | {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "stop"}
)
