"""Every non-blank line of a file belongs to exactly one node of the issue; none is dropped."""

import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.exceptions import IssueError
from publish.core.issue import Issue, Span
from publish.steps.parse import parse_issue
from tests.samples import LICENCE, NAME, SAMPLES, TITLE, find_stray_lines

FRAGMENTS = f"""

甲
甲：
。
)
- [题](u)
- [题
- [题] https://a.example/ 乙
- [ICLR] [题]()
- **[题](u v) 丙**
- [题][a]
* 乙
- - -
-
– 丙：丁
摘要：甲
链接：https://a.example/
  - 甲
    1. 乙
1. 甲
7) 乙
   丙
     丙
\t丁
[甲](https://a.example/
](
[a]: https://a.example/
> 引
> 注：甲
> 导读：本期3条
> ```
<font>注：甲</font>
![qrcode](../q.jpg)
- Editor: 甲
WeChat: 乙
{LICENCE}
# 题
## 新闻
## 往期回顾
### 节
====
---
----
***
| a | b |
|---|---|
| [2020-06-03](a.md) |
```
~~~py
- ```
1. ```
  ```
<div>
</div>
<!-- 甲
乙 -->
甲 <!-- 乙
<pre>
</pre>
<br>
<?x
?>
""".split("\n")
ISSUES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.md"))}


@st.composite
def mutated_issues(draw: st.DrawFn) -> str:
    """Return a stretch of a real issue with lines inserted, deleted, doubled and indented."""
    lines = draw(st.sampled_from(list(ISSUES.values()))).split("\n")
    start = draw(st.integers(0, len(lines) - 1))
    lines = lines[start : start + draw(st.integers(1, 60))]
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(lines)))
        old = lines[at : at + 1]
        new = draw(st.sampled_from(["insert", "delete", "double", "indent"]))
        lines[at : at + 1] = {
            "insert": [
                draw(st.sampled_from(["", "", "  ", "    ", "> ", "- "])) + draw(st.sampled_from(FRAGMENTS)),
                *old,
            ],
            "delete": [],
            "double": [*old, *old],
            "indent": [draw(st.sampled_from([" ", "  ", "    ", "\t"])) + line for line in old],
        }[new]
    return "\n".join(lines)


def find_strays(text: str) -> list[tuple[int, int, str]]:
    """Return the stray lines of a file; none for broken front matter."""
    try:
        return find_stray_lines(text)
    except IssueError:
        return []


def find_owners(node: object) -> Iterator[tuple[Span, str]]:
    """Yield spans with the content of their node; trailer and archive lines are replaced by the build."""
    if isinstance(node, Issue):
        node = tuple(node._replace(intro=None))
    if not isinstance(node, tuple):
        return
    if hasattr(node, "_fields"):
        content = " ".join(str(value) for value in node if not isinstance(value, Span))
        yield from ((span, content) for span in node if isinstance(span, Span))
    for part in node:
        yield from find_owners(part)


def find_lost_words(text: str) -> list[tuple[int, str]]:
    """Return words, except labels and item numbers, missing from the node that owns their line."""
    try:
        issue = parse_issue(text, NAME)
    except IssueError:
        return []
    lines = [re.sub(r"导读|摘要|注|丨|</?font|^\s*\d+[.)]", " ", line) for line in text.split("\n")]
    owned = [(at, content) for span, content in find_owners(issue) for at in range(span.line, span.end_line + 1)]
    return [(at, word) for at, content in owned for word in re.findall(r"\w+", lines[at - 1]) if word not in content]


@pytest.mark.parametrize("name", ISSUES)
def test_parser_keeps_every_word_of_sample_issues(name: str) -> None:
    assert find_lost_words(ISSUES[name]) == []


@given(mutated_issues())
def test_parser_keeps_every_word_of_mutated_issues(text: str) -> None:
    assert find_lost_words(text) == []


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=20))
def test_parser_keeps_every_word_of_random_newsletters(lines: list[str]) -> None:
    assert find_lost_words("\n".join([TITLE, *lines])) == []


@pytest.mark.parametrize("name", ISSUES)
def test_every_line_of_sample_issues_belongs_to_one_node(name: str) -> None:
    assert find_stray_lines(ISSUES[name]) == []


@given(mutated_issues())
def test_every_line_of_mutated_issues_belongs_to_one_node(text: str) -> None:
    assert find_strays(text) == []


@given(
    st.lists(st.sampled_from(FRAGMENTS) | st.text(alphabet=" \t-*+>#`~|:=[]()<>!。：1a甲", max_size=12), max_size=20)
)
def test_every_line_of_random_newsletters_belongs_to_one_node(lines: list[str]) -> None:
    assert find_strays("\n".join([TITLE, *lines])) == []


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), max_size=20))
def test_every_line_of_random_text_belongs_to_one_node(lines: list[str]) -> None:
    assert find_strays("\n".join(lines)) == []


@pytest.mark.parametrize("newsletter", [True, False], ids=["newsletter", "plain"])
def test_every_line_of_many_random_files_belongs_to_one_node(newsletter: bool) -> None:
    dice = random.Random(20200617)  # noqa: S311 - no secret

    for _ in range(3000):
        lines = [
            dice.choice(["", "", "", "  ", "    ", "> ", "- "]) + dice.choice(FRAGMENTS)
            for _ in range(dice.randrange(12))
        ]
        assert find_strays("\n".join([TITLE if newsletter else "# 手册", *lines])) == []
