"""Rules about how names are spelt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from publish.core.lazy_pattern import lazy_pattern
from publish.lint.context import LINK_TEXT, LintContext
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

_HAN = "\u4e00-\u9fff"
_PAIR, _TRIPLE = 2, 3
_CHINESE = lazy_pattern(f"[{_HAN}]")
_NO_TITLE = lazy_pattern(rf"^[\s>]*[{_HAN}]{{2,4}}[：:]|[|｜][^|｜]*$")  # a label; a source
_WORD = lazy_pattern(r"(?<![A-Za-z0-9_/@.-])[A-Za-z][A-Za-z0-9]{4,40}(?![A-Za-z0-9_/@-])")
_LIKELY = lazy_pattern(rf"{_WORD.pattern}|(?P<run>(?P<one>[{_HAN}])(?P=one)+)")
_CHINESE_RUN = lazy_pattern(f"[{_HAN}]+")
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
    return [(start, end) for start, end in parts if not _CHINESE.search(_NO_TITLE.sub("", text[start:end]))]


@info("N46", "name-double", "TensorrFlow（别处写作 TensorFlow）")
def find_doubled_characters(context: LintContext) -> Iterator[LintViolation]:
    """Yield the names with a character twice that the issue elsewhere writes with one."""
    text = "\n".join(context.body.values())
    words = Counter(_WORD.findall(text))
    runs = 0
    for number, found in context.search_body(_LIKELY):
        runs += not found[0].isascii()
        if found[0].isascii():
            usual = _write_once(found, words)
        else:
            usual = _write_chinese_once(found, text) if runs <= _MAX_RUNS else ""
        if usual:
            yield LintViolation(number, found.start() + 1, {"said": found[0], "usual": usual})


def _write_once(found: re.Match[str], words: Counter[str]) -> str:
    """Return a name in capitals with one letter less, if the issue writes that at least as often; else nothing."""
    name = found[0]
    shorter = [name[:at] + name[at + 1 :] for at in range(len(name) - 1) if name[at] == name[at + 1]]
    likely = (word for word in shorter if words[word] >= words[name])
    return next(likely, "") if name != name.lower() else ""


def _write_chinese_once(found: re.Match[str], text: str) -> str:
    """Return Chinese with one character less, if the text elsewhere has it within the same words; else nothing."""
    if len(found["run"]) > _PAIR or found["one"] in _REDUPLICATED:
        return ""
    before, after = found.string[: found.start()], found.string[found.end() :]
    variants = [f"{before[-left:]}{found['one']}{after[:right]}" for left, right in ((2, 1), (1, 2))]
    chinese = [words for words in variants if len(words) > _TRIPLE and _CHINESE_RUN.fullmatch(words)]
    return chinese[0] if chinese and all(words in text for words in chinese) else ""
