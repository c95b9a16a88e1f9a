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

from publish.adapters.storage.build_folder import load_kept_articles
from publish.adapters.storage.private_files import hold_account
from publish.cli import build_issue as article
from publish.core.exceptions import TimeLimitExceededError
from tests.cli.cli_runner import APPID, ISSUE, NAME, SECRET, CliHarness
from tests.command_line import read_result
from tests.harness.families import family
from tests.pictures import animate, draw
from tests.sandbox.server import VERIFIED

# --- the happy way ------------------------------------------------------------------------------


def test_draft_is_added_with_the_sandbox_alone(harness: CliHarness) -> None:
    result = harness.draft()

    assert (result.code, len(harness.drafts)) == (0, 1)
    assert harness.calls == [
        *["draft/batchget", "freepublish/batchget"],
        *["media/uploadimg", "material/add_material", "draft/add", "draft/get"],
    ]
    assert result.out.strip() in json.dumps(harness.drafts)
    assert f"draft added: 简报 (2020-06-17) — look at it in the draft box of {harness.sandbox.url}" in result.err


def test_unchanged_issue_makes_no_call(harness: CliHarness) -> None:
    first = harness.draft()
    before = harness.sandbox.control.calls()

    again = harness.draft()

    assert (again.code, again.out) == (0, first.out)
    assert harness.sandbox.control.calls() == before


def test_draft_leaves_what_was_read_back_beside_the_built_article(harness: CliHarness) -> None:
    folder = Path("build", "2020-06-17")
    harness.draft()
    assert not folder.exists()
    folder.mkdir(parents=True)
    harness.edit()

    harness.draft()

    [kept] = load_kept_articles(folder)
    assert "<p" in kept
    assert json.dumps(kept, ensure_ascii=False)[1:-1] in json.dumps(harness.drafts, ensure_ascii=False)


def test_draft_is_told_where_its_preview_cannot_be_written(harness: CliHarness) -> None:
    folder = Path("build", "2020-06-17", "article.kept.html")
    folder.mkdir(parents=True)

    result = harness.draft()

    assert (result.code, result.out.strip()) == (0, harness.drafts[0]["key"])
    assert "article.kept.html" in result.err


def test_edited_issue_updates_its_draft(harness: CliHarness) -> None:
    first = harness.draft()
    harness.edit()

    second = harness.draft("--json")

    output = read_result(second.out)
    assert (output["action"], output["media_id"]) == ("updated", first.out.strip())
    assert json.loads(second.out)["problems"] == []
    assert len(harness.drafts) == 1


def test_quiet_draft_prints_only_the_media_id(harness: CliHarness) -> None:
    result = harness.draft("--quiet")

    assert (result.code, result.err, len(result.out.splitlines())) == (0, "", 1)


@pytest.mark.parametrize("words", [[], ["--json"], ["--quiet"]], ids=" ".join)
def test_dry_run_prints_the_draft_and_makes_no_call(harness: CliHarness, words: list[str]) -> None:
    result = harness.draft("--dry-run", *words)

    assert (result.code, harness.sandbox.control.calls(), "简报 (2020-06-17)" in result.out) == (0, [], True)
    assert not list(Path(os.environ["XDG_STATE_HOME"]).rglob("*.db"))


def test_dry_run_omits_uploaded_pictures(harness: CliHarness) -> None:
    harness.draft()

    result = harness.draft("--dry-run", "--json")

    output = read_result(result.out)
    assert (output["action"], output["uploads"], output["dry_run"]) == ("unchanged", [], True)


