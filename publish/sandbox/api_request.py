"""A call of the API, and the parsers of its body."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from publish.sandbox.error_responses import ApiError

T = TypeVar("T")
_ESCAPE = re.compile(rb"(?<!\\)((?:\\\\)*)\\u(?=[0-9A-Fa-f]{4})")
CHECKER_PATH = "/article-bin/verify_article_structure"  # of the platform's own checker of articles
MAX_MEDIA_ID_CHARS = 128
MAX_PAGE = 20
_PAGE: dict[str, Any] = {"offset": 0, "count": None, "no_content": 0}


class FormPart(BaseModel):
    """One part of a multipart body."""

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")

    name: str
    filename: str | None
    data: bytes = Field(repr=False)


class ReceivedCall(BaseModel):
    """A request to the API."""

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")

    endpoint: str  # the path behind `/cgi-bin/`; of the statistics, behind `/`; the whole of another path
    method: str = "POST"
    params: dict[str, str] = Field(default_factory=dict, repr=False)
    body: bytes = Field(default=b"", repr=False)  # empty for a multipart body
    parts: tuple[FormPart, ...] = ()

    def read_json(self, escapes: str = "store") -> dict[str, Any]:
        r"""Return the JSON object in the body; `\uxxxx` in it is not decoded, as on the platform.

        An empty body gives 44002, anything but an object 47001, and an escape, where they are refused, 40033.
        """
        if not self.body.strip():
            raise ApiError(44002)
        if escapes == "refuse" and _ESCAPE.search(self.body):
            raise ApiError(40033)
        try:
            body = json.loads(_ESCAPE.sub(rb"\1\\\\u", self.body).decode("utf-8"), strict=False)
        except (ValueError, RecursionError) as error:
            raise ApiError(47001) from error
        if not isinstance(body, dict):
            raise ApiError(47001)
        return body


def parse_media_id(body: Mapping[str, Any]) -> str:
    """Return the media_id in a body; a missing one gives 41006, no text 40007, a long one 40118."""
    media_id = body.get("media_id")
    if media_id in (None, ""):
        raise ApiError(41006)
    if not isinstance(media_id, str):
        raise ApiError(40007)
    if len(media_id) > MAX_MEDIA_ID_CHARS:
        raise ApiError(40118)
    return media_id


def list_page(
    body: Mapping[str, Any], records: Sequence[T], describe: Callable[[T, bool], dict[str, Any]]
) -> dict[str, Any]:
    """Answer a list with the page of records in a body's `offset`, `count` (1 to 20) and `no_content`, or 40097."""
    offset, count, no_content = (body.get(name, default) for name, default in _PAGE.items())
    if type(offset) is not int or type(count) is not int or offset < 0 or not 1 <= count <= MAX_PAGE:
        raise ApiError(40097)
    items = [describe(record, not no_content) for record in records[offset : offset + count]]
    return {"item": items, "total_count": len(records), "item_count": len(items)}
