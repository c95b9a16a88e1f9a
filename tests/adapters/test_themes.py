from __future__ import annotations

from pathlib import Path

import pytest

from publish.adapters.themes import load_theme
from publish.errors import ThemeError
from publish.model.problem import Problem

SHIPPED = Path(__file__).parent.parent.parent / "themes"


def write_theme(repository: Path, name: str, css: bytes = b"p { color: #111 }") -> Path:
    path = repository / "themes" / f"{name}.css"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(css)
    return path


def refuse(name: str, repository: Path) -> Problem:
    with pytest.raises(ThemeError) as caught:
        load_theme(name, repository)
    (problem,) = caught.value.problems
    return problem


def test_load_theme_returns_one_that_came_with_the_program(tmp_path: Path) -> None:
    assert load_theme("neural", tmp_path) == (SHIPPED / "neural.css").read_text(encoding="utf-8")


def test_load_theme_prefers_the_repositorys_own(tmp_path: Path) -> None:
    write_theme(tmp_path, "neural", "p { color: #123 } /* 自己的 */".encode())

    assert load_theme("neural", tmp_path) == "p { color: #123 } /* 自己的 */"


def test_load_theme_drops_a_byte_order_mark(tmp_path: Path) -> None:
    write_theme(tmp_path, "plain", b"\xef\xbb\xbfp { color: #111 }")

    assert load_theme("plain", tmp_path) == "p { color: #111 }"


@pytest.mark.parametrize(
    "name", ["nope", "", "../themes/plain", "plain.css", "PLAIN", "*", "folder", "x" * 5000], ids=lambda v: v[:20]
)
def test_load_theme_names_the_known_ones_where_there_is_none(tmp_path: Path, name: str) -> None:
    write_theme(tmp_path, "plain")
    (tmp_path / "themes" / "folder.css").mkdir()
    known = sorted({"plain", *(path.stem for path in SHIPPED.glob("*.css"))})

    assert refuse(name, tmp_path) == Problem("theme-missing", {"theme": name, "known": ", ".join(known)})


def test_load_theme_refuses_what_is_not_utf_8(tmp_path: Path) -> None:
    write_theme(tmp_path, "plain", "p { color: #111 } /* 注释 */".encode("gbk"))

    problem = refuse("plain", tmp_path)

    assert (problem.message, problem.file) == ("theme-unreadable", "plain.css")
