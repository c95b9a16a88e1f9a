"""Schema of `publish.toml`, derived from the annotations of `core/settings`, and the message for a wrong value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    TypeAdapter,
    ValidationError,
    create_model,
)

from publish.adapters.config.setting_checks import CHECKS, require
from publish.core.nearest import find_nearest
from publish.core.problem import Problem
from publish.core.settings import Check, Choice, Range, Settings

Key: TypeAlias = tuple[str, ...]  # path of a key in the file: `("newsletter", "name")`

_SECRETS = frozenset({"secret", "appsecret", "app_secret"})
_TYPES = {str: StrictStr, bool: StrictBool, int: StrictInt, float: StrictFloat}
_TYPE_MESSAGES = {
    "bool_type": "setting-bool",
    "string_type": "setting-text",
    "model_type": "setting-table",
    "dict_type": "setting-table",
    "list_type": "setting-words",
    "missing": "setting-needed",
}


def make_type(annotation: Any) -> Any:
    """Return what pydantic checks and makes for an annotation of the settings."""
    base, *notes = get_args(annotation) if get_origin(annotation) is Annotated else (annotation,)
    kind: Any
    if get_origin(base) is Literal:
        kind = Union[tuple(dict.fromkeys(_TYPES[type(choice)] for choice in get_args(base)))]  # noqa: UP007  # any number
        notes = notes or [Choice()]
    elif get_origin(base) is tuple:
        kind = Annotated[list[StrictStr], BeforeValidator(_as_list), AfterValidator(tuple)]
    elif get_origin(base) is Mapping:
        key, value = map(make_type, get_args(base))
        kind = dict[key, value]  # type: ignore[valid-type]
    else:
        kind = _TYPES.get(base) or _make_table(base)
    for note in notes:
        kind = Annotated[kind, _make_validator(note, base)]
    return kind


def _as_list(value: Any) -> Any:
    """Return several words as written, and a single one as a list."""
    return [value] if isinstance(value, str) else value


def _make_table(record: Any) -> Any:
    """Return the type of a table; a key without default is required."""
    fields: dict[str, Any] = {
        key: (make_type(annotation), record._field_defaults.get(key, ...))
        for key, annotation in get_type_hints(record, include_extras=True).items()
    }
    table = create_model(record.__name__, __config__=ConfigDict(extra="forbid"), **fields)
    return Annotated[table, AfterValidator(lambda checked: record(**dict(checked)))]


def _make_validator(note: Check | Range | Choice, base: Any) -> AfterValidator | BeforeValidator:
    """Return the validator of a note in an annotation; true is not the number 1."""
    if isinstance(note, Check):
        return AfterValidator(CHECKS[note.name])
    if isinstance(note, Range):
        types, low, high = {int} if base is int else {int, float}, note.low, note.high
        check = require(lambda n: type(n) in types and low <= n <= high, "setting-range", low=low, high=high)
    else:
        choices = get_args(base)
        known = ", ".join(str(choice).lower() for choice in choices)
        check = require(
            lambda value: any(type(value) is type(c) and value == c for c in choices), note.message, known=known
        )
    return AfterValidator(check) if note.type_first else BeforeValidator(check)


_FILE: TypeAdapter[Settings] = TypeAdapter(make_type(Settings))


def validate_settings(written: Mapping[str, Any]) -> tuple[Settings | None, list[tuple[Key, Problem]]]:
    """Return the settings, or every mistake with its key."""
    try:
        return _FILE.validate_python(written), []
    except ValidationError as error:
        return None, list(_find_problems(error))


def list_keys(*table: str) -> tuple[str, ...]:
    """Return the keys of a table, given by the keys that lead to it, or of the file itself."""
    record: Any = Settings
    for name in table:
        hint = get_type_hints(record).get(name, record)  # the name of an account is no key
        record = next(iter(get_args(hint)[1:]), hint)  # or the values of a mapping
    return tuple(record._fields)


def _explain_unknown(key: str, known: Sequence[str]) -> Problem:
    """Return the problem of a key that is no setting, with the nearest that is."""
    table, _, name = key.rpartition(".")
    near = find_nearest(name, known)
    values = {"key": key, "known": ", ".join(known)}
    nearest = f"{table}.{near}" if table else near
    return Problem("setting-nearest", {**values, "nearest": nearest}) if near else Problem("setting-unknown", values)


def _find_problems(error: ValidationError) -> Iterator[tuple[Key, Problem]]:
    for mistake in error.errors(include_url=False):
        path = tuple(str(part) for part in mistake["loc"] if part != "[key]")
        key = ".".join(path)
        kind = mistake["type"]
        if kind == "extra_forbidden" and path[-1].lower() in _SECRETS:
            yield path, Problem("setting-secret", {"key": key})
        elif kind == "extra_forbidden":
            yield path, _explain_unknown(key, list_keys(*path[:-1]))
        elif kind.startswith(("setting-", "knob-")):
            yield path, Problem(kind, {"key": key, **mistake.get("ctx", {})})
        else:
            yield path, Problem(_TYPE_MESSAGES.get(kind, "setting-number"), {"key": key})
