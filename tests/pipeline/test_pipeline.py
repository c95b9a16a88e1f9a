import re
from base64 import b64decode
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import PurePosixPath

import pytest
from lxml import html
from PIL import Image

from publish.core.article import Article
from publish.core.back_issue import BackIssue
from publish.core.exceptions import IssueError, SettingsError, TimeLimitExceededError
from publish.core.picture import CoverFocus, Focus, Picture, PictureChange
from publish.core.ports import BuildServices
from publish.core.problem import Problem, Severity
from publish.core.settings import ArchiveSettings, CoverSettings, FollowSettings, NewsletterSettings, Settings
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.style.parse_theme import parse_theme
from tests.fakes import MemoryFonts, MemoryPictures, MemoryStyles, make_services
from tests.fonts import find_test_typeface
from tests.samples import LICENCE, TITLE
from tests.themes import PLAIN

THEME = parse_theme("plain", PLAIN)
SETTINGS = Settings(
    newsletter=NewsletterSettings(account="端侧", editor="甲", project="https://a.example/p"), licence="CC-BY-4.0"
)
TRAILER = [
    "----",
    "",
    "![qrcode](../own.jpg)",
    "",
    "> 往期回顾：见菜单",
    "- WeChat: 旧号",
    "- Editor: 旧编辑",
    "- 邮箱: a@a.example",
    "",
    "----",
    "",
    LICENCE,
]


def picture(mark: str) -> Picture:
    return Picture(f"{mark}.png", mark.encode(), 100, 50)


def paint(colour: str, size: tuple[int, int] = (50, 50)) -> bytes:
    data = BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    return data.getvalue()


def build(
    *lines: str, settings: Settings | None = None, services: BuildServices | None = None, name: str = "2020-06-17"
) -> Article:
    """Build an article of these lines; below our title it is a digest."""
    path, settings = PurePosixPath(f"issues/{name}.md"), settings or Settings()
    if TITLE in lines:
        settings = settings._replace(newsletter=settings.newsletter._replace(kind="digest"))
    return build_article("\n".join(lines), path, BuildInputs(settings, THEME, services or make_services()))


def read_text(article: Article) -> str:
    return str(html.fragment_fromstring(article.html).text_content())


def read_sources(article: Article) -> list[bytes]:
    """Return the bytes of the pictures that an article shows."""
    page = html.fragment_fromstring(article.embedding.fill(article.html))
    return [b64decode(source.partition(",")[2]) for source in page.xpath("//img/@src")]


def draw_letters(*names: str) -> BuildServices:
    """Return services with these recipes drawn already: no test here needs a real badge."""
    services = make_services(pictures={"../own.jpg": picture("own")})
    assert isinstance(services.pictures, MemoryPictures)
    services.pictures.drawn.update({name: picture(name.split()[1]) for name in names})
    return services


# --- the whole --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines", [[TITLE, "文"], ["文"], ["- 项"], ["甲", "", "| a |", "|---|"], ["# 题", "", "```", "码", "```"]]
)
def test_issue_builds_without_settings(lines: list[str]) -> None:
    article = build(*lines)

    assert article.html.startswith("<section")
    assert [problem.message for problem in article.problems if problem.message != "title-from-file"] == []


def test_markup_violation_names_its_file() -> None:
    article = build(TITLE)

    assert [(problem.file, problem.element, problem.message) for problem in article.problems] == [
        ("2020-06-17/article.html", "section", "wechat-w12")
    ]


def test_repeated_markup_violation_is_reported_once() -> None:
    theme = parse_theme(
        "bare", ".article{color:#333;font-size:16px;line-height:1.75;text-align:left} td{border:1px solid #ddd}"
    )
    text = f"{TITLE}\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |"

    article = build_article(text, PurePosixPath("a.md"), BuildInputs(Settings(), theme, make_services()))

    [bright] = [problem for problem in article.problems if problem.rule == "W76c"]
    assert (bright.element, bright.times) == ("section>section>table>tbody>tr>td[1]", 2)


def test_markup_violation_of_the_api_variant_names_its_file() -> None:
    text = "".join(f"字{number}，" for number in range(4000))

    article = build(TITLE, "", text)

    assert {(problem.file, problem.rule) for problem in article.problems} == {("2020-06-17/article.api.html", "W80")}


