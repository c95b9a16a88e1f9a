"""What WeChat's checker finds, with our element and line, beside what we find there."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from publish.core.article import Article
from publish.core.picture import Picture
from publish.core.problem import Problem, Severity, Terms
from publish.core.settings import Settings
from publish.core.structure_finding import StructureFinding
from publish.pipeline import build_article
from publish.pipeline.official_findings import MESSAGES, CheckedHtml, compare_findings, is_official, list_checked
from publish.pipeline.styled_page import BuildInputs
from tests.fakes import make_services
from tests.themes import load_themes

HTML = (
    '<section><p style="color:#333">甲乙丙丁</p><p style="color:#333">戊己庚辛</p>'
    '<section style="height:9px">子丑</section><img src="https://mmbiz.qpic.cn/a" style="width:9px">'
    '<p style="color:#333">—</p><p style="color:#333">—</p>'
    '<p><img src="https://mmbiz.qpic.cn/b"></p></section>'
)
TEXT = "# 题\n\n甲**乙丙**丁\n\n戊己庚辛\n"
OWN = (
    Problem("wechat-w38", rule="W38", file="a/article.html", element="section>section", excerpt="height:9px"),
    Problem("wechat-w76", rule="W76", file="a/article.html", element="section>p[2]", excerpt="3"),
)
CHECKED = CheckedHtml(HTML, {"https://mmbiz.qpic.cn/a": 7}, OWN)


def compare(html: str, rule: str = "width", checked: CheckedHtml = CHECKED) -> list[Problem]:
    found = compare_findings([StructureFinding(rule, "宽", html)], checked, TEXT)
    return [problem for problem in found if is_official(problem)]


@pytest.mark.parametrize(
    ("html", "element", "line"),
    [
        ('<p style="color:#333">甲乙丙丁</p>', "section>p[1]", 3),
        ('<p style="color: #333;" data-nest-level="3" class="js_darkmode__0">戊己 庚辛</p>', "section>p[2]", 5),
        ('<section style="height:9px"></section>', "section>section", None),
        ('<img src="https://mmbiz.qpic.cn/a" style="width:9px" data-w="9">', "section>img", 7),
        ('<p style="color:#333">—</p>', "section>p[3]", None),
        ('<img src="https://mmbiz.qpic.cn/b">', "section>p[5]>img", None),
        ("<p>子丑</p>", None, None),
        ("壬", None, None),
        ("", None, None),
        ("\x00<p>\ud800", None, None),
    ],
)
def test_finding_is_found_in_our_article(html: str, element: str | None, line: int | None) -> None:
    [problem] = compare(html)

    assert (problem.element, problem.line) == (element, line)


def test_equal_elements_are_told_apart_by_their_order() -> None:
    findings = [StructureFinding("width", "宽", '<p style="color:#333">—</p>')] * 3

    found = [problem.element for problem in compare_findings(findings, CHECKED._replace(own=()), TEXT)]

    assert found == ["section>p[3]", "section>p[4]", "section>p[4]"]


@pytest.mark.parametrize(
    ("html", "ours"),
    [
        ('<section style="height:9px"></section>', "W38"),
        ('<p style="color:#333">戊己庚辛</p>', "W76"),
        ('<p style="color:#333">甲乙丙丁</p>', Terms(("official-ours-nothing",))),
        (HTML, "W38, W76"),
        ("", Terms(("official-ours-nothing",))),
    ],
)
def test_finding_names_what_we_find_there(html: str, ours: object) -> None:
    assert compare(html)[0].values["ours"] == ours


def test_finding_inside_an_element_of_ours_names_our_rule() -> None:
    own = (Problem("wechat-w36", rule="W36", element="section"),)

    [problem] = compare('<p style="color:#333">甲乙丙丁</p>', checked=CHECKED._replace(own=own))

    assert problem.values["ours"] == "W36"


def test_our_problems_are_listed_with_their_lines() -> None:
    found = list(compare_findings([], CHECKED, TEXT))

    assert [(problem.rule, problem.file, problem.line) for problem in found] == [("W38", None, None), ("W76", None, 5)]


@pytest.mark.parametrize("rule", MESSAGES)
def test_every_rule_has_its_sentence(rule: str) -> None:
    [problem] = compare("", rule)

    assert (problem.message, problem.rule, problem.severity) == (MESSAGES[rule], MESSAGES[rule], Severity.WARNING)


def test_unknown_rule_keeps_the_words_of_the_checker() -> None:
    [problem] = compare("", "novel")

    assert (problem.message, problem.values["key"], problem.values["words"]) == ("official-other", "novel", "宽")


def build(fit: str, size: int) -> Article:
    text = "# 题 (2020-06-17)\n\n![图](a.jpg)\n\n" + "甲乙丙丁。" * size
    services = make_services(pictures={"a.jpg": Picture("a.jpg", b"\xff\xd8\xff", 100, 100)})
    return build_article(text, PurePosixPath("a.md"), BuildInputs(Settings(fit=fit), load_themes()["neural"], services))  # type: ignore[arg-type]


def test_article_is_sent_with_placeholders_for_its_pictures() -> None:
    [checked] = list_checked(build("auto", 10))

    assert list(checked.picture_lines.values()) == [3]
    assert "data:image" not in checked.html
    assert all(placeholder in checked.html for placeholder in checked.picture_lines)


def test_long_article_is_checked_as_it_is_sent() -> None:
    article = build("strict", 4_200)

    assert [part.html for part in list_checked(article)] == [part.html for part in article.parts]
    assert {problem.element is None for part in list_checked(article) for problem in part.own} <= {False}


def test_only_so_many_violations_are_listed() -> None:
    findings = [StructureFinding("width", "宽", '<p style="width:900px">x</p>')] * 301

    *shown, more = compare_findings(findings, CHECKED._replace(own=()), TEXT)

    assert (len(shown), more.message, more.values) == (300, "official-more", {"count": 301, "limit": 300})
