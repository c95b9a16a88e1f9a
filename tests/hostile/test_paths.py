"""An issue names files: none outside its repository, hidden or endless is ever read into what is written."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest
from PIL import Image

from publish.adapters.media.picture_store import PictureStore
from publish.adapters.storage.cache import Cache
from publish.core.exceptions import PictureError
from tests.harness.families import family
from tests.hostile.conftest import Build

CANARY = b"canary-4d1f0a7c92"
COLOUR = (77, 31, 10)
SPELLINGS: dict[str, str] = {
    "up": "../../outside/secret.png",
    "up, from the root": "../../../../../../../../{outside}/secret.png",
    "up and down": "../issues/../../outside/secret.png",
    "up, dotted": "./.././../outside/./secret.png",
    "up, slashes doubled": "..//..//outside//secret.png",
    "up, slashes tripled": "..///..///outside///secret.png",
    "up, in small escapes": "%2e%2e%2f%2e%2e%2foutside%2fsecret.png",
    "up, in large escapes": "%2E%2E/%2E%2E/outside/secret.png",
    "up, half escaped": ".%2e/%2e./outside/secret.png",
    "up, escaped twice": "%252e%252e%252f%252e%252e%252foutside%252fsecret.png",
    "up, escaped thrice": "%25252e%25252e%25252f%25252e%25252e%25252foutside%25252fsecret.png",
    "up, overlong": "..%c0%af..%c0%afoutside%c0%afsecret.png",
    "up, backslashes": "..\\..\\outside\\secret.png",
    "up, escaped backslashes": "..%5c..%5coutside%5csecret.png",
    "up, doubled dots": "....//....//outside/secret.png",
    "up, entity": "&#46;&#46;/&#46;&#46;/outside/secret.png",
    "up, wide dots": "．．/．．/outside/secret.png",
    "up, leader dots": "‥/‥/outside/secret.png",
    "up, division slash": "..\u2215..\u2215outside\u2215secret.png",
    "up, soft hyphen": ".\u00ad./.\u00ad./outside/secret.png",
    "up, tab between": ".\t./..\t/outside/secret.png",
    "up, question": "../../outside/secret.png?a.png",
    "up, fragment": "../../outside/secret.png#a.png",
    "up, question escaped": "../../outside/secret.png%3fa.png",
    "up, NUL": "../../outside/secret.png%00.png",
    "up, line end": "../../outside/secret.png%0a",
    "up, blank behind": "../../outside/secret.png%20",
    "up, dot behind": "../../outside/secret.png.",
    "up, slash behind": "../../outside/secret.png/",
    "up, dot segment behind": "../../outside/secret.png/.",
    "up, through a file": "a.png/../../../outside/secret.png",
    "up, through a folder that is none": "none/../../../outside/secret.png",
    "absolute": "{outside}/secret.png",
    "absolute, slashes doubled": "/{outside}/secret.png",
    "absolute, escaped": "%2F{outside}/secret.png",
    "absolute, slash escaped": "{escaped}%2Fsecret.png",
    "absolute, dotted": "/./{outside}/secret.png",
    "file": "file://{outside}/secret.png",
    "file, one slash": "file:{outside}/secret.png",
    "file, of this host": "file://localhost{outside}/secret.png",
    "file, in capitals": "FILE://{outside}/secret.png",
    "file, blank before": " file://{outside}/secret.png",
    "file, escaped": "file%3A//{outside}/secret.png",
    "file, entity": "file&colon;//{outside}/secret.png",
    "file, relative": "file:../../outside/secret.png",
    "view of a file": "view-source:file://{outside}/secret.png",
    "drive": "C:\\outside\\secret.png",
    "drive, slashes": "C:/outside/secret.png",
    "share": "\\\\localhost\\outside\\secret.png",
    "share, slashes": "//localhost{outside}/secret.png",
    "share, long": "\\\\?\\C:\\outside\\secret.png",
    "home": "~/secret.png",
    "home of root": "~root/secret.png",
    "home by name": "$HOME/secret.png",
    "home by name, braces": "${{HOME}}/secret.png",
    "home by name, percents": "%HOME%/secret.png",
    "link to a file": "link.png",
    "link to a file, in capitals": "LINK.PNG",
    "link to a folder": "linked/secret.png",
    "link to a folder and up": "linked/../outside/secret.png",
    "link to the root": "root{outside}/secret.png",
    "link to a link": "relink.png",
    "endless": "/dev/zero",
    "endless, linked": "zero.png",
    "endless, by its way up": "../../../../../../../../dev/zero",
    "random, linked": "random.png",
    "standard input": "/dev/stdin",
    "terminal": "/dev/tty",
    "pipe": "fifo.png",
    "folder": "folder.png",
    "this folder": ".",
    "folder above": "..",
    "environment": "/proc/self/environ",
    "environment, linked": "environ.png",
    "environment, by its way up": "../../../../../../../../proc/self/environ",
    "own files": "/proc/self/fd/0",
    "own root": "/proc/self/root{outside}/secret.png",
    "own folder": "/proc/self/cwd/../outside/secret.png",
    "repository's settings": "../.git/config",
    "repository's settings, in capitals": "../.GIT/config",
    "repository's settings, escaped": "../%2egit/config",
    "repository's settings, linked": "git.png",
    "repository's picture": "../.git/secret.png",
    "hidden file": ".secret.png",
    "hidden folder": ".hidden/secret.png",
    "hidden, by its way round": "folder.png/../.hidden/secret.png",
    "environment file": "../.env",
    "settings": "../publish.toml",
    "issue": "2020-06-17.md",
    "long name": "a" * 5000 + ".png",
    "long path": "a/" * 5000 + "a.png",
    "many ways up": "../" * 5000 + "a.png",
    "nothing": "%",
    "blank": "%20",
    "NUL": "%00",
    "script": "javascript:fetch('{outside}/secret.png')",
    "archive": "jar:file://{outside}/secret.png!/a",
    "blob": "blob:file://{outside}/secret.png",
    "program": "php://filter/resource={outside}/secret.png",
}  # fmt: skip

WAYS: dict[str, Callable[[str], str]] = {
    "Markdown": lambda source: f"![图](<{source}>)",
    "Markdown, bare": lambda source: f"![图]({source})",
    "reference": lambda source: f"![图][p]\n\n[p]: <{source}>",
    "raw": lambda source: f'<img src="{source}">',
    "raw, in text": lambda source: f"文 <img alt=图 src='{source}' srcset='{source} 2x'> 字",
    "entry": lambda source: f"- [题](https://a.example/)\n摘要：![图]({source})",
    "trailer": lambda source: f"----\n\n![qrcode]({source})\n\nWeChat: 甲",
}


def paint(path: Path) -> None:
    """Write a true picture, with a canary behind its last pixel."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (3, 3), COLOUR).save(path, "PNG")
    with path.open("ab") as file:
        file.write(CANARY)


