from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from publish.core.ports import BuildServices
from publish.core.settings import Settings
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.style.parse_theme import parse_theme
from tests.commonmark import list_examples
from tests.fakes import make_services
from tests.steps.transforms.markup import find_forbidden

EXAMPLES_IN_ALL = 652
CHUNK = 50

# A small theme: premailer resolves it for every new kind of element.
THEME = parse_theme(
    "test", ".article{color:#333;font-size:16px}p{margin:0 0 8px}pre,td{padding:4px}pre code{color:#111}"
)
HEADS = {
    "plain": "\n",  # an example may begin with ---, which is no front matter here
    "entry": "# 简报 (2020-06-17)\n\n## 论文\n\n- [题](https://a.example)\n摘要：文\n",
}


def test_commonmark_examples_are_complete() -> None:
    assert len(list_examples()) == EXAMPLES_IN_ALL


@pytest.fixture(scope="module")
def services() -> BuildServices:
    return make_services()


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("first", range(0, EXAMPLES_IN_ALL, CHUNK))
def test_commonmark_examples_render_without_forbidden_markup(services: BuildServices, first: int, head: str) -> None:
    faults = {}

    for example in list_examples()[first : first + CHUNK]:
        path = PurePosixPath("issues/example.md")
        article = build_article(head + example.markdown, path, BuildInputs(Settings(), THEME, services))
        faults[example.number] = find_forbidden(article.html)

    assert {number: found for number, found in faults.items() if found} == {}
