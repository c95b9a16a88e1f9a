"""What WeChat's error codes mean: a sentence for each, and whether a call so refused may be repeated.

Sources: https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html, each call's own page, and
what practitioners report of their cause. Meaning nothing to us: 53400, 53401, 53403 and 87009, which no page explains.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

BUSY = -1
"""Says nothing of whether the call was carried out."""
MEDIA_UNKNOWN = 40007
ADDRESS_REFUSED = 40164
SENT_BEFORE = 45065
"""A mass send of this key was accepted before."""
NOT_AUTHORISED = 48001
TOKEN_ENDPOINT = "stable_token"  # noqa: S105  # an endpoint's name

_MAX_CHARS = 1000
"""Of an `errmsg`; WeChat's have some two hundred, and a proxy's page is not worth more."""
_RID = re.compile(r"\brid: ?([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})\b")
_TAIL = re.compile(r"\s*(?:\bhint: ?\[[^\]]*\])?\s*(?:\brid: ?\S*)?\s*$")
_ADDRESS = re.compile(r"invalid ip ([0-9.]{7,15}|[0-9a-fA-F:.]{2,45})")


class RetryAdvice(StrEnum):
    """Whether a refused call may be repeated without anybody's word."""

    NEVER = "never"
    RENEWED = "renewed"  # once, with another access token: it was turned away at the gate
    LATER = "later"  # after a pause: nothing is wrong with it but that it came too soon


class ApiErrorInfo(NamedTuple):
    """What an error code means."""

    message: str
    """Id of a sentence in `messages`."""
    repeat: RetryAdvice = RetryAdvice.NEVER


class ErrorMessageParts(NamedTuple):
    """What stands in `errmsg`."""

    message: str
    """Without hint and rid."""
    rid: str
    address: str
    """Where WeChat saw the call come from, if it says so; else empty."""


UNKNOWN = ApiErrorInfo("api-unknown")

_TOKEN_REJECTED = ApiErrorInfo("api-token-rejected", RetryAdvice.RENEWED)
_MASS = ApiErrorInfo("api-mass")
_OURS = ApiErrorInfo("api-bug")
_CONSOLE = ApiErrorInfo("api-console")
_PRODUCT = ApiErrorInfo("api-product")
_PICTURE_TYPE = ApiErrorInfo("api-picture-type")
_PICTURE_SIZE = ApiErrorInfo("api-picture-size")
_RESTRICTED = ApiErrorInfo("api-restricted")
_RID_UNKNOWN = ApiErrorInfo("api-rid")
_THIRD_PARTY = ApiErrorInfo("api-third-party")

