"""Cards of a picture post as they are drawn."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from publish.core.picture import FontFamily, Picture
from publish.steps.cover import CoverText
from publish.steps.cover.card_texts import CardTexts, CardUnit
from publish.steps.cover.draw_cards import CardLook, CardPlan, draw_card, find_title_focus, plan_cards
from publish.steps.qr import draw_qr
from publish.wechat.contrast import find_luminance
from publish.wechat.dark_mode import Colour
from publish.wechat.limits import MAX_POST_PICTURES, find_post_crops
from tests.fonts import find_test_typeface
from tests.steps.cover.test_card_layout import write

DAY = date(2020, 6, 17)
FAMILY = find_test_typeface()
BLUE = Colour(31, 78, 121)
ADDRESS = "http://weixin.qq.com/r/abcdefghijklmnopqrst"
COVER = CoverText(("嵌入式简报",), ("2020.06.17",), "三星流片/移动更新", ())
UNITS = tuple(CardUnit("业界新闻" if n < 3 else "论文", write(14 + n), "智能", (write(200),)) for n in range(6))
TEXTS = CardTexts(COVER, tuple(unit.title for unit in UNITS), (write(60),), UNITS, True, "端侧")


def plan(texts: CardTexts = TEXTS, family: FontFamily | None = FAMILY, *, has_code: bool = True) -> CardPlan:
    return plan_cards(texts, family, has_code=has_code)


def draw(
    texts: CardTexts = TEXTS,
    accent: Colour = BLUE,
    family: FontFamily | None = FAMILY,
    qr: Picture | None = None,
) -> list[Picture]:
    planned, look = plan(texts, family, has_code=qr is not None), CardLook(DAY, accent, family)
    return [draw_card(planned, number, look, qr) for number in range(1, planned.total + 1)]


def decode(picture: Picture) -> Image.Image:
    with Image.open(BytesIO(picture.data)) as image:
        return image.convert("RGB")


def has_colour(image: Image.Image, colour: tuple[int, int, int]) -> bool:
    return any(found == colour for _, found in image.getcolors(1 << 16) or ())


def test_cards_are_pictures_of_three_by_four() -> None:
    cards = draw(qr=draw_qr(ADDRESS))

    assert {(card.width, card.height) for card in cards} == {(1080, 1440)}
    assert {decode(card).size for card in cards} == {(1080, 1440)}
    assert [card.name for card in cards] == [f"card-{number:02}.png" for number in range(1, len(cards) + 1)]
    assert max(len(card.data) for card in cards) < 400_000
    assert len(cards) == 6  # title, introduction, three of entries, code


def test_cards_are_the_same_bytes_each_time() -> None:
    assert draw(qr=draw_qr(ADDRESS)) == draw(qr=draw_qr(ADDRESS))


@pytest.mark.parametrize("side", [1, 3, 0.4])
def test_code_on_the_last_card_can_be_read(side: float) -> None:
    code = draw_qr(ADDRESS)
    image = decode(code).resize((round(code.width * side), round(code.height * side)), Image.Resampling.NEAREST)
    data = BytesIO()
    image.save(data, "PNG")

    last = decode(draw(qr=Picture("qr.png", data.getvalue(), *image.size))[-1])

    (found,) = zxingcpp.read_barcodes(last)
    assert found.text == ADDRESS


def test_cards_without_a_code_end_with_text() -> None:
    assert len(draw()) == len(draw(qr=draw_qr(ADDRESS))) - 1


def test_cards_never_are_more_than_a_post_holds() -> None:
    units = tuple(CardUnit("业界新闻", write(40), "", (write(300),)) for _ in range(90))
    many = plan(TEXTS._replace(units=units))

    assert many.total == MAX_POST_PICTURES
    assert many.left_out > 0


@pytest.mark.parametrize("accent", [BLUE, Colour(255, 235, 59), Colour(255, 255, 255), Colour(0, 0, 0)])
def test_letters_of_every_accent_can_be_read(accent: Colour) -> None:
    first, second = map(decode, draw(accent=accent)[:2])

    def find_contrast(image: Image.Image, box: tuple[int, int, int, int]) -> float:
        colours = [
            Colour(*colour[:3])
            for _, colour in image.crop(box).getcolors(1 << 24) or ()
            if not isinstance(colour, float)
        ]
        lights = sorted(map(find_luminance, colours))
        return (lights[-1] + 0.05) / (lights[0] + 0.05)

    assert find_contrast(first, (88, 300, 992, 1400)) >= 4.5
    assert find_contrast(second, (88, 92, 600, 156)) >= 4.5


def test_nothing_is_drawn_in_the_margins() -> None:
    for card in draw()[1:]:
        image = decode(card)
        paper = image.getpixel((5, 100))
        edges = [image.crop(box) for box in ((0, 20, 80, 1440), (1000, 20, 1080, 1440), (0, 1400, 1080, 1440))]
        assert all(edge.getcolors() == [(edge.width * edge.height, paper)] for edge in edges)


def test_wide_crop_of_the_first_card_shows_the_subject() -> None:
    focus = find_title_focus(plan(), FAMILY)
    top, bottom = (float(edge) * 1440 for edge in find_post_crops(1080, 1440, focus)["2.35_1"].split("_")[1::2])
    image = decode(draw()[0])

    white = [y for y in range(1440) if has_colour(image.crop((88, y, 992, y + 1)), (255, 255, 255))]

    assert top < min(white)
    assert max(white) < bottom


@pytest.mark.parametrize(
    "texts",
    [
        TEXTS._replace(cover=CoverText((), (), "", ()), contents=(), account=""),
        TEXTS._replace(cover=COVER._replace(subject="")),
        TEXTS._replace(cover=COVER._replace(names=("漢漢",)), account="漢漢"),
        TEXTS._replace(cover=COVER._replace(subject=write(80)), contents=()),
        TEXTS._replace(units=()),
    ],
)
def test_cards_are_drawn_of_little_text(texts: CardTexts) -> None:
    cards = draw(texts, qr=draw_qr(ADDRESS))

    assert len(cards) >= 3


def test_cards_are_drawn_without_a_font() -> None:
    latin = TEXTS._replace(units=(CardUnit("News", "A title", "", ("Text.",)),), intro=())

    assert len(draw(latin, family=None)) == 2
