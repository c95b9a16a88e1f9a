from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.clock import Conversion, time_changed
from benchmarks.peers.page import read_page
from benchmarks.process import Command, CommandFailedError, run_in_turn
from benchmarks.rows import ROWS
from benchmarks.spread import compare_samples
from benchmarks.tables import Table, render_table
from benchmarks.theme import make_our_theme, make_their_theme
from benchmarks.workbench import Effort, Source, Workbench, change_text, lengthen, load_sources, make_archive
from publish.steps.parse import parse_issue
from publish.steps.style.parse_theme import parse_theme
from tests.harness.families import family
from tests.samples import SAMPLES
from tests.themes import own_rules

SLOW_ROWS = {
    "measure_writing",
    "measure_process",
    "measure_archive",
    "measure_in_process",
    "measure_length",
    "measure_unchanged",
    "measure_check",
    "measure_photographs",
    "measure_growth",
    "measure_ledger",
}
QUICK_ROWS = [row for row in ROWS if row.__name__ not in SLOW_ROWS]
LITTLE = Effort(
    rounds=1,
    starts=1,
    batches=1,
    archive=(2, 3),
    naive_archive=2,
    rules=(2, 4),
    repeats=(1, 2),
    photograph=(40, 30),
    album=2,
    growth=(1, 2),
)
SHORT = Source("2020-06-17", "# 端侧周报 (2020-06-17)\n\n## 新闻\n\n- [题](https://a.example/)\n  - 正文\n")
SHORT_WITH_SENTENCE = SHORT._replace(text=SHORT.text.replace("正文", "正文。"))


@family("measure", ROWS, QUICK_ROWS, lambda measure: str(measure.__name__))
def test_benchmark_row_measures_something(measure: Callable[[Workbench], Table], tmp_path: Path) -> None:
    table = measure(Workbench((SHORT,), tmp_path, LITTLE))

    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.columns)}


def test_bench_writes_what_it_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "results.md"

    code = main(["--only", "no such row", "--now", "2020-06-17", "--out", str(out)])

    assert code == 0
    assert "measured 2020-06-17" in out.read_text(encoding="utf-8")
    assert capsys.readouterr().out.strip() == out.read_text(encoding="utf-8").strip()


def test_changed_issue_has_another_text_each_time_and_keeps_its_titles() -> None:
    sample = load_sources(SAMPLES)[0]

    texts = [sample.text, change_text(sample).text, change_text(sample).text]

    titles = [[entry.title for entry in parse_issue(text, sample.name).entries] for text in texts]
    assert len(set(texts)) == 3
    assert titles[0]
    assert titles[0] == titles[1] == titles[2]


def test_bench_converts_no_text_twice() -> None:
    seen: list[str] = []
    conversion = Conversion(lambda source: seen.append(source.text), [SHORT_WITH_SENTENCE] * 2)

    time_changed({"one": conversion, "other": conversion}, 3)

    assert len(set(seen)) == len(seen) == 2 * 2 * 4


def test_ratio_is_that_of_samples_taken_in_the_same_round() -> None:
    assert compare_samples([2.0, 30.0, 4.0], [1.0, 10.0, 1.0]) == (3.0, 2.5, 3.5)
    assert compare_samples([1.0], [2.0]) == (0.5, 0.5, 0.5)


def test_bench_says_which_row_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure_nothing(_bench: Workbench) -> Table:
        raise CommandFailedError("left with 1:\nno theme")

    monkeypatch.setattr("benchmarks.__main__.ROWS", (measure_nothing,))
    out = tmp_path / "results.md"

    assert main(["--out", str(out)]) == 1
    assert "left with 1: no theme" in capsys.readouterr().out
    assert "Missed: measure_nothing failed" in out.read_text(encoding="utf-8")


def test_bench_reports_missing_issues(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--issues", str(tmp_path)])

    assert code == 2
    assert f"no issues in {tmp_path}" in capsys.readouterr().err


@pytest.mark.parametrize("rules", [35, 140, 560])
def test_both_themes_have_as_many_rules_as_asked_for(rules: int) -> None:
    ours = own_rules(parse_theme("bench", make_our_theme(rules)))

    assert len(ours) == make_their_theme(rules).count("{") == rules


def test_archive_is_made_of_issues_with_dates_of_their_own() -> None:
    made = make_archive(load_sources(SAMPLES), 12)

    assert len({source.name for source in made}) == 12
    assert all(source.name in source.text for source in made)


def test_lengthened_issue_repeats_its_sections_with_other_addresses() -> None:
    text = lengthen(SHORT, 3).text

    assert text.count("## 新闻") == 3
    assert [f"https://a.example/#copy-{copy}" in text for copy in range(4)] == [True, True, True, False]


@pytest.mark.parametrize("source", load_sources(SAMPLES), ids=lambda source: str(source.name))
def test_lengthened_issue_has_its_entries_several_times_and_keeps_its_trailer(source: Source) -> None:
    once, thrice = (parse_issue(lengthen(source, times).text, source.name) for times in (1, 3))

    assert len(thrice.entries) == 3 * len(once.entries)
    assert thrice.trailer is None if once.trailer is None else thrice.trailer is not None


def test_bench_does_not_measure_a_failing_command(tmp_path: Path) -> None:
    command = Command([sys.executable, "-c", "raise SystemExit('no work done')"], tmp_path)

    with pytest.raises(CommandFailedError, match="no work done"):
        run_in_turn({"broken": command}, tmp_path, 1)


def test_peak_memory_is_that_of_the_command_itself(tmp_path: Path) -> None:
    ballast = bytearray(os.urandom(1024)) * 65_536  # what we hold must not be found in the child

    costs = run_in_turn({"idle": Command([sys.executable, "-I", "-S", "-c", ""], tmp_path)}, tmp_path, 1)

    assert costs["idle"].peak < len(ballast) / 2


def test_benchmark_table_is_aligned_in_columns() -> None:
    table = Table("Steps", ("step", "ms"), [("read", "12.5"), ("write", "3")], note="All.")

    assert render_table(table) == (
        "## Steps\n\nAll.\n\n| step  |   ms |\n| ----- | ---: |\n| read  | 12.5 |\n| write |    3 |\n"
    )


def test_peer_page_distinguishes_an_article_from_an_error() -> None:
    issue = "一二三四五六七八九十"

    assert read_page(f'<section style="color:#333">{issue}</section>', issue).is_article
    assert not read_page(f"<section>{issue}</section>", issue).is_article
    assert not read_page('<p style="color:#f00">undefined</p>', issue).is_article
