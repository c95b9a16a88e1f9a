"""`publish stats` and `publish comments`, as a person runs them, against a sandbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NoReturn

import pytest

from publish.adapters.system.host import SystemClock
from publish.cli.ledger_access import AccountLedger
from publish.core.exceptions import BusyError
from publish.core.problem import Problem
from tests.cli.cli_runner import APPID, ISSUE, NAME, CliHarness, Ended
from tests.command_line import read_result
from tests.sandbox.server import VERIFIED

CHINA = timezone(timedelta(hours=8))
DAY = 86_400
EXPIRED = 42001
Wait = Callable[[float], None]


@pytest.fixture
def wait(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Begin at noon in China, and return a function that lets days pass, here and on the platform."""
    start = harness.sandbox.control.post("clock", stopped=True)["now"]
    noon = datetime.fromtimestamp(start, CHINA).replace(hour=12, minute=0, second=0, microsecond=0)
    passed = [noon.timestamp() - start]

    def wait_days(days: float) -> None:
        passed[0] += days * DAY
        harness.sandbox.control.advance(days * DAY)

    harness.sandbox.control.advance(passed[0])
    monkeypatch.setattr(SystemClock, "now", lambda _: datetime.fromtimestamp(start + passed[0], UTC))
    harness.sandbox.control.post("settings", publish_delay=0)
    return wait_days


def publish(harness: CliHarness, *words: str) -> dict[str, Any]:
    """Publish the issue, and return its article in the sandbox."""
    assert harness.draft().code == 0
    assert harness.release(*words).code == 0
    [article] = harness.sandbox.control.get("articles")
    return dict(article)


def set_numbers(harness: CliHarness, article: dict[str, Any], **numbers: float) -> None:
    harness.sandbox.control.post(f"articles/{article['msgid']}/numbers", days={article["day"]: numbers})


def stats(harness: CliHarness, *words: str) -> Ended:
    return harness.run("stats", *words, "--account", harness.account)


def comments(harness: CliHarness, *words: str) -> Ended:
    return harness.run("comments", NAME, "--account", harness.account, *words)


def asked(harness: CliHarness) -> int:
    """Return how often the statistics were asked for with a token that had not expired."""
    calls = harness.sandbox.control.calls("datacube/getarticletotaldetail")
    return sum(call["errcode"] != EXPIRED for call in calls)


def test_stats_show_the_newest_issues_in_a_table(harness: CliHarness, wait: Wait) -> None:
    article = publish(harness)
    numbers = {"read_user": 123, "share_user": 9, "like_user": 8, "zaikan_user": 7, "comment_count": 6}
    set_numbers(harness, article, **numbers, read_finish_rate=0.41)
    wait(1)

    ended = stats(harness)

    heads, row = ended.out.splitlines()
    assert heads.split() == [
        "Issue",
        "Published",
        "Title",
        "Reads",
        "Shares",
        "Likes",
        "Hearts",
        "Comments",
        "Finished",
    ]
    assert row.split() == [NAME, article["day"], "简报", f"({NAME})", "123", "9", "8", "7", "6", "41%"]
    assert (ended.code, ended.err) == (0, "")


def test_stats_show_each_day_of_an_issue(harness: CliHarness, wait: Wait) -> None:
    article = publish(harness)
    set_numbers(harness, article, read_user=100)
    wait(2)

    ended = stats(harness, NAME)

    days = [line.split()[:3] for line in ended.out.splitlines()]
    after = (datetime.fromisoformat(article["day"]) + timedelta(days=1)).date().isoformat()
    assert days[1:3] == [[article["day"], "+100", "100"], [after, "+0", "100"]]
    assert "readers came from: 公众号消息 60, 朋友圈 20, 聊天会话 10" in ended.out
    assert f"numbers to the end of {after}" in ended.err


def test_stats_are_described_as_json(harness: CliHarness, wait: Wait) -> None:
    article = publish(harness)
    set_numbers(harness, article, read_user=100)
    wait(1)

    [described] = read_result(stats(harness, "--json").out)["issues"]

    [counted] = described.pop("articles")
    assert described == {
        "issue": NAME,
        "title": f"简报 ({NAME})",
        "published": article["day"],
        "addresses": described["addresses"],
        "through": article["day"],
        "final": False,
    }
    assert counted["number"] == 1
    assert (counted["days"][0]["day"], counted["days"][0]["reads"]) == (article["day"], 100)


