"""Markdown pieces to HTML, well-formed and with the elements that themes know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import mistune
from mistune.core import BlockState
from mistune.plugins.formatting import strikethrough
from mistune.plugins.task_lists import task_lists

from publish.core.markdown_options import PLAIN_MANNER, MarkdownOptions
from publish.core.ports import FigureRenderer
from publish.core.problem import Problem, Severity
from publish.newsletter.code_languages import DIAGRAMS
from publish.newsletter.container_names import suggest_container
from publish.steps.render.code_blocks import render_code
from publish.steps.render.container_blocks import parse_containers
from publish.steps.render.definition_lists import parse_definition_lists
from publish.steps.render.formulas import parse_formulas, write_simple
from publish.steps.render.gfm_tables import parse_tables
from publish.steps.render.images import parse_sized_images, render_image, render_pictures
from publish.steps.render.inline_formatting import parse_inline_formatting
from publish.steps.render.mistune_parsers import ChineseInlineParser, LinearBlockParser

# What Markdown or our own rules could read as more than text.
_MARKUP = re.compile(r"[\\`*_~\[<&\n^]|==|:[a-z0-9_+-]{1,40}:")

_PLUGINS = (
    strikethrough, task_lists, parse_tables, parse_containers, parse_definition_lists, parse_inline_formatting,
    parse_sized_images,
)  # fmt: skip
_ANCHOR = re.compile(r"</?a\b[^>]*>")


def may_hold_markup(text: str) -> bool:
    """Say whether a line is more than its own characters."""
    return _MARKUP.search(text) is not None or "://" in text


class MarkdownRenderer:
    """Render pieces of one issue; link definitions are shared by all of them."""

    def __init__(
        self,
        definitions: str = "",
        footnotes: Sequence[str] = (),
        markdown_options: MarkdownOptions = PLAIN_MANNER,
        illustrator: FigureRenderer | None = None,
    ) -> None:
        self._renderer = _Renderer(markdown_options, illustrator)
        self._inline = ChineseInlineParser()
        self._markdown = mistune.Markdown(self._renderer, LinearBlockParser(), self._inline, plugins=_PLUGINS)
        if markdown_options.math:
            parse_formulas(self._markdown)
        self._math = markdown_options.math
        self._renderer.register("task_list_item", _render_task)
        self._inline.footnotes = {key: number for number, key in enumerate(footnotes)}
        self._renderer.register("footnote", lambda _, text: f'<sup class="ref">^{text}</sup>')
        self._env = BlockState().env
        self.parsed = 0
        if definitions:
            self.render_block(definitions)

    def render_inline(self, text: str) -> str:
        """Render text without blocks; what holds no markup is escaped, not parsed."""
        if not may_hold_markup(text) and not (self._math and "$" in text):
            return text.strip().replace(">", "&gt;")
        self.parsed += 1
        tokens = self._markdown.inline(text.strip(), self._env)
        return self._renderer.render_tokens(tokens, BlockState())

    def render_block(self, text: str) -> str:
        """Render any Markdown."""
        self.parsed += 1
        state = BlockState()
        state.env = self._env
        html, _ = self._markdown.parse(text, state)
        return str(html)

    def pop_raw_html(self) -> list[str]:
        """Return the HTML met since the last call, as its author wrote it."""
        raw, self._renderer.raw = self._renderer.raw, []
        return raw

    def pop_problems(self) -> list[Problem]:
        """Return what was found since the last call that is not as its author meant it."""
        found = [
            Problem("footnote-missing", {"key": key}, severity=Severity.WARNING) for key in self._inline.lost_footnotes
        ]
        self._inline.lost_footnotes = []
        found += self._renderer.flaws
        self._renderer.flaws = []
        for name in self._env.pop("unknown_containers", []):
            nearest, known = suggest_container(name)
            message = "container-unknown-near" if nearest else "container-unknown"
            values = {"name": name, "known": known} | ({"nearest": nearest} if nearest else {})
            found.append(Problem(message, values, severity=Severity.WARNING))
        flaws = (("torn_comparison", "container-comparison"), ("open_container", "container-open"))
        found += [Problem(message, severity=Severity.WARNING) for flaw, message in flaws if self._env.pop(flaw, False)]
        return found

    def pop_emphasis_overflows(self) -> bool:
        """Say whether emphasis was left as written since the last call, for there was too much of it."""
        overflows, self._inline.overflows = self._inline.overflows, False
        return overflows


class _Renderer(mistune.HTMLRenderer):
    """HTML as our themes know it, well-formed as XML; raw HTML passes and is reported."""

    def __init__(self, markdown_options: MarkdownOptions, illustrator: FigureRenderer | None) -> None:
        super().__init__(escape=True)
        self._manner = markdown_options
        self._illustrator = illustrator
        self.raw: list[str] = []
        self.flaws: list[Problem] = []
        """What could not be shown as its author meant it."""

    def text(self, text: str) -> str:
        return escape(_unescape(text), quote=False)

    def inline_html(self, html: str) -> str:
        from publish.steps.render.sanitize import sanitize_html  # loads two HTML parsers; few issues hold HTML

        self.raw.append(html)
        return sanitize_html(html)

    def block_html(self, html: str) -> str:
        return self.inline_html(html.strip())

    def paragraph(self, text: str) -> str:
        pictures = render_pictures(text) if text.startswith("<img ") else None
        return f"<p>{text}</p>" if pictures is None else pictures

    def heading(self, text: str, level: int, **_: Any) -> str:
        # WeChat prints the title itself, so the body begins at the second level.
        level = max(level, 2)
        return f"<h{level}>{text}</h{level}>"

    def link(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002  # WeChat drops titles
        if "<a " in text:
            text = _ANCHOR.sub("", text)
        return f'<a href="{escape(url)}">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None, width: str | None = None) -> str:
        alt = escape(mistune.util.unescape(re.sub(r"<[^>]*>", "", text)))
        return render_image(alt, url, title, width)

    def codespan(self, text: str) -> str:
        return f"<code>{escape(text, quote=False)}</code>"

    def linebreak(self) -> str:
        return "<br/>"

    def softbreak(self) -> str:
        return "\n"

    def thematic_break(self) -> str:
        return "<hr/>"

    def block_code(self, code: str, info: str | None = None) -> str:
        language = (info or "").partition(" ")[0].lower()
        drawn = self._draw_diagram(DIAGRAMS[language], code) if language in DIAGRAMS else None
        if drawn:
            return drawn
        html, flaw = render_code(code, info or "", self._manner.code, self._illustrator)
        if flaw:
            self.flaws.append(flaw)
        return html

    def _draw_diagram(self, language: str, text: str) -> str | None:
        """Return the picture of a diagram; None where it stays code."""
        source = self._illustrator.draw_diagram(language, text) if self._illustrator else None
        if isinstance(source, Problem):
            self.flaws.append(source)
        if not isinstance(source, str):
            return None
        first = next((line.strip() for line in text.split("\n") if line.strip()), "")
        return f'<figure><img src="{source}" alt="{escape(f"{language}: {first}")}"/></figure>'

    def formula(self, tex: str, display: bool) -> str:
        tex = " ".join(tex.split())
        simple = None if display else write_simple(tex)
        source: str | Problem | None = None
        if simple is None and self._illustrator:
            source = self._illustrator.draw_formula(tex, display=display)
        if isinstance(source, Problem):
            self.flaws.append(source)
        if not isinstance(source, str):
            simple = simple or f"<code>{escape(tex, quote=False)}</code>"
            return f"<p>{simple}</p>" if display else simple
        if display:
            return f'<section class="formula"><img src="{source}" alt="{escape(tex)}"/></section>'
        return f'<img src="{source}" alt="{escape(tex)}" class="inline-formula"/>'

    def block_quote(self, text: str) -> str:
        return f"<blockquote>{text}</blockquote>"

    def list(self, text: str, ordered: bool, **attrs: Any) -> str:  # mistune's own signature
        if not ordered:
            return f"<ul>{text}</ul>"
        start = attrs.get("start", 1)
        return f"<ol>{text}</ol>" if start == 1 else f'<ol start="{start}">{text}</ol>'

    def list_item(self, text: str) -> str:
        return f"<li>{text}</li>"


def _unescape(text: str) -> str:
    return mistune.util.unescape(text) if "&" in text else text


def _render_task(_: mistune.HTMLRenderer, text: str, checked: bool) -> str:
    box = "☑" if checked else "☐"
    if text.startswith("<p>"):
        return f'<li class="task"><p>{box}\u00a0{text[3:]}</li>'
    return f'<li class="task">{box}\u00a0{text}</li>'
