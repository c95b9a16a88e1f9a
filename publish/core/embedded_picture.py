"""Pictures inside HTML whose bytes are put in only as it is written: as text they would take memory many times over."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import NamedTuple

from publish.core.picture import Picture


class EmbeddedPicture(NamedTuple):
    """What stands in HTML in place of the bytes of pictures, and the pictures themselves."""

    key: str = ""
    """Stands nowhere else in the HTML."""
    pictures: tuple[Picture, ...] = ()

    def name_source(self, number: int) -> str:
        """Return the address of a picture as it stands meanwhile: all of it but the bytes."""
        return f"data:{self.pictures[number].media_type};base64,{self._mark(number)}"

    def write(self, html: str) -> Iterator[bytes]:
        """Yield HTML with the bytes of its pictures, in pieces."""
        for piece in self._split(html):
            yield piece.encode() if isinstance(piece, str) else base64.b64encode(piece.data)

    def fill(self, html: str) -> str:
        """Return HTML with the bytes of its pictures."""
        return b"".join(self.write(html)).decode()

    def measure(self, html: str) -> int:
        """Return how many characters HTML has, the bytes of its pictures included."""
        sizes = (len(each) if isinstance(each, str) else (len(each.data) + 2) // 3 * 4 for each in self._split(html))
        return sum(sizes)

    def _mark(self, number: int | str) -> str:
        return f"/{self.key}/{number}/"  # letters of base64

    def _split(self, html: str) -> Iterator[str | Picture]:
        """Yield the text between pictures, and each picture."""
        if not self.pictures:
            yield html
            return
        for at, piece in enumerate(re.split(self._mark(r"(\d+)"), html)):
            yield self.pictures[int(piece)] if at % 2 else piece
