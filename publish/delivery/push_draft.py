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


def predict_action(plan: DraftContents, known: Delivery | None, consent: PushOptions = _DECIDED) -> str:
    """Return what pushing a draft would come to, as far as the ledger tells; asks nobody."""
    is_held = known is not None and is_waiting(known) and not is_overdue(known) and not consent.anew
    known = clear_overdue_hold(known)
    if known is None or known.state is DeliveryState.PLANNED or is_baseline(known):
        return DeliveryState.HELD if is_held else DraftAction.ADDED
    if known.state in _OPEN:
        return DraftAction.FOUND
    if known.state in _ON_ITS_WAY:
        return DeliveryState.SUBMITTED
    if known.state in (DeliveryState.REMOVED, DeliveryState.PUBLISHED):
        return DraftAction.ADDED if consent.anew else known.state
    if known.content != plan.content:
        return DraftAction.UPDATED
    return DraftAction.UNCHANGED if known.kept else DraftAction.READ


def push_draft(plan: DraftContents, outside: DeliveryServices, consent: PushOptions = _DECIDED) -> PushResult:
    """Bring an issue's draft into the account, or up to date there.

    Raises:
        UncertainError: A person has to look, or to decide.
        ArticleError: The article is not fit to be sent.
        PlatformError: WeChat refused.
        NotSentError: WeChat was not reached.
        LedgerError: The ledger cannot be written; what is not in it was not sent.
    """
    if consent.adopt:
        return PushResult(DraftAction.ADOPTED, adopt_prior(plan.issue, outside, _want(plan).title))
    known = _wake_for(outside.ledger.find(plan.issue), consent)
    if known is None or known.state is DeliveryState.PLANNED:
        return _begin(plan, known, outside, consent)
    if known.state in _OPEN:
        return _resolve(plan, known, outside, consent)
    if known.state in _ON_ITS_WAY:
        raise UncertainError(Problem("draft-on-its-way", describe(known)))
    drafted = known.state is DeliveryState.DRAFTED
    if drafted and consent.anew and outside.platform.get_draft(known.media_id) is None:
        known = outside.ledger.save(known._replace(state=DeliveryState.REMOVED))
    if known.state in (DeliveryState.REMOVED, DeliveryState.PUBLISHED):
        return _replace(plan, known, outside, consent)
    return _bring_up_to_date(plan, known, outside, consent)


def _wake_for(known: Delivery | None, consent: PushOptions) -> Delivery | None:
    """Return a delivery that is no longer held, where a command may bring that about.

    Raises:
        UncertainError: It may be out, and only a person can have seen it.
    """
    if known and is_waiting(known) and known.reason and known.reason.message == TAKEN_OVER and not consent.anew:
        raise UncertainError(Problem(known.reason.message, known.reason.values))
    return clear_overdue_hold(known)


def _begin(plan: DraftContents, known: Delivery | None, outside: DeliveryServices, consent: PushOptions) -> PushResult:
    """Add a draft of an issue that has none, as far as the ledger knows."""
    if consent.anew:
        return _add(plan, known, outside, _DraftStanding(passed=pass_over(_want(plan), known, outside)))
    check_prior(_want(plan), plan.article.headline.title, known, outside)
    standing = _DraftStanding(known.manual, known.passed) if known else _DraftStanding()
    return _add(plan, known, outside, standing)


def _resolve(plan: DraftContents, known: Delivery, outside: DeliveryServices, consent: PushOptions) -> PushResult:
    """Find out what became of a draft that was sent, and go on from there."""
    search = recover_draft(known, outside)
    if not search.found:
        if consent.anew:
            return _add(plan, None, outside, _DraftStanding(passed=pass_over(_want(plan), search.delivery, outside)))
        return _add_again(plan, search.delivery, search.box, outside)
    found = search.delivery
    if found.content != plan.content:
        return _bring_up_to_date(plan, found, outside, consent)
    return _read_back(DraftAction.FOUND, found, _make_as_sent(plan, found, outside), outside)


def _replace(plan: DraftContents, known: Delivery, outside: DeliveryServices, consent: PushOptions) -> PushResult:
    """Add another draft for one that is gone, when that was asked for."""
    if not consent.anew and not is_baseline(known):
        raise UncertainError(_explain_gone(known, outside))
    if not consent.anew:
        return _begin(plan, None, outside, consent)
    return _add(plan, None, outside, _DraftStanding(passed=pass_over(_want(plan), known, outside)))


