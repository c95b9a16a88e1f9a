from __future__ import annotations

import io
import json
import os
import runpy
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TextIO

import pytest
from PIL import Image

from publish import __version__
from publish.cli import COMMANDS, load_command, main, run
from publish.core.exceptions import TimeLimitExceededError
from publish.library import build_with_preview
from tests.command_line import read_result
from tests.fonts import LATIN, make_font
from tests.themes import PLAIN

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "embedded-ai-report"
ISSUES = Path("issues")
SETTINGS = 'theme = "plain"\nlicence = "CC-BY-SA-4.0"\nnewsletter.issues = "issues"\n'
ISSUE = """\
# 简报 (2020-06-17)：端侧

> 导读：本期2条。

## 新闻

- [一则消息 | 某站](https://example.org/a)
摘要：**要点。**在此
另起一行

- [又一则](https://mp.weixin.qq.com/s/abc)
"""


class Told(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


Publish = Callable[..., Told]


@pytest.fixture
def newsletter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A newsletter of three issues, and change into its folder."""
    (tmp_path / "publish.toml").write_text(SETTINGS, encoding="utf-8")
    for folder, name, text in (("themes", "plain.css", PLAIN), ("issues", "2020-06-17.md", ISSUE)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    for day in ("2020-06-03", "2020-07-01"):
        write(tmp_path / "issues" / f"{day}.md", f"# 简报 ({day})\n\n正文\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def publish(newsletter: Path, capsys: pytest.CaptureFixture[str]) -> Publish:
    def call(*argv: str) -> Told:
        return Told(main(argv), *capsys.readouterr())

    assert newsletter == Path.cwd()
    return call


def write(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def read_folder(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return content and time of every file below a folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}


# --- what it does -------------------------------------------------------------------------------


def test_build_writes_the_files_of_an_issue(publish: Publish) -> None:
    publish("build", "2020-06-17")

    ours = ["article.api.html", "article.html", "article.json", "cover.png", "preview.html"]
    names = sorted([*ours, "pictures/badge-cc-by-sa-4.0.png"])
    assert list(read_folder(Path("build/2020-06-17"))) == names


@pytest.mark.parametrize("name", ["a b", "it's", 'say "so"', "(a) & b; c", "$HOME $(x)", "--all", "*"])
def test_build_accepts_any_file_name_after_two_dashes(publish: Publish, name: str) -> None:
    write(Path("my notes") / f"{name}.md", ISSUE)

    result = publish("build", "--out=my results", "--", f"my notes/{name}.md")

    assert (result.code, result.out) == (0, f"my results/my notes/{name}/preview.html\n")
    assert Path(result.out.strip()).is_file()


def test_build_prints_only_the_page_to_stdout(publish: Publish) -> None:
    result = publish("build", "2020-06-17")

    assert (result.code, result.out) == (0, "build/2020-06-17/preview.html\n")


@pytest.mark.parametrize(
    ("language", "built", "filter_reports", "what_next"),
    [
        (
            "zh",
            "简报 (2020-06-17)：端侧：2 条，1 个参考链接，",
            "粘贴到微信后：保留 119 处，改写 0 处，丢失 0 处",
            "用浏览器打开 build/2020-06-17/preview.html，点“复制文章”，粘贴到公众号编辑器",
        ),
        (
            "en",
            "简报 (2020-06-17)：端侧: 2 entries, 1 reference, ",
            "in WeChat, pasted: 119 kept, 0 rewritten, 0 lost",
            "open build/2020-06-17/preview.html in a browser, press “Copy article” and paste into the WeChat editor",
        ),
    ],
)
def test_build_prints_location_of_the_article_and_next_step(
    publish: Publish, language: str, built: str, filter_reports: str, what_next: str
) -> None:
    first, *others = publish("build", "2020-06-17", "--lang", language).lines

    assert first.startswith(built)
    assert others == [filter_reports, what_next]


@pytest.mark.parametrize(
    ("fit", "form"),
    [("auto", "the whole article"), ("strict", "shortened, in two articles"), ("off", "the whole article")],
)
def test_build_tells_what_wechat_keeps_of_the_form_that_is_sent(publish: Publish, fit: str, form: str) -> None:
    write(Path("publish.toml"), f'fit = "{fit}"\n[accounts.main]\nappid = "wx0123456789abcdef"\n')
    sections = (f"## 第{n}节\n\n{'字' * 9000}\n\n" for n in range(3))
    write(Path("embedded-ai-report/2020-06-18.md"), f"# 长文\n\n{''.join(sections)}")

    _, kept, _ = publish("build", "2020-06-18", "--lang", "en").lines

    assert kept.startswith(f"in WeChat, as a draft ({form}): ")
    assert ", 0 lost, " in kept


@pytest.mark.parametrize("argument", ["issues/2020-06-17.md", "./issues/2020-06-17.md"])
def test_build_accepts_a_path(publish: Publish, argument: str) -> None:
    assert publish("build", argument).out == "build/2020-06-17/preview.html\n"


def test_build_finds_pictures_of_an_outside_file_in_the_repository(
    publish: Publish, tmp_path_factory: pytest.TempPathFactory
) -> None:
    services = write(tmp_path_factory.mktemp("elsewhere") / "notes.md", "# 题\n\n![图](logo.png)\n")
    Path("logo.png").write_bytes((ROOT / "assets" / "logo.png").read_bytes())

    result = publish("build", str(services), "--quiet")

    assert (result.out, result.err) == ("build/notes/preview.html\n", "")


def test_build_reads_standard_input(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ISSUE.encode())))

    result = publish("build", "-")

    assert result.out.startswith("<section")
    assert ("一则消息" in result.out, Path("build").exists()) == (True, False)


def test_build_prints_problems_of_standard_input_to_stderr(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("甲[^1]".encode())))

    result = publish("build", "-", "--json")

    assert ("[^1]" in read_result(result.out)["html"], "stdin:1" in result.err) == (True, True)


def test_build_refuses_standard_input_with_other_issues(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ISSUE.encode())))

    assert publish("build", "-", "2020-06-17").code == 2


@pytest.mark.parametrize("name", ["2020-06-17", "kitchen"])
@pytest.mark.parametrize("editor", ["BOM", "CRLF", "BOM and CRLF", "CR"])
def test_build_ignores_byte_order_mark_and_line_ends(publish: Publish, name: str, editor: str) -> None:
    text = KITCHEN if name == "kitchen" else (SAMPLE / f"{name}.md").read_text(encoding="utf-8")
    written = text.replace("\n", {"CRLF": "\r\n", "BOM and CRLF": "\r\n", "CR": "\r"}.get(editor, "\n"))
    encoding = "utf-8-sig" if "BOM" in editor else "utf-8"
    path = write(ISSUES / f"{name}.md", text)
    publish("build", str(path), "--out", "a")

    path.write_bytes(written.encode(encoding))
    publish("build", str(path), "--out", "b")

    assert read_bytes("a", name) == read_bytes("b", name)


KITCHEN = """\
---
title: 一篇文章
---

# 标题

段落  
换行\\
再换

| a | b |
|---|---|
| 1 | 2 |

```python
def f():

    return 1
```

- [x] 做了
  - 里层

    段落

<div>

**粗**

</div>

[a]: https://example.org/a
"""  # noqa: W291 - two spaces break a line


def read_bytes(out: str, name: str) -> bytes:
    return (Path(out) / name / "article.html").read_bytes()


# --- the cover ----------------------------------------------------------------------------------


def test_build_draws_a_cover_with_the_font_that_the_settings_name(publish: Publish) -> None:
    publish("build", "2020-06-17")
    before = Path("build/2020-06-17/cover.png").read_bytes()
    make_font(Path("own.ttf"), LATIN)
    write(Path("publish.toml"), f"{SETTINGS}\n[cover]\nfont = 'own.ttf'\n")

    result = publish("build", "2020-06-17", "--lang", "en")

    assert "the font own.ttf has no Chinese" in result.err
    assert Path("build/2020-06-17/cover.png").read_bytes() != before


def test_build_redraws_the_cover_when_its_font_changes(publish: Publish) -> None:
    make_font(Path("own.ttf"), LATIN)
    write(Path("publish.toml"), f"{SETTINGS}\n[cover]\nfont = 'own.ttf'\n")
    publish("build", "2020-06-17")
    before = Path("build/2020-06-17/cover.png").read_bytes()
    make_font(Path("own.ttf"), LATIN + "简报端侧")

    publish("build", "2020-06-17")

    assert Path("build/2020-06-17/cover.png").read_bytes() != before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "publish.toml: no font file own.ttf — mend cover.font, or leave it out and one is looked for\n"),
        (b"x", "publish.toml: own.ttf is no font that can be read — name a .ttf, .otf or .ttc file as cover.font\n"),
    ],
    ids=["missing", "broken"],
)
def test_build_refuses_an_unusable_font(publish: Publish, data: bytes | None, said: str) -> None:
    if data:
        write(Path("own.ttf"), data)
    write(Path("publish.toml"), f"{SETTINGS}\n[cover]\nfont = 'own.ttf'\n")

    result = publish("build", "2020-06-17", "--lang", "en")

    assert (result.code, result.out, result.err) == (3, "", said)
    assert not Path("build").exists()


def test_build_crops_the_picture_that_the_issue_names(publish: Publish) -> None:
    data = io.BytesIO()
    Image.new("RGB", (1200, 800), "red").save(data, "PNG")
    write(Path("issues/photo.png"), data.getvalue())
    write(Path("issues/2020-06-03.md"), "---\ncover: photo.png\n---\n# 简报 (2020-06-03)\n\n文\n")

    publish("build", "2020-06-03")

    described = json.loads(Path("build/2020-06-03/article.json").read_text(encoding="utf-8"))
    assert described["cover"]["file"] == "cover.jpg"
    with Image.open("build/2020-06-03/cover.jpg") as cover:
        assert cover.size == (900, 383)


def test_build_rebuilds_when_the_cover_picture_changes(publish: Publish) -> None:
    write(Path("issues/2020-06-03.md"), "---\ncover: photo.png\n---\n# 简报 (2020-06-03)\n\n文\n")
    missing = publish("build", "2020-06-03")
    data = io.BytesIO()
    Image.new("RGB", (1200, 800), "red").save(data, "PNG")
    write(Path("issues/photo.png"), data.getvalue())

    found = publish("build", "2020-06-03")

    assert ("2020-06-03.md:2:" in missing.err, "2020-06-03.md:2:" in found.err) == (True, False)


def test_build_refuses_a_cover_of_a_private_address_and_asks_again_next_time(publish: Publish) -> None:
    write(Path("issues/2020-06-03.md"), "---\ncover: https://127.0.0.1/photo.png\n---\n# Weekly (2020-06-03)\n\n文\n")

    first, second = (publish("build", "2020-06-03", "--lang", "en") for _ in range(2))

    assert "2020-06-03.md:2: 127.0.0.1/photo.png leads to 127.0.0.1, which is no part of the public web" in first.err
    assert "could not be fetched, so a cover is drawn" in first.err
    assert (first.code, second.code, second.out, second.err) == (0, 0, first.out, first.err)
    assert json.loads(Path("build/2020-06-03/article.json").read_text(encoding="utf-8"))["cover"]["file"] == "cover.png"


# --- where it looks, and where it writes --------------------------------------------------------


def test_build_finds_settings_in_a_parent_folder(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("issues")

    assert publish("build", "2020-06-17").code == 0
    assert Path("build/2020-06-17/preview.html").is_file()


def test_build_uses_folder_of_config_option_as_repository(publish: Publish) -> None:
    write(Path("inner/other.toml"), 'newsletter.issues = "."\nnewsletter.author = "另一人"\n')
    write(Path("inner/2020-06-17.md"), "# 另一份\n\n正文\n")

    result = publish("build", "2020-06-17", "--config", "inner/other.toml", "--json")

    [described] = read_result(result.out)["articles"]
    assert (described["title"], described["author"]) == ("另一份", "另一人")


@pytest.mark.parametrize("settings", [None, "", "\n# nothing\n"], ids=["none", "empty", "comment"])
def test_build_works_without_settings(publish: Publish, settings: str | None) -> None:
    Path("publish.toml").unlink()
    if settings is not None:
        write(Path("publish.toml"), settings)
    write(Path("embedded-ai-report/2020-06-17.md"), ISSUE)

    result = publish("build", "2020-06-17", "--quiet")

    assert result == (0, "build/2020-06-17/preview.html\n", "")


@pytest.mark.parametrize("out", ["elsewhere", "a/b", "."])
def test_build_writes_to_the_out_option(publish: Publish, out: str) -> None:
    result = publish("build", "2020-06-17", "--out", out)

    assert Path(result.out.strip()) == Path(out) / "2020-06-17" / "preview.html"
    assert Path(result.out.strip()).is_file()


def test_build_uses_the_theme_option(publish: Publish) -> None:
    write(Path("themes/red.css"), "p { color: #f00 }")

    publish("build", "2020-06-17", "--theme", "red")

    assert b"color:#f00" in read_bytes("build", "2020-06-17")


def test_build_rebuilds_when_the_theme_changes(publish: Publish) -> None:
    publish("build", "2020-06-17")
    write(Path("themes/plain.css"), "p { color: #f00 }")

    publish("build", "2020-06-17")

    assert b"color:#f00" in read_bytes("build", "2020-06-17")


@pytest.mark.parametrize(
    "head",
    ["---\ntheme: red\n---\n", "---\n'theme' : 'red'\n---\n", "+++\ntheme='red'\n+++\n", "Title: 甲\nTheme: red\n\n"],
)
def test_build_rebuilds_when_the_theme_of_the_front_matter_changes(publish: Publish, head: str) -> None:
    write(Path("issues/2020-06-17.md"), f"{head}{ISSUE}")
    write(Path("themes/red.css"), "p { color: #f00 }")
    publish("build", "2020-06-17")
    write(Path("themes/red.css"), "p { color: #a00 }")

    publish("build", "2020-06-17")

    assert "#a00" in Path("build/2020-06-17/article.html").read_text(encoding="utf-8")


def test_build_accepts_an_empty_theme(publish: Publish) -> None:
    write(Path("themes/plain.css"), "")

    assert [publish("build", "2020-06-17").code for _ in range(2)] == [0, 0]


# --- how much it says -----------------------------------------------------------------------------


def test_build_prints_only_json(publish: Publish) -> None:
    result = publish("build", "2020-06-17", "--json")

    [described] = read_result(result.out)["articles"]
    written = json.loads(Path("build/2020-06-17/article.json").read_text(encoding="utf-8"))
    problems, folder = written.pop("problems"), str(Path("build/2020-06-17"))
    assert described == {**written, "folder": folder, "page": str(Path(folder, "preview.html"))}
    assert json.loads(result.out)["problems"] == problems
    assert described["counts"]["entries"] == 2


@pytest.mark.parametrize(
    ("argv", "names"),
    [
        (["2020-06-17", "2020-06-03"], ["2020-06-17", "2020-06-03"]),
        (["2020-06-17", "nope"], ["2020-06-17"]),
        (["--all"], ["2020-06-03", "2020-06-17", "2020-07-01"]),
    ],
    ids=["several", "one is missing", "all"],
)
def test_build_describes_every_issue_in_its_reply(publish: Publish, argv: list[str], names: list[str]) -> None:
    result = publish("build", "--json", *argv)

    assert [described["name"] for described in read_result(result.out)["articles"]] == names


def test_build_of_all_describes_the_only_issue(publish: Publish) -> None:
    for day in ("2020-06-03", "2020-07-01"):
        Path(f"issues/{day}.md").unlink()

    (described,) = read_result(publish("build", "--json", "--all").out)["articles"]

    assert described["name"] == "2020-06-17"


def test_reply_names_the_issues_that_could_not_be_built(publish: Publish) -> None:
    result = publish("build", "--json", "nope")

    reply = json.loads(result.out)
    assert (result.code, len(result.lines), reply["result"]) == (3, 1, {"articles": [], "failed": ["nope"]})
    assert (reply["error"]["kind"], [problem["id"] for problem in reply["problems"]]) == ("issue", ["issue-missing"])


def test_quiet_build_prints_no_messages(publish: Publish) -> None:
    assert publish("build", "2020-06-17", "--quiet") == (0, "build/2020-06-17/preview.html\n", "")


def test_quiet_build_prints_problems(publish: Publish) -> None:
    write(Path("issues/2020-06-17.md"), ISSUE.replace("本期2条", "本期3条"))

    result = publish("build", "2020-06-17", "--quiet", "--lang", "en")

    assert result.lines == ["2020-06-17.md:3:8: N03 导读 promises 3 entries, there are 2 — write 2"]


# --- several issues -------------------------------------------------------------------------------


def test_build_builds_all_issues(publish: Publish) -> None:
    result = publish("build", "--all", "--lang", "en")

    assert result.out.split() == [f"build/{day}/preview.html" for day in ("2020-06-03", "2020-06-17", "2020-07-01")]
    assert result.lines[-1] == "3 of 3 articles are in build, 0 unchanged — open preview.html, copy, paste"


def test_build_prints_next_step_for_single_issue(publish: Publish) -> None:
    for day in ("2020-06-03", "2020-07-01"):
        Path(f"issues/{day}.md").unlink()

    assert "build/2020-06-17/preview.html" in publish("build", "--all").lines[-1]


def test_build_reports_that_there_are_no_issues(publish: Publish) -> None:
    write(Path("publish.toml"), 'newsletter.issues = "none"')

    result = publish("build", "--all")

    assert (result.code, result.out, len(result.lines)) == (3, "", 1)


@pytest.mark.parametrize("argv", [["2020-06-03", "2020-06-17", "2020-07-01"], ["--all"]], ids=["named", "all"])
def test_build_continues_after_a_broken_issue(publish: Publish, argv: list[str]) -> None:
    write(Path("issues/2020-06-17.md"), b"# a\n\0\n")

    result = publish("build", *argv, "--lang", "en")

    assert (result.code, result.out.split()) == (
        3,
        ["build/2020-06-03/preview.html", "build/2020-07-01/preview.html"],
    )
    assert "2020-06-17.md:2: holds a NUL character — remove it; the file may be damaged" in result.lines
    assert result.lines[-1].startswith("2 of 3 articles are in build")


def test_build_prints_no_next_step_when_all_issues_are_broken(publish: Publish) -> None:
    result = publish("build", "nope", "neither")

    assert (result.code, len(result.lines)) == (3, 2)


# --- building again -------------------------------------------------------------------------------


def test_build_writes_nothing_when_nothing_changed(publish: Publish) -> None:
    publish("build", "2020-06-17")
    before = read_folder(Path("build"))

    publish("build", "2020-06-17")

    assert read_folder(Path("build")) == before


def test_unchanged_build_repeats_its_problems(publish: Publish) -> None:
    first = publish("build", "2020-06-17", "--lang", "en")

    again = publish("build", "2020-06-17", "--lang", "en")

    assert (again.code, again.out) == (first.code, first.out)
    assert "2020-06-17: nothing has changed" in again.err.replace("简报 (2020-06-17)：端侧", "2020-06-17")
    assert [line for line in again.lines if "N0" in line] == [line for line in first.lines if "N0" in line]


def test_unchanged_build_prints_the_same_json(publish: Publish) -> None:
    assert publish("build", "--json", "--all").out == publish("build", "--json", "--all").out


@pytest.mark.parametrize(
    "change",
    [
        lambda: write(Path("issues/2020-06-17.md"), ISSUE + "\n新\n"),
        lambda: write(Path("issues/2020-06-03.md"), "# 简报 (2020-06-03)：别的题目\n"),
        lambda: write(Path("issues/2020-06-10.md"), "# 简报 (2020-06-10)\n"),
        lambda: write(Path("issues/publications.json"), '{"2020-06-03": "https://mp.weixin.qq.com/s/x"}'),
        lambda: write(Path("publish.toml"), SETTINGS + 'newsletter.author = "新"\n'),
        lambda: write(Path("themes/plain.css"), "p { color: #111 }"),
        lambda: Path("build/2020-06-17/article.html").unlink(),
        lambda: write(Path("build/2020-06-17/article.html"), "改"),
    ],
    ids=["text", "back issue", "new back issue", "publication", "settings", "theme", "result gone", "result changed"],
)
def test_build_rebuilds_changed_issues(publish: Publish, change: Callable[[], object]) -> None:
    publish("build", "2020-06-17")
    change()

    result = publish("build", "2020-06-17", "--lang", "en")

    assert "nothing has changed" not in result.err
    assert "正文" not in Path("build/2020-06-17/article.html").read_text(encoding="utf-8")


def test_unchanged_build_reports_problems_in_another_language(publish: Publish) -> None:
    write(Path("issues/2020-06-17.md"), ISSUE.replace("本期2条", "本期3条"))
    publish("build", "2020-06-17")

    assert "导读 promises 3 entries, there are 2" in publish("build", "2020-06-17", "--lang", "en").err


def test_build_reports_a_timeout(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object) -> str:
        raise TimeLimitExceededError(0.05)

    monkeypatch.setattr(build_with_preview, "render_preview", run_out)

    result = publish("build", "2020-06-17", "--lang", "en")

    assert (result.code, result.out) == (3, "")
    [line] = result.lines
    assert line.startswith("2020-06-17.md:1: takes more than 0.05 seconds of processor time to build — simplify")


@pytest.mark.parametrize("command", ["build", "check"])
def test_build_does_not_blame_the_issue_for_a_busy_machine(
    publish: Publish, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def let_the_wall_clock_strike(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGALRM)

    monkeypatch.setattr("publish.pipeline.styled_page.render_body", let_the_wall_clock_strike)

    result = publish(command, "2020-06-17", "--lang", "en", "--quiet")

    assert (result.code, "this machine is busy" in result.out + result.err) == (3, True)
    assert "Markdown" not in result.out + result.err


def test_build_removes_files_of_removed_pictures(publish: Publish) -> None:
    Path("issues/logo.png").write_bytes((ROOT / "assets" / "logo.png").read_bytes())
    write(Path("issues/2020-06-17.md"), ISSUE + "\n![图](logo.png)\n")
    publish("build", "2020-06-17")
    shown = len(list(Path("build/2020-06-17/pictures").iterdir()))

    write(Path("issues/2020-06-17.md"), ISSUE)
    publish("build", "2020-06-17")

    assert (shown, len(list(Path("build/2020-06-17/pictures").iterdir()))) == (2, 1)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("issues/2020-06-17.md", b"# a\n\0\n"),
        ("issues/2020-06-17.md", b""),
        ("issues/publications.json", b"{"),
        ("themes/plain.css", b"p:hover { color: #111 }"),
        ("publish.toml", b"theme = 1"),
        ("publish.toml", b'newsletter.issues = "issues"\nfollow.picture = "none.png"'),
    ],
    ids=["NUL", "empty", "publications", "theme", "settings", "QR picture"],
)
def test_failed_build_keeps_the_files_of_the_last_one(publish: Publish, name: str, data: bytes) -> None:
    publish("build", "2020-06-17")
    before = read_folder(Path("build"))
    write(Path(name), data)

    result = publish("build", "2020-06-17")

    assert (result.code, result.out) == (3, "")
    assert read_folder(Path("build")) == before


# --- bad issues -----------------------------------------------------------------------------------


BAD_FILES = {
    "empty": b"",
    "blank": b"\xef\xbb\xbf \r\n\n",
    "latin": b"# a\n\nna\xefve\n",
    "utf16": "# 标题\n".encode("utf-16"),
    "gbk": "# a\n标题\n".encode("gbk"),
    "nul": b"# a\n\nb\0c\n",
    "large": b"word\n" * 1_000_000,
    "long": b"# a\n" + b"x" * 1_000_000 + b"\n",
    "open": b"---\ntitle: a\n\n# b\n",
    "words": b"---\ntitle: a\njust words\n---\n# b\n",
    "twice": b"---\ntitle: a\ntitle: b\n---\n# b\n",
    "tag": b"---\ntitle: !!python/object/apply:os.system [id]\n---\n# b\n",
    "bomb": b"---\ntitle: &a [*b, *b]\n---\n# b\n",
    "endless": b"---\ntitle: " + b"x" * 2000 + b"\n---\n# b\n",
    "escape": b"---\ntitle: a\n\x1b]0;x\x07: 3\n---\n# b\n",
}
UTF_8 = "— save the file as UTF-8"
QUOTES = "must be plain text — put it in quotes"
FRONT_MATTER = "front matter takes one `key: value` a line — mend this one:"
BAD_INPUT = {
    "2020-06-18": "no issue 2020-06-18 in {issues}; nearest: 2020-06-03, 2020-06-17, 2020-07-01 — check the date,"
    " or give the file's path",
    "nowhere.md": "no file nowhere.md — check the path",
    "bad": "bad is a folder — give one issue's date or file",
    "bad/fifo.md": "bad/fifo.md is no regular file — give an issue's Markdown file",
    "bad/dangling.md": "bad/dangling.md is a link to nowhere, and no file can be reached there — mend the link, "
    "remove it, or put the file itself there",
    "bad/...md": "bad/...md is no name for an issue — rename the file, for example 2020-06-17.md",
    "bad/empty.md": "empty.md: the file is empty — write the issue first",
    "bad/blank.md": "blank.md: the file is empty — write the issue first",
    "bad/latin.md": f"latin.md:3: not UTF-8 (byte 8) {UTF_8}",
    "bad/utf16.md": f"utf16.md:1: not UTF-8 (byte 1) {UTF_8}",
    "bad/gbk.md": f"gbk.md:2: not UTF-8 (byte 5) {UTF_8}",
    "bad/nul.md": "nul.md:3: holds a NUL character — remove it; the file may be damaged",
    "bad/large.md": "large.md: larger than 4 MB — is this really an issue? split it",
    "bad/long.md": "long.md:2: line longer than 100000 characters — break it, or save an embedded picture as a file",
    "bad/open.md": "open.md:1: front matter is not closed by --- within 500 lines — add the closing ---",
    "bad/words.md": f"words.md:3: {FRONT_MATTER} just words",
    "bad/twice.md": "twice.md:3: front matter says title twice — keep one",
    "bad/tag.md": f"tag.md:2: value of title {QUOTES}: !!python/object/apply:os.system [id]",
    "bad/bomb.md": f"bomb.md:2: value of title {QUOTES}: &a [*b, *b]",
    "bad/endless.md": "endless.md:2: value of title is longer than 1000 characters — shorten it",
    "bad/escape.md": f"escape.md:3: {FRONT_MATTER} ]0;x: 3",
}


@pytest.fixture
def bad_files(newsletter: Path) -> Path:
    folder = newsletter / "bad"
    folder.mkdir()
    for name, data in BAD_FILES.items():
        (folder / f"{name}.md").write_bytes(data)
    (folder / "...md").write_bytes(b"# a")
    os.mkfifo(folder / "fifo.md")
    (folder / "dangling.md").symlink_to("nowhere")
    return folder


@pytest.mark.usefixtures("bad_files")
@pytest.mark.parametrize(("argument", "line"), BAD_INPUT.items(), ids=str)
def test_build_reports_invalid_input_in_one_line(publish: Publish, argument: str, line: str) -> None:
    result = publish("build", argument, "--lang", "en")

    assert result == (3, "", line.format(issues=Path.cwd() / "issues") + "\n")
    assert not Path("build").exists()


@pytest.mark.usefixtures("bad_files")
@pytest.mark.parametrize("argument", BAD_INPUT)
def test_build_reports_invalid_input_in_chinese_by_default(publish: Publish, argument: str) -> None:
    (line,) = publish("build", argument).lines
    (english,) = publish("build", argument, "--lang", "en").lines

    place = english[: english.find(": ") + 1] if ".md:" in english else ""
    assert line.startswith(place)
    assert "——请" in line or "——这真的是" in line


def test_build_reports_every_error_of_the_front_matter(publish: Publish) -> None:
    write(Path("issues/2020-06-17.md"), "---\ntitle: [a]\nwords\nauthor: b\nauthor: c\n---\n# d\n")

    lines = publish("build", "2020-06-17").lines

    assert [line.partition(": ")[0] for line in lines] == [f"2020-06-17.md:{number}" for number in (2, 3, 5)]


def test_build_prints_problems_of_an_issue_and_continues(publish: Publish) -> None:
    write(Path("issues/2020-06-17.md"), f"---\nlicence: MIT\nlayuot: a\n---\n{ISSUE}\n![图](none.png)\n")

    result = publish("build", "2020-06-17", "--lang", "en", "--quiet")

    assert (result.code, result.out) == (0, "build/2020-06-17/preview.html\n")
    assert [line.split()[1:4] for line in result.lines] == [
        ["licence", "MIT", "is"],
        ["front", "matter", "key"],
        ["no", "picture", "issues/none.png"],
    ]


@pytest.mark.parametrize("source", ["../secret.png", "/etc/hostname", "fifo.png", ".git/a.png", "a%00b.png", "big.png"])
def test_build_refuses_pictures_outside_the_repository(publish: Publish, source: str) -> None:
    os.mkfifo("issues/fifo.png")
    write(Path("issues/.git/a.png"), (ROOT / "assets" / "logo.png").read_bytes())
    with Path("issues/big.png").open("wb") as file:
        file.truncate(10_000_001)
    write(Path("issues/2020-06-17.md"), f"{ISSUE}\n![图]({source})\n")

    result = publish("build", "2020-06-17", "--quiet")

    assert (result.code, len(result.lines)) == (0, 1)
    assert result.err.startswith("2020-06-17.md:13: ")


# --- bad settings and themes ----------------------------------------------------------------------


def test_build_reports_every_invalid_setting_with_its_line(publish: Publish) -> None:
    write(Path("publish.toml"), 'licence = "MIT"\ntheme = 1\n[newsletter]\nnme = "a"\n[archive]\nlimit = 1000\n')

    result = publish("build", "2020-06-17", "--lang", "en")

    delivery = (
        "id, name, kind, title, account, author, editor, project, issues, source_url, comments, ai, reading_time, words"
    )
    assert (result.code, result.out) == (3, "")
    assert result.lines[1:] == [
        'publish.toml:2: theme must be text — put its value in "quotes"',
        f"publish.toml:4: newsletter.nme is no setting; did you mean newsletter.name? — known here: {delivery}",
        "publish.toml:6: archive.limit must lie between 0 and 100",
    ]
    assert result.lines[0].startswith("publish.toml:1: licence is no Creative Commons licence known here")


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ('theme = "plain"\nlicence =\n', "publish.toml:2: not valid TOML: Invalid value — mend the line"),
        ("[follow\n", "publish.toml:1: not valid TOML: "),
        (b"# \xff", "publish.toml: cannot read the settings: "),
        ('follow.picture = "none.png"', "publish.toml: no picture none.png — put it there, or mend the path"),
        ('follow.picture = "publish.toml"', "publish.toml: publish.toml is no picture that can be read"),
        ('follow.picture = "issues"', "publish.toml: picture issues is not a plain file"),
        ('[follow]\nqr = "a"\nlogo = "none.png"', "publish.toml: no picture none.png — "),
        (
            "follow.qr = '" + "x" * 3000 + "'",
            "publish.toml: the QR code's content is too long (3000 characters) — shorten follow.qr",
        ),
    ],
    ids=["no value", "not closed", "not UTF-8", "no QR", "broken QR", "folder", "no logo", "too long"],
)
def test_build_reports_invalid_settings(publish: Publish, written: str | bytes, line: str) -> None:
    write(Path("publish.toml"), written)
    write(Path("embedded-ai-report/2020-06-17.md"), ISSUE)

    result = publish("build", "2020-06-17", "--lang", "en")

    assert (result.code, result.out, len(result.lines)) == (3, "", 1)
    assert result.err.startswith(line)


def test_build_reports_a_missing_settings_file(publish: Publish) -> None:
    result = publish("build", "2020-06-17", "--config", "none.toml", "--lang", "en")

    assert result == (3, "", "no settings file none.toml — check --config\n")


@pytest.mark.parametrize("name", ["nope", "../plain", "*", "x" * 5000], ids=["unknown", "path", "star", "long"])
def test_build_lists_themes_for_an_unknown_one(publish: Publish, name: str) -> None:
    result = publish("build", "2020-06-17", "--theme", name, "--lang", "en")

    assert (result.code, result.out, len(result.lines)) == (3, "", 1)
    assert "plain" in result.err.partition("there are: ")[2].replace("\n", "").split(", ")


def test_build_reports_every_error_of_a_theme_with_its_line(publish: Publish) -> None:
    write(
        Path("themes/plain.css"), "@import 'a';\np:hover { color: #111 }\np { color: var(--x) }\nli + li { foo: 1 }\n"
    )

    result = publish("build", "2020-06-17", "--lang", "en")

    assert (result.code, result.out) == (3, "")
    assert {line.partition(": ")[0] for line in result.lines} == {f"plain.css:{number}" for number in (1, 2, 3, 4)}


def test_build_reports_where_an_incomplete_theme_ends(publish: Publish) -> None:
    write(Path("themes/plain.css"), "p { color: #333 }\nh2 { color")

    assert publish("build", "2020-06-17", "--lang", "en").err.startswith("plain.css:2: ")


# --- nowhere to write -----------------------------------------------------------------------------


def test_build_reports_an_unwritable_folder(publish: Publish) -> None:
    write(Path("build"), "a file")

    result = publish("build", "2020-06-17", "--lang", "en")

    remedy = "check permissions and free space, or choose another --out"
    assert (result.code, result.out, len(result.lines)) == (3, "", 1)
    assert result.err.startswith("cannot write build/2020-06-17/")
    assert result.err.endswith(f" — {remedy}\n")


def test_build_changes_no_file_when_one_cannot_be_written(publish: Publish) -> None:
    publish("build", "2020-06-17")
    Path("build/2020-06-17/preview.html").unlink()
    Path("build/2020-06-17/preview.html/x").mkdir(parents=True)
    before = read_folder(Path("build"))
    write(Path("issues/2020-06-17.md"), ISSUE.replace("一则消息", "另一则"))

    result = publish("build", "2020-06-17")

    assert result.code == 3
    assert read_folder(Path("build")) == before


# --- usage ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        (["build"], "no issue given — say which one (2020-06-17) or --all"),
        (["build", "2020-06-17", "--all"], "give issues or --all, not both"),
        (["build", "--zzz"], "--zzz is not known here — see publish build --help"),
        (["build", "2020-06-17", "--jso"], "--jso is not known here; did you mean --json? — see publish build --help"),
        (["build", "--theme"], "argument --theme: expected one argument — see publish build --help"),
        (["biuld"], "biuld is not known here; did you mean build? — see publish --help"),
        (["--jsn", "build"], "--jsn is not known here; did you mean --json? — see publish --help"),
        (["draft"], "the following arguments are required: ISSUE — see publish draft --help"),
    ],
    ids=["no issue", "both", "unknown", "abbreviated", "no value", "command", "option before", "required"],
)
def test_usage_error_is_one_line(publish: Publish, monkeypatch: pytest.MonkeyPatch, argv: list[str], line: str) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    assert publish(*argv) == (2, "", f"{line}\n")


@pytest.mark.parametrize("argv", [["build"], ["build", "2020-06-17", "--all"], ["build", "--zzz"], ["zzz"]], ids=str)
def test_usage_error_is_in_chinese_by_default(publish: Publish, argv: list[str]) -> None:
    result = publish(*argv)

    assert (result.code, result.out, len(result.lines)) == (2, "", 1)
    assert not result.err.isascii()


@pytest.mark.parametrize(
    ("argv", "language", "start"),
    [
        (["--lang", "en"], "zh_CN.UTF-8", "no issue given"),
        (["--lang=en"], "zh_CN.UTF-8", "no issue given"),
        (["--lang", "zh"], "en_US.UTF-8", "没有说是哪一期"),
        ([], "en_US.UTF-8", "no issue given"),
        ([], "zh_CN.UTF-8", "没有说是哪一期"),
        ([], "", "没有说是哪一期"),
        (["--lang", "fr"], "en_US.UTF-8", "argument --lang: invalid choice"),
        (["--lang", "fr"], "", "命令不对：参数 --lang：没有 'fr'（可选：'zh', 'en'）"),
    ],
)
def test_build_uses_the_lang_option(
    publish: Publish, monkeypatch: pytest.MonkeyPatch, argv: list[str], language: str, start: str
) -> None:
    monkeypatch.setenv("LANG", language)

    assert publish("build", *argv).err.startswith(start)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_uses_the_lang_option(publish: Publish, language: str) -> None:
    result = publish("build", "--help", "--lang", language)

    assert result.code == 0
    assert ("结果放在哪个文件夹" in result.out) == (language == "zh")


def test_version_option_prints_the_package_version(publish: Publish) -> None:
    assert publish("--version") == (0, f"publish {__version__}\n", "")


class Impatient(io.StringIO):
    """An output stream that raises KeyboardInterrupt on the first write."""

    def write(self, text: str) -> int:
        raise KeyboardInterrupt(text)


def test_interrupted_build_returns_exit_code_130(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Impatient())

    result = publish("build", "2020-06-17", "--lang", "en")

    assert (result.code, result.lines[-1]) == (130, "interrupted")


def test_run_exits_with_the_code_of_main(newsletter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["publish", "build", "nope"])

    with pytest.raises(SystemExit) as left:
        run()

    assert (left.value.code, (newsletter / "build").exists()) == (3, False)


def test_package_runs_as_a_module(newsletter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["publish", "build", "2020-06-17"])
    monkeypatch.delitem(sys.modules, "publish.__main__", raising=False)
    monkeypatch.setattr("publish.adapters.system.end_process._TO_BE_CLOSED", ("sys",))  # this process goes on

    with pytest.raises(SystemExit) as left:
        runpy.run_module("publish", run_name="__main__")

    assert (left.value.code, (newsletter / "build/2020-06-17/preview.html").exists()) == (0, True)


def test_run_exits_quietly_on_a_broken_pipe(newsletter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    monkeypatch.setattr(sys, "argv", ["publish", "build", "2020-06-17"])

    with os.fdopen(writing, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        with pytest.raises(SystemExit) as left:
            run()

    assert left.value.code == 0
    assert (newsletter / "build/2020-06-17/article.html").is_file()


def leave(monkeypatch: pytest.MonkeyPatch, stdout: TextIO | None, *words: str) -> object:
    """Run a command with another standard output, and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["publish", *words])
    monkeypatch.setattr(sys, "stdout", stdout)
    with pytest.raises(SystemExit) as left:
        run()
    return left.value.code


