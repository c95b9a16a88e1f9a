from __future__ import annotations

import io
import json
import os
import re
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from publish.adapters.storage.atomic_files import write_files
from publish.adapters.web.session import GuardedSession
from publish.cli import main
from publish.cli.commands import check as check_command
from publish.core.exceptions import FetchError, OutputError, TimeLimitExceededError
from publish.core.picture import FetchedResource
from publish.core.problem import Problem
from publish.core.settings import Settings
from tests.themes import PLAIN

SETTINGS = (
    'theme = "plain"\nlicence = "CC-BY-4.0"\n[newsletter]\nissues = "issues"\neditor = "甲"\n'
    '[follow]\nqr = "https://a.example/f"\n'
)
HEAD = "# 简报 ({day})\n\n> 导读：说说这一期。\n\n## 新闻\n\n"
ENTRY = "- [题{n} | 源](https://mp.weixin.qq.com/s/{n})  \n摘要：甲乙。\n"
CLEAN = HEAD.format(day="2020-06-17") + ENTRY.format(n=1)
FLAWED = CLEAN.replace("说说", "本期3条。说说").replace("摘要：", "摘要:")


class Told(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Check = Callable[..., Told]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run `publish check` in a newsletter without issues."""
    (tmp_path / "publish.toml").write_text(SETTINGS, encoding="utf-8")
    for folder in ("themes", "issues"):
        (tmp_path / folder).mkdir()
    (tmp_path / "themes" / "plain.css").write_text(PLAIN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def call(*argv: str) -> Told:
        return Told(main(["check", *(argv if "--lang" in argv else ("--lang", "en", *argv))]), *capsys.readouterr())

    return call


def write(name: str, text: str | bytes) -> Path:
    path = Path("issues") / f"{name}.md"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


# --- for people ---------------------------------------------------------------------------------


def test_check_prints_line_with_a_caret(check: Check) -> None:
    write("2020-06-17", FLAWED)

    result = check("2020-06-17", "--quiet")

    assert result == (
        3,
        "issues/2020-06-17.md:3:8: error N03 导读 promises 3 entries, there are 1 — write 1\n"
        "    > 导读：本期3条。说说这一期。\n"
        "      　　　　　^\n"
        "issues/2020-06-17.md:8:3: warning N31 half-width colon behind a label — write ：\n"
        "    摘要:甲乙。\n"
        "    　　^\n",
        "",
    )


def test_check_reports_clean_issue(check: Check) -> None:
    write("2020-06-17", CLEAN)

    result = check("2020-06-17")

    assert result.code == 0
    assert result.err == "nothing to mend\n"


def test_check_lints_all_issues_by_default(check: Check) -> None:
    write("2020-06-03", CLEAN.replace("06-17", "06-03").replace("/1)", "/2)"))
    write("2020-06-17", FLAWED)

    result = check()

    assert result.lines[-4:] == [
        "Issue                 Errors  Warnings  Hints  Mendable",
        "issues/2020-06-03.md       0         0      0         0",
        "issues/2020-06-17.md       1         1      0         2",
        "Sum                        1         1      0         2",
    ]
    assert result.err == "2 of these can be mended for you — see how with --diff, do it with --fix\n"


def test_check_aligns_table_in_chinese(check: Check) -> None:
    write("2020-06-17", CLEAN)

    assert check("--lang", "zh").lines[-2:] == [
        "期号                  错误  提醒  提示  可自动修改",
        "issues/2020-06-17.md     0     0     0           0",
    ]


def test_check_continues_after_an_unreadable_issue(check: Check) -> None:
    write("2020-06-03", b"\xff\xfe")
    write("2020-06-17", FLAWED)

    result = check("2020-06-03", "2020-06-17", "1999-01-01", "--quiet")

    assert result.code == 3
    assert [line.partition(" — ")[0] for line in result.lines if not line.startswith(" ")] == [
        "issues/2020-06-03.md:1: error not UTF-8 (byte 1)",
        "issues/2020-06-17.md:3:8: error N03 导读 promises 3 entries, there are 1",
        "issues/2020-06-17.md:8:3: warning N31 half-width colon behind a label",
        "error no issue 1999-01-01 in "
        + result.out.partition("1999-01-01 in ")[2].partition(";")[0]
        + "; nearest: 2020-06-03, 2020-06-17",
    ]


def test_check_reports_repeated_issue_once(check: Check) -> None:
    path = write("2020-06-17", FLAWED)

    assert check("2020-06-17", str(path)).out == check("2020-06-17").out


def test_check_reads_standard_input(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FLAWED.encode())))

    assert check("-", "--quiet").lines[0].startswith("stdin:3:8: error N03")


def test_check_prints_absolute_path_of_an_outside_file(check: Check, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("elsewhere") / "2020-06-17.md"
    path.write_text(FLAWED, encoding="utf-8")

    assert check(str(path), "--quiet").lines[0].startswith(f"{path}:3:8: error")


def write_wide_colons(count: int) -> None:
    more = "".join(f"- [题{n} | 源](https://mp.weixin.qq.com/s/{n})  \n摘要:甲。\n" for n in range(2, 2 + count))
    write("2020-06-17", CLEAN + more)


def test_check_prints_every_problem_of_a_rule_that_finds_five(check: Check) -> None:
    write_wide_colons(5)

    assert [line.split(": ")[0] for line in check("2020-06-17", "--quiet").lines if "N31" in line] == [
        f"issues/2020-06-17.md:{number}:3" for number in (10, 12, 14, 16, 18)
    ]


def test_check_prints_one_line_with_count_and_first_places_for_a_rule_that_finds_more_than_five(check: Check) -> None:
    write_wide_colons(500)

    [line] = [line for line in check("2020-06-17", "--quiet").lines if "N31" in line]

    assert line == (
        "issues/2020-06-17.md:10:3: warning N31 half-width colon behind a label — write ："
        " (the first of 500: lines 10, 12, 14; --all shows every one)"
    )


def test_check_prints_every_problem_of_a_rule_when_all_are_wanted(check: Check) -> None:
    write_wide_colons(500)

    result = check("2020-06-17", "--quiet", "--all")

    assert [line.split(":")[1] for line in result.lines if "N31" in line] == [str(n) for n in range(10, 1010, 2)]


def test_check_tells_of_an_article_in_one_line_for_each_kind_of_problem(check: Check) -> None:
    write("a", "# 甲\n\n乙，，丙。\n\n乙，，丁。乙，，戊。\n\n乙”己“。\n\n空格 \n")

    assert check("issues/a.md", "--quiet").lines == [
        "issues/a.md:3:2: warning N42 two punctuation marks in a row: ，， — delete one"
        " (the first of 3: lines 3, 5; --all shows every one)",
        "issues/a.md:7:2: warning N43 ” has no other half, or stands the wrong way round — mend it",
        "issues/a.md: not shown here, hints: 1 — --all shows them",
    ]


def test_check_names_one_line_of_an_article_that_has_a_problem_twice(check: Check) -> None:
    write("a", "# 甲\n\n乙，，丙，，丁。\n")

    assert check("issues/a.md", "--quiet").lines == [
        "issues/a.md:3:2: warning N42 two punctuation marks in a row: ，， — delete one (2 of them in this line)"
    ]


MANY_KINDS = (
    "# 甲（乙\n\n丙，，丁。\n\n戊”己“。\n\n-庚\n-辛\n\n见 http://a.example/x 。\n\n"
    "见 https://a.example/y?utm_source=b 。\n\n空格 \n"
)


def test_check_tells_of_an_article_in_five_lines_by_severity(check: Check) -> None:
    write("a", f"{MANY_KINDS}\n![图](none.png)\n")

    lines = check("issues/a.md", "--quiet").lines

    assert len(lines) == 5
    assert "no picture issues/none.png" in lines[0]
    assert lines[-1] == "issues/a.md: not shown here: 5 of the warnings, 1 of the hints — --all shows them"


def test_check_shows_every_kind_of_error_of_an_article(check: Check) -> None:
    errors = (
        "![图](none.png)\n\n** 甲** 乙\n\n![图](http://10.0.0.1/a.png)\n\n[题](https://mp.weixin.qq.com/s?token=1)\n\n"
    )
    write("a", f"{MANY_KINDS}\n{errors}[题](https://mp.weixin.qq.com/s?timestamp=1&signature=2)\n\n~~~\n丙\n")

    lines = check("issues/a.md", "--quiet").lines

    assert ["error" in line for line in lines] == [True] * (len(lines) - 1) + [False]
    assert len(lines) == 7


def test_check_shows_every_problem_of_an_article_when_all_are_wanted(check: Check) -> None:
    write("a", MANY_KINDS)

    assert {"N24", "N25", "N42", "N43", "N56", "N61"} <= set(re.findall(r"N\d\d", check("issues/a.md", "--all").out))


def test_check_shows_a_problem_without_a_line_when_all_are_wanted(check: Check) -> None:
    write("a", "")

    assert check("issues/a.md", "--quiet", "--all").lines == [
        "issues/a.md: error the file is empty — write the issue first"
    ]


@pytest.mark.parametrize("form", ["json", "github", "sarif"])
def test_formats_for_programs_hold_every_problem_of_a_rule(check: Check, form: str) -> None:
    write_wide_colons(500)

    assert len(re.findall(r'title=N31|"rule": "N31"|"ruleId": "N31"', check("--format", form).out)) == 500


def test_check_aligns_caret_in_a_long_line(check: Check) -> None:
    write("2020-06-17", CLEAN.replace("甲乙。", f"{'甲' * 200}，，{'乙' * 200}。"))

    shown, caret = check("2020-06-17", "--quiet").lines[1:3]

    assert shown == f"    …{'甲' * 30}，，{'乙' * 16}…"
    assert caret == "     " + "　" * 30 + "^"


def test_check_aligns_caret_below_tabs_and_combining_characters(check: Check) -> None:
    write("2020-06-17", CLEAN.replace("甲乙。", "\te\u0301，，乙。"))

    shown, caret = check("2020-06-17", "--quiet").lines[-2:]

    assert (shown, caret) == ("    摘要：\te\u0301，，乙。", "    　　　\t ^")


def test_check_replaces_control_characters(check: Check) -> None:
    write("2020-06-17", CLEAN.replace("甲乙。", "甲\x1b[31m乙。"))

    result = check("2020-06-17", "--quiet")

    assert "\x1b" not in result.out
    assert "    摘要：甲\ufffd[31m乙。" in result.lines


class Terminal(io.StringIO):
    """A terminal that records its output."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("variable", "coloured"), [("LINES", True), ("NO_COLOR", False)])
def test_check_colours_terminal_output_unless_no_color_is_set(
    check: Check, monkeypatch: pytest.MonkeyPatch, variable: str, coloured: bool
) -> None:
    write("2020-06-17", FLAWED)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv(variable, "1")
    monkeypatch.setenv("TERM", "xterm")

    check("2020-06-17")

    assert ("\x1b[31merror N03\x1b[0m" in terminal.getvalue()) is coloured


# --- exit codes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (CLEAN, [], 0),
        (FLAWED, [], 3),
        (CLEAN.replace("摘要：", "摘要:"), [], 0),
        (CLEAN.replace("摘要：", "摘要:"), ["--strict"], 3),
        (CLEAN.replace("甲乙。", "甲的的乙。"), ["--strict"], 0),
    ],
    ids=["nothing", "error", "warning", "warning, strict", "hint, strict"],
)
def test_check_exit_code_depends_on_severity(check: Check, text: str, options: list[str], code: int) -> None:
    write("2020-06-17", text)

    assert check("2020-06-17", *options).code == code


