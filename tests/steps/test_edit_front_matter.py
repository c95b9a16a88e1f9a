from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.steps.edit_front_matter import write_front_matter
from publish.steps.parse import parse_issue


def turn(text: str, **changes: str) -> str:
    plain = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return write_front_matter(text, parse_issue(plain, "2020-06-17").front_matter, changes)


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("# 题\n", {"theme": "ink"}, "---\ntheme: ink\n---\n# 题\n"),
        ("# 题\n", {"theme": ""}, "# 题\n"),
        ("# 题", {"accent": "#123456"}, '---\naccent: "#123456"\n---\n# 题'),
        ("\ufeff# 题\r\n文", {"theme": "ink"}, "\ufeff---\r\ntheme: ink\r\n---\r\n# 题\r\n文"),
        ("# 题\r文\r", {"theme": "ink"}, "---\rtheme: ink\r---\r# 题\r文\r"),
        ("---\nlayout: post\n---\n# 题", {"theme": "ink"}, "---\nlayout: post\ntheme: ink\n---\n# 题"),
        ("---\ntheme: a\nauthor: b\n---\n", {"theme": "ink"}, "---\ntheme: ink\nauthor: b\n---\n"),
        ("---\ntheme:   a   # 注\n---\n", {"theme": "ink"}, "---\ntheme: ink   # 注\n---\n"),
        ("---\naccent: '#aaa'  # a\r\n---\n", {"accent": "#bbbbbb"}, '---\naccent: "#bbbbbb"  # a\r\n---\n'),
        ("---\ntheme:\n---\n", {"theme": "ink"}, "---\ntheme: ink\n---\n"),
        ("---\ntheme: #a\n---\n", {"theme": "ink"}, "---\ntheme: ink #a\n---\n"),
        ("---\ntheme: a\nauthor: b\n---\n", {"theme": ""}, "---\nauthor: b\n---\n"),
        ("---\nauthor: a b #c\n---\n", {"author": 'x "y" \\'}, '---\nauthor: "x \\"y\\" \\\\" #c\n---\n'),
        ("---\n\n# 只是一条线\n", {"theme": "ink"}, "---\ntheme: ink\n---\n---\n\n# 只是一条线\n"),
    ],
)
def test_front_matter_is_written_and_nothing_else(text: str, changes: dict[str, str], expected: str) -> None:
    assert turn(text, **changes) == expected


@given(
    st.dictionaries(st.sampled_from(["author", "title", "theme"]), st.text("a b#\"'\\:中", max_size=8).map(str.strip)),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "---|author: 'x' # c|layout: post|---|", "---|theme: a b|---|"]),
)
def test_what_is_written_is_what_is_read(changes: dict[str, str], end: str, head: str) -> None:
    text = (head + "# 题||文").replace("|", end)

    written = turn(text, **changes)

    read = parse_issue(written.replace("\r\n", "\n").replace("\r", "\n"), "x").front_matter.values
    assert {key: read.get(key, "") for key in changes} == changes
    assert written.endswith(("# 题||文").replace("|", end))
    assert written.count(end) >= text.count(end) - len(changes)
