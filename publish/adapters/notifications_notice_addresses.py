"""Where notifications can be sent: the addresses that services give out, and those of Apprise.

WeCom, DingTalk and Feishu hand out a robot's address to be copied; it is taken as it is. The robot's word in it lets
everybody write into the group, so every such address is a secret.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from publish.wechat.api_hosts import is_loopback

_WORD = r"[A-Za-z0-9_-]{1,100}"
_ROBOTS = (
    # https://developer.work.weixin.qq.com/document/path/91770
    (re.compile(rf"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=({_WORD})"), "wecombot://{}"),
    # https://open.dingtalk.com/document/orgapp/custom-robot-access; `secret` is what it calls 加签
    (
        re.compile(rf"https://oapi\.dingtalk\.com/robot/send\?access_token=({_WORD})&secret=({_WORD})"),
        "dingtalk://{1}@{0}",
    ),
    (re.compile(rf"https://oapi\.dingtalk\.com/robot/send\?access_token=({_WORD})"), "dingtalk://{}"),
    # https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
    (re.compile(rf"https://open\.feishu\.cn/open-apis/bot/v2/hook/({_WORD})/?"), "feishu://{}"),
    (re.compile(rf"https://open\.larksuite\.com/open-apis/bot/v2/hook/({_WORD})/?"), "lark://{}"),
)
_KINDS = ("wecombot", "dingtalk", "feishu", "lark", "mailtos", "jsons")
_NEAR_KINDS = ("mailto", "json")
"""Without TLS: to this machine alone."""
_WEAKENING = ("verify", "redirect")


def find_service(address: str) -> str | None:
    """Return an address as Apprise writes it; None for one that nothing may be sent to.

    A robot's address becomes its service; any other of https is sent a JSON object. What gives up certificates or
    follows redirects, and what is sent in the clear to another machine, is refused.
    """
    for pattern, service in _ROBOTS:
        match = pattern.fullmatch(address)
        if match:
            return service.format(*match.groups())
    try:
        parts = urlsplit(address)
        asked = parse_qs(parts.query)
    except ValueError:
        return None
    if parts.scheme in ("http", "https"):
        return find_service(_write_hook(address)) if not asked.keys() & set(_WEAKENING) else None
    near = parts.scheme in _NEAR_KINDS and (is_loopback(address) or parts.hostname == "localhost")
    if not parts.netloc or not (parts.scheme in _KINDS or near) or asked.keys() & set(_WEAKENING):
        return None
    return address


def _write_hook(address: str) -> str:
    """Return a plain web address as that of a receiver of JSON; a `-` has Apprise keep a parameter."""
    kept, mark, query = address.replace("http", "json", 1).partition("?")
    return kept + mark + "&".join(f"-{pair}" for pair in query.split("&") if pair)