def test_check_reports_newsletter_without_issues(check: Check) -> None:
    assert check() == (3, "", check().err)


# --- for programs -------------------------------------------------------------------------------


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"]])
def test_check_json_contains_every_field_of_a_problem(check: Check, option: list[str]) -> None:
    write("2020-06-17", FLAWED)

    reply = json.loads(check("2020-06-17", *option).out)

    assert reply["result"]["issues"] == [
        {
            "file": "issues/2020-06-17.md",
            "errors": 1,
            "warnings": 1,
            "infos": 0,
            "fixable": 2,
            "fixed": 0,
            "diff": "",
        }
    ]
    assert reply["problems"][0] == {
        "rule": "N03",
        "severity": "error",
        "id": "claim-false",
        "message": "导读 promises 3 entries, there are 1 — write 1",
        "remedy": "write 1",
        "file": "issues/2020-06-17.md",
        "line": 3,
        "column": 8,
        "element": None,
        "times": 1,
        "fix": [{"line": 3, "start": 7, "end": 8, "text": "1"}],
    }


def test_check_prints_github_annotations(check: Check) -> None:
    write("2020-06-17", FLAWED.replace("题1", "100%"))
    write(
        "2020-06-03", CLEAN.replace("06-17", "06-03").replace(" | 源", "").replace("题1", "100%").replace("/1)", "/2)")
    )

    assert check("--format", "github").lines == [
        "::warning file=issues/2020-06-03.md,line=7,col=1,title=N35::"
        "article without a source: 100%25 — write 标题 | 来源",
        "::error file=issues/2020-06-17.md,line=3,col=8,title=N03::导读 promises 3 entries, there are 1 — write 1",
        "::warning file=issues/2020-06-17.md,line=8,col=3,title=N31::half-width colon behind a label — write ：",
    ]


