"""What WeChat leaves of our own articles: all of it."""

from __future__ import annotations

import pytest

from publish.core.html import ChangeKind, Filter
from publish.wechat.filters import simulate_filter
from tests.articles import EVERY_SAMPLE, REPRESENTATIVES, Sample, build_sample
from tests.harness.families import family

every_sample = family("sample", EVERY_SAMPLE, REPRESENTATIVES)


@every_sample
@pytest.mark.parametrize("layer", Filter)
def test_nothing_of_an_article_is_lost(sample: Sample, layer: Filter) -> None:
    assert build_sample(sample).filter_reports[layer].total(ChangeKind.LOST) == 0


@every_sample
def test_the_editor_leaves_an_article_to_the_letter(sample: Sample) -> None:
    article = build_sample(sample)

    assert article.filter_reports[Filter.EDITOR].html == article.html
    assert not article.filter_reports[Filter.EDITOR].embedded


@every_sample
def test_the_store_asks_for_every_picture_to_be_uploaded(sample: Sample) -> None:
    article = build_sample(sample)

    assert article.filter_reports[Filter.STORE].embedded == article.html.count('<img src="data:') > 0


@every_sample
@pytest.mark.parametrize("layer", Filter)
def test_what_is_left_of_an_article_is_left_again(sample: Sample, layer: Filter) -> None:
    left = build_sample(sample).filter_reports[layer].html

    assert simulate_filter(left, layer).html == left


@every_sample
@pytest.mark.parametrize("layer", Filter)
def test_an_article_tells_what_survives_of_it(sample: Sample, layer: Filter) -> None:
    article = build_sample(sample)

    assert article.filter_reports[layer] == simulate_filter(article.html, layer)
