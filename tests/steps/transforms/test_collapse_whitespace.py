from __future__ import annotations

import pytest

from publish.steps.transforms.collapse_whitespace import collapse_whitespace
from tests.steps.transforms.markup import parse, show


def collapse(before: str) -> str:
    tree = parse(f"<section>{before}</section>")
    collapse_whitespace(tree)
    return show(tree).removeprefix("<section>").removesuffix("</section>")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("甲\n乙", "甲乙"),
        ("甲，\n乙", "甲，乙"),
        ("甲 \n 乙", "甲乙"),
        ("“甲”\n——乙…\n丙", "“甲”——乙…丙"),
        ("한\n국", "한국"),
        ("甲\na", "甲 a"),
        ("a\n甲", "a 甲"),
        ("a\nb", "a b"),
        ("a\r\n\tb", "a b"),
        ("甲 乙", "甲 乙"),
        ("甲\t乙", "甲 乙"),
        ("a  b", "a b"),
        (" 甲 ", "甲"),
        ("\n甲\n", "甲"),
        ("甲␣ ␣乙", "甲␣ ␣乙"),
        ("1\n甲", "1 甲"),
        ("💎\n甲", "💎 甲"),
    ],
)
def test_collapse_whitespace_replaces_a_line_end_by_its_neighbours(before: str, after: str) -> None:
    assert collapse(f"<p>{before}</p>") == f"<p>{after}</p>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("甲\n<em>乙</em>\n丙", "甲<em>乙</em>丙"),
        ("甲<em>\n乙\n</em>丙", "甲<em>乙</em>丙"),
        ("a\n<em>b</em>\nc", "a <em>b</em> c"),
        ("a <em> b </em> c", "a <em>b </em>c"),
        ("甲<em>\n<strong>\n乙</strong></em>", "甲<em><strong>乙</strong></em>"),
        ("甲<em></em>\n乙", "甲<em></em>乙"),
        ("甲a<em>\n乙</em>", "甲a<em> 乙</em>"),
        (" <em> 甲 </em> ", "<em>甲</em>"),
    ],
)
def test_collapse_whitespace_crosses_inline_elements(before: str, after: str) -> None:
    assert collapse(f"<p>{before}</p>") == f"<p>{after}</p>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("甲 <br/>\n乙", "甲<br>乙"),
        ("<em>甲 </em><br/><em> 乙</em>", "<em>甲</em><br><em>乙</em>"),
        ("a<br/>\n<br/> b", "a<br><br>b"),
    ],
)
def test_collapse_whitespace_removes_spaces_beside_a_break(before: str, after: str) -> None:
    assert collapse(f"<p>{before}</p>") == f"<p>{after}</p>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n<p>甲</p>\n <p>乙</p>\n", "<p>甲</p><p>乙</p>"),
        ("<ul>\n<li>\n<section> 甲 </section>\n</li>\n</ul>", "<ul><li><section>甲</section></li></ul>"),
        (
            "<table> <tbody> <tr> <td> 甲 </td> <td/> </tr> </tbody> </table>",
            "<table><tbody><tr><td>甲</td><td></td></tr></tbody></table>",
        ),
        ("甲 \n<section>乙</section>", "甲<section>乙</section>"),
        ("<blockquote>\n<p>甲</p>\n</blockquote>", "<blockquote><p>甲</p></blockquote>"),
    ],
)
def test_collapse_whitespace_removes_spaces_between_blocks(before: str, after: str) -> None:
    assert collapse(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<em>a</em> <strong>b</strong>", "<em>a </em><strong>b</strong>"),
        ("<em>a<i>b</i></em> <strong>c</strong>", "<em>a<i>b</i> </em><strong>c</strong>"),
        ("<code>a</code> <em>b</em>", "<code>a</code><em> b</em>"),
        ("<img/> <em>b</em>", "<img><em> b</em>"),
        ("<code>a</code> <code>b</code>", "<code>a</code>␣<code>b</code>"),
        ("<em>a</em> <img/>", "<em>a </em><img>"),
        ("<em>a</em> b", "<em>a</em> b"),
    ],
)
def test_collapse_whitespace_moves_a_lone_space_into_a_neighbour(before: str, after: str) -> None:
    assert collapse(f"<p>{before}</p>") == f"<p>{after}</p>"


@pytest.mark.parametrize("char", ["\u200b", "\u200e", "\u200f", "\u2028", "\u2029", "\u2060", "\ufeff"])
def test_collapse_whitespace_removes_invisible_characters(char: str) -> None:
    assert collapse(f"<p>甲{char}\n{char}乙<code>a{char}b</code></p>") == "<p>甲乙<code>ab</code></p>"


@pytest.mark.parametrize("text", ["👨\u200d👩\u200d👧", "நி\u200cx", "é", "①", "甲\u3000乙"])
def test_collapse_whitespace_keeps_joiners_and_wide_spaces(text: str) -> None:
    assert collapse(f"<p>{text}</p>") == f"<p>{text}</p>"


def test_collapse_whitespace_keeps_pictures() -> None:
    assert collapse("<p>甲\n<img/>\n乙</p>") == "<p>甲<img>乙</p>"
