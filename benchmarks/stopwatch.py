"""CPU time by name: of a block, or of the functions that a module calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import process_time
from types import ModuleType
from typing import Any


class Stopwatch:
    """Seconds spent, by name."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Add what the block takes."""
        start = process_time()
        try:
            yield
        finally:
            self.spent[name] += process_time() - start

    @contextmanager
    def watch(self, module: ModuleType, names: Sequence[str]) -> Iterator[None]:
        """Add what functions take that a module calls by these names, while the block runs."""
        kept = {name: getattr(module, name) for name in names}
        for name, function in kept.items():
            setattr(module, name, self._time_calls(name, function))
        try:
            yield
        finally:
            for name, function in kept.items():
                setattr(module, name, function)

    def _time_calls(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            start = process_time()
            try:
                return function(*args, **kwargs)
            finally:
                self.spent[name] += process_time() - start

        return timed