def test_dry_run_works_for_account_missing_in_the_sandbox_ledger(
    harness: CliHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.draft()
    monkeypatch.setenv("WECHAT_APPID", "wx0000000000000002")
    ledger = (Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db").read_bytes()

    foreseen = read_result(harness.draft("--dry-run", "--json").out)
    rehearsed, state = harness.run("run", "--account", "sandbox", "--dry-run"), harness.state

    assert (foreseen["action"], foreseen["uploads"] != []) == ("added", True)
    assert (rehearsed.code, "would be held" in rehearsed.out, state) == (0, True, "planned")
    assert (Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db").read_bytes() == ledger
    assert read_result(harness.draft("--json").out)["action"] == "added"


@pytest.mark.parametrize("words", [[], ["--anew"]])
def test_dry_run_predicts_new_draft_of_published_issue_only_with_anew(harness: CliHarness, words: list[str]) -> None:
    harness.release("--url", "https://mp.weixin.qq.com/s/abc")

    foreseen = harness.draft("--dry-run", *words)
    done = harness.draft(*words)

    assert (foreseen.code, foreseen.out.startswith("would add a draft") is bool(words)) == (0, True)
    assert (done.code, len(harness.drafts)) == ((0, 1) if words else (5, 0))


def test_dry_run_requires_the_same_ledger(real: CliHarness) -> None:
    for command in (["draft", NAME], ["run"]):
        foreseen, done = real.run(*command, "--dry-run"), real.run(*command)

        assert (foreseen.code, foreseen.out, foreseen.err) == (done.code, "", done.err)
        assert "publish ledger init" in foreseen.err


def test_draft_opens_comments_as_the_issue_sets(harness: CliHarness) -> None:
    harness.issue.write_text(f"---\ncomments: 粉丝\n---\n{ISSUE}", encoding="utf-8")

    harness.draft()

    [call] = harness.sandbox.control.calls("draft/add")
    [article] = json.loads(call["body"])["articles"]
    assert (article["need_open_comment"], article["only_fans_can_comment"]) == (1, 1)


def test_draft_of_generated_content_reminds_of_the_consoles_own_step(harness: CliHarness) -> None:
    assert "创作来源" not in harness.draft().err
    harness.issue.write_text(f"---\nai: text\n---\n{ISSUE}", encoding="utf-8")

    result = harness.draft()

    assert "choose 创作来源 → 内容由 AI 生成" in result.err.splitlines()[-1]
    assert "本文文字由 AI 生成" in json.dumps(harness.drafts, ensure_ascii=False)


def test_too_long_issue_becomes_one_draft_of_two_articles(harness: CliHarness) -> None:
    harness.sandbox.control.post("settings", content_limit="documented")
    long = "".join(f"- [消息{n} | 某站](https://mp.weixin.qq.com/s/{n})\n摘要：{'要点。' * 75}\n" for n in range(40))
    harness.issue.write_text(f"# 简报 (2020-06-17)\n\n## 新闻\n\n{long}\n## 论文\n\n{long}", encoding="utf-8")

    result = harness.draft("--json")

    titles = [article["title"] for article in read_result(result.out)["articles"]]
    assert (result.code, len(harness.drafts), titles) == (0, 1, ["简报 (2020-06-17)", "简报 (2020-06-17)（续）"])


# --- many pictures ------------------------------------------------------------------------------


def show_many(harness: CliHarness, count: int) -> None:
    names = [f"{number}.png" for number in range(count)]
    for number, name in enumerate(names):
        (harness.folder / name).write_bytes(draw("PNG", (40 + number, 40)))
    harness.issue.write_text(ISSUE + "".join(f"\n![图]({name})\n" for name in (*names, *names)), encoding="utf-8")


def test_every_picture_is_uploaded_once_and_placed(harness: CliHarness) -> None:
    show_many(harness, 9)

    result = harness.draft()

    calls = harness.sandbox.control.calls("media/uploadimg")
    content = harness.drafts[0]["articles"][0]["content"]
    shown = re.findall(r"/sz_mmbiz_png/([\w-]+)/", content)
    assert (result.code, len(calls), len(harness.drafts)) == (0, 10, 1)  # and the QR picture
    assert shown[:9] == shown[9:18]
    assert len(set(shown[:9])) == 9
    state = harness.sandbox.control.get("state")["counters"]
    assert state[f"{VERIFIED}/media/uploadimg/day"] == 10


def test_token_expired_during_parallel_uploads_is_renewed_once(harness: CliHarness) -> None:
    show_many(harness, 9)
    harness.run("doctor", "--account", "sandbox")
    harness.sandbox.control.fail("media/uploadimg", "intruder")

    result = harness.draft()

    uploads = harness.sandbox.control.calls("media/uploadimg")
    rejected = [call for call in uploads if call["errcode"] == 40001]
    assert (result.code, len(harness.drafts)) == (0, 1)
    assert (len(uploads) - len(rejected), len(rejected) in range(1, 5)) == (10, True)
    # The doctor's, and for all that were rejected one.
    assert len(harness.sandbox.control.calls("stable_token")) == 2


def test_refused_pictures_stop_the_draft_and_keep_finished_uploads(harness: CliHarness) -> None:
    show_many(harness, 9)
    harness.sandbox.control.fail("media/uploadimg", "errcode", code=45009, nth=3, times=0)

    refused = harness.draft()
    arrived = [call for call in harness.sandbox.control.calls("media/uploadimg") if call["errcode"] == 0]
    harness.sandbox.control.delete("faults")
    result = harness.draft()

    assert (refused.code, len(arrived), harness.calls.count("draft/add")) == (4, 2, 1)
    again = [call for call in harness.sandbox.control.calls("media/uploadimg") if call["errcode"] == 0]
    assert (result.code, len(again)) == (0, 10)


# --- pictures that move, and titles that are long -----------------------------------------------


def show_moving(harness: CliHarness, *names: str) -> None:
    shown = "".join(f"\n![动图]({name})\n" for name in names)
    harness.issue.write_text(ISSUE + shown, encoding="utf-8")


def test_animated_picture_is_uploaded_once(harness: CliHarness) -> None:
    (harness.folder / "t.gif").write_bytes(animate("GIF", 3))
    show_moving(harness, "t.gif")

    result = harness.draft()
    again = harness.draft()
    harness.edit()
    show_moving(harness, "t.gif", "t.gif")
    updated = harness.draft()

    assert (result.code, again.code, updated.code, result.err.count("moves")) == (0, 0, 0, 0)
    [draft] = harness.drafts
    assert draft["articles"][0]["content"].count("/sz_mmbiz_gif/") == 2
    assert len(harness.sandbox.control.calls("material/add_material")) == 2  # the cover, and the picture once
    assert len(harness.sandbox.control.calls("material/get_materialcount")) == 1


def test_too_large_animation_becomes_still_and_is_reported_with_its_line(harness: CliHarness) -> None:
    (harness.folder / "t.gif").write_bytes(animate("GIF", 2, (2100, 2100)))
    show_moving(harness, "t.gif")

    result = harness.draft()

    line = len(ISSUE.splitlines()) + 2
    assert (result.code, f"2020-06-17.md:{line}: " in result.err) == (0, True)
    assert "only its first frame is shown" in result.err
    assert "sz_mmbiz_gif" not in harness.drafts[0]["articles"][0]["content"]


def test_full_library_stops_the_draft_before_anything_is_sent(harness: CliHarness) -> None:
    (harness.folder / "t.gif").write_bytes(animate("GIF", 3))
    show_moving(harness, "t.gif")
    harness.sandbox.control.fail("material/get_materialcount", "errcode", code=48001)  # who cannot ask, tries
    harness.sandbox.control.post("settings", library_limit=1)

    assert (harness.draft().code, harness.drafts) == (4, [])


@pytest.mark.parametrize("kind", ["reset", "empty-object", "errcode", "status"])
@pytest.mark.parametrize("nth", [1, 2], ids=["the picture", "the cover"])
def test_lost_library_response_leaves_one_draft_with_the_picture(harness: CliHarness, kind: str, nth: int) -> None:
    (harness.folder / "t.gif").write_bytes(animate("GIF", 3))
    show_moving(harness, "t.gif")
    harness.sandbox.control.fail("material/add_material", kind, when="after", nth=nth)

    result, again = harness.draft(), harness.draft()

    assert (result.code, again.code, len(harness.drafts)) == (0, 0, 1)
    assert harness.drafts[0]["articles"][0]["content"].count("/sz_mmbiz_gif/") == 1
    assert len(harness.sandbox.control.calls("material/add_material")) == 3  # the one that was lost, and two


LONG = "嵌入式简报 (2020-06-17)：芯片降价，模型变小，端侧推理更快，工具链合并，社区活动"


def test_long_title_is_sent_whole_with_a_warning(harness: CliHarness) -> None:
    harness.issue.write_text(ISSUE.replace("简报 (2020-06-17)", LONG), encoding="utf-8")

    result = harness.draft()

    assert (result.code, harness.drafts[0]["articles"][0]["title"]) == (0, LONG)
    assert "2020-06-17.md:1: N21 the title has 46 characters; WeChat documents 32" in result.err


def test_refused_long_title_is_shortened_resent_and_reported(harness: CliHarness) -> None:
    harness.sandbox.control.post("settings", max_title_chars=32)
    harness.issue.write_text(ISSUE.replace("简报 (2020-06-17)", LONG), encoding="utf-8")

    result = harness.draft()

    short = "嵌入式简报 (2020-06-17)：芯片降价，模型变小"
    assert (result.code, [draft["articles"][0]["title"] for draft in harness.drafts]) == (0, [short])
    assert f"it went out as “{short}”" in result.err
    assert [call["errcode"] for call in harness.sandbox.control.calls("draft/add")] == [45003, 0]


# --- what is refused ----------------------------------------------------------------------------


def test_draft_without_account_explains_the_sandbox(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WECHAT_API")

    result = harness.run("draft", NAME)

    assert result.code == 3
    assert "publish sandbox" in result.err


def test_account_unknown_to_the_sandbox_is_explained(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_APPID", APPID)
    monkeypatch.setenv("WECHAT_SECRET", SECRET)

    without_ledger = harness.run("draft", NAME)
    harness.run("ledger", "init")
    unknown = harness.run("draft", NAME)

    assert (without_ledger.code, unknown.code, harness.drafts) == (3, 4, [])
    for result in (without_ledger.err, unknown.err):
        assert "--account sandbox" in result
        assert "WECHAT_API" in result
    assert "compare it with" not in unknown.err


def test_draft_refuses_standard_input(harness: CliHarness) -> None:
    result = harness.run("draft", "-")

    assert (result.code, harness.calls) == (3, [])
    assert "needs a file" in result.err


def test_issue_with_an_error_is_not_sent(harness: CliHarness) -> None:
    harness.issue.write_text(ISSUE.replace("本期1条", "本期2条") + "\n![图](lost.png)\n", encoding="utf-8")

    result = harness.draft()

    assert (result.code, harness.calls) == (3, [])
    assert "nothing was sent: the last 2 things above must be mended first" in result.err


def test_scaffolded_issue_is_not_sent(harness: CliHarness) -> None:
    harness.run("new", "2020-07-02")
    begun = next(path for path in harness.folder.rglob("2020-07-02.md"))

    result = harness.run("draft", str(begun), "--account", "sandbox")

    assert (result.code, harness.calls) == (3, [])
    assert "no section holds anything yet" in result.err


def test_issue_whose_build_times_out_is_not_sent(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object) -> NoReturn:
        raise TimeLimitExceededError(7)

    monkeypatch.setattr(article, "build_article", run_out)

    result = harness.draft()

    assert (result.code, harness.calls) == (3, [])
    assert f"{NAME}.md:1: takes more than 7 seconds of processor time to build" in result.err


def test_draft_reports_missing_issue(harness: CliHarness) -> None:
    result = harness.run("draft", "2020-06-18", "--account", "sandbox")

    assert (result.code, harness.calls) == (3, [])
    assert NAME in result.err


def test_second_draft_exits_at_once(harness: CliHarness) -> None:
    ledger = Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db"

    with hold_account(ledger, "wx0000000000000001"):
        result = harness.draft()

    assert (result.code, harness.sandbox.control.calls()) == (75, [])
    assert "another run is at work" in result.err


# --- the ledger ---------------------------------------------------------------------------------


def test_real_account_requires_a_created_ledger(real: CliHarness) -> None:
    refused = real.run("draft", NAME)
    made = real.run("ledger", "init")
    again = real.run("ledger", "init", "--quiet")
    done = real.run("draft", NAME)

    assert [result.code for result in (refused, made, again, done)] == [3, 0, 0, 0]
    assert "publish ledger init" in refused.err
    assert made.out == again.out == f"{Path(os.environ['XDG_STATE_HOME']) / 'publish' / 'ledger.db'}\n"
    assert (again.err, len(real.drafts)) == ("", 1)


def test_refused_ledger_makes_no_call(real: CliHarness) -> None:
    ledger = Path(real.run("ledger", "init").out.strip())
    whole = ledger.read_bytes()

    for spoiled in (b"", whole[:5000], b"notes" * 999, bytes(100) + whole[100:]):
        ledger.write_bytes(spoiled)
        for words in ([], ["--dry-run"]):
            result = real.run("draft", NAME, *words)
            assert (result.code, len(result.err.strip().splitlines())) == (3, 1)
            assert str(ledger) in result.err

    assert real.sandbox.control.calls() == []


def test_ledger_location_comes_from_the_settings(real: CliHarness) -> None:
    settings = real.folder / "publish.toml"
    settings.write_text(f'ledger = "own/ledger.db"\n{settings.read_text("utf-8")}', encoding="utf-8")

    result = real.run("ledger", "init")

    assert result.out == f"{real.folder / 'own' / 'ledger.db'}\n"
    assert "keep" in result.err


def test_two_checkouts_share_their_deliveries(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    harness.draft()
    other = harness.folder / "other"
    other.mkdir()
    for path in [*harness.folder.glob("*.*")]:
        shutil.copy(path, other)
    monkeypatch.chdir(other)

    assert harness.draft("--dry-run", "--json").out.count('"action": "unchanged"') == 1


# --- what goes wrong on the way -----------------------------------------------------------------

AFTER = ["reset", "cut", "broken-json", "not-json", "empty", "empty-object", "status", "errcode", "hang", "drip"]


@family("kind", AFTER, ["reset", "broken-json", "empty-object", "status", "hang"])
def test_draft_with_lost_response_is_found_and_not_duplicated(harness: CliHarness, kind: str) -> None:
    harness.sandbox.control.fail("draft/add", kind, when="after", seconds=2)

    result = harness.draft()

    assert (result.code, len(harness.drafts)) == (0, 1)
    assert "found again" in result.err


@pytest.mark.parametrize("kind", ["reset", "status", "errcode"])
def test_draft_that_never_arrived_stays_uncertain_until_confirmed(harness: CliHarness, kind: str) -> None:
    harness.sandbox.control.fail("draft/add", kind, when="before")

    lost = harness.draft()
    again = harness.draft()
    assert ([lost.code, again.code], harness.calls.count("draft/add"), harness.drafts) == ([5, 5], 1, [])
    assert "--anew" in again.err

    decided = harness.draft("--anew")
    assert (decided.code, len(harness.drafts)) == (0, 1)


def test_late_draft_is_found_by_a_later_run(harness: CliHarness) -> None:
    harness.sandbox.control.fail("draft/add", "reset", when="late", late_seconds=60)
    assert harness.draft().code == 5
    harness.sandbox.control.advance(61)

    result = harness.draft()

    assert (result.code, len(harness.drafts)) == (0, 1)


OTHER_CALLS = ["stable_token", "media/uploadimg", "material/add_material", "draft/get"]
FAULTS = list(product(OTHER_CALLS, ["reset", "cut", "status", "errcode"], ["before", "after"]))


@family("fault", FAULTS, FAULTS[::3], "-".join)
def test_fault_of_another_call_does_not_duplicate_the_draft(harness: CliHarness, fault: tuple[str, str, str]) -> None:
    endpoint, kind, when = fault
    harness.sandbox.control.fail(endpoint, kind, when=when, times=2)

    codes = [harness.draft().code for _ in range(3)]

    assert (codes[-1], len(harness.drafts)) == (0, 1)


UPDATES = list(product(["reset", "cut", "status", "errcode", "hang"], ["before", "after"]))


@family("fault", UPDATES, UPDATES[::3], "-".join)
def test_update_with_lost_response_is_repeated(harness: CliHarness, fault: tuple[str, str]) -> None:
    kind, when = fault
    harness.draft()
    harness.edit()
    harness.sandbox.control.fail("draft/update", kind, when=when, times=2, seconds=2)

    codes = [harness.draft().code for _ in range(2)]

    [draft] = harness.drafts
    assert (codes[-1], "新的要点" in json.dumps(draft, ensure_ascii=False)) == (0, True)


def test_draft_deleted_in_the_console_is_reported_and_not_added_again(harness: CliHarness) -> None:
    media_id = harness.draft().out.strip()
    harness.sandbox.control.delete(f"drafts/{media_id}")
    harness.edit()

    result = harness.draft()
    assert (result.code, harness.drafts) == (5, [])
    assert "no longer in the draft box" in result.err

    assert (harness.draft("--anew").code, len(harness.drafts)) == (0, 1)


def test_draft_published_in_the_console_is_reported_with_its_url(harness: CliHarness) -> None:
    harness.sandbox.control.post("settings", publish_delay=0)
    media_id = harness.draft().out.strip()
    harness.sandbox.control.post(f"drafts/{media_id}/publish")
    harness.edit()

    result = harness.draft()

    assert result.code == 5
    assert "was published by hand: https://mp.weixin.qq.com/s/" in result.err


def test_draft_edited_in_the_console_is_kept_until_overwrite(harness: CliHarness) -> None:
    media_id = harness.draft().out.strip()
    harness.sandbox.control.post(f"drafts/{media_id}", content="<p>改过</p>")
    harness.edit()

    result = harness.draft()
    assert (result.code, "--overwrite" in result.err) == (5, True)

    assert harness.draft("--overwrite").code == 0


def test_restarted_sandbox_is_reported_and_filled_again(harness: CliHarness) -> None:
    harness.draft()
    harness.sandbox.control.post("reset")
    harness.edit()

    gone, anew, fixed = harness.draft(), harness.draft("--anew"), harness.draft("--json")

    assert [gone.code, anew.code, fixed.code] == [5, 3, 0]
    assert "picture WeChat kept" in anew.err  # uploaded to the one before, and so another account's
    reply = json.loads(fixed.out)
    assert (reply["result"]["action"], reply["problems"], len(harness.drafts)) == ("updated", [], 1)


def test_draft_reports_changes_made_by_the_platform(harness: CliHarness) -> None:
    harness.sandbox.control.post("settings", external_links="strip", max_title_chars=64)
    media_id = harness.draft("--quiet").out.strip()
    with closing(sqlite3.connect(Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db")) as connection:
        connection.execute("UPDATE delivery SET kept = ''")
        connection.commit()
    harness.sandbox.control.post(f"drafts/{media_id}", content="<p>别的</p>", title="别的")

    result = harness.draft("--json")

    reply = json.loads(result.out)
    assert (result.code, reply["result"]["action"], reply["error"]["kind"]) == (3, "read", "article")
    named = [problem["id"] for problem in reply["problems"]]
    assert named == ["draft-title", "draft-text", "draft-pictures", "draft-link"]


# --- secrets ------------------------------------------------------------------------------------


def test_secrets_are_never_printed_or_stored_on_errors(real: CliHarness) -> None:
    real.run("ledger", "init")
    output = ""
    for endpoint, kind in [("stable_token", "not-json"), ("draft/add", "reset"), ("draft/batchget", "cut")]:
        real.sandbox.control.fail(endpoint, kind, when="after")
        output += "".join(map(str, real.run("draft", NAME)))
    state = Path(os.environ["XDG_STATE_HOME"])
    written = b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file() and "token" not in str(path))
    token = real.sandbox.ask("stable_token", body=_ask_for_token())["access_token"]

    assert len(real.drafts) == 1
    for secret in (SECRET, token):
        assert secret not in output
        assert secret.encode() not in written


def _ask_for_token() -> dict[str, str]:
    return {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}
