"""Every command refuses links out of the repository."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publish.adapters.system.host import SystemClock
from tests.cli.cli_runner import ISSUE, NAME, SECRET, CliHarness
from tests.command_line import read_result
from tests.steps.archive.listing import TEXT

NEIGHBOUR = "2020-06-03"
ADDRESS = "https://mp.weixin.qq.com/s/abc"
CHINA = ZoneInfo("Asia/Shanghai")
MARKED = "# 周报\n\n<!-- archive -->\n<!-- /archive -->\n"
DAMAGES = {"dangling": "nowhere.md", "loop": "2020-06-03.md", "outside": "{outside}/wx.secret"}


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the repository, with an account's secret, and an issue, picture and theme made of it."""
    folder = tmp_path_factory.mktemp("config")
    (folder / "wx.secret").write_text(f"{SECRET}\n", encoding="utf-8")
    (folder / "issue.md").write_text(f"# {SECRET}\n\n正文 {SECRET}\n", encoding="utf-8")
    (folder / "theme.css").write_text(f"/* {SECRET} */ p {{ color: #333 }}\n", encoding="utf-8")
    (folder / "README.md").write_text(f"{SECRET}\n{MARKED}", encoding="utf-8")
    (folder / "publications.json").write_text(f'{{"{SECRET}": "https://mp.weixin.qq.com/s/{SECRET}"}}')
    (folder / "picture.png").write_bytes(PNG)
    return folder


PNG = (Path(__file__).parents[2] / "assets" / "logo.png").read_bytes() + SECRET.encode()


def make_due(harness: CliHarness, name: str = NAME) -> None:
    """Make an issue due since an hour ago."""
    at = f"{SystemClock().now().astimezone(CHINA) - timedelta(hours=1):%Y-%m-%d %H:%M}"
    text = f"---\npublish_at: {at}\n---\n{ISSUE.replace(NAME, name)}"
    (harness.folder / f"{name}.md").write_text(text, encoding="utf-8")


def link_neighbour(harness: CliHarness, target: str | Path) -> Path:
    """Make the issue before the harness's own a link."""
    link = harness.folder / f"{NEIGHBOUR}.md"
    link.symlink_to(target)
    return link


def list_leaks(harness: CliHarness) -> list[str]:
    """Return where the secret appears: calls to the platform, and regular files of the repository."""
    sent = [str(call["endpoint"]) for call in harness.sandbox.control.calls() if SECRET in json.dumps(call)]
    files = (path for path in harness.folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [*sent, *(str(path) for path in files if SECRET.encode() in path.read_bytes())]


every_damage = pytest.mark.parametrize("damaged", DAMAGES, indirect=True)


@pytest.fixture
def damaged(harness: CliHarness, outside: Path, request: pytest.FixtureRequest) -> Path:
    """A link beside the harness's issue that cannot be read."""
    return link_neighbour(harness, DAMAGES[getattr(request, "param", "dangling")].format(outside=outside))


# --- a run ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "action"), [("file", "draft"), ("file", "release"), ("through a link", "draft"), ("folder", "draft")]
)
def test_run_skips_issue_that_links_to_a_secret_and_delivers_the_others(
    harness: CliHarness, outside: Path, kind: str, action: str
) -> None:
    with (harness.folder / "publish.toml").open("a", encoding="utf-8") as file:
        file.write(f'[schedule]\naction = "{action}"\nhour = 0\n')
    today = f"{SystemClock().now().astimezone(CHINA):%Y-%m-%d}"
    target = outside / "wx.secret"
    if kind == "through a link":
        (harness.folder / "step").symlink_to(target)
        target = Path("step")
    if kind == "folder":
        (harness.folder / "step").symlink_to(outside)
        target = Path("step/wx.secret")
    (harness.folder / f"{today}.md").symlink_to(target)
    harness.sandbox.control.post("settings", publish_delay=0)
    make_due(harness)

    result = harness.run("run", "--account", "sandbox")

    assert (result.code, list_leaks(harness), SECRET in result.out + result.err) == (3, [], False)
    assert f"{today}.md leads to {outside / 'wx.secret'}, outside {harness.folder}: " in result.err
    assert [line.split()[:2] for line in result.out.splitlines()] == [
        [NAME, "drafted" if action == "draft" else "published"]
    ]


@every_damage
def test_run_delivers_due_issues_beside_an_unreadable_one(harness: CliHarness, damaged: Path) -> None:
    make_due(harness)

    result = harness.run("run", "--account", "sandbox")

    assert result.out.startswith(f"{NAME} drafted ")
    assert (result.code, damaged.name in result.err, list_leaks(harness)) == (3, True, [])


def test_dry_run_reports_unreadable_issue(harness: CliHarness, damaged: Path) -> None:
    make_due(harness)

    result = harness.run("run", "--account", "sandbox", "--dry-run")

    assert (result.code, damaged.name in result.err, NAME in result.out) == (3, True, True)


