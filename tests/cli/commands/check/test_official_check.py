"""`publish check --official`: nothing is sent before somebody agrees; what comes back stands beside what we find."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from publish.core.exceptions import IssueError, NotSentError, PlatformError
from tests.cli.cli_runner import ISSUE, NAME, CliHarness
from tests.loopback import Server, Visit, reply

PATH = "/article-bin/verify_article_structure"


class Terminal(io.StringIO):
    """A terminal at which somebody answers."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _checker(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_CHECKER", f"{harness.sandbox.url}/article-bin")
    monkeypatch.setattr(sys, "stdin", io.StringIO())


@pytest.fixture
def objecting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A checker that objects to the paragraph of the entry, and to something that it does not show."""

    def act(visit: Visit) -> None:
        visit.read_request()
        sent = json.loads(visit.request.partition("\r\n\r\n")[2].encode("latin-1"))["content"]
        paragraph = re.findall(r"<p [^>]*>[^<]*要点在此。</p>", sent)[0]
        info = {
            "width": {"violateRules": "宽", "items": [{"outerHTML": paragraph}]},
            "novel": {"violateRules": "新规则", "items": [{"outerHTML": ""}]},
        }
        visit.send(reply(json.dumps({"isValid": False, "inValidInfo": info}).encode()))

    with Server(act) as server:
        monkeypatch.setenv("WECHAT_CHECKER", f"http://127.0.0.1:{server.port}/article-bin")
        yield server


# --- nothing is sent unasked ----------------------------------------------------------------------


def test_check_sends_nothing_by_itself(harness: CliHarness) -> None:
    harness.run("check")

    assert harness.calls == []


def test_official_says_first_what_is_sent_and_where(harness: CliHarness) -> None:
    told = harness.run("check", NAME, "--official", "--dry-run")

    assert told.code == 0
    assert re.search(rf"{re.escape(harness.sandbox.url)}/article-bin, gets 1 article, \d{{3,}} bytes of HTML", told.err)
    assert "nothing was sent (--dry-run)" in told.err
    assert harness.calls == []


def test_official_asks_nothing_where_no_article_can_be_built(harness: CliHarness) -> None:
    harness.issue.write_text("", encoding="utf-8")

    told = harness.run("check", NAME, "--official", "--yes")

    assert ("gets" in told.err, told.code, harness.calls) == (False, 3, [])


def test_official_is_said_even_when_quiet(harness: CliHarness) -> None:
    assert "gets 1 article" in harness.run("check", NAME, "--official", "--yes", "--quiet").err
    assert harness.calls == [PATH]


@pytest.mark.parametrize(
    ("answer", "sent"), [("y\n", True), ("是\n", True), ("\n", False), ("n\n", False), ("", False)]
)
def test_person_at_a_terminal_is_asked(
    harness: CliHarness, monkeypatch: pytest.MonkeyPatch, answer: str, *, sent: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(answer))

    told = harness.run("check", NAME, "--official")

    assert told.code == 0
    assert "Send them? [y/N]" in told.err
    assert ("not agreed" in told.err) is not sent
    assert harness.calls == [PATH] * sent


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--official"], "there is no terminal to ask at"),
        (["--yes"], "belong to --official"),
        (["--dry-run"], "belong to --official"),
        *(
            ([*words, "--official", "--yes"], "issue files as they are")
            for words in (["--fix"], ["--diff"], ["--init"], ["-"])
        ),
    ],
)
def test_official_is_refused_before_anything_is_done(harness: CliHarness, words: list[str], message: str) -> None:
    told = harness.run("check", *words)

    assert told.code == 2
    assert message in told.err
    assert harness.calls == []
    assert harness.issue.read_text(encoding="utf-8") == ISSUE


def test_unsafe_address_is_refused(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_CHECKER", "http://example.org/article-bin")

    told = harness.run("check", NAME, "--official", "--yes")

    assert told.code == 3
    assert "WECHAT_CHECKER is no address" in told.err


# --- what is sent ---------------------------------------------------------------------------------


def test_official_sends_the_article_whole_without_pictures(harness: CliHarness) -> None:
    told = harness.run("check", NAME, "--official", "--yes")

    [call] = harness.sandbox.control.calls(PATH)
    content = json.loads(call["body"])["content"]
    assert told.code == 0
    assert "要点在此。" in content
    assert "data:image" not in content
    assert call["params"] == {}
    assert "looked at 1 article and found 0 places" in told.err


def test_official_sends_every_issue_that_can_be_built(harness: CliHarness, tmp_path: Path) -> None:
    (tmp_path / "2020-06-18.md").write_text(ISSUE.replace("06-17", "06-18"), encoding="utf-8")
    (tmp_path / "2020-06-19.md").write_bytes(b"\xff\xfe\xfa")
    (tmp_path / "2020-06-20.md").write_text("---\ntheme: nowhere\n---\n" + ISSUE, encoding="utf-8")

    told = harness.run("check", "--official", "--yes")

    assert told.code == IssueError.exit_code
    assert harness.calls == [PATH, PATH]


# --- what comes back ------------------------------------------------------------------------------


def test_findings_stand_at_our_element_and_line(harness: CliHarness, objecting: Server) -> None:
    told = harness.run("check", NAME, "--official", "--yes")

    assert objecting.arrivals == 1
    assert told.code == 0
    assert re.search(
        rf"^{NAME}\.md:8:section>\S+: warning official-width WeChat's checker: the width", told.out, re.MULTILINE
    )
    assert "ours there: nothing" in told.out
    assert re.search(
        rf"^{NAME}\.md: warning official-other WeChat's checker, rule novel: 新规则", told.out, re.MULTILINE
    )
    assert "found 2 places" in told.err


def test_findings_are_in_every_format(harness: CliHarness, objecting: Server) -> None:
    asked = ("check", NAME, "--official", "--yes", "--format")

    reply = json.loads(harness.run(*asked, "json").out)
    [run] = json.loads(harness.run(*asked, "sarif").out)["runs"]
    annotations = harness.run(*asked, "github").out

    found = {problem["id"]: problem for problem in reply["problems"]}
    assert found["official-width"]["element"].startswith("section>")
    assert (found["official-width"]["line"], found["official-width"]["file"]) == (8, f"{NAME}.md")
    results = {result["ruleId"]: result for result in run["results"]}
    [location] = results["official-width"]["locations"]
    assert location["physicalLocation"]["region"]["startLine"] == 8
    assert location["logicalLocations"] == [{"fullyQualifiedName": found["official-width"]["element"]}]
    assert f"::warning file={NAME}.md,line=8,title=official-width section>" in annotations
    assert objecting.arrivals == 3


def test_strict_fails_on_a_finding(harness: CliHarness, objecting: Server) -> None:
    assert harness.run("check", NAME, "--official", "--yes", "--strict").code == IssueError.exit_code
    assert objecting.arrivals == 1


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        ("not-json", NotSentError.exit_code, "is no answer of WeChat's checker"),
        ("status", NotSentError.exit_code, "answered HTTP 502"),
        ("errcode", PlatformError.exit_code, "refuses to look at the article: system error"),
    ],
)
def test_checker_that_does_not_look_is_told_once_in_one_line(
    harness: CliHarness, tmp_path: Path, fault: str, code: int, message: str
) -> None:
    (tmp_path / "2020-06-18.md").write_text(ISSUE.replace("06-17", "06-18"), encoding="utf-8")
    harness.sandbox.control.fail(PATH, fault, times=0)

    told = harness.run("check", "--official", "--yes", "--format", "json")

    assert told.code == code
    assert [line for line in told.err.splitlines() if message in line] == told.err.splitlines()[1:]
    assert len(json.loads(told.out)["result"]["issues"]) == 2
    assert harness.calls == [PATH]


def test_dead_network_is_told_in_one_line(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_CHECKER", "http://127.0.0.1:9/article-bin")

    told = harness.run("check", NAME, "--official", "--yes", "--quiet")

    assert told.code == NotSentError.exit_code
    assert "was not reached, nothing was sent" in told.err.splitlines()[1]
    assert "Traceback" not in told.err
