"""Titles and digests go out as they are; what an account refuses is shortened, and remembered for it."""

from __future__ import annotations

import pytest

from publish.core.delivery_record import DeliveryState, LimitedField
from publish.core.exceptions import PlatformError
from tests.delivery.scenarios import Scenario, make_article

DIGEST = f"{'甲' * 50}，{'乙' * 50}"
LONG_TITLE = "嵌入式简报 (2020-06-17)：芯片降价，模型变小，端侧推理更快，工具链合并，社区活动"


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


def ids(scenario: Scenario, **metadata: str) -> list[str]:
    """Push an article, and return the ids of the problems."""
    return [problem.message for problem in scenario.push(make_article(**metadata)).problems]


def test_digest_of_128_characters_goes_out_unchanged(scenario: Scenario) -> None:
    assert ids(scenario, digest="长" * 128) == []
    assert scenario.platform.sent[0].digest == "长" * 128
    assert scenario.ledger.refused == {}


def test_refused_digest_goes_out_in_120_bytes(scenario: Scenario) -> None:
    scenario.platform.max_digest = 120

    assert ids(scenario, digest=DIGEST) == ["draft-digest-shortened"]
    assert scenario.calls.count("add_draft") == 2
    assert (scenario.platform.sent[0].digest, len(scenario.platform.drafts)) == (f"{'甲' * 39}…", 1)


def test_digest_that_is_refused_in_every_length_is_left_out(scenario: Scenario) -> None:
    scenario.platform.max_digest = 60

    assert ids(scenario, digest=DIGEST) == ["draft-digest-left-out"]
    assert (scenario.platform.sent[0].digest, scenario.calls.count("add_draft")) == ("", 3)


def test_refused_digest_is_remembered_for_the_account(scenario: Scenario) -> None:
    scenario.platform.max_digest = 120
    scenario.push(make_article(digest=DIGEST))
    assert scenario.ledger.refused == {LimitedField.DIGEST: 303}

    assert ids(scenario, digest=f"{DIGEST}，又一句") == ["draft-digest-shortened"]
    assert scenario.calls.count("update_draft") == 1


def test_unread_draft_with_a_shortened_digest_is_read_without_a_difference(scenario: Scenario) -> None:
    scenario.platform.max_digest = 120
    scenario.platform.read_lag = 60
    scenario.push(make_article(digest=DIGEST))
    scenario.clock.wait(60)

    assert ids(scenario, digest=DIGEST) == ["draft-digest-shortened"]
    assert "add_draft" not in scenario.calls


def test_digest_is_shortened_below_every_length_that_was_refused(scenario: Scenario) -> None:
    scenario.ledger.note_refusal(LimitedField.DIGEST, 118)

    assert ids(scenario, digest=DIGEST) == ["draft-digest-left-out"]
    assert scenario.calls.count("add_draft") == 1


def test_shorter_digest_goes_out_unchanged_after_a_refusal(scenario: Scenario) -> None:
    scenario.platform.max_digest = 120
    scenario.push(make_article(digest=DIGEST))

    assert ids(scenario, digest="短") == []
    [draft] = scenario.platform.drafts.values()
    assert draft.articles[0].digest == "短"


def test_refused_title_is_remembered_for_the_account(scenario: Scenario) -> None:
    scenario.platform.max_title = 32
    scenario.push(make_article(title=LONG_TITLE))
    assert scenario.ledger.refused == {LimitedField.TITLE: len(LONG_TITLE)}

    assert ids(scenario, title=f"{LONG_TITLE}，还有") == ["draft-title-shortened"]
    assert scenario.calls.count("update_draft") == 1


def test_title_refused_for_another_reason_is_not_remembered(scenario: Scenario) -> None:
    scenario.platform.max_title = 1

    with pytest.raises(PlatformError):
        scenario.push(make_article(title=LONG_TITLE))

    assert (scenario.ledger.refused, scenario.state) == ({}, DeliveryState.PLANNED)


def test_shortest_title_is_sent_when_a_shorter_one_was_refused(scenario: Scenario) -> None:
    scenario.ledger.note_refusal(LimitedField.TITLE, 10)

    assert ids(scenario, title=LONG_TITLE) == ["draft-title-shortened"]
    assert len(scenario.platform.sent[0].title) <= 21


def test_final_refusal_names_the_field_and_its_length_in_every_unit(scenario: Scenario) -> None:
    scenario.platform.max_title = 1

    with pytest.raises(PlatformError) as caught:
        scenario.push(make_article(title="端侧 AI 简报"))

    *_, problem = caught.value.problems
    values = {"field": "title", "chars": 8, "bytes": 16, "escaped": 28, "text": "端侧 AI 简报"}
    assert (problem.message, problem.values) == ("draft-field-length", values)
