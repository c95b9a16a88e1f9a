"""An article with its preview page, which tells every problem of its issue."""

from __future__ import annotations

from pathlib import PurePosixPath

from publish.core.article import Article
from publish.core.exceptions import PublishError
from publish.core.issue import OtherIssues
from publish.i18n.translator import Translator
from publish.pipeline.lint_article import lint_issue_and_article
from publish.pipeline.styled_page import BuildInputs
from publish.preview.page import render_preview


def build_with_preview(
    text: str, location: PurePosixPath, inputs: BuildInputs, others: OtherIssues | None, translator: Translator
) -> tuple[Article, str]:
    """Return an article with the problems of its build, and its page with those of its lines and its folder, too.

    Raises:
        PublishError: The article cannot be built.
    """
    linted = lint_issue_and_article(text, location, inputs, others)
    if isinstance(linted.built, PublishError):
        raise linted.built
    shown = linted.built._replace(problems=tuple(linted.problems))
    return linted.built, render_preview(shown, translator, text)
