from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from publish.adapters.system.host import SystemClock, load_zone
from publish.cli import main
from tests.command_line import read_result

LAST = "# 周报 (2020-06-17)\n\n**标语**\n\n> 导读：甲。\n\n## 新闻\n\n- [题](https://a.example/)\n"


class Told(NamedTuple):
    code: int
    out: str
    err: str


New = Callable[..., Told]


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> New:
    """Run `publish new` in a newsletter of one issue."""
    (tmp_path / "publish.toml").write_text('newsletter.issues = "issues"\n', encoding="utf-8")
    (tmp_path / "issues").mkdir()
    (tmp_path / "issues" / "2020-06-17.md").write_text(LAST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def call(*argv: str) -> Told:
        return Told(main(["new", *argv, "--lang", "en"]), *capsys.readouterr())

    return call


def test_new_writes_the_issue_and_prints_its_path(new: New) -> None:
    result = new("2020-07-02")

    path = Path("issues/2020-07-02.md")
    assert result == (
        0,
        f"{path.absolute()}\n",
        "2020-07-02 begins as 2020-06-17 ended — write its news, then publish check 2020-07-02\n",
    )
    assert "# 周报 (2020-07-02)\n\n**标语**" in path.read_text(encoding="utf-8")


def test_new_never_overwrites_an_issue(new: New) -> None:
    result = new("2020-06-17")

    assert result.code == 3
    assert result.err.endswith(" is there already, and nothing was written — write on in it, or give another date\n")
    assert Path("issues/2020-06-17.md").read_text(encoding="utf-8") == LAST


def test_new_does_not_write_through_a_broken_link(new: New) -> None:
    Path("issues/2020-07-02.md").symlink_to("elsewhere.md")

    assert new("2020-07-02").code == 3
    assert not Path("issues/elsewhere.md").exists()


def test_new_uses_today_in_the_newsletters_zone_without_a_date(new: New) -> None:
    zone = load_zone("Asia/Shanghai")
    before = SystemClock().now().astimezone(zone).date()

    made = Path(new("--quiet").out.strip()).stem

    assert made in {str(before), str(SystemClock().now().astimezone(zone).date())}


def test_new_issue_takes_over_the_previous_one(new: New) -> None:
    Path("issues/2020-08-01.md").write_text(LAST.replace("标语", "后来的标语"), encoding="utf-8")

    assert read_result(new("2020-07-02", "--json").out)["after"] == "2020-06-17"


def test_new_issue_before_all_others_takes_over_the_next_one(new: New) -> None:
    assert read_result(new("2020-01-01", "--json").out)["after"] == "2020-06-17"


def test_new_reports_the_first_issue(new: New) -> None:
    Path("issues/2020-06-17.md").unlink()

    assert new("2020-07-02").err == ("2020-07-02 is the first issue — write its news, then publish check 2020-07-02\n")


@pytest.mark.parametrize("word", ["2020-7-2", "２０２０-07-02", "morgen", "../2020-07-02"])
def test_new_refuses_invalid_date(new: New, word: str) -> None:
    result = new(word)

    assert result.code == 2
    assert "a date, such as 2020-07-02, is needed" in result.err
    assert len(list(Path("issues").iterdir())) == 1


def test_new_reports_unreadable_issue_and_writes_nothing(new: New) -> None:
    Path("issues/2020-06-17.md").write_text("---\nlayout default\n---\n", encoding="utf-8")

    result = new("2020-07-02")

    assert result.code == 3
    assert result.err.startswith("2020-06-17.md:2: front matter takes one `key: value` a line")
    assert len(list(Path("issues").iterdir())) == 1


@pytest.mark.parametrize(
    ("word", "language", "said"),
    [
        ("2020-13-45", "en", "argument DATE: there is no day 2020-13-45 — see publish new --help\n"),
        ("2021-02-30", "zh", "命令不对：参数 DATE：没有 2021-02-30 这一天——用 publish new --help 查看用法\n"),
    ],
)
def test_new_reports_an_impossible_date(new: New, word: str, language: str, said: str) -> None:
    assert new(word, "--lang", language)[::2] == (2, said)


@pytest.mark.parametrize("name", ["con", "aux.notes", "a:b"])
def test_new_refuses_names_that_windows_cannot_keep(new: New, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("publish.toml").write_text('issues.pattern = "posts/{slug}.md"\n', encoding="utf-8")
    monkeypatch.setattr("publish.core.operating_system.ON_WINDOWS", True)

    assert (new(name).code, Path("posts").exists()) == (2, False)
