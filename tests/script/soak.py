"""Try every script injection and print what came of it; run as a module, by `make soak`."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from tests.script.script_detector import open_judge
from tests.script.script_probe import MAX_REFUSED, Builder, Control, Result, gather_issues, pick, run_control
from tests.script.script_probe import try_articles as articles
from tests.script.script_probe import try_previews as previews

PREVIEWS = 2000
SHOWN = 20

ROW = "{:22} {:>6} {:>8} {:>9} {:>10} {:>8}"


def run_all() -> tuple[dict[str, Result], Control]:
    """Try everything; progress goes to standard error."""
    builder, results, issues = Builder(), {}, gather_issues()
    every = {name: issue for kind in issues.values() for name, issue in kind.items()}
    with open_judge() as judge:
        for kind, tried in issues.items():
            print(f"{kind}: {len(tried)}", file=sys.stderr, flush=True)
            results[kind] = articles(tried, builder, judge)
        sample = pick(every, len(every) // PREVIEWS)
        print(f"copy pages: {len(sample)}", file=sys.stderr, flush=True)
        results["copy pages"] = previews(sample, builder, judge)
        return results, run_control(judge)


def describe(results: dict[str, Result], control: Control) -> str:
    """Return the table of all that was tried."""
    rows = [ROW.format("set", "tried", "refused", "executed", "forbidden", "changed")]
    rows += [ROW.format(kind, *count(result)) for kind, result in results.items()]
    built = [count(result) for kind, result in results.items() if kind != "copy pages"]
    rows.append(ROW.format("all articles", *(sum(column) for column in zip(*built, strict=True))))
    rows.append(f"control: {control.ran} of {control.tried} raw vectors ran{': the judge is blind' * control.blind}")
    return "\n".join(rows)


def count(result: Result) -> Iterable[int]:
    """Return a result in numbers."""
    return (result.tried, *(len(names) for names in result[1:]))


def main() -> int:
    """Try, print, and fail on any fault."""
    results, control = run_all()
    for kind, result in results.items():
        for fault in result.faults[:SHOWN]:
            print(f"{kind}: {fault}", file=sys.stderr)
    print(describe(results, control))
    refused = any(len(result.refused) > result.tried * MAX_REFUSED for result in results.values())
    return 1 if control.blind or refused or any(result.faults for result in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
