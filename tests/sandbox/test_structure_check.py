"""The platform's own checker of articles, as far as a style says by itself what it objects to."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.sandbox.server import RunningSandbox, fetch

PATH = "/article-bin/verify_article_structure"


def check(sandbox: RunningSandbox, html: object, **more: Any) -> dict[str, Any]:
    body = json.dumps({"content": html}).encode() if not more else b""
    response = fetch(f"{sandbox.url}{PATH}", "POST", **({"data": body} | more))
    answer: dict[str, Any] = response.json()
    return answer


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ('<p style="text-align:start">甲</p>', "text-align"),
        ('<p><img src="a" style="opacity:0"></p>', "opacity"),
        ('<p><img src="a" style="opacity:0.9"></p>', "opacity"),
        ('<p style="caret-color:rgba(0, 0, 0, 0)">甲</p>', "caret-color"),
        ('<section style="height:0"><p>甲</p></section>', "height"),
        ('<section style="line-height:0"><p>甲</p></section>', "line-height"),
        ('<p><img src="a" data-w="500"></p>', "width"),
        ('<p><img src="a" width="500"></p>', "width"),
        ('<p><img src="a" data-w="1080" style="width:500px"></p>', "width"),
        ('<svg><animate begin="touchstart"></animate></svg>', "animate-begin"),
        ('<p data-no-dark="">甲</p>', "darkmode-whitelist"),
    ],
)
def test_checker_finds_what_a_style_says(sandbox: RunningSandbox, html: str, rule: str) -> None:
    answer = check(sandbox, html)

    assert answer["isValid"] is False
    assert list(answer["inValidInfo"]) == [rule]
    assert answer["inValidInfo"][rule]["violateRules"]
    assert answer["inValidInfo"][rule]["items"][0]["outerHTML"].startswith("<")


@pytest.mark.parametrize(
    "html",
    [
        '<p style="text-align:left">甲</p>',
        '<section style="height:0"><img src="a"></section>',
        '<section style="line-height:0"><p style="line-height:1.5">甲</p><span>乙</span></section>',
        '<p><img src="a" data-w="375"><img src="a" data-w="677"><img src="a" style="width:50%" data-w="500"></p>',
        '<p data-ignore-width=""><img src="a" data-w="500"></p>',
        '<svg><animate begin="touchstart;click"></animate></svg>',
        "<p></p>",
        "",
    ],
)
def test_checker_leaves_other_articles_alone(sandbox: RunningSandbox, html: str) -> None:
    assert check(sandbox, html) == {"isValid": True, "inValidInfo": {}}


def test_checker_takes_a_form(sandbox: RunningSandbox) -> None:
    html = '<p style="text-align:end">甲</p>'

    assert check(sandbox, html, data=urlencode({"content": html}))["isValid"] is False


@pytest.mark.parametrize(("body", "code"), [(b"{}", 47001), (b"[]", 47001), (b"", 44002), (b'{"content":1}', 47001)])
def test_checker_refuses_a_body_without_html(sandbox: RunningSandbox, body: bytes, code: int) -> None:
    assert check(sandbox, None, data=body)["errcode"] == code


def test_checker_is_no_call_of_the_api(sandbox: RunningSandbox) -> None:
    assert sandbox.ask(PATH.removeprefix("/"), body={"content": ""})["errcode"] == 40066
    assert fetch(f"{sandbox.url}{PATH}").status_code == 405
