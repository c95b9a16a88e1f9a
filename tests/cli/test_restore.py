"""A ledger restored from a backup publishes nothing twice."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from tests.cli.cli_runner import ISSUE, NAME, CliHarness, Ended
from tests.cli.commands.test_run import APPID, HOUR, Schedule
from tests.harness.families import family, pick_every

BEFORE = "2020-06-03"


def find_state() -> Path:
    return Path(os.environ["XDG_STATE_HOME"]) / "publish"


def find_ledger() -> Path:
    return find_state() / "sandbox.db"


@pytest.fixture
def schedule(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> Schedule:
    """Return a newsletter with a published issue and a due one."""
    harness.sandbox.control.post("settings", publish_delay=0)
    harness.sandbox.control.advance(-660)
    schedule = Schedule(harness, monkeypatch)
    schedule.move_clock(timedelta(minutes=-11))
    harness.issue.unlink()
    schedule.plan(name=BEFORE)
    assert schedule.run().code == 0
    schedule.plan()
    return schedule


def edit_a_word(schedule: Schedule) -> None:
    issue = schedule.harness.issue
    issue.write_text(issue.read_text("utf-8").replace("要点在此", "要点在彼"), encoding="utf-8")


def change_the_theme(schedule: Schedule) -> None:
    settings = schedule.harness.folder / "publish.toml"
    settings.write_text(f'theme = "gazette"\n{settings.read_text("utf-8")}', encoding="utf-8")


def link_a_back_issue(schedule: Schedule) -> None:
    output = {BEFORE: {"title": "简报", "url": "https://mp.weixin.qq.com/s/another"}}
    (schedule.harness.folder / "publications.json").write_text(json.dumps(output), encoding="utf-8")


def let_time_pass(schedule: Schedule) -> None:
    schedule.harness.sandbox.control.advance(660)
    schedule.move_clock(timedelta())


def change_nothing(schedule: Schedule) -> None:
    assert schedule.harness.issue.exists()


VARIANTS: dict[str, Callable[[Schedule], None]] = {
    "a word": edit_a_word,
    "the theme": change_the_theme,
    "a link": link_a_back_issue,
    "time": let_time_pass,
    "nothing": change_nothing,
}


def back_up_file(backup: Path) -> Callable[[], None]:
    """Back up the ledger alone; return a function that restores it."""
    shutil.copy(find_ledger(), backup)

    def restore() -> None:
        shutil.copy(backup, find_ledger())

    return restore


def back_up_folder(backup: Path) -> Callable[[], None]:
    """Back up all state files; return a function that restores them."""
    shutil.copytree(find_state(), backup)

    def restore() -> None:
        shutil.rmtree(find_state())
        shutil.copytree(backup, find_state())

    return restore


def back_up_alone(backup: Path) -> Callable[[], None]:
    """Back up the ledger alone; return a function that restores it and deletes the other state files."""
    shutil.copy(find_ledger(), backup)

    def restore() -> None:
        shutil.rmtree(find_state())
        find_state().mkdir()
        shutil.copy(backup, find_ledger())

    return restore


WAYS = {"file": back_up_file, "folder": back_up_folder, "all else lost": back_up_alone}


def find_address(harness: CliHarness) -> str:
    """Return the URL of the last publication."""
    address: str = harness.publications[-1]["articles"][0]["address"]
    return f"https://mp.weixin.qq.com/s/{address}"


def count(schedule: Schedule) -> tuple[int, int]:
    calls = schedule.harness.calls
    return calls.count("draft/add"), len(schedule.harness.publications)


RESTORED = list(product(VARIANTS, WAYS))


@family("case", RESTORED, pick_every(RESTORED, 2), "-".join)
def test_restored_ledger_publishes_nothing_twice(schedule: Schedule, tmp_path: Path, case: tuple[str, str]) -> None:
    variant, way = case
    restore = WAYS[way](tmp_path / "backup")
    assert schedule.run().code == 0
    restore()
    VARIANTS[variant](schedule)

    first, second = schedule.run(), schedule.run()

    assert (first.code, second.code, count(schedule)) == (3, 3, (2, 2))
    assert "publish ledger adopt" in first.err
    assert len(first.err.strip().splitlines()) == 1


@pytest.mark.parametrize("variant", VARIANTS)
def test_adopted_ledger_holds_past_issues_until_they_are_adopted(
    schedule: Schedule, tmp_path: Path, variant: str
) -> None:
    restore = back_up_file(tmp_path / "backup")
    address = schedule.run().out.split()[2]
    restore()
    VARIANTS[variant](schedule)
    assert schedule.run().code == 3

    adopted = schedule.harness.run("ledger", "adopt", "--account", "sandbox")
    runs = [schedule.run() for _ in range(2)]

    assert (adopted.code, [result.code for result in runs], count(schedule)) == (0, [0, 0], (2, 2))
    assert "1 issue was due and is not in the ledger" in adopted.err

    taken = schedule.harness.draft("--adopt")
    assert (taken.code, taken.out.strip(), count(schedule)) == (0, address, (2, 2))
    assert (schedule.run().code, count(schedule)) == (0, (2, 2))


def test_held_issue_can_be_drafted_anew(schedule: Schedule, tmp_path: Path) -> None:
    restore = back_up_file(tmp_path / "backup")
    schedule.run()
    restore()
    schedule.harness.run("ledger", "adopt", "--account", "sandbox")
    refused = schedule.harness.draft()

    codes = [schedule.harness.draft("--anew").code, schedule.harness.release().code]

    assert (refused.code, "--anew" in refused.err, codes, count(schedule)) == (5, True, [0, 0], (3, 3))


def test_issue_published_before_the_backup_is_left_alone(schedule: Schedule, tmp_path: Path) -> None:
    schedule.run()
    restore = back_up_file(tmp_path / "backup")
    restore()

    assert (schedule.run(), count(schedule)) == ((0, "", ""), (2, 2))


# --- without an id, the account alone tells -------------------------------------------------------


@pytest.fixture
def unnamed(harness: CliHarness) -> CliHarness:
    """Return a newsletter without an id: its markers do not contain the ledger's step."""
    harness.sandbox.control.post("settings", publish_delay=0)
    settings = harness.folder / "publish.toml"
    settings.write_text(settings.read_text("utf-8").replace('id = "briefing"\n', ""), encoding="utf-8")
    return harness


