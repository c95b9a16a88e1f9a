"""Parsing back issues and the trailer."""

import pytest

from publish.core.issue import Archive, Contact, Span, Trailer
from tests.samples import LICENCE, TITLE, read, sketch


def parse_archive(*lines: str, heading: str = "## 往期回顾") -> Archive:
    """Return the archive of a newsletter; its heading is line 3."""
    found = read(TITLE, "", heading, *lines).archive
    assert found
    return found


def parse_trailer(*lines: str) -> Trailer:
    """Return the trailer of a newsletter; its rule is line 3, and its last line names the account."""
    found = read(TITLE, "", "----", *lines, "WeChat: a").trailer
    assert found
    return found


def get_blocks(found: Archive | Trailer) -> list[object]:
    return [sketch(block) for block in found.blocks]


# --- back issues ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "url"),
    [
        ("## 往期回顾", None),
        ("## 往期回顾  ", None),
        ("## [往期回顾](https://a.example/)", "https://a.example/"),
        ("## [往期回顾]()", ""),
    ],
)
def test_archive_is_recognised_by_its_heading(heading: str, url: str | None) -> None:
    assert parse_archive(heading=heading) == Archive(url, (), (), (Span(3, 3),))


@pytest.mark.parametrize("name", ["往期", "往期回顾与展望", "[往期](u)", "[往期回顾](u) 全部"])
def test_heading_begins_a_section_when_it_is_not_the_archive_heading(name: str) -> None:
    issue = read(TITLE, "", f"## {name}")

    assert issue.archive is None
    assert [section.name for section in issue.sections] == [name]


def test_archive_is_not_listed_as_section() -> None:
    issue = read(TITLE, "## 新闻", "## 往期回顾", "- [2020-06-03](a.md)", "## 往期回顾")

    assert [section.name for section in issue.sections] == ["新闻", "往期回顾"]
    assert issue.entries == ()


@pytest.mark.parametrize("mark", ["-", "*", "  -"])
def test_archive_may_be_a_list(mark: str) -> None:
    found = parse_archive("", f"{mark} [2020-06-03](a.md)", f"{mark} [2020-05-15](https://a.example/b.md)  ")

    assert found.dates == ("2020-06-03", "2020-05-15")
    assert (found.spans, found.blocks) == ((Span(3, 3), Span(5, 5), Span(6, 6)), ())


def test_archive_table_may_have_rows_of_any_length() -> None:
    found = parse_archive(
        "| 2 | 0 | 2 | 0 |", "|:-:|:-:|:-:|:-:|", "| - | [2020-06-03](a) | [2020-05-15](b) | |", "| [2019-03-31](c) |"
    )

    assert found.dates == ("2020-06-03", "2020-05-15", "2019-03-31")
    assert (found.spans, found.blocks) == (tuple(Span(line, line) for line in range(3, 8)), ())


def test_archive_keeps_other_blocks() -> None:
    found = parse_archive("文", "- [2020-06-03](a.md)", "- 甲", "", "```", "| x |", "```", "乙")

    assert get_blocks(found) == ["文", ("list", "- 甲"), ("code", "```\n| x |\n```"), "乙"]
    assert found.spans == (Span(3, 3), Span(5, 5))


# --- the trailer ------------------------------------------------------------------------------


@pytest.mark.parametrize("picture", ["![wechat_qrcode](../a.jpg)", "  ![二维码](../a.jpg)  ", "![](../a.jpg?qrcode)"])
def test_trailer_finds_its_qr_picture(picture: str) -> None:
    assert (parse_trailer(picture).qr or "").partition("?")[0] == "../a.jpg"


def test_trailer_uses_the_first_qr_picture() -> None:
    found = parse_trailer("![qrcode](a.jpg)", "![qrcode](b.jpg)")

    assert (found.qr, found.blocks) == ("a.jpg", ())


def test_trailer_keeps_other_pictures() -> None:
    found = parse_trailer("![图](a.jpg)")

    assert (found.qr, get_blocks(found)) == (None, ["![图](a.jpg)"])


