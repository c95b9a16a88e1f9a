from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import Case, read_cases

TWO_PAIRS = """\
# Prose before the first pair is no part of it.

a link
.
[a](b)

c
.
<a>
.

nothing
.
.
.
"""


def test_read_cases_takes_every_pair_apart(tmp_path: Path) -> None:
    (tmp_path / "links.md").write_text(TWO_PAIRS, encoding="utf-8")

    cases = read_cases(tmp_path)

    assert cases == [Case("links", 3, "a link", "[a](b)\n\nc", "<a>"), Case("links", 12, "nothing", "", "")]


def test_read_cases_takes_the_whole_folder_in_order(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.md").write_text(TWO_PAIRS, encoding="utf-8")

    cases = read_cases(tmp_path)

    assert [case.file for case in cases] == ["a", "a", "b", "b"]


@pytest.mark.parametrize("text", ["no pair\n", "title\n.\ninput\n.\n", TWO_PAIRS + "\ntitle\n.\ninput\n.\n"])
def test_read_cases_refuses_a_pair_that_would_not_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.md").write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=r"broken\.md"):
        read_cases(tmp_path)


def test_case_names_its_test_by_its_place_and_title() -> None:
    assert str(Case("links", 3, "a link", "", "")) == "links:3 a link"
