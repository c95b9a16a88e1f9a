"""Pictures and links with the attributes that the editor looks for."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping

from publish.core.embedded_picture import EmbeddedPicture
from publish.core.html import Tree
from publish.core.picture import EM_PIXELS, Picture
from publish.core.urls import is_public_picture, upgrade_address
from publish.newsletter.missing_pictures import describe_missing_picture
from publish.steps.transforms.element_style import get_style, set_style
from publish.wechat.limits import is_placeholder, make_placeholder

# What no address that an author writes is left with: all others lead somewhere, or become words.
_HERE = "picture:"
_IN_LINE = {"display": "inline", "margin": "0", "vertical-align": "middle"}
_WIDTH = re.compile(r"(?P<pixels>[1-9]\d{0,3})(?:px)?|(?P<share>[1-9]\d{0,3})%")
_FITTING = {"max-width": "100%", "height": "auto"}


def set_picture_attributes(tree: Tree, pictures: Mapping[str, Picture]) -> None:
    """Put each picture's name, its real width and its proportions where it is shown.

    Its bytes follow at the end: they are longer than all the rest.
    """
    for image in list(tree.iter("img")):
        if image.get("data-w"):  # was placed before: no author's HTML keeps that attribute
            continue
        source = image.get("src", "")
        picture = pictures.get(source)
        if picture:
            image.set("src", f"{_HERE}{picture.name}")
            image.set("data-w", str(picture.width))
            image.set("data-ratio", f"{picture.height / picture.width:.4g}")
        elif is_public_picture(source):
            image.set("src", upgrade_address(source))
        else:
            _replace_by_words(image)
            continue
        image.set("alt", image.get("alt", ""))
        meant = _find_size(image, picture) if picture and picture.shown else {}
        own = _IN_LINE if image.get("class") == "inline-formula" else {}
        set_style(image, _FITTING | meant | get_style(image) | own | _read_width(image))


def _find_size(image: Tree, picture: Picture) -> dict[str, str]:
    """Return how wide a picture is meant to be; a formula grows and shrinks with the text."""
    if _is_formula(image):
        return {"width": f"{picture.shown / EM_PIXELS:g}em"}
    return {"width": f"{picture.shown}px"}


def _is_formula(image: Tree) -> bool:
    home = image.getparent()
    return image.get("class") == "inline-formula" or (home is not None and home.get("class") == "formula")


def _read_width(image: Tree) -> dict[str, str]:
    """Return how wide the author wants a picture; no page is wider than all of it."""
    match = _WIDTH.fullmatch(str(image.attrib.pop("width", "")))
    if match is None:
        return {}
    return {"width": f"{min(int(match['share']), 100)}%" if match["share"] else f"{match['pixels']}px"}


def embed_pictures(tree: Tree, pictures: Iterable[Picture]) -> None:
    """Put each picture's bytes in place of its name."""
    named = {f"{_HERE}{picture.name}": picture for picture in pictures}
    for image in tree.iter("img"):
        picture = named.get(image.get("src", ""))
        if picture:
            image.set("src", picture_address(picture))


def stand_in_for_pictures(tree: Tree, pictures: Iterable[Picture], key: str) -> EmbeddedPicture:
    """Put in place of each picture's name its address without the bytes.

    Args:
        tree: The adapted article.
        pictures: Those that it may show.
        key: Stands nowhere in it.

    Returns:
        What puts the bytes in, once the article is written.
    """
    named = {f"{_HERE}{picture.name}": picture for picture in pictures}
    shown = list(dict.fromkeys(source for image in tree.iter("img") if (source := image.get("src", "")) in named))
    embedding = EmbeddedPicture(key, tuple(named[source] for source in shown))
    places = {source: embedding.name_source(number) for number, source in enumerate(shown)}
    for image in tree.iter("img"):
        source = image.get("src", "")
        image.set("src", places.get(source, source))
    return embedding


def picture_address(picture: Picture) -> str:
    """Return a picture as an address that needs no network."""
    encoded = base64.b64encode(picture.data).decode("ascii")
    return f"data:{picture.media_type};base64,{encoded}"


def insert_placeholders(tree: Tree) -> dict[str, str]:
    """Give each picture, in place of its own, an address as long as the platform will give it.

    Returns:
        What stood there, by what stands there now: the name of a picture, or its address on the web.
    """
    held = {}
    for image in tree.iter("img"):
        source = image.get("src", "")
        held_before = is_placeholder(source)
        placeholder = source if held_before else make_placeholder(hashlib.sha256(source.encode()).hexdigest()[:16])
        held[placeholder] = source.removeprefix(_HERE)
        image.set("src", placeholder)
    return held


def set_link_attributes(tree: Tree) -> None:
    """Mark links the way the editor marks its own."""
    for link in list(tree.iter("a")):
        if link.get("href") is None:
            link.tag = "span"
            continue
        link.set("target", "_blank")
        link.set("data-linktype", "2")


def _replace_by_words(image: Tree) -> None:
    """Leave a visible gap where a picture is missing."""
    words = describe_missing_picture(image.get("src", ""), image.get("alt", ""))
    tail = image.tail
    image.clear()
    image.tag, image.text, image.tail = "span", words, tail
