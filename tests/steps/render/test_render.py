from __future__ import annotations

import re

import pytest

from publish.core.article import Body, SourceText
from publish.core.exceptions import TimeLimitExceededError
from publish.core.html import Html
from publish.core.picture import PictureUse
from publish.core.problem import Problem, Severity
from publish.steps.parse import parse_issue
from publish.steps.render import render_body
from publish.steps.render.mistune_block_parser import MAX_PADDED_CELLS
from publish.steps.render.mistune_inline_parser import MAX_EMPHASIS_MARKS
from publish.steps.render.mistune_renderer import MarkdownRenderer
from publish.steps.render.references import LinkRules

HEAD = "# 简报 (2020-06-17)\n\n"


def render(text: str) -> Body:
    """Render an issue of the newsletter."""
    return render_body(parse_issue(HEAD + text, "2020-06-17"))


def render_entry(lines: str) -> str:
    """Render one entry of a section and return the HTML inside its card."""
    html = render(f"## 论文\n\n{lines}\n").html
    match = re.search(r'<section class="entry">(.*)</section></section>', html, re.DOTALL)
    assert match
    return match[1]


def text_of(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


# --- an entry ---------------------------------------------------------------------------------


def test_entry_renders_title_source_and_tags() -> None:
    card = render_entry("- [CVPR2020] [动态卷积 | 研究院](https://mp.weixin.qq.com/s/abc)")

    assert card == (
        '<h3 class="title"><a href="https://mp.weixin.qq.com/s/abc">动态卷积</a></h3>'
        '<p class="meta"><span class="source">研究院</span> <span class="tag">CVPR2020</span></p>'
    )


def test_entry_without_source_and_tags_renders_no_meta_line() -> None:
    assert "meta" not in render_entry("- [题](https://mp.weixin.qq.com/s/abc)")


def test_entry_with_an_external_url_is_numbered() -> None:
    body = render("## 论文\n\n- [题 & 目](https://a.example/?a=1&b=2)\n")

    assert '<h3 class="title">题 &amp; 目<sup class="ref">\u00a0[1]</sup></h3>' in body.html
    assert "a.example</span>/?a=1&amp;b=2" in body.references


def test_entry_title_drops_inner_link_when_it_is_linked_itself() -> None:
    card = render_entry("- [**粗**与`码` <https://b.example>](https://mp.weixin.qq.com/s/abc)")

    assert card.startswith(
        '<h3 class="title"><a href="https://mp.weixin.qq.com/s/abc"><strong>粗</strong>与<code>码</code>'
    )
    assert card.count("<a") == 1


def test_entry_title_is_sanitized() -> None:
    body = render("## 论文\n\n- [甲<script>x</script><b>乙](https://a.example)\n摘要：文\n")

    assert "甲<b>乙</b>" in body.html
    assert body.problems == (Problem("html-removed", {"what": "<script>"}, line=5, severity=Severity.WARNING),)


def test_entry_title_renders_pictures() -> None:
    assert render("## 论文\n\n- [题 ![图](a.png)](https://a.example)\n").pictures == (PictureUse("a.png", 5),)


def test_entry_without_link_renders_text() -> None:
    card = render_entry("- [题](https://a.example)\n- 没有链接的条目 **粗**")

    assert '<h3 class="title">没有链接的条目 <strong>粗</strong></h3>' in card


def test_entry_renders_the_text_behind_its_link() -> None:
    card = render_entry("- [题](https://mp.weixin.qq.com/s/abc) 与 [续](https://mp.weixin.qq.com/s/def)")

    assert '<p class="field">与 <a class="link" href="https://mp.weixin.qq.com/s/def">续</a></p>' in card


def test_entry_summary_keeps_each_line_as_a_paragraph() -> None:
    card = render_entry("- [题](https://mp.weixin.qq.com/s/abc)\n摘要：第一段。  \n第二段。\n第三段。")

    assert card.endswith("<p>第一段。</p><p>第二段。</p><p>第三段。</p>")


def test_entry_line_like_a_link_definition_is_rendered() -> None:
    card = render_entry("- [题](https://mp.weixin.qq.com/s/abc)\n摘要：文\n[注]: 见文末")

    assert card.endswith("<p>[注]: 见文末</p>")


def test_entry_field_renders_its_label() -> None:
    card = render_entry("- [题](https://mp.weixin.qq.com/s/abc)\n标题：Lite & Fast\n摘要：文")

    assert '<p class="field"><span class="label">标题：</span>Lite &amp; Fast</p>' in card


@pytest.mark.parametrize(
    "value",
    [
        "https://a.example/x",
        "http://a.example/x/",
        "[论文](https://a.example/x)",
        "[项目地址](https://a.example/x)",
        "[a.example/x](https://a.example/x)",
        "[](https://a.example/x)",
    ],
)
def test_entry_field_that_repeats_the_address_is_left_out(value: str) -> None:
    card = render_entry(f"- [题](https://a.example/x)\n链接：{value}\n摘要：文")

    assert "链接" not in card
    assert card.count("[1]") == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("[English Title](https://a.example/x)", "English Title"),
        ("[The **Lite** `T`](http://a.example/x/)", "The <strong>Lite</strong> <code>T</code>"),
        ("[A & B](https://A.example/x)", "A &amp; B"),
        ("[论文与代码](https://a.example/x)", "论文与代码"),
    ],
)
def test_entry_field_renders_the_text_of_a_link_to_the_entry_url(value: str, text: str) -> None:
    card = render_entry(f"- [题](https://a.example/x)\n标题：{value}\n摘要：文")

    assert f'<p class="field"><span class="label">标题：</span>{text}</p>' in card
    assert card.count("[1]") == 1


