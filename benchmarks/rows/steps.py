"""Where the time of an issue goes."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks.ours import BuildSetup, load_build_setup
from benchmarks.stopwatch import Stopwatch
from benchmarks.tables import Table, show_ms
from benchmarks.workbench import Source, Workbench, change_text
from publish import pipeline
from publish.adapters.storage.build_folder import save_article
from publish.i18n.translator import Translator
from publish.pipeline import issue_layout
from publish.pipeline import locate_problems as places
from publish.pipeline import styled_page as page
from publish.pipeline import written_article as written
from publish.preview.page import render_preview

PARSE_STEPS = {"parse_issue": ["parse_issue"]}
"""A step, and what the pipeline calls for it: when it reads an issue."""

PAGE_STEPS = {
    "derive_metadata": ["derive_metadata"],
    "render_body": ["render_body"],
    "pictures and footer": ["load_pictures", "build_footer"],
    "assemble_page": ["assemble_page"],
    "write_page": ["write_page"],
}
"""The same of how an issue becomes a page."""

LAYOUT_STEPS = {"check_blocking_rules": ["check_blocking_rules"]}
"""The same of what is found in the issue on the way."""

WRITING_STEPS = {
    "sources of pictures": ["find_sources", "replace_sources"],
    "validate_html": ["validate_html", "validate_length"],
}
"""The same of how the article is written to paste and to send."""

WHOLE_STEPS = {"simulate_filter": ["simulate_filter"], "hash_inputs": ["hash_inputs"]}
"""The same of what belongs to the article as a whole."""

STEPS = {
    places: PARSE_STEPS,
    page: PAGE_STEPS,
    issue_layout: LAYOUT_STEPS,
    written: WRITING_STEPS,
    pipeline: WHOLE_STEPS,
}
"""By the module that calls them."""

WHOLE = "build_article"
AFTER = ("render_preview", "save_article, new", "save_article, unchanged")


def measure_steps(bench: Workbench) -> Table:
    """Return each step's share of an issue."""
    context = load_build_setup(bench.make_repository("steps", bench.issues))
    folders = [bench.scratch / f"saved-{number}" for number in range(bench.effort.rounds + 1)]
    samples = [_sample(bench.issues, context, folder) for folder in folders][1:]
    spent = {name: median(sample[name] for sample in samples) / len(bench.issues) for name in samples[0]}
    return Table(
        "Each step of an issue",
        ("step", "CPU ms", "of the article"),
        list(_make_rows(spent)),
        "Mean of the issues, changed each time; theme and pictures known. "
        "What follows the article is measured against it.",
    )


def _sample(issues: Iterable[Source], context: BuildSetup, folder: Path) -> Mapping[str, float]:
    """Return the seconds of each part over all issues."""
    watch = Stopwatch()
    translator = Translator("en")
    changed = [change_text(source) for source in issues]
    gc.collect()
    with ExitStack() as watches:
        for module, steps in STEPS.items():
            watches.enter_context(watch.watch(module, _name_calls(steps)))
        for source in changed:
            with watch.time(WHOLE):
                article = context.build(source)
            with watch.time(AFTER[0]):
                preview = render_preview(article, translator)
            for name in AFTER[1:]:
                with watch.time(name):
                    save_article(folder / source.name, article, preview, translator)
    return watch.spent


def _name_calls(steps: Mapping[str, list[str]]) -> list[str]:
    return [call for calls in steps.values() for call in calls]


def _make_rows(spent: Mapping[str, float]) -> Iterable[tuple[str, str, str]]:
    steps = {step: sum(spent[call] for call in calls) for module in STEPS.values() for step, calls in module.items()}
    between = {"between the steps": spent[WHOLE] - sum(steps.values())}
    after = {name: spent[name] for name in (WHOLE, *AFTER)}
    for name, seconds in (steps | between | after).items():
        yield name, show_ms(seconds), f"{seconds / spent[WHOLE]:.1%}"
