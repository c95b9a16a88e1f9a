"""The HTML of an article, as a text that a notebook shows as a phone does."""

from __future__ import annotations

from typing import Self

from publish.library.notebook_frame import frame_page
from publish.library.problem_report import ProblemReport


class ArticleHtml(str):
    """The HTML of an article: one element, its styles and pictures in it, ready to be pasted into WeChat's editor."""

    problems: tuple[ProblemReport, ...]
    """What the build found; a missing picture is among them."""

    def __new__(cls, html: str, problems: tuple[ProblemReport, ...] = ()) -> Self:
        """Return HTML with the problems of its build."""
        made = super().__new__(cls, html)
        made.problems = problems
        return made

    def _repr_html_(self) -> str:
        from publish.preview.article_views import render_body_page  # not needed by whoever wants the text alone

        return frame_page(render_body_page(self, "", "light"), "publish")