def test_entry_field_with_another_address_is_numbered() -> None:
    card = render_entry("- [题](https://mp.weixin.qq.com/s/abc)\n链接：https://a.example/x\n摘要：文")

    value = '<span class="link">a.example/x</span><sup class="ref">\u00a0[1]</sup>'
    assert f'<p class="field"><span class="label">链接：</span>{value}</p>' in card


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("标题：Lite Transformer\n链接：https://a.example/x", "Lite Transformer"),
        ("链接：https://a.example/x", "题"),
        ("论文：https://a.example/x", "题"),
        ("视频：https://a.example/x", "视频 · 题"),
        ("摘要：见 https://a.example/x", "题"),
        ("摘要：见 [代码](https://a.example/x)", "代码 · 题"),
        ("摘要：见 [[报道]](https://a.example/x)", "报道 · 题"),
        ("代码：[代码](https://a.example/x)", "代码 · 题"),
        ("摘要：见 [某文](https://a.example/x)", "某文"),
    ],
)
def test_reference_is_named_after_the_subject_of_its_entry(lines: str, name: str) -> None:
    body = render(f"## 论文\n\n- [题 | 源](https://mp.weixin.qq.com/s/abc)\n{lines}\n")

    assert f"\u00a0{name}<br/>" in body.references


def test_entry_lists_keep_their_position() -> None:
    card = render_entry("- [题](https://mp.weixin.qq.com/s/abc)\n摘要：如下：\n  1. 甲\n     - 乙\n  2. 丙\n\n  后文")

    assert card.endswith("<p>如下：</p><ol><li><p>甲</p><ul><li>乙</li></ul></li><li>丙</li></ol><p>后文</p>")


def test_entry_list_item_shows_its_number_once() -> None:
    lines = (
        "- [题](https://mp.weixin.qq.com/s/abc)\n  1. [甲](https://a.example/x)\n  2. 2、乙，[丙](https://a.example/y)"
    )

    card = render_entry(lines)

    items = (
        '<li><span class="link">甲</span></li><li>乙，<span class="link">丙</span><sup class="ref">\u00a0[2]</sup></li>'
    )
    assert f"<ol>{items}</ol>" in card


