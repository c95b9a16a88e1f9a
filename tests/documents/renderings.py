"""The two renderings of a document: ours, and that of markdown-it-py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import PurePosixPath

from lxml.html import HtmlElement
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.gfm import gfm_plugin

from publish.core.article import Body
from publish.core.html import Html
from publish.core.settings import Settings
from publish.pipeline.locate_problems import parse_issue_file
from publish.steps.render import render_body
from publish.steps.render.references import LinkRules
from publish.steps.resolve_options import resolve_markdown_options
from tests.documents.contents import parse_html
from tests.documents.differences.kinds import drop_all

GUARD = "\ue000"
"""Keeps the differences out of blocks of HTML; the comparison takes it away."""
_TAG_OR_MARK = re.compile(r"<[^<>]*>|(?P<mark>[:=^~*\[])")
PLACE = PurePosixPath("issues", "document.md")


def render_ours(text: str) -> HtmlElement:
    """Return the body of the article, before WeChat's lists and tables, with its title above and every link kept."""
    body = _render(text, LinkRules(keeps=lambda _: True))
    return _parse(_render_title(body) + body.html + _render_notes(body.references))


def render_for_wechat(text: str) -> tuple[HtmlElement, list[str]]:
    """Return the body as readers of WeChat have it, with its title above, and the addresses in the list of links."""
    body = _render(text, LinkRules())
    addresses = parse_html(body.references).iterfind(".//span[@class='address']")
    return _parse(_render_title(body) + body.html), [str(address.text_content()) for address in addresses]


def _parse(html: str) -> HtmlElement:
    """Return an article as a tree, without the hint that code scrolls, and the spaces before raised numbers."""
    tree = parse_html(html.replace('<sup class="ref">\u00a0', '<sup class="ref">'))
    drop_all(list(tree.iterfind(".//p[@class='swipe']")))
    return tree


def drop_numbers(tree: HtmlElement) -> HtmlElement:
    """Take out the raised numbers of links and footnotes, and return the tree."""
    drop_all(list(tree.iterfind(".//sup[@class='ref']")))
    return tree


def _render_title(body: Body) -> str:
    return f'<h1 class="title">{escape(body.texts.title)}</h1>' if body.texts.title else ""


def _render(text: str, links: LinkRules) -> Body:
    issue = parse_issue_file(text, PLACE)
    options, _ = resolve_markdown_options(issue.front_matter, Settings())
    return render_body(issue, options._replace(math=False), links=links)  # formulas are compared by themselves


def _render_notes(references: Html) -> str:
    """Return the footnotes as the list that they are elsewhere: no link is a reference here."""
    notes = re.findall(r'<p class="reference"><span class="number">.*?</span>\u00a0(.*?)</p>', references, re.DOTALL)
    return "".join(f"<ol>{''.join(f'<li>{note}</li>' for note in notes)}</ol>" if notes else "")


def render_theirs(text: str) -> str:
    """Return markdown-it-py's rendering of a document, as GitHub would read it, with definition lists and boxes."""
    markup: str = _make_parser().render(text)
    return markup


@cache
def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    gfm_plugin(parser)
    deflist_plugin(parser)
    container_plugin(parser, "box", validate=lambda *_: True, render=_render_box)
    parser.add_render_rule("html_block", lambda _, tokens, at, *__: _guard(tokens[at].content))
    parser.add_render_rule("s_open", lambda _, tokens, at, *__: f'<s class="{tokens[at].markup}">')
    return parser


def _guard(markup: str) -> str:
    """Return a block of HTML with a guard behind every mark in its text, for nothing there is Markdown."""
    return _TAG_OR_MARK.sub(lambda found: found[0] + (GUARD if found["mark"] else ""), markup)


def _render_box(_: object, tokens: Sequence[Token], at: int, *__: object) -> str:
    """Return a tag of a `:::` box, with what is written behind the marks."""
    written = tokens[at].info.strip()
    return f'<div class="box" title="{escape(written)}">' if tokens[at].nesting == 1 else "</div>"