REFUSALS: dict[int, ApiErrorInfo] = {
    **dict.fromkeys((40001, 40014, 41001, 42001), _TOKEN_REJECTED),
    **dict.fromkeys((40002, 40008, 40033, 40035, 40097, 40118, 41006, 43002, 44002, 47001), _OURS),
    **dict.fromkeys((40004, 40005, 40113), _PICTURE_TYPE),
    **dict.fromkeys((40006, 40009, 45001), _PICTURE_SIZE),
    **dict.fromkeys((40130, 41040, 42010, 45028, 45062, 45065, 45066, 45067, 48008, 89504, 89505), _MASS),
    **dict.fromkeys((48002, 48003, 50001, 50002, 50005), _RESTRICTED),
    **dict.fromkeys((53404, 53405, 53406), _PRODUCT),
    **dict.fromkeys((48021, 53503, 53504, 53505), _CONSOLE),
    **dict.fromkeys((61003, 61004, 61007), _THIRD_PARTY),
    **dict.fromkeys((76001, 76002, 76003, 76004), _RID_UNKNOWN),
    **dict.fromkeys((76021, 76022), ApiErrorInfo("api-no-such-call")),
    **dict.fromkeys((41002, 41004), ApiErrorInfo("api-credentials")),
    **dict.fromkeys((41005, 44001), ApiErrorInfo("api-picture-empty")),
    **dict.fromkeys((41039, 45005), ApiErrorInfo("api-source-url")),
    **dict.fromkeys((44003, 44004), ApiErrorInfo("api-article-empty")),
    40007: ApiErrorInfo("api-media-gone"),
    40013: ApiErrorInfo("api-appid"),
    40066: ApiErrorInfo("api-url"),
    40114: ApiErrorInfo("api-index"),
    40121: ApiErrorInfo("api-cover-kind"),
    40125: ApiErrorInfo("api-secret"),
    40137: ApiErrorInfo("api-picture-broken"),
    40164: ApiErrorInfo("api-address"),
    40243: ApiErrorInfo("api-secret-frozen"),
    42007: ApiErrorInfo("api-revoked"),
    43003: ApiErrorInfo("api-https"),
    45002: ApiErrorInfo("api-content-long"),
    45003: ApiErrorInfo("api-title-long"),
    45004: ApiErrorInfo("api-digest-long"),
    45006: ApiErrorInfo("api-picture-url-long"),
    45008: ApiErrorInfo("api-articles-many"),
    45009: ApiErrorInfo("api-quota"),
    45011: ApiErrorInfo("api-too-often", RetryAdvice.LATER),
    45110: ApiErrorInfo("api-author-long"),
    45166: ApiErrorInfo("api-content"),
    48001: ApiErrorInfo("api-not-authorised"),
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
    88000: ApiErrorInfo("api-comments"),
    89503: ApiErrorInfo("api-confirmation"),
    89506: ApiErrorInfo("api-address-day"),
    89507: ApiErrorInfo("api-address-hour"),
}

_HERE: dict[tuple[int, str], ApiErrorInfo] = {
    (40001, TOKEN_ENDPOINT): ApiErrorInfo("api-secret"),
    (40007, "draft/add"): ApiErrorInfo("api-cover-gone"),
    (40007, "draft/update"): ApiErrorInfo("api-draft-or-cover-gone"),
    (40007, "draft/get"): ApiErrorInfo("api-draft-gone"),
    (40007, "draft/delete"): ApiErrorInfo("api-draft-gone"),
    (40007, "freepublish/submit"): ApiErrorInfo("api-draft-gone"),
}
"""What a code means at one endpoint and no other."""


def find_refusal(code: int, endpoint: str) -> ApiErrorInfo:
    """Return what a code means where it was answered."""
    return _HERE.get((code, endpoint)) or REFUSALS.get(code, UNKNOWN)


def parse_error_message(errmsg: str) -> ErrorMessageParts:
    """Return the parts of an `errmsg`: `invalid ip 1.2.3.4 …, not in whitelist hint: [abc] rid: 6543-…`."""
    errmsg = errmsg[:_MAX_CHARS]
    rid, address = _RID.search(errmsg), _ADDRESS.search(errmsg)
    return ErrorMessageParts(_TAIL.sub("", errmsg), rid[1] if rid else "", address[1] if address else "")


class Idempotency(StrEnum):
    """What comes of a call that is carried out twice."""

    NONE = "asked"  # it only asks
    SAME = "again"  # the same as once, or at most a picture that nothing shows
    TWICE = "look"  # a second draft, a second publication: WeChat knows no key by which it would tell them apart


EFFECTS = {
    "stable_token": Idempotency.NONE,
    "media/uploadimg": Idempotency.SAME,
    "material/add_material": Idempotency.SAME,  # each counts in the library: the ledger keeps one from a second time
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
    "message/mass/sendall": Idempotency.TWICE,  # its key is worth a day: whoever repeats it must count the hours
    "message/mass/get": Idempotency.NONE,
    "openapi/quota/get": Idempotency.NONE,
    "openapi/rid/get": Idempotency.NONE,
}


def find_idempotency(endpoint: str) -> Idempotency:
    """Return what a second call does; the worst where nothing is known."""
    return EFFECTS.get(endpoint, Idempotency.TWICE)
