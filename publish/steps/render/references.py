"""Links that WeChat keeps stay; every other address becomes a numbered reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import NamedTuple

from publish.facts.links import (
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
_ELSEWHERE = "其他"
_TAG = re.compile(r"<[^>]*>")


class _Reference(NamedTuple):
    number: int
    url: str
    name: str
    section: str


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

    def __len__(self) -> int:
        return len(self._by_address)

    def number_links(self, html: str, section: str, subject: str = "") -> str:
        """Replace each link by itself, by text and a number, or by text.

        Args:
            html: A rendered piece.
            section: The heading that its references are listed under.
            subject: What a bare address is about, for its name in the list.
        """
        return _LINK.sub(lambda link: self._render_link(link, section, subject), html)

    def take_dead(self) -> list[str]:
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

    def _render_link(self, link: re.Match[str], section: str, subject: str) -> str:
        text = link["text"]
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
        known = self._by_address.get(identify_address(url))
        number = known.number if known else self._add(url, section, _name_link(text, url) or subject)
        return f'{text}<sup class="ref">[{number}]</sup>'

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

    def _add(self, url: str, section: str, name: str) -> int:
        number = len(self._by_address) + 1
        self._by_address[identify_address(url)] = _Reference(number, url, name, section)
        return number


def _name_link(text: str, url: str) -> str:
    """Return what a link calls its address; nothing where it only repeats it."""
    plain = unescape(_TAG.sub("", text)).strip()
    return "" if plain in (url, shorten_address(url), show_address(url)) else plain


def _render_reference(reference: _Reference) -> str:
    """Render one reference: number, name, then the address with its host first."""
    shown = show_address(reference.url)
    host = find_host(reference.url)
    border = shown.find(host) + len(host)
    address = f'<span class="host">{escape(shown[:border])}</span>{escape(shown[border:])}'
    name = f"{escape(reference.name)}<br/>" if reference.name else ""
    return (
        f'<p class="reference"><span class="number">[{reference.number}]</span>\u00a0{name}'
        f'<span class="address">{address}</span></p>'
    )
