"""Give pictures and links the attributes that the editor reads, and pictures their sources."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping

from publish.core.html import Tree
from publish.core.picture import EM_PIXELS, EmbeddedPicture, Picture
from publish.core.style_attribute import get_style, set_style
from publish.core.urls import is_public_picture, upgrade_address
from publish.newsletter.licences import find_button_size
from publish.newsletter.missing_pictures import describe_missing_picture
from publish.wechat.limits import is_placeholder, make_placeholder
from publish.wechat.picture_width import find_cell_share, is_uneven

# No source that an author writes keeps this scheme: all others are public addresses or become text.
_LOCAL_SCHEME = "picture:"
_INLINE = {"display": "inline", "margin": "0", "vertical-align": "middle"}
_WIDTH = re.compile(r"(?P<pixels>[1-9]\d{0,3})(?:px)?|(?P<share>[1-9]\d{0,3})%")
_LENGTH = re.compile(r"(?P<number>[\d.]+)(?P<unit>px|em)")
_FITTING = {"max-width": "100%", "height": "auto"}


def set_picture_attributes(tree: Tree, pictures: Mapping[str, Picture]) -> None:
    """Give each picture its name as source, its width and proportions; replace missing ones by text.

    The bytes follow at the end: they are longer than all the rest.
    """
    for image in list(tree.iter("img")):
        if image.get("data-w"):  # was set before: no author's HTML keeps that attribute
            continue
        source = image.get("src", "")
        picture = pictures.get(source)
        if picture:
            image.set("src", f"{_LOCAL_SCHEME}{picture.name}")
            _set_size(image, picture.width, picture.height)
        elif is_public_picture(source):
            image.set("src", upgrade_address(source))
            if size := find_button_size(source):
                _set_size(image, *size)
        else:
            text, tail = describe_missing_picture(source, image.get("alt", "")), image.tail
            image.clear()
            image.tag, image.text, image.tail = "span", text, tail
            continue
        image.set("alt", image.get("alt", ""))
        own = _INLINE if image.get("class") == "inline-formula" else {}
        natural = _find_natural_width(image, picture) if picture else {}
        set_style(image, _FITTING | natural | get_style(image) | own | _pop_width(image))
        _settle_uneven_size(image)


def _set_size(image: Tree, width: int, height: int) -> None:
    image.set("data-w", str(width))
    image.set("data-ratio", f"{height / width:.4g}")


def _find_natural_width(image: Tree, picture: Picture) -> dict[str, str]:
    """Return the width of a picture where it is not its number of pixels; a formula scales with the text."""
    parent = image.getparent()
    if image.get("class") == "inline-formula" or (parent is not None and parent.get("class") == "formula"):
        return {"width": f"{picture.shown / EM_PIXELS:g}em"}
    if is_uneven(picture.shown or picture.width, find_cell_share(image)):
        return {"width": "100%"}
    return {"width": f"{picture.shown}px"} if picture.shown else {}


def _settle_uneven_size(image: Tree) -> None:
    """Say of an uneven width of a formula, or an author's own, that it is meant; in a cell, fill the cell instead."""
    length, share = _LENGTH.fullmatch(get_style(image).get("width", "")), find_cell_share(image)
    if length is None:
        return
    pixels = float(length["number"]) * (EM_PIXELS if length["unit"] == "em" else 1)
    if not is_uneven(pixels, share):
        return
    if share is not None:
        set_style(image, get_style(image) | {"width": "100%"})
    else:
        image.set("data-ignore-width", "")


def _pop_width(image: Tree) -> dict[str, str]:
    """Remove the width that the author set and return it as a style, at most 100%."""
    match = _WIDTH.fullmatch(str(image.attrib.pop("width", "")))
    if match is None:
        return {}
    return {"width": f"{min(int(match['share']), 100)}%" if match["share"] else f"{match['pixels']}px"}


def embed_pictures(tree: Tree, pictures: Iterable[Picture]) -> None:
    """Replace each picture's name by its bytes as a `data:` URL."""
    by_source = {f"{_LOCAL_SCHEME}{picture.name}": picture for picture in pictures}
    for image in tree.iter("img"):
        picture = by_source.get(image.get("src", ""))
        if picture:
            image.set("src", picture_address(picture))


def replace_pictures_by_placeholders(tree: Tree, pictures: Iterable[Picture], key: str) -> EmbeddedPicture:
    """Replace each picture's name by a stand-in for its bytes.

    Args:
        tree: The transformed article.
        pictures: The pictures that it may show.
        key: A text that does not occur in it.

    Returns:
        The pictures to be embedded once the article is serialized.
    """
    by_source = {f"{_LOCAL_SCHEME}{picture.name}": picture for picture in pictures}
    shown = list(dict.fromkeys(source for image in tree.iter("img") if (source := image.get("src", "")) in by_source))
    embedding = EmbeddedPicture(key, tuple(by_source[source] for source in shown))
    stand_ins = {source: embedding.name_source(number) for number, source in enumerate(shown)}
    for image in tree.iter("img"):
        source = image.get("src", "")
        image.set("src", stand_ins.get(source, source))
    return embedding


def picture_address(picture: Picture) -> str:
    """Return a picture as a `data:` URL."""
    encoded = base64.b64encode(picture.data).decode("ascii")
    return f"data:{picture.media_type};base64,{encoded}"


def insert_placeholders(tree: Tree) -> dict[str, str]:
    """Replace each picture's source by a placeholder as long as the address that the platform will give it.

    Returns:
        The picture's name or public address, by placeholder.
    """
    sources = {}
    for image in tree.iter("img"):
        source = image.get("src", "")
        key = hashlib.sha256(source.encode()).hexdigest()[:16]
        placeholder = source if is_placeholder(source) else make_placeholder(key)
        sources[placeholder] = source.removeprefix(_LOCAL_SCHEME)
        image.set("src", placeholder)
    return sources


def set_link_attributes(tree: Tree) -> None:
    """Give links the attributes that the editor gives its own; a link without address becomes a span."""
    for link in list(tree.iter("a")):
        if link.get("href") is None:
            link.tag = "span"
            continue
        link.set("target", "_blank")
        link.set("data-linktype", "2")