def test_entry_list_keeps_its_first_number() -> None:
    assert '<ol start="3"><li>甲</li></ol>' in render_entry("- [题](https://mp.weixin.qq.com/s/abc)\n  3. 甲")


def test_entry_list_item_holds_fields_and_code() -> None:
    lines = "- [题](https://mp.weixin.qq.com/s/abc)\n  - 甲\n     链接：https://a.example/x\n     ```\n     c\n     ```"

    card = render_entry(lines)

    assert '<p class="field"><span class="label">链接：</span><span class="link">a.example/x</span>' in card
    assert '<pre class="scroll"><code>c</code></pre></li></ul>' in card


def test_entry_body_renders_tables_quotes_and_pictures() -> None:
    lines = "- [题](https://mp.weixin.qq.com/s/abc)\n  | 甲 |\n  |---|\n  | 1 |\n  > 引\n  ![图](a.png)"

    card = render_entry(lines)

    assert re.findall(r"<(table|blockquote|figure)>", card) == ["table", "blockquote", "figure"]


# --- outside entries ---------- --------------------------------------------------------------


def test_section_heading_shows_the_number_of_entries() -> None:
    html = render("## 论文\n\n- [甲](https://a.example/a)\n- [乙](https://a.example/b)\n").html

    assert html.startswith('<section class="section"><h2>论文 <span class="count">2 条</span></h2>')


def test_section_without_entries_shows_no_count() -> None:
    assert "count" not in render("## 论文\n\n本期暂无。\n").html


def test_references_are_grouped_under_the_section_name() -> None:
    body = render("## A & [B](https://b.example) [1]\n\n- [题](https://a.example/a)\n")

    assert '<p class="group">A &amp; B [1]</p>' in body.references


def test_tagline_is_rendered_without_stars() -> None:
    assert render("**双周简报**  \n\n## 论文\n").html.startswith('<p class="tagline">双周简报</p>')


def test_intro_is_split_at_section_marks_and_shows_the_claimed_count() -> None:
    html = render("> 导读：本次18条。「新闻」甲；乙。「论文」丙。\n\n## 论文\n").html

    assert html.startswith(
        '<section class="intro"><p class="promise">本期 18 条</p>'
        '<p><strong class="mark">新闻</strong> 甲；乙。</p><p><strong class="mark">论文</strong> 丙。</p></section>'
    )


def test_intro_keeps_the_text_beside_the_claimed_count() -> None:
    html = render("> 导读：大家好，本期内容3条。\n> 还有一行 **粗**。\n\n## 论文\n").html

    assert text_of(html).startswith("本期 3 条大家好，还有一行 粗。")


def test_empty_intro_renders_nothing() -> None:
    assert "intro" not in render("> 导读：\n\n## 论文\n").html


def test_intro_shows_the_claimed_count_once() -> None:
    html = render("> 导读：本期3条。\n> 其实本期4条。\n\n## 论文\n").html

    assert html.count("promise") == 1
    assert "其实本期4条" in html


def test_briefs_are_grouped_with_their_subjects() -> None:
    html = render("本周热闻：\n\n- 华为：发布 **新** 芯片；\n- 没有主语的一条\n\n## 论文\n").html

    assert html.startswith('<p class="lead-in">本周热闻：</p><section class="briefs"><p class="brief">')
    assert "\u00a0<strong>华为</strong>：发布 <strong>新</strong> 芯片；</p>" in html
    assert "\u00a0没有主语的一条</p></section>" in html


def test_briefs_before_the_intro_keep_their_position() -> None:
    html = render("- 华为：发布\n\n> 导读：本期1条。\n\n## 论文\n").html

    assert html.index("briefs") < html.index("intro")


