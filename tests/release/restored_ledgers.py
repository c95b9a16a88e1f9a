"""A ledger put back as it was some steps before, with the content changed or not, and after a while; and its judge."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from publish.adapters.config.newsletter_identity import Identity
from publish.adapters.ledger.copy_detection import find_step_file
from publish.adapters.ledger.open import adopt_ledger
from publish.adapters.ledger.sql_ledger import SqlLedger
from publish.core.delivery_record import DeliveryState
from publish.core.exceptions import LedgerError
from tests.delivery.scenarios import make_article, replace_parts
from tests.release.harness import Harness, make_real_article
from tests.sandbox.server import VERIFIED

STEPS = 6
"""Steps of a delivery; `test_delivery_has_the_expected_step_count` counts them."""
AGES = {"at once": 0, "eleven minutes": 660, "a month": 2_592_000}
WAYS = ("the file", "all that is kept", "the file alone is left")
"""Restored files: the ledger; the ledger and its step file; or the ledger with its step file deleted."""


class Case(NamedTuple):
    """One ledger that was put back."""

    behind: int
    changed: bool
    age: str
    way: str
    newsletter: str

    def __str__(self) -> str:
        changed = "changed" if self.changed else "unchanged"
        return f"{self.behind}-{changed}-{self.age}-{self.way}-{self.newsletter or 'unnamed'}".replace(" ", "-")


CASES = [Case(*case) for case in product(range(STEPS + 1), [False, True], AGES, WAYS, ["", "embedded-ai"])]


class Verdict(NamedTuple):
    """Result of a case."""

    drafts: int
    publications: int
    told: bool
    """Whether a person was told, before the ledger was taken over, what the account shows and the ledger does not."""
    state: DeliveryState | None
    """In the end."""

    @property
    def flaws(self) -> list[str]:
        """Return what must not be."""
        found = []
        if (self.drafts, self.publications) != (1, 1):
            found.append("doubled")
        if self.state is not DeliveryState.PUBLISHED and not self.told:
            found.append("lost without a word")
        return found


@contextmanager
def _keeping_copies(harness: Harness) -> Iterator[list[tuple[Path, Path]]]:
    """Copy the ledger, and the step beside it, before a delivery and after each step."""
    assert isinstance(harness.ledger, Path)
    ledger, step_file = harness.ledger, find_step_file(harness.ledger, VERIFIED)
    copies: list[tuple[Path, Path]] = []

    def copy() -> None:
        number = len(copies)
        copies.append((harness.folder / f"ledger-{number}", harness.folder / f"step-{number}"))
        shutil.copy(ledger, copies[-1][0])
        shutil.copy(step_file, copies[-1][1])

    with harness.open():
        pass
    copy()
    save = SqlLedger.save

    def save_and_copy(self: SqlLedger, *words: Any) -> Any:
        saved = save(self, *words)
        copy()
        return saved

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqlLedger, "save", save_and_copy)
        yield copies


def _put_back(harness: Harness, copies: list[tuple[Path, Path]], case: Case) -> None:
    assert isinstance(harness.ledger, Path)
    ledger, step = copies[len(copies) - 1 - case.behind]
    step_file = find_step_file(harness.ledger, VERIFIED)
    shutil.copy(ledger, harness.ledger)
    if case.way == "all that is kept":
        shutil.copy(step, step_file)
    elif case.way == "the file alone is left":
        step_file.unlink()


def count_steps(harness: Harness) -> int:
    """Return how many steps a delivery is."""
    with _keeping_copies(harness) as copies:
        assert harness.deliver().code == 0
    return len(copies) - 1


def try_case(case: Case, harness: Harness) -> Verdict:
    """Publish, put the ledger back, and run on; then take it over, and run on."""
    harness.newsletter = Identity(case.newsletter)
    harness.sandbox.control.advance(-AGES[case.age])
    with _keeping_copies(harness) as copies:
        assert harness.deliver().code == 0
    harness.sandbox.control.advance(AGES[case.age])
    _put_back(harness, copies, case)
    if case.changed:
        parts = make_article("新的正文").parts[0].html
        article = make_real_article()
        harness.article = replace_parts(article, article.parts[0]._replace(html=parts))
    told = False
    for _ in range(2):
        for _ in range(3):
            told |= _run(harness) not in (0, None)
        adopt_ledger(harness.ledger, VERIFIED)
    drafts, publications = harness.made
    return Verdict(drafts, publications, told, harness.state)


def _run(harness: Harness) -> int:
    try:
        return harness.deliver_if_open().code
    except LedgerError as error:  # already when it is asked how far the issue has come
        return error.exit_code
