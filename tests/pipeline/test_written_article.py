"""An article as it is sent: whole, fitted or in two parts, for each setting of `fit`."""

from __future__ import annotations

import re
from html import unescape
from pathlib import PurePosixPath

import pytest

from publish.core.article import ApiForm, Article
from publish.core.problem import Severity
from publish.core.settings import Settings
from publish.core.target import FITTED_CHARS, MAX_CONTENT_BYTES, MAX_CONTENT_CHARS
from publish.pipeline import build_article, build_shortened
from publish.pipeline.styled_page import BuildInputs
from publish.wechat.limits import PICTURE_ADDRESS_CHARS
from tests.articles import EVERY_SAMPLE, REPRESENTATIVES, Sample, build_sample
from tests.fakes import make_services
from tests.harness.families import family
from tests.samples import NUMBERED_ENTRY
from tests.themes import load_themes

THEME = load_themes()["neural"]
PATH = PurePosixPath("a.md")
every_sample = family("sample", EVERY_SAMPLE, REPRESENTATIVES)
_SOURCE = re.compile(r' src="([^"]*)"')
LINE = "很长的一段话。" * 20


def make_inputs(fit: str = "auto") -> BuildInputs:
    return BuildInputs(Settings(fit=fit), THEME, make_services())  # type: ignore[arg-type]  # one of the choices


def build(text: str, fit: str = "auto") -> Article:
    return build_article(text, PATH, make_inputs(fit))


def make_long(sections: int, paragraphs: int = 20) -> str:
    lines = "".join(f"正文第{n}段，{LINE}\n\n" for n in range(paragraphs))
    return "# 题\n\n" + "".join(f"## 第{n}节\n\n{lines}" for n in range(sections))


def make_entries(count: int) -> str:
    return "# 简报 (2020-06-17)\n\n## 新闻\n\n" + "".join(NUMBERED_ENTRY.format(n=n) for n in range(count))


def read_words(html: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", html))


@every_sample
def test_article_is_sent_as_it_is_pasted_except_for_sources_of_pictures(sample: Sample) -> None:
    article = build_sample(sample)

    [part] = article.parts
    assert article.sent.form is ApiForm.WHOLE
    assert _SOURCE.sub(" src", part.html) == _SOURCE.sub(" src", article.html)


def test_sent_pictures_have_placeholders_of_real_length() -> None:
    html = build("# 题\n\n![图](https://a.example/b.png)\n\n![图](https://a.example/c.png)\n").parts[0].html

    addresses = _SOURCE.findall(html)
    assert [len(address) for address in addresses] == [PICTURE_ADDRESS_CHARS] * 2
    assert len(set(addresses)) == 2
    assert all(address.startswith("https://mmbiz.qpic.cn/") for address in addresses)


def test_pasted_article_keeps_addresses_of_the_web() -> None:
    article = build("# 题\n\n![图](https://a.example/b.png?x=1&y=二)\n")

    assert [unescape(source) for source in _SOURCE.findall(article.html)] == ["https://a.example/b.png?x=1&y=%E4%BA%8C"]
    assert [placed.url for placed in article.parts[0].pictures] == ["https://a.example/b.png?x=1&y=%E4%BA%8C"]


def test_long_article_is_sent_whole_with_a_hint() -> None:
    article = build(make_long(8))

    [part] = article.parts
    assert (article.sent.form, article.sent.given_up) == (ApiForm.WHOLE, ())
    assert len(part.html) > MAX_CONTENT_CHARS
    [hint] = article.problems
    assert (hint.message, hint.severity, hint.file) == ("wechat-w80-long", Severity.INFO, "a/article.api.html")


@pytest.mark.parametrize("fit", ["auto", "strict", "off"])
def test_article_below_the_documented_length_is_sent_whole(fit: str) -> None:
    article = build(make_long(1, 3), fit)

    assert article.sent.form is ApiForm.WHOLE
    assert article.problems == ()


def test_strict_fits_an_article_above_the_documented_length() -> None:
    article = build(make_entries(60), "strict")

    assert article.sent.form is ApiForm.FITTED
    assert article.sent.chars <= FITTED_CHARS
    assert article.sent.given_up
    assert read_words(article.parts[0].html) == read_words(article.html)


def test_strict_cuts_in_two_what_is_too_long_even_fitted() -> None:
    article = build(make_long(8), "strict")

    first, second = article.parts
    assert article.sent.form is ApiForm.PARTS
    assert max(len(first.html), len(second.html)) < MAX_CONTENT_CHARS <= len(read_words(article.html))
    assert read_words(first.html) + read_words(second.html) == read_words(article.html)
    assert "第4节" in second.html.partition("</h2>")[0]


@pytest.mark.parametrize("text", [make_long(20), "# 题\n\n" + LINE * 200], ids=["sections", "one paragraph"])
def test_strict_reports_what_is_too_long_for_two_articles(text: str) -> None:
    article = build(text, "strict")

    assert {problem.message for problem in article.problems} == {"wechat-w80"}


def test_off_never_shortens() -> None:
    article = build("# 题\n\n" + f"{LINE}\n\n" * 1500, "off")

    assert article.sent.form is ApiForm.WHOLE
    assert [problem.message for problem in article.problems] == ["wechat-w80-bytes"]


def test_auto_shortens_an_article_above_the_measured_length() -> None:
    text = "# 题\n\n" + f"{LINE}\n\n" * 1190
    whole = build(text, "off").sent

    article = build(text)

    assert whole.bytes >= MAX_CONTENT_BYTES > article.sent.bytes
    assert article.sent.form is ApiForm.FITTED
    assert article.sent.chars > MAX_CONTENT_CHARS
    assert [problem.message for problem in article.problems] == ["wechat-w80-long"]


@pytest.mark.parametrize(("form", "parts"), [(ApiForm.FITTED, 1), (ApiForm.PARTS, 2)])
def test_build_shortened_returns_the_form_asked_for(form: ApiForm, parts: int) -> None:
    sent = build_shortened(make_long(4), PATH, make_inputs(), form)

    assert (sent.form, len(sent.parts)) == (form, parts)


def test_each_part_has_its_own_pictures() -> None:
    sections = "".join(f"## 第{n}节\n\n![图](https://a.example/{n}.png)\n\n{LINE}\n\n" for n in range(4))

    sent = build_shortened(f"# 题\n\n{sections}", PATH, make_inputs(), ApiForm.PARTS)

    assert [[placed.url[-5:] for placed in part.pictures] for part in sent.parts] == [
        ["0.png", "1.png"],
        ["2.png", "3.png"],
    ]