def test_run_sends_nothing_when_publications_file_links_out_of_the_repository(
    harness: CliHarness, outside: Path
) -> None:
    make_due(harness)
    (harness.folder / "publications.json").symlink_to(outside / "publications.json")

    result = harness.run("run", "--account", "sandbox")

    assert (result.code, harness.calls, list_leaks(harness)) == (3, [], [])
    assert f"publications.json leads to {outside / 'publications.json'}, outside" in result.err


# --- one issue ------------------------------------------------------------------------------------


WAYS = {
    "picture": ("", "![图](link.png)", "link.png"),
    "picture in a linked folder": ("", "![图](linked/picture.png)", "linked/picture.png"),
    "HTML": ("", '<img src="link.png">', "link.png"),
    "cover": ("---\ncover: link.png\n---\n", "", "link.png"),
    "theme": ("---\ntheme: linked\n---\n", "", "themes/linked.css"),
}


@pytest.mark.parametrize("way", WAYS)
def test_draft_refuses_picture_that_links_out_of_the_repository(harness: CliHarness, outside: Path, way: str) -> None:
    front_matter, body, link = WAYS[way]
    (harness.folder / "link.png").symlink_to(outside / "picture.png")
    (harness.folder / "linked").symlink_to(outside)
    (harness.folder / "themes").mkdir()
    (harness.folder / "themes" / "linked.css").symlink_to(outside / "theme.css")
    harness.issue.write_text(f"{front_matter}{ISSUE}\n{body}\n", encoding="utf-8")

    result = harness.draft()

    assert f"{link} leads to {outside}/" in result.err
    assert list_leaks(harness) == []


@pytest.mark.parametrize(
    "setting", ['follow.picture = "link.png"', '[follow]\nqr = "a"\nlogo = "link.png"', 'theme = "linked"']
)
def test_build_refuses_file_of_the_settings_that_links_out_of_the_repository(
    harness: CliHarness, outside: Path, setting: str
) -> None:
    (harness.folder / "publish.toml").write_text(f"{setting}\n", encoding="utf-8")
    (harness.folder / "link.png").symlink_to(outside / "picture.png")
    (harness.folder / "themes").mkdir()
    (harness.folder / "themes" / "linked.css").symlink_to(outside / "theme.css")

    result = harness.run("build", f"{NAME}.md")

    assert (result.code, " leads to " in result.err, list_leaks(harness)) == (3, True, [])
    assert not (harness.folder / "build").exists()


@pytest.mark.parametrize(("command", "named"), [("build", NAME), ("check", f"./{NAME}.md"), ("draft", f"{NAME}.md")])
def test_issue_that_links_out_of_the_repository_is_refused_for_any_spelling(
    harness: CliHarness, outside: Path, command: str, named: str
) -> None:
    harness.issue.unlink()
    harness.issue.symlink_to(outside / "issue.md")

    result = harness.run(command, named, *(["--account", "sandbox"] if command == "draft" else []))

    assert (result.code, list_leaks(harness), SECRET in result.out + result.err) == (3, [], False)
    assert f"{outside / 'issue.md'}" in result.out + result.err


def test_build_accepts_an_outside_file_of_the_command_line(harness: CliHarness, outside: Path) -> None:
    result = harness.run("build", str(outside / "issue.md"))

    assert result.code == 0
    assert SECRET in (harness.folder / "build" / "issue" / "article.html").read_text(encoding="utf-8")


def test_release_of_an_outside_file_records_its_url_beside_it(real: CliHarness, outside: Path) -> None:
    (outside / "publications.json").unlink()
    elsewhere = outside / f"{NAME}.md"
    real.issue.rename(elsewhere)
    real.sandbox.control.post("settings", publish_delay=0)
    assert real.run("ledger", "init").code == 0

    codes = [real.run(act, str(elsewhere)).code for act in ("draft", "release")]

    assert (codes, NAME in json.loads((outside / "publications.json").read_text("utf-8"))) == ([0, 0], True)


def test_link_within_the_repository_is_built_and_sent(harness: CliHarness) -> None:
    (harness.folder / "drafts").mkdir()
    harness.issue.rename(harness.folder / "drafts" / harness.issue.name)
    harness.issue.symlink_to(f"drafts/{harness.issue.name}")

    assert (harness.draft().code, len(harness.drafts)) == (0, 1)


# --- all issues -----------------------------------------------------------------------------------


@every_damage
def test_build_builds_issue_beside_an_unreadable_one(harness: CliHarness, damaged: Path) -> None:
    result = harness.run("build", NAME)

    assert (result.code, result.out, list_leaks(harness)) == (0, f"build/{NAME}/preview.html\n", [])
    assert damaged.is_symlink()


