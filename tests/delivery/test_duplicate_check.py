"""What the account, or another newsletter, has of an issue of which the ledger has no record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from publish.core.api_types import Draft, DraftItem, Published
from publish.core.delivery_record import Delivery, DeliveryState, DraftAction, Fingerprint, ReleaseAction, StateReason
from publish.core.exceptions import LedgerError, PlatformError, UncertainError
from publish.delivery import adopt_released
from publish.delivery.holds import make_unsent
from publish.newsletter.source_marker import add_fingerprint, make_marker
from tests.delivery.scenarios import ISSUE, LIVING, Scene, make_article
from tests.fakes import MemoryLedger, refuse

NAME = "2020-06-17"
OURS, THEIRS = "embedded-ai", "another"
ANOTHER = make_article("新的正文")


@pytest.fixture
def scene() -> Scene:
    return Scene(ledger=MemoryLedger(newsletter=OURS, skipped=100))


def make_item(name: str = NAME, newsletter: str = OURS, step: int = 1, url: str = LIVING) -> DraftItem:
    """Return an article that names an issue, as another ledger sent it."""
    address = add_fingerprint("https://example.org/a?b=c", make_marker(name, "0" * 64, step, newsletter))
    return DraftItem("简报", "", "", "", address.replace("&", "&amp;"), "cover", url)


def show_draft(scene: Scene, *items: DraftItem, media_id: str = "m1") -> None:
    scene.platform.drafts[media_id] = Draft(media_id, items, scene.clock.now() - timedelta(days=400))


def show_publication(scene: Scene, *items: DraftItem, number: int = 1) -> None:
    scene.platform.publications.append(Published(f"a{number}", items, scene.clock.now() - timedelta(days=400)))


def hold(scene: Scene, **options: Any) -> str:
    """Return what holds a push back; nothing is sent."""
    with pytest.raises(UncertainError) as caught:
        scene.push(**options)
    assert not {"upload_picture", "add_draft"} & set(scene.calls)
    return caught.value.problems[0].message


def refuse_list(*names: str) -> Callable[[str], None]:
    def act(name: str) -> None:
        if name in names:
            raise refuse(45009, name)

    return act


# --- what is seen ---------------------------------------------------------------------------------


def test_hold_names_unrecorded_items_with_id_and_time(scene: Scene) -> None:
    show_draft(scene, make_item())
    show_publication(scene, make_item())

    with pytest.raises(UncertainError) as caught:
        scene.push()

    [problem] = caught.value.problems
    assert problem.values["drafts"] == "m1 (2025-10-17 08:00 UTC)"
    assert problem.values["addresses"] == f"{LIVING} (2025-10-17 08:00 UTC)"
    assert scene.state is DeliveryState.HELD


def test_repeated_hold_adds_no_event(scene: Scene) -> None:
    show_draft(scene, make_item())
    hold(scene)
    steps = scene.ledger.steps

    assert (hold(scene), scene.ledger.steps) == ("prior-seen", steps)


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
def test_item_of_another_issue_holds_nothing(scene: Scene, item: DraftItem) -> None:
    show_draft(scene, item)
    show_publication(scene, item)

    assert scene.push().act is DraftAction.ADDED


@pytest.mark.parametrize(
    ("newsletter", "step"),
    [(OURS, 1), ("", 1), ("@folder", 1), ("", 0)],
    ids=["ours", "nobody", "a folder", "an older program"],
)
@pytest.mark.parametrize("show", [show_draft, show_publication], ids=["draft", "publication"])
def test_item_that_may_be_ours_holds_the_issue(
    scene: Scene, newsletter: str, step: int, show: Callable[..., None]
) -> None:
    show(scene, make_item(newsletter=newsletter, step=step))

    assert hold(scene) == "prior-seen"


def test_issue_is_found_among_several_articles_of_a_draft(scene: Scene) -> None:
    show_draft(scene, make_item("2020-06-03"), make_item())

    assert hold(scene) == "prior-seen"


def test_old_mark_of_another_newsletter_is_ignored(scene: Scene) -> None:
    item = make_item(newsletter="", step=0)
    scene.ledger.newsletter = THEIRS
    sent = Fingerprint("简报", item.source_url.replace("&amp;", "&"), "cover", "t", marked=True)
    scene.ledger.save(Delivery("issues/2020-06-17-2", DeliveryState.PUBLISHED, "c", sent, 1, scene.clock.now()))
    scene.ledger.newsletter = OURS
    show_publication(scene, item)

    assert scene.push().act is DraftAction.ADDED


def test_publication_is_found_on_a_later_page(scene: Scene) -> None:
    for number in range(45):
        show_publication(scene, make_item("2020-06-03"), number=number)
    show_publication(scene, make_item(), number=99)

    assert hold(scene) == "prior-seen"
    assert scene.calls.count("list_publications") == 3


def test_deleted_item_no_longer_holds_the_issue(scene: Scene) -> None:
    show_draft(scene, make_item())
    hold(scene)
    scene.platform.drafts.clear()

    assert scene.push().act is DraftAction.ADDED


def show_otherwise(scene: Scene, **changes: str) -> None:
    """Have the only publication listed otherwise, once another draft was added at a person's word."""
    [published] = scene.platform.publications
    scene.platform.publications = []
    scene.push(ANOTHER, anew=True)
    item = published.articles[0]._replace(**changes)
    scene.platform.publications = [published._replace(article_id="a9", articles=(item,))]


