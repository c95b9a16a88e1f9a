"""Two newsletters in one account and ledger never take each other's deliveries."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from publish.adapters.ledger.copy_detection import describe_origin
from tests.cli.cli_runner import NAME, CliHarness, Ended
from tests.cli.commands.test_run import HOUR, Schedule
from tests.command_line import read_result

FIRST, SECOND = "briefing", "second.letter"
OLD = Path(__file__).parents[1] / "adapters" / "ledger" / "ledger-2.sql"


class Pair:
    """Two repositories of one user with an issue of the same name."""

    def __init__(self, harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
        self.harness = harness
        self._monkeypatch = monkeypatch
        self.folders = {FIRST: harness.folder / "one", SECOND: harness.folder / "two"}
        for name, folder in self.folders.items():
            folder.mkdir()
            for path in harness.folder.glob("*.*"):
                shutil.copy(path, folder)
            self.name(name, name)
        (self.folders[SECOND] / f"{NAME}.md").write_text(
            harness.issue.read_text("utf-8").replace("要点在此", "第二份简报的要点"), encoding="utf-8"
        )

    def name(self, newsletter: str, written: str) -> None:
        """Set or remove the id in a newsletter's settings."""
        settings = self.folders[newsletter] / "publish.toml"
        lines = [line for line in settings.read_text("utf-8").splitlines() if not line.startswith("id = ")]
        lines.insert(1, f'id = "{written}"' if written else "")
        settings.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def run(self, newsletter: str, *words: str) -> Ended:
        self._monkeypatch.chdir(self.folders[newsletter])
        return self.harness.run(*words, "--account", self.harness.account)

    def read_addresses(self, newsletter: str) -> dict[str, str]:
        """Return the URLs of a newsletter's issues in `publish status`."""
        delivery = read_result(self.run(newsletter, "status", "--json").out)["issues"]
        return {each["issue"]: each["addresses"][0] for each in delivery if each.get("addresses")}

    def read_written(self, newsletter: str) -> dict[str, str]:
        """Return the URLs in a newsletter's `publications.json`."""
        path = self.folders[newsletter] / "publications.json"
        output = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return {name: each["url"] for name, each in output.items()}

    @property
    def made(self) -> tuple[int, int]:
        """Return the number of added drafts and of publications."""
        return self.harness.calls.count("draft/add"), len(self.harness.publications)


