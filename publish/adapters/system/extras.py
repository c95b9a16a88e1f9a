"""Optional dependencies: what a base install leaves out."""

from __future__ import annotations

EXTRAS = {"postgres": "psycopg", "heic": "pillow_heif", "notify": "apprise", "math": "ziamath"}
"""The module that each extra of the distribution brings."""


def is_installed(extra: str) -> bool:
    """Return whether the module of an extra can be imported; it is not loaded."""
    from importlib.util import find_spec  # rarely needed

    return find_spec(EXTRAS[extra]) is not None
