"""The baseline of the check: written with `--init`, and left out of reports since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from publish.adapters.storage.baseline_file import BASELINE, load_baseline, save_baseline
from publish.cli.commands.check.lint_file import FileReport
from publish.cli.console import Console
from publish.cli.parser import Arguments
from publish.lint.baseline import Baseline, collect_known, filter_known


def renew_baseline(reports: Sequence[FileReport], repository: Path, arguments: Arguments, console: Console) -> Baseline:
    """Write the problems of issues to the baseline and return it; of issues that were not asked for, what it held."""
    checked = {report.location for report in reports}
    kept = load_baseline(repository) if arguments.issues else Counter()
    baseline: Baseline = Counter({known: count for known, count in kept.items() if known.file not in checked})
    for report in reports:
        baseline += collect_known(report.problems, report.location, report.lines)
    save_baseline(repository, baseline)
    console.tell("check-baseline-written", count=baseline.total(), file=BASELINE)
    return baseline


def leave_out_known(
    reports: Sequence[FileReport], baseline: Baseline, arguments: Arguments, console: Console
) -> list[FileReport]:
    """Return reports without the problems of the baseline, and tell how many there are, and how many are gone."""
    filtered = [filter_known(report.problems, report.location, report.lines, baseline) for report in reports]
    left = [report._replace(problems=tuple(found.problems)) for report, found in zip(reports, filtered, strict=True)]
    hidden = sum(len(before.problems) - len(after.problems) for before, after in zip(reports, left, strict=True))
    gone = sum(found.unmatched.total() for found, report in zip(filtered, reports, strict=True) if report.lines)
    if not arguments.issues:
        checked = {report.location for report in reports}
        gone += sum(count for known, count in baseline.items() if known.file not in checked)
    for message, count in (("check-baseline-hidden", hidden), ("check-baseline-gone", gone)):
        if count:
            console.tell(message, count=count, file=BASELINE)
    return left
