"""Rewrite TeX that latex2mathml does not read, or reads wrongly, as TeX that it reads."""

from __future__ import annotations

import re

from publish.core.lazy_pattern import lazy_pattern

_ALIGNED = ("aligned", "align", "alignedat", "alignat", "split", "flalign", "eqnarray")
_GATHERED = ("gathered", "gather", "multline", "multlined")
_PLAIN = ("equation", "displaymath", "math")
_ENVIRONMENTS = {
    **dict.fromkeys(_ALIGNED, "align*"),  # with the star it numbers no line
    **dict.fromkeys(_GATHERED, "displaylines"),
    **dict.fromkeys(_PLAIN, ""),
    "dcases": "cases",
}
_NAMES = {
    "R": r"\mathbb{R}", "N": r"\mathbb{N}", "Z": r"\mathbb{Z}", "Q": r"\mathbb{Q}", "C": r"\mathbb{C}",
    "E": r"\mathbb{E}", "mathds": r"\mathbb", "mathbbm": r"\mathbb", "dag": r"\dagger", "dd": r"\mathrm{d}",
    "coloneqq": "≔", "colonequals": "≔", "vcentcolon": ":", "eqqcolon": "≕", "nonumber": "", "notag": "",
    "arg": r"\operatorname{arg}\,",
    "mathrm": r"\mathrm ",  # beside a brace one letter would become italic
    **{name: rf"\operatorname{{{name}}}" for name in (
        "Var", "Cov", "Tr", "tr", "diag", "sgn", "rank", "lcm", "grad", "curl", "supp", "span", "sign",
    )},
}  # fmt: skip
_NAMED_LIMITS = {"argmax": r"\argmax", "argmin": r"\argmin"}

_BORDER = lazy_pattern(r"\\(begin|end)\s*\{([A-Za-z]+)\*?\}(?:\s*\[[tcb]\])?(\s*\{\d{1,2}\})?")
_ARRAY = lazy_pattern(r"(\\begin\s*\{array\}(?:\s*\[[tcb]\])?\s*)\{([^{}]{1,60})\}(?:\s*\\hline)*")
_LAST_RULE = lazy_pattern(r"(?:\\hline\s*)++(?=\\end\b)")
_LAST_BREAK = lazy_pattern(r"\\\\\s*(?=\\end\b)")
_ROW_GAP = lazy_pattern(r"(\\\\\*?)\s*\[-?[\d.]+\s*[a-z]{2}\]")
_THREE_COLUMNS = lazy_pattern(r"&\s*([=<>≤≥]|\\[a-z]+)\s*&")
_COMMAND = lazy_pattern(r"\\([A-Za-z]+)")
_PRIMES = lazy_pattern(r"('{1,4})\^(?:\{([^{}]*)\}|([A-Za-z0-9*+]))")
_WITH_WORDS = lazy_pattern(
    r"\\(?:(text(?:bf|it|rm|sf|tt|md|up|normal)?|mbox|hbox)|(operatorname)(\*?)|(tag)\*?|(?:label|eqref|ref))\s*\{"
)
_PRIME = r"\prime "
_BRACES = {ord("{"): "", ord("}"): "", ord("~"): " "}
_SPACING = lazy_pattern(r"\\[,;:! ]|~|\s")
_OPERATOR = lazy_pattern(r"[A-Za-z]+")
_ESCAPED = lazy_pattern(r"\\([_%#$&{} ])")


def rewrite_tex(tex: str) -> str:
    """Return TeX in which environments, words, numbers and names are as latex2mathml knows them."""
    tex = _ROW_GAP.sub(r"\1", tex)
    if "\\begin" in tex:
        tex = _rewrite_environments(tex)
    tex = _rewrite_words(tex)
    tex = _PRIMES.sub(lambda match: f"^{{{_PRIME * len(match[1])}{match[2] or match[3]}}}", tex)
    if "\\newcommand" not in tex and "\\def" not in tex:  # the author's own names go first
        tex = _COMMAND.sub(lambda match: _NAMES.get(match[1], match[0]), tex)
    return tex.replace("||", "‖")


def _rewrite_environments(tex: str) -> str:
    if "{eqnarray" in tex:
        tex = _THREE_COLUMNS.sub(r"&\1 ", tex)
    tex = _ARRAY.sub(lambda match: f"{match[1]}{{{_rewrite_columns(match[2])}}}", tex)
    tex = _LAST_BREAK.sub("", _LAST_RULE.sub("", tex))
    return _BORDER.sub(_rewrite_border, tex)


def _rewrite_columns(columns: str) -> str:
    """Return the columns of an array with single lines between them, and none outside."""
    letters = re.sub(r"[^lcr|]", "", columns).strip("|")
    return re.sub(r"\|+", "|", letters)


def _rewrite_border(match: re.Match[str]) -> str:
    side, name = match[1], match[2]
    known = _ENVIRONMENTS.get(name)
    if known is None:
        return match[0]
    if not known:
        return "{" if side == "begin" else "}"
    kept = "" if name.endswith("at") else match[3] or ""
    return f"\\{side}{{{known}}}{kept}"


def _rewrite_words(tex: str) -> str:
    """Rewrite what holds words in braces: text, names of operators, numbers of equations, labels."""
    parts: list[str] = []
    numbers: list[str] = []
    at = 0
    while match := _WITH_WORDS.search(tex, at):
        end = _find_brace_end(tex, match.end())
        words = tex[match.end() : end]
        parts.append(tex[at : match.start()])
        if match[1]:
            parts.append(_rewrite_text(match[1], words))
        elif match[2]:
            parts.append(_rewrite_operator(words, match[3]))
        elif match[4]:
            numbers.append(rf"\qquad \text{{({words})}}")
        at = min(end + 1, len(tex))
    return "".join([*parts, tex[at:], *numbers])


def _find_brace_end(tex: str, at: int) -> int:
    """Return where the brace that was opened before is closed, else the end."""
    depth = 1
    while at < len(tex):
        char = tex[at]
        depth += (char == "{") - (char == "}")
        if not depth:
            return at
        at += 1 + (char == "\\")
    return at


def _rewrite_text(command: str, words: str) -> str:
    """Return text without braces in it, and what stands between dollars in it as a formula."""
    pieces = re.split(r"(?<!\\)\$", words)
    plain = [_ESCAPED.sub(r"\1", piece).translate(_BRACES) for piece in pieces]
    written = [piece if index % 2 else f"\\{command}{{{plain[index]}}}" for index, piece in enumerate(pieces) if piece]
    return written[0] if len(written) == 1 else f"{{{''.join(written)}}}"


def _rewrite_operator(words: str, star: str) -> str:
    names = _SPACING.sub(" ", words).split()
    if not names or not all(map(_OPERATOR.fullmatch, names)):
        return rf"\mathop{{{words}}}"
    limits = _NAMED_LIMITS.get("".join(names))
    if limits and star:
        return f"{limits} "
    *before, last = names
    return "".join(rf"\operatorname{{{name}}}\," for name in before) + rf"\operatorname{star}{{{last}}}"
