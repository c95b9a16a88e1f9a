"""Keep links to WeChat articles, and turn other links and footnotes into numbered references."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from publish.core.issue_file import IssueFile, fill_address
from publish.core.lazy_pattern import lazy_pattern
from publish.core.urls import (
    find_host,
    find_issue_date,
    identify_address,
    is_contact,
    is_relative,
    is_web_address,
    is_wechat_article,
    shorten_address,
    show_address,
    upgrade_address,
)
from publish.newsletter.labels import CANONICAL_LABELS
from publish.steps.render.line_numbers import LIST_TAG, ItemNumbers, drop_numbering, find_typed_number

_LINK = lazy_pattern(r'<a(?: href="(?P<url>[^"]*)")?[^>]*>(?P<text>.*?)</a>', re.DOTALL)
_FOOTNOTE = lazy_pattern(r'<sup class="ref">\^(?P<index>\d+)</sup>')
_CITED = lazy_pattern(
    rf"{_LINK.pattern}(?P<typed>(?:<sup>)?\[(?P<own>\d{{1,4}})\](?:</sup>)?)?|{_FOOTNOTE.pattern}", re.DOTALL
)
_CITED_IN_LISTS = lazy_pattern(rf"{_CITED.pattern}|(?P<list>{LIST_TAG})", re.DOTALL)
_PLAIN_ANCHOR = "<a "
_BLOCK_OR_PICTURE = lazy_pattern(r"<(?!/?(?:strong|em|code|del|mark|span|su[bp]|kbd|br)\b)")
_NO_SECTION = "其他"
_TAG = lazy_pattern(r"<[^>]*>")
_LABEL = lazy_pattern(r"[\[【](?!\d+[\]】])(?P<text>[^\[\]【】]{1,20})[\]】]")
_LABELS = CANONICAL_LABELS | {
    "arxiv", "code", "demo", "github", "here", "link", "paper", "pdf", "project", "slide", "slides", "video",
    "官网", "点此", "视频", "详情", "这里",
}  # fmt: skip
"""Texts of links that say what kind of thing it is, and not of what."""


def find_dated_issue(url: str) -> IssueFile | None:
    """Return the issue that a relative link names by its date, in whatever folder."""
    date = find_issue_date(url)
    path = PurePosixPath(f"{date}.md")
    return IssueFile(path, date, fields={"date": date}) if date else None


class _Reference(NamedTuple):
    number: int
    name: str  # HTML
    urls: tuple[str, ...]
    section: str


class _Note(NamedTuple):
    """A footnote whose links were moved into `urls`."""

    key: str  # key of the reference it becomes; a footnote of one link alone shares that of the link's URL
    text: str  # HTML
    urls: tuple[str, ...]


class LinkPlace(NamedTuple):
    """Where a piece of HTML stands in its article."""

    item: int = 0  # its number in an ordered list; 0 elsewhere
    heading: bool = False  # links in a heading look as it does


RUNNING_TEXT = LinkPlace()


class LinkRules(NamedTuple):
    """Where links to other issues lead, and which links stay."""

    source_url: str = ""  # URL of an issue's source, with the fields of its path
    published: Mapping[str, str] = {}  # URLs of published issues by name; preferred to `source_url`
    keeps: Callable[[str], bool] = is_wechat_article  # all other links become references
    find_issue: Callable[[str], IssueFile | None] = find_dated_issue  # the issue that a relative link leads to


@dataclass(slots=True)
class References:
    """The numbered references of an article, one for each address or footnote."""

    links: LinkRules = field(default_factory=LinkRules)
    cited: set[int] = field(default_factory=set)  # indexes of the footnotes that the text cites
    _unresolved: list[str] = field(default_factory=list)
    _by_key: dict[str, _Reference] = field(default_factory=dict)  # in order of their numbers
    _notes: list[_Note] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._by_key)

    @property
    def urls(self) -> tuple[str, ...]:
        """Return the URLs of all references, in the order of their numbers."""
        return tuple(url for reference in self._by_key.values() for url in reference.urls)

    def add_footnote(self, html: str) -> None:
        """Add a rendered footnote; it is numbered where the text first cites it."""
        urls: list[str] = []

        def move_url(link: re.Match[str]) -> str:
            kept, url = self._follow_link(link, link["text"], _PLAIN_ANCHOR)
            if not url:
                return kept
            urls.append(url)
            return link["text"] if _name_link(link["text"], urls[-1]) else ""

        html = _FOOTNOTE.sub("", html).strip()
        text = _LINK.sub(move_url, html).strip()
        only_link = len(urls) == 1 and _LINK.fullmatch(html)
        key = identify_address(urls[0]) if only_link else f"^{len(self._notes)}"
        self._notes.append(_Note(key, text, tuple(urls)))

    def number_links(self, html: str, section: str, subject: str = "", place: LinkPlace = RUNNING_TEXT) -> str:
        """Replace each link by a link that WeChat keeps, by text and a number, or by text.

        A number that the author typed there, too, is shown once.

        Args:
            html: A rendered piece.
            section: Heading under which its references are listed.
            subject: Name of a bare address in the list.
            place: Where the piece stands.
        """
        items = ItemNumbers([place.item] if place.item else [])

        def cite(match: re.Match[str]) -> str:
            if match["index"]:
                return self._cite_footnote(match, section)
            if match.lastgroup == "list":
                items.follow(match[0], match.end())
                return match[0]
            plain = place.heading or _BLOCK_OR_PICTURE.search(match["text"]) or not match["text"].strip()
            text, number = self._cite_link(match, section, subject, plain=bool(plain))
            if not number:
                return f"{text}{match['typed'] or ''}"
            typed = "" if match["own"] == str(number) else match["typed"] or ""
            is_told = not plain and number in (
                items.find_line_number(html, match.start()),
                find_typed_number(_TAG.sub("", text)),
            )
            return f"{text}{'' if is_told else _raise_number(number)}{typed}"

        return (_CITED_IN_LISTS if "<li" in html else _CITED).sub(cite, html)

    def pop_unresolved(self) -> list[str]:
        """Return the link destinations since the last call that no reader can reach."""
        unresolved, self._unresolved = self._unresolved, []
        return unresolved

    def render(self) -> str:
        """Render the list of references, by section."""
        lines, section = [], ""
        for reference in self._by_key.values():
            if reference.section != section:
                section = reference.section
                lines.append(f'<p class="group">{escape(section) or _NO_SECTION}</p>')
            parts = [reference.name] if reference.name else []
            parts += [_render_address(url) for url in reference.urls]
            number = f'<span class="number">[{reference.number}]</span>'
            lines.append(f'<p class="reference">{number}\u00a0{"<br/>".join(parts)}</p>')
        return "".join(lines)

    def _cite_footnote(self, mark: re.Match[str], section: str) -> str:
        index = int(mark["index"])
        self.cited.add(index)
        return _raise_number(self._number(*self._notes[index], section))

    def _cite_link(self, link: re.Match[str], section: str, subject: str, *, plain: bool) -> tuple[str, int]:
        """Return what stands for a link in the text, and the number of its reference; 0 if it became none."""
        text = _FOOTNOTE.sub(lambda mark: self._cite_footnote(mark, section), link["text"])
        kept, url = self._follow_link(link, text, _PLAIN_ANCHOR if plain else '<a class="link" ')
        if not url:
            return kept, 0
        name = _name_reference(drop_numbering(_name_link(_FOOTNOTE.sub("", link["text"]), url)), subject)
        shown = text if plain else f'<span class="link">{text}</span>'
        return shown, self._number(identify_address(url), escape(name), (url,), section)

    def _follow_link(self, link: re.Match[str], text: str, anchor: str) -> tuple[str, str]:
        """Return what stays of a link in the text, and the URL that becomes a reference, if any."""
        destination = unescape(link["url"] or "")
        url = self._resolve(destination)
        if url is None:
            if link["url"] is not None and not destination.startswith("#"):
                self._unresolved.append(unquote(destination) or f"[{_TAG.sub('', text)}]()")
            return text, ""
        if not text:
            return "", ""  # nobody could tap it
        if self.links.keeps(url):
            return f'{anchor}href="{escape(upgrade_address(url))}">{text}</a>', ""
        return text, url

    def _number(self, key: str, name: str, urls: tuple[str, ...], section: str) -> int:
        """Return the number of the reference with a key, adding it if it is new."""
        return self._by_key.setdefault(key, _Reference(len(self._by_key) + 1, name, urls, section)).number

    def _resolve(self, url: str) -> str | None:
        """Return the URL that a reader can use; None if there is none."""
        if is_web_address(url) or is_contact(url):
            return url
        issue = self.links.find_issue(url) if is_relative(url) else None
        if issue and issue.name in self.links.published:
            return self.links.published[issue.name]
        if issue and (source := fill_address(self.links.source_url, issue)):
            return source
        if is_relative(url) and is_web_address("https://" + url) and url.lower().startswith("www."):
            return "https://" + url
        return None


def _raise_number(number: int) -> str:
    # The no-break space keeps the number on the line of the word before it.
    return f'<sup class="ref">\u00a0[{number}]</sup>'


def _name_reference(text: str, subject: str) -> str:
    """Return the name of a reference: the text of its link, and after a mere label such as `[原文]` its subject."""
    label = _LABEL.fullmatch(text)
    text = label["text"] if label else text
    if not subject or not (label or text.lower() in _LABELS):
        return text or subject
    return subject if subject.startswith(f"{text} · ") else f"{text} · {subject}"


def _name_link(text: str, url: str) -> str:
    """Return a link's text as the name of its reference; empty if it repeats the URL."""
    plain = unescape(_TAG.sub("", text)).strip()
    return "" if plain in (url, shorten_address(url), show_address(url)) else plain


def _render_address(url: str) -> str:
    shown = show_address(url)
    host = find_host(url)
    border = shown.lower().find(host) + len(host)
    marked = f'<span class="host">{escape(shown[:border])}</span>' if host else ""
    return f'<span class="address">{marked}{escape(shown[border:])}</span>'
