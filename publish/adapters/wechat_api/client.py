"""Client of the WeChat platform: drafts, publications and uploads of one account."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Any

from publish.adapters.web.http_client import FailureCause, UnknownOutcome
from publish.adapters.wechat_api.access_tokens import AccessTokens
from publish.adapters.wechat_api.answer_fields import get_list, get_object, get_objects, parse_number, parse_time
from publish.adapters.wechat_api.api_calls import ApiCall, ApiCaller, make_json_call, make_unknown, make_upload_call
from publish.adapters.wechat_api.credentials import Credentials
from publish.adapters.wechat_api.sent_changes import SentChanges
from publish.adapters.wechat_api.transport import HttpResponse, Transport
from publish.core.api_types import (
    Draft,
    DraftArticle,
    DraftItem,
    DraftPage,
    Publication,
    PublicationPage,
    PublicationState,
    Published,
    Submission,
)
from publish.core.exceptions import PlatformError
from publish.core.picture import Picture
from publish.core.settings import RetryPolicy
from publish.wechat.api_errors import MEDIA_UNKNOWN, SENT_BEFORE, RetryAdvice, find_refusal
from publish.wechat.article_index import DRAFT_UPDATE, to_index

MAX_PAGE = 20
_NEW_COVER_SECONDS = 60  # a cover may be unknown for so long after its upload
_STATES = {
    0: PublicationState.PUBLISHED,
    1: PublicationState.PENDING,
    2: PublicationState.NOT_ORIGINAL,
    3: PublicationState.FAILED,
    4: PublicationState.REJECTED,
    5: PublicationState.REMOVED,
    6: PublicationState.BANNED,
}
_SEND_STATES = {
    "SEND_SUCCESS": PublicationState.PUBLISHED,
    "SENDING": PublicationState.PENDING,
    "SEND_FAIL": PublicationState.FAILED,
    "DELETE": PublicationState.REMOVED,
}
_EDGES = ("x1", "y1", "x2", "y2")  # of a crop
_EXTENSIONS = {"image/jpeg": "jpg", "image/gif": "gif", "image/png": "png"}


class WeChatClient:
    """Drafts and publications of one account."""

    def __init__(self, tokens: AccessTokens, caller: ApiCaller, policy: RetryPolicy) -> None:
        self._tokens = tokens
        self._caller = caller
        self._policy = policy
        self.changes = SentChanges()
        # Upload times of this process's covers. Threads add to it; nothing is removed, and nobody walks through it.
        self._covers: dict[str, float] = {}

    def upload_picture(self, picture: Picture) -> str:
        """Upload a picture of an article, JPEG or PNG below 1 MB; return its address."""
        call = make_upload_call("media/uploadimg", _name_upload(picture), picture.data, expected="url")
        return str(self.send(call).data["url"])

    def upload_to_library(self, picture: Picture) -> str:
        """Upload a picture of an article to the material library; return its address."""
        return str(self.send(_make_material_call(picture, expected="url")).data["url"])

    def count_library(self) -> int | None:
        """Return the count of pictures in the material library; None where WeChat does not tell."""
        try:
            data = self.send(ApiCall("material/get_materialcount", expected="image_count")).data
        except PlatformError:
            return None
        return parse_number(data.get("image_count"), 0)

    def upload_cover(self, picture: Picture) -> str:
        """Upload a cover; return its permanent media id."""
        media_id = str(self.send(_make_material_call(picture, expected="media_id")).data["media_id"])
        self._covers[media_id] = time.monotonic()
        return media_id

    def add_draft(self, articles: Sequence[DraftArticle]) -> str:
        """Add a draft; return its media id. Never repeated after an unknown outcome."""
        body = {"articles": [_format_article(article) for article in articles]}
        call = make_json_call("draft/add", body, expected="media_id")
        reply = self._send_with_covers(call, {each for article in articles for each in article.media_ids})
        return str(reply.data["media_id"])

    def update_draft(self, media_id: str, index: int, article: DraftArticle) -> None:
        """Replace one article of a draft, counted from 0."""
        body = {"media_id": media_id, "index": to_index(DRAFT_UPDATE, index), "articles": _format_article(article)}
        self._send_with_covers(make_json_call("draft/update", body), set(article.media_ids))

    def get_draft(self, media_id: str) -> Draft | None:
        """Return a draft; None for one that was published or deleted."""
        try:
            reply = self.send(make_json_call("draft/get", {"media_id": media_id}, expected="news_item"))
        except PlatformError as error:
            if error.code == MEDIA_UNKNOWN:
                return None
            raise
        return Draft(media_id, _parse_items(reply.data), parse_time(reply.data.get("update_time")))

    def list_drafts(self, offset: int, count: int) -> DraftPage:
        """Return up to 20 drafts, without content."""
        total, items = self._list("draft/batchget", offset, count)
        return DraftPage(total, tuple(_parse_draft(item) for item in items))

    def delete_draft(self, media_id: str) -> None:
        """Delete a draft; do nothing where it is gone."""
        try:
            self.send(make_json_call("draft/delete", {"media_id": media_id}))
        except PlatformError as error:
            # Also the answer for a draft that is being published, which still exists.
            if error.code != MEDIA_UNKNOWN or self.get_draft(media_id) is not None:
                raise

    def submit(self, media_id: str) -> Submission:
        """Submit a draft for publishing; return its ids. Never repeated after an unknown outcome."""
        data = self.send(make_json_call("freepublish/submit", {"media_id": media_id}, expected="publish_id")).data
        return Submission(str(data["publish_id"]), _parse_message_id(data))

    def poll(self, publish_id: str) -> Publication:
        """Return the state of a submitted draft."""
        data = self.send(make_json_call("freepublish/get", {"publish_id": publish_id}, expected="publish_status")).data
        detail = get_object(data, "article_detail")
        return Publication(
            publish_id,
            _STATES.get(parse_number(data.get("publish_status"), -1), PublicationState.UNKNOWN),
            str(data.get("article_id") or ""),
            tuple(str(item.get("article_url", "")) for item in get_objects(detail, "item")),
            tuple(parse_number(index, 0) for index in get_list(data, "fail_idx")),
        )

    def send_to_all(self, media_id: str, clientmsgid: str) -> Submission:
        """Send a draft to every follower, once for each key; return its ids, which may be empty if sent before."""
        body = {
            "filter": {"is_to_all": True},
            "mpnews": {"media_id": media_id},
            "msgtype": "mpnews",
            "send_ignore_reprint": 0,
            "clientmsgid": clientmsgid,
        }
        call = make_json_call("message/mass/sendall", body, expected="msg_id")
        data = self.send(call._replace(done=frozenset({SENT_BEFORE}))).data
        return Submission(str(data.get("msg_id") or ""), _parse_message_id(data))

    def poll_send(self, message_id: str) -> Publication:
        """Return the state of a mass send, without its address, which WeChat does not tell."""
        call = make_json_call("message/mass/get", {"msg_id": message_id}, expected="msg_status")
        status = str(self.send(call).data["msg_status"]).upper()
        return Publication(message_id, _SEND_STATES.get(status, PublicationState.UNKNOWN), "", (), ())

    def list_publications(self, offset: int, count: int) -> PublicationPage:
        """Return up to 20 publications, without content."""
        total, items = self._list("freepublish/batchget", offset, count)
        return PublicationPage(total, tuple(_parse_published(item) for item in items))

    def send(self, call: ApiCall) -> HttpResponse:
        """Return the answer of any call, made with the account's token; errors as in `ApiCaller.send`."""
        token = self._tokens.get()
        with self.changes.follow(call.endpoint):
            try:
                return self._caller.send(call, token)
            except PlatformError as error:
                if find_refusal(error.code, error.endpoint).repeat is not RetryAdvice.RENEWED:
                    raise
            # A rejected token means that nothing was done, so every call may be repeated, once.
            return self._caller.send(call, self._tokens.renew(token))

    def _send_with_covers(self, call: ApiCall, covers: set[str]) -> HttpResponse:
        """Send a call that names covers; repeat it while it is refused for a cover that was just uploaded."""
        for attempt in range(1, self._policy.attempts):
            try:
                return self.send(call)
            except PlatformError as error:
                if error.code != MEDIA_UNKNOWN or not self._is_new(covers):
                    raise
            time.sleep(self._policy.backoff_delay(attempt))
        return self.send(call)

    def _is_new(self, covers: set[str]) -> bool:
        now = time.monotonic()
        return any(now - self._covers.get(cover, -inf) < _NEW_COVER_SECONDS for cover in covers)

    def _list(self, endpoint: str, offset: int, count: int) -> tuple[int, list[Mapping[str, Any]]]:
        body = {"offset": offset, "count": min(count, MAX_PAGE), "no_content": 1}
        data = self.send(make_json_call(endpoint, body, expected="total_count")).data
        total, items = parse_number(data["total_count"], 0), get_objects(data, "item")
        if total > offset and not items:  # must not prove the absence of a draft
            raise make_unknown(endpoint, UnknownOutcome(FailureCause.STRANGE))
        return total, items


