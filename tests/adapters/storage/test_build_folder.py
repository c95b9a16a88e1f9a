from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from publish.adapters.storage.build_folder import describe_article, find_page, save_article
from publish.core.article import ApiArticle, ApiForm, Article, ArticleMetadata, Counts, SentArticle
from publish.core.exceptions import OutputError
from publish.core.html import StyledHtml
from publish.core.picture import CoverFocus, Focus, MissingPicture, Picture, PictureChange, PlacedPicture
from publish.core.picture_post import PicturePost, SentKind
from publish.core.problem import Problem, Severity
from publish.i18n.translator import Translator
from tests.articles import simulate_filters

QR = Picture("qr.png", b"drawn", 450, 450)
BADGE = Picture("badge-cc-by-sa-4.0.png", b"badge", 360, 136)
SHOWN = Picture("0123456789abcdef.jpg", b"shown", 30, 20)
FALSE_CLAIM = Problem("claim-false", {"claimed": 9, "found": 8}, rule="N03", file="2020-06-17.md", line=9)
PART = ApiArticle(StyledHtml("<section>短</section>"))
ARTICLE = Article(
    name="2020-06-17",
    metadata=ArticleMetadata("简报 (2020-06-17)", "作者", "芯片；模型", "https://example.org/2020-06-17"),
    html=StyledHtml("<section>正文</section>"),
    sent=SentArticle(ApiForm.FITTED, (PART,), ("fit-tints",)),
    pictures=(SHOWN, QR, BADGE),
    counts=Counts(sections=4, entries=18, briefs=0, references=8, pictures=1),
    problems=(FALSE_CLAIM,),
    filter_reports=simulate_filters('<section id="x"><p>正文</p><img src="data:image/png;base64,AAAA"></section>'),
    cover=Picture("cover.png", b"cover", 900, 383),
)
ENGLISH = Translator("en")


def save(folder: Path, article: Article = ARTICLE, preview: str = "<!doctype html>预览") -> Path:
    assert "preview.html" in save_article(folder, article, preview, ENGLISH)
    return find_page(folder)


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def times(folder: Path) -> dict[str, int]:
    return {name: (folder / name).stat().st_mtime_ns for name in names(folder)}


def test_save_article_writes_all_files(tmp_path: Path) -> None:
    save(tmp_path)

    pictures = ["pictures/0123456789abcdef.jpg", "pictures/badge-cc-by-sa-4.0.png", "pictures/qr.png"]
    ours = ["article.api.html", "article.html", "article.json", "cover.png"]
    assert names(tmp_path) == [*ours, *pictures, "preview.html"]


def test_save_article_removes_a_cover_of_another_format(tmp_path: Path) -> None:
    save(tmp_path, ARTICLE._replace(cover=Picture("cover.jpg", b"photo", 900, 383)))

    save(tmp_path)

    assert (tmp_path / "cover.png").read_bytes() == b"cover"
    assert not (tmp_path / "cover.jpg").exists()


def test_save_article_writes_each_part_of_the_api_variant(tmp_path: Path) -> None:
    parts = (PART, PART._replace(html=StyledHtml("<section>二</section>")))
    save(tmp_path, ARTICLE._replace(sent=SentArticle(ApiForm.PARTS, parts)))
    two = [(tmp_path / name).read_text(encoding="utf-8") for name in ("article.api.html", "article.api.2.html")]

    save(tmp_path)

    assert two == ["<section>短</section>", "<section>二</section>"]
    assert not (tmp_path / "article.api.2.html").exists()


def test_save_article_returns_the_preview_page(tmp_path: Path) -> None:
    page = save(tmp_path / "build" / "2020-06-17")

    assert page == tmp_path / "build" / "2020-06-17" / "preview.html"
    assert page.read_text(encoding="utf-8") == "<!doctype html>预览"


def test_save_article_writes_the_fragment_unchanged(tmp_path: Path) -> None:
    save(tmp_path)

    assert (tmp_path / "article.html").read_bytes() == "<section>正文</section>".encode()


