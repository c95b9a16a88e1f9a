"""Optional dependencies: what a base install leaves out."""

from __future__ import annotations

EXTRAS = {
    "postgres": "psycopg",
    "heic": "pillow_heif",
    "notify": "apprise",
    "math": "ziamath",
    "fonts": "manimgx_fonts_cjk",
    "mcp": "mcp",
}
"""The module that each extra of the distribution brings."""


def is_installed(extra: str) -> bool:
    """Return whether the module of an extra can be imported; it is not loaded."""
    return find_module_folder(extra) is not None


def find_module_folder(extra: str) -> str | None:
    """Return the folder of an extra's module; None where it is not installed."""
    from importlib.util import find_spec  # rarely needed

    spec = find_spec(EXTRAS[extra])
    return next(iter(spec.submodule_search_locations or ()), None) if spec else None
