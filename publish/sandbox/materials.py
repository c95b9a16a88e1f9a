"""Uploads and the library: `media/*` and `material/*`."""

from __future__ import annotations

import json
import secrets
from typing import Any, Literal, NamedTuple, cast

from publish.sandbox.api_request import FormPart, ReceivedCall, parse_media_id, parse_page
from publish.sandbox.error_responses import ApiError
from publish.sandbox.image_files import Size, measure_picture, read_ending, sniff_format
from publish.sandbox.models import Material, SandboxAccount, StoredPicture
from publish.sandbox.state import State

BODY_FORMATS = frozenset({"png", "jpeg"})
LIBRARY_FORMATS = BODY_FORMATS | {"gif", "bmp"}
MAX_BODY_BYTES = 1_000_000
MAX_PICTURE_BYTES = 10 * 1024 * 1024
MAX_THUMB_BYTES = 64_000
MAX_MEDIA_BYTES = {"voice": 2_000_000, "video": 10_000_000}
OTHERS_LIMIT = 1_000
"""Voices, and videos, that the library holds."""
LENT_SECONDS = 3 * 86_400
PICTURE_ORIGIN = "http://mmbiz.qpic.cn/"
PICTURE_PATH = "sz_mmbiz_{format}/{key}/0"

Kind = Literal["image", "voice", "video", "thumb"]
_KINDS = frozenset({"image", "voice", "video", "thumb"})


class MediaFile(NamedTuple):
    """What a call or an answer carries beside JSON."""

    data: bytes
    media_type: str


def upload_picture(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `media/uploadimg`: an address for a picture in a text."""
    part = _find_media(call)
    if len(part.data) >= MAX_BODY_BYTES:
        raise ApiError(state.settings.picture_size_code)
    picture = _keep_picture(part, BODY_FORMATS, account, state)
    answer: dict[str, Any] = {"url": _show_address(picture)}
    return answer | ({"errcode": 0, "errmsg": "ok"} if state.settings.upload_errcode else {})


def lend_media(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `media/upload`: material for three days, which no draft may use."""
    kind = _read_kind(call.params)
    material = _keep_material(kind, _find_media(call), account, state)
    state.store.save(material.model_copy(update={"expires": state.now + LENT_SECONDS}))
    name = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, name: material.key, "created_at": int(state.now)}


