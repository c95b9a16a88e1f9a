"""No article shows a mark of another program, whatever its author wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from publish.newsletter.foreign_marks import ANYWHERE, FOREIGN_MARK
from publish.steps.render.leftover_marks import quote_leftovers
from tests.steps.render.test_pairs import render_plain

PIECES = (
    "{{ x }}", "{%", "%}", "{% raw %}", "{% endraw %}", "{{<", ">}}", "{{%", "%}}", "{{", "}}", "%%", "[[", "]]", "![[",
    "a|b", "](", "![", "[", ")", "(", "{: .x}", "{#a .b}", "{.c}", "^abc123", "!!! note", "???", ":::note[甲]", ":::",
    "{>>", "<<}", "{==", "==}", "{++", "++}", "<%", "%>", "{/*", "*/}", "【1†source】", "[cite: 1]", "[oaicite:1]",
    "turn0search1", ":material-x:", "[^1^]", "`", "``", "```", "~~~", "$", "$$", "\\", "&#123;", "&#37;", "&lbrack;",
    "**", "*", "_", "<b>", "</b>", "<code>", "</code>", "<pre>", "</pre>", "<!--", "-->", "<Tabs>", "</Tabs>",
    "# ", "- ", "> ",
    "1. ", "| ", "|---|", "    ", " ", "\n", "\n\n", "甲", "a", "9", "https://a.example/", "import a from 'b'",
)  # fmt: skip
DOCUMENTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def find_texts(markup: str) -> list[str]:
    """Return the texts outside code."""
    page = html.fragment_fromstring(f"<div>{markup}</div>")
    texts = page.xpath(".//text()[not(ancestor::code) and not(ancestor::pre)]")
    return [str(text) for text in texts]


@given(DOCUMENTS)
def test_no_text_outside_code_holds_a_foreign_mark(document: str) -> None:
    body = render_plain(document)

    for text in find_texts(body.html) + find_texts(body.references):
        assert FOREIGN_MARK.search(text) is None
        assert "](" not in text
        assert "![" not in text


@pytest.mark.parametrize("name", ANYWHERE)
def test_foreign_mark_of_every_kind_is_found(name: str) -> None:
    samples = {
        "liquid": "{% x %}", "shortcode": "{{< x >}}", "expression": "{{ x }}", "erb": "<%= x %>", "comment": "%%x%%",
        "remark": "{>>x<<}", "marked": "{==x==}", "inserted": "{++x++}", "deleted": "{--x--}",
        "replaced": "{~~x~>y~~}", "jsx_comment": "{/* x */}", "embed": "![[x]]", "wiki_link": "[[x]]",
        "citation": "【1†x】", "template_comment": "{# x #}",
        "icon": ":octicons-x:", "kramdown": "{: .x}",
    }  # fmt: skip

    assert FOREIGN_MARK.fullmatch(samples[name])


def test_quote_leftovers_leaves_code_and_attributes_alone() -> None:
    markup = '<p><img alt="{{ a }}" src="b"/><code>{{ c }}</code></p><pre>[[d]]</pre>'

    assert quote_leftovers(markup) == markup


def test_quote_leftovers_keeps_the_text() -> None:
    assert quote_leftovers("<p>a &lt;% b %&gt; [c](d) &amp;</p>") == (
        "<p>a <code>&lt;% b %&gt;</code> <code>[c](d)</code> &amp;</p>"
    )
