import pytest

from publish.core.issue import Block, BlockKind, Entry, Span
from tests.samples import TITLE, read, read_entry, read_section, sketch

URL = "https://a.example/"


def get_kinds(*lines: str) -> list[str]:
    return ["entry" if isinstance(part, Entry) else part.kind.value for part in read_section(*lines)]


def parse_entries(*lines: str) -> list[Entry]:
    return [part for part in read_section(*lines) if isinstance(part, Entry)]


def parse_second_entry(line: str) -> Entry:
    """Return the entry of a line below another entry."""
    return parse_entries("- [例](x)", f"- {line}")[1]


# --- first lines -----------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["-", "*", "+", "-  ", "-\t"])
def test_entry_is_an_unindented_list_item(mark: str) -> None:
    entry = read_entry(f"{mark} [题]({URL})  ")

    assert (entry.title, entry.url, entry.flaws) == ("题", URL, ())
    assert entry.span == Span(4, 4)


@pytest.mark.parametrize(
    ("line", "tags", "title"),
    [
        ("[ICLR2020] [题](u)", ("ICLR2020",), "题"),
        ("[ICLR 2020] [题](u)", ("ICLR 2020",), "题"),
        ("[AAAI 2020][题](u)", ("AAAI 2020",), "题"),
        ("[CVPR2021][2104.11487] [题](u)", ("CVPR2021", "2104.11487"), "题"),
        ("[A] [B] [C] [题](u)", ("A", "B", "C"), "题"),
        ("[A]  [题](u)", ("A",), "题"),
        ("[ A ] [题](u)", ("A",), "题"),
        ("[A] 再读 [题](u)", ("A",), "再读 题"),
        ("[ ] [题](u)", (), "[ ] 题"),
        ("再读 [A] [题](u)", (), "再读 [A] 题"),
    ],
)
def test_entry_tags_are_split_from_the_link(line: str, tags: tuple[str, ...], title: str) -> None:
    entry = parse_second_entry(line)

    assert (entry.tags, entry.title, entry.url) == (tags, title, "u")


@pytest.mark.parametrize(
    ("line", "title", "url"),
    [
        ("[题](https://a.example/b_(c))", "题", "https://a.example/b_(c)"),
        ("[题](<https://a.example/b c>)", "题", "https://a.example/b c"),
        ('[题](u "说明")', "题", "u"),
        ("[题](u '说明')", "题", "u"),
        ("[题](u (说明))", "题", "u"),
        ('[题](<u> "说明")', "题", "u"),
        ("[[原文]](u)", "[原文]", "u"),
        (r"[半个\]括号](u)", r"半个\]括号", "u"),
        ("读 [题](u)", "读 题", "u"),
        ("**[题](u)**", "题", "u"),
        ("__[题](u)__", "题", "u"),
        ("*[题](u)*", "题", "u"),
        ("[**题**](u)", "**题**", "u"),
        ("[![图](p.png)](u)", "![图](p.png)", "u"),
        ("![图](p.png) [题](u)", "![图](p.png) 题", "u"),
        ("[ 题 ]( u )", "题", "u"),
        ("[题](a>b)", "题", "a>b"),
        ("[题](<u)", "题", "<u"),
        ("半个] [题](u)", "半个] 题", "u"),
    ],
)
def test_entry_url_is_its_first_link(line: str, title: str, url: str) -> None:
    entry = parse_second_entry(line)

    assert (entry.title, entry.url, entry.extra, entry.flaws) == (title, url, "", ())


@pytest.mark.parametrize(
    ("line", "extra"),
    [
        ("[题](u) [代码](v)", "[代码](v)"),
        ("[题](u) [代码](v) [主页](w)", "[代码](v) [主页](w)"),
        ("[题](u) 附代码", "附代码"),
        ("[题](u)，附代码", "，附代码"),
        ("[题](u 附注)", "附注"),
        ("[题](<u> 附注) 再附", "附注 再附"),
        ("**[题](u) 附注**", "附注**"),
    ],
)
def test_entry_keeps_the_text_behind_its_link(line: str, extra: str) -> None:
    entry = parse_second_entry(line)

    assert (entry.url, entry.extra, entry.flaws) == ("u", extra, ())