@pytest.mark.usefixtures("newsletter")
def test_run_reports_lost_output(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        code = leave(monkeypatch, full, "themes", "--lang", "en")

    assert (code, "the output could not be written: No space left" in capsys.readouterr().err) == (3, True)


@pytest.mark.usefixtures("newsletter")
def test_run_raises_other_os_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise PermissionError(text)

    monkeypatch.setattr(sys, "argv", ["publish", "themes"])
    monkeypatch.setattr(sys, "stdout", Broken())
    with pytest.raises(PermissionError):
        run()


@pytest.mark.usefixtures("newsletter")
def test_run_works_with_closed_output_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    assert leave(monkeypatch, None, "themes") == 0
    sys.stdout.close()


@pytest.mark.usefixtures("newsletter")
def test_run_escapes_characters_unknown_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()

    assert leave(monkeypatch, io.TextIOWrapper(written, "ascii"), "rules") == 0

    assert b"\\u" in written.getvalue()


def test_build_reports_a_deleted_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    code = main(["build", "2020-06-17", "--lang", "en"])
    monkeypatch.chdir(tmp_path)

    assert (code, capsys.readouterr().err) == (3, "the current folder is gone — change to another one\n")


def test_build_refuses_two_issues_of_one_name(publish: Publish) -> None:
    first, second = (write(folder / "a.md", f"# {folder}\n\n文\n") for folder in (Path(), ISSUES))

    result = publish("build", str(first), str(second), "--lang", "en", "--quiet")

    assert (result.code, result.out) == (3, "build/a/preview.html\n")
    assert result.err.startswith(f"{ISSUES}/a.md: a was built already")


def test_build_accepts_the_same_issue_twice(publish: Publish) -> None:
    assert publish("build", "2020-06-17", "2020-06-17").code == 0


# --- knobs ----------------------------------------------------------------------------------------

ACCENTED = ":root{--accent:#1f4e79}h2{color:var(--accent);font-size:20px}" + PLAIN


def test_build_applies_theme_options_of_the_settings(publish: Publish) -> None:
    write(Path("themes/plain.css"), ACCENTED)
    write(Path("publish.toml"), SETTINGS.replace("licence", 'accent = "#b3261e"\ntext_size = "大"\nlicence'))

    publish("build", "2020-06-17")

    article = Path("build/2020-06-17/article.html").read_text(encoding="utf-8")
    assert ("#b3261e" in article, "font-size:22px" in article, "#1f4e79" in article) == (True, True, False)


def test_build_refuses_low_contrast_accent_and_suggests_another(publish: Publish) -> None:
    write(Path("themes/plain.css"), ACCENTED)
    settings = SETTINGS.replace("licence", 'accent = "#ffff00"\nlicence')
    write(Path("publish.toml"), settings)

    result = publish("build", "2020-06-17", "--lang", "en")

    assert (result.code, result.out, len(result.lines), Path("build").exists()) == (3, "", 1, False)
    assert result.err.startswith("publish.toml:2: with the accent #ffff00 the theme plain leaves text hard to read")
    nearest = result.err.rpartition("can be read is ")[2].strip().strip('"')
    write(Path("publish.toml"), settings.replace("#ffff00", nearest))
    assert publish("build", "2020-06-17").code == 0


def test_build_continues_after_an_issue_with_low_contrast_accent(publish: Publish) -> None:
    write(Path("themes/plain.css"), ACCENTED)
    write(Path("issues/2020-06-17.md"), "---\naccent: '#ffff00'\n---\n" + ISSUE)

    result = publish("build", "--all", "--lang", "en", "--quiet")

    assert (result.code, len(result.out.splitlines())) == (3, 2)
    assert result.err.startswith("2020-06-17.md:2: with the accent #ffff00 the theme plain leaves text hard to read")


def test_build_reports_an_unused_accent(publish: Publish) -> None:
    write(Path("publish.toml"), SETTINGS.replace("licence", 'accent = "#b3261e"\nlicence'))

    result = publish("build", "2020-06-17", "--lang", "en", "--quiet")

    assert result.code == 0
    assert result.lines[0].startswith("publish.toml:2: the theme plain has no accent")


def test_build_always_reports_low_contrast_in_the_theme(publish: Publish) -> None:
    write(Path("themes/plain.css"), "p { color: #333 }\nh2 { color: #f00 }\n")

    result = [publish("build", "2020-06-17", "--lang", "en", "--quiet") for _ in range(2)]

    assert [(once.code, once.lines[0][:33]) for once in result] == [(0, "plain.css:2: text is hard to read")] * 2


def test_build_refuses_a_theme_with_too_low_contrast(publish: Publish) -> None:
    write(Path("themes/plain.css"), "p { color: #333 }\nh2 { color: #ddd }\n")

    result = publish("build", "2020-06-17", "--lang", "en")

    assert (result.code, result.out, len(result.lines)) == (3, "", 1)
    assert result.err.startswith("plain.css:2: text cannot be read, by day (☀) or in dark mode (☾): ")


def test_build_rebuilds_when_a_theme_option_changes(publish: Publish) -> None:
    publish("build", "2020-06-17")
    write(Path("publish.toml"), SETTINGS.replace("licence", 'density = "宽松"\nlicence'))

    result = publish("build", "2020-06-17", "--lang", "en")

    assert "nothing has changed" not in result.err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_loaded(name: str) -> None:
    assert load_command(name).__doc__
