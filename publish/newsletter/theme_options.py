"""Theme options in `publish.toml` and front matter, which change a theme without CSS."""

from __future__ import annotations

import unicodedata

from publish.core.lazy_pattern import lazy_pattern
from publish.core.nearest import find_nearest
from publish.core.problem import Problem
from publish.core.theme import ThemeOptions
from publish.newsletter.labels import NO_WORDS, YES_WORDS
from publish.wechat.dark_mode import parse_colour, write_hex

ACCENT = "accent"
OPTION_VALUES = {
    "text_size": {"small": "小", "standard": "标准", "large": "大"},
    "density": {"compact": "紧凑", "standard": "标准", "airy": "宽松"},
    "headings": {
        "theme": "主题", "plain": "素", "bar": "竖线", "underline": "下划线", "block": "色块", "centered": "居中",
        "numbered": "编号",
    },
    "code_theme": {name: name for name in ("theme", "github", "solarized", "nord", "one-dark", "monokai")},
    "indent": {"no": "不缩进", "yes": "缩进"},
    "justify": {"no": "齐左", "yes": "两端对齐"},
}  # fmt: skip
"""Values of each option except the accent, in English and Chinese."""

OPTION_NAMES = ThemeOptions._fields

_NOT_HEX = lazy_pattern(r"[^0-9a-f]")


def parse_theme_option(key: str, value: str) -> str | Problem:
    """Return an option's value as `#rrggbb` or English word, or the problem with it."""
    return _parse_accent(value) if key == ACCENT else _parse_word(key, value)


def _parse_accent(text: str) -> str | Problem:
    colour = parse_colour(text.strip().lower())
    if colour and colour.alpha == 1 and max(colour[:3]) <= 255:
        return write_hex(colour)
    nearest = _guess_colour(text)
    values = {"key": ACCENT, "value": text}
    return Problem("knob-colour-near", {**values, "nearest": nearest}) if nearest else Problem("knob-colour", values)


def _guess_colour(text: str) -> str | None:
    """Return the colour that was probably meant: without `#`, in full-width characters, or with an opacity."""
    plain = unicodedata.normalize("NFKC", text).lower().strip().lstrip("#")
    colour = parse_colour(plain)
    if colour and max(colour[:3]) <= 255:
        return write_hex(colour)
    digits = "" if _NOT_HEX.search(plain) else plain
    guess = parse_colour(f"#{digits[:6] if len(digits) == 8 else digits}")
    return write_hex(guess) if guess else None


def _parse_word(key: str, text: str) -> str | Problem:
    meanings = {word: english for english, chinese in OPTION_VALUES[key].items() for word in (english, chinese)}
    word = unicodedata.normalize("NFKC", text).strip().lower()
    if "yes" in meanings:
        word = "yes" if word in YES_WORDS else "no" if word in NO_WORDS else word
    if word in meanings:
        return meanings[word]

    known = ", ".join(f"{english} ({chinese})" for english, chinese in OPTION_VALUES[key].items())
    values = {"key": key, "value": text, "known": known}
    near = find_nearest(word, meanings)
    return Problem("knob-word-near", {**values, "nearest": near}) if near else Problem("knob-word", values)