@pytest.mark.parametrize(
    ("text", "title", "source"),
    [
        ("题 | 机器之心", "题", "机器之心"),
        ("题｜机器之心", "题", "机器之心"),
        ("题 丨 机器之心", "题", "机器之心"),
        ("题 |  机器之心", "题", "机器之心"),
        ("题| 机器之心", "题", "机器之心"),
        ("KDD 2019 | 题 | 机器之心", "KDD 2019 | 题", "机器之心"),
        ("芯片丨题 | 机器之心", "芯片丨题", "机器之心"),
        ("题", "题", None),
        ("题 |", "题 |", None),
        ("| 机器之心", "| 机器之心", None),
        (r"题 \| 机器之心", r"题 \| 机器之心", None),
        ("题 `a|b`", "题 `a|b`", None),
        ("题 `a|b` | 机器之心", "题 `a|b`", "机器之心"),
        ("题 | `a|b`", "题", "`a|b`"),
        (f"题 | {'源' * 48}", "题", "源" * 48),
        (f"题 | {'源' * 49}", f"题 | {'源' * 49}", None),
    ],
)
def test_entry_source_follows_the_last_separator(text: str, title: str, source: str | None) -> None:
    entry = read_entry(f"- [{text}]({URL})")

    assert (entry.title, entry.source) == (title, source)


def test_separator_in_an_address_splits_no_source() -> None:
    assert read_entry("- [题](https://a.example/b|c)").source is None


# --- broken entries ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "title", "extra", "flaw"),
    [
        ("没有链接", "没有链接", "", "no-link"),
        ("[CVPR2020] 没有链接", "没有链接", "", "no-link"),
        ("没有 [链接] 的", "没有 [链接] 的", "", "no-link"),
        ("没有(u)", "没有(u)", "", "no-link"),
        ("[题]()", "题", "", "empty-url"),
        ("[题]( )", "题", "", "empty-url"),
        ("[题](<>)", "题", "", "empty-url"),
        ("[题]() 附注", "题", "附注", "empty-url"),
        ("[题]() (None)", "题", "(None)", "empty-url"),
        ("[题](<>附注)", "题", "附注", "empty-url"),
        ("[ 题", "题", "", "unclosed-bracket"),
        ("半个](u)", "半个](u)", "", "no-link"),
        ("[ICLR] [题", "题", "", "unclosed-bracket"),
        ("[题]", "题", "", "bracket-without-url"),
        ("[ 题 ]  ", "题", "", "bracket-without-url"),
        ("[题] https://a.example/", "题", "https://a.example/", "bracket-without-url"),
        ("[题](https://a.example/", "题", "(https://a.example/", "bracket-without-url"),
        ("[题]（u）", "题", "（u）", "bracket-without-url"),
        ("[题][无]", "无", "", "bracket-without-url"),
    ],
)
def test_broken_entry_is_kept_with_its_flaw(line: str, title: str, extra: str, flaw: str) -> None:
    entry = parse_second_entry(line)

    assert (entry.title, entry.url, entry.extra, entry.flaws) == (title, None, extra, (flaw,))


@pytest.mark.parametrize("line", ["没有链接 | 源", "[题 | 源", "[题 | 源]", "[题] | 源", "[题 | 源]()"])
def test_broken_entry_keeps_its_source(line: str) -> None:
    assert parse_second_entry(line).source == "源"


@pytest.mark.parametrize("stray", ["(u)", " (u)", "  (u)  "])
def test_repeated_address_is_dropped_and_flagged(stray: str) -> None:
    entry = read_entry(f"- [题](u){stray}")

    assert (entry.title, entry.url, entry.extra, entry.flaws) == ("题", "u", "", ("stray-url",))


def test_different_address_in_brackets_is_kept() -> None:
    entry = read_entry("- [题](u) (v)")

    assert (entry.extra, entry.flaws) == ("(v)", ())


def test_address_wrapped_inside_its_bracket_is_joined() -> None:
    entry = read_entry("- [题 | 源](https://a.example/", "  ) 附注  ", "摘要：文")

    assert (entry.title, entry.source, entry.url, entry.extra) == ("题", "源", URL, "附注")
    assert entry.span == Span(4, 5)
    assert [sketch(part) for part in entry.parts] == [("summary", "文")]


def test_full_stop_on_the_line_below_a_link_stays_there() -> None:
    assert [sketch(part) for part in read_entry("- [题](u)", "。").parts] == ["。"]


# --- reference links ----------------------------------------------------------------------------


@pytest.mark.parametrize("reference", ["[题 | 源][1]", "[题 | 源][ 1 ]", "[ICLR] [题 | 源][1]"])
def test_entry_resolves_a_reference_link(reference: str) -> None:
    [section] = read(TITLE, "## 新闻", f"- {reference}", "摘要：文", "", "[1]: https://a.example/").sections
    [entry] = section.entries

    assert (entry.title, entry.source, entry.url, entry.flaws) == ("题", "源", URL, ())


def test_link_definition_in_code_is_ignored() -> None:
    [entry] = parse_entries("- [题][1]", "", "```", "[1]: https://a.example/", "```")

    assert entry.url is None


def test_collapsed_reference_link_is_resolved() -> None:
    [entry] = parse_entries("- [Docs][]", "", "[ DOCS ]: <https://a.example/> '说明'", "[docs]: https://b.example/")

    assert (entry.title, entry.url) == ("Docs", URL)


