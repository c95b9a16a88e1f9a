from __future__ import annotations

import pytest
from lxml import html

from publish.delivery.pictures import upload_pictures
from publish.errors import ArticleError
from publish.model.article import ApiArticle
from publish.model.markup import StyledHtml
from publish.model.picture import Picture, PlacedPicture
from publish.model.problem import Problem
from tests.fakes import MemoryPictures, MemoryUploads

LOCAL, REMOTE = Picture("a.png", b"a", 1, 1), Picture("b.jpg", b"b", 1, 1)
PART = ApiArticle(
    StyledHtml('<section><img src="P1"><img src="P2"><img src="P1"></section>'),
    (),
    (PlacedPicture("P1", LOCAL, line=3), PlacedPicture("P2", None, "https://a.example/b", 5)),
)


def test_every_picture_that_is_sent_stands_where_it_was_uploaded_to() -> None:
    uploads = MemoryUploads()

    [sent] = upload_pictures([PART], MemoryPictures({"https://a.example/b": REMOTE}), uploads)

    sources = html.fragment_fromstring(sent).xpath("//img/@src")
    assert sources == [uploads.upload(picture) for picture in (LOCAL, REMOTE, LOCAL)]
    assert uploads.uploaded == [LOCAL, REMOTE]


def test_nothing_is_uploaded_while_a_picture_cannot_be_had() -> None:
    lost = PlacedPicture("P3", None, "https://a.example/c", 4)
    uploads = MemoryUploads()

    with pytest.raises(ArticleError) as caught:
        upload_pictures([PART, PART._replace(pictures=(lost,))], MemoryPictures(), uploads)

    assert [(problem.line, problem.values) for problem in caught.value.problems] == [
        (4, {"path": "https://a.example/c"}),
        (5, {"path": "https://a.example/b"}),
    ]
    assert caught.value.problems[0] == Problem("picture-missing", {"path": "https://a.example/c"}, line=4)
    assert uploads.uploaded == []


def test_progress_is_told_for_each_picture_of_the_web() -> None:
    done: list[None] = []

    upload_pictures([PART], MemoryPictures({"https://a.example/b": REMOTE}), MemoryUploads(), lambda: done.append(None))

    assert len(done) == 1


def test_an_article_without_pictures_is_sent_as_it_is() -> None:
    assert upload_pictures([ApiArticle(PART.html, ())], MemoryPictures(), MemoryUploads()) == [PART.html]
