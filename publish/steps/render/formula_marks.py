"""Tell formulas from money, names of a shell and escaped brackets, by what stands between two marks."""

from __future__ import annotations

import re

from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import is_wide
from publish.core.theme import Math

_COMMAND = lazy_pattern(r"\\[A-Za-z]{2}")  # \w and \d are a regular expression's
# A power; an index of one letter.
_SCRIPT = lazy_pattern(
    r"[A-Za-z0-9)}\]|']\^[A-Za-z0-9{(*+-]|(?<![A-Za-z0-9_])[A-Za-z]_(?:\{|[A-Za-z0-9](?![A-Za-z0-9_]))"
)
_NO_FORMULA = lazy_pattern(r"[#\"@;&?]")  # in programs and addresses
# One letter, a sum, a function: begins as no amount of money and ends as no path of a shell.
_SHORT = lazy_pattern(r"[A-Za-z(|](?:[A-Za-z0-9 +\-=<>()\[\]|,/*!.':]*[A-Za-z0-9)\]|!'])?")
_IDEOGRAPH = lazy_pattern(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_SHELL_NAME = lazy_pattern(r"[A-Z_]{2,}")
_LETTER, _WORD = lazy_pattern(r"[A-Za-z]"), lazy_pattern(r"[A-Za-z]{2}")
_COMPARISON = lazy_pattern(r"\d\s*[=<>]\s*\d")
_CALCULATION = lazy_pattern(r"[=<>+*/-]")
_NAME_CHAR = lazy_pattern(r"[A-Z0-9_]")  # behind `$` in US$5, $HOME and $10
_CODE_CHAR = lazy_pattern(r"[A-Za-z0-9]")
_ADDRESS_CHARS = 200  # of an address, so many are looked at
_ADDRESS = lazy_pattern(r"://[!-~]*\Z")


def has_tex(text: str) -> bool:
    """Return whether a text between two marks holds what only TeX has: a command, a power, an index."""
    return bool(_COMMAND.search(text) or (_SCRIPT.search(text) and not _NO_FORMULA.search(text)))


def read_tex(match: re.Match[str]) -> str:
    """Return the TeX of a match of the marks in a line."""
    return match["display_tex"] or match["tex"] or match["round_tex"] or match["square_tex"]


def is_marked(match: re.Match[str], math: Math) -> bool:
    """Return whether what stands between two marks is a formula, and no money, name or escaped bracket."""
    tex = read_tex(match)
    if math == "auto":
        return is_clear(match)
    if has_tex(tex):
        return True
    if any(map(is_wide, tex)):
        return is_calculation(tex) and (not match["tex"] or not _IDEOGRAPH.search(tex))  # $5，$10: money in a sentence
    if match["tex"] and _SHELL_NAME.match(tex) and _is_beside_names(match):  # $HOME/bin:$PATH
        return False
    spaced = tex.startswith(" ")
    if match["square_tex"]:
        return spaced  # \[1\] is an escaped bracket
    return not (match["tex"] and spaced) or is_calculation(tex)


def is_clear(match: re.Match[str]) -> bool:
    """Return whether what stands between two marks can be nothing but a formula."""
    tex = read_tex(match)
    short = match["tex"] and _SHORT.fullmatch(tex) and not _WORD.search(tex)
    return bool(has_tex(tex) or short) and not (match["tex"] and (_is_beside_names(match) or _is_in_address(match)))


def _is_beside_names(match: re.Match[str]) -> bool:
    """Return whether a dollar may begin a name of a shell or an amount, as in US$5 and $HOME."""
    text, start, end = match.string, match.start(), match.end()
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    return bool(_CODE_CHAR.match(before) or _NAME_CHAR.match(after))


def _is_in_address(match: re.Match[str]) -> bool:
    before = match.string[max(match.start() - _ADDRESS_CHARS, 0) : match.start()]
    return "://" in before and _ADDRESS.search(before) is not None


def is_calculation(tex: str) -> bool:
    """Return whether what stands between spaced dollars is no amount: `$ x $`, `$ mc = E $`, but not `$ 5 and $`."""
    if _COMPARISON.search(tex):
        return True
    return _LETTER.search(tex) is not None and (_WORD.search(tex) is None or _CALCULATION.search(tex) is not None)
