"""What one would write first: mistune, then premailer, both as they come.

Run as a script it is what our command is compared with: `naive.py THEME OUT ISSUE…`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import mistune
from premailer import transform

PLUGINS = ["table", "strikethrough", "footnotes", "url", "task_lists"]


def make_markdown() -> Callable[[str], str]:
    """Return mistune as it comes: Markdown to HTML."""
    markdown = mistune.create_markdown(escape=False, plugins=PLUGINS)
    return lambda text: str(markdown(text))


def inline_theme(html: str, css: str) -> str:
    """Return a page with the theme's rules in style attributes, premailer as it comes."""
    page = f'<html><head><style>{css}</style></head><body><section class="nl">{html}</section></body></html>'
    return str(transform(page))


def main(theme: str, out: str, *issues: str) -> None:
    """Convert files."""
    markdown = make_markdown()
    css = Path(theme).read_text(encoding="utf-8")
    for issue in issues:
        html = inline_theme(markdown(Path(issue).read_text(encoding="utf-8")), css)
        Path(out, Path(issue).stem + ".html").write_text(html, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
