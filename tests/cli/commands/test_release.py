"""`publish release` over a real socket, against the sandbox."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publish.adapters.config.newsletter_identity import NOBODY, identify_newsletter
from publish.adapters.ledger.open import open_ledger
from publish.adapters.storage.secret import Secret
from publish.adapters.system.host import SystemClock
from publish.adapters.wechat_api.credentials import Credentials
from publish.cli.commands import release
from publish.cli.ledger_access import AccountLedger
from publish.cli.options import RESOLUTIONS
from publish.core.delivery_record import DeliveryState, ReleaseResult, Resolution, StateReason
from publish.delivery.release_draft import release_draft
from tests.cli.cli_runner import ISSUE, NAME, CliHarness
from tests.command_line import read_result
from tests.sandbox.server import PERSONAL, VERIFIED

HAND = "https://mp.weixin.qq.com/s/by-hand"


@pytest.fixture
def drafted(harness: CliHarness) -> CliHarness:
    """Return a harness with a drafted issue and immediate publication."""
    harness.sandbox.control.post("settings", publish_delay=0)
    assert harness.draft().code == 0
    return harness


@pytest.fixture
def real_drafted(real: CliHarness) -> CliHarness:
    """Return the same with an AppID that is no sandbox's, so that publications are recorded."""
    real.sandbox.control.post("settings", publish_delay=0)
    real.account = "main"
    assert [real.run("ledger", "init").code, real.draft().code] == [0, 0]
    return real


def submits(harness: CliHarness) -> int:
    return harness.calls.count("freepublish/submit")


def fail_at_status(harness: CliHarness, status: int) -> None:
    harness.sandbox.control.post("accounts", appid=VERIFIED, outcome=status, fail_idx=[1])


def test_resolve_option_accepts_every_resolution() -> None:
    assert tuple(Resolution) == RESOLUTIONS


# --- the happy way ------------------------------------------------------------------------------


def test_release_publishes_draft_and_records_its_url(real_drafted: CliHarness) -> None:
    result = real_drafted.release()

    [address] = result.out.split()
    assert (result.code, real_drafted.state, len(real_drafted.publications)) == (0, "published", 1)
    assert address.startswith("https://mp.weixin.qq.com/s/")
    assert real_drafted.written[NAME]["url"] == address
    assert real_drafted.written[NAME]["title"] == "简报 (2020-06-17)"


def test_release_explains_that_followers_are_not_notified(drafted: CliHarness) -> None:
    result = drafted.release().err

    [done] = [line for line in result.splitlines() if line.startswith("published:")]
    assert ("at its address alone" in done, "not on the account's page" in done, "--mass" in done) == (True, True, True)


def test_mass_release_reports_that_followers_are_notified(drafted: CliHarness) -> None:
    result = drafted.release("--mass").err

    assert "sent to every follower, and on the account's page: 简报 (2020-06-17)\n" in result
    assert "alone" not in result


def test_second_release_does_not_repeat_the_explanation(drafted: CliHarness) -> None:
    drafted.release()

    result = drafted.release().err

    assert "it is out already; nothing was done: 简报 (2020-06-17)\n" in result
    assert "alone" not in result


@pytest.mark.parametrize("words", [[], ["--url", HAND]], ids=["published", "by hand"])
def test_release_does_not_record_urls_of_the_sandbox(drafted: CliHarness, words: list[str]) -> None:
    before = sorted(drafted.folder.rglob("*"))

    result, again = drafted.release(*words), drafted.release("--quiet")

    assert (result.code, drafted.state, again.code, again.err) == (0, "published", 0, "")
    assert (sorted(drafted.folder.rglob("*")), drafted.written) == (before, {})
    assert "publications.json was left as it is" in result.err