@pytest.mark.parametrize("shown", [True, False])
def test_article_says_how_long_it_takes_to_read(*, shown: bool) -> None:
    article = build(TITLE, "", "甲" * 900, settings=Settings(newsletter=NewsletterSettings(reading_time=shown)))

    assert article.reading == (900, 3)
    assert ("约 3 分钟" in article.html) is shown


def test_article_has_counts() -> None:
    article = build(
        TITLE,
        "",
        "- 短讯",
        "- 短讯",
        "- 短讯",
        "",
        "![图](a.png)",
        "## 新闻",
        "- [甲](https://a.example/)",
        "- [乙](https://b.example/)",
        "## 论文",
        "- [丙](https://a.example/)",
    )

    assert article.name == "2020-06-17"
    assert article.counts == (2, 3, 3, 2, 1)


def test_article_has_metadata() -> None:
    newsletter = SETTINGS.newsletter._replace(author="作者", source_url="https://a.example/{date}")
    settings = SETTINGS._replace(newsletter=newsletter)

    metadata = build(TITLE, "", "> 导读：甲。", settings=settings).metadata

    assert (metadata.title, metadata.author) == ("端侧周报 (2020-06-17)", "作者")
    assert (metadata.digest, metadata.source_url) == ("甲", "https://a.example/2020-06-17")


def test_build_is_deterministic() -> None:
    services = draw_letters("badge CC-BY-SA-4.0")

    assert build(TITLE, "", "文", *TRAILER, services=services) == build(TITLE, "", "文", *TRAILER, services=services)


def test_problems_have_locations_and_are_sorted_by_line() -> None:
    article = build(
        "---", "athor: 甲", "---", TITLE, "## 业界新闻", "- [甲](u)", "- 乙", "", "![](a.png) <u onclick='x'>丙</u>"
    )

    assert [(problem.file, problem.line, problem.message) for problem in article.problems] == [
        ("2020-06-17.md", 2, "front-matter-unknown"),
        ("2020-06-17.md", 6, "link-dead"),
        ("2020-06-17.md", 7, "entry-no-link"),
        ("2020-06-17.md", 9, "html-removed"),
        ("2020-06-17.md", 9, "picture-missing"),
    ]


def test_problem_of_the_text_does_not_stop_the_build() -> None:
    article = build(TITLE, "## 业界新闻", "- [甲]()", "- [乙")

    assert {problem.severity for problem in article.problems} == {Severity.ERROR}
    assert "乙" in read_text(article)


def test_error_of_front_matter_has_file_and_line() -> None:
    with pytest.raises(IssueError) as caught:
        build("---", "title: [甲]", "---")

    assert caught.value.problems == (
        Problem("front-matter-plain", {"key": "title"}, file="2020-06-17.md", line=2, excerpt="[甲]"),
    )


# --- licence ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "trailer", "settings", "sentence"),
    [
        ([], [], "CC-BY-4.0", "署名 4.0"),
        ([], TRAILER, "CC-BY-4.0", "署名-相同方式共享 4.0"),
        (["---", "licence: CC0-1.0", "---"], [], "CC-BY-4.0", "CC0 1.0"),
        (["---", "license: CC0-1.0", "---"], TRAILER, "CC-BY-4.0", "CC0 1.0"),
        (["---", "licence: MIT", "---"], TRAILER, "CC-BY-4.0", "署名-相同方式共享 4.0"),
        ([], TRAILER, "", "署名-相同方式共享 4.0"),
    ],
    ids=["settings", "trailer", "front matter", "both", "unknown in front matter", "no settings"],
)
def test_licence_of_the_issue_takes_precedence(
    head: list[str], trailer: list[str], settings: str, sentence: str
) -> None:
    article = build(*head, TITLE, "", *trailer, settings=Settings(licence=settings))

    assert len(re.findall("知识共享", read_text(article))) == 1
    assert f"知识共享{'' if sentence.startswith('署') else ' '}{sentence}" in read_text(article)


