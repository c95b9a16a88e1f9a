"""Issues without a record in the ledger that the account or another newsletter has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from publish.core.api_types import Draft, DraftItem, Published
from publish.core.delivery_record import Delivery, DeliveryState, DraftAction, Fingerprint, ReleaseAction, StateReason
from publish.core.exceptions import LedgerError, PlatformError, UncertainError
from publish.delivery.holds import LATE, make_unsent
from publish.delivery.release_draft import adopt_released
from publish.newsletter.source_marker import add_marker, make_marker
from tests.delivery.scenarios import ISSUE, LINKED_ARTICLE, Scenario, make_article
from tests.fakes import MemoryLedger, refuse

NAME = "2020-06-17"
OURS, THEIRS = "embedded-ai", "another"
ANOTHER = make_article("新的正文")


@pytest.fixture
def scenario() -> Scenario:
    return Scenario(ledger=MemoryLedger(newsletter=OURS, skipped=100))


def make_item(name: str = NAME, newsletter: str = OURS, step: int = 1, url: str = LINKED_ARTICLE) -> DraftItem:
    """Return an article that names an issue, as another ledger sent it."""
    address = add_marker("https://example.org/a?b=c", make_marker(name, "0" * 64, step, newsletter))
    return DraftItem("简报", "", "", "", address.replace("&", "&amp;"), "cover", url)


def show_draft(scenario: Scenario, *items: DraftItem, media_id: str = "m1") -> None:
    scenario.platform.drafts[media_id] = Draft(media_id, items, scenario.clock.now() - timedelta(days=400))


def show_publication(scenario: Scenario, *items: DraftItem, number: int = 1) -> None:
    scenario.platform.publications.append(Published(f"a{number}", items, scenario.clock.now() - timedelta(days=400)))


def hold(scenario: Scenario, **options: Any) -> str:
    """Return what holds a push back; nothing is sent."""
    with pytest.raises(UncertainError) as caught:
        scenario.push(**options)
    assert not {"upload_picture", "add_draft"} & set(scenario.calls)
    return caught.value.problems[0].message


def refuse_list(*names: str) -> Callable[[str], None]:
    def act(name: str) -> None:
        if name in names:
            raise refuse(45009, name)

    return act


# --- what is seen ---------------------------------------------------------------------------------


def test_hold_names_unrecorded_items_with_id_and_time(scenario: Scenario) -> None:
    show_draft(scenario, make_item())
    show_publication(scenario, make_item())

    with pytest.raises(UncertainError) as caught:
        scenario.push()

    [problem] = caught.value.problems
    assert problem.values["drafts"] == "m1 (2025-10-17 08:00 UTC)"
    assert problem.values["addresses"] == f"{LINKED_ARTICLE} (2025-10-17 08:00 UTC)"
    assert scenario.state is DeliveryState.HELD


def test_repeated_hold_adds_no_event(scenario: Scenario) -> None:
    show_draft(scenario, make_item())
    hold(scenario)
    steps = scenario.ledger.steps

    assert (hold(scenario), scenario.ledger.steps) == ("prior-seen", steps)


@pytest.mark.parametrize(
    "item",
    [
        make_item("2020-06-18"),
        make_item(newsletter=THEIRS),
        DraftItem("简报 (2020-06-17)", "", "", "", "https://example.org/2020-06-17", "cover", ""),
        DraftItem("简报 (2020-06-17)", "", "", "", "https://[", "cover", ""),
    ],
    ids=["another issue", "another newsletter", "no mark", "no address"],
)
def test_item_of_another_issue_holds_nothing(scenario: Scenario, item: DraftItem) -> None:
    show_draft(scenario, item)
    show_publication(scenario, item)

    assert scenario.push().action is DraftAction.ADDED


@pytest.mark.parametrize(
    ("newsletter", "step"),
    [(OURS, 1), ("", 1), ("@folder", 1), ("", 0)],
    ids=["ours", "nobody", "a folder", "an older program"],
)
@pytest.mark.parametrize("show", [show_draft, show_publication], ids=["draft", "publication"])
def test_item_that_may_be_ours_holds_the_issue(
    scenario: Scenario, newsletter: str, step: int, show: Callable[..., None]
) -> None:
    show(scenario, make_item(newsletter=newsletter, step=step))

    assert hold(scenario) == "prior-seen"


def test_issue_is_found_among_several_articles_of_a_draft(scenario: Scenario) -> None:
    show_draft(scenario, make_item("2020-06-03"), make_item())

    assert hold(scenario) == "prior-seen"


def test_old_mark_of_another_newsletter_is_ignored(scenario: Scenario) -> None:
    item = make_item(newsletter="", step=0)
    scenario.ledger.newsletter = THEIRS
    sent = Fingerprint("简报", item.source_url.replace("&amp;", "&"), "cover", "t", marked=True)
    scenario.ledger.save(Delivery("issues/2020-06-17-2", DeliveryState.PUBLISHED, "c", sent, 1, scenario.clock.now()))
    scenario.ledger.newsletter = OURS
    show_publication(scenario, item)

    assert scenario.push().action is DraftAction.ADDED


def test_issue_that_another_newsletter_only_held_holds_nothing(scenario: Scenario) -> None:
    scenario.ledger.newsletter = THEIRS
    held = make_unsent(ISSUE, scenario.clock.now())
    scenario.ledger.save(held._replace(state=DeliveryState.HELD, reason=StateReason(LATE, {})))
    scenario.ledger.newsletter = OURS

    assert scenario.push().action is DraftAction.ADDED


def test_publication_is_found_on_a_later_page(scenario: Scenario) -> None:
    for number in range(45):
        show_publication(scenario, make_item("2020-06-03"), number=number)
    show_publication(scenario, make_item(), number=99)

    assert hold(scenario) == "prior-seen"
    assert scenario.calls.count("list_publications") == 3


def test_deleted_item_no_longer_holds_the_issue(scenario: Scenario) -> None:
    show_draft(scenario, make_item())
    hold(scenario)
    scenario.platform.drafts.clear()

    assert scenario.push().action is DraftAction.ADDED


def show_otherwise(scenario: Scenario, **changes: Any) -> None:
    """Have the only publication listed otherwise, once another draft was added at a person's word."""
    [published] = scenario.platform.publications
    scenario.platform.publications = []
    scenario.push(ANOTHER, anew=True)
    item = published.articles[0]._replace(**changes)
    scenario.platform.publications = [published._replace(article_id="a9", articles=(item,))]


