"""A long issue over a real socket: whole, shortened or in two articles, as WeChat takes it and the settings allow."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.cli_runner import ISSUE, NAME, CliHarness, Ended
from tests.command_line import read_result

LONG, FOR_TWO, HOPELESS, VERY_LONG, OVERSIZE = 60, 840, 1_800, 1_200, 4_920
"""Characters in each of 40 entries: fitting brings them below 20,000; two articles do; nothing does; they are over
60,000 characters; over 600,000 bytes."""


@pytest.fixture
def documented(harness: CliHarness) -> CliHarness:
    """Return a harness whose account refuses 20,000 characters."""
    harness.sandbox.control.post("settings", content_limit="documented")
    return harness


def write_long(harness: CliHarness, chars: int) -> None:
    """Write an issue of two sections with twenty entries each."""
    half = "".join(f"- [消息{n} | 某站](https://example.org/{n})\n摘要：{'要点。' * (chars // 3)}\n" for n in range(20))
    harness.issue.write_text(f"# 简报 (2020-06-17)\n\n## 新闻\n\n{half}\n## 论文\n\n{half}", encoding="utf-8")


def set_fit(harness: CliHarness, fit: str) -> None:
    path = harness.folder / "publish.toml"
    path.write_text(f'fit = "{fit}"\n{path.read_text("utf-8")}', encoding="utf-8")


def draft(harness: CliHarness, *words: str) -> dict[str, Any]:
    """Push the draft and return the result, with the problems."""
    result = harness.draft("--json", *words)
    assert result.code == 0, result.err
    return read_output(result)


def read_output(result: Ended) -> dict[str, Any]:
    """Return the result in a reply, with its problems."""
    reply = json.loads(result.out)
    return {**reply["result"], "problems": reply["problems"]}


def rules(output: dict[str, Any]) -> list[str]:
    """Return the ids of what pushing the draft found; the build has problems of its own."""
    return [problem["id"] for problem in output["problems"] if problem["id"].startswith("draft-")]


def count(harness: CliHarness, endpoint: str) -> int:
    return harness.calls.count(endpoint)


def contents(harness: CliHarness) -> list[str]:
    """Return the articles of the one draft."""
    [draft] = harness.drafts
    return [article["content"] for article in draft["articles"]]


def read_events() -> list[tuple[str, str]]:
    """Return state and reason of each event in the ledger."""
    with closing(sqlite3.connect(Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db")) as connection:
        return connection.execute("SELECT state, reason FROM act ORDER BY number").fetchall()


# --- the measured limit ----------------------------------------------------------------------------


def test_long_issue_is_sent_whole(harness: CliHarness) -> None:
    write_long(harness, LONG)

    output = draft(harness)

    [content] = contents(harness)
    assert (output["form"], rules(output), len(content) > 20_000) == ("whole", [], True)


def test_very_long_issue_is_sent_whole_with_one_warning(harness: CliHarness) -> None:
    write_long(harness, VERY_LONG)

    output = draft(harness)

    assert (output["form"], rules(output), count(harness, "draft/add")) == ("whole", ["draft-very-long"], 1)
    assert output["articles"][0]["chars"] > 60_000


def test_issue_over_the_measured_limit_is_fitted_before_it_is_sent(harness: CliHarness) -> None:
    """Fitting brings it below 600,000 bytes, not below 20,000 characters."""
    write_long(harness, OVERSIZE)

    output = draft(harness)

    assert (output["form"], rules(output), count(harness, "draft/add")) == ("fitted", ["draft-fitted-oversize"], 1)
    assert 100_000 < len(contents(harness)[0].encode()) < 600_000


# --- the documented limit --------------------------------------------------------------------------


def test_refused_issue_is_shortened_in_one_draft(documented: CliHarness) -> None:
    write_long(documented, LONG)

    result = documented.draft()

    [content] = contents(documented)
    assert (result.code, count(documented, "draft/add"), len(content) < 20_000) == (0, 2, True)
    assert "WeChat refused the length" in result.err
    assert "what gave way is: " in result.err


def test_ledger_tells_why_an_issue_was_shortened(documented: CliHarness) -> None:
    write_long(documented, LONG)
    documented.draft()

    states, reasons = zip(*read_events(), strict=True)
    assert states == ("draft_intent", "planned", "draft_intent", "drafted", "drafted")
    name, values = json.loads(reasons[1])
    assert (name, reasons.count("")) == ("draft-refused-length", 4)
    assert int(values["bytes"].replace(",", "")) > 20_000


def test_refused_issue_that_stays_too_long_becomes_one_draft_of_two_articles(documented: CliHarness) -> None:
    write_long(documented, FOR_TWO)

    output = draft(documented)

    titles = [article["title"] for article in output["articles"]]
    assert (output["form"], titles) == ("parts", ["简报 (2020-06-17)", "简报 (2020-06-17)（续）"])
    assert rules(output) == ["draft-fitted-refused", "draft-in-parts"]
    assert [len(content) < 20_000 for content in contents(documented)] == [True, True]


def test_issue_too_long_in_every_form_is_refused_without_a_draft(documented: CliHarness) -> None:
    write_long(documented, HOPELESS)

    result = documented.draft()

    assert (result.code, documented.drafts, documented.state) == (4, [], "planned")
    assert "45002" in result.err


def test_next_long_issue_is_shortened_at_once(documented: CliHarness) -> None:
    write_long(documented, LONG)
    documented.draft()
    other = documented.folder / "2020-06-24.md"
    other.write_text(documented.issue.read_text("utf-8").replace("06-17", "06-24"), encoding="utf-8")
    before = count(documented, "draft/add")

    result = documented.run("draft", "2020-06-24", "--account", "sandbox", "--json")

    output = read_output(result)
    assert (output["form"], rules(output)) == ("fitted", ["draft-fitted-refused"])
    assert count(documented, "draft/add") == before + 1


def test_dry_run_shows_the_form_that_a_refusal_led_to(documented: CliHarness) -> None:
    write_long(documented, LONG)
    assert read_result(documented.draft("--dry-run", "--json").out)["form"] == "whole"
    documented.draft()
    assert draft(documented)["form"] == "fitted"

    output = read_result(documented.draft("--dry-run", "--json").out)

    assert (output["action"], output["form"], output["articles"][0]["chars"] < 20_000) == ("unchanged", "fitted", True)


def test_refused_update_is_shortened_in_the_same_draft(documented: CliHarness) -> None:
    documented.draft()
    write_long(documented, LONG)

    output = draft(documented)

    assert (output["action"], output["form"], count(documented, "draft/update")) == ("updated", "fitted", 2)
    assert [len(content) < 20_000 for content in contents(documented)] == [True]


def test_update_that_would_need_two_articles_is_held_with_one_remedy(documented: CliHarness) -> None:
    documented.draft()
    before = contents(documented)
    write_long(documented, FOR_TWO)

    result = documented.draft()

    assert (result.code, contents(documented) == before, documented.state) == (5, True, "drafted")
    assert f"publish draft {NAME} --alone --anew" in result.err

    documented.sandbox.control.delete(f"drafts/{documented.drafts[0]['key']}")
    assert (draft(documented, "--anew")["form"], len(contents(documented))) == ("parts", 2)


def test_shortened_issue_is_published(documented: CliHarness) -> None:
    documented.sandbox.control.post("settings", publish_delay=0)
    write_long(documented, LONG)
    documented.draft()

    result = documented.release()

    assert (result.code, documented.state, count(documented, "draft/update")) == (0, "published", 0), result.err


# --- the setting -----------------------------------------------------------------------------------


def test_fit_off_sends_the_whole_article_alone(documented: CliHarness) -> None:
    set_fit(documented, "off")
    write_long(documented, LONG)

    result = documented.draft()

    assert (result.code, count(documented, "draft/add"), documented.drafts) == (4, 1, [])
    assert "45002" in result.err


def test_fit_strict_shortens_before_anything_is_sent(documented: CliHarness) -> None:
    set_fit(documented, "strict")
    write_long(documented, LONG)

    output = draft(documented)

    assert (output["form"], rules(output), count(documented, "draft/add")) == ("fitted", ["draft-fitted"], 1)


def test_fit_strict_cuts_in_two_what_stays_too_long(documented: CliHarness) -> None:
    set_fit(documented, "strict")
    write_long(documented, FOR_TWO)

    output = draft(documented)

    assert (output["form"], count(documented, "draft/add"), len(contents(documented))) == ("parts", 1, 2)
    assert rules(output) == ["draft-fitted", "draft-in-parts"]
    checked = json.loads(documented.run("check", NAME, "--json").out)
    assert [problem["id"] for problem in checked["problems"] if problem["rule"] == "N14"] == ["article-split"]


@pytest.mark.parametrize("fit", ["auto", "strict", "off"])
def test_setting_leaves_a_short_issue_as_it_is(documented: CliHarness, fit: str) -> None:
    set_fit(documented, fit)
    documented.issue.write_text(ISSUE, encoding="utf-8")

    output = draft(documented)

    assert (output["form"], rules(output)) == ("whole", [])


def test_changed_setting_leaves_an_unchanged_draft(harness: CliHarness) -> None:
    write_long(harness, LONG)
    draft(harness)
    set_fit(harness, "strict")

    assert draft(harness)["action"] == "unchanged"
    assert draft(harness, "--overwrite")["form"] == "fitted"
