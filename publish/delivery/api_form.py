"""The form in which an article is sent, and what to do when the platform refuses its length."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.article import ApiForm
from publish.core.delivery_record import Delivery, DraftAction, LimitedField, StateReason
from publish.core.exceptions import PlatformError, PublishError, UncertainError
from publish.core.ports import DeliveryServices, Ledger
from publish.core.problem import Problem, Severity, Terms
from publish.core.target import MAX_CONTENT_BYTES, MAX_CONTENT_CHARS, UNMEASURED_CHARS
from publish.delivery.draft_contents import DraftContents
from publish.delivery.publication_outcome import describe
from publish.delivery.refused_lengths import limit_lengths
from publish.wechat.api_errors import CONTENT_TOO_LONG

_SHORTER = {ApiForm.WHOLE: ApiForm.FITTED, ApiForm.FITTED: ApiForm.PARTS}


def choose_form(contents: DraftContents, ledger: Ledger) -> DraftContents:
    """Return the contents in the form to send first: shorter where the account refused as long an article or title."""
    contents = limit_lengths(contents, ledger)
    refused = ledger.find_refused(LimitedField.CONTENT)
    if contents.sent.form is not ApiForm.WHOLE or not refused or contents.sent.bytes < refused:
        return contents
    return contents.take_form(ApiForm.FITTED) or contents


def take_form_of(delivery: Delivery, contents: DraftContents, ledger: Ledger) -> DraftContents:
    """Return the contents in the form that can update a draft: one of two articles stays one of two."""
    if delivery.form != ApiForm.PARTS:
        return choose_form(contents, ledger)
    return limit_lengths(contents.take_form(ApiForm.PARTS) or contents, ledger)


def follow_form(delivery: Delivery, contents: DraftContents) -> DraftContents:
    """Return the contents in the form in which a draft was sent, where the settings still have it."""
    if delivery.form == contents.sent.form or delivery.form not in _SHORTER.values():
        return contents
    return contents.take_form(ApiForm(delivery.form)) or contents


def predict_form(
    action: str, delivery: Delivery | None, contents: DraftContents, ledger: Ledger | None
) -> DraftContents:
    """Return the contents in the form that a push would send, or has sent, unless WeChat refuses it."""
    if ledger is None:
        return contents
    if delivery is None or action == DraftAction.ADDED:
        return choose_form(contents, ledger)
    return (
        take_form_of(delivery, contents, ledger) if action == DraftAction.UPDATED else follow_form(delivery, contents)
    )


def shorten_form(contents: DraftContents, services: DeliveryServices) -> DraftContents | None:
    """Return the contents in the next form that is shorter after a refusal, which is recorded; None without one."""
    refused = contents.sent
    services.ledger.note_refusal(LimitedField.CONTENT, refused.bytes)
    form = _SHORTER.get(refused.form)
    while form is not None:
        shorter = contents.take_form(form)
        if shorter is None:
            return None
        if shorter.sent.bytes < refused.bytes:
            services.report("draft-shortening", bytes=refused.bytes)
            return shorter
        form = _SHORTER.get(form)
    return None


def explain_refusal(contents: DraftContents, error: PublishError) -> StateReason | None:
    """Return the reason that the ledger keeps for a refused length, with the size; None for other errors."""
    if not isinstance(error, PlatformError) or error.code != CONTENT_TOO_LONG:
        return None
    return StateReason("draft-refused-length", {"bytes": f"{contents.sent.bytes:,}"})


def check_parts(contents: DraftContents, delivery: Delivery) -> None:
    """Raise UncertainError where a draft has another number of articles, which no update can change."""
    parts = len(contents.sent.parts)
    if parts != delivery.articles:
        others = " ".join(f"{other.name}.md" for other in contents.others) or "--alone"
        values = {**describe(delivery), "kept": delivery.articles, "wanted": parts, "others": others}
        raise UncertainError(Problem("draft-parts", values))


def describe_form(contents: DraftContents, ledger: Ledger) -> list[Problem]:
    """Return what readers will see of the form in which an article was sent."""
    sent = contents.sent
    problems = []
    if contents.post:
        return []
    if sent.form is not ApiForm.WHOLE:
        what = Terms(sent.given_up or ("fit-nothing",))
        refused = ledger.find_refused(LimitedField.CONTENT)
        values = {"chars": sent.chars, "what": what, "bytes": refused, "limit": MAX_CONTENT_BYTES}
        problems.append(Problem(_explain_form(contents), values, severity=Severity.WARNING))
    elif sent.chars > UNMEASURED_CHARS:
        problems.append(Problem("draft-very-long", {"chars": sent.chars}, severity=Severity.WARNING))
    return [*problems, *_describe_parts(contents)]


def _describe_parts(contents: DraftContents) -> Iterator[Problem]:
    for each in contents.articles:
        if len(each.sent.parts) > 1:
            first, second = each.list_titles(contents.title_limit)
            yield Problem("draft-in-parts", {"first": first, "second": second}, severity=Severity.WARNING)


def _explain_form(contents: DraftContents) -> str:
    """Return the message about the reason for a shortened form."""
    if any(each.sent != each.built.article.sent for each in contents.articles):
        return "draft-fitted-refused"
    return "draft-fitted" if contents.sent.chars < MAX_CONTENT_CHARS else "draft-fitted-oversize"
