from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.sandbox.articles import add_cover, add_draft, write_article
from tests.sandbox.server import RunningSandbox

CHINA = timezone(timedelta(hours=8))
DAY = 86_400


@pytest.fixture
def noon(sandbox: RunningSandbox) -> date:
    """Stop the sandbox at noon in China, and return the day."""
    now = datetime.fromtimestamp(sandbox.control.post("clock", stopped=True)["now"], UTC).astimezone(CHINA)
    at_noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    sandbox.control.advance((at_noon - now).total_seconds())
    return at_noon.date()


@pytest.fixture
def token(sandbox: RunningSandbox, noon: date) -> str:  # noqa: ARG001  # the way to noon may outlast a token
    """Return a token fetched at noon."""
    return sandbox.fetch_token()


def publish(sandbox: RunningSandbox, token: str, media_id: str | None = None) -> str:
    """Publish a draft, and return the msgid of its first article."""
    publish_id = sandbox.ask("freepublish/submit", token, {"media_id": media_id or add_draft(sandbox, token)})
    sandbox.control.advance(3)
    return f"{publish_id['publish_id']}_1"


def ask(sandbox: RunningSandbox, name: str, first: date, last: date | None = None) -> dict[str, Any]:
    body = {"begin_date": first.isoformat(), "end_date": (last or first).isoformat()}
    return sandbox.ask(f"datacube/{name}", sandbox.fetch_token(), body)


def set_numbers(sandbox: RunningSandbox, msgid: str, days: dict[date, dict[str, float]]) -> None:
    sandbox.control.post(f"articles/{msgid}/numbers", days={day.isoformat(): numbers for day, numbers in days.items()})


def test_details_are_running_totals_of_an_article(sandbox: RunningSandbox, token: str, noon: date) -> None:
    msgid = publish(sandbox, token)
    after = noon + timedelta(days=1)
    numbers: dict[date, dict[str, float]] = {
        noon: {"read_user": 100, "like_user": 3},
        after: {"read_user": 20, "read_finish_rate": 0.4},
    }
    set_numbers(sandbox, msgid, numbers)
    sandbox.control.advance(2 * DAY)

    answer = ask(sandbox, "getarticletotaldetail", noon)

    [item] = answer["list"]
    first, second = item.pop("detail_list")
    assert item == {
        "ref_date": noon.isoformat(),
        "msgid": msgid,
        "publish_type": 1,
        "title": "嵌入式简报",
        "content_url": item["content_url"],
    }
    assert f"mid={msgid[:-2]}&idx=1&" in item["content_url"]
    assert (first["stat_date"], second["stat_date"]) == (noon.isoformat(), after.isoformat())
    assert (first["read_user"], second["read_user"]) == (100, 120)
    assert (second["like_user"], second["read_finish_rate"]) == (3, 0.4)
    assert second["read_user_source"][:2] == [
        {"scene_desc": "全部", "user_count": 120},
        {"scene_desc": "公众号消息", "user_count": 72},
    ]
    assert answer["is_delay"] is False


def test_details_end_after_thirty_days(sandbox: RunningSandbox, token: str, noon: date) -> None:
    publish(sandbox, token)
    sandbox.control.advance(40 * DAY)

    [item] = ask(sandbox, "getarticletotaldetail", noon)["list"]

    days = [row["stat_date"] for row in item["detail_list"]]
    assert days == [(noon + timedelta(days=number)).isoformat() for number in range(30)]
    reads = [row["read_user"] for row in item["detail_list"]]
    assert reads == sorted(reads)
    assert reads[0] > 0


def test_details_count_the_articles_of_a_message_from_1(sandbox: RunningSandbox, token: str, noon: date) -> None:
    cover = add_cover(sandbox, token)
    articles = [write_article(cover, title=title) for title in ("甲", "乙")]
    msgid = publish(sandbox, token, sandbox.ask("draft/add", token, {"articles": articles})["media_id"])
    sandbox.control.advance(DAY)

    found = ask(sandbox, "getarticletotaldetail", noon)["list"]

    assert [(item["msgid"], item["title"]) for item in found] == [(msgid, "甲"), (f"{msgid[:-1]}2", "乙")]


