"""Every fault at every call, under every habit of the platform that no page documents; and their judge."""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

from publish.core.delivery_record import DeliveryState
from tests.release.harness import (
    IMPATIENT,
    Harness,
    Run,
    make_long_article,
    make_others,
    make_real_parts,
    make_real_post,
)

ENDPOINTS = (
    "stable_token",
    "media/uploadimg",
    "material/add_material",
    "draft/add",
    "draft/batchget",
    "freepublish/submit",
    "freepublish/get",
    "freepublish/batchget",
    "draft/batchget before anything",
    "freepublish/batchget before anything",
)
FAULTS: dict[str, dict[str, Any]] = {
    **{
        f"{kind} after": {"kind": kind, "when": "after", "seconds": 1}
        for kind in ("hang", "reset", "status", "cut", "broken-json", "drip")
    },
    **{
        f"{kind} before": {"kind": kind, "when": "before", "seconds": 1}
        for kind in ("hang", "reset", "status", "empty-object")
    },
    **{f"{code} before": {"kind": "errcode", "when": "before", "code": code} for code in (-1, 40001, 45009)},
    "late": {"kind": "reset", "when": "late", "late_seconds": 0.3},
}
MODELS: dict[str, dict[str, Any]] = {
    "synchronous": {"publish_delay": 0},
    "visible later": {"publish_delay": 0.3},
    "draft kept": {"publish_delay": 0, "published_draft": "kept"},
    "lists lag": {"publish_delay": 0, "list_lag": 0.2},
    "three pages": {"publish_delay": 0, "list_order": "oldest"},
    "whole refused": {"publish_delay": 0, "content_limit": "documented"},
    "shortened": {"publish_delay": 0, "content_limit": "documented", "list_lag": 0.2},
    "several articles": {"publish_delay": 0},
    "several, visible later": {"publish_delay": 0.3, "list_lag": 0.2},
    "picture post": {"publish_delay": 0},
}
ADDS = {"whole refused": 1, "shortened": 2}
"""Which draft of a long article a fault at `draft/add` meets: the whole one, which is refused, or the shortened one."""
LOST = {"draft/batchget": "draft/add", "freepublish/batchget": "freepublish/submit"}
"""After which lost answer a list is asked for."""
NTH = {"draft/batchget": 2, "freepublish/batchget": 3}
"""Which of its calls that is: before, they show that nothing of the issue was sent, and nothing was handed in."""
OTHERS = 41
"""Drafts of other people, where the list has three pages."""


class Case(NamedTuple):
    """One delivery that something goes wrong with."""

    endpoint: str
    fault: str
    model: str

    def __str__(self) -> str:
        return f"{self.endpoint} {self.fault} {self.model}".replace(" ", "-")


CASES = [Case(*case) for case in product(ENDPOINTS, FAULTS, MODELS)]


class Verdict(NamedTuple):
    """Result of a case."""

    drafts: int
    publications: int
    incomplete: int
    """Publications that lack an article."""
    state: DeliveryState | None
    runs: tuple[Run, ...]
    """Up to the one that was done."""

    @property
    def flaws(self) -> list[str]:
        """Return what must not be."""
        found = []
        if self.drafts > 1 or self.publications > 1:
            found.append("doubled")
        if self.incomplete:
            found.append("lost an article")
        if self.state is DeliveryState.PUBLISHED and self.publications != 1:
            found.append("said to be out, and is not")
        if self.state not in (DeliveryState.PUBLISHED, DeliveryState.HELD, DeliveryState.UNCERTAIN):
            found.append(f"ended {self.state}")
        if any(run.code and len(run.problems) != 1 for run in self.runs):
            found.append("not told in one line")
        if (self.runs[-1].code == 0) != (self.state is DeliveryState.PUBLISHED):
            found.append("exit code and ledger differ")
        return found


def try_case(case: Case, harness: Harness) -> Verdict:
    """Deliver with a fault, then without, until it is done or only a person can help; return what came of it."""
    harness.policy = IMPATIENT
    control = harness.sandbox.control
    control.post("settings", **MODELS[case.model])
    if case.model == "three pages":
        control.post("drafts", appid="wx0000000000000001", title="别的", content="<p>文</p>", count=OTHERS)
    if case.model in ADDS:
        harness.article, harness.shorten = make_long_article(), make_real_parts
    if case.model == "picture post":
        harness.article = make_real_post()
    if case.model.startswith("several"):
        harness.others = make_others()
    nth = {**NTH, "draft/add": ADDS.get(case.model, 1)}
    if case.endpoint in LOST:
        control.fail(LOST[case.endpoint], "reset", when="after", nth=nth.get(LOST[case.endpoint], 1))
    times = 1 if case.endpoint == "freepublish/submit" else 2
    control.fail(case.endpoint.split()[0], nth=nth.get(case.endpoint, 1), times=times, **FAULTS[case.fault])
    runs = []
    for _ in range(5):
        runs.append(harness.deliver_if_open())
        if runs[-1].code == 0:
            break
    drafts, publications = harness.made
    lost = sum(count != len(harness.others) + 1 for count in harness.published) if case.model not in ADDS else 0
    return Verdict(drafts, publications, lost, harness.state, tuple(runs))