@pytest.mark.parametrize(
    "lines",
    [
        ["---", "licence: MIT", "---", TITLE],
        [TITLE, "", "----", "", "https://creativecommons.org/licenses/by/3.0/cn/"],
    ],
    ids=["front matter", "trailer"],
)
def test_issue_with_unknown_licence_gets_no_other_licence(lines: list[str]) -> None:
    article = build(*lines, settings=SETTINGS)

    assert "知识共享" not in read_text(article)
    assert article.pictures == ()


def test_unknown_licence_keeps_its_text() -> None:
    article = build(TITLE, "", "----", "", "许可：https://creativecommons.org/licenses/by/3.0/cn/", settings=SETTINGS)

    assert "许可：" in read_text(article)


def test_pictures_are_not_embedded_in_memory() -> None:
    names = [f"{number}.png" for number in range(40)]
    services = make_services(pictures={name: Picture(name, bytes(30_000) + name.encode(), 9, 9) for name in names})

    article = build(TITLE, "", "\n\n".join(f"![图]({name})" for name in names), services=services)

    assert len(article.html) < 40 * 1000 < 40 * 30_000 < article.chars
    assert [len(article.filter_reports[layer].html) < 40 * 1000 for layer in article.filter_reports] == [True]
    assert len(read_sources(article)) == 40
    assert len(article.embedding.fill(article.html)) == article.chars


def test_article_has_no_licence_when_none_is_set() -> None:
    assert build(TITLE, "", "文").pictures == ()


def test_badge_is_drawn_once_and_shown() -> None:
    services = make_services()

    first, second = (build(TITLE, settings=SETTINGS, services=services) for _ in range(2))

    assert isinstance(services.pictures, MemoryPictures)
    assert [recipe for recipe in services.pictures.drawn if recipe.startswith("badge")] == ["badge CC-BY-4.0"]
    assert read_sources(first) == [picture.data for picture in first.pictures] == read_sources(second)


# --- the cover --------------------------------------------------------------------------------


def build_with_cover(source: str, photo: bytes = b"") -> Article:
    services = make_services(pictures={"photo.png": Picture("0123.png", photo, 1200, 600)})
    return build("---", "layout: x", f"cover: {source}", "---", TITLE, "", "文", services=services)


def test_cover_is_drawn_when_issue_names_none() -> None:
    article = build(TITLE, "", "文")

    assert (article.cover.name, article.cover.width, article.cover.height) == ("cover.png", 900, 383)
    assert article.problems == ()


def test_cover_of_the_issue_is_cropped() -> None:
    article = build_with_cover("photo.png", paint("red", (1200, 600)))

    assert (article.cover.name, article.cover.width, article.cover.height) == ("cover.jpg", 900, 383)
    assert article.problems == ()


@pytest.mark.parametrize(
    ("source", "photo", "message"),
    [
        ("gone.png", b"", "picture-missing"),
        ("photo.png", b"broken", "picture-none"),
        ("photo.png", paint("red", (300, 200)), "cover-small"),
        ("//a.example/photo.png", b"", "cover-address"),
        ("file:///etc/passwd", b"", "picture-missing"),
    ],
)
def test_unavailable_cover_is_reported_with_its_line_and_replaced(source: str, photo: bytes, message: str) -> None:
    article = build_with_cover(source, photo)

    assert [(problem.message, problem.file, problem.line) for problem in article.problems] == [
        (message, "2020-06-17.md", 3)
    ]
    assert article.cover == build(TITLE, "", "文").cover


WEB = "https://a.example/photo.png"
PHOTO = Picture("0123.png", paint("red", (1200, 600)), 1200, 600, origin="0123")
SMALL = PHOTO._replace(data=paint("red", (300, 200)))
FIRST = Settings(cover=CoverSettings(source="first-picture"))


def build_covered(*lines: str, pictures: Mapping[str, Picture], settings: Settings | None = None) -> Article:
    return build(
        "---",
        "layout: x",
        *lines[:1],
        "---",
        TITLE,
        "",
        *lines[1:],
        settings=settings,
        services=make_services(pictures=pictures),
    )


def list_problems(article: Article) -> list[tuple[str, int | None, Severity]]:
    return [(problem.message, problem.line, problem.severity) for problem in article.problems if not problem.rule]


