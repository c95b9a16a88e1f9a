"""Writing to front matter from the preview page."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.cli.preview.build_preview import build_preview
from publish.cli.preview.save_front_matter import save_front_matter
from publish.preview.live_builds import PreviewRequest
from tests.preview.repository import NAME

REQUEST = PreviewRequest(NAME)


def test_saved_options_use_the_canonical_values(issue: Path) -> None:
    before = issue.read_text(encoding="utf-8")

    kept = save_front_matter(
        PreviewRequest(NAME, (("theme", "poster"), ("text_size", "大"))), build_preview(REQUEST).digest
    )

    assert (kept.done, kept.messages["en"]) == (True, f"Kept in the front matter of {NAME}.md")
    assert issue.read_text(encoding="utf-8") == f"---\ntheme: poster\ntext_size: large\n---\n{before}"


def test_saving_empty_values_removes_options(issue: Path) -> None:
    issue.write_text("---\ntheme: poster\n---\n# 题\n", encoding="utf-8")

    save_front_matter(PreviewRequest(NAME, (("theme", ""),)), build_preview(REQUEST).digest)

    assert issue.read_text(encoding="utf-8") == "---\n---\n# 题\n"


@pytest.mark.parametrize("change", [("theme", "nowhere"), ("density", "wild"), ("accent", "red")])
def test_invalid_options_are_not_saved(issue: Path, change: tuple[str, str]) -> None:
    before = issue.read_bytes()

    kept = save_front_matter(PreviewRequest(NAME, (change,)), build_preview(REQUEST).digest)

    assert (kept.done, issue.read_bytes()) == (False, before)
    assert change[1] in kept.messages["en"]


def test_options_are_not_saved_to_a_changed_file(issue: Path) -> None:
    digest = build_preview(REQUEST).digest
    issue.write_text("# 别的\n", encoding="utf-8")

    kept = save_front_matter(PreviewRequest(NAME, (("theme", "poster"),)), digest)

    assert (kept.done, issue.read_text(encoding="utf-8")) == (False, "# 别的\n")
    assert kept.messages["en"].startswith(f"{NAME}.md: the file has changed")
