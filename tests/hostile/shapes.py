"""Shapes of hostile text: each a function from a size in bytes to a text of about that size."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

Shape = Callable[[int], str]
"""Bytes wanted to text."""

ADDRESS = "https://a.example/"
LINE = 512
"""Enough of a shape to see whether it is one line."""
TITLE = "# 简报 (2020-06-17)\n\n"
SECTION = f"{TITLE}## 新闻\n\n"
ENTRY = f"{SECTION}- [题]({ADDRESS})\n摘要："
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
BLANKS = {"space": " ", "tab": "\t", "newline": "\n", "wide space": "\u3000", "no-break space": "\u00a0"}
WIDE = "，。：；！？、（）「」【】《》…—｜丨～％＃＊＿"


def measure(text: str) -> int:
    return len(text.encode())


# --- how a shape grows ----------------------------------------------------------------------------


def repeat(unit: str, before: str = "", after: str = "") -> Shape:
    """One unit, over and over."""
    return lambda size: before + unit * max(1, (size - measure(before + after)) // measure(unit)) + after


def enclose(opening: str, closing: str, inner: str = "b", before: str = "") -> Shape:
    """As many openings as closings, a word between them."""

    def write(size: int) -> str:
        depth = max(1, (size - measure(before + inner)) // measure(opening + closing))
        return before + opening * depth + inner + closing * depth

    return write


def follow(first: str, second: str, between: str = "", before: str = "") -> Shape:
    """Half of the one, then half of the other."""
    return enclose(first, second, between, before)


def number(line: str, before: str = "", after: str = "") -> Shape:
    """One line, over and over, with its number for each `{}`."""

    def write(size: int) -> str:
        parts, left = [before], size - measure(before + after)
        for i in count():
            parts.append(line.replace("{}", str(i)))
            left -= measure(parts[-1])
            if left <= 0:
                return "".join(parts) + after
        raise AssertionError

    return write


def climb(line: Callable[[int], str], before: str = "") -> Shape:
    """Lines, each a step more than the one above it."""

    def write(size: int) -> str:
        parts, left = [before], size - measure(before)
        for i in count(1):
            parts.append(line(i))
            left -= measure(parts[-1])
            if left <= 0:
                return "".join(parts)
        raise AssertionError

    return write


def call_twice(make: Callable[[str], Shape], *halves: str) -> Shape:
    """Shapes of half the size one after the other."""
    return lambda size: "".join(make(half)(size // len(halves)) for half in halves)


def write_table(columns: int, rows: int, row: str = "|\n") -> str:
    """Return a table with a full head; without a number of rows there are as many as columns."""
    return "|a" * columns + "|\n" + "|-" * columns + "|\n" + row * (rows or columns)


# --- what Markdown parsers are known to stumble over ----------------------------------------------

PATHOLOGICAL: dict[str, Shape] = {
    "nested strong emphasis": enclose("*a **a ", " a** a*"),
    "emphasis closers without opener": repeat("a_ "),
    "emphasis openers without closer": repeat("_a "),
    "strong closers without opener": repeat("a** "),
    "strong openers without closer": repeat("**a "),
    "link closers without opener": repeat("a]"),
    "link openers without closer": repeat("[a"),
    "mismatched openers and closers": repeat("*a_ "),
    "mismatched openers and closers, of three": repeat("*a_b__c***"),
    "openers and closers by three": repeat("c* ", "a**b"),
    "link openers and emphasis closers": repeat("[ a_"),
    "bracket, parenthesis, link": repeat("[ (]("),
    "pictures of empty links": repeat("![[]()"),
    "emphasis across links": repeat("**x [a*b**c*](d) "),
    "nested brackets": enclose("[", "]", "a"),
    "nested block quotes": repeat("> ", after="a"),
    "nested block quotes, tight": repeat(">", after="a"),
    "nested lists": climb(lambda i: "  " * i + "* a\n"),
    "nested lists on one line": repeat("- ", after="x"),
    "numbered lists on one line": repeat("1. ", after="x"),
    "NUL": repeat("abc\0de\0"),
    "backtick runs": climb(lambda i: "e" + "`" * i),
    "backtick runs that shrink": lambda size: " ".join("`" * i for i in range(int((2 * size) ** 0.5), 0, -1)),
    "unclosed links": repeat("[a](<b"),
    "unclosed links, bare": repeat("[a](b"),
    "unclosed link titles": repeat('[a](b "c'),
    "unclosed link titles, blanks": repeat(" ", '[a](b "', "x"),
    "unclosed comments": repeat("<!--", "</"),
    "unclosed comments, text between": repeat("a <!-- b "),
    "unclosed comment ends": repeat("<!-- --", "a "),
    "unclosed instructions": repeat("<?", "</"),
    "unclosed declarations": repeat("<!A ", "</"),
    "unclosed CDATA": repeat("<![CDATA[", "</"),
    "empty lines in nested lists": follow("- ", "\n", "x"),
    "empty lines in nested lists in a quote": follow("- ", ">\n", "x\n", before="> "),
    "emphasis in a deep quote": follow(">", "a*"),
    "definitions and references": lambda size: number("[{}]: u\n", after="\n")(size * 3 // 4) + "[0] " * (size // 16),
    "definitions of one name": repeat(f"[a]: {ADDRESS}\n", after="\n[a]\n"),
    "definitions that are none": repeat("[a]:\n"),
    "definitions with open titles": repeat("[a]: b 'c\n"),
    "references to nothing": repeat("[a][b] "),
    "references, collapsed and shortcut": repeat("[a][] [a] ", f"[a]: {ADDRESS}\n\n"),
    "closers that cross": follow("*a ", "_a*_ "),
    "closers that cross, strong": follow("**a ", "__a**__ "),
    "delimiter runs of all lengths": climb(lambda i: "*" * i + "a_" * (i % 3)),
    "strikes without closer": repeat("~~a "),
    "strikes, single": repeat("~a~~ "),
    "table heads without rule": repeat("| a |\n"),
    "table heads and rules": repeat("| a |\n|---|\n"),
    "table rules alone": repeat("|---|\n"),
    "carriage-return tables": repeat("aaa\nbbb\n-\v\n"),
}

# --- floods -----------------------------------------------------------------------------------------

FLOODS: dict[str, Shape] = {
    **{f"flood of {char}": repeat(char) for char in PUNCTUATION},
    **{f"flood of {char} and letters": repeat(f"a{char}") for char in PUNCTUATION},
    **{f"flood of {char} and blanks": repeat(f"{char} ") for char in PUNCTUATION},
    **{f"lines of {char}": repeat(f"{char}\n") for char in PUNCTUATION},
    **{f"flood of {name}": repeat(char, "a", "b") for name, char in BLANKS.items()},
    **{f"flood of {char}": repeat(char) for char in WIDE},
    "flood of letters": repeat("a"),
    "flood of characters": repeat("文"),
    "flood of emoji": repeat("👩\u200d👩\u200d👧"),
    "flood of accents": repeat("e\u0301\u0302"),
    "flood of zero-width spaces": repeat("\u200b", "a", "b"),
    "flood of escapes": repeat("\\*\\["),
    "flood of entities": repeat("&amp;"),
    "flood of numeric entities": repeat("&#x4e2d;"),
    "flood of entities that are none": repeat("&a"),
    "flood of hard breaks": repeat("a  \n"),
    "flood of headings without a space": repeat("##a\n"),
    "flood of tags": repeat("#甲/"),
    "flood of links in wide brackets": repeat("[a]（./b"),
    "flood of addresses before wide commas": repeat("https://a.cn，"),
    "flood of tags behind code": repeat("`<b>`\n<b>"),
    "flood of open fences": repeat("```a\n"),
    "flood of typed bullets": repeat("·甲\n"),
    "flood of backslash breaks": repeat("a\\\n"),
    "flood of one-letter lines": repeat("a\n"),
    "flood of one-letter paragraphs": repeat("a\n\n"),
    "flood of blank lines with blanks": repeat(" \t\n", "a\n", "b"),
    "flood of strong words": repeat("**粗** "),
    "flood of strong words, tight": repeat("**粗。**后"),
    "flood of code words": repeat("`a` "),
    "flood of code words, unclosed": repeat("``a` "),
    "flood of lone control characters": repeat("a\x01\x1f"),
}

# --- blocks -----------------------------------------------------------------------------------------

BLOCKS: dict[str, Shape] = {
    "title with blanks": repeat(" ", "# a", "b"),
    "heading with blanks": repeat(" ", "文\n\n### a", "b\n"),
    "heading with tabs": repeat("\t", "文\n\n### a", "b\n"),
    "heading with blanks in a list": repeat(" ", "- ### a", "b\n"),
    "heading with blanks in a quote": repeat(" ", "> ### a", "b\n"),
    "heading with blanks and hashes": repeat(" #", "文\n\n### a", "b\n"),
    "heading with hashes": repeat("#", "## a ", " b"),
    "heading with hashes and blanks": repeat("# ", "## a ", "b"),
    "heading of blanks": repeat(" ", "# "),
    "headings": repeat("## a\n"),
    "headings of every level": number("# a{}\n## b\n### c\n#### d\n##### e\n###### f\n"),
    "headings, empty": repeat("#\n"),
    "headings with emphasis": repeat("*a **b", "## "),
    "setext, one underline": repeat("a\n", after="==="),
    "setext, all": repeat("a\n===\n"),
    "setext, long underline": repeat("=", "a\n"),
    "setext, underline and blanks": repeat(" ", "a\n=", "b"),
    "rules": repeat("---\n"),
    "rule, long": repeat("- "),
    "rule that is none": repeat("* ", after="a"),
    "rule that is none, tight": repeat("_", after="a"),
    "fences that never close": repeat("```\n", "````\n"),
    "fences with longer ones": climb(lambda i: "`" * (i + 2) + "\n"),
    "fences, each in a list": repeat("- ```\n"),
    "fences, each in a quote": repeat("> ```\n"),
    "fences of tildes": repeat("~~~ a\n"),
    "fence, long": repeat("`", after="\na\n"),
    "fence with a long word": repeat("a", "```", "\nb\n```\n"),
    "indented code": repeat("    a\n"),
    "indented code and blank lines": repeat("    a\n\n"),
    "quotes": repeat("> a\n"),
    "quotes and lazy lines": repeat("> a\nb\n"),
    "quotes and blank lines": repeat("> a\n\n"),
    "quotes, each deeper": climb(lambda i: ">" * i + " a\n"),
    "quotes and lists by turns": repeat("> - ", after="a"),
    "lists": repeat("- a\n"),
    "lists, loose": repeat("- a\n\n"),
    "lists, empty": repeat("-\n"),
    "lists with changing marks": repeat("- a\n+ b\n* c\n"),
    "lists with changing numbers": number("{}. a\n"),
    "lists with paragraphs": repeat("- a\n\n  b\n\n"),
    "lists with code": repeat("- a\n\n      b\n"),
    "lists of tasks": repeat("- [ ] a\n- [x] b\n"),
    "lists, each deeper by four": climb(lambda i: "    " * i + "- a\n"),
    "lists down and up": climb(lambda i: "  " * (i % 40) + "- a\n"),
    "lists and lazy lines": repeat("a\n", "- b\n"),
    "lists with long numbers": repeat("123456789. a\n"),
    "table head of pipes without rule": repeat("|", after="\nb\n"),
    "table head of cells without rule": repeat("a|", after="\nb\n"),
    "table head of colons without rule": repeat(":-:|", after="\nb\n"),
    "table head of escaped pipes without rule": repeat("\\|", after="\nb\n"),
    "table, wide": lambda size: "|".join("a" * (size // 4)) + "\n" + "|".join("-" * (size // 4)) + "\n",
    "table, wide and short of cells": lambda size: write_table(size // 8, size // 4),
    "table, square and short of cells": lambda size: write_table(int(size**0.5), size // 2),
    "table, long": repeat("| a | b |\n", "| a | b |\n|---|---|\n"),
    "table, square": lambda size: write_table(int((size / 2) ** 0.5), 0, "|a" * int((size / 2) ** 0.5) + "|\n"),
    "table, ragged": climb(lambda i: "|" * (i % 99) + "a|\n", "| a | b |\n|---|---|\n"),
    "table, one long row": repeat("a|", "| a |\n|---|\n|"),
    "table of escaped pipes": repeat("\\|", "| a |\n|---|\n|", "|"),
    "table of backslashes": repeat("\\", "| a |\n|---|\n|", "|"),
    "table rule with blanks": repeat(" ", "| a |\n|---", "b|"),
    "table rule with blanks between": repeat(" |", "| a |\n|---|", "b\n"),
    "table rule of hyphens": repeat("-", "| a |\n|", "b\n"),
    "table rule with colons": repeat(":-:|", "a|\n"),
    "table cells of emphasis": repeat("| *a **b |\n", "| a |\n|---|\n"),
    "tables in lists": repeat("- | a |\n  |---|\n"),
    "footnotes": number("[^{}]: a\n"),
    "footnotes used": number("[^{}] "),
    "definitions": number("[{}]: https://a.example/{}\n"),
    "definitions with titles": number('[{}]: https://a.example/{} "t"\n'),
    "definition with a long name": repeat("a", "[", f"]: {ADDRESS}\n"),
    "definition with open brackets": repeat("[", after=f"]: {ADDRESS}\n"),
}

# --- links, pictures, addresses -------------------------------------------------------------------

LINKS: dict[str, Shape] = {
    "links": number("[a](https://a.example/{}) "),
    "links to one address": repeat(f"[a]({ADDRESS}) "),
    "links, one a line": number("[a](https://a.example/{})\n"),
    "links in links": enclose("[", f"]({ADDRESS})", "a"),
    "links of WeChat": number("[a](https://mp.weixin.qq.com/s/{}) "),
    "links to nothing": repeat("[a]() "),
    "links to script": repeat("[a](javascript:alert) "),
    "links with titles": repeat("[a](b 'c') "),
    "links with angles": repeat("[a](<b>) "),
    "link with a long title": repeat("a ", f'[a]({ADDRESS} "', '")'),
    "link with a long text": repeat("文", "[", f"]({ADDRESS})"),
    "link with a long address": repeat("a", f"[a]({ADDRESS}", ")"),
    "link with escapes": repeat("%41", f"[a]({ADDRESS}", ")"),
    "link with broken escapes": repeat("%", f"[a]({ADDRESS}", ")"),
    "link with Chinese escapes": repeat("%E4%B8%AD", f"[a]({ADDRESS}", ")"),
    "link with parentheses": enclose("(", ")", "b", before=f"[a]({ADDRESS}"),
    "link with open parentheses": repeat("(", f"[a]({ADDRESS}", ")"),
    "link with backslashes": repeat("\\", f"[a]({ADDRESS}", ")"),
    "link with blanks before its end": repeat(" ", f"[a]({ADDRESS}", ")"),
    "link with line ends": repeat("\n", f"[a]({ADDRESS}", ")"),
    "links to many hosts": number("[a](https://h{}.example/) "),
    "links with a long host": repeat("a.", "[a](https://", "example)"),
    "links with brackets for a host": repeat("[a](http://[) "),
    "addresses": number("https://a.example/{} "),
    "addresses, each bare in Chinese": repeat("见https://a.example/，"),
    "address, long": repeat("a", ADDRESS),
    "address with closing marks": repeat(")", ADDRESS),
    "address with brackets and marks": repeat(").]*", ADDRESS),
    "address with opening marks": follow("(", ")", before=ADDRESS),
    "address of schemes": repeat("http://"),
    "address of schemes, slashes apart": repeat("http:// "),
    "autolinks": repeat(f"<{ADDRESS}> "),
    "autolinks, unclosed": repeat("<https://a "),
    "autolinks of mail": repeat("<a@a.example> "),
    "mail, long": repeat("a@"),
    "mail, dots": repeat("a.", after="@a.example"),
    "mail in angles, unclosed": repeat("<a@a"),
    "pictures": repeat("![a](https://a.example/a.png) "),
    "pictures, one a line": number("![a](https://a.example/{}.png)\n\n"),
    "pictures, missing": number("![a](a{}.png) "),
    "pictures of one missing file": repeat("![a](a.png) "),
    "pictures, unclosed": repeat("![]("),
    "pictures, unclosed text": repeat("!["),
    "pictures in pictures": enclose("![", "](a.png)", "a"),
    "picture of data": repeat("A", "![a](data:image/png;base64,", ")"),
    "picture of data, not base64": repeat("%00", "![a](data:text/html,", ")"),
    "pictures of data": repeat("![a](data:image/png;base64,AAAA) "),
    "picture with a long name": repeat("a", "![a](", ".png)"),
    "picture up the folders": repeat("../", "![a](", "a.png)"),
    "picture with a long text": repeat("a ", "![", "](https://a.example/a.png)"),
    "picture with a long caption": repeat("a ", '![a](https://a.example/a.png "', '")'),
}

# --- what CommonMark does not know ------------------------------------------------------------------

MATH = "---\nmath: true\n---\n"
BEYOND: dict[str, Shape] = {
    "footnotes and references": lambda size: call_twice(number, "[^{}] ", "\n\n[^{}]: a\n")(size),
    "footnotes of footnotes": number("[^{}]: [^{}] a\n", "[^0]\n\n"),
    "footnotes of one key": repeat("[^a]: b\n", "[^a]\n\n"),
    "footnotes with long keys": repeat("[^" + "a" * 90 + "] "),
    "footnotes, unclosed": repeat("[^a"),
    "footnote with many lines": repeat("    a\n", "[^a]\n\n[^a]: b\n"),
    "footnote of many paragraphs": repeat("\n    a\n", "[^a]\n\n[^a]: b\n"),
    "footnote above blank lines": repeat("\n", "[^a]: b\n", "    c"),
    "footnotes behind tabs": repeat("\t[^a]: b\n", "[^a]\n\n- c\n"),
    "footnotes above lines of text": repeat("[^a]: b\nc\n"),
    "addresses below their labels": repeat("[a]:\n/b\n"),
    "rows of dashes": repeat("|---|\n", "| a |\n"),
    "code left open in quotations": repeat("> ```\nb\n"),
    "targets of links": repeat('<a id="a"></a>\n'),
    "footnote of many links": repeat(f"[a]({ADDRESS}) ", "a[^a]\n\n[^a]: "),
    "one footnote, often": repeat("[^a]", after="\n\n[^a]: b\n"),
    "alerts": repeat("> [!NOTE]\n> a\n\n"),
    "alerts in alerts": climb(lambda i: "> " * (i % 30) + "[!NOTE]\n"),
    "alert with a long title": repeat("a", "> [!NOTE] "),
    "alerts that are none": repeat("> [!"),
    "containers": repeat("::: tip\na\n:::\n"),
    "containers, unclosed": repeat("::: tip\n"),
    "containers, unclosed, in a list": repeat("- ::: tip\n"),
    "containers, unclosed, in quotes": climb(lambda i: "> " * (i % 30) + "::: tip\n"),
    "containers in containers": enclose("::: tip\n", ":::\n", "a\n"),
    "containers, each in a list": climb(lambda i: "  " * (i % 20) + "- ::: tip\n"),
    "containers that only close": repeat(":::\n"),
    "containers of fences": repeat("::: tip\n```\n"),
    "containers with unknown names": number("::: a{}\nb\n:::\n"),
    "container with a long name": repeat("a", "::: ", "\nb\n:::\n"),
    "container with colons": repeat(":", after=" tip\na\n:::\n"),
    "comparisons": repeat("::: compare a|b\nc\n+++\nd\n:::\n"),
    "comparison of many halves": repeat("+++\n", "::: compare\n", ":::\n"),
    "terms": repeat("a\n: b\n"),
    "terms, loose": repeat("a\n\n: b\n\n"),
    "terms of terms": climb(lambda i: "  " * (i % 30) + "a\n" + "  " * (i % 30) + ": b\n"),
    "terms on one line": repeat(": ", "a\n", "b"),
    "terms in quotes and lists": repeat("> - a\n>   : b\n"),
    "term of many meanings": repeat(": b\n", "a\n"),
    "marks": repeat("==a=="),
    "marks, unclosed": repeat("==a "),
    "marks in marks": enclose("==a ", " a==", "b"),
    "raised and lowered": repeat("a^2^b~i~"),
    "raised, unclosed": repeat("a^2"),
    "lowered, unclosed": repeat("a~i"),
    "readings": repeat("[文]{a}"),
    "readings, unclosed": repeat("[文]{a"),
    "readings of many parts": lambda size: f"[{'文|' * (size // 8)}]{{{'a|' * (size // 8)}}}",
    "short codes": repeat(":tada: "),
    "short codes, tight": repeat(":tada:"),
    "short codes that nobody knows": number(":a{}: "),
    "HTML's readings": repeat("<ruby>文<rt>a</rt></ruby>"),
    "HTML's readings, unclosed": repeat("<ruby><rt>"),
    "tables of contents": repeat("[TOC]\n\n", after="## a\n"),
    "table of contents of many": number("## a{}\n### b\n", "[TOC]\n\n"),
    "pictures with widths": repeat("![a](a.png =9x9)\n\n"),
    "pictures with widths, unclosed": repeat("![a](a.png =9"),
    "pictures with titles and widths, unclosed": repeat('![a](a.png "b'),
    "pictures side by side": repeat("![a](https://a.example/a.png)"),
    "picture with many bars": repeat("|", "![a", "9](https://a.example/a.png)"),
    "code in colour": lambda size: call_twice(repeat, *["```c\nint a;\n```\n"] * 2)(size),
    "code in one language, short": repeat("(", "```python\n", "\n```\n"),
    **{
        f"code in {language}, {name}": repeat(unit, f"```{language}\n", "\n```\n")
        for language in ("bash", "c", "cpp", "html", "javascript", "make", "perl", "python", "ruby", "verilog", "yaml")
        for name, unit in (("brackets", "("), ("quotes", "'\""), ("letters", "a"), ("heredocs", "<<a "))
    },
    "code, its words": repeat("numbers ", "```c ", "\na\n```\n"),
    "formulas": repeat("$x^2$ ", MATH),
    "formulas, drawn": number("$\\frac{{}}{b}$ ", MATH),
    "formulas, unclosed": repeat("$a ", MATH),
    "formulas, escaped": repeat("$\\", MATH),
    "formulas of two, unclosed": repeat("$$a\n\n", MATH),
    "formulas of dollars": repeat("$", MATH),
    "formula, long": repeat("x+", f"{MATH}$", "$"),
    "formula, deep": lambda size: f"{MATH}$${'{' * (size // 4)}x{'}' * (size // 4)}$$",
    "formulas, deep": repeat("$" + "\\sqrt{" * 25 + "x" + "}" * 25 + "$ ", MATH),
    "formulas on lines of their own": repeat("$$\nx\n$$\n", MATH),
    "formula lines, unclosed": repeat("$$\na\n", MATH),
    "formulas that may be": repeat("$x^2$ $5 $a "),
    "formulas in brackets": repeat("\\(\\hat x\\) ", MATH),
    "formulas in brackets, unclosed": repeat("\\(a ", MATH),
    "formulas in square brackets, unclosed": repeat("\\[a ", MATH),
    "formula in square brackets, long": repeat("a ", f"{MATH}\\["),
    "formula in square brackets, escaped": repeat("\\a", f"{MATH}\\["),
    "formula lines in square brackets, unclosed": repeat("\\[\na\n", MATH),
    "formula lines with words, unclosed": repeat("$$a\n", MATH),
    "formulas of Chinese words": number("$\\frac{{}}{\\text{甲}}$ ", MATH),
    "diagrams": repeat("```mermaid\na\n```\n"),
}

# --- raw HTML ---------------------------------------------------------------------------------------

HTML: dict[str, Shape] = {
    **{f"nested <{tag}>": enclose(f"<{tag}>", f"</{tag}>", "a") for tag in ("div", "span", "b", "a", "table", "ul")},
    **{
        f"nested <{tag}> in text": enclose(f"<{tag}>", f"</{tag}>", "a", before="文 ")
        for tag in ("div", "span", "font")
    },
    **{
        f"unclosed <{tag}>": repeat(f"<{tag}>")
        for tag in ("div", "span", "p", "li", "td", "font", "script", "style", "title", "textarea", "svg", "select")
    },
    **{
        f"unclosed <{tag}>, one a line": repeat(f"<{tag}>\n")
        for tag in ("div", "pre", "script", "style", "table", "font", "br", "!--", "?", "x")
    },
    **{f"unclosed <{tag}>, one a paragraph": repeat(f"<{tag}>\n\n") for tag in ("div", "pre", "span", "b", "details")},
    "closing tags without opening": repeat("</div>"),
    "closing tags without opening, in text": repeat("文</b>"),
    "misnested tags": repeat("<b><i></b></i>"),
    "misnested formatting": follow("<b><i>", "<p></b>"),
    "nested <div>, one a line": enclose("<div>\n", "</div>\n", "a\n"),
    "nested <div>, each indented": climb(lambda i: " " * (i % 4) + "<div>\n"),
    "comments": repeat("<!-- a -->"),
    "comments, one a line": repeat("<!-- a -->\n"),
    "comments, one a line and open": repeat("a <!--\n"),
    "comment of dashes": repeat("-", "<!--", "-->"),
    "comment, long": repeat("a\n", "<!--\n", "-->\n"),
    "comment ends": repeat("-->"),
    "CDATA": repeat("<![CDATA[a]]>"),
    "instructions": repeat("<?a?>"),
    "declarations": repeat("<!A>"),
    "tags with one attribute": repeat("<b a=1>"),
    "tag with many attributes": number(" a{}=1", "<b", ">a</b>"),
    "tag with one attribute many times": repeat(" a", "<b", ">a</b>"),
    "tag with a long attribute": repeat("a", '<b a="', '">b</b>'),
    "tag with an open attribute": repeat("a", '<b a="', ">b</b>"),
    "tag with blanks": repeat(" ", "<b", ">a</b>"),
    "tag with open blanks": repeat(" ", "<b"),
    "tag with line ends": repeat("\n ", "<b", "a=1>c</b>"),
    "tag with quotes": repeat("\"'", "<b a=", ">"),
    "tag with equals": repeat("= ", "<b a", ">"),
    "tag with classes": repeat(" class=a", "<b", ">a</b>"),
    "tag with a long name": repeat("a", "<", ">"),
    "tag with a long style": repeat("color:red;", '<b style="', '">a</b>'),
    "angle and letter": repeat("<a "),
    "angle and slash": repeat("</"),
    "angle, letter, quote": repeat('<a b="'),
    "angle and bang": repeat("<!"),
    "colours": repeat('<font color="red">a</font>'),
    "colours, one a line": repeat('<font color="#ff0000">注：甲</font>\n'),
    "colours, unclosed": repeat("<font>注："),
    "colour note, open": repeat("a ", "<font>注："),
    "colour note with blanks": repeat(" ", "<font>", "注：a</font>"),
    "anchors in anchors": enclose(f'<a href="{ADDRESS}">', "</a>", "a"),
    "anchors, unclosed": repeat(f'<a href="{ADDRESS}">a '),
    "anchors with script": repeat('<a href="javascript:a">a</a>'),
    "pictures, raw": repeat('<img src="https://a.example/a.png">'),
    "pictures, raw and missing": number('<img src="a{}.png">'),
    "picture, raw, with handlers": repeat(' onerror="alert()"', "<img src=a.png", ">"),
    "script, long": repeat("a()\n", "<script>\n", "</script>\n"),
    "scripts": repeat("<script>a</script>"),
    "styles": repeat("<style>a</style>"),
    "tables, raw": repeat("<table><tr><td>a</td></tr></table>"),
    "table, raw and long": repeat("<tr><td>a</td></tr>", "<table>", "</table>"),
    "table, raw and without rows": repeat("<td>a", "<table>"),
    "spans of cells": repeat('<td colspan="1000">a</td>', "<table><tr>", "</tr></table>"),
    "selects": enclose("<select><option>", "</option></select>", "a"),
    "frames": repeat("<iframe src=a></iframe>"),
    "formulas": enclose("<math><mi>", "</mi></math>", "a"),
    "drawings": enclose("<svg><g>", "</g></svg>", "a"),
    "lists, raw": enclose("<ul><li>", "</li></ul>", "a"),
    "quotes, raw": enclose("<blockquote>", "</blockquote>", "a"),
    "entities in attributes": repeat("&amp;", '<a href="https://a.example/?', '">a</a>'),
    "words in angles": repeat("vector<int> "),
    "words in angles, nested": enclose("vector<", ">", "int"),
    "less than": repeat("a<b "),
}

# --- the newsletter's own grammar -------------------------------------------------------------------

NEWSLETTER: dict[str, Shape] = {
    "entries": number("- [t](https://a.example/{})\n", SECTION),
    "entries with a summary": number("- [t](https://a.example/{})\n摘要：甲\n\n", SECTION),
    "entries to one address": repeat("- [t](u)\n", SECTION),
    "entries without address": repeat("- [t]\n", SECTION),
    "entries without link": repeat("- t\n", f"{SECTION}- [t](u)\n"),
    "entries that are open": repeat("- [t\n", SECTION),
    "entries of references": number("- [t][{}]\n", SECTION, f"\n[1]: {ADDRESS}\n"),
    "entries apart": repeat("- [t](u)\n\n\n", SECTION),
    "entries with blank lines": repeat("\n", f"{SECTION}- [t](u)\n", "  a\n"),
    "entry with a flood of blanks": repeat(" ", f"{SECTION}- [t](u)", "x\n"),
    "entry with many tags": repeat("[a] ", f"{SECTION}- ", "[t](u)\n"),
    "entry with open tags": repeat("[a ", f"{SECTION}- ", "[t](u)\n"),
    "entry with blanks in a tag": repeat(" ", f"{SECTION}- [", "a] [t](u)\n"),
    "entry with brackets in its title": enclose("[", "]", "t", before=f"{SECTION}- [t](u) "),
    "entry titled by brackets": lambda size: f"{SECTION}- [{enclose('[', ']', 't')(size - 99)}](u)\n",
    "entry titled by parentheses": lambda size: f"{SECTION}- [{enclose('(', ')', 't')(size - 99)}](u)\n",
    "entry titled by pairs": repeat("[](", f"{SECTION}- ", "\n"),
    "entry titled by pipes": repeat("|", f"{SECTION}- [t", "](u)\n"),
    "entry titled by wide pipes": repeat("丨｜", f"{SECTION}- [t", "](u)\n"),
    "entry titled by pipes and code": repeat("`|", f"{SECTION}- [t", "](u)\n"),
    "entry titled by emphasis": repeat("**", f"{SECTION}- [t", "](u)\n"),
    "entry titled by stars before it": repeat("*", f"{SECTION}- ", "[t](u)\n"),
    "entry titled at length": repeat("文", f"{SECTION}- [", "](u)\n"),
    "entry with a long address": repeat("a", f"{SECTION}- [t]({ADDRESS}", ")\n"),
    "entry with an open address": repeat("a\n", f"{SECTION}- [t](https://a.example/\n"),
    "entry with a link title": repeat("a ", f'{SECTION}- [t](u "', '")\n'),
    "entry with an open link title": repeat('"', f"{SECTION}- [t](u ", ")\n"),
    "entry with a stray address": repeat(f"({ADDRESS})", f"{SECTION}- [t]({ADDRESS})"),
    "entry with nested items": climb(lambda i: "  " * (i % 30) + "- 项\n", f"{SECTION}- [t](u)\n  "),
    "entry with ever deeper items": climb(lambda i: "  " * i + "- 项\n", f"{SECTION}- [t](u)\n"),
    "entry with items": repeat("  - 项\n", f"{SECTION}- [t](u)\n"),
    "entry with numbered items": number("  {}. 项\n", f"{SECTION}- [t](u)\n"),
    "entry with numbers that begin anew": repeat("  1. 项\n  2. 项\n", f"{SECTION}- [t](u)\n"),
    "entry with items by turns": repeat("  - 项\n  1. 项\n", f"{SECTION}- [t](u)\n"),
    "entry with lines": repeat("另起一行\n", ENTRY),
    "entry with lines of one mark": repeat("。\n", ENTRY),
    "entry with open addresses": repeat("[a](\n", ENTRY),
    "entry with open comments": repeat("a <!--\n", ENTRY),
    "entry with open elements": repeat("<div>\n", ENTRY),
    "entry with elements": repeat("<div>\na</div>\n", ENTRY),
    "entry with fences": repeat("```\n", ENTRY),
    "entry with fences in items": repeat("  - ```\n", ENTRY),
    "entry with quotes": repeat("> a\n", ENTRY),
    "entry with tables": repeat("| a |\n|---|\n", ENTRY),
    "entry with headings": repeat("### a\n", ENTRY),
    "entry with rules": repeat("***\n", ENTRY),
    "summaries": repeat("摘要：甲\n", f"{SECTION}- [t](u)\n"),
    "summaries on one line": repeat("摘要：", f"{SECTION}- [t](u)\n"),
    "summary with blanks": repeat(" ", f"{SECTION}- [t](u)\n摘要", "：甲\n"),
    "summary, long": repeat("文字，", ENTRY),
    "summary of strong words": repeat("**粗。**", ENTRY),
    "field labels": repeat(f"a：{ADDRESS}\n", ENTRY),
    "field labels on one line": repeat("a：", ENTRY + "\n"),
    "field labels without value": repeat("a：\n", ENTRY + "\n"),
    "field labels, all different": number("标{}：https://a.example/{}\n", ENTRY + "\n"),
    "field label with blanks": repeat(" ", f"{ENTRY}\n链接", "：甲\n"),
    "field of one link": repeat("[", f"{ENTRY}\n链接：", f"]({ADDRESS})\n"),
    "field of titles": repeat("标题：甲\n", f"{SECTION}- [t](u)\n"),
    "colons": repeat("：", ENTRY),
    "colons and letters": repeat("a：b:", ENTRY),
    "full-width characters": repeat(WIDE, ENTRY),
    "intro": repeat("> 导读：", TITLE),
    "intros": repeat("> 导读：本期3条。\n\n", TITLE),
    "intro, long": repeat("甲；", f"{TITLE}> 导读："),
    "intro of lines": repeat("> 甲\n", f"{TITLE}> 导读：乙\n"),
    "intro of claims": repeat("本期3条", f"{TITLE}> 导读："),
    "intro of blanks": repeat(" ", f"{TITLE}> 导读", "：甲\n"),
    "intro of marks": repeat("「新闻」；", f"{TITLE}> 导读："),
    "intro of open marks": repeat("；「", f"{TITLE}> 导读："),
    "intro of blanks and marks": repeat(" ", f"{TITLE}> 导读：；", "「新闻\n"),
    "claim of digits": repeat("1", f"{TITLE}> 导读：本期", "条\n"),
    "claim of blanks": repeat(" ", f"{TITLE}> 导读：本期", "3条\n"),
    "tagline of stars": repeat("*", TITLE, "\n"),
    "tagline, open": repeat("a", f"{TITLE}**", "\n"),
    "briefs": repeat("- 甲：乙\n", TITLE),
    "briefs without subject": repeat("- 甲\n", TITLE),
    "briefs with dashes": repeat("– 甲：乙\n", TITLE),
    "brief of colons": repeat("甲:", f"{TITLE}- "),
    "brief of blanks": repeat(" ", f"{TITLE}- 甲", "：乙\n"),
    "brief with an open address": repeat("甲\n", f"{TITLE}- [甲](\n"),
    "lead-ins": repeat("甲：\n- 乙\n", TITLE),
    "notes": number("> 注：甲{}\n\n", TITLE),
    "notes in quotes": repeat("> 注：甲\n", TITLE),
    "notes with blanks": repeat(" ", f"{TITLE}> 注", "：甲\n"),
    "sections": repeat("## 节\n", TITLE),
    "sections with a link": repeat("## [节](u)\n", TITLE),
    "sections with an entry": number("## 节{}\n\n- [t](https://a.example/{})\n\n", TITLE),
    "section of brackets": repeat("[", f"{TITLE}## "),
    "section of hashes": repeat("#", f"{TITLE}## a "),
    "titles": repeat(TITLE),
    "title of parentheses": repeat("(", "# ", "\n"),
    "title of dates": repeat("(2020-06-17)", "# ", "\n"),
    "title of half dates": repeat("(2020-06-1", "# ", "\n"),
    "title with blanks": repeat(" ", "# 简报 (2020-06-17)", "：甲\n"),
    "title at length": repeat("文", "# 简报 (2020-06-17)：", "\n"),
    "title of links": repeat("[a](b", "# 简报 (2020-06-17)：", "\n"),
    "title of parentheses in links": repeat("[a](b(c)", "# 简报 (2020-06-17)：", "\n"),
    "title of angles": repeat("<a", "# 简报 (2020-06-17)：", "\n"),
    "archive table": repeat("| [2020-06-03](a.md) |", f"{SECTION}## 往期回顾\n", "\n"),
    "archive rows": repeat("| [2020-06-03](a.md) |\n", f"{SECTION}## 往期回顾\n\n| a |\n|---|\n"),
    "archive items": repeat("- [2020-06-03](a.md)\n", f"{SECTION}## 往期回顾\n"),
    "archive of brackets": repeat("[2020-06-0", f"{SECTION}## 往期回顾\n| "),
    "archives": repeat("## 往期回顾\n", SECTION),
    "archive with open comments": repeat("<!--\n", f"{SECTION}## 往期回顾\n"),
    "archive with other text": repeat("| a |\n文\n", f"{SECTION}## 往期回顾\n"),
    "links to issues": number("[a](2020-06-03.md) ", ENTRY),
    "trailer of contacts": repeat("- Editor: 甲\n", f"{SECTION}----\n\n"),
    "trailer of accounts": repeat("WeChat: 甲\n", f"{SECTION}----\n\n"),
    "trailer of pictures": repeat("![qrcode](../a.jpg)\n", f"{SECTION}----\n\n"),
    "trailer of open pictures": repeat("![qrcode](", f"{SECTION}----\n\n"),
    "trailer of licences": repeat("http://creativecommons.org/licenses/by/4.0/\n", f"{SECTION}----\n\n"),
    "trailer of one long licence": repeat("a", f"{SECTION}----\n\nhttp://creativecommons.org/licenses/", "\n"),
    "trailer of rules": repeat("----\n", f"{SECTION}WeChat: 甲\n"),
    "trailer of rules and contacts": repeat("----\nWeChat: 甲\n", SECTION),
    "trailer of notes": repeat("> 往期回顾：甲\n", f"{SECTION}----\nWeChat: 甲\n"),
    "trailer with other text": repeat("WeChat: 甲\n<div>\n", f"{SECTION}----\n\n"),
    "trailer contact with blanks": repeat(" ", f"{SECTION}----\n- WeChat", ": 甲\n"),
    "trailer of text between": repeat("WeChat: 甲\n\n```\n\n", f"{SECTION}----\n\n"),
}

# --- front matter -----------------------------------------------------------------------------------

FRONT_MATTER: dict[str, Shape] = {
    "front matter of keys": number("k{}: v\n", "---\n", "---\n# 题\n"),
    "front matter of one key": repeat("title: a\n", "---\n", "---\n# 题\n"),
    "front matter, open": repeat("文\n", "---\ntitle: a\n"),
    "front matter of brackets": repeat("[", "---\ntitle: ", "\n---\n# 题\n"),
    "front matter of braces": repeat("{", "---\ntitle: ", "\n---\n# 题\n"),
    "front matter of aliases": number("a{}: &a{} [*a, *a]\n", "---\n", "---\n# 题\n"),
    "front matter with a long value": repeat("a", "---\ntitle: ", "\n---\n# 题\n"),
    "front matter with a long key": repeat("a", "---\n", ": a\n---\n# 题\n"),
    "front matter of quotes": repeat('"', "---\ntitle: ", "\n---\n# 题\n"),
    "front matter of apostrophes": repeat("''", "---\ntitle: '", "x\n---\n# 题\n"),
    "front matter of backslashes": repeat("\\", '---\ntitle: "', "\n---\n# 题\n"),
    "front matter of blanks": repeat(" ", "---\ntitle:", "x\n---\n# 题\n"),
    "front matter of blanks before a comment": repeat(" ", "---\ntitle: a", "x\n---\n# 题\n"),
    "front matter of comments": repeat("# a\n", "---\n", "---\n# 题\n"),
    "front matter of fences": repeat("---\n"),
    "front matter of indents": climb(lambda i: " " * i + "a:\n", "---\n"),
    "front matter of blank lines": repeat("\n", "---\ntitle: a\n", "---\n# 题\n"),
    "front matter fence with blanks": repeat(" ", "---", "x\ntitle: a\n---\n"),
}

# --- mixtures ---------------------------------------------------------------------------------------

MIXED: dict[str, Shape] = {
    "overrides of direction": repeat("a\u202eb\u2066"),
    "tag characters": repeat("a\U000e0041"),
    "noncharacters": repeat("a\ufdd0\ufffe\U0001ffff"),
    "private characters": repeat("a\ue000\U000f0000"),
    "mixed line ends": repeat("a\r\nb\rc\n"),
    "carriage returns": repeat("a\r"),
    "line separators": repeat("a\u2028b\u2029"),
    "form feeds": repeat("a\x0c"),
    "next lines": repeat("a\u0085"),
    "everything at once": repeat("> - [a](b) **c** `d` <b>e</b> https://a.example/ ![f](g.png) &amp; 甲：\n"),
    "everything, half open": repeat("> - [a](b **c `d <b>e https:// ![f](g &amp <!-- 甲：\n"),
    "half open and no line end": repeat("[a](b **c `d <b>e ![f](g <!-- "),
    "keyboard": call_twice(repeat, "*_", "[(", ")]", "<>", "`~", "&;", "#-", "|\n"),
    "quotes, lists and tags": enclose("> - <div>", "</div>", "a"),
    "emphasis and links": enclose("*[", f"]({ADDRESS})*", "a"),
    "emphasis and tags": enclose("*<b>", "</b>*", "a"),
    "emphasis and code": repeat("*a `b* c` "),
    "brackets and code": repeat("[`]`"),
    "brackets and angles": repeat("[<a>"),
    "tables of links": number("| [a](https://a.example/{}) | ![b](c.png) |\n", "| a | b |\n|---|---|\n"),
    "code of everything": repeat("`<b>*a*</b>[a](b)` "),
}

SHAPES: dict[str, Shape] = PATHOLOGICAL | FLOODS | BLOCKS | LINKS | BEYOND | HTML | MIXED
"""Shapes that may stand anywhere in an issue."""

# --- picture posts --------------------------------------------------------------------------------

KIND = "---\nkind: cards\n---\n"
CARDS: dict[str, Shape] = {
    "cards of a long heading": repeat("国", f"{KIND}{TITLE}文\n\n## ", "\n\n文\n"),
    "cards of a long title": repeat("国", f"{KIND}{SECTION}- [", f"]({ADDRESS})\n摘要：文\n"),
    "cards of a long source": repeat("国", f"{KIND}{SECTION}- [题 | ", f"]({ADDRESS})\n摘要：文\n"),
    "cards of a long intro": repeat("国", f"{KIND}{TITLE}> 导读：", f"\n\n## 新闻\n\n- [题]({ADDRESS})\n"),
    "cards of a long paragraph": repeat("国", KIND),
    "cards of marks without width": repeat("\u0301", f"{KIND}文\n\na"),
    "cards of paragraphs": repeat("国\n\n", KIND),
    "cards of sections": repeat("## 国\n\n国\n\n", KIND),
    "cards of entries": number("- [国{} | 甲](https://a.example/{})\n摘要：国\n", KIND + SECTION),
    "cards of code and tables": repeat("```\na\n```\n\n|a|\n|-|\n|b|\n\n", KIND),
}

WHOLE: dict[str, Shape] = NEWSLETTER | FRONT_MATTER | CARDS
"""Shapes that are an issue from the first line on."""


# --- where a shape stands ---------------------------------------------------------------------------


def write_summary(shape: Shape) -> Shape:
    """The shape as the summary of a newsletter's entry."""
    return lambda size: f"{ENTRY}{shape(size)}\n"


def write_title(shape: Shape) -> Shape:
    """The shape, which is one line, as the title of a newsletter's entry."""
    return lambda size: f"{SECTION}- [{shape(size).strip()}]({ADDRESS})\n摘要：甲\n"


def write_heading(shape: Shape) -> Shape:
    """The shape, which is one line, as a heading."""
    return lambda size: f"# 题\n\n## {shape(size).strip()}\n"


def find_cases(*, everywhere: bool = True) -> dict[str, Shape]:
    """Return every shape in every place where it makes sense, by name.

    Args:
        everywhere: In titles and headings, too, not only as a file and as a summary.
    """
    places = {"summary": (write_summary, SHAPES)}
    if everywhere:
        lines = {name: shape for name, shape in SHAPES.items() if "\n" not in shape(LINE).strip()}
        places |= {"title": (write_title, lines), "heading": (write_heading, lines)}
    cases = SHAPES | WHOLE
    for place, (write, shapes) in places.items():
        cases |= {f"{name} ({place})": write(shape) for name, shape in shapes.items()}
    return cases