def _want(plan: DraftContents) -> ItemQuery:
    """Return by what an issue is known in the account."""
    _, marked = plan.mark_source(1, "")
    return ItemQuery(plan.issue, "" if marked else plan.article.headline.title)


def _add_again(plan: DraftContents, known: Delivery, box: DraftBox, outside: DeliveryServices) -> PushResult:
    """Add a draft once more that never turned up, once it can be told that it is not there.

    Raises:
        UncertainError: That cannot be told yet; or the account shows the issue otherwise.
    """
    box = box if box.whole else read_drafts(outside.platform)
    _check_seen(plan, known, (box, PublicationList((), whole=False)), outside)
    if not box.whole or not outside.ledger.is_current or not _was_missed_before(known, outside):
        raise UncertainError(Problem("draft-uncertain", describe(known)))
    shown = read_publications(outside.platform)
    _check_seen(plan, known, (box, shown), outside)
    # Whoever may not publish has not; whoever did by hand will: the draft is released by no run.
    if not shown.whole and not (shown.refused and shown.refused.code == NOT_AUTHORISED):
        raise UncertainError(Problem("draft-uncertain", describe(known)))
    pushed = _add(plan, None, outside, _DraftStanding(manual=True, passed=known.passed))
    again = _warn_again(pushed.delivery)
    known = pushed.delivery
    if known.kept:  # one that could not be read yet is to be read by the next run
        known = outside.ledger.save(known._replace(reason=to_state_reason(again)))
    return pushed._replace(delivery=known, problems=(*pushed.problems, again))


def _was_missed_before(known: Delivery, outside: DeliveryServices) -> bool:
    """Return whether a draft was not there long ago either; keep when it was first missed."""
    now = outside.clock.now()
    if known.missed is None or now < known.missed:  # a clock that was put back begins anew
        outside.ledger.save(known._replace(missed=now))
        return False
    return now - known.missed >= timedelta(seconds=outside.patience.apart)


def _check_seen(
    plan: DraftContents, known: Delivery, lists: tuple[DraftBox, PublicationList], outside: DeliveryServices
) -> None:
    """Hold an issue that the account shows with another content, or as a publication."""
    seen = find_unrecorded(_want(plan), lists, outside.ledger, known)
    if seen.places:
        hold_for(explain_seen(known, seen), known, outside)


def _warn_again(known: Delivery) -> Problem:
    return Problem("draft-again", describe(known), severity=Severity.WARNING)


def _explain_gone(known: Delivery, outside: DeliveryServices) -> Problem:
    if known.state is DeliveryState.PUBLISHED:
        return Problem("draft-out", {**describe(known), "address": ", ".join(known.addresses) or "–"})
    address = find_published(known, outside.platform)
    if address:
        return Problem("draft-published", {**describe(known), "address": address})
    return Problem("draft-gone", describe(known))


class _DraftStanding(NamedTuple):
    """What a new attempt inherits."""

    manual: bool = False
    passed: tuple[str, ...] = ()


def _add(
    plan: DraftContents, known: Delivery | None, outside: DeliveryServices, standing: _DraftStanding
) -> PushResult:
    def send(articles: Sequence[DraftArticle]) -> Delivery:
        nonlocal known
        intent = Delivery(
            issue=plan.issue,
            state=DeliveryState.DRAFT_INTENT,
            content=plan.content,
            fingerprint=take_fingerprint(plan, articles),
            articles=len(articles),
            started=outside.clock.now(),
            number=known.number if known else 0,
            manual=standing.manual,
            passed=standing.passed,
        )
        known = outside.ledger.save(intent)
        outside.tell("draft-adding", title=articles[0].title)
        try:
            media_id = outside.platform.add_draft(articles)
        except UncertainError:
            return outside.ledger.save(known._replace(state=DeliveryState.UNCERTAIN))
        except (PlatformError, NotSentError):
            outside.ledger.save(known._replace(state=DeliveryState.PLANNED))
            raise
        return outside.ledger.save(known._replace(state=DeliveryState.DRAFTED, media_id=media_id))

    sent, made = _send_as_taken(plan, outside, send)
    if sent.state is DeliveryState.UNCERTAIN:
        return _resolve(plan, sent, outside, _DECIDED)
    return _read_back(DraftAction.ADDED, sent, made, outside)


