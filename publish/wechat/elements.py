"""HTML and SVG elements and attributes, with those that WeChat keeps."""

from __future__ import annotations

from publish.core.lazy_pattern import lazy_pattern

HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
CELLS = frozenset({"li", "td", "th"})  # the editor keeps their first inline unit and moves the rest into a new block

BLOCKS = HEADINGS | CELLS | {"section", "p", "blockquote", "ul", "ol", "table", "thead", "tbody", "tr", "hr"}
HTML_ELEMENTS = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "address",
        "applet",
        "area",
        "article",
        "aside",
        "audio",
        "b",
        "base",
        "basefont",
        "bdo",
        "big",
        "blink",
        "blockquote",
        "body",
        "br",
        "button",
        "canvas",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "command",
        "datalist",
        "dd",
        "del",
        "details",
        "dfn",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "em",
        "embed",
        "fieldset",
        "figcaption",
        "figure",
        "font",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "i",
        "iframe",
        "img",
        "input",
        "ins",
        "isindex",
        "kbd",
        "keygen",
        "label",
        "legend",
        "li",
        "link",
        "main",
        "map",
        "mark",
        "marquee",
        "math",
        "menu",
        "meta",
        "meter",
        "nav",
        "noscript",
        "object",
        "ol",
        "optgroup",
        "option",
        "output",
        "p",
        "param",
        "picture",
        "pre",
        "progress",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "script",
        "search",
        "section",
        "select",
        "slot",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "style",
        "sub",
        "summary",
        "sup",
        "svg",
        "table",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "track",
        "tt",
        "u",
        "ul",
        "var",
        "video",
        "wbr",
    ]
)
"""Names of the elements of HTML, old ones included, with the roots of pictures and formulas."""

VOID = frozenset({"br", "hr", "img"})
NEVER_FILLED = VOID | {"area", "base", "col", "embed", "input", "link", "meta", "source", "track", "wbr"}
"""HTML's void elements, whether WeChat keeps them or not."""

PROFILE_CARD = "mp-common-profile"  # the card of an Official Account
PROFILE_CARD_ATTRIBUTES = frozenset({
    "data-pluginname", "data-id", "data-nickname", "data-headimg", "data-alias", "data-signature", "data-from",
    "data-is_biz_ban", "data-service_type", "data-verify_status",
})  # fmt: skip
"""Its attributes as the editor writes them, besides its class."""

ATTRIBUTES = {
    PROFILE_CARD: PROFILE_CARD_ATTRIBUTES,
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

TEXT_LEVEL = (INLINES - VOID) | {"b", "i", "u", "s", "del", "sub", "mark", "kbd"}
PHRASING = HEADINGS | TEXT_LEVEL | {"h1", "p"}
"""Elements that hold only text and inline elements."""

REPLACED = {
    **dict.fromkeys(("div", "figure", "details", "dl"), ("section", "")),
    **dict.fromkeys(("caption", "figcaption"), ("p", "")),
    **dict.fromkeys(("summary", "dt"), ("p", "font-weight:700")),
    "dd": ("p", "padding-left:1em"),
    "h1": ("h2", ""),
    "b": ("strong", ""),
    "i": ("em", ""),
    "u": ("span", "text-decoration:underline"),
    **dict.fromkeys(("s", "del"), ("span", "text-decoration:line-through")),
    "mark": ("span", ""),
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

_SVG_SHAPES = frozenset({
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "stop",
})  # fmt: skip
SVG_TAGS = SVG_BY_ID | SVG_MOTION | _SVG_SHAPES

VECTORS = _SVG_SHAPES | (SVG_MOTION - {"animatemotion"}) | {"image", "defs", "lineargradient", "radialgradient"}
"""SVG that the editor keeps."""

EDITOR_ELEMENTS = BLOCKS | VOID | VECTORS | {
    "h1", "pre", "caption", "colgroup", "col", "tfoot", "span", "strong", "em", "b", "i", "u", "s", "del", "font",
    "sup", "code", "a",
}  # fmt: skip
"""Elements that the editor keeps; it also keeps its own cards."""

_SIZES = frozenset({"width", "height", "bgcolor"})
EDITOR_ATTRIBUTES = {
    "": frozenset({"style", "title", "align", "valign", "alt", "leaf", "nodeleaf"}),
    **ATTRIBUTES,
    "a": ATTRIBUTES["a"] | {"tab"},
    "img": ATTRIBUTES["img"] | _SIZES,
    **{tag: ATTRIBUTES[tag] | _SIZES for tag in ("td", "th")},
    "table": _SIZES | {"border", "cellpadding", "cellspacing"},
    "col": frozenset({"span", "width"}),
    "font": frozenset({"color", "size", "face"}),
}
"""Attributes that the editor keeps besides every `data-` attribute; on any element under the empty tag."""

_CARD = lazy_pattern(r"mp-(?:common-[a-z]+|miniprogram)")


def is_card(tag: str) -> bool:
    """Return whether an element is a card of WeChat: an account, a mini program, a sound."""
    return _CARD.fullmatch(tag) is not None


def keeps_every_attribute(tag: str) -> bool:
    """Return whether the editor keeps every attribute of an element, but for classes of `svg`."""
    return tag == "iframe" or tag in VECTORS or is_card(tag)