@pytest.mark.parametrize("state", [DeliveryState.PUBLISHED, DeliveryState.REMOVED, DeliveryState.DRAFTED])
def test_publication_of_an_earlier_attempt_is_matched_by_mark(scenario: Scenario, state: DeliveryState) -> None:
    scenario.push()
    scenario.ledger.save(scenario.release().delivery._replace(state=state, addresses=()))
    scenario.ledger.save(make_unsent(ISSUE, scenario.clock.now())._replace(state=DeliveryState.REMOVED))
    show_otherwise(scenario, url=f"{LINKED_ARTICLE}-2")

    if state is DeliveryState.DRAFTED:  # as far as is known, it never went out
        with pytest.raises(UncertainError, match="prior-seen"):
            scenario.release(ANOTHER)
    else:
        assert scenario.release(ANOTHER).action is ReleaseAction.RELEASED


@pytest.mark.parametrize("shown", ["http://mp.weixin.qq.com/s?a=1&chksm=x#rd", "https://[", ""])
def test_publication_of_an_earlier_attempt_is_matched_by_normalised_address(scenario: Scenario, shown: str) -> None:
    scenario.push()
    delivery = scenario.release().delivery
    scenario.ledger.save(delivery._replace(addresses=("https://mp.weixin.qq.com/s?a=1", "https://[")))
    show_otherwise(scenario, url=shown, source_url=make_item(newsletter="").source_url)

    if shown:
        assert scenario.release(ANOTHER).action is ReleaseAction.RELEASED
    else:
        with pytest.raises(UncertainError, match="prior-seen"):
            scenario.release(ANOTHER)


