from __future__ import annotations

import re

import pytest

from publish.core.article import Body
from publish.core.theme import MarkdownOptions
from publish.steps.parse import parse_issue
from publish.steps.render import render_body
from publish.steps.render.references import LinkRules
from tests.cases import Case, read_cases
from tests.fakes import PencilIllustrator

SOURCE_URL = "https://archive.example/{date}.md"
OPTIONS = MarkdownOptions(math=True)
PUBLISHED = {"2020-06-03": "https://mp.weixin.qq.com/s/published"}

BLOCK_ENDS = re.compile(
    r"</(?:p|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|table|thead|tbody|tr|pre|section|div|figure|figcaption|details|summary|caption)>"
    r"|<(?:ul|ol|dl|blockquote|table|thead|tbody|section|div|figure|details)\b[^>]*>(?=<)|<hr/>"
)


def describe(body: Body) -> str:
    """Return a body as readable text: one block a line, then references and problems."""
    lines = [BLOCK_ENDS.sub(r"\g<0>\n", html) for html in (body.html, body.references)]
    lines += [
        f"! line {problem.line}: {problem.message}: {', '.join(map(str, problem.values.values()))}\n"
        for problem in body.problems
    ]
    return "".join(lines).removesuffix("\n")


def render_plain(text: str) -> Body:
    return render_body(parse_issue(text, "plain"), OPTIONS, PencilIllustrator(), LinkRules(SOURCE_URL, PUBLISHED))


@pytest.mark.parametrize("case", read_cases(), ids=str)
def test_render_body_equals_the_expected_html(case: Case) -> None:
    body = render_plain(case.input)

    assert describe(body) == case.expected
