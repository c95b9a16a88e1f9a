"""The endpoints `media/*` and `material/*`, and the formats of uploaded files."""

from __future__ import annotations

import json
import secrets
import warnings
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Literal, NamedTuple, cast, get_args

from publish.sandbox.api_request import FormPart, ReceivedCall, list_page, parse_media_id
from publish.sandbox.error_responses import OK, ApiError
from publish.sandbox.models import Material, SandboxAccount, StoredPicture
from publish.sandbox.state import State

BODY_FORMATS = frozenset({"png", "jpeg"})
LIBRARY_FORMATS = BODY_FORMATS | {"gif", "bmp"}
MAX_BODY_BYTES = 1_000_000
MAX_PICTURE_BYTES = 10 * 1024 * 1024
MAX_THUMB_BYTES = 64_000
MAX_MEDIA_BYTES = {"voice": 2_000_000, "video": 10_000_000}
OTHERS_LIMIT = 1_000  # limit of the library for voices and for videos
TEMPORARY_SECONDS = 3 * 86_400

Kind = Literal["image", "voice", "video", "thumb"]
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF87a": "gif", b"GIF89a": "gif", b"BM": "bmp"}


class Size(NamedTuple):
    """A picture's size in pixels."""

    width: int
    height: int


class MediaFile(NamedTuple):
    """An answer that is a file."""

    data: bytes
    media_type: str


def upload_picture(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `media/uploadimg`: a URL for a picture in an article."""
    part = _find_file(call)
    if len(part.data) >= MAX_BODY_BYTES:
        raise ApiError(state.settings.picture_size_code)
    picture = _check_picture(part, BODY_FORMATS, account, state)
    return {"url": _make_picture_url(picture)} | (OK if state.settings.upload_errcode else {})


def upload_temporary_media(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `media/upload`: material of three days, which no draft may use."""
    kind = _parse_kind(call.params)
    material = _make_material(kind, _find_file(call), account, state)
    state.store.save(material.model_copy(update={"expires": state.now + TEMPORARY_SECONDS}))
    name = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, name: material.key, "created_at": int(state.now)}