def test_cover_of_the_web_is_fetched_once_and_cropped() -> None:
    services = make_services(pictures={WEB: PHOTO})

    first, second = (build("---", f"cover: {WEB}", "---", TITLE, "", "文", services=services) for _ in range(2))

    assert (first.cover.name, first.cover.origin, first.is_provisional) == ("cover.jpg", "", False)
    assert first.problems == ()
    assert second.cover == first.cover
    assert isinstance(services.pictures, MemoryPictures)
    assert services.pictures.fetched == [WEB]


def test_cover_of_the_web_that_cannot_be_fetched_is_drawn_with_warnings() -> None:
    article = build_covered(f"cover: {WEB}", "文", pictures={})

    assert list_problems(article) == [
        ("picture-missing", 3, Severity.WARNING),
        ("cover-not-fetched", 3, Severity.WARNING),
    ]
    assert article.cover == build(TITLE, "", "文").cover
    assert article.is_provisional


def test_small_cover_of_the_web_is_reported() -> None:
    article = build_covered(f"cover: {WEB}", "文", pictures={WEB: SMALL})

    assert list_problems(article) == [("cover-small", 3, Severity.ERROR)]
    assert not article.is_provisional


@pytest.mark.parametrize(("line", "settings"), [("cover: first-picture", None), ("title: 题", FIRST)])
@pytest.mark.parametrize("source", ["photo.png", WEB])
def test_first_picture_is_cropped(line: str, settings: Settings | None, source: str) -> None:
    article = build_covered(
        line,
        "文",
        "",
        f"![图]({source})",
        "",
        "![图](b.png)",
        pictures={source: PHOTO, "b.png": SMALL},
        settings=settings,
    )

    assert (article.cover.name, article.cover.width) == ("cover.jpg", 900)
    assert list_problems(article) == []


def test_first_picture_passes_over_a_missing_one_and_formulas() -> None:
    lines = ["$$\\frac{1}{2}$$", "", "![图](gone.png)", "", "![图](photo.png)"]

    article = build_covered("cover: first-picture", *lines, pictures={"photo.png": PHOTO})

    assert article.cover.name == "cover.jpg"
    assert article.cover.origin == "0123"


def test_cover_is_drawn_where_the_first_picture_is_too_small() -> None:
    article = build_covered("cover: first-picture", "文", "", "![图](b.png)", pictures={"b.png": SMALL})

    assert list_problems(article) == [("cover-small", 9, Severity.WARNING)]
    assert article.cover == build(TITLE, "", "文").cover


def test_cover_is_drawn_where_the_first_picture_cannot_be_fetched() -> None:
    article = build_covered("cover: first-picture", f"![图]({WEB})", pictures={})

    assert list_problems(article) == [
        ("picture-missing", 7, Severity.WARNING),
        ("cover-not-fetched", 7, Severity.WARNING),
    ]
    assert article.is_provisional


@pytest.mark.parametrize(("line", "settings", "place"), [("cover: first-picture", None, 3), ("title: 题", FIRST, None)])
def test_cover_is_drawn_where_there_is_no_picture(line: str, settings: Settings | None, place: int | None) -> None:
    article = build_covered(line, "文", pictures={}, settings=settings)

    assert list_problems(article) == [("cover-no-picture", place, Severity.WARNING)]
    assert article.cover.name == "cover.png"


def test_front_matter_asks_for_a_drawn_cover_against_the_settings() -> None:
    article = build_covered("cover: drawn", "![图](photo.png)", pictures={"photo.png": PHOTO}, settings=FIRST)

    assert (article.cover.name, article.problems) == ("cover.png", ())


def test_cover_is_cropped_round_its_focus() -> None:
    lines = ["---", "cover: photo.png", "cover_focus: left", "---", TITLE, "", "文"]
    services = make_services(pictures={"photo.png": PHOTO})

    article = build(*lines, services=services)

    assert article.cover_focus == CoverFocus(Focus(0, 0.5))
    assert isinstance(services.pictures, MemoryPictures)
    assert [recipe.endswith("(0.0, 0.5)") for recipe in services.pictures.drawn] == [True]


