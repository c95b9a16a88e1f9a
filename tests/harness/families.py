"""Families of cases: every run tries representatives, `pytest --soak` every member."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from typing import TypeVar

import pytest

T = TypeVar("T")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="try every member of every family of cases; takes long")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "family(names, members, representatives, ids): see tests/harness/families.py")
    config.addinivalue_line("markers", "soak: takes long, and runs with --soak only")


def family(
    names: str, members: Collection[T], representatives: Collection[T], ids: Callable[[T], str] = str
) -> pytest.MarkDecorator:
    """Parametrize a test with the representatives of a family, or with all its members under `--soak`.

    Raises:
        ValueError: There is no representative, or one is no member.
    """
    if not representatives or any(each not in members for each in representatives):
        raise ValueError(f"{names}: representatives must be members of the family")
    return pytest.mark.family(names, members, representatives, ids)


def pick_first(members: Iterable[T], key: Callable[[T], Hashable]) -> list[T]:
    """Return the first member of each group, in the order of the members."""
    first: dict[Hashable, T] = {}
    for member in members:
        first.setdefault(key(member), member)
    return list(first.values())


def pick_every(members: Iterable[T], step: int) -> list[T]:
    """Return every so manieth member, the first and the last among them."""
    listed = list(members)
    return [member for number, member in enumerate(listed) if number % step == 0 or number == len(listed) - 1]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for marker in metafunc.definition.iter_markers("family"):
        names, members, representatives, ids = marker.args
        chosen = members if metafunc.config.getoption("--soak") else representatives
        metafunc.parametrize(names, list(chosen), ids=[ids(member) for member in chosen])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--soak"):
        return
    kept = [item for item in items if not item.get_closest_marker("soak")]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("soak")])
        items[:] = kept
