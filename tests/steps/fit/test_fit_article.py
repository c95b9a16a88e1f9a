"""What fitting keeps of real articles: everything that readers read, and nearly all that they see."""

from __future__ import annotations

import re
from statistics import mean

import pytest
from lxml import etree

from publish.core.html import Tree
from publish.core.problem import Severity
from publish.core.target import FITTED_CHARS, Target
from publish.steps.fit import fit_article
from publish.steps.serialize import count_chars, serialize_html
from publish.steps.transforms.inherited_styles import strip_attributes
from publish.wechat.validator import validate_html
from tests.articles import EVERY_SAMPLE, REPRESENTATIVES, Sample
from tests.harness.families import family
from tests.samples import SAMPLES
from tests.steps.fit.fitted_articles import compare_styles, fit_sample, list_heads, list_struck, measure

every_sample = family("sample", EVERY_SAMPLE, REPRESENTATIVES)
_LEAST_SHARE = 0.8
_TIGHT = (SAMPLES, "2021-08-01", "poster")
_TIGHT_LIMITS = range(6400, 7600, 60)  # from less than its headings take to more than that
_FEW = 1000  # characters in which no article of the newsletter can have a style left


def read_words(tree: Tree) -> str:
    return re.sub(r"\s", "", "".join(map(str, tree.itertext())))


@every_sample
def test_fit_article_brings_every_issue_under_the_documented_length(sample: Sample) -> None:
    assert measure(fit_sample(sample).after) <= FITTED_CHARS


@every_sample
def test_fit_article_keeps_words_links_pictures_lists_and_struck_text(sample: Sample) -> None:
    before, after, given_up = fit_sample(sample)

    assert read_words(after) == read_words(before)
    assert [a.get("href") for a in after.iter("a")] == [a.get("href") for a in before.iter("a")]
    assert [image.attrib for image in after.iter("img")] == [image.attrib for image in before.iter("img")]
    assert [(e.tag, len(e)) for e in after.iter("ul", "ol")] == [(e.tag, len(e)) for e in before.iter("ul", "ol")]
    assert list_struck(after) == list_struck(before)
    assert not {"fit-references", "fit-archive"} & set(given_up)


@every_sample
def test_fit_article_keeps_size_weight_ink_ground_and_rule_of_headings(sample: Sample) -> None:
    before, after, _ = fit_sample(sample)

    heads, left = list_heads(before), list_heads(after)
    assert {mark: left.get(mark) for mark in heads} == heads


def test_fit_article_keeps_the_look_of_headings_at_every_length_above_one_that_had_room_for_it() -> None:
    [sample] = [each for each in EVERY_SAMPLE if (each.issue.parent, each.issue.stem, each.theme.stem) == _TIGHT]
    heads = list_heads(fit_sample(sample).before)

    looks = [list_heads(fit_sample(sample, limit).after) for limit in _TIGHT_LIMITS]
    kept = [{mark: look.get(mark) for mark in heads} == heads for look in looks]

    assert (kept[0], kept[-1]) == (False, True)
    assert kept == sorted(kept)


@every_sample
@pytest.mark.parametrize("limit", [FITTED_CHARS, _FEW])
def test_fitted_article_breaks_no_rule_by_day_or_night(sample: Sample, limit: int) -> None:
    tree = etree.fromstring(etree.tostring(fit_sample(sample, limit).after))
    strip_attributes(tree)

    problems = validate_html(serialize_html(tree), Target.SENT)

    assert [problem for problem in problems if problem.severity is Severity.ERROR] == []


def test_fit_article_keeps_most_declarations_that_have_an_effect(request: pytest.FixtureRequest) -> None:
    samples = EVERY_SAMPLE if request.config.getoption("--soak") else REPRESENTATIVES
    shares = [kept.kept / kept.had for kept in map(compare_styles, map(fit_sample, samples))]

    assert mean(shares) >= _LEAST_SHARE


def make_article(paragraphs: int) -> Tree:
    """Return an article whose only expensive styles are those of its body."""
    head = "<h2 class='x' style='margin:8px;color:#123456;font-size:20px;font-weight:700;letter-spacing:.4px'>题</h2>"
    text = "<p style='margin:0 0 8px;color:#333;font-size:16px;letter-spacing:.4px'>正文</p>"
    small = "<p class='field' style='margin:0 0 6px;color:#555;font-size:13px;letter-spacing:.2px'>小字</p>"
    return etree.fromstring(f"<section class='article'>{head}{(text * 4 + small) * paragraphs}</section>")


def test_fit_article_leaves_a_short_article_alone() -> None:
    tree = make_article(3)
    before = etree.tostring(tree)

    assert fit_article(tree, count_chars, FITTED_CHARS) == ()
    assert etree.tostring(tree) == before


def test_fit_article_first_does_what_no_reader_sees() -> None:
    tree = make_article(20)

    given_up = fit_article(tree, count_chars, 4500)

    assert given_up == ()
    assert len({p.get("style") for p in tree.iter("p")}) == 2
    assert "color:#333" in tree.get("style", "")


def test_fit_article_gives_up_the_least_visible_first() -> None:
    tree = make_article(20)

    given_up = fit_article(tree, count_chars, 4000)

    assert given_up == ("fit-letter-spacing",)
    assert count_chars(tree) <= 4000


def test_fit_article_gives_up_the_look_of_links_first() -> None:
    link = '<span class="link" style="border-bottom:1px solid #1f4e79;color:#1f4e79">文</span>'
    note = '<p class="note" style="color:#555;text-align:center">注</p>'
    tree = etree.fromstring(f'<section>{note}<section class="intro"><p>{link}</p></section><p>{link}</p></section>')

    given_up = fit_article(tree, count_chars, count_chars(tree) - 100)

    assert given_up == ("fit-colours", "fit-lines")
    assert "border" not in serialize_html(tree)
    assert 'style="color:#555;text-align:center"' in serialize_html(tree)


def test_fit_article_names_the_last_steps_that_cost_words() -> None:
    reference = (
        "<p class='reference'><span class='number'>[1]</span>\u00a0名<br/><span class='address'>a.example</span></p>"
    )
    issue = "<p class='back-issue'><span class='date'>2020-06-03</span>题</p>"
    tree = etree.fromstring(f"<section>{reference * 4}{issue * 4}</section>")

    assert fit_article(tree, count_chars, 10) == ("fit-references", "fit-archive")
    assert "名" not in "".join(map(str, tree.itertext()))


@pytest.mark.parametrize(("limit", "has_both"), [(300, False), (830, False), (840, True)])
def test_fit_article_keeps_ink_with_its_ground(limit: int, has_both: bool) -> None:
    ground = "<p style='background-color:#b3261e;color:#fff;margin:0'>白字<span style='color:#eee'>也</span></p>"
    text = "<p style='color:#333;margin:0'>黑字</p>"
    tree = etree.fromstring(f"<section class='article'>{text * 9}{ground * 9}</section>")

    fit_article(tree, count_chars, limit)

    written = etree.tostring(tree, encoding="unicode")
    assert ("#fff" in written, "#b3261e" in written) == (has_both, has_both)