def test_cover_stays_whole_when_its_square_has_a_focus_of_its_own() -> None:
    tall = Picture("0123.png", paint("red", (1200, 1600)), 1200, 1600, origin="0123")
    lines = ["---", "cover: photo.png", "cover_focus: top / bottom", "---", TITLE, "", "文"]

    article = build(*lines, services=make_services(pictures={"photo.png": tall}))

    assert (article.cover.width, article.cover.height) == (900, 1200)
    assert article.cover_focus == CoverFocus(Focus(0.5, 0), Focus(0.5, 1))
    assert list_problems(article) == []


def test_cover_is_refused_when_a_crop_of_it_is_too_small() -> None:
    long = Picture("0123.png", paint("red", (20_000, 300)), 20_000, 300, origin="0123")
    lines = ["---", "cover: photo.png", "cover_focus: left / right", "---", TITLE, "", "文"]

    article = build(*lines, services=make_services(pictures={"photo.png": long}))

    assert list_problems(article) == [("cover-crop-small", 2, Severity.ERROR), ("cover-crop-small", 2, Severity.ERROR)]


def test_drawn_cover_keeps_its_centre_and_names_a_wrong_focus() -> None:
    article = build(
        "---",
        "layout: x",
        "cover_focus: 左左",
        "---",
        TITLE,
        "",
        "文",
        settings=Settings(cover=CoverSettings(focus="top")),
    )

    assert article.cover_focus == CoverFocus()
    assert list_problems(article) == [("cover-focus-word", 3, Severity.WARNING)]


def test_empty_cover_counts_as_none() -> None:
    assert build_with_cover("").cover == build(TITLE, "", "文").cover


def test_cover_is_redrawn_only_when_its_inputs_change() -> None:
    services = make_services()
    assert isinstance(services.pictures, MemoryPictures)

    for name, title in (("2020-06-17", "甲"), ("2020-06-17", "甲"), ("2020-06-17", "乙"), ("2020-06-18", "甲")):
        build(f"# 周报 ({name})：{title}", "", "文", services=services, name=name)

    assert len(services.pictures.drawn) == 3


def test_cover_is_redrawn_for_another_theme_or_font() -> None:
    services = make_services()
    fonts = MemoryFonts(find_test_typeface()._replace(key="another"))
    red = parse_theme("red", ".article{color:#a00000}")

    for theme, there in ((THEME, services), (red, services), (THEME, services._replace(fonts=fonts))):
        build_article(TITLE, PurePosixPath("issues/2020-06-17.md"), BuildInputs(Settings(), theme, there))

    assert isinstance(services.pictures, MemoryPictures)
    assert len(services.pictures.drawn) == 3


@pytest.mark.parametrize(
    ("title", "fonts", "messages"),
    [
        (TITLE, MemoryFonts(None), ["cover-font-missing"]),
        (TITLE, MemoryFonts(find_test_typeface()._replace(chinese=False)), ["cover-font-poor"]),
        ("# “AI” Weekly — (2020-06-17)", MemoryFonts(None), []),
    ],
    ids=["no font", "font without Chinese", "no Chinese"],
)
def test_build_reports_missing_chinese_font_of_the_cover(title: str, fonts: MemoryFonts, messages: list[str]) -> None:
    article = build(title, "", "文", services=make_services(fonts=fonts))

    assert [problem.message for problem in article.problems] == messages
    assert [problem.severity for problem in article.problems] == [Severity.WARNING] * len(messages)
    assert len(article.cover.data) > 5_000


# --- trailer and contacts ---------------------------------------------------------------------


def test_trailer_of_the_issue_is_not_repeated() -> None:
    text = read_text(
        build(TITLE, "", "文", "", *TRAILER, settings=SETTINGS, services=draw_letters("badge CC-BY-SA-4.0"))
    )

    assert "见菜单" not in text
    assert [text.count(word) for word in ("旧号", "旧编辑", "许可协议", "公众号：", "长按")] == [0, 0, 1, 1, 1]


def test_issue_without_trailer_gets_a_footer() -> None:
    text = read_text(build(TITLE, "", "文", settings=SETTINGS))

    assert all(line in text for line in ("公众号：端侧", "编辑：甲", "项目：a.example/p", "许可协议"))


def test_contacts_of_the_issue_complete_those_of_the_settings() -> None:
    text = read_text(build(TITLE, "", *TRAILER, settings=Settings(newsletter=NewsletterSettings(editor="甲"))))

    assert [line for line in ("公众号：旧号", "编辑：甲", "邮箱：a@a.example") if line in text] == [
        "公众号：旧号", "编辑：甲", "邮箱：a@a.example",
    ]  # fmt: skip


