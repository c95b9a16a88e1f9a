"""A call that causes each error code."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any, NamedTuple

import pytest

from publish.sandbox.error_responses import ERRMSG
from tests.sandbox.articles import add_cover, add_draft, draw_picture, upload, write_article
from tests.sandbox.server import PERSONAL, SERVICE, TEST, VERIFIED, RunningSandbox, know_secret

Answer = dict[str, Any]
TAIL = re.compile(r" rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$")

CODES_WITHOUT_CAUSE = {
    *(40130, 42010, 44001, 45062, 48002, 50005, 53400, 53401, 53403, 61003, 61004, 61007, 87009),
    -1,
}
"""Codes without a known cause that the sandbox could model; only a fault answers them."""

ACCOUNT_CODES = (40164, 40243, 42007, 48004, 50001, 50002, 50004, 50007, 89503, 89506, 89507)
"""Codes that a field of the account causes."""


class Scenario:
    """A sandbox with a token, and short methods for invalid calls."""

    def __init__(self, sandbox: RunningSandbox, appid: str = VERIFIED) -> None:
        self.sandbox = sandbox
        self.control = sandbox.control
        self.token = sandbox.fetch_token(appid)

    def ask(self, endpoint: str, body: Any = None, **more: Any) -> Answer:
        return self.sandbox.ask(endpoint, self.token, body, **more)

    def open(self, **changed: Any) -> Answer:
        """Ask for a token with changed credentials."""
        fields = {"grant_type": "client_credential", "appid": VERIFIED, "secret": know_secret(VERIFIED), **changed}
        return self.sandbox.ask("token", params={name: value for name, value in fields.items() if value is not None})

    def add(self, **changed: Any) -> Answer:
        """Add a draft with changed fields."""
        cover = changed.pop("thumb_media_id", None) or add_cover(self.sandbox, self.token)
        return self.ask("draft/add", {"articles": [write_article(cover, **changed)]})

    def post(self, text: str, media_id: str = "") -> Answer:
        """Add a picture post."""
        images = {"image_list": [{"image_media_id": media_id or add_cover(self.sandbox, self.token)}]}
        return self.add(article_type="newspic", content=text, image_info=images)

    def update(self, **changed: Any) -> Answer:
        """Update a draft with a changed body."""
        media_id = add_draft(self.sandbox, self.token)
        article = write_article(add_cover(self.sandbox, self.token))
        return self.ask("draft/update", {"media_id": media_id, "index": 0, "articles": article, **changed})

    def upload(self, name: str, file: bytes, endpoint: str = "media/uploadimg", **more: Any) -> Answer:
        return upload(self.sandbox, self.token, endpoint, name, file, **more)

    def add_file(self, name: str, file: bytes, kind: str, **more: Any) -> Answer:
        return self.upload(name, file, "material/add_material", params={"type": kind}, **more)

    def submit(self, **marks: Any) -> Answer:
        """Submit a draft, marked in the console."""
        media_id = add_draft(self.sandbox, self.token)
        if marks:
            self.control.post(f"drafts/{media_id}", **marks)
        return self.ask("freepublish/submit", {"media_id": media_id})

    def send(self, **changed: Any) -> Answer:
        media_id = add_draft(self.sandbox, self.token)
        body = {"filter": {"is_to_all": True}, "msgtype": "mpnews", "mpnews": {"media_id": media_id}}
        return self.ask("message/mass/sendall", {**body, **changed})

    def switch(self, **settings: Any) -> Scenario:
        self.control.post("settings", **settings)
        return self

    def allow(self, appid: str = VERIFIED, **fields: Any) -> Scenario:
        self.control.post("accounts", appid=appid, **fields)
        return self

    def count(self, first: str, last: str = "") -> Answer:
        """Ask for the reads of some days."""
        return self.ask("datacube/getarticleread", {"begin_date": first, "end_date": last or first})

    def today(self) -> str:
        now = datetime.fromtimestamp(self.control.get("state")["now"], UTC)
        return now.astimezone(timezone(timedelta(hours=8))).date().isoformat()

    def comment(self, **changed: Any) -> Answer:
        """Ask for comments with a changed body."""
        return self.ask("comment/list", {"msg_data_id": 1, "index": 0, "begin": 0, "count": 49, "type": 0, **changed})

    def repeat(self, times: int, act: Callable[[], Answer]) -> Answer:
        return [act() for _ in range(times)][-1]


class Case(NamedTuple):
    code: int
    name: str
    act: Callable[[Scenario], Answer]
    appid: str = VERIFIED


CROP = {"pic_crop_1_1": "0_0_0.5_1"}


def crop_list(**changed: str | None) -> dict[str, Any]:
    """Return a crop in `crop_percent_list`."""
    crop = {"ratio": "2.35_1", "x1": "0", "y1": "0", "x2": "1", "y2": "1", **changed}
    return {"cover_info": {"crop_percent_list": [crop]}}


PRODUCT = {"product_info": {"footer_product_info": {"product_key": ""}}}
PICTURE = draw_picture()
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8 "


def ask_page(count: object) -> Callable[[Scenario], Answer]:
    return lambda scenario: scenario.ask("draft/batchget", {"offset": 0, "count": count})


def expire(scenario: Scenario) -> Answer:
    scenario.control.advance(7200)
    return scenario.ask("draft/count")


def ask_old_rid(scenario: Scenario) -> Answer:
    rid = scenario.control.calls()[-1]["rid"]
    scenario.control.advance(8 * 86_400)
    scenario.token = scenario.sandbox.fetch_token()
    return scenario.ask("openapi/rid/get", {"rid": rid})


def ask_foreign_rid(scenario: Scenario) -> Answer:
    scenario.sandbox.fetch_token(TEST)
    return scenario.ask("openapi/rid/get", {"rid": scenario.control.calls()[-1]["rid"]})


def force_often(scenario: Scenario) -> Answer:
    scenario.switch(force_interval=0)
    return scenario.repeat(21, lambda: scenario.sandbox.ask_token(force_refresh=True))


def use_fresh_material(scenario: Scenario) -> Answer:
    return scenario.switch(material_delay=5).add()


def use_temporary_cover(scenario: Scenario) -> Answer:
    temporary = scenario.upload("a.png", PICTURE, "media/upload", params={"type": "image"})
    return scenario.add(thumb_media_id=temporary["media_id"])


def use_foreign_cover(scenario: Scenario) -> Answer:
    return scenario.add(thumb_media_id=add_cover(scenario.sandbox, scenario.sandbox.fetch_token(PERSONAL)))


def use_video_as_cover(scenario: Scenario) -> Answer:
    video = scenario.add_file("a.mp4", b"video", "video", data={"description": '{"title":"甲","introduction":""}'})
    return scenario.add(thumb_media_id=video["media_id"])


def submit_twice(scenario: Scenario) -> Answer:
    scenario.switch(double_submit="refuse")
    media_id = add_draft(scenario.sandbox, scenario.token)
    return scenario.repeat(2, lambda: scenario.ask("freepublish/submit", {"media_id": media_id}))


def update_auto_saved(scenario: Scenario) -> Answer:
    media_id = add_draft(scenario.sandbox, scenario.token)
    scenario.control.post(f"drafts/{media_id}", auto_saved=True)
    return scenario.update(media_id=media_id)


def delete_pending_draft(scenario: Scenario) -> Answer:
    media_id = add_draft(scenario.sandbox, scenario.token)
    scenario.ask("freepublish/submit", {"media_id": media_id})
    return scenario.ask("draft/delete", {"media_id": media_id})


def send_again(scenario: Scenario, seconds: float) -> Answer:
    scenario.send(clientmsgid="2020-06-17")
    scenario.control.advance(seconds)
    return scenario.send(clientmsgid="2020-06-17")


def remove_used(scenario: Scenario) -> Answer:
    media_id = add_cover(scenario.sandbox, scenario.token)
    scenario.control.post(f"materials/{media_id}", in_use=True)
    return scenario.ask("material/del_material", {"media_id": media_id})


def fill_library(scenario: Scenario) -> Answer:
    scenario.switch(library_limit=1, library_full_code=45009)
    return scenario.repeat(2, lambda: scenario.add_file("a.png", PICTURE, "image"))


def add_foreign_picture(scenario: Scenario) -> Answer:
    other = scenario.sandbox.fetch_token(PERSONAL)
    url = upload(scenario.sandbox, other, "media/uploadimg", "a.png", PICTURE)["url"]
    return scenario.switch(foreign_pictures="refuse").add(content=f'<p>甲<img src="{url}"></p>')


CASES = [
    # tokens
    Case(40001, "a wrong secret", lambda scenario: scenario.open(secret="f" * 32)),
    Case(40125, "a malformed secret", lambda scenario: scenario.open(secret=f"{know_secret(VERIFIED)} ")),
    Case(40125, "a wrong secret, by switch", lambda s: s.switch(wrong_secret_code=40125).open(secret="f" * 32)),
    Case(40002, "another grant_type", lambda scenario: scenario.open(grant_type="password")),
    Case(40013, "an unknown appid", lambda scenario: scenario.open(appid="wx9999")),
    Case(41002, "no appid", lambda scenario: scenario.open(appid=None)),
    Case(41004, "no secret", lambda scenario: scenario.open(secret=None)),
    Case(43002, "GET where POST is asked", lambda scenario: scenario.sandbox.ask("stable_token")),
    Case(44002, "no body", lambda scenario: scenario.sandbox.ask("stable_token", body=b"")),
    Case(47001, "no JSON", lambda scenario: scenario.sandbox.ask("stable_token", body=b"{")),
    Case(45009, "too many tokens", lambda s: s.allow(quotas={"token": 2}).repeat(3, s.open)),
    Case(45009, "too many stable ones", lambda s: s.allow(quotas={"stable_token": 1}).sandbox.ask_token()),
    Case(45009, "forced too often", force_often),
    # every call
    Case(41001, "no token", lambda scenario: scenario.sandbox.ask("draft/count")),
    Case(40014, "a malformed token", lambda scenario: scenario.sandbox.ask("draft/count", "short")),
    Case(40001, "an unknown token", lambda scenario: scenario.sandbox.ask("draft/count", "A" * 136)),
    Case(42001, "an expired token", expire),
    Case(43002, "GET where POST is asked", lambda scenario: scenario.ask("draft/get")),
    Case(43003, "no TLS, by switch", lambda scenario: scenario.switch(https_required=True).ask("draft/count")),
    Case(40066, "no such call", lambda scenario: scenario.ask("draft/publish", {})),
    Case(44002, "no body", lambda scenario: scenario.ask("draft/add", b" ")),
    Case(47001, "broken JSON", lambda scenario: scenario.ask("draft/add", b'{"articles":[')),
    Case(47001, "no UTF-8", lambda scenario: scenario.ask("draft/add", '{"articles":"甲"}'.encode("gbk"))),
    Case(47001, "no object", lambda scenario: scenario.ask("draft/add", [])),
    Case(47001, "too deep", lambda scenario: scenario.ask("draft/add", b"[" * 100_000)),
    Case(
        45009, "the day's calls", lambda s: s.allow(quotas={"draft/count": 1}).repeat(2, lambda: s.ask("draft/count"))
    ),
    Case(45011, "a burst", lambda s: s.switch(calls_per_minute=1).repeat(2, lambda: s.ask("draft/count"))),
    Case(40097, "a page of 21", ask_page(21)),
    Case(40097, "a page of none", ask_page(0)),
    Case(40097, "a page by word", ask_page("1")),
    # uploads
    Case(41005, "an empty file", lambda scenario: scenario.upload("a.png", b"")),
    Case(41005, "another field", lambda scenario: scenario.upload("a.png", PICTURE, field="file")),
    Case(41005, "no file at all", lambda scenario: scenario.ask("media/uploadimg", b"x")),
    Case(
        41005,
        "a broken form",
        lambda s: s.ask("media/uploadimg", b"x", headers={"content-type": "multipart/form-data"}),
    ),
    Case(40113, "webp", lambda scenario: scenario.upload("a.webp", WEBP)),
    Case(40113, "webp named png", lambda scenario: scenario.upload("a.png", WEBP)),
    Case(40113, "gif in a text", lambda scenario: scenario.upload("a.gif", draw_picture("GIF"))),
    Case(40113, "no ending", lambda scenario: scenario.upload("a", PICTURE)),
    Case(40005, "webp, by switch", lambda scenario: scenario.switch(picture_type_code=40005).upload("a.webp", WEBP)),
    Case(40137, "a damaged picture", lambda scenario: scenario.upload("a.png", PICTURE[:60])),
    Case(40137, "huge sides", lambda scenario: scenario.switch(max_picture_side=100).upload("a.png", PICTURE)),
    Case(40009, "a megabyte", lambda scenario: scenario.upload("a.png", PICTURE.ljust(1_000_000, b"\0"))),
    Case(
        45001, "a megabyte, by switch", lambda s: s.switch(picture_size_code=45001).upload("a.png", b"\0" * 1_000_000)
    ),
    Case(
        40009,
        "a cover too large",
        lambda scenario: scenario.add_file("a.png", PICTURE.ljust(10 * 1024 * 1024 + 1, b"\0"), "image"),
    ),
    Case(40004, "an unknown kind", lambda scenario: scenario.add_file("a.png", PICTURE, "picture")),
    Case(40004, "a list of an unknown kind", lambda s: s.ask("material/batchget_material", {"type": "pdf"})),
    Case(40006, "a large thumb", lambda scenario: scenario.add_file("a.jpg", b"\xff\xd8\xff".ljust(64_001), "thumb")),
    Case(40006, "a thumb that is no JPEG", lambda scenario: scenario.add_file("a.png", PICTURE, "thumb")),
    Case(
        45001,
        "a large video",
        lambda s: s.add_file("a.mp4", b"\0" * 10_000_001, "video", data={"description": '{"title":"甲"}'}),
    ),
    Case(47001, "a video without a title", lambda scenario: scenario.add_file("a.mp4", b"video", "video")),
    Case(45009, "a full library", fill_library),
    Case(40007, "material that is not there", lambda s: s.ask("material/get_material", {"media_id": "none"})),
    Case(41006, "no media_id", lambda scenario: scenario.ask("material/del_material", {})),
    Case(48005, "material in use", remove_used),
    # drafts
    Case(44003, "articles that are no list", lambda scenario: scenario.ask("draft/add", {"articles": {}})),
    Case(44003, "no articles", lambda scenario: scenario.ask("draft/add", {"articles": []})),
    Case(45008, "nine articles", lambda scenario: scenario.ask("draft/add", {"articles": [{}] * 9})),
    Case(47001, "an article that is no object", lambda scenario: scenario.ask("draft/add", {"articles": ["甲"]})),
    Case(47001, "a title that is no text", lambda scenario: scenario.add(title=1)),
    Case(40035, "no title", lambda scenario: scenario.add(title=None)),
    Case(45003, "a title of 65", lambda scenario: scenario.add(title="题" * 65)),
    Case(45110, "an author of 17", lambda scenario: scenario.add(author="者" * 17)),
    Case(45004, "a digest of 121 bytes", lambda scenario: scenario.add(digest="a" * 121)),
    Case(
        45004,
        "a digest of 129 characters",
        lambda s: s.switch(digest_unit="chars", max_digest=128).add(digest="摘" * 129),
    ),
    Case(
        45003,
        "a title in escapes",
        lambda s: s.ask("draft/add", rb'{"articles":[{"title":"' + rb"\u4e2d" * 11 + b'"}]}'),
    ),
    Case(40033, "escapes, by switch", lambda s: s.switch(escapes="refuse").ask("draft/add", rb'{"articles":"\u4e2d"}')),
    Case(44004, "no content", lambda scenario: scenario.add(content=" ")),
    Case(45002, "688,000 bytes", lambda scenario: scenario.add(content="a" * 688_000)),
    Case(45002, "20,000 characters", lambda s: s.switch(content_limit="documented").add(content="文" * 20_000)),
    Case(45006, "a picture's address too long", lambda s: s.add(content=f'<img src="http://a.b/{"x" * 1024}">')),
    Case(45005, "a source too long", lambda scenario: scenario.add(content_source_url=f"https://a.b/{'x' * 1024}")),
    Case(41039, "a source that is no address", lambda scenario: scenario.add(content_source_url="javascript:1")),
    Case(41039, "a source with a broken host", lambda scenario: scenario.add(content_source_url="http://[a/")),
    Case(41039, "a source with a space", lambda scenario: scenario.add(content_source_url="https://a.b/ c")),
    Case(
        40007,
        "no cover",
        lambda scenario: scenario.ask("draft/add", {"articles": [write_article("", thumb_media_id=None)]}),
    ),
    Case(40007, "a temporary cover", use_temporary_cover),
    Case(40007, "somebody else's cover", use_foreign_cover),
    Case(40007, "a cover too new", use_fresh_material),
    Case(40121, "a video as cover", use_video_as_cover),
    Case(88000, "comments without the right", lambda s: s.allow(comments=False).add(need_open_comment=1)),
    Case(40035, "a flag that is none", lambda scenario: scenario.add(need_open_comment="yes")),
    Case(53402, "a crop of a wrong ratio", lambda scenario: scenario.add(**CROP)),
    Case(53402, "a crop that is no crop", lambda scenario: scenario.add(pic_crop_1_1="0,0,1,1")),
    Case(
        53402, "a ratio that is not documented", lambda scenario: scenario.add(**crop_list(ratio="4_3", x2="0.567407"))
    ),
    Case(53402, "a listed crop of a wrong ratio", lambda scenario: scenario.add(**crop_list(ratio="16_9"))),
    Case(53402, "a listed crop without edges", lambda scenario: scenario.add(**crop_list(x1=None))),
    Case(53402, "crops that are no list", lambda scenario: scenario.add(cover_info={"crop_percent_list": "1_1"})),
    Case(53402, "crops that are no objects", lambda scenario: scenario.add(cover_info={"crop_percent_list": ["1_1"]})),
    Case(53402, "an empty crop", lambda scenario: scenario.add(pic_crop_1_1="0.5_0.5_0.5_0.5")),
    Case(
        53402,
        "a cover too small",
        lambda s: s.switch(crop_every_cover=True).add(thumb_media_id=add_cover(s.sandbox, s.token, (10, 10))),
    ),
    Case(53406, "products without a shop", lambda scenario: scenario.add(**PRODUCT)),
    Case(53404, "products of a shop restricted", lambda scenario: scenario.allow(shop="restricted").add(**PRODUCT)),
    Case(53405, "a product that is none", lambda scenario: scenario.allow(shop="open").add(**PRODUCT)),
    Case(40008, "an unknown kind of article", lambda scenario: scenario.add(article_type="video")),
    Case(40035, "a picture post without pictures", lambda scenario: scenario.add(article_type="newspic")),
    Case(
        45008,
        "a picture post of 21",
        lambda scenario: scenario.add(article_type="newspic", image_info={"image_list": [{}] * 21}),
    ),
    Case(
        40007,
        "a picture post of nothing",
        lambda scenario: scenario.add(article_type="newspic", image_info={"image_list": [1]}),
    ),
    Case(45166, "a picture post too long", lambda scenario: scenario.post("文" * 1001)),
    Case(45166, "a picture post of HTML", lambda scenario: scenario.post("<p>文</p>")),
    Case(44004, "a picture post without text", lambda scenario: scenario.post("\n")),
    Case(
        40007,
        "a picture post of temporary material",
        lambda s: s.post("文", s.upload("a.png", PICTURE, "media/upload", params={"type": "image"})["media_id"]),
    ),
    Case(
        45166,
        "a temporary link",
        lambda s: s.add(content='<a href="https://mp.weixin.qq.com/s?a=1&amp;tempkey=x">甲</a>'),
    ),
    Case(
        45166,
        "a link out, by switch",
        lambda s: s.switch(external_links="refuse").add(content='<p><a href="https://example.org/">甲</a></p>'),
    ),
    Case(45166, "a form, by switch", lambda s: s.switch(active_markup="refuse").add(content="<form>甲</form>")),
    Case(45166, "somebody else's picture, by switch", add_foreign_picture),
    Case(
        45166, "an odd character, by switch", lambda s: s.switch(odd_characters="refuse").add(content="<p>\ue000</p>")
    ),
    Case(47001, "an update with a list", lambda scenario: scenario.update(articles=[])),
    Case(40114, "an index too far", lambda scenario: scenario.update(index=1)),
    Case(40114, "an index by word", lambda scenario: scenario.update(index="0")),
    Case(48021, "an update of a draft that saved itself", update_auto_saved),
    Case(40007, "an update of nothing", lambda scenario: scenario.update(media_id="none")),
    Case(41006, "an update of nobody", lambda scenario: scenario.update(media_id="")),
    Case(40007, "a media_id that is no text", lambda scenario: scenario.update(media_id=1)),
    Case(40118, "a media_id too long", lambda scenario: scenario.update(media_id="x" * 129)),
    Case(40007, "a draft under way", delete_pending_draft),
    Case(48001, "drafts of an expired account", lambda s: s.allow(profile="expired").ask("draft/count")),
    # publishing
    Case(48001, "publishing by a person", lambda s: s.ask("freepublish/batchget", {"count": 1}), PERSONAL),
    Case(40007, "nothing to publish", lambda scenario: scenario.ask("freepublish/submit", {"media_id": "none"})),
    Case(40007, "submitted twice, by switch", submit_twice),
    Case(48021, "a draft that saved itself", lambda scenario: scenario.submit(auto_saved=True)),
    *(Case(code, "the draft's check", partial(Scenario.submit, check=code)) for code in (53503, 53504, 53505)),
    Case(53500, "a ban", lambda scenario: scenario.allow(publishing="banned").submit()),
    Case(53501, "too often", lambda scenario: scenario.allow(publishing="too-often").submit()),
    Case(53502, "an unknown publish_id", lambda scenario: scenario.ask("freepublish/get", {"publish_id": "1"})),
    Case(53600, "an unknown article_id", lambda scenario: scenario.ask("freepublish/getarticle", {"article_id": "x"})),
    # mass sends
    Case(48001, "a mass send by a person", lambda s: s.ask("message/mass/sendall", {}), PERSONAL),
    Case(40008, "an unknown kind of message", lambda scenario: scenario.send(msgtype="news")),
    Case(48008, "a kind of message not served", lambda scenario: scenario.send(msgtype="text")),
    Case(40035, "no filter", lambda scenario: scenario.send(filter=None)),
    Case(45067, "a clientmsgid of 33", lambda scenario: scenario.send(clientmsgid="x" * 33)),
    Case(45066, "a clientmsgid again at once", lambda scenario: send_again(scenario, 1)),
    Case(45065, "a clientmsgid again", lambda scenario: send_again(scenario, 61)),
    Case(45028, "a second send in a day", lambda scenario: scenario.repeat(2, scenario.send)),
    Case(45028, "a fifth send in a month", lambda scenario: scenario.repeat(5, scenario.send), SERVICE),
    Case(48003, "no agreement", lambda scenario: scenario.allow(mass="no-agreement").send()),
    Case(89504, "the admin must confirm", lambda scenario: scenario.allow(mass="confirm").send()),
    Case(89505, "the admin has not yet", lambda scenario: scenario.allow(mass="confirm").repeat(2, scenario.send)),
    Case(41040, "a reprint", lambda scenario: (scenario.send(), send_reprint(scenario))[1]),
    Case(40035, "a send that is not there", lambda scenario: scenario.ask("message/mass/get", {"msg_id": 1})),
    Case(
        40035,
        "a preview for nobody",
        lambda s: s.ask(
            "message/mass/preview", {"msgtype": "mpnews", "mpnews": {"media_id": add_draft(s.sandbox, s.token)}}
        ),
    ),
    # statistics and comments
    Case(48001, "statistics of a person", lambda s: s.ask("datacube/getarticleread", {}), PERSONAL),
    Case(61500, "no day", lambda scenario: scenario.ask("datacube/getarticleread", {"begin_date": "2026-02-30"})),
    Case(61501, "a day before there were numbers", lambda scenario: scenario.count("2025-10-31")),
    Case(61501, "a span that ends before it begins", lambda scenario: scenario.count("2025-11-03", "2025-11-02")),
    Case(61501, "two days of reads", lambda scenario: scenario.count("2025-11-03", "2025-11-04")),
    Case(61501, "today", lambda scenario: scenario.count(scenario.today())),
    Case(40066, "statistics at the address of other calls", lambda s: s.ask("../cgi-bin/datacube/getbizsummary", {})),
    Case(48001, "comments of a person", lambda s: s.ask("comment/list", {}), PERSONAL),
    Case(88000, "comments without the right", lambda scenario: scenario.allow(comments=False).comment()),
    Case(88001, "comments of an article that is not out", lambda scenario: scenario.comment()),
    Case(88002, "comments of a limited account", lambda scenario: scenario.allow(comments_limited=True).comment()),
    Case(88010, "fifty comments", lambda scenario: scenario.comment(count=50)),
    Case(40035, "comments of no kind", lambda scenario: scenario.comment(type=3)),
    # quotas and diagnostics
    Case(40013, "another account's quota", lambda scenario: scenario.ask("clear_quota", {"appid": PERSONAL})),
    Case(40013, "nobody's quota", lambda scenario: scenario.sandbox.ask("clear_quota/v2", body={"appid": "wx"})),
    Case(
        40125, "a wrong secret", lambda s: s.sandbox.ask("clear_quota/v2", body={"appid": VERIFIED, "appsecret": "x"})
    ),
    Case(48006, "quota cleared too often", lambda s: s.repeat(11, lambda: s.ask("clear_quota", {"appid": VERIFIED}))),
    Case(
        48006,
        "one quota cleared too often",
        lambda s: s.repeat(51, lambda: s.ask("openapi/quota/clear", {"cgi_path": "/cgi-bin/draft/add"})),
    ),
    Case(76021, "no path", lambda scenario: scenario.ask("openapi/quota/get", {"cgi_path": "draft/add"})),
    Case(
        76022,
        "a path that is not the account's",
        lambda s: s.ask("openapi/quota/get", {"cgi_path": "/cgi-bin/freepublish/get"}),
        PERSONAL,
    ),
    Case(76001, "an unknown rid", lambda s: s.ask("openapi/rid/get", {"rid": "00000000-00000000-00000000"})),
    Case(76002, "no rid", lambda scenario: scenario.ask("openapi/rid/get", {"rid": "甲"})),
    Case(76003, "somebody else's rid", ask_foreign_rid),
    Case(76004, "an old rid", ask_old_rid),
]


def send_reprint(scenario: Scenario) -> Answer:
    media_id = add_draft(scenario.sandbox, scenario.token)
    scenario.control.post(f"drafts/{media_id}", reprint=True)
    body = {"filter": {}, "msgtype": "mpnews", "mpnews": {"media_id": media_id}, "send_ignore_reprint": 0}
    return scenario.ask("message/mass/sendall", body)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.name}")
def test_invalid_call_gives_its_error_code(sandbox: RunningSandbox, case: Case) -> None:
    answer = case.act(Scenario(sandbox, case.appid))

    assert answer["errcode"] == case.code
    assert TAIL.search(answer["errmsg"])


@pytest.mark.parametrize("code", ACCOUNT_CODES)
def test_refused_account_gives_its_code_for_tokens_or_for_all_calls(sandbox: RunningSandbox, code: int) -> None:
    scenario = Scenario(sandbox)
    scenario.allow(refusal=code)
    only_tokens = scenario.ask("draft/count")
    scenario.allow(refusal_everywhere=True)

    codes = (sandbox.ask_token()["errcode"], only_tokens.get("errcode"), scenario.ask("draft/count")["errcode"])

    assert codes == (code, None, code)


@pytest.mark.parametrize("code", sorted(ERRMSG))
def test_errcode_fault_answers_every_code(sandbox: RunningSandbox, token: str, code: int) -> None:
    sandbox.control.fail("draft/count", "errcode", code=code)

    assert sandbox.ask("draft/count", token)["errcode"] == code


def test_every_error_code_has_a_case_or_is_listed_without_one() -> None:
    assert {case.code for case in CASES} | set(ACCOUNT_CODES) | CODES_WITHOUT_CAUSE == ERRMSG.keys()


def test_errmsg_of_40164_names_the_ip_address(sandbox: RunningSandbox) -> None:
    sandbox.control.post("accounts", appid=VERIFIED, refusal=40164, caller="198.51.100.4")

    message = sandbox.ask_token()["errmsg"]

    assert message.startswith("invalid ip 198.51.100.4 ipv6 ::ffff:198.51.100.4, not in whitelist rid: ")
