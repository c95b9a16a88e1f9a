"""Pictures and links with the attributes that the editor looks for."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from publish.facts.links import is_public_picture, upgrade_address
from publish.facts.wechat import make_placeholder
from publish.model import Picture, Tree
from publish.steps.adapt.styles import read_style, write_style

_MISSING = "［图片缺失：{}］"
_FITTING = {"max-width": "100%", "height": "auto"}


def place_pictures(tree: Tree, pictures: Mapping[str, Picture]) -> None:
    """Put each picture's bytes, its real width and its proportions where it is shown."""
    for image in list(tree.iter("img")):
        source = image.get("src", "")
        picture = pictures.get(source)
        if picture:
            image.set("src", picture_address(picture))
            image.set("data-w", str(picture.width))
            image.set("data-ratio", f"{picture.height / picture.width:.4g}")
        elif is_public_picture(source):
            image.set("src", upgrade_address(source))
        else:
            _replace_by_words(image)
            continue
        image.set("alt", image.get("alt", ""))
        write_style(image, _FITTING | read_style(image))


def picture_address(picture: Picture) -> str:
    """Return a picture as an address that needs no network."""
    encoded = base64.b64encode(picture.data).decode("ascii")
    return f"data:{picture.media_type};base64,{encoded}"


def hold_places(tree: Tree) -> None:
    """Give each picture, in place of itself, an address as long as the platform will give it."""
    for image in tree.iter("img"):
        name = hashlib.sha256(image.get("src", "").encode()).hexdigest()[:16]
        image.set("src", make_placeholder(name))


def mark_links(tree: Tree) -> None:
    """Mark links the way the editor marks its own."""
    for link in list(tree.iter("a")):
        if link.get("href") is None:
            link.tag = "span"
            continue
        link.set("target", "_blank")
        link.set("data-linktype", "2")


def _replace_by_words(image: Tree) -> None:
    """Leave a visible gap where a picture is missing."""
    words = _MISSING.format(image.get("alt") or image.get("src", ""))
    tail = image.tail
    image.clear()
    image.tag, image.text, image.tail = "span", words, tail
