from __future__ import annotations

import base64
import json

import pytest

from publish.core.picture import EmbeddedPicture, Picture

KEY = "0123456789abcdef01234567"
PICTURES = tuple(Picture(f"{n}.jpg", b"\xff\xd8\xff" + bytes(n), 1, 1) for n in range(4))
EMBEDDING = EmbeddedPicture(KEY, PICTURES)
HTML = "".join(f'<p>文{n}</p><img src="{EMBEDDING.name_source(n)}">' for n in (0, 1, 2, 3, 1))
WHOLE = "".join(
    f'<p>文{n}</p><img src="data:image/jpeg;base64,{base64.b64encode(PICTURES[n].data).decode()}">'
    for n in (0, 1, 2, 3, 1)
)


def test_embedded_picture_fills_html_with_picture_bytes() -> None:
    assert EMBEDDING.fill(HTML) == WHOLE


def test_embedded_picture_writes_html_in_small_pieces() -> None:
    pieces = list(EMBEDDING.write(HTML))

    assert b"".join(pieces) == WHOLE.encode()
    assert max(map(len, pieces)) < len(WHOLE) / 4


def test_embedded_picture_measures_the_length_of_filled_html() -> None:
    assert EMBEDDING.measure(HTML) == len(WHOLE)


def test_embedded_picture_fills_html_inside_json() -> None:
    assert json.loads(EMBEDDING.fill(json.dumps({"html": HTML}))) == {"html": WHOLE}


@pytest.mark.parametrize("html", ["", "<p>/0/</p>", f"<p>/{KEY}/x/</p>", f"<p>/{KEY[:-1]}/0/</p>"])
def test_embedded_picture_leaves_text_that_resembles_its_marks(html: str) -> None:
    assert (EMBEDDING.fill(html), EMBEDDING.measure(html)) == (html, len(html))


def test_embedded_picture_leaves_html_unchanged_when_it_has_no_pictures() -> None:
    assert (EmbeddedPicture().fill(HTML), EmbeddedPicture().measure(HTML)) == (HTML, len(HTML))