def test_details_may_lack_title_and_address(sandbox: RunningSandbox, token: str, noon: date) -> None:
    publish(sandbox, token)
    sandbox.control.post("settings", named_statistics=False)
    sandbox.control.advance(DAY)

    [item] = ask(sandbox, "getarticletotaldetail", noon)["list"]

    assert item.keys() == {"ref_date", "msgid", "publish_type", "detail_list"}


def test_details_show_a_mass_send_as_notified(sandbox: RunningSandbox, token: str, noon: date) -> None:
    body = {"filter": {"is_to_all": True}, "msgtype": "mpnews", "mpnews": {"media_id": add_draft(sandbox, token)}}
    sent = sandbox.ask("message/mass/sendall", token, body)
    sandbox.control.advance(DAY)

    [item] = ask(sandbox, "getarticletotaldetail", noon)["list"]

    assert (item["msgid"], item["publish_type"]) == (f"{sent['msg_data_id']}_1", 0)


def test_deleted_article_has_no_details(sandbox: RunningSandbox, token: str, noon: date) -> None:
    msgid = publish(sandbox, token)
    article_id = sandbox.ask("freepublish/get", token, {"publish_id": msgid[:-2]})["article_id"]
    sandbox.ask("freepublish/delete", token, {"article_id": article_id})
    sandbox.control.advance(DAY)

    assert ask(sandbox, "getarticletotaldetail", noon)["list"] == []


@pytest.mark.parametrize(("late", "hours"), [(True, 24), (False, 19.5)])
def test_numbers_of_yesterday_may_be_late(
    sandbox: RunningSandbox, token: str, noon: date, late: bool, hours: float
) -> None:
    publish(sandbox, token)
    sandbox.control.post("settings", statistics_late=late)
    sandbox.control.advance(DAY + hours * 3600)

    details = ask(sandbox, "getarticletotaldetail", noon)
    summary = ask(sandbox, "getbizsummary", noon, noon + timedelta(days=1))

    assert [row["stat_date"] for row in details["list"][0]["detail_list"]] == [noon.isoformat()]
    assert [row["ref_date"] for row in summary["list"]] == [noon.isoformat()]
    assert (details["is_delay"], summary["is_delay"]) == (True, True)


def test_reads_and_shares_are_those_of_one_day(sandbox: RunningSandbox, token: str, noon: date) -> None:
    msgid, quiet = publish(sandbox, token), publish(sandbox, token)
    after = noon + timedelta(days=1)
    set_numbers(sandbox, msgid, {noon: {"read_user": 9, "share_user": 2}, after: {"read_user": 5}})
    set_numbers(sandbox, quiet, {})
    sandbox.control.advance(2 * DAY)

    reads, shares = ask(sandbox, "getarticleread", after), ask(sandbox, "getarticleshare", noon)

    assert [(item["msgid"], item["ref_date"]) for item in reads["list"]] == [(msgid, after.isoformat())]
    assert reads["list"][0]["detail"]["read_user"] == 5
    assert [(item["msgid"], item["detail"]) for item in shares["list"]] == [(msgid, {"share_user": 2})]
    assert ask(sandbox, "getarticleshare", after)["list"] == []


def test_summary_adds_up_all_articles(sandbox: RunningSandbox, token: str, noon: date) -> None:
    for reads in (7, 8):
        set_numbers(sandbox, publish(sandbox, token), {noon: {"read_user": reads, "zaikan_user": 1}})
    sandbox.control.advance(2 * DAY)

    answer = ask(sandbox, "getbizsummary", noon, noon + timedelta(days=1))

    assert [(row["detail"]["read_user"], row["detail"]["zaikan_user"]) for row in answer["list"]] == [(15, 2), (0, 0)]


