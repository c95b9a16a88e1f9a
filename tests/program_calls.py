"""Calls of the program that a text names, and whether there are such commands and options."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.cli.options import OPTIONS, SHARED

_SHELL = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
_PROGRAMS = (
    "publish",
    ".venv/bin/publish",
    "wechat-newsletter",
    "uvx wechat-newsletter",
    "uvx --from 'wechat-newsletter[mcp]' publish",
    "pipx run wechat-newsletter",
)


def list_calls(text: str) -> Iterator[str]:
    """Yield the calls of the program in blocks of shell, and in code within lines."""
    lines = [line for block in _SHELL.findall(text) for line in block.splitlines()]
    for line in [*lines, *re.findall(r"`([^`\n]+)`", text)]:
        call = re.split(r"\s+#|\s+[|<>&]", line.strip())[0]
        program = next((each for each in _PROGRAMS if call.startswith(f"{each} ")), None)
        if program:
            yield call.removeprefix(program).strip()


def is_known(words: list[str]) -> bool:
    """Return whether a call names a command, and only options that it has."""
    if words[0].startswith("-") or words[0] == "help":
        return True
    options = {option for option, _, _ in (*SHARED, *OPTIONS.get(words[0], ()))}
    given = [word.partition("=")[0] for word in words if word.startswith("--")]
    return words[0] in OPTIONS and set(given) <= options