def open_client(credentials: Credentials, policy: RetryPolicy, folder: Path) -> WeChatClient:
    """Return an account's client, which caches its token in `folder`; nothing is sent yet."""
    transport = Transport(credentials.api, proxy=credentials.proxy, connect_seconds=policy.connect_seconds)
    caller = ApiCaller(transport, policy, credentials.secret)
    return WeChatClient(AccessTokens(credentials, caller, folder, policy), caller, policy)


def _make_material_call(picture: Picture, expected: str) -> ApiCall:
    return make_upload_call("material/add_material", _name_upload(picture), picture.data, expected, type="image")


def _parse_message_id(data: Mapping[str, Any]) -> str:
    """Return the id of a message in statistics and comments; empty where the answer has none."""
    number = parse_number(data.get("msg_data_id"), 0)
    return str(number) if number > 0 else ""


def _name_upload(picture: Picture) -> str:
    """Return a file name with the picture's hash, and the suffix of its media type."""
    digest = hashlib.sha256(picture.data).hexdigest()[:32]
    return f"{digest}.{_EXTENSIONS[picture.media_type]}"


def _format_article(article: DraftArticle) -> dict[str, object]:
    return _format_post(article) if article.picture_ids else _format_news(article)


def _format_post(article: DraftArticle) -> dict[str, object]:
    """Return a picture post; author, digest, source and cover id are documented for news alone."""
    crops = [
        {"ratio": ratio, **dict(zip(_EDGES, crop.split("_"), strict=True))}
        for ratio, crop in article.cover_crops.items()
    ]
    return {
        "article_type": "newspic",
        "title": article.title,
        "content": article.content,
        "image_info": {"image_list": [{"image_media_id": media_id} for media_id in article.picture_ids]},
        "need_open_comment": int(article.comments),
        "only_fans_can_comment": int(article.fans_only),
        **({"cover_info": {"crop_percent_list": crops}} if crops else {}),
    }


