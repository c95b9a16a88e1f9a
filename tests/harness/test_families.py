"""Which cases of a family a run tries."""

from __future__ import annotations

import pytest

from tests.harness.families import family, pick_every, pick_first

pytest_plugins = ["pytester"]

FAMILY = """
from tests.harness.families import family
import pytest

@family("number", range(5), [0, 4])
def test_number(number): pass

@pytest.mark.soak
def test_long(): pass
"""


@pytest.mark.parametrize(("options", "passed"), [([], 2), (["--soak"], 6)])
def test_run_tries_representatives_unless_all_are_asked_for(
    pytester: pytest.Pytester, options: list[str], passed: int
) -> None:
    pytester.makepyfile(FAMILY)

    pytester.runpytest("-p", "tests.harness.families", *options).assert_outcomes(
        passed=passed, deselected=0 if options else 1
    )


@pytest.mark.parametrize("representatives", [[], [7]])
def test_family_refuses_representatives_outside_the_family(representatives: list[int]) -> None:
    with pytest.raises(ValueError, match="number: representatives must be members"):
        family("number", range(5), representatives)


def test_pick_first_returns_one_of_each_group() -> None:
    assert pick_first(["ab", "ac", "b", "bc"], lambda word: word[0]) == ["ab", "b"]


def test_pick_every_returns_the_last_too() -> None:
    assert pick_every(range(8), 3) == [0, 3, 6, 7]