def test_repeated_note_is_rendered_once() -> None:
    note = "> 注：部分链接可能失效，可点文末阅读原文查看\n"

    html = render(f"{note}\n## 论文\n\n- [题](https://a.example)\n\n{note}\n").html

    assert html.count("部分链接") == 1


def test_picture_line_in_a_newsletter_is_a_figure() -> None:
    html = render("![图](a.png)\n\n## 论文\n").html

    assert html.startswith('<figure><img src="a.png" alt="图"/><figcaption>图</figcaption></figure>')


def test_paragraph_of_removed_html_renders_nothing() -> None:
    html = render("## 论文\n\n文\n<!-- x --><script></script>\n").html

    assert html == '<section class="section"><h2>论文</h2><p>文</p></section>'


def test_archive_and_trailer_render_only_their_other_blocks() -> None:
    text = (
        "## 论文\n\n- [题](https://a.example)\n\n## 往期回顾\n\n- [2020-06-03](2020-06-03.md)\n\n还有一句。\n\n"
        "---\n\n![qrcode](qr.png)\n\n- WeChat: 某号\n\n谢谢[某人](https://b.example)。\n"
    )

    html = render(text).html

    assert html.endswith('<p>还有一句。</p><p>谢谢<span class="link">某人</span><sup class="ref">\u00a0[2]</sup>。</p>')
    assert "2020-06-03" not in html


def test_link_definitions_apply_to_the_whole_issue() -> None:
    definitions = "[甲]: https://mp.weixin.qq.com/s/a\n[乙]: https://mp.weixin.qq.com/s/b\n"

    html = render(f"见[甲]。\n\n## 论文\n\n- [题](https://a.example)\n摘要：见[乙]。\n\n{definitions}").html

    assert re.findall(r'href="[^"]*/([ab])"', html) == ["a", "b"]
    assert "]:" not in html


# --- links between issues ---------------------------------------------------------------------

LINK = "见[上期](../embedded-ai-report/2020-06-03.md)\n"


def test_issue_link_resolves_to_the_published_address() -> None:
    published = {"2020-06-03": "https://mp.weixin.qq.com/s/old"}

    body = render_body(parse_issue(LINK, "plain"), links=LinkRules("https://a.example/{date}", published))

    assert body.html == Html('<p>见<a class="link" href="https://mp.weixin.qq.com/s/old">上期</a></p>')


def test_issue_link_resolves_to_the_source_when_unpublished() -> None:
    body = render_body(parse_issue(LINK, "plain"), links=LinkRules("https://a.example/{date}.md", {"2020-05-15": "x"}))

    assert "a.example</span>/2020-06-03.md" in body.references


def test_unresolved_issue_link_is_text_and_a_problem() -> None:
    body = render_body(parse_issue(LINK, "plain"))

    assert body.html == "<p>见上期</p>"
    assert body.problems == (
        Problem("link-dead", {"url": "../embedded-ai-report/2020-06-03.md"}, line=1, severity=Severity.WARNING),
    )


# --- body ----------------------------------------------------------------------------------


def test_body_counts_its_references() -> None:
    assert (
        render("[甲](https://a.example/a) [乙](https://a.example/b) [丙](https://a.example/a)\n").reference_count == 2
    )


def test_body_lists_pictures_with_their_lines() -> None:
    body = render("![甲](图/a.png)\n\n文 ![乙](<b 1.png>)\n\n<img src='c.png'>\n")

    assert body.pictures == (PictureUse("%E5%9B%BE/a.png", 3), PictureUse("b%201.png", 5), PictureUse("c.png", 7))


def test_problems_of_a_line_with_a_picture_are_reported_once() -> None:
    body = render("![甲](a.png) [x](y.pdf) <font>z</font>\n")

    assert [problem.message for problem in body.problems] == ["html-removed", "link-dead"]


