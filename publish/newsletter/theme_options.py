"""What of a theme one may turn without writing CSS, in the words of `publish.toml` and of front matter."""

from __future__ import annotations

import re
import unicodedata

from publish.core.problem import Problem
from publish.core.theme import ThemeOptions
from publish.wechat.dark_mode import parse_colour, write_hex

ACCENT = "accent"
WORDS = {
    "text_size": {"small": "小", "standard": "标准", "large": "大"},
    "density": {"compact": "紧凑", "standard": "标准", "airy": "宽松"},
}
"""What each knob but the accent may be set to, in English and Chinese."""

OPTION_NAMES = ThemeOptions._fields

_NO_DIGIT = re.compile(r"[^0-9a-f]")


def parse_theme_option(key: str, said: str) -> str | Problem:
    """Return a knob's setting: a colour as `#rrggbb`, or the English word; what is wrong where it is neither."""
    return _read_accent(said) if key == ACCENT else _read_word(key, said)


def _read_accent(said: str) -> str | Problem:
    colour = parse_colour(said.strip().lower())
    if colour and colour.alpha == 1 and max(colour[:3]) <= 255:
        return write_hex(colour)
    nearest = _guess_colour(said)
    values = {"key": ACCENT, "value": said}
    return Problem("knob-colour-near", {**values, "nearest": nearest}) if nearest else Problem("knob-colour", values)


def _guess_colour(said: str) -> str | None:
    """Return the colour that was probably meant: the sign forgotten, in full width, or with an opacity."""
    plain = unicodedata.normalize("NFKC", said).lower().strip().lstrip("#")
    colour = parse_colour(plain)
    if colour and max(colour[:3]) <= 255:
        return write_hex(colour)
    digits = "" if _NO_DIGIT.search(plain) else plain
    guess = parse_colour(f"#{digits[:6] if len(digits) == 8 else digits}")
    return write_hex(guess) if guess else None


def _read_word(key: str, said: str) -> str | Problem:
    meanings = {word: english for english, chinese in WORDS[key].items() for word in (english, chinese)}
    word = unicodedata.normalize("NFKC", said).strip().lower()
    if word in meanings:
        return meanings[word]
    from difflib import get_close_matches  # every start would pay for it

    values = {"key": key, "value": said, "known": ", ".join(f"{one} ({other})" for one, other in WORDS[key].items())}
    near = get_close_matches(word, meanings, n=1)
    return Problem("knob-word-near", {**values, "nearest": near[0]}) if near else Problem("knob-word", values)