def _format_news(article: DraftArticle) -> dict[str, object]:
    return {
        "title": article.title,
        "author": article.author,
        "digest": article.digest,
        "content": article.content,
        "content_source_url": article.source_url,
        "thumb_media_id": article.cover_id,
        "need_open_comment": int(article.comments),
        "only_fans_can_comment": int(article.fans_only),
        **article.cover_crops,
    }


def _parse_draft(item: Mapping[str, Any]) -> Draft:
    content = get_object(item, "content")
    return Draft(str(item.get("media_id", "")), _parse_items(content), parse_time(item.get("update_time")))


def _parse_published(item: Mapping[str, Any]) -> Published:
    content = get_object(item, "content")
    articles = get_objects(content, "news_item")
    removed = bool(articles) and all(bool(article.get("is_deleted")) for article in articles)
    updated = parse_time(item.get("update_time"))
    return Published(str(item.get("article_id", "")), _parse_items(content), updated, removed)


def _parse_items(content: Mapping[str, Any]) -> tuple[DraftItem, ...]:
    return tuple(map(_parse_item, get_objects(content, "news_item")))


def _parse_item(item: Mapping[str, Any]) -> DraftItem:
    names = ("title", "author", "digest", "content", "content_source_url", "thumb_media_id", "url")
    title, author, digest, text, source_url, cover_id, url = (str(item.get(name) or "") for name in names)
    pictures = get_objects(get_object(item, "image_info"), "image_list")
    picture_ids = tuple(str(picture.get("image_media_id") or "") for picture in pictures)
    cover_id = cover_id or next(iter(picture_ids), "")
    return DraftItem(title, author, digest, text, source_url, cover_id, url, picture_ids)
