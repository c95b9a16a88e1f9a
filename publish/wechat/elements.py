"""HTML and SVG elements, with what WeChat keeps of them."""

from __future__ import annotations

HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
CELLS = frozenset({"li", "td", "th"})  # the editor keeps their first inline unit and moves the rest into a new block

BLOCKS = HEADINGS | CELLS | {"section", "p", "blockquote", "ul", "ol", "table", "thead", "tbody", "tr", "hr"}
VOID = frozenset({"br", "hr", "img"})
NEVER_FILLED = VOID | {"area", "base", "col", "embed", "input", "link", "meta", "source", "track", "wbr"}
"""HTML's void elements, whether WeChat keeps them or not."""

ATTRIBUTES = {
    "a": frozenset({"href", "target", "data-linktype"}),
    "img": frozenset({"src", "alt", "data-w", "data-ratio"}),
    "section": frozenset({"data-ignore-width"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
}
"""Allowed attributes besides `style`."""

FLAG_ATTRIBUTES = frozenset({"data-ignore-width", "data-ignore-dm", "data-no-dark", "leaf"})
"""Attributes that only tell WeChat's checker and dark mode an author's intention."""

INLINES = frozenset({"span", "strong", "em", "sup", "code", "a", "br", "img"})

CONTENTS = {
    **dict.fromkeys(("ul", "ol"), frozenset({"li"})),
    "table": frozenset({"thead", "tbody"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"tr"})),
    "tr": frozenset({"th", "td"}),
}
"""Elements that hold only these elements: a parser moves everything else, or inserts missing ones."""

HOMES = {
    "li": frozenset({"ul", "ol"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"table"})),
    "tr": frozenset({"thead", "tbody", "tfoot"}),
    **dict.fromkeys(("th", "td"), frozenset({"tr"})),
}
"""Elements allowed only in these parents: elsewhere a parser drops them."""

PHRASING = HEADINGS | (INLINES - VOID) | {"h1", "p", "b", "i", "u", "s", "del", "sub", "mark", "kbd"}
"""Elements that hold only text and inline elements."""

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
"""Elements that the editor unwraps, with the tag and style that replace them."""

SVG_BY_ID = frozenset({
    "defs", "use", "symbol", "clippath", "mask", "filter", "marker", "textpath", "pattern", "lineargradient",
    "radialgradient", "image", "foreignobject",
})  # fmt: skip
"""They work by an id, and every id is deleted; or they refer to external content."""

SVG_MOTION = frozenset({"animate", "animatetransform", "animatemotion", "set"})

SVG_TAGS = (
    SVG_BY_ID
    | SVG_MOTION
    | {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "stop"}
)
