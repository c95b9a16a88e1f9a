"""The issues as an Atom feed (RFC 4287): the same issues give the same feed, whenever it is made."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from lxml.etree import Element, SubElement, tostring

from publish.core.html import Tree
from publish.core.settings import Settings
from publish.core.text import drop_unwritable
from publish.steps.archive.json_index import IndexEntry

MAX_ENTRIES = 50
"""The newest; readers that know more have kept it."""
_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_KEPT = "%/:;=&?~+!$,'()*@[]#"
_DEFAULT_NAME = "简报"


def render_feed(issues: Sequence[IndexEntry], settings: Settings) -> bytes:
    """Return the feed of the newest issues, the newest first.

    An id never changes once it is given: it is made of the settings and the date alone, for the published address is
    known only later.
    """
    newest_first = sorted(issues, key=lambda listed: listed.day, reverse=True)
    feed = Element(f"{{{_ATOM}}}feed", {_LANGUAGE: "zh-CN"}, nsmap={None: _ATOM})  # type: ignore[dict-item]  # the stubs know no namespace without a prefix
    name = settings.name or _find_name(newest_first[0]) or _DEFAULT_NAME
    _add(feed, "title", name)
    _add(feed, "id", _quote(settings.project) or _make_id(settings, "feed"))
    _add(feed, "updated", _write_time(newest_first[0].day))
    if settings.project:
        _add(feed, "link", rel="alternate", href=_quote(settings.project))
    _add(_add(feed, "author"), "name", settings.author or settings.account or name)
    for listed in newest_first[:MAX_ENTRIES]:
        _add_entry(feed, listed, settings)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def _add_entry(feed: Tree, listed: IndexEntry, settings: Settings) -> None:
    """Add an issue; one that leads nowhere carries its digest as content, which the RFC asks of it then."""
    entry = _add(feed, "entry")
    source = settings.source_url.replace("{date}", str(listed.day))
    address = listed.published or source
    _add(entry, "title", listed.metadata.title)
    _add(entry, "id", _quote(source) or _make_id(settings, str(listed.day)))
    _add(entry, "updated", _write_time(listed.day))
    if address:
        _add(entry, "link", rel="alternate", href=_quote(address))
    _add(entry, "summary" if address else "content", listed.metadata.digest, type="text")


def _find_name(listed: IndexEntry) -> str:
    return listed.issue.title.name.strip() if listed.issue.title else ""


def _make_id(settings: Settings, what: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.name}/{what}").urn


def _write_time(day: date) -> str:
    return f"{day}T00:00:00Z"


def _quote(address: str) -> str:
    return quote(address, safe=_KEPT)


def _add(parent: Tree, name: str, text: str = "", **attributes: str) -> Tree:
    child = SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = drop_unwritable(text) or None
    return child
