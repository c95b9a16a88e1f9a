"""What of an issue's text stands on the cards of a picture post."""

from __future__ import annotations

import time

import pytest

from publish.core.picture_post import TextBlock, TextKind
from publish.steps.cover import CoverText
from publish.steps.cover.card_texts import CardTexts, CardUnit, choose_card_texts

COVER = CoverText(("简报",), ("2020.06.17",), "题", ())


def choose(*blocks: tuple[TextKind, str], is_digest: bool) -> CardTexts:
    return choose_card_texts([TextBlock(*block) for block in blocks], COVER, "端侧", is_digest=is_digest)


def test_digest_becomes_its_entries_and_hot_news() -> None:
    texts = choose(
        (TextKind.ASIDE, "关注部署"),
        (TextKind.PARAGRAPH, "游离"),
        (TextKind.SOURCE, "游离"),
        (TextKind.INTRO, "导读"),
        (TextKind.HEADING, "热点："),
        (TextKind.BRIEF, "高通：甲"),
        (TextKind.SECTION, "论文"),
        (TextKind.ENTRY, "乙"),
        (TextKind.SOURCE, "知乎"),
        (TextKind.FIELD, "链接：a.example"),
        (TextKind.PARAGRAPH, "一\n二"),
        (TextKind.ITEM, "· 三"),
        (TextKind.CODE, "x = 1"),
        (TextKind.SECTION, "空的"),
        is_digest=True,
    )

    assert texts.intro == ("导读",)
    assert texts.contents == ("乙",)
    assert texts.units == (
        CardUnit("热点", texts=("高通：甲",)),
        CardUnit("论文", "乙", "知乎", ("一", "二", "· 三")),
    )


def test_article_becomes_its_sections_with_code_and_tables_elsewhere() -> None:
    texts = choose(
        (TextKind.PARAGRAPH, "开头"),
        (TextKind.SECTION, "一节"),
        (TextKind.CODE, "x = 1"),
        (TextKind.PARAGRAPH, "说明："),
        (TextKind.ROW, "甲 · 乙"),
        (TextKind.ROW, "1 · 2"),
        (TextKind.ASIDE, "注"),
        (TextKind.HEADING, "小题"),
        is_digest=False,
    )

    assert texts.units == (
        CardUnit(texts=("开头",)),
        CardUnit(title="一节", texts=("（代码见全文）", "说明：（表格见全文）")),
        CardUnit(title="小题"),
    )
    assert texts.contents == ("一节", "小题")


@pytest.mark.parametrize("kind", [TextKind.SECTION, TextKind.ENTRY, TextKind.SOURCE])
@pytest.mark.parametrize("is_digest", [True, False])
def test_names_titles_and_sources_are_cut_to_what_may_have_room(kind: TextKind, is_digest: bool) -> None:
    texts = choose((TextKind.ENTRY, "甲"), (kind, "乙" * 9_000), (TextKind.PARAGRAPH, "丙"), is_digest=is_digest)

    short = [*texts.contents, *(part for unit in texts.units for part in unit[:3])]
    assert max(map(len, short)) == (1 if kind is TextKind.SOURCE and not is_digest else 240)


@pytest.mark.parametrize("is_digest", [True, False])
def test_texts_of_a_long_section_are_collected_quickly(is_digest: bool) -> None:
    blocks = [(TextKind.SECTION, "题"), *[(TextKind.PARAGRAPH, "甲")] * 60_000]

    start = time.process_time()  # five seconds, where each block copies what was collected
    texts = choose(*blocks, is_digest=is_digest)

    assert len(texts.units[-1].texts) == 60_000
    assert time.process_time() - start < 1
