"""WeChat's error codes: a message for each, and whether a refused call may be repeated; idempotency of the endpoints.

Sources: https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html, each call's own page, and
reports of practitioners. No page explains 53400, 53401, 53403 and 87009.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern
from publish.wechat.article_index import COMMENTS, STATISTICS

BUSY = -1  # the call may or may not have been carried out
MEDIA_UNKNOWN = 40007  # a draft or a cover does not exist or, for some seconds, not yet
ADDRESS_REFUSED = 40164
CONTENT_TOO_LONG = 45002
TITLE_TOO_LONG = 45003
DIGEST_TOO_LONG = 45004
AUTHOR_TOO_LONG = 45110
SENT_BEFORE = 45065  # a mass send with this key was accepted before
NOT_AUTHORISED = 48001
COMMENTS_CLOSED = 88000  # the account has no right to comments
TOKEN_ENDPOINT = "stable_token"  # noqa: S105  # an endpoint's name

_MAX_CHARS = 1000  # of an `errmsg`; WeChat's have about 200, a longer one is a proxy's page
_RID = lazy_pattern(r"\brid: ?([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})\b")
_TAIL = lazy_pattern(r"\s*(?:\bhint: ?\[[^\]]*\])?\s*(?:\brid: ?\S*)?\s*$")
_ADDRESS = lazy_pattern(r"invalid ip ([0-9.]{7,15}|[0-9a-fA-F:.]{2,45})")


class RetryAdvice(StrEnum):
    """Whether a refused call may be repeated automatically."""

    NEVER = "never"
    RENEWED = "renewed"  # once, with a new access token
    LATER = "later"  # after a pause: it was too frequent


class ApiErrorInfo(NamedTuple):
    """The meaning of an error code."""

    message: str  # id of a sentence in `messages`
    repeat: RetryAdvice = RetryAdvice.NEVER


class ErrorMessageParts(NamedTuple):
    """The parts of an `errmsg`."""

    message: str  # without hint and rid
    rid: str
    address: str  # IP address of the caller; empty where it is not given


UNKNOWN = ApiErrorInfo("api-unknown")

REFUSALS: dict[int, ApiErrorInfo] = {
    **dict.fromkeys((40001, 40014, 41001, 42001), ApiErrorInfo("api-token-rejected", RetryAdvice.RENEWED)),
    **dict.fromkeys(
        (40002, 40008, 40033, 40035, 40097, 40118, 41006, 43002, 44002, 47001, 61500, 88010), ApiErrorInfo("api-bug")
    ),
    **dict.fromkeys((40004, 40005, 40113), ApiErrorInfo("api-picture-type")),
    **dict.fromkeys((40006, 40009, 45001), ApiErrorInfo("api-picture-size")),
    **dict.fromkeys(
        (40130, 41040, 42010, 45028, 45062, SENT_BEFORE, 45066, 45067, 48008, 89504, 89505), ApiErrorInfo("api-mass")
    ),
    **dict.fromkeys((48002, 48003, 50001, 50002, 50005), ApiErrorInfo("api-restricted")),
    **dict.fromkeys((53404, 53405, 53406), ApiErrorInfo("api-product")),
    **dict.fromkeys((48021, 53503, 53504, 53505), ApiErrorInfo("api-console")),
    **dict.fromkeys((61003, 61004, 61007), ApiErrorInfo("api-third-party")),
    **dict.fromkeys((76001, 76002, 76003, 76004), ApiErrorInfo("api-rid")),
    **dict.fromkeys((76021, 76022), ApiErrorInfo("api-no-such-call")),
    **dict.fromkeys((41002, 41004), ApiErrorInfo("api-credentials")),
    **dict.fromkeys((41005, 44001), ApiErrorInfo("api-picture-empty")),
    **dict.fromkeys((41039, 45005), ApiErrorInfo("api-source-url")),
    **dict.fromkeys((44003, 44004), ApiErrorInfo("api-article-empty")),
    MEDIA_UNKNOWN: ApiErrorInfo("api-media-gone"),
    40013: ApiErrorInfo("api-appid"),
    40066: ApiErrorInfo("api-url"),
    40114: ApiErrorInfo("api-index"),
    40121: ApiErrorInfo("api-cover-kind"),
    40125: ApiErrorInfo("api-secret"),
    40137: ApiErrorInfo("api-picture-broken"),
    ADDRESS_REFUSED: ApiErrorInfo("api-address"),
    40243: ApiErrorInfo("api-secret-frozen"),
    42007: ApiErrorInfo("api-revoked"),
    43003: ApiErrorInfo("api-https"),
    CONTENT_TOO_LONG: ApiErrorInfo("api-content-long"),
    TITLE_TOO_LONG: ApiErrorInfo("api-title-long"),
    DIGEST_TOO_LONG: ApiErrorInfo("api-digest-long"),
    45006: ApiErrorInfo("api-picture-url-long"),
    45008: ApiErrorInfo("api-articles-many"),
    45009: ApiErrorInfo("api-quota"),
    45011: ApiErrorInfo("api-too-often", RetryAdvice.LATER),
    AUTHOR_TOO_LONG: ApiErrorInfo("api-author-long"),
    45166: ApiErrorInfo("api-content"),
    NOT_AUTHORISED: ApiErrorInfo("api-not-authorised"),
    48004: ApiErrorInfo("api-banned"),
    48005: ApiErrorInfo("api-material-used"),
    48006: ApiErrorInfo("api-clearing"),
    50004: ApiErrorInfo("api-token-forbidden"),
    50007: ApiErrorInfo("api-frozen"),
    53402: ApiErrorInfo("api-crop"),
    53500: ApiErrorInfo("api-publishing-banned"),
    53501: ApiErrorInfo("api-publishing-often"),
    53502: ApiErrorInfo("api-publish-id"),
    53600: ApiErrorInfo("api-article-id"),
    61501: ApiErrorInfo("api-statistics-days"),
    COMMENTS_CLOSED: ApiErrorInfo("api-comments"),
    88001: ApiErrorInfo("api-comments-nowhere"),
    88002: ApiErrorInfo("api-comments-limited"),
    89503: ApiErrorInfo("api-confirmation"),
    89506: ApiErrorInfo("api-address-day"),
    89507: ApiErrorInfo("api-address-hour"),
}

_BY_ENDPOINT: dict[tuple[int, str], ApiErrorInfo] = {
    (40001, TOKEN_ENDPOINT): ApiErrorInfo("api-secret"),
    (COMMENTS_CLOSED, COMMENTS): ApiErrorInfo("api-comments-closed"),
    (NOT_AUTHORISED, COMMENTS): ApiErrorInfo("api-readership"),
    (NOT_AUTHORISED, STATISTICS): ApiErrorInfo("api-readership"),
    (MEDIA_UNKNOWN, "draft/add"): ApiErrorInfo("api-cover-gone"),
    (MEDIA_UNKNOWN, "draft/update"): ApiErrorInfo("api-draft-or-cover-gone"),
    **dict.fromkeys(
        ((MEDIA_UNKNOWN, call) for call in ("draft/get", "draft/delete", "freepublish/submit")),
        ApiErrorInfo("api-draft-gone"),
    ),
}
"""Meanings of a code at one endpoint."""


def find_refusal(code: int, endpoint: str) -> ApiErrorInfo:
    """Return the meaning of an endpoint's error code."""
    return _BY_ENDPOINT.get((code, endpoint)) or REFUSALS.get(code, UNKNOWN)