@pytest.fixture
def outside(newsletter: Path) -> Path:
    """A folder beside the repository, with secrets in it and in all that should stay hidden."""
    outside = newsletter.parent / "outside"
    issues = newsletter / "issues"
    secrets = (outside, newsletter / ".git", issues / ".hidden", Path(os.environ["HOME"]))
    for path in (*(folder / "secret.png" for folder in secrets), issues / ".secret.png"):
        paint(path)
    (newsletter / ".git" / "config").write_bytes(CANARY)
    (newsletter / ".env").write_bytes(CANARY)
    (issues / "folder.png").mkdir()
    os.mkfifo(issues / "fifo.png")
    links = {
        "link.png": outside / "secret.png", "linked": outside, "root": Path("/"), "relink.png": Path("link.png"),
        "zero.png": Path("/dev/zero"), "random.png": Path("/dev/urandom"), "environ.png": Path("/proc/self/environ"),
        "git.png": newsletter / ".git" / "secret.png",
    }  # fmt: skip
    for name, target in links.items():
        (issues / name).symlink_to(target)
    return outside


def find_canaries(folder: Path) -> list[str]:
    """Return the files that hold a canary: as it is, in base64 at any offset, or as the bytes of its picture."""
    signs = [CANARY, b"IHDR\0\0\0\3\0\0\0\3"]
    signs += [base64.b64encode(b"\0" * offset + sign)[4:-4] for sign in signs for offset in range(3)]
    signs += [base64.b64encode(sign)[:-4] for sign in signs[:2]]
    return [
        str(path) for path in folder.rglob("*") if path.is_file() and any(sign in path.read_bytes() for sign in signs)
    ]


