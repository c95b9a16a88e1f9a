"""What the sandbox keeps: frozen records, each with its account and a key that no other of its kind has."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

Profile = Literal["personal", "verified", "service", "test", "expired"]
"""What kind of account it is, and so what it may call."""


class StoredRecord(BaseModel):
    """Something kept."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, ser_json_bytes="base64", val_json_bytes="base64"
    )

    record_kind: ClassVar[str]
    """What files and answers call this kind of record; it outlives the name of the class."""

    appid: str
    """The account it belongs to; empty for what belongs to all."""
    key: str


class SandboxAccount(StoredRecord):
    """An Official Account; its key is its AppID."""

    record_kind: ClassVar[str] = "Account"

    name: str
    secret: str = Field(min_length=1, repr=False)
    profile: Profile = "verified"
    original_id: str = ""
    """What the platform calls it in events."""
    refusal: int | None = None
    """The code that every token call is refused with: 40164, 89503, 40243, …"""
    refusal_everywhere: bool = False
    """Whether the other calls are refused with it, too."""
    caller: str = "203.0.113.7"
    """The address that 40164 names."""
    comments: bool = True
    """Whether articles may be commented on (else 88000)."""
    shop: Literal["none", "restricted", "open"] = "none"
    """Whether articles may carry products: 53406, 53404, or only those that do not exist are refused (53405)."""
    publishing: Literal["open", "banned", "too-often"] = "open"
    """Whether `freepublish/submit` is refused: 53500, 53501."""
    outcome: int = Field(default=0, ge=0, le=6)
    """The `publish_status` at which publishing ends."""
    fail_idx: tuple[int, ...] = (1,)
    """The articles that are named where it fails."""
    mass: Literal["open", "confirm", "awaited", "no-agreement"] = "open"
    """Whether a mass send is refused: 89504 (then it awaits the admin), 89505, 48003."""
    quotas: dict[str, int] = Field(default_factory=dict)
    """Daily limits that differ from the usual ones, by endpoint."""


class IssuedToken(StoredRecord):
    """An access token; its key is its value."""

    record_kind: ClassVar[str] = "Token"

    key: str = Field(repr=False)
    origin: Literal["token", "stable"]
    issued: float
    expires: float
    current: bool = True
    """Whether it is the newest of its origin."""
    revoked: bool = False
    """Whether it died before its time."""


class ForcedRefresh(StoredRecord):
    """When an account's stable token was last renewed by force."""

    record_kind: ClassVar[str] = "Forcing"

    at: float


class Counter(StoredRecord):
    """How often something was done in a day, a month or a minute."""

    record_kind: ClassVar[str] = "Counter"

    period: str
    used: int


class StoredPicture(StoredRecord):
    """A picture's bytes; the key stands in its address."""

    record_kind: ClassVar[str] = "Picture"

    format: str
    """`png`, `jpeg`, `gif` or `bmp`; of what is no picture, its kind."""
    width: int
    height: int
    data: bytes = Field(repr=False)


class Material(StoredRecord):
    """Something in an account's library, or lent to it for three days."""

    record_kind: ClassVar[str] = "Material"

    kind: Literal["image", "voice", "video", "thumb"]
    name: str
    picture: str
    """The key of its bytes."""
    created: float
    usable: float
    """From when on a draft may use it."""
    expires: float | None = None
    """When a temporary one is gone."""
    in_use: bool = False
    """Whether a menu or an automatic answer needs it (48005)."""
    title: str = ""
    introduction: str = ""

    @property
    def permanent(self) -> bool:
        """Say whether it is in the library."""
        return self.expires is None


class StoredArticle(BaseModel):
    """One article of a draft or a publication, as the platform keeps it."""

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
    address: str
    """What stands behind `/s/` in its address."""
    deleted: bool = False


class StoredDraft(StoredRecord):
    """A draft; its key is its media_id."""

    record_kind: ClassVar[str] = "Draft"

    articles: tuple[StoredArticle, ...]
    created: float
    updated: float
    number: int
    """Counts drafts, so that those of one moment have an order."""
    check: int | None = None
    """The code that `freepublish/submit` is refused with: 53503, 53504, 53505."""
    auto_saved: bool = False
    """Whether the editor saved it by itself and nobody since (48021)."""
    reprint: bool = False
    """Whether a mass send takes it for somebody else's text (41040)."""
    outcome: int | None = None
    """The `publish_status` at which publishing it ends; None for the account's."""


class PublishJob(StoredRecord):
    """A publication on its way, or done; its key is its publish_id."""

    record_kind: ClassVar[str] = "Job"

    media_id: str
    articles: tuple[StoredArticle, ...]
    submitted: float
    due: float
    polls: int
    """How often its state must still be asked for before it ends."""
    outcome: int
    fail_idx: tuple[int, ...] = ()
    status: int = 1
    article_id: str = ""
    """Empty until it is out."""
    published: float = 0.0


class MassSend(StoredRecord):
    """A mass send; its key is its msg_id."""

    record_kind: ClassVar[str] = "MassSend"

    media_id: str
    clientmsgid: str
    at: float


class Event(StoredRecord):
    """What the platform would tell the account's own server."""

    record_kind: ClassVar[str] = "Event"

    at: float
    name: str
    xml: str


class ClockState(StoredRecord):
    """How far the clock stood from the machine's, and whether it stood still."""

    record_kind: ClassVar[str] = "Dial"

    offset: float
    stopped_at: float | None
