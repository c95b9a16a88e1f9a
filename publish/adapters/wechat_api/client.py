"""One account's side of the WeChat platform, in typed calls."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from publish.adapters.wechat_api.access_tokens import AccessTokens
from publish.adapters.wechat_api.api_calls import ApiCall, ApiCaller, ApiReply, make_unknown, write_json, write_upload
from publish.adapters.wechat_api.credentials import Credentials
from publish.adapters.wechat_api.transport import FailureCause, Transport, UnknownOutcome
from publish.core.api_types import (
    Draft,
    DraftArticle,
    DraftItem,
    DraftPage,
    Publication,
    PublicationPage,
    PublicationState,
    Published,
)
from publish.core.exceptions import PlatformError
from publish.core.picture import Picture
from publish.core.settings import RetryPolicy
from publish.wechat.api_errors import MEDIA_UNKNOWN, SENT_BEFORE, RetryAdvice, find_refusal

MAX_PAGE = 20
_NEW_COVER_SECONDS = 60
"""So long after its upload a cover may not be known everywhere yet."""
_STATES = {
    0: PublicationState.PUBLISHED,
    1: PublicationState.PENDING,
    2: PublicationState.NOT_ORIGINAL,
    3: PublicationState.FAILED,
    4: PublicationState.REJECTED,
    5: PublicationState.REMOVED,
    6: PublicationState.BANNED,
}
_SENDS = {
    "SEND_SUCCESS": PublicationState.PUBLISHED,
    "SENDING": PublicationState.PENDING,
    "SEND_FAIL": PublicationState.FAILED,
    "DELETE": PublicationState.REMOVED,
}
_EXTENSIONS = {"image/jpeg": "jpg", "image/gif": "gif", "image/png": "png"}


class WeChatClient:
    """One account's drafts and publications."""

    def __init__(
        self, tokens: AccessTokens, caller: ApiCaller, pace: RetryPolicy, *, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._tokens = tokens
        self._caller = caller
        self._pace = pace
        self._wait = wait
        self._covers: dict[str, float] = {}
        """When this process uploaded each cover."""

    def upload_picture(self, picture: Picture) -> str:
        """Return the address of a picture of an article, JPEG or PNG below 1 MB, once it is uploaded."""
        call = write_upload("media/uploadimg", _name_file(picture), picture.data, expected="url")
        return str(self.ask(call).data["url"])

    def upload_to_library(self, picture: Picture) -> str:
        """Return the address of a picture of an article that goes into the material library, once it is uploaded."""
        return str(self.ask(_write_material(picture, expected="url")).data["url"])

    def count_library(self) -> int | None:
        """Return how many pictures the material library holds; None where WeChat does not tell."""
        try:
            data = self.ask(ApiCall("material/get_materialcount", expected="image_count")).data
        except PlatformError:
            return None
        return _read_number(data.get("image_count"), 0)

    def upload_cover(self, picture: Picture) -> str:
        """Return the permanent media id of a cover, once it is uploaded."""
        media_id = str(self.ask(_write_material(picture, expected="media_id")).data["media_id"])
        self._covers[media_id] = time.monotonic()
        return media_id

    def add_draft(self, articles: Sequence[DraftArticle]) -> str:
        """Return the media id of a new draft; never repeated after an outcome that is not known."""
        body = {"articles": [_write_article(article) for article in articles]}
        call = write_json("draft/add", body, expected="media_id")
        reply = self._ask_with_covers(call, {article.cover_id for article in articles})
        return str(reply.data["media_id"])

    def update_draft(self, media_id: str, index: int, article: DraftArticle) -> None:
        """Replace one article of a draft, counted from 0."""
        body = {"media_id": media_id, "index": index, "articles": _write_article(article)}
        self._ask_with_covers(write_json("draft/update", body), {article.cover_id})

    def get_draft(self, media_id: str) -> Draft | None:
        """Return a draft; None where it is gone: published or deleted."""
        try:
            reply = self.ask(write_json("draft/get", {"media_id": media_id}, expected="news_item"))
        except PlatformError as error:
            if error.code == MEDIA_UNKNOWN:
                return None
            raise
        return Draft(media_id, _read_items(reply.data), _read_moment(reply.data.get("update_time")))

    def list_drafts(self, offset: int, count: int) -> DraftPage:
        """Return up to 20 drafts, without content."""
        total, items = self._list("draft/batchget", offset, count)
        return DraftPage(total, tuple(_read_draft(item) for item in items))

    def delete_draft(self, media_id: str) -> None:
        """Delete a draft for good; one that is gone already is as good."""
        try:
            self.ask(write_json("draft/delete", {"media_id": media_id}))
        except PlatformError as error:
            # Also the answer for a draft that is being published, which is still there.
            if error.code != MEDIA_UNKNOWN or self.get_draft(media_id) is not None:
                raise

    def submit(self, media_id: str) -> str:
        """Return the publish id of a draft handed in for publishing; never repeated after an unknown outcome."""
        reply = self.ask(write_json("freepublish/submit", {"media_id": media_id}, expected="publish_id"))
        return str(reply.data["publish_id"])

    def poll(self, publish_id: str) -> Publication:
        """Return what has become of a submitted draft."""
        data = self.ask(write_json("freepublish/get", {"publish_id": publish_id}, expected="publish_status")).data
        detail = _read_table(data, "article_detail")
        return Publication(
            publish_id,
            _STATES.get(_read_number(data.get("publish_status"), -1), PublicationState.UNKNOWN),
            str(data.get("article_id") or ""),
            tuple(str(item.get("article_url", "")) for item in _read_tables(detail, "item")),
            tuple(_read_number(index, 0) for index in _read_list(data, "fail_idx")),
        )

    def send_to_all(self, media_id: str, clientmsgid: str) -> str:
        """Return the id under which a draft is sent to every follower; one that was sent under the same key is it."""
        body = {
            "filter": {"is_to_all": True},
            "mpnews": {"media_id": media_id},
            "msgtype": "mpnews",
            "send_ignore_reprint": 0,
            "clientmsgid": clientmsgid,
        }
        call = write_json("message/mass/sendall", body, expected="msg_id")
        return str(self.ask(call._replace(done=frozenset({SENT_BEFORE}))).data.get("msg_id") or "")

    def poll_send(self, message_id: str) -> Publication:
        """Return what has become of a mass send; WeChat does not say its address."""
        call = write_json("message/mass/get", {"msg_id": message_id}, expected="msg_status")
        status = str(self.ask(call).data["msg_status"]).upper()
        return Publication(message_id, _SENDS.get(status, PublicationState.UNKNOWN), "", (), ())

    def list_publications(self, offset: int, count: int) -> PublicationPage:
        """Return up to 20 publications, without content."""
        total, items = self._list("freepublish/batchget", offset, count)
        return PublicationPage(total, tuple(_read_published(item) for item in items))

    def ask(self, call: ApiCall) -> ApiReply:
        """Return the answer of any call, made with the account's token.

        Raises:
            PlatformError: WeChat refused it.
            NotSentError: It was not sent, or only asked and got no answer.
            UncertainError: It may or may not have been carried out.
        """
        token = self._tokens.get()
        try:
            return self._caller.ask(call, token)
        except PlatformError as error:
            if find_refusal(error.code, error.endpoint).repeat is not RetryAdvice.RENEWED:
                raise
        # Turned away at the gate, so that even what must not be done twice is sent once more; and no more than that.
        return self._caller.ask(call, self._tokens.renew(token))

    def _ask_with_covers(self, call: ApiCall, covers: set[str]) -> ApiReply:
        """Ask for what a cover is needed; one that was uploaded a moment ago may not be known at once.

        Refused for that, nothing has been done, and the call may be repeated.
        """
        for attempt in range(1, self._pace.attempts):
            try:
                return self.ask(call)
            except PlatformError as error:
                if error.code != MEDIA_UNKNOWN or not self._is_new(covers):
                    raise
            self._wait(self._pace.pause_before(attempt))
        return self.ask(call)

    def _is_new(self, covers: set[str]) -> bool:
        now = time.monotonic()
        return any(now - self._covers[cover] < _NEW_COVER_SECONDS for cover in covers & self._covers.keys())

    def _list(self, endpoint: str, offset: int, count: int) -> tuple[int, list[Mapping[str, Any]]]:
        body = {"offset": offset, "count": min(count, MAX_PAGE), "no_content": 1}
        data = self.ask(write_json(endpoint, body, expected="total_count")).data
        total, items = _read_number(data["total_count"], 0), _read_tables(data, "item")
        if total > offset and not items:  # whoever looks for a draft must not take this for its absence
            raise make_unknown(endpoint, UnknownOutcome(FailureCause.STRANGE))
        return total, items


def open_client(account: Credentials, pace: RetryPolicy, folder: Path) -> WeChatClient:
    """Return an account's platform; `folder` keeps its token, and nothing is sent yet."""
    transport = Transport(account.api, proxy=account.proxy, connect_seconds=pace.connect_seconds)
    caller = ApiCaller(transport, pace, account.secret)
    return WeChatClient(AccessTokens(account, caller, folder, pace), caller, pace)


def _write_material(picture: Picture, expected: str) -> ApiCall:
    return write_upload("material/add_material", _name_file(picture), picture.data, expected, type="image")


def _name_file(picture: Picture) -> str:
    """Return a name by which the same picture can be found again, ending as its kind wants it."""
    digest = hashlib.sha256(picture.data).hexdigest()[:32]
    return f"{digest}.{_EXTENSIONS[picture.media_type]}"


def _write_article(article: DraftArticle) -> dict[str, object]:
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


def _read_draft(item: Mapping[str, Any]) -> Draft:
    content = _read_table(item, "content")
    return Draft(str(item.get("media_id", "")), _read_items(content), _read_moment(item.get("update_time")))


def _read_published(item: Mapping[str, Any]) -> Published:
    content = _read_table(item, "content")
    articles = _read_tables(content, "news_item")
    removed = bool(articles) and all(bool(article.get("is_deleted")) for article in articles)
    moment = _read_moment(item.get("update_time"))
    return Published(str(item.get("article_id", "")), _read_items(content), moment, removed)


def _read_items(content: Mapping[str, Any]) -> tuple[DraftItem, ...]:
    names = ("title", "author", "digest", "content", "content_source_url", "thumb_media_id", "url")
    return tuple(
        DraftItem(*(str(item.get(name) or "") for name in names)) for item in _read_tables(content, "news_item")
    )


def _read_table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _read_list(data: Mapping[str, Any], name: str) -> list[Any]:
    value = data.get(name)
    return value if isinstance(value, list) else []


def _read_tables(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [item for item in _read_list(data, name) if isinstance(item, dict)]


def _read_number(value: object, default: int) -> int:
    """Return a number that may come as text."""
    try:
        return int(str(value))
    except ValueError:
        return default


def _read_moment(value: object) -> datetime | None:
    seconds = _read_number(value, 0)
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**40 else None
