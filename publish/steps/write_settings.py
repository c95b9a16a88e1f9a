"""Write a settings file in which each key says why it has its value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from publish.core.toml_text import quote_toml


class ProposedSetting(NamedTuple):
    """One key of the settings and why it has its value."""

    key: str  # with its table: `newsletter.name`
    value: str | tuple[str, ...]
    message: str  # id of the sentence that says why
    values: Mapping[str, object] = {}
    is_active: bool = True  # whether it applies; else it stands in the file as an example


def write_settings(settings: Sequence[ProposedSetting], comments: Sequence[str], heading: str) -> str:
    """Return settings as TOML with a comment above each; those of one table follow each other."""
    parts = [f"# {heading}"]
    pairs = zip(settings, comments, strict=True)
    for table, group in groupby(pairs, lambda pair: pair[0].key.rpartition(".")[0]):
        lines = [f"[{table}]"] if table else []
        for setting, comment in group:
            name = setting.key.rpartition(".")[2]
            lines += [f"# {comment}", f"{'' if setting.is_active else '# '}{name} = {_write_value(setting.value)}"]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _write_value(value: str | tuple[str, ...]) -> str:
    """Return a value as TOML, without characters that nobody sees."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_write_value, value))}]"
    return quote_toml("".join(char for char in value if char.isprintable()))
