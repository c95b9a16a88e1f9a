"""Rules about characters, punctuation and names in running text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from publish.lint.context import HIDDEN, LINK_TEXT, LintContext
from publish.lint.rule import LintViolation, info, replacement, warning
from publish.lint.rules.marks import WIDE_NUMBER

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
_ANY_NAME = re.compile("|".join(map(re.escape, _SPELLINGS)))
# Not in names of repositories, files, addresses and accounts, which keep their own spelling.
_NAME = re.compile(rf"(?<![A-Za-z0-9_/@.-])(?:{_ANY_NAME.pattern})(?![A-Za-z0-9_/-]|\.[A-Za-z0-9])", re.IGNORECASE)

# Ligatures, radicals, compatibility ideographs, full-width letters; unusual spaces; invisible characters.
_UNUSUAL = re.compile(
    "[\u2e80-\u2fd5\uf900-\ufaff\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
    "|[\u00a0\u2000-\u200a\u202f\u205f]"
    "|[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200c\u2060\ufeff]"
)

_TRADITIONAL = frozenset(
    "來們個們說這為與對開關學國會後應該還過時點電網無線業務實現內訓練預資圖張臉機構從車東馬風飛龍鳥魚門問間聞"
    "長見覺視親觀認論語調談請讓設計許記訊試詳該誰課變動進運達選遠遲連週遊邊麗齊齒銳鋭鐵錢銀鋼錯鍵鏈頭題類顯願"
    "顏額體驗驚髮鬥鬧魯鮮麼黃點黨義習聯聲職聽肅膚臨興舉舊藝術蘭處虛號蟲補裝複製規覽訂訴診評詞詢誌誠誤識譯護讀"
    "譜讚豐負財責貢貨販貪貫貴買費貿賀賞賢賣賦質賴購贈贊趙趨跡踐車軌軍軟較載輕輛輝輪輯輸轉辦農迴邁還鄉鄰醫釋"
    "針釣鈔錄錦鎖鎮鏡鐘隊階際險陸陽陰雲霧靈靜響頁頂項順須預頓領頻飯飲館騎騰騙"
)
"""Characters of traditional or Japanese writing that simplified Chinese does not use, not even in names."""

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
_ALIKE = re.compile(r"(.)\1+|(?P<one>[一第])(?P<what>.)(?P=one)?|.着|非常|特别|很多|太多|很久|是不|哔哩")
_CITATION = re.compile(r"(?<!\])\[\d{1,2}(?:[,，]\s*\d{1,2})*\](?![(\[:])")
_FIGURE = re.compile(r"(?:(?<=[如见下上在由从])|(?<=[，。；：（(])|^)[图表]\s?\d{1,2}(?![\d.]|[张个份种款])")


@warning("N42", "punctuation-double", "甲。，乙")
def find_doubled_punctuation(context: LintContext) -> Iterator[LintViolation]:
    """Yield the punctuation marks in a row."""
    return _find(context, _DOUBLED, "marks")


def _find(context: LintContext, pattern: re.Pattern[str], key: str) -> Iterator[LintViolation]:
    """Yield the matches of a pattern in the body, each as the value of a key."""
    return (LintViolation(number, m.start() + 1, {key: m[0]}) for number, m in context.search_body(pattern))


@warning("N43", "quote-unpaired", "甲”乙“丙")
def find_unpaired_quotes(context: LintContext) -> Iterator[LintViolation]:
    """Yield the first unpaired quotation mark or bracket of each line."""
    for number, text in context.body.items():
        if any(mark in text for mark in "“”「」【】《》（）"):
            at = _find_unpaired(_KAOMOJI.sub(lambda face: HIDDEN * len(face[0]), text))
            if at is not None:
                yield LintViolation(number, at + 1, {"mark": text[at]})


def _find_unpaired(text: str) -> int | None:
    """Return the position of the first unpaired mark; each kind is counted by itself, for they may cross."""
    unclosed: dict[str, list[int]] = {mark: [] for mark in _PAIRS.values()}
    for found in _BRACKET.finditer(text):
        mark = "（" if found[0] == "(" else found[0]
        opening = _PAIRS.get(mark)
        if opening is None:
            if mark == "“" and unclosed[mark]:
                return found.start()
            unclosed[mark].append(found.start())
        elif unclosed[opening]:
            unclosed[opening].pop()
        elif opening != "（" or not _ENUMERATED.search(text, max(found.start() - 3, 0), found.start()):
            return found.start()
    return min((position for positions in unclosed.values() for position in positions), default=None)


@warning("N44", "character-odd", "⼊门（部首字符，不是汉字）", fixable=True)
def find_unusual_characters(context: LintContext) -> Iterator[LintViolation]:
    """Yield the characters that look like others or are invisible."""
    for number, text in context.prose.items():
        number_end = _find_number_end(text)
        ordinary = text.isascii() and text.isprintable()
        for found in () if ordinary else _UNUSUAL.finditer(text.replace(HIDDEN, " ")):
            if found.start() < number_end:
                continue
            invisible = unicodedata.category(found[0]) in ("Cc", "Cf")
            plain = "" if invisible else unicodedata.normalize("NFKC", found[0])
            violation = replacement(number, *found.span(), plain, code=f"U+{ord(found[0]):04X}")
            yield violation._replace(edits=()) if plain == found[0] else violation


def _find_number_end(text: str) -> int:
    """Return the end of a list's full-width number at the beginning of a line (N64)."""
    number = WIDE_NUMBER.match(text, len(text) - len(text.lstrip(" \t>")))
    return number.end() if number else 0


