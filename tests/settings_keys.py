"""The keys of `publish.toml`, for tests of what documents say of them."""

from __future__ import annotations

from publish.adapters.config.schema import list_keys
from publish.core.settings import Settings


def find_keys() -> list[str]:
    """Return every key of the settings, dotted, in order."""
    keys: list[str] = []
    for name, default in Settings()._asdict().items():
        middle = "NAME." if name == "accounts" else ""
        is_table = isinstance(default, tuple) or middle
        keys += [f"{name}.{middle}{key}" for key in list_keys(name)] if is_table else [name]
    at = keys.index("newsletter.words")
    keys[at : at + 1] = [f"newsletter.words.{key}" for key in list_keys("newsletter", "words")]
    return ["check.RULE" if key == "check" else key for key in keys]
