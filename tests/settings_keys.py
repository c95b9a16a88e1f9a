"""The keys of `publish.toml`, for tests of what documents say of them."""

from __future__ import annotations

from publish.adapters.config.schema import KEYS


def find_keys() -> list[str]:
    """Return every key of the settings, dotted, in order."""
    keys: list[str] = []
    for name, kind in KEYS.items():
        middle = "NAME." if name == "accounts" else ""
        keys += [f"{name}.{middle}{key}" for key in kind] if isinstance(kind, dict) else [name]
    return ["check.RULE" if key == "check" else key for key in keys]
