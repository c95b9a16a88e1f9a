"""The picture post of an issue: whose pictures it has, its text, and what is told of both."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from publish.core.article import Article
from publish.core.exceptions import IssueError, TimeLimitExceededError
from publish.core.picture import CoverFocus, Focus, Picture
from publish.core.picture_post import PicturePost, SentKind
from publish.core.ports import BuildServices
from publish.core.problem import Severity
from publish.core.settings import FollowSettings, NewsletterSettings, Settings
from publish.pipeline import build_article, build_post
from publish.pipeline.styled_page import BuildInputs
from publish.steps.style.parse_theme import parse_theme
from tests.fakes import MemoryFonts, make_services
from tests.fonts import find_test_typeface
from tests.samples import TITLE
from tests.themes import PLAIN

PATH = PurePosixPath("issues/2020-06-17.md")
FONTS = MemoryFonts(find_test_typeface())
WEB = "https://a.example/web.png"
PICTURES = {f"{n}.png": Picture(f"{n:016}.png", f"{n}".encode(), 1080, 1440) for n in range(1, 31)}
SETTINGS = Settings(newsletter=NewsletterSettings(name="嵌入式简报", account="端侧"))
CODE = FollowSettings(qr="http://weixin.qq.com/r/abcdefgh")


def make_inputs(settings: Settings = SETTINGS, services: BuildServices | None = None) -> BuildInputs:
    return BuildInputs(settings, parse_theme("plain", PLAIN), services or make_services(pictures=PICTURES, fonts=FONTS))


def make(text: str, kind: SentKind = SentKind.PICTURES, settings: Settings = SETTINGS) -> PicturePost:
    return build_post(text, PATH, make_inputs(settings), kind)


def build(text: str, settings: Settings = SETTINGS) -> Article:
    return build_article(text, PATH, make_inputs(settings))


def show(*numbers: int) -> str:
    return "\n\n".join(f"![图]({number}.png)" for number in numbers)


def name(post: PicturePost) -> list[str]:
    return [placed.picture.name if placed.picture else placed.url for placed in post.pictures]


def test_post_has_the_pictures_of_the_issue_in_order_each_once() -> None:
    post = make(f"# 国简\n\n{show(2, 1)}\n\n移动\n\n![网]({WEB})\n\n{show(2, 3)}\n\n![无](none.png)\n")

    assert name(post) == [PICTURES["2.png"].name, PICTURES["1.png"].name, WEB, PICTURES["3.png"].name]
    assert [placed.line for placed in post.pictures] == [3, 5, 9, 13]
    assert (post.kind, post.title, post.problems) == (SentKind.PICTURES, "国简", ())
    assert post.text == "移动"


def test_formulas_are_no_pictures_of_a_post() -> None:
    post = make(f"# 国简\n\n{show(1)}\n\n$$\\frac{{1}}{{2}}$$\n", settings=SETTINGS)

    assert name(post) == [PICTURES["1.png"].name]


def test_post_without_text_has_its_title_as_text() -> None:
    assert make(f"# 国简\n\n{show(1)}\n").text == "国简"


def test_pictures_beyond_twenty_stay_out_and_are_named() -> None:
    post = make(f"# 国简\n\n{show(*range(1, 22))}\n\n![网]({WEB})\n\n移动\n")

    assert len(post.pictures) == 20
    [problem] = post.problems
    assert (problem.message, problem.severity, problem.line) == ("post-pictures-left", Severity.WARNING, 43)
    assert problem.values == {"count": 22, "limit": 20, "left": 2, "names": "21.png, a.example/web.png"}


def test_long_text_is_cut_and_told() -> None:
    post = make(f"# 国简\n\n{show(1)}\n\n{'移动更新。' * 300}\n")

    [problem] = post.problems
    assert problem.message == "post-text-cut"
    assert problem.values == {"chars": 1500, "kept": len(post.text), "limit": 1000}
    assert len(post.text) <= 1000


def test_cover_focus_of_the_front_matter_counts() -> None:
    assert make(f"---\ncover_focus: top\n---\n\n# 国简\n\n{show(1)}\n").focus == CoverFocus(Focus(0.5, 0.0))


def test_issue_without_pictures_becomes_cards_and_says_so() -> None:
    post = make("# 国简\n\n移动更新。\n")

    assert [problem.message for problem in post.problems] == ["post-no-pictures"]
    assert post.kind is SentKind.CARDS
    assert name(post) == ["card-01.png", "card-02.png"]


def test_cards_end_with_the_code_of_the_account() -> None:
    post = make(f"# 国简\n\n{show(1)}\n\n移动\n", SentKind.CARDS, SETTINGS._replace(follow=CODE))

    assert name(post) == ["card-01.png", "card-02.png", "card-03.png"]
    assert post.problems == ()
    assert 0 < post.focus.wide.y <= 1


def test_cards_are_drawn_once() -> None:
    services = make_services(fonts=FONTS)
    inputs = make_inputs(services=services)
    first, second = (build_post("# 国简\n\n移动\n", PATH, inputs, SentKind.CARDS) for _ in range(2))

    assert first == second
    assert first.pictures[0].picture is not None
    assert len({placed.picture.data for placed in first.pictures if placed.picture}) == 2


def test_entries_without_room_on_the_cards_are_told() -> None:
    entries = "".join(f"- [{'国简嵌入式报端侧智能周' * 5}{n} | 周](https://a.example/{n})\n" for n in range(90))

    post = make(f"{TITLE}\n\n## 论文\n\n{entries}", SentKind.CARDS)

    assert len(post.pictures) <= 20
    assert "post-cards-left" in [problem.message for problem in post.problems]


@pytest.mark.parametrize(
    ("typeface", "text", "messages"),
    [
        (None, "# 国简\n\n移动\n", ["post-cards-font"]),
        (find_test_typeface()._replace(chinese=False), "# 国简\n\n移动\n", ["post-cards-font"]),
        (None, "# A title\n\nText.\n", []),
    ],
)
def test_cards_need_a_font_with_their_letters(typeface: object, text: str, messages: list[str]) -> None:
    services = make_services(fonts=MemoryFonts(typeface))  # type: ignore[arg-type]

    post = build_post(text, PATH, make_inputs(Settings(), services), SentKind.CARDS)

    assert [problem.message for problem in post.problems] == messages
    assert bool(post.pictures) is not bool(messages)


def test_cards_that_take_too_long_are_an_error_of_the_issue() -> None:
    def give_up(*_: object) -> object:
        raise TimeLimitExceededError(5.0)

    services = make_services(fonts=FONTS)._replace(within=give_up)  # type: ignore[arg-type]

    with pytest.raises(IssueError):
        build_post("# 国简\n\n移动\n", PATH, make_inputs(services=services), SentKind.CARDS)


@pytest.mark.parametrize(
    ("kind", "made"),
    [("pictures", SentKind.PICTURES), ("Cards", SentKind.CARDS), ("article", None), ("digest", None), ("page", None)],
)
def test_front_matter_decides_whether_an_article_has_a_post(kind: str, made: SentKind | None) -> None:
    article = build(f"---\nkind: {kind}\n---\n\n# 国简\n\n{show(1)}\n\n移动\n")

    assert (article.post.kind if article.post else None) is made


def test_article_tells_and_embeds_what_its_post_adds() -> None:
    article = build(f"---\nkind: cards\n---\n\n# 国简\n\n{show(1)}\n\n移动\n")
    plain = build(f"# 国简\n\n{show(1)}\n\n移动\n")

    names = [picture.name for picture in article.embedding.pictures]
    assert names == [PICTURES["1.png"].name, "card-01.png", "card-02.png"]
    assert article.html.replace(article.embedding.key, "") == plain.html.replace(plain.embedding.key, "")


def test_problems_of_a_post_are_those_of_its_article() -> None:
    article = build(f"---\nkind: pictures\n---\n\n# 国简\n\n{show(*range(1, 22))}\n\n移动\n")

    assert [(each.message, each.file) for each in article.problems] == [("post-pictures-left", "2020-06-17.md")]