def test_comments_of_a_day_are_counted(sandbox: RunningSandbox, token: str, noon: date) -> None:
    msgid = publish(sandbox, token)
    [article] = sandbox.control.get("articles")
    sandbox.control.post("comments", appid=article["appid"], msgid=msgid, content="好")
    sandbox.control.advance(DAY)

    [item] = ask(sandbox, "getarticletotaldetail", noon)["list"]

    assert item["detail_list"][0]["comment_count"] == 1


def test_quota_of_the_statistics_is_asked_for_by_their_path(sandbox: RunningSandbox, token: str, noon: date) -> None:
    ask(sandbox, "getbizsummary", noon - timedelta(days=1))

    answer = sandbox.ask("openapi/quota/get", token, {"cgi_path": "/datacube/getbizsummary"})

    assert answer["quota"]["used"] == 1


# --- comments -----------------------------------------------------------------------------------


def list_comments(sandbox: RunningSandbox, msgid: str, **changed: Any) -> dict[str, Any]:
    body = {"msg_data_id": int(msgid[:-2]), "index": int(msgid[-1]) - 1, "begin": 0, "count": 49, "type": 0, **changed}
    return sandbox.ask("comment/list", sandbox.fetch_token(), body)


def test_comments_are_listed_by_page_and_kind(sandbox: RunningSandbox, token: str) -> None:
    msgid = publish(sandbox, token)
    [article] = sandbox.control.get("articles")
    of_article = {"appid": article["appid"], "msgid": msgid}
    sandbox.control.post("comments", **of_article, content="一", openid="o1")
    sandbox.control.post("comments", **of_article, content="二", chosen=True, reply="谢谢")

    every, second = list_comments(sandbox, msgid), list_comments(sandbox, msgid, begin=1, count=1)
    kinds = [list_comments(sandbox, msgid, type=kind)["comment"][0]["content"] for kind in (1, 2)]

    assert (every["total"], [comment["content"] for comment in every["comment"]]) == (2, ["一", "二"])
    assert every["comment"][0]["openid"] == "o1"
    assert second["comment"][0]["reply"]["content"] == "谢谢"
    assert second["comment"][0].keys() == {"user_comment_id", "create_time", "content", "comment_type", "reply"}
    assert kinds == ["一", "二"]


@pytest.mark.parametrize("path", ["articles/1_1/numbers", "comments"])
def test_control_api_answers_404_for_an_article_that_is_not_out(sandbox: RunningSandbox, path: str) -> None:
    body: dict[str, Any] = {"appid": "wx", "msgid": "1_1", "content": "x"} if path == "comments" else {"days": {}}

    with pytest.raises(AssertionError, match="no article of that msgid"):
        sandbox.control.post(path, **body)


def test_control_api_answers_404_for_a_comment_on_another_account(sandbox: RunningSandbox, token: str) -> None:
    with pytest.raises(AssertionError, match="no article of that msgid"):
        sandbox.control.post("comments", appid="wx", msgid=publish(sandbox, token), content="x")


def test_details_leave_out_articles_of_other_days(sandbox: RunningSandbox, token: str, noon: date) -> None:
    publish(sandbox, token)
    sandbox.control.advance(2 * DAY)

    assert ask(sandbox, "getarticletotaldetail", noon + timedelta(days=1))["list"] == []


def test_comments_belong_to_one_article(sandbox: RunningSandbox, token: str) -> None:
    commented, quiet = publish(sandbox, token), publish(sandbox, token)
    appid = sandbox.control.get("articles")[0]["appid"]
    sandbox.control.post("comments", appid=appid, msgid=commented, content="一")

    assert [list_comments(sandbox, msgid)["total"] for msgid in (commented, quiet)] == [1, 0]
