"""A client of a sandbox that runs in its own process."""

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

POLICY = RetryPolicy(5, 10, 10, attempts=2, pause_seconds=0.01, too_often_seconds=0.01, lock_seconds=20)
IMPATIENT = POLICY._replace(call_seconds=0.2, upload_seconds=0.2, attempts=1)
"""For calls that hang; all others need their time."""
PICTURE = Picture("a.png", draw_picture(), 900, 383)
ANIMATION = Picture("a.gif", animate("GIF"), *SIZE)


def make_account(sandbox: RunningSandbox, appid: str = VERIFIED) -> Credentials:
    return Credentials("main", appid, Secret(know_secret(appid)), sandbox.api.rstrip("/"), "")


def open_sandbox_client(
    sandbox: RunningSandbox, folder: Path, appid: str = VERIFIED, *, policy: RetryPolicy = POLICY
) -> WeChatClient:
    return open_client(make_account(sandbox, appid), policy, folder)


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


class CallInputs(NamedTuple):
    """Inputs of the calls."""

    article: DraftArticle
    media_id: str
    publish_id: str


def prepare(platform: WeChatClient) -> CallInputs:
    """Fill the draft box with the inputs of every call."""
    article = write_article(platform.upload_cover(PICTURE))
    submitted = platform.submit(platform.add_draft([article])).id
    return CallInputs(article, platform.add_draft([article]), submitted)


class ClientCall(NamedTuple):
    """One call of the port, and the endpoint behind it."""

    endpoint: str
    do: Callable[[WeChatClient, CallInputs], object]


CALLS = {
    "upload_picture": ClientCall("media/uploadimg", lambda platform, _: platform.upload_picture(PICTURE)),
    "upload_to_library": ClientCall("material/add_material", lambda platform, _: platform.upload_to_library(ANIMATION)),
    "count_library": ClientCall("material/get_materialcount", lambda platform, _: platform.count_library()),
    "upload_cover": ClientCall("material/add_material", lambda platform, _: platform.upload_cover(PICTURE)),
    "add_draft": ClientCall("draft/add", lambda platform, inputs: platform.add_draft([inputs.article])),
    "update_draft": ClientCall(
        "draft/update", lambda platform, inputs: platform.update_draft(inputs.media_id, 0, inputs.article)
    ),
    "get_draft": ClientCall("draft/get", lambda platform, inputs: platform.get_draft(inputs.media_id)),
    "list_drafts": ClientCall("draft/batchget", lambda platform, _: platform.list_drafts(0, 20)),
    "delete_draft": ClientCall("draft/delete", lambda platform, inputs: platform.delete_draft(inputs.media_id)),
    "submit": ClientCall("freepublish/submit", lambda platform, inputs: platform.submit(inputs.media_id)),
    "poll": ClientCall("freepublish/get", lambda platform, inputs: platform.poll(inputs.publish_id)),
    "list_publications": ClientCall("freepublish/batchget", lambda platform, _: platform.list_publications(0, 20)),
}
