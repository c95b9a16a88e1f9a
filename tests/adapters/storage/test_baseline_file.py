from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from publish.adapters.storage.baseline_file import BASELINE, load_baseline, save_baseline
from publish.core.exceptions import OutputError, SettingsError
from publish.lint.baseline import KnownProblem

KNOWN = Counter(
    {
        KnownProblem("b.md", "N25", "乙"): 2,
        KnownProblem("a/“甲”.md", "html-removed", 'a "b" \\ \x01 \x7f'): 1,
        KnownProblem("b.md", "N24", "甲"): 1,
    }
)


def test_no_file_is_an_empty_baseline(tmp_path: Path) -> None:
    assert load_baseline(tmp_path) == Counter()


@pytest.mark.parametrize("baseline", [KNOWN, Counter()], ids=["problems", "nothing"])
def test_saved_baseline_is_loaded_as_it_was(tmp_path: Path, baseline: Counter[KnownProblem]) -> None:
    save_baseline(tmp_path, baseline)

    assert load_baseline(tmp_path) == baseline


def test_baseline_file_is_sorted_whatever_the_order_of_problems(tmp_path: Path) -> None:
    save_baseline(tmp_path, KNOWN)
    written = (tmp_path / BASELINE).read_text(encoding="utf-8")
    save_baseline(tmp_path, Counter(dict(reversed(KNOWN.items()))))

    assert (tmp_path / BASELINE).read_text(encoding="utf-8") == written
    assert written.endswith('["b.md"]\nN24 = [\n  "甲",\n]\nN25 = [\n  "乙",\n  "乙",\n]\n')


@pytest.mark.parametrize(
    "text", ["[", "a = 1", "[a]\nN25 = 1", "[a]\nN25 = [1]", "\xff", '["a"]\nN25 = "甲"'], ids=repr
)
def test_invalid_baseline_is_an_error_that_names_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / BASELINE).write_bytes(text.encode("latin-1" if text == "\xff" else "utf-8"))

    with pytest.raises(SettingsError) as error:
        load_baseline(tmp_path)

    assert [(problem.message, problem.file) for problem in error.value.problems] == [("baseline-broken", BASELINE)]


def test_baseline_outside_the_repository_is_neither_read_nor_written(tmp_path: Path) -> None:
    repository = tmp_path / "newsletter"
    repository.mkdir()
    (tmp_path / "secret").write_text("", encoding="utf-8")
    (repository / BASELINE).symlink_to(tmp_path / "secret")

    with pytest.raises(SettingsError):
        load_baseline(repository)
    with pytest.raises(OutputError):
        save_baseline(repository, KNOWN)
    assert (tmp_path / "secret").read_text(encoding="utf-8") == ""
