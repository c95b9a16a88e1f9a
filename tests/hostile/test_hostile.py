from __future__ import annotations

import pytest
from lxml import html as html_parser

from publish.steps.write import write_html
from tests.hostile.building import build_text
from tests.hostile.shapes import find_cases

SMALL = 2048
CASES = find_cases()


@pytest.mark.parametrize("name", CASES)
def test_every_shape_becomes_an_article_or_is_refused_with_its_line(name: str) -> None:
    built = build_text(CASES[name](SMALL))

    if isinstance(built, str):
        assert write_html(html_parser.fragment_fromstring(built)) == built
    else:
        assert all(problem.line for problem in built)
