"""An issue's draft: added once, updated from then on, read back each time.

Whatever is about to be sent is in the ledger before. A run that dies between there and the answer leaves
`draft_intent`; the next one looks for the draft by its fingerprint. It sends it again only where the draft box was read
whole twice, ten minutes apart, without it: a second draft harms nobody. Such a one is never released by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple

from publish.core.api_types import Draft, DraftArticle
from publish.core.article import name_sent_file
from publish.core.delivery_record import Delivery, DeliveryState, DraftAction, PushResult, UploadKind
from publish.core.exceptions import NotSentError, PlatformError, UncertainError
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem, Severity
from publish.delivery.account_lists import DraftBox, PublicationList, read_drafts, read_publications
from publish.delivery.adopt_existing import adopt_prior
from publish.delivery.baseline import is_baseline
from publish.delivery.draft_contents import DraftContents, MadeContents, make_articles, take_fingerprint
from publish.delivery.duplicate_check import check_prior, explain_seen, hold_for, pass_over
from publish.delivery.find_publication import find_published
from publish.delivery.overdue import TAKEN_OVER, clear_overdue_hold, is_overdue, is_waiting
from publish.delivery.publication_outcome import describe, to_state_reason
from publish.delivery.readback import compare_articles, find_lost_pictures, hash_words
from publish.delivery.recover_draft import recover_draft
from publish.delivery.unrecorded_items import ItemQuery, find_unrecorded
from publish.delivery.upload_pictures import hash_picture
from publish.wechat.api_errors import NOT_AUTHORISED
from publish.wechat.limits import INVALID_MEDIA_ID, TITLE_TOO_LONG


class PushOptions(NamedTuple):
    """What a person said may be done."""

    anew: bool = False
    """Add another draft where the earlier one is gone, was not found again, or is not to be taken for this issue's."""
    overwrite: bool = False
    """Update a draft that was edited on the platform."""
    adopt: bool = False
    """Take for this issue's what is there of it, and send nothing."""


_OPEN = (DeliveryState.DRAFT_INTENT, DeliveryState.UNCERTAIN)
_ON_ITS_WAY = (DeliveryState.RELEASE_INTENT, DeliveryState.SUBMITTED, DeliveryState.HELD)
_DECIDED = PushOptions()


def predict_action(plan: DraftContents, delivery: Delivery | None, options: PushOptions = _DECIDED) -> str:
    """Return what pushing a draft would come to, as far as the ledger tells; asks nobody."""
    is_held = delivery is not None and is_waiting(delivery) and not is_overdue(delivery) and not options.anew
    delivery = clear_overdue_hold(delivery)
    if delivery is None or delivery.state is DeliveryState.PLANNED or is_baseline(delivery):
        return DeliveryState.HELD if is_held else DraftAction.ADDED
    if delivery.state in _OPEN:
        return DraftAction.FOUND
    if delivery.state in _ON_ITS_WAY:
        return DeliveryState.SUBMITTED
    if delivery.state in (DeliveryState.REMOVED, DeliveryState.PUBLISHED):
        return DraftAction.ADDED if options.anew else delivery.state
    if delivery.content != plan.content:
        return DraftAction.UPDATED
    return DraftAction.UNCHANGED if delivery.kept else DraftAction.READ


def push_draft(plan: DraftContents, services: DeliveryServices, options: PushOptions = _DECIDED) -> PushResult:
    """Bring an issue's draft into the account, or up to date there.

    Raises:
        UncertainError: A person has to look, or to decide.
        ArticleError: The article is not fit to be sent.
        PlatformError: WeChat refused.
        NotSentError: WeChat was not reached.
        LedgerError: The ledger cannot be written; what is not in it was not sent.
    """
    if options.adopt:
        return PushResult(DraftAction.ADOPTED, adopt_prior(plan.issue, services, _want(plan).title))
    delivery = _wake_for(services.ledger.find(plan.issue), options)
    if delivery is None or delivery.state is DeliveryState.PLANNED:
        return _begin(plan, delivery, services, options)
    if delivery.state in _OPEN:
        return _resolve(plan, delivery, services, options)
    if delivery.state in _ON_ITS_WAY:
        raise UncertainError(Problem("draft-on-its-way", describe(delivery)))
    drafted = delivery.state is DeliveryState.DRAFTED
    if drafted and options.anew and services.platform.get_draft(delivery.media_id) is None:
        delivery = services.ledger.save(delivery._replace(state=DeliveryState.REMOVED))
    if delivery.state in (DeliveryState.REMOVED, DeliveryState.PUBLISHED):
        return _replace(plan, delivery, services, options)
    return _bring_up_to_date(plan, delivery, services, options)


