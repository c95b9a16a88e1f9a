"""Read one value that YAML writes in quotes, in a block, over several lines or as a list."""

from __future__ import annotations

_MAX_CHARS = 20_000
_PAIR_START = 3  # the events before a value: start of stream, of document, of mapping


def parse_yaml_value(text: str) -> str | list[str] | None:
    """Return the value of the only key of a mapping: text, a list of texts, or None for anything else.

    Only the parser's events are read: nothing is constructed, no alias is followed, and nesting costs no stack.

    Raises:
        ValueError: The text is no YAML, or too long.
    """
    import yaml  # slows every start; hardly an issue needs it

    if len(text) > _MAX_CHARS:
        raise ValueError(f"a value of {len(text)} characters")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # in C wherever libyaml is
    try:
        events = list(yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    first, *rest = events[_PAIR_START + 1 :]
    if isinstance(first, yaml.ScalarEvent) and isinstance(rest[0], yaml.MappingEndEvent):
        return str(first.value)
    end = next((i for i, event in enumerate(rest) if not isinstance(event, yaml.ScalarEvent)), 0)
    if isinstance(first, yaml.SequenceStartEvent) and isinstance(rest[end], yaml.SequenceEndEvent):
        return [event.value for event in rest[:end]]
    return None