def test_sarif_contains_rule_location_and_fix(check: Check) -> None:
    write("2020-06-17", FLAWED)

    result = json.loads(check("2020-06-17", "--format", "sarif").out)

    [run] = result["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert result["version"] == "2.1.0"
    assert [rule["id"] for rule in rules][:58] == [f"N{number:02}" for number in range(1, 59)]
    assert run["results"][0] == {
        "ruleId": "N03",
        "ruleIndex": 2,
        "level": "error",
        "message": {"text": "导读 promises 3 entries, there are 1 — write 1"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "issues/2020-06-17.md"},
                    "region": {"startLine": 3, "startColumn": 8},
                }
            }
        ],
        "fixes": [
            {
                "artifactChanges": [
                    {
                        "artifactLocation": {"uri": "issues/2020-06-17.md"},
                        "replacements": [
                            {
                                "deletedRegion": {"startLine": 3, "startColumn": 8, "endLine": 3, "endColumn": 9},
                                "insertedContent": {"text": "1"},
                            }
                        ],
                    }
                ]
            }
        ],
    }


def test_sarif_fix_deletes_line_with_its_end(check: Check) -> None:
    write("2020-06-17", CLEAN + "\n" + ENTRY.format(n=2))

    [result] = json.loads(check("2020-06-17", "--format", "sarif").out)["runs"][0]["results"]

    [change] = result["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {"deletedRegion": {"startLine": 9, "startColumn": 1, "endLine": 10, "endColumn": 1}}
    ]


