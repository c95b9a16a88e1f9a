"""`publish draft` with several articles, over a real socket, against the sandbox."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publish.adapters.storage.build_folder import load_kept_articles
from publish.adapters.system.host import SystemClock
from tests.cli.cli_runner import ISSUE, CliHarness, Ended
from tests.command_line import read_result
from tests.sandbox.test_third_party import open_sandbox_client

EXTRA = "# 又一篇\n\n正文在此，说的是另一件事。\n"
LATER = ISSUE.replace("06-17", "06-18").replace("abc", "abd")


@pytest.fixture(autouse=True)
def extra(harness: CliHarness) -> Path:
    """Write an article that is no issue, and a second issue."""
    path = harness.folder / "notes" / "extra.md"
    path.parent.mkdir()
    path.write_text(EXTRA, encoding="utf-8")
    (harness.folder / "2020-06-18.md").write_text(LATER, encoding="utf-8")
    return path


def name_with(harness: CliHarness, *names: str) -> None:
    """Name the files that go out with the issue in its front matter."""
    lines = "".join(f"  - {name}\n" for name in names)
    harness.issue.write_text(f"---\nwith:\n{lines}---\n{ISSUE}" if names else ISSUE, encoding="utf-8")


def titles(harness: CliHarness) -> list[list[str]]:
    return [[article["title"] for article in draft["articles"]] for draft in harness.drafts]


def send(harness: CliHarness, issue: str, *words: str) -> Ended:
    return harness.run("draft", issue, *words, "--account", harness.account)


BOTH = ["简报 (2020-06-17)", "又一篇"]


def test_articles_named_on_the_command_line_go_into_one_draft(harness: CliHarness) -> None:
    result = harness.draft("notes/extra.md", "--json")

    assert (result.code, titles(harness)) == (0, [BOTH])
    described = read_result(result.out)
    assert (described["others"], [each["title"] for each in described["articles"]]) == (["notes/extra"], BOTH)


def test_articles_named_in_the_front_matter_go_into_one_draft(harness: CliHarness) -> None:
    name_with(harness, "notes/extra.md", "2020-06-18.md")

    assert harness.draft().code == 0
    assert titles(harness) == [[*BOTH, "简报 (2020-06-18)"]]


def test_articles_of_the_draft_go_out_again_without_being_named(harness: CliHarness) -> None:
    harness.draft("notes/extra.md")
    harness.edit()

    result = harness.draft("--json")

    assert (read_result(result.out)["action"], titles(harness)) == ("updated", [BOTH])


def test_article_cannot_leave_a_draft(harness: CliHarness) -> None:
    harness.draft("notes/extra.md")

    result = harness.draft("--alone")

    assert (result.code, titles(harness)) == (5, [BOTH])
    assert "WeChat can replace an article of a draft, but add none and remove none" in result.err


def test_dry_run_describes_every_article(harness: CliHarness) -> None:
    result = harness.draft("notes/extra.md", "--dry-run")

    assert (result.code, harness.drafts, result.out.count("Cover: ")) == (0, [], 2)
    assert all(title in result.out for title in BOTH)
    assert "Digest: none" in result.out


def test_draft_leaves_what_was_read_back_beside_each_built_article(harness: CliHarness) -> None:
    folders = [Path("build", "2020-06-17"), Path("build", "notes", "extra")]
    for folder in folders:
        folder.mkdir(parents=True)

    harness.draft("notes/extra.md")

    [first], [second] = map(load_kept_articles, folders)
    assert "要点在此" in first
    assert "另一件事" in second


def test_problems_of_all_articles_are_told_at_once(harness: CliHarness, extra: Path) -> None:
    extra.write_text("", encoding="utf-8")

    result = harness.draft("notes/extra.md", "notes/missing.md")

    assert (result.code, harness.calls) == (3, [])
    assert "extra.md" in result.err
    assert "missing.md" in result.err


@pytest.mark.parametrize("name", ["../secret.md", "/etc/hostname", "notes/missing.md"])
def test_front_matter_names_no_file_outside_the_repository(harness: CliHarness, name: str) -> None:
    (harness.folder.parent / "secret.md").write_text("# 秘密\n\n不该发出。\n", encoding="utf-8")
    name_with(harness, name)

    result = harness.draft()

    assert (result.code in (2, 3), harness.calls) == (True, [])
    checked = harness.run("check", "2020-06-17")
    assert f"the file {name} that is to go out with this issue is not there" in checked.out
    assert ":2:" in checked.out


def test_issue_in_another_draft_is_not_sent_alone(harness: CliHarness) -> None:
    harness.draft("2020-06-18")

    result = send(harness, "2020-06-18")

    assert (result.code, len(harness.drafts)) == (5, 1)
    assert "2020-06-18 goes out as another article of 简报 (2020-06-17) already" in result.err


def set_publish_time(harness: CliHarness, hours: int) -> None:
    """Give both issues a publish time so many hours from now; the second goes out with the first."""
    at = SystemClock().now().astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(hours=hours)
    for path, text, named in (
        (harness.issue, ISSUE, "with: 2020-06-18.md\n"),
        (harness.folder / "2020-06-18.md", LATER, ""),
    ):
        path.write_text(f"---\npublish_at: {at:%Y-%m-%d %H:%M}\n{named}---\n{text}", encoding="utf-8")


def test_run_releases_the_articles_together_and_records_each_address(real: CliHarness) -> None:
    real.sandbox.control.post("settings", publish_delay=0)
    settings = real.folder / "publish.toml"
    settings.write_text(f'{settings.read_text("utf-8")}[schedule]\naction = "release"\n', encoding="utf-8")
    set_publish_time(real, 1)
    assert real.run("ledger", "init").code == 0  # what is past by then counts as out
    set_publish_time(real, -1)

    first = real.run("run", "--account", "main", "--json")
    again = real.run("run", "--account", "main", "--json")

    assert [(each["issue"], each["outcome"]) for each in read_result(first.out)["issues"]] == [
        ("2020-06-17", "published")
    ]
    assert (len(real.publications), read_result(again.out)["issues"]) == (1, [])
    urls = {name: one["url"] for name, one in real.written.items()}
    assert sorted(urls) == ["2020-06-17", "2020-06-18"]
    assert len(set(urls.values())) == 2


def test_third_party_client_reads_the_articles(harness: CliHarness) -> None:
    media_id = harness.draft("notes/extra.md").out.strip()

    client = open_sandbox_client(harness.sandbox.api)
    read = client.draft.get(media_id)["news_item"]
    client._http.close()

    assert [item["title"] for item in read] == BOTH
    assert [item["digest"] for item in read] == ["", ""]
    assert "另一件事" in read[1]["content"]


def test_status_tells_with_which_issue_another_goes_out(harness: CliHarness) -> None:
    harness.draft("2020-06-18")
    status = ["status", "--account", harness.account]
    assert "goes out with “简报 (2020-06-17)”" in harness.run(*status).out
    harness.sandbox.control.post("settings", publish_delay=0)
    harness.release()

    told = {each["issue"]: each for each in read_result(harness.run(*status, "--json").out)["issues"]}

    second = told["2020-06-18"]
    assert (second["state"], second["host"]) == ("published", "2020-06-17")
    assert second["addresses"] == told["2020-06-17"]["addresses"][1:]
    assert second["addresses"][0] in harness.run(*status).out


def test_release_needs_no_articles_named(harness: CliHarness) -> None:
    harness.draft("notes/extra.md")
    harness.sandbox.control.post("settings", publish_delay=0)

    result = harness.release("--json")

    assert (result.code, len(read_result(result.out)["addresses"])) == (0, 2)


# --- files and names ------------------------------------------------------------------------------


def test_files_of_one_name_outside_the_newsletter_have_drafts_of_their_own(harness: CliHarness) -> None:
    paths = [harness.folder.parent / name / "outside.md" for name in ("one", "two")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(EXTRA.replace("又一篇", path.parent.name), encoding="utf-8")
        assert send(harness, str(path)).code == 0

    assert sorted(titles(harness)) == [["one"], ["two"]]


def test_article_outside_the_newsletter_is_remembered_by_its_path(harness: CliHarness) -> None:
    outside = harness.folder.parent / "outside.md"
    outside.write_text(EXTRA, encoding="utf-8")
    harness.draft(str(outside))
    (harness.folder / "outside.md").write_text("# 别的文件\n\n与它无关的正文。\n", encoding="utf-8")
    harness.edit()

    assert (harness.draft().code, titles(harness)) == (0, [BOTH])
    harness.sandbox.control.post("settings", publish_delay=0)
    assert harness.release().code == 0


def test_files_of_one_name_and_other_suffixes_have_drafts_of_their_own(harness: CliHarness, extra: Path) -> None:
    other = extra.with_suffix(".markdown")
    other.write_text(EXTRA.replace("又一篇", "另一个文件"), encoding="utf-8")

    for path in ("notes/extra.md", "notes/extra.markdown"):
        assert send(harness, path).code == 0
    assert sorted(titles(harness)) == [["又一篇"], ["另一个文件"]]
    other.write_text(EXTRA.replace("又一篇", "改了题"), encoding="utf-8")
    assert send(harness, "2020-06-17", "notes/extra.markdown").code == 5


def test_remembered_article_keeps_its_suffix(harness: CliHarness, extra: Path) -> None:
    extra.rename(extra.with_suffix(".markdown"))
    harness.draft("notes/extra.markdown")
    harness.edit()

    assert harness.draft().code == 0
    assert titles(harness) == [BOTH]


def test_draft_tells_what_else_is_in_it(harness: CliHarness) -> None:
    assert "in the same draft: 又一篇" in harness.draft("notes/extra.md").err
    harness.edit()

    again = harness.draft()

    assert "in the same draft, as before: 又一篇 — leave them out with --alone" in again.err
    assert "publish draft 2020-06-17 --alone --anew" in harness.draft("--alone").err


def test_release_of_an_article_in_another_draft_says_so(harness: CliHarness) -> None:
    harness.draft("2020-06-18")

    result = harness.run("release", "2020-06-18", "--account", harness.account)

    assert (result.code, harness.publications) == (5, [])
    assert "2020-06-18 goes out as another article of 简报 (2020-06-17) already" in result.err
