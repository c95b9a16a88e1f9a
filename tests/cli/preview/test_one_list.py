"""The same problems in `publish check`, the list of issues, the live page and the page that a build writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from publish.cli import main
from publish.cli.preview.build_preview import build_preview
from publish.cli.preview.issue_list import list_issue_rows
from publish.preview.live_builds import PreviewRequest
from tests.preview.repository import NAME

CLEAN = (
    "# 简报 ({day})\n\n> 导读：说说这一期。\n\n## 新闻\n\n"
    "- [题 | 源](https://mp.weixin.qq.com/s/{name})  \n摘要：甲乙。\n"
)
ISSUES = {
    "clean": CLEAN.format(day=NAME, name="a"),
    "date of another issue": CLEAN.format(day="2020-06-03", name="a"),
    "address of another issue": CLEAN.format(day=NAME, name="b"),
    "broken count": CLEAN.format(day=NAME, name="a").replace("说说这一期", "本期9条"),
    "missing picture": CLEAN.format(day=NAME, name="a") + "\n![图](lost.png)\n",
    "nothing written": f"# 简报 ({NAME})\n\n## 新闻\n",
    "many": "# 简报\n\n## 新闻\n\n- [一则 | 站]()\n摘要:要点,,。\n\n## 论文\n",
    "picture of the follow block that is missing": "",
    "theme that does not exist": "---\ntheme: nowhere\n---\n" + CLEAN.format(day=NAME, name="a"),
    "front matter that cannot be read": "---\ntitle\n---\n# 题\n",
}


def count_checked(capsys: pytest.CaptureFixture[str]) -> int:
    main(["check", NAME, "--format", "sarif", "--quiet"])
    [run] = json.loads(capsys.readouterr().out)["runs"]
    return sum(result["level"] != "note" for result in run["results"])


def count_shown(html: str) -> int:
    return len(re.findall(r'<li class="(?:error|warning)"', html))


@pytest.mark.parametrize("kind", ISSUES)
def test_problems_are_the_same_everywhere(issue: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    (issue.parent / "2020-06-03.md").write_text(CLEAN.format(day="2020-06-03", name="b"), encoding="utf-8")
    issue.write_text(ISSUES[kind] or ISSUES["clean"], encoding="utf-8")
    if not ISSUES[kind]:
        with (issue.parent.parent / "publish.toml").open("a", encoding="utf-8") as settings:
            settings.write('[follow]\npicture = "none.png"\n')

    [listed, _] = list_issue_rows()
    built = build_preview(PreviewRequest(NAME))
    panels = {**(built.views["en"].panels if built.views else {}), **built.panels["en"]}
    frozen = main(["build", NAME, "--quiet"]) == 0
    capsys.readouterr()

    assert listed.problems is not None
    live = count_shown(panels["problems"])
    assert (live, listed.problems.errors + listed.problems.warnings) == (count_checked(capsys),) * 2
    assert frozen is bool(built.views) is not listed.problems.is_broken
    if frozen:
        assert count_shown(Path("build", NAME, "preview.html").read_text(encoding="utf-8")) == live
    assert live > 0 or kind in ("clean", "address of another issue")


def test_page_of_a_build_is_written_again_when_another_issue_takes_its_date(issue: Path) -> None:
    issue.write_text(ISSUES["clean"], encoding="utf-8")
    page = Path("build", NAME, "preview.html")
    main(["build", NAME, "--quiet"])
    before = count_shown(page.read_text(encoding="utf-8"))

    (issue.parent / "2020-06-24.md").write_text(CLEAN.format(day=NAME, name="c"), encoding="utf-8")
    main(["build", NAME, "--quiet"])

    assert count_shown(page.read_text(encoding="utf-8")) == before + 1
