"""Links that WeChat keeps stay; every other address becomes a numbered reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import NamedTuple

from publish.core.urls import (
    find_host,
    find_issue_date,
    identify_address,
    is_relative,
    is_web_address,
    is_wechat_article,
    shorten_address,
    show_address,
    upgrade_address,
)

_LINK = re.compile(r'<a(?: href="(?P<url>[^"]*)")?[^>]*>(?P<text>.*?)</a>', re.DOTALL)
_FOOTNOTE = re.compile(r'<sup class="ref">\^(?P<place>\d+)</sup>')
_CITED = re.compile(rf"{_LINK.pattern}|{_FOOTNOTE.pattern}", re.DOTALL)
_ELSEWHERE = "其他"
_TAG = re.compile(r"<[^>]*>")


class _Reference(NamedTuple):
    number: int
    name: str
    """HTML."""
    urls: tuple[str, ...]
    section: str


class _Note(NamedTuple):
    """A footnote, its links apart."""

    text: str
    """HTML."""
    urls: tuple[str, ...]
    bare: bool
    """Whether it is one link and nothing more."""


@dataclass(slots=True)
class References:
    """The addresses met so far, one number each."""

    source_url: str = ""
    """Address of an issue's source, with `{date}`."""
    published: Mapping[str, str] = field(default_factory=dict)
    """Published addresses by date."""
    dead: list[str] = field(default_factory=list)
    """Destinations that no reader could reach, since the last `take_dead`."""
    _by_address: dict[str, _Reference] = field(default_factory=dict)
    """In order; a footnote that is more than an address stands under its place."""
    _notes: list[_Note] = field(default_factory=list)
    cited: set[int] = field(default_factory=set)
    """The places of the footnotes that the text leads to."""

    def __len__(self) -> int:
        return len(self._by_address)

    def add_footnote(self, html: str) -> None:
        """Add what is said at the foot; it is listed where the text first leads to it.

        Args:
            html: The rendered footnote, its links as anchors.
        """
        urls: list[str] = []

        def take_apart(link: re.Match[str]) -> str:
            shown = self._render_lasting(link, link["text"])
            if shown is None:
                url = self._resolve(unescape(link["url"]))
                urls.append(str(url))
                return link["text"] if _name_link(link["text"], str(url)) else ""
            return shown

        html = _FOOTNOTE.sub("", html).strip()
        text = _LINK.sub(take_apart, html).strip()
        self._notes.append(_Note(text, tuple(urls), bare=len(urls) == 1 and _LINK.fullmatch(html) is not None))

    def number_links(self, html: str, section: str, subject: str = "") -> str:
        """Replace each link by itself, by text and a number, or by text.

        Args:
            html: A rendered piece.
            section: The heading that its references are listed under.
            subject: What a bare address is about, for its name in the list.
        """
        return _CITED.sub(lambda cited: self._cite(cited, section, subject), html)

    def pop_unresolved(self) -> list[str]:
        """Return the destinations dropped since the last call."""
        dead, self.dead = self.dead, []
        return dead

    def render(self) -> str:
        """Render the list of references, by section."""
        lines, section = [], ""
        for reference in self._by_address.values():
            if reference.section != section:
                section = reference.section
                lines.append(f'<p class="group">{escape(section) or _ELSEWHERE}</p>')
            lines.append(_render_reference(reference))
        return "".join(lines)

    def _cite(self, cited: re.Match[str], section: str, subject: str) -> str:
        if cited["place"]:
            return self._cite_footnote(int(cited["place"]), section)
        return self._render_link(cited, section, subject)

    def _cite_footnote(self, place: int, section: str) -> str:
        self.cited.add(place)
        note = self._notes[place]
        # A footnote that is an address, or nothing but a link, is the reference that a link there would be.
        key = identify_address(note.urls[0]) if note.bare else f"^{place}"
        return self._number(key, note.text, note.urls, section)

    def _render_link(self, link: re.Match[str], section: str, subject: str) -> str:
        inner = link["text"]
        text = _FOOTNOTE.sub(lambda note: self._cite_footnote(int(note["place"]), section), inner)
        shown = self._render_lasting(link, text)
        if shown is not None:
            return shown
        url = str(self._resolve(unescape(link["url"])))
        name = _name_link(_FOOTNOTE.sub("", inner), url) or subject
        return f"{text}{self._number(identify_address(url), escape(name), (url,), section)}"

    def _render_lasting(self, link: re.Match[str], text: str) -> str | None:
        """Return what stays of a link in its place; None where it becomes a reference."""
        written = unescape(link["url"] or "")
        url = self._resolve(written)
        if url is None:
            if written and not written.startswith("#"):
                self.dead.append(written)
            return text
        if not text:
            return ""  # nobody could press it
        if is_wechat_article(url):
            return f'<a href="{escape(upgrade_address(url))}">{text}</a>'
        return None

    def _number(self, key: str, name: str, urls: tuple[str, ...], section: str) -> str:
        """Return the raised number of a reference, which is new or known by its key."""
        reference = self._by_address.get(key)
        if reference is None:
            reference = self._by_address[key] = _Reference(len(self._by_address) + 1, name, urls, section)
        return f'<sup class="ref">[{reference.number}]</sup>'

    def _resolve(self, url: str) -> str | None:
        """Return the address a reader can use; None where there is none."""
        if is_web_address(url):
            return url
        date = find_issue_date(url)
        if date and date in self.published:
            return self.published[date]
        if date and self.source_url:
            return self.source_url.replace("{date}", date)
        if is_relative(url) and is_web_address("https://" + url) and url.lower().startswith("www."):
            return "https://" + url
        return None


def _name_link(text: str, url: str) -> str:
    """Return what a link calls its address; nothing where it only repeats it."""
    plain = unescape(_TAG.sub("", text)).strip()
    return "" if plain in (url, shorten_address(url), show_address(url)) else plain


def _render_reference(reference: _Reference) -> str:
    """Render one reference: number, name, then each address with its host first."""
    parts = [reference.name] if reference.name else []
    parts += [_render_address(url) for url in reference.urls]
    number = f'<span class="number">[{reference.number}]</span>'
    return f'<p class="reference">{number}\u00a0{"<br/>".join(parts)}</p>'


def _render_address(url: str) -> str:
    shown = show_address(url)
    host = find_host(url)
    border = shown.find(host) + len(host)
    return f'<span class="address"><span class="host">{escape(shown[:border])}</span>{escape(shown[border:])}</span>'
