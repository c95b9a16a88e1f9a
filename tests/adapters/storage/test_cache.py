from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from publish import __version__
from publish.adapters.storage.cache import Cache, DiskStyleCache, find_cache_folder
from publish.core.problem import Problem, Severity
from publish.core.theme import ACCENT_MARK, NUMBER, Decoration, Theme, ThemeDeclaration, ThemeRule

ROOT = Path(__file__).parents[3]


def only_file(folder: Path) -> Path:
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    return path


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/publish"),
        ({"XDG_CACHE_HOME": "", "HOME": "/h"}, "/h/.cache/publish"),
        ({}, ".cache/publish"),
    ],
    ids=["XDG_CACHE_HOME", "HOME", "neither"],
)
def test_find_cache_folder_returns_the_users_folder_for_this_version(
    environment: dict[str, str], expected: str
) -> None:
    assert find_cache_folder(environment) == Path(expected) / __version__


@pytest.mark.parametrize(
    "data", [b"", b"kept", b"two\nlines", bytes(range(256))], ids=["empty", "word", "lines", "bytes"]
)
def test_cache_returns_saved_data(tmp_path: Path, data: bytes) -> None:
    Cache(tmp_path).save("pictures", "qr 一", data)

    assert Cache(tmp_path).load("pictures", "qr 一") == data


@pytest.mark.parametrize(("kind", "recipe"), [("pictures", "b"), ("sizes", "a")])
def test_cache_distinguishes_kinds_and_recipes(tmp_path: Path, kind: str, recipe: str) -> None:
    cache = Cache(tmp_path)
    cache.save("pictures", "a", b"kept")

    assert cache.load(kind, recipe) is None


@pytest.mark.parametrize("at", [0, 30, 64, -1])
def test_cache_ignores_damaged_data(tmp_path: Path, at: int) -> None:
    cache = Cache(tmp_path)
    cache.save("pictures", "a", b"kept")
    damaged = bytearray(only_file(tmp_path).read_bytes())
    damaged[at] ^= 1
    only_file(tmp_path).write_bytes(damaged)

    assert cache.load("pictures", "a") is None


@pytest.mark.parametrize("length", [0, 10, 65, 68])
def test_cache_ignores_truncated_data(tmp_path: Path, length: int) -> None:
    cache = Cache(tmp_path)
    cache.save("pictures", "a", b"kept")
    only_file(tmp_path).write_bytes(only_file(tmp_path).read_bytes()[:length])

    assert cache.load("pictures", "a") is None


def test_cache_ignores_an_unwritable_folder(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file")
    cache = Cache(tmp_path / "cache")

    cache.save("pictures", "a", b"kept")

    assert cache.load("pictures", "a") is None


def test_cache_ignores_data_of_a_changed_program(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "publish", tmp_path / "publish", ignore=shutil.ignore_patterns("__pycache__"))
    code = "from pathlib import Path; from publish.adapters.storage.cache import Cache; cache = Cache(Path('kept'))"

    def run(command: str) -> str:
        python = [sys.executable, "-c", f"{code}; {command}"]
        return subprocess.run(python, cwd=tmp_path, check=True, capture_output=True, text=True).stdout  # noqa: S603 - this very Python

    run("cache.save('pictures', 'qr', b'drawn')")
    same = run("print(cache.load('pictures', 'qr'))")
    os.utime(tmp_path / "publish" / "steps" / "qr.py", (0, 0))
    updated = run("print(cache.load('pictures', 'qr'))")

    assert (same, updated) == ("b'drawn'\n", "None\n")


def test_style_cache_is_empty_for_a_new_theme(tmp_path: Path) -> None:
    assert DiskStyleCache(Cache(tmp_path)).load("theme") == {}


def test_style_cache_returns_the_same_mapping_each_time(tmp_path: Path) -> None:
    styles = DiskStyleCache(Cache(tmp_path))

    styles.load("theme")["p"] = "color:#333"

    assert styles.load("theme") == {"p": "color:#333"}


def test_style_cache_saves_styles(tmp_path: Path) -> None:
    styles = DiskStyleCache(Cache(tmp_path))
    styles.load("theme")["p.引言"] = "color:#333"
    styles.save("theme")

    later = DiskStyleCache(Cache(tmp_path))

    assert (later.load("theme"), later.load("another")) == ({"p.引言": "color:#333"}, {})


def test_style_cache_computes_a_theme_once(tmp_path: Path) -> None:
    rule = ThemeRule("p", (ThemeDeclaration("color", ACCENT_MARK, 2), ThemeDeclaration("font-family", "文", 3)))
    problem = Problem("theme-faint", {"a": "文"}, severity=Severity.WARNING, file="a.css", line=2, excerpt="p")
    number = Decoration("h2", "before", f"{NUMBER} /", "decimal", "decoration-1")
    theme = Theme("甲", (rule, rule), "#1f4e79", (problem,), (number,))
    asked: list[str] = []

    def compute() -> Theme:
        asked.append("x")
        return theme

    caches = [DiskStyleCache(Cache(tmp_path)), DiskStyleCache(Cache(tmp_path))]
    results = [styles.get_or_compute("a", compute) for styles in (*caches, *caches)]

    assert (results, len(asked)) == ([theme] * 4, 1)
    assert results[1].problems[0].severity is Severity.WARNING
