"""`publish draft` with picture posts, over a real socket, against the sandbox."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publish.adapters.media import fonts
from publish.adapters.system.host import SystemClock
from tests.cli.cli_runner import ISSUE, SETTINGS, CliHarness
from tests.command_line import read_result
from tests.fonts import CHINESE, LATIN, make_font
from tests.pictures import draw

SHOWN = "\n![甲](a.png)\n\n![乙](b.png)\n"
POST = f"---\nkind: pictures\n---\n\n# 一次散步\n\n上 &lt; 下\n{SHOWN}\n结尾。\n"
UPLOADS = ["material/get_materialcount", *["material/add_material"] * 2]


@pytest.fixture(autouse=True)
def pictures(harness: CliHarness) -> None:
    """Write two pictures, and name a font that has what cards need."""
    for name, height in (("a", 800), ("b", 600)):
        (harness.folder / f"{name}.png").write_bytes(draw("PNG", size=(600, height)))
    harness.sandbox.control.post("settings", publish_delay=0)
    font = make_font(harness.folder / "font.ttf", LATIN + CHINESE + ISSUE + POST + "导读关注长按识别二维码阅读全文「」")
    path = harness.folder / "publish.toml"
    settings = path.read_text(encoding="utf-8")
    path.write_text(f'{settings}\n[cover]\nfont = "{font.name}"\n', encoding="utf-8")


def write_post(harness: CliHarness, text: str = POST) -> None:
    harness.issue.write_text(text, encoding="utf-8")


def find_post(harness: CliHarness) -> dict[str, object]:
    [draft] = harness.drafts
    [article] = draft["articles"]
    post: dict[str, object] = article
    return post


def count_pictures(harness: CliHarness) -> int:
    images = find_post(harness)["image_info"]
    assert isinstance(images, dict)
    return len(images["image_list"])


def test_issue_whose_front_matter_says_so_is_sent_as_pictures(harness: CliHarness) -> None:
    write_post(harness)

    result = harness.draft()

    assert result.code == 0, result.err
    lists = ["draft/batchget", "freepublish/batchget"]
    assert harness.calls == [*lists, *UPLOADS, "draft/add", "draft/get"]
    post = find_post(harness)
    assert (post["article_type"], post["title"], post["content"]) == ("newspic", "一次散步", "上 < 下\n\n结尾。")
    assert count_pictures(harness) == 2
    assert "as a picture post of its own pictures" in result.err


def test_unchanged_post_makes_no_call_and_a_changed_one_uploads_nothing_twice(harness: CliHarness) -> None:
    write_post(harness)
    harness.draft()
    before = len(harness.calls)
    assert harness.draft().code == 0
    assert len(harness.calls) == before

    write_post(harness, POST.replace("结尾。", "新的结尾。"))
    result = harness.draft("--json")

    assert (read_result(result.out)["action"], read_result(result.out)["form"]) == ("updated", "pictures")
    assert harness.calls[before:] == ["draft/get", "draft/update", "draft/get"]


def test_switch_sends_an_article_as_pictures_and_the_draft_stays_that(harness: CliHarness) -> None:
    write_post(harness, ISSUE + SHOWN)
    first = harness.draft("--as", "pictures")

    again = harness.draft("--json")

    assert first.code == 0, first.err
    assert read_result(again.out)["action"] == "unchanged"
    assert find_post(harness)["article_type"] == "newspic"


def test_switch_draws_cards_of_an_issue(harness: CliHarness) -> None:
    result = harness.draft("--as", "cards", "--json")

    assert result.code == 0, result.err
    assert read_result(result.out)["form"] == "cards"
    assert find_post(harness)["content"] == "【新闻】\n1. 一则消息"
    assert count_pictures(harness) == 3  # title, one entry, the code of the account


def test_issue_without_pictures_becomes_cards_and_is_told(harness: CliHarness) -> None:
    result = harness.draft("--as", "pictures", "--dry-run")

    assert "its picture post is cards drawn from its text" in result.err
    assert "Picture post “简报 (2020-06-17)”: 3 pictures" in result.out


def test_cards_without_a_font_are_refused_before_anything_is_sent(
    harness: CliHarness, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))  # that of all may hold a choice
    monkeypatch.setattr(fonts, "_list_files", lambda: ())
    (harness.folder / "publish.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setenv("PATH", "")

    result = harness.draft("--as", "cards")

    assert (result.code, harness.calls) == (3, [])
    assert "no font with Chinese on this machine, so the cards" in result.err


def test_switch_sends_a_post_as_an_article(harness: CliHarness) -> None:
    write_post(harness)

    assert harness.draft("--as", "article").code == 0
    assert find_post(harness)["article_type"] == "news"


def test_other_kind_than_that_of_the_draft_is_refused_with_what_to_do(harness: CliHarness) -> None:
    first = harness.draft()
    before = len(harness.calls)

    results = [harness.draft("--as", "cards", *more) for more in ((), ("--dry-run",))]

    assert [result.code for result in results] == [5, 5]
    assert all("is an article" in result.err and "--anew" in result.err for result in results)
    assert all(first.out.strip() in result.err for result in results)
    assert len(harness.calls) == before


def test_other_kind_is_added_beside_the_draft_anew(harness: CliHarness) -> None:
    write_post(harness, ISSUE + SHOWN)
    harness.draft()

    result = harness.draft("--as", "pictures", "--anew")

    assert (result.code, len(harness.drafts)) == (0, 2)
    assert sorted(draft["articles"][0]["article_type"] for draft in harness.drafts) == ["news", "newspic"]


def test_dry_run_tells_pictures_text_and_what_stays_out(harness: CliHarness) -> None:
    for number in range(21):
        (harness.folder / f"{number}.png").write_bytes(draw("PNG", size=(300 + number, 400)))
    write_post(harness, POST + "".join(f"\n![图]({number}.png)\n" for number in range(21)))

    result = harness.draft("--dry-run")

    assert (result.code, harness.calls) == (0, [])
    assert "20 pictures" in result.out
    assert "3 stay out, 18.png, 19.png, 20.png" in result.err


def test_dry_run_describes_a_post_as_json(harness: CliHarness) -> None:
    write_post(harness)

    output = read_result(harness.draft("--dry-run", "--json").out)

    assert (output["action"], output["form"], len(output["uploads"])) == ("added", "pictures", 2)
    assert (output["author"], output["digest"], output["source_url"]) == ("", "", "")
    assert output["articles"] == [{"title": "一次散步", "chars": 10, "pictures": 2}]


def test_post_is_released_with_its_address(harness: CliHarness) -> None:
    write_post(harness)
    harness.draft()

    result = harness.release()

    assert result.code == 0, result.err
    assert result.out.startswith("https://mp.weixin.qq.com/s/")


def test_answer_that_is_lost_makes_no_second_post(harness: CliHarness) -> None:
    write_post(harness)
    harness.sandbox.control.fail("draft/add", "reset", when="after")

    result = harness.draft()

    assert (result.code, len(harness.drafts), harness.calls.count("draft/add")) == (0, 1, 1)


@pytest.mark.parametrize("fields", ["drop", "keep"])
def test_post_is_read_back_whatever_the_platform_keeps(harness: CliHarness, fields: str) -> None:
    harness.sandbox.control.post("settings", newspic_fields=fields)
    write_post(harness)
    harness.sandbox.control.fail("draft/add", "reset", when="after")

    assert harness.draft().code == 0
    assert harness.release().code == 0


def test_post_never_shares_a_draft_with_articles(harness: CliHarness) -> None:
    Path(harness.folder, "extra.md").write_text("# 又一篇\n\n正文。\n", encoding="utf-8")
    write_post(harness)

    result = harness.draft("extra.md")

    assert (result.code, harness.calls) == (3, [])
    assert "a draft holds articles or one picture post" in result.err


def test_run_sends_a_post_of_the_front_matter(real: CliHarness) -> None:
    now = SystemClock().now().astimezone(ZoneInfo("Asia/Shanghai"))
    for hours in (1, -1):
        at = now + timedelta(hours=hours)
        write_post(real, POST.replace("kind: pictures", f"kind: pictures\npublish_at: {at:%Y-%m-%d %H:%M}"))
        if hours > 0:
            assert real.run("ledger", "init").code == 0  # what is past by then counts as out

    result = real.run("run", "--account", "main", "--json")

    assert [each["outcome"] for each in read_result(result.out)["issues"]] == ["drafted"]
    assert find_post(real)["article_type"] == "newspic"