def test_sarif_uses_file_uri_for_an_outside_file(check: Check, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("elsewhere") / "2020-06-17.md"
    path.write_text(CLEAN + "\n![图](x.png)\n", encoding="utf-8")

    [result] = json.loads(check(str(path), "--format", "sarif").out)["runs"][0]["results"]

    assert result["ruleId"] == "picture-missing"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": path.as_uri()}


def test_sarif_contains_problems_without_a_location(check: Check) -> None:
    [result] = json.loads(check("1999-01-01", "--format", "sarif").out)["runs"][0]["results"]

    assert "locations" not in result


def test_sarif_locates_problem_without_a_line_by_its_file(check: Check) -> None:
    write("2020-06-17", "")

    [result] = json.loads(check("2020-06-17", "--format", "sarif").out)["runs"][0]["results"]

    assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "issues/2020-06-17.md"}}}]


# --- settings and comments ----------------------------------------------------------------------


def test_settings_change_severity_of_a_rule(check: Check) -> None:
    write("2020-06-17", FLAWED)
    with Path("publish.toml").open("a", encoding="utf-8") as file:
        file.write('[check]\nN03 = "off"\nN31 = "error"\n')

    result = check("2020-06-17", "--quiet")

    assert [line.split(" ")[1:3] for line in result.lines[::3]] == [["error", "N31"]]


