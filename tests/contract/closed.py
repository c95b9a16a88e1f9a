"""A schema that allows no property that it does not name."""

from __future__ import annotations

from typing import Any


def close(schema: Any) -> Any:
    """Return a schema whose objects have the properties that it names and no others.

    The one that is printed stays open: a newer program may tell more.
    """
    if isinstance(schema, list):
        return [close(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: close(value) for name, value in schema.items()}
    return {**closed, "additionalProperties": False} if "properties" in schema and "title" in schema else closed
