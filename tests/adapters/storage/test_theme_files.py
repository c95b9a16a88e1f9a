from __future__ import annotations

from pathlib import Path

import pytest

from publish.adapters.storage.theme_files import list_theme_files, load_theme
from publish.core.exceptions import ThemeError
from publish.core.problem import Problem

SHIPPED = Path(__file__).parents[3] / "themes"


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


def test_load_theme_returns_a_shipped_theme(tmp_path: Path) -> None:
    assert load_theme("neural", tmp_path) == (SHIPPED / "neural.css").read_text(encoding="utf-8")


def test_load_theme_prefers_themes_of_the_repository(tmp_path: Path) -> None:
    write_theme(tmp_path, "neural", "p { color: #123 } /* 自己的 */".encode())

    assert load_theme("neural", tmp_path) == "p { color: #123 } /* 自己的 */"


def test_load_theme_drops_a_byte_order_mark(tmp_path: Path) -> None:
    write_theme(tmp_path, "plain", b"\xef\xbb\xbfp { color: #111 }")

    assert load_theme("plain", tmp_path) == "p { color: #111 }"


@pytest.mark.parametrize(
    "name", ["nope", "", "../themes/plain", "PLAIN", "*", "folder", "x" * 5000], ids=lambda v: v[:20]
)
def test_load_theme_lists_the_themes_when_one_is_missing(tmp_path: Path, name: str) -> None:
    write_theme(tmp_path, "plain")
    (tmp_path / "themes" / "folder.css").mkdir()
    known = sorted({"plain", *(path.stem for path in SHIPPED.glob("*.css"))})

    assert refuse(name, tmp_path) == Problem("theme-missing", {"theme": name, "known": ", ".join(known)})


@pytest.mark.parametrize(("name", "nearest"), [("plain.css", "plain"), ("nural", "neural")])
def test_load_theme_names_the_nearest_theme(tmp_path: Path, name: str, nearest: str) -> None:
    write_theme(tmp_path, "plain")

    problem = refuse(name, tmp_path)

    assert (problem.message, problem.values["nearest"]) == ("theme-nearest", nearest)


def test_load_theme_refuses_invalid_utf_8(tmp_path: Path) -> None:
    write_theme(tmp_path, "plain", "p { color: #111 } /* 注释 */".encode("gbk"))

    problem = refuse("plain", tmp_path)

    assert (problem.message, problem.file) == ("theme-unreadable", "plain.css")


@pytest.mark.parametrize(
    ("target", "message"),
    [("../../secret.css", "file-outside"), ("../.git/a.css", "file-hidden"), ("nowhere.css", "link-broken")],
)
@pytest.mark.parametrize("name", ["own", "neural"])
def test_load_theme_refuses_a_link_to_outside_without_fallback(
    tmp_path: Path, target: str, message: str, name: str
) -> None:
    repository = tmp_path / "repository"
    for folder in ("themes", ".git"):
        (repository / folder).mkdir(parents=True)
    for file in (tmp_path / "secret.css", repository / ".git" / "a.css"):
        file.write_text("/* secret */")
    (repository / "themes" / f"{name}.css").symlink_to(target)

    problem = refuse(name, repository)

    assert (problem.message, f"{name}.css" in str(problem.values["path"])) == (message, True)
    assert target.rpartition("/")[2] in str(problem.values["target"])


def test_load_theme_refuses_a_themes_folder_outside(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "own.css").write_text("p { color: #111 }")
    (tmp_path / "repository").mkdir()
    (tmp_path / "repository" / "themes").symlink_to("../elsewhere")

    assert refuse("own", tmp_path / "repository").message == "file-outside"


def test_load_theme_accepts_a_link_within_the_repository(tmp_path: Path) -> None:
    write_theme(tmp_path, "plain")
    (tmp_path / "themes" / "linked.css").symlink_to("plain.css")

    assert load_theme("linked", tmp_path) == load_theme("plain", tmp_path)


def test_load_theme_normalizes_line_ends(tmp_path: Path) -> None:
    write_theme(tmp_path, "plain", b"p {\r\n color: #111\r}\n")

    assert load_theme("plain", tmp_path) == "p {\n color: #111\n}\n"


def test_list_theme_files_includes_unreadable_but_not_hidden_files(tmp_path: Path) -> None:
    write_theme(tmp_path, "plain", b"/* plain: for all. */")
    write_theme(tmp_path, ".hidden")
    (tmp_path / "themes" / "broken.css").symlink_to("nowhere")
    (tmp_path / "themes" / ".#plain.css").symlink_to("somebody@host.1")

    own = {theme.name: theme.purposes for theme in list_theme_files(tmp_path) if theme.own}

    assert own == {"plain": ("for all",), "broken": ()}