def add_material(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `material/add_material`: permanent material, such as covers."""
    kind = _parse_kind(call.params)
    part = _find_file(call)
    described = _parse_description(call) if kind == "video" else {}
    limit = OTHERS_LIMIT if kind in MAX_MEDIA_BYTES else state.settings.library_limit
    if _count(account, state)[_count_name(kind)] >= limit:
        raise ApiError(state.settings.library_full_code)
    material = _make_material(kind, part, account, state).model_copy(update=described)
    state.store.save(material)
    answer = {"media_id": material.key}
    if kind == "image":
        answer["url"] = _make_picture_url(_load_picture(material, state)) + "&from=appmsg"
    return answer


def count_material(_call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `material/get_materialcount`."""
    return _count(account, state)


def list_material(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `material/batchget_material`."""
    body = call.read_json()
    kind = body.get("type")
    if kind not in ("image", "video", "voice", "news"):
        raise ApiError(40004)
    found = [material for material in _list_library(account, state) if material.kind == kind][::-1]

    def describe(material: Material, _content: bool) -> dict[str, Any]:
        fields = {"media_id": material.key, "name": material.name, "update_time": int(material.created)}
        url = _make_picture_url(_load_picture(material, state))
        return fields | ({"url": url} if material.kind == "image" else {})

    return list_page(body, found, describe)


def get_material(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any] | MediaFile:
    """Answer `material/get_material`: the file, or the description of a video."""
    material = find_material(parse_media_id(call.read_json()), account, state)
    picture = _load_picture(material, state)
    if material.kind == "video":
        return {"title": material.title, "description": material.introduction, "down_url": _make_picture_url(picture)}
    return MediaFile(picture.data, f"image/{picture.format}" if material.kind != "voice" else "audio/mpeg")


def delete_material(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `material/del_material`."""
    material = find_material(parse_media_id(call.read_json()), account, state)
    if material.in_use:
        raise ApiError(48005)
    state.store.remove(material)
    return OK


def find_material(media_id: str, account: SandboxAccount, state: State) -> Material:
    """Return material of an account's library; temporary, foreign or unknown material gives 40007."""
    material = state.store.find(Material, media_id)
    if material is None or material.appid != account.appid or material.expires is not None:
        raise ApiError(40007)
    return material


def find_cover(media_id: object, account: SandboxAccount, state: State) -> Size:
    """Return the size of a cover; material that is not in the library or too new gives 40007, no picture 40121."""
    if not isinstance(media_id, str):
        raise ApiError(40007)
    material = find_material(media_id, account, state)
    if material.kind not in ("image", "thumb"):
        raise ApiError(40121)
    if material.usable > state.now:
        raise ApiError(40007)
    picture = _load_picture(material, state)
    return Size(picture.width, picture.height)


def find_cover_url(media_id: str, state: State) -> str:
    """Return the URL of a cover; empty if it was deleted."""
    material = state.store.find(Material, media_id)
    return _make_picture_url(_load_picture(material, state)) if material else ""


def _find_file(call: ReceivedCall) -> FormPart:
    part = next((part for part in call.parts if part.name == "media" and part.filename is not None), None)
    if part is None or not part.data:
        raise ApiError(41005)
    return part


def _parse_kind(params: dict[str, str]) -> Kind:
    kind = params.get("type")
    if kind not in get_args(Kind):
        raise ApiError(40004)
    return cast("Kind", kind)


def _parse_description(call: ReceivedCall) -> dict[str, str]:
    """Return title and introduction of a video."""
    data = next((part.data for part in call.parts if part.name == "description"), b"")
    try:
        described = json.loads(data)
        return {"title": str(described["title"]), "introduction": str(described.get("introduction", ""))}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ApiError(47001) from error


def _make_material(kind: Kind, part: FormPart, account: SandboxAccount, state: State) -> Material:
    if kind in MAX_MEDIA_BYTES:
        if len(part.data) > MAX_MEDIA_BYTES[kind]:
            raise ApiError(45001)
        picture = _save_picture(part.data, kind, Size(0, 0), account, state)
    elif kind == "thumb":
        if len(part.data) > MAX_THUMB_BYTES or _detect_format(part.data) != "jpeg":
            raise ApiError(40006)
        picture = _check_picture(part, frozenset({"jpeg"}), account, state)
    else:
        if len(part.data) > MAX_PICTURE_BYTES:
            raise ApiError(state.settings.picture_size_code)
        picture = _check_picture(part, LIBRARY_FORMATS, account, state)
    return Material(
        appid=account.appid,
        key=secrets.token_urlsafe(48),
        kind=kind,
        name=part.filename or "",
        picture=picture.key,
        created=state.now,
        usable=state.now + state.settings.material_delay,
    )


def _check_picture(part: FormPart, formats: frozenset[str], account: SandboxAccount, state: State) -> StoredPicture:
    found, suffix = _detect_format(part.data), PurePosixPath(part.filename or "").suffix[1:].lower()
    if found not in formats or (suffix if suffix != "jpg" else "jpeg") not in formats:
        raise ApiError(state.settings.picture_type_code)
    size = _measure_picture(part.data, found)
    if size is None or max(size) > state.settings.max_picture_side:
        raise ApiError(40137)
    return _save_picture(part.data, found, size, account, state)


def _detect_format(data: bytes) -> str:
    """Return the format of a file by its first bytes; empty for formats that WeChat does not accept."""
    return next((name for signature, name in _SIGNATURES.items() if data.startswith(signature)), "")


def _measure_picture(data: bytes, name: str) -> Size | None:
    """Return a picture's size; None for a damaged one."""
    from PIL import Image  # heavy

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=[name]) as image:
            size = Size(*image.size)
            image.verify()
            return size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _save_picture(data: bytes, name: str, size: Size, account: SandboxAccount, state: State) -> StoredPicture:
    key = secrets.token_urlsafe(48)
    picture = StoredPicture(appid=account.appid, key=key, format=name, width=size.width, height=size.height, data=data)
    state.store.save(picture)
    return picture


def _load_picture(material: Material, state: State) -> StoredPicture:
    # Pictures are saved before their material and never removed.
    return cast("StoredPicture", state.store.find(StoredPicture, material.picture))


def _make_picture_url(picture: StoredPicture) -> str:
    return f"http://mmbiz.qpic.cn/sz_mmbiz_{picture.format}/{picture.key}/0?wx_fmt={picture.format}"


def _list_library(account: SandboxAccount, state: State) -> list[Material]:
    return [material for material in state.store.list(Material, account.appid) if material.expires is None]


def _count_name(kind: Kind) -> str:
    return "image_count" if kind == "thumb" else f"{kind}_count"


def _count(account: SandboxAccount, state: State) -> dict[str, Any]:
    counts = dict.fromkeys(("voice_count", "video_count", "image_count", "news_count"), 0)
    for material in _list_library(account, state):
        counts[_count_name(material.kind)] += 1
    return counts