@pytest.fixture
def pair(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> Pair:
    harness.sandbox.control.post("settings", publish_delay=0)
    Schedule(harness, monkeypatch)  # due, and to go out
    return Pair(harness, monkeypatch)


@pytest.fixture
def real_pair(real: CliHarness, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """Return the same with an AppID that is no sandbox's, so that publications are recorded."""
    real.account = "main"
    real.sandbox.control.post("settings", publish_delay=0)
    schedule = Schedule(real, monkeypatch)
    schedule.plan(HOUR)
    assert real.run("ledger", "init").code == 0  # what is past by then counts as out
    schedule.plan()
    return Pair(real, monkeypatch)


def test_published_url_is_recorded_in_the_issues_own_newsletter(real_pair: Pair) -> None:
    real_pair.run(FIRST, "run")
    real_pair.run(SECOND, "run")
    assert (real_pair.read_written(FIRST), real_pair.read_written(SECOND)) == (real_pair.read_addresses(FIRST), {})

    real_pair.run(SECOND, "draft", NAME, "--anew")
    real_pair.run(SECOND, "release", NAME)

    written = [real_pair.read_written(newsletter)[NAME] for newsletter in (FIRST, SECOND)]
    assert (len(set(written)), real_pair.made) == (2, (2, 2))


def test_issue_of_second_newsletter_waits_and_is_not_reported_as_published(pair: Pair) -> None:
    assert pair.run(FIRST, "run").code == 0

    held, again = pair.run(SECOND, "run"), pair.run(SECOND, "run")

    assert (held.code, held.out, again, pair.made) == (5, "", (0, "", ""), (1, 1))
    assert f"the newsletter {FIRST} has an issue {NAME}" in held.err
    assert pair.read_addresses(SECOND) == {}
    [delivery] = read_result(pair.run(SECOND, "status", "--json").out)["issues"]
    assert (delivery["state"], delivery["addresses"]) == ("held", [])


def test_each_newsletter_publishes_its_issue_with_its_own_url(pair: Pair) -> None:
    pair.run(FIRST, "run")
    pair.run(SECOND, "run")

    codes = [pair.run(SECOND, "draft", NAME, "--anew").code, pair.run(SECOND, "release", NAME).code]

    first, second = pair.read_addresses(FIRST)[NAME], pair.read_addresses(SECOND)[NAME]
    assert (codes, pair.made, first != second) == ([0, 0], (2, 2), True)
    out = {
        publication["article_id"] and publication["articles"][0]["content"] for publication in pair.harness.publications
    }
    assert ["第二份简报的要点" in content for content in sorted(out)].count(True) == 1
    for newsletter in (FIRST, SECOND):
        assert pair.run(newsletter, "run") == (0, "", "")
        assert pair.run(newsletter, "release", NAME).out.strip() == pair.read_addresses(newsletter)[NAME]
    assert pair.made == (2, 2)


def test_draft_of_another_newsletter_is_not_updated_released_or_adopted(pair: Pair) -> None:
    pair.run(FIRST, "draft", NAME)

    result = [pair.run(SECOND, *words) for words in (["draft", NAME], ["release", NAME], ["draft", NAME, "--adopt"])]

    assert [each.code for each in result] == [5, 3, 5]
    assert (pair.made, pair.harness.calls.count("draft/update")) == ((1, 0), 0)


def test_release_names_the_newsletter_that_owns_the_draft(pair: Pair) -> None:
    pair.run(FIRST, "draft", NAME)

    result = pair.run(SECOND, "release", NAME)

    assert (result.code, FIRST in result.err, pair.made) == (5, True, (1, 0))


@pytest.mark.parametrize("newsletter", [FIRST, SECOND])
def test_new_ledger_does_not_adopt_publication_of_another_newsletter(pair: Pair, newsletter: str) -> None:
    pair.run(FIRST, "run")
    shutil.rmtree(Path(os.environ["XDG_STATE_HOME"]))

    result = pair.run(newsletter, "draft", NAME)

    if newsletter == FIRST:
        assert (result.code, pair.made) == (3, (1, 1))
    else:
        assert (result.code, pair.made) == (0, (2, 1))


def test_clone_of_newsletter_with_id_shares_its_deliveries(pair: Pair) -> None:
    pair.run(FIRST, "run")
    address = pair.read_addresses(FIRST)[NAME]
    pair.folders["clone"] = pair.harness.folder / "another name"
    shutil.copytree(pair.folders[FIRST], pair.folders["clone"])

    result = pair.run("clone", "release", NAME)

    assert (result.code, result.out.strip(), pair.made) == (0, address, (1, 1))
    assert pair.run("clone", "run") == (0, "", "")


# --- without an id --------------------------------------------------------------------------------


def test_run_requires_newsletter_id_and_suggests_one(pair: Pair) -> None:
    pair.name(FIRST, "")

    for words in (["run"], ["run", "--dry-run"]):
        result = pair.run(FIRST, *words)
        assert (result.code, 'below [newsletter]: id = "newsletter-' in result.err) == (3, True)
    assert pair.harness.sandbox.control.calls() == []

    proposed = result.err.partition('id = "')[2].partition('"')[0]
    pair.name(FIRST, proposed)
    assert (pair.run(FIRST, "run").code, pair.made) == (0, (1, 1))


def test_ledger_init_suggests_a_newsletter_id(pair: Pair) -> None:
    pair.name(FIRST, "")

    output = [pair.run(FIRST, "ledger", "init", *words).err for words in ([], ["--quiet"])]
    pair.name(FIRST, FIRST)
    output.append(pair.run(FIRST, "ledger", "init").err)

    assert ["below [newsletter]" in each for each in output] == [True, False, False]


def test_deliveries_without_id_are_continued_with_an_id(pair: Pair) -> None:
    pair.name(FIRST, "")
    assert [pair.run(FIRST, "draft", NAME).code, pair.run(FIRST, "draft", NAME).code] == [0, 0]
    pair.name(FIRST, FIRST)

    codes = [pair.run(FIRST, "draft", NAME).code, pair.run(FIRST, "release", NAME).code]

    assert (codes, pair.made) == ([0, 0], (1, 1))


def test_two_folders_without_id_are_two_newsletters_until_adopted(pair: Pair) -> None:
    pair.name(FIRST, "")
    pair.name(SECOND, "")
    pair.run(FIRST, "draft", NAME)

    held = pair.run(SECOND, "draft", NAME)
    assert (held.code, "cannot tell which newsletter's" in held.err, pair.made) == (5, True, (1, 0))

    assert pair.run(SECOND, "draft", NAME, "--adopt").code == 0
    assert (pair.run(SECOND, "draft", NAME).code, pair.made) == (0, (1, 0))


def test_folder_without_id_does_not_take_issue_of_a_newsletter_with_id(pair: Pair) -> None:
    pair.run(FIRST, "draft", NAME)
    pair.name(SECOND, "")

    held = pair.run(SECOND, "draft", NAME)

    assert (held.code, FIRST in held.err, pair.made) == (5, True, (1, 0))


@pytest.mark.parametrize("written", ["a", "Two Words", "简报", "-dash", "@folder", "x" * 65])
def test_invalid_newsletter_id_is_refused(pair: Pair, written: str) -> None:
    pair.name(FIRST, written)

    result = pair.run(FIRST, "run")

    assert (result.code, "newsletter.id must be" in result.err) == (3, True)


# --- a ledger from before newsletters had ids -------------------------------------------------------


@pytest.fixture
def old(pair: Pair) -> Pair:
    """Return the pair with a ledger of schema version 2, in which the issue is published."""
    path = Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db"
    path.parent.mkdir(parents=True)
    home = describe_origin(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLD.read_text("utf-8"))
        connection.execute("UPDATE home SET machine = ?, place = ?", (home["machine"], home["place"]))
        connection.execute("UPDATE delivery SET issue = replace(issue, 'issues/', '')")
        connection.commit()
    path.chmod(0o600)
    return pair


def test_migrated_ledger_requires_an_owner_once(old: Pair) -> None:
    asked = [old.run(newsletter, "run") for newsletter in (FIRST, SECOND)]
    rehearsed = old.run(FIRST, "run", "--dry-run")

    assert [each.code for each in (*asked, rehearsed)] == [3, 3, 3]
    output = [old.run(FIRST, "status", *words) for words in ([], ["--quiet"])]
    assert [(each.code, "publish ledger adopt" in each.err) for each in output] == [(0, True), (0, False)]
    assert all("publish ledger adopt" in each.err for each in asked)

    adopted = old.run(FIRST, "ledger", "adopt")
    assert (adopted.code, "1 delivery of an older version" in adopted.err) == (0, True)
    assert old.run(FIRST, "run").code == 0
    assert (old.read_addresses(FIRST), old.made) == ({NAME: "https://mp.weixin.qq.com/s/a"}, (0, 0))


def test_issues_without_owner_are_not_recorded_for_another_newsletter(old: Pair) -> None:
    old.run(FIRST, "ledger", "adopt")

    held = old.run(SECOND, "run")

    assert (held.code, old.read_addresses(SECOND), old.made) == (5, {}, (0, 0))
    assert [old.run(SECOND, "draft", NAME, "--anew").code, old.run(SECOND, "release", NAME).code] == [0, 0]
    assert old.read_addresses(SECOND)[NAME] != old.read_addresses(FIRST).get(NAME)


@pytest.mark.parametrize("named", [FIRST, ""])
def test_single_issue_without_owner_can_be_adopted_alone(old: Pair, named: str) -> None:
    old.name(FIRST, named)
    held = [old.run(FIRST, *words) for words in (["draft", NAME], ["release", "2020-06-03"])]
    assert ([each.code for each in held], old.made) == ([5, 3], (0, 0))

    taken = old.run(FIRST, "draft", NAME, "--adopt")

    assert (taken.code, taken.out.strip()) == (0, "https://mp.weixin.qq.com/s/a")
    assert old.run(FIRST, "release", NAME).out.strip() == "https://mp.weixin.qq.com/s/a"
    assert len(old.run(FIRST, "history", NAME).out.splitlines()) >= 7


def test_second_adopt_changes_nothing(old: Pair) -> None:
    old.run(FIRST, "ledger", "adopt")

    again = old.run(FIRST, "ledger", "adopt")

    assert (again.code, "nothing was changed" in again.err) == (0, True)


def test_adopting_a_copied_ledger_leaves_the_owner_question_open(old: Pair) -> None:
    path = Path(os.environ["XDG_STATE_HOME"]) / "publish" / "sandbox.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE home SET machine = 'another'")
        connection.commit()

    output = [old.run(FIRST, *words) for words in (["run"], ["ledger", "adopt"], ["run"], ["ledger", "adopt"], ["run"])]

    assert [each.code for each in output] == [3, 0, 3, 0, 0]
    assert ["of an older version" in each.err for each in output] == [False, False, False, True, False]
    assert (old.read_addresses(FIRST), old.made) == ({NAME: "https://mp.weixin.qq.com/s/a"}, (0, 0))


def test_delivery_held_for_its_owner_returns_to_its_state_after_adoption(old: Pair) -> None:
    held = old.run(FIRST, "draft", NAME)

    adopted = old.run(FIRST, "ledger", "adopt")

    delivery, refused = old.run(FIRST, "release", NAME), old.run(FIRST, "draft", NAME)
    assert [held.code, adopted.code, delivery.code, refused.code] == [5, 0, 0, 5]
    assert (delivery.out.strip(), old.made) == ("https://mp.weixin.qq.com/s/a", (0, 0))
    states = [act["state"] for act in read_result(old.run(FIRST, "history", NAME, "--json").out)["events"]]
    assert states[-2:] == ["published", "held"]
