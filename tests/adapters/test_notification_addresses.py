from __future__ import annotations

import pytest

from publish.adapters.notifications import find_service


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a-b_c", "wecombot://693a-b_c"),
        ("https://oapi.dingtalk.com/robot/send?access_token=abc123", "dingtalk://abc123"),
        ("https://oapi.dingtalk.com/robot/send?access_token=abc&secret=SEC9", "dingtalk://SEC9@abc"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/a-b-c", "feishu://a-b-c"),
        ("https://open.larksuite.com/open-apis/bot/v2/hook/a-b-c", "lark://a-b-c"),
        ("https://hooks.example.org/a/b", "jsons://hooks.example.org/a/b"),
        ("https://hooks.example.org:8443/a?token=x&b=y", "jsons://hooks.example.org:8443/a?-token=x&-b=y"),
        ("http://127.0.0.1:9000/hook", "json://127.0.0.1:9000/hook"),
        ("mailtos://me:word@smtp.example.org?to=you@example.org", None),
        ("mailto://localhost?to=you@example.org", None),
        ("json://[::1]:9000/hook", None),
        ("wecombot://abc", None),
    ],
)
def test_find_service_returns_the_apprise_url(address: str, service: str | None) -> None:
    assert find_service(address) == (service or address)


@pytest.mark.parametrize(
    "address",
    [
        "", "hello", "you@example.org", "https://", "https://[", "mailtos://",
        "http://hooks.example.org/a", "json://hooks.example.org/a", "mailto://me:word@smtp.example.org",
        "jsons://hooks.example.org/a?verify=no", "https://hooks.example.org/a?redirect=yes",
        "file:///etc/passwd", "exec://rm", "dbus://", "syslog://", "tgram://123/abc", "ftp://example.org",
    ],
)  # fmt: skip
def test_find_service_refuses_insecure_addresses(address: str) -> None:
    assert find_service(address) is None