@pytest.mark.parametrize("label", ["WeChat", "Wechat ID", "公众号", "微信", "微信号"])
def test_contact_labels_for_the_account_are_synonyms(label: str) -> None:
    text = read_text(
        build(TITLE, "", "----", f"- {label}: 旧号", settings=Settings(newsletter=NewsletterSettings(account="端侧")))
    )

    assert "旧号" not in text
    assert "公众号：端侧" in text


def test_other_text_of_the_trailer_is_shown() -> None:
    assert "余下的话" in read_text(build(TITLE, "", *TRAILER, "余下的话", settings=SETTINGS))


# --- QR code ----------------------------------------------------------------------------------


def test_qr_code_of_the_settings_is_drawn() -> None:
    services = draw_letters("badge CC-BY-SA-4.0")

    article = build(
        TITLE, "", *TRAILER, settings=Settings(follow=FollowSettings(qr="https://a.example/")), services=services
    )

    assert [picture.name for picture in article.pictures] == ["qr.png", "CC-BY-SA-4.0.png"]
    assert read_sources(article)[0] == article.pictures[0].data


def test_qr_code_is_redrawn_for_another_content_or_logo() -> None:
    services = make_services(pictures={name: picture(name)._replace(data=paint(name)) for name in ("red", "blue")})
    plain = FollowSettings("https://a.example/")
    several = [plain, plain._replace(qr="https://b.example/"), plain._replace(logo="red"), plain._replace(logo="blue")]

    drawn = [
        read_sources(build(TITLE, settings=Settings(follow=follow), services=services))[0] for follow in several * 2
    ]

    assert len(set(drawn)) == 4
    assert drawn[:4] == drawn[4:]


def test_qr_picture_of_the_settings_takes_precedence() -> None:
    services = make_services(pictures={"assets/qr.png": picture("settings"), "../own.jpg": picture("own")})

    article = build(
        TITLE,
        "",
        *TRAILER,
        settings=Settings(follow=FollowSettings(picture="assets/qr.png", qr="甲")),
        services=services,
    )

    assert read_sources(article)[0] == b"settings"


def test_qr_picture_of_the_issue_is_used_without_settings() -> None:
    article = build(TITLE, "", *TRAILER, services=draw_letters("badge CC-BY-SA-4.0"))

    assert read_sources(article) == [b"own", b"CC-BY-SA-4.0"]


def test_missing_qr_picture_of_the_issue_is_reported() -> None:
    article = build(TITLE, "", *TRAILER)

    assert [problem.message for problem in article.problems] == ["picture-missing"]
    assert "长按" not in read_text(article)


@pytest.mark.parametrize(
    "settings",
    [Settings(follow=FollowSettings(picture="a.png")), Settings(follow=FollowSettings(qr="甲", logo="a.png"))],
    ids=["qr", "logo"],
)
def test_missing_picture_of_the_settings_stops_the_build(settings: Settings) -> None:
    with pytest.raises(SettingsError) as caught:
        build(TITLE, settings=settings)

    assert caught.value.problems == (Problem("picture-missing", {"path": "./a.png"}, file="publish.toml"),)


# --- pictures ---------------------------------------------------------------------------------


def test_picture_is_listed_once() -> None:
    services = make_services(pictures={"a.png": picture("a")})

    article = build(TITLE, "", "![图](a.png)", "", "![图](a.png)", services=services)

    assert (article.pictures, read_sources(article)) == ((picture("a"),), [b"a", b"a"])


def test_missing_picture_is_reported_and_marked() -> None:
    article = build(TITLE, "", "文", "", "![芯片](a.png)")

    assert article.problems == (Problem("picture-missing", {"path": "issues/a.png"}, file="2020-06-17.md", line=5),)
    assert "图片缺失：芯片" in read_text(article)


def test_every_use_of_a_missing_picture_is_reported() -> None:
    assert [problem.line for problem in build(TITLE, "", "![](a.png)", "", "![](a.png)").problems] == [3, 5]


