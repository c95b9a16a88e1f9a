from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from publish.cli.build_context import BuildContext, load_build_context
from publish.cli.ledger_access import find_ledger
from publish.cli.parser import parse_arguments
from publish.cli.preview.issue_list import IssueState, load_issue_states
from publish.core.delivery_record import Delivery, DeliveryState, Fingerprint
from publish.core.readership import ArticleTotals, DayTotals
from publish.i18n.translator import Translator
from tests.preview.repository import make_repository

DELIVERY = Delivery(
    issue="issues/2020-06-17",
    state=DeliveryState.DRAFTED,
    content="c",
    fingerprint=Fingerprint("题", "", "cover", "text", False),
    articles=1,
    started=datetime(2020, 6, 17, tzinfo=UTC),
    media_id="m",
)


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BuildContext:
    make_repository(tmp_path / "newsletter")
    monkeypatch.chdir(tmp_path / "newsletter")
    monkeypatch.setenv("WECHAT_API", "http://127.0.0.1:9/cgi-bin")  # the sandbox's account
    return load_build_context(parse_arguments(["preview"], Translator("zh")), Translator("zh"))


def find(context: BuildContext) -> dict[str, str]:
    return {name: known.state for name, known in load_issue_states(context).items()}


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (DeliveryState.DRAFTED, {"2020-06-17": "drafted"}),
        (DeliveryState.DRAFT_INTENT, {"2020-06-17": "uncertain"}),
        (DeliveryState.UNCERTAIN, {"2020-06-17": "uncertain"}),
        (DeliveryState.PUBLISHED, {"2020-06-17": "published"}),
        (DeliveryState.PLANNED, {}),
    ],
)
def test_load_issue_states_returns_states_of_the_ledger(
    context: BuildContext, state: DeliveryState, shown: dict[str, str]
) -> None:
    with find_ledger(None, context.settings, context.repository).connect() as ledger:
        ledger.save(DELIVERY._replace(state=state))

    assert find(context) == shown


def test_load_issue_states_creates_no_ledger(context: BuildContext) -> None:
    assert find(context) == {}
    assert not Path(str(find_ledger(None, context.settings, context.repository).location)).exists()


def test_load_issue_states_returns_published_issues_without_an_account(
    context: BuildContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WECHAT_API")
    published = context.repository / "issues" / "publications.json"
    published.write_text('{"2020-06-03": "https://example.org/3"}', encoding="utf-8")

    assert find(context) == {"2020-06-03": "published"}


def test_load_issue_states_returns_the_numbers_of_an_issues_first_article(context: BuildContext) -> None:
    totals = (DayTotals(date(2026, 11, 20), reads=5),)
    published = context.repository / "issues" / "publications.json"
    published.write_text('{"2020-06-17": "https://example.org/3"}', encoding="utf-8")
    with find_ledger(None, context.settings, context.repository).connect() as ledger:
        number = ledger.save(DELIVERY).number
        ledger.save_statistics([ArticleTotals(number, 0, totals), ArticleTotals(number, 1, ())], {})

    assert load_issue_states(context) == {"2020-06-17": IssueState("published", totals)}
