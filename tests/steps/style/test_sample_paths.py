from __future__ import annotations

from collections import Counter

from publish.newsletter.class_names import CLASS_NAMES
from publish.steps.style.contrast_check import SAMPLE_PATHS

# Boxes and pictures hold no text of their own; a cell's side changes no colour.
WITHOUT_TEXT = {"article", "qr", "badge", "center", "right", "task", "formula", "inline-formula"}


def test_sample_paths_are_unique() -> None:
    assert Counter(SAMPLE_PATHS).most_common(1)[0][1] == 1


def test_sample_paths_contain_every_class_with_text() -> None:
    class_names = {step.partition(".")[2] for path in SAMPLE_PATHS for step in path.split(">")} - {""}

    assert class_names == set(CLASS_NAMES) - WITHOUT_TEXT
