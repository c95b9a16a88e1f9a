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


class Repeat(StrEnum):
    """Whether a refused call may be repeated without anybody's word."""

    NEVER = "never"
    RENEWED = "renewed"
    """Once, with another access token: it was turned away at the gate."""
    LATER = "later"
    """After a pause: nothing is wrong with it but that it came too soon."""


class Refusal(NamedTuple):
    """What an error code means."""

    message: str
    """Id of a sentence in `messages`."""
    repeat: Repeat = Repeat.NEVER


class Words(NamedTuple):
    """What stands in `errmsg`."""

    message: str
    """Without hint and rid."""
    rid: str
    address: str
    """Where WeChat saw the call come from, if it says so; else empty."""


UNKNOWN = Refusal("api-unknown")

_TOKEN_REJECTED = Refusal("api-token-rejected", Repeat.RENEWED)
_MASS = Refusal("api-mass")
_OURS = Refusal("api-bug")
_CONSOLE = Refusal("api-console")
_PRODUCT = Refusal("api-product")
_PICTURE_TYPE = Refusal("api-picture-type")
_PICTURE_SIZE = Refusal("api-picture-size")
_RESTRICTED = Refusal("api-restricted")
_RID_UNKNOWN = Refusal("api-rid")
_THIRD_PARTY = Refusal("api-third-party")

REFUSALS: dict[int, Refusal] = {
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
    **dict.fromkeys((76021, 76022), Refusal("api-no-such-call")),
    **dict.fromkeys((41002, 41004), Refusal("api-credentials")),
    **dict.fromkeys((41005, 44001), Refusal("api-picture-empty")),
    **dict.fromkeys((41039, 45005), Refusal("api-source-url")),
    **dict.fromkeys((44003, 44004), Refusal("api-article-empty")),
    40007: Refusal("api-media-gone"),
    40013: Refusal("api-appid"),
    40066: Refusal("api-url"),
    40114: Refusal("api-index"),
    40121: Refusal("api-cover-kind"),
    40125: Refusal("api-secret"),
    40137: Refusal("api-picture-broken"),
    40164: Refusal("api-address"),
    40243: Refusal("api-secret-frozen"),
    42007: Refusal("api-revoked"),
    43003: Refusal("api-https"),
    45002: Refusal("api-content-long"),
    45003: Refusal("api-title-long"),
    45004: Refusal("api-digest-long"),
    45006: Refusal("api-picture-url-long"),
    45008: Refusal("api-articles-many"),
    45009: Refusal("api-quota"),
    45011: Refusal("api-too-often", Repeat.LATER),
    45110: Refusal("api-author-long"),
    45166: Refusal("api-content"),
    48001: Refusal("api-not-authorised"),
    48004: Refusal("api-banned"),
    48005: Refusal("api-material-used"),
    48006: Refusal("api-clearing"),
    50004: Refusal("api-token-forbidden"),
    50007: Refusal("api-frozen"),
    53402: Refusal("api-crop"),
    53500: Refusal("api-publishing-banned"),
    53501: Refusal("api-publishing-often"),
    53502: Refusal("api-publish-id"),
    53600: Refusal("api-article-id"),
    88000: Refusal("api-comments"),
    89503: Refusal("api-confirmation"),
    89506: Refusal("api-address-day"),
    89507: Refusal("api-address-hour"),
}

_HERE: dict[tuple[int, str], Refusal] = {
    (40001, TOKEN_ENDPOINT): Refusal("api-secret"),
    (40007, "draft/add"): Refusal("api-cover-gone"),
    (40007, "draft/update"): Refusal("api-draft-or-cover-gone"),
    (40007, "draft/get"): Refusal("api-draft-gone"),
    (40007, "draft/delete"): Refusal("api-draft-gone"),
    (40007, "freepublish/submit"): Refusal("api-draft-gone"),
}
"""What a code means at one endpoint and no other."""


def find_refusal(code: int, endpoint: str) -> Refusal:
    """Return what a code means where it was answered."""
    return _HERE.get((code, endpoint)) or REFUSALS.get(code, UNKNOWN)


def read_words(errmsg: str) -> Words:
    """Return the parts of an `errmsg`: `invalid ip 1.2.3.4 …, not in whitelist hint: [abc] rid: 6543-…`."""
    errmsg = errmsg[:_MAX_CHARS]
    rid, address = _RID.search(errmsg), _ADDRESS.search(errmsg)
    return Words(_TAIL.sub("", errmsg), rid[1] if rid else "", address[1] if address else "")


class Effect(StrEnum):
    """What comes of a call that is carried out twice."""

    NONE = "asked"
    """It only asks."""
    SAME = "again"
    """The same as once, or at most a picture that nothing shows."""
    TWICE = "look"
    """A second draft, a second publication: WeChat knows no key by which it would tell them apart."""


EFFECTS = {
    "stable_token": Effect.NONE,
    "media/uploadimg": Effect.SAME,
    "material/add_material": Effect.SAME,  # though each counts in the library: the ledger keeps one from a second time
    "material/get_materialcount": Effect.NONE,
    "draft/add": Effect.TWICE,
    "draft/update": Effect.SAME,
    "draft/get": Effect.NONE,
    "draft/batchget": Effect.NONE,
    "draft/count": Effect.NONE,
    "draft/delete": Effect.SAME,
    "freepublish/submit": Effect.TWICE,
    "freepublish/get": Effect.NONE,
    "freepublish/batchget": Effect.NONE,
    "message/mass/sendall": Effect.TWICE,  # its key is worth a day: whoever repeats it must count the hours
    "message/mass/get": Effect.NONE,
    "openapi/quota/get": Effect.NONE,
    "openapi/rid/get": Effect.NONE,
}


def find_effect(endpoint: str) -> Effect:
    """Return what a second call does; the worst where nothing is known."""
    return EFFECTS.get(endpoint, Effect.TWICE)
