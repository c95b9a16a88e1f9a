"""Read front matter in TOML, between two `+++`."""

from __future__ import annotations

from datetime import date, datetime

from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.newsletter.front_matter.pairs import READ_KEYS, Head, Pair, read_value

TABLE = lazy_pattern(r"[ \t]*\[\[?[ \t]*[A-Za-z0-9_\"'-][^,]*\]\]?[ \t]*(?:#.*)?$")
"""Begins a table, to which all keys below it belong."""

_BLANK = lazy_pattern(r"[ \t]*(?:#.*)?$")
_PLACE = lazy_pattern(r" ?\(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_KEY = lazy_pattern(r"""[ \t]*["']?(?P<key>[A-Za-z0-9_-]+)["']?[ \t]*=""")


def begins_toml(lines: list[str]) -> bool:
    """Return whether some lines begin with a key or a table of TOML, after comments."""
    first = next((line for line in lines if not _BLANK.match(line)), "")
    return bool(_KEY.match(first) or TABLE.match(first))


def read_toml(lines: list[str], first_line: int) -> Head:
    """Return the keys and values of some lines in TOML, of which the first has a number in the file."""
    import tomllib  # slows every start; hardly an issue needs it

    try:
        table = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        return Head(problems=[_explain(str(error), first_line, len(lines))])
    except RecursionError:
        return Head(problems=[_explain("nested too deeply", first_line, 1)])
    places = _find_keys(lines, first_line)
    read = [
        read_value(key, _write_text(value), places.get(key, first_line), str(value))
        for key, value in table.items()
        if key in READ_KEYS
    ]
    return Head(
        [pair for pair in read if isinstance(pair, Pair)],
        [problem for problem in read if isinstance(problem, Problem)],
        {key: places.get(key, first_line) for key in table.keys() - READ_KEYS},
    )


def _explain(text: str, first_line: int, lines: int) -> Problem:
    place = _PLACE.search(text)
    line = first_line - 1 + (int(place["line"]) if place and place["line"] else lines)
    return Problem("front-matter-toml", {"reason": _PLACE.sub("", text)}, line=line)


def _find_keys(lines: list[str], first_line: int) -> dict[str, int]:
    """Return the line of each key above the first table."""
    end = next((i for i, line in enumerate(lines) if TABLE.match(line)), len(lines))
    found = (
        (match["key"], number) for number, line in enumerate(lines[:end], first_line) if (match := _KEY.match(line))
    )
    return dict(reversed(list(found)))


def _write_text(value: object) -> str | list[str] | None:
    """Return a value as front matter in YAML would hold it; None for a table and a list that holds more than text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, str | int | float | date):
        return str(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return value
    return None
