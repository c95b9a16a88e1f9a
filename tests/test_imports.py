"""What a rebuild leaves alone, seen in another Python that starts from nothing."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parent.parent
RARE = {"pillow_heif", "resvg_py"}
HEAVY = RARE | {
    "premailer", "cssutils", "tinycss2", "cssselect", "PIL", "qrcode", "requests", "urllib3", "idna", "pydantic",
}  # fmt: skip
WRITING = {"pygments", "ziamath", "latex2mathml"}
"""What a single way of writing needs."""
SERVING = {"starlette", "uvicorn", "sqlalchemy", "python_multipart"}
"""What only `publish sandbox` loads, SQLAlchemy only with --data."""
SLOW = {
    "dataclasses", "difflib", "inspect", "shutil", "subprocess", "tempfile", "traceback",
    "publish.core.article", "publish.core.delivery_record",
}  # fmt: skip
"""What takes milliseconds to load and is of no use where nothing has changed."""
STEPS = {"lxml", "mistune", "publish.pipeline", "publish.steps", "publish.preview"}
ISSUE = """\
# 简报 (2020-06-17)

> 导读：本期1条。

## 新闻

- [一则消息 | 某站](https://example.org/a)
摘要：**要点**在此，见 <sub>注</sub>。

![图](picture.png)
"""
SETTINGS = """\
theme = "plain"
licence = "CC-BY-SA-4.0"
[newsletter]
issues = "."
[follow]
qr = "http://weixin.qq.com/r/abc"
logo = "picture.png"
"""


# Into a folder of its own each time: what was built there before would not be built again.
BUILD = """
import tempfile
from publish.cli import main
assert main(["build", "2020-06-17", "--out", tempfile.mkdtemp(dir=".")]) == 0
"""


def heavy_modules(folder: Path, code: str) -> set[str]:
    """Return which heavy libraries a fresh Python has loaded after running code in a folder with its own cache."""
    watched = HEAVY | SERVING | WRITING
    ending = f"import json, sys; print(json.dumps(sorted({watched} & set(sys.modules))))"
    done = subprocess.run(  # noqa: S603 - this very Python
        [sys.executable, "-c", f"{code}\n{ending}"],
        cwd=folder,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")},
        check=True,
        capture_output=True,
        text=True,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    folder = tmp_path_factory.mktemp("newsletter")
    (folder / "themes").mkdir()
    (folder / "themes" / "plain.css").write_text("p { color: #333 } h2 { font-size: 20px }", encoding="utf-8")
    (folder / "publish.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "2020-06-17.md").write_text(ISSUE, encoding="utf-8")
    shutil.copy(ROOT / "assets" / "logo.png", folder / "picture.png")
    return folder, heavy_modules(folder, BUILD)


@pytest.fixture
def newsletter(first_build: tuple[Path, set[str]], tmp_path: Path) -> Path:
    """Return a newsletter that was built before."""
    return shutil.copytree(first_build[0], tmp_path / "newsletter")


def test_command_line_starts_without_heavy_imports(tmp_path: Path) -> None:
    assert heavy_modules(tmp_path, "import publish.cli") == set()


def test_ssrf_guard_imports_nothing_heavy_before_the_first_request(tmp_path: Path) -> None:
    assert heavy_modules(tmp_path, "import publish.adapters.web.ssrf_guard, publish.adapters.web.download") == set()


def test_commands_import_the_http_client_only_for_a_request(tmp_path: Path) -> None:
    commands = ", ".join(f"publish.cli.commands.{name}" for name in ("doctor", "draft", "release", "run", "status"))

    loaded = heavy_modules(tmp_path, f"import {commands}, publish.cli.account_access, publish.adapters.notifications")

    assert loaded & {"requests", "urllib3", "idna"} == set()


def test_first_build_imports_every_heavy_library(first_build: tuple[Path, set[str]]) -> None:
    assert first_build[1] == HEAVY - RARE


@pytest.mark.parametrize(("data", "needed"), [("None", False), ("Path('sandbox.db')", True)])
def test_sandbox_loads_a_database_only_for_a_file(tmp_path: Path, data: str, needed: bool) -> None:
    code = "from pathlib import Path; from publish.sandbox.sandbox_server import open_state"

    loaded = heavy_modules(tmp_path, f"{code}; open_state({data}, None).store.close()")

    assert ({"starlette", "uvicorn"} <= loaded, "sqlalchemy" in loaded) == (True, needed)


def test_second_build_imports_nothing_heavy(newsletter: Path) -> None:
    assert heavy_modules(newsletter, BUILD) == set()


def test_unchanged_issue_imports_no_step(newsletter: Path) -> None:
    again = 'from publish.cli import main; assert main(["build", "2020-06-17"]) == 0'
    heavy_modules(newsletter, again)

    loaded = heavy_modules(newsletter, f"{again}; import sys; assert not {STEPS | SLOW} & set(sys.modules)")

    assert loaded == set()


def test_run_with_nothing_due_imports_no_step(newsletter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account = {"WECHAT_APPID": "wx0123456789abcdef", "WECHAT_SECRET": "0" * 32, "XDG_STATE_HOME": "state"}
    for name, value in account.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CI", raising=False)
    settings = newsletter / "publish.toml"
    settings.write_text(SETTINGS.replace("[newsletter]", '[newsletter]\nid = "ours"'), encoding="utf-8")
    heavy_modules(newsletter, 'from publish.cli import main; assert main(["ledger", "init"]) == 0')

    run = 'from publish.cli import main; assert main(["run"]) == 0'
    loaded = heavy_modules(newsletter, f"{run}; import sys; assert not {STEPS} & set(sys.modules)")

    assert loaded == {"sqlalchemy"}


def test_no_pattern_is_compiled_when_a_module_is_loaded() -> None:
    sources = [path for path in (ROOT / "publish").rglob("*.py") if "sandbox" not in path.parts]
    eager = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sources
        for call in _list_calls(ast.parse(path.read_text("utf-8")))
        if ast.unparse(call.func) == "re.compile"
    ]

    assert eager == []


def _list_calls(node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls outside functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _list_calls(child)


def test_build_of_another_issue_imports_only_pillow(newsletter: Path) -> None:
    (newsletter / "2020-06-03.md").write_text(ISSUE.replace("06-17", "06-03").replace("要点", "别的"), encoding="utf-8")

    assert heavy_modules(newsletter, BUILD.replace("06-17", "06-03")) == {"PIL"}


def test_second_build_with_theme_options_imports_nothing_heavy(newsletter: Path) -> None:
    settings, theme = newsletter / "publish.toml", newsletter / "themes" / "plain.css"
    theme.write_text(":root { --accent: #1f4e79 } h2 { color: var(--accent); margin: 8px 0 }", encoding="utf-8")
    settings.write_text(f'accent = "#b3261e"\ndensity = "airy"\n{SETTINGS}', encoding="utf-8")
    for path in newsletter.glob("*.md"):
        path.write_text(f"---\ntext_size: large\n---\n{ISSUE}", encoding="utf-8")
    heavy_modules(newsletter, BUILD)

    assert heavy_modules(newsletter, BUILD) == set()


@pytest.mark.parametrize(
    ("name", "more", "needed"),
    [
        ("publish.toml", "\n", {"pydantic"}),
        ("themes/plain.css", "\n", {"tinycss2", "cssselect"}),
        ("themes/plain.css", "h2 { color: #123 }", HEAVY - RARE - {"pydantic", "qrcode", "PIL"}),
        ("picture.png", "\n", {"PIL"}),  # what follows a picture's end does not make another of it
    ],
    ids=["settings", "theme's spaces", "theme's rules", "picture"],
)
def test_rebuild_imports_only_what_the_change_requires(
    newsletter: Path, name: str, more: str, needed: set[str]
) -> None:
    with (newsletter / name).open("a") as file:
        file.write(more)

    assert heavy_modules(newsletter, BUILD) == needed


def test_rebuild_with_another_logo_redraws_the_qr_code(newsletter: Path) -> None:
    Image.new("RGB", (40, 40), "red").save(newsletter / "picture.png")

    assert heavy_modules(newsletter, BUILD) == {"PIL", "qrcode"}


def test_build_ignores_a_damaged_cache(newsletter: Path) -> None:
    [before] = (article.read_bytes() for article in newsletter.glob("*/2020-06-17/preview.html"))
    for path in (newsletter / "cache").rglob("?" * 64):
        path.write_bytes(path.read_bytes()[:-1] + b"?")

    loaded = heavy_modules(newsletter, BUILD)

    pages = {article.read_bytes() for article in newsletter.glob("*/2020-06-17/preview.html")}
    assert (loaded, pages) == (HEAVY - RARE, {before})


def test_package_import_loads_nothing_heavy(tmp_path: Path) -> None:
    assert heavy_modules(tmp_path, "import publish; publish.render") == set()


@pytest.mark.parametrize(
    ("written", "needed"),
    [("`x` :smile: $5", set()), ("```c\nx\n```", {"pygments"}), ("```nosuch\nx\n```", set()), ("==甲==", set())],
)
def test_unused_markdown_construct_imports_nothing(newsletter: Path, written: str, needed: set[str]) -> None:
    (newsletter / "2020-06-17.md").write_text(f"{ISSUE}\n{written}\n", encoding="utf-8")

    assert heavy_modules(newsletter, BUILD) & WRITING == needed


def test_cached_formula_loads_no_font(newsletter: Path) -> None:
    text = f"---\nmath: true\n---\n{ISSUE}\n$x^2$ $\\frac{{a}}{{b}}$\n"
    (newsletter / "2020-06-17.md").write_text(text, encoding="utf-8")
    first = heavy_modules(newsletter, BUILD)
    (newsletter / "2020-06-17.md").write_text(f"{text}\n又一行\n", encoding="utf-8")

    assert ("ziamath" in first, heavy_modules(newsletter, BUILD) & WRITING) == (True, set())
