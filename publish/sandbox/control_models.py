"""What may be asked of the control API; pydantic says all that is wrong with it at once."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from publish.sandbox.faults import Fault, is_endpoint
from publish.sandbox.issued_tokens import Origin

MAX_BY_HAND = 1_000
MAX_LEAP_SECONDS = 1e9
"""Some thirty years."""


class ControlBody(BaseModel):
    """What somebody asks for; a word that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class EmptyBody(ControlBody):
    """No more than the request itself."""


class ClockChange(ControlBody):
    """Time moves, stops or goes on."""

    advance: float = Field(default=0.0, ge=-MAX_LEAP_SECONDS, le=MAX_LEAP_SECONDS)
    stopped: bool | None = None


class FaultChange(Fault):
    """A fault to set."""

    @field_validator("endpoint")
    @classmethod
    def check_endpoint(cls, name: str) -> str:
        """Refuse an endpoint that the sandbox does not serve: the fault would never come."""
        if not is_endpoint(name):
            raise ValueError("no endpoint of that name; write it without /cgi-bin/, or draft/*, or *")
        return name


class TokenRotation(ControlBody):
    """Somebody else renews an account's token."""

    appid: str
    origin: Origin = "stable"


class DraftFixture(ControlBody):
    """Drafts that somebody writes in the console."""

    appid: str
    title: str = "手工草稿"
    content: str = "<p>在后台写的。</p>"
    content_source_url: str = ""
    count: int = Field(default=1, ge=1, le=MAX_BY_HAND)


class DraftChange(ControlBody):
    """What somebody does to a draft in the console."""

    title: str | None = None
    content: str | None = None
    check: int | None = None
    auto_saved: bool | None = None
    reprint: bool | None = None
    outcome: int | None = Field(default=None, ge=0, le=6)


class PublicationChange(ControlBody):
    """What becomes of a publication later."""

    status: Literal[5, 6]


class MaterialChange(ControlBody):
    """Whether a menu or an automatic answer needs material."""

    in_use: bool
