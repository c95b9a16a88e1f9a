from __future__ import annotations

import re
from pathlib import Path

import pytest

from publish.newsletter.class_names import CLASS_NAMES, suggest_class_name
from publish.newsletter.container_names import BOXES, CARD
from publish.steps.highlight import KINDS

ROOT = Path(__file__).parents[2]
STEPS = sorted((ROOT / "publish" / "steps").rglob("*.py"))
CLASS_ATTRIBUTE = re.compile(r'class="([a-z][a-z-]*)[" ]|_wrap\("([a-z-]+)"')
# Classes of table cells.
CELLS = {"center", "right"}
# Classes of containers.
CONTAINERS = {*BOXES, CARD}
# Classes of tokens in code.
TOKENS = {name for _, name in KINDS}


def test_class_names_equal_the_classes_in_the_source_code() -> None:
    found = {one or other for path in STEPS for one, other in CLASS_ATTRIBUTE.findall(path.read_text(encoding="utf-8"))}

    assert found | CELLS | CONTAINERS | TOKENS == set(CLASS_NAMES)


def test_docs_list_every_class_name() -> None:
    listed = re.search(
        r"class names there are: `([^`]+)`", (ROOT / "docs" / "en" / "themes.md").read_text(encoding="utf-8")
    )

    assert listed is not None
    assert sorted(listed[1].split()) == sorted(CLASS_NAMES)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("enty", "entry"), ("references-", "references"), ("license", "licence"), ("Title", "title"), ("refs", "ref")],
)
def test_suggest_class_name_returns_the_most_similar(name: str, expected: str) -> None:
    assert suggest_class_name(name) == expected


def test_suggest_class_name_returns_all_when_none_is_similar() -> None:
    assert suggest_class_name("xyzzy").split(", ") == list(CLASS_NAMES)