# --- a ledger that is behind, or may be ------------------------------------------------------------


def test_later_step_in_the_account_raises_ledger_behind(scenario: Scenario) -> None:
    show_publication(scenario, make_item("2019-01-01", step=107))

    with pytest.raises(LedgerError, match="ledger-behind") as caught:
        scenario.push()

    assert (caught.value.problems[0].values["count"], scenario.ledger.seen) == (7, 107)
    with pytest.raises(LedgerError, match="ledger-behind"):
        scenario.push(anew=True)


@pytest.mark.parametrize("newsletter", [THEIRS, ""])
def test_step_of_another_newsletter_is_ignored(scenario: Scenario, newsletter: str) -> None:
    show_publication(scenario, make_item("2019-01-01", newsletter=newsletter, step=107))

    assert scenario.push().action is DraftAction.ADDED


@pytest.mark.parametrize("is_current", [True, False])
@pytest.mark.parametrize(
    "refused", [[], ["list_drafts"], ["list_publications"]], ids=["none", "drafts", "publications"]
)
def test_issue_is_held_when_the_ledger_may_not_be_the_newest(
    scenario: Scenario, refused: list[str], is_current: bool
) -> None:
    """No list shows what was sent to every follower."""
    scenario.ledger.is_current = is_current
    scenario.platform.before = refuse_list(*refused)

    if is_current:
        assert scenario.push().action is DraftAction.ADDED
    else:
        assert hold(scenario) == "prior-unseen"
        assert scenario.push(anew=True).action is DraftAction.ADDED


def test_publication_list_is_read_up_to_the_page_limit(scenario: Scenario) -> None:
    for number in range(501):
        show_publication(scenario, make_item("2019-01-01"), number=number)

    assert scenario.push().action is DraftAction.ADDED
    assert scenario.calls.count("list_publications") == 25


@pytest.mark.parametrize("title", ["简报 (2020-06-17)", "别的"])
@pytest.mark.parametrize("show", [show_draft, show_publication], ids=["draft", "publication"])
def test_issue_without_source_url_is_matched_by_title(
    scenario: Scenario, show: Callable[..., None], title: str
) -> None:
    article = make_article(source_url="")
    show(scenario, DraftItem(f" {title}", "", "", "", "", "cover", LINKED_ARTICLE))

    if title == "别的":
        assert scenario.push(article).action is DraftAction.ADDED
    else:
        assert hold(scenario, article=article) == "prior-seen"
        assert scenario.push(article, adopt=True).action is DraftAction.ADOPTED


def test_release_holds_the_issue_when_the_ledger_may_not_be_the_newest(scenario: Scenario) -> None:
    scenario.push()
    scenario.ledger.is_current = False

    with pytest.raises(UncertainError, match="prior-unseen"):
        scenario.release()
    assert "submit" not in scenario.calls

    assert scenario.release(anew=True).action is ReleaseAction.RELEASED


def test_release_stops_when_the_publication_list_is_refused(scenario: Scenario) -> None:
    scenario.push()
    scenario.platform.before = refuse_list("list_publications")

    with pytest.raises(PlatformError):
        scenario.release()
    assert "submit" not in scenario.calls


@pytest.mark.parametrize("anew", [True, False])
def test_issue_due_at_ledger_adoption_is_drafted_only_on_confirmation(scenario: Scenario, anew: bool) -> None:
    reason = StateReason("prior-taken-over", {"title": ISSUE, "issue": NAME})
    blank = Fingerprint("", "", "", "", marked=False)
    scenario.ledger.save(Delivery(ISSUE, DeliveryState.HELD, "", blank, 0, scenario.clock.now(), reason=reason))

    if anew:
        assert scenario.push(anew=True).action is DraftAction.ADDED
    else:
        assert (hold(scenario), scenario.calls) == ("prior-taken-over", [])


# --- a person's word ------------------------------------------------------------------------------


