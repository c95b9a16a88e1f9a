"""The style that WeChat's page gives a published article, in a real browser."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.sandbox.articles import add_draft
from tests.sandbox.server import RunningSandbox

pytestmark = pytest.mark.browser

PLAIN = (
    '<h2>一</h2><h5>二</h5><p>三<em>四</em><a href="https://mp.weixin.qq.com/s/a">五</a></p><blockquote>六</blockquote>'
    '<ul class="list-paddingleft-2"><li>七<ol class="list-paddingleft-2"><li>八</li></ol></li></ul>'
    "<table><tbody><tr><th>九</th></tr><tr><td><p>十</p></td></tr></tbody></table>"
)
STYLED = (
    '<h2 style="font-size:22px;font-weight:700;margin:8px 0">一</h2>'
    '<blockquote style="padding-left:0;border-left:0 none">六</blockquote>'
    '<table><tbody><tr><td style="border:0 none;padding:2px;color:#333">十</td></tr></tbody></table>'
)
# Of elements below the heading and the author's name, those of the copy that is shown.
READ = """(pairs) => pairs.map(([selector, name]) => {
    const found = [...document.querySelectorAll("body>div " + selector)].find((one) => one.checkVisibility());
    return getComputedStyle(found)[name];
})"""

SAME = {
    ("h2", "fontSize"): "16px", ("h2", "fontWeight"): "400", ("h5", "fontSize"): "16px", ("h5", "marginTop"): "0px",
    ("p", "fontSize"): "17px", ("p", "lineHeight"): "27.2px", ("p", "letterSpacing"): "0.578px",
    ("p", "textAlign"): "justify", ("p", "minHeight"): "17px", ("p", "clear"): "both", ("p", "marginTop"): "0px",
    ("p", "maxWidth"): "100%", ("p", "boxSizing"): "border-box", ("em", "fontStyle"): "italic",
    ("a", "textDecorationLine"): "none", ("blockquote", "borderLeft"): "3px solid rgb(219, 219, 219)",
    ("blockquote", "paddingLeft"): "10px", ("blockquote", "marginLeft"): "0px", ("ul", "paddingLeft"): "37.4px",
    ("ol", "paddingLeft"): "30px", ("table", "width"): "343px", ("table", "marginBottom"): "10px",
    ("td", "padding"): "5px 10px", ("td", "wordBreak"): "break-all", ("td p", "marginTop"): "0px",
}  # fmt: skip
LIGHT = {
    ("p", "color"): "rgba(0, 0, 0, 0.9)", ("a", "color"): "rgb(87, 107, 149)",
    ("td", "borderBottom"): "1px solid rgb(221, 221, 221)", ("th", "borderTop"): "2px solid rgb(187, 187, 187)",
    ("th", "backgroundColor"): "rgb(247, 247, 247)",
}  # fmt: skip
DARK = {
    ("p", "color"): "rgb(163, 163, 163)", ("a", "color"): "rgb(125, 144, 169)",
    ("td", "borderBottom"): "1px solid rgb(76, 76, 76)", ("th", "borderTop"): "2px solid rgb(76, 76, 76)",
    ("th", "backgroundColor"): "rgb(40, 40, 40)",
}  # fmt: skip
OWN = {
    ("h2", "fontSize"): "22px", ("h2", "fontWeight"): "700", ("h2", "marginTop"): "8px",
    ("blockquote", "borderLeftWidth"): "0px", ("blockquote", "paddingLeft"): "0px",
    ("td", "borderTopWidth"): "0px", ("td", "padding"): "2px",
}  # fmt: skip


@pytest.mark.parametrize(
    ("scheme", "content", "expected"),
    [
        ("light", PLAIN, {**SAME, **LIGHT}),
        ("dark", PLAIN, {**SAME, **DARK}),
        ("light", STYLED, {**OWN, ("td", "color"): "rgb(51, 51, 51)"}),
        ("dark", STYLED, {**OWN, ("td", "color"): "rgb(163, 163, 163)"}),
    ],
    ids=["plain-light", "plain-dark", "styled-light", "styled-dark"],
)
def test_article_has_the_style_of_wechats_page_beneath_its_own(
    sandbox: RunningSandbox,
    browser: Browser,
    scheme: Literal["light", "dark"],
    content: str,
    expected: dict[tuple[str, str], str],
) -> None:
    add_draft(sandbox, sandbox.fetch_token(), content=content)
    address = sandbox.control.get("state")["drafts"][0]["articles"][0]["address"]
    page = browser.new_page(viewport={"width": 375, "height": 812}, color_scheme=scheme)

    page.goto(f"{sandbox.url}/s/{address}")

    assert dict(zip(expected, page.evaluate(READ, list(expected)), strict=True)) == expected
    page.close()


def test_card_of_an_account_looks_like_one(sandbox: RunningSandbox, browser: Browser) -> None:
    card = (
        '<section><mp-common-profile data-pluginname="mpprofile" data-id="MzI5MTczODI3Ng==" data-nickname="甲" '
        'data-signature="说" data-headimg="http://mmbiz.qpic.cn/mmbiz_png/a/0"></mp-common-profile></section>'
    )
    add_draft(sandbox, sandbox.fetch_token(), content=card)
    address = sandbox.control.get("state")["drafts"][0]["articles"][0]["address"]
    page = browser.new_page(viewport={"width": 375, "height": 812})

    page.goto(f"{sandbox.url}/s/{address}")

    shown, height = page.evaluate("""() => {
        const card = [...document.querySelectorAll("mp-common-profile")].find((one) => one.checkVisibility());
        return [getComputedStyle(card, "::after").content, card.getBoundingClientRect().height];
    }""")
    assert "甲" in shown
    assert "说" in shown
    assert height > 48
    page.close()
