"""Render pieces of Markdown as well-formed HTML with the class names of themes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from html import escape, unescape
from typing import Any

import mistune
from mistune.core import BlockState
from mistune.plugins.formatting import strikethrough
from mistune.plugins.task_lists import task_lists

from publish.core.lazy_pattern import lazy_pattern
from publish.core.ports import FigureRenderer
from publish.core.problem import Problem, Severity
from publish.core.text import is_wide
from publish.core.theme import PLAIN_MARKDOWN_OPTIONS, MarkdownOptions
from publish.core.urls import shorten_address
from publish.newsletter.code_languages import DIAGRAMS, LANGUAGES, MAX_COLOURED_BYTES, parse_code_style
from publish.newsletter.container_names import suggest_container
from publish.steps.render.formula_words import divide_formula
from publish.steps.render.formulas import parse_formulas, pop_printed_tex, render_simple_formula
from publish.steps.render.images import parse_sized_images, render_image, render_pictures
from publish.steps.render.inline_formatting import register_inline_formatting
from publish.steps.render.line_numbers import drop_typed_numbers
from publish.steps.render.mistune_block_parser import LinearBlockParser
from publish.steps.render.mistune_inline_parser import ChineseInlineParser

# All that mistune or the rules of this package could read as markup.
_MARKUP = lazy_pattern(r"[\\`*_~\[<&\n^]|==|:[a-z0-9_+-]{1,40}:")
_ANCHOR = lazy_pattern(r"</?a\b[^>]*>")
_INNER_LINK = lazy_pattern(r"""<a\b[^<>]*?\shref\s*=\s*["']?(?P<url>#[^\s"'<>]+)""", re.IGNORECASE)
_DIRECTIVE = lazy_pattern(r"\{([\w:-]+)\}(?:[ \t]|$)")  # of MyST, followed by an argument in words
_SHORTENED = lazy_pattern(r'<a href="(?P<url>[^"]*)">(?P<text>[^<]*)</a>')
_DOTS = '<span class="bar-red">●</span> <span class="bar-yellow">●</span> <span class="bar-green">●</span>'
_PHONE_COLUMNS = 40  # of code of 13 px in the 315 px that the box leaves on a phone
_SWIPE_HINT = '<p class="swipe">左右滑动看完整代码 →</p>'
_NO_FONT = ("formula-font", "formula-letters")
_PLUGINS = (strikethrough, task_lists, parse_sized_images)
_TEMPLATES = {
    "box_title": '<p class="alert">{}</p>',
    "card_author": '<p class="cited">—— {}</p>',
    "comparison": '<table class="comparison">{}</table>',
    "footnote": '<sup class="ref">^{}</sup>',
    "mark": "<mark>{}</mark>",
    "meaning": "<dd>{}</dd>",
    "superscript": "<sup>{}</sup>",
    "table": "<table>{}</table>",
    "table_head": "<thead><tr>{}</tr></thead>",
    "table_row": "<tr>{}</tr>",
    "term": "<dt>{}</dt>",
    "terms": "<dl>{}</dl>",
}


def may_hold_markup(text: str) -> bool:
    """Return whether a line may be more than plain text."""
    return _MARKUP.search(text) is not None or "://" in text


class MarkdownRenderer:
    """A renderer for the pieces of one issue, which share its link definitions."""

    def __init__(
        self,
        definitions: str = "",
        footnotes: Sequence[str] = (),
        markdown_options: MarkdownOptions = PLAIN_MARKDOWN_OPTIONS,
        figures: FigureRenderer | None = None,
        *,
        top_level: int = 2,
    ) -> None:
        self._math = markdown_options.math
        self._renderer = _Renderer(markdown_options, figures, top_level)
        self._inline = ChineseInlineParser({key: index for index, key in enumerate(footnotes)})
        plugins = (*_PLUGINS, partial(parse_formulas, math=self._math))
        block = LinearBlockParser(math=self._math)
        self._markdown = mistune.Markdown(self._renderer, block, self._inline, plugins=plugins)
        register_inline_formatting(self._markdown, markdown_options)
        self._env = BlockState().env
        self.parsed = 0
        if definitions:
            self.render_block(definitions)

    def render_plain(self, text: str) -> str | None:
        """Return text without markup, escaped; None for any other, which has to be parsed."""
        if may_hold_markup(text) or (self._math and text.count("$") > 1):
            return None
        return text.strip().replace(">", "&gt;")

    def render_inline(self, text: str) -> str:
        """Render text without blocks; text without markup is only escaped, for parsing is slow."""
        plain = self.render_plain(text)
        if plain is not None:
            return plain
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
        """Return the author's own HTML since the last call."""
        raw, self._renderer.raw = self._renderer.raw, []
        return raw

    def pop_bare_addresses(self) -> list[str]:
        """Return the bare addresses that became links since the last call, each with the character behind it."""
        linked, self._inline.bare_addresses = self._inline.bare_addresses, []
        return linked

    def pop_problems(self) -> list[Problem]:
        """Return the problems found since the last call, without line numbers."""
        problems = [_warn("footnote-missing", key=key) for key in self._inline.missing_footnotes]
        self._inline.missing_footnotes = []
        problems += self._renderer.problems
        self._renderer.problems = []
        for name in self._env.pop("unknown_containers", []):
            nearest, known = suggest_container(name)
            if nearest:
                problems.append(_warn("container-unknown-near", name=name, known=known, nearest=nearest))
            else:
                problems.append(_warn("container-unknown", name=name, known=known))
        if self._env.pop("torn_comparison", False):
            problems.append(_warn("container-comparison"))
        if self._env.pop("open_container", False):
            problems.append(_warn("container-open"))
        return problems

    def pop_inline_notes(self) -> list[str]:
        """Return the texts of the `^[notes]` since the last call, which follow the issue's footnotes in number."""
        notes, self._inline.notes = self._inline.notes, []
        return notes

    def pop_formula_problems(self) -> list[tuple[str, Problem]]:
        """Return the problems of formulas since the last call, each with the TeX as written, without line numbers."""
        printed = [(tex, _warn("math-off")) for tex in pop_printed_tex(self._env)]
        problems, self._renderer.formula_problems = self._renderer.formula_problems, []
        return printed + problems

    def pop_emphasis_overflows(self) -> bool:
        """Return whether a paragraph since the last call had too many emphasis marks to parse."""
        overflows, self._inline.overflows = self._inline.overflows, False
        return overflows


def _count_columns(line: str) -> int:
    """Return how many columns a line of code takes."""
    return sum(2 if is_wide(char) else 1 for char in line.expandtabs(4))


def _warn(message: str, **values: object) -> Problem:
    return Problem(message, values, severity=Severity.WARNING)


class _Renderer(mistune.HTMLRenderer):
    """A renderer of tokens; raw HTML passes and is recorded."""

    def __init__(self, markdown_options: MarkdownOptions, figures: FigureRenderer | None, top_level: int) -> None:
        super().__init__(escape=True)
        self._lowered = 2 - top_level  # levels that headings sink, for WeChat prints the title itself
        self._code_style = markdown_options.code
        self._line_end = "<br/>" if markdown_options.breaks else "\n"
        self._figures = figures
        self._hinted = False  # whether the reader was told that code scrolls
        self.raw: list[str] = []
        self.problems: list[Problem] = []
        self.formula_problems: list[tuple[str, Problem]] = []  # with the TeX of each
        for name, template in _TEMPLATES.items():
            self.register(name, lambda _, text, template=template: template.format(text))

    def text(self, text: str) -> str:
        return escape(mistune.util.unescape(text) if "&" in text else text, quote=False)

    def inline_html(self, html: str) -> str:
        from publish.steps.render.sanitize import sanitize_html  # loads two HTML parsers; few issues hold HTML

        self.raw.append(html)
        self.problems += [_warn("link-inside", url=link["url"]) for link in _INNER_LINK.finditer(html)]
        return sanitize_html(html)

    def block_html(self, html: str) -> str:
        return self.inline_html(html.strip())

    def paragraph(self, text: str) -> str:
        pictures = render_pictures(text) if text.startswith("<img ") else None
        return f"<p>{text}</p>" if pictures is None else pictures

    def heading(self, text: str, level: int, **_: Any) -> str:
        level = min(max(level + self._lowered, 2), 6)
        return f"<h{level}>{text}</h{level}>" if text.strip() else ""

    def link(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002  # WeChat drops titles
        if "<a " in text:
            text = _ANCHOR.sub("", text)
        return f'<a href="{escape(url)}">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None, width: str | None = None) -> str:
        text = _SHORTENED.sub(_lengthen, text) if "<a " in text else text
        alt = escape(mistune.util.unescape(re.sub(r"<[^>]*>", "", text)))
        return render_image(alt, url, title, width)

    def codespan(self, text: str) -> str:
        return f"<code>{escape(text, quote=False)}</code>"

    def subscript(self, text: str) -> str:
        return f"<sub>{escape(text)}</sub>"

    def ruby(self, text: str, reading: str) -> str:
        # The reading stands behind its word: no article with `<ruby>` kept by WeChat is known.
        return f'{escape(text)}<span class="ruby">（{escape(reading)}）</span>'

    def linebreak(self) -> str:
        return "<br/>"

    def softbreak(self) -> str:
        return self._line_end

    def thematic_break(self) -> str:
        return "<hr/>"

    def block_code(self, code: str, info: str | None = None) -> str:
        first = (info or "").partition(" ")[0].lower()
        diagram = self._draw_diagram(DIAGRAMS[first], code) if first in DIAGRAMS else None
        if diagram:
            return diagram
        directive = _DIRECTIVE.match(info or "")
        language, *words = [directive[1]] if directive else re.sub("[{},]", " ", info or "").split() or [""]
        style = parse_code_style([*words, language] if language not in LANGUAGES else words, self._code_style)
        html = self._colour_code(code.rstrip("\n"), language.lower())
        if style.numbers:
            html = _number_lines(html)
        if style.bar:
            html = f'<span class="bar">{_DOTS} {escape(language)}</span>\n{html}'
        if not style.scroll:
            return f"<pre><code>{html}</code></pre>"
        return f'{self._hint_at_swiping(code)}<pre class="scroll"><code>{html}</code></pre>'

    def _hint_at_swiping(self, code: str) -> str:
        """Return a hint above the first code block that is wider than a phone."""
        if self._hinted or all(_count_columns(line) <= _PHONE_COLUMNS for line in code.split("\n")):
            return ""
        self._hinted = True
        return _SWIPE_HINT

    def _colour_code(self, code: str, language: str) -> str:
        coloured: str | Problem | None = None
        if self._figures and language in LANGUAGES and len(code.encode()) <= MAX_COLOURED_BYTES:
            coloured = self._figures.highlight_code(code, language)
        html = self._take_figure(coloured)
        return escape(code, quote=False) if html is None else html

    def _take_figure(self, figure: str | Problem | None) -> str | None:
        """Return a figure, or None after recording why there is none."""
        if isinstance(figure, Problem):
            self.problems.append(figure)
            return None
        return figure

    def _draw_diagram(self, language: str, text: str) -> str | None:
        source = self._take_figure(self._figures.draw_diagram(language, text) if self._figures else None)
        if source is None:
            return None
        first = next((line.strip() for line in text.split("\n") if line.strip()), "")
        return f'<figure><img src="{source}" alt="{escape(f"{language}: {first}")}"/></figure>'

    def formula(self, written: str, display: bool) -> str:
        tex = " ".join(written.split())
        simple = None if display else render_simple_formula(tex)
        source = self._figures.draw_formula(tex, display=display) if simple is None and self._figures else None
        if isinstance(source, Problem):
            no_font = source.message in _NO_FONT
            words = self._render_words(tex, display=display) if no_font else None
            if words:
                return f'<section class="formula">{words}</section>' if display else words
            self.formula_problems.append((written, source))
            source = None
        if source is None:
            simple = simple or f"<code>{escape(tex, quote=False)}</code>"
            return f"<p>{simple}</p>" if display else simple
        if display:
            return f'<section class="formula"><img src="{source}" alt="{escape(tex)}"/></section>'
        return f'<img src="{source}" alt="{escape(tex)}" class="inline-formula"/>'

    def _render_words(self, tex: str, *, display: bool) -> str | None:
        """Return a formula with its Chinese words as text, for no font can draw them; None where that is impossible."""
        simple = render_simple_formula(tex, small_words=True)
        if simple is not None:
            return simple
        html = ""
        for part in divide_formula(tex) or []:
            shown = escape(part.text, quote=False) if part.is_words else self._show_part(part.text, display=display)
            if shown is None:
                return None
            html += shown
        return html

    def _show_part(self, tex: str, *, display: bool) -> str | None:
        text = tex.strip()
        shown = render_simple_formula(text)
        if shown is None and self._figures:
            source = self._figures.draw_formula(rf"\displaystyle {text}" if display else text, display=False)
            if not isinstance(source, Problem):
                shown = f'<img src="{source}" alt="{escape(text)}" class="inline-formula"/>'
        before, after = (" " if edge.isspace() else "" for edge in (tex[0], tex[-1]))
        return None if shown is None else f"{before}{shown}{after}"

    def block_quote(self, text: str) -> str:
        return f"<blockquote>{text}</blockquote>"

    def box(self, text: str, name: str) -> str:
        return f'<section class="{name}">{text}</section>'

    def list(self, text: str, ordered: bool, **attrs: Any) -> str:  # mistune's own signature
        if not ordered:
            return f"<ul>{text}</ul>"
        start = attrs.get("start", 1)
        text = drop_typed_numbers(text, start)
        return f"<ol>{text}</ol>" if start == 1 else f'<ol start="{start}">{text}</ol>'

    def list_item(self, text: str) -> str:
        return f"<li>{text}</li>"

    def task_list_item(self, text: str, checked: bool) -> str:
        box = "☑" if checked else "☐"
        if text.startswith("<p>"):
            return f'<li class="task"><p>{box}\u00a0{text[3:]}</li>'
        return f'<li class="task">{box}\u00a0{text}</li>'

    def table_body(self, text: str) -> str:
        return f"<tbody>{text}</tbody>" if text else ""

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        tag = "th" if head else "td"
        css_class = f' class="{align}"' if align else ""
        return f"<{tag}{css_class}>{text}</{tag}>"


def _lengthen(link: re.Match[str]) -> str:
    """Return the address of a bare address, which running text shows shortened; of any other link its text."""
    url = unescape(link["url"])
    return escape(url, quote=False) if unescape(link["text"]) == shorten_address(url) else link["text"]


def _number_lines(html: str) -> str:
    """Put a number before each line; a span over several lines is closed and opened again at each line end."""
    lines = html.split("\n")
    width = len(str(len(lines)))
    numbered, opened = [], ""
    for number, line in enumerate(lines, 1):
        whole = opened + line
        at = whole.rfind("<span")
        opened = whole[at : whole.index(">", at) + 1] if at > whole.rfind("</span>") else ""
        closed = f"{whole}</span>" if opened else whole
        numbered.append(f'<span class="line-number">{number:>{width}}</span>  {closed}')
    return "\n".join(numbered)
