"""Parse `$…$` and `$$…$$`, where the options turn them on, and render simple formulas as text."""

from __future__ import annotations

import re
from html import escape

import mistune
from mistune.block_parser import BlockParser
from mistune.core import BlockState, InlineState
from mistune.inline_parser import InlineParser

from publish.core.text import is_wide, lower_text

MAX_SIMPLE_CHARS = 60

# As in pandoc: no space inside the dollars, no digit behind the second, so that $5 and $10 stay money.
_INLINE = r"\$\$(?P<display_tex>(?:[^$\\`]|\\.)+)\$\$|\$(?P<tex>(?! )(?:[^$\\`\n]|\\[^\n])+(?<! ))\$(?!\d)"
FORMULA_BLOCK = r"^ {0,3}\$\$[ \t]*(?P<block_tex>(?:[^$\\]|\\[\s\S])+)\$\$[ \t]*(?:\n|$)"

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
_PART = re.compile(
    r"(?P<word>[A-Za-z]+)|(?P<number>\d+(?:\.\d+)?)|(?P<relation>[=<>+\-*])|(?P<sign>[(),./|!:;\[\]'%])"
    r"|\\(?P<name>[A-Za-z]+)[ ]?|\\(?P<space>[,;: %])"
    r"|(?P<script>[\^_])(?:\{(?P<group>[A-Za-z0-9+\-=(),]{1,20})\}|(?P<one>[A-Za-z0-9]))|(?P<blank>[ ])"
)
_OPEN = "(,[;: "


def parse_formulas(md: mistune.Markdown) -> None:
    """Register inline formulas."""
    md.inline.register("formula", _INLINE, _parse_inline, before="codespan", start_chars="$")


def parse_formula_block(_: BlockParser, match: re.Match[str], state: BlockState) -> int:
    """Parse a formula that stands alone."""
    state.append_token({"type": "formula", "raw": match["block_tex"], "attrs": {"display": True}})
    return match.end()


def _parse_inline(_: InlineParser, match: re.Match[str], state: InlineState) -> int | None:
    tex = match["display_tex"] or match["tex"]
    if "\\" not in tex and any(map(is_wide, tex)):  # $5，$10: money in a sentence
        return None
    state.append_token({"type": "formula", "raw": tex, "attrs": {"display": False}})
    return match.end()


def render_simple_formula(tex: str) -> str | None:
    """Return a formula as HTML text with italic letters; None if text cannot show it."""
    if len(tex) > MAX_SIMPLE_CHARS:
        return None
    parts: list[str] = []
    at = 0
    while at < len(tex):
        part = _PART.match(tex, at)
        rendered = _render_part(part, parts) if part else None
        if part is None or rendered is None:
            return None
        parts += [rendered] if rendered else []
        at = part.end()
    return "".join(parts)


def _render_part(part: re.Match[str], before: list[str]) -> str | None:
    name = part["name"]
    if part["word"] or name in _LETTERS:
        return f"<em>{_LETTERS.get(name, part['word'])}</em>"
    if part["relation"] or name in _RELATIONS:
        sign = _RELATIONS.get(name) or _SIGNS.get(part["relation"], part["relation"])
        return f" {sign} " if before and before[-1][-1:] not in _OPEN else sign
    if part["script"]:
        return _render_script(part["script"], part["group"] or part["one"]) if before else None
    if name:
        return f"{name}\u00a0" if name in _NAMES else None
    if part["space"]:
        return "%" if part["space"] == "%" else " "
    return part["number"] or _SIGNS.get(part["sign"], part["sign"] or "")


def _render_script(script: str, text: str) -> str:
    lowered = lower_text(text) if script == "_" else ""
    text = re.sub(r"[A-Za-z]+", r"<em>\g<0></em>", escape(text.replace("-", "−")))
    return lowered or (f"<sub>{text}</sub>" if script == "_" else f"<sup>{text}</sup>")