def _bring_up_to_date(
    plan: DraftContents, known: Delivery, outside: DeliveryServices, consent: PushOptions
) -> PushResult:
    if known.content == plan.content:
        if known.kept:
            return PushResult(DraftAction.UNCHANGED, known)
        return _read_back(DraftAction.READ, known, _make_as_sent(plan, known, outside), outside)
    _check_draft(plan, known, outside, consent)

    def send(articles: Sequence[DraftArticle]) -> Delivery:
        begun = outside.ledger.save(known._replace(content="", kept=""))
        outside.tell("draft-updating", title=articles[0].title)
        for index, article in enumerate(articles):
            outside.platform.update_draft(known.media_id, index, article)
        return outside.ledger.save(
            begun._replace(
                state=DeliveryState.DRAFTED,
                content=plan.content,
                fingerprint=take_fingerprint(plan, articles),
                reason=None,
            ),
        )

    updated, made = _send_as_taken(plan, outside, send)
    return _read_back(DraftAction.UPDATED, updated, made, outside)


def _make_as_sent(plan: DraftContents, known: Delivery, outside: DeliveryServices) -> MadeContents:
    """Return the articles as an earlier run sent them, with the title and the mark of then."""
    made = make_articles(plan.follow(known.fingerprint.title), outside)
    url = known.fingerprint.source_url
    return made._replace(articles=[article._replace(source_url=url) for article in made.articles])


def _check_draft(plan: DraftContents, known: Delivery, outside: DeliveryServices, consent: PushOptions) -> None:
    """Raise UncertainError where a draft is gone, was edited on the platform, or has another number of articles."""
    draft = outside.platform.get_draft(known.media_id)
    if draft is None:
        outside.ledger.save(known._replace(state=DeliveryState.REMOVED))
        raise UncertainError(_explain_gone(known, outside))
    parts = len(plan.article.parts)
    if parts != known.articles:
        raise UncertainError(Problem("draft-parts", {**describe(known), "kept": known.articles, "wanted": parts}))
    if known.kept and draft.articles and _hash_kept(draft) != known.kept and not consent.overwrite:
        raise UncertainError(Problem("draft-edited", describe(known)))


def _send_as_taken(
    plan: DraftContents, outside: DeliveryServices, send: Callable[[Sequence[DraftArticle]], Delivery]
) -> tuple[Delivery, MadeContents]:
    """Send articles; what is refused for a title too long, or for a cover that is gone, is mended and sent again.

    A title is shortened; a cover from an earlier run that the platform no longer knows is uploaded again. Both are
    refusals, so sending again makes no second draft.
    """
    remembered = outside.ledger.find_upload(UploadKind.COVER, hash_picture(plan.article.cover)) is not None
    while True:
        made = make_articles(plan, outside)
        try:
            return send(made.articles), made
        except PlatformError as error:
            shorter = plan.shorten() if error.code == TITLE_TOO_LONG else None
            if shorter is None and (error.code != INVALID_MEDIA_ID or not remembered):
                raise
        if shorter is not None:
            plan = shorter
        else:
            outside.ledger.forget_upload(UploadKind.COVER, made.articles[0].cover_id)
            remembered = False


def _read_back(act: DraftAction, known: Delivery, made: MadeContents, outside: DeliveryServices) -> PushResult:
    """Compare a draft with what was sent."""
    articles = made.articles
    outside.tell("draft-reading", title=articles[0].title)
    draft = _get_when_ready(known, outside)
    if draft is None or len(draft.articles) != len(articles):
        return PushResult(act, known, (*made.problems, Problem("draft-unread", describe(known))))
    problems, lost = [*made.problems], []
    for number, (sent, kept) in enumerate(zip(articles, draft.articles, strict=True), 1):
        found = compare_articles(sent, kept, alone=len(articles) == 1)
        problems += [problem._replace(file=name_sent_file(number)) for problem in found]
        lost += find_lost_pictures(sent.content, kept.content)
    for address in lost:  # uploaded again by the next run
        outside.ledger.forget_upload(UploadKind.PICTURE, address)
    whole = all(problem.severity is not Severity.ERROR for problem in problems)
    kept_words = _hash_kept(draft) if whole else ""
    content = "" if lost else known.content
    return PushResult(act, outside.ledger.save(known._replace(content=content, kept=kept_words)), tuple(problems))


def _get_when_ready(known: Delivery, outside: DeliveryServices) -> Draft | None:
    """Return a draft as soon as it can be read; the platform may take a moment."""
    draft = outside.platform.get_draft(known.media_id)
    for pause in outside.patience.lag:
        if draft is not None and draft.articles:
            break
        outside.clock.wait(pause)
        draft = outside.platform.get_draft(known.media_id)
    return draft


def _hash_kept(draft: Draft) -> str:
    return hash_words((item.title, item.content) for item in draft.articles)