def test_ignored_items_hold_neither_draft_nor_release(scenario: Scenario) -> None:
    show_publication(scenario, make_item())
    hold(scenario)

    scenario.push(anew=True)

    assert scenario.release().action is ReleaseAction.RELEASED


def test_new_item_after_confirmation_holds_the_release(scenario: Scenario) -> None:
    show_publication(scenario, make_item())
    scenario.push(anew=True)
    show_publication(scenario, make_item(url=f"{LINKED_ARTICLE}-2"), number=2)

    with pytest.raises(UncertainError, match="prior-seen") as caught:
        scenario.release()

    assert str(caught.value.problems[0].values["addresses"]).startswith(f"{LINKED_ARTICLE}-2 ")
    assert scenario.release(anew=True).action is ReleaseAction.RELEASED


def test_adopted_draft_is_updated_by_the_next_push(scenario: Scenario) -> None:
    scenario.push()
    scenario.ledger = MemoryLedger(newsletter=OURS, skipped=200)
    hold(scenario, article=ANOTHER)

    adopted = scenario.push(ANOTHER, adopt=True)

    assert (adopted.action, adopted.delivery.media_id, adopted.delivery.manual) == (
        DraftAction.ADOPTED,
        "draft-1",
        False,
    )
    assert scenario.push(ANOTHER).action is DraftAction.UPDATED
    assert scenario.release(ANOTHER).action is ReleaseAction.RELEASED


@pytest.mark.parametrize("read", [True, False])
def test_draft_adopted_without_publication_list_is_released_only_by_a_person(scenario: Scenario, read: bool) -> None:
    scenario.platform.may_publish = read
    show_draft(scenario, make_item())

    assert scenario.push(adopt=True).delivery.manual is not read


def test_draft_deleted_during_adoption_is_adopted_as_listed(scenario: Scenario) -> None:
    show_draft(scenario, make_item())
    scenario.platform.before = lambda name: scenario.platform.drafts.clear() if name == "get_draft" else None

    assert scenario.push(adopt=True).delivery.media_id == "m1"


def test_adopting_beside_a_recorded_draft_adds_an_attempt(scenario: Scenario) -> None:
    scenario.push()
    show_draft(scenario, make_item())

    assert scenario.push(adopt=True).delivery.number == 2


def test_release_adopts_the_publication_or_the_draft(scenario: Scenario) -> None:
    show_draft(scenario, make_item())
    first = adopt_released(ISSUE, scenario.services)
    show_publication(scenario, make_item(url=f"{LINKED_ARTICLE}-2"))
    second = adopt_released(ISSUE, scenario.services)

    assert (first.action, first.delivery.state) == (ReleaseAction.ADOPTED, DeliveryState.DRAFTED)
    assert (second.action, second.delivery.addresses) == (ReleaseAction.RECORDED, (f"{LINKED_ARTICLE}-2",))


def test_adopt_fails_when_several_items_match(scenario: Scenario) -> None:
    show_draft(scenario, make_item())
    show_draft(scenario, make_item(), media_id="m2")
    said = [hold(scenario, adopt=True)]
    for number in (1, 2):
        show_publication(scenario, make_item(url=f"{LINKED_ARTICLE}-{number}"), number=number)
    said.append(hold(scenario, adopt=True))

    assert said == ["draft-several", "release-several"]


@pytest.mark.parametrize("state", [None, DeliveryState.PUBLISHED, DeliveryState.SUBMITTED, DeliveryState.HELD])
def test_adopt_fails_without_item_or_when_handed_in(scenario: Scenario, state: DeliveryState | None) -> None:
    if state:
        scenario.ledger.save(scenario.push().delivery._replace(state=state))
        show_draft(scenario, make_item())

    assert hold(scenario, adopt=True) == "adopt-nothing"


def test_draft_with_unknown_mark_format_is_adopted(scenario: Scenario) -> None:
    """The issue may stand behind another article in the draft."""
    show_draft(scenario, DraftItem("别的", "", "", "", "", "cover", ""), make_item())

    adopted = scenario.push(adopt=True).delivery

    assert (adopted.content, adopted.articles) == ("", 2)
