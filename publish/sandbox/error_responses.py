"""The platform's error codes and their `errmsg`."""

from __future__ import annotations

from typing import Any

ERRMSG = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, "
    "more details at https://mmbizurl.cn/s/JtxxFh33r",
    40002: "invalid grant_type",
    40004: "invalid media type",
    40005: "invalid file type",
    40006: "invalid meida size",  # as the platform spells it
    40007: "invalid media_id",
    40008: "invalid message type",
    40009: "invalid image size",
    40013: "invalid appid",
    40014: "invalid access_token",
    40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
    40035: "invalid parameter",
    40066: "invalid url",
    40097: "invalid args",
    40113: "unsupported file type",
    40114: "invalid index value",
    40118: "invalid media_id size",
    40121: "invalid media_id type",
    40125: "invalid appsecret, view more at http://t.cn/RAEkdVq",
    40130: "invalid openid list size, at least two openid",
    40137: "invalid image format",
    40164: "invalid ip {caller} ipv6 ::ffff:{caller}, not in whitelist",
    40243: "AppSecret is frozen, please unfreeze it first",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    41006: "media_id missing",
    41039: "invalid content_source_url",
    41040: "mass send refused: the content is judged a reprint",
    42001: "access_token expired",
    42007: "access_token and refresh_token exception",
    42010: "mass send is too fast, please retry later",
    43002: "require POST method",
    43003: "require https",
    44001: "empty media data",
    44002: "empty post data",
    44003: "empty news data",
    44004: "empty content",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45003: "title size out of limit",
    45004: "description size out of limit",
    45005: "url size out of limit",
    45006: "picurl size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45028: "has no masssend quota",
    45062: "the meaning of the content cannot be captured",
    45065: "clientmsgid exist",
    45066: "same clientmsgid retry too fast",
    45067: "clientmsgid size out of limit",
    45110: "author size out of limit",
    45166: "invalid content",
    47001: "data format error",
    48001: "api unauthorized",
    48002: "user block receive message",
    48003: "user not agree mass-send protocol",
    48004: "api forbidden for irregularities, view detail on mp.weixin.qq.com",
    48005: "forbid to delete material used by auto-reply or menu",
    48006: "forbid to clear quota because of reaching the limit",
    48008: "no permission for this msgtype",
    48021: "auto saved draft is not usable, please save it first",
    50001: "user unauthorized",
    50002: "user limited",
    50004: "forbidden to get access_token",
    50005: "user is unsubscribed",
    50007: "account frozen",
    53400: "refused",
    53401: "refused",
    53402: "crop cover failed",
    53403: "refused",
    53404: "the account's right to carry products is restricted",
    53405: "invalid product",
    53406: "the account may not carry products",
    53500: "publishing is banned",
    53501: "publish too often",
    53502: "invalid publish_id",
    53503: "the draft did not pass the publishing check",
    53504: "please use the console to publish this draft",
    53505: "please save the draft in the console first",
    53600: "invalid article_id",
    61003: "component is not authorized by this account",
    61004: "access clientip is not registered",
    61007: "api is unauthorized to component",
    61500: "date format error",
    61501: "date range error",
    76001: "rid not found",
    76002: "rid is error",
    76003: "could not query this rid, no permission",
    76004: "rid is overtime",
    76021: "cgi_path not found, please check",
    76022: "could not use this cgi_path, no permission",
    87009: "invalid signature",
    88000: "without comment privilege",
    88001: "msg_data is not exists",
    88002: "the article is limit for safety",
    88010: "count range error. cout <= 0 or count > 50",  # as the platform spells it
    89503: "this api call needs admin confirmation, please wait for the admin to confirm",
    89504: "mass send needs admin confirmation",
    89505: "mass send is waiting for admin confirmation",
    89506: "this ip was refused by the admin twice, it cannot call for 24 hours",
    89507: "this ip was refused by the admin, it cannot call for 1 hour",
}
"""The beginning of `errmsg`, by code."""

HINTED = frozenset({40001, 40007, 40013, 40125, 45009, 47001, 48001})
"""Codes whose `errmsg` contains a hint before the rid."""


OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}  # the answer to a call that succeeded; never changed in place


class ApiError(Exception):  # the platform refuses the call; the sandbox itself has not failed
    """A call is answered with an error code."""

    def __init__(self, code: int, *, caller: str = "", **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields
        self._caller = caller

    def describe(self, rid: str) -> dict[str, object]:
        """Return the answer."""
        message = ERRMSG.get(self.code, "unknown error").format(caller=self._caller)
        hint = f" hint: [{rid[-8:]}]" if self.code in HINTED else ""
        return {"errcode": self.code, "errmsg": f"{message}{hint} rid: {rid}", **self.fields}
