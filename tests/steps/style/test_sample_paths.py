from __future__ import annotations

from collections import Counter

from publish.newsletter.class_names import HOOKS
from publish.steps.style.contrast_check import PLACES

# Boxes and pictures hold no text of their own; a cell's side changes no colour.
WITHOUT_TEXT = {"article", "qr", "badge", "center", "right", "task", "formula", "inline-formula"}


def test_no_place_stands_twice() -> None:
    assert Counter(PLACES).most_common(1)[0][1] == 1


def test_every_class_that_holds_text_has_a_place() -> None:
    named = {step.partition(".")[2] for place in PLACES for step in place.split(">")} - {""}

    assert named == set(HOOKS) - WITHOUT_TEXT
