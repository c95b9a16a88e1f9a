"""Push an issue's draft: add it once, update it from then on, read it back each time.

The intent is in the ledger before anything is sent. A run that dies between there and the answer leaves `draft_intent`;
the next one looks for the draft by its fingerprint. It adds the draft again only where the draft box was read to its
end twice, ten minutes apart, without it: a second draft does no harm. No run releases such a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple

from publish.core.api_types import Draft, DraftArticle
from publish.core.article import name_sent_file
from publish.core.delivery_record import Delivery, DeliveryState, DraftAction, LimitedField, PushResult, UploadKind
from publish.core.exceptions import NotSentError, PlatformError, UncertainError
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem, Severity, add_location
from publish.delivery.account_lists import DraftBox, PublicationList, read_drafts, read_publications
from publish.delivery.adopt_existing import AdoptedContents, adopt_prior
from publish.delivery.api_form import (
    check_parts,
    choose_form,
    describe_form,
    explain_refusal,
    follow_form,
    shorten_form,
    take_form_of,
)
from publish.delivery.draft_contents import DraftContents, MadeContents, make_articles, take_fingerprint
from publish.delivery.duplicate_check import check_prior, explain_seen, hold_for, pass_over
from publish.delivery.holds import clear_overdue_hold, is_baseline, is_overdue, is_taken_over, is_waiting
from publish.delivery.older_draft import accept_older, is_comparable
from publish.delivery.other_articles import check_others
from publish.delivery.other_kind import check_kind, is_other_kind
from publish.delivery.publication_outcome import describe, find_published_address, to_state_reason
from publish.delivery.readback import compare_articles, find_lost_pictures, hash_draft
from publish.delivery.recover_draft import recover_draft
from publish.delivery.refused_lengths import explain_lengths, limit_lengths, shorten_refused
from publish.delivery.unrecorded_items import ItemQuery, find_unrecorded
from publish.newsletter.source_marker import parse_marker
from publish.wechat.api_errors import CONTENT_TOO_LONG, MEDIA_UNKNOWN, NOT_AUTHORISED


class PushOptions(NamedTuple):
    """Confirmations given on the command line."""

    anew: bool = False  # add another draft where the earlier one is gone, was not found, or is not this issue's
    overwrite: bool = False  # update a draft that was edited on the platform
    adopt: bool = False  # adopt the existing item as this issue's, and send nothing


_OPEN = (DeliveryState.DRAFT_INTENT, DeliveryState.UNCERTAIN)
_HANDED_IN = (DeliveryState.RELEASE_INTENT, DeliveryState.SUBMITTED, DeliveryState.HELD)
_NO_OPTIONS = PushOptions()


def predict_action(contents: DraftContents, delivery: Delivery | None, options: PushOptions = _NO_OPTIONS) -> str:
    """Return the action or state that a push would end with, from the ledger alone.

    Whether an author has changed what an older version sent is known only from the draft, which is read first.
    """
    is_held = delivery is not None and is_waiting(delivery) and not is_overdue(delivery) and not options.anew
    delivery = clear_overdue_hold(delivery)
    if delivery is None or delivery.state is DeliveryState.PLANNED or is_baseline(delivery):
        return DeliveryState.HELD if is_held else DraftAction.ADDED
    if delivery.state in _OPEN:
        return DraftAction.FOUND
    if delivery.state in _HANDED_IN:
        return DeliveryState.SUBMITTED
    if delivery.state in (DeliveryState.REMOVED, DeliveryState.PUBLISHED) or is_other_kind(contents, delivery):
        return DraftAction.ADDED if options.anew else delivery.state
    if delivery.content != contents.content or options.overwrite:
        is_older = is_comparable(delivery) and not options.overwrite
        return DraftAction.READ if is_older else DraftAction.UPDATED
    return DraftAction.UNCHANGED if delivery.kept else DraftAction.READ


def push_draft(contents: DraftContents, services: DeliveryServices, options: PushOptions = _NO_OPTIONS) -> PushResult:
    """Add an issue's draft to the account, or update it there.

    Raises:
        UncertainError: A person has to check, or to decide.
        ArticleError: The article is not fit to be sent.
        PlatformError: WeChat refused.
        NotSentError: WeChat was not reached.
        LedgerError: The ledger cannot be written; nothing unrecorded was sent.
    """
    if options.adopt:
        known = AdoptedContents(
            _make_query(contents).title, contents.others, contents.sent.form if contents.post else None
        )
        return PushResult(DraftAction.ADOPTED, adopt_prior(contents.issue, services, known))
    delivery = services.ledger.find(contents.issue)
    if not options.anew:
        check_others(contents, delivery, services.ledger)
    check_kind(contents, delivery, anew=options.anew)
    if delivery and is_taken_over(delivery) and delivery.reason and not options.anew:  # only a person can check it
        raise UncertainError(Problem(delivery.reason.message, delivery.reason.values))
    return _Push(contents, services, options).run(clear_overdue_hold(delivery))


class _Push(NamedTuple):
    """Push of one draft."""

    contents: DraftContents
    services: DeliveryServices
    options: PushOptions
    refused: tuple[tuple[LimitedField, int], ...] = ()  # lengths that the account refused during this push

    def run(self, delivery: Delivery | None) -> PushResult:
        services, anew = self.services, self.options.anew
        if delivery is None or delivery.state is DeliveryState.PLANNED:
            return self.begin(delivery)
        if delivery.state in _OPEN:
            return self.resolve(delivery)
        if delivery.state in _HANDED_IN:
            raise UncertainError(Problem("draft-on-its-way", describe(delivery)))
        drafted = delivery.state is DeliveryState.DRAFTED
        if drafted and anew and services.platform.get_draft(delivery.media_id) is None:
            delivery = services.ledger.save(delivery._replace(state=DeliveryState.REMOVED))
        if delivery.state not in (DeliveryState.REMOVED, DeliveryState.PUBLISHED):
            return self.add_anew(delivery) if is_other_kind(self.contents, delivery) else self.update(delivery)
        if anew:
            return self.add_anew(delivery)
        if not is_baseline(delivery):
            raise UncertainError(_explain_gone(delivery, services))
        return self.begin(None)

    def begin(self, delivery: Delivery | None) -> PushResult:
        """Add a draft of an issue that has none in the ledger."""
        if self.options.anew:
            return self.add_anew(delivery, instead=delivery)
        title = self.contents.article.metadata.title
        check_prior(_make_query(self.contents), title, delivery, self.services)
        if delivery is None:
            return self.add(None)
        return self.add(delivery, manual=delivery.manual, passed=delivery.passed)

    def resolve(self, delivery: Delivery) -> PushResult:
        """Look for a draft whose sending has an unknown outcome, and continue from there."""
        search = recover_draft(delivery, self.services)
        found = search.delivery
        if not search.found:
            return self.add_anew(found) if self.options.anew else self.add_again(found, search.box)
        if found.content != self.contents.content:
            return self.update(found)
        return self.read_again(DraftAction.FOUND, found)

    def add_anew(self, earlier: Delivery | None, instead: Delivery | None = None) -> PushResult:
        """Add another draft at a person's word, ignoring what the account has of the issue."""
        return self.add(instead, passed=pass_over(_make_query(self.contents), earlier, self.services))

    def add_again(self, delivery: Delivery, box: DraftBox) -> PushResult:
        """Add a draft again that was not found, or raise UncertainError until it is certain that it does not exist."""
        services = self.services
        box = box if box.complete else read_drafts(services.platform)
        self.check_seen(delivery, box, PublicationList((), complete=False))
        if not box.complete or not services.ledger.is_current or not _was_missed_before(delivery, services):
            raise UncertainError(Problem("draft-uncertain", describe(delivery)))
        listed = read_publications(services.platform)
        self.check_seen(delivery, box, listed)
        # An account that may not publish has not; if its owner publishes by hand, no run releases the second draft.
        if not listed.complete and not (listed.refusal and listed.refusal.code == NOT_AUTHORISED):
            raise UncertainError(Problem("draft-uncertain", describe(delivery)))
        pushed = self.add(None, manual=True, passed=delivery.passed)
        delivery = pushed.delivery
        again = Problem("draft-again", describe(delivery), severity=Severity.WARNING)
        if delivery.kept:  # a draft that could not be read yet is read by the next run
            delivery = services.ledger.save(delivery._replace(reason=to_state_reason(again)))
        return pushed._replace(delivery=delivery, problems=(*pushed.problems, again))

    def check_seen(self, delivery: Delivery, box: DraftBox, listed: PublicationList) -> None:
        """Hold an issue of which the account shows an unrecorded draft or publication."""
        seen = find_unrecorded(_make_query(self.contents), (box, listed), self.services.ledger, delivery)
        if seen.ids:
            hold_for(explain_seen(delivery, seen), delivery, self.services)

    def add(self, delivery: Delivery | None, *, manual: bool = False, passed: tuple[str, ...] = ()) -> PushResult:
        ledger = self.services.ledger

        def send(push: _Push, articles: Sequence[DraftArticle]) -> Delivery:
            nonlocal delivery
            intent = Delivery(
                issue=push.contents.issue,
                state=DeliveryState.DRAFT_INTENT,
                content=push.contents.content,
                fingerprint=take_fingerprint(push.contents, articles),
                articles=len(articles),
                others=push.contents.others,
                form=push.contents.sent.form,
                started=push.services.clock.now(),
                number=delivery.number if delivery else 0,
                manual=manual,
                passed=passed,
            )
            delivery = ledger.save(intent)
            push.services.report("draft-adding", title=articles[0].title)
            try:
                media_id = push.services.platform.add_draft(articles)
            except UncertainError:
                return ledger.save(delivery._replace(state=DeliveryState.UNCERTAIN))
            except (PlatformError, NotSentError) as error:
                reason = explain_refusal(push.contents, error)
                ledger.save(delivery._replace(state=DeliveryState.PLANNED, reason=reason))
                raise
            return ledger.save(delivery._replace(state=DeliveryState.DRAFTED, media_id=media_id))

        return self._replace(contents=choose_form(self.contents, ledger)).send_fixed(DraftAction.ADDED, send)

    def update(self, delivery: Delivery) -> PushResult:
        """Update a draft whose content changed; an unchanged one is read back where no run has."""
        delivery = accept_older(delivery, self.contents, self.services)
        if delivery.content == self.contents.content and not self.options.overwrite:
            if delivery.kept:
                return PushResult(DraftAction.UNCHANGED, delivery)
            return self.read_again(DraftAction.READ, delivery)
        return self.replace_articles(delivery, delivery.kept)

    def replace_articles(self, delivery: Delivery, words: str) -> PushResult:
        """Send the articles of a draft again, in as many parts as it has.

        Args:
            delivery: The delivery of the draft.
            words: The hash of the words that the draft has if nobody edited it; empty where that is not known.
        """
        ledger = self.services.ledger
        self.check_draft(delivery, words)

        def send(push: _Push, articles: Sequence[DraftArticle]) -> Delivery:
            check_parts(push.contents, delivery)
            # Either list may be in the draft box after a crash.
            others = tuple(dict.fromkeys((*delivery.others, *push.contents.others)))
            begun = delivery._replace(content="", kept="", form=push.contents.sent.form, others=others)
            begun = ledger.save(begun)
            push.services.report("draft-updating", title=articles[0].title)
            for index, article in enumerate(articles):
                try:
                    push.services.platform.update_draft(delivery.media_id, index, article)
                except (PlatformError, NotSentError) as error:
                    if not index:  # the draft is as it was before
                        reason = explain_refusal(push.contents, error) or delivery.reason
                        ledger.save(delivery._replace(reason=reason))
                    raise
            sent = begun._replace(state=DeliveryState.DRAFTED, content=push.contents.content, reason=None)
            sent = sent._replace(fingerprint=take_fingerprint(push.contents, articles), others=push.contents.others)
            return ledger.save(sent)

        contents = take_form_of(delivery, self.contents, ledger)
        check_parts(contents, delivery)
        return self._replace(contents=contents).send_fixed(DraftAction.UPDATED, send)

    def check_draft(self, delivery: Delivery, words: str) -> None:
        """Raise UncertainError where a draft is gone, or was edited on the platform: its words have another hash."""
        draft = self.services.platform.get_draft(delivery.media_id)
        if draft is None:
            self.services.ledger.save(delivery._replace(state=DeliveryState.REMOVED))
            raise UncertainError(_explain_gone(delivery, self.services))
        is_edited = words and draft.articles and hash_draft(draft) != words
        if is_edited and not self.options.overwrite:
            raise UncertainError(Problem("draft-edited", describe(delivery)))

    def send_fixed(self, action: DraftAction, send: Callable[[_Push, Sequence[DraftArticle]], Delivery]) -> PushResult:
        """Send articles, and read them back; on a refusal that can be fixed, fix it and send again.

        A title, digest or article that is too long is shortened; material from an earlier run that the platform lost is
        uploaded again. A refusal makes no draft, so sending again makes no second one.
        """
        push, ledger = self, self.services.ledger
        new: set[str] = set()  # material that this push uploaded
        while True:
            made = make_articles(push.contents, self.services)
            new |= made.new
            reused = {each for article in made.articles for each in article.media_ids} - new
            try:
                sent = send(push, made.articles)
                break
            except PlatformError as error:
                fixed = push.fix_refusal(error)
                if fixed is None and (error.code != MEDIA_UNKNOWN or not reused):
                    error.problems = (*error.problems, *explain_lengths(error, made.articles))
                    raise
            if fixed is not None:
                push = fixed
            else:
                for media_id in reused:  # they are uploaded once more, and are new then
                    ledger.forget_upload(UploadKind.COVER, media_id)
        if sent.state is DeliveryState.UNCERTAIN:
            return push._replace(options=_NO_OPTIONS).resolve(sent)
        for field, length in push.refused:
            ledger.note_refusal(field, length)
        return push.read_back(action, sent, made)

    def fix_refusal(self, error: PlatformError) -> _Push | None:
        """Return the push with a shorter title or digest or in a shorter form; None if a refusal has another reason."""
        if error.code == CONTENT_TOO_LONG:
            contents = shorten_form(self.contents, self.services)
            return self._replace(contents=contents) if contents else None
        shorter = shorten_refused(error.code, self.contents)
        if shorter is None:
            return None
        contents, field, length = shorter
        return self._replace(contents=contents, refused=(*self.refused, (field, length)))

    def read_again(self, action: DraftAction, delivery: Delivery) -> PushResult:
        """Read back a draft that an earlier run sent, with the form, the titles and the mark of that run.

        Where the article cannot be written any more as that run sent it, it is sent again, unless a person has edited
        the draft meanwhile.

        Raises:
            UncertainError: A person has edited it.
        """
        contents = limit_lengths(self.contents, self.services.ledger)
        contents = follow_form(delivery, contents).follow(delivery.fingerprint.title)
        url = delivery.fingerprint.source_url
        mark = parse_marker(url)
        made = make_articles(contents, self.services, step=mark.step if mark else None)
        if take_fingerprint(contents, made.articles).text != delivery.fingerprint.text:
            return self.replace_articles(delivery, delivery.fingerprint.text)
        own = len(contents.articles[0].sent.parts)
        articles = [article._replace(source_url=url) for article in made.articles[:own]]
        made = made._replace(articles=[*articles, *made.articles[own:]])
        return self._replace(contents=contents).read_back(action, delivery, made)

    def read_back(self, action: DraftAction, delivery: Delivery, made: MadeContents) -> PushResult:
        """Read a draft back and compare it with the articles that were sent."""
        ledger, articles, contents = self.services.ledger, made.articles, self.contents
        problems, lost = [*made.problems, *describe_form(contents, ledger)], []
        self.services.report("draft-reading", title=articles[0].title)
        draft = _get_when_ready(delivery, self.services)
        if draft is None or len(draft.articles) != len(articles):
            unread = Problem("draft-unread", describe(delivery))
            return PushResult(action, delivery, (*problems, unread), contents.sent)
        for number, (sent, kept) in enumerate(zip(articles, draft.articles, strict=True), 1):
            found = compare_articles(sent, kept, alone=len(articles) == 1)
            problems += add_location(found, name_sent_file(number))
            lost += [] if contents.post else find_lost_pictures(sent.content, kept.content)
        for address in lost:  # the next run uploads it again
            ledger.forget_upload(UploadKind.PICTURE, address)
        intact = all(problem.severity is not Severity.ERROR for problem in problems)
        read = delivery._replace(content="" if lost else delivery.content, kept=hash_draft(draft) if intact else "")
        kept_html = tuple(item.content for item in draft.articles)
        return PushResult(action, ledger.save(read), tuple(problems), contents.sent, kept_html)