def test_pictures_of_the_web_are_told_once_with_the_line_of_the_first() -> None:
    pictures = (f"![图{n}](https://a.example/{n}.png)\n" for n in range(3))

    [problem] = build(TITLE, "", *pictures).problems

    assert (problem.message, problem.file, problem.line, problem.times) == ("wechat-w20", "2020-06-17.md", 3, 3)


def test_public_picture_keeps_its_url_in_the_paste_variant_and_is_not_fetched() -> None:
    services = make_services()

    article = build(TITLE, "", "![图](https://a.example/a.png)", services=services)

    [problem] = article.problems
    assert (problem.message, problem.file, problem.line) == ("wechat-w20", "2020-06-17.md", 3)
    assert html.fragment_fromstring(article.html).xpath("//img/@src") == ["https://a.example/a.png"]
    assert isinstance(services.pictures, MemoryPictures)
    assert services.pictures.fetched == []


def test_data_url_picture_is_loaded_like_any_other() -> None:
    address = "data:image/webp;base64,AAAA"

    article = build(TITLE, "", f"![图]({address})", services=make_services(pictures={address: picture("a")}))

    assert (article.problems, read_sources(article)) == ((), [b"a"])


def test_api_variant_lists_every_picture_with_its_placeholder() -> None:
    services = make_services(pictures={"a.png": picture("a")})

    [part] = build(TITLE, "", "![图](a.png)", "", "![](a.png)", "", "![](http://A.example/b)", services=services).parts

    shown = html.fragment_fromstring(part.html).xpath("//img/@src")
    assert [(placed.picture, placed.url, placed.line) for placed in part.pictures] == [
        (picture("a"), "", 3),
        (None, "https://a.example/b", 7),
    ]
    assert [placed.placeholder for placed in part.pictures] == [shown[0], shown[2]]
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (PictureChange.FIRST_FRAME, "picture-first-frame"),
        (PictureChange.GLYPHS_MISSING, "picture-glyphs"),
    ],
)
def test_loss_in_picture_processing_is_reported(change: PictureChange, problem: str) -> None:
    changed = picture("a")._replace(changes=(PictureChange.SHRUNK, change))

    article = build(TITLE, "", "![图](a.png)", services=make_services(pictures={"a.png": changed}))

    assert [(each.message, each.line, each.severity) for each in article.problems] == [(problem, 3, Severity.WARNING)]
    assert article.missing_pictures == ()


def test_article_lists_missing_pictures() -> None:
    article = build(TITLE, "", "![](a.png)", "", "![](file:///b.png)", "", "----", "", "![qrcode](c.png)")

    assert [missing.source for missing in article.missing_pictures] == ["a.png", "file:///b.png", "c.png"]
    assert sorted(map(repr, article.problems)) == sorted(repr(missing.problem) for missing in article.missing_pictures)


@pytest.mark.parametrize("source", ["//a.example/a.png", "ftp://a.example/a.png", "http://10.0.0.1/a.png"])
def test_unusable_picture_is_reported_and_marked(source: str) -> None:
    article = build(TITLE, "", f"![图]({source})")

    assert [problem.message for problem in article.problems] == ["picture-address"]
    assert "图片缺失：图" in read_text(article)


@pytest.mark.parametrize("name", ["qr.png", "badge-cc-by-4.0.png"])
def test_picture_of_the_issue_is_not_taken_for_one_of_the_footer(name: str) -> None:
    services = make_services(pictures={name: picture("own")})

    settings = SETTINGS._replace(follow=FollowSettings("https://a.example/"))
    article = build(TITLE, "", f"![图]({name})", settings=settings, services=services)

    assert read_sources(article)[0] == b"own"
    assert len(set(read_sources(article))) == 3


# --- styles -----------------------------------------------------------------------------------


def test_style_cache_is_saved_only_when_it_grew() -> None:
    services = make_services()
    assert isinstance(services.styles, MemoryStyles)

    saved = []
    for lines in ([TITLE, "", "文"], [TITLE, "", "另文"], [TITLE, "", "> 引"]):
        build(*lines, services=services)
        saved.append(services.styles.saved)

    assert saved == [1, 1, 2]