def test_release_of_published_issue_prints_its_url_without_a_call(real_drafted: CliHarness) -> None:
    first = real_drafted.release()
    (real_drafted.folder / "publications.json").unlink()  # as if the run had died before it was written
    calls = len(real_drafted.sandbox.control.calls())

    again = real_drafted.release("--json")

    output = read_result(again.out)
    assert (again.code, output["action"], output["addresses"]) == (0, "known", first.out.split())
    assert (len(real_drafted.sandbox.control.calls()), real_drafted.written[NAME]["url"]) == (calls, first.out.strip())


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.write_text("{", "utf-8"), "must map dates to addresses"),
    ],
    ids=["unwritable", "broken"],
)
def test_unrecorded_publication_is_reported_and_recorded_by_the_next_release(
    real_drafted: CliHarness, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], object], words: str
) -> None:
    path = real_drafted.folder / "publications.json"
    await_outcome = release_draft

    def spoil_afterwards(*said: Any) -> ReleaseResult:
        released = await_outcome(*said)
        spoil(path)
        return released

    with monkeypatch.context() as patch:
        patch.setattr(release, "release_draft", spoil_afterwards)
        result = real_drafted.release()
    first, second = result.err.splitlines()[-2:]
    address = real_drafted.publications[0]["articles"][0]["address"]
    assert (result.code, words in first, "--out" in result.err) == (3, True, False)
    assert f"is out at https://mp.weixin.qq.com/s/{address}, and only that was not written down" in second
    assert f"publish release {NAME}" in second

    path.rmdir() if path.is_dir() else path.unlink()
    assert (real_drafted.release().code, submits(real_drafted)) == (0, 1)
    assert real_drafted.written[NAME]["url"].endswith(address)


def test_slow_publication_is_polled_by_later_releases(drafted: CliHarness) -> None:
    drafted.sandbox.control.post("settings", publish_delay=1000)

    waiting = drafted.release()
    assert (waiting.code, drafted.state, submits(drafted)) == (5, "submitted", 1)
    assert "publish release" in waiting.err

    drafted.sandbox.control.advance(1001)
    assert (drafted.release().code, drafted.state, submits(drafted)) == (0, "published", 1)


def test_quiet_release_prints_only_the_url(drafted: CliHarness) -> None:
    result = drafted.release("--quiet")

    assert (result.code, result.err, len(result.out.split())) == (0, "", 1)


def test_release_polls_publication_of_a_broken_issue(drafted: CliHarness) -> None:
    drafted.sandbox.control.post("settings", publish_delay=1000)
    drafted.release()
    drafted.sandbox.control.advance(1001)
    drafted.issue.write_text("\0", encoding="utf-8")

    assert drafted.release().code == 0


# --- what is refused before anything is handed in ---------------------------------------------------


def test_release_requires_a_draft(harness: CliHarness) -> None:
    result = harness.release()

    assert (result.code, submits(harness)) == (3, 0)
    assert "publish draft" in result.err


def test_issue_edited_after_its_draft_is_not_released(drafted: CliHarness) -> None:
    drafted.edit()

    result = drafted.release()

    assert (result.code, submits(drafted), len(result.err.splitlines())) == (3, 0, 1)
    assert "bring the draft up to date" in result.err


def test_draft_edited_in_the_console_is_not_released(drafted: CliHarness) -> None:
    drafted.sandbox.control.post(f"drafts/{drafted.drafts[0]['key']}", content="<p>改过</p>")

    result = drafted.release()

    assert (result.code, submits(drafted)) == (5, 0)
    assert "edited in WeChat" in result.err


def test_draft_deleted_in_the_console_is_not_released(drafted: CliHarness) -> None:
    drafted.sandbox.control.delete(f"drafts/{drafted.drafts[0]['key']}")

    result = drafted.release()

    assert (result.code, submits(drafted), drafted.state) == (5, 0, "removed")


def test_draft_published_in_the_console_counts_as_published(real_drafted: CliHarness) -> None:
    real_drafted.sandbox.control.post(f"drafts/{real_drafted.drafts[0]['key']}/publish")

    result = real_drafted.release()

    assert (result.code, submits(real_drafted), real_drafted.state) == (0, 0, "published")
    assert real_drafted.written[NAME]["url"] == result.out.strip()


def test_published_issue_gets_no_new_draft_without_anew(drafted: CliHarness) -> None:
    drafted.release()
    drafted.edit()

    result = drafted.draft()

    assert (result.code, "--anew" in result.err, drafted.drafts) == (5, True, [])


def test_second_release_exits_at_once(drafted: CliHarness) -> None:
    account = Credentials("sandbox", VERIFIED, Secret(""), "", "")
    ledger = Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db"
    with AccountLedger(account, ledger, NOBODY).lock():
        result = drafted.release()

    assert (result.code, submits(drafted)) == (75, 0)


@pytest.mark.parametrize("url", ["https://example.org/s/abc", "by-hand"])
def test_url_option_refuses_other_websites(harness: CliHarness, url: str) -> None:
    assert harness.release("--url", url).code == 2


# --- how it ends ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        (2, "failed", "originality"),
        (3, "failed", "could not publish"),
        (4, "failed", "review rejected"),
        (5, "removed", "deleted by the account"),
        (6, "removed", "taken down by WeChat"),
    ],
)
def test_every_failed_publication_has_a_message_and_a_state(
    drafted: CliHarness, status: int, state: str, words: str
) -> None:
    fail_at_status(drafted, status)

    result = drafted.release()

    assert (result.code, drafted.state, words in result.err, drafted.written) == (4, state, True, {})
    assert (drafted.release().code, submits(drafted)) == (5, 1)


