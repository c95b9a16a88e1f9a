from __future__ import annotations

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from publish.newsletter.missing_pictures import GAP, describe_missing_picture, name_source


@given(source=st.text(), alt=st.text())
def test_gap_is_found_again_by_the_name_of_its_picture(source: str, alt: str) -> None:
    found = GAP.fullmatch(describe_missing_picture(source, alt))

    assert found is not None
    assert found["name"] == name_source(source)


@given(source=st.text(), alt=st.text())
def test_gap_is_written_in_html_as_it_is_read(source: str, alt: str) -> None:
    words = describe_missing_picture(source, alt)

    assert escape(words, quote=False) == words == " ".join(words.split())


def test_gap_names_a_picture_as_people_write_it() -> None:
    assert describe_missing_picture("%E5%9B%BE/a%20b.png", "架构") == "［图片缺失：架构｜图/a b.png］"
    assert describe_missing_picture("a.png", "") == "［图片缺失：a.png］"
