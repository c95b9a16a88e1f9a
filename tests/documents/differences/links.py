"""Differences in headings and links."""

from __future__ import annotations

import re

from lxml.html import Element, HtmlElement

from tests.documents.differences.kinds import Sides, TreeDifference, find_texts

_ADDRESS = re.compile(r"https?://[!#-;=?-_a-~]+", re.IGNORECASE)
_SHOWN_ADDRESS = re.compile(r"(?:https?://|www\.)[!#-;=?-_a-~]+", re.IGNORECASE)
_ADDRESS_TAIL = ".,;:!?'*_~"
_SCHEME = re.compile(r"(?:https?:)?(?://)?(?:www\.)?", re.IGNORECASE)
_REACHED = re.compile(r"https?:|//|mailto:|tel:", re.IGNORECASE)


def find_title(sides: Sides) -> int:
    """Put the only heading of the first level above the article, wherever it stands."""
    title = sides.ours.find("h1[@class='title']")
    if title is None:
        return 0
    words = _read_words(title)
    theirs = next((h1 for h1 in sides.theirs.iter("h1") if _read_words(h1) == words), None)
    if theirs is None or theirs is next(iter(sides.theirs)):
        return 0
    theirs.drop_tree()
    theirs.tail = None
    sides.theirs.insert(0, theirs)
    return 1


def _read_words(heading: HtmlElement) -> str:
    return "".join(str(heading.text_content()).split())


def lower_headings(sides: Sides) -> int:
    """Make a level of 1 below the title 2; where several are sections and none is the title, lower all levels."""
    title = sides.ours.find("h1[@class='title']")
    first = next((each for each in sides.theirs if isinstance(each.tag, str)), None) if title is not None else None
    below = [each for tree in sides for each in tree.iter("h1") if each not in (title, first)]
    sections = title is None and len(list(sides.theirs.iter("h1"))) > 1
    for heading in list(sides.theirs.iter("h2", "h3", "h4", "h5")) if sections else ():
        heading.tag = f"h{int(heading.tag[1]) + 1}"
    for heading in below:
        heading.tag = "h2"
    return len(below)


def unlink_title(sides: Sides) -> int:
    """Leave of a link in the title its text."""
    links = [link for title in sides.theirs.iter("h1") for link in title.iter("a") if link.get("href")]
    for link in links:
        del link.attrib["href"]
    return len(links)


def link_addresses(sides: Sides) -> int:
    """Link an address that stands behind a letter: Chinese puts no space before it."""
    count = 0
    for element, attribute in list(find_texts(sides.theirs)):
        if element.tag == "a" and attribute == "text":
            continue
        place, side = element, attribute
        while found := _ADDRESS.search(getattr(place, side) or ""):
            text, address = getattr(place, side), found[0].rstrip(_ADDRESS_TAIL)
            link = Element("a", href=address)
            link.text, link.tail = address, text[found.start() + len(address) :]
            setattr(place, side, text[: found.start()])
            if side == "text":
                place.insert(0, link)
            else:
                place.addnext(link)
            place, side, count = link, "tail", count + 1
    return count


def unlink_places(sides: Sides) -> int:
    """Leave of a link to a place in the project, or in the page, its text."""
    places = [each for each in sides.theirs.iter("a") if not _REACHED.match(each.get("href", "//"))]
    for link in places:
        del link.attrib["href"]
    return len(places)


def unlink_bare_mail(sides: Sides) -> int:
    """Leave of an e-mail address that is not written as a link its text."""
    ours = {each.get("href") for each in sides.ours.iter("a")}
    bare = [each for each in sides.theirs.iter("a") if each.get("href", "").startswith("mailto:")]
    bare = [each for each in bare if each.get("href") == f"mailto:{each.text}" and each.get("href") not in ours]
    for link in bare:
        del link.attrib["href"]
    return len(bare)


def drop_empty_links(sides: Sides) -> int:
    """Leave out a link that shows nothing."""
    empty = [each for each in sides.theirs.iter("a") if each.get("href") and not len(each) and not each.text]
    for link in empty:
        del link.attrib["href"]
    return len(empty)


def secure_links(sides: Sides) -> int:
    """Write the addresses of links with https."""
    plain = [each for each in sides.theirs.iter("a") if each.get("href", "").lower().startswith("http://")]
    for link in plain:
        link.set("href", "https://" + link.get("href", "")[len("http://") :])
    return len(plain)


def lower_hosts(sides: Sides) -> int:
    """Write the hosts of links in small letters."""
    count = 0
    for link in sides.theirs.iter("a"):
        scheme, mark, rest = link.get("href", "").partition("://")
        host, slash, path = rest.partition("/")
        if mark and host != host.lower():
            link.set("href", f"{scheme}{mark}{host.lower()}{slash}{path}")
            count += 1
    return count


def shorten_addresses(sides: Sides) -> int:
    """Show an address in a link's text without scheme, and as far as we show it."""
    count = 0
    for element, attribute in [
        text for tree in sides for link in tree.iterfind(".//a[@href]") for text in find_texts(link)
    ]:
        text = getattr(element, attribute)
        shown = _SHOWN_ADDRESS.sub(lambda address: _strip_scheme(address[0]), text)
        setattr(element, attribute, shown)
        count += shown != text
    for link in sides.ours.iterfind(".//a[@href]"):
        if not len(link) and _is_shortened(_strip_scheme(link.text or ""), link.get("href", "")):
            link.text = _strip_scheme(link.get("href", ""))
            count += 1
    return count


def _is_shortened(shown: str, address: str) -> bool:
    """Return whether a text is the beginning of an address."""
    whole = _strip_scheme(address)
    return shown == whole or (shown.endswith("…") and whole.startswith(shown.removesuffix("…")))


def _strip_scheme(address: str) -> str:
    return _SCHEME.sub("", address, count=1).rstrip("/")


IN_LINKS = (
    TreeDifference("title below text", "The only level-1 heading is the title, wherever it stands.", find_title),
    TreeDifference(
        "second h1", "WeChat prints the title; the article's own headings begin at level 2.", lower_headings
    ),
    TreeDifference("link in the title", "WeChat's titles are plain text.", unlink_title),
    TreeDifference("address behind a letter", "Chinese puts no space before an address.", link_addresses),
    TreeDifference("place in the project", "No reader of an article can reach it, so its text stays.", unlink_places),
    TreeDifference("bare e-mail", "vue@2.5.0 is a version, and no reader's mail.", unlink_bare_mail),
    TreeDifference("empty link", "Nobody could tap it.", drop_empty_links),
    TreeDifference("https", "Links that stay are upgraded: WeChat opens no other.", secure_links),
    TreeDifference("host in capitals", "Hosts are the same in small letters.", lower_hosts),
    TreeDifference("bare address", "It is shown without scheme, and shortened where it is long.", shorten_addresses),
)
