from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from publish.sandbox.api_request import ReceivedCall

# No control characters: JSON holds them only as escapes (and Python's writer DEL, too).
TEXTS = st.text(
    st.one_of(st.characters(min_codepoint=0x20, codec="utf-8", exclude_characters="\x7f"), st.sampled_from('\\u"4e2d'))
)


def read_title(body: str) -> str:
    title: str = ReceivedCall(endpoint="draft/add", body=body.encode()).read_json()["title"]
    return title


@given(TEXTS)
def test_raw_text_is_read_unchanged(text: str) -> None:
    assert read_title(json.dumps({"title": text}, ensure_ascii=False)) == text


@given(TEXTS)
def test_escaped_text_is_not_decoded(text: str) -> None:
    read = read_title(json.dumps({"title": text}))

    assert read.isascii()
    assert (read == text) is text.isascii()