def _wake_for(delivery: Delivery | None, options: PushOptions) -> Delivery | None:
    """Return a delivery that is no longer held, where a command may bring that about.

    Raises:
        UncertainError: It may be out, and only a person can have seen it.
    """
    if (
        delivery
        and is_waiting(delivery)
        and delivery.reason
        and delivery.reason.message == TAKEN_OVER
        and not options.anew
    ):
        raise UncertainError(Problem(delivery.reason.message, delivery.reason.values))
    return clear_overdue_hold(delivery)


def _begin(
    plan: DraftContents, delivery: Delivery | None, services: DeliveryServices, options: PushOptions
) -> PushResult:
    """Add a draft of an issue that has none, as far as the ledger knows."""
    if options.anew:
        return _add(plan, delivery, services, _DraftStanding(passed=pass_over(_want(plan), delivery, services)))
    check_prior(_want(plan), plan.article.metadata.title, delivery, services)
    standing = _DraftStanding(delivery.manual, delivery.passed) if delivery else _DraftStanding()
    return _add(plan, delivery, services, standing)


def _resolve(plan: DraftContents, delivery: Delivery, services: DeliveryServices, options: PushOptions) -> PushResult:
    """Find out what became of a draft that was sent, and go on from there."""
    search = recover_draft(delivery, services)
    if not search.found:
        if options.anew:
            return _add(plan, None, services, _DraftStanding(passed=pass_over(_want(plan), search.delivery, services)))
        return _add_again(plan, search.delivery, search.box, services)
    found = search.delivery
    if found.content != plan.content:
        return _bring_up_to_date(plan, found, services, options)
    return _read_back(DraftAction.FOUND, found, _make_as_sent(plan, found, services), services)


def _replace(plan: DraftContents, delivery: Delivery, services: DeliveryServices, options: PushOptions) -> PushResult:
    """Add another draft for one that is gone, when that was asked for."""
    if not options.anew and not is_baseline(delivery):
        raise UncertainError(_explain_gone(delivery, services))
    if not options.anew:
        return _begin(plan, None, services, options)
    return _add(plan, None, services, _DraftStanding(passed=pass_over(_want(plan), delivery, services)))


def _want(plan: DraftContents) -> ItemQuery:
    """Return by what an issue is known in the account."""
    _, marked = plan.mark_source(1, "")
    return ItemQuery(plan.issue, "" if marked else plan.article.metadata.title)


def _add_again(plan: DraftContents, delivery: Delivery, box: DraftBox, services: DeliveryServices) -> PushResult:
    """Add a draft once more that never turned up, once it can be told that it is not there.

    Raises:
        UncertainError: That cannot be told yet; or the account shows the issue otherwise.
    """
    box = box if box.whole else read_drafts(services.platform)
    _check_seen(plan, delivery, (box, PublicationList((), whole=False)), services)
    if not box.whole or not services.ledger.is_current or not _was_missed_before(delivery, services):
        raise UncertainError(Problem("draft-uncertain", describe(delivery)))
    shown = read_publications(services.platform)
    _check_seen(plan, delivery, (box, shown), services)
    # Whoever may not publish has not; whoever did by hand will: the draft is released by no run.
    if not shown.whole and not (shown.refused and shown.refused.code == NOT_AUTHORISED):
        raise UncertainError(Problem("draft-uncertain", describe(delivery)))
    pushed = _add(plan, None, services, _DraftStanding(manual=True, passed=delivery.passed))
    again = _warn_again(pushed.delivery)
    delivery = pushed.delivery
    if delivery.kept:  # one that could not be read yet is to be read by the next run
        delivery = services.ledger.save(delivery._replace(reason=to_state_reason(again)))
    return pushed._replace(delivery=delivery, problems=(*pushed.problems, again))