def add_material(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `material/add_material`: material that stays; covers come from here."""
    kind = _read_kind(call.params)
    part = _find_media(call)
    described = _read_description(call) if kind == "video" else {}
    if _count(account, state)[_count_name(kind)] >= _find_limit(kind, state):
        raise ApiError(state.settings.library_full_code)
    material = _keep_material(kind, part, account, state).model_copy(update=described)
    state.store.save(material)
    answer = {"media_id": material.key}
    if kind == "image":
        answer["url"] = _show_address(_load_picture(material, state)) + "&from=appmsg"
    return answer


def count_material(_call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `material/get_materialcount`."""
    return dict(_count(account, state))


def list_material(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `material/batchget_material`."""
    body = call.read_json()
    kind = body.get("type")
    if kind not in ("image", "video", "voice", "news"):
        raise ApiError(40004)
    offset, count, _ = parse_page(body)
    found = [material for material in _list_library(account, state) if material.kind == kind][::-1]
    items = [_describe(material, state) for material in found[offset : offset + count]]
    return {"item": items, "total_count": len(found), "item_count": len(items)}


def get_material(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any] | MediaFile:
    """Answer `material/get_material`: the file, or for a video what is said of it."""
    material = find_material(parse_media_id(call.read_json()), account, state)
    picture = _load_picture(material, state)
    if material.kind == "video":
        return {"title": material.title, "description": material.introduction, "down_url": _show_address(picture)}
    return MediaFile(picture.data, f"image/{picture.format}" if material.kind != "voice" else "audio/mpeg")


def delete_material(call: ReceivedCall, account: SandboxAccount, state: State) -> dict[str, Any]:
    """Answer `material/del_material`."""
    material = find_material(parse_media_id(call.read_json()), account, state)
    if material.in_use:
        raise ApiError(48005)
    state.store.remove(material)
    return {"errcode": 0, "errmsg": "ok"}


def find_material(media_id: str, account: SandboxAccount, state: State) -> Material:
    """Return material of an account's library.

    Raises:
        Refusal: It is lent only, somebody else's, or not there (40007).
    """
    material = state.store.find(Material, media_id)
    if material is None or material.appid != account.appid or not material.permanent:
        raise ApiError(40007)
    return material


def find_cover(media_id: str, account: SandboxAccount, state: State) -> Size:
    """Return the size of a picture that a draft may show.

    Raises:
        Refusal: It is none of the library, or too new (40007), or no picture (40121).
    """
    material = find_material(media_id, account, state)
    if material.kind not in ("image", "thumb"):
        raise ApiError(40121)
    if material.usable > state.now:
        raise ApiError(40007)
    picture = _load_picture(material, state)
    return Size(picture.width, picture.height)


def find_cover_address(media_id: str, state: State) -> str:
    """Return the address of a cover; empty where it has gone since."""
    material = state.store.find(Material, media_id)
    return _show_address(_load_picture(material, state)) if material else ""


def _find_media(call: ReceivedCall) -> FormPart:
    part = next((part for part in call.parts if part.name == "media" and part.filename is not None), None)
    if part is None or not part.data:
        raise ApiError(41005)
    return part


def _read_kind(params: dict[str, str]) -> Kind:
    kind = params.get("type")
    if kind not in _KINDS:
        raise ApiError(40004)
    return cast("Kind", kind)


def _read_description(call: ReceivedCall) -> dict[str, str]:
    """Return the title and introduction of a video."""
    data = next((part.data for part in call.parts if part.name == "description"), b"")
    try:
        described = json.loads(data)
        return {"title": str(described["title"]), "introduction": str(described.get("introduction", ""))}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ApiError(47001) from error


def _keep_material(kind: Kind, part: FormPart, account: SandboxAccount, state: State) -> Material:
    if kind in MAX_MEDIA_BYTES:
        if len(part.data) > MAX_MEDIA_BYTES[kind]:
            raise ApiError(45001)
        picture = _save_picture(part.data, kind, Size(0, 0), account, state)
    elif kind == "thumb":
        if len(part.data) > MAX_THUMB_BYTES or sniff_format(part.data) != "jpeg":
            raise ApiError(40006)
        picture = _keep_picture(part, frozenset({"jpeg"}), account, state)
    else:
        if len(part.data) > MAX_PICTURE_BYTES:
            raise ApiError(state.settings.picture_size_code)
        picture = _keep_picture(part, LIBRARY_FORMATS, account, state)
    return Material(
        appid=account.appid,
        key=secrets.token_urlsafe(48),
        kind=kind,
        name=part.filename or "",
        picture=picture.key,
        created=state.now,
        usable=state.now + state.settings.material_delay,
    )


def _keep_picture(part: FormPart, formats: frozenset[str], account: SandboxAccount, state: State) -> StoredPicture:
    found = sniff_format(part.data)
    if found not in formats or read_ending(part.filename or "") not in formats:
        raise ApiError(state.settings.picture_type_code)
    size = measure_picture(part.data, found)
    if size is None or max(size) > state.settings.max_picture_side:
        raise ApiError(40137)
    return _save_picture(part.data, found, size, account, state)


def _save_picture(data: bytes, kind: str, size: Size, account: SandboxAccount, state: State) -> StoredPicture:
    width, height = size
    key = secrets.token_urlsafe(48)
    picture = StoredPicture(appid=account.appid, key=key, format=kind, width=width, height=height, data=data)
    state.store.save(picture)
    return picture


def _load_picture(material: Material, state: State) -> StoredPicture:
    # It was saved before the material, and nothing removes it.
    return cast("StoredPicture", state.store.find(StoredPicture, material.picture))


def _show_address(picture: StoredPicture) -> str:
    path = PICTURE_PATH.format(format=picture.format, key=picture.key)
    return f"{PICTURE_ORIGIN}{path}?wx_fmt={picture.format}"


def _list_library(account: SandboxAccount, state: State) -> list[Material]:
    return [material for material in state.store.list(Material, account.appid) if material.permanent]


def _count_name(kind: Kind) -> str:
    return "image_count" if kind == "thumb" else f"{kind}_count"


def _count(account: SandboxAccount, state: State) -> dict[str, int]:
    counts = dict.fromkeys(("voice_count", "video_count", "image_count", "news_count"), 0)
    for material in _list_library(account, state):
        counts[_count_name(material.kind)] += 1
    return counts


def _find_limit(kind: Kind, state: State) -> int:
    return OTHERS_LIMIT if kind in MAX_MEDIA_BYTES else state.settings.library_limit


def _describe(material: Material, state: State) -> dict[str, Any]:
    described: dict[str, Any] = {
        "media_id": material.key,
        "name": material.name,
        "update_time": int(material.created),
    }
    if material.kind == "image":
        described["url"] = _show_address(_load_picture(material, state))
    return described
