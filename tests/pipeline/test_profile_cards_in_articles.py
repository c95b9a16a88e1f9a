"""A card of an Official Account, from an author's HTML to the article."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from publish.core.html import Filter
from publish.core.settings import AccountSettings, Settings
from publish.pipeline import build_article
from publish.pipeline.lint_article import lint_issue_and_article
from publish.pipeline.styled_page import BuildInputs
from publish.wechat.elements import PROFILE_CARD
from tests.fakes import make_services
from tests.themes import THEMES, load_themes

CLASS = "js_uneditable custom_select_card mp_profile_iframe"
ATTRIBUTES = (
    'data-pluginname="mpprofile" data-nickname="甲" data-headimg="http://mmbiz.qpic.cn/mmbiz_png/a/0" '
    'data-id="MzI5MTczODI3Ng=="'
)
CARD = f'<{PROFILE_CARD} class="{CLASS}" {ATTRIBUTES}></{PROFILE_CARD}>'
WRITTEN = f'<section class="mp_profile_iframe_wrp" nodeleaf="">{CARD}</section>'
PLACES = {
    "block": "甲\n\n{}\n\n乙",
    "line": f"甲\n\n{CARD}\n\n乙",
    "text": f"甲 {CARD} 乙",
    "quotation": "> 甲\n>\n> {}\n>\n> 乙",
    "item": "- 甲\n\n  {}\n\n- 乙",
    "center": "<center>{}</center>",
}
PATH = PurePosixPath("2020-06-17.md")


def make_inputs(theme: str) -> BuildInputs:
    settings = Settings(accounts={"main": AccountSettings("wx0123456789abcdef")})
    return BuildInputs(settings, load_themes()[theme], make_services())


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("theme", [path.stem for path in THEMES])
def test_card_stays_in_the_article_as_the_editor_writes_it(theme: str, place: str) -> None:
    text = f"# 题 (2020-06-17)\n\n{PLACES[place].format(WRITTEN)}"

    article = build_article(text, PATH, make_inputs(theme))

    for html in (article.html, article.parts[0].html, *(article.filter_reports[one].html for one in Filter)):
        [(block, card)] = re.findall(rf"<(\w+)[^<]*>(<{PROFILE_CARD} [^>]*></{PROFILE_CARD}>)</section>", html)
        assert block == "section"
        assert set(re.findall(r' ([\w-]+="[^"]*")', card)) == set(re.findall(r' ([\w-]+="[^"]*")', CARD))
    assert [problem for problem in article.problems if problem.element] == []


def test_card_of_the_editor_is_no_problem() -> None:
    text = f"# 题 (2020-06-17)\n\n甲乙丙。\n\n{WRITTEN}\n"

    found = lint_issue_and_article(text, PATH, make_inputs("neural")).problems

    assert {"url-http", "html-removed", "card-incomplete"}.isdisjoint(problem.message for problem in found)


def test_incomplete_card_is_named_with_its_line() -> None:
    text = f"# 题 (2020-06-17)\n\n甲乙丙。\n\n{WRITTEN.replace('mpprofile', '')}\n"

    article = build_article(text, PATH, make_inputs("neural"))

    [problem] = [problem for problem in article.problems if problem.message == "card-incomplete"]
    assert (problem.line, problem.values) == (5, {"missing": "data-pluginname"})
    assert PROFILE_CARD not in article.html
