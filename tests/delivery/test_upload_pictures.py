from __future__ import annotations

import threading
from collections.abc import Collection
from concurrent.futures import Future, wait
from typing import Any

import pytest
from lxml import html

from publish.core.article import ApiArticle
from publish.core.delivery_record import UploadKind
from publish.core.exceptions import ArticleError, LedgerError, NotSentError, PlatformError
from publish.core.html import StyledHtml
from publish.core.picture import Picture, PictureChange, PlacedPicture
from publish.core.problem import Problem, Severity
from publish.delivery import upload_pictures as together
from publish.delivery.upload_pictures import AT_ONCE, AccountUploads, upload_pictures
from publish.wechat.limits import MANY_LIBRARY_PICTURES, MAX_LIBRARY_PICTURES, MAX_PICTURE_BYTES
from tests.delivery.scenarios import Scenario
from tests.fakes import MemoryPictures, MemoryUploads, refuse

LOCAL, REMOTE = Picture("a.png", b"a", 1, 1), Picture("b.jpg", b"b", 1, 1)
PART = ApiArticle(
    StyledHtml('<section><img src="P1"><img src="P2"><img src="P1"></section>'),
    (PlacedPicture("P1", LOCAL, line=3), PlacedPicture("P2", None, "https://a.example/b", 5)),
)


def test_upload_pictures_inserts_uploaded_addresses() -> None:
    uploads = MemoryUploads()

    [sent], problems = upload_pictures([PART], MemoryPictures({"https://a.example/b": REMOTE}), uploads)

    sources = html.fragment_fromstring(sent).xpath("//img/@src")
    assert sources == uploads.upload([LOCAL, REMOTE, LOCAL])
    assert (uploads.uploaded, problems) == ([LOCAL, REMOTE], [])


def test_upload_pictures_uploads_nothing_when_a_picture_is_unavailable() -> None:
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


def test_upload_pictures_reports_progress_for_each_web_picture() -> None:
    done: list[None] = []

    upload_pictures([PART], MemoryPictures({"https://a.example/b": REMOTE}), MemoryUploads(), lambda: done.append(None))

    assert len(done) == 1


def test_upload_pictures_keeps_an_article_without_pictures() -> None:
    assert upload_pictures([ApiArticle(PART.html, ())], MemoryPictures(), MemoryUploads()).parts == [PART.html]


def test_upload_pictures_reports_a_stilled_animation_with_its_line() -> None:
    still = REMOTE._replace(changes=(PictureChange.FIRST_FRAME,))

    _, problems = upload_pictures([PART], MemoryPictures({"https://a.example/b": still}), MemoryUploads())

    [problem] = problems
    assert (problem.message, problem.line, problem.severity) == ("picture-first-frame", 5, Severity.WARNING)
    assert problem.values["path"] == "https://a.example/b"


# --- side by side -----------------------------------------------------------------------------

MANY = [Picture(f"{number}.png", b"\x89PNG %d" % number, 1, 1) for number in range(9)]
GIF = Picture("a.gif", b"GIF89a moving", 1, 1)


class Hall:
    """Uploads that wait until the maximum number of them runs at the same time."""

    def __init__(self, scenario: Scenario, together: int) -> None:
        self._lock = threading.Lock()
        self._all_there = threading.Barrier(together, timeout=20)
        self._left = together
        self.here = self.most = 0
        scenario.platform.before, scenario.platform.after = self.enter, self.leave

    def enter(self, name: str) -> None:
        assert name == "upload_picture"
        with self._lock:
            self.here += 1
            self.most = max(self.most, self.here)
            waits, self._left = self._left > 0, self._left - 1
        if waits:
            self._all_there.wait()

    def leave(self, _: str) -> None:
        with self._lock:
            self.here -= 1


def upload(scenario: Scenario, *pictures: Picture) -> list[str]:
    return AccountUploads(scenario.services).upload(pictures)


def test_upload_sends_four_pictures_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, under_way = Scenario(), []
    hall = Hall(scenario, together=4)

    def look(running: Collection[Future[str]], **named: Any) -> Any:
        under_way.append(len(running))
        return wait(running, **named)

    monkeypatch.setattr(together, "wait", look)

    upload(scenario, *MANY)

    assert (hall.most, under_way[0], max(under_way)) == (4, 4, 4)
    assert len(scenario.platform.pictures) == len(MANY)


def test_upload_returns_addresses_in_order_of_the_pictures() -> None:
    scenario, last = Scenario(), threading.Event()

    def hold_back(_: str) -> None:
        if not last.is_set() and len(scenario.platform.calls) == 1:
            assert last.wait(20)
        last.set()

    scenario.platform.before = hold_back  # the first waits for another one

    addresses = upload(scenario, *MANY[:4])

    kept = {picture.data: address.replace("http:", "https:") for address, picture in by_address(scenario).items()}
    assert addresses == [kept[picture.data] for picture in MANY[:4]]