def test_stats_ask_once_a_day_and_no_more_when_final(harness: CliHarness, wait: Wait) -> None:
    publish(harness)
    counts = []
    for days in (0, 1, 0, 1, 40, 0, 50):
        wait(days)
        assert stats(harness).code == 0
        counts.append(asked(harness))

    assert counts == [0, 1, 1, 2, 3, 3, 3]
    assert "these numbers are final" in stats(harness, NAME).err


def test_stats_ask_for_yesterday_after_eight_in_china(harness: CliHarness, wait: Wait) -> None:
    publish(harness)
    wait(19.9 / 24)
    before = (stats(harness).out.splitlines()[1].split()[-6:], asked(harness))
    wait(0.2 / 24)

    after = stats(harness).out.splitlines()[1].split()[-6:], asked(harness)

    assert (before, after[1]) == ((["–"] * 6, 0), 1)
    assert "–" not in after[0]


def test_offline_stats_show_what_is_kept(harness: CliHarness, wait: Wait) -> None:
    set_numbers(harness, publish(harness), read_user=77)
    wait(1)
    assert "77" in stats(harness).out
    wait(1)
    calls = len(harness.sandbox.control.calls())

    ended = stats(harness, "--offline")

    assert "77" in ended.out
    assert len(harness.sandbox.control.calls()) == calls


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_stats_of_an_unused_account_are_empty(harness: CliHarness, words: tuple[str, ...]) -> None:
    ended = stats(harness, *words)

    assert (ended.code, read_result(ended.out) if words else ended.out) == (
        0,
        {"issues": []} if words else "there are no numbers yet\n",
    )
    assert asked(harness) == 0


def test_stats_of_an_issue_that_is_not_published_are_refused(harness: CliHarness) -> None:
    harness.draft()

    ended = stats(harness, NAME)

    assert ended.code == 3
    assert f"{NAME} is not published" in ended.err


@pytest.mark.usefixtures("wait")
def test_stats_of_an_issue_of_today_are_empty(harness: CliHarness) -> None:
    publish(harness)

    ended = stats(harness, NAME)

    assert (ended.out, ended.err, asked(harness)) == ("there are no numbers yet\n", "", 0)


# --- refusals -----------------------------------------------------------------------------------


def test_account_without_the_right_is_told_so_in_one_line(harness: CliHarness, wait: Wait) -> None:
    publish(harness)
    wait(1)
    harness.sandbox.control.post("accounts", appid=VERIFIED, profile="personal")

    ended = stats(harness)

    assert (ended.code, len(ended.out.splitlines()), asked(harness)) == (0, 2, 1)
    assert len(ended.err.splitlines()) == 1
    assert "may not read numbers and comments" in ended.err


