"""Switches for behaviour that WeChat does not document or changes from day to day."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, PositiveInt

from publish.sandbox.models import StoredRecord

Seconds = float


class Behaviour(StoredRecord, record_kind="Settings"):
    """Times, limits and switches; `docs/sandbox.md` repeats their descriptions."""

    appid: str = ""
    key: str = "settings"

    token_lifetime: Seconds = Field(7200, gt=0, description="how long an access token lives")
    token_overlap: Seconds = Field(300, ge=0, description="how long a replaced token lives on")
    force_interval: Seconds = Field(30, ge=0, description="how far apart forced renewals of the stable token must be")
    wrong_secret_code: Literal[40001, 40125] = Field(40001, description="code for a well-formed secret that is wrong")
    https_required: bool = Field(False, description="answer 43003 to every call, as if it came without TLS")
    content_type: str = Field("text/plain", pattern=r"^[ -~]+$", description="Content-Type of every answer")
    latency: Seconds = Field(0, ge=0, le=600, description="how long every answer takes, by the machine's own clock")
    calls_per_minute: PositiveInt | None = Field(None, description="calls of one endpoint in a minute before 45011")

    picture_type_code: Literal[40005, 40113] = Field(40113, description="code for a picture of a kind not taken")
    picture_size_code: Literal[40009, 45001] = Field(40009, description="code for a picture too large")
    max_picture_side: PositiveInt = Field(10_000, description="pixels on a side before 40137")
    upload_errcode: bool = Field(False, description="`media/uploadimg` says `errcode: 0` as well")
    library_limit: PositiveInt = Field(100_000, description="pictures that the library holds")
    library_full_code: int = Field(45009, description="code for a library that is full; the real one is not known")
    material_delay: Seconds = Field(0, ge=0, description="how long new material gives 40007 as a cover")

    max_title_chars: PositiveInt = Field(64, description="characters of a title before 45003; the documents say 32")
    digest_unit: Literal["bytes", "chars"] = Field("bytes", description="what a digest is measured in")
    max_digest: PositiveInt = Field(120, description="length of a digest before 45004; the documents say 128 chars")
    content_limit: Literal["measured", "documented"] = Field(
        "measured", description="content before 45002: 688,000 bytes as measured, or 20,000 characters as documented"
    )
    escapes: Literal["store", "refuse"] = Field(
        "store", description="`\\uxxxx` in a body is stored and counted as typed, or refused with 40033"
    )
    external_links: Literal["strip", "refuse"] = Field(
        "strip", description="links out of the platform lose their address, or give 45166"
    )
    active_markup: Literal["strip", "refuse"] = Field("strip", description="script, form and iframe go, or give 45166")
    foreign_pictures: Literal["strip", "refuse", "keep"] = Field(
        "strip", description="another account's pictures go, give 45166, or stay"
    )
    odd_characters: Literal["keep", "refuse"] = Field("keep", description="private-use characters stay, or give 45166")
    newspic_fields: Literal["drop", "keep"] = Field(
        "drop",
        description="picture posts are read back without what is documented for news alone: digest, source, cover id",
    )
    crop_every_cover: bool = Field(
        False, description="a cover too small to be cropped gives 53402 where no crop was asked for, too"
    )
    list_order: Literal["newest", "oldest", "shuffled"] = Field("newest", description="order of lists")
    list_lag: Seconds = Field(0, ge=0, description="how long lists and counts do not show what is new")
    read_lag: Seconds = Field(0, ge=0, description="how long `draft/get` shows a new draft without articles")
    add_items: bool = Field(False, description="`draft/add` answers `item`, too")

    publish_delay: Seconds = Field(3, ge=0, description="how long a publication stays at status 1")
    publish_polls: int = Field(0, ge=0, description="how often `freepublish/get` must be called before it leaves 1")
    publish_id_type: Literal["string", "integer", "mixed"] = Field(
        "mixed", description="`publish_id` as text, as a number, or text from `submit` and a number from `get`"
    )
    msg_data_id: bool = Field(False, description="`freepublish/submit` answers `msg_data_id`, too")
    named_statistics: bool = Field(
        True, description="`getarticletotaldetail` answers `title` and `content_url`, which no document names"
    )
    statistics_hour: int = Field(
        8, ge=0, le=24, description="hour in China before which the numbers of yesterday are not known (`is_delay`)"
    )
    statistics_late: bool = Field(False, description="the numbers of yesterday are not known all day (`is_delay`)")
    double_submit: Literal["accept", "refuse"] = Field(
        "accept",
        description="a second `submit` of a draft under way starts a second publication, or gives 40007",
    )
    pending_draft: Literal["refuse", "accept"] = Field(
        "refuse", description="`draft/update` and `draft/delete` of a draft under way give 40007, or work"
    )
    published_draft: Literal["gone", "kept"] = Field("gone", description="what becomes of a draft once it is out")

    max_clientmsgid_bytes: PositiveInt = Field(32, description="bytes of a `clientmsgid` before 45067; once 64")
    clientmsgid_soon: Literal[45065, 45066] = Field(
        45066, description="code for a known `clientmsgid` within a minute; later it is 45065"
    )
