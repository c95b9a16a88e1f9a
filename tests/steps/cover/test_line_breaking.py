from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.text import is_wide
from publish.steps.cover.line_breaking import WrappedText, break_lines, wrap_paragraph


def measure(text: str) -> float:
    return sum(1 if is_wide(char) else 0.5 for char in text)


def wrap(text: str, width: float, max_lines: int) -> WrappedText:
    return break_lines(text, width, max_lines, measure)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("端侧周报", 4, ["端侧周报"]),
        ("嵌入式人工智能周报", 8, ["嵌入式人工", "智能周报"]),
        ("Embedded AI Weekly", 6, ["Embedded", "AI Weekly"]),
        ("读PyTorch源码", 5, ["读PyTorch", "源码"]),
        ("三星3nm流片/PyTorch更新", 9, ["三星3nm流片", "PyTorch更新"]),
        ("今天早上（周三）", 5, ["今天早上", "（周三）"]),
    ],
)
def test_break_lines_breaks_by_typesetting_rules(text: str, width: float, lines: list[str]) -> None:
    assert wrap(text, width, 2) == (lines, True)


@pytest.mark.parametrize("text", ["一二三四，五六七八", "一二三「四五」六七八", "一二三四……五六七八", "ab cd, ef gh"])
@pytest.mark.parametrize("width", [3, 3.5, 4, 4.5, 5])
def test_break_lines_keeps_punctuation_with_its_neighbour(text: str, width: float) -> None:
    lines = wrap(text, width, 9).lines

    assert [line for line in lines[1:] if line[0] in "，」…, "] == []
    assert [line for line in lines if line[-1] in "「"] == []


@pytest.mark.parametrize(
    ("text", "max_lines", "lines"),
    [
        ("三星流片/高通更新/基于编译器的现状", 2, ["三星流片", "高通更新…"]),
        ("ab cdefgh ijkl", 1, ["ab cdefgh…"]),
        ("abcdefghijklmnop", 1, ["abcdefghij…"]),
        ("一二三四：五六七", 1, ["一二三四…"]),
        ("一二三四（五六）七", 1, ["一二三四…"]),
        ("一（二）三四五六七", 1, ["一（二）三…"]),
        ("一「二三四五六七", 1, ["一「二三四…"]),
        ("一二三四「五六七", 1, ["一二三四…"]),
        ("一二三四五六七八九十", 1, ["一二三四五…"]),
        ("一二三四五六七八九十甲乙丙丁", 2, ["一二三四五六", "七八九十甲…"]),
    ],
)
def test_break_lines_cuts_with_an_ellipsis(text: str, max_lines: int, lines: list[str]) -> None:
    assert wrap(text, 6, max_lines) == (lines, False)


def test_break_lines_breaks_a_word_wider_than_a_line() -> None:
    assert wrap("Internationalization", 5, 2) == (["Internatio", "nalization"], True)


def test_break_lines_keeps_only_the_ellipsis_in_a_narrow_line() -> None:
    assert wrap("一二三", 0.5, 1) == (["…"], False)


def test_break_lines_breaks_within_a_part_when_its_rest_would_not_fit() -> None:
    assert wrap("3/3侧）", 2, 3) == (["3/3", "侧）"], True)


def test_break_lines_measures_a_long_text_in_linear_work() -> None:
    def count(letters: int) -> int:
        measured: list[int] = []

        def measure_counted(text: str) -> float:
            measured.append(len(text))
            return measure(text)

        break_lines("一二三四五六七八九十" * (letters // 10), 8, 1, measure_counted)
        return sum(measured)

    assert count(4_000) <= 2.02 * count(2_000)


def test_break_lines_returns_one_empty_line_for_empty_text() -> None:
    assert wrap("", 5, 2) == ([""], True)


@given(st.text("端侧周报AIweb 3，。（）/-·", max_size=80), st.integers(2, 20), st.integers(1, 3))
def test_break_lines_returns_few_narrow_lines_with_all_letters(text: str, width: int, max_lines: int) -> None:
    lines, whole = wrap(" ".join(text.split()), width, max_lines)

    assert len(lines) <= max_lines
    assert max(map(measure, lines)) <= width
    glyphs = [char for char in text if char.isalnum()]
    kept = [char for char in "".join(lines) if char.isalnum()]
    assert kept == glyphs if whole else kept == glyphs[: len(kept)]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一二三四五六七八", 4, ["一二三四", "五六七八"]),
        ("一二三四五六七八九", 4, ["一二三四", "五六", "七八九"]),
        ("甲乙，丙丁戊己庚", 3, ["甲乙，", "丙丁", "戊己庚"]),
        ("one two three", 4, ["one two", "three"]),
        ("", 4, [""]),
        ("甲", 4, ["甲"]),
        ("unbreakable", 2, ["unbr", "eaka", "ble"]),
    ],
)
def test_paragraph_fills_its_lines_and_has_no_orphan(text: str, width: float, lines: list[str]) -> None:
    assert wrap_paragraph(text, width, measure) == lines


@given(st.text(alphabet="甲乙丙，。（） ab", max_size=60), st.integers(3, 20))
def test_paragraph_keeps_every_letter(text: str, width: int) -> None:
    lines = wrap_paragraph(text, width, measure)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(measure(line) <= width + 1 for line in lines)
