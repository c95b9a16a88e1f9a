from __future__ import annotations

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from publish.newsletter.missing_pictures import MISSING_PICTURE, describe_missing_picture, name_source


@given(source=st.text(), alt=st.text())
def test_missing_picture_text_matches_its_pattern(source: str, alt: str) -> None:
    found = MISSING_PICTURE.fullmatch(describe_missing_picture(source, alt))

    assert found is not None
    assert found["name"] == name_source(source)


@given(source=st.text(), alt=st.text())
def test_missing_picture_text_needs_no_html_escapes(source: str, alt: str) -> None:
    text = describe_missing_picture(source, alt)

    assert escape(text, quote=False) == text == " ".join(text.split())


def test_missing_picture_text_names_the_file_alone() -> None:
    assert describe_missing_picture("%E5%9B%BE/a%20b.png", "架构") == "［图片缺失：架构｜a b.png］"
    assert describe_missing_picture("a.png", "") == "［图片缺失：a.png］"