def restore_unnamed(harness: CliHarness, tmp_path: Path, *, release: bool) -> None:
    """Push another issue, back everything up, push this one, and restore."""
    (harness.folder / f"{BEFORE}.md").write_text(ISSUE.replace(NAME, BEFORE), encoding="utf-8")
    assert harness.run("draft", BEFORE, "--account", "sandbox").code == 0
    restore = back_up_folder(tmp_path / "backup")
    assert harness.draft().code == 0
    if release:
        assert harness.release().code == 0
    restore()


@pytest.mark.parametrize("release", [False, True], ids=["draft", "publication"])
@pytest.mark.parametrize("edited", [False, True], ids=["unchanged", "changed"])
def test_trace_of_an_issue_in_the_account_is_reported_and_left_to_the_user(
    unnamed: CliHarness, tmp_path: Path, release: bool, edited: bool
) -> None:
    restore_unnamed(unnamed, tmp_path, release=release)
    place = find_address(unnamed) if release else unnamed.drafts[-1]["key"]
    if edited:
        unnamed.edit()

    held, again = unnamed.draft(), unnamed.draft("--dry-run")

    assert (held.code, unnamed.calls.count("draft/add")) == (5, 2)
    assert all(word in held.err for word in (place, "UTC", "--adopt", "--anew"))
    assert (again.code, "a person must decide" in again.out) == (0, True)
    assert "a person must decide" not in unnamed.draft("--dry-run", "--anew").out
    assert "--adopt" in unnamed.run("status", "--account", "sandbox").out

    taken = unnamed.draft("--adopt")
    assert (taken.code, taken.out.strip(), unnamed.calls.count("draft/add")) == (0, place, 2)


def test_adopted_draft_is_updated_and_released_once(unnamed: CliHarness, tmp_path: Path) -> None:
    restore_unnamed(unnamed, tmp_path, release=False)
    unnamed.edit()

    codes = [unnamed.draft("--adopt").code, unnamed.draft().code, unnamed.release().code]

    assert (codes, len(unnamed.publications), unnamed.calls.count("draft/add")) == ([0, 0, 0], 1, 2)
    assert "新的要点" in json.dumps(unnamed.publications, ensure_ascii=False)


def test_draft_edited_in_the_console_is_adopted_unchanged(unnamed: CliHarness, tmp_path: Path) -> None:
    restore_unnamed(unnamed, tmp_path, release=False)
    unnamed.sandbox.control.post(f"drafts/{unnamed.drafts[-1]['key']}", content="<p>改过</p>")
    unnamed.draft("--adopt")
    unnamed.sandbox.control.post(f"drafts/{unnamed.drafts[-1]['key']}", content="<p>又改过</p>")
    unnamed.edit()

    assert (unnamed.draft().code, unnamed.draft("--overwrite").code) == (5, 0)