def test_failed_publication_is_submitted_again_on_confirmation(drafted: CliHarness) -> None:
    fail_at_status(drafted, 3)
    drafted.release()
    drafted.sandbox.control.post("accounts", appid=VERIFIED, outcome=0, fail_idx=[])

    assert (drafted.release("--resolve", "repeat").code, drafted.state) == (0, "published")


@pytest.mark.parametrize("code", [53503, 53504, 53505])
def test_draft_that_requires_the_console_is_refused_and_kept(drafted: CliHarness, code: int) -> None:
    drafted.sandbox.control.post(f"drafts/{drafted.drafts[0]['key']}", check=code)

    result = drafted.release()

    assert (result.code, drafted.state, str(code) in result.err) == (4, "drafted", True)


def test_empty_status_response_leaves_the_publication_pending(drafted: CliHarness) -> None:
    drafted.sandbox.control.post("settings", publish_delay=1000)
    drafted.release()
    drafted.sandbox.control.fail("freepublish/get", "empty-object", times=9)

    assert (drafted.release().code, drafted.state) == (4, "submitted")


# --- an account without the right ----------------------------------------------------------------


@pytest.fixture
def personal(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> CliHarness:
    monkeypatch.setenv("WECHAT_APPID", PERSONAL)
    assert harness.draft().code == 0
    return harness


def test_personal_account_is_told_the_remaining_steps(personal: CliHarness) -> None:
    result = personal.release("--quiet")

    assert (result.code, personal.state, len(result.err.splitlines())) == (0, "drafted", 1)
    assert "--url" in result.err


def test_url_of_manually_published_article_is_recorded(personal: CliHarness) -> None:
    personal.release()

    result = personal.release("--url", HAND)

    assert (result.code, result.out, personal.state) == (0, f"{HAND}\n", "published")


def test_pasted_issue_is_recorded_without_a_draft(real: CliHarness) -> None:
    real.account = "main"
    real.run("ledger", "init")

    assert (real.release("--url", HAND).code, real.state, real.written[NAME]["url"]) == (0, "published", HAND)


# --- a lost answer --------------------------------------------------------------------------------

AFTER = ["reset", "empty-object", "errcode"]


@pytest.mark.parametrize("kind", AFTER)
def test_publication_with_lost_response_is_found(drafted: CliHarness, kind: str) -> None:
    drafted.sandbox.control.fail("freepublish/submit", kind, when="after", seconds=2)

    result = drafted.release()

    assert (result.code, submits(drafted), len(drafted.publications)) == (0, 1, 1)
    assert "nothing was handed in twice" in result.err


@pytest.mark.parametrize("kind", ["reset", "status", "errcode"])
def test_publication_that_never_arrived_is_held_until_resolved(drafted: CliHarness, kind: str) -> None:
    drafted.sandbox.control.fail("freepublish/submit", kind, when="before")

    lost, again = drafted.release(), drafted.release()
    assert ([lost.code, again.code], submits(drafted), drafted.state) == ([5, 5], 1, "held")
    assert "--resolve repeat" in again.err
    assert drafted.draft().code == 5

    assert (drafted.release("--resolve", "repeat").code, len(drafted.publications)) == (0, 1)


@pytest.mark.parametrize(("word", "state"), [("published", "published"), ("abandon", "failed")])
def test_resolve_option_settles_held_issue(drafted: CliHarness, word: str, state: str) -> None:
    drafted.sandbox.control.fail("freepublish/submit", "reset", when="before")
    drafted.release()

    assert (drafted.release("--resolve", word).code, drafted.state, submits(drafted)) == (0, state, 1)


# --- to every follower ----------------------------------------------------------------------------


def test_mass_release_sends_the_issues_key_once(drafted: CliHarness) -> None:
    drafted.sandbox.control.post("settings", clientmsgid_soon=45065)
    drafted.sandbox.control.fail("message/mass/sendall", "reset", when="after")

    lost, again = drafted.release("--mass"), drafted.release("--mass")

    first, second = drafted.sandbox.control.calls("message/mass/sendall")
    assert [lost.code, again.code, drafted.state] == [5, 0, "published"]
    assert json.loads(first["body"])["clientmsgid"] == json.loads(second["body"])["clientmsgid"]
    assert submits(drafted) == 0


def test_mass_release_is_not_repeated_within_a_minute(drafted: CliHarness) -> None:
    drafted.sandbox.control.fail("message/mass/sendall", "reset", when="after")
    drafted.release("--mass")

    soon = drafted.release("--mass")
    assert (soon.code, drafted.state) == (4, "held")

    drafted.sandbox.control.advance(61)
    assert (drafted.release("--mass").code, drafted.state) == (0, "published")


def test_refused_mass_release_keeps_the_draft(drafted: CliHarness) -> None:
    drafted.sandbox.control.post("accounts", appid=VERIFIED, mass="confirm")

    result = drafted.release("--mass")

    assert (result.code, drafted.state) == (4, "drafted")


# --- what the ledger shows ------------------------------------------------------------------------


def test_history_shows_every_state_change(drafted: CliHarness) -> None:
    drafted.release()

    events = read_result(drafted.run("history", NAME, "--account", "sandbox", "--json").out)["events"]

    states = ["draft_intent", "drafted", "drafted", "release_intent", "submitted", "published"]
    assert [act["state"] for act in events] == states


def test_status_is_a_table_with_the_address(drafted: CliHarness) -> None:
    address = drafted.release().out.strip()

    shown = drafted.run("status", "--account", "sandbox")

    head, row = shown.out.splitlines()
    assert (shown.code, head.split()[0], row.split()[:2]) == (0, "Issue", [NAME, "out"])
    assert row.endswith(address)


def test_status_shows_why_an_issue_waits(drafted: CliHarness) -> None:
    fail_at_status(drafted, 4)
    drafted.release()

    assert "review rejected" in drafted.run("status", "--account", "sandbox").out


def test_status_and_history_show_why_an_overdue_issue_is_held(drafted: CliHarness) -> None:
    path = Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db"
    with open_ledger(
        path, VERIFIED, SystemClock().now, newsletter=identify_newsletter("briefing", drafted.folder)
    ) as ledger:
        [delivery] = ledger.list_deliveries()
        ledger.save(delivery._replace(state=DeliveryState.HELD, reason=StateReason("run-late", {"due": "2020-06-17"})))

    for words in (["status"], ["history", NAME], ["status", "--json"], ["history", NAME, "--json"]):
        shown = drafted.run(*words, "--account", "sandbox")
        assert (shown.code, f"{NAME} was to go out at 2020-06-17" in shown.out) == (0, True)


def test_history_is_a_table_with_the_ids(drafted: CliHarness) -> None:
    drafted.issue.unlink()

    shown = drafted.run("history", NAME, "--account", "sandbox")

    assert (shown.code, len(shown.out.splitlines())) == (0, 4)
    assert drafted.drafts[0]["key"] in shown.out


@pytest.mark.parametrize("known", [True, False])
def test_history_of_unknown_issue_is_an_error(harness: CliHarness, known: bool) -> None:
    if known:
        harness.draft()

    result = harness.run("history", "notes/other.md", "--account", "sandbox")

    assert (result.code, "knows nothing of" in result.err) == (3, True)


def test_status_shows_planned_issues(harness: CliHarness) -> None:
    shown = harness.run("status", "--account", "sandbox")

    assert [line.split() for line in shown.out.splitlines()[1:]] == [[NAME, "planned"]]
    assert read_result(harness.run("status", "--account", "sandbox", "--json").out)["issues"] == [
        {"issue": NAME, "state": "planned"}
    ]
    assert not list(Path(os.environ["XDG_STATE_HOME"]).rglob("*.db"))


def test_status_reports_that_there_are_no_issues(harness: CliHarness) -> None:
    harness.issue.unlink()

    shown = harness.run("status", "--account", "sandbox")

    assert (shown.code, shown.out) == (0, "nothing was sent from here yet\n")


def test_status_prints_titles_literally(harness: CliHarness) -> None:
    harness.issue.write_text(ISSUE.replace("简报", "1e5"), encoding="utf-8")
    harness.draft()

    assert NAME in harness.run("status", "--account", "sandbox").out


@pytest.mark.parametrize("place", [NAME, "letters/other"])
def test_remedies_name_issues_as_the_command_line_accepts_them(harness: CliHarness, place: str) -> None:
    path = harness.folder / f"{place}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(ISSUE, encoding="utf-8")
    wanted = place if place == NAME else f"{place}.md"

    refused = harness.run("release", wanted, "--account", "sandbox")

    [command] = re.findall("publish draft (.+)", refused.err)
    assert harness.run("draft", command, "--account", "sandbox").code == 0