def test_style_cache_belongs_to_the_theme() -> None:
    services = make_services()
    assert isinstance(services.styles, MemoryStyles)

    article = build(TITLE, "", "文", services=services)

    assert list(services.styles.styles) == [THEME.key]
    assert "color:#333" in article.html


# --- back issues and links between issues -----------------------------------------------------


BACK_ISSUES = [
    BackIssue(date(2020, 6, 24), "以后", None),
    BackIssue(date(2020, 6, 17), "本期", None),
    BackIssue(date(2020, 6, 3), "上期", "https://mp.weixin.qq.com/s/a"),
    BackIssue(date(2020, 5, 15), "", None),
]


def test_footer_lists_earlier_issues() -> None:
    text = read_text(build(TITLE, services=make_services(back_issues=BACK_ISSUES)))

    assert text.endswith("往期回顾2020-06-03 上期2020-05-15")


def test_footer_lists_as_many_issues_as_the_settings_allow() -> None:
    services = make_services(back_issues=BACK_ISSUES)

    assert read_text(build(TITLE, settings=Settings(archive=ArchiveSettings(limit=1)), services=services)).endswith(
        "往期回顾2020-06-03 上期"
    )
    assert "往期回顾" not in read_text(
        build(TITLE, settings=Settings(archive=ArchiveSettings(limit=0)), services=services)
    )


def test_footer_of_file_without_date_lists_no_issues() -> None:
    assert "往期回顾" not in read_text(build(TITLE, name="notes", services=make_services(back_issues=BACK_ISSUES)))


def test_archive_in_the_issue_is_replaced() -> None:
    lines = [TITLE, "", "## [往期回顾](u)", "", "- [2019-03-31](a.md)", "余下的话"]

    text = read_text(build(*lines, services=make_services(back_issues=BACK_ISSUES)))

    assert "2019-03-31" not in text
    assert (text.count("往期回顾"), text.count("余下的话")) == (1, 1)


@pytest.mark.parametrize(
    ("published", "settings", "address"),
    [
        ({"2020-06-03": "https://mp.weixin.qq.com/s/a"}, Settings(), "https://mp.weixin.qq.com/s/a"),
        ({}, Settings(), None),
    ],
    ids=["published", "unknown"],
)
def test_link_to_another_issue_becomes_its_published_url(
    published: dict[str, str], settings: Settings, address: str | None
) -> None:
    line = "见[上期](../embedded-ai-report/2020-06-03.md)"

    article = build(TITLE, "", line, settings=settings, services=make_services(published=published))

    assert html.fragment_fromstring(article.html).xpath("//a/@href") == ([address] if address else [])
    assert "见上期" in read_text(article)


def test_link_to_an_unpublished_issue_becomes_its_source_url() -> None:
    article = build(
        TITLE,
        "",
        "见[上期](2020-06-03.md)",
        settings=Settings(newsletter=NewsletterSettings(source_url="https://a.example/{date}.md")),
    )

    assert "a.example/2020-06-03.md" in read_text(article)
    assert article.counts.references == 1


def test_broken_relative_link_is_reported() -> None:
    assert [(p.message, p.line) for p in build(TITLE, "", "见[上期](2020-06-03.md)").problems] == [("link-dead", 3)]


@pytest.mark.parametrize(("line", "told"), [(7, 7), (None, 1)], ids=["in a piece", "between pieces"])
def test_timeout_is_reported_with_its_line(monkeypatch: pytest.MonkeyPatch, line: int | None, told: int) -> None:
    def run_out(*_: object, **__: object) -> None:
        error = TimeLimitExceededError(1.5)
        error.line = line
        raise error

    monkeypatch.setattr("publish.pipeline.styled_page.render_body", run_out)

    with pytest.raises(IssueError) as caught:
        build(TITLE)
    assert caught.value.problems == (Problem("issue-slow", {"limit": "1.5"}, file="2020-06-17.md", line=told),)


def test_timeout_of_a_busy_machine_is_reported_without_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object, **__: object) -> None:
        raise TimeLimitExceededError(70, busy=True)

    monkeypatch.setattr("publish.pipeline.styled_page.render_body", run_out)

    with pytest.raises(IssueError) as caught:
        build(TITLE)
    assert caught.value.problems == (Problem("machine-busy", {"limit": "70"}, file="2020-06-17.md"),)
