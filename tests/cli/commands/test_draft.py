"""`publish draft` over a real socket, against the sandbox."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from contextlib import closing
from itertools import product
from pathlib import Path
from typing import NoReturn

import pytest

from publish.adapters.storage.private_files import hold_account
from publish.cli import build_issue as article
from publish.core.exceptions import TimeLimitExceededError
from tests.cli.cli_runner import APPID, ISSUE, NAME, SECRET, Desk
from tests.harness.families import family
from tests.pictures import animate, draw
from tests.sandbox.server import VERIFIED

# --- the happy way ------------------------------------------------------------------------------


def test_draft_is_added_with_the_sandbox_alone(desk: Desk) -> None:
    ended = desk.draft()

    assert (ended.code, len(desk.drafts)) == (0, 1)
    assert desk.calls == [
        *["draft/batchget", "freepublish/batchget"],
        *["media/uploadimg", "material/add_material", "draft/add", "draft/get"],
    ]
    assert ended.out.strip() in json.dumps(desk.drafts)
    assert f"draft added: 简报 (2020-06-17) — look at it in the draft box of {desk.sandbox.url}" in ended.err


def test_unchanged_issue_makes_no_call(desk: Desk) -> None:
    first = desk.draft()
    before = desk.sandbox.control.calls()

    again = desk.draft()

    assert (again.code, again.out) == (0, first.out)
    assert desk.sandbox.control.calls() == before


def test_edited_issue_updates_its_draft(desk: Desk) -> None:
    first = desk.draft()
    desk.edit()

    second = desk.draft("--json")

    said = json.loads(second.out)
    assert (said["act"], said["media_id"], said["problems"]) == ("updated", first.out.strip(), [])
    assert len(desk.drafts) == 1


def test_quiet_draft_prints_only_the_media_id(desk: Desk) -> None:
    ended = desk.draft("--quiet")

    assert (ended.code, ended.err, len(ended.out.splitlines())) == (0, "", 1)


@pytest.mark.parametrize("words", [[], ["--json"], ["--quiet"]], ids=" ".join)
def test_dry_run_prints_the_draft_and_makes_no_call(desk: Desk, words: list[str]) -> None:
    ended = desk.draft("--dry-run", *words)

    assert (ended.code, desk.sandbox.control.calls(), "简报 (2020-06-17)" in ended.out) == (0, [], True)
    assert not list(Path(os.environ["XDG_STATE_HOME"]).rglob("*.db"))


def test_dry_run_omits_uploaded_pictures(desk: Desk) -> None:
    desk.draft()

    ended = desk.draft("--dry-run", "--json")

    said = json.loads(ended.out)
    assert (said["act"], said["uploads"], said["dry_run"]) == ("unchanged", [], True)


def test_dry_run_works_for_account_missing_in_the_sandbox_ledger(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.draft()
    monkeypatch.setenv("WECHAT_APPID", "wx0000000000000002")
    ledger = (Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db").read_bytes()

    foreseen = json.loads(desk.draft("--dry-run", "--json").out)
    rehearsed, state = desk.run("run", "--account", "sandbox", "--dry-run"), desk.state

    assert (foreseen["act"], foreseen["uploads"] != []) == ("added", True)
    assert (rehearsed.code, "would be held" in rehearsed.out, state) == (0, True, "planned")
    assert (Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db").read_bytes() == ledger
    assert json.loads(desk.draft("--json").out)["act"] == "added"


@pytest.mark.parametrize("words", [[], ["--anew"]])
def test_dry_run_predicts_new_draft_of_published_issue_only_with_anew(desk: Desk, words: list[str]) -> None:
    desk.release("--url", "https://mp.weixin.qq.com/s/abc")

    foreseen = desk.draft("--dry-run", *words)
    done = desk.draft(*words)

    assert (foreseen.code, foreseen.out.startswith("would add a draft") is bool(words)) == (0, True)
    assert (done.code, len(desk.drafts)) == ((0, 1) if words else (5, 0))


def test_dry_run_requires_the_same_ledger(real: Desk) -> None:
    for command in (["draft", NAME], ["run"]):
        foreseen, done = real.run(*command, "--dry-run"), real.run(*command)

        assert (foreseen.code, foreseen.out, foreseen.err) == (done.code, "", done.err)
        assert "publish ledger init" in foreseen.err


def test_draft_opens_comments_as_the_issue_sets(desk: Desk) -> None:
    desk.issue.write_text(f"---\ncomments: 粉丝\n---\n{ISSUE}", encoding="utf-8")

    desk.draft()

    [call] = desk.sandbox.control.calls("draft/add")
    [article] = json.loads(call["body"])["articles"]
    assert (article["need_open_comment"], article["only_fans_can_comment"]) == (1, 1)


def test_too_long_issue_becomes_one_draft_of_two_articles(desk: Desk) -> None:
    long = "".join(f"- [消息{n} | 某站](https://mp.weixin.qq.com/s/{n})\n摘要：{'要点。' * 60}\n" for n in range(40))
    desk.issue.write_text(f"# 简报 (2020-06-17)\n\n## 新闻\n\n{long}\n## 论文\n\n{long}", encoding="utf-8")

    ended = desk.draft("--json")

    titles = [article["title"] for article in json.loads(ended.out)["articles"]]
    assert (ended.code, len(desk.drafts), titles) == (0, 1, ["简报 (2020-06-17)", "简报 (2020-06-17)（续）"])


# --- many pictures ------------------------------------------------------------------------------


def show_many(desk: Desk, count: int) -> None:
    names = [f"{number}.png" for number in range(count)]
    for number, name in enumerate(names):
        (desk.folder / name).write_bytes(draw("PNG", (40 + number, 40)))
    desk.issue.write_text(ISSUE + "".join(f"\n![图]({name})\n" for name in (*names, *names)), encoding="utf-8")


def test_every_picture_is_uploaded_once_and_placed(desk: Desk) -> None:
    show_many(desk, 9)

    ended = desk.draft()

    calls = desk.sandbox.control.calls("media/uploadimg")
    content = desk.drafts[0]["articles"][0]["content"]
    shown = re.findall(r"/sz_mmbiz_png/([\w-]+)/", content)
    assert (ended.code, len(calls), len(desk.drafts)) == (0, 10, 1)  # and the QR picture
    assert shown[:9] == shown[9:18]
    assert len(set(shown[:9])) == 9
    state = desk.sandbox.control.get("state")["counters"]
    assert state[f"{VERIFIED}/media/uploadimg/day"] == 10


def test_token_expired_during_parallel_uploads_is_renewed_once(desk: Desk) -> None:
    show_many(desk, 9)
    desk.run("doctor", "--account", "sandbox")
    desk.sandbox.control.fail("media/uploadimg", "intruder")

    ended = desk.draft()

    uploads = desk.sandbox.control.calls("media/uploadimg")
    rejected = [call for call in uploads if call["errcode"] == 40001]
    assert (ended.code, len(desk.drafts)) == (0, 1)
    assert (len(uploads) - len(rejected), len(rejected) in range(1, 5)) == (10, True)
    # The doctor's, and for all that were rejected one.
    assert len(desk.sandbox.control.calls("stable_token")) == 2


def test_refused_pictures_stop_the_draft_and_keep_finished_uploads(desk: Desk) -> None:
    show_many(desk, 9)
    desk.sandbox.control.fail("media/uploadimg", "errcode", code=45009, nth=3, times=0)

    refused = desk.draft()
    arrived = [call for call in desk.sandbox.control.calls("media/uploadimg") if call["errcode"] == 0]
    desk.sandbox.control.delete("faults")
    ended = desk.draft()

    assert (refused.code, len(arrived), desk.calls.count("draft/add")) == (4, 2, 1)
    again = [call for call in desk.sandbox.control.calls("media/uploadimg") if call["errcode"] == 0]
    assert (ended.code, len(again)) == (0, 10)


# --- pictures that move, and titles that are long -----------------------------------------------


def show_moving(desk: Desk, *names: str) -> None:
    shown = "".join(f"\n![动图]({name})\n" for name in names)
    desk.issue.write_text(ISSUE + shown, encoding="utf-8")


def test_animated_picture_is_uploaded_once(desk: Desk) -> None:
    (desk.folder / "t.gif").write_bytes(animate("GIF", 3))
    show_moving(desk, "t.gif")

    ended = desk.draft()
    again = desk.draft()
    desk.edit()
    show_moving(desk, "t.gif", "t.gif")
    updated = desk.draft()

    assert (ended.code, again.code, updated.code, ended.err.count("moves")) == (0, 0, 0, 0)
    [draft] = desk.drafts
    assert draft["articles"][0]["content"].count("/sz_mmbiz_gif/") == 2
    assert len(desk.sandbox.control.calls("material/add_material")) == 2  # the cover, and the picture once
    assert len(desk.sandbox.control.calls("material/get_materialcount")) == 1


def test_too_large_animation_becomes_still_and_is_reported_with_its_line(desk: Desk) -> None:
    (desk.folder / "t.gif").write_bytes(animate("GIF", 2, (2100, 2100)))
    show_moving(desk, "t.gif")

    ended = desk.draft()

    line = len(ISSUE.splitlines()) + 2
    assert (ended.code, f"2020-06-17.md:{line}: " in ended.err) == (0, True)
    assert "only its first frame is shown" in ended.err
    assert "sz_mmbiz_gif" not in desk.drafts[0]["articles"][0]["content"]


def test_full_library_stops_the_draft_before_anything_is_sent(desk: Desk) -> None:
    (desk.folder / "t.gif").write_bytes(animate("GIF", 3))
    show_moving(desk, "t.gif")
    desk.sandbox.control.fail("material/get_materialcount", "errcode", code=48001)  # who cannot ask, tries
    desk.sandbox.control.post("settings", library_limit=1)

    assert (desk.draft().code, desk.drafts) == (4, [])


@pytest.mark.parametrize("kind", ["reset", "empty-object", "errcode", "status"])
@pytest.mark.parametrize("nth", [1, 2], ids=["the picture", "the cover"])
def test_lost_library_response_leaves_one_draft_with_the_picture(desk: Desk, kind: str, nth: int) -> None:
    (desk.folder / "t.gif").write_bytes(animate("GIF", 3))
    show_moving(desk, "t.gif")
    desk.sandbox.control.fail("material/add_material", kind, when="after", nth=nth)

    ended, again = desk.draft(), desk.draft()

    assert (ended.code, again.code, len(desk.drafts)) == (0, 0, 1)
    assert desk.drafts[0]["articles"][0]["content"].count("/sz_mmbiz_gif/") == 1
    assert len(desk.sandbox.control.calls("material/add_material")) == 3  # the one that was lost, and two


LONG = "嵌入式简报 (2020-06-17)：芯片降价，模型变小，端侧推理更快，工具链合并，社区活动"


def test_long_title_is_sent_whole_with_a_warning(desk: Desk) -> None:
    desk.issue.write_text(ISSUE.replace("简报 (2020-06-17)", LONG), encoding="utf-8")

    ended = desk.draft()

    assert (ended.code, desk.drafts[0]["articles"][0]["title"]) == (0, LONG)
    assert "2020-06-17.md:1: N21 the title has 46 characters; WeChat documents 32" in ended.err


def test_refused_long_title_is_shortened_resent_and_reported(desk: Desk) -> None:
    desk.sandbox.control.post("settings", max_title_chars=32)
    desk.issue.write_text(ISSUE.replace("简报 (2020-06-17)", LONG), encoding="utf-8")

    ended = desk.draft()

    short = "嵌入式简报 (2020-06-17)：芯片降价，模型变小"
    assert (ended.code, [draft["articles"][0]["title"] for draft in desk.drafts]) == (0, [short])
    assert f"it went out as “{short}”" in ended.err
    assert [call["errcode"] for call in desk.sandbox.control.calls("draft/add")] == [45003, 0]


# --- what is refused ----------------------------------------------------------------------------


def test_draft_without_account_explains_the_sandbox(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WECHAT_API")

    ended = desk.run("draft", NAME)

    assert ended.code == 3
    assert "make sandbox" in ended.err


def test_account_unknown_to_the_sandbox_is_explained(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_APPID", APPID)
    monkeypatch.setenv("WECHAT_SECRET", SECRET)

    without_ledger = desk.run("draft", NAME)
    desk.run("ledger", "init")
    unknown = desk.run("draft", NAME)

    assert (without_ledger.code, unknown.code, desk.drafts) == (3, 4, [])
    for told in (without_ledger.err, unknown.err):
        assert "--account sandbox" in told
        assert "WECHAT_API" in told
    assert "compare it with" not in unknown.err


def test_draft_refuses_standard_input(desk: Desk) -> None:
    ended = desk.run("draft", "-")

    assert (ended.code, desk.calls) == (3, [])
    assert "needs a file" in ended.err


def test_issue_with_an_error_is_not_sent(desk: Desk) -> None:
    desk.issue.write_text(ISSUE.replace("本期1条", "本期2条") + "\n![图](lost.png)\n", encoding="utf-8")

    ended = desk.draft()

    assert (ended.code, desk.calls) == (3, [])
    assert "nothing was sent: the last 2 things above must be mended first" in ended.err


def test_scaffolded_issue_is_not_sent(desk: Desk) -> None:
    desk.run("new", "2020-07-02")
    begun = next(path for path in desk.folder.rglob("2020-07-02.md"))

    ended = desk.run("draft", str(begun), "--account", "sandbox")

    assert (ended.code, desk.calls) == (3, [])
    assert "no section holds anything yet" in ended.err


def test_issue_whose_build_times_out_is_not_sent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object) -> NoReturn:
        raise TimeLimitExceededError(7)

    monkeypatch.setattr(article, "build_article", run_out)

    ended = desk.draft()

    assert (ended.code, desk.calls) == (3, [])
    assert f"{NAME}.md:1: takes more than 7 seconds of processor time to build" in ended.err


def test_draft_reports_missing_issue(desk: Desk) -> None:
    ended = desk.run("draft", "2020-06-18", "--account", "sandbox")

    assert (ended.code, desk.calls) == (3, [])
    assert NAME in ended.err


def test_second_draft_exits_at_once(desk: Desk) -> None:
    ledger = Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db"

    with hold_account(ledger, "wx0000000000000001"):
        ended = desk.draft()

    assert (ended.code, desk.sandbox.control.calls()) == (75, [])
    assert "another run is at work" in ended.err


# --- the ledger ---------------------------------------------------------------------------------


def test_real_account_requires_a_created_ledger(real: Desk) -> None:
    refused = real.run("draft", NAME)
    made = real.run("ledger", "init")
    again = real.run("ledger", "init", "--quiet")
    done = real.run("draft", NAME)

    assert [ended.code for ended in (refused, made, again, done)] == [3, 0, 0, 0]
    assert "publish ledger init" in refused.err
    assert made.out == again.out == f"{Path(os.environ['XDG_STATE_HOME']) / 'publish' / 'ledger.db'}\n"
    assert (again.err, len(real.drafts)) == ("", 1)


def test_refused_ledger_makes_no_call(real: Desk) -> None:
    ledger = Path(real.run("ledger", "init").out.strip())
    whole = ledger.read_bytes()

    for spoiled in (b"", whole[:5000], b"notes" * 999, bytes(100) + whole[100:]):
        ledger.write_bytes(spoiled)
        for words in ([], ["--dry-run"]):
            ended = real.run("draft", NAME, *words)
            assert (ended.code, len(ended.err.strip().splitlines())) == (3, 1)
            assert str(ledger) in ended.err

    assert real.sandbox.control.calls() == []


def test_ledger_location_comes_from_the_settings(real: Desk) -> None:
    settings = real.folder / "publish.toml"
    settings.write_text(f'ledger = "own/ledger.db"\n{settings.read_text("utf-8")}', encoding="utf-8")

    ended = real.run("ledger", "init")

    assert ended.out == f"{real.folder / 'own' / 'ledger.db'}\n"
    assert "keep" in ended.err


def test_two_checkouts_share_their_deliveries(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.draft()
    other = desk.folder / "other"
    other.mkdir()
    for path in [*desk.folder.glob("*.*")]:
        shutil.copy(path, other)
    monkeypatch.chdir(other)

    assert desk.draft("--dry-run", "--json").out.count('"act": "unchanged"') == 1


# --- what goes wrong on the way -----------------------------------------------------------------

AFTER = ["reset", "cut", "broken-json", "not-json", "empty", "empty-object", "status", "errcode", "hang", "drip"]


@family("kind", AFTER, ["reset", "broken-json", "empty-object", "status", "hang"])
def test_draft_with_lost_response_is_found_and_not_duplicated(desk: Desk, kind: str) -> None:
    desk.sandbox.control.fail("draft/add", kind, when="after", seconds=2)

    ended = desk.draft()

    assert (ended.code, len(desk.drafts)) == (0, 1)
    assert "found again" in ended.err


@pytest.mark.parametrize("kind", ["reset", "status", "errcode"])
def test_draft_that_never_arrived_stays_uncertain_until_confirmed(desk: Desk, kind: str) -> None:
    desk.sandbox.control.fail("draft/add", kind, when="before")

    lost = desk.draft()
    again = desk.draft()
    assert ([lost.code, again.code], desk.calls.count("draft/add"), desk.drafts) == ([5, 5], 1, [])
    assert "--anew" in again.err

    decided = desk.draft("--anew")
    assert (decided.code, len(desk.drafts)) == (0, 1)


def test_late_draft_is_found_by_a_later_run(desk: Desk) -> None:
    desk.sandbox.control.fail("draft/add", "reset", when="late", late_seconds=60)
    assert desk.draft().code == 5
    desk.sandbox.control.advance(61)

    ended = desk.draft()

    assert (ended.code, len(desk.drafts)) == (0, 1)


OTHER_CALLS = ["stable_token", "media/uploadimg", "material/add_material", "draft/get"]
FAULTS = list(product(OTHER_CALLS, ["reset", "cut", "status", "errcode"], ["before", "after"]))


@family("fault", FAULTS, FAULTS[::3], "-".join)
def test_fault_of_another_call_does_not_duplicate_the_draft(desk: Desk, fault: tuple[str, str, str]) -> None:
    endpoint, kind, when = fault
    desk.sandbox.control.fail(endpoint, kind, when=when, times=2)

    codes = [desk.draft().code for _ in range(3)]

    assert (codes[-1], len(desk.drafts)) == (0, 1)


UPDATES = list(product(["reset", "cut", "status", "errcode", "hang"], ["before", "after"]))


@family("fault", UPDATES, UPDATES[::3], "-".join)
def test_update_with_lost_response_is_repeated(desk: Desk, fault: tuple[str, str]) -> None:
    kind, when = fault
    desk.draft()
    desk.edit()
    desk.sandbox.control.fail("draft/update", kind, when=when, times=2, seconds=2)

    codes = [desk.draft().code for _ in range(2)]

    [draft] = desk.drafts
    assert (codes[-1], "新的要点" in json.dumps(draft, ensure_ascii=False)) == (0, True)


def test_draft_deleted_in_the_console_is_reported_and_not_added_again(desk: Desk) -> None:
    media_id = desk.draft().out.strip()
    desk.sandbox.control.delete(f"drafts/{media_id}")
    desk.edit()

    told = desk.draft()
    assert (told.code, desk.drafts) == (5, [])
    assert "no longer in the draft box" in told.err

    assert (desk.draft("--anew").code, len(desk.drafts)) == (0, 1)


def test_draft_published_in_the_console_is_reported_with_its_url(desk: Desk) -> None:
    desk.sandbox.control.post("settings", publish_delay=0)
    media_id = desk.draft().out.strip()
    desk.sandbox.control.post(f"drafts/{media_id}/publish")
    desk.edit()

    told = desk.draft()

    assert told.code == 5
    assert "was published by hand: https://mp.weixin.qq.com/s/" in told.err


def test_draft_edited_in_the_console_is_kept_until_overwrite(desk: Desk) -> None:
    media_id = desk.draft().out.strip()
    desk.sandbox.control.post(f"drafts/{media_id}", content="<p>改过</p>")
    desk.edit()

    told = desk.draft()
    assert (told.code, "--overwrite" in told.err) == (5, True)

    assert desk.draft("--overwrite").code == 0


def test_restarted_sandbox_is_reported_and_filled_again(desk: Desk) -> None:
    desk.draft()
    desk.sandbox.control.post("reset")
    desk.edit()

    gone, anew, mended = desk.draft(), desk.draft("--anew"), desk.draft("--json")

    assert [gone.code, anew.code, mended.code] == [5, 3, 0]
    assert "pictures WeChat kept" in anew.err  # uploaded to the one before, and so another account's
    said = json.loads(mended.out)
    assert (said["act"], said["problems"], len(desk.drafts)) == ("updated", [], 1)


def test_draft_reports_changes_made_by_the_platform(desk: Desk) -> None:
    desk.sandbox.control.post("settings", external_links="strip", max_title_chars=64)
    media_id = desk.draft("--quiet").out.strip()
    with closing(sqlite3.connect(Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db")) as connection:
        connection.execute("UPDATE delivery SET kept = ''")
        connection.commit()
    desk.sandbox.control.post(f"drafts/{media_id}", content="<p>别的</p>", title="别的")

    ended = desk.draft("--json")

    said = json.loads(ended.out)
    assert (ended.code, said["act"]) == (3, "read")
    named = [problem["rule"] for problem in said["problems"]]
    assert named == ["draft-title", "draft-text", "draft-pictures", "draft-link"]


# --- secrets ------------------------------------------------------------------------------------


def test_secrets_are_never_printed_or_stored_on_errors(real: Desk) -> None:
    real.run("ledger", "init")
    said = ""
    for endpoint, kind in [("stable_token", "not-json"), ("draft/add", "reset"), ("draft/batchget", "cut")]:
        real.sandbox.control.fail(endpoint, kind, when="after")
        said += "".join(map(str, real.run("draft", NAME)))
    state = Path(os.environ["XDG_STATE_HOME"])
    written = b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file() and "token" not in str(path))
    token = real.sandbox.ask("stable_token", body=_ask_for_token())["access_token"]

    assert len(real.drafts) == 1
    for secret in (SECRET, token):
        assert secret not in said
        assert secret.encode() not in written


def _ask_for_token() -> dict[str, str]:
    return {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}