@pytest.mark.parametrize(
    "text", ["文" + "<b>" * 60 + "深", "<div>" * 60 + "深", "<ul><li>" * 30 + "深", "<b></i>" * 60 + "深"]
)
def test_html_nested_too_deep_is_rendered_as_text(text: str) -> None:
    body = render(f"{text}\n\n## 论文\n\n文\n")

    assert body.html.startswith("<p>" + text.replace("<", "&lt;").replace(">", "&gt;") + "</p><section")
    assert body.problems == (Problem("html-deep", {}, line=3, severity=Severity.WARNING),)


def test_html_in_a_deeply_nested_entry_line_is_rendered_as_text() -> None:
    card = render_entry(f"- [题](https://mp.weixin.qq.com/s/abc)\n摘要：{'<b>' * 60}深")

    assert card.count("<p>") == 1
    assert card.endswith("&lt;b&gt;深</p>")


# --- sections, code and captions -------------------------------------------------------------


def test_empty_section_of_a_digest_is_left_out_and_named() -> None:
    body = render("## 论文\n\n- [题](https://mp.weixin.qq.com/s/abc)\n\n## 博文\n")

    assert "博文" not in body.html
    assert body.problems == (Problem("section-left-out", {"name": "博文"}, line=7, severity=Severity.WARNING),)


def test_empty_section_of_an_article_keeps_its_heading() -> None:
    body = render_body(parse_issue("# 题\n\n## 甲\n\n## 乙\n\n文\n", "a"))

    assert "<h2>甲</h2>" in body.html


@pytest.mark.parametrize(
    ("code", "hints"),
    [("x" * 40, 0), ("x" * 41, 1), ("字" * 21, 1), ("\t" * 10 + "x", 1), (f"{'x' * 41}\n```\n\n```\n{'y' * 41}", 1)],
)
def test_first_code_block_that_is_wider_than_a_phone_has_a_hint(code: str, hints: int) -> None:
    assert render(f"```\n{code}\n```\n").html.count('<p class="swipe">') == hints


def test_wrapped_code_has_no_hint() -> None:
    assert "swipe" not in render(f"```text wrap\n{'x' * 80}\n```\n").html


@pytest.mark.parametrize(
    ("alt", "path", "has_caption"),
    [
        ("总体结构", "a.png", True),
        ("TensorRT", "a.png", True),
        ("a b", "a.png", True),
        ("graph-opt", "a.png", False),
        ("fig_1", "a.png", False),
        ("benchmark", "a.png", False),
        ("IMG_0042", "图/IMG_0042.JPG", False),
        ("截图 1", "%E6%88%AA%E5%9B%BE%201.png", False),
        ("", "a.png", False),
    ],
)
def test_alternative_text_that_only_names_the_picture_is_no_caption(alt: str, path: str, has_caption: bool) -> None:
    assert ("figcaption" in render(f"![{alt}](<{path}>)\n").html) is has_caption


def test_captions_side_by_side_are_a_row_of_their_own() -> None:
    html = render("![甲图](a.png) ![乙图](b.png)\n").html

    assert "/></td></tr><tr><td><figcaption>甲图</figcaption></td><td><figcaption>乙图</figcaption></td></tr>" in html


# --- limits ---------------- -----------------------------------------------------------------


def test_too_many_emphasis_marks_are_rendered_as_text_and_reported() -> None:
    marks = "*a **a " * MAX_EMPHASIS_MARKS

    body = render(f"正文**甲**\n\n{marks}乙\n")

    assert "<strong>甲</strong>" in body.html
    assert marks + "乙" in text_of(body.html)
    assert body.problems == (
        Problem("emphasis-crowded", {"limit": MAX_EMPHASIS_MARKS}, line=5, severity=Severity.WARNING),
    )


