"""How names are spelt, and which characters no Chinese keyboard writes; counted in forty issues of one newsletter."""

from __future__ import annotations

import re
import unicodedata

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


def normalise_odd(char: str) -> str:
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
