"""Output of commands: JSON, problems, and the progress of long runs."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Never, TextIO

from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.i18n.translator import Translator

if TYPE_CHECKING:
    from tqdm import tqdm

MIN_ISSUES_FOR_BAR = 10
# C0 and C1 controls but line ends, which JSON itself has, and bidirectional controls.
_COMMANDS = lazy_pattern("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def print_json(value: object) -> None:
    """Print a value as JSON on one line, whose texts command no terminal and can be written in UTF-8."""
    print(_COMMANDS.sub(_escape, _make_encodable(json.dumps(value, ensure_ascii=False))))


def _make_encodable(text: str) -> str:
    """Return a text without surrogates, as names of files may have them: no other program reads them."""
    return text.encode("utf-8", "replace").decode()


def show_text(text: str) -> str:
    """Return a text of other people on one line, without characters that command a terminal or turn its direction."""
    return _COMMANDS.sub("\ufffd", " ".join(text.split()))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def print_message(message: str, translator: Translator, **values: object) -> None:
    """Print a sentence to standard error."""
    print_aside(translator.translate(message, **values))


def print_aside(text: str) -> None:
    """Print text to standard error; where it cannot be written any more, no work ends for it."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        with suppress(OSError, ValueError):  # a stream without a descriptor
            discard_output(sys.stderr)


def discard_output(stream: TextIO) -> None:
    """Discard what a stream has buffered and will get: Python would try to write it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def confirm(question: str, translator: Translator, agreed: Collection[str], **values: object) -> bool:
    """Return whether somebody at a terminal answers a question with one of some words."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    print(translator.translate(question, **values), end=" ", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    return bool(answer) and answer.strip().lower() in agreed


def report_problems(problems: Iterable[Problem], translator: Translator) -> None:
    """Print problems to standard error, one a line."""
    for problem in problems:
        print_aside(translator.report(problem))


class Progress:
    """A progress bar, if standard error is a terminal and there is enough to do; printed lines appear above it."""

    def __init__(self, total: int, *, shown: bool) -> None:
        self._bar: tqdm[Never] | None = None
        if shown and total >= MIN_ISSUES_FOR_BAR and sys.stderr is not None and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=total, file=sys.stderr, leave=False, dynamic_ncols=True)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    @property
    def drawn(self) -> bool:
        """Return whether there is a bar."""
        return self._bar is not None

    def advance(self, count: int = 1) -> None:
        """Advance the bar."""
        if self._bar is not None:
            self._bar.update(count)

    def print(self, text: str, file: TextIO) -> None:
        """Print a line."""
        if self._bar is None and file is sys.stderr:
            print_aside(text)
        elif self._bar is None:
            print(text, file=file)
        else:
            self._bar.write(text, file=file)
