"""Fingerprints of what a person approves before it is sent: a draft as it would be pushed, a release as it would be.

Whoever acts later names the fingerprint; where anything that it covers has changed meanwhile, nothing is sent.
"""

from __future__ import annotations

import hashlib
import json

from publish.core.delivery_record import Delivery
from publish.core.exceptions import ArticleError
from publish.core.problem import Problem
from publish.delivery.draft_contents import ArticleContents, DraftContents

_CHARS = 32


def fingerprint_draft(action: str, contents: DraftContents, delivery: Delivery | None, appid: str) -> str:
    """Return the fingerprint of a push: its account and action, and all that readers would see.

    Args:
        action: What the push would do, as `predict_action` tells.
        contents: The contents in the form that would be sent.
        delivery: That of the issue in the ledger.
        appid: That of the account.
    """
    articles = [_describe_article(each, contents.title_limit) for each in contents.articles]
    return _hash("draft", appid, action, contents.content, contents.digest, articles, _describe_delivery(delivery))


def fingerprint_release(delivery: Delivery | None, content: str, appid: str, *, mass: bool) -> str:
    """Return the fingerprint of a release: its account, the draft and its present text, and whom it would reach."""
    return _hash("release", appid, content, mass, _describe_delivery(delivery))


def check_approved(expected: str | None, fingerprint: str) -> None:
    """Raise ArticleError where what would be sent is not what was approved; nothing was expected where it is None."""
    if expected is not None and expected != fingerprint:
        raise ArticleError(Problem("plan-changed", {"fingerprint": fingerprint}))


def _describe_article(article: ArticleContents, title_limit: int) -> list[object]:
    built, post = article.built.article, article.post
    parts = [part.html for part in article.sent.parts]
    pictures = (
        [hashlib.sha256(placed.picture.data).hexdigest() if placed.picture else placed.url for placed in post.pictures]
        if post
        else []
    )
    return [
        article.built.name,
        article.sent.form,
        article.list_titles(title_limit),
        built.metadata,
        hashlib.sha256(built.cover.data).hexdigest(),
        [post.title, post.text, pictures] if post else parts,
    ]


def _describe_delivery(delivery: Delivery | None) -> list[object]:
    if delivery is None:
        return []
    return [delivery.number, delivery.state, delivery.media_id, delivery.content, delivery.kept]


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:_CHARS]
