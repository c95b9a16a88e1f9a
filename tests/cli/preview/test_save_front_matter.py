"""Writing to front matter from the preview page."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.cli.preview.build_preview import build_preview
from publish.cli.preview.save_front_matter import save_front_matter, undo_save, write_fields
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


@pytest.mark.parametrize("change", [("accent", "#ffe680"), ("accent", "#fefefe")])
def test_option_with_which_the_issue_cannot_be_built_is_not_saved(issue: Path, change: tuple[str, str]) -> None:
    before = issue.read_bytes()

    kept = save_front_matter(PreviewRequest(NAME, (change,)), build_preview(REQUEST).digest)

    assert (kept.done, issue.read_bytes()) == (False, before)
    assert "the nearest that can be read" in kept.messages["en"]


# --- undoing ----------------------------------------------------------------------------------


def test_save_is_undone_to_the_byte(issue: Path) -> None:
    issue.write_bytes(b"\xef\xbb\xbf# A\r\n\r\ntext\r\n")
    before = issue.read_bytes()
    kept = save_front_matter(PreviewRequest(NAME, (("density", "airy"),)), build_preview(REQUEST).digest)

    undone = undo_save(NAME, kept.digest)

    assert (undone.done, issue.read_bytes()) == (True, before)
    assert undone.messages["en"] == f"{NAME}.md is again as it was before it was saved"
    assert undone.digest == build_preview(REQUEST).digest


def test_save_is_not_undone_after_another_change(issue: Path) -> None:
    kept = save_front_matter(PreviewRequest(NAME, (("density", "airy"),)), build_preview(REQUEST).digest)
    issue.write_text("# 别的\n\n正文。\n", encoding="utf-8")

    undone = undo_save(NAME, kept.digest)

    assert (undone.done, issue.read_text(encoding="utf-8")) == (False, "# 别的\n\n正文。\n")


@pytest.mark.usefixtures("issue")
def test_nothing_is_undone_where_nothing_was_saved() -> None:
    undone = undo_save(NAME, build_preview(REQUEST).digest)

    assert (undone.done, "there is no save to undo" in undone.messages["en"]) == (False, True)


def test_only_the_last_saves_can_be_undone(issue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.cli.preview.save_front_matter._MAX_UNDONE", 1)
    first = save_front_matter(PreviewRequest(NAME, (("density", "airy"),)), build_preview(REQUEST).digest)
    before = issue.read_bytes()
    second = save_front_matter(PreviewRequest(NAME, (("density", "compact"),)), first.digest)

    assert undo_save(NAME, second.digest).done
    assert issue.read_bytes() == before
    assert not undo_save(NAME, first.digest).done


# --- fields -----------------------------------------------------------------------------------


def test_fields_are_written_beside_the_others(issue: Path) -> None:
    issue.write_text("---\ndescription: 旧  # 说明\nlayout: post\n---\n# 题\n\n正文。\n", encoding="utf-8")

    written = write_fields(NAME, build_preview(REQUEST).digest, {"digest": "新", "author": "某人"})

    assert written.done
    assert issue.read_text(encoding="utf-8") == (
        '---\ndescription: "新"  # 说明\nlayout: post\nauthor: "某人"\n---\n# 题\n\n正文。\n'
    )


def test_field_that_adds_an_error_is_not_written(issue: Path) -> None:
    before = issue.read_bytes()

    written = write_fields(NAME, build_preview(REQUEST).digest, {"cover": "lost.png"})

    assert (written.done, issue.read_bytes()) == (False, before)
    assert "lost.png" in written.messages["en"]


def test_field_that_repairs_a_broken_issue_is_written(issue: Path) -> None:
    issue.write_text("---\ncover: lost.png\n---\n# 题\n\n## 新闻\n\n- [一则 | 站]()\n", encoding="utf-8")

    assert write_fields(NAME, build_preview(REQUEST).digest, {"cover": ""}).done


def test_field_that_breaks_the_front_matter_is_not_written(issue: Path) -> None:
    issue.write_text("Title: 题\nAuthor: 某人\n\n正文。\n", encoding="utf-8")
    digest = build_preview(REQUEST).digest
    before = issue.read_bytes()

    written = write_fields(NAME, digest, {"title": "甲" * 2000})

    assert (written.done, issue.read_bytes()) == (False, before)


def test_field_of_a_changed_file_is_not_written(issue: Path) -> None:
    digest = build_preview(REQUEST).digest
    issue.write_text("# 别的\n", encoding="utf-8")

    assert not write_fields(NAME, digest, {"author": "某人"}).done
