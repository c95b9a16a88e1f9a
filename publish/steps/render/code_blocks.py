"""Code blocks: a bar with the language, numbers of lines, colours."""

from __future__ import annotations

from html import escape

from publish.core.markdown_options import CodeStyle
from publish.core.ports import FigureRenderer
from publish.core.problem import Problem
from publish.newsletter.code_languages import LANGUAGES, MAX_COLOURED_BYTES, parse_code_style

_DOTS = (
    '<span class="bar-red">●</span> <span class="bar-yellow">●</span> <span class="bar-green">●</span>'  # told by place
)


def render_code(
    code: str, info: str, look: CodeStyle, illustrator: FigureRenderer | None
) -> tuple[str, Problem | None]:
    """Render a code block, and say what kept it from being coloured.

    Args:
        code: The code.
        info: What stands behind the fence: a language, then words that say how this block is shown.
        look: How code is shown otherwise.
        illustrator: Who colours it.
    """
    language, *words = info.replace("{", " ").replace("}", " ").replace(",", " ").split() or [""]
    look = parse_code_style([*words, language] if language not in LANGUAGES else words, look)
    code = code.rstrip("\n")
    coloured: str | Problem = escape(code, quote=False)
    if illustrator and language.lower() in LANGUAGES and len(code.encode()) <= MAX_COLOURED_BYTES:
        coloured = illustrator.colour_code(code, language.lower())
    flaw = coloured if isinstance(coloured, Problem) else None
    html = escape(code, quote=False) if isinstance(coloured, Problem) else coloured
    if look.numbers:
        html = _number_lines(html)
    if look.bar:
        html = f'<span class="bar">{_DOTS} {escape(language)}</span>\n{html}'
    hook = ' class="scroll"' if look.scroll else ""
    return f"<pre{hook}><code>{html}</code></pre>", flaw


def _number_lines(html: str) -> str:
    """Write each line's number before it; a span that reaches over several lines is closed and opened again."""
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