def _make_query(contents: DraftContents) -> ItemQuery:
    """Return the query for the issue's items in the account."""
    _, marked = contents.mark_source(1, "")
    return ItemQuery(contents.issue, "" if marked else contents.article.metadata.title)


def _was_missed_before(delivery: Delivery, services: DeliveryServices) -> bool:
    """Return whether a draft was missing long enough; record when it was first missing."""
    now = services.clock.now()
    if delivery.missed is None or now < delivery.missed:  # a clock that was put back restarts the wait
        services.ledger.save(delivery._replace(missed=now))
        return False
    return now - delivery.missed >= timedelta(seconds=services.timeouts.missing_delay)


def _explain_gone(delivery: Delivery, services: DeliveryServices) -> Problem:
    if delivery.state is DeliveryState.PUBLISHED:
        return Problem("draft-out", {**describe(delivery), "address": ", ".join(delivery.addresses) or "–"})
    address = find_published_address(delivery, services.platform)
    if address:
        return Problem("draft-published", {**describe(delivery), "address": address})
    return Problem("draft-gone", describe(delivery))


def _get_when_ready(delivery: Delivery, services: DeliveryServices) -> Draft | None:
    """Return a draft as soon as it has articles; the platform may take a moment."""
    for pause in services.timeouts.ready_delays:
        draft = services.platform.get_draft(delivery.media_id)
        if draft is not None and draft.articles:
            return draft
        services.clock.wait(pause)
    return services.platform.get_draft(delivery.media_id)