def _was_missed_before(delivery: Delivery, services: DeliveryServices) -> bool:
    """Return whether a draft was not there long ago either; keep when it was first missed."""
    now = services.clock.now()
    if delivery.missed is None or now < delivery.missed:  # a clock that was put back begins anew
        services.ledger.save(delivery._replace(missed=now))
        return False
    return now - delivery.missed >= timedelta(seconds=services.timeouts.apart)


def _check_seen(
    plan: DraftContents, delivery: Delivery, lists: tuple[DraftBox, PublicationList], services: DeliveryServices
) -> None:
    """Hold an issue that the account shows with another content, or as a publication."""
    seen = find_unrecorded(_want(plan), lists, services.ledger, delivery)
    if seen.places:
        hold_for(explain_seen(delivery, seen), delivery, services)


def _warn_again(delivery: Delivery) -> Problem:
    return Problem("draft-again", describe(delivery), severity=Severity.WARNING)


def _explain_gone(delivery: Delivery, services: DeliveryServices) -> Problem:
    if delivery.state is DeliveryState.PUBLISHED:
        return Problem("draft-out", {**describe(delivery), "address": ", ".join(delivery.addresses) or "–"})
    address = find_published(delivery, services.platform)
    if address:
        return Problem("draft-published", {**describe(delivery), "address": address})
    return Problem("draft-gone", describe(delivery))


class _DraftStanding(NamedTuple):
    """What a new attempt inherits."""

    manual: bool = False
    passed: tuple[str, ...] = ()


def _add(
    plan: DraftContents, delivery: Delivery | None, services: DeliveryServices, standing: _DraftStanding
) -> PushResult:
    def send(articles: Sequence[DraftArticle]) -> Delivery:
        nonlocal delivery
        intent = Delivery(
            issue=plan.issue,
            state=DeliveryState.DRAFT_INTENT,
            content=plan.content,
            fingerprint=take_fingerprint(plan, articles),
            articles=len(articles),
            started=services.clock.now(),
            number=delivery.number if delivery else 0,
            manual=standing.manual,
            passed=standing.passed,
        )
        delivery = services.ledger.save(intent)
        services.report("draft-adding", title=articles[0].title)
        try:
            media_id = services.platform.add_draft(articles)
        except UncertainError:
            return services.ledger.save(delivery._replace(state=DeliveryState.UNCERTAIN))
        except (PlatformError, NotSentError):
            services.ledger.save(delivery._replace(state=DeliveryState.PLANNED))
            raise
        return services.ledger.save(delivery._replace(state=DeliveryState.DRAFTED, media_id=media_id))

    sent, made = _send_as_taken(plan, services, send)
    if sent.state is DeliveryState.UNCERTAIN:
        return _resolve(plan, sent, services, _DECIDED)
    return _read_back(DraftAction.ADDED, sent, made, services)


def _bring_up_to_date(
    plan: DraftContents, delivery: Delivery, services: DeliveryServices, options: PushOptions
) -> PushResult:
    if delivery.content == plan.content:
        if delivery.kept:
            return PushResult(DraftAction.UNCHANGED, delivery)
        return _read_back(DraftAction.READ, delivery, _make_as_sent(plan, delivery, services), services)
    _check_draft(plan, delivery, services, options)

    def send(articles: Sequence[DraftArticle]) -> Delivery:
        begun = services.ledger.save(delivery._replace(content="", kept=""))
        services.report("draft-updating", title=articles[0].title)
        for index, article in enumerate(articles):
            services.platform.update_draft(delivery.media_id, index, article)
        return services.ledger.save(
            begun._replace(
                state=DeliveryState.DRAFTED,
                content=plan.content,
                fingerprint=take_fingerprint(plan, articles),
                reason=None,
            ),
        )

    updated, made = _send_as_taken(plan, services, send)
    return _read_back(DraftAction.UPDATED, updated, made, services)