def test_save_article_writes_the_description(tmp_path: Path) -> None:
    save(tmp_path)

    assert (tmp_path / "article.json").read_text(encoding="utf-8") == describe_article(ARTICLE, ENGLISH)


def test_save_article_does_not_touch_equal_files(tmp_path: Path) -> None:
    save(tmp_path)
    before = times(tmp_path)

    save(tmp_path)

    assert times(tmp_path) == before


def test_save_article_replaces_only_changed_files(tmp_path: Path) -> None:
    save(tmp_path)
    before = times(tmp_path)

    save(tmp_path, preview="<!doctype html>另一个")

    assert {name for name, time in times(tmp_path).items() if time != before[name]} == {"preview.html"}


def test_save_article_removes_unused_pictures(tmp_path: Path) -> None:
    save(tmp_path)

    save(tmp_path, ARTICLE._replace(pictures=(QR,)))

    assert names(tmp_path / "pictures") == ["qr.png"]


@pytest.mark.parametrize(("age", "left"), [(7200, False), (60, True)], ids=["old", "fresh"])
def test_save_article_removes_files_of_killed_runs(tmp_path: Path, age: int, left: bool) -> None:
    leftover = tmp_path / ".publish.abc"
    leftover.touch()
    os.utime(leftover, (time.time() - age,) * 2)

    save(tmp_path)

    assert leftover.exists() == left


@pytest.mark.parametrize("name", ["mine.png", "0123.png", "badge.png", "qr.psd", "folder/qr.png"])
def test_save_article_leaves_foreign_files(tmp_path: Path, name: str) -> None:
    (tmp_path / "pictures" / "folder").mkdir(parents=True)
    (tmp_path / "pictures" / name).touch()

    save(tmp_path)

    assert (tmp_path / "pictures" / name).exists()


@pytest.mark.parametrize("name", ["article.html", "article.json", "preview.html", "pictures/qr.png"])
def test_save_article_changes_nothing_when_one_file_cannot_be_written(tmp_path: Path, name: str) -> None:
    save(tmp_path)
    (tmp_path / name).unlink()
    (tmp_path / name / "in the way").mkdir(parents=True)
    before = times(tmp_path)

    with pytest.raises(OutputError):
        save(tmp_path, ARTICLE._replace(html=StyledHtml("<section>新</section>"), pictures=(QR,)), "新")

    assert times(tmp_path) == before


def test_describe_article_contains_all_metadata() -> None:
    described = json.loads(describe_article(ARTICLE, ENGLISH))

    del described["lengths"], described["problems"], described["pictures"]
    assert described == {
        "name": "2020-06-17",
        "title": "简报 (2020-06-17)",
        "author": "作者",
        "digest": "芯片；模型",
        "source_url": "https://example.org/2020-06-17",
        "comments": "closed",
        "ai_notice": "",
        "counts": {"sections": 4, "entries": 18, "briefs": 0, "references": 8, "pictures": 1},
        "reading": {"words": 0, "minutes": 0},
        "cover": {
            "file": "cover.png",
            "width": 900,
            "height": 383,
            "crops": {"2.35:1": "0_0_1_1", "1:1": "0.287222_0_0.712778_1"},
        },
        "filters": {
            "store": {"kept": 2, "rewritten": 0, "lost": 1, "to_upload": 1},
            "editor": {"kept": 4, "rewritten": 0, "lost": 1, "to_upload": 0},
        },
        "missing_pictures": [],
    }


def test_describe_article_lists_changes_of_pictures() -> None:
    changed = Picture("a.png", b"abc", 1080, 600, 0, (PictureChange.CONVERTED, PictureChange.FIRST_FRAME))
    missing = MissingPicture("b.png", Problem("picture-missing", {"path": "b.png"}))

    described = json.loads(
        describe_article(ARTICLE._replace(pictures=(changed,), missing_pictures=(missing,)), ENGLISH)
    )

    changes = ["converted", "first frame"]
    assert described["pictures"] == [{"name": "a.png", "width": 1080, "height": 600, "bytes": 3, "changes": changes}]
    assert described["missing_pictures"] == ["b.png"]


