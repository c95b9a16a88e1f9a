from __future__ import annotations

import hashlib

import pytest

from tests.sandbox.articles import add_cover, draw_picture, upload
from tests.sandbox.server import RunningSandbox


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("JPEG", "a.JPEG")])
def test_uploadimg_answers_a_url_of_its_own(sandbox: RunningSandbox, token: str, kind: str, name: str) -> None:
    first, second = (upload(sandbox, token, "media/uploadimg", name, draw_picture(kind)) for _ in range(2))

    assert first["url"].startswith("http://mmbiz.qpic.cn/")
    assert first["url"] != second["url"]
    assert first.keys() == {"url"}


def test_uploadimg_answers_errcode_0_with_the_switch(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("settings", upload_errcode=True)

    answer = upload(sandbox, token, "media/uploadimg", "a.png", draw_picture())

    assert answer["errcode"] == 0


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP"])
def test_get_material_returns_the_uploaded_file(sandbox: RunningSandbox, token: str, kind: str) -> None:
    data = draw_picture(kind)
    added = upload(sandbox, token, "material/add_material", f"a.{kind}", data, params={"type": "image"})

    response = sandbox.call("material/get_material", token, {"media_id": added["media_id"]})

    assert (response.content, response.headers["content-type"]) == (data, f"image/{kind.lower()}")


def test_batchget_material_returns_file_names(sandbox: RunningSandbox, token: str) -> None:
    name = f"{hashlib.sha256(b'cover').hexdigest()}.png"
    added = upload(sandbox, token, "material/add_material", name, draw_picture(), params={"type": "image"})
    add_cover(sandbox, token)

    page = sandbox.ask("material/batchget_material", token, {"type": "image", "offset": 1, "count": 20})

    assert (page["total_count"], page["item_count"]) == (2, 1)
    assert [(item["media_id"], item["name"]) for item in page["item"]] == [(added["media_id"], name)]


def test_get_materialcount_counts_each_kind(sandbox: RunningSandbox, token: str) -> None:
    add_cover(sandbox, token)
    for kind, name, data in (
        ("thumb", "a.jpg", draw_picture("JPEG", (60, 60))),
        ("voice", "a.mp3", b"voice"),
        ("video", "a.mp4", b"video"),
    ):
        more = {"data": {"description": '{"title":"甲","introduction":"乙"}'}} if kind == "video" else {}
        upload(sandbox, token, "material/add_material", name, data, params={"type": kind}, **more)
    sandbox.ask("media/upload", token, params={"type": "image"}, files={"media": ("b.png", draw_picture())})

    counts = sandbox.ask("material/get_materialcount", token)

    assert counts == {"voice_count": 1, "video_count": 1, "image_count": 2, "news_count": 0}


def test_get_material_describes_a_video_and_returns_a_voice(sandbox: RunningSandbox, token: str) -> None:
    described = {"description": '{"title":"甲","introduction":"乙"}'}
    add = "material/add_material"
    video = upload(sandbox, token, add, "a.mp4", b"video", params={"type": "video"}, data=described)
    voice = upload(sandbox, token, add, "a.mp3", b"voice", params={"type": "voice"})

    description = sandbox.ask("material/get_material", token, {"media_id": video["media_id"]})
    voice_file = sandbox.call("material/get_material", token, {"media_id": voice["media_id"]})
    page = sandbox.ask("material/batchget_material", token, {"type": "voice", "offset": 0, "count": 1})

    assert (description["title"], description["description"]) == ("甲", "乙")
    assert voice_file.content == b"voice"
    assert "url" not in page["item"][0]


@pytest.mark.parametrize(("kind", "name"), [("image", "media_id"), ("thumb", "thumb_media_id")])
def test_temporary_media_is_not_in_the_library(sandbox: RunningSandbox, token: str, kind: str, name: str) -> None:
    temporary = upload(sandbox, token, "media/upload", "a.jpg", draw_picture("JPEG", (60, 60)), params={"type": kind})

    answer = sandbox.ask("material/get_material", token, {"media_id": temporary[name]})

    assert (temporary["type"], answer["errcode"]) == (kind, 40007)


def test_del_material_gives_40007_when_the_material_is_already_deleted(sandbox: RunningSandbox, token: str) -> None:
    cover = add_cover(sandbox, token)

    codes = [sandbox.ask("material/del_material", token, {"media_id": cover})["errcode"] for _ in range(2)]

    assert codes == [0, 40007]


def test_new_material_is_usable_after_material_delay(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("settings", material_delay=3)
    article = {"title": "甲", "content": "<p>乙</p>", "thumb_media_id": add_cover(sandbox, token)}

    early = sandbox.ask("draft/add", token, {"articles": [article]})
    sandbox.control.advance(3)
    late = sandbox.ask("draft/add", token, {"articles": [article]})

    assert (early["errcode"], "media_id" in late) == (40007, True)
