"""The stored records: frozen, each with its account and a key that is unique in its kind."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

Profile = Literal["personal", "verified", "service", "test", "expired"]
"""The kind of an account, on which its permissions depend."""


class StoredRecord(BaseModel):
    """A record of the store."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, ser_json_bytes="base64", val_json_bytes="base64"
    )

    record_kind: ClassVar[str]  # name of the kind in files and answers; independent of the name of the class

    def __init_subclass__(cls, record_kind: str = "", **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.record_kind = record_kind or cls.record_kind

    appid: str  # its account; empty for a record of all accounts
    key: str


class SandboxAccount(StoredRecord, record_kind="Account"):
    """An Official Account; its key is its AppID."""

    name: str
    secret: str = Field(min_length=1, repr=False)
    profile: Profile = "verified"
    original_id: str = ""  # its id in events
    refusal: int | None = None  # error code of every token call: 40164, 89503, 40243, …
    refusal_everywhere: bool = False  # whether the other calls give this code, too
    caller: str = "203.0.113.7"  # the IP address in the `errmsg` of 40164
    comments: bool = True  # whether articles may have comments (else 88000)
    comments_limited: bool = False  # whether reading comments gives 88002
    shop: Literal["none", "restricted", "open"] = "none"
    """Whether articles may contain products; else 53406 or 53404. `open` refuses missing products alone (53405)."""
    publishing: Literal["open", "banned", "too-often"] = "open"
    """Whether `freepublish/submit` works, or gives 53500 or 53501."""
    outcome: int = Field(default=0, ge=0, le=6)  # the final `publish_status` of a publication
    fail_idx: tuple[int, ...] = (1,)  # numbers of the articles that a failed publication names
    mass: Literal["open", "confirm", "awaited", "no-agreement"] = "open"
    """Whether a mass send works, or gives 89504 (and is `awaited` from then on), 89505 or 48003."""
    quotas: dict[str, int] = Field(default_factory=dict)  # daily limits that differ from the default, by endpoint


class IssuedToken(StoredRecord, record_kind="Token"):
    """An access token; its key is its value."""

    key: str = Field(repr=False)
    origin: Literal["token", "stable"]
    issued: float
    expires: float
    current: bool = True  # whether it is the latest of its origin
    revoked: bool = False  # whether it was invalidated before it expired


class ForcedRefresh(StoredRecord, record_kind="Forcing"):
    """Time of an account's last forced renewal of the stable token."""

    at: float


class Counter(StoredRecord, record_kind="Counter"):
    """A counter of a day, a month or a minute."""

    period: str
    used: int


class StoredPicture(StoredRecord, record_kind="Picture"):
    """The bytes of a picture or another file; its key is part of its URL."""

    format: str  # `png`, `jpeg`, `gif` or `bmp`; `voice` or `video` for these
    width: int
    height: int
    data: bytes = Field(repr=False)


class Material(StoredRecord, record_kind="Material"):
    """Permanent material of an account's library, or temporary material of three days."""

    kind: Literal["image", "voice", "video", "thumb"]
    name: str
    picture: str  # key of its `StoredPicture`
    created: float
    usable: float  # time from which a draft may use it
    expires: float | None = None  # end of temporary material; None for permanent material
    in_use: bool = False  # whether a menu or an automatic reply uses it (deleting gives 48005)
    title: str = ""
    introduction: str = ""


class StoredArticle(BaseModel):
    """An article of a draft or a publication."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    article_type: Literal["news", "newspic"] = "news"
    title: str
    author: str = ""
    digest: str = ""
    content: str = ""
    content_source_url: str = ""
    thumb_media_id: str = ""
    need_open_comment: int = 0
    only_fans_can_comment: int = 0
    cover_info: dict[str, Any] | None = None
    image_info: dict[str, Any] | None = None
    product_info: dict[str, Any] | None = None
    address: str  # the path behind `/s/` of its URL
    deleted: bool = False


class StoredDraft(StoredRecord, record_kind="Draft"):
    """A draft; its key is its media_id."""

    articles: tuple[StoredArticle, ...]
    created: float
    updated: float
    number: int  # number of the draft; orders drafts of the same time
    check: int | None = None  # error code of `freepublish/submit`: 53503, 53504, 53505
    auto_saved: bool = False  # whether only the editor's automatic saving saved it (48021)
    reprint: bool = False  # whether a mass send judges it a reprint (41040)
    outcome: int | None = None  # the final `publish_status` of its publication; None for the account's


class PublishJob(StoredRecord, record_kind="Job"):
    """A pending or finished publication; its key is its publish_id."""

    media_id: str
    articles: tuple[StoredArticle, ...]
    submitted: float
    due: float
    polls: int  # number of `freepublish/get` calls left before it can finish
    outcome: int
    fail_idx: tuple[int, ...] = ()
    status: int = 1
    article_id: str = ""  # empty until it is published
    published: float = 0.0


class MassSend(StoredRecord, record_kind="MassSend"):
    """A mass send; its key is its msg_id."""

    media_id: str
    clientmsgid: str
    at: float
    articles: tuple[StoredArticle, ...] = ()


class DayNumbers(BaseModel):
    """What an article came to on one day; the names are those of the answers."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    read_user: int = Field(default=0, ge=0)
    share_user: int = Field(default=0, ge=0)
    zaikan_user: int = Field(default=0, ge=0)  # a heart
    like_user: int = Field(default=0, ge=0)  # a thumb
    comment_count: int = Field(default=0, ge=0)
    collection_user: int = Field(default=0, ge=0)
    praise_money: int = Field(default=0, ge=0)
    read_subscribe_user: int = Field(default=0, ge=0)
    read_delivery_rate: float = Field(default=0, ge=0)
    read_finish_rate: float = Field(default=0, ge=0)
    read_avg_activetime: float = Field(default=0, ge=0)


class ArticleNumbers(StoredRecord, record_kind="Numbers"):
    """The new numbers of an article, by day; its key is its `msgid`."""

    days: dict[str, DayNumbers]


class StoredComment(StoredRecord, record_kind="Comment"):
    """A comment; its key is its `user_comment_id`."""

    msgid: str  # its article's id in the statistics
    content: str
    openid: str = ""  # empty for a reader who does not write as a WeChat user
    created: float
    chosen: bool = False
    reply: str = ""
    replied: float = 0.0


class Event(StoredRecord, record_kind="Event"):
    """An event that WeChat would post to the account's own server."""

    at: float
    name: str
    xml: str


class ClockState(StoredRecord, record_kind="Dial"):
    """The clock's offset from the machine's, and the time at which it is stopped."""

    offset: float
    stopped_at: float | None
