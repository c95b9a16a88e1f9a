"""Characters, punctuation and names in running text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from publish.core.problem import Edit
from publish.lint.context import HIDDEN, LintContext
from publish.lint.rule import LintViolation, info, warning

_NAMES = (
    "PyTorch", "GitHub", "NVIDIA", "SoC", "RISC-V", "TensorFlow", "Cortex", "Exynos", "Polyhedral", "Imagination",
    "EasyQuant",
)  # fmt: skip
_MISSPELT = {
    "rsic-v": "RISC-V", "rics-v": "RISC-V", "riscv": "RISC-V", "risc v": "RISC-V", "tensoflow": "TensorFlow",
    "tensorflwo": "TensorFlow", "cotex": "Cortex", "exyno": "Exynos", "polyheral": "Polyhedral",
    "imagenation": "Imagination", "eeayquant": "EasyQuant",
}  # fmt: skip
SPELLINGS = {name.lower(): name for name in _NAMES} | _MISSPELT
"""How a name is spelt, by what people write in small letters."""

# No name of a repository, a file, an address or an account: those are spelt as their owners spell them.
NAME = re.compile(
    r"(?<![A-Za-z0-9_/@.-])(?:" + "|".join(map(re.escape, SPELLINGS)) + r")(?![A-Za-z0-9_/-]|\.[A-Za-z0-9])",
    re.IGNORECASE,
)

_ANY_NAME = re.compile("|".join(map(re.escape, SPELLINGS)))


def may_hold_name(text: str) -> bool:
    """Return whether it is worth looking for names in a text; most lines hold none, and looking takes long."""
    return _ANY_NAME.search(text.lower()) is not None


# Ligatures, radicals, compatibility ideographs, full-width letters; spaces that are none of the keyboard's; what
# nobody sees.
ODD = re.compile(
    "[\u2e80-\u2fd5\uf900-\ufaff\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
    "|[\u00a0\u2000-\u200a\u202f\u205f]"
    "|[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200c\u2060\ufeff]"
)


def normalise_unusual(char: str) -> str:
    """Return what a character stands for: its plain form, a space, or nothing."""
    if unicodedata.category(char) in ("Cc", "Cf"):
        return ""
    return unicodedata.normalize("NFKC", char)


TRADITIONAL = frozenset(
    "來們個們說這為與對開關學國會後應該還過時點電網無線業務實現內訓練預資圖張臉機構從車東馬風飛龍鳥魚門問間聞"
    "長見覺視親觀認論語調談請讓設計許記訊試詳該誰課變動進運達選遠遲連週遊邊麗齊齒銳鋭鐵錢銀鋼錯鍵鏈頭題類顯願"
    "顏額體驗驚髮鬥鬧魯鮮麼黃點黨義習聯聲職聽肅膚臨興舉舊藝術蘭處虛號蟲補裝複製規覽訂訴診評詞詢誌誠誤識譯護讀"
    "譜讚豐負財責貢貨販貪貫貴買費貿賀賞賢賣賦質賴購贈贊趙趨跡踐車軌軍軟較載輕輛輝輪輯輸轉辦農迴邁還鄉鄰醫釋"
    "針釣鈔錄錦鎖鎮鏡鐘隊階際險陸陽陰雲霧靈靜響頁頂項順須預頓領頻飯飲館騎騰騙"
)
"""Characters of traditional or Japanese writing that simplified Chinese has no use for, not even in names."""


_HAN = "\u4e00-\u9fff"
_DOUBLED = re.compile("[，。；：、？！][，。；：、]+")
_KAOMOJI = re.compile(r"[(（][^()（）\u4e00-\u9fff]{1,8}[∠▽][^()（）\u4e00-\u9fff]{0,8}[)）]")
_ENUMERATED = re.compile(r"(?<!\w)[0-9a-zA-Z一二三四五六七八九十]{1,2}$")
_PAIRS = {"”": "“", "）": "（", ")": "（", "」": "「", "】": "【", "》": "《"}
_BRACKET = re.compile("[“”「」【】《》（）()]")
_HALF_WIDTH = re.compile(rf"(?<=[{_HAN}])[,;:?](?=[{_HAN}])")
_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "?": "？"}
_TWICE = re.compile(
    rf"(?<![目标])的的(?!确)|(?<![为除])了了(?!解)|从从(?!业|事|容|军)|和和(?!谐|平|睦)|([{_HAN}]{{2,4}})\1"
)
_ALIKE = re.compile(r"(.)\1+|(?P<one>[一第])(?P<what>.)(?P=one)?")
_CITATION = re.compile(r"(?<!\])\[\d{1,2}(?:[,，]\s*\d{1,2})*\](?![(\[:])")
_FIGURE = re.compile(r"(?:(?<=[如见下上在由从])|(?<=[，。；：（(])|^)[图表]\s?\d{1,2}(?![\d.]|[张个份种款])")
_TITLE_MARKS = re.compile(r"\[[^\[\]]*\](?=\x00)")


@warning("N42", "punctuation-double", "甲。，乙")
def find_doubled_punctuation(context: LintContext) -> Iterator[LintViolation]:
    """Yield the punctuation marks of which one is too many."""
    for number, text in context.body.items():
        for found in _DOUBLED.finditer(text):
            yield LintViolation(number, found.start() + 1, {"marks": found[0]})


@warning("N43", "quote-unpaired", "甲”乙“丙")
def find_unpaired_quotes(context: LintContext) -> Iterator[LintViolation]:
    """Yield, once a line, the quotation mark or bracket that lacks its other half."""
    for number, text in context.body.items():
        if "“" in text or "”" in text or any(mark in text for mark in "「」【】《》（）"):
            lone = _find_lone(_KAOMOJI.sub(lambda face: HIDDEN * len(face[0]), text))
            if lone is not None:
                yield LintViolation(number, lone + 1, {"mark": text[lone]})


def _find_lone(text: str) -> int | None:
    """Return the first mark without its other half; each kind is counted by itself, for they may cross."""
    waiting: dict[str, list[int]] = {mark: [] for mark in _PAIRS.values()}
    for found in _BRACKET.finditer(text):
        mark = "（" if found[0] == "(" else found[0]
        opening = _PAIRS.get(mark)
        if opening is None:
            if mark == "“" and waiting[mark]:
                return found.start()
            waiting[mark].append(found.start())
        elif waiting[opening]:
            waiting[opening].pop()
        elif opening != "（" or not _ENUMERATED.search(text, max(found.start() - 3, 0), found.start()):
            return found.start()
    return min((place for places in waiting.values() for place in places), default=None)


@warning("N44", "character-odd", "⼊门（部首字符，不是汉字）", fixable=True)
def find_unusual_characters(context: LintContext) -> Iterator[LintViolation]:
    """Yield the characters that look like others or like nothing."""
    for number, text in context.prose.items():
        for found in _find_odd(text):
            plain = normalise_unusual(found[0])
            edits = () if plain == found[0] else (Edit(number, found.start(), found.end(), plain),)
            yield LintViolation(number, found.start() + 1, {"code": f"U+{ord(found[0]):04X}"}, edits=edits)


def _find_odd(text: str) -> Iterator[re.Match[str]]:
    return iter(()) if text.isascii() and text.isprintable() else ODD.finditer(text.replace(HIDDEN, " "))


@info("N45", "name-spelling", "Pytorch", fixable=True)
def find_misspelt_names(context: LintContext) -> Iterator[LintViolation]:
    """Yield the names that their owners spell otherwise; in the text of a link they may be quoted."""
    for number, text in context.body.items():
        if not may_hold_name(text):
            continue
        quoted = [found.span() for found in _TITLE_MARKS.finditer(text)]
        for found in NAME.finditer(text):
            usual = SPELLINGS[found[0].lower()]
            if found[0] != usual:
                inside = any(start < found.start() < end for start, end in quoted)
                edits = () if inside else (Edit(number, found.start(), found.end(), usual),)
                yield LintViolation(number, found.start() + 1, {"said": found[0], "usual": usual}, edits=edits)


@info("N46", "word-double", "的的")
def find_doubled_words(context: LintContext) -> Iterator[LintViolation]:
    """Yield the words written twice in a row, unless Chinese doubles them: 一步一步."""
    for number, text in context.body.items():
        for found in _TWICE.finditer(text):
            if not found[1] or not _ALIKE.match(found[1]):
                yield LintViolation(number, found.start() + 1, {"words": found[0]})


@info("N48", "half-width", "甲,乙", fixable=True)
def find_half_width(context: LintContext) -> Iterator[LintViolation]:
    """Yield the half-width punctuation between Chinese characters."""
    for number, text in context.body.items():
        for found in _HALF_WIDTH.finditer(text):
            if context.label_colons.get(number) == found.start():
                continue  # has a rule of its own
            edit = Edit(number, found.start(), found.end(), _FULL_WIDTH[found[0]])
            yield LintViolation(number, found.start() + 1, {"mark": found[0]}, edits=(edit,))


@info("N49", "citation-left", "甲乙[1]丙")
def find_citations(context: LintContext) -> Iterator[LintViolation]:
    """Yield the references to a list that stayed behind in the source."""
    for number, text in context.body.items():
        for found in _CITATION.finditer(text):
            yield LintViolation(number, found.start() + 1, {"mark": found[0]})


@info("N49", "figure-left", "如图3所示")
def find_figures(context: LintContext) -> Iterator[LintViolation]:
    """Yield the references to a figure or table, where the issue has none."""
    pictured = any(link.image for link in context.links)
    for number, text in () if pictured else context.body.items():
        for found in _FIGURE.finditer(text):
            yield LintViolation(number, found.start() + 1, {"mark": found[0]})


@info("N58", "traditional", "訓練模型")
def find_traditional(context: LintContext) -> Iterator[LintViolation]:
    """Yield, once a line, the characters of traditional or Japanese writing."""
    for number, text in context.body.items():
        found = TRADITIONAL.intersection(text)
        if found:
            first = next(at for at, char in enumerate(text) if char in found)
            shown = "".join(dict.fromkeys(char for char in text if char in found))
            yield LintViolation(number, first + 1, {"chars": shown})
