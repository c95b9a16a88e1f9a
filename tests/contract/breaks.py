"""What in a JSON Schema of replies breaks programs that read replies of an older one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def find_breaks(old: Any, new: Any, place: str = "") -> Iterator[str]:
    """Yield each place where a reader of the old schema could not read what the new one describes.

    New commands, properties and definitions break nothing, nor do other descriptions; a reply may also promise more
    than before.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _compare_objects(old, new, place)
    elif isinstance(old, list) and isinstance(new, list) and place.endswith("/required"):
        yield from (f"{place}: {name} may be missing" for name in old if name not in new)
    elif isinstance(old, list) and isinstance(new, list) and place == "/oneOf":  # the commands
        yield from (f"{place}: {command} is gone" for command in old if command not in new)
    elif isinstance(old, list) and isinstance(new, list) and place.endswith(("/enum", "/anyOf")):
        yield from (f"{place}: {value} is new" for value in new if value not in old)
    elif old != new:
        yield f"{place}: {old!r} became {new!r}"


def _compare_objects(old: dict[str, Any], new: dict[str, Any], place: str) -> Iterator[str]:
    names = place.endswith(("/properties", "/$defs"))
    told = () if names else ("description", "title", "$id")  # they say the same in other words
    for name, before in old.items():
        if name in told:
            continue
        if name not in new:
            yield f"{place}/{name}: is gone"
        else:
            yield from find_breaks(before, new[name], f"{place}/{name}")
    if not names:
        yield from (
            f"{place}/{name}: is new" for name in new if name not in old and name not in ("description", "title")
        )
