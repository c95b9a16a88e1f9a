import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.text import (
    TextPosition,
    count_bytes,
    cut_text,
    drop_unwritable,
    find_deceptive,
    is_wide,
    strip_markup,
)


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**甲**、`乙`与~~丙~~、__丁__", "甲、乙与丙、丁"),
        ("[甲](https://a.example/)乙", "甲乙"),
        ("[甲](https://a.example/b_(c)/d)乙", "甲乙"),
        ("[甲]()与![图](a.png)", "甲与图"),
        ("[甲] (乙)", "[甲] (乙)"),
        ("[甲](", "[甲]("),
        ("见 https://a.example/b?c=d ，乙", "见 ，乙"),
        ("<b>甲</b><br/>乙<!-- 丙 -->", "甲乙"),
        ("延迟<10ms，精度>90%，a < b", "延迟<10ms，精度>90%，a < b"),
        (r"4\~5、\*甲\*、\甲", r"4~5、*甲*、\甲"),
        ("AT&amp;T &lt;3", "AT&T <3"),
        ("3*3*10、snake_case", "3*3*10、snake_case"),
        ("  甲 \t 乙\n丙 ", "甲 乙 丙"),
        ("", ""),
    ],
)
def test_strip_markup_returns_plain_text(markdown: str, plain: str) -> None:
    assert strip_markup(markdown) == plain


@pytest.mark.parametrize("mark", ["[", "[](", "<", "](", "!["])
def test_strip_markup_is_fast_on_unclosed_markup(mark: str) -> None:
    assert len(strip_markup(mark * 20_000)) == 20_000 * len(mark)


@pytest.mark.parametrize(("text", "length"), [("", 0), ("a", 1), ("é", 2), ("字", 3), ("🙂", 4)])
def test_count_bytes_counts_utf_8(text: str, length: int) -> None:
    assert count_bytes(text) == length


@pytest.mark.parametrize("char", ["\x00", "\x08", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_drop_unwritable_removes_characters_that_xml_cannot_hold(char: str) -> None:
    assert drop_unwritable(f"甲{char}乙") == "甲乙"


@pytest.mark.parametrize("char", ["\t", "\n", "\r", " ", "\x7f", "\x85", "\ufeff", "\ufffd", "🙂"])
def test_drop_unwritable_keeps_other_characters(char: str) -> None:
    assert drop_unwritable(char) == char


# --- cutting ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "短", "一二三四五六七八九十"])
def test_cut_text_keeps_a_text_that_fits(text: str) -> None:
    assert cut_text(text, 10) == text


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("一二三。四五六。七八九十", "一二三。四五六。"),
        ("一二三！四五六？七八九十", "一二三！四五六？"),
        ("一二三四五；六七八九十百", "一二三四五"),
        ("一二三四五，六七。八九十", "一二三四五，六七。"),
        ("一二三四五六七八九。十", "一二三四五六七八九。"),
        ("一二三四五六七八九十。十", "一二三四五六七八九…"),
    ],
)
def test_cut_text_ends_at_the_last_sentence_that_fits(text: str, cut: str) -> None:
    assert cut_text(text, 10) == cut


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("一二三四，五六七，八九十百", "一二三四，五六七"),
        ("一二三四/五六七：八九十百", "一二三四/五六七"),
        ("一二三四、五六七八九十百", "一二三四"),
        ("一二三四五六七八九十，百", "一二三四五六七八九十"),
        ("一。二三四五六七，八九十百", "一。二三四五六七"),
    ],
    ids=["last", "title", "first", "just fits", "short sentence"],
)
def test_cut_text_ends_at_a_clause_where_no_sentence_fits(text: str, cut: str) -> None:
    assert cut_text(text, 10) == cut


@pytest.mark.parametrize(
    "text", ["一二三四五六七八九十百千", "一，二三四五六七八九十百千", "一二三 四五六七八九十百千"]
)
def test_cut_text_ends_with_an_ellipsis_where_no_clause_fits(text: str) -> None:
    assert cut_text(text, 10) == text[:9] + "…"


def test_cut_text_keeps_at_least_two_fifths_of_the_limit() -> None:
    assert cut_text("一二三。" + "四" * 20, 10) == "一二三。"
    assert cut_text("一二。" + "四" * 20, 10) == "一二。四四四四四四…"


def test_cut_text_counts_with_the_given_measure() -> None:
    assert cut_text("字" * 50, 120, count_bytes) == "字" * 39 + "…"
    assert cut_text("字" * 30 + "。" + "字" * 30, 120, count_bytes) == "字" * 30 + "。"


@given(st.text(alphabet="一a🙂。，；/ ", max_size=300), st.integers(3, 130), st.sampled_from([len, count_bytes]))
def test_cut_text_returns_a_prefix_within_the_limit(text: str, limit: int, measure: type[int]) -> None:
    cut = cut_text(text, limit, measure)

    assert measure(cut) <= limit
    assert text.startswith(cut.removesuffix("…"))


def test_find_deceptive_yields_the_position_of_each_character() -> None:
    text = "一\u202e\n\n二三\u2066四\U000e0041"

    assert list(find_deceptive(text)) == [
        TextPosition(1, 2, "\u202e"),
        TextPosition(3, 3, "\u2066"),
        TextPosition(3, 5, "\U000e0041"),
    ]


@pytest.mark.parametrize(
    "text", ["", "plain", "中文 مرحبا שלום", "👨\u200d👩\u200d👧", "零\u200b宽\ufeff", "\u200e\u200f"]
)
def test_find_deceptive_ignores_other_scripts_and_joiners(text: str) -> None:
    assert list(find_deceptive(text)) == []


def test_strip_markup_removes_deceptive_characters_written_as_references() -> None:
    assert strip_markup("甲&#x202e;乙&#xe0041;丙") == "甲乙丙"


@pytest.mark.parametrize("char", [*"中，。”…—（ｱ한㐀", "𠀀", "豈", "︰"])
def test_is_wide_accepts_chinese_text(char: str) -> None:
    assert is_wide(char)


@pytest.mark.parametrize("char", [*"a1 ,.é\u00a0", "\u2009", "\u2030", "🎉", "א"])
def test_is_wide_refuses_other_text(char: str) -> None:
    assert not is_wide(char)