@pytest.fixture
def behind(unnamed: CliHarness, tmp_path: Path) -> CliHarness:
    """Return a newsletter whose ledger has the draft of an issue published with other text."""
    unnamed.sandbox.control.post("settings", published_draft="kept")
    unnamed.draft()
    restore = back_up_folder(tmp_path / "backup")
    unnamed.edit()
    assert [unnamed.draft().code, unnamed.release().code] == [0, 0]
    restore()
    return unnamed


def test_draft_published_after_the_backup_is_found(behind: CliHarness) -> None:
    assert behind.draft("--overwrite").code == 0

    result = behind.release()

    assert (result.code, "nothing was handed in twice" in result.err, len(behind.publications)) == (0, True, 1)


@pytest.mark.parametrize(("word", "publications"), [("--adopt", 1), ("--anew", 2)])
def test_issue_published_with_other_text_is_released_only_on_confirmation(
    behind: CliHarness, word: str, publications: int
) -> None:
    address = find_address(behind)
    behind.edit("又是别的要点。")
    assert behind.draft("--overwrite").code == 0

    held, again = behind.release(), behind.release()
    assert ([held.code, again.code], address in held.err, len(behind.publications)) == ([5, 5], True, 1)

    assert (behind.release(word).code, behind.state, len(behind.publications)) == (0, "published", publications)


def test_adopt_is_refused_without_a_match_or_with_several(behind: CliHarness) -> None:
    behind.edit("又是别的要点。")
    behind.draft("--overwrite")
    behind.release("--anew")
    nothing = behind.release("--adopt")

    assert (nothing.code, "there is nothing of" in nothing.err) == (5, True)


# --- an account that shows nothing ------------------------------------------------------------------

PERSONAL = "wx0000000000000002"


@pytest.mark.parametrize("lost", [False, True], ids=["known", "doubted"])
def test_new_issue_waits_while_the_ledger_may_be_outdated(
    harness: CliHarness, monkeypatch: pytest.MonkeyPatch, lost: bool
) -> None:
    monkeypatch.setenv("WECHAT_APPID", PERSONAL)
    schedule = Schedule(harness, monkeypatch)
    schedule.plan(-2 * HOUR, name=BEFORE)
    harness.issue.unlink()
    assert schedule.run().code == 0
    if lost:
        (find_state() / f"sandbox.db.{PERSONAL}.step").unlink()
    schedule.plan()

    result = [schedule.run() for _ in range(2)]

    assert [each.code for each in result] == ([5, 0] if lost else [0, 0])
    assert harness.calls.count("draft/add") == (1 if lost else 2)
    if lost:
        assert "the ledger may not be the newest" in result[0].err
        assert harness.draft("--anew").code == 0


def test_doubted_ledger_counts_as_current_after_adoption(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_APPID", PERSONAL)
    harness.draft()
    (find_state() / f"sandbox.db.{PERSONAL}.step").write_text("nonsense", encoding="ascii")
    (harness.folder / f"{BEFORE}.md").write_text(ISSUE.replace(NAME, BEFORE), encoding="utf-8")
    words = ["draft", BEFORE, "--account", "sandbox"]
    held = [harness.run(*words).code for _ in range(2)]

    assert harness.run("ledger", "adopt", "--account", "sandbox").code == 0

    assert (held, harness.run(*words, "--anew").code, harness.calls.count("draft/add")) == ([5, 5], 0, 2)


# --- several say it, and it is said once ------------------------------------------------------------


def test_outdated_ledger_is_refused_by_every_command(schedule: Schedule, tmp_path: Path) -> None:
    restore = back_up_file(tmp_path / "backup")
    schedule.run()
    restore()
    before = schedule.harness.sandbox.control.calls()

    def run(*words: str) -> Ended:
        return schedule.harness.run(*words, "--account", "sandbox")

    for words in (["draft", NAME], ["release", NAME], ["run"], ["run", "--dry-run"], ["status"], ["history", NAME]):
        result = run(*words)
        assert (result.code, "publish ledger adopt" in result.err) == (3, True)

    assert schedule.harness.sandbox.control.calls() == before
    assert APPID in "".join(path.name for path in find_state().iterdir())
