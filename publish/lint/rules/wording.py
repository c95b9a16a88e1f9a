"""Rules about characters, punctuation and words in running text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import is_ideograph
from publish.lint.context import HIDDEN, NON_LATIN, LintContext
from publish.lint.rule import LintViolation, Profile, info, replacement, warning
from publish.lint.rules.marks import WIDE_NUMBER

# Ligatures, radicals, compatibility ideographs, full-width letters; unusual spaces; invisible characters.
_UNUSUAL = lazy_pattern(
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

_DOUBLED = lazy_pattern("[，。；：、？！][，。；：、]+")
_PAIR = 2
_STOPS = ("。", "！", "？", "；", "!", "?", ";")
_HALF_WIDTH = lazy_pattern(rf"(?<={NON_LATIN})[,;:?](?={NON_LATIN})")
_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "?": "？"}
_TWICE = lazy_pattern(
    rf"(?<![目标])的的(?!确)|(?<![不得])(?!(?<=[为除])了了解)了了(?!于|几笔)|从从(?!业|事|容|军)|和和(?!谐|平|睦)|({NON_LATIN}{{2,4}})\1"
)
_ALIKE = lazy_pattern(
    r"(.)\1+|(?P<one>[一第])(?P<what>.)(?P=one)?|.着|非常|特别|很.|太多|是不|不.+|大把|什么|哔哩|屁颠|[你我他她它].+"
    "|体验|学习|讨论|研究|休息|介绍|考虑|商量|了解|感受|交流|分享|放松|锻炼|打扫|收拾|整理|检查|观察|打听|照顾|尝试|认识|总结"
)
_CITATION = lazy_pattern(r"(?<!\])\[\d{1,2}(?:[,，]\s*\d{1,2})*\](?![(\[:])")
_FIGURE = lazy_pattern(
    r"(?:(?<=[如见下上在由从])|(?<=[，。；：（(])|^)[图表]\s?\d{1,2}(?![\d.]|[张个份种款])", re.MULTILINE
)


@warning("N42", "punctuation-double", "甲。，乙")
def find_doubled_punctuation(context: LintContext) -> Iterator[LintViolation]:
    """Yield the punctuation marks in a row, unless `。。。` stands for an ellipsis."""
    return (violation for violation in _find(context, _DOUBLED, "marks") if not _is_ellipsis(violation))


def _is_ellipsis(violation: LintViolation) -> bool:
    marks = str(violation.values["marks"])
    return len(marks) > _PAIR and set(marks) == {"。"}


@warning("N42", "stop-alone", "甲乙。⏎。", fixable=True)
def find_lone_stops(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines that are a stop and nothing else, behind a line that ends with one."""
    for number, text in context.body.items():
        above = context.body.get(number - 1, "").rstrip()
        if text.strip(" \t>\u3000") in _STOPS and above.endswith(_STOPS):
            yield LintViolation(number, len(text) - len(text.lstrip()) + 1, edits=context.delete([number]))


def _find(context: LintContext, pattern: re.Pattern[str], key: str) -> Iterator[LintViolation]:
    """Yield the matches of a pattern in the body, each as the value of a key."""
    return (LintViolation(number, m.start() + 1, {key: m[0]}) for number, m in context.search_body(pattern))


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


@info("N46", "word-double", "的的")
def find_doubled_words(context: LintContext) -> Iterator[LintViolation]:
    """Yield the words written twice in a row, unless Chinese doubles them: 一步一步."""
    for number, found in context.search_body(_TWICE):
        if not found[1] or (all(map(is_ideograph, found[1])) and not _ALIKE.match(found[1])):
            yield LintViolation(number, found.start() + 1, {"words": found[0]})


@info("N48", "half-width", "甲,乙", fixable=True)
def find_half_width(context: LintContext) -> Iterator[LintViolation]:
    """Yield the half-width punctuation between Chinese characters, except the colon of a label (N31)."""
    for number, found in context.search_body(_HALF_WIDTH):
        between = found.string[found.start() - 1], found.string[found.end()]
        if all(map(is_ideograph, between)) and context.label_colons.get(number) != found.start():
            yield replacement(number, *found.span(), _FULL_WIDTH[found[0]], mark=found[0])


@info("N49", "citation-left", "甲乙[1]丙", Profile.DIGEST)
def find_citations(context: LintContext) -> Iterator[LintViolation]:
    """Yield the citations of a list that was not copied from the source of a newsletter's entry."""
    return _find(context, _CITATION, "mark")


@info("N49", "figure-left", "如图3所示", Profile.DIGEST)
def find_figures(context: LintContext) -> Iterator[LintViolation]:
    """Yield the references to a figure or table in an issue without pictures."""
    pictured = any(link.image for link in context.links)
    return iter(()) if pictured else _find(context, _FIGURE, "mark")


@info("N58", "traditional", "訓練模型", Profile.DIGEST)
def find_traditional(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines of a newsletter with characters of traditional or Japanese writing."""
    for number, text in context.body.items():
        chars = "".join(dict.fromkeys(char for char in text if char in _TRADITIONAL))
        if chars:
            yield LintViolation(number, text.index(chars[0]) + 1, {"chars": chars})
