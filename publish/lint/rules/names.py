"""Rules about how names are spelt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import has_ideographs, is_ideograph
from publish.lint.context import LINK_TEXT, NON_LATIN, LintContext
from publish.lint.rule import LintViolation, Profile, info, replacement

_NAMES = (
    "PyTorch", "GitHub", "NVIDIA", "SoC", "RISC-V", "TensorFlow", "Cortex", "Exynos", "Polyhedral", "Imagination",
    "EasyQuant",
)  # fmt: skip
_MISSPELT = {
    "rsic-v": "RISC-V", "rics-v": "RISC-V", "riscv": "RISC-V", "risc v": "RISC-V", "tensoflow": "TensorFlow",
    "tensorflwo": "TensorFlow", "cotex": "Cortex", "exyno": "Exynos", "polyheral": "Polyhedral",
    "imagenation": "Imagination", "eeayquant": "EasyQuant",
}  # fmt: skip
_SPELLINGS = {name.lower(): name for name in _NAMES} | _MISSPELT  # usual spelling of each name, by lower-case variant
_ANY_NAME = lazy_pattern("|".join(map(re.escape, _SPELLINGS)))
# Not in names of repositories, files, addresses and accounts, which keep their own spelling.
_NAME = lazy_pattern(rf"(?<![A-Za-z0-9_/@.-])(?:{_ANY_NAME.pattern})(?![A-Za-z0-9_/-]|\.[A-Za-z0-9])", re.IGNORECASE)

_PAIR, _TRIPLE = 2, 3
_NO_TITLE = lazy_pattern(rf"^[\s>]*{NON_LATIN}{{2,4}}[：:]|[|｜][^|｜]*$")  # a label; a source
_WORD = lazy_pattern(r"(?<![A-Za-z0-9_/@.-])[A-Za-z][A-Za-z0-9]{4,40}(?![A-Za-z0-9_/@-])")
_RUN = lazy_pattern(rf"({NON_LATIN})\1+")
_REDUPLICATED = frozenset(
    "一个等点看仅天人常渐慢刚往试想谈聊说听走年月日家层步处事种样条件次大小多少好好久太早远近轻细深默静"
    "以为的了是在有和不与之其也就都要会能可从到把被让对向给由于而且或及"
)
"""Characters that Chinese doubles, or that end one word and begin the next."""
_MAX_RUNS = 100  # each is looked for in the whole text


@info("N45", "name-spelling", "Pytorch", Profile.DIGEST, fixable=True)
def find_misspelt_names(context: LintContext) -> Iterator[LintViolation]:
    """Yield the misspelt names; those in the text of a link may be quotations and get no fix.

    A line or link in another language is quoted as it is.
    """
    for number, text in context.body.items():
        if not _ANY_NAME.search(text.lower()):  # most lines have none, and the next pattern is slow
            continue
        quoted = [found.span() for found in LINK_TEXT.finditer(text)]
        foreign = _find_foreign(text, quoted)
        for found in _NAME.finditer(text):
            usual = _SPELLINGS[found[0].lower()]
            if found[0] != usual and not any(start <= found.start() < end for start, end in foreign):
                violation = replacement(number, *found.span(), usual, said=found[0], usual=usual)
                inside = any(start < found.start() < end for start, end in quoted)
                yield violation._replace(edits=()) if inside else violation


def _find_foreign(text: str, quoted: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where a line is in another language, and so a quotation: whole, or the texts of links."""
    parts = [(0, len(text)), *quoted]
    return [(start, end) for start, end in parts if not has_ideographs(_NO_TITLE.sub("", text[start:end]))]


@info("N46", "name-double", "TensorrFlow（别处写作 TensorFlow）")
def find_doubled_characters(context: LintContext) -> Iterator[LintViolation]:
    """Yield the names with a character twice that the issue elsewhere writes with one."""
    found = [*_find_doubled_letters(context), *_find_doubled_ideographs(context)]
    for number, start, said, usual in sorted(found):
        yield LintViolation(number, start + 1, {"said": said, "usual": usual})


def _find_doubled_letters(context: LintContext) -> Iterator[tuple[int, int, str, str]]:
    """Yield line, start, name and usual spelling of names in capitals with a letter too many."""
    words = Counter(_WORD.findall(context.body_text))
    usual = {word: once for word in words if (once := _write_once(word, words))}
    for number, word in context.search_body(_WORD) if usual else ():
        if word[0] in usual:
            yield number, word.start(), word[0], usual[word[0]]


def _write_once(name: str, words: Counter[str]) -> str:
    """Return a name in capitals with one letter less, if the issue writes that at least as often; else nothing."""
    if name == name.lower():
        return ""
    shorter = (name[:at] + name[at + 1 :] for at in range(len(name) - 1) if name[at] == name[at + 1])
    return next((word for word in shorter if words[word] >= words[name]), "")


def _find_doubled_ideographs(context: LintContext) -> Iterator[tuple[int, int, str, str]]:
    """Yield the same of Chinese."""
    runs = ((number, run) for number, run in context.search_body(_RUN) if is_ideograph(run[1]))
    for number, run in islice(runs, _MAX_RUNS):
        usual = _write_chinese_once(run, context.body_text)
        if usual:
            yield number, run.start(), run[0], usual


def _write_chinese_once(run: re.Match[str], text: str) -> str:
    """Return Chinese with one character less, if the text elsewhere has it within the same words; else nothing."""
    if len(run[0]) > _PAIR or run[1] in _REDUPLICATED:
        return ""
    before, after = run.string[: run.start()], run.string[run.end() :]
    variants = [f"{before[-left:]}{run[1]}{after[:right]}" for left, right in ((2, 1), (1, 2))]
    chinese = [words for words in variants if len(words) > _TRIPLE and all(map(is_ideograph, words))]
    return chinese[0] if chinese and all(words in text for words in chinese) else ""
