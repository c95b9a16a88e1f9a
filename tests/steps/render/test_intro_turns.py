from __future__ import annotations

import pytest

from publish.steps.render.intro_turns import split_turns

SECTIONS = ("业界新闻", "论文", "开源项目")


@pytest.mark.parametrize(
    ("line", "turns"),
    [
        ("", []),
        ("没有名字。", [("", "没有名字。")]),
        ("「新闻」甲；「论文」乙。", [("新闻", "甲；"), ("论文", "乙。")]),
        ("先说一句。【论文】乙", [("", "先说一句。"), ("论文", "乙")]),
        ("「新闻」甲，「论文」乙、「开源」丙", [("新闻", "甲，"), ("论文", "乙、"), ("开源", "丙")]),
        ("值得关注，其中「论文」有两篇", [("", "值得关注，"), ("论文", "其中有两篇")]),
        ("其中「论文」有两篇", [("论文", "其中有两篇")]),
        ("值得关注，「大鹏」首飞", [("", "值得关注，「大鹏」首飞")]),
        ("其中「大鹏」首飞", [("", "其中「大鹏」首飞")]),
        ("压缩相关的「论文」有两篇", [("", "压缩相关的「论文」有两篇")]),
        ("甲。「大鹏」首飞", [("", "甲。"), ("大鹏", "首飞")]),
    ],
)
def test_split_turns_divides_a_line_where_it_names_a_section(line: str, turns: list[tuple[str, str]]) -> None:
    assert split_turns(line, SECTIONS) == turns
