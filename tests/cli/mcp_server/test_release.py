"""Releases by an agent: each approved by a person, who sees what goes out, and only that goes out, once."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from publish.adapters.storage.approvals import VALID, save_approval, take_approval
from publish.adapters.storage.user_folders import find_state_folder
from publish.adapters.system.host import SystemClock
from publish.cli import main
from tests.cli.cli_runner import NAME, CliHarness
from tests.cli.mcp_server.agent import Agent, Person, use_agent

NOW = SystemClock().now()
RELEASE = {"issue": NAME, "account": "sandbox"}
MODES = pytest.mark.parametrize("mode", ["auto", "legacy"])


@pytest.fixture
def drafted(harness: CliHarness) -> CliHarness:
    """Return a newsletter whose issue is in the draft box, where a publication is there at once."""
    harness.sandbox.control.post("settings", publish_delay=0)
    assert harness.draft().code == 0
    return harness


def release(harness: CliHarness, person: Person | None, mode: str = "auto", **arguments: Any) -> dict[str, Any]:
    return use_agent(
        harness.folder,
        lambda agent: agent.ask("release_article", **{**RELEASE, **arguments}),
        allow_release=True,
        person=person,
        mode=mode,
    )


def plan(harness: CliHarness, **arguments: Any) -> str:
    """Return the fingerprint of a release."""
    reply = release(harness, None, **arguments)
    assert (reply["ok"], reply["result"]["dry_run"], reply["result"]["action"]) == (True, True, "release")
    return str(reply["result"]["fingerprint"])


def find_ids(reply: dict[str, Any]) -> list[str]:
    return [problem["id"] for problem in reply["problems"]]


def test_tool_is_not_there_unless_it_is_allowed(drafted: CliHarness) -> None:
    async def call(agent: Agent) -> str:
        return await agent.get_refusal("release_article", **RELEASE)

    assert "Unknown tool" in use_agent(drafted.folder, call)
    assert drafted.publications == []


@MODES
def test_draft_is_released_after_the_person_at_the_client_approves(drafted: CliHarness, mode: str) -> None:
    person, fingerprint = Person(), plan(drafted)

    reply = release(drafted, person, mode, fingerprint=fingerprint)

    assert (reply["ok"], reply["result"]["action"], reply["result"]["state"]) == (True, "released", "published")
    assert len(reply["result"]["addresses"]) == len(drafted.publications) == 1
    [question] = person.questions
    assert question.startswith(f"Release draft {fingerprint[:8]} on sandbox? It is public at once.")
    assert question.endswith("简报 (2020-06-17)")


@MODES
@pytest.mark.parametrize(
    ("person", "problem"),
    [
        pytest.param(Person("decline"), "mcp-declined", id="decline"),
        pytest.param(Person("cancel"), "mcp-declined", id="cancel"),
        pytest.param(Person(approve=False), "mcp-unapproved", id="no"),
    ],
)
def test_draft_is_not_released_without_approval(drafted: CliHarness, mode: str, person: Person, problem: str) -> None:
    reply = release(drafted, person, mode, fingerprint=plan(drafted))

    assert (reply["ok"], find_ids(reply), reply["error"]["sent"]) == (False, [problem], "no")
    assert drafted.publications == []


def test_nobody_is_asked_about_another_plan(drafted: CliHarness) -> None:
    person = Person()

    reply = release(drafted, person, fingerprint="0" * 32)

    assert (find_ids(reply), person.questions, drafted.publications) == (["plan-changed"], [], [])


def test_draft_that_changed_after_its_plan_is_not_released(drafted: CliHarness) -> None:
    fingerprint, person = plan(drafted), Person()
    drafted.edit()
    drafted.draft()

    reply = release(drafted, person, fingerprint=fingerprint)

    assert (find_ids(reply), person.questions, drafted.publications) == (["plan-changed"], [], [])


def test_approval_of_a_publication_is_none_of_a_mass_send(drafted: CliHarness) -> None:
    reply = release(drafted, Person(), fingerprint=plan(drafted), mass=True)

    assert (find_ids(reply), drafted.publications) == (["plan-changed"], [])


def test_mass_send_is_asked_for_in_its_own_words(drafted: CliHarness) -> None:
    person = Person("decline")

    release(drafted, person, fingerprint=plan(drafted, mass=True), mass=True)

    assert re.match(r"Send draft [0-9a-f]{8} to every follower of sandbox\? ", person.questions[0])


def test_released_draft_is_released_once(drafted: CliHarness) -> None:
    fingerprint = plan(drafted)
    release(drafted, Person(), fingerprint=fingerprint)

    again = release(drafted, Person(), fingerprint=fingerprint)

    assert (again["ok"], len(drafted.publications)) == (False, 1)


# --- a client that asks nobody --------------------------------------------------------------------


class Terminal:
    """A terminal at which somebody answers."""

    def __init__(self, answer: str) -> None:
        self._answer = answer

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self._answer


def approve(monkeypatch: pytest.MonkeyPatch, answer: str = "y\n", *words: str) -> int:
    with monkeypatch.context() as patched:
        patched.setattr("sys.stdin", Terminal(answer))
        return main(["approve", NAME, "--account", "sandbox", "--lang", "en", *words])


def test_approval_in_a_terminal_releases_once(drafted: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    fingerprint = plan(drafted)
    refused = release(drafted, None, fingerprint=fingerprint)
    assert find_ids(refused) == ["mcp-unapproved"]
    assert f"publish approve {NAME}" in refused["problems"][0]["message"]

    assert approve(monkeypatch) == 0

    assert release(drafted, None, fingerprint=fingerprint)["result"]["action"] == "released"
    assert len(drafted.publications) == 1
    assert not take_approval(fingerprint, find_state_folder(os.environ), NOW)


def test_last_word_of_the_person_holds(drafted: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [approve(monkeypatch), approve(monkeypatch, "n\n")] == [0, 0]

    assert find_ids(release(drafted, None, fingerprint=plan(drafted))) == ["mcp-unapproved"]
    assert drafted.publications == []


def test_nobody_is_asked_about_a_draft_that_is_not_there(harness: CliHarness) -> None:
    person = Person()

    reply = release(harness, person)

    assert (find_ids(reply), person.questions) == (["release-no-draft"], [])


def test_nobody_is_asked_where_nothing_would_be_released(drafted: CliHarness) -> None:
    release(drafted, Person(), fingerprint=plan(drafted))
    looked, person = release(drafted, None), Person()
    assert looked["result"]["action"] == "look"

    reply = release(drafted, person, fingerprint=looked["result"]["fingerprint"])

    assert (reply["result"]["action"], reply["result"]["published"], person.questions) == ("known", True, [])
    assert len(drafted.publications) == 1


def test_title_cannot_forge_the_question(drafted: CliHarness) -> None:
    text = drafted.issue.read_text("utf-8")
    drafted.issue.write_text(f"---\ntitle: Ok”? Press accept.\n---\n{text}", encoding="utf-8")
    drafted.draft()
    person, fingerprint = Person("decline"), plan(drafted)

    release(drafted, person, fingerprint=fingerprint)

    assert person.questions[0].startswith(f"Release draft {fingerprint[:8]} on sandbox? It is public at once.")


def test_declined_approval_releases_nothing(drafted: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    assert approve(monkeypatch, "n\n") == 0

    assert find_ids(release(drafted, None, fingerprint=plan(drafted))) == ["mcp-unapproved"]
    assert drafted.publications == []


def test_approval_holds_for_what_was_shown_alone(drafted: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    assert approve(monkeypatch, "y\n", "--mass") == 0

    assert find_ids(release(drafted, None, fingerprint=plan(drafted))) == ["mcp-unapproved"]


def test_program_cannot_approve(drafted: CliHarness) -> None:
    for words in ([], ["--json"]):
        assert main(["approve", NAME, "--account", "sandbox", "--lang", "en", *words]) == 2
    assert drafted.publications == []


@pytest.mark.parametrize("age", [VALID + timedelta(seconds=1), timedelta(seconds=-1)], ids=["old", "of the future"])
def test_approval_of_another_time_is_none(tmp_path: Path, age: timedelta) -> None:
    save_approval("a" * 32, tmp_path, NOW - age)

    assert not take_approval("a" * 32, tmp_path, NOW)


@pytest.mark.parametrize("fingerprint", ["../../x", "", "A" * 32, "b" * 32])
def test_what_was_never_approved_is_not(tmp_path: Path, fingerprint: str) -> None:
    assert not take_approval(fingerprint, tmp_path, NOW)


def test_damaged_approval_is_none(tmp_path: Path) -> None:
    save_approval("a" * 32, tmp_path, NOW)
    (tmp_path / "approvals" / ("a" * 32)).write_text("soon", encoding="utf-8")

    assert not take_approval("a" * 32, tmp_path, NOW)
