"""The request bodies of the control API; pydantic reports all errors in one at once."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from publish.sandbox.faults import Fault, is_endpoint
from publish.sandbox.issued_tokens import Origin

MAX_FIXTURES = 1_000
MAX_ADVANCE_SECONDS = 1e9
"""Some thirty years."""


class ControlBody(BaseModel):
    """A body; unknown fields are errors."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class EmptyBody(ControlBody):
    """A body without fields."""


class ClockChange(ControlBody):
    """Move, stop or start the clock."""

    advance: float = Field(default=0.0, ge=-MAX_ADVANCE_SECONDS, le=MAX_ADVANCE_SECONDS)
    stopped: bool | None = None


class FaultChange(Fault):
    """Set a fault."""

    @field_validator("endpoint")
    @classmethod
    def check_endpoint(cls, name: str) -> str:
        """Refuse an endpoint that the sandbox does not have: the fault would never occur."""
        if not is_endpoint(name):
            raise ValueError("no endpoint of that name; write it without /cgi-bin/, or draft/*, or *")
        return name


class TokenRotation(ControlBody):
    """Renew an account's token as another client would."""

    appid: str
    origin: Origin = "stable"


class DraftFixture(ControlBody):
    """Create drafts as in WeChat's console."""

    appid: str
    title: str = "手工草稿"
    content: str = "<p>在后台写的。</p>"
    content_source_url: str = ""
    count: int = Field(default=1, ge=1, le=MAX_FIXTURES)


class DraftChange(ControlBody):
    """Change a draft as in the console, or mark it."""

    title: str | None = None
    content: str | None = None
    check: int | None = None
    auto_saved: bool | None = None
    reprint: bool | None = None
    outcome: int | None = Field(default=None, ge=0, le=6)


class PublicationChange(ControlBody):
    """Remove a publication: 5 by its owner, 6 by WeChat."""

    status: Literal[5, 6]


class MaterialChange(ControlBody):
    """Mark material as used by a menu or an automatic reply."""

    in_use: bool
