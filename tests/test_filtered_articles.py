"""WeChat's filters keep everything of our own articles."""

from __future__ import annotations

import pytest

from publish.core.html import ChangeKind, Filter
from publish.wechat.filters import simulate_filter
from tests.articles import EVERY_SAMPLE, REPRESENTATIVES, Sample, build_sample
from tests.harness.families import family

every_sample = family("sample", EVERY_SAMPLE, REPRESENTATIVES)


@every_sample
@pytest.mark.parametrize("filter_", Filter)
def test_filter_loses_nothing_of_our_articles(sample: Sample, filter_: Filter) -> None:
    assert build_sample(sample).filter_reports[filter_].total(ChangeKind.LOST) == 0


@every_sample
def test_editor_leaves_our_articles_unchanged(sample: Sample) -> None:
    article = build_sample(sample)

    assert article.filter_reports[Filter.EDITOR].html == article.html
    assert not article.filter_reports[Filter.EDITOR].embedded


@every_sample
def test_store_leaves_a_sent_article_unchanged(sample: Sample) -> None:
    article = build_sample(sample)

    html = article.filter_reports[Filter.STORE].html
    assert html.replace(" data-src=", " src=") == article.parts[0].html


@every_sample
@pytest.mark.parametrize("filter_", Filter)
def test_filter_is_idempotent_on_our_articles(sample: Sample, filter_: Filter) -> None:
    left = build_sample(sample).filter_reports[filter_].html

    assert simulate_filter(left, filter_).html == left


@every_sample
@pytest.mark.parametrize("filter_", Filter)
def test_article_carries_its_filter_reports(sample: Sample, filter_: Filter) -> None:
    article = build_sample(sample)

    html = article.html if filter_ is Filter.EDITOR else article.parts[0].html
    assert article.filter_reports[filter_] == simulate_filter(html, filter_)
