"""Build a text as the command does, in this process and in memory."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePosixPath

from publish.adapters.storage.load_issue import decode_issue, load_issue_stream
from publish.core.exceptions import PublishError
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.i18n.translator import Translator
from publish.lint import lint_body, lint_issue
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.preview.page import render_preview
from publish.steps.parse import parse_issue
from publish.steps.render import render_body
from publish.steps.style.parse_theme import parse_theme
from tests.fakes import make_services

PLACE = PurePosixPath("issues/2020-06-17.md")
THEME = parse_theme(
    "test", ".article{color:#333;font-size:16px}p{margin:0 0 8px}li{font-size:15px}td,th,pre{padding:1px}"
)
WORLD = make_services()
ENGLISH = Translator("en")


def build_text(text: str) -> str | list[Problem]:
    """Return the article of a text, once its page was drawn and every rule asked; where it is refused, return why."""
    try:
        data = load_issue_stream(BytesIO(text.encode("utf-8", "surrogatepass")))
        read = decode_issue(data, PLACE.name)
        article = build_article(read, PLACE, BuildInputs(Settings(), THEME, WORLD))
    except PublishError as error:
        return list(error.problems)
    render_preview(article, ENGLISH)
    issue = parse_issue(read, PLACE.stem)
    lint_issue(issue, read)
    lint_body(issue, read, render_body(issue))
    return article.html
