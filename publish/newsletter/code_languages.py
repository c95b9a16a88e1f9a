"""Languages of code blocks, and the words after a fence that set the style of code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from publish.core.theme import CodeStyle

MAX_COLOURED_BYTES = 4096  # longer blocks stay plain: each coloured word takes 50 of the article's 20,000 characters

_LANGUAGES = {
    "bash": ("sh", "shell", "zsh"), "console": ("shell-session", "terminal"), "powershell": ("ps1",), "batch": ("bat",),
    "c": ("h",), "cpp": ("c++", "cc", "hpp", "arduino"), "csharp": ("cs", "c#"), "objective-c": ("objc",), "cuda": (),
    "glsl": (), "rust": ("rs",), "go": ("golang",), "java": (), "kotlin": ("kt",), "swift": (), "dart": (),
    "python": ("py", "python3"), "pycon": (), "ruby": ("rb",), "perl": ("pl",), "php": (), "lua": (), "r": (),
    "julia": ("jl",), "matlab": (), "haskell": ("hs",), "scala": (),
    "javascript": ("js", "jsx", "mjs"), "typescript": ("ts", "tsx"), "html": ("htm",), "xml": ("svg",), "css": (),
    "scss": (), "json": ("json5", "jsonc"), "yaml": ("yml",), "toml": (), "ini": ("cfg", "conf"), "diff": ("patch",),
    "sql": (), "make": ("makefile", "mk"), "cmake": (), "docker": ("dockerfile",), "protobuf": ("proto",),
    "verilog": ("v",), "systemverilog": ("sv",), "vhdl": (), "nasm": ("asm",), "gas": (), "llvm": (),
    "devicetree": ("dts",),
}  # fmt: skip
LANGUAGES = {alias: name for name, aliases in _LANGUAGES.items() for alias in (name, *aliases)}
"""Pygments' name of each language that may follow a fence."""

DIAGRAMS = {"mermaid": "mermaid", "plantuml": "plantuml", "puml": "plantuml", "uml": "plantuml"}
"""Setting of the program that draws each diagram language."""

_WORDS: Mapping[str, tuple[str, bool]] = {
    "scroll": ("scroll", True), "滚动": ("scroll", True), "wrap": ("scroll", False), "换行": ("scroll", False),
    "numbers": ("numbers", True), "linenos": ("numbers", True), "showlinenumbers": ("numbers", True),
    "行号": ("numbers", True), "nonumbers": ("numbers", False),
    "bar": ("bar", True), "mac": ("bar", True), "nobar": ("bar", False),
}  # fmt: skip
CODE_WORDS = ("scroll", "wrap", "numbers", "nonumbers", "bar", "nobar")  # the documented words


def parse_code_style(words: Iterable[str], style: CodeStyle) -> CodeStyle:
    """Return a style changed by words; unknown words may be meant for other programs."""
    return style._replace(**dict(_WORDS[word.lower()] for word in words if word.lower() in _WORDS))


def find_unknown_word(words: Iterable[str]) -> str:
    """Return the first unknown word; empty without one."""
    return next((word for word in words if word.lower() not in _WORDS), "")