@pytest.mark.parametrize("state", [DeliveryState.PUBLISHED, DeliveryState.REMOVED, DeliveryState.DRAFTED])
def test_publication_of_an_earlier_attempt_is_matched_by_mark(scene: Scene, state: DeliveryState) -> None:
    scene.push()
    scene.ledger.save(scene.release().delivery._replace(state=state, addresses=()))
    scene.ledger.save(make_unsent(ISSUE, scene.clock.now())._replace(state=DeliveryState.REMOVED))
    show_otherwise(scene, url=f"{LIVING}-2")

    if state is DeliveryState.DRAFTED:  # as far as is known, it never went out
        with pytest.raises(UncertainError, match="prior-seen"):
            scene.release(ANOTHER)
    else:
        assert scene.release(ANOTHER).act is ReleaseAction.RELEASED


@pytest.mark.parametrize("shown", ["http://mp.weixin.qq.com/s?a=1&chksm=x#rd", "https://[", ""])
def test_publication_of_an_earlier_attempt_is_matched_by_normalised_address(scene: Scene, shown: str) -> None:
    scene.push()
    known = scene.release().delivery
    scene.ledger.save(known._replace(addresses=("https://mp.weixin.qq.com/s?a=1", "https://[")))
    show_otherwise(scene, url=shown, source_url=make_item(newsletter="").source_url)

    if shown:
        assert scene.release(ANOTHER).act is ReleaseAction.RELEASED
    else:
        with pytest.raises(UncertainError, match="prior-seen"):
            scene.release(ANOTHER)


# --- a ledger that is behind, or may be ------------------------------------------------------------


def test_later_step_in_the_account_raises_ledger_behind(scene: Scene) -> None:
    show_publication(scene, make_item("2019-01-01", step=107))

    with pytest.raises(LedgerError, match="ledger-behind") as caught:
        scene.push()

    assert (caught.value.problems[0].values["count"], scene.ledger.seen) == (7, 107)
    with pytest.raises(LedgerError, match="ledger-behind"):
        scene.push(anew=True)


@pytest.mark.parametrize("newsletter", [THEIRS, ""])
def test_step_of_another_newsletter_is_ignored(scene: Scene, newsletter: str) -> None:
    show_publication(scene, make_item("2019-01-01", newsletter=newsletter, step=107))

    assert scene.push().act is DraftAction.ADDED


@pytest.mark.parametrize("is_current", [True, False])
@pytest.mark.parametrize(
    "refused", [[], ["list_drafts"], ["list_publications"]], ids=["none", "drafts", "publications"]
)
def test_issue_is_held_when_the_ledger_may_not_be_the_newest(
    scene: Scene, refused: list[str], is_current: bool
) -> None:
    """What was sent to every follower stands in no list."""
    scene.ledger.is_current = is_current
    scene.platform.before = refuse_list(*refused)

    if is_current:
        assert scene.push().act is DraftAction.ADDED
    else:
        assert hold(scene) == "prior-unseen"
        assert scene.push(anew=True).act is DraftAction.ADDED


def test_publication_list_is_read_up_to_the_page_limit(scene: Scene) -> None:
    for number in range(501):
        show_publication(scene, make_item("2019-01-01"), number=number)

    assert scene.push().act is DraftAction.ADDED
    assert scene.calls.count("list_publications") == 25


@pytest.mark.parametrize("title", ["简报 (2020-06-17)", "别的"])
@pytest.mark.parametrize("show", [show_draft, show_publication], ids=["draft", "publication"])
def test_issue_without_source_url_is_matched_by_title(scene: Scene, show: Callable[..., None], title: str) -> None:
    article = make_article(source_url="")
    show(scene, DraftItem(f" {title}", "", "", "", "", "cover", LIVING))

    if title == "别的":
        assert scene.push(article).act is DraftAction.ADDED
    else:
        assert hold(scene, article=article) == "prior-seen"
        assert scene.push(article, adopt=True).act is DraftAction.ADOPTED


def test_release_holds_the_issue_when_the_ledger_may_not_be_the_newest(scene: Scene) -> None:
    scene.push()
    scene.ledger.is_current = False

    with pytest.raises(UncertainError, match="prior-unseen"):
        scene.release()
    assert "submit" not in scene.calls

    assert scene.release(anew=True).act is ReleaseAction.RELEASED