def _make_as_sent(plan: DraftContents, delivery: Delivery, services: DeliveryServices) -> MadeContents:
    """Return the articles as an earlier run sent them, with the title and the mark of then."""
    made = make_articles(plan.follow(delivery.fingerprint.title), services)
    url = delivery.fingerprint.source_url
    return made._replace(articles=[article._replace(source_url=url) for article in made.articles])


def _check_draft(plan: DraftContents, delivery: Delivery, services: DeliveryServices, options: PushOptions) -> None:
    """Raise UncertainError where a draft is gone, was edited on the platform, or has another number of articles."""
    draft = services.platform.get_draft(delivery.media_id)
    if draft is None:
        services.ledger.save(delivery._replace(state=DeliveryState.REMOVED))
        raise UncertainError(_explain_gone(delivery, services))
    parts = len(plan.article.parts)
    if parts != delivery.articles:
        raise UncertainError(Problem("draft-parts", {**describe(delivery), "kept": delivery.articles, "wanted": parts}))
    if delivery.kept and draft.articles and _hash_kept(draft) != delivery.kept and not options.overwrite:
        raise UncertainError(Problem("draft-edited", describe(delivery)))


def _send_as_taken(
    plan: DraftContents, services: DeliveryServices, send: Callable[[Sequence[DraftArticle]], Delivery]
) -> tuple[Delivery, MadeContents]:
    """Send articles; what is refused for a title too long, or for a cover that is gone, is mended and sent again.

    A title is shortened; a cover from an earlier run that the platform no longer knows is uploaded again. Both are
    refusals, so sending again makes no second draft.
    """
    remembered = services.ledger.find_upload(UploadKind.COVER, hash_picture(plan.article.cover)) is not None
    while True:
        made = make_articles(plan, services)
        try:
            return send(made.articles), made
        except PlatformError as error:
            shorter = plan.shorten() if error.code == TITLE_TOO_LONG else None
            if shorter is None and (error.code != INVALID_MEDIA_ID or not remembered):
                raise
        if shorter is not None:
            plan = shorter
        else:
            services.ledger.forget_upload(UploadKind.COVER, made.articles[0].cover_id)
            remembered = False


def _read_back(act: DraftAction, delivery: Delivery, made: MadeContents, services: DeliveryServices) -> PushResult:
    """Compare a draft with what was sent."""
    articles = made.articles
    services.report("draft-reading", title=articles[0].title)
    draft = _get_when_ready(delivery, services)
    if draft is None or len(draft.articles) != len(articles):
        return PushResult(act, delivery, (*made.problems, Problem("draft-unread", describe(delivery))))
    problems, lost = [*made.problems], []
    for number, (sent, kept) in enumerate(zip(articles, draft.articles, strict=True), 1):
        found = compare_articles(sent, kept, alone=len(articles) == 1)
        problems += [problem._replace(file=name_sent_file(number)) for problem in found]
        lost += find_lost_pictures(sent.content, kept.content)
    for address in lost:  # uploaded again by the next run
        services.ledger.forget_upload(UploadKind.PICTURE, address)
    whole = all(problem.severity is not Severity.ERROR for problem in problems)
    kept_words = _hash_kept(draft) if whole else ""
    content = "" if lost else delivery.content
    return PushResult(act, services.ledger.save(delivery._replace(content=content, kept=kept_words)), tuple(problems))


def _get_when_ready(delivery: Delivery, services: DeliveryServices) -> Draft | None:
    """Return a draft as soon as it can be read; the platform may take a moment."""
    draft = services.platform.get_draft(delivery.media_id)
    for pause in services.timeouts.lag:
        if draft is not None and draft.articles:
            break
        services.clock.wait(pause)
        draft = services.platform.get_draft(delivery.media_id)
    return draft


def _hash_kept(draft: Draft) -> str:
    return hash_words((item.title, item.content) for item in draft.articles)
