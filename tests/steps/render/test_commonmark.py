from __future__ import annotations

import json
import tarfile
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest

from publish.core.ports import BuildServices
from publish.core.settings import Settings
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.style.parse_theme import parse_theme
from tests.fakes import make_services
from tests.steps.transforms.markup import find_forbidden

ROOT = Path(__file__).parents[3]
ARCHIVES = ROOT / ".venv" / "commonmark"
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


class Example(NamedTuple):
    number: int
    markdown: str


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    """Return the CommonMark examples, as the source archive of markdown-it-py carries them."""
    archives = list(ARCHIVES.glob("*.tar.gz"))
    assert archives, f"no archive in {ARCHIVES}: run `make install`"
    with tarfile.open(archives[0]) as archive:
        name = next(name for name in archive.getnames() if name.endswith("tests/test_cmark_spec/commonmark.json"))
        file = archive.extractfile(name)
        assert file
        return [Example(example["example"], example["markdown"]) for example in json.load(file)]


def test_commonmark_examples_are_complete(examples: list[Example]) -> None:
    assert len(examples) == EXAMPLES_IN_ALL


@pytest.fixture(scope="module")
def services() -> BuildServices:
    return make_services()


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("first", range(0, EXAMPLES_IN_ALL, CHUNK))
def test_commonmark_examples_render_without_forbidden_markup(
    examples: list[Example], services: BuildServices, first: int, head: str
) -> None:
    faults = {}

    for example in examples[first : first + CHUNK]:
        path = PurePosixPath("issues/example.md")
        article = build_article(head + example.markdown, path, BuildInputs(Settings(), THEME, services))
        faults[example.number] = find_forbidden(article.html)

    assert {number: found for number, found in faults.items() if found} == {}