def test_invalid_rule_settings_are_reported_with_their_lines(check: Check) -> None:
    write("2020-06-17", CLEAN)
    with Path("publish.toml").open("a", encoding="utf-8") as file:
        file.write('[check]\nN99 = "off"\nN31 = "grave"\n')

    result = check("2020-06-17")

    assert result.code == 3
    assert [line.partition(" — ")[0] for line in result.err.splitlines()] == [
        "publish.toml:9: check.N99 is no rule of the newsletter",
        "publish.toml:10: check.N31 must be error, warning, info or off",
    ]


def test_comment_suppresses_one_rule_on_one_line(check: Check) -> None:
    write("2020-06-17", FLAWED.replace("甲乙。", "甲乙。 <!-- check: allow N31 老写法 -->"))

    assert [line for line in check("2020-06-17", "--quiet").lines if "N31" in line] == []


# --- repairs ------------------------------------------------------------------------------------


def test_diff_prints_fixes_and_changes_nothing(check: Check) -> None:
    path = write("2020-06-17", FLAWED)

    result = check("2020-06-17", "--diff")

    assert result.lines[:8] == [
        "--- a/issues/2020-06-17.md",
        "+++ b/issues/2020-06-17.md",
        "@@ -2,3 +2,3 @@",
        " ",
        "-> 导读：本期3条。说说这一期。",
        "+> 导读：本期1条。说说这一期。",
        " ",
        "@@ -7,2 +7,2 @@",
    ]
    assert "2 findings would be mended" in result.err
    assert path.read_text(encoding="utf-8") == FLAWED


def test_fix_applies_and_prints_fixes(check: Check) -> None:
    path = write("2020-06-17", FLAWED)

    result = check("2020-06-17", "--fix")

    assert result.code == 0
    assert "+摘要：甲乙。" in result.lines
    assert result.err == "2 findings were mended — read the changes above, or git diff\n"
    assert path.read_text(encoding="utf-8") == FLAWED.replace("3条", "1条").replace("摘要:", "摘要：")


def test_fix_reports_remaining_problems_at_their_new_lines(check: Check) -> None:
    write("2020-06-17", FLAWED + "\n- [题 | 源]()  \n摘要:丙。\n")

    result = check("2020-06-17", "--fix", "--quiet")

    assert result.code == 3
    assert result.lines[-3:] == [
        "issues/2020-06-17.md:9:1: error N01 entry with an empty address: 题 — fill in the ()",
        "    - [题 | 源]()",
        "    ^",
    ]


def test_fix_changes_no_other_byte(check: Check) -> None:
    text = "\ufeff" + FLAWED.replace("\n", "\r\n").rstrip()
    path = write("2020-06-17", text)
    path.chmod(0o640)

    check("2020-06-17", "--fix")

    assert path.read_bytes().decode() == text.replace("3条", "1条").replace("摘要:", "摘要：")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_fix_keeps_symbolic_link(check: Check, tmp_path: Path) -> None:
    real = tmp_path / "real.md"
    real.write_text(FLAWED, encoding="utf-8")
    Path("issues/2020-06-17.md").symlink_to(real)

    check("2020-06-17", "--fix")

    assert Path("issues/2020-06-17.md").is_symlink()
    assert "本期1条" in real.read_text(encoding="utf-8")


def test_second_fix_changes_nothing(check: Check) -> None:
    path = write("2020-06-17", FLAWED)
    check("2020-06-17", "--fix")
    before = path.stat().st_mtime_ns

    result = check("2020-06-17", "--fix")

    assert (result.err, path.stat().st_mtime_ns) == ("nothing to mend\n", before)


def test_fix_skips_suppressed_and_disabled_rules(check: Check) -> None:
    path = write("2020-06-17", FLAWED.replace("甲乙。", "甲乙。 <!-- check: allow N31 老写法 -->"))
    with Path("publish.toml").open("a", encoding="utf-8") as file:
        file.write('[check]\nN03 = "off"\n')
    before = path.read_bytes()

    check("2020-06-17", "--fix")

    assert path.read_bytes() == before