def test_release_stops_when_the_publication_list_is_refused(scene: Scene) -> None:
    scene.push()
    scene.platform.before = refuse_list("list_publications")

    with pytest.raises(PlatformError):
        scene.release()
    assert "submit" not in scene.calls


@pytest.mark.parametrize("anew", [True, False])
def test_issue_due_at_ledger_adoption_is_drafted_only_on_confirmation(scene: Scene, anew: bool) -> None:
    reason = StateReason("prior-taken-over", {"title": ISSUE, "issue": NAME})
    blank = Fingerprint("", "", "", "", marked=False)
    scene.ledger.save(Delivery(ISSUE, DeliveryState.HELD, "", blank, 0, scene.clock.now(), reason=reason))

    if anew:
        assert scene.push(anew=True).act is DraftAction.ADDED
    else:
        assert (hold(scene), scene.calls) == ("prior-taken-over", [])


# --- a person's word ------------------------------------------------------------------------------


def test_ignored_items_hold_neither_draft_nor_release(scene: Scene) -> None:
    show_publication(scene, make_item())
    hold(scene)

    scene.push(anew=True)

    assert scene.release().act is ReleaseAction.RELEASED


def test_new_item_after_confirmation_holds_the_release(scene: Scene) -> None:
    show_publication(scene, make_item())
    scene.push(anew=True)
    show_publication(scene, make_item(url=f"{LIVING}-2"), number=2)

    with pytest.raises(UncertainError, match="prior-seen") as caught:
        scene.release()

    assert str(caught.value.problems[0].values["addresses"]).startswith(f"{LIVING}-2 ")
    assert scene.release(anew=True).act is ReleaseAction.RELEASED


def test_adopted_draft_is_updated_by_the_next_push(scene: Scene) -> None:
    scene.push()
    scene.ledger = MemoryLedger(newsletter=OURS, skipped=200)
    hold(scene, article=ANOTHER)

    adopted = scene.push(ANOTHER, adopt=True)

    assert (adopted.act, adopted.delivery.media_id, adopted.delivery.manual) == (DraftAction.ADOPTED, "draft-1", False)
    assert scene.push(ANOTHER).act is DraftAction.UPDATED
    assert scene.release(ANOTHER).act is ReleaseAction.RELEASED


@pytest.mark.parametrize("read", [True, False])
def test_draft_adopted_without_publication_list_is_released_only_by_a_person(scene: Scene, read: bool) -> None:
    scene.platform.may_publish = read
    show_draft(scene, make_item())

    assert scene.push(adopt=True).delivery.manual is not read


def test_draft_deleted_during_adoption_is_adopted_as_listed(scene: Scene) -> None:
    show_draft(scene, make_item())
    scene.platform.before = lambda name: scene.platform.drafts.clear() if name == "get_draft" else None

    assert scene.push(adopt=True).delivery.media_id == "m1"


def test_adopting_beside_a_recorded_draft_adds_an_attempt(scene: Scene) -> None:
    scene.push()
    show_draft(scene, make_item())

    assert scene.push(adopt=True).delivery.number == 2


def test_release_adopts_the_publication_or_the_draft(scene: Scene) -> None:
    show_draft(scene, make_item())
    first = adopt_released(ISSUE, scene.outside)
    show_publication(scene, make_item(url=f"{LIVING}-2"))
    second = adopt_released(ISSUE, scene.outside)

    assert (first.act, first.delivery.state) == (ReleaseAction.ADOPTED, DeliveryState.DRAFTED)
    assert (second.act, second.delivery.addresses) == (ReleaseAction.RECORDED, (f"{LIVING}-2",))


def test_adopt_fails_when_several_items_match(scene: Scene) -> None:
    show_draft(scene, make_item())
    show_draft(scene, make_item(), media_id="m2")
    said = [hold(scene, adopt=True)]
    for number in (1, 2):
        show_publication(scene, make_item(url=f"{LIVING}-{number}"), number=number)
    said.append(hold(scene, adopt=True))

    assert said == ["draft-several", "release-several"]


@pytest.mark.parametrize("state", [None, DeliveryState.PUBLISHED, DeliveryState.SUBMITTED, DeliveryState.HELD])
def test_adopt_fails_without_item_or_when_handed_in(scene: Scene, state: DeliveryState | None) -> None:
    if state:
        scene.ledger.save(scene.push().delivery._replace(state=state))
        show_draft(scene, make_item())

    assert hold(scene, adopt=True) == "adopt-nothing"


def test_draft_with_unknown_mark_format_is_adopted(scene: Scene) -> None:
    """The issue may stand behind another article in the draft."""
    show_draft(scene, DraftItem("别的", "", "", "", "", "cover", ""), make_item())

    adopted = scene.push(adopt=True).delivery

    assert (adopted.content, adopted.articles) == ("", 2)