@every_damage
def test_build_all_continues_and_reports_unreadable_issue(harness: CliHarness, damaged: Path) -> None:
    result = harness.run("build", "--all")

    assert (result.code, result.out, list_leaks(harness)) == (3, f"build/{NAME}/preview.html\n", [])
    assert damaged.name in result.err


def test_build_all_continues_when_a_file_disappears(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = Path.glob

    def list_with_a_file_that_is_gone(folder: Path, form: str) -> Iterator[Path]:
        yield from listing(folder, form)
        if form == "*.md":
            yield folder / f"{NEIGHBOUR}.md"

    monkeypatch.setattr(Path, "glob", list_with_a_file_that_is_gone)

    result = harness.run("build", "--all")

    assert (result.code, result.out) == (3, f"build/{NAME}/preview.html\n")
    assert f"{NEIGHBOUR}.md" in result.err


def test_build_rebuilds_when_a_file_replaces_a_link(harness: CliHarness, outside: Path) -> None:
    link = link_neighbour(harness, outside / "issue.md")
    picture = harness.folder / "link.png"
    picture.symlink_to(outside / "picture.png")
    harness.issue.write_text(f"{ISSUE}\n![图](link.png)\n", encoding="utf-8")
    refused = harness.run("build", NAME)

    (outside / "issue.md").replace(link)
    (outside / "picture.png").replace(picture)
    result = harness.run("build", NAME)

    assert ("link.png leads to" in refused.err, "link.png leads to" in result.err) == (True, False)
    assert SECRET in (harness.folder / "build" / NAME / "article.html").read_text(encoding="utf-8")


@every_damage
def test_check_reports_unreadable_issue_and_continues(harness: CliHarness, damaged: Path) -> None:
    result = harness.run("check", "--json")

    reply = json.loads(result.out)
    found = [problem["severity"] for problem in reply["problems"] if problem["file"] == damaged.name]
    assert (result.code, found) == (3, ["error"])
    checked = [issue["file"] for issue in reply["result"]["issues"]]
    assert (NAME + ".md" in checked, SECRET in result.out) == (True, False)


def test_status_and_archive_check_report_unreadable_issue_without_its_text(harness: CliHarness, damaged: Path) -> None:
    (harness.folder / "README.md").write_text(MARKED, encoding="utf-8")

    status, archive = harness.run("status", "--account", "sandbox"), harness.run("archive")

    assert (status.code, NEIGHBOUR in status.out) == (0, True)
    assert (archive.code, damaged.name in archive.err, list_leaks(harness)) == (3, True, [])


# --- what is written ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["README.md", "feed.xml", "entries.json"])
def test_archive_refuses_links_out_of_the_repository(harness: CliHarness, outside: Path, name: str) -> None:
    harness.issue.write_text(TEXT.replace("{day}", NAME), encoding="utf-8")
    (harness.folder / "README.md").write_text(MARKED, encoding="utf-8")
    (harness.folder / name).unlink(missing_ok=True)
    (harness.folder / name).symlink_to(outside / name)
    before = {path.name: path.read_bytes() for path in outside.iterdir()}

    result = harness.run("archive")

    assert f"{name} leads to {outside / name}, outside" in result.err
    assert (result.code, {path.name: path.read_bytes() for path in outside.iterdir()}) == (3, before)


def test_archive_writes_through_a_link_within_the_repository(harness: CliHarness) -> None:
    harness.issue.write_text(TEXT.replace("{day}", NAME), encoding="utf-8")
    (harness.folder / "docs").mkdir()
    for name, text in (("README.md", MARKED), ("feed.xml", "")):
        (harness.folder / "docs" / name).write_text(text, encoding="utf-8")
        (harness.folder / name).symlink_to(f"docs/{name}")

    result, again = harness.run("archive"), harness.run("archive", "--check")

    assert (result.code, again.code, (harness.folder / "README.md").is_symlink()) == (0, 0, True)
    assert NAME in (harness.folder / "docs" / "README.md").read_text(encoding="utf-8")
    assert NAME in (harness.folder / "docs" / "feed.xml").read_text(encoding="utf-8")


def test_new_refuses_folder_that_links_out_of_the_repository(harness: CliHarness, outside: Path) -> None:
    (harness.folder / "publish.toml").write_text('newsletter.issues = "issues"\n', encoding="utf-8")
    (harness.folder / "issues").symlink_to(outside)
    before = sorted(outside.iterdir())

    result = harness.run("new", "2020-07-02")

    assert (result.code, sorted(outside.iterdir())) == (3, before)
    assert f"issues/2020-07-02.md leads to {outside / '2020-07-02.md'}, outside" in result.err


def test_new_skips_and_reports_unreadable_issue(harness: CliHarness, damaged: Path) -> None:
    result = harness.run("new", "2020-06-10", "--json")

    assert (result.code, read_result(result.out)["after"], damaged.name in result.err) == (0, NAME, True)
    assert SECRET not in (harness.folder / "2020-06-10.md").read_text(encoding="utf-8")
