"""Where articles come from: how sources are named, which hosts are theirs, which parameters only follow people."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

WECHAT_HOST = "mp.weixin.qq.com"
ZHIHU = "知乎"
ZHIHU_HOST = "zhihu.com"

SOURCE_NAMES = {
    "zhihu": ZHIHU, "infoq": "InfoQ", "csdn": "CSDN", "eetop": "EETOP", "giantpandacv": "GiantPandaCV",
    "paperweekly": "PaperWeekly", "neuraltalk": "NeuralTalk", "starryheavensabove": "StarryHeavensAbove",
    "tensorflow": "TensorFlow", "机器之心心": "机器之心", "商汤汤": "商汤", "量子位位": "量子位",
}  # fmt: skip
"""How a source is named, by what people write in small letters."""

HTTPS_HOSTS = frozenset(
    {"arxiv.org", "github.com", "www.github.com", WECHAT_HOST, ZHIHU_HOST, "www.zhihu.com", "zhuanlan.zhihu.com",
     "www.infoq.cn", "www.jianshu.com", "openreview.net", "www.bilibili.com", "papers.nips.cc"}
)  # fmt: skip
"""Hosts that serve by https what they serve by http."""

TEMPORARY_PARAMETERS = frozenset({"signature", "timestamp"})
"""Both in an address of WeChat's search: dead within hours."""
SESSION_PARAMETERS = frozenset({"token", "chksm", "lang"})
"""What the editor of an account, or a session of WeChat, leaves in an address."""
ARTICLE_PARAMETERS = ("__biz", "mid", "idx", "sn")
"""What alone names an article in the long form of its address."""

_SHARES = frozenset({"timeline", "singlemessage", "groupmessage", "message", "weixin", "wechat", "share"})
_REDIRECT = "wechat_redirect"


def parse_parameters(url: str) -> list[tuple[str, str]]:
    """Return the parameters of an address, in order."""
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return []


def is_tracking(name: str, value: str) -> bool:
    """Say whether a parameter tells only who shared an address, and where."""
    return (
        name in ("isappinstalled", "scene") or name.startswith("utm_") or (name == "from" and value.lower() in _SHARES)
    )


def find_tracking(url: str) -> list[str]:
    """Return the names of the parts of an address that follow people."""
    found = [name for name, value in parse_parameters(url) if is_tracking(name, value)]
    return [*found, f"#{_REDIRECT}"] if url.endswith(f"#{_REDIRECT}") else found


def drop_tracking(url: str) -> str:
    """Return an address without the parts that follow people; the other characters stay as they are."""
    return _keep_parameters(url.removesuffix(f"#{_REDIRECT}"), lambda name, value: not is_tracking(name, value))


def drop_session(url: str) -> str:
    """Return an address of WeChat without session; the long form keeps what names the article alone."""
    names = {name for name, _ in parse_parameters(url)}
    if names.issuperset(ARTICLE_PARAMETERS):
        return _keep_parameters(url.partition("#")[0], lambda name, _: name in ARTICLE_PARAMETERS)
    return _keep_parameters(url, lambda name, _: name not in SESSION_PARAMETERS)


def _keep_parameters(url: str, keeps: Callable[[str, str], bool]) -> str:
    base, fragment_mark, fragment = url.partition("#")
    path, mark, query = base.partition("?")
    pairs = [pair for pair in query.split("&") if keeps(pair.partition("=")[0], pair.partition("=")[2])]
    return f"{path}{mark if pairs else ''}{'&'.join(pairs)}{fragment_mark}{fragment}"