def test_refused_questions_wait_for_no_other_run(
    harness: CliHarness, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(harness)
    wait(1)
    harness.sandbox.control.post("accounts", appid=VERIFIED, profile="personal")

    def refuse(_: AccountLedger) -> NoReturn:
        raise BusyError(Problem("account-busy", {"appid": VERIFIED}))

    monkeypatch.setattr(AccountLedger, "lock", refuse)

    assert stats(harness).code == 0


def test_platform_that_does_not_answer_fails_the_command_and_shows_what_is_kept(
    harness: CliHarness, wait: Wait
) -> None:
    set_numbers(harness, publish(harness), read_user=77)
    wait(1)
    stats(harness)
    wait(1)
    harness.sandbox.control.fail("datacube/*", "status", times=0)

    ended = stats(harness)

    assert (ended.code != 0, "77" in ended.out, len(ended.err.splitlines())) == (True, True, 1)


# --- addresses ----------------------------------------------------------------------------------


def test_address_of_a_mass_send_is_found_and_recorded(real: CliHarness, wait: Wait) -> None:
    real.account = "main"
    assert real.run("ledger", "init", "--account", "main").code == 0
    article = publish(real, "--mass")
    assert real.written == {}
    wait(1)

    ended = stats(real)

    address = real.written[NAME]["url"]
    assert address.startswith("https://mp.weixin.qq.com/s?__biz=")
    assert f"mid={article['msgid'][:-2]}&idx=1" in address
    assert "chksm" not in address
    assert ended.err == f"“简报 ({NAME})” was found at {address}, which publications.json has now\n"
    assert read_result(real.run("status", "--account", "main", "--json").out)["issues"][0]["addresses"] == [address]
    assert stats(real).err == ""


def test_address_in_the_sandbox_is_kept_in_the_ledger_alone(harness: CliHarness, wait: Wait) -> None:
    publish(harness, "--mass")
    wait(1)

    ended, quiet = stats(harness, "--quiet"), harness.run("status", "--account", harness.account, "--json")

    assert (ended.err, harness.written) == ("", {})
    assert read_result(quiet.out)["issues"][0]["addresses"]


def test_address_that_the_statistics_do_not_name_stays_unknown(harness: CliHarness, wait: Wait) -> None:
    harness.sandbox.control.post("settings", named_statistics=False)
    set_numbers(harness, publish(harness, "--mass"), read_user=55)
    wait(1)

    ended = stats(harness)

    assert "55" in ended.out  # its id alone is known
    assert ended.err == ""


def test_issue_of_which_neither_id_nor_title_is_known_has_no_numbers(harness: CliHarness, wait: Wait) -> None:
    harness.sandbox.control.post("settings", named_statistics=False)
    publish(harness)
    wait(1)

    assert stats(harness).out.splitlines()[1].split()[-6:] == ["–"] * 6


# --- comments -----------------------------------------------------------------------------------


def write(harness: CliHarness, article: dict[str, Any], content: str, **more: Any) -> None:
    harness.sandbox.control.post("comments", appid=article["appid"], msgid=article["msgid"], content=content, **more)


@pytest.mark.usefixtures("wait")
def test_comments_are_listed_with_author_time_and_reply(harness: CliHarness) -> None:
    harness.sandbox.control.post("settings", msg_data_id=True)
    article = publish(harness)
    write(harness, article, "很好\n下期见", openid="oABC", chosen=True, reply="谢谢")
    write(harness, article, "一般")
    now = SystemClock().now().astimezone(CHINA)

    ended = comments(harness)

    assert ended.out.splitlines() == [
        f"{now:%Y-%m-%d %H:%M} · oABC · chosen",
        "  很好 下期见",
        "  ↳ 谢谢",
        f"{now:%Y-%m-%d %H:%M}",
        "  一般",
    ]
    assert (ended.code, ended.err) == (0, "2 comments\n")


@pytest.mark.usefixtures("wait")
def test_comments_are_described_as_json(harness: CliHarness) -> None:
    harness.sandbox.control.post("settings", msg_data_id=True)
    write(harness, publish(harness), "很好", openid="oABC")

    [comment] = read_result(comments(harness, "--json").out)["comments"]

    at = datetime.fromisoformat(comment.pop("at"))
    assert at == SystemClock().now()
    assert comment == {
        "article": 1, "id": "1", "author": "oABC", "text": "很好", "chosen": False, "reply": "",
    }  # fmt: skip


HOSTILE = "a\x1b[31mb\x07c\x9b2Jd\x7fe\u202ef\x00g"


@pytest.mark.usefixtures("wait")
@pytest.mark.parametrize("words", [(), ("--json",)])
def test_comments_command_no_terminal(harness: CliHarness, words: tuple[str, ...]) -> None:
    harness.sandbox.control.post("settings", msg_data_id=True)
    write(harness, publish(harness), HOSTILE, openid=HOSTILE, reply=HOSTILE)

    out = comments(harness, *words).out

    assert set(HOSTILE) & set(out) == set("a[31mbc2Jdefg")
    assert not words or read_result(out)["comments"][0]["text"] == HOSTILE


@pytest.mark.usefixtures("wait")
def test_comments_are_read_page_by_page(harness: CliHarness) -> None:
    harness.sandbox.control.post("settings", msg_data_id=True)
    article = publish(harness)
    for number in range(50):
        write(harness, article, f"{number}")

    found = read_result(comments(harness, "--json", "--quiet").out)["comments"]

    assert [comment["text"] for comment in found] == [str(number) for number in range(50)]
    assert len(harness.sandbox.control.calls("comment/list")) == 2


def test_comments_find_the_message_in_the_statistics(harness: CliHarness, wait: Wait) -> None:
    write(harness, publish(harness), "很好")
    early = comments(harness)
    wait(1)

    late = comments(harness)

    assert (early.code, late.code) == (3, 0)
    assert "did not tell its id" in early.err
    assert "很好" in late.out


def test_comments_of_an_issue_that_is_not_published_are_refused(harness: CliHarness) -> None:
    assert (comments(harness).code, "is not published" in comments(harness).err) == (3, True)


@pytest.mark.usefixtures("wait")
@pytest.mark.parametrize(
    ("account", "said"),
    [({"comments": False}, "has no right to comments"), ({"profile": "personal"}, "may not read numbers and comments")],
)
def test_account_without_the_right_to_comments_is_told_so(
    harness: CliHarness, account: dict[str, Any], said: str
) -> None:
    harness.sandbox.control.post("settings", msg_data_id=True)
    publish(harness)
    harness.sandbox.control.post("accounts", appid=VERIFIED, **account)

    ended = comments(harness)

    assert (ended.code, len(ended.err.splitlines()), said in ended.err) == (4, 1, True)
    assert APPID not in ended.err


def test_comments_end_at_a_limit(harness: CliHarness, wait: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.cli.commands.comments.MAX_COMMENTS", 49)
    article = publish(harness)
    for number in range(50):
        write(harness, article, f"{number}")
    wait(1)

    ended = comments(harness, "--quiet")

    assert (len(ended.out.splitlines()), ended.err) == (2 * 49, "")


def test_articles_of_one_message_are_shown_each(harness: CliHarness, wait: Wait) -> None:
    settings = harness.folder / "publish.toml"
    settings.write_text(f'fit = "strict"\n{settings.read_text("utf-8")}', encoding="utf-8")
    entry = "- [消息{0} | 某站](https://mp.weixin.qq.com/s/{0})\n摘要：" + "要点在此。" * 60
    sections = [f"## 第{part}节\n\n" + "\n\n".join(entry.format(f"{part}a{n}") for n in range(30)) for part in (1, 2)]
    harness.issue.write_text("\n\n".join([ISSUE.replace("本期1条", "本期61条"), *sections]), encoding="utf-8")
    harness.sandbox.control.post("settings", msg_data_id=True)
    assert harness.draft().code == 0
    assert harness.release().code == 0
    first, second = harness.sandbox.control.get("articles")
    set_numbers(harness, first, read_user=50)
    set_numbers(harness, second, read_user=20)
    write(harness, second, "读完了")
    wait(1)

    ended = stats(harness, NAME)

    lines = ended.out.splitlines()
    assert [line for line in lines if line.startswith("article")] == [
        f"article {number}: 简报 ({NAME})" for number in (1, 2)
    ]
    assert [line.split()[2] for line in lines if line.startswith(first["day"])] == ["50", "20"]
    assert "· article 2" in comments(harness).out


def test_article_that_went_out_with_an_issue_is_found_by_its_own_name(harness: CliHarness, wait: Wait) -> None:
    (harness.folder / "extra.md").write_text("# 又一篇\n\n正文在此，说的是另一件事。\n", encoding="utf-8")
    harness.sandbox.control.post("settings", msg_data_id=True)
    assert harness.draft("extra.md").code == 0
    assert harness.release().code == 0
    _, extra = harness.sandbox.control.get("articles")
    set_numbers(harness, extra, read_user=20)
    write(harness, extra, "读完了")
    wait(1)

    ended = stats(harness, "extra.md")
    [described] = read_result(stats(harness, "extra.md", "--json").out)["issues"]

    lines = ended.out.splitlines()
    assert [line for line in lines if line.startswith("article")] == [f"article 1: 简报 ({NAME})", "article 2: 又一篇"]
    assert lines[lines.index("article 2: 又一篇") + 2].split()[2] == "20"
    assert [article["title"] for article in described["articles"]] == [f"简报 ({NAME})", "又一篇"]
    assert "· article 2: 又一篇" in harness.run("comments", "extra.md", "--account", harness.account).out
