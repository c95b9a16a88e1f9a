from __future__ import annotations

import re

from lxml import html as html_parser

from publish.steps.serialize import serialize_html
from tests.harness.families import family, pick_first
from tests.hostile.building import build_text
from tests.hostile.shapes import find_cases

SMALL = 2048
CASES = find_cases()


def find_kind(name: str) -> tuple[str, ...]:
    """Return what a shape is made of, by the first word of its name, and where it stands."""
    first, *_ = re.findall(r"\w+", name)
    return (first.removesuffix("s"), *re.findall(r"\((\w+)\)$", name))


@family("name", CASES, pick_first(CASES, find_kind))
def test_hostile_markdown_builds_or_is_refused_with_its_line(name: str) -> None:
    built = build_text(CASES[name](SMALL))

    if isinstance(built, str):
        assert serialize_html(html_parser.fragment_fromstring(built)) == built
    else:
        assert all(problem.line for problem in built)
