r"""Parse `$…$`, `$$…$$`, `\(…\)` and `\[…\]`, where the options allow, and render simple formulas as text."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from functools import cache
from html import escape
from typing import Any

import mistune
from mistune.block_parser import BlockParser
from mistune.core import BlockState, InlineState
from mistune.inline_parser import InlineParser

from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import is_wide, lower_text
from publish.core.theme import Math
from publish.steps.render.formula_marks import has_tex, is_calculation, is_clear, is_marked, read_tex

MAX_SIMPLE_CHARS = 60

# As in pandoc: no space inside the dollars, no digit behind the second, so that $5 and $10 stay money; or two spaces.
_DOLLARS = r"\$(?P<tex>(?:(?! )(?:[^$\\`\n]|\\[^\n])+(?<! )| (?:[^$\\`\n]|\\[^\n])+(?<= )))\$(?!\d)"
_INLINE = (
    r"\$\$(?P<display_tex>(?:[^$\\`]|\\.)+)\$\$"
    rf"|{_DOLLARS}"
    r"|\\\((?P<round_tex>(?:[^\\`\n]|\\[^()\[\]\n])+)\\\)"
    r"|\\\[(?P<square_tex>(?:[^\\`]|\\[^()\[\]])+)\\\](?![(\[])"
)
FORMULA_BLOCK = (
    r"^ {0,3}\$\$[ \t]*(?P<block_tex>(?:[^$\\]|\\[\s\S])+)\$\$[ \t]*(?:\n|$)"
    r"|^ {0,3}\\\[(?P<bracket_tex>(?:[^\\]|\\[^()\[\]])+)\\\][ \t]*(?:\n|$)"
)
FORMULA_MARKS = (("$$", "$$"), ("\\[", "\\]"))
_ENV_KEY = "printed_tex"


def _match_words(group: str) -> str:
    return rf"\\(?:text(?:rm|up|normal)?|mathrm|mbox)\{{(?P<{group}>[^{{}}\\$^_]{{1,40}})\}}"


_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ",
    "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "infty": "∞",
}  # fmt: skip
_RELATIONS = {
    "times": "×", "cdot": "·", "pm": "±", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠",
    "approx": "≈", "sim": "∼", "to": "→", "rightarrow": "→", "in": "∈", "ll": "≪", "gg": "≫",
}  # fmt: skip
_NAMES = frozenset({"log", "ln", "exp", "sin", "cos", "tan", "max", "min"})
_SIGNS = {"-": "−", "*": "∗", "'": "′", "<": "&lt;", ">": "&gt;"}
_PART = (
    r"(?P<word>[A-Za-z]+)|(?P<number>\d+(?:\.\d+)?)|(?P<relation>[=<>+\-*])|(?P<sign>[(),./|!:;\[\]'%])"
    rf"|{_match_words('words')}|(?P<wide>[\u2e80-\uffef]+)"
    r"|\\(?P<name>[A-Za-z]+)[ ]?|\\(?P<space>[,;: %])"
    r"|(?P<script>[\^_])(?:\{(?P<group>[A-Za-z0-9+\-=(),]{1,20})\}|(?P<one>[A-Za-z0-9])"
    rf"|\{{(?:{_match_words('group_words')}|(?P<group_wide>[\u2e80-\uffef]+))\}}|{_match_words('one_words')})"
    r"|(?P<blank>[ ])"
)
_WORDS_BELOW = lazy_pattern(r"_\{?(?:\\[a-z]|[\u2e80-\uffef])")
_OPEN = "(,[;: "


@cache
def _compile_part() -> re.Pattern[str]:
    """Return the pattern of a part; it takes long to compile, and an issue without formulas needs none."""
    return re.compile(_PART)


def parse_formulas(md: mistune.Markdown, math: Math) -> None:
    """Register formulas in a line; where they are off, TeX that will be printed is recorded instead."""

    def parse(inline: InlineParser, match: re.Match[str], state: InlineState) -> int | None:
        if math is False:
            if has_tex(read_tex(match)) and is_clear(match):
                state.env.setdefault(_ENV_KEY, []).append(match[0])
            return _leave(inline, match, state)
        if not is_marked(match, math):
            return _leave(inline, match, state)
        state.append_token({"type": "formula", "raw": read_tex(match), "attrs": {"display": False}})
        return match.end()

    md.inline.register("formula", _INLINE, parse, before="escape", start_chars=("$", "\\"))


def _leave(inline: InlineParser, match: re.Match[str], state: InlineState) -> int | None:
    """Leave the first mark as text: an escaped bracket without its backslash."""
    if match[0].startswith("$"):
        return None
    mark = match[0][:2]
    inline.process_text(mark[1], state, parse_emphasis=False)
    return match.start() + len(mark)


def make_block_parser(math: Math) -> Callable[[BlockParser, re.Match[str], BlockState], int | None]:
    """Return the parser of a formula that stands alone."""

    def parse(_: BlockParser, match: re.Match[str], state: BlockState) -> int | None:
        tex = match["block_tex"] or match["bracket_tex"]
        if not has_tex(tex):
            bracketed = match["bracket_tex"] and not tex[0].isspace() and not is_calculation(tex)  # \[1\]
            if bracketed or (math == "auto" and any(map(is_wide, tex))):
                return None
        state.append_token({"type": "formula", "raw": tex, "attrs": {"display": True}})
        return match.end()

    return parse


def pop_printed_tex(env: MutableMapping[str, Any]) -> list[str]:
    """Return the TeX that was printed since the last call, because formulas are off."""
    printed: list[str] = env.pop(_ENV_KEY, [])
    return printed


def render_simple_formula(tex: str, *, small_words: bool = False) -> str | None:
    """Return a formula as HTML text with italic letters and upright words; None if text cannot show it.

    Args:
        tex: TeX without the dollars.
        small_words: Whether words of an index may be small text: WeChat lowers none.
    """
    if len(tex) > MAX_SIMPLE_CHARS or (not small_words and _WORDS_BELOW.search(tex)):
        return None
    parts: list[str] = []
    at = 0
    while at < len(tex):
        part = _compile_part().match(tex, at)
        rendered = _render_part(part, parts) if part else None
        if part is None or rendered is None:
            return None
        parts += [rendered] if rendered else []
        at = part.end()
    return "".join(parts)


def _render_part(part: re.Match[str], before: list[str]) -> str | None:
    words = part["words"] or part["wide"]
    if words:
        return escape(words)
    if part["script"]:
        return _render_script(part) if before else None
    return _render_sign(part, before)


def _render_sign(part: re.Match[str], before: list[str]) -> str | None:
    name = part["name"]
    if part["word"] or name in _LETTERS:
        return f"<em>{_LETTERS.get(name, part['word'])}</em>"
    if part["relation"] or name in _RELATIONS:
        sign = _RELATIONS.get(name) or _SIGNS.get(part["relation"], part["relation"])
        return f" {sign} " if before and before[-1][-1:] not in _OPEN else sign
    if name:
        return f"{name}\u00a0" if name in _NAMES else None
    if part["space"]:
        return "%" if part["space"] == "%" else " "
    return part["number"] or _SIGNS.get(part["sign"], part["sign"] or "")


def _render_script(part: re.Match[str]) -> str:
    tag = "sub" if part["script"] == "_" else "sup"
    words = part["group_words"] or part["group_wide"] or part["one_words"]
    if words:
        return f"<{tag}>{escape(words)}</{tag}>"
    text = part["group"] or part["one"]
    lowered = lower_text(text) if tag == "sub" else ""
    text = re.sub(r"[A-Za-z]+", r"<em>\g<0></em>", escape(text.replace("-", "−")))
    return lowered or f"<{tag}>{text}</{tag}>"
