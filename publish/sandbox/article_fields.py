"""Articles as `draft/add` and `draft/update` take them, and as they are read back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Literal
from urllib.parse import quote

from publish.sandbox.content_checks import make_digest, store_content
from publish.sandbox.content_rules import is_web_address
from publish.sandbox.covers import check_crops, check_pictures
from publish.sandbox.error_responses import ApiError
from publish.sandbox.materials import find_cover_address
from publish.sandbox.models import SandboxAccount, StoredArticle
from publish.sandbox.state import State

MAX_AUTHOR_CHARS = 16
MAX_SOURCE_URL_BYTES = 1_024
MAX_NEWSPIC_CHARS = 1_000
ARTICLE_ORIGIN = "https://mp.weixin.qq.com/s/"

_FLAGS = ("need_open_comment", "only_fans_can_comment")
_SHOWN = (
    "article_type",
    "title",
    "author",
    "digest",
    "content",
    "content_source_url",
    "thumb_media_id",
    *_FLAGS,
    "cover_info",
    "image_info",
    "product_info",
)
_UNSAFE = re.compile(r"[\s<>\"]")


def parse_article(given: object, account: SandboxAccount, state: State, *, single: bool) -> StoredArticle:
    """Return an article as the platform keeps it.

    Args:
        given: What stands in `articles`.
        account: Whose it is.
        state: What the sandbox knows.
        single: Whether it is the only one of its draft; others have no digest.

    Raises:
        Refusal: Something of it is not taken.
    """
    if not isinstance(given, Mapping):
        raise ApiError(47001)
    kind = _read_kind(given)
    for check in _CHECKS:
        check(given, account, state)
    content = _read_text(given, "content")
    content = _read_newspic_text(content) if kind == "newspic" else store_content(content, account, state)
    cover_info = check_crops(given, account, state)
    digest = _read_text(given, "digest") or make_digest(content)
    return StoredArticle(
        article_type=kind,
        title=_read_text(given, "title"),
        author=_read_text(given, "author"),
        digest=digest if single else "",
        content=content,
        content_source_url=_read_text(given, "content_source_url"),
        thumb_media_id=check_pictures(given, account, state),
        need_open_comment=_read_flag(given, "need_open_comment"),
        only_fans_can_comment=_read_flag(given, "only_fans_can_comment"),
        cover_info=cover_info,
        image_info=given.get("image_info") if kind == "newspic" else None,
        product_info=given.get("product_info"),
        address=secrets.token_urlsafe(16),
    )


def describe_article(article: StoredArticle, state: State, *, content: bool, address: str) -> dict[str, Any]:
    """Return an article as it is read back."""
    shown = {name: getattr(article, name) for name in _SHOWN}
    described = {name: value for name, value in shown.items() if value is not None}
    if not content:
        del described["content"]
    cover = find_cover_address(article.thumb_media_id, state)
    return described | {"show_cover_pic": 0, "url": address, "thumb_url": cover}


def show_address(article: StoredArticle) -> str:
    """Return the address of a published article."""
    return f"{ARTICLE_ORIGIN}{article.address}"


def show_temporary_address(article: StoredArticle) -> str:
    """Return the address under which a draft can be looked at for a while."""
    return f"http://mp.weixin.qq.com/s?__biz=&tempkey={quote(article.address)}&chksm=#rd"


def _check_title(given: Mapping[str, Any], _account: SandboxAccount, state: State) -> None:
    title = _read_text(given, "title")
    if not title:
        raise ApiError(40035)
    if len(title) > state.settings.max_title_chars:
        raise ApiError(45003)


def _check_author(given: Mapping[str, Any], _account: SandboxAccount, _state: State) -> None:
    if len(_read_text(given, "author")) > MAX_AUTHOR_CHARS:
        raise ApiError(45110)


def _check_digest(given: Mapping[str, Any], _account: SandboxAccount, state: State) -> None:
    digest = _read_text(given, "digest")
    length = len(digest) if state.settings.digest_unit == "chars" else len(digest.encode("utf-8", "replace"))
    if length > state.settings.max_digest:
        raise ApiError(45004)


def _check_source(given: Mapping[str, Any], _account: SandboxAccount, _state: State) -> None:
    url = _read_text(given, "content_source_url")
    if len(url.encode("utf-8", "replace")) > MAX_SOURCE_URL_BYTES:
        raise ApiError(45005)
    if url and (not is_web_address(url) or _UNSAFE.search(url)):
        raise ApiError(41039)


def _check_comments(given: Mapping[str, Any], account: SandboxAccount, _state: State) -> None:
    if any(_read_flag(given, name) for name in _FLAGS) and not account.comments:
        raise ApiError(88000)


def _check_product(given: Mapping[str, Any], account: SandboxAccount, _state: State) -> None:
    if not given.get("product_info"):
        return
    if account.shop != "open":
        raise ApiError(53406 if account.shop == "none" else 53404)
    info = given["product_info"]
    footer = info.get("footer_product_info") if isinstance(info, Mapping) else None
    if not isinstance(footer, Mapping) or not footer.get("product_key"):
        raise ApiError(53405)


# What is wrong in several ways is refused for the first; the platform's own order is not documented.
_CHECKS: tuple[Callable[[Mapping[str, Any], SandboxAccount, State], None], ...] = (
    _check_title,
    _check_author,
    _check_digest,
    _check_source,
    _check_comments,
    _check_product,
)


def _read_kind(given: Mapping[str, Any]) -> Literal["news", "newspic"]:
    kind = given.get("article_type") or "news"
    if kind not in ("news", "newspic"):
        raise ApiError(40008)
    return "newspic" if kind == "newspic" else "news"


def _read_text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ApiError(47001)
    return value


def _read_flag(given: Mapping[str, Any], name: str) -> int:
    value = given.get(name, 0)
    if value not in (0, 1, "0", "1"):
        raise ApiError(40035)
    return int(value)


def _read_newspic_text(text: str) -> str:
    if len(text) > MAX_NEWSPIC_CHARS:
        raise ApiError(45166)
    return text
