"""The elements of SVG, by what WeChat does to them."""

from __future__ import annotations

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