def test_emphasis_up_to_the_limit_is_rendered() -> None:
    body = render("**甲**，" * (MAX_EMPHASIS_MARKS // 2))

    assert (body.html.count("<strong>"), body.problems) == (MAX_EMPHASIS_MARKS // 2, ())


def test_time_limit_error_has_the_line_of_its_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object) -> str:
        raise TimeLimitExceededError(1)

    monkeypatch.setattr(MarkdownRenderer, "render_inline", run_out)

    with pytest.raises(TimeLimitExceededError) as caught:
        render("正文 `a`\n")
    assert caught.value.line == 3


def test_table_pads_a_limited_number_of_cells_and_keeps_every_row() -> None:
    columns, rows = 500, 100
    table = "|a" * columns + "|\n" + "|-" * columns + "|\n" + "".join(f"|第{row}行|\n" for row in range(rows))

    html = render(table).html

    assert html.count("<td>") + html.count("<th>") <= MAX_PADDED_CELLS + 2 * columns
    assert [row for row in range(rows) if f"第{row}行" not in html] == []


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("### 甲", "甲"),
        ("### 甲 ###", "甲"),
        ("### 甲###", "甲###"),
        ("### a ###", "a"),
        ("###\t甲\t#", "甲"),
        ("### 甲" + " " * 20_000 + "乙", "甲" + " " * 20_000 + "乙"),
        ("### 甲" + " " * 20_000, "甲"),
    ],
    ids=["plain", "closed", "not closed", "Latin", "tab", "blanks inside", "blanks behind"],
)
def test_heading_is_rendered_without_closing_marks(line: str, heading: str) -> None:
    assert f"<h3>{heading}</h3>" in render(f"> {line}\n").html


def test_placeholder_count_is_replaced_by_the_number_of_entries() -> None:
    entries = "- [甲](https://a.example/1)\n- [乙](https://a.example/2)\n"
    html = render(f"# 简报 (2020-06-17)\n\n> 导读：本期N条。说说。\n\n## 新闻\n\n{entries}").html

    assert '<p class="promise">本期 2 条</p>' in html
    assert "本期N条" not in html


def test_formula_block_is_reported_when_formulas_are_off() -> None:
    body = render_body(parse_issue("# 手册\n\n$$\nx\n$$", "plain"))

    assert [(problem.message, problem.line) for problem in body.problems] == [("math-off", 3)]


# --- what the parser read as markup -----------------------------------------------------------------


def test_body_has_the_html_of_the_author_with_the_line_of_its_block() -> None:
    body = render("甲 <b>乙</b> `<i>`\n\n<p>\n丙\n</p>\n\nx<y 且 y>z，![图](<img/a b.png>)\n")

    assert body.raw_html == (SourceText("<b>", 3), SourceText("</b>", 3), SourceText("<p>\n丙\n</p>", 5))


def test_body_has_the_bare_addresses_that_became_links_with_the_character_behind_them() -> None:
    body = render("看https://a.example/a，再看 <https://a.example/b> [丙](https://a.example/c) `https://a.example/d`\n")

    assert body.bare_addresses == (SourceText("https://a.example/a，", 3),)


@pytest.mark.parametrize(
    ("text", "line", "excerpt"),
    [
        ("甲**乙 **丙", 3, "甲**乙 **丙"),
        ("- 甲**乙**丙\n- 丁\n- 戊**己 **庚", 5, "- 戊**己 **庚"),
        ("- **甲：** 乙\n- 丙：** 丁", 4, "- 丙：** 丁"),
        ("&amp;**&amp; 甲 **乙", 3, "&amp;**&amp; 甲 **乙"),
        ("第一行\n[**甲](https://a.example)**乙", 4, "[**甲](https://a.example)**乙"),
    ],
)
def test_dead_emphasis_is_reported_with_its_own_line(text: str, line: int, excerpt: str) -> None:
    issue = parse_issue(f"# 一篇说明\n\n{text}\n", "note")

    [problem] = render_body(issue).problems

    assert (problem.message, problem.line, problem.values["excerpt"]) == ("emphasis-dead", line, excerpt)


def test_heading_without_text_is_left_out() -> None:
    assert render("> ### ###\n>\n> 甲\n").html.count("<h") == 0
