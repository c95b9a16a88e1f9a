"""What a file holds beyond text: normalised, or refused with its place; never a traceback."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from tests.hostile.conftest import Build

ISSUE = """\
---
title: 标题
---

# 简报 (2020-06-17)：端侧

> 导读：本期1条。

## 新闻

- [一则消息 | 某站](https://example.org/a)
摘要：**要点。**在此
另起一行

  - 项
  - 又一项

| 甲 | 乙 |
|---|---|
| 丙 | 丁 |

```
代码  两格

\t制表
```

<div>
原文
</div>

## 博文

一段
接着 <!-- 一句
注释 --> 完
"""


def end_lines(*ends: str) -> bytes:
    """Return the issue with these line ends by turns; a blank line keeps the first, lest two ends make one."""
    return b"".join(
        (line + (ends[i % len(ends)] if line else ends[0])).encode() for i, line in enumerate(ISSUE.split("\n")[:-1])
    )


ENDS = {
    "BOM": b"\xef\xbb\xbf" + end_lines("\n"),
    "CRLF": end_lines("\r\n"),
    "CR": end_lines("\r"),
    "BOM and CRLF": b"\xef\xbb\xbf" + end_lines("\r\n"),
    "CRLF and LF": end_lines("\r\n", "\n"),
    "CRLF and CR": end_lines("\r\n", "\r"),
    "all three": end_lines("\r\n", "\n", "\r"),
}


def read_output() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path("build").rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ENDS)
def test_output_is_the_same_for_every_line_ending_and_byte_order_mark(build: Build, name: str) -> None:
    issue = Path("issues/2020-06-17.md")
    issue.write_bytes(ISSUE.encode())
    plain = build(issue), read_output()

    issue.write_bytes(ENDS[name])

    assert plain[0].code == 0
    assert (build(issue), read_output()) == plain


HEAD = "# 题\n\n"
NOT_UTF_8 = {
    "UTF-16": (HEAD.encode("utf-16"), 1),
    "UTF-32": (HEAD.encode("utf-32"), 1),
    "GBK": (f"# a\n\n{HEAD}".encode("gbk"), 3),
    "GB 18030": (f"# a\n{HEAD}".encode("gb18030"), 2),
    "Big5": ("# a\n# 文字\n".encode("big5"), 2),
    "Shift JIS": ("# a\n# 文字\n".encode("shift-jis"), 2),
    "Latin 1": ("# a\r\n\r\ncafé\r\n".encode("latin-1"), 3),
    "overlong slash": (b"# a\n..\xc0\xaf\n", 2),
    "overlong NUL": (b"# a\n\xc0\x80\n", 2),
    "surrogates": (b"# a\n\n\n\xed\xa0\x80\xed\xb0\x80\n", 4),
    "beyond Unicode": (b"# a\n\xf4\x90\x80\x80\n", 2),
    "five bytes": (b"# a\n\xf8\x88\x80\x80\x80\n", 2),
    "cut off": (HEAD.encode() + "字".encode()[:2], 3),
    "lone continuation": (HEAD.encode() + b"a\x80", 3),
    "picture": (b"\x89PNG\r\n\x1a\n", 1),
    "archive": (b"PK\x03\x04\x14\x00\x08\x00\xff", 1),
    "compressed": (b"\x1f\x8b\x08\x00", 1),
}


@pytest.mark.parametrize("name", NOT_UTF_8)
def test_invalid_utf_8_is_refused_with_its_line(build: Build, name: str) -> None:
    data, line = NOT_UTF_8[name]
    Path("issues/2020-06-17.md").write_bytes(data)

    told = build("2020-06-17")

    assert (told.code, len(told.lines)) == (3, 1)
    assert told.err.startswith(f"2020-06-17.md:{line}: not UTF-8")
    assert not Path("build").exists()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_utf_16_is_refused_for_its_nul_bytes(build: Build, encoding: str) -> None:
    Path("issues/2020-06-17.md").write_bytes("# a\n".encode(encoding))

    told = build("2020-06-17")

    assert (told.code, len(told.lines)) == (3, 1)
    assert told.err.startswith("2020-06-17.md:1: holds a NUL")


# --- characters that mean more than they show -----------------------------------------------------

TURNS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
TAGS = [0xE0001, 0xE0020, 0xE0041, 0xE007E, 0xE007F]
FRAMES = {
    "text": "# 题\n\n文字{}文字\n",
    "heading": "# 题\n\n## 节{}\n",
    "address": "# 题\n\n[文](https://a.example/{})\n",
    "code": "# 题\n\n`{}`\n",
    "tag": '# 题\n\n<b title="{}">文</b>\n',
    "comment": "# 题\n\n<!-- {} -->文\n",
    "front matter": "---\ntitle: a\nauthor: b{}\n---\n# 题\n",
    "entry": "# 简报 (2020-06-17)\n## 新闻\n- [题{}](https://a.example/)\n摘要：甲\n",
}


@pytest.mark.parametrize("code", [*TURNS, *TAGS], ids=hex)
def test_deceptive_character_is_refused_by_name(build: Build, code: int) -> None:
    Path("issues/2020-06-17.md").write_text(FRAMES["text"].format(chr(code)), encoding="utf-8")

    told = build("2020-06-17")

    assert (told.code, len(told.lines)) == (3, 1)
    assert told.err.startswith("2020-06-17.md:3:")
    assert unicodedata.name(chr(code), "").lower() in told.err.lower()
    assert chr(code) not in told.err


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("code", [0x202E, 0xE0041], ids=hex)
def test_deceptive_character_is_refused_anywhere_in_an_issue(build: Build, code: int, frame: str) -> None:
    Path("issues/2020-06-17.md").write_text(FRAMES[frame].format(chr(code)), encoding="utf-8")

    told = build("2020-06-17")

    assert (told.code, len(told.lines)) == (3, 1)
    assert told.err.startswith("2020-06-17.md:3:")


@pytest.mark.parametrize("entity", ["&#x202e;", "&#8238;", "&#x2066;", "&#xe0041;"])
def test_entity_of_a_deceptive_character_is_refused(build: Build, entity: str) -> None:
    Path("issues/2020-06-17.md").write_text(f"# 题\n\n文{entity}字 <b>文{entity}字</b>\n", encoding="utf-8")

    told = build("2020-06-17")

    written = b"".join(data for name, data in read_output().items() if not name.endswith(".png")).decode()
    assert told.code == 3 or not any(chr(code) in written for code in [*TURNS, 0xE0041])


@pytest.mark.parametrize("char", ["\ufdd0", "\ufdef", "\ufffe", "\uffff", "\U0001fffe", "\U0010ffff", "\x01", "\x1b"])
def test_noncharacter_stops_no_build_and_loses_no_text(build: Build, char: str) -> None:
    text = f"# 题\n\n甲{char}乙 **丙{char}丁** `戊{char}己` <b>庚{char}辛</b> [壬{char}癸](https://a.example/)\n"
    Path("issues/2020-06-17.md").write_text(text, encoding="utf-8")

    told = build("2020-06-17")

    article = Path("build/2020-06-17/article.html").read_text(encoding="utf-8")
    assert told.code == 0
    assert [word for word in "甲乙丙丁戊己庚辛壬癸" if word not in article] == []
    assert "\x1b" not in told.err + article


@pytest.mark.parametrize("mark", ["\ufeff", "\ufeff\ufeff"], ids=["two marks", "three marks"])
def test_repeated_byte_order_marks_are_dropped(build: Build, mark: str) -> None:
    issue = Path("issues/2020-06-17.md")
    issue.write_text(ISSUE, encoding="utf-8")
    plain = build(issue), read_output()

    issue.write_text(mark + ISSUE, encoding="utf-8-sig")

    assert (build(issue), read_output()) == plain


# --- what is no file of an issue's size -----------------------------------------------------------


@pytest.mark.parametrize("target", ["2020-06-17.md", "other.md"], ids=["to itself", "to each other"])
def test_symlink_loop_is_refused(build: Build, target: str) -> None:
    Path("issues/2020-06-17.md").symlink_to(target)
    if target == "other.md":
        Path("issues/other.md").symlink_to("2020-06-17.md")

    told = build("issues/2020-06-17.md")

    assert (told.code, len(told.lines)) == (3, 1)
    assert "issues/2020-06-17.md" in told.err


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/stdin", "/proc/self/mem", "/proc/self/environ", "/dev/null"])
def test_special_file_is_refused_as_an_issue(build: Build, device: str) -> None:
    if not Path(device).exists():
        pytest.skip(f"no {device} here")
    Path("issues/2020-06-17.md").symlink_to(device)

    told = build("issues/2020-06-17.md")

    assert told.code == 3
    assert "2020-06-17.md" in told.lines[0]


def test_an_issue_of_five_megabytes_is_refused_wherever_it_comes_from(build: Build) -> None:
    issue = Path("issues/2020-06-17.md")
    with issue.open("wb") as file:
        file.truncate(5_000_000)

    told = build(issue)

    assert (told.code, len(told.lines)) == (3, 1)
    assert told.err.startswith("2020-06-17.md: larger than")


def test_lines_are_counted_by_line_ends_alone(build: Build) -> None:
    text = "a\u2028b\u0085c\x0bd\x0ce\x1cf\n" * 2 + "x" * 1_000_000
    Path("issues/2020-06-17.md").write_text(text, encoding="utf-8")

    assert build("2020-06-17").err.startswith("2020-06-17.md:3: line longer than")


# --- half characters from elsewhere ---------------------------------------------------------------


def test_lone_surrogate_in_publications_is_refused_or_dropped(build: Build) -> None:
    Path("issues/2020-06-03.md").write_text("# 简报 (2020-06-03)\n", encoding="utf-8")
    Path("issues/2020-06-17.md").write_text("# 简报 (2020-06-17)\n\n[上期](2020-06-03.md)\n", encoding="utf-8")
    Path("issues/publications.json").write_text(json.dumps({"2020-06-03": "https://mp.weixin.qq.com/s/\ud800"}))

    told = build("2020-06-17")

    assert told.code in (0, 3)
    assert len(told.lines) <= 2


def test_lone_surrogate_in_an_issue_name_is_refused(build: Build) -> None:
    Path(b"issues/a\xff.md".decode("utf-8", "surrogateescape")).write_text("# a\n")

    told = build(b"issues/a\xff.md".decode("utf-8", "surrogateescape"))

    assert told.code == 3