# --- which lists are entries, and where they end ----------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        ["- [题](u)"],
        ["- **[题](u)**"],
        ["- [题"],
        ["- 没有链接", "摘要：文"],
        ["- 没有链接", "  摘要: 文"],
        ["文", "", "- 没有链接", "- [题](u)"],
    ],
    ids=["link", "bold link", "open bracket", "summary", "indented summary", "one of several"],
)
def test_list_with_a_link_or_a_summary_holds_entries(lines: list[str]) -> None:
    assert "entry" in get_kinds(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        ["- 甲", "- 乙"],
        ["- 甲 [题](u)"],
        ["- [ ] 要做", "- [x] 做了"],
        ["- 甲", "", "摘要：文"],
        ["-"],
        ["1. [题](u)"],
        ["  - [题](u)"],
        ["-[题](u)"],
        ["```", "- [题](u)", "```"],
        ["<!--", "- [题](u)", "-->"],
        ["- - -"],
    ],
    ids=[
        "plain", "link inside", "tasks", "summary apart", "empty", "numbered", "indented", "no space", "code",
        "comment", "rule",
    ],
)  # fmt: skip
def test_list_without_link_and_summary_is_a_block(lines: list[str]) -> None:
    assert "entry" not in get_kinds(*lines)


def test_all_unindented_items_are_entries_when_one_is() -> None:
    assert get_kinds("- 甲", "- [题](u)", "* 乙", "+ 丙") == ["entry"] * 4


def test_rule_begins_no_entry() -> None:
    assert get_kinds("- [题](u)", "", "- - -", "", "- [题](v)") == ["entry", "rule", "entry"]


def test_plain_markdown_has_no_entries() -> None:
    [section] = read("# 手册", "", "## 链接", "", "- [题](u)", "- [题](v)").sections

    assert section.entries == ()


@pytest.mark.parametrize("sign", ["> 导读：甲", "- [题](u)\n摘要：文"], ids=["intro", "summary"])
def test_newsletter_without_date_is_recognised_by_intro_or_summary(sign: str) -> None:
    above, below = ([sign], []) if sign.startswith(">") else ([], [sign])

    issue = read("\n".join(["# 手册", *above, "## 新闻", *below, "- [题](v)"]))

    assert issue.entries


@pytest.mark.parametrize(
    "lines",
    [["见 [题](u)", "摘要：文"], ["- 题", "摘要：文"], ["- [题](u)", "", "摘要：文"], ["- [题](u)", "文"]],
    ids=["no item", "no link", "blank line", "no summary"],
)
def test_plain_markdown_is_not_recognised_as_newsletter(lines: list[str]) -> None:
    assert read("# 手册", "", "本期3条", "", "## 节", *lines).claimed is None


def test_entry_ends_where_the_next_begins() -> None:
    first, second = parse_entries("- [题](u)", "摘要：甲", "  - 乙", "- [题](v)", "摘要：丙")

    assert [part.span for part in first.parts if isinstance(part, Block)] == [Span(5, 5)]
    assert (len(first.parts), len(second.parts)) == (2, 1)


@pytest.mark.parametrize("blank", ["", "  ", "\t"])
def test_blank_line_ends_an_entry(blank: str) -> None:
    first, then = read_section("- [题](u)", "摘要：甲", blank, "乙")

    assert isinstance(first, Entry)
    assert then == Block(BlockKind.PARAGRAPH, "乙", Span(7, 7))


@pytest.mark.parametrize("line", ["  乙", "\t乙", "    - 乙"])
def test_entry_continues_after_a_blank_line_when_indented(line: str) -> None:
    assert get_kinds("- [题](u)", "", "", line) == ["entry"]


@pytest.mark.parametrize("line", [" 乙", "1. 乙", "```", "<!-- 乙", "> 乙", "| 乙 |"])
def test_entry_ends_at_a_blank_line_before_unindented_text(line: str) -> None:
    assert get_kinds("- [题](u)", "", line)[0:2] != ["entry"]


@pytest.mark.parametrize(
    ("opening", "closing"), [("```", "```"), ("  ~~~", "  ~~~"), ("<!--", "-->"), ("<pre>", "</pre>")]
)
def test_code_block_in_an_entry_is_not_split(opening: str, closing: str) -> None:
    [entry] = parse_entries("- [题](u)", opening, "- [题](v)", "", "码", closing, "乙")

    assert [part.span for part in entry.parts if isinstance(part, Block)] == [Span(5, 9), Span(10, 10)]


def test_block_between_entries_keeps_its_position() -> None:
    assert get_kinds("> 注：甲", "", "- [题](u)", "", "乙", "丙", "- [题](v)", "", "| a |", "|---|", "", "### 丁") == [
        "note", "entry", "paragraph", "paragraph", "entry", "table", "heading",
    ]  # fmt: skip
