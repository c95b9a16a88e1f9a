"""`publish ledger`: create and adopt ledgers, in a file or on a server."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.cli_runner import ISSUE, NAME, CliHarness
from tests.command_line import read_result
from tests.postgres import PASSWORD, RunningPostgres


def write(harness: CliHarness, *names: str) -> None:
    for name in names:
        (harness.folder / f"{name}.md").write_text(ISSUE.replace(NAME, name), encoding="utf-8")


def recorded(harness: CliHarness, *words: str) -> list[str]:
    result = harness.run("ledger", "init", "--json", *words)
    assert result.code == 0
    names: list[str] = read_result(result.out)["recorded"]
    return names


# --- the archive ----------------------------------------------------------------------------------


def test_ledger_init_records_past_issues_as_published(real: CliHarness) -> None:
    write(real, "2020-06-24", "2999-01-01", "notes")

    assert recorded(real) == [NAME, "2020-06-24"]

    states = {each["issue"]: each["state"] for each in read_result(real.run("status", "--json").out)["issues"]}
    assert states == {NAME: "published", "2020-06-24": "published", "2999-01-01": "planned"}
    assert real.sandbox.control.calls() == []


def test_ledger_init_from_option_sets_the_baseline_day(real: CliHarness) -> None:
    write(real, "2020-06-24", "2999-01-01")

    assert recorded(real, "--from", "2020-06-24") == [NAME]


def test_ledger_init_extends_existing_ledger_only_with_from_option(real: CliHarness) -> None:
    recorded(real)
    write(real, "2020-06-24")

    assert (recorded(real), recorded(real, "--from", "2021-01-01")) == ([], ["2020-06-24"])


def test_ledger_init_uses_publish_time_of_the_issue(real: CliHarness) -> None:
    real.issue.write_text(f"---\npublish_at: 2999-01-01\n---\n{ISSUE}", encoding="utf-8")
    write(real, "2020-06-24")
    (real.folder / "2020-07-01.md").write_text("---\npublish_at: soon\n---\n", encoding="utf-8")

    assert recorded(real) == ["2020-06-24"]


def test_baseline_issue_can_still_be_drafted(real: CliHarness) -> None:
    recorded(real)

    delivery, drafted = real.run("release", NAME), real.run("draft", NAME)

    assert (delivery.code, drafted.code, len(real.drafts)) == (0, 0, 1)
    assert "--url" in delivery.err


def test_ledger_init_prints_number_of_recorded_issues(real: CliHarness) -> None:
    write(real, *(f"2020-{month:02}-{day:02}" for month in range(1, 6) for day in range(1, 25)))

    result = real.run("ledger", "init")

    assert "121 issues were due before and count as out, from 2020-01-01 to 2020-06-17" in result.err
    assert "2020-02-01" not in result.err
    assert result.out == f"{Path(os.environ['XDG_STATE_HOME']) / 'publish' / 'ledger.db'}\n"


def test_ledger_init_refuses_invalid_day(real: CliHarness) -> None:
    assert real.run("ledger", "init", "--from", "soon").code == 2


# --- a copy ---------------------------------------------------------------------------------------


def test_copied_ledger_makes_no_call_until_it_is_adopted(real: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    made = real.run("ledger", "init").out.strip()
    shutil.copy(made, real.folder / "copy.db")
    monkeypatch.setenv("PUBLISH_LEDGER", "copy.db")

    for words in (["draft", NAME], ["release", NAME], ["status"], ["draft", NAME, "--dry-run"], ["ledger", "init"]):
        refused = real.run(*words)
        assert (refused.code, "publish ledger adopt" in refused.err) == (3, True)
    assert real.sandbox.control.calls() == []

    adopted, again = real.run("ledger", "adopt"), real.run("ledger", "adopt", "--quiet")
    assert (adopted.code, again.code, again.err) == (0, 0, "")
    assert real.run("draft", NAME).code == 0


# --- on a server ----------------------------------------------------------------------------------


@pytest.fixture
def shared(real: CliHarness, postgres: RunningPostgres, monkeypatch: pytest.MonkeyPatch) -> CliHarness:
    """Return a harness whose ledger lies in PostgreSQL."""
    postgres.run("DROP SCHEMA IF EXISTS publish CASCADE")
    monkeypatch.setenv("PUBLISH_LEDGER", postgres.address())
    return real


def test_issue_is_published_with_a_ledger_on_a_server(shared: CliHarness) -> None:
    shared.sandbox.control.post("settings", publish_delay=0)
    refused = shared.run("draft", NAME)
    assert (refused.code, "publish ledger init" in refused.err) == (3, True)

    codes = [shared.run(*words).code for words in (["ledger", "init"], ["draft", NAME], ["release", NAME])]

    assert (codes, len(shared.publications)) == ([0, 0, 0], 1)
    assert read_result(shared.run("status", "--json").out)["issues"][0]["state"] == "published"


def test_commands_never_print_the_password_of_a_server(shared: CliHarness, postgres: RunningPostgres) -> None:
    output = [
        shared.run("ledger", "init"),
        shared.run("ledger", "adopt"),
        shared.run("status"),
        shared.run("draft", NAME),
    ]
    postgres.run("DROP TABLE publish.home")
    output += [shared.run("draft", NAME), shared.run("status")]

    reported = "".join(result.out + result.err for result in output)
    assert f"postgresql://editor@127.0.0.1:{postgres.port}/ledger" in reported
    assert PASSWORD not in reported
    assert PASSWORD.replace("%40", "@") not in reported


def test_invalid_ledger_location_is_refused_without_being_printed(
    real: CliHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLISH_LEDGER", f"mysql://me:{PASSWORD}@host/ledger")

    result = real.run("ledger", "init")

    assert (result.code, "PUBLISH_LEDGER" in result.err, PASSWORD in result.err) == (3, True, False)


def test_ledger_on_a_server_is_not_created_implicitly(shared: CliHarness) -> None:
    refused = shared.draft()

    assert (refused.code, "publish ledger init" in refused.err, shared.calls) == (3, True, [])


def test_ledger_init_says_what_it_did(real: CliHarness) -> None:
    made = real.run("ledger", "init", "--lang", "en").err
    again = real.run("ledger", "init", "--lang", "en").err

    assert "created the ledger of the account" in made
    assert NAME in made
    assert "created" not in again


def test_ledger_init_says_that_no_issue_was_past_its_time(real: CliHarness) -> None:
    real.issue.unlink()

    assert "none was recorded as published" in real.run("ledger", "init", "--lang", "en").err


def test_times_of_status_and_history_are_the_newsletters_with_their_zone(real: CliHarness) -> None:
    settings = Path("publish.toml")
    settings.write_text(settings.read_text("utf-8") + '\n[schedule]\ntimezone = "America/New_York"\n', encoding="utf-8")
    real.run("ledger", "init")

    for words in (("status",), ("history", NAME)):
        out = real.run(*words, "--lang", "en").out
        assert " EST " in out or " EDT " in out


def test_empty_newsletter_lists_no_issue_of_another_folder(
    real: CliHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real.run("ledger", "init")
    other = tmp_path / "other"
    (other / "issues").mkdir(parents=True)
    written = Path("publish.toml").read_text(encoding="utf-8").replace('id = "', 'id = "other-')
    (other / "publish.toml").write_text(written, encoding="utf-8")
    monkeypatch.chdir(other)

    result = real.run("status")

    assert NAME not in result.out + result.err
