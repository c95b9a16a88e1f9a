"""A client at work on a sandbox in its own process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from publish.adapters.storage.secret import Secret
from publish.adapters.wechat_api.client import WeChatClient, open_client
from publish.adapters.wechat_api.credentials import Credentials
from publish.core.api_types import DraftArticle
from publish.core.html import StyledHtml
from publish.core.picture import Picture
from publish.core.settings import RetryPolicy
from tests.pictures import SIZE, animate
from tests.sandbox.articles import draw_picture
from tests.sandbox.server import VERIFIED, RunningSandbox, know_secret

PACE = RetryPolicy(5, 10, 10, attempts=2, pause_seconds=0.01, too_often_seconds=0.01, lock_seconds=20)
IMPATIENT = PACE._replace(call_seconds=0.2, upload_seconds=0.2, attempts=1)
"""For calls that are known to hang; whatever else is asked needs its time."""
PICTURE = Picture("a.png", draw_picture(), 900, 383)
ANIMATION = Picture("a.gif", animate("GIF"), *SIZE)


def make_account(sandbox: RunningSandbox, appid: str = VERIFIED) -> Credentials:
    return Credentials("main", appid, Secret(know_secret(appid)), sandbox.api.rstrip("/"), "")


def open_sandbox_client(
    sandbox: RunningSandbox, folder: Path, appid: str = VERIFIED, *, pace: RetryPolicy = PACE
) -> WeChatClient:
    return open_client(make_account(sandbox, appid), pace, folder)


def write_article(cover: str, **changed: Any) -> DraftArticle:
    article = {
        "title": "嵌入式简报 𠮷",
        "author": "端侧",
        "digest": "要点",
        "content": StyledHtml("<section><p>正文在此。</p></section>"),
        "source_url": "https://example.org/2020-06-17",
        "cover_id": cover,
        **changed,
    }
    return DraftArticle(**article)


class Things(NamedTuple):
    """What calls are made with."""

    article: DraftArticle
    media_id: str
    publish_id: str


def prepare(platform: WeChatClient) -> Things:
    """Fill the draft box with what every call needs."""
    article = write_article(platform.upload_cover(PICTURE))
    submitted = platform.submit(platform.add_draft([article]))
    return Things(article, platform.add_draft([article]), submitted)


class Act(NamedTuple):
    """One call of the port, and the endpoint behind it."""

    endpoint: str
    do: Callable[[WeChatClient, Things], object]


ACTS = {
    "upload_picture": Act("media/uploadimg", lambda platform, _: platform.upload_picture(PICTURE)),
    "upload_to_library": Act("material/add_material", lambda platform, _: platform.upload_to_library(ANIMATION)),
    "count_library": Act("material/get_materialcount", lambda platform, _: platform.count_library()),
    "upload_cover": Act("material/add_material", lambda platform, _: platform.upload_cover(PICTURE)),
    "add_draft": Act("draft/add", lambda platform, things: platform.add_draft([things.article])),
    "update_draft": Act(
        "draft/update", lambda platform, things: platform.update_draft(things.media_id, 0, things.article)
    ),
    "get_draft": Act("draft/get", lambda platform, things: platform.get_draft(things.media_id)),
    "list_drafts": Act("draft/batchget", lambda platform, _: platform.list_drafts(0, 20)),
    "delete_draft": Act("draft/delete", lambda platform, things: platform.delete_draft(things.media_id)),
    "submit": Act("freepublish/submit", lambda platform, things: platform.submit(things.media_id)),
    "poll": Act("freepublish/get", lambda platform, things: platform.poll(things.publish_id)),
    "list_publications": Act("freepublish/batchget", lambda platform, _: platform.list_publications(0, 20)),
}