def fill_in(spelling: str, outside: Path) -> str:
    """Return a spelling with the folder outside in it."""
    source = SPELLINGS[spelling]
    return source.format(outside=outside, escaped=quote(str(outside), safe="")) if "{" in source else source


def read_picture(newsletter: Path, source: str) -> bytes:
    """Return the bytes of what a source leads to; none where it is refused."""
    try:
        return PictureStore(newsletter, Cache(newsletter.parent / "cache")).load(source, "issues").data
    except PictureError:
        return b""


def test_no_spelling_of_a_path_reads_outside_the_repository(newsletter: Path, outside: Path) -> None:
    paint(newsletter / "issues" / "a.png")
    sources = {spelling: fill_in(spelling, outside) for spelling in SPELLINGS}

    assert [spelling for spelling, source in sources.items() if read_picture(newsletter, source)] == []
    assert read_picture(newsletter, "a.png") != b""


class Case(NamedTuple):
    """A spelling, and the way in which an issue writes it."""

    spelling: str
    way: str

    def __str__(self) -> str:
        return "-".join(self)


CASES = [Case(*case) for case in product(SPELLINGS, WAYS)]
REPRESENTATIVES = [
    *(case for case in CASES if case.spelling == "up"),
    *(Case(spelling, "Markdown") for spelling in ("absolute", "file", "home", "link to a file", "endless", "pipe")),
]


@family("case", CASES, REPRESENTATIVES)
def test_no_issue_reads_outside_the_repository(
    build: Build, outside: Path, monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    monkeypatch.setenv("CANARY", CANARY.decode())
    shown = WAYS[case.way](fill_in(case.spelling, outside))
    Path("issues/2020-06-17.md").write_text(f"# 简报 (2020-06-17)\n\n## 新闻\n\n{shown}\n", encoding="utf-8")

    told = build("2020-06-17")

    assert told.code in (0, 3)
    assert find_canaries(Path("build")) == []
    assert CANARY.decode() not in told.err


def test_secret_file_would_be_noticed_in_the_output(build: Build, newsletter: Path) -> None:
    paint(newsletter / "issues" / "a.png")
    Path("issues/2020-06-17.md").write_text("# 题\n\n![图](a.png)\n", encoding="utf-8")

    told = build("2020-06-17")

    assert (told.code, told.err) == (0, "")
    assert {Path(file).suffix for file in find_canaries(Path("build"))} == {".html", ".png"}


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("issues/我的 图.png", "我的%20图.png"),
        ("issues/我的 图.png", "<我的 图.png>"),
        ("issues/我的 图.png", "%E6%88%91%E7%9A%84%20%E5%9B%BE.png"),
        ("issues/图片/封面（一）.png", "图片/封面（一）.png"),
        ("issues/a%20b.png", "a%2520b.png"),
        ("issues/a+b.png", "a+b.png"),
        ("issues/a..b.png", "a..b.png"),
        ("issues/a.png", "./a.png"),
        ("issues/a.png", "../issues/a.png"),
        ("assets/a.png", "../assets/a.png"),
        ("assets/a.png", "../assets/a.png?raw=true"),
    ],
)
def test_picture_in_the_repository_is_shown(build: Build, file: str, source: str) -> None:
    paint(Path(file))
    Path("issues/2020-06-17.md").write_text(f"# 题\n\n文 ![图]({source}) 字\n", encoding="utf-8")

    told = build("2020-06-17")

    assert (told.code, told.err) == (0, "")
    assert find_canaries(Path("build")) != []


def test_symlink_within_the_repository_is_followed(build: Build) -> None:
    paint(Path("assets/a.png"))
    Path("issues/link.png").symlink_to("../assets/a.png")
    Path("issues/2020-06-17.md").write_text("# 题\n\n![图](link.png)\n", encoding="utf-8")

    assert build("2020-06-17").err == ""
    assert find_canaries(Path("build")) != []
