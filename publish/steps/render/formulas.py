"""Formulas: simple ones as text, others as pictures; `$…$` is one only where the issue or the settings say so."""

from __future__ import annotations

import re
from html import escape

import mistune
from mistune.block_parser import BlockParser
from mistune.core import BlockState, InlineState
from mistune.inline_parser import InlineParser

from publish.core.text import is_wide, lower_text

MAX_SIMPLE_CHARS = 60

# As in pandoc: no space inside the dollars, no figure behind the second, so that $5 and $10 stay money.
_INLINE = r"\$\$(?P<shown_tex>(?:[^$\\`]|\\.)+)\$\$|\$(?P<tex>(?! )(?:[^$\\`\n]|\\[^\n])+(?<! ))\$(?!\d)"
_BLOCK = r"^ {0,3}\$\$[ \t]*(?P<block_tex>(?:[^$\\]|\\[\s\S])+)\$\$[ \t]*(?:\n|$)"

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
    r"|(?P<shift>[\^_])(?:\{(?P<group>[A-Za-z0-9+\-=(),]{1,20})\}|(?P<one>[A-Za-z0-9]))|(?P<blank>[ ])"
)
_OPEN = "(,[;: "


def parse_formulas(md: mistune.Markdown) -> None:
    """Read `$…$` and `$$…$$`."""
    md.block.register("block_formula", _BLOCK, _parse_block, before="paragraph")
    md.inline.register("formula", _INLINE, _parse_inline, before="codespan", start_chars="$")
    for rules in (md.block.list_rules, md.block.block_quote_rules):
        md.block.insert_rule(rules, "block_formula", before="paragraph")


def _parse_block(_: BlockParser, match: re.Match[str], state: BlockState) -> int:
    state.append_token({"type": "formula", "raw": match["block_tex"], "attrs": {"display": True}})
    return match.end()


def _parse_inline(_: InlineParser, match: re.Match[str], state: InlineState) -> int | None:
    tex = match["shown_tex"] or match["tex"]
    if "\\" not in tex and any(map(is_wide, tex)):  # $5，$10: money in a sentence
        return None
    state.append_token({"type": "formula", "raw": tex, "attrs": {"display": False}})
    return match.end()


def write_simple(tex: str) -> str | None:
    """Return a formula of one line as HTML, its letters slanted; None where letters alone cannot show it."""
    if len(tex) > MAX_SIMPLE_CHARS:
        return None
    parts: list[str] = []
    at = 0
    while at < len(tex):
        part = _PART.match(tex, at)
        written = _write_part(part, parts) if part else None
        if part is None or written is None:
            return None
        parts += [written] if written else []
        at = part.end()
    return "".join(parts)


def _write_part(part: re.Match[str], before: list[str]) -> str | None:
    name = part["name"]
    if part["word"] or name in _LETTERS:
        return f"<em>{_LETTERS.get(name, part['word'])}</em>"
    if part["relation"] or name in _RELATIONS:
        sign = _RELATIONS.get(name) or _SIGNS.get(part["relation"], part["relation"])
        return f" {sign} " if before and before[-1][-1:] not in _OPEN else sign
    if part["shift"]:
        return _write_shifted(part["shift"], part["group"] or part["one"]) if before else None
    if name:
        return f"{name}\u00a0" if name in _NAMES else None
    if part["space"]:
        return "%" if part["space"] == "%" else " "
    return part["number"] or _SIGNS.get(part["sign"], part["sign"] or "")


def _write_shifted(shift: str, text: str) -> str:
    lowered = lower_text(text) if shift == "_" else ""
    text = re.sub(r"[A-Za-z]+", r"<em>\g<0></em>", escape(text.replace("-", "−")))
    return lowered or (f"<sub>{text}</sub>" if shift == "_" else f"<sup>{text}</sup>")
