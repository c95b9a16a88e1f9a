"""Sources of articles: their names, their hosts, and the tracking parameters of their addresses."""

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
"""Usual name of each source, by lower-case variant."""

HTTPS_HOSTS = frozenset(
    {"arxiv.org", "github.com", "www.github.com", WECHAT_HOST, ZHIHU_HOST, "www.zhihu.com", "zhuanlan.zhihu.com",
     "www.infoq.cn", "www.jianshu.com", "openreview.net", "www.bilibili.com", "papers.nips.cc"}
)  # fmt: skip
"""Hosts whose http addresses work with https, too."""

TEMPORARY_PARAMETERS = frozenset({"signature", "timestamp"})
"""Together they mark an address of WeChat's search, which expires within hours."""
SESSION_PARAMETERS = frozenset({"token", "chksm", "lang"})  # parameters of an editor's session in WeChat
_ARTICLE_PARAMETERS = ("__biz", "mid", "idx", "sn")
"""Parameters that identify an article in the long form of its address."""

_SHARES = frozenset({"timeline", "singlemessage", "groupmessage", "message", "weixin", "wechat", "share"})
_REDIRECT = "wechat_redirect"


def parse_parameters(url: str) -> list[tuple[str, str]]:
    """Return the query parameters of an address, in order."""
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return []


def _is_tracking(name: str, value: str) -> bool:
    shared = name == "from" and value.lower() in _SHARES
    return shared or name in ("isappinstalled", "scene") or name.startswith("utm_")


def find_tracking(url: str) -> list[str]:
    """Return the names of an address's tracking parameters."""
    found = [name for name, value in parse_parameters(url) if _is_tracking(name, value)]
    return [*found, f"#{_REDIRECT}"] if url.endswith(f"#{_REDIRECT}") else found


def drop_tracking(url: str) -> str:
    """Return an address without its tracking parameters; all other characters stay."""
    return _keep_parameters(url.removesuffix(f"#{_REDIRECT}"), lambda name, value: not _is_tracking(name, value))


def drop_session(url: str) -> str:
    """Return an address of WeChat without session; the long form keeps only the article's parameters."""
    names = {name for name, _ in parse_parameters(url)}
    if names.issuperset(_ARTICLE_PARAMETERS):
        return _keep_parameters(url.partition("#")[0], lambda name, _: name in _ARTICLE_PARAMETERS)
    return _keep_parameters(url, lambda name, _: name not in SESSION_PARAMETERS)


def _keep_parameters(url: str, keeps: Callable[[str, str], bool]) -> str:
    base, fragment_mark, fragment = url.partition("#")
    path, mark, query = base.partition("?")
    pairs = [pair for pair in query.split("&") if keeps(pair.partition("=")[0], pair.partition("=")[2])]
    return f"{path}{mark if pairs else ''}{'&'.join(pairs)}{fragment_mark}{fragment}"
