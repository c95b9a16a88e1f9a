"""Code in an article: languages that are coloured, and the words that say how it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from publish.core.markdown_options import CodeStyle

MAX_COLOURED_BYTES = 4096
"""A longer block is shown plain: each coloured word takes fifty characters of the twenty thousand there are."""

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
"""What may stand behind a fence, with the name that Pygments knows it by."""

DIAGRAMS = {"mermaid": "mermaid", "plantuml": "plantuml", "puml": "plantuml", "uml": "plantuml"}
"""What is a drawing rather than code, with the program's setting."""

_WORDS: Mapping[str, tuple[str, bool]] = {
    "scroll": ("scroll", True), "滚动": ("scroll", True), "wrap": ("scroll", False), "换行": ("scroll", False),
    "numbers": ("numbers", True), "linenos": ("numbers", True), "showlinenumbers": ("numbers", True),
    "行号": ("numbers", True), "nonumbers": ("numbers", False),
    "bar": ("bar", True), "mac": ("bar", True), "nobar": ("bar", False),
}  # fmt: skip
CODE_WORDS = ("scroll", "wrap", "numbers", "nonumbers", "bar", "nobar")
"""Those that the documents teach."""


def parse_code_style(words: Iterable[str], look: CodeStyle) -> CodeStyle:
    """Return how code is shown after some words; those without a meaning may mean something to other programs."""
    meant = dict(_WORDS[word.lower()] for word in words if word.lower() in _WORDS)
    return look._replace(**meant)


def find_unknown_word(words: Iterable[str]) -> str:
    """Return the first word that says nothing of how code is shown; empty where there is none."""
    return next((word for word in words if word.lower() not in _WORDS), "")