@pytest.mark.parametrize(
    ("line", "label", "value"),
    [
        ("Wechat ID: NeuroMem  ", "Wechat ID", "NeuroMem"),
        ("- WeChat: NeuralTalk", "WeChat", "NeuralTalk"),
        ("* Editor: https://a.example/", "Editor", "https://a.example/"),
        ("  - Project：https://a.example/b", "Project", "https://a.example/b"),
        ("公众号：甲", "公众号", "甲"),
        ("微信号：甲", "微信号", "甲"),
        ("主编: 乙", "主编", "乙"),
        ("项目: 丙", "项目", "丙"),
        ("邮箱: a@a.example", "邮箱", "a@a.example"),
        ("E-mail: a@a.example", "E-mail", "a@a.example"),
        ("Project: [丙](https://a.example/b)", "Project", "https://a.example/b"),
        ("Project: <https://a.example/b>", "Project", "https://a.example/b"),
        ("Project: [丙](https://a.example/b)，欢迎", "Project", "[丙](https://a.example/b)，欢迎"),
    ],
)
def test_trailer_parses_contact_lines(line: str, label: str, value: str) -> None:
    assert parse_trailer(line).contacts == (Contact(label, value), Contact("WeChat", "a"))


@pytest.mark.parametrize(
    "address",
    [
        "http://creativecommons.org/licenses/by-sa/2.0/",
        "https://creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ],
)
@pytest.mark.parametrize("line", ['<a rel="license" href="{}">许可</a>', "[许可]({})", "<{}>", "许可：{}"])
def test_trailer_parses_the_licence(line: str, address: str) -> None:
    found = parse_trailer(line.format(address))

    assert (found.licence_url, found.blocks) == (address, ())


def test_trailer_uses_the_first_licence() -> None:
    assert parse_trailer(LICENCE, "https://creativecommons.org/licenses/by/4.0/").licence_url == (
        "http://creativecommons.org/licenses/by-sa/4.0/"
    )


def test_trailer_keeps_the_text_of_an_unknown_licence() -> None:
    line = "本刊采用 https://creativecommons.org/licenses/by/3.0/cn/ 许可"

    found = parse_trailer(line)

    assert found.licence_url == "https://creativecommons.org/licenses/by/3.0/cn/"
    assert get_blocks(found) == [line]


@pytest.mark.parametrize("note", ["> 往期回顾：见菜单", "> 注：见原文", ">注: 见原文"])
def test_trailer_owns_its_repeated_notes(note: str) -> None:
    assert parse_trailer(note, "- Editor: 甲").blocks == ()


def test_trailer_keeps_other_blocks() -> None:
    found = parse_trailer(
        "文", "----", "> 引", "", "- 甲", "", "```", "Editor: 乙", "----", "```", "<!-- ", "Editor: 乙 -->"
    )

    assert get_blocks(found) == [
        "文",
        ("quote", "> 引"),
        ("list", "- 甲"),
        ("code", "```\nEditor: 乙\n----\n```"),
        ("html", "<!-- \nEditor: 乙 -->"),
    ]
    assert found.contacts == (Contact("WeChat", "a"),)


def test_trailer_has_a_span_per_recognised_line() -> None:
    assert parse_trailer("", "![qrcode](a.jpg)", "> 注：见原文", "- Editor: 乙", "文", "----", LICENCE).spans == tuple(
        Span(line, line) for line in (3, 5, 6, 7, 9, 10, 11)
    )


def test_trailer_begins_at_a_rule_right_below_text() -> None:
    found = read(TITLE, "", "文", "----", "WeChat: a").trailer

    assert found is not None
    assert [contact.value for contact in found.contacts] == ["a"]


def test_trailer_keeps_a_licence_line_with_more_text() -> None:
    found = parse_trailer(f"图片归原作者，文字采用{LICENCE}。")

    assert found.licence_url == "http://creativecommons.org/licenses/by-sa/4.0/"
    assert get_blocks(found) == [f"图片归原作者，文字采用{LICENCE}。"]


def test_trailer_keeps_a_note_with_news() -> None:
    assert get_blocks(parse_trailer("> 注：下期停更两周")) == [("note", "注：下期停更两周")]
