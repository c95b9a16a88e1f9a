"""The issues as an Atom feed (RFC 4287) that depends on nothing but the issues and settings."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from lxml.etree import Element, SubElement, tostring

from publish.core.html import Tree
from publish.core.issue_file import fill_address
from publish.core.settings import NewsletterSettings, Settings
from publish.core.text import drop_unwritable
from publish.steps.archive.json_index import IndexEntry, sort_newest_first

MAX_ENTRIES = 50  # the newest; feed readers keep older ones
_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SAFE_IN_URL = "%/:;=&?~+!$,'()*@[]#"
_DEFAULT_NAME = "简报"


def render_feed(issues: Sequence[IndexEntry], settings: Settings) -> bytes:
    """Return the feed of the newest issues, the newest first.

    An id must never change: it depends on the settings and the date alone, since the published address comes later.
    """
    newsletter = settings.newsletter
    newest_first = sort_newest_first(issues)
    feed = Element(f"{{{_ATOM}}}feed", {_LANGUAGE: "zh-CN"}, nsmap={None: _ATOM})  # type: ignore[dict-item]  # the stubs know no namespace without a prefix
    title = newest_first[0].issue.title
    name = newsletter.name or (title.name.strip() if title else "") or _DEFAULT_NAME
    _add(feed, "title", name)
    _add(feed, "id", _quote(newsletter.project) or _make_id(newsletter, "feed"))
    _add(feed, "updated", _write_time(newest_first[0]))
    if newsletter.project:
        _add(feed, "link", rel="alternate", href=_quote(newsletter.project))
    _add(_add(feed, "author"), "name", newsletter.author or newsletter.account or name)
    for issue in newest_first[:MAX_ENTRIES]:
        _add_entry(feed, issue, newsletter)
    data: bytes = tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return data


def _add_entry(feed: Tree, issue: IndexEntry, newsletter: NewsletterSettings) -> None:
    """Add an issue; without a link it has its digest as content, as the RFC requires."""
    entry = _add(feed, "entry")
    source = fill_address(newsletter.source_url, issue.file)
    address = issue.published or source
    _add(entry, "title", issue.metadata.title)
    _add(entry, "id", _quote(source) or _make_id(newsletter, issue.file.name))
    _add(entry, "updated", _write_time(issue))
    if address:
        _add(entry, "link", rel="alternate", href=_quote(address))
    _add(entry, "summary" if address else "content", issue.metadata.digest, type="text")


def _write_time(issue: IndexEntry) -> str:
    """Return the beginning of an issue's day; of one without a date that of an age before all feeds."""
    return f"{issue.file.day or date(1970, 1, 1)}T00:00:00Z"


def _make_id(newsletter: NewsletterSettings, suffix: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{newsletter.name}/{suffix}").urn


def _quote(url: str) -> str:
    return quote(url, safe=_SAFE_IN_URL)


def _add(parent: Tree, name: str, text: str = "", **attributes: str) -> Tree:
    child = SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = drop_unwritable(text) or None
    return child
