"""The base of every type in the contract."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12


class JsonObject(TypedDict):
    """An object of the contract; the text below a field describes it in the JSON Schema."""


# What pydantic reads; in the class it would be a field.
setattr(JsonObject, "__pydantic_config__", {"use_attribute_docstrings": True})  # noqa: B010
