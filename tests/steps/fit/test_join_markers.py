from __future__ import annotations

import pytest

from publish.steps.fit.join_markers import join_markers
from tests.steps.transforms.markup import parse, show

BOX = "display:inline-block;vertical-align:top"


def boxes(marker: str, content: str) -> str:
    return (
        f'<section class="marker-box" style="{BOX}">{marker}</section>'
        f'<section style="{BOX};width:90%;color:#333">{content}</section>'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (boxes("1.␣", "甲<em>乙</em>"), '<p style="color:#333">1.␣甲<em>乙</em></p>'),
        (
            boxes('<span class="marker">▪</span>␣', "<strong>甲</strong>：乙"),
            '<p style="color:#333"><span class="marker">▪</span>␣<strong>甲</strong>：乙</p>',
        ),
        (
            boxes("1.␣", "<p>甲</p><p>乙</p>"),
            '<section style="color:#333"><p>1.␣甲</p><p>乙</p></section>',
        ),
    ],
)
def test_join_markers_writes_a_marker_into_the_text(before: str, after: str) -> None:
    tree = parse(f"<section><section>{before}</section></section>")

    assert join_markers(tree)
    assert show(tree) == f"<section>{after}</section>"


def test_join_markers_indents_inner_lists() -> None:
    inner = f"<section><section>{boxes('▪␣', '乙')}</section></section>"
    tree = parse(f"<ul><li><section><section>{boxes('◦␣', f'<p>甲</p>{inner}')}</section></section></li></ul>")

    join_markers(tree)

    assert show(tree) == (
        '<ul><li><section style="padding:0 0 0 16px"><section style="color:#333"><p>◦␣甲</p>'
        '<section style="padding:0 0 0 16px"><p style="color:#333">▪␣乙</p></section></section></section></li></ul>'
    )


@pytest.mark.parametrize(
    "kept",
    [
        "<p>甲</p><p>乙</p>",
        f'<section style="{BOX};width:48%">左</section><section style="{BOX};width:48%">右</section>',
    ],
    ids=["paragraphs", "two columns of the author's own"],
)
def test_join_markers_changes_nothing_else(kept: str) -> None:
    tree = parse(f"<section>{kept}</section>")

    assert not join_markers(tree)
    assert show(tree) == f"<section>{kept}</section>"