def by_address(scenario: Scenario) -> dict[str, Picture]:
    return {address: Picture("", data, 1, 1) for address, data in scenario.platform.pictures.items()}


def test_upload_sends_and_counts_a_repeated_picture_once() -> None:
    scenario = Scenario()

    one, other = upload(scenario, LOCAL, LOCAL._replace(name="b.png"))

    assert (one == other, scenario.calls, len(scenario.ledger.uploads)) == (True, ["upload_picture"], 1)
    assert upload(scenario, LOCAL) == [one]
    assert scenario.calls == ["upload_picture"]


def test_upload_begins_no_picture_after_a_refusal_and_keeps_arrived_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, seen = Scenario(), threading.Event()
    arrived = threading.Barrier(4, timeout=20)
    looks: list[None] = []

    def look(*words: Any, **named: Any) -> Any:
        looks.append(None)
        if len(looks) == 2:  # the refusal was seen, the others are still on their way
            seen.set()
        return wait(*words, **named)

    def refuse_one(_: str) -> None:
        if arrived.wait() == 0:
            raise refuse(45009, "media/uploadimg")
        assert seen.wait(20)

    monkeypatch.setattr(together, "wait", look)
    scenario.platform.before = refuse_one

    with pytest.raises(PlatformError) as caught:
        upload(scenario, *MANY)

    assert (len(scenario.calls), len(scenario.ledger.uploads), caught.value.code) == (4, 3, 45009)
    scenario.platform.before = lambda _: None
    upload(scenario, *MANY)
    assert len(scenario.calls) == 4 + len(MANY) - 3


def test_upload_reports_all_refusals_in_order_of_the_pictures() -> None:
    scenario = Scenario()
    arrived = threading.Barrier(3, timeout=20)
    problems = {picture.data: Problem("picture-none", {"path": picture.name}) for picture in MANY}
    send = scenario.platform.upload_picture

    def fail(picture: Picture) -> str:
        arrived.wait()
        if picture is MANY[1]:
            return send(picture)
        raise NotSentError(problems[picture.data])

    scenario.platform.upload_picture = fail  # type: ignore[method-assign]

    with pytest.raises(NotSentError) as caught:
        upload(scenario, *MANY[:3])

    assert caught.value.problems == (problems[MANY[0].data], problems[MANY[2].data])


def test_upload_stops_when_the_ledger_cannot_be_written() -> None:
    scenario = Scenario()

    def fail(kind: UploadKind, digest: str, place: str) -> None:
        raise LedgerError(Problem("ledger-unwritable", {"path": f"{kind} {digest}", "reason": place}))

    scenario.ledger.save_upload = fail  # type: ignore[method-assign]

    with pytest.raises(LedgerError):
        upload(scenario, *MANY)

    assert len(scenario.calls) <= AT_ONCE


# --- what uploadimg does not take ---------------------------------------------------------------


def test_upload_sends_animations_and_large_pictures_to_the_library() -> None:
    scenario = Scenario()
    large = Picture("b.jpg", b"\xff\xd8\xff" + bytes(MAX_PICTURE_BYTES), 1, 1)

    addresses = upload(scenario, GIF, LOCAL, large)

    assert sorted(scenario.calls) == ["count_library", "upload_picture", "upload_to_library", "upload_to_library"]
    assert all(address.startswith("https://mmbiz.qpic.cn/") for address in addresses)
    assert upload(scenario, GIF, large) == [addresses[0], addresses[2]]
    assert scenario.platform.library == 2


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (MANY_LIBRARY_PICTURES - 2, []),
        (MANY_LIBRARY_PICTURES - 1, ["draft-library-filling"]),
        (MAX_LIBRARY_PICTURES - 1, ["draft-library-filling"]),
    ],
)
def test_upload_warns_of_a_nearly_full_library(held: int, told: list[str]) -> None:
    scenario = Scenario()
    scenario.platform.library = held
    uploads = AccountUploads(scenario.services)

    uploads.upload([GIF])

    assert [problem.message for problem in uploads.problems] == told
    assert all(problem.severity is Severity.WARNING for problem in uploads.problems)


def test_upload_sends_nothing_when_the_library_lacks_room() -> None:
    scenario = Scenario()
    scenario.platform.library = MAX_LIBRARY_PICTURES - 1

    with pytest.raises(ArticleError) as caught:
        upload(scenario, LOCAL, GIF, GIF._replace(data=b"GIF89a other"))

    [problem] = caught.value.problems
    assert (problem.message, problem.values["left"], problem.values["wanted"]) == ("draft-library-full", 1, 2)
    assert scenario.calls == ["count_library"]


def test_upload_uses_a_library_of_unknown_count() -> None:
    scenario = Scenario()
    scenario.platform.library, scenario.platform.tells_library = MAX_LIBRARY_PICTURES, False

    upload(scenario, GIF)

    assert scenario.calls == ["count_library", "upload_to_library"]
