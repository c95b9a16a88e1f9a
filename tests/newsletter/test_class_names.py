from __future__ import annotations

import re
from pathlib import Path

import pytest

from publish.newsletter.class_names import CLASS_NAMES, suggest_class_name
from publish.newsletter.container_names import BOXES, CARD
from publish.steps.highlight import KINDS

ROOT = Path(__file__).parents[2]
STEPS = sorted((ROOT / "publish" / "steps").rglob("*.py"))
WRITTEN = re.compile(r'class="([a-z][a-z-]*)[" ]|_wrap\("([a-z-]+)"')
# A cell's class is how it is aligned; see steps/render/tables.py.
ALIGNED = {"center", "right"}
# So is a box's what it is for; see steps/render/containers.py.
BOXED = {*BOXES, CARD}
# And a word's of code what kind it is of; see steps/highlight.py.
COLOURED = {hook for _, hook in KINDS}


def test_every_class_that_an_article_has_is_a_hook_and_no_other() -> None:
    written = {one or other for path in STEPS for one, other in WRITTEN.findall(path.read_text(encoding="utf-8"))}

    assert written | ALIGNED | BOXED | COLOURED == set(CLASS_NAMES)


def test_readme_lists_every_hook() -> None:
    listed = re.search(r"class names there are: `([^`]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))

    assert listed is not None
    assert sorted(listed[1].split()) == sorted(CLASS_NAMES)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("enty", "entry"), ("references-", "references"), ("license", "licence"), ("Title", "title"), ("refs", "ref")],
)
def test_find_nearest_hook_finds_the_one_that_was_meant(name: str, nearest: str) -> None:
    assert suggest_class_name(name) == nearest


def test_find_nearest_hook_names_all_where_none_is_near() -> None:
    assert suggest_class_name("xyzzy").split(", ") == list(CLASS_NAMES)
