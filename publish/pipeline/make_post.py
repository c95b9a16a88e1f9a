"""The picture post of an issue: of its own pictures, or of cards that are drawn from its text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from publish.core.exceptions import TimeLimitExceededError
from publish.core.picture import CoverFocus, FontFamily, Picture, PlacedPicture
from publish.core.picture_post import PicturePost, SentKind, TextBlock
from publish.core.ports import BuildServices
from publish.core.problem import Problem, Severity
from publish.core.text import is_wide
from publish.core.urls import is_public_picture, show_address, upgrade_address
from publish.pipeline.issue_layout import Layout
from publish.pipeline.locate_problems import explain_timeout
from publish.pipeline.resolve_cover import find_accent
from publish.pipeline.styled_page import BuildInputs
from publish.steps.cover import choose_cover_text
from publish.steps.cover.card_texts import CardTexts, choose_card_texts
from publish.steps.post_text import read_blocks, write_post_text
from publish.steps.resolve_options import resolve_cover_focus
from publish.wechat.limits import MAX_POST_CHARS, MAX_POST_PICTURES

if TYPE_CHECKING:
    from publish.steps.cover.draw_cards import CardLook, CardPlan

_QR_SOURCE = "frame:qr"
_FORMULA = "formula:"  # its picture stands in a line
_CARD_VERSION = 1
CARD_SECONDS = 5.0  # one takes a thirtieth of it; it does not count as the issue's own time


def make_post(kind: SentKind, layout: Layout, path: PurePosixPath, inputs: BuildInputs) -> PicturePost:
    """Return the picture post of an issue; where it has no pictures of its own, one of cards."""
    issue, page = layout.issue, layout.page
    blocks = read_blocks(page.body.html)
    pictures = _find_pictures(layout) if kind is SentKind.PICTURES else {}
    text = write_post_text(blocks, MAX_POST_CHARS, is_digest=issue.is_digest, has_cards=not pictures)
    problems = []
    if len(text.text) < text.chars:
        values = {"chars": text.chars, "kept": len(text.text), "limit": MAX_POST_CHARS}
        problems.append(Problem("post-text-cut", values, severity=Severity.WARNING))
    post = PicturePost(kind, page.metadata.title, text.text or page.metadata.title, ())
    if pictures:
        focus, _ = resolve_cover_focus(issue.front_matter, inputs.settings)
        problems += _check_number(pictures)
        kept = tuple(pictures.values())[:MAX_POST_PICTURES]
        return post._replace(pictures=kept, focus=focus, problems=tuple(problems))
    if kind is SentKind.PICTURES:
        problems.append(Problem("post-no-pictures", severity=Severity.WARNING))
    return _add_cards(post._replace(kind=SentKind.CARDS, problems=tuple(problems)), blocks, layout, path, inputs)


def _find_pictures(layout: Layout) -> dict[str, PlacedPicture]:
    """Return the pictures of an issue in order, each once by its source; missing ones and formulas are left out."""
    shown = layout.page.shown
    found: dict[str, PlacedPicture] = {}
    for source, line in layout.page.body.pictures:
        if source in shown and not source.startswith(_FORMULA):
            found.setdefault(source, PlacedPicture("", shown[source], line=line))
        elif source not in shown and is_public_picture(source):
            found.setdefault(source, PlacedPicture("", None, upgrade_address(source), line))
    return found


def _check_number(pictures: Mapping[str, PlacedPicture]) -> list[Problem]:
    left = list(pictures)[MAX_POST_PICTURES:]
    if not left:
        return []
    names = ", ".join(show_address(source) if is_public_picture(source) else source for source in left)
    values = {"count": len(pictures), "limit": MAX_POST_PICTURES, "left": len(left), "names": names}
    return [Problem("post-pictures-left", values, line=pictures[left[0]].line, severity=Severity.WARNING)]


def _add_cards(
    post: PicturePost, blocks: Sequence[TextBlock], layout: Layout, path: PurePosixPath, inputs: BuildInputs
) -> PicturePost:
    """Return a post with the cards of an issue."""
    from publish.steps.cover.draw_cards import (
        CardLook,
        find_title_focus,
        plan_cards,
    )  # pillow is heavy, and rarely needed

    issue, page, services = layout.issue, layout.page, inputs.services
    number = services.issues.identify(path).number
    cover = choose_cover_text(issue, page.body.texts, inputs.settings, number)
    texts = choose_card_texts(blocks, cover, inputs.settings.newsletter.account, is_digest=issue.is_digest)
    family, qr = services.fonts.find(), page.shown.get(_QR_SOURCE)
    if not _can_write(texts, family):
        return post._replace(problems=(*post.problems, Problem("post-cards-font")))
    plan = plan_cards(texts, family, has_code=qr is not None)
    left = Problem("post-cards-left", {"left": plan.left_out, "limit": MAX_POST_PICTURES}, severity=Severity.WARNING)
    look = CardLook(issue.day, find_accent(page.theme), family)
    try:
        cards = _draw_cards(plan, look, qr, services)
    except TimeLimitExceededError as error:
        raise explain_timeout(error, path) from error
    return post._replace(
        pictures=tuple(PlacedPicture("", card) for card in cards),
        focus=CoverFocus(find_title_focus(plan, family)),
        problems=(*post.problems, *([left] if plan.left_out else [])),
    )


def _draw_cards(plan: CardPlan, look: CardLook, qr: Picture | None, services: BuildServices) -> list[Picture]:
    from publish.steps.cover.draw_cards import draw_card

    code = hashlib.sha256(qr.data if qr else b"").hexdigest()
    shown = [f"{plan.texts.cover} {plan.texts.contents}", *map(repr, plan.bright), plan.texts.account]
    return [
        services.pictures.draw(
            f"card {_CARD_VERSION} {number} of {plan.total} {look} {code} {plan.texts.cover.names} {shown[number - 1]}",
            partial(services.within, CARD_SECONDS, draw_card, plan, number, look, qr),
        )._replace(name=f"card-{number:02}.png")
        for number in range(1, plan.total + 1)
    ]


def _can_write(texts: CardTexts, family: FontFamily | None) -> bool:
    """Return whether a font has the Chinese of the cards, which have nearly nothing else."""
    words = "".join([texts.cover.subject, *texts.cover.names, *texts.contents, *texts.intro])
    return (family is not None and family.chinese) or not any(map(is_wide, words))
