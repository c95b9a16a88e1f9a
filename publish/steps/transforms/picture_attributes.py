"""Give pictures and links the attributes that the editor reads, and pictures their sources."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping

from publish.core.html import StyledHtml, Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.core.picture import EM_PIXELS, EmbeddedPicture, Picture
from publish.core.style_attribute import get_style, set_style
from publish.core.urls import is_public_picture, upgrade_address
from publish.newsletter.licences import find_button_size
from publish.newsletter.missing_pictures import describe_missing_picture
from publish.wechat.limits import is_placeholder, make_placeholder
from publish.wechat.picture_width import find_cell_share, is_uneven

# No source that an author writes keeps this scheme: all others are public addresses or become text.
_LOCAL_SCHEME = "picture:"
_NAMED_IMAGE = lazy_pattern(rf'<img(?: [\w-]+="[^"]*")*? src="({_LOCAL_SCHEME}[^"]*)')  # as it is written
_INLINE = {"display": "inline", "margin": "0", "vertical-align": "middle"}
_WIDTH = lazy_pattern(r"(?P<pixels>[1-9]\d{0,3})(?:px)?|(?P<share>[1-9]\d{0,3})%")
_LENGTH = lazy_pattern(r"(?P<number>[\d.]+)(?P<unit>px|em)")
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


def find_sources(html: StyledHtml) -> list[str] | None:
    """Return the sources of an article's pictures; None where some are not names of local ones."""
    sources = _NAMED_IMAGE.findall(html)
    return sources if html.count("<img") == len(sources) else None


def replace_sources(html: StyledHtml, sources: Mapping[str, str]) -> StyledHtml:
    """Return an article with other sources of its local pictures; those that are not named stay."""
    return StyledHtml(_NAMED_IMAGE.sub(lambda found: _replace_source(found, sources), html))


def _replace_source(image: re.Match[str], sources: Mapping[str, str]) -> str:
    return f"{image[0].removesuffix(image[1])}{sources.get(image[1], image[1])}"


def embed_pictures(html: StyledHtml, pictures: Iterable[Picture]) -> StyledHtml:
    """Return an article with the bytes of its local pictures, as `data:` URLs."""
    names = {f"{_LOCAL_SCHEME}{picture.name}": picture for picture in pictures}
    shown = names.keys() & set(_NAMED_IMAGE.findall(html))
    return replace_sources(html, {source: picture_address(names[source]) for source in shown})


def make_stand_ins(
    sources: Iterable[str], pictures: Iterable[Picture], key: str
) -> tuple[EmbeddedPicture, dict[str, str]]:
    """Return what stands for the bytes of an article's pictures until it is written.

    Args:
        sources: The sources in the article.
        pictures: The pictures that it may show.
        key: A text that does not occur in it.

    Returns:
        The pictures to be embedded, and their stand-ins by source.
    """
    by_source = {f"{_LOCAL_SCHEME}{picture.name}": picture for picture in pictures}
    shown = [source for source in dict.fromkeys(sources) if source in by_source]
    embedding = EmbeddedPicture(key, tuple(by_source[source] for source in shown))
    return embedding, {source: embedding.name_source(number) for number, source in enumerate(shown)}


def picture_address(picture: Picture) -> str:
    """Return a picture as a `data:` URL."""
    encoded = base64.b64encode(picture.data).decode("ascii")
    return f"data:{picture.media_type};base64,{encoded}"


def insert_placeholders(tree: Tree) -> dict[str, str]:
    """Replace each picture's source by its placeholder.

    Returns:
        The picture's name or public address, by placeholder.
    """
    images = list(tree.iter("img"))
    placeholders = make_placeholders(image.get("src", "") for image in images)
    for image in images:
        image.set("src", placeholders[image.get("src", "")])
    return name_placed(placeholders)


def make_placeholders(sources: Iterable[str]) -> dict[str, str]:
    """Return a placeholder for each source, as long as the address that the platform will give the picture."""
    hashed = {source: hashlib.sha256(source.encode()).hexdigest()[:16] for source in sources}
    return {source: source if is_placeholder(source) else make_placeholder(key) for source, key in hashed.items()}


def name_placed(placeholders: Mapping[str, str]) -> dict[str, str]:
    """Return the name or public address of each picture, by placeholder, given the placeholders by source."""
    return {placeholder: source.removeprefix(_LOCAL_SCHEME) for source, placeholder in placeholders.items()}


def set_link_attributes(tree: Tree) -> None:
    """Give links the attributes that the editor gives its own; a link without address becomes a span."""
    for link in list(tree.iter("a")):
        if link.get("href") is None:
            link.tag = "span"
            continue
        link.set("target", "_blank")
        link.set("data-linktype", "2")
