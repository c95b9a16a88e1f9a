"""`publish run` over real sockets, against the sandbox."""

from __future__ import annotations

import json
import os
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publish.adapters.storage.private_files import hold_account
from publish.adapters.system.host import SystemClock
from tests.cli.cli_runner import ISSUE, NAME, CliHarness, Ended
from tests.command_line import read_result
from tests.notification_receiver import Receiver, run_receiver

APPID = "wx0000000000000001"
CHINA = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)

tell_time = SystemClock.now  # before any test moves the clock


class Schedule:
    """A newsletter with a schedule, on a harness."""

    def __init__(self, harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
        self.harness = harness
        self._monkeypatch = monkeypatch
        self.plan()

    def plan(self, away: timedelta = -HOUR, action: str = "release", name: str = NAME) -> str:
        """Set the publish time relative to now; return it in the newsletter's time zone."""
        at = f"{SystemClock().now().astimezone(CHINA) + away:%Y-%m-%d %H:%M}"
        text = f"---\npublish_at: {at}\n---\n{ISSUE.replace(NAME, name)}"
        (self.harness.folder / f"{name}.md").write_text(text, encoding="utf-8")
        settings = self.harness.folder / "publish.toml"
        output = settings.read_text("utf-8").partition("[schedule]")[0]
        settings.write_text(f'{output}[schedule]\naction = "{action}"\n', encoding="utf-8")
        return at

    def run(self, *words: str) -> Ended:
        return self.harness.run("run", "--account", self.harness.account, *words)

    def move_clock(self, away: timedelta) -> None:
        self._monkeypatch.setattr(SystemClock, "now", lambda clock: tell_time(clock) + away)


@pytest.fixture
def schedule(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> Schedule:
    harness.sandbox.control.post("settings", publish_delay=0)
    return Schedule(harness, monkeypatch)


@pytest.fixture
def real_schedule(real: CliHarness, monkeypatch: pytest.MonkeyPatch) -> Schedule:
    """Return the same with an AppID that is no sandbox's, so that publications are recorded."""
    real.sandbox.control.post("settings", publish_delay=0)
    real.account = "main"
    schedule = Schedule(real, monkeypatch)
    schedule.plan(HOUR)
    assert real.run("ledger", "init").code == 0  # what is past by then counts as out
    schedule.plan()
    return schedule


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with run_receiver() as receiver:
        monkeypatch.setenv("PUBLISH_NOTIFY", f"{receiver.url}/hook?token=canary0word")
        yield receiver


def list_bodies(receiver: Receiver) -> list[str]:
    return [output["message"] for _, _, output in receiver.got]


# --- what is due --------------------------------------------------------------------------------


def test_run_prints_nothing_and_makes_no_call_when_nothing_is_due(schedule: Schedule, receiver: Receiver) -> None:
    schedule.plan(HOUR)

    assert schedule.run() == (0, "", "")
    assert (schedule.harness.sandbox.control.calls(), receiver.got) == ([], [])


def test_run_drafts_due_issue_once(schedule: Schedule) -> None:
    schedule.plan(action="draft")

    first, second = schedule.run(), schedule.run()

    [draft] = schedule.harness.drafts
    assert first.out == f"{NAME} drafted {draft['key']}\n"
    assert (first.code, "the draft is in the draft box" in first.err, schedule.harness.publications) == (0, True, [])
    assert second == (0, "", "")


def test_run_does_not_record_urls_of_the_sandbox(schedule: Schedule) -> None:
    schedule.plan(-2 * HOUR, name="2020-06-03")
    before = sorted(schedule.harness.folder.rglob("*"))

    first, second = schedule.run(), schedule.run()

    assert (first.code, second, len(schedule.harness.publications)) == (0, (0, "", ""), 2)
    assert (sorted(schedule.harness.folder.rglob("*")), schedule.harness.written) == (before, {})


def test_run_releases_due_issue_and_records_its_url(real_schedule: Schedule) -> None:
    first, second = real_schedule.run("--json"), real_schedule.run()

    [output] = read_result(first.out)["issues"]
    [publication] = real_schedule.harness.publications
    assert (output["outcome"], output["issue"], output["problems"]) == ("published", NAME, [])
    assert real_schedule.harness.written[NAME]["url"] == output["reference"]
    assert output["reference"].startswith("https://mp.weixin.qq.com/s/")
    assert output["title"] == publication["articles"][0]["title"]
    assert second == (0, "", "")


def test_run_links_an_issue_to_the_one_released_before(real_schedule: Schedule) -> None:
    real_schedule.plan(-2 * HOUR, name="2020-06-03")

    result = real_schedule.run("--quiet")

    first, second = result.out.splitlines()
    address = first.rpartition(" ")[2]
    assert (first.split()[0], second.split()[0]) == ("2020-06-03", NAME)
    sent = [json.loads(call["body"]) for call in real_schedule.harness.sandbox.control.calls("draft/add")]
    assert [address in json.dumps(body) for body in sent] == [False, True]


def test_run_uses_the_hour_of_the_settings(schedule: Schedule) -> None:
    schedule.harness.issue.unlink()
    today = f"{SystemClock().now().astimezone(CHINA):%Y-%m-%d}"
    (schedule.harness.folder / f"{today}.md").write_text(ISSUE.replace(NAME, today), encoding="utf-8")
    with (schedule.harness.folder / "publish.toml").open("a", encoding="utf-8") as file:
        file.write("hour = 0\n")

    assert schedule.run().out.startswith(f"{today} published ")


def test_run_ignores_files_without_a_publish_time(schedule: Schedule) -> None:
    schedule.plan(HOUR)
    (schedule.harness.folder / "README.md").write_text("# 说明\n", encoding="utf-8")

    assert schedule.run() == (0, "", "")


def test_run_finds_linked_issue_elsewhere_in_the_repository(schedule: Schedule) -> None:
    real = schedule.harness.folder / "drafts" / schedule.harness.issue.name
    real.parent.mkdir()
    schedule.harness.issue.rename(real)
    schedule.harness.issue.symlink_to(real)

    assert schedule.run().out.startswith(f"{NAME} published ")


def test_run_reports_deleted_issue_with_an_unfinished_draft(schedule: Schedule) -> None:
    schedule.harness.sandbox.control.fail("draft/add", "reset", when="before")
    codes = [schedule.run().code]
    schedule.harness.issue.unlink()

    result = schedule.run()

    assert (codes, result.code, f"{NAME}.md" in result.err) == ([5], 3, True)


def test_run_skips_manually_published_issue(schedule: Schedule) -> None:
    (schedule.harness.folder / "publications.json").write_text(f'{{"{NAME}": "https://mp.weixin.qq.com/s/a"}}')

    assert schedule.run() == (0, "", "")
    assert schedule.harness.sandbox.control.calls() == []


# --- what is late, and the clock ----------------------------------------------------------------


def test_overdue_issue_is_held_with_one_notification(schedule: Schedule, receiver: Receiver) -> None:
    at = schedule.plan(-48 * HOUR)

    held, again = schedule.run(), schedule.run()

    assert (held.code, held.out, again) == (5, "", (0, "", ""))
    assert f"{NAME} was to go out at {at} CST" in held.err
    assert f"{NAME} was to go out at {at} CST" in schedule.harness.run("status", "--account", "sandbox").out
    [body] = list_bodies(receiver)
    assert ("held" in body, schedule.harness.drafts) == (True, [])

    assert [schedule.harness.draft().code, schedule.harness.release().code] == [0, 0]
    assert (len(schedule.harness.publications), schedule.run()) == (1, (0, "", ""))


def test_held_issue_of_a_killed_run_is_notified_by_the_next(
    schedule: Schedule, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule.plan(-48 * HOUR)
    address = os.environ["PUBLISH_NOTIFY"]
    monkeypatch.delenv("PUBLISH_NOTIFY")
    schedule.run()
    monkeypatch.setenv("PUBLISH_NOTIFY", address)

    result = [schedule.run() for _ in range(2)]

    assert result == [(0, "", "")] * 2
    assert len(receiver.got) == 1


@pytest.mark.parametrize("days", [-1, -3650, 1, 3650])
def test_run_repeats_nothing_when_the_clock_moves(schedule: Schedule, days: int) -> None:
    schedule.run()
    before = schedule.harness.sandbox.control.calls()

    schedule.move_clock(timedelta(days=days))
    result = schedule.run()

    assert result == (0, "", "")
    assert (schedule.harness.sandbox.control.calls(), len(schedule.harness.publications)) == (before, 1)


@pytest.mark.parametrize("days", [1, 3650])
def test_run_does_not_publish_early_with_a_fast_clock(schedule: Schedule, days: int) -> None:
    at = timedelta(days=days) - HOUR
    schedule.plan(at)
    schedule.move_clock(timedelta(days=days))

    early = schedule.run()
    schedule.move_clock(timedelta(0))
    schedule.plan(-HOUR)

    assert (early.code, schedule.harness.calls) == (4, ["draft/count"])
    assert "ahead of WeChat's" in early.err
    assert schedule.run().code == 0
    assert len(schedule.harness.publications) == 1


@pytest.mark.parametrize("days", [10, 400])
def test_run_follows_the_moved_clock_of_the_sandbox(schedule: Schedule, days: int) -> None:
    away = timedelta(days=days)
    schedule.plan(away - HOUR)
    before = schedule.run()

    schedule.move_clock(away)
    schedule.harness.sandbox.control.advance(away.total_seconds())
    after = schedule.run()

    assert (before, after.code) == ((0, "", ""), 0)
    assert len(schedule.harness.publications) == 1


def test_changed_time_zone_never_repeats_a_publication(schedule: Schedule) -> None:
    schedule.run()
    settings = schedule.harness.folder / "publish.toml"

    for zone in ("America/New_York", "Pacific/Kiritimati"):
        output = settings.read_text("utf-8").partition("timezone")[0]
        settings.write_text(f'{output}timezone = "{zone}"\n', encoding="utf-8")
        assert schedule.run() == (0, "", "")


# --- a rehearsal --------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["--dry-run"], ["--at", "2100-01-01 08:00"], ["--at", "2100-01-01", "--json"]])
def test_dry_run_sends_and_records_nothing(schedule: Schedule, receiver: Receiver, words: list[str]) -> None:
    result = schedule.run(*words)

    assert (result.code, schedule.harness.sandbox.control.calls(), receiver.got) == (0, [], [])
    assert not list(Path(os.environ["XDG_STATE_HOME"]).rglob("*"))
    assert NAME in result.out


def test_dry_run_prints_plan_and_next_publish_time(schedule: Schedule) -> None:
    later = schedule.plan(48 * HOUR, name="2020-06-24")
    now = schedule.plan(-HOUR)

    result = schedule.run("--dry-run")

    assert result.out == f"{NAME} ({now} CST): would push the draft and publish it at an address alone\n"
    assert f"next comes 2020-06-24 at {later} CST" in result.err


def test_dry_run_omits_finished_issues_and_shows_overdue_ones(schedule: Schedule) -> None:
    schedule.run()
    at = schedule.plan(HOUR, name="2020-06-24")

    assert schedule.run("--dry-run", "--quiet") == (0, "", "")
    result = schedule.run("--at", "2100-01-01T00:00Z")

    assert result.out == f"2020-06-24 ({at} CST): would be held, since its time is past by too much\n"
    assert "nothing comes after that" in result.err


@pytest.mark.parametrize(
    ("pattern", "path", "name", "key"),
    [
        ("docs/issue-{number}.md", "docs/issue-312.md", "312", "publish_at"),
        ("posts/{slug}/index.md", "posts/caches/index.md", "caches", "date"),
        ("{year}/{month}{day}.md", "{now:%Y/%m%d}.md", "{now:%Y-%m-%d}", None),
        ("_posts/{date}-{slug}.md", "_posts/{now:%Y-%m-%d}-caches.md", "{now:%Y-%m-%d}", None),
    ],
)
def test_dry_run_plans_issues_of_every_naming_scheme(
    schedule: Schedule, pattern: str, path: str, name: str, key: str | None
) -> None:
    now = SystemClock().now().astimezone(CHINA)
    folder, settings = schedule.harness.folder, schedule.harness.folder / "publish.toml"
    settings.write_text(
        settings.read_text("utf-8").replace('\nissues = "."', "").replace("{date}", "{slug}")
        + f'[issues]\npattern = "{pattern}"\n',
        encoding="utf-8",
    )
    file = folder / path.format(now=now)
    file.parent.mkdir(parents=True)
    head = f"---\n{key}: {now:%Y-%m-%d}\n---\n\n" if key else ""
    file.write_text(f"{head}# 谈谈缓存\n\n一段正文。\n", encoding="utf-8")

    result = schedule.run("--at", f"{now:%Y-%m-%d} 23:00")

    assert (result.code, result.out.partition(" (")[0]) == (0, name.format(now=now))


def test_dry_run_reports_problems_of_due_issues(schedule: Schedule) -> None:
    with schedule.harness.issue.open("a", encoding="utf-8") as file:
        file.write("\n![图](lost.png)\n")
    (schedule.harness.folder / "2020-06-24.md").write_text("---\npublish_at: soon\n---\n# 简报\n", encoding="utf-8")

    result = schedule.run("--dry-run")

    assert result.code == 3
    assert "2020-06-24.md:2: publish_at cannot be soon" in result.err
    assert "lost.png" in result.err


def test_dry_run_reports_problems_of_unfinished_drafts(schedule: Schedule) -> None:
    schedule.plan(action="draft")
    schedule.harness.sandbox.control.post("faults", endpoint="draft/add", kind="reset", when="before", times=1)
    schedule.run()
    schedule.plan(HOUR)
    with schedule.harness.issue.open("a", encoding="utf-8") as file:
        file.write("\n![图](lost.png)\n")

    rehearsed, done = schedule.run("--dry-run"), schedule.run()

    assert (rehearsed.code, "would finish the draft" in rehearsed.out) == (3, True)
    assert (done.code, "lost.png" in rehearsed.err, "lost.png" in done.err) == (3, True, True)


def test_run_refuses_invalid_time(schedule: Schedule) -> None:
    result = schedule.run("--at", "tomorrow")

    assert (result.code, "--at cannot be tomorrow" in result.err) == (2, True)


@pytest.mark.parametrize("said", ["2021-02-30 08:00", "2020-06-17 25:00", "2020-13-45"])
def test_run_reports_an_impossible_time(schedule: Schedule, said: str) -> None:
    result = schedule.run("--at", said)

    assert result == (2, "", f"--at says {said}, and there is no such day or hour — mend it\n")


def test_run_reports_issue_named_by_an_impossible_date(schedule: Schedule) -> None:
    (schedule.harness.folder / "2021-02-30.md").write_text(ISSUE, encoding="utf-8")

    result = schedule.run("--dry-run")

    assert result.code == 3
    assert "2021-02-30.md: the file is named 2021-02-30, and there is no such day" in result.err


# --- what goes wrong ----------------------------------------------------------------------------


def test_run_reports_invalid_publish_time_and_notifies_once(schedule: Schedule, receiver: Receiver) -> None:
    schedule.plan(HOUR)
    (schedule.harness.folder / "special.md").write_text("---\npublish_at: soon\n---\n# 特刊\n", encoding="utf-8")

    codes = [schedule.run().code for _ in range(3)]

    assert (codes, schedule.harness.sandbox.control.calls()) == ([3, 3, 3], [])
    [body] = list_bodies(receiver)
    assert "special.md:2: publish_at cannot be soon" in body


def test_run_continues_after_a_failed_issue(schedule: Schedule, receiver: Receiver) -> None:
    schedule.plan(-2 * HOUR, name="2020-06-03")
    with (schedule.harness.folder / "2020-06-03.md").open("a", encoding="utf-8") as file:
        file.write("\n![图](lost.png)\n")

    result = schedule.run()

    assert (result.code, len(schedule.harness.publications)) == (3, 1)
    [body] = list_bodies(receiver)
    assert ("2020-06-03: not published" in body, f"{NAME}: published" in body) == (True, True)
    assert receiver.got[0][2]["type"] == "failure"


def test_account_without_permission_is_notified_once(
    schedule: Schedule, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WECHAT_APPID", "wx0000000000000002")

    first, second = schedule.run(), schedule.run()

    assert (first.code, second) == (0, (0, "", ""))
    assert len(schedule.harness.sandbox.control.get("state", appid="wx0000000000000002")["drafts"]) == 1
    assert len(receiver.got) == 1


def test_aborted_run_is_notified_once_and_again_after_recovery(
    schedule: Schedule, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = os.environ["WECHAT_API"]
    monkeypatch.setenv("WECHAT_API", "http://127.0.0.1:9/cgi-bin")
    codes = [schedule.run().code for _ in range(2)]
    monkeypatch.setenv("WECHAT_API", api)
    codes.append(schedule.run().code)

    assert codes == [4, 4, 0]
    first, second = list_bodies(receiver)
    assert ("ended early" in first, f"{NAME}: published" in second) == (True, True)


def test_second_run_exits_at_once_without_notification(schedule: Schedule, receiver: Receiver) -> None:
    ledger = Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db"

    with hold_account(ledger, APPID):
        result = schedule.run()

    assert (result.code, schedule.harness.sandbox.control.calls(), receiver.got) == (75, [], [])


def test_run_is_busy_while_another_program_writes_the_ledger(
    schedule: Schedule, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    schedule.run()
    monkeypatch.setattr("publish.adapters.ledger.sqlite._LOCK_SECONDS", 0.1)
    with closing(sqlite3.connect(Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        result = schedule.run()

    assert (result.code, len(receiver.got)) == (75, 1)


# --- notifications ------------------------------------------------------------------------------


def test_publication_is_notified_once_with_its_url(schedule: Schedule, receiver: Receiver) -> None:
    result = schedule.run()
    schedule.run()

    [body] = list_bodies(receiver)
    assert body == f"{NAME}: published: 简报 ({NAME}) — {result.out.split()[2]}"
    assert receiver.got[0][2]["title"] == "publish: a run for 简报"


def test_failed_notification_does_not_affect_the_publication(schedule: Schedule, receiver: Receiver) -> None:
    receiver.status = 500

    result = [schedule.run() for _ in range(5)]

    assert [end.code for end in result] == [0] * 5
    assert [("1 notification did not arrive" in end.err) for end in result] == [True, True, True, False, False]
    assert (len(receiver.got), len(schedule.harness.publications)) == (3, 1)


def test_failed_notification_is_sent_by_the_next_run(schedule: Schedule, receiver: Receiver) -> None:
    receiver.status = 500
    schedule.run()
    receiver.status = 200

    assert schedule.run() == (0, "", "")
    assert len(receiver.got) == 2


def test_invalid_notification_url_is_reported_and_stops_nothing(
    schedule: Schedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLISH_NOTIFY", "http://canary0word.example/hook")

    result = schedule.run()

    assert (result.code, len(schedule.harness.publications)) == (0, 1)
    assert ("address 1 in PUBLISH_NOTIFY" in result.err, "canary0word" in result.err) == (True, False)


def test_notification_urls_are_never_printed_or_stored(schedule: Schedule, receiver: Receiver) -> None:
    receiver.status = 500

    output = "".join(map(str, schedule.run() + schedule.run("--dry-run")))

    files = [path for path in Path(os.environ["XDG_STATE_HOME"]).rglob("*") if path.is_file()]
    assert "canary0word" not in output
    assert not any(b"canary0word" in path.read_bytes() for path in files)


# --- a run that is killed -----------------------------------------------------------------------

KILLED = [
    ("media/uploadimg", "after"), ("draft/add", "before"), ("draft/add", "after"), ("draft/get", "after"),
    ("freepublish/submit", "before"), ("freepublish/submit", "after"), ("freepublish/get", "after"),
]  # fmt: skip
"""Calls at which a real process is killed; other tests stop at every call with fakes."""


def start(schedule: Schedule) -> subprocess.Popen[str]:
    """Start a run in a process of its own."""
    words = [sys.executable, "-m", "publish", "run", "--account", schedule.harness.account, "--lang", "en"]
    return subprocess.Popen(  # noqa: S603 - this very Python
        words,
        cwd=schedule.harness.folder,
        env=dict(os.environ),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def kill_at(schedule: Schedule, endpoint: str, when: str) -> None:
    """Kill a run while it waits for a response."""
    control = schedule.harness.sandbox.control
    control.fail(endpoint, "hang", when=when, seconds=60)
    with start(schedule) as process:
        wait_until(lambda: bool(control.calls(endpoint)))
        time.sleep(0.1)  # until the call is carried out
        process.send_signal(signal.SIGKILL)
    control.delete("faults")


@pytest.mark.parametrize(("endpoint", "when"), KILLED)
def test_killed_run_is_finished_by_the_next_without_duplicates(
    real_schedule: Schedule, endpoint: str, when: str
) -> None:
    kill_at(real_schedule, endpoint, when)

    result = [real_schedule.run() for _ in range(2)]

    lost = when == "before" and endpoint in ("draft/add", "freepublish/submit")
    calls = real_schedule.harness.calls
    assert (calls.count("draft/add"), calls.count("freepublish/submit") <= 1) == (1, True)
    assert [end.code for end in result] == ([5, 5] if lost else [0, 0])
    assert len(real_schedule.harness.publications) == (0 if lost else 1)
    assert (NAME in real_schedule.harness.written) is not lost


def test_one_of_two_concurrent_runs_exits(schedule: Schedule) -> None:
    control = schedule.harness.sandbox.control
    control.fail("draft/add", "latency", when="after", seconds=0.5)
    with start(schedule) as process:
        wait_until(lambda: bool(control.calls()))
        second = schedule.run()
        first = process.wait(30)

    assert (first, second.code) == (0, 75)
    assert (len(schedule.harness.publications), schedule.run()) == (1, (0, "", ""))


def test_run_started_by_cron_prints_media_id_and_url(schedule: Schedule) -> None:
    with start(schedule) as process:
        out, err = process.communicate(timeout=60)

    assert (process.returncode, shlex.split(out)[:2]) == (0, [NAME, "published"])
    assert f"{NAME}: published" in err


# --- a draft that never arrived -------------------------------------------------------------------


def test_lost_draft_is_added_by_a_later_run_and_not_released(schedule: Schedule) -> None:
    schedule.harness.sandbox.control.advance(-660)
    schedule.move_clock(timedelta(minutes=-11))
    schedule.harness.sandbox.control.fail("draft/add", "reset", when="before")
    codes = [schedule.run().code, schedule.run().code]
    schedule.move_clock(timedelta(minutes=-8))
    codes.append(schedule.run().code)
    schedule.harness.sandbox.control.advance(660)
    schedule.move_clock(timedelta())

    again, after = schedule.run(), schedule.run()

    assert (codes, again.code, after, schedule.harness.publications) == ([5, 5, 5], 0, (0, "", ""), [])
    assert (again.out.split()[1], "was added again" in again.err) == ("drafted", True)
    assert "was added again" in schedule.harness.run("status", "--account", "sandbox").out
    assert (schedule.harness.release().code, len(schedule.harness.publications), len(schedule.harness.drafts)) == (
        0,
        1,
        0,
    )


def test_lost_publication_is_not_repeated_by_a_run(schedule: Schedule) -> None:
    schedule.harness.sandbox.control.fail("freepublish/submit", "reset", when="before")
    codes = [schedule.run().code]
    for hours in (1, 12, 22):
        schedule.move_clock(timedelta(hours=hours))
        codes.append(schedule.run().code)

    assert (codes, schedule.harness.publications) == ([5] * 4, [])
    assert schedule.harness.calls.count("freepublish/submit") == 1


# --- a long issue, and a draft of an older version --------------------------------------------------


def test_run_shortens_publishes_and_reports_a_refused_issue(schedule: Schedule) -> None:
    schedule.harness.sandbox.control.post("settings", content_limit="documented")
    text = schedule.harness.issue.read_text("utf-8").replace("本期1条", "本期41条")
    entries = "".join(f"\n- [消息{n} | 某站](https://example.org/{n})\n摘要：{'要点。' * 20}\n" for n in range(40))
    schedule.harness.issue.write_text(text + entries, encoding="utf-8")

    result = schedule.run()

    assert (result.code, schedule.harness.state, len(schedule.harness.publications)) == (0, "published", 1), result.err
    assert schedule.harness.calls.count("draft/add") == 2
    assert "what gave way is: " in result.err


def test_run_publishes_a_draft_of_an_older_version_as_it_stands(schedule: Schedule) -> None:
    schedule.harness.draft()
    path = Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE delivery SET content = 'of its HTML', form = ''")
        connection.commit()

    result = schedule.run()

    assert (result.code, schedule.harness.state) == (0, "published"), result.err
    assert "draft/update" not in schedule.harness.calls