@info("N45", "name-spelling", "Pytorch", fixable=True)
def find_misspelt_names(context: LintContext) -> Iterator[LintViolation]:
    """Yield the misspelt names; those in the text of a link may be quotations and get no fix."""
    for number, text in context.body.items():
        if not _ANY_NAME.search(text.lower()):  # most lines have none, and the next pattern is slow
            continue
        quoted = [found.span() for found in LINK_TEXT.finditer(text)]
        for found in _NAME.finditer(text):
            usual = _SPELLINGS[found[0].lower()]
            if found[0] != usual:
                violation = replacement(number, *found.span(), usual, said=found[0], usual=usual)
                inside = any(start < found.start() < end for start, end in quoted)
                yield violation._replace(edits=()) if inside else violation


@info("N46", "word-double", "的的")
def find_doubled_words(context: LintContext) -> Iterator[LintViolation]:
    """Yield the words written twice in a row, unless Chinese doubles them: 一步一步."""
    for number, found in context.search_body(_TWICE):
        if not found[1] or not _ALIKE.match(found[1]):
            yield LintViolation(number, found.start() + 1, {"words": found[0]})


@info("N48", "half-width", "甲,乙", fixable=True)
def find_half_width(context: LintContext) -> Iterator[LintViolation]:
    """Yield the half-width punctuation between Chinese characters, except the colon of a label (N31)."""
    for number, found in context.search_body(_HALF_WIDTH):
        if context.label_colons.get(number) != found.start():
            yield replacement(number, *found.span(), _FULL_WIDTH[found[0]], mark=found[0])


@info("N49", "citation-left", "甲乙[1]丙")
def find_citations(context: LintContext) -> Iterator[LintViolation]:
    """Yield the citations of a list that was not copied from the source of a newsletter's entry."""
    return iter(()) if not context.is_newsletter else _find(context, _CITATION, "mark")


@info("N49", "figure-left", "如图3所示")
def find_figures(context: LintContext) -> Iterator[LintViolation]:
    """Yield the references to a figure or table in an issue without pictures."""
    pictured = not context.is_newsletter or any(link.image for link in context.links)
    return iter(()) if pictured else _find(context, _FIGURE, "mark")


@info("N58", "traditional", "訓練模型")
def find_traditional(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines of a newsletter with characters of traditional or Japanese writing."""
    for number, text in context.body.items() if context.is_newsletter else ():
        chars = "".join(dict.fromkeys(char for char in text if char in _TRADITIONAL))
        if chars:
            yield LintViolation(number, text.index(chars[0]) + 1, {"chars": chars})