def test_describe_article_measures_lengths_as_wechat_does() -> None:
    assert json.loads(describe_article(ARTICLE, ENGLISH))["lengths"] == {
        "title": {"chars": 15, "limit": 32},
        "author": {"chars": 2, "limit": 16},
        "digest": {"chars": 5, "limit": 128},
        "source_url": {"bytes": 30, "limit": 1024},
        "content": {"chars": 21},
        "api": [{"chars": 20, "bytes": 22, "limit": 20_000, "form": "fitted", "shortened": ["tints"]}],
    }


@pytest.mark.parametrize(
    ("language", "message"),
    [("en", "导读 promises 9 entries, there are 8 — write 8"), ("zh", "导读说有 9 条，实际有 8 条——请改成 8")],
)
def test_describe_article_translates_problems(language: str, message: str) -> None:
    described = json.loads(describe_article(ARTICLE, Translator(language)))

    [problem] = described["problems"]
    place = {"rule": "N03", "severity": "error", "file": "2020-06-17.md", "line": 9, "element": None, "times": 1}
    assert {name: problem[name] for name in place} == place
    assert (problem["message"], problem["remedy"] in message) == (message, True)


def test_describe_article_includes_hints() -> None:
    article = ARTICLE._replace(problems=(FALSE_CLAIM._replace(severity=Severity.INFO),))

    assert json.loads(describe_article(article, ENGLISH))["problems"][0]["severity"] == "info"


def test_describe_article_does_not_escape_chinese() -> None:
    described = describe_article(ARTICLE, ENGLISH)

    assert "芯片；模型" in described
    assert described.endswith("}\n")


# --- picture posts ----------------------------------------------------------------------------

WEB = PlacedPicture("", None, "https://a.example/b.png", 9)
POST = PicturePost(
    SentKind.PICTURES,
    "题",
    "一段\n\n二段",
    (PlacedPicture("", SHOWN._replace(width=1080, height=1440)), WEB),
    CoverFocus(Focus(0.5, 0)),
)


def test_save_article_writes_text_and_pictures_of_a_post(tmp_path: Path) -> None:
    save(tmp_path, ARTICLE._replace(post=POST))

    assert (tmp_path / "post.txt").read_text(encoding="utf-8") == "题\n\n一段\n\n二段\n"
    assert [name for name in names(tmp_path) if name.startswith("post/")] == ["post/01.jpg"]
    assert (tmp_path / "post" / "01.jpg").read_bytes() == SHOWN.data


def test_save_article_removes_the_post_of_an_issue_that_has_none_any_more(tmp_path: Path) -> None:
    save(tmp_path, ARTICLE._replace(post=POST))
    own = tmp_path / "post" / "notes.md"
    own.write_text("甲", encoding="utf-8")

    save(tmp_path)

    assert [name for name in names(tmp_path) if name.startswith("post")] == ["post/notes.md"]


def test_description_has_a_post_with_its_crops_in_order() -> None:
    described = json.loads(describe_article(ARTICLE._replace(post=POST), ENGLISH))["post"]

    assert described["pictures"] == [{"file": "post/01.jpg", "width": 1080, "height": 1440}, {"url": WEB.url}]
    assert (described["kind"], described["length"]) == ("pictures", {"chars": 6, "limit": 1000})
    assert described["crops"]["1_1"] == "0_0_1_0.75"


@pytest.mark.parametrize("pictures", [(), (WEB,)])
def test_description_of_a_post_whose_first_picture_is_not_there_has_no_crops(
    pictures: tuple[PlacedPicture, ...],
) -> None:
    described = json.loads(describe_article(ARTICLE._replace(post=POST._replace(pictures=pictures)), ENGLISH))["post"]

    assert described["crops"] == {}


def test_description_of_an_article_has_no_post() -> None:
    assert "post" not in json.loads(describe_article(ARTICLE, ENGLISH))
