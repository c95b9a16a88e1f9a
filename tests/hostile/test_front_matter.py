"""Front matter that would be a bomb to a reader of YAML: refused, one line a fault, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.conftest import Build
from tests.hostile.shapes import number

REFUSED: dict[str, tuple[str, int]] = {
    "keys by the thousand": (number("k{}: v\n")(200_000), 1),
    "aliases that multiply": ("title: &a [x, x]\nauthor: [*a, *a]", 2),
    "brackets, nested": ("title: " + "[" * 90_000, 2),
    "braces, nested": ("title: " + "{" * 90_000, 2),
    "list of lists": ("author:\n" + number("  - [[[[x{}]]]]\n")(2_000), 2),
    "key twice": ("title: a\ntitle: b", 3),
    "tag of a language": ("title: !!python/object/apply:os.system ['id']", 2),
    "spaces by the thousand": ("title: a" + " " * 99_000 + "b", 2),
    "escape that turns the writing": ('title: "a\\u202eb"', 2),
    "tag of binary": ("title: !!binary aGVsbG8=", 2),
    "list for text": ("title: [a, b]", 2),
    "list below a key": ("title:\n  - a\n  - b", 2),
    "mapping below a key": ("title:\n  a: b", 2),
    "quote that is open": ('title: "a', 2),
    "directive": ("%YAML 1.2", 2),
    "end that is missing": ("title: a\n\n# 题\n", 1),
    "value of a megabyte": ("title: " + "x" * 99_000, 2),
    "NUL": ("title: a\0b", 2),
    "tab before a key": ("\ttitle: a", 2),
    "TOML": ('title = "a"', 2),
    "JSON": ('{"title": "a"}', 2),
}
HARMLESS = {
    "date": "date: 2020-06-17",
    "aliases that multiply": "a: &a [x, x]\n" + "\n".join(f"b{i}: [*a, *a]" for i in range(60)),
    "brackets, nested": "a: " + "[" * 90_000,
    "braces, nested": "a: " + "{" * 90_000,
    "merge": "<<: *a",
    "block of text": "title: |\n  a\n  b",
    "folded text": "title: >-\n  <script>alert(1)</script>",
    "escape in quotes": 'title: "a\\x1b[31mb"',
    "key of a megabyte": "x" * 99_000 + ": a",
    "key of another language": "标题: a",
    "key with a path": "../../a: b",
    "number that is octal elsewhere": "title: 012",
    "no": "title: no",
    "nothing": "title: ~",
    "path": "author: ../../etc/passwd",
    "path of a theme": "theme: /etc/passwd",
    "settings": "out: /tmp",
    "escapes of a terminal": "author: a\x1b[31mb",
    "markup": "title: a <script>alert(1)</script>",
    "address of a script": "source_url: javascript:alert(1)",
}


def write_issue(front_matter: str) -> None:
    closing = "" if front_matter.startswith("title: a\n\n") else "\n---\n# 题\n"
    Path("issues/2020-06-17.md").write_text(f"---\n{front_matter}{closing}", encoding="utf-8")


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_front_matter_is_refused_with_its_line(build: Build, name: str) -> None:
    header, line = REFUSED[name]
    write_issue(header)

    told = build("2020-06-17")

    assert told.code == 3
    assert told.lines[0].startswith(f"2020-06-17.md:{line}: ")
    assert max(len(said) for said in told.lines) < 300
    assert not Path("build").exists()


@pytest.mark.parametrize("name", [name for name in REFUSED if "multiply" not in name and "below" not in name])
def test_hostile_front_matter_is_refused_in_one_line(build: Build, name: str) -> None:
    write_issue(REFUSED[name][0].split("\n  ")[0])

    assert len(build("2020-06-17").lines) == 1


@pytest.mark.parametrize("name", HARMLESS)
def test_front_matter_value_is_text_and_runs_nothing(build: Build, name: str) -> None:
    write_issue(HARMLESS[name])

    told = build("2020-06-17")

    written = "".join(path.read_text(encoding="utf-8") for path in Path("build").rglob("*.html"))
    assert told.code in (0, 3)
    assert "root:" not in written + told.err
    assert "<script>alert" not in written
    assert "\x1b" not in written + told.err
    assert 'href="javascript' not in written


@pytest.mark.parametrize("name", REFUSED)
def test_refused_issue_stops_no_later_issue(build: Build, name: str) -> None:
    write_issue(REFUSED[name][0])
    Path("issues/2020-07-01.md").write_text("# 简报 (2020-07-01)\n\n正文\n", encoding="utf-8")

    assert build("2020-07-01").code == 0