def test_fix_continues_after_an_unwritable_issue(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    write("2020-06-03", FLAWED.replace("06-17", "06-03").replace("/1)", "/2)"))
    path = write("2020-06-17", FLAWED)

    def refuse(files: Mapping[Path, bytes], *, mode: int) -> None:
        [target] = files
        if target.stem == "2020-06-03":
            raise OutputError(Problem("file-unwritable", {"path": str(target), "reason": "disk full"}))
        write_files(files, mode=mode)

    monkeypatch.setattr("publish.adapters.storage.issue_writer.write_files", refuse)

    result = check("--fix", "--quiet")

    assert result.code == 3
    assert f"error cannot write {Path('issues/2020-06-03.md').resolve()}: disk full" in result.out
    assert "本期1条" in path.read_text(encoding="utf-8")


def test_fix_reports_a_timeout(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("2020-06-17", FLAWED)

    def run_out(*_: object) -> None:
        raise TimeLimitExceededError(1.5)

    monkeypatch.setattr("publish.cli.commands.check.lint_file.lint_fixable", run_out)

    assert check("2020-06-17", "--fix", "--quiet").lines[0].startswith("issues/2020-06-17.md:1: error takes more")
    assert path.read_text(encoding="utf-8") == FLAWED


def test_check_does_not_print_blank_lines(check: Check) -> None:
    write("2020-06-17", CLEAN + "\n" + ENTRY.format(n=2))

    assert check("2020-06-17", "--quiet").lines == [
        "issues/2020-06-17.md:9: hint N57 blank line between the entries of one section — delete it"
    ]


def test_fix_refuses_standard_input(check: Check) -> None:
    assert check("-", "--fix") == (2, "", "standard input cannot be repaired — give a date or a file\n")


def test_fix_and_diff_exclude_each_other(check: Check) -> None:
    assert check("2020-06-17", "--fix", "--diff").code == 2


# --- across issues ------------------------------------------------------------------------------


def test_check_reports_url_of_an_earlier_issue_with_that_issue(check: Check) -> None:
    write("2020-06-03", CLEAN.replace("06-17", "06-03"))
    write("2020-06-17", CLEAN)

    result = check("2020-06-17", "--quiet")

    assert result.lines[0].startswith(
        "issues/2020-06-17.md:7:12: hint N41 issue 2020-06-03 has this address already, line 7"
    )
    assert "N41" not in check("2020-06-03").out


def test_check_reports_equal_dates_in_both_issues(check: Check) -> None:
    write("2020-06-03", CLEAN.replace("/1)", "/2)"))
    write("2020-06-17", CLEAN)

    result = check("--quiet")

    assert [line.split(" — ")[0] for line in result.lines if "another issue" in line] == [
        "issues/2020-06-03.md:1:1: error N16 2020-06-17 is the date of another issue, too: 2020-06-17",
        "issues/2020-06-17.md:1:1: error N16 2020-06-17 is the date of another issue, too: 2020-06-03",
    ]


# --- addresses that are asked ---------------------------------------------------------------------


class SmallWeb:
    """A web on which every URL has WeChat's page of a deleted article."""

    def __init__(self) -> None:
        self.down = False
        self.asked: list[str] = []

    def fetch(self, url: str, accept: str) -> FetchedResource:
        assert accept
        self.asked.append(url)
        if self.down:
            raise FetchError(Problem("fetch-unreachable", {"url": url}))
        return FetchedResource("<h2>该内容已被发布者删除</h2>".encode(), "text/html", url)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> SmallWeb:
    web = SmallWeb()
    monkeypatch.setattr(check_command, "open_http_fetcher", lambda _: web)
    return web


def test_links_option_reports_dead_links_as_errors(check: Check, web: SmallWeb) -> None:
    write("2020-06-17", CLEAN)

    result = check("2020-06-17", "--links", "--quiet")

    assert result.code == 3
    assert result.lines[0] == (
        "issues/2020-06-17.md:7:12: error L02 WeChat shows no article there: 该内容已被发布者删除 — find another source"
    )
    assert web.asked == ["https://mp.weixin.qq.com/s/1"]


def test_check_requests_no_links_by_default(check: Check, web: SmallWeb) -> None:
    write("2020-06-17", CLEAN)

    assert check("2020-06-17").code == 0
    assert web.asked == []


def test_links_option_requests_each_url_once_and_caches_it(check: Check, web: SmallWeb) -> None:
    write("2020-06-03", CLEAN.replace("06-17", "06-03"))
    write("2020-06-17", CLEAN)

    first = check("--links", "--json")
    second = check("--links", "--json")

    assert web.asked == ["https://mp.weixin.qq.com/s/1"]
    assert second == first
    rules = [problem["rule"] for problem in json.loads(first.out)["problems"]]
    assert rules.count("L02") == 2


def test_links_option_prints_one_note_without_a_network(check: Check, web: SmallWeb) -> None:
    write("2020-06-17", CLEAN)
    web.down = True

    result = check("2020-06-17", "--links")

    assert result.code == 0
    assert [line.partition(":")[0] for line in result.err.splitlines()] == [
        "none of 1 address was reached",
        "nothing to mend",
    ]
    assert check("2020-06-17", "--links", "--quiet").err == ""


def test_links_option_reports_unreadable_issue_once(check: Check, web: SmallWeb) -> None:
    write("2020-06-17", b"\xff")

    result = check("2020-06-17", "1999-01-01", "--links", "--quiet")

    assert result.code == 3
    assert (len(result.lines), web.asked) == (2, [])


def test_links_option_refuses_standard_input(check: Check, web: SmallWeb) -> None:
    result = check("-", "--links")

    assert (result.code, result.err) == (2, "--links needs files: standard input is read only once\n")
    assert web.asked == []


def test_check_fixes_the_file_and_asks_each_link_once_when_links_and_fix_are_given(check: Check, web: SmallWeb) -> None:
    path = write("2020-06-17", FLAWED)

    result = check("2020-06-17", "--links", "--fix", "--quiet")

    assert "error L02" in result.out
    assert "本期1条" in path.read_text(encoding="utf-8")
    assert len(web.asked) == 1


def test_link_checker_uses_a_guarded_session_with_its_own_limits() -> None:
    session = check_command.open_http_fetcher(Settings(proxy="http://127.0.0.1:9"))

    assert isinstance(session, GuardedSession)
    with pytest.raises(FetchError) as caught:
        session.fetch("https://127.0.0.1/", "*/*")
    assert caught.value.problems[0].message == "fetch-inner"


@pytest.mark.parametrize("form", ["json", "github", "sarif"])
def test_unusual_file_names_break_no_output_format(check: Check, form: str) -> None:
    odd = Path(os.fsdecode(b"\x1b[31m\xff.md"))
    odd.write_text(FLAWED, encoding="utf-8")

    result = check(str(odd), "--format", form)

    assert (result.code, "\x1b" in result.out, result.out.encode()[:0]) == (3, False, b"")


def test_fix_corrects_what_the_parser_of_the_body_found(check: Check) -> None:
    path = write("2020-06-17", CLEAN.replace("甲乙。", "甲，见https://mp.weixin.qq.com/s/7，乙。"))

    check("2020-06-17", "--fix", "--quiet")

    assert "s/7 ，乙" in path.read_text(encoding="utf-8")


def test_fix_corrects_marks_of_any_markdown_file(check: Check) -> None:
    Path("note.md").write_text("##甲\n\n-乙\n-丙\n\n[丁]（https://a.example）\n", encoding="utf-8")

    check("note.md", "--fix", "--quiet")

    assert Path("note.md").read_text(encoding="utf-8") == "## 甲\n\n- 乙\n- 丙\n\n[丁](https://a.example)\n"


def test_check_of_many_issues_tells_the_errors_and_counts_the_rest(check: Check) -> None:
    for day in range(10, 17):
        write(f"2020-05-{day}", CLEAN.replace("2020-06-17", f"2020-05-{day}").replace("摘要：", "摘要:"))
    write("2020-05-16", FLAWED.replace("2020-06-17", "2020-05-16"))

    brief, whole = check(), check("--all")

    assert {line.split(" ")[1] for line in brief.lines if line.startswith("issues/") and ": " in line} == {"error"}
    assert any("warning N31" in line for line in whole.lines)
    assert "for all of one issue: publish check ISSUE" in brief.err
    assert "publish check ISSUE" not in whole.err