def parse_error_message(errmsg: str) -> ErrorMessageParts:
    """Return the parts of an `errmsg`: `invalid ip 1.2.3.4 …, not in whitelist hint: [abc] rid: 6543-…`."""
    errmsg = errmsg[:_MAX_CHARS]
    rid, address = _RID.search(errmsg), _ADDRESS.search(errmsg)
    return ErrorMessageParts(_TAIL.sub("", errmsg), rid[1] if rid else "", address[1] if address else "")


class Idempotency(StrEnum):
    """The effect of a call that is carried out twice."""

    NONE = "asked"  # it only reads
    SAME = "again"  # the same as once, or at most an unused picture
    TWICE = "look"  # a second draft or publication: WeChat has no idempotency key


IDEMPOTENCY = {
    "stable_token": Idempotency.NONE,
    "media/uploadimg": Idempotency.SAME,
    "material/add_material": Idempotency.SAME,  # each counts in the library: the ledger prevents a second upload
    "material/get_materialcount": Idempotency.NONE,
    "draft/add": Idempotency.TWICE,
    "draft/update": Idempotency.SAME,
    "draft/get": Idempotency.NONE,
    "draft/batchget": Idempotency.NONE,
    "draft/count": Idempotency.NONE,
    "draft/delete": Idempotency.SAME,
    "freepublish/submit": Idempotency.TWICE,
    "freepublish/get": Idempotency.NONE,
    "freepublish/batchget": Idempotency.NONE,
    "message/mass/sendall": Idempotency.TWICE,  # its key works for a day
    "message/mass/get": Idempotency.NONE,
    STATISTICS: Idempotency.NONE,
    COMMENTS: Idempotency.NONE,
    "openapi/quota/get": Idempotency.NONE,
    "openapi/rid/get": Idempotency.NONE,
}


CHANGES = frozenset({"draft/add", "draft/update", "draft/delete", "freepublish/submit", "message/mass/sendall"})
"""Calls that change a draft or a publication; all others read, or upload what nobody sees."""


def find_idempotency(endpoint: str) -> Idempotency:
    """Return an endpoint's idempotency; the worst for an unknown one."""
    return IDEMPOTENCY.get(endpoint, Idempotency.TWICE)
